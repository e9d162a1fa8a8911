/**
 * A sheet of attendance (签到表): who came, which day, how long. A row is
 * either read whole or handed back with every cell that is in doubt; nothing
 * is filled in by guess, because each row becomes hours that never go away.
 */

import { shown, wordsOf } from './cell.ts'
import type { Cell } from './cell.ts'
import { ATTENDANCE_TITLES, findHeader, mapColumns, missingColumns } from './columns.ts'
import type { Column, Columns, Header, Mapping } from './columns.ts'
import { dateInTitle, readDate, senseOf } from './date.ts'
import type { DateSense } from './date.ts'
import type { Misread, RowFault, SheetFault } from './fault.ts'
import { isSheetFault, misread } from './fault.ts'
import { readHours, readMinutes } from './hours.ts'
import { columnsIn, headerOf } from './layout.ts'
import type { Layout } from './layout.ts'
import { linesUnder } from './line.ts'
import type { Line } from './line.ts'
import { namesSomeone, readBorn, readPerson, sameKey } from './person.ts'
import type { Person } from './person.ts'
import type { Sheet } from './sheet.ts'
import { minuteOf, readMoment, readSpan } from './time.ts'
import type { Moment } from './time.ts'

export type AttendanceField = keyof typeof ATTENDANCE_TITLES

export interface AttendanceRow extends Person {
  /** Its row in the sheet, from one. */
  readonly row: number
  /** "2015-03" or "2015-03-08". */
  readonly born?: string | undefined
  readonly date: string
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly minutes: number
  readonly service?: string | undefined
  readonly activity?: string | undefined
  readonly activityCode?: string | undefined
  readonly record?: string | undefined
  readonly note?: string | undefined
  /** A platform says it captured the sign-in itself, by a scanned code, a card or a place. */
  readonly captured: boolean
  readonly cells: Readonly<Partial<Record<AttendanceField, string>>>
}

export interface Attendance {
  readonly headerRow: number
  readonly rows: readonly AttendanceRow[]
  readonly faults: readonly RowFault[]
  readonly columns: Columns<AttendanceField>
  readonly unknownColumns: readonly Column[]
}

export interface AttendanceOptions {
  /** The last day anyone can have served: `2026-11-24`. */
  readonly today: string
  readonly mapping?: Mapping<AttendanceField> | undefined
  /** Which column is which, where somebody has said so; then titles are not looked at. */
  readonly layout?: Layout<AttendanceField> | undefined
  /** What the person said beside the sheet, for cells that say nothing. */
  readonly defaults?:
    | {
        readonly date?: string | undefined
        readonly service?: string | undefined
        readonly minutes?: number | undefined
      }
    | undefined
}

/** A break is left out of the hours; beyond this they tell another story than the times, and someone has to say which is true. */
const TOLERANCE_MINUTES = 30

/** A service in words; a paragraph in this column is in the wrong column. */
const TEXT_MAX = 200

type Ask = Pick<AttendanceOptions, 'today' | 'defaults'> & { readonly sense: DateSense }

export function readAttendance(sheet: Sheet, options: AttendanceOptions): Attendance | SheetFault {
  const { layout, mapping } = options
  const anchors: readonly AttendanceField[] = ['name', 'number']
  const header = layout
    ? headerOf(sheet, layout)
    : findHeader(sheet, ATTENDANCE_TITLES, anchors, mapping)
  if (header === undefined) return { code: 'header-missing' }
  const mapped = layout
    ? columnsIn(sheet, layout)
    : mapColumns<AttendanceField>(header.cells, ATTENDANCE_TITLES, mapping)
  if (isSheetFault(mapped)) return mapped

  const { columns, unknownColumns } = mapped
  const ask = askOf(sheet, header, columns, options)
  const missing = missingIn(columns, ask)
  if (missing !== undefined) return missing

  const rows: AttendanceRow[] = []
  const faults: RowFault[] = []
  const seen = new Map<string, number>()
  for (const line of linesUnder(sheet, header, columns)) {
    if (isUnfilled(line)) continue
    const row = readRow(line, ask)
    if (row !== undefined) noteTwice(line, row, seen)
    if (row !== undefined && line.faults.length === 0) rows.push(row)
    faults.push(...line.faults)
  }
  return { headerRow: header.row, rows, faults, columns, unknownColumns }
}

