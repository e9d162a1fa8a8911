/** What stations owe each other: settled once, by two people, and afterwards each stands for its own. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import { transfer } from '../../src/bank/hours/transfer.ts'
import { daySheet } from '../../src/bank/oversight/day-sheet.ts'
import { liabilityOf } from '../../src/bank/oversight/liability.ts'
import { askNetting, nettingOf } from '../../src/bank/oversight/netting.ts'
import { positionOf } from '../../src/bank/oversight/position.ts'
import { cityTrialBalance } from '../../src/bank/oversight/trial-balance.ts'
import { approve, reject } from '../../src/bank/review/answer.ts'
import { book } from '../../src/bank/service/book.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import { settle } from '../../src/bank/service/settle.ts'
import type { Actor } from '../../src/bank/ports.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import { must, openTown, passed, REVIEWER, type Town } from '../town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const hour = 60
const MONTH = '2026-11'

/** People of three stations, who used hours elsewhere: goods, a volunteer's service, a gift. */
async function busy() {
  const { bank } = town
  const one = await town.member('陈一', 'S001')
  const two = await town.member('李二', 'S002')
  const helper = await town.member('何三', 'S003')
  await town.earn(one, 104, 'S001')
  await town.earn(two, 104, 'S002')
  const bought = { id: bank.ids.entry(), member: one, station: 'S002', service: 'haircut' }
  must(await redeem(bank, town.clerk('S002'), bought))
  const gift = { id: bank.ids.entry(), from: one, to: two, minutes: 2 * hour }
  must(await transfer(bank, town.clerk('S001'), gift))
  const day = '2026-11-24'
  const wanted = { id: bank.ids.entry(), member: one, station: 'S003', service: 'haircut', day }
  const hold = must(await book(bank, town.clerk('S003'), wanted))
  const order = { id: bank.ids.entry(), booking: hold.id, provider: helper }
  await passed(bank, await settle(bank, town.clerk('S003'), order))
  return { one, two, helper }
}

async function ask(actor: Actor = town.city) {
  const outcome = await askNetting(town.bank, actor, { id: town.bank.ids.entry(), month: MONTH })
  if (outcome.ok || outcome.refusal.code !== 'waits-for-review')
    throw new Error(JSON.stringify(outcome))
  const review = outcome.refusal.review as EntryId
  const hash = (await town.bank.directory.newest('review', review))?.body.hash ?? ''
  return { review, hash }
}

const december = () => {
  town.clock.at = Date.parse('2026-12-02T10:00:00+08:00')
}

test('one entry settles all, and each station then stands for what its own people have', async () => {
  const { bank } = town
  await busy()
  const early = await nettingOf(bank, town.city, MONTH)
  expect(early).toMatchObject({ ok: false, refusal: { code: 'month-not-over' } })
  december()
  const shown = must(await nettingOf(bank, town.city, MONTH))
  expect(shown.owed).toEqual([
    { from: 'S001', to: 'S002', minutes: 3 * hour },
    { from: 'S001', to: 'S003', minutes: hour },
  ])
  expect(shown.stations.map(({ station, net }) => [station, net / hour])).toEqual([
    ['S001', -4],
    ['S002', 3],
    ['S003', 1],
  ])
  const question = await ask()
  expect(must(await nettingOf(bank, town.city, MONTH)).waits).toBe(question.review)
  expect(await approve(bank, town.city, question)).toMatchObject({
    refusal: { code: 'not-second-person' },
  })
  const entry = must(await approve(bank, REVIEWER, question))
  expect(entry).toMatchObject({ kind: 'net', by: 'staff:city', servedOn: '2026-11-30' })
  expect(entry.postings.reduce((sum, { minutes }) => sum + minutes, 0)).toBe(0)

  for (const station of ['S001', 'S002', 'S003']) {
    const position = must(await positionOf(bank, town.city, station))
    const own = must(await liabilityOf(bank, town.city, { station }))
    expect(position.position).toBe(own.minutes + position.held)
    expect(position.against).toEqual([])
    const expected = shown.stations.find((one) => one.station === station)
    expect(position.position).toBe(expected?.after.position)
    // Before it, and as of then, it still says what it said.
    const past = must(await positionOf(bank, town.city, station, entry.seq - 1))
    expect(past.position).toBe(expected?.before.position)
    expect(past.against).not.toEqual([])
  }
  const trial = must(await cityTrialBalance(bank, town.city))
  expect(trial).toMatchObject({ sum: 0, settlement: [] })
})

