/**
 * Events of other systems (12345, 网格), as they export them: each has its own
 * number, which makes it one order however often the file is taken, and its own
 * deadline where it gives one.
 */
import type { Cell } from './cell.ts'
import { textOf, wordsOf } from './cell.ts'
import { EVENT_TITLES, findHeader, mapColumns, missingColumns } from './columns.ts'
import { readDate } from './date.ts'
import type { Misread, RowFault, SheetFault } from './fault.ts'
import { isMisread, isSheetFault, misread } from './fault.ts'
import { type Line, linesUnder } from './line.ts'
import type { Sheet } from './sheet.ts'

export type EventField = keyof typeof EVENT_TITLES

export interface EventRow {
  readonly row: number
  readonly number: string
  readonly need: string
  /** Where it names one. */
  readonly station?: string
  /** "2026-11-30" or "2026-11-30T18:00", in the city's time. */
  readonly due?: string
  readonly caller?: string
  readonly phone?: string
  readonly address?: string
  readonly cells: Readonly<Partial<Record<EventField, string>>>
}

export interface Events {
  readonly rows: readonly EventRow[]
  readonly faults: readonly RowFault[]
}

/** A row as it is taken in: at its own station, or at the one of all rows that name none. */
export function eventOf(row: EventRow, station: string) {
  const { number, due, need, caller, phone, address } = row
  return {
    ...{ number, station: row.station ?? station },
    ...(due === undefined ? {} : { due }),
    words: {
      need,
      ...(caller === undefined ? {} : { caller }),
      ...(phone === undefined ? {} : { phone }),
      ...(address === undefined ? {} : { address }),
    },
  }
}

export function readEvents(sheet: Sheet, today: string): Events | SheetFault {
  const header = findHeader<EventField>(sheet, EVENT_TITLES, ['outside'])
  if (header === undefined) return { code: 'header-missing' }
  const mapped = mapColumns<EventField>(header.cells, EVENT_TITLES)
  if (isSheetFault(mapped)) return mapped
  const missing = missingColumns(mapped.columns, [['outside'], ['need']])
  if (missing !== undefined) return missing
  const rows: EventRow[] = []
  const faults: RowFault[] = []
  const seen = new Map<string, number>()
  for (const line of linesUnder(sheet, header, mapped.columns)) {
    const row = readRow(line, today)
    const otherRow = row && seen.get(row.number)
    if (row && otherRow !== undefined) line.blame('outside', 'row-doubled', { otherRow })
    if (row) seen.set(row.number, row.row)
    if (row && line.faults.length === 0) rows.push(row)
    faults.push(...line.faults)
  }
  return { rows, faults }
}

function readRow(line: Line<EventField>, today: string): EventRow | undefined {
  const number = line.take('outside', readNumber)
  const need = line.take('need', wordsOf)
  if (line.cell('outside') === undefined) line.blame('outside', 'code-missing')
  if (need === undefined) line.blame('need', 'cell-empty')
  const due = line.take('due', (cell) => readDue(cell, today))
  const text = (field: 'station' | 'caller' | 'phone' | 'address') => {
    const said = line.take(field, (cell) => textOf(cell))
    return said === undefined || said === '' ? {} : { [field]: said }
  }
  if (number === undefined || need === undefined) return undefined
  return {
    ...{ row: line.row, number, need },
    ...text('station'),
    ...(due === undefined ? {} : { due }),
    ...text('caller'),
    ...text('phone'),
    ...text('address'),
    cells: line.refs(),
  }
}

function readNumber(cell: Cell): string | Misread {
  const text = textOf(cell)
  return /^[A-Za-z0-9._-]{1,64}$/.test(text) ? text : misread('code-unreadable')
}

const WITH_TIME = /^(.*\S)[ T]+(\d{1,2}):(\d{2})(?::\d{2})?$/

/** A day, or a moment of it; of a day alone, all of it is left. */
function readDue(cell: Cell, today: string): string | Misread {
  const [, day, hour = '', minute = ''] = WITH_TIME.exec(textOf(cell)) ?? []
  const only = day === undefined ? cell : ({ kind: 'text', value: day, ref: cell.ref } as const)
  const read = readDate(only, { today, future: true })
  if (isMisread(read) || day === undefined) return read
  return Number(hour) < 24 && Number(minute) < 60
    ? `${read}T${hour.padStart(2, '0')}:${minute}`
    : misread('date-unreadable')
}
