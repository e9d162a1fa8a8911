/** The calendar of a station: what can be booked, set up and changed; what is free on a day; bookings made and listed, and how it is used. A booking goes on as any order does. */
import * as z from 'zod'
import {
  type BookableOrder,
  type DayOrder,
  saveBookable,
  saveDay,
} from '../bank/calendar/bookable.ts'
import { bookSlot, type SlotOrder } from '../bank/calendar/booking.ts'
import { bookableFor } from '../bank/calendar/bookings.ts'
import {
  bookablesAt,
  bookablesNear,
  calendarOf,
  slotsFor,
  type SlotSeen,
  type Thing,
} from '../bank/calendar/list.ts'
import { useOf } from '../bank/calendar/use.ts'
import { startOf } from '../bank/draft.ts'
import { done, refuse } from '../ledger/refusal.ts'
import { BOOKABLE_KINDS, BOOKABLE_WORDS, RUN_DAYS } from '../rules/calendar.ts'
import { answered } from './activities.ts'
import { problem } from './problems.ts'
import { code, day, member, minuteOfDay, newId, service, station } from './schemas.ts'
import { type Ask, type Handlers, json } from './writes.ts'

const optional = z.exactOptional
const words = (most: number) => z.string().max(most * 4)
const count = z.int().min(0).max(100_000)
const span = { from: minuteOfDay, to: minuteOfDay }

export const bookableBody = z.strictObject({
  id: newId,
  station,
  code: code('Its code within the station, as “room-3”.'),
  kind: z.enum(BOOKABLE_KINDS),
  name: words(BOOKABLE_WORDS.name),
  where: words(BOOKABLE_WORDS.where),
  note: words(BOOKABLE_WORDS.note),
  teacher: optional(member),
  places: count.meta({ description: 'Bookings at one time.' }),
  people: count.meta({ description: 'People one booking may bring.' }),
  weekly: z
    .array(z.strictObject({ day: z.int().min(1).max(7), ...span }))
    .max(28)
    .meta({ description: 'Opening in the week, in minutes of the day; Monday is 1.' }),
  slot: count.meta({ description: 'Minutes of one slot.' }),
  inRow: count.meta({ description: 'Slots one booking may take in a row.' }),
  from: day,
  until: day,
  ahead: count.meta({ description: 'Days ahead.' }),
  most: count.meta({ description: 'Bookings of one person still to come.' }),
  bookBy: count.meta({ description: 'Booked until so many minutes before.' }),
  cancelBy: count.meta({ description: 'Called off by the person until so many minutes before.' }),
  service: z.union([z.literal('-'), service]),
  item: optional(code('The item of the catalogue that says what it costs; free without.')),
  open: z.boolean(),
  seen: optional(count).meta({ description: 'The version it changes; 0 for a new one.' }),
})

export const bookableDayBody = z.strictObject({
  id: newId,
  day,
  times: optional(z.array(z.strictObject(span)).max(12)).meta({
    description: 'Hours of that day; none closes it; left out, it goes by its week again.',
  }),
  callOff: z.boolean().meta({ description: 'Bookings that no longer fit are called off.' }),
})

export const slotBookingBody = z.strictObject({
  id: newId,
  bookable: z.string().max(90),
  day,
  from: minuteOfDay,
  slots: optional(count),
  member: optional(member),
  people: optional(count),
  party: optional(
    z.strictObject({
      kind: z.enum(['team', 'organisation']),
      id: code('The code of a team or an organisation.'),
    }),
  ),
  wait: optional(z.literal(true)).meta({ description: 'Where it is full, to wait.' }),
  seen: optional(count),
  source: z.enum(['phone', 'counter', 'page', 'relative']),
  assisted: optional(z.enum(['face', 'card'])),
})

export const bookablesQuery = z.strictObject({ station: optional(station) })
export const calendarQuery = z.strictObject({ day })
export const useQuery = z.strictObject({ from: day, to: day })

const slotShape = z.object({
  from: z.int(),
  to: z.int(),
  taken: z.int(),
  free: z.int(),
  open: z.boolean(),
})

export const bookableShape = z.object({
  id: z.string(),
  version: z.int(),
  state: z.string(),
  station: z.string(),
  kind: z.enum(BOOKABLE_KINDS),
  name: z.string(),
  where: z.string(),
  note: z.string(),
  teacher: optional(z.string()),
  places: z.int(),
  people: z.int(),
  slot: z.int(),
  inRow: z.int(),
  from: z.string(),
  until: z.string(),
  ahead: z.int(),
  most: z.int(),
  bookBy: z.int(),
  cancelBy: z.int(),
  service: z.string(),
  item: optional(z.string()),
  weekly: z.array(z.object({ day: z.int(), from: z.int(), to: z.int() })),
})

