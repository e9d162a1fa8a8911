/**
 * A sign-in sheet into the books: each row finds its person, or enrols them in
 * place, and is credited under an id made of source, activity, person and
 * sign-in time, so that a session is keyed once however often it is sent.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { sha256, toHex } from '../../ledger/sha256.ts'
import type { CityRules } from '../../rules/city.ts'
import { refusedAt, seesCity } from '../actor.ts'
import type { CreditOrder } from '../hours/credit.ts'
import { naturalId } from '../hours/opening.ts'
import { creditSession, trySession } from '../hours/session.ts'
import type { Actor, Bank } from '../ports.ts'
import type { Person, Scope } from '../ports-people.ts'
import { enrol, refusedPerson } from './enrol.ts'

/** A row as the sheet has it; empty cells are undefined. */
export interface AttendanceGiven {
  readonly row: number
  readonly number?: string | undefined
  readonly name?: string | undefined
  readonly phone?: string | undefined
  readonly phoneTail?: string | undefined
  readonly idTail?: string | undefined
  readonly date: string
  /** HH:MM. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly minutes: number
  readonly service?: string | undefined
  readonly activity?: string | undefined
}

export interface SheetOrder {
  readonly station: string
  /** Where the sheet comes from: "desk", "ivolunteer"; ASCII. */
  readonly source: string
  readonly rows: readonly AttendanceGiven[]
}

export type RowPlan =
  | { readonly row: number; readonly state: 'credit' | 'already'; readonly member: MemberId }
  | { readonly row: number; readonly state: 'enrol' }
  | { readonly row: number; readonly state: 'refused'; readonly refusal: Refusal }

export interface SheetDone {
  readonly plans: readonly RowPlan[]
  /** Entries written now, by row; none when any row was refused. */
  readonly entries: ReadonlyMap<number, Entry>
}

/** What the sheet would do. Nothing is written. */
export async function planSheet(
  bank: Bank,
  actor: Actor,
  order: SheetOrder,
): Promise<readonly RowPlan[]> {
  const no = refusedAt(actor, order.station, 'credits:write')
  if (no) return order.rows.map(({ row }) => ({ row, state: 'refused', refusal: no }))
  const plans: RowPlan[] = []
  for (const given of order.rows) plans.push(await planRow(bank, actor, order, given))
  const known = plans.filter((plan) => plan.state === 'credit')
  const tried = await trySession(bank, actor, sessionOf(bank, order, known))
  const refused = new Map(
    tried.flatMap((outcome, i) => (outcome.ok ? [] : [[known[i]?.row, outcome.refusal] as const])),
  )
  return plans.map((plan) => {
    const refusal = refused.get(plan.row)
    return refusal ? { row: plan.row, state: 'refused', refusal } : plan
  })
}

/** Enrols who is new and credits everybody, or, when any row is refused, writes nothing. */
export async function enterSheet(bank: Bank, actor: Actor, order: SheetOrder): Promise<SheetDone> {
  const plans = await planSheet(bank, actor, order)
  if (plans.some((plan) => plan.state === 'refused')) return { plans, entries: new Map() }
  const ready: RowPlan[] = []
  for (const plan of plans)
    ready.push(plan.state === 'enrol' ? await enrolRow(bank, actor, order, plan.row) : plan)
  const credited = ready.filter((plan) => plan.state === 'credit')
  const outcomes = await creditSession(bank, actor, sessionOf(bank, order, credited))
  const entries = new Map<number, Entry>()
  const done = new Map<number, RowPlan>(ready.map((plan) => [plan.row, plan]))
  outcomes.forEach((outcome, i) => {
    const row = credited[i]?.row ?? 0
    if (outcome.ok) entries.set(row, outcome.value)
    else done.set(row, { row, state: 'refused', refusal: outcome.refusal })
  })
  return { plans: [...done.values()], entries }
}

async function planRow(
  bank: Bank,
  actor: Actor,
  order: SheetOrder,
  given: AttendanceGiven,
): Promise<RowPlan> {
  const { row } = given
  const found = await findPerson(bank, seesCity(actor) ? 'city' : { station: order.station }, given)
  if (!found.ok) return { row, state: 'refused', refusal: found.refusal }
  if (!found.value) {
    const person = { name: given.name ?? '', phone: given.phone ?? '' }
    const wrong = refusedPerson(person)
    return wrong ? { row, state: 'refused', refusal: wrong } : { row, state: 'enrol' }
  }
  const { member } = found.value
  const known = await bank.journal.entry(rowId(order, given, member))
  return { row, state: known ? 'already' : 'credit', member }
}

