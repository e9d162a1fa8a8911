/** The directory of a city: organisations and teams whole or not at all, and who recorded on a day. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { loadStations, type StationGiven } from '../../src/bank/city/directory.ts'
import { loadOrganisations, loadTeams } from '../../src/bank/city/organisations.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { creditCodeCheck } from '../../src/rules/credit-code.ts'
import { must, openTown, ORGANISATION, type Town } from '../town.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const id = () => town.bank.ids.entry()
const codeOf = (serial: string) => {
  const first = `52440100MJK${serial}`
  return `${first}${creditCodeCheck(first)}`
}
const NEXT = codeOf('000002')
const organisation = (creditCode: string, more: object = {}) => ({
  name: '乙社工服务中心',
  type: '社会服务机构',
  creditCode,
  head: '甲负责',
  handler: '乙经办',
  phone: '',
  sample: false,
  ...more,
})

test('organisations are checked by their code and loaded whole', async () => {
  const wrong = `${NEXT.slice(0, 17)}${NEXT.endsWith('0') ? '1' : '0'}`
  const size = await town.bank.journal.size()
  const bad = await loadOrganisations(town.bank, SYSTEM, {
    id: id(),
    organisations: [
      organisation(NEXT),
      organisation(wrong),
      organisation(NEXT),
      organisation(codeOf('000003'), { head: '' }),
    ],
  })
  expect(bad).toMatchObject({
    ok: false,
    refused: [
      { row: 1, refusal: { what: 'creditCode', given: wrong } },
      { row: 2, refusal: { what: 'creditCode', given: NEXT } },
      { row: 3, refusal: { what: 'head' } },
    ],
  })
  expect(await town.bank.journal.size()).toBe(size)
  const good = { id: id(), organisations: [organisation(NEXT)] }
  expect(await loadOrganisations(town.bank, town.clerk('S001'), good)).toMatchObject({ ok: false })
  expect(await loadOrganisations(town.bank, SYSTEM, { ...good, dryRun: true })).toMatchObject({
    added: 1,
  })
  expect(await town.bank.journal.size()).toBe(size)
  expect(await loadOrganisations(town.bank, SYSTEM, good)).toMatchObject({ ok: true, added: 1 })
  expect(await loadOrganisations(town.bank, SYSTEM, { ...good, id: id() })).toMatchObject({
    added: 0,
    same: 1,
  })
})

test('a team belongs to an organisation that is there', async () => {
  const team = (code: string, of: string) => ({ code, name: '晨曦队', organisation: of })
  const unknown = codeOf('000009')
  const bad = await loadTeams(town.bank, SYSTEM, {
    id: id(),
    teams: [team('T001', ORGANISATION), team('T002', unknown), team('T001', ORGANISATION)],
  })
  expect(bad).toMatchObject({
    ok: false,
    refused: [
      { row: 1, refusal: { code: 'unknown-organisation', organisation: unknown } },
      { row: 2, refusal: { what: 'team', given: 'T001' } },
    ],
  })
  const good = { id: id(), teams: [team('T001', ORGANISATION)] }
  expect(await loadTeams(town.bank, SYSTEM, good)).toMatchObject({ ok: true, added: 1 })
  expect((await town.bank.directory.get('team', 'T001'))?.body.organisation).toBe(ORGANISATION)
})

test('a credit names the organisation that ran the station on that day', async () => {
  const { bank } = town
  const member = await town.member('承办人')
  const station: StationGiven = {
    code: 'S001',
    name: 'S001 站',
    area: '440104003',
    type: '双百社工服务站',
    hotline: '020-00000001',
    address: '示例路 1 号',
    opening: '周一至周五 08:30-17:30',
    organisation: '',
    creditCode: NEXT,
    from: '2026-07-01',
    to: '2026-11-20',
  }
  const load = (stations: readonly StationGiven[]) =>
    loadStations(bank, SYSTEM, { id: id(), stations, sample: true })
  const first = { ...station, creditCode: ORGANISATION, from: '2019-06-20', to: '2030-12-31' }
  const terms = async () => (await bank.directory.get('station', 'S001'))?.body.terms
  expect(await load([first, station])).toMatchObject({ ok: true, changed: 1 })
  const both = [
    { organisation: ORGANISATION, from: '2019-06-20', to: '2026-06-30' },
    { organisation: NEXT, from: '2026-07-01', to: '2026-11-20' },
  ]
  expect(await terms()).toEqual(both)
  // The first roster again changes nothing of what came after it.
  await load([first])
  expect(await terms()).toEqual(both)

  const on = (servedOn: string) =>
    credit(bank, SYSTEM, {
      id: id(),
      member,
      station: 'S001',
      minutes: 60,
      servedOn,
      service: 'activity',
    })
  expect(must(await on('2026-06-30')).organisation).toBe(ORGANISATION)
  expect(must(await on('2026-07-01')).organisation).toBe(NEXT)
  expect(await on('2026-11-21')).toMatchObject({
    ok: false,
    refusal: { code: 'station-without-organisation', station: 'S001' },
  })
})

test('two rows of a station say the same of it, and a new organisation has a name', async () => {
  const row = {
    code: 'S009',
    name: '九站',
    area: '440104003',
    type: '',
    hotline: '',
    address: '',
    opening: '',
    organisation: '丙中心',
    creditCode: codeOf('000007'),
    from: '2020-01-01',
    to: '2022-12-31',
  }
  const later = { ...row, from: '2023-01-01', to: '2029-12-31' }
  const load = (stations: readonly StationGiven[]) =>
    loadStations(town.bank, SYSTEM, { id: id(), stations, sample: false, dryRun: true })
  expect(await load([row, later])).toMatchObject({ ok: true, added: 3 })
  for (const wrong of [
    { ...later, name: '十站' },
    { ...later, from: row.from },
  ])
    expect(await load([row, wrong])).toMatchObject({ refused: [{ row: 1 }] })
  expect(await load([{ ...row, organisation: '' }])).toMatchObject({
    refused: [{ row: 0, refusal: { code: 'unknown-organisation' } }],
  })
})

test('rows are looked through from the last, also where their keys begin with nothing in particular', async () => {
  const keys = async (prefix: string, before?: string) => {
    const page = { limit: 2, ...(before === undefined ? {} : { before }) }
    return (await town.bank.directory.under('station', prefix, page)).map(({ key }) => key)
  }
  expect(await keys('')).toEqual(['S003', 'S002'])
  expect(await keys('', 'S002')).toEqual(['S001'])
  expect(await keys('S00')).toEqual(['S003', 'S002'])
  expect(await keys('T')).toEqual([])
})

test('a key with a NUL in it is the key of nothing', async () => {
  expect(await town.bank.directory.get('station', 'S001\0')).toBeUndefined()
  expect(await town.bank.directory.newest('station', '\0')).toBeUndefined()
})
