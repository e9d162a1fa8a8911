/** Stations and areas as a city hands them over. */

import { expect, test } from 'vitest'

import { readAreas, readOrganisations, readStations, readTeams } from '../../src/paper/roster.ts'
import { readSheet } from '../../src/paper/sheet.ts'

async function sheet(...lines: readonly string[]) {
  const read = await readSheet(new TextEncoder().encode(lines.join('\n')), 'roster.csv')
  if ('code' in read) throw new Error(read.code)
  return read
}

const STATIONS =
  '站点编号,站点名称,区域代码,类型,热线,地址,开放时间,运营组织,统一社会信用代码,承办开始,承办结束'

test('stations with who runs them and until when', async () => {
  const result = readStations(
    await sheet(
      STATIONS,
      'S001,盐运西社区服务站,440104001,社工服务站,020-81234567,"北京街1号，二楼",周一至周日 9:00-17:00,甲社工中心,51440100MJK123456X,2025-01-01,2027/12/31',
      's002,光塔站,440104002,,,,,,,,',
    ),
  )
  expect(result).toMatchObject({ faults: [], unknownColumns: [], headerRow: 1 })
  if ('code' in result) throw new Error(result.code)
  expect(result.rows[0]?.cells).toMatchObject({ code: 'A2', creditCode: 'I2', to: 'K2' })
  expect(result.rows[0]).toEqual({
    row: 2,
    cells: result.rows[0]?.cells,
    code: 'S001',
    name: '盐运西社区服务站',
    area: '440104001',
    kind: '社工服务站',
    hotline: '020-81234567',
    address: '北京街1号，二楼',
    opening: '周一至周日 9:00-17:00',
    organisation: '甲社工中心',
    creditCode: '51440100MJK123456X',
    from: '2025-01-01',
    to: '2027-12-31',
  })
  expect(result.rows[1]?.code).toBe('S002')
})

test('stations in doubt, by cell', async () => {
  const result = readStations(
    await sheet(
      STATIONS,
      'S001,甲站,440104001,,,,,,,,',
      ',乙站,440104001,,,,,,,,',
      'S003,,街口,,,,,,123,2027-01-01,2025-01-01',
      'S001,丁站,440104001,,,,,,,,',
    ),
  )
  if ('code' in result) throw new Error(result.code)
  expect(result.faults.map(({ cell, code }) => `${cell} ${code}`)).toEqual([
    'A3 code-missing',
    'B4 title-missing',
    'C4 area-unreadable',
    'I4 credit-code-unreadable',
    'K4 dates-crossed',
    'A5 code-doubled',
  ])
  expect(result.faults.at(-1)?.otherRow).toBe(2)
  expect(result.rows).toHaveLength(1)
})

test('areas down to the stairwell', async () => {
  const result = readAreas(
    await sheet(
      '代码,名称,层级,上级代码',
      '440104001001,盐运西社区,村居,440104001',
      '440104001001-01,第一网格,网格,440104001001',
      '440104001001-01-03,3号楼,楼组,440104001001-01',
      '440104001001-02,第二网格,片区,440104001001',
      '440104001001-03,第三网格,网格,440104001001-03',
      '440104001001-04,第四网格,网格,',
      '440104001001-01,第一网格,网格,440104001001',
    ),
  )
  if ('code' in result) throw new Error(result.code)
  expect(result.rows.map(({ code, level }) => `${code} ${level}`)).toEqual([
    '440104001001 community',
    '440104001001-01 grid',
    '440104001001-01-03 building',
  ])
  expect(result.faults.map(({ cell, code }) => `${cell} ${code}`)).toEqual([
    'C5 level-unreadable',
    'D6 parent-is-self',
    'D7 area-missing',
    'A8 code-doubled',
  ])
})

test('a roster without its columns', async () => {
  expect(readAreas(await sheet('代码,名称', '1,甲'))).toEqual({
    code: 'columns-missing',
    oneOf: [['level'], ['parent']],
  })
  expect(readStations(await sheet('姓名,电话', '甲,1'))).toEqual({ code: 'header-missing' })
})

test('organisations and teams, and what is missing in them by cell', async () => {
  const good = readOrganisations(
    await sheet(
      '单位名称,类型,统一社会信用代码,负责人,联系人,电话',
      '甲社工中心,社会服务机构,51440100MJK123456X,甲,乙,020-12345678',
      '乙协会,,51440100MJK123456X,,丁,',
      '丙会,社会团体,12,戊,己,',
    ),
  )
  if ('code' in good) throw new Error(good.code)
  expect(good.rows).toMatchObject([
    { code: '51440100MJK123456X', kind: '社会服务机构', handler: '乙', cells: { code: 'C2' } },
  ])
  expect(good.faults.map(({ cell, code }) => `${cell} ${code}`)).toEqual([
    'B3 cell-empty',
    'D3 cell-empty',
    'C4 credit-code-unreadable',
  ])
  const teams = readTeams(
    await sheet(
      '队伍编号,队伍名称,所属组织信用代码',
      'T001,晨曦队,51440100MJK123456X',
      'T001,晚霞队,',
    ),
  )
  if ('code' in teams) throw new Error(teams.code)
  expect(teams.rows).toHaveLength(1)
  expect(teams.faults.map(({ cell, code }) => `${cell} ${code}`)).toEqual(['C3 cell-empty'])
})
