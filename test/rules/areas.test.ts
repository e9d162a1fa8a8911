/**
 * Guangzhou's committed files agree with each other: areas, sample stations, sample
 * organisations, sample villages.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

import { isCreditCode } from '../../src/rules/credit-code.ts'

interface Area {
  readonly code: string
  readonly name: string
  readonly level: string
  readonly parent: string | null
}

type Row = Readonly<Record<string, string>>

const areas = JSON.parse(text('areas.json')) as readonly Area[]
const areaCodes = new Set(areas.map(({ code }) => code))
const streets = areas.filter(({ level }) => level === 'street')
const streetCodes = new Set(streets.map(({ code }) => code))

describe('areas', () => {
  test('one city, 11 districts, 176 streets and towns, each once', () => {
    const count = (level: string) => areas.filter((area) => area.level === level).length
    expect([count('city'), count('district'), count('street')]).toEqual([1, 11, 176])
    expect(areas.length).toBe(188)
    expect(areaCodes.size).toBe(188)
  })

  test('every code has the length of its level', () => {
    const shapes: Row = { city: '4', district: '6', street: '9' }
    expect(
      areas.filter(
        ({ code, level }) => !/^\d+$/.test(code) || String(code.length) !== shapes[level],
      ),
    ).toEqual([])
  })

  test('every parent is there, one level up, and its code begins its children’s', () => {
    const up: Row = { district: 'city', street: 'district' }
    const wrong = areas.filter(({ code, level, parent }) => {
      if (parent === null) return code !== '4401'
      const above = areas.find((area) => area.code === parent)
      return above?.level !== up[level] || !code.startsWith(parent)
    })
    expect(wrong).toEqual([])
  })

  test('no reservoir and no forest farm: 142 streets and 34 towns', () => {
    expect(areaCodes.has('440117404') || areaCodes.has('440117405')).toBe(false)
    expect(streets.filter(({ name }) => name.endsWith('街道')).length).toBe(142)
    expect(streets.filter(({ name }) => name.endsWith('镇')).length).toBe(34)
  })

  test('places people know are where they should be', () => {
    expect(areas).toContainEqual({ code: '4401', name: '广州市', level: 'city', parent: null })
    expect(areas).toContainEqual({
      code: '440104',
      name: '越秀区',
      level: 'district',
      parent: '4401',
    })
    expect(areas).toContainEqual({
      code: '440104003',
      name: '北京街道',
      level: 'street',
      parent: '440104',
    })
  })
})

describe('sample stations', () => {
  const stations = rows('stations.sample.csv')
  const organisations = rows('organisations.sample.csv')

  test('203, numbered S001 to S203, no two of one name in one place', () => {
    const numbers = Array.from({ length: 203 }, (_, i) => `S${String(i + 1).padStart(3, '0')}`)
    expect(stations.map((row) => row['站点编号'])).toEqual(numbers)
    expect(new Set(stations.map((row) => `${row['区域代码']} ${row['站点名称']}`)).size).toBe(203)
    expect(new Set(stations.map((row) => row['热线'])).size).toBe(203)
    expect(new Set(stations.map((row) => row['地址'])).size).toBe(203)
  })

  test('every street has one, and each is in a street', () => {
    expect(new Set(stations.map((row) => row['区域代码']))).toEqual(streetCodes)
  })

  test('each says it is a sample', () => {
    const plain = stations.filter(
      (row) =>
        !row['站点名称']?.endsWith('（示例）') ||
        !row['地址']?.includes('（示例地址）') ||
        !row['热线']?.startsWith('020-0000') ||
        !row['运营组织']?.includes('示例'),
    )
    expect(plain).toEqual([])
  })

  test('each is run by a listed organisation with a valid code, over a term of days', () => {
    const listed = new Set(
      organisations.map((row) => `${row['统一社会信用代码']} ${row['组织名称']}`),
    )
    const wrong = stations.filter(
      (row) =>
        !isCreditCode(row['统一社会信用代码'] ?? '') ||
        !listed.has(`${row['统一社会信用代码']} ${row['运营组织']}`) ||
        !/^\d{4}-\d\d-\d\d$/.test(row['承办开始'] ?? '') ||
        !/^\d{4}-\d\d-\d\d$/.test(row['承办结束'] ?? '') ||
        (row['承办开始'] ?? '') >= (row['承办结束'] ?? ''),
    )
    expect(wrong).toEqual([])
  })

  test('opening hours read the same way everywhere', () => {
    const shape = /^周[一二三四五六]至周[二三四五六日] \d\d:\d\d-\d\d:\d\d(,\d\d:\d\d-\d\d:\d\d)*$/
    expect(stations.filter((row) => !shape.test(row['开放时间'] ?? ''))).toEqual([])
  })

  test('thirteen organisations, each marked as a sample, no code or person twice', () => {
    expect(organisations.length).toBe(13)
    expect(new Set(organisations.map((row) => row['统一社会信用代码'])).size).toBe(13)
    expect(new Set(organisations.flatMap((row) => [row['负责人'], row['经办人']])).size).toBe(26)
    const plain = organisations.filter((row) => {
      return !['组织名称', '负责人', '经办人'].every((column) => row[column]?.includes('示例'))
    })
    expect(plain).toEqual([])
  })
})

describe('sample villages', () => {
  const villages = rows('villages.sample.csv')
  const levels = new Map(villages.map((row) => [row['代码'] ?? '', row['层级']]))

  test('the 13 communities of 北京街道, with grids and building groups below', () => {
    const count = (level: string) => villages.filter((row) => row['层级'] === level).length
    expect([count('村居'), count('网格'), count('楼组')]).toEqual([13, 26, 52])
    expect(villages.map((row) => row['名称'])).toContain('盐运西社区居委会')
    expect(levels.size).toBe(villages.length)
  })

  test('every code has its level’s shape and begins with its parent’s', () => {
    const shapes: Readonly<Record<string, RegExp>> = {
      村居: /^\d{12}$/,
      网格: /^\d{12}-W\d\d$/,
      楼组: /^\d{12}-W\d\d-L\d\d$/,
    }
    const wrong = villages.filter(
      ({ 代码: code = '', 层级: level = '', 上级代码: parent = '' }) => {
        return !shapes[level]?.test(code) || !code.startsWith(parent)
      },
    )
    expect(wrong).toEqual([])
  })

  test('every parent is there and comes first', () => {
    const up: Row = { 网格: '村居', 楼组: '网格' }
    const wrong = villages.filter(({ 层级: level = '', 上级代码: parent = '' }, i) => {
      if (level === '村居') return parent !== '440104003' || !streetCodes.has(parent)
      return (
        levels.get(parent) !== up[level] || villages.findIndex((row) => row['代码'] === parent) > i
      )
    })
    expect(wrong).toEqual([])
  })

  test('what has no national code says it is a sample', () => {
    const local = villages.filter((row) => row['层级'] !== '村居')
    expect(local.filter((row) => !row['名称']?.endsWith('（示例）'))).toEqual([])
  })
})

function text(file: string): string {
  return readFileSync(join(import.meta.dirname, '../../schema/guangzhou', file), 'utf8')
}

/**
 * Enough of CSV for these files: cells in quotes may hold commas; no cell holds a
 * quote or a line break.
 */
function rows(file: string): readonly Row[] {
  const [head = [], ...body] = text(file)
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map((it) => it[1] ?? it[2] ?? ''),
    )
  return body.map((cells) => {
    expect(cells.length).toBe(head.length)
    return Object.fromEntries(head.map((column, i) => [column, cells[i] ?? '']))
  })
}
