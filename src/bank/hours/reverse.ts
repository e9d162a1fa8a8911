/**
 * Reverse (更正): undo an entry by another that closes it, with a reason. Nothing
 * is edited. Where hours were spent meanwhile, what is there is taken and the
 * rest stands as a shortfall that later credits fill.
 */
import {
  type AccountId,
  earned,
  kindOf,
  type MemberId,
  memberOf,
  shortfall,
} from '../../ledger/account.ts'
import type { Draft, DraftPosting, Entry, EntryId, Ref } from '../../ledger/entry.ts'
import { minutes } from '../../ledger/minutes.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { creditedBy } from '../../ledger/counter.ts'
import { may, refusedAt } from '../actor.ts'
import { countsBack } from '../catalogue/quote.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  dayOf,
  drafted,
  lookingAgain,
  posting,
  today,
} from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { record, rehearse } from '../record.ts'
import { askReview, type Ground } from '../review/ask.ts'
import { givenBack, owedBy } from '../service/settle.ts'
import type { Approved } from './credit.ts'

export interface ReversalOrder {
  readonly id: EntryId
  readonly entry: EntryId
  /** One of the rules' reversal reasons. */
  readonly reason: string
}

/** Kinds that have an undoing; a hold is released, a record stands. */
export const REVERSIBLE: ReadonlySet<string> = new Set([
  'credit',
  'transfer',
  'donate',
  'grant',
  'settle',
  'redeem',
  'opening',
  'carry',
])

/**
 * Undoes an entry, whole. Refuses what is closed already, what has no undoing
 * (a hold is released), and an unknown reason. At once only for whoever made it,
 * on the day it was made, up to the rules' size; otherwise it waits for review.
 */
