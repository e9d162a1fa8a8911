/**
 * What a station lets people book (可约资源): a room, a course, hours of its
 * staff. Each change is a new version and loses no booking: those that no
 * longer fit stand, are listed, and their people are told in the same commit.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Draft, Entry, EntryId, Limit, RowChange, Span } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { BOOKABLES_MAX, AHEAD_MAX } from '../../rules/calendar.ts'
import { serviceIn } from '../../rules/city.ts'
import { memberRow, refusedAt, stationOn } from '../actor.ts'
import { settling } from '../activities/activity.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  dayOf,
  drafted,
  isDay,
  rowChange,
  today,
} from '../draft.ts'
import { released } from '../loop/effect.ts'
import { moveDraft, moved, type MoveOrder } from '../loop/move.ts'
import { firstOf } from '../loop/take-in.ts'
import { workflowNamed } from '../loop/workflow.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { BookableRow } from '../ports-calendar.ts'
import { recordAll } from '../record.ts'
import { type Booked, bookingsOf, isComing } from './bookings.ts'
import { isRace } from './booking.ts'
import { countsOf, everTally, exactly } from './counts.ts'
import { backRefs, movedUp, toldOf } from './give-back.ts'
import { isOpenFor, stepsIn, unsoundBookable } from './opening.ts'

const DAY_MS = 86_400_000

export interface BookableOrder extends Omit<BookableRow, 'list' | 'station' | 'exceptions'> {
  readonly id: EntryId
  readonly station: string
  /** Its code within the station: "room-3". */
  readonly code: string
  readonly open: boolean
  /** The version whoever changes it has seen; another was quicker where it is not the newest. */
  readonly seen?: number
}

const CODE = /^[a-z0-9][a-z0-9-]{0,39}$/

const unsound = (what: string, why: 'unreadable' | 'many', most = 0): Refusal => ({
  code: 'bookable-unsound',
  ...{ what, why, most },
})

/** Brings a thing or its next version. Refuses terms nobody could book by, and a version that was not the newest. */
export async function saveBookable(
  bank: Bank,
  actor: Actor,
  order: BookableOrder,
): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'activities:write')
  if (no) return refuse(no)
  if (!(await bank.directory.get('station', order.station)))
    return refuse({ code: 'unknown-station', station: order.station })
  const ask = asked(actor, 'bookable', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  if (!CODE.test(order.code)) return refuse(unsound('code', 'unreadable'))
  const key = `${order.station}/${order.code}`
  return settling(
    bank,
    async () => {
      const known = await bank.directory.newest('bookable', key)
      const wrong =
        refusedVersion(order.seen, known, key) ?? (await refusedTerms(bank, order, known))
      if (wrong) return refuse(wrong)
      const place = await stationOn(bank, order.station, today(bank))
      if (!place.ok) return place
      const path = `${place.value.station.body.path}${order.station}/`
      const body = await bodyOf(bank, order, path, known)
      return changed(bank, actor, ask, { key, known, body, callOff: () => false })
    },
    isRace,
  )
}

function refusedVersion(
  seen: number | undefined,
  known: Row<BookableRow> | undefined,
  key: string,
): Refusal | undefined {
  if (seen === undefined || seen === (known?.version ?? 0)) return undefined
  return { code: 'stale-row', table: 'bookable', key }
}

async function refusedTerms(
  bank: Bank,
  order: BookableOrder,
  known: Row<BookableRow> | undefined,
): Promise<Refusal | undefined> {
  const found = unsoundBookable({ ...order, exceptions: exceptionsOf(bank, known) })
  if (found) return { code: 'bookable-unsound', most: 0, ...found }
  if (order.service !== '-' && !serviceIn(bank.rules, order.service))
    return { code: 'unknown-service', service: order.service }
  if (order.item !== undefined) {
    const item = await bank.directory.newest('item', `${order.station}/${order.item}`)
    if (!item) return { code: 'unknown-item', item: order.item }
  }
  if (order.teacher !== undefined) {
    const row = await memberRow(bank, order.teacher as MemberId)
    if (!row.ok) return row.refusal
  }
  if (known) return undefined
  const rows = await bank.directory.under('bookable', `${order.station}/`, {
    limit: BOOKABLES_MAX,
  })
  return rows.length < BOOKABLES_MAX ? undefined : unsound('code', 'many', BOOKABLES_MAX)
}

