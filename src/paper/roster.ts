/**
 * The roster (名册) of a city as sheets: its stations and its areas down to
 * the grid and the stairwell. Only shape and doubling are judged here; whether
 * a code is already there, or its parent is, is known elsewhere.
 */

import { cleanName, shown, textOf, wordsOf } from './cell.ts'
import type { Cell } from './cell.ts'
import {
  AREA_TITLES,
  findHeader,
  mapColumns,
  missingColumns,
  ORGANISATION_TITLES,
  STATION_TITLES,
  TEAM_TITLES,
} from './columns.ts'
import type { Column, Mapping, Titles } from './columns.ts'
import { readDate } from './date.ts'
import type { Misread, RowFault, RowFaultCode, SheetFault } from './fault.ts'
import { isSheetFault, misread } from './fault.ts'
import { linesUnder } from './line.ts'
import type { Line } from './line.ts'
import type { Sheet } from './sheet.ts'

export type StationField = keyof typeof STATION_TITLES
export type AreaField = keyof typeof AREA_TITLES
export type OrganisationField = keyof typeof ORGANISATION_TITLES
export type TeamField = keyof typeof TEAM_TITLES

/** Where each field stands in a row: { code: "A7" }. */
export type Refs = Readonly<Partial<Record<string, string>>>

