/**
 * Which column is which, as a person decided it: by place and not by title, so
 * that two columns of one title, or of none, are no trouble. A layout is kept
 * for its source under the fingerprint of the titles, and read again next time.
 */

import { sha256, toHex } from '../ledger/sha256.ts'
import { columnOf, isBlank, refOf, shown } from './cell.ts'
import type { Cell } from './cell.ts'
import { fieldOf, HEADER_ROWS, likelyHeader, titleOf } from './columns.ts'
import type { Column, Header, MappedColumns, Mapping, Titles } from './columns.ts'
import type { SheetFault } from './fault.ts'
import type { Sheet } from './sheet.ts'

export interface Layout<Field extends string = string> {
  /** The row of the titles, from one; 0 for a sheet that has none. */
  readonly headerRow: number
  /** By place in the row, from the first column; undefined is a column nobody has judged. */
  readonly fields: readonly (Field | 'ignore' | undefined)[]
}

export interface Fingerprint {
  readonly row: number
  readonly fingerprint: string
}

/** Sixteen hex digits of the titles in their order; undefined where there are too few to tell sources apart. */
export function fingerprintOf(cells: readonly Cell[]): string | undefined {
  const titles = cells.map(titleOf)
  while (titles.at(-1) === '') titles.pop()
  if (titles.filter((title) => title !== '').length < 2) return undefined
  return toHex(sha256('sheet titles\n', titles.join('\n')).subarray(0, 8))
}

/** Of each row that may hold titles. */
export function fingerprintsOf(sheet: Sheet): readonly Fingerprint[] {
  return sheet.rows.slice(0, HEADER_ROWS).flatMap((cells, at) => {
    const fingerprint = fingerprintOf(cells)
    return fingerprint === undefined ? [] : [{ row: at + 1, fingerprint }]
  })
}

/** The row most like titles: of known ones, or, where there are none, the first of those with most words in them. */
function titlesRow(sheet: Sheet): number {
  const known = likelyHeader(sheet)
  if (known > 1) return known
  const words = sheet.rows
    .slice(0, HEADER_ROWS)
    .map((cells) => cells.filter((cell) => cell.kind === 'text').length)
  return words.indexOf(Math.max(...words)) + 1
}

/** What the titles say by themselves, for a person to complete. */
export function likelyLayout<Field extends string>(
  sheet: Sheet,
  titles: Titles<Field>,
  headerRow = titlesRow(sheet),
  mapping: Mapping<Field> = {},
): Layout<Field> {
  const cells = sheet.rows[headerRow - 1] ?? []
  const seen = new Set<Field>()
  const fields = cells.map((cell) => {
    const field = fieldOf(cell, titles, mapping)
    if (field === undefined || field === 'ignore') return field
    if (seen.has(field)) return undefined
    seen.add(field)
    return field
  })
  return { headerRow, fields }
}

export function headerOf(sheet: Sheet, layout: Layout): Header {
  return { row: layout.headerRow, cells: sheet.rows[layout.headerRow - 1] ?? [] }
}

/** The columns a layout names. A column of a sheet without titles is called by its letters. */
export function columnsIn<Field extends string>(
  sheet: Sheet,
  { headerRow, fields }: Layout<Field>,
): MappedColumns<Field> | SheetFault {
  const cells = sheet.rows[headerRow - 1] ?? []
  const columns: Partial<Record<Field, Column>> = {}
  const unknownColumns: Column[] = []
  const width = Math.max(fields.length, cells.length)
  for (let at = 0; at < width; at++) {
    const ref = refOf(Math.max(headerRow, 1), at + 1)
    const title = shown(cells[at]).trim()
    const column = { at, title: title === '' ? ref.replace(/\d+$/, '') : title, cell: ref }
    const field = fields[at]
    if (field === 'ignore') continue
    if (field === undefined) {
      if (!isBlank(cells[at])) unknownColumns.push(column)
      continue
    }
    const taken = columns[field]
    if (taken !== undefined) return { code: 'columns-doubled', field, cells: [taken.cell, ref] }
    columns[field] = column
  }
  return { columns, unknownColumns }
}

/** By letters, as a mapping is kept: { A: "name", C: "ignore" }. */
export function lettersOf({ fields }: Layout): Readonly<Record<string, string>> {
  const pairs = fields.flatMap((field, at) =>
    field === undefined ? [] : [[refOf(1, at + 1).slice(0, -1), field] as const],
  )
  return Object.fromEntries(pairs)
}

/** From letters back. Names of fields there are no longer say nothing. */
export function layoutFrom<Field extends string>(
  headerRow: number,
  columns: Readonly<Record<string, string>>,
  titles: Titles<Field>,
): Layout<Field> {
  const fields: (Field | 'ignore' | undefined)[] = []
  for (const [letters, field] of Object.entries(columns)) {
    const known = field === 'ignore' || Object.hasOwn(titles, field)
    if (known) fields[columnOf(letters) - 1] = field as Field | 'ignore'
  }
  return { headerRow, fields: Array.from(fields) }
}
