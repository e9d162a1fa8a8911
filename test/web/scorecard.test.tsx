/** The monthly scorecard: weighed from the figures of orders, within reach, with its weights under it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { scoresOf, weighed } from '../../src/bank/loop/scorecard.ts'
import { takeIn } from '../../src/bank/loop/order.ts'
import type { Figures } from '../../src/bank/loop/figures.ts'
import { SCORECARD } from '../../src/rules/scorecard.ts'
import { must } from '../town.ts'
import { type House, openHouse } from './house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.town.close())

const NOTHING: Figures = {
  ...{ taken: 0, overdue: 0, outcomes: {}, firstVisit: { hours: 0, of: 0 } },
  ...{ closed: { part: 0, of: 0 }, onTime: { part: 0, of: 0 }, satisfied: { part: 0, of: 0 } },
  counts: { people: 0, solved: 0, goods: 0, visits: 0 },
}

test('weights are a hundred, and what has no figure leaves its weight to the rest', () => {
  expect(SCORECARD.weights.reduce((sum, { weight }) => sum + weight, 0)).toBe(100)
  expect(weighed(NOTHING)).toBeUndefined()
  const some = { ...NOTHING, closed: { part: 3, of: 4 }, onTime: { part: 1, of: 2 } }
  expect(weighed(some)).toBe(Math.round((750 * 40 + 500 * 25) / 65))
  expect(weighed({ ...NOTHING, firstVisit: { hours: 48, of: 2 } })).toBe(1000)
  expect(weighed({ ...NOTHING, firstVisit: { hours: 400, of: 2 } })).toBe(0)
  expect(weighed({ ...NOTHING, firstVisit: { hours: 96, of: 1 } })).toBe(500)
})

test('a month is scored of the stations within reach, and printed with its weights', async () => {
  const { bank, clerk, city } = house.town
  for (const station of ['S001', 'S002']) {
    const order = { id: bank.ids.entry(), type: 'help', station, source: 'phone' } as const
    must(await takeIn(bank, clerk(station), { ...order, words: { need: '帮忙' } }))
  }
  const scored = async (by = city, month = '2026-11') =>
    must(await scoresOf(bank, by, month)).map(({ station, tenths }) => [station, tenths])
  expect(await scored()).toEqual([
    ['S001', 0],
    ['S002', 0],
  ])
  expect(await scored(clerk('S001'))).toEqual([['S001', 0]])
  expect(await scored(city, '2026-10')).toEqual([])
  for (const month of ['2026-12', '2026-13', 'x'])
    expect(await scoresOf(bank, city, month)).toMatchObject({
      refusal: { code: 'month-unreadable' },
    })
  const browser = await house.clerk()
  const page = (await browser.get('/desk/scorecard')).text
  expect(page).toContain('<td>0.0</td><td>1</td>')
  for (const text of ['办结率 40', '÷', '每月考核']) expect(page).toContain(text)
  expect((await browser.get('/desk/figures')).text).toContain('/desk/scorecard')
  expect((await browser.get('/desk/scorecard?month=2026-13')).status).toBe(422)
})
