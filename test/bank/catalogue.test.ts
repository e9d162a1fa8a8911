/** What a station's hours are redeemed for: items with prices, days, places and stock, at a real bank; and what a refusal leaves. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { choicesFor } from '../../src/bank/catalogue/choices.ts'
import { type ItemOrder, saveItem } from '../../src/bank/catalogue/item.ts'
import { isRedemptionDay, nextRedemptionDay } from '../../src/bank/catalogue/quote.ts'
import { moveStock, stockOf } from '../../src/bank/catalogue/stock.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { verify } from '../../src/bank/oversight/verify.ts'
import type { Actor, Bank } from '../../src/bank/ports.ts'
import { book } from '../../src/bank/service/book.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import { release, settle } from '../../src/bank/service/settle.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type EntryId, refOf } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { REDEEMING, type RedeemingRules } from '../../src/rules/redeeming.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { counts } from '../counts.ts'
import { must, openTown, passed, TODAY, type Town } from '../town.ts'

let town: Town
let bank: Bank
let head: Actor
let clerk: Actor
let li: MemberId
const id = () => town.bank.ids.entry()
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)

/** The same house in a city that has decided otherwise. */
const deciding = (change: Partial<RedeemingRules>): Bank => ({
  ...town.bank,
  rules: { ...town.bank.rules, redeeming: { ...REDEEMING, ...change } },
})

beforeEach(async () => {
  town = await openTown()
  bank = deciding({ goods: true })
  head = town.head('S001')
  clerk = town.clerk('S001')
  li = await town.member('李四')
  await town.earn(li, 120)
})
afterEach(() => town.close())

const HAIRCUT = {
  station: 'S001',
  code: 'haircut-home',
  kind: 'service',
  name: { zh: '上门理发', en: 'Haircut at home' },
  service: 'haircut',
  price: { by: 'item', minutes: 60 },
  reason: 'new',
} as const
const RICE = {
  ...HAIRCUT,
  code: 'rice',
  kind: 'good',
  name: { zh: '大米' },
  service: 'other',
  price: { by: 'item', minutes: 120 },
  counted: true,
} as const

const save = (order: Omit<ItemOrder, 'id'>, on: Bank = bank) =>
  saveItem(on, head, { ...order, id: id() })
const saved = async (order: Omit<ItemOrder, 'id'>) => passed(bank, await save(order))
const stock = (by: number, reason = 'received') =>
  moveStock(bank, head, { id: id(), station: 'S001', item: 'rice', by, reason })
const left = async () => {
  const row = await bank.directory.newest('item', 'S001/rice')
  return row ? (await stockOf(bank, [row]))[0] : undefined
}
const buy = (item: string, more: { times?: number; id?: EntryId } = {}) =>
  redeem(bank, clerk, { id: id(), member: li, station: 'S001', item, ...more })
const bookIt = (item: string, day: string = TODAY) =>
  book(bank, clerk, { id: id(), member: li, station: 'S001', item, day })

