/**
 * A station's own book (站点台账), read so that it can be laid beside the
 * journal. Its rows are kept with their numbers and their signs, doubled ones
 * too: what is odd about them is for the reconciliation to show, not for the
 * reader to hide.
 */

import { shown, textOf, wordsOf } from './cell.ts'
import type { Cell } from './cell.ts'
import { findHeader, mapColumns, missingColumns, TALLY_TITLES } from './columns.ts'
import type { Column, Columns, Header, Mapping } from './columns.ts'
import { readDate, senseOf } from './date.ts'
import type { DateSense } from './date.ts'
import type { Misread, RowFault, SheetFault } from './fault.ts'
import { isSheetFault, misread } from './fault.ts'
import { LIFE_MINUTES, readHours, readMinutes } from './hours.ts'
import { linesUnder } from './line.ts'
import type { Line } from './line.ts'
import { namesSomeone, readPerson } from './person.ts'
import type { Person } from './person.ts'
import type { Sheet } from './sheet.ts'

export type TallyField = keyof typeof TALLY_TITLES

export type TallyKind =
  | 'credit'
  | 'redeem'
  | 'transfer-in'
  | 'transfer-out'
  | 'donate'
  | 'grant'
  | 'expire'
  | 'opening'
  | 'reverse'

export interface TallyRow extends Person {
  readonly row: number
  readonly date: string
  /** More than nought where the member received, less where the member gave. */
  readonly minutes: number
  readonly kind?: TallyKind | undefined
  readonly service?: string | undefined
  readonly note?: string | undefined
  readonly cells: Readonly<Partial<Record<TallyField, string>>>
}

export interface Tally {
  readonly headerRow: number
  readonly rows: readonly TallyRow[]
  readonly faults: readonly RowFault[]
  readonly columns: Columns<TallyField>
  readonly unknownColumns: readonly Column[]
}

export interface TallyOptions {
  readonly today: string
  readonly mapping?: Mapping<TallyField> | undefined
}

/** What stations call the things that happen, and which way they go; a reversal goes as written. */
const KINDS: readonly {
  readonly said: RegExp
  readonly kind: TallyKind
  readonly sign: 1 | -1 | 0
}[] = [
  { said: /更正|冲正|撤销|调整/, kind: 'reverse', sign: 0 },
  { said: /期初|上期|结转/, kind: 'opening', sign: 1 },
  { said: /转入|受赠|接受转赠/, kind: 'transfer-in', sign: 1 },
  { said: /转赠|转出/, kind: 'transfer-out', sign: -1 },
  { said: /捐赠|捐出/, kind: 'donate', sign: -1 },
  { said: /发放|关爱/, kind: 'grant', sign: 1 },
  { said: /兑换|支出|支取|使用|扣减|减少/, kind: 'redeem', sign: -1 },
  { said: /过期|失效/, kind: 'expire', sign: -1 },
  { said: /记录|存入|收入|增加|补录|服务|签到/, kind: 'credit', sign: 1 },
]

const SIGNED = { most: LIFE_MINUTES, negative: true }
/** In a column of its own a nought means that the other column speaks. */
const UNSIGNED = { most: LIFE_MINUTES, zero: true }

export function readTally(sheet: Sheet, options: TallyOptions): Tally | SheetFault {
  const header = findHeader<TallyField>(sheet, TALLY_TITLES, ['name', 'number'], options.mapping)
  if (header === undefined) return { code: 'header-missing' }
  const mapped = mapColumns<TallyField>(header.cells, TALLY_TITLES, options.mapping)
  if (isSheetFault(mapped)) return mapped

  const { columns, unknownColumns } = mapped
  const missing = missingColumns(columns, [['date'], ['hours', 'minutes', 'paidIn', 'paidOut']])
  if (missing !== undefined) return missing

  const sense = senseIn(sheet, header, columns, options.today)
  const rows: TallyRow[] = []
  const faults: RowFault[] = []
  for (const line of linesUnder(sheet, header, columns)) {
    if (isUnfilled(line)) continue
    const row = readRow(line, sense)
    if (row !== undefined && line.faults.length === 0) rows.push(row)
    faults.push(...line.faults)
  }
  return { headerRow: header.row, rows, faults, columns, unknownColumns }
}

