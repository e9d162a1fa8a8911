/** The calendar as people look at it: what can be booked near them, what is free on a day, who is expected at the desk, and what somebody has booked. */
import type { MemberId } from '../../ledger/account.ts'
import type { Span } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { may, refusedAt } from '../actor.ts'
import { nearness } from '../activities/list.ts'
import { dayOf, startOf, today } from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { BookableRow } from '../ports-calendar.ts'
import type { OrderRow } from '../ports-order.ts'
import { type Booked, bookingsOf } from './bookings.ts'
import { takenIn } from './counts.ts'
import { instantOf, slotsOn, stepsIn } from './opening.ts'

const DAY_MS = 86_400_000
const LIST_MAX = 500

export type Thing = Row<BookableRow>

/** What can be booked in the city: near one's own station first, free things first where that is asked for. */
export async function bookablesNear(bank: Bank, actor: Actor): Promise<readonly Thing[]> {
  const rows = await nearestOpen(bank, actor)
  const near = await nearness(bank, actor)
  const now = today(bank)
  return rows
    .filter(({ body }) => body.until >= now)
    .toSorted(
      (a, b) =>
        near(b.body.list.place) - near(a.body.list.place) ||
        Number(a.body.item !== undefined) - Number(b.body.item !== undefined) ||
        (a.key < b.key ? -1 : 1),
    )
}

/** What is open, from one's own station outwards until there are enough: the far ones of a large city crowd out no near one. */
async function nearestOpen(bank: Bank, { member }: Actor): Promise<readonly Thing[]> {
  const row = member && (await bank.directory.get('member', member))
  const home = row ? await bank.directory.get('station', row.body.home) : undefined
  const steps = home ? home.body.path.split('/').filter((one) => one !== '') : []
  const out = steps.map((_, at) => `${steps.slice(0, steps.length - at).join('/')}/`)
  const found = new Map<string, Thing>()
  for (const place of new Set([...out, `${bank.rules.city.code}/`])) {
    const query = { places: [place], states: ['open'], limit: LIST_MAX, newest: true }
    for (const thing of await bank.directory.listed('bookable', query))
      if (found.size < LIST_MAX) found.set(thing.key, thing)
    if (found.size >= LIST_MAX) break
  }
  return [...found.values()]
}

/** Everything of one station, closed too, for those of its desk. */
export async function bookablesAt(
  bank: Bank,
  actor: Actor,
  station: string,
): Promise<Outcome<readonly Thing[]>> {
  const no = await refusedAt(bank, actor, station, 'orders:read')
  if (no) return refuse(no)
  return (await bank.directory.get('station', station))
    ? done(await thingsOf(bank, station))
    : refuse({ code: 'unknown-station', station })
}

/** What a station lets people book, closed things last. */
export async function thingsOf(bank: Bank, station: string): Promise<readonly Thing[]> {
  const rows = await bank.directory.under('bookable', `${station}/`, { limit: LIST_MAX })
  const isClosed = ({ body }: Thing) => Number(body.list.state !== 'open')
  return rows.toSorted((a, b) => isClosed(a) - isClosed(b) || (a.key < b.key ? -1 : 1))
}

export interface SlotSeen extends Span {
  readonly taken: number
  readonly free: number
  /** It can be booked now by whoever asks in time. */
  readonly open: boolean
}

/** The slots of a day with what is free of each. */
export async function slotsFor(
  bank: Bank,
  { key, body }: Thing,
  day: string,
): Promise<readonly SlotSeen[]> {
  const slots = slotsOn(body, day)
  const [first, last] = [slots[0], slots.at(-1)]
  if (!first || !last) return []
  const taken = await takenIn(bank, key, { day, from: first.from, to: last.to })
  const now = bank.clock.now()
  const far = startOf(day) - startOf(today(bank)) > body.ahead * DAY_MS
  return slots.map((slot) => {
    const most = Math.max(...stepsIn(slot).map((step) => taken.get(step) ?? 0))
    const inTime = instantOf(day, slot.from) - now >= Math.max(1, body.bookBy * 60_000)
    return {
      ...slot,
      taken: most,
      free: Math.max(0, body.places - most),
      open: inTime && !far && body.list.state === 'open',
    }
  })
}

export interface DayFree {
  readonly day: string
  /** Slots with a place, and those of the day that can still be booked or waited for. */
  readonly free: number
  readonly open: number
}

/** Days it can be booked on from today, with what is free of each; at most so many. */
export async function daysFor(bank: Bank, thing: Thing, most = 31): Promise<readonly DayFree[]> {
  const days: DayFree[] = []
  const { ahead } = thing.body
  for (let n = 0; n <= ahead && days.length < most; n++) {
    const day = dayOf(bank.clock.now() + n * DAY_MS)
    const open = (await slotsFor(bank, thing, day)).filter((slot) => slot.open)
    if (open.length > 0)
      days.push({ day, free: open.filter(({ free }) => free > 0).length, open: open.length })
  }
  return days
}

export interface ThingDay {
  readonly thing: Thing
  readonly slots: readonly SlotSeen[]
  readonly bookings: readonly Booked[]
}

/** A station's day: each thing with its slots and who is booked. Refuses who may not look. */
export async function calendarOf(
  bank: Bank,
  actor: Actor,
  { station, day }: { readonly station: string; readonly day: string },
): Promise<Outcome<readonly ThingDay[]>> {
  const things = await bookablesAt(bank, actor, station)
  if (!things.ok) return things
  const seen: ThingDay[] = []
  for (const thing of things.value) {
    const bookings = await bookingsOf(bank, thing.key, { from: day, to: day })
    const slots = await slotsFor(bank, thing, day)
    const standing = bookings.filter(({ body }) => body.state !== 'cancelled')
    if (slots.length > 0 || standing.length > 0) seen.push({ thing, slots, bookings: standing })
  }
  return done(seen)
}

export interface MyBooking {
  readonly row: Booked
  readonly thing: Thing | undefined
}

/** What somebody has booked: to come first, then what was, the newest first. */
export async function bookingsFor(
  bank: Bank,
  actor: Actor,
  member: MemberId,
): Promise<Outcome<readonly MyBooking[]>> {
  if (actor.kind === 'member' ? actor.member !== member : !may(actor, 'orders:read'))
    return refuse({ code: 'unknown-member', member })
  const rows = await bank.directory.listed('order', {
    ...{ who: member, newest: true, limit: LIST_MAX },
    states: ['booked', 'waiting', 'attended', 'missed'],
  })
  const mine = rows.filter((row): row is Booked => row.body.slot !== undefined)
  const things = await bank.directory.many(
    'bookable',
    mine.map(({ body }) => body.slot.bookable),
  )
  const byKey = new Map(things.map((thing) => [thing.key, thing]))
  const isOver = ({ body }: { readonly body: OrderRow }) =>
    Number(!['booked', 'waiting'].includes(body.state))
  return done(
    mine
      .toSorted((a, b) => isOver(a) - isOver(b) || order(a, b) * (isOver(a) ? -1 : 1))
      .map((row) => ({ row, thing: byKey.get(row.body.slot.bookable) })),
  )
}

function order(a: Booked, b: Booked): number {
  const [x, y] = [a.body.slot, b.body.slot]
  return instantOf(x.day, x.from) - instantOf(y.day, y.from)
}
