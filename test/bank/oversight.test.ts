/** Positions of three stations with one transfer between them, and two books side by side. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { transfer } from '../../src/bank/hours/transfer.ts'
import { positionOf } from '../../src/bank/oversight/position.ts'
import { reconcile } from '../../src/bank/oversight/reconcile.ts'
import { cityTrialBalance, everyBalance } from '../../src/bank/oversight/trial-balance.ts'
import { book } from '../../src/bank/service/book.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import { settle } from '../../src/bank/service/settle.ts'
import { must, openTown, TODAY, type Town } from '../town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const at = (station: string) =>
  positionOf(town.bank, town.city, station).then((outcome) => must(outcome))

test('three stations and one transfer: the promise of one is spent at another', async () => {
  const { bank } = town
  const giver = await town.member('陈一', 'S001')
  const taker = await town.member('李二', 'S002')
  await town.earn(giver, 104, 'S001')
  await town.earn(taker, 104, 'S002')
  const before = await bank.journal.size()
  const gift = { id: bank.ids.entry(), from: giver, to: taker, minutes: 60 }
  must(await transfer(bank, town.clerk('S001'), gift))
  const bought = { id: bank.ids.entry(), member: taker, station: 'S003', service: 'haircut' }
  must(await redeem(bank, town.clerk('S003'), bought))

  const hour = 60
  expect(await at('S001')).toMatchObject({
    ...{ issued: 104 * hour, redeemed: 0, held: 0, position: 104 * hour },
    ...{ spentElsewhere: 0, othersSpentHere: -hour, net: -hour },
    kinds: [
      { kind: 'earned', minutes: 103 * hour },
      { kind: 'issuance', minutes: -104 * hour },
    ],
    against: [{ station: 'S002', ours: 0, theirs: -hour, net: -hour }],
  })
  expect(await at('S002')).toMatchObject({
    against: [
      { station: 'S001', ours: -hour, theirs: 0, net: hour },
      { station: 'S003', ours: hour, theirs: 0, net: -hour },
    ],
  })
  expect(await at('S003')).toMatchObject({
    ...{ issued: 0, redeemed: hour, position: -hour, othersSpentHere: hour },
    against: [{ station: 'S002', ours: 0, theirs: hour, net: hour }],
  })
  const past = must(await positionOf(bank, town.city, 'S001', before))
  expect(past).toMatchObject({ at: before, against: [] })
  const no = await positionOf(bank, town.clerk('S001'), 'S002')
  expect(no).toMatchObject({ ok: false, refusal: { code: 'unknown-station' } })

  const trial = must(await cityTrialBalance(bank, town.city))
  expect(trial.sum).toBe(0)
  expect(trial.kinds).toEqual([
    { kind: 'earned', accounts: 2, minutes: 207 * hour },
    { kind: 'issuance', accounts: 2, minutes: -208 * hour },
    { kind: 'redeemed', accounts: 1, minutes: hour },
  ])
  expect(trial.stations.map(({ station, position }) => [station, position / hour])).toEqual([
    ['S001', 104],
    ['S002', 104],
    ['S003', -1],
  ])
  expect(trial.matrix).toContainEqual({ home: 'S002', place: 'S003', spent: hour })
  expect(trial.settlement).toEqual([
    { from: 'S001', to: 'S002', minutes: hour },
    { from: 'S002', to: 'S003', minutes: hour },
  ])
  for (const { station, kinds } of trial.stations) expect(kinds).toEqual((await at(station)).kinds)
  const balances = must(await everyBalance(bank, town.city))
  expect(balances).toContainEqual({ account: 'redeemed:S003', balance: hour })
  expect(balances.reduce((sum, { balance }) => sum + balance, 0)).toBe(0)
  const asked = await cityTrialBalance(bank, town.head('S001'))
  expect(asked).toMatchObject({ ok: false, refusal: { code: 'not-allowed' } })
})

test('two books side by side: exact, near, and what only one of them has', async () => {
  const { bank } = town
  const clerk = town.clerk('S001')
  const [first, second] = [await town.member('陈一'), await town.member('李二')]
  await town.earn(first, 104)
  const given = async (member: typeof first, servedOn: string, minutes: number) => {
    const order = { id: bank.ids.entry(), member, station: 'S001', minutes, servedOn }
    return must(await credit(bank, clerk, { ...order, service: 'activity' }))
  }
  await given(first, '2026-11-02', 120)
  await given(first, '2026-11-05', 60)
  await given(second, '2026-11-03', 90)
  const wrong = await given(second, TODAY, 480)
  const undo = { id: bank.ids.entry(), entry: wrong.id, reason: 'twice' }
  must(await reverse(bank, town.head('S001'), undo))
  const wish = { id: bank.ids.entry(), member: first, station: 'S001', service: 'haircut' }
  const hold = must(await book(bank, clerk, { ...wish, day: TODAY }))
  must(await settle(bank, clerk, { id: bank.ids.entry(), booking: hold.id, minutes: 60 }))

  const tally = [
    { row: 2, member: first, date: '2026-11-02', minutes: 120 },
    { row: 3, member: first, date: '2026-11-06', minutes: 60 },
    { row: 4, member: second, date: '2026-11-20', minutes: 90 },
    { row: 5, member: first, date: TODAY, minutes: -60 },
  ]
  const order = { station: 'S001', from: '2026-11-01', to: '2026-11-30', tally }
  const found = must(await reconcile(bank, clerk, order))
  expect(found.exact.map(({ tally }) => tally.row)).toEqual([2, 5])
  expect(found.near.map(({ tally }) => tally.row)).toEqual([3])
  expect(found.tallyOnly.map(({ row }) => row)).toEqual([4])
  expect(found.journalOnly).toMatchObject([{ member: second, date: '2026-11-03', minutes: 90 }])
  expect(found.sums).toEqual({ tally: 210, journal: 210, difference: 0 })
  const no = await reconcile(bank, town.clerk('S002'), order)
  expect(no).toMatchObject({ ok: false, refusal: { code: 'unknown-station' } })
})
