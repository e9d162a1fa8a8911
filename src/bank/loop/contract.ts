/**
 * Contracts of paid care (服务合同): who is paid to serve whom, where, from when
 * to when and for how many hours a month. What is paid is nowhere here; the
 * contract says who may be sent, and its hours stay apart from those of
 * volunteers. A new one stands when a second person has agreed.
 */
import type { MemberId } from '../../ledger/account.ts'
import { canonical } from '../../ledger/canonical.ts'
import type { Entry, EntryId } from '../../ledger/entry.ts'
import {
  type ContractFault,
  done,
  type Outcome,
  type Refusal,
  refuse,
} from '../../ledger/refusal.ts'
import { twinOf } from '../../ledger/review.ts'
import { serviceIn } from '../../rules/city.ts'
import { CONTRACT_KINDS, OVERS, PACKAGE_MAX } from '../../rules/contracts.ts'
import { may, memberRow, refusedAt, seesCity } from '../actor.ts'
import {
  answeredBefore,
  asked,
  cityPlace,
  drafted,
  isDay,
  lookingAgain,
  rowChange,
  seenReview,
  startOf,
  today,
} from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { OrderRow } from '../ports-order.ts'
import type { BedRow, ContractRow } from '../ports-paid.ts'
import { record } from '../record.ts'
import { askChange, type ChangeOrder } from '../review/change.ts'
import { placesOf } from './order.ts'

export interface ContractOrder extends Omit<ContractRow, 'list' | 'ended'> {
  readonly id: EntryId
  /** As the paper has it: letters, digits and "-._". */
  readonly number: string
}

const NUMBER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/
const DAY_MS = 86_400_000
const SERVICES_MAX = 40

/**
 * Enters a contract; the answer is that a second person has to agree. Refuses a
 * number there is, a provider or a place that is not there or out of reach,
 * days that are none, and a bed that is under another contract in those days.
 */
