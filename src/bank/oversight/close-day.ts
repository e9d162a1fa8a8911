/**
 * Closing a day (日结): an entry that signs what the day sheet says, up to a cut.
 * A day of a station is closed once; what comes later stands in the line after
 * it, for all to see.
 */
import { type Day, type Entry, type EntryId, type Limit, type Ref } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { may, refusedAt, refusedDay, stationOn, stationsOf } from '../actor.ts'
import { answeredBefore, asked, drafted, lookingAgain, startOf } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { record } from '../record.ts'
import {
  closedDay,
  closeOf,
  type Counted,
  DAY_MS,
  daySheet,
  isMovement,
  moved,
} from './day-sheet.ts'
import type { StationDay } from './day-sheet.ts'
import { watchStation } from './signals.ts'

export interface CloseDayOrder extends StationDay {
  readonly id: EntryId
}

/**
 * Closes the day with what its sheet says. A day that is closed answers with
 * the entry that closed it, whoever asks and under whatever id. Refuses as the
 * sheet does, and who may not write there.
 */
export async function closeDay(
  bank: Bank,
  actor: Actor,
  order: CloseDayOrder,
): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'days:write')
  if (no) return refuse(no)
  const ask = asked(actor, 'close', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before

  const first = await closeOf(bank, order.station, order.day)
  if (first) return { ok: true, value: first, again: true }
  const outcome = await lookingAgain(bank, async () => {
    const sheet = await daySheet(bank, actor, order)
    if (!sheet.ok) return sheet
    const place = await stationOn(bank, order.station, order.day)
    if (!place.ok) return place
    const { count, minutes, closing, figures } = sheet.value
    const refs: readonly Ref[] = [
      ['day', order.day],
      ['day-count', `${count}`],
      ['day-minutes', `${minutes}`],
      ['figures', figures],
      ['upto', `${closing.at}`],
    ]
    const counter = closedDay(order.station, order.day)
    const once: Limit = { code: 'day-closed', counter, most: 1 }
    return record(
      bank,
      drafted(bank, actor, ask, {
        kind: 'close',
        postings: [],
        servedOn: order.day as Day,
        station: order.station,
        organisation: place.value.organisation,
        service: '-',
        relies: [place.value.station],
        limits: [once],
        refs,
      }),
    )
  })
  if (outcome.ok) await watchStation(bank, order.station)
  if (outcome.ok || outcome.refusal.code !== 'day-closed') return outcome
  // Somebody else closed it between the look and the commit.
  const winner = await closeOf(bank, order.station, order.day)
  return winner ? { ok: true, value: winner, again: true } : outcome
}

export interface Unclosed extends Counted {
  readonly station: string
}

/**
 * Stations that have not closed a day, those with most recorded first, then by
 * code. For the city, and for an office of its own area. Reads every entry of the day.
 */
export async function unclosedStations(
  bank: Bank,
  actor: Actor,
  day: string,
): Promise<Outcome<readonly Unclosed[]>> {
  if (!may(actor, 'days:read')) return refuse({ code: 'not-allowed', act: 'days:read' })
  const no = refusedDay(bank, day)
  if (no) return refuse(no)
  const stations = await stationsOf(bank, actor)
  const closed = await bank.journal.counters(stations.map((one) => closedDay(one, day)))
  const sums = await sumsByStation(bank, day)
  return {
    ok: true,
    value: stations
      .filter((_, at) => closed[at] === 0)
      .map((station) => ({ station, ...(sums.get(station) ?? { count: 0, minutes: 0 }) }))
      .toSorted((a, b) => b.count - a.count || (a.station < b.station ? -1 : 1)),
  }
}

/** Entries read at a time. */
const STRETCH = 1_000

async function sumsByStation(bank: Bank, day: string): Promise<ReadonlyMap<string, Counted>> {
  const { journal } = bank
  const end = await journal.seqBefore(startOf(day) + DAY_MS)
  const sums = new Map<string, Counted>()
  for (let after = await journal.seqBefore(startOf(day)); after < end; ) {
    const entries = await journal.entries(after, Math.min(STRETCH, end - after))
    for (const entry of entries.filter(isMovement)) {
      const { count, minutes } = sums.get(entry.station) ?? { count: 0, minutes: 0 }
      sums.set(entry.station, { count: count + 1, minutes: minutes + moved(entry) })
    }
    after = entries.at(-1)?.seq ?? end
  }
  return sums
}
