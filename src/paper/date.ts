/**
 * Reads the day something happened. A date is written in a dozen ways; the
 * only ones refused are those two careful people would read differently. No
 * clock is read: `today` comes in, and no day after it is a day of service.
 */

import { normalised, textOf } from './cell.ts'
import type { Cell } from './cell.ts'
import type { Misread } from './fault.ts'
import { misread } from './fault.ts'

/** What the rest of the sheet says about a date that does not say everything itself. */
export interface DateSense {
  readonly today: string
  /** Days after today are read too: the end of a contract is one. */
  readonly future?: boolean
  /** The year its title, or its other rows, speak of. */
  readonly year?: number | undefined
  readonly order?: 'day-first' | 'month-first' | undefined
}

type Written =
  | { readonly kind: 'full'; readonly year: number; readonly month: number; readonly day: number }
  | { readonly kind: 'short'; readonly month: number; readonly day: number }
  | {
      readonly kind: 'year-last'
      readonly year: number
      readonly first: number
      readonly second: number
    }
  | { readonly kind: 'two-digits' }

const DAY_MS = 86_400_000

/** 2000-01-01 and 2099-12-31 as Excel counts days: outside them a number is no date of ours. */
const SERIAL_LEAST = 36_526
const SERIAL_MOST = 73_050

export function readDate(cell: Cell, sense: DateSense): string | Misread {
  const written = writtenIn(cell)
  if (written === undefined) return misread('date-unreadable')

  if (written.kind === 'two-digits') return misread('date-ambiguous')
  if (written.kind === 'short') return readShort(written.month, written.day, sense)
  return written.kind === 'full'
    ? settled(written.year, written.month, written.day, sense)
    : readYearLast(written.year, written.first, written.second, sense)
}

/** The year the title speaks of, the order of day and month the unmistakable rows show. */
export function senseOf(
  titles: readonly string[],
  cells: readonly Cell[],
  today: string,
): DateSense {
  const written = cells.map(writtenIn)
  const years = written.flatMap((date) => (date?.kind === 'full' ? [date.year] : []))
  const dayFirst = written.some((date) => date?.kind === 'year-last' && date.first > 12)
  const monthFirst = written.some((date) => date?.kind === 'year-last' && date.second > 12)
  const named = titles.flatMap((title) =>
    [...normalised(title).matchAll(/(?<!\d)20\d\d(?=年|[-/.]\d)/g)].map(([found]) => Number(found)),
  )
  // 2025-2026年度 names no year, and neither do rows on both sides of New Year.
  const year = onlyOne(named) ?? (named.length === 0 ? onlyOne(years) : undefined)

  return {
    today,
    year,
    ...(dayFirst !== monthFirst && { order: dayFirst ? 'day-first' : 'month-first' }),
  }
}

/** A whole date in the title, when it names exactly one and not the day it was filled in. */
export function dateInTitle(titles: readonly string[], today: string): string | undefined {
  const told = titles.map(normalised).filter((title) => !/(填|制|打印|导出|下载)/.test(title))
  const found = told.flatMap((title) =>
    [...title.matchAll(/20\d\d ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2}(?!\d)/g)].map(([text]) =>
      readDate({ kind: 'text', value: text, ref: '' }, { today }),
    ),
  )
  const [date, ...others] = new Set(found)
  return typeof date === 'string' && others.length === 0 ? date : undefined
}

/** 46347 is 2026-11-21. */
export function fromSerial(serial: number): string | undefined {
  if (serial < SERIAL_LEAST || serial > SERIAL_MOST + 1) return undefined
  return new Date(Date.UTC(1899, 11, 30) + Math.floor(serial) * DAY_MS).toISOString().slice(0, 10)
}

function writtenIn(cell: Cell): Written | undefined {
  if (cell.kind === 'date') return full(cell.value.toISOString().slice(0, 10))
  const text = textOf(cell)
    .replace(/\(?(周|星期|礼拜)[一二三四五六日天]\)?/g, '')
    .replace(/[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/, '')
    .replace(/ /g, '')
  if (/^\d{5}(\.\d+)?$/.test(text)) return full(fromSerial(Number(text)))

  const year = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?$/.exec(text)
  if (year !== null) return numbers(year, 'full')
  const packed = /^(20\d\d)(\d\d)(\d\d)$/.exec(text)
  if (packed !== null) return numbers(packed, 'full')
  const last = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(text)
  if (last !== null) return numbers(last, 'year-last')
  const short = /^(\d{1,2})(?:月(\d{1,2})[日号]?|[/](\d{1,2}))$/.exec(text)
  if (short !== null) {
    return { kind: 'short', month: Number(short[1]), day: Number(short[2] ?? short[3]) }
  }
  return /^\d{1,2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$/.test(text) ? { kind: 'two-digits' } : undefined
}

function numbers(found: RegExpExecArray, kind: 'full' | 'year-last'): Written {
  const [first = 0, second = 0, third = 0] = found.slice(1).map(Number)
  return kind === 'full'
    ? { kind, year: first, month: second, day: third }
    : { kind, first, second, year: third }
}

function full(date: string | undefined): Written | undefined {
  if (date === undefined) return undefined
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return { kind: 'full', year, month, day }
}

/** With no year anywhere it is the last time that day came round. */
function readShort(month: number, day: number, sense: DateSense): string | Misread {
  if (sense.year !== undefined) return settled(sense.year, month, day, sense)
  const year = Number(sense.today.slice(0, 4))
  const date = settled(year, month, day, { ...sense, future: true })
  return typeof date === 'string' && date > sense.today
    ? settled(year - 1, month, day, sense)
    : date
}

function readYearLast(
  year: number,
  first: number,
  second: number,
  sense: DateSense,
): string | Misread {
  if (first > 12) return settled(year, second, first, sense)
  if (second > 12 || first === second) return settled(year, first, second, sense)
  if (sense.order === undefined) return misread('date-ambiguous')
  return sense.order === 'day-first'
    ? settled(year, second, first, sense)
    : settled(year, first, second, sense)
}

function settled(year: number, month: number, day: number, sense: DateSense): string | Misread {
  const moment = new Date(Date.UTC(year, month - 1, day))
  const real = year >= 1900 && moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day
  if (!real) return misread('date-unreadable')
  const date = moment.toISOString().slice(0, 10)
  return date > sense.today && sense.future !== true ? misread('date-in-future') : date
}

function onlyOne(years: readonly number[]): number | undefined {
  const [year, ...others] = new Set(years)
  return others.length === 0 ? year : undefined
}