export async function saveContract(
  bank: Bank,
  actor: Actor,
  order: ContractOrder,
): Promise<Outcome<Entry>> {
  const place = await placeFor(bank, actor, order.place)
  if (!place.ok) return place
  const waited = await askedBefore(bank, actor, order)
  if (waited) return waited
  const ask = asked(actor, 'contract', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const wrong = await unsoundContract(bank, order)
  if (wrong) return refuse(wrong)
  const { number } = order
  if (await bank.directory.newest('contract', number))
    return refuse({ code: 'contract-unsound', why: 'number', given: number })
  const bed = await bedWith(bank, order)
  if (!bed.ok) return bed
  const rows = [
    { table: 'contract', key: number, version: 1, body: bodyOf(order, place.value) } as const,
    ...bed.value,
  ]
  // The house itself has nobody beside it.
  if (actor.role === 'system') {
    const along = rows.map(({ table, key, version, body }) =>
      rowChange(bank, table, key, version, body),
    )
    return record(
      bank,
      drafted(bank, actor, ask, {
        ...{ kind: 'row', postings: [], service: '-', along },
        ...cityPlace(bank),
        refs: [['contract', number]],
      }),
    )
  }
  const change = { id: order.id, subject: 'contract', rows }
  return askChange(bank, actor, change, { station: order.place, by: 'station' })
}

/** The same sent again while it waits, or when it was answered. */
async function askedBefore(
  bank: Bank,
  actor: Actor,
  order: ContractOrder,
): Promise<Outcome<Entry> | undefined> {
  const review = await bank.directory.newest('review', order.id)
  const entry = review && (await bank.journal.entry(twinOf(order.id)))
  if (!review || !entry) return undefined
  const { subject, rows } = review.body.asked as unknown as Partial<ChangeOrder>
  const [row] = rows ?? []
  const was = (row?.body ?? {}) as Partial<ContractRow>
  const { list } = was
  const same =
    review.body.by === actor.id &&
    subject === 'contract' &&
    row?.key === order.number &&
    list !== undefined &&
    canonical(bodyOf(order, list.place)) === canonical(was)
  return same
    ? seenReview(bank, { ok: true, value: entry })
    : refuse({ code: 'id-taken', id: order.id })
}

function bodyOf(order: ContractOrder, place: string): ContractRow {
  const { id: _id, number: _number, ...said } = order
  return {
    ...said,
    list: {
      place,
      who: order.member ?? '',
      state: order.kind,
      at: startOf(order.from),
      due: startOf(order.until) + DAY_MS - 1,
    },
  }
}

/** The path of a station or an area, where the actor leads it. */
async function placeFor(bank: Bank, actor: Actor, code: string): Promise<Outcome<string>> {
  const act = 'orders:supervise'
  const station = await bank.directory.get('station', code)
  if (station) {
    const no = await refusedAt(bank, actor, code, act)
    return no ? refuse(no) : done(`${station.body.path}${code}/`)
  }
  if (!may(actor, act)) return refuse({ code: 'not-allowed', act })
  const path = (await bank.directory.get('area', code))?.body.path
  const own = actor.path ?? ''
  const isTheirs = seesCity(actor) || (own !== '' && path?.startsWith(own) === true)
  return path !== undefined && isTheirs
    ? done(path)
    : refuse({ code: 'unknown-station', station: code })
}

async function unsoundContract(bank: Bank, order: ContractOrder): Promise<Refusal | undefined> {
  const no = (why: ContractFault, given: string | number): Refusal => ({
    code: 'contract-unsound',
    why,
    given: `${given}`.slice(0, 40),
  })
  const { number, kind, provider, services, from, until, minutes, over, member } = order
  if (!NUMBER.test(number)) return no('number', number)
  if (!CONTRACT_KINDS.includes(kind)) return no('kind', kind)
  if (!(await bank.directory.get('organisation', provider))) return no('provider', provider)
  const odd = services.find((code) => !serviceIn(bank.rules, code))
  if (odd !== undefined || services.length > SERVICES_MAX) return no('services', odd ?? '')
  if (!isDay(from) || !isDay(until) || until < from || until < today(bank))
    return no('days', isDay(from) ? until : from)
  if (minutes !== undefined && !(Number.isSafeInteger(minutes) && minutes >= 1))
    return no('minutes', minutes)
  if (minutes !== undefined && minutes > PACKAGE_MAX) return no('minutes', minutes)
  if (!OVERS.includes(over)) return no('over', over)
  if ((kind === 'bed') !== (member !== undefined)) return no('member', member ?? '')
  if (member === undefined) return undefined
  const known = await memberRow(bank, member as MemberId)
  return known.ok ? undefined : known.refusal
}

/** The row that keeps two contracts from one bed, with this one on it. */
async function bedWith(bank: Bank, { number, member, from, until }: ContractOrder) {
  if (member === undefined) return done([])
  const known = await bank.directory.newest('bed-of', member)
  const terms = known?.body.terms ?? []
  const other = terms.find((one) => one.from <= until && from <= one.until)
  if (other) return refuse({ code: 'contract-overlaps', ...other })
  const body: BedRow = { terms: [...terms, { contract: number, from, until }] }
  return done([{ table: 'bed-of', key: member, version: (known?.version ?? 0) + 1, body } as const])
}

export interface ContractEnd {
  readonly id: EntryId
  readonly number: string
  /** The last day it holds, within its term. */
  readonly day: string
}

/** Brings the last day of a contract forward. What was handed to its provider is not done under it after that day. */
export async function endContract(
  bank: Bank,
  actor: Actor,
  order: ContractEnd,
): Promise<Outcome<Entry>> {
  const act = 'orders:supervise'
  if (!may(actor, act)) return refuse({ code: 'not-allowed', act })
  const found = await contractFor(bank, actor, order.number)
  if (!found.ok) return found
  const place = await placeFor(bank, actor, found.value.body.place)
  if (!place.ok) return place
  const ask = asked(actor, 'end-contract', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const { number, day } = order
  return lookingAgain(bank, async () => {
    const row = await bank.directory.newest('contract', number)
    if (!row) return refuse({ code: 'unknown-contract', contract: number })
    const { from, until, list, member } = row.body
    if (!isDay(day) || day < from || day > until)
      return refuse({ code: 'contract-not-in-force', contract: number, day, from, until })
    const ended: ContractRow = {
      ...row.body,
      ...{ until: day, ended: true },
      list: { ...list, due: startOf(day) + DAY_MS - 1 },
    }
    const along = [rowChange(bank, 'contract', number, row.version + 1, ended)]
    const bed = member === undefined ? undefined : await bank.directory.newest('bed-of', member)
    if (member !== undefined && bed) {
      const terms = bed.body.terms.map((one) =>
        one.contract === number ? { ...one, until: day } : one,
      )
      along.push(rowChange(bank, 'bed-of', member, bed.version + 1, { terms }))
    }
    return record(
      bank,
      drafted(bank, actor, ask, {
        ...{ kind: 'row', postings: [], service: '-', along },
        ...cityPlace(bank),
        refs: [['contract', number]],
      }),
    )
  })
}

/** A contract within reach: of what an actor looks after, or of an area their station lies in. */
export async function contractFor(
  bank: Bank,
  actor: Actor,
  number: string,
): Promise<Outcome<Row<ContractRow>>> {
  if (!may(actor, 'orders:read')) return refuse({ code: 'not-allowed', act: 'orders:read' })
  const row = NUMBER.test(number) ? await bank.directory.newest('contract', number) : undefined
  const places = await placesOf(bank, actor)
  return row && places.some((place) => touches(place, row.body.list.place))
    ? done(row)
    : refuse({ code: 'unknown-contract', contract: number.slice(0, 40) })
}

/** Number of the contract a person's bed is under today; undefined where it is under none. */
export async function bedContract(
  bank: Pick<Bank, 'directory' | 'clock'>,
  member: string,
): Promise<string | undefined> {
  const now = today(bank)
  const bed = await bank.directory.newest('bed-of', member)
  return bed?.body.terms.find(({ from, until }) => from <= now && now <= until)?.contract
}

const touches = (one: string, other: string) => one.startsWith(other) || other.startsWith(one)

/** Contracts within an actor's reach, those that end first coming first; what has ended comes last. */
export async function contractsFor(
  bank: Bank,
  actor: Actor,
): Promise<Outcome<readonly Row<ContractRow>[]>> {
  if (!may(actor, 'orders:read')) return refuse({ code: 'not-allowed', act: 'orders:read' })
  const places = await placesOf(bank, actor)
  const now = today(bank)
  const near = (await allContracts(bank)).filter(({ body }) =>
    places.some((place) => touches(place, body.list.place)),
  )
  const isOver = ({ body }: Row<ContractRow>) => (body.until < now ? 1 : 0)
  return done(
    near.toSorted(
      (one, other) => isOver(one) - isOver(other) || one.body.list.due - other.body.list.due,
    ),
  )
}

const STRETCH = 500

async function allContracts(
  bank: Pick<Bank, 'directory'>,
  asked: { readonly states?: readonly string[]; readonly who?: string } = {},
): Promise<readonly Row<ContractRow>[]> {
  const found: Row<ContractRow>[] = []
  for (let offset = 0; ; offset += STRETCH) {
    const rows = await bank.directory.listed('contract', { ...asked, limit: STRETCH, offset })
    found.push(...rows)
    if (rows.length < STRETCH) return found
  }
}

/** Contracts an order could be done under on a day: those of the person's own bed before those of the place. */
export async function contractsOf(
  bank: Pick<Bank, 'directory'>,
  order: OrderRow,
  day: string,
): Promise<readonly Row<ContractRow>[]> {
  const own =
    order.member === undefined
      ? []
      : await allContracts(bank, { states: ['bed'], who: order.member })
  const rows = [...own, ...(await allContracts(bank, { states: ['fallback'] }))]
  return rows.filter((row) => refusedUnder(row, order, day) === undefined)
}

/** Why an order cannot be done under a contract on a day. */
export function refusedUnder(
  { key: contract, body }: Row<ContractRow>,
  order: Pick<OrderRow, 'service' | 'member' | 'list'>,
  day: string,
): Refusal | undefined {
  const { from, until, services, kind, member, list } = body
  if (day < from || day > until)
    return { code: 'contract-not-in-force', contract, day, from, until }
  if (services.length > 0 && !services.includes(order.service))
    return { code: 'contract-other', contract, why: 'service' }
  if (!order.list.place.startsWith(list.place))
    return { code: 'contract-other', contract, why: 'place' }
  return kind === 'bed' && member !== order.member
    ? { code: 'contract-other', contract, why: 'person' }
    : undefined
}