function senseIn(
  sheet: Sheet,
  header: Header,
  columns: Columns<TallyField>,
  today: string,
): DateSense {
  const titles = sheet.rows.slice(0, header.row - 1).flatMap((cells) => cells.map(shown))
  const at = columns.date?.at ?? -1
  const dates = sheet.rows.slice(header.row).flatMap((cells) => cells[at] ?? [])
  return senseOf([...titles, sheet.sheetName], dates, today)
}

function isUnfilled(line: Line<TallyField>): boolean {
  const fields: readonly TallyField[] = ['hours', 'minutes', 'paidIn', 'paidOut']
  return !namesSomeone(line) && fields.every((field) => line.cell(field) === undefined)
}

function readRow(line: Line<TallyField>, sense: DateSense): TallyRow | undefined {
  const person = readPerson(line)
  if (!namesSomeone(line)) line.blame(line.placeFor(['name', 'number']), 'person-missing')

  const date = line.take('date', (cell) => readDate(cell, sense))
  if (line.cell('date') === undefined) line.blame('date', 'date-missing')
  const kind = line.take('kind', readKind)
  const minutes = readMoved(line, kind)
  if (date === undefined || minutes === undefined) return undefined

  const { row } = line
  const service = line.take('service', wordsOf)
  const note = line.take('note', wordsOf)
  return { row, ...person, date, minutes, kind: kind?.kind, service, note, cells: line.refs() }
}

/** In and out in columns of their own, or one column whose sign is written or given by the kind. */
function readMoved(
  line: Line<TallyField>,
  kind: (typeof KINDS)[number] | undefined,
): number | undefined {
  const paidIn = line.take('paidIn', (cell) => readHours(cell, UNSIGNED)) ?? 0
  const paidOut = line.take('paidOut', (cell) => readHours(cell, UNSIGNED)) ?? 0
  if (paidIn > 0 && paidOut > 0) {
    line.blame('paidOut', 'sign-disagrees')
    return undefined
  }
  if (paidIn > 0 || paidOut > 0) return paidIn - paidOut
  const isBlamed = line.faults.some(({ field }) => field === 'paidIn' || field === 'paidOut')
  if (isBlamed) return undefined

  const field = line.cell('hours') === undefined ? 'minutes' : 'hours'
  const read = field === 'hours' ? readHours : readMinutes
  const minutes = line.take(field, (cell) => read(cell, SIGNED))
  if (minutes !== undefined) return signed(line, field, minutes, kind)
  if (line.cell(field) === undefined) blameMissing(line)
  return undefined
}

function blameMissing(line: Line<TallyField>): void {
  const fields: readonly TallyField[] = ['paidIn', 'paidOut']
  const nought = fields.find((field) => line.cell(field) !== undefined)
  const place = line.placeFor(['hours', 'minutes', 'paidIn', 'paidOut'])
  if (nought === undefined) line.blame(place, 'hours-missing')
  else line.blame(nought, 'hours-zero')
}

function signed(
  line: Line<TallyField>,
  field: TallyField,
  minutes: number,
  kind: (typeof KINDS)[number] | undefined,
): number | undefined {
  if (kind === undefined || kind.sign === 0) return minutes
  if (kind.sign < 0) return -Math.abs(minutes)
  if (minutes > 0) return minutes
  line.blame(field, 'sign-disagrees')
  return undefined
}

function readKind(cell: Cell): (typeof KINDS)[number] | Misread {
  const text = textOf(cell)
  return KINDS.find(({ said }) => said.test(text)) ?? misread('kind-unreadable')
}