/** What the title and the other rows say about dates, ahead of reading any. */
function askOf(
  sheet: Sheet,
  header: Header,
  columns: Columns<AttendanceField>,
  options: AttendanceOptions,
): Ask {
  const titles = sheet.rows.slice(0, header.row - 1).flatMap((cells) => cells.map(shown))
  const dates = [columns.date, columns.from].flatMap((column) =>
    column === undefined
      ? []
      : sheet.rows.slice(header.row).flatMap((cells) => cells[column.at] ?? []),
  )
  const date = options.defaults?.date ?? dateInTitle(titles, options.today)
  return {
    today: options.today,
    sense: senseOf([...titles, sheet.sheetName], dates, options.today),
    defaults: { ...options.defaults, date },
  }
}

function missingIn(columns: Columns<AttendanceField>, ask: Ask): SheetFault | undefined {
  const choices: (readonly AttendanceField[])[] = [['name', 'number', 'phone']]
  if (ask.defaults?.date === undefined) choices.push(['date', 'from', 'span'])
  if (ask.defaults?.minutes === undefined) choices.push(['hours', 'minutes', 'span', 'to'])
  const isMeasured = columns.hours ?? columns.minutes ?? columns.span
  if (columns.to !== undefined && isMeasured === undefined) choices.push(['from'])
  return missingColumns(columns, choices)
}

/** A printed line nobody signed has a number and a date in it, and no one. */
function isUnfilled(line: Line<AttendanceField>): boolean {
  const fields: readonly AttendanceField[] = ['from', 'to', 'span', 'hours', 'minutes']
  return !namesSomeone(line) && fields.every((field) => line.cell(field) === undefined)
}

function readRow(line: Line<AttendanceField>, ask: Ask): AttendanceRow | undefined {
  const person = readPerson(line)
  const born = line.take('born', (cell) => readBorn(cell, ask.today))
  if (!namesSomeone(line)) line.blame(line.placeFor(['name', 'number']), 'person-missing')

  const { from, to } = readTimes(line)
  const date = readDay(line, from, to, ask)
  const minutes = readLength(line, from, to, ask)
  const service = line.take('service', readText) ?? ask.defaults?.service
  const activity = line.take('activity', readText)
  const activityCode = line.take('activityCode', readText)
  const record = line.take('record', readText)
  const note = line.take('note', readText)
  const method = line.take('method', readText)
  if (date === undefined || minutes === undefined) return undefined

  const { row } = line
  const cells = line.refs()
  const times = { from: from?.time, to: to?.time }
  const about = { service, activity, activityCode, record, note, captured: isCaptured(method) }
  return {
    row,
    ...person,
    ...(born === undefined ? {} : { born }),
    date,
    ...times,
    minutes,
    ...about,
    cells,
  }
}

interface Times {
  readonly from?: Moment | undefined
  readonly to?: Moment | undefined
}

function readTimes(line: Line<AttendanceField>): Times {
  const from = line.take('from', readMoment)
  const to = line.take('to', readMoment)
  if (from !== undefined || to !== undefined) return { from, to }
  return line.take('span', readSpan) ?? {}
}

/** The day in its own column, or in the sign-in, or the one said for the whole sheet. */
function readDay(
  line: Line<AttendanceField>,
  from: Moment | undefined,
  to: Moment | undefined,
  ask: Ask,
): string | undefined {
  const signed = (field: AttendanceField, moment: Moment | undefined) => {
    const day = moment?.day
    return day === undefined ? undefined : line.take(field, () => readDate(day, ask.sense))
  }
  const fromField = line.cell('from') === undefined ? 'span' : 'from'
  const written = line.take('date', (cell) => readDate(cell, ask.sense))
  const signedIn = signed(fromField, from)
  const signedOut = signed('to', to)

  if (signedIn !== undefined && signedOut !== undefined && signedIn !== signedOut) {
    line.blame('to', 'times-crossed')
    return undefined
  }
  if (written !== undefined && signedIn !== undefined && written !== signedIn) {
    line.blame(fromField, 'dates-disagree')
    return undefined
  }
  const date = written ?? signedIn ?? signedOut ?? ask.defaults?.date
  const isBlamed = line.cell('date') !== undefined || from?.day !== undefined
  if (date === undefined && !isBlamed) {
    line.blame(line.placeFor(['date', 'from', 'span']), 'date-missing')
  }
  return date
}

