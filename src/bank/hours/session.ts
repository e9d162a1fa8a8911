/**
 * A session of many people credited in one go: a roster or a sheet. All or
 * nothing, or explicitly part; each row with an id of its own, so that a
 * second sending adds nothing.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Draft, Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedAt, refusedOwn } from '../actor.ts'
import { answeredBefore, asked } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { GROUP_MAX } from '../record.ts'
import { type Credited, recordOrAskAll, tryOrAsk } from '../review/credits.ts'
import { creditDraft, type CreditOrder } from './credit.ts'

export interface SessionOrder {
  /** Names the batch in each entry. */
  readonly id: string
  readonly station: string
  readonly rows: readonly Omit<CreditOrder, 'station'>[]
  /** SHA-256 of the sheet the rows come from, hex, where they do; it is kept already. */
  readonly file?: string | undefined
  /** True: one refusal drops all. False: each row stands alone. */
  readonly whole: boolean
  /** In a whole group: a row that another has to look at waits, and drops nothing. Otherwise it is refused with all. */
  readonly mayWait?: boolean
}

/**
 * Outcomes in the order of the rows. With `whole`, when any is refused nothing
 * is written and every refusal is told; rows that were only dropped with the
 * group say `group-refused`. A row that waits for review says so with
 * `waits-for-review`. Refuses more than GROUP_MAX rows. Companions are written in
 * the same commit or not at all; their outcomes come after those of the rows.
 */
export async function creditSession(
  bank: Bank,
  actor: Actor,
  order: SessionOrder,
  companions: readonly Draft[] = [],
): Promise<readonly Outcome<Entry>[]> {
  const no = await refusedAt(bank, actor, order.station, 'credits:write')
  if (no) return order.rows.map(() => refuse(no))
  if (order.rows.length > GROUP_MAX) {
    return order.rows.map(() =>
      refuse({ code: 'group-too-large', size: order.rows.length, most: GROUP_MAX }),
    )
  }
  const outcomes = await sessionDrafts(bank, actor, order)
  const refused = outcomes.findIndex((outcome) => !outcome.ok && !isWaiting(outcome, order))
  if (order.whole && refused >= 0) return outcomes.map((outcome) => dropped(outcome, refused))

  const credits = creditsIn(actor, order, outcomes)
  const recorded = new Map<EntryId, Outcome<Entry>>()
  const { whole, mayWait = false } = order
  const written = await recordOrAskAll(bank, actor, credits, { whole, mayWait, companions })
  credits.forEach(({ ask }, i) => recorded.set(ask.id, written[i] as Outcome<Entry>))
  const answers = outcomes.map((outcome) => {
    if (!outcome.ok) return outcome
    return recorded.get(outcome.value.id) ?? (outcome as Outcome<Entry>)
  })
  return [...answers, ...written.slice(credits.length)]
}

/**
 * What the group would do, and what it would be refused for as things stand,
 * limits and overlaps among its own rows included: nothing is written.
 * Newcomers are members who would be enrolled first.
 */
export async function trySession(
  bank: Bank,
  actor: Actor,
  order: SessionOrder,
  newcomers?: ReadonlySet<MemberId>,
): Promise<readonly Outcome<Draft | Entry>[]> {
  const no = await refusedAt(bank, actor, order.station, 'credits:write')
  if (no) return order.rows.map(() => refuse(no))
  const outcomes = await sessionDrafts(bank, actor, order, newcomers)
  const credits = creditsIn(actor, order, outcomes)
  const tried = await tryOrAsk(bank, actor, credits)
  const answers = new Map(credits.map(({ ask }, i) => [ask.id, tried[i] as Outcome<Entry>]))
  return outcomes.map((outcome) =>
    outcome.ok ? (answers.get(outcome.value.id) ?? outcome) : outcome,
  )
}

/** The rows that became drafts, each with what was asked. */
function creditsIn(
  actor: Actor,
  order: SessionOrder,
  outcomes: readonly Outcome<Draft | Entry>[],
): readonly Credited[] {
  return outcomes.flatMap((outcome, at) => {
    if (!outcome.ok || 'seq' in outcome.value) return []
    const one = singleOf(order, order.rows[at] as SessionOrder['rows'][number])
    const ask = asked(actor, 'credit', one)
    return [{ ask, order: one, draft: outcome.value, batch: order.id, file: order.file }]
  })
}

function singleOf({ station }: SessionOrder, row: SessionOrder['rows'][number]): CreditOrder {
  return { ...row, station }
}

async function sessionDrafts(
  bank: Bank,
  actor: Actor,
  order: SessionOrder,
  newcomers?: ReadonlySet<MemberId>,
): Promise<readonly Outcome<Draft | Entry>[]> {
  const pending = new Map<MemberId, number>()
  const outcomes: Outcome<Draft | Entry>[] = []
  for (const row of order.rows) {
    // What file it came from is no part of what was asked: another sheet may hold the same row.
    const single = singleOf(order, row)
    const ask = asked(actor, 'credit', single)
    const own = await refusedOwn(bank, actor, row.member)
    const before = own ? refuse(own) : await answeredBefore(bank, ask)
    outcomes.push(
      before ??
        (await creditDraft(bank, actor, ask, single, {
          pending,
          batch: order.id,
          file: order.file,
          newcomers,
        })),
    )
  }
  return outcomes
}

/** Asked before and waiting: with others that may wait, that is no refusal. */
function isWaiting(outcome: Outcome<unknown>, { mayWait }: SessionOrder): boolean {
  return mayWait === true && !outcome.ok && outcome.refusal.code === 'waits-for-review'
}

function dropped(outcome: Outcome<Draft | Entry>, row: number): Outcome<Entry> {
  if (!outcome.ok) return outcome
  return outcome.again ? (outcome as Outcome<Entry>) : refuse({ code: 'group-refused', row })
}
