/** What the hotline came to day by day (每日统计), by station: calls of the day they came on, and what was counted of them. */
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { dayOf, isDay, startOf } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import type { OrderRow } from '../ports-order.ts'
import { figuresBy } from './figures.ts'

const DAY_MS = 86_400_000

/** A year and a day; more is more than a page can show. */
const DAYS_MAX = 366

export interface HotlineAsked {
  /** Both count. */
  readonly from: string
  readonly to: string
  /** One station, each of its days; without it all within reach, the days on which somebody called. */
  readonly station?: string
}

export interface HotlineDay {
  readonly day: string
  readonly station: string
  readonly calls: number
  readonly counts: NonNullable<OrderRow['counts']>
}

export interface HotlineDays {
  /** By station, then by day. */
  readonly days: readonly HotlineDay[]
  /** Sums of each station, in order, and of all. */
  readonly stations: readonly Omit<HotlineDay, 'day'>[]
  readonly all: Omit<HotlineDay, 'day' | 'station'>
}

const NOTHING = { calls: 0, counts: { people: 0, solved: 0, goods: 0, visits: 0 } }

/** Refuses days that are none, a time that is longer than a year or ends before it begins, and a station that is not theirs. */
export async function hotlineDays(
  bank: Bank,
  actor: Actor,
  { from, to, station }: HotlineAsked,
): Promise<Outcome<HotlineDays>> {
  for (const day of [from, to]) if (!isDay(day)) return refuse({ code: 'day-unreadable', day })
  const length = (startOf(to) - startOf(from)) / DAY_MS + 1
  if (length < 1 || length > DAYS_MAX) return refuse({ code: 'paper-terms', what: 'days-range' })
  const asked = { from: startOf(from), to: startOf(to) + DAY_MS, type: 'hotline' }
  const found = await figuresBy(
    bank,
    actor,
    station === undefined ? asked : { ...asked, station },
    ({ list, station: at }) => `${at}/${dayOf(list.at)}`,
  )
  if (!found.ok) return found
  const keys = new Set(found.value.keys())
  if (station !== undefined)
    for (let at = 0; at < length; at++) keys.add(`${station}/${dayOf(startOf(from) + at * DAY_MS)}`)
  const days = [...keys].toSorted().map((key): HotlineDay => {
    const [of = '', day = ''] = key.split('/')
    const figures = found.value.get(key)
    return {
      day,
      station: of,
      calls: figures?.taken ?? 0,
      counts: figures?.counts ?? NOTHING.counts,
    }
  })
  const stations = [...Map.groupBy(days, (one) => one.station)].map(([code, own]) => ({
    station: code,
    ...summed(own),
  }))
  return done({ days, stations, all: summed(days) })
}

function summed(days: readonly HotlineDay[]): HotlineDays['all'] {
  return days.reduce(
    ({ calls, counts }, one) => ({
      calls: calls + one.calls,
      counts: {
        people: counts.people + one.counts.people,
        solved: counts.solved + one.counts.solved,
        goods: counts.goods + one.counts.goods,
        visits: counts.visits + one.counts.visits,
      },
    }),
    NOTHING,
  )
}
