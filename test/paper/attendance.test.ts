/** Attendance as stations send it, and every way a cell of it can be in doubt. */

import { expect, test } from 'vitest'

import { readAttendance } from '../../src/paper/attendance.ts'
import type { Attendance, AttendanceOptions } from '../../src/paper/attendance.ts'
import { readSheet } from '../../src/paper/sheet.ts'
import {
  csvInGb18030,
  iVolunteerExport,
  sampleMinutes,
  sheetWithNumbers,
  sheetWithoutNumbers,
  somePeople,
  withCells,
  xlsx,
} from './samples.ts'

const people = somePeople()
const day = '2026-11-21'
const today = '2026-11-24'

async function read(bytes: Uint8Array, options: Partial<AttendanceOptions> = {}) {
  const sheet = await readSheet(bytes, 'sheet.csv')
  return 'code' in sheet ? sheet : readAttendance(sheet, { today, ...options })
}

async function attendance(bytes: Uint8Array, options: Partial<AttendanceOptions> = {}) {
  const result = await read(bytes, options)
  if ('code' in result) throw new Error(JSON.stringify(result))
  return result
}

const csv = (...lines: readonly string[]) => new TextEncoder().encode(lines.join('\n'))
const faultsOf = (result: Attendance) => result.faults.map(({ cell, code }) => `${cell} ${code}`)

/** One row under 姓名 and the given title, and what became of it. */
async function cellOf(title: string, value: string, more = '时数', moreValue = '2') {
  const quoted = `"${value.replace(/"/g, '""')}"`
  const titles = [title === '日期' ? '' : '日期', '姓名', title, more].filter((name) => name !== '')
  const values = [title === '日期' ? '' : day, '陈伟', quoted, moreValue].filter((v) => v !== '')
  const result = await attendance(csv(titles.join(','), values.join(',')))
  return result.rows[0] ?? result.faults[0]
}

test('a sheet with numbers, Excel dates and times, a total and a signature line', async () => {
  const result = await attendance(await sheetWithNumbers(people, day))
  expect(result.faults).toEqual([])
  expect(result.rows).toHaveLength(30)
  expect(result.headerRow).toBe(3)
  expect(result.unknownColumns).toEqual([])
  for (const [at, row] of result.rows.entries()) {
    expect(row).toMatchObject({ ...people[at], row: at + 4, date: day, from: '09:00' })
    expect(row.minutes).toBe(sampleMinutes(at))
  }
})

test('a sheet without numbers, its year in the title and all of it text', async () => {
  const result = await attendance(await sheetWithoutNumbers(people, day))
  expect(result.faults).toEqual([])
  expect(result.rows).toHaveLength(30)
  expect(result.unknownColumns.map(({ title }) => title)).toEqual(['负责社工'])
  for (const [at, row] of result.rows.entries()) {
    expect(row).toMatchObject({ name: people[at]?.name, phone: people[at]?.phone, date: day })
    expect(row).toMatchObject({ number: undefined, minutes: sampleMinutes(at), from: '09:00' })
  }
})

test('an export whose sign-in carries the day and whose phones are masked', async () => {
  const result = await attendance(await iVolunteerExport(people, day))
  expect(result.faults).toEqual([])
  expect(result.rows).toHaveLength(30)
  for (const [at, row] of result.rows.entries()) {
    const { number, name, phone = '' } = people[at] ?? {}
    expect(row).toMatchObject({
      number,
      name,
      phoneTail: phone.slice(-4),
      date: day,
      from: '09:02',
    })
    expect(row).toMatchObject({ activity: '金秋敬老服务日', minutes: sampleMinutes(at) })
  }
})

test('a csv in GB18030 with minutes and quoted titles', async () => {
  const result = await attendance(csvInGb18030(people, day))
  expect(result.faults).toEqual([])
  expect(result.rows.map(({ number, name, phone }) => ({ number, name, phone }))).toEqual(people)
  expect(result.rows.map(({ minutes }) => minutes)).toEqual(
    people.map((_, at) => sampleMinutes(at)),
  )
})

test('every cell in doubt is named, and the other rows are still read', async () => {
  const broken = withCells(await sheetWithNumbers(people, day), {
    B4: '编号 不详',
    D5: '1380013800',
    E6: '2026年11月31日',
    E7: '2026-12-01',
    G8: '8:30',
    H9: '9',
    H10: '两小时',
    F11: '√',
    H12: '-2',
    C13: '',
    B13: '',
    D13: '',
    B15: people[10]?.number ?? '',
    G16: '',
    H16: '',
  })
  const result = await attendance(broken)
  expect(faultsOf(result)).toEqual([
    'B4 number-unreadable',
    'D5 phone-unreadable',
    'E6 date-unreadable',
    'E7 date-in-future',
    'G8 times-crossed',
    'H9 hours-disagree',
    'H10 hours-unreadable',
    'F11 time-unreadable',
    'H12 hours-negative',
    'C13 person-missing',
    'B15 row-doubled',
    'G16 sign-out-missing',
  ])
  expect(result.faults.find(({ code }) => code === 'row-doubled')).toMatchObject({
    row: 15,
    otherRow: 14,
    field: 'number',
    value: people[10]?.number,
  })
  expect(result.faults.find(({ code }) => code === 'hours-disagree')?.expected).toBe(180)
  expect(result.rows).toHaveLength(18)
})