export const bookablesShape = z.object({ bookables: z.array(bookableShape) })
export const slotsShape = z.object({
  bookable: z.string(),
  day: z.string(),
  slots: z.array(slotShape),
})
export const calendarShape = z.object({
  day: z.string(),
  things: z.array(
    z.object({
      bookable: z.string(),
      slots: z.array(slotShape),
      bookings: z.array(
        z.object({
          order: z.string(),
          state: z.string(),
          from: z.int(),
          to: z.int(),
          people: z.int(),
          member: optional(z.string()),
          party: optional(z.object({ kind: z.string(), id: z.string() })),
        }),
      ),
    }),
  ),
})
export const useShape = z.object({
  things: z.array(
    z.object({
      bookable: z.string(),
      free: z.boolean(),
      asked: z.int(),
      attended: z.int(),
      missed: z.int(),
      calledOff: z.int(),
      open: z.int(),
      people: z.int(),
      minutesOffered: z.int(),
      minutesTaken: z.int(),
    }),
  ),
})

export const CALENDAR: Handlers = {
  'get /bookables': list,
  'post /bookables': (ask) =>
    answered(ask, saveBookable(ask.bank, ask.actor, ask.body as BookableOrder)),
  'get /bookables/:station/:code/slots': slots,
  'post /bookables/:station/:code/days': (ask) =>
    answered(
      ask,
      saveDay(ask.bank, ask.actor, { ...(ask.body as DayOrder), bookable: keyOf(ask) }),
    ),
  'post /slot-bookings': (ask) =>
    answered(ask, bookSlot(ask.bank, ask.actor, ask.body as SlotOrder)),
  'get /stations/:code/calendar': calendar,
  'get /stations/:code/use': use,
}

const keyOf = ({ params }: Ask) => `${params['station'] ?? ''}/${params['code'] ?? ''}`

async function list(ask: Ask): Promise<Response> {
  const { bank, actor } = ask
  const { station: at } = ask.query as { readonly station?: string }
  const isThere = at === undefined || (await bank.directory.get('station', at)) !== undefined
  if (actor.kind === 'member' && !isThere)
    return problem(ask, { code: 'unknown-station', station: at ?? '' })
  const own = at ?? (actor.station === '' ? undefined : actor.station)
  const found =
    actor.kind === 'member'
      ? done(await bookablesNear(bank, actor))
      : own === undefined
        ? refuse({ code: 'unknown-station', station: '' })
        : await bookablesAt(bank, actor, own)
  if (!found.ok) return problem(ask, found.refusal)
  const shown = found.value.filter(({ body }) => at === undefined || body.station === at)
  return json(200, { bookables: shown.map(thingView) })
}

function thingView({ key, version, body }: Thing): z.infer<typeof bookableShape> {
  const { list: listing, exceptions: _exceptions, weekly, ...said } = body
  return { id: key, version, state: listing.state, ...said, weekly: [...weekly] }
}

async function slots(ask: Ask): Promise<Response> {
  const found = await bookableFor(ask.bank, ask.actor, keyOf(ask))
  if (!found.ok) return problem(ask, found.refusal)
  const { day: on } = ask.query as { readonly day: string }
  const seen = await slotsFor(ask.bank, found.value, on)
  return json(200, { bookable: found.value.key, day: on, slots: seen.map(slotView) })
}

const slotView = ({ from, to, taken, free, open }: SlotSeen) => ({ from, to, taken, free, open })

async function calendar(ask: Ask): Promise<Response> {
  const { day: on } = ask.query as { readonly day: string }
  const at = ask.params['code'] ?? ''
  const found = await calendarOf(ask.bank, ask.actor, { station: at, day: on })
  if (!found.ok) return problem(ask, found.refusal)
  const things = found.value.map(({ thing, slots: seen, bookings }) => ({
    bookable: thing.key,
    slots: seen.map(slotView),
    bookings: bookings.map(({ key, body }) => {
      const { from, to, people, party } = body.slot
      return {
        ...{ order: key, state: body.state, from, to, people },
        ...(body.member === undefined ? {} : { member: body.member }),
        ...(party === undefined ? {} : { party }),
      }
    }),
  }))
  return json(200, { day: on, things })
}

async function use(ask: Ask): Promise<Response> {
  const { from, to } = ask.query as { readonly from: string; readonly to: string }
  const run = (startOf(to) - startOf(from)) / 86_400_000
  if (run < 0 || run > RUN_DAYS)
    return problem(ask, { code: 'bookable-unsound', what: 'until', why: 'run', most: RUN_DAYS })
  const found = await useOf(ask.bank, ask.actor, { station: ask.params['code'] ?? '', from, to })
  if (!found.ok) return problem(ask, found.refusal)
  const things = found.value.map(({ thing, use: of }) => ({
    bookable: thing.key,
    free: thing.body.item === undefined,
    ...of,
  }))
  return json(200, { things })
}
