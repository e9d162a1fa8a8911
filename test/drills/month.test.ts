/** A simulated month of the city: what is reported equals what anybody counts again from the export. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { counts } from '../counts.ts'
import { type Line, linesIn, ordersIn, outstanding, stationSums } from './month.ts'
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
  for (const flow of ['take-in', 'confirm', 'post', 'book', 'settle', 'redeem', 'reverse', 'close'])
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

test('every order is somewhere on its way, and some came too late', () => {
  const orders = [...ordersIn(lines, new Set(['closed', 'confirmed'])).values()]
  expect(orders.length).toBe(answers['take-in done'])
  if (counts.monthDays < 30) return
  expect(orders.some(({ late }) => late)).toBe(true)
})
