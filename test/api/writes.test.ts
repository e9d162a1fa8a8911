import { afterEach, beforeEach, expect, test } from 'vitest'
import { addToken } from '../../src/bank/people/staff.ts'
import { makeToken } from '../../src/gate/tokens.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { must, ORGANISATION } from '../town.ts'
import { openTown, type Town } from './backends.ts'
import { type Caller, caller } from './town.ts'

let town: Town
let clerk: Caller
let city: Caller
let li: MemberId
let wu: MemberId

beforeEach(async () => {
  town = await openTown()
  clerk = caller(town, town.clerk('S001'))
  city = caller(town, town.city)
  li = await town.member('李四')
  wu = await town.member('吴七', 'S002')
})
afterEach(() => town.close())

const id = () => town.bank.ids.entry()
const creditOf = (member: string, more: object = {}) => ({
  id: id(),
  member,
  station: 'S001',
  minutes: 150,
  servedOn: '2026-11-21',
  service: 'activity',
  ...more,
})

/** Sends twice: the second answer has the bytes of the first; another order with the id is refused. */
async function twice(who: Caller, path: string, order: object) {
  const first = await who.post(path, order)
  expect(first.status, first.text).toBe(201)
  const size = await town.bank.journal.size()
  const again = await who.post(path, order)
  expect(again.status).toBe(201)
  expect(again.text).toBe(first.text)
  expect(await town.bank.journal.size()).toBe(size)
  return first.body
}

test('each write is answered with its entry, and a repeat with the same bytes', async () => {
  const credited = await twice(clerk, '/credits', creditOf(li))
  expect(credited.entry).toMatchObject({ kind: 'credit', minutes: 150 })
  expect(credited.receipts.map(({ account }) => account)).toEqual([`earned:${li}`])
  await town.earn(li, 120)

  const self = caller(town, town.self(li))
  const gift = await twice(self, '/transfers', { id: id(), from: li, to: wu, minutes: 60 })
  expect(gift.entry.postings.map(({ account }) => account)).toEqual([`earned:${li}`])
  expect(JSON.stringify(gift)).not.toContain(wu)
  await twice(self, '/donations', { id: id(), from: li, pool: 'city', minutes: 60 })
  const grant = { pool: 'budget', member: wu, minutes: 120, purpose: 'hardship' }
  await twice(city, '/grants', { id: id(), ...grant, until: '2026-12-31' })

  const booking = { member: li, station: 'S001', service: 'haircut', day: '2026-11-25' }
  const held = await twice(self, '/bookings', { id: id(), ...booking })
  await twice(clerk, `/bookings/${held.entry.id}/settlement`, { id: id(), provider: wu })
  const other = await twice(clerk, '/bookings', { id: id(), ...booking })
  await twice(self, `/bookings/${other.entry.id}/release`, { id: id() })

  const counter = { member: li, station: 'S001', service: 'haircut' }
  const redeemed = await twice(clerk, '/redemptions', { id: id(), ...counter })
  const reason = town.bank.rules.reversalReasons[0]
  await twice(clerk, '/reversals', { id: id(), entry: redeemed.entry.id, reason })

  const person = { station: 'S001', name: '周八', phone: '13900000001' }
  const enrolled = await twice(clerk, '/members', { id: id(), ...person })
  expect(enrolled['member']).toMatchObject({ home: 'S001' })
})

