/** Staff and tokens from the bank's own rows to the gate, with a second process on the same files. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { addStaff, addToken, endStaff } from '../../src/bank/people/staff.ts'
import { configOf } from '../../src/config.ts'
import { actorOfSession } from '../../src/gate/session.ts'
import { signInStaff } from '../../src/gate/staff-sign-in.ts'
import { actorOfToken, makeToken } from '../../src/gate/tokens.ts'
import { type OpenBank, openBank } from '../../src/open.ts'
import { demoSeed } from '../../src/proof/keys.ts'
import { must, openTown, TODAY, type Town } from '../town.ts'

const PASSWORD = 'kapok flowers in March'
const HERE = { ip: '10.0.0.1' }

let town: Town
let other: OpenBank
beforeAll(async () => {
  town = await openTown()
  // As `kapok` on the command line opens what the service has open.
  other = await openBank(configOf({ KAPOK_DATA: join(town.folder, 'data') }), {
    create: false,
    clock: { now: () => town.clock.at },
    cost: { memoryKiB: 64, passes: 1, lanes: 1 },
    seeds: { receipt: demoSeed('test receipt'), log: demoSeed('test log') },
  })
})
afterAll(async () => {
  await other.close()
  await town.close()
})

test('staff added sign in; ended by another process, they are out with their next request', async () => {
  const { bank } = town
  const passwordHash = must(await bank.passwords.hash(PASSWORD))
  const luo = { login: 'luo', name: '罗', role: 'clerk', station: 'S001' } as const
  const order = { ...luo, passwordHash, passwordChosen: true }
  const added = must(await addStaff(bank, SYSTEM, { ...order, id: bank.ids.entry() }))
  const twice = await addStaff(bank, SYSTEM, { ...order, id: bank.ids.entry() })
  expect(twice).toMatchObject({ ok: false, refusal: { code: 'login-taken' } })
  const clerk = await addStaff(bank, town.head('S001'), { ...order, id: bank.ids.entry() })
  expect(clerk).toMatchObject({ ok: false, refusal: { code: 'not-allowed' } })

  const { secret } = must(await signInStaff(bank, { login: 'luo', password: PASSWORD }, HERE))
  expect(await actorOfSession(bank, secret)).toMatchObject({ role: 'clerk', station: 'S001' })
  must(await endStaff(other, SYSTEM, { id: other.ids.entry(), staff: added.key }))
  expect(await actorOfSession(bank, secret)).toBeUndefined()
  const late = await signInStaff(bank, { login: 'luo', password: PASSWORD }, HERE)
  expect(late).toMatchObject({ ok: false, refusal: { code: 'wrong-sign-in' } })
})

test('a token works once its row stands, for scopes and stations there are, until its day is over', async () => {
  const { bank } = town
  const order = { name: 'clinic', scopes: ['credits:write'], station: 'S001', until: TODAY }
  const { text, key, body } = makeToken(bank, order)
  const add = (more: object) =>
    addToken(bank, SYSTEM, { id: bank.ids.entry(), key, body: { ...body, ...more } })
  expect(await add({ scopes: ['all'] })).toMatchObject({ refusal: { code: 'code-unreadable' } })
  expect(await add({ station: 'S999' })).toMatchObject({ refusal: { code: 'unknown-station' } })
  expect(await actorOfToken(other, text)).toBeUndefined()
  must(await add({}))
  expect(await actorOfToken(other, text)).toMatchObject({
    kind: 'token',
    station: 'S001',
    scopes: ['credits:write'],
  })
  const { at } = town.clock
  town.clock.at = Date.parse(`${TODAY}T24:00:00+08:00`)
  expect(await actorOfToken(other, text)).toBeUndefined()
  town.clock.at = at
})
