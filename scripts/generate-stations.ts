/**
 * The real roster of Guangzhou's stations is not public, and a city cannot be
 * tried out with three. This writes 203 SAMPLE stations, at least one in every
 * street and town, and the SAMPLE organisations that run them. Only the areas
 * are real. The same areas always give the same bytes:
 *
 *   node scripts/generate-stations.ts
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { creditCodeCheck } from '../src/rules/credit-code.ts'

interface Area {
  readonly code: string
  readonly name: string
  readonly level: 'city' | 'district' | 'street'
  readonly parent: string | null
}

interface Organisation {
  readonly name: string
  readonly kind: string
  readonly creditCode: string
  readonly head: string
  readonly handler: string
  readonly phone: string
}

interface Term {
  readonly from: string
  readonly to: string
}

const FOLDER = join(import.meta.dirname, '..', 'schema', 'guangzhou')

/**
 * The first station of a street goes round these: half are social-work stations, as
 * every street has one.
 */
const FIRST_TYPES = [
  '双百社工服务站',
  '颐康中心',
  '双百社工服务站',
  '居家养老服务综合示范平台',
  '双百社工服务站',
  '慈善(志愿)工作站',
  '双百社工服务站',
  '党群服务中心',
]

/** The second goes round these. None is above, so no street has two stations of one name. */
const SECOND_TYPES = ['老年大学', '新时代文明实践站', '老干部活动中心']

/**
 * The 27 streets and towns with the most villages and communities (25 or more) in the
 * 2023 statistical codes.
 */
const LARGE_STREETS: ReadonlySet<string> = new Set([
  '440111103',
  '440111108',
  '440111113',
  '440113007',
  '440113102',
  '440113105',
  '440114001',
  '440114104',
  '440114105',
  '440114107',
  '440114108',
  '440115001',
  '440115104',
  '440115105',
  '440117001',
  '440117002',
  '440117003',
  '440117103',
  '440117104',
  '440117111',
  '440117113',
  '440118001',
  '440118101',
  '440118102',
  '440118103',
  '440118104',
  '440118105',
])

const WEEKDAYS = '周一至周五 08:30-12:00,14:00-17:30'
const OPENING_HOURS: Readonly<Record<string, string>> = {
  颐康中心: '周一至周日 08:30-17:30',
  居家养老服务综合示范平台: '周一至周六 08:30-12:00,14:00-17:30',
  老年大学: '周一至周五 09:00-11:30,14:30-17:00',
  新时代文明实践站: '周二至周六 09:00-12:00,14:00-18:00',
}

/** Districts tender in different years; a term is its first and its last day. */
const TERMS: readonly Term[] = [
  { from: '2024-07-01', to: '2029-06-30' },
  { from: '2025-01-01', to: '2029-12-31' },
  { from: '2026-01-01', to: '2030-12-31' },
]

const SURNAMES = '陈李黄张梁林刘吴罗何郭曾邓许谢冯蔡潘叶卢钟徐江杜邱曹'

function main(): void {
  const areas = JSON.parse(readFileSync(join(FOLDER, 'areas.json'), 'utf8')) as readonly Area[]
  const organisations = sampleOrganisations(areas)

  writeFileSync(join(FOLDER, 'organisations.sample.csv'), organisationsCsv(organisations))
  writeFileSync(join(FOLDER, 'stations.sample.csv'), stationsCsv(areas, organisations))
}

/**
 * One social-work organisation a district, one for the whole city, and the city's
 * volunteer association.
 */
function sampleOrganisations(areas: readonly Area[]): ReadonlyMap<string, Organisation> {
  const districts = areas.filter(({ level }) => level === 'district')
  const seeds = [
    ...districts.map(({ code, name }) => ({
      at: code,
      name: `广州市${name}示例社会工作服务中心`,
      kind: '社会服务机构',
      prefix: `52${code}`,
    })),
    { at: 'city', name: '广州市示例社会工作服务中心', kind: '社会服务机构', prefix: '52440100' },
    { at: 'volunteers', name: '广州市示例志愿者协会', kind: '社会团体', prefix: '51440100' },
  ]
  return new Map(
    seeds.map(({ at, name, kind, prefix }, i) => [
      at,
      {
        name,
        kind,
        creditCode: sampleCreditCode(prefix, i + 1),
        head: `${SURNAMES.charAt(2 * i)}示例`,
        handler: `${SURNAMES.charAt(2 * i + 1)}示例`,
        phone: sampleHotline(9000 + i + 1),
      },
    ]),
  )
}

function organisationsCsv(organisations: ReadonlyMap<string, Organisation>): string {
  return csv([
    ['组织名称', '类型', '统一社会信用代码', '负责人', '经办人', '联系电话'],
    ...organisations
      .values()
      .map(({ name, kind, creditCode, head, handler, phone }) => [
        name,
        kind,
        creditCode,
        head,
        handler,
        phone,
      ]),
  ])
}

function stationsCsv(
  areas: readonly Area[],
  organisations: ReadonlyMap<string, Organisation>,
): string {
  const districts = areas.filter(({ level }) => level === 'district')
  const streets = areas.filter(({ level }) => level === 'street')
  const large = streets.filter(({ code }) => LARGE_STREETS.has(code))
  const places = [
    ...streets.map((street, i) => ({
      street,
      type: turn(FIRST_TYPES, i),
      door: 1,
      by: 'district',
    })),
    ...large.map((street, i) => ({
      street,
      type: turn(SECOND_TYPES, i),
      door: 2,
      by: i % 3 === 2 ? 'volunteers' : 'city',
    })),
  ]

  const rows = places.map(({ street, type, door, by }, i) => {
    const district = must(districts.find(({ code }) => code === street.parent))
    const organisation = must(organisations.get(by === 'district' ? district.code : by))
    const term = turn(TERMS, districts.indexOf(district))
    return [
      `S${String(i + 1).padStart(3, '0')}`,
      `${street.name.replace(/街道$/, '街')}${type}（示例）`,
      street.code,
      type,
      sampleHotline(i + 1),
      `${district.name}${street.name}（示例地址）${door}号`,
      OPENING_HOURS[type] ?? WEEKDAYS,
      organisation.name,
      organisation.creditCode,
      term.from,
      term.to,
    ]
  })

  const head =
    '站点编号,站点名称,区域代码,类型,热线,地址,开放时间,运营组织,统一社会信用代码,承办开始,承办结束'
  return csv([head.split(','), ...rows])
}

/** Nobody's number: no exchange in Guangzhou begins with 0. */
function sampleHotline(n: number): string {
  return `020-0000${String(n).padStart(4, '0')}`
}

/**
 * A code that checks, around an organisation number (主体标识码, GB 11714-1997)
 * that counts up from one and so reads as made up. It has a check of its own.
 */
function sampleCreditCode(prefix: string, n: number): string {
  const body = String(n).padStart(8, '0')
  const weights = [3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, i) => total + weight * Number(body.charAt(i)), 0)
  const first17 = `${prefix}${body}${'0X987654321'.charAt(sum % 11)}`
  return `${first17}${must(creditCodeCheck(first17))}`
}

function csv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('')
}

function turn<T>(list: readonly T[], i: number): T {
  return must(list[i % list.length])
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('areas.json does not fit this script: generate it anew')
  return value
}

main()
