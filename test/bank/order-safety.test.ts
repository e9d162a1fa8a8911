/** Safe visits, incidents, complaints that go above the station, and resolutions that are carried out. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { figuresBy } from '../../src/bank/loop/figures.ts'
import { type MoveOrder, moveOrder, movesFor } from '../../src/bank/loop/move.ts'
import { orderFor, ordersFor } from '../../src/bank/loop/order.ts'
import { takeIn } from '../../src/bank/loop/take-in.ts'
import { clear } from '../../src/bank/loop/visit.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { setStaffPhone } from '../../src/bank/people/staff-phone.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import type { Actor } from '../../src/bank/ports.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { must, openTown, type Town } from '../town.ts'

let town: Town
let clerk: Actor
let elder: MemberId
let chen: MemberId
let li: MemberId
beforeEach(async () => {
  town = await openTown()
  clerk = town.clerk('S001')
  elder = await town.member('何伯')
  chen = await town.member('陈大文')
  li = await town.member('李四')
})
afterEach(() => town.close())

async function taken(type: string, more: object = {}): Promise<string> {
  const order = { id: town.bank.ids.entry(), type, station: 'S001', source: 'counter' } as const
  return must(await takeIn(town.bank, clerk, { ...order, words: { need: '帮忙' }, ...more })).id
}

const step = (order: string, move: string, more: Partial<MoveOrder> = {}, by = clerk) =>
  moveOrder(town.bank, by, { id: town.bank.ids.entry(), order, move, ...more })

async function through(order: string, moves: readonly (readonly [string, Partial<MoveOrder>?])[]) {
  for (const [move, more] of moves) must(await step(order, move, more))
}

const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)

const rowOf = async (order: string) => (await town.bank.directory.newest('order', order))!.body

const SIGNED = [['accept'], ['dispatch', { place: 'S001' }], ['sign']] as const

const by = (id: string, other?: string) => ({
  claimant: { kind: 'member' as const, id, ...(other === undefined ? {} : { with: other }) },
})

async function cleared(member: MemberId, until = '2027-11-24', who = town.head('S001')) {
  const order = { id: town.bank.ids.entry(), station: 'S001', member, what: 'home', until }
  return clear(town.bank, who, order)
}

test('to a home go only those who are cleared, the first time by two', async () => {
  const first = await taken('help', { member: elder })
  await through(first, SIGNED)
  expect(codeOf(await step(first, 'claim', by(chen)))).toBe('not-cleared')
  expect(codeOf(await cleared(chen, '2027-11-24', clerk))).toBe('not-allowed')
  must(await cleared(chen))
  expect(codeOf(await step(first, 'claim', by(chen)))).toBe('first-visit-alone')
  expect(codeOf(await step(first, 'claim', {}, town.self(chen)))).toBe('first-visit-alone')
  expect(codeOf(await step(first, 'claim', by(chen, li)))).toBe('not-cleared')
  must(await cleared(li))
  await through(first, [
    ['claim', by(chen, li)],
    ['confirm', { confirmed: 'signature' }],
  ])
  const second = await taken('help', { member: elder })
  await through(second, [...SIGNED, ['claim', by(chen)]])
  must(await cleared(li, '2026-11-23'))
  const third = await taken('help', { member: elder })
  await through(third, SIGNED)
  expect(codeOf(await step(third, 'claim', by(li)))).toBe('not-cleared')
})

test('another person than was said: an incident, urgent, with the number of the insurance', async () => {
  const order = await taken('company', { member: elder })
  await through(order, [...SIGNED, ['claim', by(chen)]])
  must(await step(order, 'stranger', {}, town.self(elder)))
  const [incident] = must(await ordersFor(town.bank, clerk, { types: ['incident'] }))
  expect(incident?.body).toMatchObject({ urgent: true, cameFrom: order, member: elder })
  const key = incident?.key ?? ''
  await through(key, [['handle'], ['insure', { number: 'PICC-2026-1' }]])
  expect(await rowOf(key)).toMatchObject({ state: 'insured', policy: 'PICC-2026-1' })
  await through(key, [['close', { outcome: 'solved' }]])
})

test('a meal nobody opens the door for is an incident at once, told by whoever stands there', async () => {
  const { bank } = town
  const who = {
    login: 'head1',
    name: '站长',
    passwordHash: 'x',
    role: 'head',
    station: 'S001',
  } as const
  const { key: head } = must(await addStaff(bank, SYSTEM, { id: bank.ids.entry(), ...who }))
  must(await setStaffPhone(bank, head, '13900000001'))
  const order = await taken('delivery', { member: elder, service: 'delivery' })
  await through(order, [...SIGNED, ['claim', by(chen)]])
  expect(codeOf(await step(order, 'no-answer', {}, town.self(li)))).toBe('unknown-order')
  must(await step(order, 'no-answer', {}, town.self(chen)))
  const [incident] = must(await ordersFor(bank, clerk, { types: ['incident'] }))
  expect(incident?.body).toMatchObject({ urgent: true, cameFrom: order, member: elder })
  const told = await bank.directory.listed('notice', { who: `staff:${head}` })
  expect(told.map(({ body }) => [body.kind, body.list.due])).toEqual([
    ['order-urgent', town.clock.at],
  ])
  expect(await rowOf(order)).toMatchObject({ state: 'claimed' })
  await through(order, [['confirm', { confirmed: 'signature' }]])
  const home = await taken('help', { member: elder })
  expect(must(await orderFor(bank, clerk, home)).workflow.moves).not.toHaveProperty('no-answer')
})

test('a complaint is answered by the station and decided above it, never by the station again', async () => {
  const complaint = await taken('complaint', { member: elder })
  await through(complaint, [['handle'], ['answer', { outcome: 'not-upheld' }]])
  must(await step(complaint, 'appeal', {}, town.self(elder)))
  const said = { outcome: 'partly-upheld' }
  expect(codeOf(await step(complaint, 'decide', said, town.head('S001')))).toBe('not-allowed')
  const offered = must(await orderFor(town.bank, town.city, complaint))
  const names = (await movesFor(town.bank, town.city, offered)).map(([name]) => name)
  expect(names).toContain('decide')
  must(await step(complaint, 'decide', said, town.city))
  const span = { from: 0, to: town.clock.at + 1, type: 'complaint' }
  const found = must(await figuresBy(town.bank, town.city, span, () => '')).get('')
  expect(found).toMatchObject({ closed: { part: 1, of: 1 }, outcomes: { 'partly-upheld': 1 } })
})

test('a resolution says who carries it out and by when, and only those count that were resolved', async () => {
  const bench = await taken('deliberation')
  await through(bench, [
    ['notice'],
    ['opinion', { outcome: 'agreed', note: '加长椅' }],
    ['resolve', { outcome: 'agreed' }],
    ['assign', { claimant: { kind: 'named', id: '' }, day: '2026-12-31' }],
  ])
  expect((await rowOf(bench)).list.due).toBe(Date.parse('2026-12-31T23:59:59.999+08:00'))
  const lamp = await taken('deliberation')
  await through(lamp, [['notice'], ['drop', { reason: 'other' }]])
  const figures = async () => {
    const span = { from: 0, to: town.clock.at + 1, type: 'deliberation' }
    return must(await figuresBy(town.bank, town.city, span, () => '')).get('')?.closed
  }
  expect(await figures()).toEqual({ part: 0, of: 1 })
  await through(bench, [['carry', { outcome: 'solved' }]])
  expect(await figures()).toEqual({ part: 1, of: 1 })
})
