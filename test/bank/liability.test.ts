/** Outstanding hours: first in, first out, by home and by who recorded them, with what was redeemed beside it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import { openBalances } from '../../src/bank/hours/opening.ts'
import { liabilityOf, monthsBefore } from '../../src/bank/oversight/liability.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { book } from '../../src/bank/service/book.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import { release, settle } from '../../src/bank/service/settle.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { must, openTown, ORGANISATION, passed, TODAY, type Town } from '../town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const hour = 60

async function opened(member: MemberId, hours: number, cutOff: string, source: string) {
  const rows = [{ member, served: hours * hour, available: hours * hour }]
  const file = 'ab'.repeat(32)
  for (const outcome of await openBalances(town.bank, SYSTEM, { source, cutOff, file, rows }))
    must(outcome)
}

test('ages, places, organisations, the ratio, and who has not used hours for a year', async () => {
  const { bank } = town
  const old = await town.member('陈一', 'S001')
  const young = await town.member('李二', 'S002')
  await opened(old, 300, '2024-01-31', 'before')
  const order = { id: bank.ids.entry(), member: young, station: 'S002', minutes: 120 }
  await passed(
    bank,
    await credit(bank, town.clerk('S002'), { ...order, servedOn: TODAY, service: 'activity' }),
  )
  const bought = { member: old, station: 'S001', service: 'haircut' }
  must(await redeem(bank, town.clerk('S001'), { ...bought, id: bank.ids.entry() }))
  const wanted = { ...bought, day: TODAY }
  const done = must(await book(bank, town.clerk('S001'), { ...wanted, id: bank.ids.entry() }))
  const back = must(await book(bank, town.clerk('S001'), { ...wanted, id: bank.ids.entry() }))
  must(await book(bank, town.clerk('S001'), { ...wanted, id: bank.ids.entry() }))
  must(await release(bank, town.clerk('S001'), { id: bank.ids.entry(), booking: back.id }))
  await passed(
    bank,
    await settle(bank, town.clerk('S001'), { id: bank.ids.entry(), booking: done.id }),
  )

  const all = must(await liabilityOf(bank, town.city))
  // 300 opened, less one redeemed, one settled and one held; two were credited today.
  expect(all).toMatchObject({ minutes: 299 * hour, members: 2, day: TODAY, idleCount: 1 })
  expect(all.ages.map(({ minutes }) => minutes / hour)).toEqual([2, 0, 0, 0, 297])
  expect(all.holding.map(({ minutes }) => minutes / hour)).toEqual([1, 0, 0, 0, 0])
  expect(all.suspense.every(({ minutes }) => minutes === 0)).toBe(true)
  expect(all.places).toEqual(
    expect.arrayContaining([
      { level: 'district', code: '440104', minutes: 299 * hour },
      { level: 'street', code: '440104003', minutes: 299 * hour },
      { level: 'station', code: 'S001', minutes: 297 * hour },
      { level: 'station', code: 'S002', minutes: 2 * hour },
    ]),
  )
  expect(all.organisations).toEqual([
    { organisation: '-', minutes: 297 * hour },
    { organisation: ORGANISATION, minutes: 2 * hour },
  ])
  const [redeemed, outstanding] = [2 * hour, 299 * hour]
  const permille = Math.round((redeemed * 1000) / outstanding)
  expect(all.coverage).toEqual({ redeemed, outstanding, permille })
  expect(all.idle).toEqual([
    { member: old, home: 'S001', minutes: 297 * hour, since: '2024-01-31' },
  ])
})

test('a place is whose reach it is in, people only for who may see them, and an old seq says what it said', async () => {
  const { bank } = town
  const member = await town.member('陈一', 'S001')
  await town.earn(member, 8, 'S001')
  const before = await bank.journal.size()
  await town.earn(await town.member('李二', 'S002'), 8, 'S002')
  const own = must(await liabilityOf(bank, town.clerk('S001')))
  expect(own).toMatchObject({ stations: ['S001'], minutes: 8 * hour })
  const no = { ok: false, refusal: { code: 'unknown-station' } }
  expect(await liabilityOf(bank, town.clerk('S001'), { station: 'S002' })).toMatchObject(no)
  expect(await liabilityOf(bank, town.city, { area: '999999' })).toMatchObject(no)
  expect(await liabilityOf(bank, town.self(member))).toMatchObject(no)
  const street: Actor = { ...town.city, role: 'street', path: '4401/440104/440104003/' }
  expect(must(await liabilityOf(bank, street))).toMatchObject({ minutes: 16 * hour })
  expect(must(await liabilityOf(bank, street, { area: '440104' })).stations).toHaveLength(3)
  const program: Actor = {
    ...{ id: 'token:t', kind: 'token', role: 'city', station: '' },
    scopes: ['stations:read'],
  }
  expect(must(await liabilityOf(bank, program))).not.toHaveProperty('idle')
  expect(must(await liabilityOf(bank, town.city, { at: before })).minutes).toBe(8 * hour)
})

test('months are counted by the calendar', () => {
  expect(monthsBefore('2026-11-24', 12)).toBe('2025-11-24')
  expect(monthsBefore('2026-03-31', 1)).toBe('2026-02-28')
  expect(monthsBefore('2024-02-29', 12)).toBe('2023-02-28')
})