test('a broken list without numbers, by cell', async () => {
  const broken = withCells(await sheetWithoutNumbers(people, day), {
    A3: '12月21日',
    B4: '138',
    C5: '020-86479019',
    E6: '24:30',
    F7: '1小时0.5分',
    F8: '0',
    F9: '25小时',
  })
  expect(faultsOf(await attendance(broken))).toEqual([
    'A3 date-in-future',
    'B4 name-unreadable',
    'C5 phone-unreadable',
    'E6 time-unreadable',
    'F7 hours-unreadable',
    'F8 hours-zero',
    'F9 hours-too-long',
  ])
})

test('a broken export, by cell', async () => {
  const broken = withCells(await iVolunteerExport(people, day), {
    H2: '2026-11-22 01:10:00',
    G3: '2026-11-25 09:00:00',
    I4: '2.33',
    F5: '138xxxx1234',
  })
  expect(faultsOf(await attendance(broken))).toEqual([
    'H2 times-crossed',
    'G3 date-in-future',
    'I4 hours-not-whole-minutes',
    'F5 phone-unreadable',
  ])
})

test.each([
  ['2026-11-21', day],
  ['2026/11/21', day],
  ['2026.11.21', day],
  ['2026年11月21日', day],
  ['２０２６年１１月２１日（周六）', day],
  ['20261121', day],
  ['11月21日', day],
  ['11/21', day],
  ['12月1日', '2025-12-01'],
  ['46347', day],
  ['2026-11-21 09:30', day],
  ['21/11/2026', day],
  ['11/21/2026', day],
  ['5/5/2026', '2026-05-05'],
])('the day %s', async (written, date) => {
  expect(await cellOf('日期', written)).toMatchObject({ date })
})

test.each([
  ['03/04/2026', 'date-ambiguous'],
  ['26-11-21', 'date-ambiguous'],
  ['2026-02-30', 'date-unreadable'],
  ['上周六', 'date-unreadable'],
  ['2026-11-25', 'date-in-future'],
  ['无', 'date-missing'],
])('the day %s is asked about', async (written, code) => {
  expect(await cellOf('日期', written)).toMatchObject({ cell: 'B2', field: 'date', code })
})

test('an ambiguous day is settled only by rows that show one order', async () => {
  const one = await attendance(csv('姓名,日期,时数', '陈伟,21/10/2026,2', '李敏,03/04/2026,2'))
  expect(one.rows.map(({ date }) => date)).toEqual(['2026-10-21', '2026-04-03'])
  const both = csv('姓名,日期,时数', '陈伟,21/10/2026,2', '李敏,03/04/2026,2', '何伟,10/21/2026,2')
  expect(faultsOf(await attendance(both))).toEqual(['B3 date-ambiguous'])
})

test.each([
  ['9:00', '09:00'],
  ['09：00', '09:00'],
  ['上午9点30分', '09:30'],
  ['下午2:30', '14:30'],
  ['14:30:05', '14:30'],
  ['2:05 PM', '14:05'],
  ['九点', undefined],
  ['9点半', '09:30'],
  ['0.375', '09:00'],
  ['0930', '09:30'],
  ['2026-11-21 09:02:11', '09:02'],
  ['25:00', undefined],
  ['9.30', undefined],
])('the time %s', async (written, from) => {
  const expected = from === undefined ? { cell: 'C2', code: 'time-unreadable' } : { from }
  expect(await cellOf('签到时间', written)).toMatchObject(expected)
})

test.each([
  ['2.5', 150],
  ['2.5小时', 150],
  ['2小时30分', 150],
  ['2小时30分钟', 150],
  ['150分钟', 150],
  ['2:30', 150],
  ['２．５ｈ', 150],
  ['半小时', 30],
  ['2个半小时', 150],
  ['1.1', 66],
  ['24', 1440],
])('the length %s', async (written, minutes) => {
  expect(await cellOf('服务时长', written, '备注', 'x')).toMatchObject({ minutes })
})

test.each([
  ['0', 'hours-zero'],
  ['-1', 'hours-negative'],
  ['24.5', 'hours-too-long'],
  ['2.33', 'hours-not-whole-minutes'],
  ['NaN', 'hours-unreadable'],
  ['2-3', 'hours-unreadable'],
  ['1e3', 'hours-unreadable'],
  ['', 'hours-missing'],
])('the length "%s" is asked about', async (written, code) => {
  expect(await cellOf('服务时长', written, '备注', 'x')).toMatchObject({ cell: 'C2', code })
})

