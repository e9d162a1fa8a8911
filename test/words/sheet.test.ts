import { describe, expect, test } from 'vitest'
import type {
  RowFault as PaperRowFault,
  SheetFault as PaperSheetFault,
} from '../../src/paper/fault.ts'
import { CELLS } from '../../src/words/cell.ts'
import type { RowFaultCode, SheetFault } from '../../src/words/sheet.ts'
import { refusedRow, rowSentence, sheetReason, sheetSentence } from '../../src/words/sheet.ts'
import { faultsOf } from './plain.ts'

const SHEETS: { readonly [Code in SheetFault['code']]: Extract<SheetFault, { code: Code }> } = {
  'sheet-too-large': { code: 'sheet-too-large', bytes: 12 << 20, limit: 10 << 20, unpacked: false },
  'too-many-rows': { code: 'too-many-rows', rows: 6000, limit: 5000 },
  'too-many-columns': { code: 'too-many-columns', cell: 'GZ1', limit: 200 },
  'old-excel': { code: 'old-excel' },
  'sheet-encrypted': { code: 'sheet-encrypted' },
  'sheet-is-web-page': { code: 'sheet-is-web-page' },
  'sheet-unreadable': { code: 'sheet-unreadable' },
  'sheet-empty': { code: 'sheet-empty' },
  'merged-cells': { code: 'merged-cells', range: 'A3:A5' },
  formula: { code: 'formula', cell: 'E7' },
  'cell-error': { code: 'cell-error', cell: 'E8' },
  'header-missing': { code: 'header-missing' },
  'columns-missing': { code: 'columns-missing', oneOf: [['date'], ['name', 'number']] },
  'columns-doubled': { code: 'columns-doubled', field: 'hours', cells: ['D1', 'F1'] },
}

const codes = Object.keys(CELLS) as readonly RowFaultCode[]

describe.each(['zh', 'en'] as const)('what is wrong with a sheet, in %s', (language) => {
  test.each(Object.values(SHEETS))('$code', (fault) => {
    expect(faultsOf(sheetSentence(fault, language), language)).toEqual([])
    expect(faultsOf(sheetReason(fault.code, language), language)).toEqual([])
  })

  test.each(codes)('%s names its cell', (code) => {
    const full = { row: 7, cell: 'E7', field: 'hours', value: '3h?', otherRow: 4, expected: 170 }
    for (const fault of [
      { ...full, code },
      { ...full, code, value: '', otherRow: undefined },
    ]) {
      const told = rowSentence(fault, language)
      expect(faultsOf(told, language)).toEqual([])
      expect(told).toContain('E7')
    }
    expect(faultsOf(sheetReason(code, language), language)).toEqual([])
  })

  test('a code nobody knows still has a sentence', () => {
    expect(faultsOf(sheetReason('toString', language), language)).toEqual([])
  })
})

test('hours that are words', () => {
  const fault = {
    row: 7,
    cell: 'E7',
    field: 'hours',
    code: 'hours-unreadable',
    value: '三小时',
  } as const
  expect(rowSentence(fault, 'zh')).toBe(
    '第 7 行 E7（服务时数）：“三小时”读不懂，请写成 3 或 3:00。',
  )
  expect(rowSentence(fault, 'zh', '时长')).toContain('E7（时长）')
})

test('columns are missed by name, a choice as a choice', () => {
  expect(sheetSentence(SHEETS['columns-missing'], 'zh')).toContain('服务日期；姓名或志愿者编号')
  expect(sheetSentence(SHEETS['columns-missing'], 'en')).toContain(
    'day of service; name or volunteer',
  )
})

test('a total says what the rows add up to', () => {
  const fault = { row: 9, cell: 'C9', code: 'totals-disagree', value: '12', expected: 11 } as const
  expect(rowSentence({ ...fault, field: 'name' }, 'zh')).toContain('11 人')
  expect(rowSentence({ ...fault, field: 'hours', expected: 660 }, 'zh')).toContain('11 小时')
})

test('every fault the sheets give has a sentence here: this compiles', () => {
  const row = (fault: PaperRowFault) => rowSentence(fault, 'zh')
  const sheet = (fault: PaperSheetFault) => sheetSentence(fault, 'zh')
  expect([row, sheet]).toHaveLength(2)
})

test('a row the books refuse', () => {
  expect(refusedRow(7, '时间不够。', 'zh')).toBe('第 7 行：时间不够。')
})
