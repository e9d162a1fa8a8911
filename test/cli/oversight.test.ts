/** Oversight at the command line: what is outstanding in a demo town comes to what its accounts hold. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'kapok-oversight-'))
const data = join(folder, 'town')
const script = fileURLToPath(new URL('../../scripts/kapok.mjs', import.meta.url))

function kapok(...args: readonly string[]) {
  const run = spawnSync(process.execPath, [script, ...args, '--data', data], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status: run.status, out: run.stdout.trim(), err: run.stderr.trim() }
}

beforeAll(() => {
  expect(kapok('demo', '--members', '40', '--days', '6', '--until', '2026-10-31').err).toBe('')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Kinds {
  readonly kinds: readonly { readonly kind: string; readonly minutes: number }[]
}

test('kapok netting shows a month, and does not settle what comes to nothing', () => {
  // In the demo everybody serves at their own station; what the city opened is nobody's to settle.
  const shown = JSON.parse(kapok('netting', '--month', '2026-10', '--json').out)
  expect(shown).toMatchObject({ month: '2026-10', after: 0, owed: [], minutes: 0 })
  const cells: readonly { home: string; place: string }[] = shown.matrix
  expect(cells.length).toBeGreaterThan(0)
  expect(cells.every(({ home, place }) => home === place)).toBe(true)
  const asked = kapok('netting', '--month', '2026-10', '--ask')
  expect([asked.status, asked.err.includes('没有要清算的时数')]).toEqual([1, true])
  expect(kapok('netting', '--month', '2026-10').out).toContain('站点之间两清')
  const wrong = kapok('netting', '--month', '2026-1')
  expect([wrong.status, wrong.err.includes('读不出月份')]).toEqual([1, true])
})

test('kapok close-month signs a station once, and a street after its stations', () => {
  const of = ['--month', '2026-10', '--station', 'S001'] as const
  const shown = JSON.parse(kapok('close-month', ...of, '--dry-run', '--json').out)
  expect(shown).not.toHaveProperty('closed')
  const signed = JSON.parse(kapok('close-month', ...of, '--json').out)
  expect(signed).toMatchObject({ hash: shown.hash, closed: { agrees: true, by: 'kapok' } })
  expect(JSON.parse(kapok('close-month', ...of, '--json').out)).toEqual(signed)
  expect(kapok('close-month', ...of).out).toContain('数目与月结时签字的一致')
  const street = kapok('close-month', '--month', '2026-10', '--area', '440104')
  expect([street.status, street.err.includes('个站点没有签字')]).toEqual([1, true])
  expect(kapok('close-month', '--month', '2026-10').err).toBe('--station or --area')
})

test('kapok liability comes to the purses of the trial balance, and every cut of it to the same', () => {
  const trial = JSON.parse(kapok('position', '--json').out) as Kinds
  const purses = trial.kinds.filter(({ kind }) => ['earned', 'paper', 'granted'].includes(kind))
  const sum = (of: readonly { readonly minutes: number }[]) =>
    of.reduce((total, { minutes }) => total + minutes, 0)
  const all = JSON.parse(kapok('liability', '--json').out)
  expect(all.minutes).toBe(sum(purses))
  expect(sum(all.ages)).toBe(all.minutes)
  expect(sum(all.organisations)).toBe(all.minutes)
  const stations = all.places.filter(({ level }: { level: string }) => level === 'station')
  expect(sum(stations)).toBe(all.minutes)
  const [first] = stations
  const own = JSON.parse(kapok('liability', '--station', first.code, '--json').out)
  expect(own.minutes).toBe(first.minutes)
  const held = trial.kinds.filter(({ kind }) => kind === 'holding')
  expect(sum(all.holding)).toBe(sum(held))
  const said = kapok('liability')
  expect(said.out).toContain('近 12 个月兑换的时数')
  expect(kapok('liability', '--station', 'S999').status).toBe(1)
})