describe('an item', () => {
  test('a station without items offers the city’s services; with one, that and nothing else', async () => {
    const order = { member: li, station: 'S001', service: 'clinic', day: TODAY }
    must(await book(bank, clerk, { ...order, id: id() }))
    must(await save(HAIRCUT))
    expect(codeOf(await book(bank, clerk, { ...order, id: id() }))).toBe('not-offered')
    must(await book(bank, clerk, { ...order, id: id(), service: 'haircut' }))
    must(await save({ ...HAIRCUT, open: false, reason: 'season' }))
    expect(codeOf(await bookIt('haircut-home'))).toBe('not-offered')
    expect(codeOf(await bookIt('nothing'))).toBe('unknown-item')
  })

  test('at the city’s price it is there at once; at another only when a second person agrees', async () => {
    must(await save(HAIRCUT))
    const dearer = { ...HAIRCUT, id: id(), price: { by: 'item', minutes: 120 }, reason: 'supply' }
    const waits = await saveItem(bank, head, dearer)
    expect(codeOf(waits)).toBe('waits-for-review')
    expect(codeOf(await saveItem(bank, head, dearer))).toBe('waits-for-review')
    expect((await bank.directory.newest('item', 'S001/haircut-home'))?.version).toBe(1)
    const entry = await passed(bank, waits)
    expect(await saveItem(bank, head, dearer)).toMatchObject({ ok: true, value: { id: entry.id } })
    const row = await bank.directory.newest('item', 'S001/haircut-home')
    expect(row).toMatchObject({ version: 2, body: { price: { minutes: 120 }, reason: 'supply' } })
  })

  test('the price a booking was made at holds, and the entry says item and version', async () => {
    must(await save(HAIRCUT))
    const hold = must(await bookIt('haircut-home'))
    expect([refOf(hold, 'item'), refOf(hold, 'item-version')]).toEqual(['S001/haircut-home', '1'])
    await saved({
      ...HAIRCUT,
      price: { by: 'item', minutes: 180 },
      reason: 'resolution',
      resolution: 'R-7',
    })
    must(await settle(bank, clerk, { id: id(), booking: hold.id }))
    expect(await town.available(li)).toBe(119 * 60)
    const now = must(await buy('haircut-home'))
    expect(refOf(now, 'item-version')).toBe('2')
    expect(await town.available(li)).toBe(116 * 60)
  })

  test('what cannot be so is refused: goods where the city has not let them, part points, days that are none', async () => {
    expect(await save(RICE, town.bank)).toMatchObject({ refusal: { why: 'goods-off' } })
    expect(await save({ ...RICE, counted: false })).toMatchObject({ refusal: { why: 'uncounted' } })
    const wrong: readonly [Partial<ItemOrder>, string][] = [
      [{ price: { by: 'item', minutes: 90 } }, 'points'],
      [{ price: { by: 'week', minutes: 60 } }, 'price'],
      [{ days: { week: [8] } }, 'days'],
      [{ days: { month: [0] } }, 'days'],
      [{ slots: 0 }, 'slots'],
      [{ code: 'Haircut home' }, 'code'],
      [{ name: { zh: ' ' } }, 'name'],
      [{ reason: 'resolution' }, 'resolution'],
      [{ reason: 'because' }, 'reason'],
      [{ service: 'nothing' }, 'service'],
      [{ payer: 'pool:city' }, 'share-off'],
    ]
    for (const [more, why] of wrong)
      expect(await save({ ...HAIRCUT, ...more })).toMatchObject({ refusal: { why } })
    expect(codeOf(await saveItem(bank, clerk, { ...HAIRCUT, id: id() }))).toBe('not-allowed')
    const other = town.head('S002')
    expect(codeOf(await saveItem(bank, other, { ...HAIRCUT, id: id() }))).toBe('unknown-station')
  })

  test('points for the personal share: where the city lets them, by the meal, and only with a payer', async () => {
    const on = deciding({ mealShare: true })
    const meal = { ...HAIRCUT, code: 'lunch', kind: 'meal', service: 'meal', name: { zh: '午餐' } }
    const tried = (more: object) => save({ ...meal, ...more }, on)
    expect(await tried({ payer: 'somebody' })).toMatchObject({ refusal: { why: 'share-payer' } })
    expect(await tried({ payer: 'pool:none' })).toMatchObject({ refusal: { why: 'share-payer' } })
    const byHour = { by: 'hour', minutes: 60 }
    expect(await tried({ payer: 'fund:A-7', price: byHour })).toMatchObject({
      refusal: { why: 'share-by-hour' },
    })
    await passed(on, await tried({ payer: 'fund:A-7' }))
    const entry = must(await buy('lunch'))
    expect(refOf(entry, 'payer')).toBe('fund:A-7')
  })
})

describe('days, places and ages', () => {
  test('redemption days of the week and the month', () => {
    expect(isRedemptionDay(undefined, TODAY)).toBe(true)
    expect(nextRedemptionDay({ week: [3] }, '2026-11-24')).toBe('2026-11-25')
    expect(nextRedemptionDay({ month: [15] }, '2026-11-24')).toBe('2026-12-15')
    expect(nextRedemptionDay({ week: [7], month: [30] }, '2026-11-24')).toBe('')
  })

  test('on another day it is refused with the next one', async () => {
    must(await save({ ...HAIRCUT, days: { week: [3] } }))
    expect(await bookIt('haircut-home')).toMatchObject({
      refusal: { code: 'not-that-day', next: '2026-11-25' },
    })
    must(await bookIt('haircut-home', '2026-11-25'))
  })

  test('places are of their day, and come back to it when the booking is taken back on another', async () => {
    must(await save({ ...HAIRCUT, slots: 1 }))
    const hold = must(await bookIt('haircut-home', '2026-11-26'))
    expect(codeOf(await bookIt('haircut-home', '2026-11-26'))).toBe('tally-over')
    must(await bookIt('haircut-home', '2026-11-27'))
    must(await release(bank, clerk, { id: id(), booking: hold.id }))
    must(await bookIt('haircut-home', '2026-11-26'))
  })

  test('an age is asked for where the item names one', async () => {
    must(await save({ ...HAIRCUT, age: 60 }))
    expect(await bookIt('haircut-home')).toMatchObject({
      refusal: { code: 'too-young', unknown: true },
    })
    await bank.people.amend(li, { born: '1990-01' })
    expect(await bookIt('haircut-home')).toMatchObject({
      refusal: { code: 'too-young', unknown: false },
    })
    await bank.people.amend(li, { born: '1950-01' })
    must(await bookIt('haircut-home'))
  })
})

