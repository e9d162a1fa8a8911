/**
 * Closing a day (日结): what a station recorded on a day, counted, and an entry
 * that says the count. A day is closed once; what comes later stands in the
 * line after it, for all to see.
 */
import type { Day, Entry, EntryId, EntryKind, Limit, Ref } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedAt, refusedDay, refusedReading, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, lookingAgain, startOf } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { record } from '../record.ts'

export interface StationDay {
  readonly station: string
  readonly day: string
}

export interface DaySheet extends StationDay {
  /** Movements recorded that day, oldest first. */
  readonly entries: readonly Entry[]
  readonly count: number
  /** Minutes moved: what was taken from accounts, which is what was put into others. */
  readonly minutes: number
  readonly kinds: readonly DayKind[]
  /** Greatest seq that was looked at. */
  readonly upTo: number
  readonly closed: boolean
}

export interface DayKind {
  readonly kind: EntryKind
  readonly count: number
  readonly minutes: number
}

const DAY_MS = 86_400_000

/** The sheet of a station's day. Refuses who may not read the station, and a day that is none or lies ahead. */
export async function daySheet(
  bank: Bank,
  actor: Actor,
  { station, day }: StationDay,
): Promise<Outcome<DaySheet>> {
  const no = refusedReading(actor, station) ?? refusedDay(bank, day)
  if (no) return refuse(no)
  if (!(await bank.directory.get('station', station)))
    return refuse({ code: 'unknown-station', station })
  const upTo = await bank.journal.size()
  const from = startOf(day)
  const all = await bank.journal.stationEntries(station, from, from + DAY_MS, upTo)
  const entries = all.filter(({ postings }) => postings.length > 0)
  const [closed = 0] = await bank.journal.counters([closedDay(station, day)])
  const kinds = new Map<EntryKind, DayKind>()
  for (const entry of entries) {
    const { kind } = entry
    const { count, minutes } = kinds.get(kind) ?? { count: 0, minutes: 0 }
    kinds.set(kind, { kind, count: count + 1, minutes: minutes + moved(entry) })
  }
  return {
    ok: true,
    value: {
      ...{ station, day, entries, upTo, closed: closed > 0 },
      count: entries.length,
      minutes: entries.reduce((sum, entry) => sum + moved(entry), 0),
      kinds: [...kinds.values()],
    },
  }
}

export interface CloseDayOrder extends StationDay {
  readonly id: EntryId
}

/** Closes the day with what its sheet says. Refuses as the sheet does, who may not write there, and a day already closed. */
export async function closeDay(
  bank: Bank,
  actor: Actor,
  order: CloseDayOrder,
): Promise<Outcome<Entry>> {
  const no = refusedAt(actor, order.station, 'days:write')
  if (no) return refuse(no)
  const ask = asked(actor, 'close', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before

  return lookingAgain(bank, async () => {
    const sheet = await daySheet(bank, actor, order)
    if (!sheet.ok) return sheet
    const place = await stationOn(bank, order.station, order.day)
    if (!place.ok) return place
    const { count, minutes, upTo } = sheet.value
    const refs: readonly Ref[] = [
      ['day', order.day],
      ['day-count', `${count}`],
      ['day-minutes', `${minutes}`],
      ['upto', `${upTo}`],
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
}

function closedDay(station: string, day: string) {
  return { kind: 'closed-day', who: station, day } as const
}

function moved(entry: Entry): number {
  return entry.postings.reduce((sum, { minutes }) => (minutes > 0 ? sum + minutes : sum), 0)
}
