/**
 * The rows of a sheet that could not be taken, as a sheet of their own: under
 * the same titles, with what is wrong beside them, to be corrected and sent
 * in again.
 */

import { shown } from './cell.ts'
import type { Cell } from './cell.ts'
import type { Column, Columns } from './columns.ts'
import type { Sheet } from './sheet.ts'
import { writeCsv, type WriteColumn, writeXlsx } from './write.ts'

export interface Leftover {
  /** Row in the sheet, from one. */
  readonly row: number
  /** What is wrong, in sentences. */
  readonly said: string
}

export interface LeftoverSheet {
  readonly sheet: Sheet
  readonly headerRow: number
  readonly columns: Columns<string>
  readonly rows: readonly Leftover[]
  /** Title of the column of what is wrong; no field is called so. */
  readonly problem: string
}

export function leftoverXlsx(left: LeftoverSheet): Promise<Uint8Array> {
  return writeXlsx(left.rows, columnsOf(left), left.problem)
}

export function leftoverCsv(left: LeftoverSheet): Uint8Array {
  return writeCsv(left.rows, columnsOf(left))
}

function columnsOf(left: LeftoverSheet): readonly WriteColumn<Leftover>[] {
  const { sheet, headerRow, columns, problem } = left
  const titles = sheet.rows[headerRow - 1] ?? []
  const clocks = new Set(
    [columns['from'], columns['to']].flatMap((column?: Column) => column?.at ?? []),
  )
  const width = Math.max(
    titles.length,
    ...left.rows.map(({ row }) => sheet.rows[row - 1]?.length ?? 0),
  )
  const kept = Array.from(
    { length: width },
    (_, at): WriteColumn<Leftover> => ({
      title: shown(titles[at]).replace(/\s+/g, ' ').trim(),
      value: ({ row }) => written(sheet.rows[row - 1]?.[at], clocks.has(at)),
    }),
  )
  return [...kept, { title: problem, width: 60, value: ({ said }) => said }]
}

const DAY_MINUTES = 24 * 60

/** As a person would type it: Excel keeps 09:00 as three eighths of a day. */
export function written(cell: Cell | undefined, isClock: boolean): string | number | undefined {
  if (cell === undefined || cell.kind === 'empty') return undefined
  if (cell.kind === 'number' && isClock && cell.value >= 0 && cell.value < 1)
    return clock(Math.round(cell.value * DAY_MINUTES))
  if (cell.kind === 'number') return cell.value
  if (cell.kind === 'date' && cell.value.getUTCFullYear() < 1901)
    return cell.value.toISOString().slice(11, 16)
  return shown(cell)
}

function clock(minute: number): string {
  const [hours, rest] = [Math.floor(minute / 60), minute % 60]
  return `${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
}
