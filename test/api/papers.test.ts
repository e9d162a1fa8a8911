/** Papers over the interface: certificates, lists, reports and folders; and what has to be keyed in elsewhere, ticked off row by row. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openApi } from '../../src/api/openapi.ts'
import { asked, cityPlace, recordDrafts, rowChange } from '../../src/bank/draft.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { postPublicity } from '../../src/bank/papers/publicity.ts'
import { recordAll } from '../../src/bank/record.ts'
import { makeToken } from '../../src/gate/tokens.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { must } from '../town.ts'
import { openTown, type Town } from './backends.ts'
import { type Caller, caller } from './town.ts'

let town: Town
let clerk: Caller
let li: MemberId
const id = () => town.bank.ids.entry()

beforeEach(async () => {
  town = await openTown()
  clerk = caller(town, town.clerk('S001'))
  li = await town.member('李四')
})
afterEach(() => town.close())

const day = (back: number) =>
  new Date(town.bank.clock.now() + 8 * 3_600_000 - back * 86_400_000).toISOString().slice(0, 10)

async function serve(minutes = 60, back = 1): Promise<string> {
  const said = { id: id(), member: li, station: 'S001', minutes, servedOn: day(back) }
  const answer = await clerk.post('/credits', { ...said, service: 'activity' })
  expect(answer.status).toBe(201)
  return answer.body.entry.id
}

/** A program of a station with some scopes alone. */
async function program(scopes: readonly string[]): Promise<Caller> {
  const { bank } = town
  const given = { name: '街道平台', scopes, station: 'S001', until: '2030-12-31' }
  const { text, key, body } = makeToken(bank, given)
  const rows = [rowChange(bank, 'token', key, 1, body)]
  const ask = asked(SYSTEM, 'hire', { id: id() })
  const drafts = recordDrafts(bank, SYSTEM, ask, rows, cityPlace(bank))
  for (const outcome of await recordAll(bank, drafts, { whole: true })) must(outcome)
  return caller(town, text)
}

test('a certificate waits for its publicity; lists say what hangs and what became of objections, and name nobody', async () => {
  await serve(90)
  const order = { id: id(), station: 'S001', member: li, from: day(30), to: day(0) }
  const early = await clerk.post('/certificates', order)
  expect([early.status, early.body.code]).toEqual([422, 'publicity-needed'])
  const hung = { posted: day(0), until: day(-6), place: 'window' as const }
  const list = { id: id(), station: 'S001', from: day(30), to: day(0), ...hung }
  must(await postPublicity(town.bank, town.clerk('S001'), list))
  const lists = await clerk.get('/publicity?station=S001')
  expect(lists.body['lists']).toMatchObject([
    {
      ...{ id: list.id, photo: false, objections: [], place: 'window' },
      lines: [{ member: li, minutes: 90, count: 1 }],
    },
  ])
  expect(lists.text).not.toContain('李四')
  expect((await clerk.get('/publicity?station=S002')).status).toBe(404)
  expect((await clerk.get(`/publicity/${id()}/file?station=S001`)).status).toBe(404)
  expect((await clerk.get('/certificates/0123456789abcdef')).status).toBe(404)
})

test('a report has its figures in minutes; its sheet is the plain one where no template was uploaded', async () => {
  await serve(90)
  const month = day(1).slice(0, 7)
  const report = await clerk.get(`/reports/${month}?station=S001`)
  expect(report.body).toMatchObject({
    ...{ period: month, final: false },
    all: { people: 1, attendances: 1, minutes: 90 },
    lines: [{ station: 'S001', minutes: 90 }],
  })
  const path = `/api/v1/reports/${month}/file?station=S001&as=xlsx`
  const token = await program(['stations:read'])
  expect((await token.get(`/reports/${month}?station=S001`)).status).toBe(200)
  const file = await clerk.get(path.slice('/api/v1'.length))
  expect(file.headers.get('Content-Disposition')).toContain(`report-${month}.xlsx`)
  expect(file.headers.get('Content-Type')).toContain('spreadsheetml')
  for (const wrong of ['2026-13', 'x', '2099-01'])
    expect((await clerk.get(`/reports/${wrong}?station=S001`)).body.code).toBe('month-unreadable')
  expect((await clerk.get(`/reports/${month}?station=S002`)).status).toBe(404)
  expect((await clerk.get(`/reports/${month}/file?station=S001&as=doc`)).status).toBe(422)
})

