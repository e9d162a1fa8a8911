/** Service orders for programs: one on every route, its words for those who may read them, its hours confirmed as settlements are. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { addToken } from '../../src/bank/people/staff.ts'
import { makeToken } from '../../src/gate/tokens.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { must } from '../town.ts'
import { openTown, type Town } from './backends.ts'
import { type Caller, caller } from './town.ts'

let town: Town
let clerk: Caller
let elder: MemberId
let chen: MemberId
beforeEach(async () => {
  town = await openTown()
  clerk = caller(town, town.clerk('S001'))
  elder = await town.member('何伯')
  chen = await town.member('陈大文')
  await town.earn(elder, 120)
})
afterEach(() => town.close())

const NEED = '家住三楼，想请人陪去医院'

const intake = (more: object = {}) => ({
  ...{ id: town.bank.ids.entry(), type: 'company', station: 'S001', source: 'phone' },
  ...{ member: elder, service: 'clinic', minutes: 120, words: { need: NEED } },
  ...more,
})

async function moved(order: unknown, move: string, more: object = {}, by = clerk) {
  return by.post(`/orders/${String(order)}/moves`, { id: town.bank.ids.entry(), move, ...more })
}

async function claimed(more: object = {}): Promise<string> {
  const body = intake(more)
  expect((await clerk.post('/orders', body)).status).toBe(201)
  for (const [move, said] of [
    ['accept', {}],
    ['dispatch', { place: 'S001' }],
    ['sign', {}],
    ['claim', { claimant: { kind: 'member', id: chen } }],
  ] as const)
    expect((await moved(body.id, move, said)).status).toBe(201)
  return body.id
}

test('an order goes from its intake to hours by the API alone, and the same again is the same answer', async () => {
  const id = await claimed({ spend: true })
  const seen = await clerk.get(`/orders/${id}`)
  expect(seen.body).toMatchObject({ state: 'claimed', label: '已认领', words: { need: NEED } })
  const code = town.bank.people.members.visitCode(seen.body['hold'] as never)
  const wrong = await moved(id, 'confirm', { confirmation: { by: 'code', code: '0' } })
  expect([wrong.status, wrong.body.code]).toEqual([422, 'confirmation-wrong'])
  const order = { id: town.bank.ids.entry(), move: 'confirm', confirmation: { by: 'code', code } }
  const done = await clerk.post(`/orders/${id}/moves`, order)
  expect([done.status, done.body['order']]).toEqual([201, id])
  expect(await town.available(chen)).toBe(120)
  await moved(id, 'close', { outcome: 'served' })
  expect((await clerk.post(`/orders/${id}/moves`, order)).text).toBe(done.text)
})

test('lists are by station, type, state and what is overdue', async () => {
  const id = await claimed()
  await clerk.post('/orders', intake({ type: 'wish' }))
  const idsOf = async (query: string) =>
    ((await clerk.get(`/orders?${query}`)).body['orders'] as { id: string; type: string }[]).map(
      ({ id: one, type }) => (one === id ? 'ours' : type),
    )
  expect(await idsOf('station=S001')).toEqual(['ours', 'wish'])
  expect(await idsOf('type=company')).toEqual(['ours'])
  expect(await idsOf('state=received')).toEqual(['wish'])
  expect(await idsOf('due=overdue')).toEqual([])
  expect((await clerk.get('/orders?station=S002')).status).toBe(404)
})

test('a program and a volunteer who has not claimed it read no words and no name', async () => {
  const made = makeToken(town.bank, {
    ...{ name: '12345', scopes: ['orders:read', 'orders:write'], station: '', until: '2027-01-01' },
  })
  const added = { id: town.bank.ids.entry(), key: made.key, body: made.body }
  must(await addToken(town.bank, SYSTEM, added))
  const program = caller(town, made.text)
  const outside = { system: '12345', number: 'GZ1', due: '2026-11-26T18:00:00+08:00' }
  const first = await program.post('/orders', intake({ source: '12345', outside }))
  const again = await program.post('/orders', intake({ source: '12345', outside }))
  expect(again.body['order']).toBe(first.body['order'])
  const id = first.body['order'] as string
  const read = await program.get(`/orders/${id}`)
  expect(read.body).toMatchObject({ due: '2026-11-25T15:59:59.999Z', outside: { number: 'GZ1' } })
  for (const [move, said] of [
    ['accept', {}],
    ['dispatch', { place: 'S001' }],
    ['sign', {}],
  ] as const)
    await moved(id, move, said)
  const volunteer = caller(town, town.self(chen))
  const open = await volunteer.get(`/orders/${id}`)
  expect(open.status).toBe(200)
  for (const text of [read.text, open.text]) expect(text).not.toContain(NEED)
  expect(open.text).not.toContain(elder)
  expect((await moved(id, 'claim', {}, volunteer)).status).toBe(201)
  expect((await volunteer.get(`/orders/${id}`)).text).toContain(NEED)
})

test('what is not said, not right or not theirs is answered by its field', async () => {
  const id = await claimed()
  const tried = async (move: string, more: object = {}) => {
    const { status, body } = await moved(id, move, more)
    return [status, body.code]
  }
  expect(await tried('sign')).toEqual([422, 'move-not-now'])
  expect(await tried('unclaim')).toEqual([422, 'move-needs'])
  expect(await tried('extend', { day: '2026-12-20', reason: 'ill' })).toEqual([202, undefined])
  expect(await tried('close', { outcome: '很好' })).toEqual([422, 'invalid'])
  const other = caller(town, town.clerk('S002'))
  expect((await moved(id, 'close', { outcome: 'served' }, other)).status).toBe(404)
  expect((await clerk.get('/orders/none')).body.code).toBe('unknown-order')
})
