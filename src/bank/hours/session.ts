/**
 * A session of many people credited in one go: a roster or a sheet. All or
 * nothing, or explicitly part; each row with an id of its own, so that a
 * second sending adds nothing.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Draft, Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedAt } from '../actor.ts'
import { answeredBefore, asked } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { GROUP_MAX, recordAll, rehearse } from '../record.ts'
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
}

/**
 * Outcomes in the order of the rows. With `whole`, when any is refused nothing
 * is written and every refusal is told; rows that were only dropped with the
 * group say `group-refused`. Refuses more than GROUP_MAX rows.
 */
export async function creditSession(
  bank: Bank,
  actor: Actor,
  order: SessionOrder,
): Promise<readonly Outcome<Entry>[]> {
  const no = await refusedAt(bank, actor, order.station, 'credits:write')
  if (no) return order.rows.map(() => refuse(no))
  if (order.rows.length > GROUP_MAX) {
    return order.rows.map(() =>
      refuse({ code: 'group-too-large', size: order.rows.length, most: GROUP_MAX }),
    )
  }
  const outcomes = await sessionDrafts(bank, actor, order)
  const refused = outcomes.findIndex((outcome) => !outcome.ok)
  if (order.whole && refused >= 0) return outcomes.map((outcome) => dropped(outcome, refused))

  const drafts = draftsIn(outcomes)
  const recorded = new Map<EntryId, Outcome<Entry>>()
  const written = await recordAll(bank, drafts, { whole: order.whole })
  drafts.forEach((draft, i) => recorded.set(draft.id, written[i] as Outcome<Entry>))
  return outcomes.map((outcome) => {
    if (!outcome.ok) return outcome
    return recorded.get(outcome.value.id) ?? (outcome as Outcome<Entry>)
  })
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
  const drafts = draftsIn(outcomes)
  const tried = await rehearse(bank, drafts)
  const answers = new Map(drafts.map((draft, i) => [draft.id, tried[i] as Outcome<Entry>]))
  return outcomes.map((outcome) =>
    outcome.ok ? (answers.get(outcome.value.id) ?? outcome) : outcome,
  )
}

function draftsIn(outcomes: readonly Outcome<Draft | Entry>[]): readonly Draft[] {
  return outcomes.flatMap((outcome) =>
    outcome.ok && !('seq' in outcome.value) ? [outcome.value as Draft] : [],
  )
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
    const single: CreditOrder = { ...row, station: order.station }
    const ask = asked(actor, 'credit', single)
    const before = await answeredBefore(bank, ask)
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

function dropped(outcome: Outcome<Draft | Entry>, row: number): Outcome<Entry> {
  if (!outcome.ok) return outcome
  return outcome.again ? (outcome as Outcome<Entry>) : refuse({ code: 'group-refused', row })
}
