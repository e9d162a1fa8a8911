/** An export of another system read in twice, at another station, or over hours that are here already: nothing counts double. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { type AttendanceGiven, enterSheet, planSheet } from '../../src/bank/people/attendance.ts'
import { enrol } from '../../src/bank/people/enrol.ts'
import { must, openTown, passed, type Town } from '../town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const DAY = '2026-11-20'

const row = (more: Partial<AttendanceGiven>): AttendanceGiven => ({
  ...{ row: 2, date: '2026-11-20', minutes: 120, number: '4401000001' },
  ...{ name: '陈一', phone: '13900000001', activityCode: 'A1', ...more },
})
const sheet = (station: string, ...rows: readonly AttendanceGiven[]) => ({
  ...{ station, source: 'ivolunteer', rows },
})
const enter = (station: string, ...rows: readonly AttendanceGiven[]) =>
  enterSheet(town.bank, town.clerk(station), sheet(station, ...rows))

async function person(name = '陈一', phone = '13900000001', outside = '4401000001') {
  const { bank } = town
  const order = { id: bank.ids.entry(), station: 'S001', name, phone }
  const enrolled = await enrol(bank, town.clerk('S001'), {
    ...order,
    outside: { ivolunteer: outside },
  })
  return must(enrolled).person.member
}

test('the second reading adds nothing, and says so of each row', async () => {
  await person()
  const rows = [row({}), row({ row: 3, date: '2026-11-21' })]
  expect((await enter('S001', ...rows)).entries.size).toBe(2)
  const size = await town.bank.journal.size()
  const again = await enter('S001', ...rows)
  expect(again.plans.map(({ state }) => state)).toEqual(['already', 'already'])
  // Another export with one row more, sent by the city for another station.
  const city = sheet('S002', ...rows, row({ row: 4, date: '2026-11-22' }))
  const more = await enterSheet(town.bank, town.city, city)
  expect(more.plans.map(({ state }) => state)).toEqual(['already', 'already', 'credit'])
  expect(await town.bank.journal.size()).toBe(size + 1)
})

test('the system’s own number of a row is what it is known by', async () => {
  await person()
  const first = row({ record: 'R-1' })
  expect((await enter('S001', first)).entries.size).toBe(1)
  const renamed = row({ record: 'R-1', activityCode: 'A2' })
  expect((await enter('S001', renamed)).plans).toMatchObject([{ state: 'already' }])
  const other = await enter('S001', row({ record: 'R-2', activityCode: 'A2' }))
  expect(other.entries.size).toBe(1)
})

test('an hour recorded here already is refused as doubled, with or without times', async () => {
  const { bank } = town
  const member = await person()
  const served = { member, station: 'S001', minutes: 120, servedOn: DAY, service: 'activity' }
  const span = { from: 540, to: 660 }
  const own = { id: bank.ids.entry(), ...served, span }
  const entry = must(await credit(bank, town.clerk('S001'), own))
  const plan = async (more: Partial<AttendanceGiven>) =>
    (await planSheet(bank, town.clerk('S001'), sheet('S001', row({ date: DAY, ...more }))))[0]
  expect(await plan({})).toMatchObject({ refusal: { code: 'doubled-hours', entry: entry.id } })
  const times = { from: '10:00', to: '12:00' }
  expect(await plan(times)).toMatchObject({ refusal: { code: 'overlap' } })
  expect(await plan({ from: '06:00', to: '08:00' })).toMatchObject({ state: 'credit' })
  expect(await plan({ minutes: 60 })).toMatchObject({ state: 'credit' })
  // What was taken back stands in nobody's way.
  const undo = { id: bank.ids.entry(), entry: entry.id, reason: 'wrong-minutes' }
  await passed(bank, await reverse(bank, town.clerk('S001'), undo))
  expect(await plan({})).toMatchObject({ state: 'credit' })
})

test('a person is found by the outside number, then by name and phone; a name alone is asked about', async () => {
  const member = await person()
  const plan = async (more: Partial<AttendanceGiven>) =>
    (await planSheet(town.bank, town.clerk('S001'), sheet('S001', row(more))))[0]
  const found = { state: 'credit', member }
  expect(await plan({ name: undefined, phone: undefined })).toMatchObject(found)
  const tail = { number: '4401999999', phone: undefined, phoneTail: '0001' }
  expect(await plan(tail)).toMatchObject(found)
  const bare = { number: '4401999999', phone: undefined }
  expect(await plan(bare)).toEqual({ row: 2, state: 'ask', fits: [member] })
})
