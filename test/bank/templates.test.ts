/** Templates of reports: each a version of its area from a day on; a month that is final keeps the one it had. */
import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  fillable,
  keepTemplate,
  reportPath,
  templateFile,
  templateIn,
  type TemplateOrder,
  templatesFor,
} from '../../src/bank/papers/template.ts'
import { verifyEvidence } from '../../src/bank/oversight/kept-evidence.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { must, openTown, type Town } from '../town.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
beforeEach(() => {
  town.clock.at = Date.parse('2026-11-24T02:00:00Z')
})
afterAll(() => town.close())

const STREET: Actor = {
  id: 'staff:street',
  kind: 'staff',
  role: 'street',
  station: '',
  path: '4401/440104/440104003/',
}
const DISTRICT: Actor = { ...STREET, id: 'staff:d', role: 'district', path: '4401/440104/' }
const OTHER: Actor = { ...STREET, id: 'staff:o', path: '4401/440104/440104004/' }

async function keep(actor: Actor, said: Partial<TemplateOrder> = {}) {
  const file = await town.bank.evidence.put(new TextEncoder().encode(`${Math.random()}`))
  const order = { kind: 'month', from: '2026-11-01', names: ['hours'], file, ...said } as const
  return keepTemplate(town.bank, actor, { id: town.bank.ids.entry(), ...order })
}

const path = () => reportPath(town.bank, town.clerk('S001'))
const inForce = async (period: string) => {
  const one = templateIn(await templatesFor(town.bank, await path()), period)
  return one && `${one.area} ${one.kind} ${one.version}`
}

it('has none where none was uploaded, and then each its version, from its day, by kind', async () => {
  expect(await inForce('2026-11')).toBeUndefined()
  must(await keep(STREET))
  expect(await inForce('2026-11')).toBe('440104003 month 1')
  expect(await inForce('2026-10')).toBeUndefined()
  expect(await inForce('2026-Q4')).toBeUndefined()
  must(await keep(STREET, { from: '2026-12-01' }))
  must(await keep(STREET, { kind: 'quarter' }))
  must(await keep(STREET, { kind: 'year' }))
  expect(await inForce('2026-11')).toBe('440104003 month 1')
  expect(await inForce('2026-12')).toBe('440104003 month 2')
  expect(await inForce('2027-05')).toBe('440104003 month 2')
  expect(await inForce('2026-Q4')).toBe('440104003 quarter 1')
  expect(await inForce('2026')).toBe('440104003 year 1')
  // Replaced while its month is open: of one day the newest version counts.
  must(await keep(STREET))
  expect(await inForce('2026-11')).toBe('440104003 month 3')
  expect(await inForce('2026-12')).toBe('440104003 month 2')
})

it('a street’s own goes before its district’s, which serves where there is none', async () => {
  must(await keep(DISTRICT, { from: '2026-12-01' }))
  expect(await inForce('2026-12')).toBe('440104003 month 2')
  const beside = templateIn(await templatesFor(town.bank, OTHER.path ?? ''), '2026-12')
  expect(beside?.area).toBe('440104')
})

it('two that are uploaded at once are two versions', async () => {
  const before = (await templatesFor(town.bank, '4401/')).length
  const city = { ...STREET, id: 'staff:c', role: 'city' as const, path: undefined }
  const { path: _path, ...actor } = city
  const both = await Promise.all([keep(actor), keep(actor)])
  expect(both.map(({ ok }) => ok)).toEqual([true, true])
  const versions = (await templatesFor(town.bank, '4401/')).map(({ version }) => version)
  expect([versions.length - before, new Set(versions).size]).toEqual([2, versions.length])
})

it('a month that is final keeps its template: a day in it is refused, also after the year ends', async () => {
  expect(await keep(STREET, { from: '2026-10-31' })).toMatchObject({
    refusal: { code: 'paper-terms', what: 'template-from' },
  })
  const before = await inForce('2026-11')
  town.clock.at = Date.parse('2026-12-05T02:00:00Z')
  // November may still change, and its report with it.
  expect((await keep(DISTRICT, { from: '2026-11-30' })).ok).toBe(true)
  town.clock.at = Date.parse('2026-12-06T02:00:00Z')
  expect(await keep(STREET, { from: '2026-11-30' })).toMatchObject({
    refusal: { code: 'paper-terms', what: 'template-from' },
  })
  must(await keep(STREET, { from: '2026-12-01' }))
  expect(await inForce('2026-11')).toBe(before)
})

it('refuses stations, other kinds, days that are none, and a workbook with nothing to fill in', async () => {
  for (const actor of [town.clerk('S001'), town.head('S001')])
    expect(await keep(actor)).toMatchObject({ refusal: { code: 'not-allowed' } })
  const what = async (said: Partial<TemplateOrder>) => {
    const outcome = await keep(STREET, said)
    return outcome.ok ? 'done' : outcome.refusal
  }
  expect(await what({ kind: 'week' as never })).toMatchObject({ what: 'report-kind' })
  expect(await what({ from: 'soon' })).toMatchObject({ code: 'day-unreadable' })
  expect(await what({ names: ['合计', 'hours.S999'] })).toMatchObject({ what: 'template-names' })
  expect(await what({ file: 'x' })).toMatchObject({ code: 'code-unreadable' })
})

it('keeps of the names those a report knows, and no word somebody typed', async () => {
  const names = ['hours', 'Hours', '张三', 'people.S001', 'people.S999', 'period.S001', 'template']
  expect(await fillable(town.bank, names)).toEqual(['Hours', 'hours', 'people.S001', 'template'])
})

it('is sealed evidence its entry names; asked for again it is one version; places beside do not see it', async () => {
  const bytes = new TextEncoder().encode('a workbook')
  const file = await town.bank.evidence.put(bytes)
  const order = { id: town.bank.ids.entry(), kind: 'year', from: '2027-01-01', file } as const
  const entry = must(await keepTemplate(town.bank, STREET, { ...order, names: ['hours'] }))
  expect(entry.refs).toContainEqual(['file', file])
  expect(must(await keepTemplate(town.bank, STREET, { ...order, names: ['hours'] })).seq).toBe(
    entry.seq,
  )
  const audit = auditIn(town.bank.engine, migrationsOf('sqlite'))
  const { named, faults } = await verifyEvidence(audit, town.bank.evidence)
  expect([named > 1, faults]).toEqual([true, []])
  const of = { area: '440104003', kind: 'year', version: 2 } as const
  expect(must(await templateFile(town.bank, await path(), of)).bytes).toEqual(Buffer.from(bytes))
  const beside = await templateFile(town.bank, OTHER.path ?? '', of)
  expect(beside).toMatchObject({ refusal: { code: 'unknown-paper' } })
  expect(await templateFile(town.bank, await path(), { ...of, version: 9 })).toMatchObject({
    refusal: { code: 'unknown-paper' },
  })
})
