/** The monthly scorecard: weighed from the figures of orders, within reach, with its weights under it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { scoresOf, weighed } from '../../src/bank/loop/scorecard.ts'
import { moveOrder } from '../../src/bank/loop/move.ts'
import { takeIn } from '../../src/bank/loop/take-in.ts'
import {
  answerScore,
  isFinal,
  objectToScore,
  postedScorecards,
  postScorecard,
} from '../../src/bank/loop/scorecard-posted.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import type { Figures } from '../../src/bank/loop/figures.ts'
import { SCORECARD } from '../../src/rules/scorecard.ts'
import { must } from '../town.ts'
import { type Browser, formIn, type House, openHouse } from './house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.town.close())

const NOTHING: Figures = {
  ...{
    taken: 0,
    overdue: 0,
    outcomes: {},
    fallback: { reached: 0, provider: 0, neighbour: 0, others: 0, waiting: 0, dropped: 0 },
    firstVisit: { hours: 0, of: 0 },
  },
  ...{ closed: { part: 0, of: 0 }, onTime: { part: 0, of: 0 }, satisfied: { part: 0, of: 0 } },
  counts: { people: 0, solved: 0, goods: 0, visits: 0 },
}

test('weights are a hundred, and what has no figure leaves its weight to the rest', () => {
  expect(SCORECARD.weights.reduce((sum, { weight }) => sum + weight, 0)).toBe(100)
  expect(weighed(NOTHING, SCORECARD)).toBeUndefined()
  const some = { ...NOTHING, closed: { part: 3, of: 4 }, onTime: { part: 1, of: 2 } }
  expect(weighed(some, SCORECARD)).toBe(Math.round((750 * 40 + 500 * 25) / 65))
  expect(weighed({ ...NOTHING, firstVisit: { hours: 48, of: 2 } }, SCORECARD)).toBe(1000)
  expect(weighed({ ...NOTHING, firstVisit: { hours: 400, of: 2 } }, SCORECARD)).toBe(0)
  expect(weighed({ ...NOTHING, firstVisit: { hours: 96, of: 1 } }, SCORECARD)).toBe(500)
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

const codeOf = (outcome: Outcome<unknown>) =>
  outcome.ok ? 'done' : 'what' in outcome.refusal ? outcome.refusal.what : outcome.refusal.code

const id = () => house.town.bank.ids.entry()

/** An order of a station in November that is not done. */
async function takenAt(station: string): Promise<EntryId> {
  const { bank, clerk } = house.town
  const order = { id: id(), type: 'help', station, source: 'phone' } as const
  must(await takeIn(bank, clerk(station), { ...order, words: { need: '帮忙' } }))
  return order.id
}

/** Taken in at two stations; then December comes. */
async function november(): Promise<EntryId> {
  const first = await takenAt('S001')
  await takenAt('S002')
  house.town.clock.at = Date.parse('2026-12-02T10:00:00+08:00')
  return first
}

