/**
 * Book something of a station's calendar (随约): an order that begins booked, or
 * waits. Its time, the person's and the terms of the thing are held where the
 * entry is sealed; what it costs, where it costs hours, is held with it.
 */
import type { MemberId } from '../../ledger/account.ts'
import { clock } from '../../ledger/counter.ts'
import type { Draft, Entry, EntryId, Limit, Ref } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse, type SlotFault } from '../../ledger/refusal.ts'
import { tallyLeast, tallyMost, tallyRef } from '../../ledger/tally.ts'
import { WAITING_MAX } from '../../rules/calendar.ts'
import { memberRow, refusedAt, refusedFor } from '../actor.ts'
import { settling } from '../activities/activity.ts'
import { answeredBefore, type Asked, asked, isDay, rowChange, startOf, today } from '../draft.ts'
import { holdFor } from '../loop/effect.ts'
import { firstOf, intakeDraft } from '../loop/take-in.ts'
import { workflowOf } from '../loop/workflow.ts'
import { noteActedFor } from '../people/proxies.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { BookableRow, BookedSlot, Party } from '../ports-calendar.ts'
import type { OrderSource } from '../ports-order.ts'
import { recordAll } from '../record.ts'
import { leadKey } from './bookings.ts'
import {
  busyMost,
  busyRefs,
  countsOf,
  everTally,
  isBusy,
  openTally,
  takenIn,
  takenMost,
  takenRefs,
  takenTally,
  waitTally,
} from './counts.ts'
import { instantOf, isOpenFor, slotsOn } from './opening.ts'

export interface SlotOrder {
  /** Also the order's own id. */
  readonly id: EntryId
  /** "S001/room-3". */
  readonly bookable: string
  readonly day: string
  /** Minutes of the day it begins at; the beginning of a slot. */
  readonly from: number
  /** So many slots in a row; 1 unless said. */
  readonly slots?: number
  /** Whom it is for; may be left out where a team or an organisation has it. */
  readonly member?: MemberId
  /** How many come; 1 unless said. */
  readonly people?: number
  /** A team or an organisation, by its code: at the desk, or by a program. */
  readonly party?: Party
  /** Where it is full, to wait; without it that is refused. */
  readonly wait?: boolean
  /** The version of the thing whoever chooses has seen. */
  readonly seen?: number
  readonly source: OrderSource
  /** How staff who book for somebody have checked who it is. */
  readonly assisted?: 'face' | 'card'
}

const DAY_MS = 86_400_000

/**
 * Books, or waits where that is asked for. Refuses a time it is not open at or
 * that is past, too soon, too far; what is full; somebody who is elsewhere
 * then, or has too much to come; and, where it costs hours, what `book` refuses.
 */
export async function bookSlot(
  bank: Bank,
  actor: Actor,
  given: SlotOrder,
): Promise<Outcome<Entry>> {
  // Whoever books for themselves checks nobody, and is at no counter.
  const { assisted: _, ...plain } = given
  const source = actor.through ? 'relative' : 'page'
  const order: SlotOrder = actor.kind === 'member' ? { ...plain, source } : given
  const ask = asked(actor, 'book-slot', order)
  const outcome = await settling(
    bank,
    async () => {
      const row = await bank.directory.newest('bookable', order.bookable)
      const no = await refusedAsker(bank, actor, order, row)
      if (no || !row) return refuse(no ?? unknown(order))
      const before = await answeredBefore(bank, ask)
      return before ?? attempt(bank, actor, ask, order, row)
    },
    isRace,
  )
  if (outcome.ok && outcome.again !== true && order.member !== undefined)
    await noteActedFor(bank, actor, {
      member: order.member,
      relative: actor.through?.relative,
      entry: outcome.value,
      what: 'book',
    })
  return outcome
}

const unknown = ({ bookable }: SlotOrder): Refusal => ({ code: 'unknown-bookable', bookable })

/** What changed between the look and the commit: it is looked at again. */
export function isRace({ code }: Refusal): boolean {
  return code === 'tally-over' || code === 'tally-under' || code === 'stale-row'
}

