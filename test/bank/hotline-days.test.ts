/** The hotline day by day: equal to a count of the journal's entries by hand, with sums that are sums. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hotlineDays, type HotlineAsked } from '../../src/bank/loop/hotline-days.ts'
import { moveOrder } from '../../src/bank/loop/move.ts'
import { takeIn } from '../../src/bank/loop/take-in.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { type Entry, refOf } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { must, openTown, type Town } from '../town.ts'

const HOUR = 3_600_000

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

/** Calls of two stations over eight days, some answered at once, some the next day, some not, and orders that are no calls. */
async function someCalls(): Promise<void> {
  let seed = 7
  const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below
  for (let n = 0; n < 40; n++) {
    town.clock.at += next(10) * HOUR
    const station = `S00${1 + next(2)}`
    const id = town.bank.ids.entry()
    const type = next(5) === 0 ? 'help' : 'hotline'
    const said = { id, type, station, source: 'phone', words: { need: '问事' } } as const
    must(await takeIn(town.bank, town.clerk(station), said))
    if (type === 'help' || next(4) === 0) continue
    if (next(3) === 0) town.clock.at += 20 * HOUR
    const counts = { people: next(4), solved: next(2), goods: next(6), visits: next(2) }
    const move = { id: town.bank.ids.entry(), order: id, move: 'answer', outcome: 'explained' }
    must(await moveOrder(town.bank, town.clerk(station), { ...move, counts }))
  }
}

/** By hand: the first entry of a call says its day, the last what was counted. */
async function recounted(): Promise<ReadonlyMap<string, readonly number[]>> {
  const calls = new Map<string, Entry[]>()
  for (const entry of await town.bank.journal.entries(0, 10_000)) {
    const order = refOf(entry, 'order')
    if (order === undefined || refOf(entry, 'order-type') !== 'hotline') continue
    calls.set(order, [...(calls.get(order) ?? []), entry])
  }
  const sums = new Map<string, number[]>()
  for (const entries of calls.values()) {
    const [first] = entries
    const day = new Date((first?.recordedAt ?? 0) + 8 * HOUR).toISOString().slice(0, 10)
    const key = `${first?.station}/${day}`
    const counts = (refOf(entries.at(-1)!, 'counts') ?? '0/0/0/0').split('/').map(Number)
    const before = sums.get(key) ?? [0, 0, 0, 0, 0]
    sums.set(
      key,
      [1, ...counts].map((count, at) => count + (before[at] ?? 0)),
    )
  }
  return sums
}

const days = async (asked: HotlineAsked, by: Actor = town.city) =>
  must(await hotlineDays(town.bank, by, asked))
const row = ({ calls, counts }: { calls: number; counts: Record<string, number> }) =>
  [calls, counts['people'], counts['solved'], counts['goods'], counts['visits']] as number[]

test('each day of each station is what the journal says, and sums are sums', async () => {
  await someCalls()
  const naive = await recounted()
  expect(naive.size).toBeGreaterThan(6)
  const found = await days({ from: '2026-11-01', to: '2026-12-31' })
  const table = new Map(found.days.map((one) => [`${one.station}/${one.day}`, row(one)]))
  expect(table).toEqual(new Map([...naive].toSorted(([a], [b]) => (a < b ? -1 : 1))))
  const sum = (rows: readonly (readonly number[])[]) =>
    rows.reduce((all, one) => all.map((count, at) => count + (one[at] ?? 0)), [0, 0, 0, 0, 0])
  expect(row(found.all)).toEqual(sum([...naive.values()]))
  for (const one of found.stations) {
    const own = [...naive].filter(([key]) => key.startsWith(`${one.station}/`))
    expect(row(one)).toEqual(sum(own.map(([, counts]) => counts)))
  }
})

test('of one station every day stands there, also those without a call, and both ends count', async () => {
  const id = town.bank.ids.entry()
  const said = { id, type: 'hotline', station: 'S001', source: 'phone' } as const
  must(await takeIn(town.bank, town.clerk('S001'), { ...said, words: { need: '问事' } }))
  const span = { from: '2026-11-23', to: '2026-11-24', station: 'S001' }
  const found = await days(span, town.clerk('S001'))
  expect(found.days.map(({ day, calls }) => [day, calls])).toEqual([
    ['2026-11-23', 0],
    ['2026-11-24', 1],
  ])
  expect((await days({ ...span, to: '2026-11-23' })).all.calls).toBe(0)
  expect((await days({ ...span, from: '2026-11-24' })).all.calls).toBe(1)
})

test('refuses days that are none, more than a year, and stations that are not theirs', async () => {
  const no = (outcome: Outcome<unknown>) =>
    outcome.ok ? 'done' : 'what' in outcome.refusal ? outcome.refusal.what : outcome.refusal.code
  const ask = (asked: HotlineAsked, by = town.city) => hotlineDays(town.bank, by, asked)
  expect(no(await ask({ from: 'x', to: '2026-11-24' }))).toBe('day-unreadable')
  expect(no(await ask({ from: '2026-11-25', to: '2026-11-24' }))).toBe('days-range')
  expect(no(await ask({ from: '2025-01-01', to: '2026-11-24' }))).toBe('days-range')
  const span = { from: '2026-11-01', to: '2026-11-24', station: 'S002' }
  expect(no(await ask(span, town.clerk('S001')))).toBe('unknown-station')
})
