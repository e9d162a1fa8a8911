/** When a thing can be booked (开放时间): its week, the days with hours of their own, and the slots these are cut into. Pure: no clock. */
import type { Span } from '../../ledger/entry.ts'
import type { BookableFault } from '../../ledger/refusal.ts'
import {
  AHEAD_MAX,
  BEFORE_MAX,
  BOOKABLE_KINDS,
  BOOKABLE_MUST,
  BOOKABLE_WORDS,
  type BookableWord,
  EXCEPTIONS_MAX,
  LONGEST,
  OPEN_MAX,
  PEOPLE_MAX,
  PLACES_AT_ONCE,
  RUN_DAYS,
  STEP,
  WEEKLY_MAX,
} from '../../rules/calendar.ts'
import { isDay, startOf } from '../draft.ts'
import type { BookableRow, OpenTime } from '../ports-calendar.ts'

const DAY_MS = 86_400_000
const DAY_MINUTES = 24 * 60

type Opening = Pick<BookableRow, 'weekly' | 'exceptions' | 'slot' | 'from' | 'until'>

/** Monday is 1. */
export const weekdayOf = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay() || 7

/** Times it is open on a day, in order; none where it is closed. */
export function timesOn(row: Opening, day: string): readonly Span[] {
  if (day < row.from || day > row.until) return []
  const own = row.exceptions[day]
  const times = own ?? row.weekly.filter((time) => time.day === weekdayOf(day))
  return times.map(({ from, to }) => ({ from, to })).toSorted((a, b) => a.from - b.from)
}

/** The slots of a day; what is left over at the end of a time is none. */
export function slotsOn(row: Opening, day: string): readonly Span[] {
  return timesOn(row, day).flatMap(({ from, to }) =>
    Array.from({ length: Math.floor((to - from) / row.slot) }, (_, n) => ({
      from: from + n * row.slot,
      to: from + (n + 1) * row.slot,
    })),
  )
}

/** Whether a booking lies within the opening of its day. */
export function isOpenFor(row: Opening, { day, from, to }: Span & { readonly day: string }) {
  return timesOn(row, day).some((time) => time.from <= from && to <= time.to)
}

/** The steps of a day a booking takes, as "0915": what overlaps has one in common. */
export function stepsIn({ from, to }: Span): readonly string[] {
  return Array.from({ length: (to - from) / STEP }, (_, n) => hhmm(from + n * STEP))
}

export const hhmm = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}${String(minute % 60).padStart(2, '0')}`

export const instantOf = (day: string, minute: number) => startOf(day) + minute * 60_000

export interface Unsound {
  readonly what: string
  readonly why: BookableFault
  readonly most?: number
}

type Given = Omit<BookableRow, 'list' | 'station'>

/** The first thing that is wrong with it, by the field it is in. */
export function unsoundBookable(given: Given): Unsound | undefined {
  return unsoundWords(given) ?? unsoundNumbers(given) ?? unsoundTimes(given)
}

/** What no store keeps as text. */
const CONTROL = /[^\P{Cc}\n]/u

function unsoundWords(given: Given): Unsound | undefined {
  if (!(BOOKABLE_KINDS as readonly string[]).includes(given.kind))
    return { what: 'kind', why: 'unreadable' }
  for (const [word, most] of Object.entries(BOOKABLE_WORDS)) {
    const text = given[word as BookableWord]
    if (text.trim() === '' && BOOKABLE_MUST.includes(word as BookableWord))
      return { what: word, why: 'empty' }
    if (Array.from(text).length > most) return { what: word, why: 'long', most }
    if (!text.isWellFormed() || CONTROL.test(text)) return { what: word, why: 'unreadable' }
  }
  return undefined
}

const RANGES: readonly (readonly [keyof Given, least: number, most: number])[] = [
  ['places', 1, PLACES_AT_ONCE],
  ['people', 1, PEOPLE_MAX],
  ['slot', STEP, LONGEST],
  ['inRow', 1, 32],
  ['ahead', 0, AHEAD_MAX],
  ['most', 1, OPEN_MAX],
  ['bookBy', 0, BEFORE_MAX],
  ['cancelBy', 0, BEFORE_MAX],
]

function unsoundNumbers(given: Given): Unsound | undefined {
  for (const [what, least, most] of RANGES) {
    const value = given[what]
    if (!Number.isInteger(value) || Number(value) < least || Number(value) > most)
      return { what, why: 'number', most }
  }
  if (given.slot % STEP !== 0) return { what: 'slot', why: 'step', most: STEP }
  return given.slot * given.inRow > LONGEST
    ? { what: 'inRow', why: 'number', most: Math.floor(LONGEST / given.slot) }
    : undefined
}

function unsoundTimes(given: Given): Unsound | undefined {
  const { weekly, exceptions, from, until } = given
  if (!isDay(from)) return { what: 'from', why: 'unreadable' }
  if (!isDay(until)) return { what: 'until', why: 'unreadable' }
  const run = (startOf(until) - startOf(from)) / DAY_MS
  if (run < 0 || run >= RUN_DAYS) return { what: 'until', why: 'run', most: RUN_DAYS }
  if (weekly.length > WEEKLY_MAX) return { what: 'weekly', why: 'many', most: WEEKLY_MAX }
  const days = Object.entries(exceptions)
  if (days.length > EXCEPTIONS_MAX) return { what: 'exceptions', why: 'many', most: EXCEPTIONS_MAX }
  if (weekly.some(({ day }) => !Number.isInteger(day) || day < 1 || day > 7))
    return { what: 'weekly', why: 'unreadable' }
  for (const day of [1, 2, 3, 4, 5, 6, 7]) {
    const why = unsoundDay(weekly.filter((time: OpenTime) => time.day === day))
    if (why) return { what: 'weekly', ...why }
  }
  for (const [day, times] of days) {
    if (!isDay(day)) return { what: 'exceptions', why: 'unreadable' }
    const why = unsoundDay(times)
    if (why) return { what: 'exceptions', ...why }
  }
  return undefined
}

function unsoundDay(times: readonly Span[]): Omit<Unsound, 'what'> | undefined {
  const inOrder = times.toSorted((a, b) => a.from - b.from)
  for (const [at, { from, to }] of inOrder.entries()) {
    const whole = [from, to].every((one) => Number.isInteger(one) && one >= 0 && one <= DAY_MINUTES)
    if (!whole || to <= from) return { why: 'times' }
    if (from % STEP !== 0 || to % STEP !== 0) return { why: 'step', most: STEP }
    if ((inOrder[at + 1]?.from ?? DAY_MINUTES) < to) return { why: 'overlap' }
  }
  return undefined
}
