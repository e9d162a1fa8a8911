/**
 * What a move of an order does beyond moving it: hours are held, credited or
 * given back, more time is given, somebody is named. Each is one function; the
 * drafts it gives are written with the move or not at all.
 */
import type { MemberId } from '../../ledger/account.ts'
import {
  type Draft,
  type EntryId,
  type Limit,
  type Ref,
  type RowChange,
  sortedRefs,
} from '../../ledger/entry.ts'
import type { Listing } from '../../ledger/listed.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { isAsking, twinOf } from '../../ledger/review.ts'
import type { Move, Workflow } from '../../rules/workflow.ts'
import { memberRow, refusedOwn } from '../actor.ts'
import { asked, isDay, rowChange, startOf, today } from '../draft.ts'
import { creditDraft, type CreditOrder } from '../hours/credit.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { Claimant, OrderRow } from '../ports-order.ts'
import { creditOrAsking } from '../review/credits.ts'
import { type Booking, bookDraft } from '../service/book.ts'
import { confirming } from '../service/confirmation.ts'
import { releaseDraft, settleOrAsking } from '../service/settle.ts'
import { cameRefs, givenBackBy, refusedMoment, slotIn } from '../calendar/give-back.ts'
import { offered, provided, sentBack, taken, toProvider } from './fallback.ts'
import { incidentDraft } from './incident.ts'
import type { MoveOrder } from './move.ts'
import { paidFor } from './paid.ts'
import { been, refusedVisit } from './visit.ts'

export interface Effected {
  readonly row: Partial<OrderRow>
  readonly list: Partial<Listing>
  /** What is no longer so. */
  readonly drop: readonly (keyof OrderRow)[]
  readonly times?: { readonly whole: number; readonly step: number }
  /** Written in the same commit, each an entry of its own. */
  readonly drafts: readonly Draft[]
  readonly along: readonly RowChange[]
  readonly refs: readonly Ref[]
  readonly limits?: readonly Limit[]
  /** Rows it was decided on. */
  readonly relies?: Draft['relies']
}

export const NOTHING: Effected = {
  row: {},
  list: {},
  drop: [],
  drafts: [],
  along: [],
  refs: [],
}

export interface Effecting {
  readonly row: Row<OrderRow>
  readonly workflow: Workflow
  readonly move: Move
  readonly order: MoveOrder
}

export function effectOf(bank: Bank, actor: Actor, about: Effecting): Promise<Outcome<Effected>> {
  switch (about.move.effect) {
    case 'dispatch':
      return dispatched(bank, about)
    case 'claim':
      return claimed(bank, actor, about)
    case 'unclaim':
      return Promise.resolve(done({ ...NOTHING, drop: ['claimant'] }))
    case 'hold':
      return held(bank, actor, about)
    case 'settle':
      return settled(bank, actor, about)
    case 'release':
      return released(bank, actor, about)
    case 'extend':
      return extended(bank, about)
    case 'incident':
      return incident(bank, actor, about)
    case 'rate':
      return rated(bank, about)
    case 'attend':
    case 'miss':
    case 'give-back':
      return ofCalendar(bank, actor, about, about.move.effect)
    case 'provide':
      return provided(bank, actor, about)
    case 'offer':
      return offered(bank, about)
    case 'take':
      return Promise.resolve(taken(bank, about))
    case 'return':
      return sentBack(bank, about)
    case 'again':
      return Promise.resolve(done({ ...NOTHING, drop: OF_ONE_TIME }))
    default:
      return Promise.resolve(done(numbered(about)))
  }
}

