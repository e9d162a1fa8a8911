import { afterEach, beforeEach, expect, test } from 'vitest'
import { approve } from '../../src/bank/review/answer.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { openTown, type Town } from './backends.ts'
import { type Caller, caller } from './town.ts'

let town: Town
let clerk: Caller
let city: Caller
let li: MemberId

beforeEach(async () => {
  town = await openTown()
  clerk = caller(town, town.clerk('S001'))
  city = caller(town, town.city)
  li = await town.member('李四')
})
afterEach(() => town.close())

const long = (more: object = {}) => ({
  id: town.bank.ids.entry(),
  member: li,
  station: 'S001',
  minutes: 540,
  servedOn: '2026-11-20',
  service: 'activity',
  ...more,
})

interface Review {
  readonly id: string
  readonly hash: string
}

test('a long day is answered 202, the same for the same request; nothing else takes its id', async () => {
  const order = long()
  const first = await clerk.post('/credits', order)
  expect([first.status, first.headers.get('Location')]).toEqual([
    202,
    `/api/v1/reviews/${order.id}`,
  ])
  expect(first.body).toMatchObject({
    review: order.id,
    why: ['long-day'],
    due: '2026-11-25',
    detail: expect.stringContaining('复核'),
  })
  const size = await town.bank.journal.size()
  const again = await clerk.post('/credits', order)
  expect([again.status, again.text]).toEqual([202, first.text])
  for (const other of [
    long({ id: order.id, minutes: 60 }),
    long({ id: order.id, member: li, servedOn: '2026-11-19' }),
  ])
    expect((await clerk.post('/credits', other)).body.code).toBe('id-taken')
  expect(await town.bank.journal.size()).toBe(size)
  expect((await clerk.get(`/members/${li}`)).body).toMatchObject({ available: 0, waiting: 540 })
  const own = await caller(town, town.self(li)).get(`/members/${li}/reviews`)
  expect(own.body['waiting']).toMatchObject([{ id: order.id, minutes: 540, why: ['long-day'] }])
  expect((await caller(town, town.clerk('S003')).get(`/members/${li}/reviews`)).status).toBe(404)
})

test('the list is read by whose it is, and a review that is not yours is not there', async () => {
  const order = long()
  await clerk.post('/credits', order)
  const [seen] = (await city.get('/reviews')).body['reviews'] as readonly Review[]
  expect(seen).toMatchObject({ id: order.id, state: 'waiting', level: 'city', minutes: 540 })
  expect((await clerk.get('/reviews')).body['reviews']).toHaveLength(1)
  const head = caller(town, town.head('S002'))
  expect((await head.get('/reviews?all=true')).body['reviews']).toEqual([])
  const [theirs, none] = [
    await head.get(`/reviews/${order.id}`),
    await head.get(`/reviews/${town.bank.ids.entry()}`),
  ]
  expect([theirs.status, none.status]).toEqual([404, 404])
  expect((await head.get('/reviews/x')).status).toBe(404)
  const self = caller(town, town.self(li))
  expect((await self.get('/reviews')).status).toBe(403)
  expect((await city.get('/reviews?all=1')).status).toBe(422)
})

test('an approval needs a second factor and the hash of what was shown', async () => {
  const order = long()
  await clerk.post('/credits', order)
  const { hash } = (await city.get(`/reviews/${order.id}`)).body as unknown as Review
  const { strong: _, ...weak } = town.city
  const without = await approve(town.bank, weak, { review: order.id, hash })
  expect(without).toMatchObject({ refusal: { code: 'second-factor-needed' } })
  const own = await clerk.post(`/reviews/${order.id}/approval`, { hash })
  expect(own.status).toBe(403)
  expect((await city.post(`/reviews/${order.id}/approval`, { hash: 'x' })).body.code).toBe(
    'invalid',
  )
  const yes = await city.post(`/reviews/${order.id}/approval`, { hash })
  expect(yes.body).toMatchObject({
    review: { state: 'approved', answered: { by: 'staff:city' } },
    entry: { id: order.id, kind: 'credit' },
  })
  expect((await city.post(`/reviews/${order.id}/approval`, { hash })).text).toBe(yes.text)
  const late = await city.post(`/reviews/${order.id}/rejection`, { reason: 'not-served' })
  expect(late.body).toMatchObject({ code: 'review-decided', verdict: 'approved' })
  const after = await clerk.post('/credits', order)
  expect([after.status, after.body.entry.id]).toEqual([201, order.id])
})

test('a no has a reason of the list, says so to whoever asked, and gives the hours to nobody', async () => {
  const order = long()
  await clerk.post('/credits', order)
  const at = `/reviews/${order.id}/rejection`
  const odd = await city.post(at, { reason: 'because' })
  expect([odd.status, odd.body.code]).toEqual([422, 'reason-unknown'])
  const no = await city.post(at, { reason: 'no-evidence' })
  expect(no.body).toMatchObject({
    review: { state: 'rejected', answered: { reason: 'no-evidence' } },
    entry: { id: order.id, kind: 'row' },
  })
  expect((await city.post(at, { reason: 'no-evidence' })).text).toBe(no.text)
  const told = await clerk.post('/credits', order)
  expect([told.status, told.body.code]).toEqual([422, 'review-rejected'])
  expect(told.body.detail).toContain('凭据不足')
  expect((await clerk.get(`/members/${li}`)).body).toMatchObject({ served: 0, waiting: 0 })
})
