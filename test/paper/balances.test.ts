/** Opening balances and their control totals. */

import { expect, test } from 'vitest'

import { readBalances } from '../../src/paper/balances.ts'
import { readSheet } from '../../src/paper/sheet.ts'

async function read(...lines: readonly string[]) {
  const sheet = await readSheet(new TextEncoder().encode(lines.join('\n')), '期初余额.csv')
  if ('code' in sheet) throw new Error(sheet.code)
  return readBalances(sheet)
}

async function balances(...lines: readonly string[]) {
  const result = await read(...lines)
  if ('code' in result) throw new Error(JSON.stringify(result))
  return result
}

const HEADER = '志愿者编号,姓名,联系电话,累计服务时数,可用积分'

test('points are whole hours, and the sums are given back', async () => {
  const result = await balances(
    '越秀区期初余额,,,,',
    HEADER,
    'V001,陈伟,13800138000,102.5,40',
    'V002,李敏,,2小时50分,0',
    'V003,何国栋,138****1234,0,0',
    '合计,共3人,,105小时20分,40',
  )
  expect(result.faults).toEqual([])
  expect(result.totals).toEqual({ count: 3, servedMinutes: 6320, availableMinutes: 2400 })
  expect(result.rows[1]).toMatchObject({ row: 4, number: 'V002', servedMinutes: 170 })
  expect(result.rows[2]).toMatchObject({ phoneTail: '1234', availableMinutes: 0 })
})

test('a total that says something else is a fault at its cell', async () => {
  const result = await balances(HEADER, 'V001,陈伟,,10,4', 'V002,李敏,,10,4', '合计,共3人,,21,9')
  expect(result.faults).toMatchObject([
    { cell: 'B4', code: 'totals-disagree', expected: 2 },
    { cell: 'D4', code: 'totals-disagree', expected: 1200, value: '21' },
    { cell: 'E4', code: 'totals-disagree', expected: 480 },
  ])
  expect(result.rows).toHaveLength(2)
})

test('cells in doubt, and the same person twice', async () => {
  const result = await balances(
    HEADER,
    'V001,陈伟,,10,4',
    'V002,李敏,,10,4.5',
    'V003,何伟,,-1,4',
    'V001,陈伟,,10,4',
    ',,13800138000,,',
    '7,,,,',
    '合计,,,999,999',
  )
  expect(result.faults.map(({ cell, code }) => `${cell} ${code}`)).toEqual([
    'E3 points-not-whole',
    'D4 hours-negative',
    'A5 row-doubled',
    'D6 hours-missing',
    'E6 hours-missing',
    'D7 hours-missing',
    'E7 hours-missing',
  ])
  expect(result.totals.count).toBe(1)
})

test('hours and points together must agree, and hours keep the minutes', async () => {
  const header = '姓名,累计时数,可用积分,可用时数'
  const result = await balances(header, '陈伟,10,4,4.5', '李敏,10,4,5')
  expect(result.rows).toMatchObject([{ name: '陈伟', availableMinutes: 270 }])
  expect(result.faults).toMatchObject([{ cell: 'D3', code: 'hours-disagree', expected: 240 }])
})

test('a sheet without the needed columns', async () => {
  expect(await read('姓名,联系电话', '陈伟,13800138000')).toEqual({
    code: 'columns-missing',
    oneOf: [['served'], ['points', 'available']],
  })
})