/** A booking that came about, did not, or was called off: its hours go as they go elsewhere, its time as the calendar has it. */
async function ofCalendar(
  bank: Bank,
  actor: Actor,
  about: Effecting,
  effect: 'attend' | 'miss' | 'give-back',
): Promise<Outcome<Effected>> {
  const { row, order } = about
  const slot = slotIn(row.body)
  const thing = await bank.directory.newest('bookable', slot.bookable)
  const cancelBy = thing?.body.cancelBy ?? 0
  // Whoever says of themself that they came has heard the code that is said there.
  if (effect === 'attend' && actor.kind === 'member' && order.way !== 'code')
    return refuse({ code: 'move-needs', needs: 'confirmation' })
  const no = refusedMoment(bank, actor, row.body, { effect, cancelBy })
  if (no) return refuse(no)
  const hours =
    effect !== 'attend'
      ? await released(bank, actor, about)
      : row.body.hold === undefined
        ? done(NOTHING)
        : await settledSlot(bank, actor, row)
  if (!hours.ok) return hours
  const { value } = hours
  if (effect !== 'give-back') {
    const way = effect === 'attend' ? { slot: { ...slot, way: order.way ?? 'clerk' } } : {}
    return done({
      ...value,
      row: { ...value.row, ...way },
      refs: [...value.refs, ...cameRefs(row.body)],
    })
  }
  const byStation = order.reason === 'station-closed'
  const { refs, along, limits, drafts } = await givenBackBy(bank, row, { byStation })
  return done({
    ...value,
    refs: [...value.refs, ...refs],
    along: [...value.along, ...along],
    drafts: [...value.drafts, ...drafts],
    limits,
  })
}

/** What is held for a booking goes to the station: it gave the service. */
async function settledSlot(
  bank: Bank,
  actor: Actor,
  { key, body }: Row<OrderRow>,
): Promise<Outcome<Effected>> {
  const order = { id: bank.ids.entry(), booking: body.hold as EntryId }
  const draft = await settleOrAsking(bank, actor, asked(actor, 'settle', order), order)
  if (!draft.ok) return draft
  return done({ ...NOTHING, row: { entry: order.id }, drafts: [withOrder(draft.value, key)] })
}

/** What belongs to one time it was done, and not to the next. */
const OF_ONE_TIME = [
  'claimant',
  'hold',
  'entry',
  'review',
  'confirmed',
  'rating',
  'outcome',
  'counts',
  'neighbour',
  'returned',
  'visits',
] as const

/** The result went back to the other system, under its own number. */
function numbered({ row, order }: Effecting): Effected {
  if (order.number === undefined || !row.body.outside) return NOTHING
  return { ...NOTHING, refs: [['told', order.number]] }
}

/** To another station, within the city: its desk signs for it next. Whoever had claimed it is let go. */
async function dispatched(bank: Bank, { row, order }: Effecting): Promise<Outcome<Effected>> {
  const code = order.place
  // A workflow may dispatch without saying where: then it stays where it is.
  if (code === undefined) return done(NOTHING)
  const station = await bank.directory.get('station', code)
  if (!station) return refuse({ code: 'unknown-station', station: code })
  return done({
    ...NOTHING,
    row: { station: code },
    drop: ['claimant', 'neighbour', 'returned'],
    list: { place: `${station.body.path}${code}/` },
    refs: [['from-station', row.body.station]],
  })
}

/** Who will do it: a member by their account, a team or an organisation by its code, anybody else by a name in the vault. */
async function claimed(
  bank: Bank,
  actor: Actor,
  { row, workflow, order }: Effecting,
): Promise<Outcome<Effected>> {
  const claimant: Claimant =
    actor.kind === 'member'
      ? { kind: 'member', id: actor.member as string }
      : (order.claimant as Claimant)
  if (claimant.kind === 'provider') return toProvider(bank, actor, row, claimant.id)
  const no = await refusedClaimant(bank, row.body, claimant)
  if (!no.ok) return no
  const unsafe = await refusedVisit(bank, workflow, row.body, claimant)
  if (unsafe) return refuse(unsafe)
  const until = order.day === undefined ? undefined : endOf(order.day)
  return done({
    ...NOTHING,
    row: { claimant },
    ...(until === undefined ? {} : { times: { whole: until, step: until } }),
    along: await leadsTo(bank, row.key, claimant),
    refs: [['claimant', `${claimant.kind}:${claimant.id}`]],
  })
}

