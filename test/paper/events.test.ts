/** Events of 12345 and of the grid as their exports have them. */
import { expect, test } from 'vitest'
import { readEvents } from '../../src/paper/events.ts'
import { readSheet } from '../../src/paper/sheet.ts'

async function read(...lines: readonly string[]) {
  const sheet = await readSheet(new TextEncoder().encode(lines.join('\n')), '来件.csv')
  if ('code' in sheet) throw new Error(sheet.code)
  const found = readEvents(sheet, '2026-11-24')
  if ('code' in found) throw new Error(JSON.stringify(found))
  return found
}

const HEADER = '工单编号,诉求内容,办理时限,联系电话,事发地址'

test('a number, what is needed, a day or a moment by which it is due', async () => {
  const found = await read(
    '某街 12345 来件,,,,',
    HEADER,
    'GZ1,楼道灯不亮,2026-11-30 18:00,13800000000,示例路 1 号',
    'GZ2,独居长者求助,2026/12/1,,',
    'GZ3,噪音,,,',
  )
  expect(found.faults).toEqual([])
  expect(found.rows.map(({ number, due }) => [number, due])).toEqual([
    ['GZ1', '2026-11-30T18:00'],
    ['GZ2', '2026-12-01'],
    ['GZ3', undefined],
  ])
  expect(found.rows[0]).toMatchObject({ phone: '13800000000', address: '示例路 1 号' })
})

test('what cannot be read is named by its cell, and a number stands once', async () => {
  const found = await read(
    HEADER,
    'GZ 1？,灯,,,',
    ',灯,,,',
    'GZ2,,,,',
    'GZ3,灯,明天,,',
    'GZ4,灯,,,',
    'GZ4,灯,,,',
  )
  expect(found.faults.map(({ cell, code }) => `${cell} ${code}`)).toEqual([
    'A2 code-unreadable',
    'A3 code-missing',
    'B4 cell-empty',
    'C5 date-unreadable',
    'A7 row-doubled',
  ])
})
