/** Figures of orders: counted from the rows by one function, and from the entries of the journal by another way. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type FigureLevel,
  type Figures,
  figuresBy,
  perMille,
  placeAt,
} from '../../src/bank/loop/figures.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { loadAreas } from '../../src/bank/city/directory.ts'
import { type MoveOrder, moveOrder } from '../../src/bank/loop/move.ts'
import { takeIn } from '../../src/bank/loop/take-in.ts'
import { fillRounds, planRounds, roundsDue } from '../../src/bank/loop/rounds.ts'
import type { Actor } from '../../src/bank/ports.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type Entry, refOf } from '../../src/ledger/entry.ts'
import { WORKFLOWS } from '../../src/rules/workflows.ts'
import { must, openTown, type Town } from '../town.ts'

let town: Town
let clerk: Actor
let elder: MemberId
beforeEach(async () => {
  town = await openTown()
  clerk = town.clerk('S001')
  elder = await town.member('何伯')
})
afterEach(() => town.close())

const HOUR = 3_600_000

async function taken(type: string, station = 'S001', more: object = {}): Promise<string> {
  const order = { id: town.bank.ids.entry(), type, station, source: 'phone' } as const
  const by = town.clerk(station)
  const words = { need: '帮忙' }
  return must(await takeIn(town.bank, by, { ...order, words, ...more })).id
}

async function step(order: string, move: string, more: Partial<MoveOrder> = {}, by = clerk) {
  town.clock.at += 5 * HOUR
  must(await moveOrder(town.bank, by, { id: town.bank.ids.entry(), order, move, ...more }))
}

const NAMED = { claimant: { kind: 'named', id: '' } } as const

/** Some done in time, some late, one redone, one declined, one that waits; two stations. */
async function someOrders(): Promise<void> {
  for (const [at, rating] of ([3, 1, 3] as const).entries()) {
    const order = await taken('help')
    for (const [move, more] of [
      ['accept', {}],
      ['dispatch', { place: 'S001' }],
      ['sign', {}],
      ['claim', NAMED],
      ['confirm', { confirmed: 'signature' }],
    ] as const)
      await step(order, move, more)
    if (at === 1) town.clock.at += 20 * 24 * HOUR
    await step(order, 'close', { outcome: 'served' })
    await step(order, 'revisit', { rating })
    if (at === 2) await step(order, 'redo', { reason: 'not-satisfied' })
  }
  await step(await taken('help'), 'decline', { reason: 'not-ours' })
  await taken('help', 'S002', { outside: { system: '12345', number: '1', due: town.clock.at + 1 } })
  const counts = { people: 2, solved: 1, goods: 3, visits: 1 }
  await step(await taken('hotline'), 'answer', { outcome: 'explained', counts })
  town.clock.at += HOUR
}

const ALL = () => ({ from: 0, to: town.clock.at + 1 })

async function figures(type: string, by: Actor = town.city): Promise<Figures | undefined> {
  const found = must(await figuresBy(town.bank, by, { ...ALL(), type }, () => ''))
  return found.get('')
}

/** The naive count: entries of an order, one after the other, and what the last of them says. */
async function recounted(type: string) {
  const { closed } = WORKFLOWS.find((one) => one.type === type) ?? WORKFLOWS[0]!
  const orders = new Map<string, Entry[]>()
  for (const entry of await town.bank.journal.entries(0, 10_000)) {
    const order = refOf(entry, 'order')
    if (order === undefined || refOf(entry, 'order-type') !== type) continue
    orders.set(order, [...(orders.get(order) ?? []), entry])
  }
  const sums = { taken: 0, done: 0, counted: 0, inTime: 0, limited: 0, pleased: 0, rated: 0 }
  const hours = { sum: 0, of: 0 }
  for (const entries of orders.values()) {
    const last = entries.at(-1)!
    const state = refOf(last, 'to') ?? ''
    sums.taken++
    if (!closed.without.includes(state)) sums.counted++
    const rating = refOf(last, 'rating')
    if (rating !== undefined) sums.rated++
    if (rating === '3') sums.pleased++
    const visit = entries.find((one) =>
      ['confirm', 'deliver', 'visit'].includes(refOf(one, 'move')!),
    )
    if (visit) {
      hours.of++
      hours.sum += Math.floor((visit.recordedAt - entries[0]!.recordedAt) / HOUR)
    }
    if (!closed.done.includes(state)) continue
    sums.done++
    const whole = Number(refOf(last, 'whole') ?? 0)
    const isDone = (one: Entry | undefined) => closed.done.includes((one && refOf(one, 'to')) ?? '')
    const at = entries.findLast((one, i) => isDone(one) && !isDone(entries[i - 1]))?.recordedAt ?? 0
    if (whole > 0) sums.limited++
    if (whole > 0 && at <= whole) sums.inTime++
  }
  return { ...sums, hours }
}

