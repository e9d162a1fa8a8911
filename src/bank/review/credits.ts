/**
 * Which credits stand at once and which wait: by how late they are, and by what
 * the tip says of the member's day and the clerk's month. What waits is written
 * in its place, so that the next one meets the sum.
 */
import type { Day, Draft, Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { countsFor, type CreditOrder } from '../hours/credit.ts'
import { type Asked, seenReview, startOf, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { record, recordAll, rehearseAs } from '../record.ts'
import { askedIn, askingDraft, type Ground, groundOf, waits } from './ask.ts'

const DAY_MS = 86_400_000

/** Times a group is looked at again when sums moved between the look and the commit. */
const LOOKS = 8

export interface Credited {
  readonly ask: Asked
  readonly order: CreditOrder
  readonly draft: Draft
  readonly batch?: string
  readonly file?: string | undefined
}

/** Records a credit, or where another has to look first, that it waits. */
export async function recordOrAsk(
  bank: Bank,
  actor: Actor,
  one: Credited,
): Promise<Outcome<Entry>> {
  if (lateGround(bank, actor, one.order) === undefined) {
    const outcome = await record(bank, one.draft)
    if (outcome.ok || !groundOf(bank, outcome.refusal)) return seenReview(bank, outcome)
  }
  const [outcome] = await recordOrAskAll(bank, actor, [one], { whole: false, mayWait: true })
  return outcome as Outcome<Entry>
}

export interface Together {
  /** One refusal drops all. */
  readonly whole: boolean
  /** In a whole group, what waits is no refusal. */
  readonly mayWait: boolean
  /** Written with a whole group; their outcomes come last. */
  readonly companions?: readonly Draft[]
}

/** Records a group; each credit that another has to look at waits, in its place among the others. */
export async function recordOrAskAll(
  bank: Bank,
  actor: Actor,
  credits: readonly Credited[],
  { whole, mayWait, companions = [] }: Together,
): Promise<readonly Outcome<Entry>[]> {
  const answers: (Outcome<Entry> | undefined)[] = Array.from({ length: credits.length })
  for (let look = 1; ; look++) {
    const open = credits.flatMap((_, at) => (answers[at] === undefined ? [at] : []))
    const some = open.map((at) => credits[at] as Credited)
    const drafts = (await divided(bank, actor, some)).map(({ draft }) => draft)
    const waiting = drafts.map((draft, i) => draft !== some[i]?.draft)
    if (whole && !mayWait && waiting.includes(true)) return mustStand(drafts, some, waiting)
    const outcomes = await recordAll(bank, [...drafts, ...companions], { whole })
    const isMoved = (one: Outcome<Entry> | undefined) =>
      one?.ok === false && groundOf(bank, one.refusal) !== undefined
    const moved = outcomes.some(isMoved)
    for (const [i, at] of open.entries()) {
      const outcome = outcomes[i] as Outcome<Entry>
      // Of a whole group nothing was written; of another, only what moved is asked once more.
      if (look >= LOOKS || !moved || (!whole && !isMoved(outcome)))
        answers[at] = await seenReview(bank, outcome)
    }
    if (answers.every((answer) => answer !== undefined))
      return [...answers, ...outcomes.slice(drafts.length)]
  }
}

/** What the group would come to as things stand. Nothing is written. */
export async function tryOrAsk(
  bank: Bank,
  actor: Actor,
  credits: readonly Credited[],
): Promise<readonly Outcome<Entry>[]> {
  const tried = await divided(bank, actor, credits)
  const outcomes: Outcome<Entry>[] = []
  for (const [at, { draft, outcome }] of tried.entries()) {
    const { ask } = credits[at] as Credited
    const isWaiting = draft !== credits[at]?.draft
    if (outcome.ok && isWaiting && !outcome.again) outcomes.push(waits(draft, ask.id))
    else outcomes.push(await seenReview(bank, outcome))
  }
  return outcomes
}

/** A credit as it would be written now, to go with other drafts: itself, or the record that it waits. */
export async function creditOrAsking(bank: Bank, actor: Actor, one: Credited): Promise<Draft> {
  const [tried] = await divided(bank, actor, [one])
  return tried?.draft ?? one.draft
}

/** Each credit as it would be written in its turn: itself, or the record that it waits. */
function divided(bank: Bank, actor: Actor, credits: readonly Credited[]) {
  return rehearseAs(
    bank,
    credits.map(({ draft }) => draft),
    async (at, no) => {
      const one = credits[at] as Credited
      const grounds = groundsFor(bank, actor, one.order, no)
      return grounds.length === 0 ? undefined : askingCredit(bank, actor, one, grounds)
    },
  )
}

function groundsFor(
  bank: Bank,
  actor: Actor,
  order: CreditOrder,
  no: Refusal | undefined,
): readonly Ground[] {
  const ground = no && groundOf(bank, no)
  // What is refused for anything else is refused, and not looked at.
  if (no && !ground) return []
  return [lateGround(bank, actor, order), ground].filter((one) => one !== undefined)
}

/** A credit for a day that long past (补录). What the house itself brings in is no counter's. */
function lateGround(bank: Bank, actor: Actor, { servedOn }: CreditOrder): Ground | undefined {
  const { days, by } = bank.rules.review.late
  const ago = (startOf(today(bank)) - startOf(servedOn)) / DAY_MS
  return countsFor(actor) && ago > days ? { why: 'late', by } : undefined
}

function askingCredit(
  bank: Bank,
  actor: Actor,
  { ask, order, draft, batch, file }: Credited,
  grounds: readonly Ground[],
): Promise<Draft> {
  return askingDraft(bank, actor, ask, {
    kind: 'credit',
    order,
    grounds,
    station: order.station,
    organisation: draft.organisation,
    service: order.service,
    servedOn: order.servedOn as Day,
    member: order.member,
    minutes: order.minutes,
    span: order.span,
    counts: countsFor(actor),
    batch,
    file,
    relies: draft.relies,
  })
}

/** A group that is to stand at once, and has rows that another must look at first: those say so, the others fell with them. */
function mustStand(
  drafts: readonly Draft[],
  credits: readonly Credited[],
  waiting: readonly boolean[],
): readonly Outcome<Entry>[] {
  const row = waiting.indexOf(true)
  return drafts.map((draft, at) => {
    if (!waiting[at]) return refuse({ code: 'group-refused', row })
    const { level, why } = askedIn(draft, credits[at]?.ask.id as EntryId)
    return refuse({ code: 'needs-review', level, why })
  })
}
