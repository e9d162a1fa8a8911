/**
 * What moves of a booking do to the calendar: whoever calls off gives the time
 * back, and the first who waits and for whom there is room has it, in the same
 * commit; who came, or did not, has one less to come.
 */
import type { MemberId } from '../../ledger/account.ts'
import { clock } from '../../ledger/counter.ts'
import type { Draft, Limit, Ref, RowChange } from '../../ledger/entry.ts'
import type { Refusal } from '../../ledger/refusal.ts'
import { tallyRef } from '../../ledger/tally.ts'
import { CHECK_IN_BEFORE } from '../../rules/calendar.ts'
import { SYSTEM, stationOn } from '../actor.ts'
import { asked, drafted, rowChange, startOf, today } from '../draft.ts'
import { noticeTo } from '../jobs/notices.ts'
import { moveRefs } from '../loop/take-in.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { BookableRow, BookedSlot } from '../ports-calendar.ts'
import type { NoticeKind } from '../ports-notice.ts'
import type { OrderRow } from '../ports-order.ts'
import { type Booked, bookingsOf } from './bookings.ts'
import { busyRefs, exactly, openTally, takenIn, takenMost, takenRefs, waitTally } from './counts.ts'
import { instantOf, isOpenFor, stepsIn } from './opening.ts'

const DAY_MS = 86_400_000

/** The booking an order is; a workflow that gives back what was none is a mistake of ours. */
export function slotIn({ slot }: OrderRow): BookedSlot {
  if (!slot) throw new Error('an order that books nothing gives nothing back')
  return slot
}

/** What cannot be done now: a person who calls off too late, somebody checked in before they could come, or missed before it began. */
export function refusedMoment(
  bank: Bank,
  actor: Actor,
  row: OrderRow,
  { effect, cancelBy }: { readonly effect: 'attend' | 'miss' | 'give-back'; cancelBy: number },
): Refusal | undefined {
  const { day, from } = slotIn(row)
  const begins = instantOf(day, from)
  const now = bank.clock.now()
  const no = (why: 'too-late' | 'too-early' | 'not-begun', minutes: number): Refusal => ({
    code: 'slot-moment',
    ...{ why, day, at: clock(from), minutes },
  })
  if (effect === 'miss') return now < begins ? no('not-begun', 0) : undefined
  if (effect === 'attend') {
    if (now < begins - CHECK_IN_BEFORE * 60_000) return no('too-early', CHECK_IN_BEFORE)
    const over = actor.kind === 'member' && now >= startOf(day) + DAY_MS
    return over ? no('too-late', 0) : undefined
  }
  if (actor.kind !== 'member' || row.state === 'waiting') return undefined
  return now > begins - cancelBy * 60_000 ? no('too-late', cancelBy) : undefined
}

/** One less to come. */
export function cameRefs({ slot, member }: OrderRow): readonly Ref[] {
  return slot === undefined || member === undefined
    ? []
    : [tallyRef(openTally(slot.bookable, member), -1)]
}

/** The time of a booking back, and the person's; its place in the line, where it waited. */
export function backRefs(row: OrderRow): readonly Ref[] {
  const slot = slotIn(row)
  const back =
    row.state === 'waiting'
      ? [tallyRef(waitTally(slot.bookable, slot.day), -1)]
      : takenRefs(slot, -1)
  return [
    ...back,
    ...(row.member === undefined ? [] : busyRefs(row.member, slot, -1)),
    ...cameRefs(row),
  ]
}

/** Who is told of their booking, where they are enrolled and want to be. */
export async function toldOf(
  bank: Bank,
  { member, slot }: Pick<OrderRow, 'member' | 'slot'>,
  kind: NoticeKind,
  thing: Pick<BookableRow, 'name' | 'where' | 'station'> | undefined,
  /** Where it is said once: the notice's own key. */
  once?: string,
): Promise<readonly RowChange[]> {
  if (member === undefined || slot === undefined || thing === undefined) return []
  const station = await bank.directory.get('station', thing.station)
  const facts = {
    ...{ title: thing.name, where: thing.where, day: slot.day, from: clock(slot.from) },
    phone: station?.body.hotline ?? '',
  }
  return noticeTo(bank, member as MemberId, kind, facts, once)
}

