/** A station that works only from enrolled computers: at any other a desk looks, and writes nothing, by page or by program. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { appOf } from '../../src/app.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import type { StaffRole } from '../../src/bank/ports.ts'
import { hashOf } from '../../src/gate/secrets.ts'
import { openSession } from '../../src/gate/session.ts'
import { must, openTown, TODAY, type Town } from '../town.ts'

let town: Town
beforeAll(async () => {
  town = await openTown({ settings: { KAPOK_DEVICES: 'required' } })
})
afterAll(() => town.close())

async function at(role: StaffRole, station: string, device = '') {
  const { bank, clock } = town
  const login = `d${bank.ids.opaque()}`
  const order = { id: bank.ids.entry(), login, name: '张三', role, station, passwordHash: 'x' }
  const { key } = must(await addStaff(bank, SYSTEM, order))
  const secret = await openSession(bank, 'staff', key, undefined, { strongAt: clock.at })
  if (device !== '') await bank.people.uses.bindDevice(hashOf(secret), device)
  const app = appOf(bank, { secure: false })
  const headers = { Cookie: `kapok=${secret}`, Host: 'localhost', Origin: 'http://localhost' }
  return {
    get: async (path: string) => app.request(`http://localhost${path}`, { headers }),
    send: async (path: string, body: BodyInit, type: Record<string, string> = {}) =>
      app.request(`http://localhost${path}`, {
        method: 'POST',
        body,
        headers: { ...headers, ...type },
      }),
  }
}

async function enrolled(station: string, active = true): Promise<string> {
  const { bank } = town
  const { asked, cityPlace, recordDrafts, rowChange } = await import('../../src/bank/draft.ts')
  const { recordAll } = await import('../../src/bank/record.ts')
  const key = bank.ids.opaque()
  const body = {
    station,
    name: '前台',
    publicKey: 'x',
    thumbprint: 'x',
    until: '2027-01-01',
    active,
  }
  const row = rowChange(bank, 'device', key, 1, body)
  const ask = asked(SYSTEM, 'device', { id: bank.ids.entry() })
  const drafts = recordDrafts(bank, SYSTEM, ask, [row], cityPlace(bank))
  for (const outcome of await recordAll(bank, drafts, { whole: true })) must(outcome)
  return key
}

const json = { 'Content-Type': 'application/json' }

async function credits(who: Awaited<ReturnType<typeof at>>, station: string) {
  const member = await town.member('李四', station)
  const order = { id: town.bank.ids.entry(), member, station, minutes: 60, servedOn: TODAY }
  const body = JSON.stringify({ ...order, service: 'activity' })
  return who.send('/api/v1/credits', body, json)
}

it('a desk at no enrolled computer looks and does not write', async () => {
  const clerk = await at('clerk', 'S001')
  const desk = await clerk.get('/desk')
  expect([desk.status, (await desk.text()).includes('href="/device"')]).toEqual([200, true])
  const refused = await credits(clerk, 'S001')
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
    403,
    'device-needed',
  ])
  const fields = {
    id: town.bank.ids.entry(),
    station: 'S001',
    name: '王五',
    phone: '',
    consent: '1',
  }
  const page = await clerk.send('/desk/members', new URLSearchParams(fields))
  expect([page.status, (await page.text()).includes('登记过的电脑')]).toEqual([422, true])
})

it('at an enrolled computer of the station it does, and each entry says on which', async () => {
  const device = await enrolled('S001')
  const done = await credits(await at('clerk', 'S001', device), 'S001')
  expect(done.status).toBe(201)
  const { entry } = (await done.json()) as { entry: { id: string } }
  const kept = await town.bank.journal.entry(entry.id as never)
  expect(kept?.refs).toContainEqual(['device', device])
  expect((await credits(await at('head', 'S002', device), 'S002')).status).toBe(403)
  const ended = await enrolled('S001', false)
  expect((await credits(await at('clerk', 'S001', ended), 'S001')).status).toBe(401)
})

it('an office is at no station’s desk, and is not asked for one', async () => {
  expect((await credits(await at('city', ''), 'S003')).status).toBe(201)
})
