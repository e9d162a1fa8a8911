/**
 * Safe visits (上门安全): who is trained and cleared for a home, and that nobody
 * goes there alone the first time.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId, RowChange } from '../../ledger/entry.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import type { Workflow } from '../../rules/workflow.ts'
import { memberRow, refusedAt, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, isDay, rowChange, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import type { Claimant, OrderRow } from '../ports-order.ts'
import { record } from '../record.ts'

export interface ClearanceOrder {
  readonly id: EntryId
  readonly station: string
  readonly member: MemberId
  /** As a workflow names it: "home". */
  readonly what: string
  /** The last day it holds; a day before today ends it. */
  readonly until: string
}

/** Clears a volunteer for visits, or ends it. Refuses whoever does not lead the station, and people who are not there. */
export async function clear(
  bank: Bank,
  actor: Actor,
  order: ClearanceOrder,
): Promise<Outcome<Entry>> {
  const { station, member, what, until } = order
  const no = await refusedAt(bank, actor, station, 'orders:supervise')
  if (no) return refuse(no)
  if (!/^[a-z-]{1,32}$/.test(what))
    return refuse({ code: 'code-unreadable', what: 'what', given: what.slice(0, 20) })
  if (!isDay(until)) return refuse({ code: 'day-unreadable', day: until })
  const ask = asked(actor, 'clear', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const row = await memberRow(bank, member)
  if (!row.ok) return row
  const place = await stationOn(bank, station, today(bank))
  if (!place.ok) return place
  const key = `${member}/${what}`
  const known = await bank.directory.newest('clearance', key)
  return record(
    bank,
    drafted(bank, actor, ask, {
      ...{ kind: 'row', postings: [], servedOn: today(bank), station, service: '-' },
      organisation: place.value.organisation,
      along: [rowChange(bank, 'clearance', key, (known?.version ?? 0) + 1, { until })],
    }),
  )
}

/** The last day somebody is cleared until; undefined where they are not, today. */
export async function clearedUntil(
  bank: Pick<Bank, 'directory' | 'clock'>,
  member: string,
  what: string,
): Promise<string | undefined> {
  const until = (await bank.directory.newest('clearance', `${member}/${what}`))?.body.until
  return until !== undefined && until >= today(bank) ? until : undefined
}

/** Why a claimant may not go to a home; staff who send a team or a firm answer for them. */
export async function refusedVisit(
  bank: Bank,
  { clearance }: Workflow,
  { member }: OrderRow,
  claimant: Claimant,
): Promise<Refusal | undefined> {
  if (clearance === undefined || claimant.kind !== 'member') return undefined
  for (const one of [claimant.id, claimant.with]) {
    if (one !== undefined && (await clearedUntil(bank, one, clearance)) === undefined)
      return { code: 'not-cleared', member: one, what: clearance }
  }
  if (claimant.with !== undefined) return undefined
  const knows = member && (await bank.directory.newest('been-to', `${claimant.id}/${member}`))
  return knows ? undefined : { code: 'first-visit-alone', member: claimant.id }
}

/** Whoever has been there need not be accompanied the next time. */
export async function been(
  bank: Bank,
  { member, claimant }: OrderRow,
): Promise<readonly RowChange[]> {
  if (member === undefined || claimant?.kind !== 'member') return []
  const leads: RowChange[] = []
  for (const one of [claimant.id, claimant.with]) {
    const key = `${one}/${member}`
    if (one === undefined || (await bank.directory.newest('been-to', key))) continue
    leads.push(rowChange(bank, 'been-to', key, 1, {}))
  }
  return leads
}
