/** The catalogue over the interface: items with their price waiting for a second person, choices with what is missing, meals, vouchers, and several who give together. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SAMPLE_SUBSIDY } from '../../src/rules/meals.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { openTown, type Town } from './backends.ts'
import { type Caller, caller } from './town.ts'

let town: Town
let clerk: Caller
let head: Caller
let li: MemberId
const id = () => town.bank.ids.entry()

beforeEach(async () => {
  town = await openTown()
  clerk = caller(town, town.clerk('S001'))
  head = caller(town, town.head('S001'))
  li = await town.member('李四')
})
afterEach(() => town.close())

const item = (more: object = {}) => ({
  id: id(),
  station: 'S001',
  code: 'haircut-home',
  kind: 'service',
  name: { zh: '上门理发' },
  service: 'haircut',
  price: { by: 'item', minutes: 60 },
  reason: 'new',
  ...more,
})

test('an item is brought, offered to anyone, and says what a member is missing', async () => {
  expect((await clerk.post('/items', item())).status).toBe(403)
  expect((await head.post('/items', item({ counted: true }))).status).toBe(201)
  const dearer = await head.post('/items', item({ price: { by: 'item', minutes: 120 } }))
  expect([dearer.status, dearer.body['why']]).toEqual([202, ['change']])
  expect((await head.post('/items', item({ code: 'rice', kind: 'good' }))).body.detail).toContain(
    '没有开放兑换物资',
  )
  const stock = { id: id(), station: 'S001', item: 'haircut-home', by: 3, reason: 'received' }
  expect((await head.post('/items/stock', stock)).status).toBe(201)

  const offered = await caller(town, undefined).get('/stations/S001/catalogue')
  expect(offered.body['offers']).toMatchObject([
    { item: 'haircut-home', version: 1, left: 3, price: { by: 'item', minutes: 60 } },
  ])
  const none = await caller(town, undefined).get('/stations/S999/catalogue')
  expect(none.status).toBe(404)
  const before = await clerk.get(`/members/${li}/choices`)
  expect(before.body['choices']).toMatchObject([{ missing: { code: 'short-of-hours' } }])
  await town.earn(li, 100)
  const after = (await clerk.get(`/members/${li}/choices?station=S001`)).body['choices']
  expect(after).toMatchObject([{ item: 'haircut-home', left: 3 }])
  expect(JSON.stringify(after)).not.toContain('missing')

  const order = { id: id(), member: li, station: 'S001', item: 'haircut-home' }
  expect((await clerk.post('/redemptions', order)).status).toBe(201)
  const four = await clerk.post('/redemptions', { ...order, id: id(), times: 3 })
  expect([four.status, four.body.code]).toEqual([422, 'tally-under'])
  expect(four.body.detail).toContain('只剩 2 份')
  const wrong = await clerk.post('/redemptions', { ...order, id: id(), item: 'none' })
  expect([wrong.status, wrong.body.errors?.[0]?.pointer]).toEqual([404, '/item'])
})

test('meals: a table the city loads, a list that is taken in once', async () => {
  const table = { ...SAMPLE_SUBSIDY, id: id(), area: '4401', from: '2020-01-01', sample: true }
  expect((await caller(town, town.city).post('/subsidies', table)).status).toBe(201)
  const number = (await town.bank.people.get(li))?.number
  const list = {
    ...{ station: 'S001', day: '2026-11-23', file: 'ab'.repeat(32) },
    rows: [{ number, meal: 'lunch', count: 1 }],
  }
  const first = await clerk.post('/diners', { ...list, id: id() })
  expect([first.status, first.body]).toEqual([201, { added: 1, changed: 0, same: 0 }])
  const again = await clerk.post('/diners', { ...list, id: id() })
  expect(again.body).toEqual({ added: 0, changed: 0, same: 1 })
  const stranger = { ...list, id: id(), rows: [...list.rows, { ...list.rows[0], number: 'X1' }] }
  expect((await clerk.post('/diners', stranger)).body.rows).toMatchObject([
    { row: 1, code: 'unknown-member' },
  ])
})

test('several give together; a voucher is off; an instruction is the member’s own', async () => {
  const [wu, ho] = [await town.member('吴五'), await town.member('何伯')]
  await town.earn(li, 8)
  await town.earn(wu, 8)
  const givers = [
    { member: li, minutes: 60 },
    { member: wu, minutes: 120 },
  ]
  const gift = { id: id(), station: 'S001', to: ho, givers }
  const given = await clerk.post('/gifts/together', gift)
  expect([given.status, given.body.rows.length]).toEqual([201, 2])
  expect((await clerk.post('/gifts/together', gift)).text).toBe(given.text)
  expect(await town.available(ho)).toBe(180)
  const voucher = { id: id(), member: li, station: 'S001', minutes: 60 }
  expect((await clerk.post('/vouchers', voucher)).body.code).toBe('vouchers-off')
  const own = caller(town, town.self(li))
  const said = { id: id(), member: li, what: 'donate', pool: 'S001' }
  expect((await own.post('/instructions', said)).status).toBe(201)
  const left = { id: id(), member: li, what: 'inherit', heir: wu }
  expect((await own.post('/instructions', left)).body.code).toBe('inherit-off')
})
