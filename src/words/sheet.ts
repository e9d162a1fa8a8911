/**
 * Sentences for what is wrong with a sheet. Each says where to look and how to
 * write it, in the clerk's own language, so that the next try is the last. The
 * codes are stated here as the sheets give them: one without a sentence does
 * not compile.
 */
import { type CellFacts, CELLS } from './cell.ts'
import { fieldName } from './column.ts'
import type { Language } from './language.ts'
import { hoursText, quoted } from './reading.ts'
import { listed } from './speaker.ts'

export type SheetFault =
  | {
      readonly code: 'sheet-too-large'
      readonly bytes: number
      readonly limit: number
      readonly unpacked: boolean
    }
  | { readonly code: 'too-many-rows'; readonly rows: number; readonly limit: number }
  | { readonly code: 'too-many-columns'; readonly cell: string; readonly limit: number }
  | { readonly code: 'old-excel' }
  | { readonly code: 'sheet-encrypted' }
  | { readonly code: 'sheet-is-web-page' }
  | { readonly code: 'sheet-unreadable' }
  | { readonly code: 'sheet-empty' }
  | { readonly code: 'merged-cells'; readonly range: string }
  | { readonly code: 'formula'; readonly cell: string }
  | { readonly code: 'cell-error'; readonly cell: string }
  | { readonly code: 'header-missing' }
  | { readonly code: 'columns-missing'; readonly oneOf: readonly (readonly string[])[] }
  | {
      readonly code: 'columns-doubled'
      readonly field: string
      readonly cells: readonly [string, string]
    }

/** What stands wrong in a cell, and what the books answer about it once it was read. */
export type RowFaultCode = keyof typeof CELLS

export interface RowFault {
  readonly row: number
  readonly cell: string
  readonly field: string
  readonly code: RowFaultCode
  /** What stood there, as the person sees it. */
  readonly value: string
  /** The row, or the record, it repeats. */
  readonly otherRow?: number | undefined
  /** What it should have been, in minutes or people. */
  readonly expected?: number | undefined
}

export function sheetSentence(fault: SheetFault, language: Language): string {
  return language === 'zh' ? sheetChinese(fault) : sheetEnglish(fault)
}

/** "第 7 行 E7（服务时数）：“三小时”读不懂，请写成 3 或 3:00。" `title` is the column's own, where known. */
export function rowSentence(fault: RowFault, language: Language, title?: string): string {
  const column = title ?? fieldName(fault.field, language, ROSTER.has(fault.code))
  const said = CELLS[fault.code](facts(fault, language), language === 'zh')
  if (language === 'zh') return `第 ${fault.row} 行 ${fault.cell}（${column}）：${said}`
  return `Row ${fault.row}, ${fault.cell} (${column}): ${said}`
}

/** A row that was read well, and that the books refuse: "第 7 行：…". */
export function refusedRow(row: number, sentence: string, language: Language): string {
  return language === 'zh' ? `第 ${row} 行：${sentence}` : `Row ${row}: ${sentence}`
}

