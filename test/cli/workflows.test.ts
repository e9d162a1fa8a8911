/** A city changes how orders go without code: a file of workflows, taken whole or refused by what is wrong with it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WORKFLOWS } from '../../src/rules/workflows.ts'
import { kapok, kapokMust } from '../drills/service.ts'

const folder = mkdtempSync(join(tmpdir(), 'kapok-workflows-'))
const data = join(folder, 'data')
beforeAll(() => void kapokMust('init', '--data', data))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const company = WORKFLOWS.find(({ type }) => type === 'company')

function loaded(body: unknown, ...more: readonly string[]) {
  const file = join(folder, 'workflows.json')
  writeFileSync(file, typeof body === 'string' ? body : JSON.stringify(body))
  return kapok('import', 'workflows', file, '--data', data, ...more)
}

test('a new version is taken once; a dry run takes none', () => {
  const quick = { ...company, version: 3, within: { amount: 8, unit: 'hours' } }
  expect(loaded(quick, '--dry-run').out).toContain('将新增 1')
  expect(loaded([quick]).out).toContain('已新增 1')
  expect(loaded([quick]).out).toContain('不变 1')
  const other = loaded({ ...quick, warnAt: 50 })
  expect([other.status, other.err.includes('company/3')]).toEqual([1, true])
})

test('a state nobody can reach, and what is no workflow, are named', () => {
  const lost = { label: { zh: '失联', en: 'lost' }, kind: 'open' }
  const unreachable = loaded({ ...company, version: 4, states: { ...company?.states, lost } })
  expect([
    unreachable.status,
    unreachable.err.includes('走不到'),
    unreachable.err.includes('lost'),
  ]).toEqual([1, true, true])
  expect(loaded('{').err).toContain('不是 JSON')
  expect(loaded({ ...company, version: 0 }).err).toContain('version')
  expect(
    loaded({
      ...company,
      version: 5,
      moves: { go: { label: lost.label, from: [], to: 'x', by: ['y'] } },
    }).err,
  ).toContain('moves.go')
})
