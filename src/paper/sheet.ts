/**
 * A sheet as it comes in: xlsx or csv, judged by its bytes and not by its
 * name. What would be guessed at is refused with its place: merged cells hide
 * whose row it is, a formula shows a number no one wrote. Everything refused
 * here is refused before it costs memory.
 */

import { zipSync } from 'fflate'
import { readSheet as readXlsx } from 'read-excel-file/universal'

import { columnOf, refOf, rowOf, toCell } from './cell.ts'
import type { Cell } from './cell.ts'
import { likelyHeader } from './columns.ts'
import { decoded, splitCsv } from './csv.ts'
import type { SheetFault } from './fault.ts'
import { isSheetFault } from './fault.ts'
import { isAside } from './line.ts'
import { cutBelow, firstSheet, survey, textIn } from './workbook.ts'
import type { SheetPlace, Survey } from './workbook.ts'
import { unpack } from './zip.ts'

export type { Cell } from './cell.ts'
export { isSheetFault } from './fault.ts'
export type { SheetFault } from './fault.ts'

export interface Sheet {
  readonly sheetName: string
  /** `rows[i]` is row i + 1 of the sheet, blank ones included. */
  readonly rows: readonly (readonly Cell[])[]
  readonly otherSheets: readonly string[]
}

/** A year of a busy station is under 1 MB; what is larger was not typed by people. */
export const FILE_MAX = 10 * 1024 * 1024

/** A whole street's month fits; a larger one is split by whoever made it. */
export const ROWS_MAX = 5_000

/** The widest export met had some forty columns. */
export const COLUMNS_MAX = 200

/** Full rows of the widest export; more are empty cells someone strewed. */
const CELLS_MAX = ROWS_MAX * COLUMNS_MAX

export async function readSheet(bytes: Uint8Array, name: string): Promise<Sheet | SheetFault> {
  if (bytes.length > FILE_MAX) {
    return { code: 'sheet-too-large', bytes: bytes.length, limit: FILE_MAX, unpacked: false }
  }
  if (bytes.length === 0) return { code: 'sheet-empty' }
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    return { code: isEncrypted(bytes) ? 'sheet-encrypted' : 'old-excel' }
  }
  return startsWith(bytes, [0x50, 0x4b]) ? fromXlsx(bytes) : fromCsv(bytes, name)
}

function fromCsv(bytes: Uint8Array, name: string): Sheet | SheetFault {
  const text = decoded(bytes)
  if (text === undefined) return { code: 'sheet-unreadable' }
  if (/^\s*<(!doctype|html|table|\?xml|meta|head)/i.test(text)) return { code: 'sheet-is-web-page' }

  const values = splitCsv(text, ROWS_MAX)
  if (values.length > ROWS_MAX) {
    return { code: 'too-many-rows', rows: values.length, limit: ROWS_MAX }
  }
  const width = values.reduce((most, row) => Math.max(most, row.length), 0)
  if (width > COLUMNS_MAX) {
    return { code: 'too-many-columns', cell: refOf(1, width), limit: COLUMNS_MAX }
  }
  return sheetOf(name.replace(/\.\w+$/, ''), values, [])
}

async function fromXlsx(bytes: Uint8Array): Promise<Sheet | SheetFault> {
  const parts = unpack(bytes)
  if (isSheetFault(parts)) return parts
  const place = firstSheet(parts)
  if (place === undefined || !parts.has(place.path)) return { code: 'sheet-unreadable' }

  const xml = textIn(parts, place.path)
  const seen = survey(xml)
  if (seen.lastRow > ROWS_MAX) {
    return { code: 'too-many-rows', rows: seen.lastRow, limit: ROWS_MAX }
  }
  if (columnOf(seen.widest) > COLUMNS_MAX) {
    return { code: 'too-many-columns', cell: seen.widest, limit: COLUMNS_MAX }
  }
  if (seen.cells > CELLS_MAX) return { code: 'sheet-unreadable' }

  const sheet = await parsed(parts, place, cutBelow(xml, seen.lastAt))
  return isSheetFault(sheet) ? sheet : (refusedCell(sheet, seen) ?? sheet)
}

/** The library gets an archive of our own making: stored, checked, and only the sheet it reads. */
async function parsed(
  parts: ReadonlyMap<string, Uint8Array>,
  place: SheetPlace,
  xml: string,
): Promise<Sheet | SheetFault> {
  const needed = [...parts].filter(([path]) => /^xl\/([^/]+|_rels\/workbook)\.xml/.test(path))
  const content = Object.fromEntries([...needed, [place.path, new TextEncoder().encode(xml)]])
  try {
    const archive = zipSync(content, { level: 0 })
    const values: readonly (readonly unknown[])[] = await readXlsx(archive.buffer, place.index)
    return sheetOf(place.name, values, place.others)
  } catch {
    return { code: 'sheet-unreadable' }
  }
}

function sheetOf(
  sheetName: string,
  values: readonly (readonly unknown[])[],
  otherSheets: readonly string[],
): Sheet | SheetFault {
  const rows = values.map((row, at) =>
    row.map((value, column) => toCell(value, refOf(at + 1, column + 1))),
  )
  while (rows.at(-1)?.every((cell) => cell.kind === 'empty') === true) rows.pop()
  return rows.length === 0 ? { code: 'sheet-empty' } : { sheetName, rows, otherSheets }
}

/** A title above the header may be merged; a line of totals or signatures may be anything. */
function refusedCell(sheet: Sheet, seen: Survey): SheetFault | undefined {
  const isRead = (row: number) => {
    const cells = sheet.rows[row - 1] ?? []
    return cells.some((cell) => cell.kind !== 'empty') && !isAside(cells)
  }
  const header = likelyHeader(sheet)
  const range = seen.merges.find((merge) => {
    const [first = '', last = first] = merge.split(':')
    const end = Math.min(rowOf(last), sheet.rows.length)
    for (let row = rowOf(first); row <= end; row++) {
      if (rowOf(last) >= header && isRead(row)) return true
    }
    return false
  })
  if (range !== undefined) return { code: 'merged-cells', range }

  const formula = seen.formulas.find((cell) => isRead(rowOf(cell)))
  if (formula !== undefined) return { code: 'formula', cell: formula }
  const error = seen.errors.find((cell) => isRead(rowOf(cell)))
  return error === undefined ? undefined : { code: 'cell-error', cell: error }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte)
}

/** A workbook with a password is an old container around a stream of this name. */
function isEncrypted(bytes: Uint8Array): boolean {
  const name = 'EncryptedPackage'.split('').flatMap((letter) => [letter.charCodeAt(0), 0])
  for (let at = 0; at + name.length <= bytes.length; at += 2) {
    if (bytes[at] === 69 && name.every((byte, index) => bytes[at + index] === byte)) return true
  }
  return false
}
