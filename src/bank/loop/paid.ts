/**
 * Paid care (有偿照护): visits of a provider, written down with their contract and
 * their hours, summed up by month against the hours of a package. They are
 * records: no posting is made for them, and no sum of volunteer hours has them.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId, Ref, RowChange } from '../../ledger/entry.ts'
import { minutes as asMinutes } from '../../ledger/minutes.ts'
import { done, type Label, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { VISIT_FAULTS } from '../../rules/contracts.ts'
import { covers, may, refusedAt, refusedDay, stationOn } from '../actor.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  drafted,
  lookingAgain,
  rowChange,
  startOf,
  today,
} from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { Confirmed } from '../ports-member-keys.ts'
import type { OrderRow } from '../ports-order.ts'
import type { ContractRow, PaidMonthRow, PaidVisitRow } from '../ports-paid.ts'
import { record } from '../record.ts'
import { confirming } from '../service/confirmation.ts'
import { refusedUnder } from './contract.ts'
import { type Effected, type Effecting, NOTHING } from './effect.ts'
import { orderFor, placesOf } from './order.ts'

/** When and how long a provider was there. */
export interface VisitSaid {
  readonly day: string
  /** As "09:00". */
  readonly from?: string
  readonly minutes: number
  readonly confirmed: Confirmed
}

export interface VisitOrder extends VisitSaid {
  readonly id: EntryId
  readonly order: string
}

const DAY_MINUTES = 24 * 60

interface Written {
  readonly along: readonly RowChange[]
  readonly refs: readonly Ref[]
}

/** What a confirmed order of a provider brings: its visit. Whoever is served and confirms says no hours; the desk does. */
export async function paidFor(
  bank: Bank,
  actor: Actor,
  { row, order }: Effecting,
): Promise<Outcome<Effected>> {
  const { member, station, minutes: planned, visits = [] } = row.body
  const confirmed = order.confirmed ?? 'code'
  const said =
    member === undefined
      ? { refs: [], along: [] }
      : confirming(bank, confirmed, { id: order.id, member: member as MemberId, station })
  const own = actor.kind === 'member' ? undefined : order.minutes
  const minutes = own ?? (visits.length > 0 ? undefined : planned)
  const plain = { ...NOTHING, row: { confirmed }, along: said.along, refs: said.refs }
  if (minutes === undefined)
    return visits.length > 0 || actor.kind === 'member'
      ? done(plain)
      : refuse({ code: 'move-needs', needs: 'hours' })
  const day = order.servedOn ?? today(bank)
  const from = order.from === undefined ? {} : { from: order.from }
  const visit = await visitRows(bank, actor, {
    ...{ id: order.id, row, day, minutes, confirmed, ...from },
  })
  // Whoever was served said that it was done: what of the hours the contract has is the desk's to say.
  if (!visit.ok) return actor.kind === 'member' ? done(plain) : visit
  return done({
    ...plain,
    row: { confirmed, visits: [...visits, order.id] },
    along: [...said.along, ...visit.value.along],
    refs: [...said.refs, ...visit.value.refs],
  })
}

const VISIT: Label = { zh: '记有偿服务', en: 'a paid visit' }

/**
 * Writes down another visit for an order a provider has (有偿服务记录). Refuses
 * what a volunteer does or what was called off, days out of the contract's term, and hours beyond its
 * package where the contract says that those are not recorded.
 */
