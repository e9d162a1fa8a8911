/** What is refused at the door of the API is kept, with the route and never with what was typed. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { events } from '../../src/bank/oversight/audit.ts'
import { must } from '../town.ts'
import { openTown, type Town } from './backends.ts'
import { caller } from './town.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

test('a no to somebody who is known is kept each time, to strangers once a minute', async () => {
  const page = { after: 0, limit: 1_000 }
  const before = must(await events(town.bank, SYSTEM, page)).length
  const clerk = caller(town, town.clerk('S001'))
  const member = await town.member('李四')
  const order = { id: town.bank.ids.entry(), pool: 'budget', member, minutes: 60 }
  const grant = { ...order, purpose: 'elder-alone', until: '2027-01-01' }
  for (let n = 0; n < 2; n++) expect((await clerk.post('/grants', grant)).status).toBe(403)
  const evil = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
  expect((await clerk.post('/credits', { note: '李四' }, evil)).status).toBe(403)
  const stranger = caller(town, undefined)
  for (let n = 0; n < 5; n++)
    expect((await stranger.post(`/credits?who=13800000000`, {}, evil)).status).toBe(403)

  const kept = must(await events(town.bank, SYSTEM, page)).slice(before)
  expect(kept.map(({ by, act, ok, reason, refs }) => [by, act, ok, reason, refs])).toEqual([
    ['staff:clerk-S001', 'refused', false, 'not-allowed', [['route', 'POST:/api/v1/grants']]],
    ['staff:clerk-S001', 'refused', false, 'not-allowed', [['route', 'POST:/api/v1/grants']]],
    ['staff:clerk-S001', 'refused', false, 'other-site', [['route', 'POST:/api/v1/credits']]],
    [
      'visitor',
      'refused',
      false,
      'other-site',
      [
        ['route', 'POST:/api/v1/credits'],
        ['times', '1'],
      ],
    ],
  ])
})