test('posted, points stay; a station objects in time, once, and is answered; upheld, they are counted anew', async () => {
  const { bank, city, head, clerk, clock } = house.town
  const month = '2026-11'
  const post = (by = city, of = month) => postScorecard(bank, by, { id: id(), month: of })
  const early = await post()
  expect(codeOf(early)).toBe('month-not-over')
  const order = await november()
  expect(codeOf(await post(head('S001')))).toBe('not-allowed')
  expect(codeOf(await post(city, '2026-10'))).toBe('empty')
  const first = must(await post())
  expect(await post()).toMatchObject({ ok: true, again: true, value: { id: first.id } })

  // What happens to orders later moves nothing that is posted.
  for (const move of ['accept', 'cancel'] as const) {
    const more = move === 'cancel' ? { reason: 'not-needed' } : {}
    must(await moveOrder(bank, clerk('S001'), { id: id(), order, move, ...more }))
  }
  const area = bank.rules.city.code
  const row = async (by = city) => must(await postedScorecards(bank, by, month))[0]?.body
  const line = { taken: 1, tenths: 0 }
  expect((await row())?.lines).toEqual([
    { station: 'S001', ...line },
    { station: 'S002', ...line },
  ])
  expect((await row(clerk('S002')))?.lines).toEqual([{ station: 'S002', ...line }])

  const of = { area, month, station: 'S001' }
  const object = (station: string, by = head(station), reason = 'not-ours') =>
    objectToScore(bank, by, { ...of, id: id(), station, reason })
  expect(codeOf(await object('S001', clerk('S001')))).toBe('not-allowed')
  expect(codeOf(await object('S001', head('S001'), 'x'))).toBe('outcome')
  const twice = { ...of, id: id(), reason: 'not-ours' }
  const said = must(await objectToScore(bank, head('S001'), twice))
  expect(await objectToScore(bank, head('S001'), twice)).toMatchObject({
    ...{ ok: true, again: true, value: { id: said.id } },
  })
  expect(codeOf(await object('S001'))).toBe('objection-open')

  const answer = (station: string, by = city, outcome: 'upheld' | 'not-upheld' = 'upheld') =>
    answerScore(bank, by, { ...of, id: id(), station, outcome })
  expect(codeOf(await answer('S001', head('S001')))).toBe('not-allowed')
  expect(codeOf(await answer('S002'))).toBe('outcome')
  must(await answer('S001'))
  expect(codeOf(await answer('S001'))).toBe('outcome')
  const objection = { day: '2026-12-02', reason: 'not-ours', outcome: 'upheld', before: 0 }
  // Called off, it is not among those to be closed: nothing is left to weigh.
  expect((await row())?.lines[0]).toEqual({ station: 'S001', taken: 1, objection })

  clock.at = (await row())?.until ?? 0
  must(await object('S002'))
  clock.at += 1
  expect(codeOf(await object('S001'))).toBe('objection-open')
  const final = async () => {
    const body = await row()
    return body !== undefined && isFinal(body, clock.at)
  }
  expect(await final()).toBe(false)
  must(await answer('S002', city, 'not-upheld'))
  expect(await final()).toBe(true)
})

test('five working days, and not one more, are there to object', async () => {
  const { bank, city, head, clock } = house.town
  await november()
  must(await postScorecard(bank, city, { id: id(), month: '2026-11' }))
  clock.at = Date.parse('2026-12-10T00:00:00+08:00')
  const of = { area: bank.rules.city.code, month: '2026-11', station: 'S001' }
  const late = await objectToScore(bank, head('S001'), { ...of, id: id(), reason: 'not-ours' })
  expect(codeOf(late)).toBe('ended')
})

async function signedIn(role: 'head' | 'city', station: string): Promise<Browser> {
  const { bank } = house.town
  const password = 'kapok flowers in march'
  const passwordHash = must(await bank.passwords.hash(password))
  const order = { id: id(), login: `${role}.office`, name: '主任', role, station }
  must(await addStaff(bank, SYSTEM, { ...order, passwordHash, passwordChosen: true }))
  const browser = house.browser()
  await browser.post('/sign-in', { login: order.login, password })
  return browser
}

test('the office posts, the station objects and the office answers, each on the one page', async () => {
  await november()
  const path = '/desk/scorecard'
  const page = `${path}?month=2026-11`
  const [city, head, clerk] = [
    await signedIn('city', ''),
    await signedIn('head', 'S001'),
    await house.clerk(),
  ]
  expect((await clerk.get(page)).text).not.toContain('公布本月得分')
  const sends = async (by: Browser, more: Record<string, string> = {}) =>
    by.post(path, { ...formIn((await by.get(page)).text, path), ...more })
  expect((await sends(city)).location).toBe(page)
  expect((await head.get(page)).text).toContain('异议期至 2026年12月9日')
  expect((await clerk.get(page)).text).not.toContain('提出异议</button>')
  expect((await sends(head, { reason: 'wrongly-late' })).location).toBe(page)
  expect((await city.get(page)).text).toContain('超时不是本站原因')
  expect((await sends(city, { outcome: 'not-upheld' })).location).toBe(page)
  const seen = (await head.get(page)).text
  expect(seen).toContain('不成立，维持得分')
  expect(seen).not.toContain('提出异议</button>')
  house.town.clock.at = Date.parse('2026-12-10T09:00:00+08:00')
  expect((await (await house.clerk()).get(page)).text).toContain('得分已定')
})
