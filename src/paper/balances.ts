/**
 * Opening balances (期初余额) from whatever kept the hours before. The sums are
 * given back as control totals, and a line of totals in the sheet is held
 * against them: a sheet cut off in the middle shows there.
 */

import { normalised, shown, textOf, wordsOf } from './cell.ts'
import type { Cell } from './cell.ts'
import { BALANCE_TITLES, findHeader, mapColumns, missingColumns } from './columns.ts'
import type { Column, Columns, Header, Mapping } from './columns.ts'
import type { Misread, RowFault, SheetFault } from './fault.ts'
import { isMisread, isSheetFault, misread } from './fault.ts'
import { LIFE_MINUTES, readHours } from './hours.ts'
import { isTotal, linesUnder, openLine } from './line.ts'
import type { Line } from './line.ts'
import { namesSomeone, readPerson, sameKey } from './person.ts'
import type { Person } from './person.ts'
import type { Sheet } from './sheet.ts'

export type BalanceField = keyof typeof BALANCE_TITLES

export interface BalanceRow extends Person {
  readonly row: number
  readonly servedMinutes: number
  readonly availableMinutes: number
  /** Code of the station they are at home at, for somebody to be enrolled. */
  readonly station?: string | undefined
  readonly note?: string | undefined
  readonly cells: Readonly<Partial<Record<BalanceField, string>>>
}

export interface ControlTotals {
  readonly count: number
  readonly servedMinutes: number
  readonly availableMinutes: number
}

export interface Balances {
  readonly headerRow: number
  readonly rows: readonly BalanceRow[]
  readonly totals: ControlTotals
  readonly faults: readonly RowFault[]
  readonly columns: Columns<BalanceField>
  readonly unknownColumns: readonly Column[]
}

const BOUNDS = { most: LIFE_MINUTES, zero: true }
/** A total may be larger than any one life. */
const SUM_BOUNDS = { most: Number.MAX_SAFE_INTEGER, zero: true }

export function readBalances(
  sheet: Sheet,
  options: { readonly mapping?: Mapping<BalanceField> | undefined } = {},
): Balances | SheetFault {
  const anchors: readonly BalanceField[] = ['name', 'number']
  const header = findHeader<BalanceField>(sheet, BALANCE_TITLES, anchors, options.mapping)
  if (header === undefined) return { code: 'header-missing' }
  const mapped = mapColumns<BalanceField>(header.cells, BALANCE_TITLES, options.mapping)
  if (isSheetFault(mapped)) return mapped

  const { columns, unknownColumns } = mapped
  const missing = missingColumns(columns, [['served'], ['points', 'available']])
  if (missing !== undefined) return missing

  const rows: BalanceRow[] = []
  const faults: RowFault[] = []
  const seen = new Map<string, number>()
  for (const line of linesUnder(sheet, header, columns)) {
    if (isUnfilled(line)) continue
    const row = readRow(line)
    if (row !== undefined) noteTwice(line, row, seen)
    if (row !== undefined && line.faults.length === 0) rows.push(row)
    faults.push(...line.faults)
  }
  const totals = totalsOf(rows)
  if (faults.length === 0) faults.push(...disagreements(sheet, header, columns, totals))
  return { headerRow: header.row, rows, totals, faults, columns, unknownColumns }
}

export function totalsOf(rows: readonly BalanceRow[]): ControlTotals {
  return {
    count: rows.length,
    servedMinutes: rows.reduce((sum, row) => sum + row.servedMinutes, 0),
    availableMinutes: rows.reduce((sum, row) => sum + row.availableMinutes, 0),
  }
}

function isUnfilled(line: Line<BalanceField>): boolean {
  const fields: readonly BalanceField[] = ['served', 'points', 'available']
  return !namesSomeone(line) && fields.every((field) => line.cell(field) === undefined)
}

function readRow(line: Line<BalanceField>): BalanceRow | undefined {
  const person = readPerson(line)
  if (!namesSomeone(line)) line.blame(line.placeFor(['name', 'number']), 'person-missing')

  const servedMinutes = line.take('served', (cell) => readHours(cell, BOUNDS))
  if (line.cell('served') === undefined) line.blame('served', 'hours-missing')
  const availableMinutes = readAvailable(line)
  const station = line.take('station', textOf)
  const note = line.take('note', wordsOf)
  if (servedMinutes === undefined || availableMinutes === undefined) return undefined
  return {
    row: line.row,
    ...person,
    servedMinutes,
    availableMinutes,
    station,
    note,
    cells: line.refs(),
  }
}

/** Points are whole hours; where both are given, hours keep the minutes and must round to the points. */
function readAvailable(line: Line<BalanceField>): number | undefined {
  const points = line.take('points', readPoints)
  const hours = line.take('available', (cell) => readHours(cell, BOUNDS))
  const fields: readonly BalanceField[] = ['points', 'available']
  const given = fields.filter((field) => line.cell(field) !== undefined)
  if (given.length === 0) line.blame(line.placeFor(['available', 'points']), 'hours-missing')
  if (points === undefined || hours === undefined) {
    return given.length === 2 ? undefined : (hours ?? points)
  }
  if (Math.floor(hours / 60) * 60 === points) return hours
  line.blame('available', 'hours-disagree', { expected: points })
  return undefined
}

function readPoints(cell: Cell, bounds = BOUNDS): number | Misread {
  const text = textOf(cell).replace(/[ ,]|分$|积分$/g, '')
  const minutes = readHours({ kind: 'text', value: text, ref: cell.ref }, bounds)
  if (isMisread(minutes)) return minutes
  return minutes % 60 === 0 ? minutes : misread('points-not-whole')
}

function noteTwice(line: Line<BalanceField>, row: BalanceRow, seen: Map<string, number>): void {
  const otherRow = seen.get(sameKey(row))
  if (otherRow === undefined) seen.set(sameKey(row), row.row)
  else line.blame(row.number === undefined ? 'name' : 'number', 'row-doubled', { otherRow })
}

/** The last line of totals is the whole sheet's; those before it may be of single pages. */
function disagreements(
  sheet: Sheet,
  header: Header,
  columns: Columns<BalanceField>,
  totals: ControlTotals,
): readonly RowFault[] {
  const at = sheet.rows.findLastIndex((cells, row) => row >= header.row && isTotal(cells))
  const cells = sheet.rows[at]
  if (cells === undefined) return []

  const line = openLine(at + 1, cells, columns)
  // The word 合计 stands in one of these columns, and a count may follow it.
  const count = /共(?:计)?(\d+)(?:人|名)/.exec(
    normalised(cells.map(shown).join(' ')).replace(/ /g, ''),
  )
  if (count !== null && Number(count[1]) !== totals.count) {
    line.blame('name', 'totals-disagree', { expected: totals.count })
  }
  compare(line, 'served', (cell) => readHours(cell, SUM_BOUNDS), totals.servedMinutes)
  compare(line, 'available', (cell) => readHours(cell, SUM_BOUNDS), totals.availableMinutes)
  if (columns.available === undefined) {
    compare(line, 'points', (cell) => readPoints(cell, SUM_BOUNDS), totals.availableMinutes)
  }
  return line.faults
}

function compare(
  line: Line<BalanceField>,
  field: BalanceField,
  read: (cell: Cell) => number | Misread,
  expected: number,
): void {
  const said = line.take(field, read)
  if (said !== undefined && said !== expected) line.blame(field, 'totals-disagree', { expected })
}
