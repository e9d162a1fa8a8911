/** How programs say that a service was confirmed: one of five, checked, and never in the books but by its name. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { callsDue } from '../../src/bank/service/calls.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type EntryId, refOf } from '../../src/ledger/entry.ts'
import { must } from '../town.ts'
import { openTown, type Town } from './backends.ts'
import { type Caller, caller } from './town.ts'

const PIN = '274915'

let town: Town
let clerk: Caller
let li: MemberId
const id = () => town.bank.ids.entry()
beforeEach(async () => {
  town = await openTown()
  clerk = caller(town, town.clerk('S001'))
  li = await town.member('李四')
  await town.earn(li, 120)
  await town.bank.people.setPin(li, must(await town.bank.passwords.hash(PIN)))
})
afterEach(() => town.close())

async function held(): Promise<string> {
  const booking = { member: li, station: 'S001', service: 'haircut', day: '2026-11-25' }
  return (await clerk.post('/bookings', { id: id(), ...booking, assisted: 'face' })).body.entry.id
}
const confirmOf = async (entry: string) => {
  const found = await town.bank.journal.entry(entry as EntryId)
  return found && refOf(found, 'confirm')
}

test('a PIN, a code, a signature: each is checked and said by its name', async () => {
  const booking = await held()
  const path = `/bookings/${booking}/settlement`
  const code = town.bank.people.members.visitCode(booking as EntryId)
  for (const [confirmation, at, wrong] of [
    [{ by: 'pin', pin: '000000' }, '/confirmation', 'confirmation-wrong'],
    [{ by: 'pin' }, '/confirmation', 'confirmation-wrong'],
    [
      { by: 'code', code: code === '0000' ? '1111' : '0000' },
      '/confirmation',
      'confirmation-wrong',
    ],
    [{ by: 'smoke' }, '/confirmation/by', 'invalid'],
    [{ by: 'pin', pin: 7 }, '/confirmation/pin', 'invalid'],
    ['pin', '/confirmation', 'invalid'],
  ] as const) {
    const { status, body } = await clerk.post(path, { id: id(), confirmation })
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([422, wrong, at])
  }
  const order = { id: id(), confirmation: { by: 'code', code } }
  const done = await clerk.post(path, order)
  expect([done.status, await confirmOf(done.body.entry.id)]).toEqual([201, 'code'])
  expect((await clerk.post(path, order)).text).toBe(done.text)

  const counter = { member: li, station: 'S001', service: 'haircut' }
  const confirmation = { by: 'pin', pin: PIN }
  const redeemed = await clerk.post('/redemptions', { id: id(), ...counter, confirmation })
  expect([redeemed.status, await confirmOf(redeemed.body.entry.id)]).toEqual([201, 'pin'])
})

test('where nothing is said, the person is to be called', async () => {
  const done = await clerk.post(`/bookings/${await held()}/settlement`, { id: id() })
  expect(await confirmOf(done.body.entry.id)).toBe('call')
  const due = must(await callsDue(town.bank, town.head('S001'), 'S001'))
  expect(due.map(({ entry }) => entry)).toEqual([done.body.entry.id])
})

test('nobody learns by it whether a PIN is right at a station that is not theirs', async () => {
  const booking = await held()
  const other = caller(town, town.clerk('S002'))
  const confirmation = { by: 'pin', pin: PIN }
  const settled = await other.post(`/bookings/${booking}/settlement`, { id: id(), confirmation })
  expect([settled.status, settled.body.code]).toEqual([404, 'unknown-entry'])
  const order = { id: id(), member: li, station: 'S001', service: 'haircut', confirmation }
  expect((await other.post('/redemptions', order)).status).toBe(404)
})
