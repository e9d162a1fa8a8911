/** A simulated month of the city: what is reported equals what anybody counts again from the export. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { figuresBy, placeAt } from '../../src/bank/loop/figures.ts'
import { paidBy } from '../../src/bank/loop/paid.ts'
import { configOf } from '../../src/config.ts'
import { openBank } from '../../src/open.ts'
import { allUse, useOf } from '../../src/bank/calendar/use.ts'
import { WORKFLOWS } from '../../src/rules/workflows.ts'
import { counts } from '../counts.ts'
import { must } from '../town.ts'
import { type Line, linesIn, ordersIn, outstanding, paidIn, slotsIn, stationSums } from './month.ts'
import { kapokMust } from './service.ts'

const folder = mkdtempSync(join(tmpdir(), 'kapok-month-'))
const data = join(folder, 'demo')
const UNTIL = '2026-11-23'
let lines: readonly Line[]
let answers: Readonly<Record<string, number>>

beforeAll(() => {
  const [members, days] = [`${counts.monthMembers}`, `${counts.monthDays}`]
  const made = kapokMust(
    ...['demo', '--members', members, '--days', days, '--until', UNTIL],
    ...['--data', data, '--json'],
  )
  answers = (JSON.parse(made) as { answers: typeof answers }).answers
  lines = linesIn(kapokMust('export', '--data', data, '--format', 'jsonl'))
}, 1_800_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const asked = <Told>(...args: string[]): Told =>
  JSON.parse(kapokMust(...args, '--data', data, '--json')) as Told

test('all flows took place, and what was asked wrongly was refused', () => {
  for (const flow of [
    'take-in',
    'confirm',
    'post',
    'book',
    'settle',
    'redeem',
    'reverse',
    'close',
    'book-slot',
    'came',
    'call-off',
  ])
    expect(answers[`${flow} done`], flow).toBeGreaterThan(0)
  for (const no of ['claim already-taken', 'sign-up places-full', 'transfer short-of-hours'])
    expect(answers[no], no).toBeGreaterThan(0)
})

test('the books are sound, and hledger agrees that they balance', () => {
  kapokMust('verify', '--data', data)
  const journal = kapokMust('export', '--data', data, '--format', 'hledger')
  execFileSync('hledger', ['-f', '-', 'check'], { input: journal, maxBuffer: 2 ** 30 })
})

test('positions of stations', () => {
  interface Told {
    readonly stations: readonly {
      readonly station: string
      readonly issued: number
      readonly redeemed: number
      readonly held: number
    }[]
  }
  const told = asked<Told>('position').stations
  const sums = stationSums(lines)
  const nothing = { issued: 0, redeemed: 0, held: 0 }
  expect(told.length).toBeGreaterThan(0)
  for (const { station, issued, redeemed, held } of told)
    expect({ station, issued, redeemed, held }).toEqual({
      station,
      ...(sums.get(station) ?? nothing),
    })
  const named = new Set(told.map(({ station }) => station))
  for (const station of sums.keys()) expect(named).toContain(station)
})

test('hours outstanding, and their ages', () => {
  interface Told {
    readonly minutes: number
    readonly members: number
    readonly ages: readonly { readonly from: number; readonly minutes: number }[]
  }
  const told = asked<Told>('liability')
  const owed = outstanding(lines)
  expect([told.minutes, told.members]).toEqual([owed.minutes, owed.members])
  const within = [...owed.ages].reduce(
    (sum, [day, minutes]) => (day > '2026-08-23' ? sum + minutes : sum),
    0,
  )
  expect(told.ages[0]?.minutes).toBe(within)
})

test('rates of orders, by type and by station', async () => {
  const config = { ...configOf({ KAPOK_DATA: data }), origin: 'kapok.example/demo/1' }
  const bank = await openBank(config, { create: false })
  try {
    const end = Date.parse('2027-01-01T00:00:00+08:00')
    let late = 0
    // The newest of each kind: it is what a demo goes by.
    const newest = new Map(WORKFLOWS.map((one) => [one.type, one]))
    for (const { type, closed } of newest.values()) {
      const orders = [...ordersIn(lines, closed.done).values()].filter((one) => one.type === type)
      const within = { from: 0, to: end, type }
      for (const keyOf of [() => '', ({ station }: { station: string }) => station]) {
        const told = must(await figuresBy(bank, SYSTEM, within, keyOf))
        const naive = Map.groupBy(orders, keyOf)
        expect([...told.keys()].toSorted()).toEqual([...naive.keys()].toSorted())
        for (const [key, some] of naive) {
          const counted = some.filter(({ state }) => !closed.without.includes(state))
          const done = some.filter(({ state }) => closed.done.includes(state))
          const limited = done.filter(({ whole }) => whole > 0)
          const rated = some.filter(({ rating }) => rating !== undefined)
          expect(told.get(key)).toMatchObject({
            taken: some.length,
            closed: { part: done.length, of: counted.length },
            onTime: {
              part: limited.filter(({ ended, whole }) => ended <= whole).length,
              of: limited.length,
            },
            satisfied: {
              part: rated.filter(({ rating }) => rating === 3).length,
              of: rated.length,
            },
          })
          late += limited.filter(({ ended, whole }) => ended > whole).length
        }
      }
    }
    expect(ordersIn(lines, []).size).toBe(
      (answers['take-in done'] ?? 0) + (answers['book-slot done'] ?? 0),
    )
    if (counts.monthDays >= 30) expect(late).toBeGreaterThan(0)
  } finally {
    await bank.close()
  }
})

test('how the calendar is used, free things too, and no hours for it', async () => {
  const config = { ...configOf({ KAPOK_DATA: data }), origin: 'kapok.example/demo/1' }
  const bank = await openBank(config, { create: false })
  try {
    const slots = [...slotsIn(lines).values()]
    expect(slots.length).toBe(answers['book-slot done'])
    const span = { from: '2026-10-01', to: '2026-12-31' }
    for (const [station, some] of Map.groupBy(slots, ({ bookable }) => bookable.split('/')[0]!)) {
      const use = allUse(must(await useOf(bank, SYSTEM, { station, ...span })))
      const times = (...states: string[]) => some.filter(({ state }) => states.includes(state))
      expect(use).toMatchObject({
        asked: some.length,
        attended: times('attended').length,
        missed: times('missed').length,
        calledOff: times('cancelled').length,
        open: times('booked', 'waiting').length,
        minutesTaken: 60 * times('attended', 'missed', 'booked').length,
      })
    }
    expect(slots.every(({ postings }) => postings === 0)).toBe(true)
  } finally {
    await bank.close()
  }
})

test('what nobody claimed, who took it, and the hours that were paid for', async () => {
  const config = { ...configOf({ KAPOK_DATA: data }), origin: 'kapok.example/demo/1' }
  const bank = await openBank(config, { create: false })
  try {
    const now = bank.clock.now()
    const span = { from: 0, to: Date.parse('2027-01-01T00:00:00+08:00') }
    const all = [...ordersIn(lines, []).values()]
    const at = await placeAt(bank, 'station')
    const told = must(await figuresBy(bank, SYSTEM, span, at))
    for (const [station, some] of Map.groupBy(all, (one) => one.station)) {
      const reached = some.filter((one) => one.reached || (one.fallback > 0 && one.fallback <= now))
      const theirs = (by: 'provider' | 'others' | undefined, neighbour: boolean) =>
        reached.filter((one) => one.by === by && (by === 'provider' || one.neighbour === neighbour))
      const { waiting = 0, dropped = 0, ...others } = told.get(station)?.fallback ?? {}
      expect({ ...others, left: waiting + dropped }).toEqual({
        reached: reached.length,
        provider: theirs('provider', false).length,
        neighbour: theirs('others', true).length + theirs(undefined, true).length,
        others: theirs('others', false).length,
        left: theirs(undefined, false).length,
      })
    }
    expect(await paidBy(bank, SYSTEM, span, at)).toEqual({ ok: true, value: paidIn(lines) })

    // Of what a provider did nothing was moved but what had been held, and that went back.
    const paid = all.filter(({ by }) => by === 'provider')
    for (const { moved } of paid) {
      expect(['', 'hold,release']).toContain(moved.kinds.join())
      expect([...moved.sums.values()].every((sum) => sum === 0)).toBe(true)
    }
    for (const flow of ['provide', 'offer', 'take', 'return', 'paid-visit'])
      expect(answers[`${flow} done`], flow).toBeGreaterThan(0)
    expect(paid.length).toBeGreaterThan(0)
  } finally {
    await bank.close()
  }
})
