/**
 * Reads the times of signing in and out. Seconds are dropped at both ends, as
 * a clerk reading the wall clock would. An export gives whole moments, and so
 * the day as well.
 */

import { textOf } from './cell.ts'
import type { Cell } from './cell.ts'
import { fromSerial } from './date.ts'
import type { Misread } from './fault.ts'
import { isMisread, misread } from './fault.ts'

export interface Moment {
  /** `09:05`. */
  readonly time: string
  /** What stood before the time, when something did: a date still to be read. */
  readonly day?: Cell | undefined
}

export interface Span {
  readonly from: Moment
  readonly to: Moment
}

const DAY_MINUTES = 24 * 60

const DAY = '\\d{4}[-/.年]\\d{1,2}[-/.月]\\d{1,2}日?|\\d{1,2}月\\d{1,2}日'
const WITH_DAY = new RegExp(`^(${DAY})[ T]*(\\S.*)$`)
const CLOCKS = '[^-—–~至到]+'
const SPAN = new RegExp(
  `^((?:${DAY})[ T]*)?(${CLOCKS}) ?(?:-{1,2}|—{1,2}|–|~|至|到) ?((?:${DAY})[ T]*)?(${CLOCKS})$`,
)

export function readMoment(cell: Cell): Moment | Misread {
  if (cell.kind === 'date') return fromDate(cell.value, cell.ref)
  if (cell.kind === 'number') return fromNumber(cell.value, cell.ref)
  const text = textOf(cell)
  if (/^\d{5}\.\d+$|^0?\.\d+$/.test(text)) return fromNumber(Number(text), cell.ref)

  const whole = WITH_DAY.exec(text)
  const time = timeIn(whole?.[2] ?? text)
  if (time === undefined) return misread('time-unreadable')
  if (whole?.[1] === undefined) return { time }
  return { time, day: { kind: 'text', value: whole[1], ref: cell.ref } }
}

/** 9:00-11:30, 上午9点至11点半. */
export function readSpan(cell: Cell): Span | Misread {
  const found = SPAN.exec(textOf(cell))
  if (found === null) return misread('time-unreadable')
  const [, day = '', first = '', lastDay = day, last = ''] = found
  const afternoon = /^(下午|晚上)/.exec(first)?.[0]
  const said = afternoon !== undefined && /^\d/.test(last) ? `${afternoon}${last}` : last

  const from = readMoment({ kind: 'text', value: `${day}${first}`, ref: cell.ref })
  const to = readMoment({ kind: 'text', value: `${lastDay}${said}`, ref: cell.ref })
  if (isMisread(from)) return from
  return isMisread(to) ? to : { from, to }
}

/** Whole minutes since midnight of an `HH:MM`. */
export function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}

function fromDate(value: Date, ref: string): Moment {
  const text = value.toISOString()
  const time = text.slice(11, 16)
  // A time alone is kept by Excel as a moment of its day nought, the last of 1899.
  return value.getUTCFullYear() < 1901 ? { time } : { time, day: { kind: 'date', value, ref } }
}

function fromNumber(value: number, ref: string): Moment | Misread {
  const minute = Math.floor(Math.round((value % 1) * DAY_MINUTES * 60) / 60)
  if (minute >= DAY_MINUTES || value < 0) return misread('time-unreadable')
  const time = clock(Math.floor(minute / 60), minute % 60)
  if (value > 0 && value < 1) return { time }
  return fromSerial(value) === undefined || Number.isInteger(value)
    ? misread('time-unreadable')
    : { time, day: { kind: 'number', value: Math.floor(value), ref } }
}

const CLOCK = /^(\d{1,2})(?::(\d{1,2})(?::\d{1,2}(?:\.\d+)?)?|[点时](?:(\d{1,2})分?|(半)|(整))?)$/

function timeIn(said: string): string | undefined {
  const text = said.replace(/ /g, '')
  const packed = /^([01]\d|2[0-3])([0-5]\d)$/.exec(text)
  if (packed !== null) return clock(Number(packed[1]), Number(packed[2]))

  const part = /^(凌晨|早上|上午|早|中午|下午|晚上|晚|am|pm)?(.*?)(am|pm)?$/i.exec(text)
  const found = CLOCK.exec(part?.[2] ?? '')
  if (found === null) return undefined
  const hour = Number(found[1])
  const minute = found[4] === '半' ? 30 : Number(found[2] ?? found[3] ?? 0)
  const late = hourIn(hour, (part?.[1] ?? part?.[3] ?? '').toLowerCase())
  return late > 23 || minute > 59 ? undefined : clock(late, minute)
}

function hourIn(hour: number, part: string): number {
  if (/^(下午|晚上|晚|pm)$/.test(part) && hour < 12) return hour + 12
  if (part === '中午' && hour < 3) return hour + 12
  return /^(凌晨|am)$/.test(part) && hour === 12 ? 0 : hour
}

function clock(hour: number, minute: number): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}