/** Days of their own that are not over. */
function exceptionsOf(bank: Bank, known: Row<BookableRow> | undefined) {
  const now = today(bank)
  const kept = Object.entries(known?.body.exceptions ?? {}).filter(([day]) => day >= now)
  return Object.fromEntries(kept)
}

async function bodyOf(
  bank: Bank,
  order: BookableOrder,
  place: string,
  known: Row<BookableRow> | undefined,
): Promise<BookableRow> {
  const { id: _id, code: _code, open, seen: _seen, ...said } = order
  const item =
    order.item === undefined
      ? undefined
      : await bank.directory.newest('item', `${order.station}/${order.item}`)
  return {
    ...said,
    ...(item ? { service: item.body.service } : {}),
    exceptions: exceptionsOf(bank, known),
    list: {
      place,
      who: '',
      state: open ? 'open' : 'closed',
      at: known?.body.list.at ?? bank.clock.now(),
      due: 0,
    },
  }
}

export interface DayOrder {
  readonly id: EntryId
  readonly bookable: string
  readonly day: string
  /** Its hours on that day; none closes it. Left out, it goes by its week again. */
  readonly times?: readonly Span[]
  /** Bookings that no longer fit are called off, and not left standing. */
  readonly callOff: boolean
}

/** Gives a day hours of its own, or closes it. Everybody booked is told: called off, or that it is to be talked about. */
export async function saveDay(bank: Bank, actor: Actor, order: DayOrder): Promise<Outcome<Entry>> {
  const station = order.bookable.split('/')[0] ?? ''
  const no = await refusedAt(bank, actor, station, 'activities:write')
  const none: Refusal = { code: 'unknown-bookable', bookable: order.bookable }
  if (no) return refuse(no.code === 'unknown-station' ? none : no)
  const ask = asked(actor, 'bookable-day', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  if (!(await bank.directory.newest('bookable', order.bookable))) return refuse(none)
  if (!isDay(order.day)) return refuse({ code: 'day-unreadable', day: order.day })
  const now = today(bank)
  if (order.day < now) return refuse({ code: 'day-before-start', day: order.day, start: now })
  return settling(
    bank,
    async () => {
      const known = await bank.directory.newest('bookable', order.bookable)
      if (!known) return refuse(none)
      const { [order.day]: _was, ...others } = exceptionsOf(bank, known)
      const exceptions = order.times ? { ...others, [order.day]: order.times } : others
      const body = { ...known.body, exceptions }
      const wrong = unsoundBookable(body)
      if (wrong) return refuse({ code: 'bookable-unsound', most: 0, ...wrong })
      const callOff = ({ body: { slot } }: Booked) => order.callOff && slot.day === order.day
      return changed(bank, actor, ask, { key: order.bookable, known, body, callOff })
    },
    isRace,
  )
}

interface Changing {
  readonly key: string
  readonly known: Row<BookableRow> | undefined
  readonly body: BookableRow
  /** Whether a booking that no longer fits is called off. */
  callOff(one: Booked): boolean
}

/** The next version, who is told of it, who is called off and who has room now: one commit. Nobody has booked meanwhile. */
async function changed(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  { key, known, body, callOff }: Changing,
): Promise<Outcome<Entry>> {
  const version = (known?.version ?? 0) + 1
  const [ever = 0] = await countsOf(bank, [everTally(key)])
  const coming = known ? await comingTo(bank, key) : []
  const misfits = misfitsIn(body, coming)
  const fitBefore = new Set(known ? misfitsIn(known.body, coming).map((one) => one.key) : [])
  const along: RowChange[] = [rowChange(bank, 'bookable', key, version, body)]
  const others: Draft[] = []
  for (const one of misfits) {
    if (callOff(one)) {
      const off = await calledOff(bank, actor, one, body)
      if (!off.ok) return off
      others.push(...off.value)
    } else if (!fitBefore.has(one.key))
      along.push(...(await toldOf(bank, one.body, 'booking-changed', body)))
  }
  const gone = new Set(misfits.filter(callOff).map((one) => one.key))
  const limits: Limit[] = [...exactly(everTally(key), ever)]
  const left = coming.filter((one) => one.body.state === 'waiting' && !gone.has(one.key))
  for (const day of new Set(left.map((one) => one.body.slot.day))) {
    if ([...gone].some((one) => coming.find((row) => row.key === one)?.body.slot.day === day))
      continue
    const up = await movedUp(bank, { table: 'bookable', key, version, seq: 0, body }, day, {})
    limits.push(...up.limits)
    others.push(...up.drafts)
  }
  const draft = await changeDraft(bank, actor, ask, { key, version, body, along, limits })
  if (!draft.ok) return draft
  const outcome = firstOf(await recordAll(bank, [draft.value, ...others], { whole: true }))
  bank.directory.forget()
  return outcome
}

async function changeDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  of: {
    readonly key: string
    readonly version: number
    readonly body: BookableRow
    readonly along: readonly RowChange[]
    readonly limits: readonly Limit[]
  },
): Promise<Outcome<Draft>> {
  const { key, version, body, along, limits } = of
  const place = await stationOn(bank, body.station, today(bank))
  if (!place.ok) return place
  return done(
    drafted(bank, actor, ask, {
      ...{ kind: 'row', postings: [], servedOn: today(bank), station: body.station },
      organisation: place.value.organisation,
      service: body.service,
      relies: [place.value.station],
      ...{ limits, along },
      refs: [
        ['bookable', key],
        ['bookable-version', `${version}`],
      ],
    }),
  )
}