export async function recordVisit(
  bank: Bank,
  actor: Actor,
  order: VisitOrder,
): Promise<Outcome<Entry>> {
  const found = await orderFor(bank, actor, order.order)
  if (!found.ok) return found
  const no = await refusedAt(bank, actor, found.value.row.body.station, 'orders:write')
  if (no) return refuse(no)
  const ask = asked(actor, 'paid-visit', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  return lookingAgain(bank, async () => {
    const again = await orderFor(bank, actor, order.order)
    if (!again.ok) return again
    const { row, workflow } = again.value
    const state = workflow.states[row.body.state]
    if (state?.kind === 'ended')
      return refuse({ code: 'move-not-now', state: state.label, move: VISIT, may: [] })
    const { id, day, from, minutes, confirmed } = order
    const visit = await visitRows(bank, actor, {
      ...{ id, row, day, minutes, confirmed, ...(from === undefined ? {} : { from }) },
    })
    if (!visit.ok) return visit
    const visits = [...(row.body.visits ?? []), id]
    const along = [
      rowChange(bank, 'order', row.key, row.version + 1, { ...row.body, visits }),
      ...visit.value.along,
    ]
    const refs: readonly Ref[] = [['contract', row.body.claimant?.id ?? ''], ...visit.value.refs]
    return written(bank, actor, ask, row.body, { along, refs })
  })
}

interface Visited extends VisitSaid {
  readonly id: EntryId
  readonly row: Row<OrderRow>
  /** The record this one stands in place of. */
  readonly corrects?: Row<PaidVisitRow>
}

async function visitRows(bank: Bank, actor: Actor, visit: Visited): Promise<Outcome<Written>> {
  const { row, day, minutes, corrects } = visit
  const { claimant } = row.body
  const number = corrects?.body.contract ?? claimant?.id
  if (number === undefined || (claimant?.kind !== 'provider' && !corrects))
    return refuse({ code: 'not-by-provider', order: row.key })
  const contract = await bank.directory.newest('contract', number)
  if (!contract) return refuse({ code: 'unknown-contract', contract: number })
  const starts = startsIn(visit.from)
  const no =
    refusedDay(bank, day) ?? refusedUnder(contract, row.body, day) ?? refusedTime(minutes, starts)
  if (no) return refuse(no)
  const twice = await overlapping(bank, visit, number, starts)
  if (twice) return refuse(twice)
  const month = await monthWith(bank, contract, { day, minutes, corrects })
  if (!month.ok) return month
  const { type, station, area, service, member, list } = row.body
  const body: PaidVisitRow = {
    list: {
      place: list.place,
      ...{ who: member ?? '', state: 'stands', at: startOf(day) + (starts ?? 0) * 60_000, due: 0 },
    },
    ...{ contract: number, provider: contract.body.provider, order: row.key },
    ...{ type, station, area, service, day, minutes },
    ...{ confirmed: visit.confirmed, by: actor.id },
    ...(starts === undefined ? {} : { starts }),
    ...(month.value.over === 0 ? {} : { over: month.value.over }),
    ...(corrects ? { corrects: corrects.key } : {}),
  }
  const refs: readonly Ref[] = [
    ['paid', `${day}/${minutes}`],
    ['visit', visit.id],
  ]
  const along = [...month.value.along, rowChange(bank, 'paid-visit', visit.id, 1, body)]
  return done({ along, refs })
}

function startsIn(from: string | undefined): number | undefined {
  if (from === undefined) return undefined
  const [, hours = '', minutes = ''] = /^(\d{2}):([0-5]\d)$/.exec(from) ?? []
  const starts = hours === '' ? Number.NaN : Number(hours) * 60 + Number(minutes)
  return starts < DAY_MINUTES ? starts : Number.NaN
}

function refusedTime(minutes: number, starts: number | undefined): Refusal | undefined {
  if (Number.isNaN(starts)) return { code: 'code-unreadable', what: 'from', given: '' }
  const most = DAY_MINUTES - (starts ?? 0)
  if (Number.isSafeInteger(minutes) && minutes >= 1 && minutes <= most) return undefined
  const [least, greatest] = [asMinutes(1), asMinutes(most)]
  return { code: 'minutes-out-of-range', minutes, least, most: greatest }
}

/** Whoever is served has one visit under a contract at a time; what says no time overlaps nothing. */
async function overlapping(
  bank: Bank,
  { row, day, minutes, corrects }: Visited,
  contract: string,
  starts: number | undefined,
): Promise<Refusal | undefined> {
  const { member } = row.body
  if (starts === undefined || member === undefined) return undefined
  const [from, to] = [startOf(day), startOf(day) + DAY_MINUTES * 60_000]
  const rows = await bank.directory.listed('paid-visit', {
    ...{ who: member, states: ['stands'], from, to },
  })
  const other = rows.find(
    ({ key, body }) =>
      key !== corrects?.key &&
      body.contract === contract &&
      body.starts !== undefined &&
      body.starts < starts + minutes &&
      starts < body.starts + body.minutes,
  )?.body
  return other?.starts === undefined
    ? undefined
    : {
        ...{ code: 'visit-overlaps', day, from: clockAt(other.starts) },
        to: clockAt(other.starts + other.minutes),
      }
}

export const monthKey = (contract: string, day: string) => `${contract}/${day.slice(0, 7)}`

/** The sum of the month with this visit in it, and without the one it corrects; how much of it lies beyond the package. */
async function monthWith(
  bank: Bank,
  { key, body }: Row<ContractRow>,
  {
    day,
    minutes,
    corrects,
  }: Pick<Visited, 'day' | 'minutes'> & { readonly corrects: Row<PaidVisitRow> | undefined },
): Promise<Outcome<{ readonly along: readonly RowChange[]; readonly over: number }>> {
  const sums = new Map<string, PaidMonthRow & { readonly version: number }>()
  const moved = async (month: string, plus: number, visits: number) => {
    const row = await bank.directory.newest('paid-month', month)
    const known = sums.get(month) ?? {
      ...{ minutes: 0, visits: 0, ...row?.body },
      version: row?.version ?? 0,
    }
    const next = { ...known, minutes: known.minutes + plus, visits: known.visits + visits }
    sums.set(month, next)
    return next.minutes
  }
  if (corrects) await moved(monthKey(key, corrects.body.day), -corrects.body.minutes, -1)
  const stands = minutes === 0 ? 0 : await moved(monthKey(key, day), minutes, 1)
  const beyond = body.minutes === undefined ? 0 : Math.max(0, stands - body.minutes)
  const over = Math.min(minutes, beyond)
  if (over > 0 && body.over === 'refused')
    return refuse({
      ...{ code: 'package-used-up', contract: key, month: day.slice(0, 7) },
      stands: asMinutes(stands - minutes),
      ...{ adds: asMinutes(minutes), most: asMinutes(body.minutes ?? 0) },
    })
  const along = [...sums].map(([month, { version, ...sum }]) =>
    rowChange(bank, 'paid-month', month, version + 1, sum),
  )
  return done({ along, over })
}

export interface VisitCorrection {
  readonly id: EntryId
  readonly visit: string
  /** What it really was; 0 where nobody came. */
  readonly minutes: number
  readonly day?: string
  readonly from?: string
  /** One of VISIT_FAULTS. */
  readonly reason: string
}

/** Corrects a record of a visit: the old one stands no more, and one in its place says which. By whoever leads the station. */
export async function correctVisit(
  bank: Bank,
  actor: Actor,
  order: VisitCorrection,
): Promise<Outcome<Entry>> {
  const act = 'orders:supervise'
  if (!may(actor, act)) return refuse({ code: 'not-allowed', act })
  const found = await visitFor(bank, actor, order.visit)
  if (!found.ok) return found
  const no = await refusedAt(bank, actor, found.value.body.station, act)
  if (no) return refuse(no)
  const ask = asked(actor, 'correct-visit', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  if (!Object.hasOwn(VISIT_FAULTS, order.reason))
    return refuse({ code: 'code-unreadable', what: 'reason', given: order.reason.slice(0, 20) })
  return lookingAgain(bank, async () => {
    const visit = await bank.directory.newest('paid-visit', order.visit)
    if (visit?.body.list.state !== 'stands')
      return refuse({ code: 'unknown-visit', visit: order.visit })
    const { list } = visit.body
    const old = { ...visit.body, list: { ...list, state: 'void' }, void: order.reason }
    const along = [rowChange(bank, 'paid-visit', visit.key, visit.version + 1, old)]
    const now = await inItsPlace(bank, actor, order, visit)
    if (!now.ok) return now
    const refs: readonly Ref[] = [
      ['contract', visit.body.contract],
      ['corrects-visit', visit.key],
      ...now.value.refs,
    ]
    return written(bank, actor, ask, visit.body, { along: [...along, ...now.value.along], refs })
  })
}

async function inItsPlace(
  bank: Bank,
  actor: Actor,
  { id, minutes, day, from }: VisitCorrection,
  corrects: Row<PaidVisitRow>,
): Promise<Outcome<Written>> {
  const { contract: number, order, day: was, starts, confirmed } = corrects.body
  const row = await bank.directory.newest('order', order)
  const contract = await bank.directory.newest('contract', number)
  if (!row || !contract) return refuse({ code: 'unknown-visit', visit: corrects.key })
  if (minutes === 0) {
    const sums = await monthWith(bank, contract, { day: was, minutes, corrects })
    return sums.ok ? done({ along: sums.value.along, refs: [] }) : sums
  }
  const at = from ?? (starts === undefined ? undefined : clockAt(starts))
  const visit = await visitRows(bank, actor, {
    ...{ id, row, day: day ?? was, minutes, confirmed, corrects },
    ...(at === undefined ? {} : { from: at }),
  })
  if (!visit.ok) return visit
  const visits = [...(row.body.visits ?? []), id]
  const along = [rowChange(bank, 'order', row.key, row.version + 1, { ...row.body, visits })]
  return done({ ...visit.value, along: [...along, ...visit.value.along] })
}

const twoDigits = (count: number) => `${count}`.padStart(2, '0')

/** Minutes of a day as "09:05". */
export const clockAt = (starts: number) =>
  `${twoDigits(Math.floor(starts / 60))}:${twoDigits(starts % 60)}`

async function written(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  { station, service }: Pick<OrderRow, 'station' | 'service'>,
  { along, refs }: Written,
): Promise<Outcome<Entry>> {
  const place = await stationOn(bank, station, today(bank))
  if (!place.ok) return place
  const { organisation } = place.value
  return record(
    bank,
    drafted(bank, actor, ask, {
      ...{ kind: 'row', postings: [], servedOn: today(bank), station, organisation, service },
      ...{ along, refs },
    }),
  )
}

async function visitFor(
  bank: Bank,
  actor: Actor,
  visit: string,
): Promise<Outcome<Row<PaidVisitRow>>> {
  if (!may(actor, 'orders:read')) return refuse({ code: 'not-allowed', act: 'orders:read' })
  const row = await bank.directory.newest('paid-visit', visit)
  return row && (await covers(bank, actor, row.body.station))
    ? done(row)
    : refuse({ code: 'unknown-visit', visit: visit.slice(0, 40) })
}

/** Visits that were recorded for an order, in the order they were written down. */
export async function visitsOf(
  bank: Pick<Bank, 'directory'>,
  { visits = [] }: Pick<OrderRow, 'visits'>,
): Promise<readonly Row<PaidVisitRow>[]> {
  const rows = await bank.directory.many('paid-visit', visits)
  return rows.toSorted((one, other) => (one.key < other.key ? -1 : 1))
}

const STRETCH = 500

interface Span {
  /** Served within [from, to), ms since 1970 UTC. */
  readonly from: number
  readonly to: number
  /** For orders of this type alone. */
  readonly type?: string
}

/** Visits within an actor's reach, void ones too, by when they were. */
export async function visitsWithin(
  bank: Bank,
  actor: Actor,
  { type, ...span }: Span,
): Promise<Outcome<readonly Row<PaidVisitRow>[]>> {
  if (!may(actor, 'orders:read')) return refuse({ code: 'not-allowed', act: 'orders:read' })
  const places = await placesOf(bank, actor)
  const found: Row<PaidVisitRow>[] = []
  for (let offset = 0; ; offset += STRETCH) {
    const query = { ...span, places, limit: STRETCH, offset }
    const rows = await bank.directory.listed('paid-visit', query)
    found.push(...rows.filter(({ body }) => type === undefined || body.type === type))
    if (rows.length < STRETCH) return done(found)
  }
}

export interface PaidSum {
  readonly visits: number
  readonly minutes: number
}

/** Hours of paid care by a key of each visit. They stand beside the hours of volunteers and are in no sum of them. */
export async function paidBy(
  bank: Bank,
  actor: Actor,
  span: Span,
  keyOf: (visit: PaidVisitRow) => string,
): Promise<Outcome<ReadonlyMap<string, PaidSum>>> {
  const found = await visitsWithin(bank, actor, span)
  if (!found.ok) return found
  const sums = new Map<string, PaidSum>()
  for (const { body } of found.value) {
    if (body.list.state !== 'stands') continue
    const { visits, minutes } = sums.get(keyOf(body)) ?? { visits: 0, minutes: 0 }
    sums.set(keyOf(body), { visits: visits + 1, minutes: minutes + body.minutes })
  }
  return done(sums)
}

/** What was served under a contract, by month, the newest first. */
export async function monthsOf(
  bank: Pick<Bank, 'directory'>,
  contract: string,
): Promise<readonly Row<PaidMonthRow>[]> {
  return bank.directory.under('paid-month', `${contract}/`, { limit: 120 })
}
