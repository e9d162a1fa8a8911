/** The calendar by the API: set up, seen, booked by a program, moved on as any order, and counted. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { MemberId } from '../../src/ledger/account.ts'
import { ROOM } from '../calendar.ts'
import { openTown, type Town } from './backends.ts'
import { type Caller, caller } from './town.ts'

let town: Town
let clerk: Caller
let own: Caller
let li: MemberId

beforeEach(async () => {
  town = await openTown()
  clerk = caller(town, town.clerk('S001'))
  li = await town.member('李四')
  own = caller(town, town.self(li))
})
afterEach(() => town.close())

const id = () => town.bank.ids.entry()
const NEXT = '2026-11-25'
const slot = (more: object = {}) => ({
  ...{ id: id(), bookable: 'S001/room-3', day: NEXT, from: 540, member: li, source: 'page' },
  ...more,
})

test('a room is set up, seen with what is free, booked, and moved on as an order', async () => {
  expect((await clerk.post('/bookables', { ...ROOM, id: id() })).status).toBe(201)
  const listed = (await own.get('/bookables')).body['bookables']
  expect(listed).toMatchObject([{ id: 'S001/room-3', version: 1, state: 'open', kind: 'room' }])
  const order = slot()
  expect((await own.post('/slot-bookings', order)).status).toBe(201)
  const path = '/bookables/S001/room-3/slots'
  const seen = (await own.get(`${path}?day=${NEXT}`)).body['slots'] as { free: number }[]
  expect(seen.map(({ free }) => free)).toEqual([0, 1, 1, 1, 1, 1])
  const wang = await town.member('王五')
  const full = await clerk.post('/slot-bookings', slot({ member: wang, source: 'phone' }))
  expect([full.status, full.body.code]).toEqual([422, 'slot-full'])
  const waits = slot({ member: wang, source: 'phone', wait: true })
  expect((await clerk.post('/slot-bookings', waits)).status).toBe(201)
  const off = { id: id(), move: 'call-off', reason: 'not-needed' }
  expect((await own.post(`/orders/${order.id}/moves`, off)).status).toBe(201)
  expect((await clerk.get(`/orders/${waits.id}`)).body['state']).toBe('booked')
  const day = (await clerk.get(`/stations/S001/calendar?day=${NEXT}`)).body['things']
  expect(day).toMatchObject([{ bookings: [{ order: waits.id, member: wang, people: 1 }] }])
  const use = (await clerk.get(`/stations/S001/use?from=2026-11-25&to=2026-11-25`)).body['things']
  expect(use).toMatchObject([
    { free: true, asked: 2, calledOff: 1, open: 1, minutesOffered: 360, minutesTaken: 60 },
  ])
})

test('nobody says of themself that they came without the code; a day is closed with whoever is told', async () => {
  await clerk.post('/bookables', { ...ROOM, id: id() })
  const order = slot()
  await own.post('/slot-bookings', order)
  const came = await own.post(`/orders/${order.id}/moves`, { id: id(), move: 'attend' })
  expect([came.status, came.body.code]).toEqual([422, 'move-needs'])
  const day = { id: id(), day: NEXT, times: [], callOff: true }
  expect((await clerk.post('/bookables/S001/room-3/days', day)).status).toBe(201)
  expect((await own.get(`/orders/${order.id}`)).body['state']).toBe('cancelled')
})

test.each([
  [{ day: '2026-11-23' }, 'slot-unfit'],
  [{ from: 555 }, 'slot-unfit'],
  [{ people: 99 }, 'slot-unfit'],
  [{ bookable: '../S001' }, 'unknown-bookable'],
  [{ bookable: 'S001/none' }, 'unknown-bookable'],
] as const)('not as %o', async (more, code) => {
  await clerk.post('/bookables', { ...ROOM, id: id() })
  const size = await town.bank.journal.size()
  expect((await own.post('/slot-bookings', slot(more))).body.code).toBe(code)
  expect(await town.bank.journal.size()).toBe(size)
})
