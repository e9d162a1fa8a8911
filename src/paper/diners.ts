/** A canteen's own list of a day's diners (就餐名单): a number or a card, which meal, how many. */
import { textOf } from './cell.ts'
import { DINER_TITLES, findHeader, mapColumns, missingColumns } from './columns.ts'
import type { Cell } from './cell.ts'
import type { Misread, RowFault, SheetFault } from './fault.ts'
import { isSheetFault, misread } from './fault.ts'
import { linesUnder } from './line.ts'
import type { Line } from './line.ts'
import { readNumber } from './person.ts'
import type { Sheet } from './sheet.ts'

export type Meal = 'breakfast' | 'lunch' | 'dinner'

type DinerField = keyof typeof DINER_TITLES

export interface Diner {
  readonly row: number
  readonly number: string
  readonly meal: Meal
  readonly count: number
}

export interface Diners {
  readonly rows: readonly Diner[]
  readonly faults: readonly RowFault[]
}

/** More portions than that were not eaten by one. */
const COUNT_MAX = 20

const NAMES: Readonly<Record<string, Meal>> = {
  早餐: 'breakfast',
  早: 'breakfast',
  午餐: 'lunch',
  中餐: 'lunch',
  午: 'lunch',
  晚餐: 'dinner',
  晚: 'dinner',
  breakfast: 'breakfast',
  lunch: 'lunch',
  dinner: 'dinner',
}

export function readDiners(sheet: Sheet): Diners | SheetFault {
  const header = findHeader<DinerField>(sheet, DINER_TITLES, ['number'])
  if (header === undefined) return { code: 'header-missing' }
  const mapped = mapColumns<DinerField>(header.cells, DINER_TITLES)
  if (isSheetFault(mapped)) return mapped
  const missing = missingColumns(mapped.columns, [['number'], ['meal']])
  if (missing !== undefined) return missing
  const rows: Diner[] = []
  const faults: RowFault[] = []
  for (const line of linesUnder(sheet, header, mapped.columns)) {
    const row = readLine(line)
    if (row !== undefined && line.faults.length === 0) rows.push(row)
    faults.push(...line.faults)
  }
  return { rows, faults }
}

function readLine(line: Line<DinerField>): Diner | undefined {
  const number = line.take('number', readNumber)
  if (line.cell('number') === undefined) line.blame('number', 'person-missing')
  const meal = line.take('meal', readMeal)
  if (line.cell('meal') === undefined) line.blame('meal', 'meal-unreadable')
  const count = line.take('count', readCount) ?? 1
  return number === undefined || meal === undefined
    ? undefined
    : { row: line.row, number, meal, count }
}

function readMeal(cell: Cell): Meal | Misread {
  const text = textOf(cell).toLowerCase()
  const meal = Object.hasOwn(NAMES, text) ? NAMES[text] : undefined
  return meal ?? misread('meal-unreadable')
}

function readCount(cell: Cell): number | Misread {
  const count = Number(textOf(cell).replace(/份$|人$/, ''))
  const isCount = Number.isSafeInteger(count) && count >= 1 && count <= COUNT_MAX
  return isCount ? count : misread('count-unreadable')
}
