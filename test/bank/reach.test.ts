/** How far an office reaches: its own area and no other, also where one code begins with another. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { covers, may, refusedAt, SYSTEM, stationsOf } from '../../src/bank/actor.ts'
import { loadAreas, loadStations } from '../../src/bank/city/directory.ts'
import { entryFor } from '../../src/bank/oversight/checkpoint.ts'
import { unclosedStations } from '../../src/bank/oversight/close-day.ts'
import { readingsOf } from '../../src/bank/oversight/readings.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import type { Actor, StaffRole } from '../../src/bank/ports.ts'
import { actorOf } from '../../src/gate/session.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { must, openTown, STATIONS, TODAY, type Town } from '../town.ts'

let town: Town
const office = (role: StaffRole, path: string): Actor => ({
  id: `staff:${role}`,
  kind: 'staff',
  role,
  station: '',
  path,
})
const HERE = '4401/440104/440104003/'

beforeAll(async () => {
  town = await openTown()
  const { bank } = town
  // Its code begins with that of the street beside it, as local codes may.
  const areas = [{ code: '4401040031', name: '示例', level: 'village', parent: '440104' }] as const
  expect((await loadAreas(bank, SYSTEM, { id: bank.ids.entry(), areas })).ok).toBe(true)
  const [sample] = STATIONS
  const stations = [
    { ...sample!, code: 'S004', area: '4401040031' },
    { ...sample!, code: 'S005', area: '440106004' },
  ]
  const order = { id: bank.ids.entry(), stations, sample: true }
  expect((await loadStations(bank, SYSTEM, order)).ok).toBe(true)
})
afterAll(() => town.close())

test('an office reaches the stations of its area, by whole codes', async () => {
  const { bank } = town
  const at = (await bank.directory.get('station', 'S001'))?.body.path
  expect(at).toBe(HERE)
  expect(await stationsOf(bank, office('street', HERE))).toEqual(['S001', 'S002', 'S003'])
  expect(await stationsOf(bank, office('street', '4401/440104/4401040031/'))).toEqual(['S004'])
  expect(await stationsOf(bank, office('district', '4401/440104/'))).toEqual([
    'S001',
    'S002',
    'S003',
    'S004',
  ])
  expect(await stationsOf(bank, office('district', '4401/440106/'))).toEqual(['S005'])
  expect(await stationsOf(bank, office('street', ''))).toEqual([])
  expect(await stationsOf(bank, town.security)).toEqual([])
  expect((await stationsOf(bank, town.city)).length).toBe(5)
  expect(await covers(bank, town.clerk('S001'), 'S002')).toBe(false)
})

test('what is not theirs and what is not there are one answer', async () => {
  const { bank } = town
  const street = office('street', HERE)
  const li = await town.member('李一', 'S005')
  const entry = must(
    await credit(bank, town.clerk('S005'), {
      id: bank.ids.entry(),
      member: li,
      station: 'S005',
      minutes: 60,
      servedOn: TODAY,
      service: 'activity',
    }),
  )
  for (const [station, actor] of [
    ['S005', street],
    ['S999', street],
    ['S999', town.clerk('S001')],
    ['S005', town.clerk('S001')],
  ] as const) {
    const act = actor === street ? 'grants:write' : 'credits:write'
    expect(await refusedAt(bank, actor, station, act)).toEqual({ code: 'unknown-station', station })
  }
  for (const actor of [street, town.clerk('S001'), town.security]) {
    const no = await entryFor(bank, actor, entry.seq)
    expect(no).toEqual({ ok: false, refusal: { code: 'unknown-entry', entry: `${entry.seq}` } })
  }
  expect(await readingsOf(bank, street, li)).toMatchObject({ refusal: { code: 'unknown-member' } })
  expect(await readingsOf(bank, town.security, li)).toMatchObject({
    refusal: { code: 'not-allowed' },
  })
  const there = office('district', '4401/440106/')
  expect(must(await readingsOf(bank, there, li)).available).toBe(60)
  expect(must(await entryFor(bank, there, entry.seq)).seq).toBe(entry.seq)
  const open = must(await unclosedStations(bank, there, TODAY))
  expect(open.map(({ station }) => station)).toEqual(['S005'])
})

test('a role is held at a place of its level, and ends with the last day', async () => {
  const { bank } = town
  const passwordHash = 'x'
  // The house itself: what takes two people is another test's.
  const add = (more: object) =>
    addStaff(bank, SYSTEM, {
      id: bank.ids.entry(),
      login: `a${bank.ids.opaque()}`,
      name: '王',
      role: 'clerk',
      station: '',
      passwordHash,
      ...more,
    })
  for (const [more, code] of [
    [{ role: 'clerk', station: 'S999' }, 'unknown-station'],
    [{ role: 'clerk', station: 'S001', area: '440104' }, 'code-unreadable'],
    [{ role: 'street', station: 'S001' }, 'unknown-station'],
    [{ role: 'street', area: '440104' }, 'code-unreadable'],
    [{ role: 'district', area: '440104003' }, 'code-unreadable'],
    [{ role: 'city', area: '440104' }, 'code-unreadable'],
    [{ role: 'king', station: 'S001' }, 'code-unreadable'],
    [{ station: 'S001', until: '2026-02-30' }, 'day-unreadable'],
    [{ station: 'S001', relatives: ['nobody'] }, 'unknown-member'],
  ] as const) {
    expect(await add(more), JSON.stringify(more)).toMatchObject({ refusal: { code } })
  }
  expect(await addStaff(bank, town.city, {} as never)).toMatchObject({
    refusal: { code: 'not-allowed' },
  })
  const street = must(await add({ role: 'street', area: '440104003', until: TODAY }))
  const actor = await actorOf(bank, { kind: 'staff', subject: street.key })
  expect(actor).toMatchObject({ role: 'street', path: HERE, station: '' })
  expect(may(actor!, 'reviews:write')).toBe(true)
  const { at } = town.clock
  town.clock.at = Date.parse(`${TODAY}T24:00:00+08:00`)
  expect(await actorOf(bank, { kind: 'staff', subject: street.key })).toBeUndefined()
  town.clock.at = at
})
