/** The calendar of a station: what overlaps, is full, past or too much is refused at the tip; who waits has what is called off; a change loses no booking. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { saveItem } from '../../src/bank/catalogue/item.ts'
import {
  type BookableOrder,
  comingTo,
  saveBookable,
  saveDay,
} from '../../src/bank/calendar/bookable.ts'
import { bookSlot, type SlotOrder } from '../../src/bank/calendar/booking.ts'
import { bookingsOf } from '../../src/bank/calendar/bookings.ts'
import { bookingsFor, daysFor, slotsFor } from '../../src/bank/calendar/list.ts'
import { endWaiting, remindBookings } from '../../src/bank/calendar/remind.ts'
import { dayOf } from '../../src/bank/draft.ts'
import { figuresBy } from '../../src/bank/loop/figures.ts'
import { clockOf } from '../../src/bank/loop/clock.ts'
import { type MoveOrder, moveOrder } from '../../src/bank/loop/move.ts'
import { orderFor, ordersFor } from '../../src/bank/loop/order.ts'
import { verify } from '../../src/bank/oversight/verify.ts'
import type { Actor } from '../../src/bank/ports.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { refOf } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { ROOM } from '../calendar.ts'
import { must, openTown, passed, type Town } from '../town.ts'
import { expectBalanced } from './stories.ts'

let town: Town
let clerk: Actor
let li: MemberId
let chen: MemberId
let he: MemberId

beforeEach(async () => {
  town = await openTown()
  clerk = town.clerk('S001')
  ;[li, chen, he] = (await Promise.all(
    ['李一', '陈二', '何三'].map((name) => town.member(name)),
  )) as [MemberId, MemberId, MemberId]
})
afterEach(() => town.close())

const HOUR = 3_600_000
const NEXT = '2026-11-25'
const KEY = 'S001/room-3'

const terms = (more: Partial<BookableOrder> = {}): BookableOrder => ({
  id: town.bank.ids.entry(),
  ...ROOM,
  ...more,
})

const thing = async (more: Partial<BookableOrder> = {}, by = clerk) =>
  must(await saveBookable(town.bank, by, terms(more)))

const slot = (member: MemberId, more: Partial<SlotOrder> = {}): SlotOrder => ({
  id: town.bank.ids.entry(),
  ...{ bookable: KEY, day: NEXT, from: 540, member, source: 'page' },
  ...more,
})

const booked = (member: MemberId, more: Partial<SlotOrder> = {}, by = town.self(member)) =>
  bookSlot(town.bank, by, slot(member, more))

const moved = (order: string, move: string, more: Partial<MoveOrder> = {}, by = clerk) =>
  moveOrder(town.bank, by, { id: town.bank.ids.entry(), order, move, ...more })

const off = (order: string, member: MemberId) =>
  moved(order, 'call-off', { reason: 'not-needed' }, town.self(member))

const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)

const rowOf = async (id: string) => (await town.bank.directory.newest('order', id))!.body

const stateOf = async (id: string) => (await rowOf(id)).state

async function sound() {
  expect((await verify(auditIn(town.bank.engine, migrationsOf('sqlite')))).faults).toEqual([])
  await expectBalanced(town)
}

describe('set up', () => {
  test.each([
    [{ code: 'Room 3' }, 'code', 'unreadable'],
    [{ name: ' ' }, 'name', 'empty'],
    [{ name: '长'.repeat(41) }, 'name', 'long'],
    [{ where: 'a\u0000b' }, 'where', 'unreadable'],
    [{ kind: 'car' as never }, 'kind', 'unreadable'],
    [{ places: 0 }, 'places', 'number'],
    [{ slot: 20 }, 'slot', 'step'],
    [{ slot: 240, inRow: 3 }, 'inRow', 'number'],
    [{ ahead: 91 }, 'ahead', 'number'],
    [{ until: '2026-10-31' }, 'until', 'run'],
    [{ until: '2026-02-30' }, 'until', 'unreadable'],
    [{ weekly: [{ day: 8, from: 540, to: 600 }] }, 'weekly', 'unreadable'],
    [{ weekly: [{ day: 1, from: 600, to: 540 }] }, 'weekly', 'times'],
    [{ weekly: [{ day: 1, from: 541, to: 600 }] }, 'weekly', 'step'],
    [
      {
        weekly: [
          { day: 1, from: 540, to: 660 },
          { day: 1, from: 600, to: 720 },
        ],
      },
      'weekly',
      'overlap',
    ],
  ] as const)('not as %o', async (more, what, why) => {
    const size = await town.bank.journal.size()
    const outcome = await saveBookable(town.bank, clerk, terms(more as object))
    expect(outcome).toMatchObject({ refusal: { code: 'bookable-unsound', what, why } })
    expect(await town.bank.journal.size()).toBe(size)
  })

  test('by its own station, once, and not over a version nobody saw', async () => {
    expect(codeOf(await saveBookable(town.bank, town.clerk('S002'), terms()))).toBe(
      'unknown-station',
    )
    expect(codeOf(await saveBookable(town.bank, town.self(li), terms()))).toBe('not-allowed')
    const order = terms({ seen: 0 })
    const first = must(await saveBookable(town.bank, clerk, order))
    expect(must(await saveBookable(town.bank, clerk, order)).seq).toBe(first.seq)
    expect(codeOf(await saveBookable(town.bank, clerk, terms({ seen: 0 })))).toBe('stale-row')
    must(await saveBookable(town.bank, clerk, terms({ seen: 1, name: '三号室' })))
    expect(codeOf(await saveBookable(town.bank, clerk, terms({ item: 'gold' })))).toBe(
      'unknown-item',
    )
    expect(codeOf(await saveBookable(town.bank, clerk, terms({ service: 'gold' })))).toBe(
      'unknown-service',
    )
  })
})

describe('booked', () => {
  test('an order of the kind there is, seen in its figures, moving no hours', async () => {
    await thing()
    const order = slot(li)
    const first = must(await bookSlot(town.bank, town.self(li), order))
    expect(must(await bookSlot(town.bank, town.self(li), order)).seq).toBe(first.seq)
    expect([first.kind, first.postings.length, refOf(first, 'order-type')]).toEqual([
      'row',
      0,
      'booking',
    ])
    expect(await rowOf(order.id)).toMatchObject({ state: 'booked', workflow: 'booking/3' })
    expect(codeOf(await moved(order.id, 'attend'))).toBe('slot-moment')
    town.clock.at += 23 * HOUR
    expect(codeOf(await moved(order.id, 'attend', {}, town.self(li)))).toBe('move-needs')
    must(await moved(order.id, 'attend'))
    must(await moved(order.id, 'rate', { rating: 3 }, town.self(li)))
    const asked = { from: 0, to: town.clock.at, type: 'booking' }
    const figures = must(await figuresBy(town.bank, clerk, asked, () => ''))
    expect(figures.get('')).toMatchObject({
      taken: 1,
      closed: { part: 1, of: 1 },
      onTime: { part: 1, of: 1 },
      satisfied: { part: 1, of: 1 },
    })
    await sound()
  })

  test.each([
    [{ day: '2026-11-23' }, { why: 'past' }],
    [{ day: '2026-02-30' }, { code: 'day-unreadable' }],
    [{ from: 8 * 60 }, { why: 'outside' }],
    [{ from: 550 }, { why: 'outside' }],
    [{ from: -60 }, { why: 'outside' }],
    [{ from: 16 * 60 + 30, slots: 2 }, { why: 'outside' }],
    [{ day: '2026-11-28' }, { why: 'outside' }],
    [{ day: '2026-12-31' }, { why: 'far', most: 14 }],
    [
      { day: '2026-11-24', from: 660 },
      { why: 'soon', most: 120 },
    ],
    [{ slots: 3 }, { why: 'in-row', most: 2 }],
    [{ people: 21 }, { why: 'people', most: 20 }],
    [{ people: 0 }, { why: 'people' }],
    [{ bookable: 'S001/none' }, { code: 'unknown-bookable' }],
    [{ bookable: "S001/x' or 1" }, { code: 'unknown-bookable' }],
  ] as const)('not as %o', async (more, no) => {
    await thing()
    const size = await town.bank.journal.size()
    expect(await booked(li, more)).toMatchObject({ ok: false, refusal: no })
    expect(await town.bank.journal.size()).toBe(size)
  })

  test('by nobody for a stranger, nor at another station', async () => {
    await thing()
    expect(codeOf(await booked(li, {}, town.self(chen)))).toBe('unknown-member')
    expect(codeOf(await booked(li, {}, town.clerk('S002')))).toBe('unknown-bookable')
    const party = { kind: 'team', id: 'T-1' } as const
    expect(codeOf(await booked(li, { party }))).toBe('not-allowed')
    must(await booked(li, { source: 'phone' }, clerk))
  })

  test('by a relative, where the person let them', async () => {
    await thing()
    const as = (...scopes: string[]): Actor => ({
      ...town.self(li),
      through: { relative: chen, scopes },
    })
    expect(codeOf(await booked(li, { source: 'relative' }, as('view')))).toBe('proxy-scope')
    const order = must(await booked(li, { source: 'relative' }, as('book'))).id
    expect(await rowOf(order)).toMatchObject({ member: li, source: 'relative' })
    must(await moved(order, 'call-off', { reason: 'not-needed' }, as('book')))
  })

  test('what overlaps is refused, also of another length and by forty at once', async () => {
    await thing()
    must(await booked(li, { slots: 2 }))
    expect(codeOf(await booked(chen, { from: 570 }))).toBe('slot-unfit')
    expect(await booked(chen, { from: 600 })).toMatchObject({
      refusal: { code: 'slot-full', places: 1, queue: false },
    })
    must(await booked(chen, { from: 660 }))
    const people = await Promise.all(
      Array.from({ length: 40 }, (_, n) => town.member(`黄${String.fromCodePoint(0x4e00 + n)}`)),
    )
    const codes = (await Promise.all(people.map((one) => booked(one, { from: 840 })))).map(codeOf)
    expect(codes.filter((code) => code === 'done')).toHaveLength(1)
    expect(new Set(codes)).toEqual(new Set(['done', 'slot-full']))
    await sound()
  })

  test('one person is in one place at a time, and has so much to come', async () => {
    await thing()
    await thing({ code: 'piano', name: '钢琴课', places: 5, most: 1 })
    must(await booked(li))
    expect(await booked(li, { bookable: 'S001/piano' })).toMatchObject({
      refusal: { code: 'booked-then', at: '09:00' },
    })
    must(await booked(li, { bookable: 'S001/piano', from: 600 }))
    expect(codeOf(await booked(li, { bookable: 'S001/piano', from: 660 }))).toBe('too-many-open')
    const both = await Promise.all([booked(chen), booked(chen, { bookable: 'S001/piano' })])
    expect(both.map(codeOf).toSorted()).toContain('slot-full')
  })

  test('a room by a team with its head count, at the desk', async () => {
    await thing()
    const party = { kind: 'organisation', id: '52440100MJK000001H' } as const
    const { member: _none, ...order } = slot(li, { party, people: 18, source: 'counter' })
    must(await bookSlot(town.bank, clerk, order))
    expect((await rowOf(order.id)).slot).toMatchObject({ people: 18, party })
    const stranger = { kind: 'team', id: 'T-none' } as const
    expect(
      codeOf(
        await bookSlot(town.bank, clerk, { ...order, id: town.bank.ids.entry(), party: stranger }),
      ),
    ).toBe('code-unreadable')
  })
})

describe('waited for', () => {
  test('who waits has it when somebody calls off, in the same commit', async () => {
    await thing()
    const first = must(await booked(li, { slots: 2 })).id
    const second = must(await booked(chen, { wait: true })).id
    const third = must(await booked(he, { wait: true, from: 600 })).id
    expect([await stateOf(second), await stateOf(third)]).toEqual(['waiting', 'waiting'])
    const size = await town.bank.journal.size()
    must(await off(first, li))
    expect(await town.bank.journal.size()).toBe(size + 3)
    expect([await stateOf(second), await stateOf(third)]).toEqual(['booked', 'booked'])
    expect(codeOf(await off(first, li))).toBe('move-not-now')
    must(await off(second, chen))
    must(await booked(li))
    await sound()
  })

  test('fairly, under many who come and go at once', async () => {
    await thing({ places: 2 })
    const people = await Promise.all(
      Array.from({ length: 12 }, (_, n) => town.member(`周${String.fromCodePoint(0x4e00 + n)}`)),
    )
    const orders = (await Promise.all(people.map((one) => booked(one, { wait: true })))).map(
      (one) => must(one).id,
    )
    await Promise.all(orders.slice(0, 6).map((order, n) => off(order, people[n]!)))
    const states = await Promise.all(orders.map(stateOf))
    expect(states.filter((state) => state === 'booked')).toHaveLength(2)
    expect(states.filter((state) => state === 'waiting')).toHaveLength(4)
    await sound()
  })

  test('in vain, they are let go when it begins', async () => {
    await thing()
    must(await booked(li))
    const waits = must(await booked(chen, { wait: true })).id
    expect(await endWaiting(town.bank)).toEqual({ ended: 0 })
    town.clock.at += 24 * HOUR
    expect(await endWaiting(town.bank)).toEqual({ ended: 1 })
    expect(await stateOf(waits)).toBe('cancelled')
    await sound()
  })
})

describe('called off', () => {
  test('by the person until so long before, by the desk after that', async () => {
    await thing()
    const order = must(await booked(li)).id
    town.clock.at += 22 * HOUR
    expect(await off(order, li)).toMatchObject({
      refusal: { code: 'slot-moment', why: 'too-late', minutes: 120 },
    })
    must(await moved(order, 'call-off', { reason: 'not-needed' }))
    expect(codeOf(await moved(order, 'miss'))).toBe('move-not-now')
  })

  test('whoever does not come is noted after it began, and may have come after all', async () => {
    await thing({ most: 1 })
    const order = must(await booked(li)).id
    expect(codeOf(await moved(order, 'miss'))).toBe('slot-moment')
    town.clock.at += 24 * HOUR
    must(await moved(order, 'miss'))
    expect(await stateOf(order)).toBe('missed')
    must(await booked(li, { day: '2026-11-26' }))
    must(await moved(order, 'came'))
    expect(await stateOf(order)).toBe('attended')
    await sound()
  })
})

describe('where it costs hours', () => {
  const ITEM = {
    ...{ station: 'S001', code: 'haircut', kind: 'service', name: { zh: '理发' } },
    ...{ service: 'haircut', price: { by: 'item', minutes: 60 }, reason: 'new' },
  }

  beforeEach(async () => {
    const item = { id: town.bank.ids.entry(), ...ITEM }
    await passed(town.bank, await saveItem(town.bank, town.head('S001'), item))
    await town.earn(li, 120)
  })

  test('the price is held, and settled or given back as elsewhere', async () => {
    await thing({ code: 'barber', kind: 'staff', item: 'haircut' })
    const left = await town.available(li)
    const bookable = 'S001/barber'
    const order = must(await booked(li, { bookable })).id
    expect(await town.available(li)).toBe(left - 60)
    must(await off(order, li))
    expect(await town.available(li)).toBe(left)
    const again = must(await booked(li, { bookable, from: 600 })).id
    town.clock.at += 24 * HOUR
    must(await moved(again, 'attend'))
    expect(await town.available(li)).toBe(left - 60)
    const third = must(await booked(li, { bookable, day: '2026-11-26' })).id
    town.clock.at += 24 * HOUR
    must(await moved(third, 'miss'))
    expect(await town.available(li)).toBe(left - 60)
    expect(codeOf(await booked(chen, { bookable, day: '2026-11-27' }))).not.toBe('done')
    await sound()
  })
})

describe('changed', () => {
  test('no booking is lost: it stands, is listed, and its person is told once', async () => {
    await thing()
    const order = must(await booked(li)).id
    const seen = 1
    const afternoon = [1, 2, 3, 4, 5].map((day) => ({ day, from: 840, to: 1020 }))
    must(await saveBookable(town.bank, clerk, terms({ weekly: afternoon })))
    expect(await stateOf(order)).toBe('booked')
    expect((await comingTo(town.bank, KEY)).map(({ key }) => key)).toEqual([order])
    const told = await town.bank.directory.listed('notice', { who: li })
    expect(told.map(({ body }) => body.kind)).toEqual(['booking-changed'])
    must(await saveBookable(town.bank, clerk, terms({ weekly: afternoon, name: '新名' })))
    expect(await town.bank.directory.listed('notice', { who: li })).toHaveLength(1)
    expect(await booked(chen, { seen })).toMatchObject({
      refusal: { code: 'slot-unfit', why: 'changed' },
    })
    must(await booked(chen, { seen, from: 840 }))
  })

  test('more places go to whoever waits; a closed thing takes nobody', async () => {
    await thing()
    must(await booked(li))
    const waits = must(await booked(chen, { wait: true })).id
    must(await saveBookable(town.bank, clerk, terms({ places: 2 })))
    expect(await stateOf(waits)).toBe('booked')
    must(await saveBookable(town.bank, clerk, terms({ open: false })))
    expect(await booked(he, { from: 600 })).toMatchObject({ refusal: { why: 'closed' } })
    await sound()
  })

  test('a day that is closed calls everybody off, and tells them', async () => {
    await thing()
    const first = must(await booked(li)).id
    const other = must(await booked(li, { day: '2026-11-26' })).id
    const waits = must(await booked(chen, { wait: true })).id
    const day = { bookable: KEY, day: NEXT, times: [], callOff: true }
    const id = town.bank.ids.entry()
    expect(codeOf(await saveDay(town.bank, town.clerk('S002'), { id, ...day }))).toBe(
      'unknown-bookable',
    )
    must(await saveDay(town.bank, clerk, { id, ...day }))
    expect([await stateOf(first), await stateOf(waits), await stateOf(other)]).toEqual([
      'cancelled',
      'cancelled',
      'booked',
    ])
    for (const who of [li, chen]) {
      const told = await town.bank.directory.listed('notice', { who })
      expect(told.map(({ body }) => body.kind)).toEqual(['booking-off'])
    }
    expect(codeOf(await booked(he))).toBe('slot-unfit')
    must(
      await saveDay(town.bank, clerk, {
        ...{ id: town.bank.ids.entry(), bookable: KEY, day: NEXT, callOff: false },
      }),
    )
    must(await booked(he))
    const past = { ...day, id: town.bank.ids.entry(), day: '2026-11-23' }
    expect(codeOf(await saveDay(town.bank, clerk, past))).toBe('day-before-start')
    await sound()
  })

  test('a booking that races a change of the opening fits, or is told of', async () => {
    await thing()
    const afternoon = [1, 2, 3, 4, 5].map((day) => ({ day, from: 840, to: 1020 }))
    const [one] = await Promise.all([
      booked(li),
      saveBookable(town.bank, clerk, terms({ weekly: afternoon })).then(must),
    ])
    const told = await town.bank.directory.listed('notice', { who: li })
    expect(told.length).toBe(one.ok ? 1 : 0)
  })
})

describe('looked at', () => {
  test('days and slots with what is free, one’s own bookings, those of a day', async () => {
    await thing()
    const order = must(await booked(li)).id
    const row = (await town.bank.directory.newest('bookable', KEY))!
    const slots = await slotsFor(town.bank, row, NEXT)
    expect(slots.map(({ from, free }) => [from, free]).slice(0, 2)).toEqual([
      [540, 0],
      [600, 1],
    ])
    const days = await daysFor(town.bank, row)
    expect(days.map(({ day }) => day)).not.toContain('2026-11-28')
    expect(days.find(({ day }) => day === NEXT)).toMatchObject({ free: slots.length - 1 })
    const mine = must(await bookingsFor(town.bank, town.self(li), li))
    expect(mine.map(({ row: one }) => one.key)).toEqual([order])
    expect(codeOf(await bookingsFor(town.bank, town.self(chen), li))).toBe('unknown-member')
    const week = await bookingsOf(town.bank, KEY, { from: '2026-11-24', to: '2026-12-01' })
    expect(week.map(({ key }) => key)).toEqual([order])
    expect(await bookingsOf(town.bank, KEY, { from: '2026-11-26', to: '2026-12-01' })).toEqual([])
  })

  test('no clerk is warned of what is still to come, and only then', async () => {
    await thing()
    const order = must(await booked(li)).id
    const { row, workflow } = must(await orderFor(town.bank, clerk, order))
    const at = (hours: number) => clockOf(workflow, row.body, town.clock.at + hours * HOUR).colour
    expect([at(22), at(24), at(37), at(39)]).toEqual(['green', 'green', 'amber', 'red'])
    const open = async () =>
      must(await ordersFor(town.bank, clerk, { withoutComing: true })).map(({ key }) => key)
    expect(await open()).toEqual([])
    town.clock.at += 39 * HOUR
    expect(await open()).toEqual([order])
  })

  test('the day before, each is reminded once, and not at night', async () => {
    await thing()
    must(await booked(li))
    town.clock.at += 12 * HOUR
    expect(await remindBookings(town.bank)).toEqual({ told: 0 })
    town.clock.at -= 12 * HOUR
    expect(await remindBookings(town.bank)).toEqual({ told: 1 })
    expect(await remindBookings(town.bank)).toEqual({ told: 0 })
    const [notice] = await town.bank.directory.listed('notice', { who: li })
    expect(notice?.body).toMatchObject({
      kind: 'booking-tomorrow',
      facts: { day: NEXT, from: '09:00', title: ROOM.name },
    })
    expect(dayOf(notice?.body.list.due ?? 0)).toBe('2026-11-24')
  })
})
