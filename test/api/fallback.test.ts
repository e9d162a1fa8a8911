/** The fallback and paid care for programs: what is offered is in the order, one move hands it on, visits and contracts have routes of their own. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { MemberId } from '../../src/ledger/account.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import { approve } from '../../src/bank/review/answer.ts'
import { must, ORGANISATION, REVIEWER } from '../town.ts'
import { openOnNode } from './backends.ts'
import { type Caller, caller } from './town.ts'

let town: Awaited<ReturnType<typeof openOnNode>>
let clerk: Caller
let head: Caller
let elder: MemberId
beforeEach(async () => {
  town = await openOnNode({})
  ;[clerk, head] = [caller(town, town.clerk('S001')), caller(town, town.head('S001'))]
  elder = await town.member('何伯')
})
afterEach(() => town.close())

const id = () => town.bank.ids.entry()

const CONTRACT = {
  ...{ number: 'HT-1', kind: 'fallback', provider: ORGANISATION, place: 'S001', services: [] },
  ...{ from: '2026-11-01', until: '2027-10-31', minutes: 600, over: 'refused' },
}

async function contract(): Promise<void> {
  const asked = await head.post('/contracts', { ...CONTRACT, id: id() })
  expect(asked.status).toBe(202)
  const review = asked.body['review'] as EntryId
  const hash = (await town.bank.directory.newest('review', review))?.body.hash ?? ''
  must(await approve(town.bank, REVIEWER, { review, hash }))
}

async function unclaimed(): Promise<string> {
  const order = { id: id(), type: 'company', station: 'S001', source: 'phone', member: elder }
  const said = { service: 'clinic', minutes: 120, words: { need: '陪诊' } }
  expect((await clerk.post('/orders', { ...order, ...said })).status).toBe(201)
  for (const [move, more] of [
    ['accept', {}],
    ['dispatch', { place: 'S001' }],
    ['sign', {}],
  ] as const)
    expect((await moved(order.id, move, more)).status).toBe(201)
  return order.id
}

const moved = (order: string, move: string, more: object = {}) =>
  clerk.post(`/orders/${order}/moves`, { id: id(), move, ...more })

/** Two days on; sessions do not last so long. */
function later(): void {
  town.clock.at += 2 * 86_400_000
  ;[clerk, head] = [caller(town, town.clerk('S001')), caller(town, town.head('S001'))]
}

test('what is offered stands in the order, the best first, and one move hands it on', async () => {
  await contract()
  const order = await unclaimed()
  expect((await clerk.get(`/orders/${order}`)).body['routes']).toBeUndefined()
  const early = await moved(order, 'provide', { contract: 'HT-1' })
  expect([early.status, early.body.code]).toEqual([422, 'fallback-not-yet'])
  later()
  const seen = (await clerk.get(`/orders/${order}`)).body
  expect(seen['routes']).toEqual([
    { kind: 'provider', contract: 'HT-1', provider: ORGANISATION },
    { kind: 'street', station: 'S002' },
    { kind: 'street', station: 'S003' },
  ])
  expect((await moved(order, 'provide', { contract: 'HT-1' })).status).toBe(201)
  expect((await clerk.get(`/orders/${order}`)).body).toMatchObject({
    ...{ state: 'claimed', reached: true, claimant: { kind: 'provider', id: 'HT-1' } },
  })
  const visit = { id: id(), day: '2026-11-26', from: '09:30', minutes: 90 }
  const wrong = await clerk.post(`/orders/${order}/visits`, {
    ...visit,
    confirmation: { by: 'code', code: '0' },
  })
  expect([wrong.status, wrong.body.code]).toEqual([422, 'confirmation-wrong'])
  expect((await clerk.post(`/orders/${order}/visits`, visit)).status).toBe(201)
  expect((await clerk.post(`/orders/${order}/visits`, visit)).status).toBe(201)
  const over = { ...visit, id: id(), from: '12:00', minutes: 511 }
  const used = await clerk.post(`/orders/${order}/visits`, over)
  expect([used.body.code, used.body.errors?.[0]?.pointer]).toEqual(['package-used-up', '/minutes'])
  const change = { id: id(), minutes: 60, reason: 'wrong-hours' }
  expect((await head.post(`/visits/${visit.id}/correction`, change)).status).toBe(201)
  expect((await clerk.get('/contracts/HT-1')).body).toMatchObject({
    ...CONTRACT,
    months: [{ month: '2026-11', visits: 1, minutes: 60 }],
  })
  const last = { id: id(), day: '2026-12-31' }
  expect((await head.post('/contracts/HT-1/end', last)).status).toBe(201)
  expect((await clerk.get('/contracts')).body['contracts']).toMatchObject([
    { number: 'HT-1', until: '2026-12-31', ended: true },
  ])
})

test('what is wrong with a contract points to its field', async () => {
  const tried = async (more: object) => {
    const answer = await head.post('/contracts', { ...CONTRACT, id: id(), ...more })
    return [answer.status, answer.body.code, answer.body.errors?.[0]?.pointer]
  }
  expect(await tried({ provider: 'X' })).toEqual([422, 'contract-unsound', '/provider'])
  expect(await tried({ until: '2026-10-01' })).toEqual([422, 'contract-unsound', '/from'])
  expect((await tried({ kind: 'bed' })).slice(0, 2)).toEqual([422, 'contract-unsound'])
  expect(await tried({ place: 'S002' })).toEqual([404, 'unknown-station', '/place'])
  expect(await tried({ over: 'paid' })).toEqual([422, 'invalid', '/over'])
})
