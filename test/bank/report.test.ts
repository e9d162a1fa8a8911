/** Reports: each figure by its definition, and a month that is final never changes. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { donate } from '../../src/bank/hours/transfer.ts'
import { monthsIn, type Report, reportOf } from '../../src/bank/papers/report.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import { must, openTown, passed, type Town } from '../town.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const id = () => town.bank.ids.entry()

async function serve(member: MemberId, servedOn: string, minutes = 60, station = 'S001') {
  const said = { id: id(), member, station, minutes, servedOn, service: 'activity' }
  return passed(town.bank, await credit(town.bank, town.clerk(station), said))
}

const report = async (period: string, station?: string, actor: Actor = town.city) =>
  must(await reportOf(town.bank, actor, { period, ...(station ? { station } : {}) }))

const figures = ({ all }: Report) => [all.people, all.attendances, all.minutes]
const at = (day: string) => {
  town.clock.at = Date.parse(`${day}T02:00:00Z`)
}

it('reads months, quarters and years, and nothing else', () => {
  expect(monthsIn('2026-10')).toEqual(['2026-10'])
  expect(monthsIn('2026-Q3')).toEqual(['2026-07', '2026-08', '2026-09'])
  expect(monthsIn('2026')).toHaveLength(12)
  for (const wrong of ['2026-13', '2026-Q5', '26-10', '2026-1', ''])
    expect(monthsIn(wrong)).toBeUndefined()
})

it('counts people once, attendances each, hours by the day of service', async () => {
  const [one, two] = [await town.member('一'), await town.member('二')]
  await serve(one, '2026-11-20', 90)
  await serve(one, '2026-11-21', 30)
  await serve(two, '2026-11-21', 45)
  await serve(two, '2026-11-22', 45, 'S002')
  expect(figures(await report('2026-11', 'S001'))).toEqual([2, 3, 165])
  const both = await report('2026-11')
  expect(figures(both)).toEqual([2, 4, 210])
  expect(both.lines.map(({ station, people }) => [station, people])).toEqual([
    ['S001', 2],
    ['S002', 1],
    ['S003', 0],
  ])
  expect(both.final).toBe(false)
  // Somebody who served in two months is one person of the quarter.
  await serve(one, '2026-10-30', 60)
  expect(figures(await report('2026-Q4'))[0]).toBe(2)
})

it('leaves a final month as it was, and lists what came later with the month concerned', async () => {
  at('2027-02-01')
  const member = await town.member('三')
  const january = await serve(member, '2027-01-20', 60)
  await serve(member, '2027-01-21', 60)
  at('2027-02-06')
  const before = await report('2027-01', 'S001')
  expect([figures(before), before.final]).toEqual([[1, 2, 120], true])
  const undo = { id: id(), entry: january.id, reason: 'wrong-minutes' }
  const reversal = await passed(town.bank, await reverse(town.bank, town.head('S001'), undo))
  const late = await serve(member, '2027-01-22', 75)
  expect(await report('2027-01', 'S001')).toEqual(before)
  const february = await report('2027-02', 'S001')
  expect(figures(february)).toEqual([0, 0, 0])
  expect(february.later).toEqual([
    { station: 'S001', month: '2027-01', seq: late.seq, what: 'served', minutes: 75 },
    { station: 'S001', month: '2027-01', seq: january.seq, what: 'served', minutes: -60 },
  ])
  expect(reversal.closes).toBe(january.seq)
  // What is written late and undone before that month is final was in no report, and is in none.
  const again = { id: id(), entry: late.id, reason: 'wrong-minutes' }
  await passed(town.bank, await reverse(town.bank, town.head('S001'), again))
  expect((await report('2027-02', 'S001')).later.map(({ seq }) => seq)).toEqual([january.seq])
})

it('says what was redeemed and donated', async () => {
  at('2027-03-10')
  const member = await town.member('四')
  await town.earn(member, 120)
  const order = { member, station: 'S001', service: 'haircut' }
  const spent: Entry = must(await redeem(town.bank, town.clerk('S001'), { id: id(), ...order }))
  const minutes = -spent.postings
    .filter(({ minutes }) => minutes < 0)
    .reduce((sum, one) => sum + one.minutes, 0)
  must(
    await donate(town.bank, town.self(member), {
      id: id(),
      from: member,
      pool: 'S001',
      minutes: 120,
    }),
  )
  const { all } = await report('2027-03', 'S001')
  expect([all.redeemed, all.donated]).toEqual([minutes, 120])
})

it('is of what lies within reach', async () => {
  const street: Actor = {
    ...town.city,
    id: 'staff:street',
    role: 'street',
    path: '4401/440104/440104003/',
  }
  expect((await report('2026-11', undefined, street)).lines).toHaveLength(3)
  const away: Actor = { ...street, path: '4401/440106/440106004/' }
  expect((await report('2026-11', undefined, away)).lines).toEqual([])
  const no = await reportOf(town.bank, town.clerk('S002'), { period: '2026-11', station: 'S001' })
  expect(no).toMatchObject({ ok: false, refusal: { code: 'unknown-station' } })
  const none = await reportOf(town.bank, town.city, { period: 'soon' })
  expect(none).toMatchObject({ ok: false, refusal: { code: 'month-unreadable' } })
})
