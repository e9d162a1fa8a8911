/** Positions of three stations with one transfer between them, and the totals of the city. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { transfer } from '../../src/bank/hours/transfer.ts'
import { positionOf } from '../../src/bank/oversight/position.ts'
import { cityTrialBalance, everyBalance } from '../../src/bank/oversight/trial-balance.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import { must, openTown, type Town } from '../town.ts'

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