test('figures from the rows are those of the journal', async () => {
  await someOrders()
  for (const type of ['help', 'hotline']) {
    const found = await figures(type)
    const naive = await recounted(type)
    expect(found).toMatchObject({
      taken: naive.taken,
      closed: { part: naive.done, of: naive.counted },
      onTime: { part: naive.inTime, of: naive.limited },
      satisfied: { part: naive.pleased, of: naive.rated },
      firstVisit: { hours: naive.hours.sum, of: naive.hours.of },
    })
  }
  expect(await figures('help')).toMatchObject({
    taken: 5,
    closed: { part: 2, of: 4 },
    onTime: { part: 1, of: 2 },
    satisfied: { part: 1, of: 2 },
    overdue: 1,
  })
  expect((await figures('hotline'))?.counts).toEqual({ people: 2, solved: 1, goods: 3, visits: 1 })
})

test('they are by place, within reach, and a share of nothing is none', async () => {
  await someOrders()
  const by = async (actor: Actor, level: FigureLevel) =>
    [...must(await figuresBy(town.bank, actor, ALL(), await placeAt(town.bank, level)))].map(
      ([place, { taken: count }]) => [place, count],
    )
  expect(await by(town.city, 'station')).toEqual([
    ['S001', 5],
    ['S002', 1],
  ])
  expect(await by(town.city, 'street')).toEqual([['440104003', 6]])
  expect(await by(town.city, 'district')).toEqual([['440104', 6]])
  expect(await by(clerk, 'station')).toEqual([['S001', 5]])
  const other = { ...ALL(), station: 'S002' }
  expect(
    await figuresBy(town.bank, clerk, other, await placeAt(town.bank, 'station')),
  ).toMatchObject({ ok: false })
  expect(perMille({ part: 0, of: 0 })).toBeUndefined()
  expect(perMille({ part: 947, of: 1000 })).toBe(947)
})

test('by village and by grid, orders count for what their own area is or lies in', async () => {
  const areas = [
    { code: '440104003001', name: '一居', level: 'village', parent: '440104003' },
    { code: '440104003001001', name: '一网格', level: 'grid', parent: '440104003001' },
  ] as const
  expect((await loadAreas(town.bank, SYSTEM, { id: town.bank.ids.entry(), areas })).ok).toBe(true)
  const words = { need: '帮忙' }
  for (const area of ['440104003001001', '440104003001', '440104003']) {
    const order = { id: town.bank.ids.entry(), type: 'help', station: 'S001', area } as const
    must(await takeIn(town.bank, clerk, { ...order, source: 'phone', words }))
  }
  const by = async (level: FigureLevel) => {
    const key = await placeAt(town.bank, level)
    const found = must(await figuresBy(town.bank, town.city, ALL(), key))
    return Object.fromEntries([...found].map(([place, { taken: count }]) => [place, count]))
  }
  expect(await by('grid')).toEqual({ '440104003001001': 1, '': 2 })
  expect(await by('village')).toEqual({ '440104003001': 2, '': 1 })
  expect(await by('street')).toEqual({ '440104003': 3 })
})

test('calls and visits: filled row by row, and the next day has who is to be seen again', async () => {
  const li = await town.member('李四')
  const plan = { id: town.bank.ids.entry(), station: 'S001', kind: 'call', class: 'alone' } as const
  const day = '2026-11-24'
  must(await planRounds(town.bank, clerk, { ...plan, day, members: [elder, li] }))
  const due = async (until: string) =>
    must(await roundsDue(town.bank, clerk, { station: 'S001', until }))
  const rows = await due(day)
  expect(rows.map(({ body }) => body.member)).toEqual([elder, li])
  const filled = {
    id: town.bank.ids.entry(),
    station: 'S001',
    rows: [
      { round: rows[0]!.key, result: 'visit', next: '2026-11-26' },
      { round: rows[1]!.key, result: 'reached' },
    ],
  } as const
  must(await fillRounds(town.bank, clerk, filled))
  expect(await due(day)).toEqual([])
  expect((await due('2026-11-26')).map(({ body }) => [body.member, body.kind])).toEqual([
    [elder, 'visit'],
  ])
  const again = { ...filled, id: town.bank.ids.entry() }
  expect(await fillRounds(town.bank, clerk, again)).toMatchObject({ ok: false })
  expect(await roundsDue(town.bank, clerk, { station: 'S002', until: day })).toMatchObject({
    ok: false,
  })
})
