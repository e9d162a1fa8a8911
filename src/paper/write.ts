/**
 * Sheets that go out: exports, and the sign-in sheet a station prints. Text
 * stays text, so that a long number keeps its last digits and a cell that
 * begins like a formula is never run by the program that opens it.
 */

import writeExcel from 'write-excel-file/universal'
import type { Cell, CellObject, Row, SheetOptions } from 'write-excel-file/universal'

export interface WriteColumn<Item> {
  readonly title: string
  /** In characters; a Chinese character takes two. */
  readonly width?: number
  readonly value: (item: Item) => string | number | undefined
}

export interface BlankSheet {
  readonly station: string
  readonly activity: string
  readonly date: string
  readonly service: string
  readonly names?: readonly {
    readonly number?: string | undefined
    readonly name: string
    readonly phone?: string | undefined
  }[]
}

const BLANK_COLUMNS = [
  { title: '序号', width: 6 },
  { title: '志愿者编号', width: 18 },
  { title: '姓名', width: 12 },
  { title: '联系电话', width: 16 },
  { title: '服务日期', width: 14 },
  { title: '签到时间', width: 12 },
  { title: '签退时间', width: 12 },
  { title: '服务时数', width: 10 },
  { title: '服务内容', width: 20 },
  { title: '签名', width: 14 },
] as const

/** What fits on one A4 page, lying. */
const BLANK_LINES = 30

/** A line tall enough to write in by hand. */
const LINE_POINTS = 22

export async function writeXlsx<Item>(
  rows: readonly Item[],
  columns: readonly WriteColumn<Item>[],
  sheetName = 'Sheet1',
): Promise<Uint8Array> {
  const titles = columns.map(({ title }): Cell => ({ ...text(title), fontWeight: 'bold' }))
  const lines = rows.map((row) => columns.map(({ value }) => xlsxCell(value(row))))
  return bytesOf([titles, ...lines], {
    sheet: sheetName,
    stickyRowsCount: 1,
    columns: columns.map(({ title, width }) => ({ width: width ?? title.length * 2 + 4 })),
  })
}

/** With a byte order mark, or Excel would show Chinese as noise. */
export function writeCsv<Item>(
  rows: readonly Item[],
  columns: readonly WriteColumn<Item>[],
): Uint8Array {
  const lines = [
    columns.map(({ title }) => csvField(title)),
    ...rows.map((row) => columns.map(({ value }) => csvField(value(row)))),
  ]
  return new TextEncoder().encode(`\uFEFF${lines.map((line) => `${line.join(',')}\r\n`).join('')}`)
}

/** A sign-in sheet to print and fill in, which `readAttendance` reads back. */
export async function blankSheet(blank: BlankSheet): Promise<Uint8Array> {
  const names = blank.names ?? []
  const lines = Array.from({ length: Math.max(BLANK_LINES, names.length) }, (_, at): Row => {
    const { number = '', name = '', phone = '' } = names[at] ?? {}
    const filled = [number, name, phone, blank.date, '', '', '', blank.service, '']
    return [{ ...BOXED, value: at + 1 }, ...filled.map((value) => ({ ...BOXED, ...text(value) }))]
  })
  const rows = [
    merged(`${blank.station}志愿服务签到表`, { fontWeight: 'bold', fontSize: 16, height: 30 }),
    merged(`活动：${blank.activity}　服务日期：${blank.date}　服务内容：${blank.service}`),
    BLANK_COLUMNS.map(({ title }): Cell => ({ ...BOXED, ...text(title), fontWeight: 'bold' })),
    ...lines,
    merged('负责人签名：　　　　　　　　　　日期：', { align: 'left' }),
  ]
  return bytesOf(rows, {
    sheet: '签到表',
    orientation: 'landscape',
    columns: BLANK_COLUMNS.map(({ width }) => ({ width })),
  })
}

/** `@` tells Excel that whatever is typed here is text. */
const TEXT_FORMAT = '@'

const BOXED = {
  align: 'center',
  alignVertical: 'center',
  borderStyle: 'thin',
  height: LINE_POINTS,
} as const

function merged(value: string, style: object = {}): Row {
  const first: Cell = {
    ...text(value),
    align: 'center',
    alignVertical: 'center',
    height: LINE_POINTS,
    columnSpan: BLANK_COLUMNS.length,
    ...style,
  }
  return [first, ...BLANK_COLUMNS.slice(1).map(() => null)]
}

function text(value: string): CellObject {
  return { ...(value !== '' && { value: tame(value) }), type: String, format: TEXT_FORMAT }
}

function xlsxCell(value: string | number | undefined): Cell {
  if (value === undefined || value === '') return null
  return typeof value === 'number' ? { value, type: Number } : text(value)
}

function csvField(value: string | number | undefined): string {
  if (value === undefined) return ''
  const field = typeof value === 'number' ? String(value) : tame(value)
  return /[",\r\n\t;]/.test(field) ? `"${field.replace(/"/g, '""')}"` : field
}

/** What a spreadsheet would take for a formula, or a command, is kept from being one. */
function tame(value: string): string {
  return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
}

async function bytesOf(rows: Row[], options: SheetOptions<Blob>): Promise<Uint8Array> {
  const blob = await writeExcel(rows, options).toBlob()
  return new Uint8Array(await blob.arrayBuffer())
}