export async function reverse(
  bank: Bank,
  actor: Actor,
  order: ReversalOrder,
): Promise<Outcome<Entry>> {
  if (!bank.rules.reversalReasons.includes(order.reason))
    return refuse({ code: 'reason-unknown', reason: order.reason })
  const found = await undoable(bank, actor, order.entry)
  if (!found.ok) return found
  const ask = asked(actor, 'reverse', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before

  const grounds = groundsFor(bank, actor, found.value)
  const isFree = actor.role === 'system' || (await bank.journal.closing(found.value.seq))
  const short = isFree ? 0 : await spentAlready(bank, actor, ask, order, found.value)
  if (short > 0 && bank.rules.review.undo.days > 0)
    return refuse({ code: 'notice-first', entry: order.entry, short: minutes(short) })
  if (grounds.length > 0) return askUndoing(bank, actor, ask, { order, grounds }, found.value)
  return lookingAgain(bank, async () =>
    record(bank, await reversalDraft(bank, actor, ask, order, found.value)),
  )
}

/** Minutes of it that were spent meanwhile, and would be owed. */
export async function spentAlready(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  order: ReversalOrder,
  undone: Entry,
): Promise<number> {
  const { postings } = await reversalDraft(bank, actor, ask, order, undone)
  return postings.reduce(
    (sum, one) =>
      kindOf(one.account) === 'shortfall' && one.minutes < 0 ? sum - one.minutes : sum,
    0,
  )
}

/** Why this undoing is looked at by another. What the house itself does is its own. */
function groundsFor(bank: Bank, actor: Actor, undone: Entry): readonly Ground[] {
  if (actor.role === 'system') return []
  const { most, by } = bank.rules.review.reversal
  const size = undone.postings.reduce((sum, one) => sum + Math.max(0, one.minutes), 0)
  const grounds: Ground[] = []
  if (undone.by !== actor.id) grounds.push({ why: 'not-the-maker', by })
  if (dayOf(undone.recordedAt) !== today(bank)) grounds.push({ why: 'older-than-a-day', by })
  if (size > most) grounds.push({ why: 'large', by })
  return grounds
}

async function askUndoing(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  { order, grounds }: { readonly order: ReversalOrder; readonly grounds: readonly Ground[] },
  undone: Entry,
): Promise<Outcome<Entry>> {
  // What could not be undone anyway is told now, not by whoever looks at it.
  const draft = await reversalDraft(bank, actor, ask, order, undone)
  const [tried] = await rehearse(bank, [draft])
  if (tried && !tried.ok) return tried
  const member = memberIn(undone)
  return askReview(bank, actor, ask, {
    kind: 'reversal',
    order,
    grounds,
    station: undone.station,
    organisation: undone.organisation,
    service: undone.service,
    servedOn: undone.servedOn,
    ...(member === undefined ? {} : { member }),
  })
}

/** Whose hours it is about: who was credited, or the first person it moved something for. */
function memberIn(undone: Entry): MemberId | undefined {
  return (
    creditedBy(undone)?.member ??
    undone.postings.map(({ account }) => memberOf(account)).find((member) => member !== undefined)
  )
}

/** The undoing that was asked for, when another has looked at it. */
export async function reversalOf(
  bank: Bank,
  maker: Actor,
  ask: Asked,
  order: ReversalOrder,
  approved: Approved,
): Promise<Outcome<Draft>> {
  const undone = await bank.journal.entry(order.entry)
  if (!undone) return refuse({ code: 'unknown-entry', entry: order.entry })
  const draft = await reversalDraft(bank, maker, ask, order, undone, { approved })
  return { ok: true, value: draft }
}

/** Whether the actor may undo it at once, or another has to look first. */
export function waitsToUndo(bank: Bank, actor: Actor, undone: Entry): boolean {
  return groundsFor(bank, actor, undone).length > 0
}

/** What the reversal would be as things stand, balances after it included. Nothing is written; refuses as `reverse` does. */
export async function tryReverse(
  bank: Bank,
  actor: Actor,
  entry: EntryId,
): Promise<Outcome<{ readonly undone: Entry; readonly reversal: Entry }>> {
  const found = await undoable(bank, actor, entry)
  if (!found.ok) return found
  const order = { id: bank.ids.entry(), entry, reason: bank.rules.reversalReasons[0] ?? '' }
  const draft = await reversalDraft(bank, actor, asked(actor, 'reverse', order), order, found.value)
  const [outcome] = await rehearse(bank, [draft])
  if (!outcome?.ok) return outcome ?? refuse({ code: 'unknown-entry', entry })
  return { ok: true, value: { undone: found.value, reversal: outcome.value } }
}

/** The entry, where it is there for the actor and is of a kind that can be undone. */
export async function undoable(bank: Bank, actor: Actor, entry: EntryId): Promise<Outcome<Entry>> {
  if (!may(actor, 'reversals:write')) return refuse({ code: 'not-allowed', act: 'reversals:write' })
  const undone = await bank.journal.entry(entry)
  if (!undone) return refuse({ code: 'unknown-entry', entry })
  const no = await refusedAt(bank, actor, undone.station, 'reversals:write')
  if (no) return refuse(no.code === 'unknown-station' ? { code: 'unknown-entry', entry } : no)
  return REVERSIBLE.has(undone.kind)
    ? { ok: true, value: undone }
    : refuse({ code: 'cannot-reverse', entry, kind: undone.kind })
}

/** Minutes that come back to purses in the same commit, before the undoing takes them. */
export type Coming = ReadonlyMap<AccountId, number>

export async function reversalDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  order: ReversalOrder,
  undone: Entry,
  { approved, coming = new Map() }: { readonly approved?: Approved; readonly coming?: Coming } = {},
): Promise<Draft> {
  return drafted(bank, actor, ask, {
    kind: 'reverse',
    closes: undone.id,
    postings: await opposite(bank, undone, coming),
    servedOn: today(bank),
    station: undone.station,
    organisation: undone.organisation,
    service: undone.service,
    ...(approved ? { along: approved.along } : {}),
    refs: [
      ['reason', order.reason],
      ...(await countsUndone(bank, undone)),
      ...(approved?.refs ?? []),
    ],
  })
}

