/** Columns under whatever name a station gives them. */

import { expect, test } from 'vitest'

import { refOf, toCell } from '../../src/paper/cell.ts'
import { ATTENDANCE_TITLES, findHeader, mapColumns } from '../../src/paper/columns.ts'

const cells = (titles: readonly string[], row = 1) =>
  titles.map((title, at) => toCell(title, refOf(row, at + 1)))

function fields(titles: readonly string[], saved = {}) {
  const mapped = mapColumns(cells(titles), ATTENDANCE_TITLES, saved)
  if ('code' in mapped) return mapped
  return Object.fromEntries(
    Object.entries(mapped.columns).map(([field, column]) => [field, column.cell]),
  )
}

test('titles are known through brackets, full width, spaces and line breaks', () => {
  expect(
    fields([
      '志愿者编号*',
      '姓　名',
      '手机号码\n（11位）',
      '服务日期【必填】',
      '时长（分钟）：',
      'Ｉ',
    ]),
  ).toEqual({ number: 'A1', name: 'B1', phone: 'C1', date: 'D1', minutes: 'E1' })
  expect(fields(['i志愿编号', '服务时数(小时)', '服务内容（简述）'])).toEqual({
    number: 'A1',
    hours: 'B1',
    service: 'C1',
  })
})

test('unknown columns are listed, those of a printed sheet are not', () => {
  const mapped = mapColumns(cells(['序号', '姓名', '政治面貌', '', '签名']), ATTENDANCE_TITLES)
  expect(mapped).toMatchObject({
    columns: { name: { at: 1, cell: 'B1' } },
    unknownColumns: [{ at: 2, title: '政治面貌', cell: 'C1' }],
  })
})

test('two columns for one field are refused, naming both', () => {
  expect(fields(['姓名', '日期', '志愿者姓名'])).toEqual({
    code: 'columns-doubled',
    field: 'name',
    cells: ['A1', 'C1'],
  })
})

test('a saved mapping decides over the titles', () => {
  const saved = { 志愿者姓名: 'ignore', '工 号': 'number', 小时: 'minutes' }
  expect(fields(['姓名', '志愿者姓名', '工号', '小时'], saved)).toEqual({
    name: 'A1',
    number: 'C1',
    minutes: 'D1',
  })
})

test('the header is the row that names most, among the first fifteen', () => {
  const blank = Array.from({ length: 12 }, () => cells(['说明', '请勿改动']))
  const rows = [...blank, cells(['姓名', '联系电话'], 13), cells(['姓名', '日期', '时数'], 14)]
  expect(findHeader({ rows }, ATTENDANCE_TITLES, ['name', 'number'])?.row).toBe(14)
  expect(findHeader({ rows: blank }, ATTENDANCE_TITLES, ['name', 'number'])).toBeUndefined()
  const deep = [...blank, ...blank.slice(0, 3), cells(['姓名', '日期'])]
  expect(findHeader({ rows: deep }, ATTENDANCE_TITLES, ['name', 'number'])).toBeUndefined()
})