export interface GivenBack {
  readonly refs: readonly Ref[]
  readonly limits: readonly Limit[]
  readonly along: readonly RowChange[]
  /** Who has it now, each an entry of its own. */
  readonly drafts: readonly Draft[]
}

/** A booking called off, with whoever moves up. Held at the tip: nobody else has come to wait meanwhile. */
export async function givenBackBy(
  bank: Bank,
  { key, body }: Row<OrderRow>,
  { byStation }: { readonly byStation: boolean },
): Promise<GivenBack> {
  const slot = slotIn(body)
  const thing = await bank.directory.newest('bookable', slot.bookable)
  const along = byStation ? await toldOf(bank, body, 'booking-off', thing?.body) : []
  const refs = backRefs(body)
  if (!thing) return { refs, limits: [], along, drafts: [] }
  const up = await movedUp(bank, thing, slot.day, {
    left: key,
    freed: body.state === 'booked' ? slot : undefined,
  })
  return { refs, limits: up.limits, along, drafts: up.drafts }
}

/** Whoever waits on a day and has room, in turn; `limits` are for the entry that goes before theirs. */
export async function movedUp(
  bank: Bank,
  thing: Row<BookableRow>,
  day: string,
  {
    left,
    freed,
    places = thing.body.places,
  }: {
    /** The booking that goes. */
    readonly left?: string
    readonly freed?: BookedSlot | undefined
    readonly places?: number
  },
): Promise<{ readonly limits: readonly Limit[]; readonly drafts: readonly Draft[] }> {
  const all = await bookingsOf(bank, thing.key, { from: day, to: day })
  const waiting = all
    .filter(({ key, body }) => body.state === 'waiting' && key !== left)
    .toSorted((a, b) => a.body.list.at - b.body.list.at || a.seq - b.seq)
  const limits = exactly(waitTally(thing.key, day), waiting.length)
  if (waiting.length === 0 || thing.body.list.state !== 'open') return { limits, drafts: [] }
  const taken = new Map(await takenIn(bank, thing.key, { day, from: 0, to: 1440 }))
  const add = (slot: BookedSlot, by: number) => {
    for (const step of stepsIn(slot)) taken.set(step, (taken.get(step) ?? 0) + by)
  }
  if (freed) add(freed, -1)
  const drafts: Draft[] = []
  for (const one of waiting) {
    const { slot } = one.body
    const hasRoom = stepsIn(slot).every((step) => (taken.get(step) ?? 0) < places)
    const begins = instantOf(slot.day, slot.from)
    if (!hasRoom || !isOpenFor(thing.body, slot) || begins <= bank.clock.now()) continue
    add(slot, 1)
    drafts.push(await moveUpDraft(bank, thing, one, places))
  }
  return { limits, drafts }
}

async function moveUpDraft(
  bank: Bank,
  thing: Row<BookableRow>,
  { key, version, body }: Booked,
  places: number,
): Promise<Draft> {
  const now = bank.clock.now()
  const slot: BookedSlot = { ...body.slot, movedUp: true }
  const whole = startOf(slot.day) + DAY_MS - 1
  const next: OrderRow = {
    ...body,
    ...{ state: 'booked', slot, since: now, whole, step: 0 },
    list: { ...body.list, state: 'booked', due: whole },
    moves: [...body.moves, { move: 'move-up', to: 'booked', at: now, by: SYSTEM.id }],
  }
  const id = bank.ids.entry()
  const place = await stationOn(bank, body.station, today(bank))
  return drafted(bank, SYSTEM, asked(SYSTEM, 'move-up', { id, order: key }), {
    ...{ kind: 'row', postings: [], servedOn: today(bank), station: body.station },
    organisation: place.ok ? place.value.organisation : '-',
    service: body.service,
    limits: takenMost(slot, places),
    relies: [thing],
    along: [
      rowChange(bank, 'order', key, version + 1, next),
      ...(await toldOf(bank, next, 'booking-moved-up', thing.body)),
    ],
    refs: [
      ...moveRefs(key, next, 'move-up'),
      ['bookable', thing.key],
      ...takenRefs(slot, 1),
      tallyRef(waitTally(thing.key, slot.day), -1),
    ],
  })
}
