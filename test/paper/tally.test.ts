/** A station's own book, ready to be laid beside the journal. */

import { expect, test } from 'vitest'

import { readSheet } from '../../src/paper/sheet.ts'
import { readTally } from '../../src/paper/tally.ts'

async function read(...lines: readonly string[]) {
  const sheet = await readSheet(new TextEncoder().encode(lines.join('\n')), '站点台账.csv')
  if ('code' in sheet) throw new Error(sheet.code)
  return readTally(sheet, { today: '2026-11-24' })
}

async function tally(...lines: readonly string[]) {
  const result = await read(...lines)
  if ('code' in result) throw new Error(JSON.stringify(result))
  return result
}

test('a column of kinds gives the sign', async () => {
  const result = await tally(
    '盐运西站台账（2026年11月）,,,,',
    '日期,编号,姓名,类型,时数',
    '11月3日,V001,陈伟,记录,2.5',
    '11月4日,V002,李敏,兑换,1',
    '11月5日,V002,李敏,兑换,-1',
    '11月6日,V001,陈伟,转赠,1',
    '11月6日,V002,李敏,转入,1',
    '11月7日,V001,陈伟,更正,-0.5',
    '11月8日,V001,陈伟,捐赠,40',
    '合计,,,,',
  )
  expect(result.faults).toEqual([])
  expect(result.rows.map(({ row, kind, minutes }) => `${row} ${kind} ${minutes}`)).toEqual([
    '3 credit 150',
    '4 redeem -60',
    '5 redeem -60',
    '6 transfer-out -60',
    '7 transfer-in 60',
    '8 reverse -30',
    '9 donate -2400',
  ])
  expect(result.rows[0]).toMatchObject({ number: 'V001', name: '陈伟', date: '2026-11-03' })
  expect(result.rows[0]?.cells).toMatchObject({ kind: 'D3', hours: 'E3' })
})

test('in and out may have columns of their own, and a row may stand twice', async () => {
  const result = await tally(
    '登记日期,姓名,手机尾号,存入,支出,摘要',
    '2026-11-03,陈伟,0001,2,,',
    '2026-11-03,陈伟,0001,2,0,',
    '2026-11-04,陈伟,0001,,1小时30分,',
    '2026-11-05,陈伟,0001,1,1,',
    '2026-11-05,陈伟,0001,,,',
    '2026-11-05,陈伟,0001,0,,',
  )
  expect(result.rows.map(({ minutes }) => minutes)).toEqual([120, 120, -90])
  expect(result.faults.map(({ cell, code }) => `${cell} ${code}`)).toEqual([
    'E5 sign-disagrees',
    'D6 hours-missing',
    'D7 hours-zero',
  ])
})

test('signed hours stand for themselves; a sign against its kind is asked about', async () => {
  const result = await tally(
    '日期,姓名,类型,时数',
    '2026-11-03,陈伟,,-2',
    '2026-11-03,陈伟,记录,-2',
    '2026-11-03,陈伟,聚餐,2',
    ',陈伟,记录,2',
  )
  expect(result.rows.map(({ minutes }) => minutes)).toEqual([-120])
  expect(result.faults.map(({ cell, code }) => `${cell} ${code}`)).toEqual([
    'D3 sign-disagrees',
    'C4 kind-unreadable',
    'A5 date-missing',
  ])
})

test('a book without a day or a length cannot be read', async () => {
  expect(await read('姓名,类型', '陈伟,记录')).toEqual({
    code: 'columns-missing',
    oneOf: [['date'], ['hours', 'minutes', 'paidIn', 'paidOut']],
  })
})