/** Where only the code is at hand. */
export function sheetReason(code: string, language: Language): string {
  const zh = language === 'zh'
  if (Object.hasOwn(CELLS, code)) {
    return CELLS[code as RowFaultCode](facts({}, language), zh)
  }
  if (Object.hasOwn(PLAIN, code)) return PLAIN[code as PlainCode][language]
  return zh
    ? '表里有读不懂的地方，请对照模板核对。'
    : 'Part of it could not be read. Please compare it with the template.'
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1024 / 1024)} MB`

type PlainCode = Exclude<
  SheetFault['code'],
  | 'sheet-too-large'
  | 'too-many-rows'
  | 'too-many-columns'
  | 'merged-cells'
  | 'formula'
  | 'cell-error'
  | 'columns-missing'
  | 'columns-doubled'
>

const PLAIN: Readonly<Record<PlainCode, Readonly<Record<Language, string>>>> = {
  'old-excel': {
    zh: '这是旧版 Excel（.xls）文件，请在 Excel 或 WPS 里另存为 .xlsx 再导入。',
    en: 'This is an old Excel file (.xls). Please save it as .xlsx in Excel or WPS, and send that.',
  },
  'sheet-encrypted': {
    zh: '这个文件加了密码，请去掉密码另存一份再导入。',
    en: 'This file has a password. Please save a copy without one, and send that.',
  },
  'sheet-is-web-page': {
    zh: '这个文件其实是网页，请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。',
    en: 'This file is really a web page. Please open it in Excel or WPS, save it as .xlsx, and send that.',
  },
  'sheet-unreadable': {
    zh: '这个文件打不开，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。',
    en: 'This file could not be opened. Please save it as .xlsx in Excel or WPS, and send that.',
  },
  'sheet-empty': {
    zh: '表里没有内容，请核对选的是不是这个文件、第一张表是不是要导入的那张。',
    en: 'The sheet is empty. Please check that it is the right file, and that its first sheet is the one meant.',
  },
  'header-missing': {
    zh: '前 15 行里没有找到表头，请保留模板的标题行（如“姓名”“服务日期”“服务时数”）。',
    en: 'No line of column titles was found in the first 15 rows. Please keep the titles of the template.',
  },
}

function sheetChinese(fault: SheetFault): string {
  switch (fault.code) {
    case 'sheet-too-large':
      return `文件${fault.unpacked ? '展开后' : ''}有 ${megabytes(fault.bytes)}，最大 ${megabytes(fault.limit)}。请去掉图片或分成几个文件。`
    case 'too-many-rows':
      return `表里有 ${fault.rows} 行或更多，一次最多 ${fault.limit} 行。请分成几张表导入。`
    case 'too-many-columns':
      return `${fault.cell} 还有内容，最多读 ${fault.limit} 列。请删去右边用不到的列。`
    case 'merged-cells':
      return `${fault.range} 是合并单元格，分不清是谁的。请取消合并，每一行都填上内容。`
    case 'formula':
      return `${fault.cell} 是公式，请改成数值（复制后“选择性粘贴—数值”）。`
    case 'cell-error':
      return `${fault.cell} 显示的是错误值，请改成应有的内容。`
    case 'columns-missing':
      return `缺少这些列：${missing(fault.oneOf, 'zh')}。请补上，或为已有的列指定含义。`
    case 'columns-doubled':
      return `${fault.cells[0]} 和 ${fault.cells[1]} 都是“${fieldName(fault.field, 'zh')}”，请只留一列。`
    default:
      return PLAIN[fault.code].zh
  }
}

function sheetEnglish(fault: SheetFault): string {
  switch (fault.code) {
    case 'sheet-too-large':
      return `The file has ${megabytes(fault.bytes)}${fault.unpacked ? ' when unpacked' : ''}; the most is ${megabytes(fault.limit)}. Please take pictures out, or split it.`
    case 'too-many-rows':
      return `The sheet has ${fault.rows} rows or more; the most is ${fault.limit}. Please split it.`
    case 'too-many-columns':
      return `There is something in ${fault.cell}; at most ${fault.limit} columns are read. Please delete the ones not needed.`
    case 'merged-cells':
      return `${fault.range} is merged, so it is not clear whose it is. Please unmerge it and fill in every row.`
    case 'formula':
      return `${fault.cell} is a formula. Please replace it by its value (copy, then paste values).`
    case 'cell-error':
      return `${fault.cell} shows an error. Please put in what belongs there.`
    case 'columns-missing':
      return `These columns are missing: ${missing(fault.oneOf, 'en')}. Please add them, or say which columns they are.`
    case 'columns-doubled':
      return `${fault.cells[0]} and ${fault.cells[1]} are both “${fieldName(fault.field, 'en')}”. Please keep one.`
    default:
      return PLAIN[fault.code].en
  }
}

/** "服务日期；姓名或志愿者编号". */
function missing(oneOf: readonly (readonly string[])[], language: Language): string {
  const choices = oneOf.map((fields) => {
    const names = fields.map((field) => fieldName(field, language))
    return language === 'zh' ? names.join('或') : listed(names, 'en')
  })
  return choices.join(language === 'zh' ? '；' : '; ')
}

function facts(fault: Partial<RowFault>, language: Language): CellFacts {
  const { field, value = '', otherRow, expected } = fault
  const people = field === 'name' || field === 'number'
  if (language === 'zh') {
    const amount = people ? `${expected} 人` : hoursText(expected ?? 0, 'zh')
    return {
      value: value.trim() === '' ? '这一格' : quoted(value),
      other: otherRow === undefined ? '另一行' : `第 ${otherRow} 行`,
      expected: expected === undefined ? '另一个数' : amount,
    }
  }
  const amount = people ? `${expected} people` : hoursText(expected ?? 0, 'en')
  return {
    value: value.trim() === '' ? 'this cell' : quoted(value),
    other: otherRow === undefined ? 'another row' : `row ${otherRow}`,
    expected: expected === undefined ? 'another number' : amount,
  }
}

/** Faults of lists of stations and areas, where a name is a thing's. */
const ROSTER: ReadonlySet<string> = new Set([
  'code-missing',
  'code-unreadable',
  'code-doubled',
  'title-missing',
  'area-missing',
  'area-unreadable',
  'area-unknown',
  'level-unreadable',
  'parent-is-self',
  'credit-code-unreadable',
  'credit-code-wrong',
  'cell-empty',
  'organisation-unknown',
])