test('an id taken, and an order that cannot be, are refused with status, code and pointer', async () => {
  const order = creditOf(li)
  await clerk.post('/credits', order)
  const taken = await clerk.post('/credits', { ...order, minutes: 60 })
  expect(taken.status).toBe(422)
  expect(taken.body).toMatchObject({ type: 'urn:kapok:refusal:id-taken', code: 'id-taken' })
  expect(taken.headers.get('Content-Type')).toContain('application/problem+json')

  for (const minutes of [0, -60, 0.5, '60', 1e9, null, undefined, 1e300]) {
    const { status, body } = await clerk.post('/credits', creditOf(li, { minutes }))
    expect([minutes, status, body.errors?.[0]?.pointer]).toEqual([minutes, 422, '/minutes'])
  }
  const cases: readonly [object, number, string, string][] = [
    [{ member: 'nobody' }, 404, 'unknown-member', '/member'],
    [{ service: 'nothing' }, 404, 'unknown-service', '/service'],
    [{ servedOn: '2026-11-25' }, 422, 'day-in-future', '/servedOn'],
    [{ servedOn: '2026-02-30' }, 422, 'day-unreadable', '/servedOn'],
    [{ station: 'S002' }, 404, 'unknown-station', '/station'],
    [{ id: 'ABC' }, 422, 'invalid', '/id'],
    [{ 'a/b': 1 }, 422, 'invalid', '/a~1b'],
    [{ span: { from: 600, to: 600 } }, 422, 'invalid', '/span/to'],
  ]
  for (const [wrong, status, code, pointer] of cases) {
    const answer = await clerk.post('/credits', creditOf(li, wrong))
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.pointer]).toEqual([
      status,
      code,
      pointer,
    ])
  }
})