/** Volunteers find what they have claimed by these. */
async function leadsTo(
  bank: Bank,
  order: string,
  claimant: Claimant,
): Promise<readonly RowChange[]> {
  if (claimant.kind !== 'member') return []
  const leads: RowChange[] = []
  for (const member of [claimant.id, claimant.with]) {
    const key = `${member}/${order}`
    if (member === undefined || (await bank.directory.newest('claim-of', key))) continue
    leads.push(rowChange(bank, 'claim-of', key, 1, {}))
  }
  return leads
}

async function refusedClaimant(
  bank: Bank,
  { member }: OrderRow,
  claimant: Claimant,
): Promise<Outcome<true>> {
  if (claimant.with === claimant.id) return refuse({ code: 'to-oneself', member: claimant.id })
  for (const one of [claimant.id, claimant.with]) {
    if (claimant.kind !== 'member' || one === undefined) continue
    if (one === member) return refuse({ code: 'to-oneself', member: one })
    const known = await memberRow(bank, one as MemberId)
    if (!known.ok) return known
    if (member && (await bank.directory.newest('not-again', `${member}/${one}`)))
      return refuse({ code: 'not-wanted', member: one })
  }
  if (claimant.kind === 'team' && !(await bank.directory.get('team', claimant.id)))
    return refuse({ code: 'code-unreadable', what: 'team', given: claimant.id })
  if (claimant.kind === 'organisation' && !(await bank.directory.get('organisation', claimant.id)))
    return refuse({ code: 'unknown-organisation', organisation: claimant.id })
  return done(true)
}

/** The price of the service is held out of the person's hours. */
async function held(
  bank: Bank,
  actor: Actor,
  { row, order }: Effecting,
): Promise<Outcome<Effected>> {
  const { member, service, station, day, claimant } = row.body
  if (claimant?.kind === 'provider') return refuse({ code: 'paid-care', order: row.key })
  if (member === undefined) return refuse({ code: 'unknown-member', member: '' })
  const booking = {
    member: member as MemberId,
    station,
    service,
    day: order.day ?? day ?? today(bank),
  }
  const draft = await holdFor(bank, actor, row.key, booking)
  return draft.ok
    ? done({ ...NOTHING, row: { hold: draft.value.id }, drafts: [draft.value] })
    : draft
}

/**
 * Whoever served is credited: out of what is held, or, where nothing is, as the
 * station's own credit. No hours, no entry: a thing given, a team. A provider
 * is paid elsewhere, and what is written down moves nothing.
 */
async function settled(bank: Bank, actor: Actor, about: Effecting): Promise<Outcome<Effected>> {
  const { row, order } = about
  if (row.body.claimant?.kind === 'provider') return paidFor(bank, actor, about)
  const { claimant, member, hold, station } = row.body
  const confirmed = order.confirmed ?? 'code'
  const provider = claimant?.kind === 'member' ? (claimant.id as MemberId) : undefined
  if (provider !== undefined) {
    const own = await refusedOwn(bank, actor, provider)
    if (own && actor.kind !== 'member') return refuse(own)
  }
  const id = bank.ids.entry()
  const draft =
    hold === undefined
      ? await credited(bank, actor, { row, order, id, provider })
      : await settleOrAsking(bank, actor, asked(actor, 'settle', { id, booking: hold }), {
          id,
          booking: hold as EntryId,
          ...(provider === undefined ? {} : { provider }),
          ...minutesOf(order),
        })
  if (!draft.ok) return draft
  const said =
    member === undefined
      ? { refs: [], along: [] }
      : confirming(bank, confirmed, { id: order.id, member: member as MemberId, station })
  const companion = draft.value
  const asks = companion && isAsking(companion)
  return done({
    ...NOTHING,
    row: {
      confirmed,
      ...(companion ? (asks ? { review: companionId(companion) } : { entry: companion.id }) : {}),
    },
    drafts: companion ? [withOrder(companion, row.key)] : [],
    along: [...said.along, ...(await been(bank, row.body))],
    refs: said.refs,
  })
}

const minutesOf = ({ minutes }: MoveOrder) => (minutes === undefined ? {} : { minutes })

