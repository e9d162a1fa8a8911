/**
 * Events of other systems (12345, 网格): taken in as orders, one a number however
 * often they come, and the results that go back (回填), each told once.
 */
import type { Entry, EntryId, Ref, RowChange } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedAt, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, rowChange, startOf, today } from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { OrderRow, OrderWords } from '../ports-order.ts'
import { record } from '../record.ts'
import { ordersFor, takeIn } from './order.ts'
import { workflowNamed } from './workflow.ts'

export interface EventGiven {
  readonly number: string
  readonly station: string
  /** "2026-11-30" or "2026-11-30T18:00" in the city. */
  readonly due?: string
  readonly words: OrderWords
}

const DAY_MS = 86_400_000

/** The last instant of a deadline as a sheet writes it. */
function dueAt(due: string): number {
  return due.includes('T') ? Date.parse(`${due}:00+08:00`) : startOf(due) + DAY_MS - 1
}

/** Takes events in, one after the other; the answer of each, `again` where its number was there. */
export async function takeEvents(
  bank: Bank,
  actor: Actor,
  order: { readonly system: '12345' | 'grid'; readonly events: readonly EventGiven[] },
): Promise<readonly Outcome<Entry>[]> {
  const outcomes: Outcome<Entry>[] = []
  for (const { number, station, due, words } of order.events) {
    const outside = {
      ...{ system: order.system, number },
      ...(due === undefined ? {} : { due: dueAt(due) }),
    }
    const id = bank.ids.entry()
    const intake = { id, type: 'help', station, source: order.system, outside, words }
    outcomes.push(await takeIn(bank, actor, intake))
  }
  return outcomes
}

/** Orders of another system that are over and whose result has not gone back. */
export async function resultsDue(
  bank: Bank,
  actor: Actor,
  station?: string,
): Promise<Outcome<readonly Row<OrderRow>[]>> {
  const found = await ordersFor(bank, actor, {
    ...(station === undefined ? {} : { station }),
    ...{ newest: true, limit: 500 },
  })
  if (!found.ok) return found
  const due: Row<OrderRow>[] = []
  for (const row of found.value) {
    const { outside, workflow, state } = row.body
    if (!outside || outside.told !== undefined) continue
    const kind = (await workflowNamed(bank, workflow))?.states[state]?.kind
    if (kind !== 'open') due.push(row)
  }
  return done(due)
}

const MOST = 200

/** Marks results as gone back. Refuses orders that are not theirs, or of no other system; what was told stays as it was. */
export async function tellBack(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly station: string; readonly orders: readonly string[] },
): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'orders:write')
  if (no) return refuse(no)
  const ask = asked(actor, 'tell-back', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const along: RowChange[] = []
  const refs: Ref[] = []
  for (const key of [...new Set(order.orders)].slice(0, MOST)) {
    const row = await bank.directory.newest('order', key)
    const outside = row?.body.outside
    if (!row || !outside || row.body.station !== order.station)
      return refuse({ code: 'unknown-order', order: key })
    if (outside.told !== undefined) continue
    const body = { ...row.body, outside: { ...outside, told: bank.clock.now() } }
    along.push(rowChange(bank, 'order', key, row.version + 1, body))
    refs.push(['told', `${outside.system}/${outside.number}`])
  }
  const place = await stationOn(bank, order.station, today(bank))
  if (!place.ok) return place
  return record(
    bank,
    drafted(bank, actor, ask, {
      ...{ kind: 'row', postings: [], servedOn: today(bank), station: order.station },
      ...{ organisation: place.value.organisation, service: '-', along, refs },
    }),
  )
}
