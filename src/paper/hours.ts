/**
 * Reads how long: hours as people write them, whole minutes as the books keep
 * them. Nothing is rounded: an hour and a third of a minute is asked about.
 */

import { textOf } from './cell.ts'
import type { Cell } from './cell.ts'
import type { Misread } from './fault.ts'
import { misread } from './fault.ts'

/** The most one line of attendance may say: there is no more in a day. */
export const DAY_MINUTES = 24 * 60

/** The most a line of a station's book or an opening balance may say: a working life. */
export const LIFE_MINUTES = 100_000 * 60

/** What a length may be, beyond being whole minutes. */
export interface Bounds {
  readonly most: number
  readonly zero?: boolean
  readonly negative?: boolean
}

const ONE_DAY: Bounds = { most: DAY_MINUTES }

export function readHours(cell: Cell, bounds: Bounds = ONE_DAY): number | Misread {
  if (cell.kind === 'date') return bounded(elapsed(cell.value), bounds)
  if (cell.kind === 'number') return bounded(cell.value * 60, bounds)
  return bounded(minutesIn(textOf(cell).replace(/[ ,]/g, '')), bounds)
}

export function readMinutes(cell: Cell, bounds: Bounds = ONE_DAY): number | Misread {
  if (cell.kind === 'number') return bounded(cell.value, bounds)
  const text = textOf(cell).replace(/[ ,]/g, '')
  const bare = /^([+-]?\d+(?:\.\d+)?)$/.exec(text)
  return bounded(bare === null ? minutesIn(text) : Number(bare[1]), bounds)
}

/** A cell formatted as [h]:mm holds the time since Excel's day nought. */
function elapsed(value: Date): number {
  const minutes = (value.getTime() - Date.UTC(1899, 11, 30)) / 60_000
  return minutes > LIFE_MINUTES ? Number.NaN : minutes
}

const NUMBER = '([+-]?\\d+(?:\\.\\d+)?)'
const HOURS = '(?:个?小时|个?钟头?|时|h|hrs?|hours?)'
const MINUTES = '(?:分钟?|m|mins?|minutes?)'
const HOURS_ONLY = new RegExp(`^${NUMBER}${HOURS}?(整)?$`, 'i')
const MINUTES_ONLY = new RegExp(`^${NUMBER}${MINUTES}$`, 'i')
const BOTH = new RegExp(`^(\\d+)${HOURS}(\\d+)${MINUTES}?$`, 'i')
const AND_A_HALF = /^(?:(\d+)个半(?:小时|钟头?)|(\d+)小时半|半个?(?:小时|钟头?))$/

function minutesIn(text: string): number {
  const half = AND_A_HALF.exec(text)
  if (half !== null) return Number(half[1] ?? half[2] ?? 0) * 60 + 30
  const both = BOTH.exec(text)
  if (both !== null) return Number(both[1]) * 60 + Number(both[2])
  const minutes = MINUTES_ONLY.exec(text)
  if (minutes !== null) return Number(minutes[1])
  const hours = HOURS_ONLY.exec(text)
  if (hours !== null) return Number(hours[1]) * 60
  const clock = /^(\d{1,3}):([0-5]\d)(?::00)?$/.exec(text)
  return clock === null ? Number.NaN : Number(clock[1]) * 60 + Number(clock[2])
}

function bounded(minutes: number, bounds: Bounds): number | Misread {
  if (!Number.isFinite(minutes)) return misread('hours-unreadable')
  const whole = Math.round(minutes)
  // 1.1 × 60 is 66.00000000000001; 2.33 × 60 is 139.8 and nobody served that.
  if (Math.abs(minutes - whole) > 1e-6) return misread('hours-not-whole-minutes')
  if (whole === 0) return bounds.zero === true ? 0 : misread('hours-zero')
  if (whole < 0 && bounds.negative !== true) return misread('hours-negative')
  return Math.abs(whole) > bounds.most ? misread('hours-too-long') : whole
}