test('a month is settled once, and what comes after is the next one’s', async () => {
  const { bank } = town
  const { one, two } = await busy()
  december()
  const question = await ask()
  // While it waits nothing else is asked for: the same review is answered.
  expect(await ask({ ...town.city, id: 'staff:other' })).toEqual(question)
  const entry = must(await approve(bank, REVIEWER, question))
  expect(must(await approve(bank, REVIEWER, question)).seq).toBe(entry.seq)
  const again = await askNetting(bank, town.city, { id: bank.ids.entry(), month: MONTH })
  expect(again).toMatchObject({ refusal: { code: 'netting-done', by: MONTH } })
  const earlier = await nettingOf(bank, town.city, '2026-10')
  expect(earlier).toMatchObject({ refusal: { code: 'netting-done', month: '2026-10', by: MONTH } })

  const gift = { id: bank.ids.entry(), from: two, to: one, minutes: hour }
  must(await transfer(bank, town.clerk('S002'), gift))
  const settled = must(await nettingOf(bank, town.city, MONTH)).settled
  expect(settled).toMatchObject({ seq: entry.seq, agrees: true, by: 'staff:city' })
  expect(settled?.reviewer).toBe(REVIEWER.id)
  town.clock.at = Date.parse('2027-01-02T10:00:00+08:00')
  const next = must(await nettingOf(bank, town.city, '2026-12'))
  expect(next.owed).toEqual([{ from: 'S002', to: 'S001', minutes: hour }])
  // The day it was settled on balances for each station it moved.
  for (const station of ['S001', 'S002', 'S003']) {
    const sheet = must(await daySheet(bank, town.city, { station, day: '2026-12-02' }))
    expect(sheet.balanced).toBe(true)
  }
})

test('who may not, what is nothing, and what was rejected', async () => {
  const { bank } = town
  const order = () => ({ id: bank.ids.entry(), month: MONTH })
  december()
  const even = await askNetting(bank, town.city, order())
  expect(even).toMatchObject({ refusal: { code: 'netting-even' } })
  for (const actor of [town.clerk('S001'), town.head('S001'), town.security])
    expect(await nettingOf(bank, actor, MONTH)).toMatchObject({ refusal: { code: 'not-allowed' } })
  const weak = { ...town.city, strong: false }
  expect(await askNetting(bank, weak, order())).toMatchObject({
    refusal: { code: 'second-factor-needed' },
  })
  const member = await town.member('陈一', 'S001')
  const given = { id: bank.ids.entry(), member, station: 'S002', minutes: hour }
  const served = { servedOn: '2026-11-30', service: 'activity' }
  must(await credit(bank, town.clerk('S002'), { ...given, ...served }))
  town.clock.at = Date.parse('2027-01-02T10:00:00+08:00')
  const asked = { id: bank.ids.entry(), month: '2026-12' }
  const first = await askNetting(bank, town.city, asked)
  expect(first).toMatchObject({ refusal: { code: 'waits-for-review' } })
  const review = asked.id
  must(await reject(bank, REVIEWER, { review, reason: 'other' }))
  expect(must(await nettingOf(bank, town.city, '2026-12')).waits).toBeUndefined()
  const second = await askNetting(bank, town.city, { id: bank.ids.entry(), month: '2026-12' })
  expect(second).toMatchObject({ refusal: { code: 'waits-for-review' } })
})
