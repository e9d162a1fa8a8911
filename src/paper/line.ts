/**
 * One line of a sheet being read: its cells by field, and what was wrong with
 * them. Every cell is looked at before the line is given up, so that a clerk
 * corrects a sheet once and not once for each fault.
 */

import { isBlank, normalised, shown, textOf } from './cell.ts'
import type { Cell } from './cell.ts'
import type { Column, Columns, Header } from './columns.ts'
import type { Misread, RowFault, RowFaultCode } from './fault.ts'
import { isMisread } from './fault.ts'

export interface Line<Field extends string> {
  readonly row: number
  readonly faults: readonly RowFault[]
  /** The cell of a field, when its column exists and something stands in it. */
  cell(field: Field): Cell | undefined
  /** Where each field stands in this row. */
  refs(): Readonly<Partial<Record<Field, string>>>
  /** Reads a cell, or notes why it cannot be read. Undefined too when nothing stands there. */
  take<Kept>(field: Field, read: (cell: Cell) => Kept | Misread): Kept | undefined
  blame(field: Field, code: RowFaultCode, facts?: Facts): void
  /** The first of the fields that has a column: where something missing would have stood. */
  placeFor<Place extends Field>(fields: readonly [Place, ...Place[]]): Place
}

interface Facts {
  readonly otherRow?: number
  readonly expected?: number
}

export function openLine<Field extends string>(
  row: number,
  cells: readonly Cell[],
  columns: Columns<Field>,
): Line<Field> {
  const faults: RowFault[] = []
  const named = Object.entries<Column | undefined>(columns) as [Field, Column | undefined][]

  const cell = (field: Field) => {
    const found = cells[columns[field]?.at ?? -1]
    return isBlank(found) ? undefined : found
  }
  const blame = (field: Field, code: RowFaultCode, facts: Facts = {}) => {
    const letters = columns[field]?.cell.replace(/\d+$/, '') ?? 'A'
    const value = shown(cells[columns[field]?.at ?? -1])
    const at = `${letters}${row}`
    if (faults.some((fault) => fault.cell === at && fault.code === code)) return
    faults.push({ row, cell: at, field, code, value, ...facts })
  }
  return {
    row,
    faults,
    cell,
    blame,
    placeFor: (fields) => fields.find((field) => columns[field] !== undefined) ?? fields[0],
    refs: () => {
      const refs: Partial<Record<Field, string>> = {}
      for (const [field, column] of named) {
        if (column !== undefined) refs[field] = column.cell.replace(/\d+$/, String(row))
      }
      return refs
    },
    take: (field, read) => {
      const found = cell(field)
      if (found === undefined) return undefined
      const value = read(found)
      if (!isMisread(value)) return value
      blame(field, value.misread)
      return undefined
    },
  }
}

/** The lines under the header that may hold a person: no blanks, totals, footers or second headers. */
export function linesUnder<Field extends string>(
  sheet: { readonly rows: readonly (readonly Cell[])[] },
  header: Header,
  columns: Columns<Field>,
): readonly Line<Field>[] {
  return sheet.rows.flatMap((cells, at) => {
    if (at < header.row || cells.every(isBlank) || isAside(cells)) return []
    return isHeaderAgain(cells, header) ? [] : [openLine(at + 1, cells, columns)]
  })
}

/** A sheet printed over several pages repeats its titles. */
function isHeaderAgain(cells: readonly Cell[], header: Header): boolean {
  return (
    header.cells.length > 0 &&
    header.cells.every((title, at) => textOf(title) === textOf(cells[at]))
  )
}

const TOTAL = /^(合计|总计|小计|共计|总共|本页(合计|小计)|总人数|总时数|汇总|total)/i
const COUNT = /^共(计)?[\d_ ]*(人|条|名)/
const FOOTER =
  /^(\(?(站点|项目|活动|组织|单位|部门)?(负责人|填表人|填报人|制表人?|审核人?|经办人|记录人|复核人|主管|联系人)|签名|签字|盖章|公章|日期|填表日期|制表日期|注|备注|说明|填表说明|温馨提示|提示)[^:]{0,12}:/

/** A line of totals or of signatures: the first thing that stands in it says so. */
export function isAside(cells: readonly Cell[]): boolean {
  const first = firstText(cells)
  return isTotal(cells) || FOOTER.test(first)
}

export function isTotal(cells: readonly Cell[]): boolean {
  const first = firstText(cells).replace(/ /g, '')
  return TOTAL.test(first) || COUNT.test(first)
}

function firstText(cells: readonly Cell[]): string {
  const first = cells.find((cell) => cell.kind !== 'empty')
  return first?.kind === 'text' ? normalised(first.value) : ''
}