/** The person of a row; undefined when there is none yet; a refusal when several fit. */
export async function findPerson(
  bank: Bank,
  scope: Scope,
  given: Pick<AttendanceGiven, 'number' | 'name' | 'phone' | 'phoneTail' | 'idTail'>,
): Promise<Outcome<Person | undefined>> {
  const { number, name, phone, phoneTail, idTail } = given
  if (number !== undefined) {
    const [person] = await bank.people.find(scope, { number }, 1)
    if (person) return { ok: true, value: person }
    if (name === undefined) return refuse({ code: 'unknown-member', member: number })
  }
  if (name === undefined) return refuse({ code: 'name-unreadable', name: '' })
  const people = await bank.people.find(
    scope,
    {
      name,
      ...(phone === undefined ? {} : { phone }),
      ...(phone === undefined && phoneTail !== undefined ? { phoneTail } : {}),
      ...(idTail === undefined ? {} : { idTail }),
    },
    5,
  )
  if (people.length > 1)
    return refuse({ code: 'person-ambiguous', members: people.map((one) => one.member) })
  return { ok: true, value: people[0] }
}

async function enrolRow(
  bank: Bank,
  actor: Actor,
  order: SheetOrder,
  row: number,
): Promise<RowPlan> {
  const given = order.rows.find((one) => one.row === row) as AttendanceGiven
  const outside =
    order.source === 'ivolunteer' && given.number !== undefined ? { ivolunteer: given.number } : {}
  const outcome = await enrol(bank, actor, {
    id: bank.ids.entry(),
    station: order.station,
    name: given.name ?? '',
    phone: given.phone ?? '',
    idTail: given.idTail ?? '',
    outside,
  })
  if (outcome.ok) return { row, state: 'credit', member: outcome.value.person.member }
  // The same person twice in one sheet: the first row has enrolled them.
  const { refusal } = outcome
  return refusal.code === 'person-exists' && refusal.member !== ''
    ? { row, state: 'credit', member: refusal.member as MemberId }
    : { row, state: 'refused', refusal }
}

function sessionOf(bank: Bank, order: SheetOrder, plans: readonly RowPlan[]) {
  const given = new Map(order.rows.map((one) => [one.row, one]))
  const rows = plans.flatMap((plan): Omit<CreditOrder, 'station'>[] => {
    const one = given.get(plan.row)
    return one && 'member' in plan ? [creditOf(bank, order, one, plan.member)] : []
  })
  const batch = toHex(
    sha256(order.source, ...order.rows.map((one) => `${one.row} ${one.date}`)).subarray(0, 8),
  )
  return { id: batch, station: order.station, rows, whole: true }
}

function creditOf(
  bank: Bank,
  order: SheetOrder,
  given: AttendanceGiven,
  member: MemberId,
): Omit<CreditOrder, 'station'> {
  const span =
    given.from !== undefined && given.to !== undefined
      ? { from: minuteOf(given.from), to: minuteOf(given.to) }
      : undefined
  return {
    id: rowId(order, given, member),
    member,
    minutes: given.minutes,
    servedOn: given.date,
    service: serviceNamed(bank.rules, given.service),
    source: order.source,
    ...(given.activity === undefined ? {} : { activity: activityCode(given.activity) }),
    ...(span ? { span } : {}),
  }
}

function rowId(order: SheetOrder, given: AttendanceGiven, member: MemberId): EntryId {
  return naturalId(
    'attendance',
    order.source,
    order.station,
    given.activity ?? given.service ?? '',
    member,
    given.date,
    given.from ?? '',
  )
}

/** An activity's name is free text: the entry carries a code made of it. */
function activityCode(name: string): string {
  return /^[\x21-\x7e]{1,64}$/.test(name) ? name : `n-${toHex(sha256(name).subarray(0, 8))}`
}

function serviceNamed(rules: CityRules, text: string | undefined): string {
  const named = rules.services.find(
    ({ code, name }) => text !== undefined && (text === code || text.includes(name.zh)),
  )
  return named?.code ?? (text === undefined ? 'activity' : 'other')
}

function minuteOf(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':')
  return Number(hours) * 60 + Number(minutes)
}