/** What is booked of a thing and still to come, or waits. */
export async function comingTo(bank: Bank, key: string): Promise<readonly Booked[]> {
  const from = today(bank)
  const to = dayOf(bank.clock.now() + (AHEAD_MAX + 1) * DAY_MS)
  return (await bookingsOf(bank, key, { from, to })).filter(isComing)
}

/** Bookings that do not lie within the opening, or are more than there are places; of those, the ones asked for last. */
export function misfitsIn(body: BookableRow, coming: readonly Booked[]): readonly Booked[] {
  const taken = new Map<string, number>()
  const misfits: Booked[] = []
  const asked = coming.toSorted((a, b) => a.body.list.at - b.body.list.at)
  for (const one of asked) {
    const { slot, state } = one.body
    const steps = stepsIn(slot).map((step) => `${slot.day}/${step}`)
    const isOver = state === 'booked' && steps.some((s) => (taken.get(s) ?? 0) >= body.places)
    if (body.list.state !== 'open' || !isOpenFor(body, slot) || isOver) misfits.push(one)
    else if (state === 'booked') for (const s of steps) taken.set(s, (taken.get(s) ?? 0) + 1)
  }
  return misfits
}

/** A booking called off by the station, with the hours it held; nobody moves up into it. */
async function calledOff(
  bank: Bank,
  actor: Actor,
  row: Booked,
  thing: BookableRow,
): Promise<Outcome<readonly Draft[]>> {
  const workflow = await workflowNamed(bank, row.body.workflow)
  const move = workflow?.moves['call-off']
  if (!workflow || !move) throw new Error(`order ${row.key} cannot be called off`)
  const id = bank.ids.entry()
  const order: MoveOrder = { id, order: row.key, move: 'call-off', reason: 'station-closed' }
  const hours = await released(bank, actor, { row, workflow, move, order })
  if (!hours.ok) return hours
  const effect = {
    ...hours.value,
    refs: [...hours.value.refs, ...backRefs(row.body)],
    along: await toldOf(bank, row.body, 'booking-off', thing),
  }
  const body = moved(bank, actor, { row, workflow, move, order, effect })
  const ask = asked(actor, 'move', order)
  const draft = await moveDraft(bank, actor, ask, {
    ...{ row, body, move: 'call-off', effect },
    told: [],
  })
  return draft.ok ? done([draft.value, ...effect.drafts]) : draft
}
