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
import { ordersFor } from './order.ts'
import { intakeLooked, type OrderIntake, takeIn } from './take-in.ts'
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

export interface EventsOrder {
  readonly system: '12345' | 'grid'
  readonly events: readonly EventGiven[]
}

/** Takes events in, one after the other; the answer of each, `again` where its number was there. */
export async function takeEvents(
  bank: Bank,
  actor: Actor,
  { system, events }: EventsOrder,
): Promise<readonly Outcome<Entry>[]> {
  const outcomes: Outcome<Entry>[] = []
  for (const event of events)
    outcomes.push(await takeIn(bank, actor, intakeOf(bank, system, event)))
  return outcomes
}

/** What taking them in would come to, each, with nothing written. */
export async function eventsLooked(
  bank: Bank,
  actor: Actor,
  { system, events }: EventsOrder,
): Promise<readonly Outcome<'new' | 'known'>[]> {
  const outcomes: Outcome<'new' | 'known'>[] = []
  for (const event of events)
    outcomes.push(await intakeLooked(bank, actor, intakeOf(bank, system, event)))
  return outcomes
}

function intakeOf(
  bank: Bank,
  system: '12345' | 'grid',
  { number, station, due, words }: EventGiven,
): OrderIntake {
  const outside = { system, number, ...(due === undefined ? {} : { due: dueAt(due) }) }
  return { id: bank.ids.entry(), type: 'help', station, source: system, outside, words }
}

/** Orders of another system that are over and whose result has not gone back. */
export async function resultsDue(
  bank: Bank,
  actor: Actor,
  station?: string,
): Promise<Outcome<readonly Row<OrderRow>[]>> {
  const due: Row<OrderRow>[] = []
  for (let offset = 0; ; offset += STRETCH) {
    const found = await ordersFor(bank, actor, {
      ...(station === undefined ? {} : { station }),
      ...{ newest: true, limit: STRETCH, offset },
    })
    if (!found.ok) return found
    for (const row of found.value) {
      const { outside, workflow, state } = row.body
      if (!outside || outside.told !== undefined) continue
      const kind = (await workflowNamed(bank, workflow))?.states[state]?.kind
      if (kind !== 'open') due.push(row)
    }
    if (found.value.length < STRETCH) return done(due)
  }
}

/** Orders read at a time. */
const STRETCH = 500

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