function readLength(
  line: Line<AttendanceField>,
  from: Moment | undefined,
  to: Moment | undefined,
  ask: Ask,
): number | undefined {
  const said = line.take('hours', readHours) ?? line.take('minutes', readMinutes)
  const field = line.cell('hours') === undefined ? 'minutes' : 'hours'
  const isMisreadLength = said === undefined && line.cell(field) !== undefined
  const measured = measuredBetween(line, from, to)
  if (isMisreadLength || measured === 'crossed') return undefined

  if (said !== undefined && measured !== undefined) {
    const isNear = Math.abs(said - measured) <= TOLERANCE_MINUTES
    if (isNear && said <= measured) return said
    line.blame(field, isNear ? 'hours-beyond-times' : 'hours-disagree', { expected: measured })
    return undefined
  }
  return said ?? measured ?? unmeasured(line, from, to, ask)
}

function measuredBetween(
  line: Line<AttendanceField>,
  from: Moment | undefined,
  to: Moment | undefined,
): number | 'crossed' | undefined {
  if (from === undefined || to === undefined) return undefined
  const minutes = minuteOf(to.time) - minuteOf(from.time)
  if (minutes > 0) return minutes
  const field = line.cell('to') === undefined ? 'span' : 'to'
  line.blame(field, minutes === 0 ? 'hours-zero' : 'times-crossed')
  return 'crossed'
}

/** No length and not both times: whoever forgot to sign out did not stay for the usual time. */
function unmeasured(
  line: Line<AttendanceField>,
  from: Moment | undefined,
  to: Moment | undefined,
  ask: Ask,
): number | undefined {
  const fields: readonly AttendanceField[] = ['from', 'to', 'span']
  const isSilent = fields.every((field) => line.cell(field) === undefined)
  if (isSilent && ask.defaults?.minutes !== undefined) return ask.defaults.minutes
  if (isSilent) line.blame(line.placeFor(['hours', 'minutes', 'to', 'span']), 'hours-missing')
  else if (from !== undefined && line.cell('to') === undefined) line.blame('to', 'sign-out-missing')
  else if (to !== undefined && line.cell('from') === undefined) {
    line.blame('from', 'sign-in-missing')
  }
  return undefined
}

/** One person cannot have signed in twice at the same moment. */
function noteTwice(
  line: Line<AttendanceField>,
  row: AttendanceRow,
  seen: Map<string, number>,
): void {
  const when = row.from ?? `${row.service ?? ''} ${row.activity ?? ''}`
  const key = `${sameKey(row)} ${row.date} ${when}`
  const otherRow = seen.get(key)
  if (otherRow === undefined) seen.set(key, row.row)
  else line.blame(row.number === undefined ? 'name' : 'number', 'row-doubled', { otherRow })
}

/** 扫码, 定位, 刷卡, 人脸; what was entered by hand afterwards says so too. */
function isCaptured(method: string | undefined): boolean {
  if (method === undefined || /补|手|人工|代/.test(method)) return false
  return /扫码|二维码|定位|刷卡|刷脸|人脸|nfc/i.test(method)
}

/** Where a sheet comes from, by its columns: the provincial platform names the activity's code and the way of signing in. */
export function sourceOf({ columns }: Attendance): 'ivolunteer' | 'desk' {
  const isExport = columns.method !== undefined && columns.activityCode !== undefined
  return isExport ? 'ivolunteer' : 'desk'
}

function readText(cell: Cell): string | Misread {
  const text = wordsOf(cell)
  return text.length > TEXT_MAX ? misread('text-too-long') : text
}
