/** Activities by the API: published, signed up for, attended; hours claimed, and entered late with the list they rest on. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { MemberId } from '../../src/ledger/account.ts'
import { ACTIVITY } from '../activity.ts'
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
const TODAY = { from: '2026-11-24', until: '2026-11-24', starts: 660, ends: 720 }

async function published(more: object = {}): Promise<string> {
  const order = { ...ACTIVITY, ...more, id: id(), station: 'S001' }
  expect((await clerk.post('/activities', order)).status).toBe(201)
  return order.id
}

test('an activity is seen with its free places, signed up for, and left', async () => {
  const activity = await published({ places: 1 })
  const join = { id: id(), member: li }
  expect((await own.post(`/activities/${activity}/sign-ups`, join)).status).toBe(201)
  const seen = (await own.get(`/activities/${activity}`)).body
  expect(seen).toMatchObject({ free: 0, waiting: 0, mine: 'signed', next: ACTIVITY.from })
  const other = { id: id(), member: await town.member('王五') }
  const full = await clerk.post(`/activities/${activity}/sign-ups`, other)
  expect([full.status, full.body.code]).toEqual([422, 'places-full'])
  await clerk.post(`/activities/${activity}/sign-ups`, { ...other, wait: true })
  const { id: _id, ...said } = { ...ACTIVITY, id: '' }
  const change = { ...said, id: id(), places: 2 }
  expect((await clerk.post(`/activities/${activity}/changes`, change)).status).toBe(201)
  const listed = (await clerk.get('/activities?station=S001')).body['activities']
  expect(listed).toMatchObject([{ id: activity, places: 2, free: 0, waiting: 0 }])
  const leave = { id: id(), member: li }
  expect((await own.post(`/activities/${activity}/sign-offs`, leave)).status).toBe(201)
  const off = { id: id() }
  expect((await clerk.post(`/activities/${activity}/cancellation`, off)).status).toBe(201)
})

test('somebody is signed in by the desk, never by a code that is not right; the session waits for its hour', async () => {
  const activity = await published(TODAY)
  await own.post(`/activities/${activity}/sign-ups`, { id: id(), member: li })
  const path = `/activities/${activity}`
  const guess = await own.post(`${path}/sign-ins`, { id: id(), member: li, code: 'none' })
  expect([guess.status, guess.body.code]).toEqual([422, 'attend-code-wrong'])
  const early = await clerk.post(`${path}/sign-outs`, { id: id(), member: li })
  expect(early.body.code).toBe('not-signed-in')
  const tick = { id: id(), member: li, way: 'card', at: 540 }
  expect((await clerk.post(`${path}/sign-ins`, tick)).status).toBe(201)
  expect((await clerk.post(`${path}/sign-outs`, { id: id(), member: li, at: 590 })).status).toBe(
    201,
  )
  const session = (await clerk.get(`${path}/session?day=${TODAY.from}`)).body
  expect(session).toMatchObject({
    planned: 60,
    people: [{ member: li, minutes: 50, pairs: [{ from: 540, in: 'card', to: 590 }] }],
  })
  const rows = [{ id: id(), member: li, minutes: 50 }]
  const posted = await clerk.post(`${path}/session`, { id: id(), day: TODAY.from, rows })
  expect([posted.status, posted.body.code]).toEqual([422, 'not-over-yet'])
})

test('hours are claimed, declined with a reason and appealed', async () => {
  const said = { station: 'S001', service: 'meal', day: '2026-11-20', minutes: 90, words: '送餐' }
  const claim = { ...said, id: id() }
  expect((await own.post('/claims', claim)).status).toBe(201)
  const waiting = (await clerk.get('/claims')).body['claims']
  expect(waiting).toMatchObject([{ id: claim.id, state: 'waiting', due: '2026-12-15' }])
  const no = { id: id(), reason: 'no-evidence' }
  expect((await clerk.post(`/claims/${claim.id}/decline`, no)).status).toBe(201)
  const yes = await clerk.post(`/claims/${claim.id}/confirmation`, { id: id() })
  expect(yes.body.code).toBe('claim-closed')
  const appeal = { id: id(), words: '有照片' }
  expect((await own.post(`/claims/${claim.id}/appeal`, appeal)).status).toBe(201)
  const mine = (await own.get('/claims')).body['claims']
  expect(mine).toMatchObject([{ state: 'appealed', reason: 'no-evidence' }])
})

test('late entries bring the list they rest on, and wait', async () => {
  const rows = [{ id: id(), member: li, minutes: 120 }]
  const order = { station: 'S001', service: 'activity', day: '2026-10-20', rows }
  const evidence = Buffer.from('盖章名单').toString('base64')
  const bare = await clerk.post('/late-entries', { ...order, id: id(), evidence: '' })
  expect([bare.status, bare.body.code]).toEqual([422, 'evidence-missing'])
  const sent = await clerk.post('/late-entries', { ...order, id: id(), evidence })
  expect(sent.status).toBe(201)
  expect(sent.body.rows).toMatchObject([{ row: 0, ok: false, code: 'waits-for-review' }])
  const none = [{ id: id(), member: li, minutes: 0 }]
  const wrong = await clerk.post('/late-entries', { ...order, id: id(), evidence, rows: none })
  expect([wrong.status, wrong.body.code]).toEqual([422, 'group-refused'])
})