/** Undefined for the person, who may act for them, and staff of the station. "Not yours" and "not there" are one answer. */
async function refusedAsker(
  bank: Bank,
  actor: Actor,
  { bookable, member, party }: SlotOrder,
  row: Row<BookableRow> | undefined,
): Promise<Refusal | undefined> {
  const station = row?.body.station ?? bookable.split('/')[0] ?? ''
  if (actor.kind === 'member') {
    if (party !== undefined) return { code: 'not-allowed', act: 'orders:write' }
    if (member === undefined) return { code: 'unknown-member', member: '' }
    return refusedFor(bank, actor, member, station, 'bookings:write')
  }
  const no = await refusedAt(bank, actor, station, 'orders:write')
  if (no) return no.code === 'unknown-station' ? { code: 'unknown-bookable', bookable } : no
  return undefined
}

async function attempt(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  order: SlotOrder,
  row: Row<BookableRow>,
): Promise<Outcome<Entry>> {
  const slot = slotOf(order, row)
  const no =
    refusedTime(bank, order, row, slot) ?? (await refusedWho(bank, order, slot, row.body.most))
  if (no) return refuse(no)
  const standing = await standingOf(bank, slot, row.body.places)
  if (standing.full !== undefined) {
    const { day, from } = slot
    const full = { code: 'slot-full', day, at: clock(from), places: row.body.places } as const
    if (!order.wait) return refuse({ ...full, queue: false })
    if (standing.waiting >= WAITING_MAX) return refuse({ ...full, queue: true })
  }
  const drafts = await draftsOf(bank, actor, ask, { order, row, slot, full: standing.full })
  return drafts.ok ? firstOf(await recordAll(bank, drafts.value, { whole: true })) : drafts
}

function slotOf(order: SlotOrder, { key, body }: Row<BookableRow>): BookedSlot {
  const { day, from, slots = 1, people = 1, party } = order
  return {
    bookable: key,
    ...{ day, from, to: from + slots * body.slot, people },
    ...(party === undefined ? {} : { party }),
  }
}

/** What of its terms is not kept. */
function refusedTime(
  bank: Bank,
  { slots = 1, seen }: SlotOrder,
  { version, body }: Row<BookableRow>,
  slot: BookedSlot,
): Refusal | undefined {
  const { day, from, to, people } = slot
  const at = Number.isInteger(from) && from >= 0 && from < 1440 ? clock(from) : ''
  const no = (why: SlotFault, most = 0): Refusal => ({ code: 'slot-unfit', why, day, at, most })
  if (!isDay(day)) return { code: 'day-unreadable', day }
  if (at === '') return no('outside')
  const begins = instantOf(day, from)
  const now = bank.clock.now()
  if (begins <= now) return no('past')
  if (!Number.isInteger(slots) || slots < 1 || slots > body.inRow) return no('in-row', body.inRow)
  if (!Number.isInteger(people) || people < 1 || people > body.people)
    return no('people', body.people)
  const isChanged = seen !== undefined && seen !== version
  if (body.list.state !== 'open') return no(isChanged ? 'changed' : 'closed')
  const fits = isOpenFor(body, slot) && slotsOn(body, day).some((one) => one.from === from)
  if (!fits || to > 1440) return no(isChanged ? 'changed' : 'outside')
  if (startOf(day) - startOf(today(bank)) > body.ahead * DAY_MS) return no('far', body.ahead)
  return begins - now < body.bookBy * 60_000 ? no('soon', body.bookBy) : undefined
}

/** Known, free at that time, and without too much to come; a team or an organisation that is there. */
async function refusedWho(
  bank: Bank,
  { member, party }: SlotOrder,
  slot: BookedSlot,
  most: number,
): Promise<Refusal | undefined> {
  if (party !== undefined) {
    const found = await bank.directory.get(party.kind, party.id)
    if (!found && party.kind === 'organisation')
      return { code: 'unknown-organisation', organisation: party.id }
    if (!found) return { code: 'code-unreadable', what: 'team', given: party.id.slice(0, 20) }
  }
  if (member === undefined)
    return party === undefined ? { code: 'unknown-member', member: '' } : undefined
  const row = await memberRow(bank, member)
  if (!row.ok) return row.refusal
  const { day, from } = slot
  if (await isBusy(bank, member, slot)) return { code: 'booked-then', member, day, at: clock(from) }
  const [open = 0] = await countsOf(bank, [openTally(slot.bookable, member)])
  return open >= most ? { code: 'too-many-open', member, most } : undefined
}

