/** What is booked at the stations of a demo: a room, a course and the social workers' hours; some people come, some do not, some call off. */
import { saveBookable } from './bank/calendar/bookable.ts'
import { bookSlot } from './bank/calendar/booking.ts'
import { daysFor, slotsFor, thingsOf } from './bank/calendar/list.ts'
import { dayOf } from './bank/draft.ts'
import { moveOrder } from './bank/loop/move.ts'
import type { Actor, Bank } from './bank/ports.ts'
import type { MemberId } from './ledger/account.ts'
import type { EntryId } from './ledger/entry.ts'
import type { Outcome } from './ledger/refusal.ts'

const DAY_MS = 86_400_000

export interface CalendarTown {
  readonly bank: Bank
  readonly clock: { at: number }
  readonly draw: (below: number) => number
  /** Bookings that are to come, by station. */
  readonly booked: Map<string, readonly { readonly order: EntryId; readonly day: string }[]>
  /** Notes what was answered. */
  said<Value>(what: string, asked: Promise<Outcome<Value>>): Promise<Value | undefined>
}

const THINGS = [
  { code: 'room-2', kind: 'room', name: '二楼活动室', where: '站点二楼', places: 1, people: 20 },
  { code: 'phone', kind: 'course', name: '手机课堂', where: '站点一楼', places: 4, people: 1 },
  { code: 'talk', kind: 'staff', name: '社工面谈', where: '社工室', places: 1, people: 1 },
] as const

/** Set up on the first day, and from then on booked now and then. */
export async function calendarDay(
  town: CalendarTown,
  actor: Actor,
  people: readonly MemberId[],
): Promise<void> {
  const { bank, draw } = town
  const { station } = actor
  if (!town.booked.has(station)) await setUp(town, actor)
  await comeOrNot(town, actor)
  if (draw(2) !== 0) return
  const things = await thingsOf(bank, station)
  const thing = things[draw(things.length)]
  if (!thing) return
  const days = await daysFor(bank, thing, 3)
  const day = days[draw(Math.max(1, days.length))]?.day
  const open = day === undefined ? [] : await slotsFor(bank, thing, day)
  const slot = open.filter((one) => one.open)[draw(4)]
  if (day === undefined || !slot) return
  const coming = [...(town.booked.get(station) ?? [])]
  for (let n = 1 + draw(2); n > 0; n--) {
    const order = {
      id: bank.ids.entry(),
      ...{ bookable: thing.key, day, from: slot.from, source: 'phone' as const },
      member: people[draw(people.length)] as MemberId,
      ...(draw(2) === 0 ? { wait: true } : {}),
    }
    if (await town.said('book-slot', bookSlot(bank, actor, order)))
      coming.push({ order: order.id, day })
  }
  town.booked.set(station, coming)
}

async function setUp(town: CalendarTown, actor: Actor): Promise<void> {
  const { bank, clock } = town
  const { station } = actor
  const weekly = [1, 2, 3, 4, 5, 6, 7].flatMap((day) => [
    { day, from: 9 * 60, to: 12 * 60 },
    { day, from: 14 * 60, to: 17 * 60 },
  ])
  for (const thing of THINGS)
    await town.said(
      'bookable',
      saveBookable(bank, actor, {
        id: bank.ids.entry(),
        station,
        ...thing,
        ...{ note: '', weekly, slot: 60, inRow: 1, ahead: 14, most: 3, bookBy: 30, cancelBy: 60 },
        ...{ from: dayOf(clock.at), until: dayOf(clock.at + 300 * DAY_MS), service: '-' },
        open: true,
      }),
    )
  town.booked.set(station, [])
}

/** At the end of the day it is noted who came; one in ten called off the day before. */
async function comeOrNot(town: CalendarTown, actor: Actor): Promise<void> {
  const { bank, clock, draw } = town
  const today = dayOf(clock.at)
  const coming = town.booked.get(actor.station) ?? []
  const left: { readonly order: EntryId; readonly day: string }[] = []
  for (const one of coming) {
    const id = bank.ids.entry()
    const order = { id, order: one.order }
    if (one.day <= today) {
      const came = draw(6) !== 0
      await town.said('came', moveOrder(bank, actor, { ...order, move: came ? 'attend' : 'miss' }))
      const face = { move: 'rate', rating: 3 } as const
      if (came && draw(3) === 0)
        await town.said('rate', moveOrder(bank, actor, { ...order, id: bank.ids.entry(), ...face }))
    } else if (draw(10) === 0)
      await town.said(
        'call-off',
        moveOrder(bank, actor, { ...order, move: 'call-off', reason: 'not-needed' }),
      )
    else left.push(one)
  }
  town.booked.set(actor.station, left)
}