test.each([
  ['9:00-11:30', '09:00', '11:30'],
  ['9：00～11：30', '09:00', '11:30'],
  ['下午2点至4点半', '14:00', '16:30'],
  ['2026-11-21 09:00-11:30', '09:00', '11:30'],
])('the span %s', async (written, from, to) => {
  expect(await cellOf('服务时间', written, '备注', 'x')).toMatchObject({ from, to, minutes: 150 })
})

test('Excel numbers formatted as dates, times and durations', async () => {
  const result = await attendance(
    await xlsx([
      ['姓名', '日期', '签到', '签退', '时数'],
      [
        '陈伟',
        46347,
        0.376389,
        { value: 0.480556, format: 'h:mm' },
        { value: 0.104167, format: '[h]:mm' },
      ],
      ['李敏', 20261121, { value: 46347.375, format: 'yyyy/m/d h:mm' }, 46347.5, 3],
    ]),
  )
  expect(result.faults).toEqual([])
  expect(result.rows).toMatchObject([
    { date: day, from: '09:02', to: '11:32', minutes: 150 },
    { date: day, from: '09:00', to: '12:00', minutes: 180 },
  ])
})

test('what was said beside the sheet fills what the sheet leaves open', async () => {
  const names = csv('姓名,联系电话', '陈伟,13800138000', '张·三,86 13800138001')
  expect(await read(names)).toEqual({
    code: 'columns-missing',
    oneOf: [
      ['date', 'from', 'span'],
      ['hours', 'minutes', 'span', 'to'],
    ],
  })
  const said = await attendance(names, { defaults: { date: day, minutes: 120, service: '探访' } })
  expect(said.rows).toMatchObject([
    { name: '陈伟', phone: '13800138000', date: day, minutes: 120, service: '探访' },
    { name: '张·三', phone: '13800138001', date: day, minutes: 120, service: '探访' },
  ])
})

test('a day in the title serves the rows that name none', async () => {
  const result = await attendance(
    csv('光塔街2026年11月21日探访签到,,', '姓名,签到,签退', '陈伟,9:00,11:00'),
  )
  expect(result.rows).toMatchObject([{ date: day, minutes: 120 }])
})

test('a title that names two years, or the day it was printed, settles nothing', async () => {
  const years = await attendance(csv('2024-2025年度签到表,,', '姓名,日期,时数', '陈伟,11月21日,2'))
  expect(years.rows).toMatchObject([{ date: day }])
  const printed = csv('打印日期：2026年11月23日,,', '姓名,签到,签退', '陈伟,9:00,11:00')
  expect(faultsOf(await attendance(printed))).toEqual(['B3 date-missing'])
  const turn = csv('姓名,日期,时数', '陈伟,2026-01-02,2', '李敏,2025-12-30,2', '何伟,12月31日,2')
  expect((await attendance(turn)).rows.at(-1)?.date).toBe('2025-12-31')
})

test('totals, footers, blanks and repeated headers are no rows', async () => {
  const result = await attendance(
    csv(
      '姓名,日期,时数',
      `陈伟,${day},2`,
      ',,',
      '姓名,日期,时数',
      `李敏,${day},3`,
      '合 计,,5',
      '共2人,,',
      '负责人签名：,,',
      '备注：以上属实,,',
    ),
  )
  expect(result.faults).toEqual([])
  expect(result.rows.map(({ row }) => row)).toEqual([2, 5])
})

test('a sheet whose date and sign-in name two days is asked about', async () => {
  const result = await attendance(csv('姓名,日期,签到时间,时数', `陈伟,${day},2026-11-20 09:00,2`))
  expect(faultsOf(result)).toEqual(['C2 dates-disagree'])
})

test('no header, no reading', async () => {
  expect(await read(csv('陈伟,2', '李敏,3'))).toEqual({ code: 'header-missing' })
})

test('tails keep their noughts and long numbers are not trusted as numbers', async () => {
  const result = await attendance(
    await xlsx([
      ['志愿者编号', '姓名', '手机尾号', '身份证后四位', '日期', '时数'],
      ['A01', '陈伟', 123, '012x', day, 2],
      [Number('440106000123456789'), '李敏', 1234, 1234, day, 2],
    ]),
  )
  expect(result.rows).toMatchObject([{ number: 'A01', phoneTail: '0123', idTail: '012X' }])
  expect(faultsOf(result)).toEqual(['A3 number-imprecise'])
})

test.each([
  ['2015-03', '2015-03'],
  ['2015年3月', '2015-03'],
  ['201503', '2015-03'],
  ['2015-03-08', '2015-03-08'],
  ['2015年3月8日', '2015-03-08'],
  ['2030-01', 'date-in-future'],
  ['2015-13', 'date-unreadable'],
  ['三岁', 'date-unreadable'],
])('a birth written %s is %s', async (written, read) => {
  const result = await cellOf('出生年月', written)
  expect(result && 'code' in result ? result.code : result?.born).toBe(read)
})