/** The first quarter of an hour without a place, and how many wait. */
async function standingOf(bank: Bank, slot: BookedSlot, places: number) {
  const taken = await takenIn(bank, slot.bookable, slot)
  const full = [...taken].find(([, count]) => count >= places)?.[0]
  const [waiting = 0] = await countsOf(bank, [waitTally(slot.bookable, slot.day)])
  return { full, waiting }
}

interface Making {
  readonly order: SlotOrder
  readonly row: Row<BookableRow>
  readonly slot: BookedSlot
  /** The quarter of an hour that is full, where it is waited for. */
  readonly full: string | undefined
}

/** The order with what it takes, and the hold of what it costs. */
async function draftsOf(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  { order, row, slot, full }: Making,
): Promise<Outcome<readonly Draft[]>> {
  const workflow = await workflowOf(bank, 'booking')
  if (!workflow.ok) return workflow
  const state = full === undefined ? 'booked' : 'waiting'
  if (!workflow.value.begins?.includes(state))
    return refuse({ code: 'workflow-unsound', workflow: 'booking', why: 'no-state', name: state })
  const { item, service, station } = row.body
  const { member, assisted, id, source, day } = order
  const hold =
    item === undefined || member === undefined
      ? undefined
      : await holdFor(bank, actor, id, {
          ...{ member, station, item, day },
          ...(assisted === undefined ? {} : { assisted }),
        })
  if (hold && !hold.ok) return hold
  const draft = await intakeDraft(bank, actor, ask, {
    order: {
      ...{ id, type: 'booking', station, source, day, minutes: slot.to - slot.from },
      ...(member === undefined ? {} : { member }),
      ...(service === '-' ? {} : { service }),
      words: { need: '' },
    },
    workflow: workflow.value,
    hold: hold?.value.id,
    begun: {
      ...{ state, slot, whole: wholeOf(slot, state) },
      along: [rowChange(bank, 'booked-at', leadKey(slot, id), 1, {})],
      refs: refsOf(slot, member, full),
      limits: limitsOf(slot, member, full, row.body),
      relies: [row],
    },
  })
  return draft.ok ? done(hold ? [draft.value, hold.value] : [draft.value]) : draft
}

/** Somebody has to have said by the end of its day whether they came; who waits has it before it begins, or not. */
export function wholeOf({ day, from }: BookedSlot, state: 'booked' | 'waiting'): number {
  return state === 'booked' ? startOf(day) + DAY_MS - 1 : instantOf(day, from)
}

function refsOf(
  slot: BookedSlot,
  member: string | undefined,
  full: string | undefined,
): readonly Ref[] {
  return [
    ['bookable', slot.bookable],
    tallyRef(everTally(slot.bookable), 1),
    ...(full === undefined
      ? takenRefs(slot, 1)
      : [tallyRef(waitTally(slot.bookable, slot.day), 1)]),
    ...(member === undefined
      ? []
      : [...busyRefs(member, slot, 1), tallyRef(openTally(slot.bookable, member), 1)]),
  ]
}

function limitsOf(
  slot: BookedSlot,
  member: string | undefined,
  full: string | undefined,
  { places, most }: BookableRow,
): readonly Limit[] {
  const { bookable, day } = slot
  return [
    ...(full === undefined
      ? takenMost(slot, places)
      : [
          tallyLeast(takenTally(bookable, day, full), places),
          tallyMost(waitTally(bookable, day), WAITING_MAX),
        ]),
    ...(member === undefined
      ? []
      : [...busyMost(member, slot), tallyMost(openTally(bookable, member), most)]),
  ]
}