test('what is no JSON, too large, unsigned or inherits is turned away before it is an order', async () => {
  const size = await town.bank.journal.size()
  expect((await clerk.post('/credits', '{"id":')).status).toBe(400)
  expect((await clerk.post('/credits', '{}', { 'Content-Type': 'text/plain' })).status).toBe(415)
  expect((await clerk.post('/credits', ' '.repeat(1_100_000))).status).toBe(413)
  // Over a connection the length is that of the body, as the one above was; a client cannot lie about it.
  if (!town.connected) {
    const saysSo = { 'Content-Length': '1100000' }
    expect((await clerk.post('/credits', '{}', saysSo)).status).toBe(413)
  }
  const nobody = await caller(town, undefined).post('/credits', creditOf(li))
  expect([nobody.status, nobody.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer'])
  const text = JSON.stringify(creditOf(li)).replace('{', '{"__proto__":{"station":"S002"},')
  const inert = await clerk.post('/credits', text)
  expect([inert.status, inert.body.errors?.[0]?.pointer]).toEqual([422, '/__proto__'])
  expect((await clerk.post('/nowhere', {})).body.code).toBe('unknown-route')
  expect(await town.bank.journal.size()).toBe(size)
})

test('hours are held once and closed once', async () => {
  await town.earn(wu, 100, 'S002')
  const desk = caller(town, town.clerk('S002'))
  const order = { member: wu, station: 'S002', service: 'haircut', day: '2026-11-24' }
  const most = await desk.post('/bookings', { id: id(), ...order, times: 24 })
  expect(most.status).toBe(201)
  for (let left = 4; left > 0; left--)
    await desk.post('/bookings', { id: id(), ...order, times: 24 })
  const short = await desk.post('/bookings', { id: id(), ...order, times: 24 })
  expect([short.status, short.body.code]).toEqual([422, 'short-of-hours'])

  const at = `/bookings/${most.body.entry.id}/settlement`
  expect((await clerk.post(at, { id: id() })).status).toBe(404)
  expect((await desk.post(at, { id: id() })).status).toBe(201)
  const again = await desk.post(at, { id: id() })
  expect([again.status, again.body.code]).toEqual([422, 'already-closed'])
  expect((await desk.post('/bookings/x/release', { id: id() })).status).toBe(404)
})

test('a batch is written whole, or not at all, or row by row', async () => {
  const row = (member: string, more: object = {}) => {
    const { station: _, ...rest } = creditOf(member, more)
    return rest
  }
  const good = { id: id(), station: 'S001', whole: true, rows: [row(li), row(wu)] }
  expect((await twice(clerk, '/credits/batch', good)).rows).toHaveLength(2)

  const size = await town.bank.journal.size()
  const rows = [row(li, { servedOn: '2026-11-20' }), row('nobody')]
  const whole = await clerk.post('/credits/batch', {
    id: id(),
    station: 'S001',
    whole: true,
    rows,
  })
  expect([whole.status, whole.body.code, whole.body.rows]).toMatchObject([
    422,
    'group-refused',
    [{ row: 1, code: 'unknown-member', errors: [{ pointer: '/rows/1/member' }] }],
  ])
  expect(await town.bank.journal.size()).toBe(size)

  const part = await clerk.post('/credits/batch', {
    id: id(),
    station: 'S001',
    whole: false,
    rows,
  })
  expect(part.status).toBe(200)
  expect(part.body.rows.map(({ ok }) => ok)).toEqual([true, false])

  const same = row(li)
  const double = { id: id(), station: 'S001', whole: false, rows: [same, same] }
  expect((await clerk.post('/credits/batch', double)).body.errors?.[0]?.pointer).toBe('/rows/1/id')
  const elsewhere = await clerk.post('/credits/batch', { ...good, station: 'S002' })
  expect(elsewhere.status).toBe(404)
})

test('what another site makes a browser send is turned away; a token is not sent unasked', async () => {
  const size = await town.bank.journal.size()
  const order = creditOf(li)
  for (const headers of [
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'https://elsewhere.example' },
    { Origin: 'null' },
  ]) {
    const { status, body } = await clerk.post('/credits', order, headers)
    expect([status, body.code]).toEqual([403, 'other-site'])
  }
  expect(await town.bank.journal.size()).toBe(size)
  const wanted = { name: 'app', scopes: ['credits:write'], station: 'S001', until: '2026-12-31' }
  const { text: token, key, body } = makeToken(town.bank, wanted)
  must(await addToken(town.bank, town.security, { id: id(), key, body }))
  const elsewhere = { Origin: 'https://elsewhere.example' }
  expect((await caller(town, token).post('/credits', order, elsewhere)).status).toBe(201)
})

test('a sentence is in the language asked for', async () => {
  const order = creditOf('nobody')
  const zh = await clerk.post('/credits', order)
  const en = await clerk.post('/credits', order, { 'Accept-Language': 'en-GB,en;q=0.8' })
  expect(zh.body.detail).toContain('没有找到')
  expect(en.body.detail).toContain('No volunteer was found')
})

test('a giver is not told what the receiver owns', async () => {
  await town.earn(li, 8)
  const cap = town.bank.rules.cap?.most ?? 0
  await town.earn(wu, cap / 60, 'S002')
  const gift = { id: id(), from: li, to: wu, minutes: 60 }
  const { status, text, body } = await caller(town, town.self(li)).post('/transfers', gift)
  expect([status, body.code]).toEqual([422, 'over-cap'])
  expect(text).not.toContain(String(cap))
  expect(text).not.toContain('1500')
})

test('the city loads organisations and teams whole; a station may not', async () => {
  const city = caller(town, town.city)
  const row = {
    creditCode: ORGANISATION,
    name: '示例社工服务中心',
    type: '社会服务机构',
    head: '甲',
    handler: '乙',
  }
  const wrong = {
    ...row,
    creditCode: `${ORGANISATION.slice(0, 17)}${ORGANISATION.endsWith('A') ? 'B' : 'A'}`,
  }
  const bad = await city.post('/organisations', { id: id(), organisations: [row, wrong] })
  expect(bad.status).toBe(422)
  expect(bad.body.rows).toMatchObject([
    { row: 1, code: 'code-unreadable', errors: [{ pointer: '/organisations/1/creditCode' }] },
  ])
  const clerk = await caller(town, town.clerk('S001')).post('/organisations', {
    id: id(),
    organisations: [row],
  })
  expect(clerk.status).toBe(403)
  const done = await city.post('/organisations', { id: id(), organisations: [row] })
  expect([done.status, done.body]).toEqual([201, { added: 0, changed: 1, same: 0 }])
  const team = { code: 'T001', name: '晨曦队', organisation: ORGANISATION }
  const dry = await city.post('/teams', { id: id(), dryRun: true, teams: [team] })
  expect(dry.body).toEqual({ added: 1, changed: 0, same: 0 })
  expect((await city.post('/teams', { id: id(), teams: [team] })).body['added']).toBe(1)
  expect((await city.post('/teams', { id: id(), teams: [team] })).body['same']).toBe(1)
})