describe('stock', () => {
  beforeEach(async () => {
    await saved(RICE)
  })

  test('comes in with a reason, goes out with the hours, and comes back with them', async () => {
    must(await stock(3))
    const bought = must(await buy('rice', { times: 2 }))
    expect(await left()).toBe(1)
    must(await reverse(bank, clerk, { id: id(), entry: bought.id, reason: 'twice' }))
    expect(await left()).toBe(3)
    const held = must(await bookIt('rice'))
    const kept = must(await bookIt('rice'))
    expect(await left()).toBe(1)
    must(await release(bank, clerk, { id: id(), booking: held.id }))
    const done = must(await settle(bank, clerk, { id: id(), booking: kept.id }))
    expect(await left()).toBe(2)
    must(await reverse(bank, clerk, { id: id(), entry: done.id, reason: 'not-served' }))
    expect(await left()).toBe(3)
    expect(await town.available(li)).toBe(120 * 60)
  })

  test('one more than is there is refused, with nothing half done', async () => {
    must(await stock(1))
    const size = await bank.journal.size()
    expect(await buy('rice', { times: 2 })).toMatchObject({
      refusal: { code: 'tally-under', stands: 1, takes: 2 },
    })
    expect(codeOf(await stock(-2, 'damaged'))).toBe('tally-under')
    expect(await bank.journal.size()).toBe(size)
    expect([await left(), await town.available(li)]).toEqual([1, 120 * 60])
    expect(codeOf(await stock(0))).toBe('code-unreadable')
    expect(codeOf(await stock(1, 'because'))).toBe('reason-unknown')
    must(await save(HAIRCUT))
    const order = { id: id(), station: 'S001', item: 'haircut-home', by: 1, reason: 'received' }
    expect(await moveStock(bank, head, order)).toMatchObject({ refusal: { why: 'uncounted' } })
  })

  test(`${counts.atOnce} at once never take it, or the places of a day, below none`, async () => {
    must(await stock(7))
    must(await save({ ...HAIRCUT, slots: 5 }))
    const many = Array.from({ length: counts.atOnce })
    const bought = await Promise.all(many.map(() => buy('rice')))
    const booked = await Promise.all(many.map(() => bookIt('haircut-home', '2026-11-26')))
    expect(bought.filter(({ ok }) => ok)).toHaveLength(7)
    expect(booked.filter(({ ok }) => ok)).toHaveLength(5)
    expect(await left()).toBe(0)
    expect(await town.available(li)).toBe((120 - 14 - 5) * 60)
    const report = await verify(auditIn(town.bank.engine, migrationsOf('sqlite')))
    expect(report.faults).toEqual([])
  })
})

describe('what a member could redeem', () => {
  test('item by item, with what is missing and the first day', async () => {
    const wu = await town.member('吴五')
    await town.earn(wu, 8)
    await saved(RICE)
    must(await save({ ...HAIRCUT, days: { week: [3] } }))
    const choices = must(await choicesFor(bank, clerk, { member: wu, station: 'S001' }))
    expect(choices.map(({ item, no, day }) => [item, no?.code, day])).toEqual([
      ['haircut-home', 'below-gate', '2026-11-25'],
      ['rice', 'below-gate', TODAY],
    ])
    const own = must(await choicesFor(bank, town.self(li), { member: li, station: 'S001' }))
    expect(own.map(({ no }) => no?.code)).toEqual([undefined, 'tally-under'])
    expect(codeOf(await choicesFor(bank, town.self(li), { member: wu, station: 'S001' }))).toBe(
      'unknown-member',
    )
  })
})