export interface StationRow {
  readonly row: number
  readonly cells: Refs
  readonly code: string
  readonly name: string
  readonly area: string
  readonly kind?: string | undefined
  readonly hotline?: string | undefined
  readonly address?: string | undefined
  readonly opening?: string | undefined
  readonly organisation?: string | undefined
  /** 统一社会信用代码 of the organisation that runs it. */
  readonly creditCode?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export type AreaLevel = 'city' | 'district' | 'street' | 'community' | 'grid' | 'building'

export interface AreaRow {
  readonly row: number
  readonly cells: Refs
  readonly code: string
  readonly name: string
  readonly level: AreaLevel
  readonly parent?: string | undefined
}

export interface OrganisationRow {
  readonly row: number
  readonly cells: Refs
  /** 统一社会信用代码; its check character is judged where the rules are. */
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly head: string
  readonly handler: string
  readonly phone?: string | undefined
}

export interface TeamRow {
  readonly row: number
  readonly cells: Refs
  readonly code: string
  readonly name: string
  /** 统一社会信用代码 of the organisation it belongs to. */
  readonly organisation: string
}

export interface Roster<Row> {
  readonly headerRow: number
  readonly rows: readonly Row[]
  readonly faults: readonly RowFault[]
  readonly unknownColumns: readonly Column[]
}

/** Long enough for a street's full name and house number. */
const TEXT_MAX = 200

/** The end of a contract may lie years ahead. */
const ANY_DAY = { today: '9999-12-31', future: true }

const LEVELS: Readonly<Record<string, AreaLevel>> = {
  市: 'city',
  区: 'district',
  镇街: 'street',
  街镇: 'street',
  街道: 'street',
  镇: 'street',
  村居: 'community',
  '村(居)': 'community',
  社区: 'community',
  村: 'community',
  网格: 'grid',
  楼组: 'building',
}

export function readStations(
  sheet: Sheet,
  options: { readonly mapping?: Mapping<StationField> | undefined } = {},
): Roster<StationRow> | SheetFault {
  const needed: readonly StationField[] = ['code', 'name', 'area']
  return readRoster(sheet, STATION_TITLES, needed, options.mapping, readStation, (row) => [
    row.code,
    row.from ?? '',
  ])
}

export function readOrganisations(
  sheet: Sheet,
  options: { readonly mapping?: Mapping<OrganisationField> | undefined } = {},
): Roster<OrganisationRow> | SheetFault {
  const needed: readonly OrganisationField[] = ['code', 'name', 'kind', 'head', 'handler']
  return readRoster(sheet, ORGANISATION_TITLES, needed, options.mapping, readOrganisation)
}

export function readTeams(
  sheet: Sheet,
  options: { readonly mapping?: Mapping<TeamField> | undefined } = {},
): Roster<TeamRow> | SheetFault {
  const needed: readonly TeamField[] = ['code', 'name', 'organisation']
  return readRoster(sheet, TEAM_TITLES, needed, options.mapping, readTeam)
}

export function readAreas(
  sheet: Sheet,
  options: { readonly mapping?: Mapping<AreaField> | undefined } = {},
): Roster<AreaRow> | SheetFault {
  const needed: readonly AreaField[] = ['code', 'name', 'level', 'parent']
  return readRoster(sheet, AREA_TITLES, needed, options.mapping, readArea)
}

function readRoster<Field extends string, Row extends { readonly code: string }>(
  sheet: Sheet,
  titles: Titles<Field | 'code'>,
  needed: readonly (Field | 'code')[],
  mapping: Mapping<Field | 'code'> | undefined,
  readRow: (line: Line<Field | 'code'>) => Row | undefined,
  /** What two rows may not have in common. */
  keyOf: (row: Row) => readonly string[] = (row) => [row.code],
): Roster<Row> | SheetFault {
  const header = findHeader(sheet, titles, ['code'], mapping)
  if (header === undefined) return { code: 'header-missing' }
  const mapped = mapColumns(header.cells, titles, mapping)
  if (isSheetFault(mapped)) return mapped
  const missing = missingColumns(
    mapped.columns,
    needed.map((field) => [field]),
  )
  if (missing !== undefined) return missing

  const rows: Row[] = []
  const faults: RowFault[] = []
  const seen = new Map<string, number>()
  for (const line of linesUnder(sheet, header, mapped.columns)) {
    const row = readRow(line)
    if (row !== undefined) noteTwice(line, keyOf(row).join('\n'), seen)
    if (row !== undefined && line.faults.length === 0) rows.push(row)
    faults.push(...line.faults)
  }
  return { headerRow: header.row, rows, faults, unknownColumns: mapped.unknownColumns }
}

function noteTwice(line: Line<'code'>, key: string, seen: Map<string, number>): void {
  const otherRow = seen.get(key)
  if (otherRow === undefined) seen.set(key, line.row)
  else line.blame('code', 'code-doubled', { otherRow })
}

function readStation(line: Line<StationField>): StationRow | undefined {
  const code = required(line, 'code', 'code-missing', readCode)
  const name = required(line, 'name', 'title-missing', readTitle)
  const area = required(line, 'area', 'area-missing', (cell) => readCode(cell, 'area-unreadable'))
  const kind = line.take('kind', readText)
  const hotline = line.take('hotline', readText)
  const address = line.take('address', readText)
  const opening = line.take('opening', readText)
  const organisation = line.take('organisation', readText)
  const creditCode = line.take('creditCode', readCreditCode)
  const from = line.take('from', (cell) => readDate(cell, ANY_DAY))
  const to = line.take('to', (cell) => readDate(cell, ANY_DAY))
  if (from !== undefined && to !== undefined && from > to) line.blame('to', 'dates-crossed')
  if (code === undefined || name === undefined || area === undefined) return undefined

  const about = { kind, hotline, address, opening, organisation, creditCode, from, to }
  return { row: line.row, cells: line.refs(), code, name, area, ...about }
}

function readArea(line: Line<AreaField>): AreaRow | undefined {
  const code = required(line, 'code', 'code-missing', readCode)
  const name = required(line, 'name', 'title-missing', readTitle)
  const level = required(line, 'level', 'level-unreadable', readLevel)
  const parent = line.take('parent', (cell) => readCode(cell, 'area-unreadable'))
  if (parent === undefined && line.cell('parent') === undefined && level !== 'city') {
    line.blame('parent', 'area-missing')
  }
  if (parent !== undefined && parent === code) line.blame('parent', 'parent-is-self')
  if (code === undefined || name === undefined || level === undefined) return undefined
  return { row: line.row, cells: line.refs(), code, name, level, parent }
}

function readOrganisation(line: Line<OrganisationField>): OrganisationRow | undefined {
  const code = required(line, 'code', 'code-missing', readCreditCode)
  const name = required(line, 'name', 'title-missing', readTitle)
  const kind = required(line, 'kind', 'cell-empty', readText)
  const head = required(line, 'head', 'cell-empty', readText)
  const handler = required(line, 'handler', 'cell-empty', readText)
  const phone = line.take('phone', readText)
  if (code === undefined || name === undefined || kind === undefined) return undefined
  if (head === undefined || handler === undefined) return undefined
  return { row: line.row, cells: line.refs(), code, name, kind, head, handler, phone }
}

function readTeam(line: Line<TeamField>): TeamRow | undefined {
  const code = required(line, 'code', 'code-missing', readCode)
  const name = required(line, 'name', 'title-missing', readTitle)
  const organisation = required(line, 'organisation', 'cell-empty', readCreditCode)
  if (code === undefined || name === undefined || organisation === undefined) return undefined
  return { row: line.row, cells: line.refs(), code, name, organisation }
}

function required<Field extends string, Kept>(
  line: Line<Field>,
  field: Field,
  missing: RowFaultCode,
  read: (cell: Cell) => Kept | Misread,
): Kept | undefined {
  if (line.cell(field) === undefined) line.blame(field, missing)
  return line.take(field, read)
}

function readCode(cell: Cell, code: RowFaultCode = 'code-unreadable'): string | Misread {
  if (cell.kind === 'number' && Math.abs(cell.value) >= 1e15) return misread('number-imprecise')
  const text = textOf(cell).replace(/ /g, '').toUpperCase()
  return /^[A-Z0-9][A-Z0-9-]{0,31}$/.test(text) ? text : misread(code)
}

function readTitle(cell: Cell): string | Misread {
  const title = cleanName(shown(cell))
  return title.length > TEXT_MAX ? misread('text-too-long') : title
}

function readText(cell: Cell): string | Misread {
  const text = wordsOf(cell)
  return text.length > TEXT_MAX ? misread('text-too-long') : text
}

function readLevel(cell: Cell): AreaLevel | Misread {
  const text = textOf(cell).replace(/[ /、]/g, '')
  return LEVELS[text] ?? misread('level-unreadable')
}

/** The shape of GB 32100: no I, O, Z, S or V. */
function readCreditCode(cell: Cell): string | Misread {
  const text = textOf(cell).replace(/ /g, '').toUpperCase()
  return /^[0-9A-HJ-NP-RT-UW-Y]{18}$/.test(text) ? text : misread('credit-code-unreadable')
}