async function credited(
  bank: Bank,
  actor: Actor,
  of: { row: Row<OrderRow>; order: MoveOrder; id: EntryId; provider: MemberId | undefined },
): Promise<Outcome<Draft | undefined>> {
  const { station, service, minutes: planned } = of.row.body
  const minutes = of.order.minutes ?? planned
  if (of.provider === undefined || minutes === undefined || service === '-') return done(undefined)
  const order: CreditOrder = {
    id: of.id,
    member: of.provider,
    station,
    minutes,
    servedOn: of.order.servedOn ?? today(bank),
    service,
    proof: 'confirmed',
  }
  const ask = asked(actor, 'credit', order)
  const draft = await creditDraft(bank, actor, ask, order)
  return draft.ok
    ? done(await creditOrAsking(bank, actor, { ask, order, draft: draft.value }))
    : draft
}

/** What is still held goes back. */
export async function released(
  bank: Bank,
  actor: Actor,
  { row }: Effecting,
): Promise<Outcome<Effected>> {
  const { hold, entry, review } = row.body
  if (hold === undefined || entry !== undefined || review !== undefined) return done(NOTHING)
  const found = await bank.journal.entry(hold as EntryId)
  if (!found) throw new Error(`order ${row.key} holds ${hold}, which is not there`)
  const id = bank.ids.entry()
  const draft = await releaseDraft(
    bank,
    actor,
    asked(actor, 'release', { id, booking: hold }),
    found,
  )
  return done({ ...NOTHING, row: { entry: id }, drafts: [withOrder(draft, row.key)] })
}

const endOf = (day: string) => startOf(day) + 86_400_000 - 1

/** More time, to the end of the day that was said; it must be later than what stands. */
function extended(bank: Bank, { row, order }: Effecting): Promise<Outcome<Effected>> {
  const day = order.day ?? ''
  const until = isDay(day) ? endOf(day) : 0
  if (until <= Math.max(row.body.list.due, bank.clock.now()))
    return Promise.resolve(refuse({ code: 'day-before-start', day, start: today(bank) }))
  const whole = row.body.whole === 0 ? 0 : Math.max(row.body.whole, until)
  return Promise.resolve(done({ ...NOTHING, times: { whole, step: until } }))
}

/** The order goes on; what happened is an order of its own, urgent, at the same station. */
async function incident(bank: Bank, actor: Actor, { row }: Effecting): Promise<Outcome<Effected>> {
  const draft = await incidentDraft(bank, actor, row)
  return draft.ok ? done({ ...NOTHING, drafts: [draft.value] }) : draft
}

/** Three faces; and, where the person says so, that whoever came is not sent again. */
async function rated(bank: Bank, { row, order }: Effecting): Promise<Outcome<Effected>> {
  const { member, claimant } = row.body
  const again = `${member}/${claimant?.id}`
  const known = order.notAgain ? await bank.directory.newest('not-again', again) : undefined
  const names = order.notAgain && member !== undefined && claimant?.kind === 'member' && !known
  return done({
    ...NOTHING,
    row: {
      ...(order.rating === undefined ? {} : { rating: order.rating }),
      ...(order.notAgain ? { notAgain: true as const } : {}),
    },
    along: names ? [rowChange(bank, 'not-again', again, 1, {})] : [],
  })
}

/** The entry says of which order it is. */
export function withOrder(draft: Draft, order: string): Draft {
  return { ...draft, refs: sortedRefs([...draft.refs, ['order', order]]) }
}

/** What a companion draft stands for: of a record that waits, the review it asks for. */
const companionId = (draft: Draft): EntryId => (isAsking(draft) ? twinOf(draft.id) : draft.id)

/** The hold that goes with an intake, where the person spends hours on it. */
export async function holdFor(
  bank: Bank,
  actor: Actor,
  order: string,
  booking: Omit<Booking, 'id'>,
): Promise<Outcome<Draft>> {
  const whole = { ...booking, id: bank.ids.entry() }
  const draft = await bookDraft(bank, actor, asked(actor, 'book', whole), whole)
  return draft.ok ? done(withOrder(draft.value, order)) : draft
}