/** Stock and places go back with the hours; a settlement's were taken when it was booked. */
async function countsUndone(bank: Bank, undone: Entry): Promise<readonly Ref[]> {
  const hold =
    undone.kind === 'settle' && undone.closes !== undefined
      ? await bank.journal.entry(undone.closes)
      : undefined
  return countsBack(hold ?? undone)
}

async function opposite(
  bank: Bank,
  undone: Entry,
  coming: Coming,
): Promise<readonly DraftPosting[]> {
  const sums = new Map<AccountId, DraftPosting>()
  const add = (one: DraftPosting) => {
    const sum = one.minutes + (sums.get(one.account)?.minutes ?? 0)
    if (sum === 0) sums.delete(one.account)
    else sums.set(one.account, posting(one.account, sum, one.home))
  }
  for (const one of undone.postings) add(posting(one.account, -one.minutes, one.home))
  if (undone.kind === 'settle' && undone.closes !== undefined) {
    // The hold stays closed: its hours go back to the purses they came from, not into holding.
    const hold = (await bank.journal.entry(undone.closes)) as Entry
    for (const one of hold.postings)
      if (kindOf(one.account) === 'holding') add(posting(one.account, -one.minutes, one.home))
    const all = hold.postings.reduce(
      (sum, one) => (memberOf(one.account) === undefined ? sum : sum - one.minutes),
      0,
    )
    for (const one of await givenBack(bank, hold, all)) add(one)
  }
  return takingWhatIsThere(bank, [...sums.values()], coming)
}

/** Purses give what they hold; the rest of each comes from the member's shortfall. */
async function takingWhatIsThere(
  bank: Bank,
  postings: readonly DraftPosting[],
  coming: Coming,
): Promise<readonly DraftPosting[]> {
  const takes = postings.filter(
    (one) =>
      one.minutes < 0 && memberOf(one.account) !== undefined && kindOf(one.account) !== 'shortfall',
  )
  const balances = new Map(
    (await bank.journal.balances(takes.map((one) => one.account))).map((b) => [
      b.account,
      b.balance,
    ]),
  )
  const found: DraftPosting[] = postings.filter(
    (one) => !takes.includes(one) && kindOf(one.account) !== 'shortfall',
  )
  const short = new Map<AccountId, DraftPosting>()
  const lack = (member: MemberId, count: number, home: string) => {
    const account = shortfall(member)
    const sum = count + (short.get(account)?.minutes ?? 0)
    short.set(account, { account, minutes: sum as DraftPosting['minutes'], home })
  }
  for (const one of postings) {
    if (kindOf(one.account) === 'shortfall')
      lack(memberOf(one.account) as MemberId, one.minutes, one.home)
  }
  for (const take of takes) {
    const has = (balances.get(take.account) ?? 0) + (coming.get(take.account) ?? 0)
    const there = Math.min(has, -take.minutes)
    if (there > 0) found.push(posting(take.account, -there, take.home))
    if (there < -take.minutes)
      lack(memberOf(take.account) as MemberId, take.minutes + there, take.home)
  }
  const filled = await fillingNoMore(bank, [...short.values()], found)
  return [...found, ...filled]
}

/** A shortfall takes no more than is owed: what came back beyond it, an advance made good since, is hours. */
async function fillingNoMore(
  bank: Bank,
  short: readonly DraftPosting[],
  found: DraftPosting[],
): Promise<readonly DraftPosting[]> {
  const filled: DraftPosting[] = []
  for (const one of short) {
    const member = memberOf(one.account) as MemberId
    const fits = one.minutes > 0 ? Math.min(one.minutes, await owedBy(bank, member)) : one.minutes
    if (fits !== 0) filled.push(posting(one.account, fits, one.home))
    const rest = one.minutes - fits
    if (rest === 0) continue
    const at = found.findIndex(({ account }) => account === earned(member))
    const sum = rest + (found[at]?.minutes ?? 0)
    if (at >= 0) found.splice(at, 1)
    if (sum !== 0) found.push(posting(earned(member), sum, one.home))
  }
  return filled
}
