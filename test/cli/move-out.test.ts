/** Out of one house and into another that is empty: everybody's hours come to the same, and the same file again adds nothing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { kapok, kapokMust } from '../drills/service.ts'

const folder = mkdtempSync(join(tmpdir(), 'kapok-move-'))
const [from, into] = [join(folder, 'from'), join(folder, 'into')]
const file = join(folder, 'balances.csv')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const STATIONS = fileURLToPath(
  new URL('../../schema/guangzhou/stations.sample.csv', import.meta.url),
)

interface Row {
  readonly phone: string
  readonly station: string
  readonly served: number
  readonly owned: number
}

/** By phone, since the other house gives numbers of its own. */
function rowsOf(csv: string): readonly Row[] {
  const [titles = '', ...lines] = csv
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)
  const at = (title: string) => titles.split(',').indexOf(title)
  const minutes = (cell: string | undefined) => Number((cell ?? '').replace('分钟', ''))
  const read = lines
    .map((line) => line.split(','))
    .map((cells) => ({
      phone: cells[at('联系电话')] ?? '',
      station: cells[at('归属站点')] ?? '',
      served: minutes(cells[at('累计服务时数')]),
      owned: minutes(cells[at('可用时数')]),
    }))
  return read.toSorted((a, b) => (a.phone < b.phone ? -1 : 1))
}

const exported = (data: string) => kapokMust('export', '--data', data, '--format', 'balances')

test('the same people have the same hours at the same stations', () => {
  kapokMust('demo', '--members', '80', '--days', '8', '--until', '2026-10-31', '--data', from)
  const out = exported(from)
  writeFileSync(file, out)
  const before = rowsOf(out)
  expect(before).toHaveLength(80)
  expect(before.some(({ owned }) => owned > 0)).toBe(true)

  kapokMust('init', '--data', into)
  kapokMust('import', 'stations', STATIONS, '--data', into)
  const args = [
    'import',
    'balances',
    file,
    '--source',
    'kapok',
    '--cut-off',
    '2026-10-31',
    '--data',
    into,
  ]
  const unknown = kapok(...args)
  expect([unknown.status, unknown.err.includes('名册里没有这个人')]).toEqual([1, true])
  expect(kapokMust(...args, '--enrol', '--dry-run')).toContain('80 人')
  expect(exported(into).trim().split(/\r?\n/)).toHaveLength(1)
  expect(kapokMust(...args, '--enrol')).toContain('本次新增')
  expect(rowsOf(exported(into))).toEqual(before)
  kapokMust('verify', '--data', into)

  const size = () => kapokMust('export', '--data', into, '--format', 'jsonl').split('\n').length
  const entries = size()
  expect(kapokMust(...args, '--enrol')).toContain('本次新增 0 人')
  expect([size(), rowsOf(exported(into))]).toEqual([entries, before])
}, 300_000)
