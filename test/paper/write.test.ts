/** Sheets that go out, and the printed sheet that comes back. */

import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'

import { readAttendance } from '../../src/paper/attendance.ts'
import { readSheet } from '../../src/paper/sheet.ts'
import { blankSheet, writeCsv, writeXlsx } from '../../src/paper/write.ts'
import { withCells } from './samples.ts'

interface Item {
  readonly number: string
  readonly minutes: number
  readonly note?: string
}

const columns = [
  { title: '编号', width: 20, value: (item: Item) => item.number },
  { title: '分钟', value: (item: Item) => item.minutes },
  { title: '备注', value: (item: Item) => item.note },
]

const items: readonly Item[] = [
  { number: '440106001234567890', minutes: -30, note: '=HYPERLINK("http://x","y")' },
  { number: '0012', minutes: 150, note: '一行,"引"\n两行' },
  { number: '-12', minutes: 0 },
]

test.each([
  ['xlsx', async () => writeXlsx(items, columns, '明细')],
  ['csv', async () => writeCsv(items, columns)],
])('what is written as %s is read back whole', async (kind, write) => {
  const sheet = await readSheet(await write(), '明细.csv')
  if ('code' in sheet) throw new Error(sheet.code)
  expect(sheet.sheetName).toBe('明细')
  const minutes = (value: number) => (kind === 'csv' ? String(value) : value)
  expect(sheet.rows.map((row) => row.map(({ value }) => value))).toEqual([
    ['编号', '分钟', '备注'],
    ['440106001234567890', minutes(-30), '=HYPERLINK("http://x","y")'],
    ['0012', minutes(150), '一行,"引"\n两行'],
    ['-12', minutes(0), undefined],
  ])
})

test('no text leaves as a formula', async () => {
  const csv = new TextDecoder('utf-8', { ignoreBOM: true }).decode(writeCsv(items, columns))
  expect(csv).toBe(
    `\uFEFF编号,分钟,备注\r\n440106001234567890,-30,"'=HYPERLINK(""http://x"",""y"")"\r\n` +
      `0012,150,"一行,""引""\n两行"\r\n'-12,0,\r\n`,
  )
  const parts = unzipSync(await writeXlsx(items, columns))
  const texts = strFromU8(parts['xl/sharedStrings.xml'] ?? new Uint8Array())
  expect(texts).toContain("'=HYPERLINK")
  expect(strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array())).not.toContain('<f')
})

const blank = {
  station: '南洲街社工站',
  activity: '金秋敬老',
  date: '2026-11-21',
  service: '长者饭堂帮厨',
}

test('a blank sheet is readable, and holds no one', async () => {
  const sheet = await readSheet(await blankSheet(blank), 'a.xlsx')
  if ('code' in sheet) throw new Error(JSON.stringify(sheet))
  expect(sheet.rows[0]?.[0]?.value).toBe('南洲街社工站志愿服务签到表')
  expect(sheet.rows).toHaveLength(2 + 1 + 30 + 1)
  expect(readAttendance(sheet, { today: '2026-11-24' })).toMatchObject({
    headerRow: 3,
    rows: [],
    faults: [],
    unknownColumns: [],
  })
})

test('a blank sheet filled in comes back as attendance', async () => {
  const names = [
    { number: 'V001', name: '陈伟', phone: '13800138000' },
    { number: 'V002', name: '李敏' },
    { name: '何国栋', phone: '13800138002' },
  ]
  const filled = withCells(await blankSheet({ ...blank, names }), {
    F4: '9:00',
    G4: '11:30',
    F5: '上午9点',
    G5: '11:00',
    H5: '2',
    C7: '林秀英',
    D7: '13800138003',
    H7: '1.5',
  })
  const sheet = await readSheet(filled, 'a.xlsx')
  if ('code' in sheet) throw new Error(JSON.stringify(sheet))
  const attendance = readAttendance(sheet, { today: '2026-11-24' })
  if ('code' in attendance) throw new Error(JSON.stringify(attendance))

  const common = { date: '2026-11-21', service: '长者饭堂帮厨' }
  expect(attendance.rows).toMatchObject([
    { ...common, row: 4, number: 'V001', name: '陈伟', phone: '13800138000', minutes: 150 },
    { ...common, row: 5, number: 'V002', name: '李敏', from: '09:00', minutes: 120 },
    { ...common, row: 7, name: '林秀英', phone: '13800138003', minutes: 90 },
  ])
  // 何国栋 was expected and did not come: nothing is credited, and it is said.
  expect(attendance.faults).toMatchObject([{ row: 6, cell: 'H6', code: 'hours-missing' }])
})

test('more names than lines make more lines', async () => {
  const names = Array.from({ length: 45 }, (_, at) => ({ name: `陈${at}` }))
  const sheet = await readSheet(await blankSheet({ ...blank, names }), 'a.xlsx')
  expect('code' in sheet ? sheet : sheet.rows.length).toBe(2 + 1 + 45 + 1)
})