test('the list to key in is read without names, ticked off row by row, once, and taken back', async () => {
  const [one, two] = [await serve(60, 1), await serve(30, 2)]
  const month = day(1).slice(0, 7)
  const rows = async () =>
    (await clerk.get(`/to-key/${month}?station=S001`)).body['rows'] as unknown as readonly {
      readonly entry: string
      readonly minutes: number
      readonly keyed?: { readonly by: string }
    }[]
  const listed = await clerk.get(`/to-key/${month}?station=S001`)
  expect(listed.text).not.toContain('李四')
  expect((await rows()).map(({ entry, minutes }) => [entry, minutes])).toEqual([
    [two, 30],
    [one, 60],
  ])
  const tick = { id: id(), station: 'S001', system: 'ivolunteer', entries: [one], keyed: true }
  const done = await clerk.post('/to-key/ticks', tick)
  expect([done.status, done.body['entry' as never]]).toEqual([201, tick.id])
  expect((await rows()).map(({ keyed }) => keyed !== undefined)).toEqual([false, true])
  expect((await clerk.post('/to-key/ticks', tick)).text).toBe(done.text)
  // Ticked already: nothing is written.
  const again = await clerk.post('/to-key/ticks', { ...tick, id: id() })
  expect([again.status, again.body['entry' as never]]).toEqual([201, null])
  await clerk.post('/to-key/ticks', { ...tick, id: id(), keyed: false })
  expect((await rows()).every(({ keyed }) => keyed === undefined)).toBe(true)
  expect((await clerk.post('/to-key/ticks', { ...tick, id: id(), entries: [id()] })).status).toBe(
    404,
  )
  expect((await clerk.post('/to-key/ticks', { ...tick, id: id(), entries: [] })).status).toBe(422)
  const file = await clerk.get(`/to-key/${month}/file?station=S001&as=csv`)
  expect(file.headers.get('Content-Type')).toContain('text/csv')
  expect(file.text).toContain('李四')
})

test('a program does what its scopes say, and no more', async () => {
  const entry = await serve()
  const month = day(1).slice(0, 7)
  const reader = await program(['stations:read'])
  const exporter = await program(['people:export'])
  const keyer = await program(['people:export', 'credits:write'])
  const maker = await program(['papers:write', 'stations:read'])
  const tick = { station: 'S001', system: 'ivolunteer', entries: [entry], keyed: true }
  const status = async (who: Caller) => [
    (await who.get('/publicity?station=S001')).status,
    (await who.get(`/folders/${month}?station=S001`)).status,
    (await who.get('/certificates/0123456789abcdef')).status,
    (await who.get(`/to-key/${month}?station=S001`)).status,
    (await who.post('/to-key/ticks', { ...tick, id: id() })).status,
  ]
  expect(await status(reader)).toEqual([200, 403, 403, 403, 403])
  expect(await status(exporter)).toEqual([403, 403, 403, 200, 403])
  expect(await status(keyer)).toEqual([403, 403, 403, 200, 201])
  expect(await status(maker)).toEqual([200, 200, 404, 403, 403])
})

test('the document says what files are answered', () => {
  const { paths } = openApi()
  const types = (path: string) => {
    const done = paths[path]?.['get']?.responses['200'] as { readonly content: object }
    return Object.keys(done.content)
  }
  expect(types('/certificates/{code}/file')).toEqual(['application/pdf'])
  expect(types('/reports/{period}/file')).toEqual([
    'application/pdf',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ])
  expect(types('/folders/{month}')).toEqual(['application/zip'])
  expect(types('/to-key/{month}')).toEqual(['application/json'])
})
