/**
 * A sign-in sheet into the books: each row finds its person, or enrols them in
 * place, and is credited under an id made of source, activity, person and
 * sign-in time, so that a session is keyed once however often it is sent. What
 * a row does not say, somebody chooses; who is left out is told.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId, ProofClass } from '../../ledger/entry.ts'
import { refOf } from '../../ledger/entry.ts'
import type { Refusal } from '../../ledger/refusal.ts'
import { twinOf } from '../../ledger/review.ts'
import { sha256, toHex } from '../../ledger/sha256.ts'
import type { CityRules } from '../../rules/city.ts'
import { refusedAt, seesCity } from '../actor.ts'
import { today } from '../draft.ts'
import type { CreditOrder } from '../hours/credit.ts'
import { naturalId } from '../hours/opening.ts'
import { creditSession, type SessionOrder, trySession } from '../hours/session.ts'
import type { Actor, Bank } from '../ports.ts'
import { GROUP_MAX } from '../record.ts'
import { doubledWith } from './doubled.ts'
import { enrol, memberOfOrder, refusedAge } from './enrol.ts'
import { matchRow, type PersonGiven } from './match.ts'

/** A row as the sheet has it; empty cells are undefined. */
export interface AttendanceGiven extends PersonGiven {
  readonly row: number
  /** "2015-03" or "2015-03-08", for somebody new. */
  readonly born?: string | undefined
  readonly date: string
  /** HH:MM. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly minutes: number
  readonly service?: string | undefined
  readonly activity?: string | undefined
  /** The source's own numbers of the activity and of the row. */
  readonly activityCode?: string | undefined
  readonly record?: string | undefined
  /** The source says it captured the sign-in itself. */
  readonly captured?: boolean | undefined
}

/** What somebody decided about a row: whose it is, that they are new, or that it stays out. */
export type RowChoice = MemberId | 'enrol' | 'leave'

export interface SheetOrder {
  readonly station: string
  /** Where the sheet comes from: "desk", "ivolunteer"; ASCII. */
  readonly source: string
  readonly rows: readonly AttendanceGiven[]
  /** The sheet itself as it came: kept before the first entry, each of which names it. */
  readonly sheet?: Uint8Array
  /** By row; a row without one is decided by what it says. */
  readonly choices?: ReadonlyMap<number, RowChoice>
}

export type RowPlan =
  /** With `waits`, somebody else has to look first: recorded, it waits. */
  | {
      readonly row: number
      readonly state: 'credit'
      readonly member: MemberId
      readonly waits?: Waits
    }
  | {
      readonly row: number
      readonly state: 'already'
      readonly member: MemberId
      readonly entry: EntryId
    }
  | { readonly row: number; readonly state: 'enrol'; readonly waits?: Waits }
  /** Somebody has to say who it is: one of these, somebody new, or nobody. */
  | { readonly row: number; readonly state: 'ask'; readonly fits: readonly MemberId[] }
  | { readonly row: number; readonly state: 'left' }
  | { readonly row: number; readonly state: 'refused'; readonly refusal: Refusal }

export type Waits = Extract<Refusal, { readonly code: 'waits-for-review' }>

export interface SheetDone {
  readonly plans: readonly RowPlan[]
  /** Names the rows recorded now in each of their entries; '' when none was. */
  readonly batch: string
  /** Entries written now, by row; none when any row was refused or is still to be asked about. */
  readonly entries: ReadonlyMap<number, Entry>
}

/**
 * What the sheet would do, limits of the day and overlaps among its own rows
 * included. Nothing is written. Refuses more rows than one group may have.
 */
export async function planSheet(
  bank: Bank,
  actor: Actor,
  order: SheetOrder,
): Promise<readonly RowPlan[]> {
  const no = (await refusedAt(bank, actor, order.station, 'credits:write')) ?? refusedSize(order)
  if (no) return order.rows.map(({ row }) => ({ row, state: 'refused', refusal: no }))
  const plans: RowPlan[] = []
  for (const given of order.rows) plans.push(await planRow(bank, actor, order, given))

  const known = new Map<string, MemberId>()
  const newcomers = new Set<MemberId>()
  const ready = plans.flatMap((plan): Ready[] => {
    if (plan.state === 'credit') return [plan]
    if (plan.state !== 'enrol') return []
    const key = sameKey(givenIn(order, plan.row))
    const member = known.get(key) ?? memberOfOrder(bank.ids.entry())
    known.set(key, member)
    newcomers.add(member)
    return [{ row: plan.row, member }]
  })
  const tried = await trySession(bank, actor, sessionOf(bank, order, ready), newcomers)
  const refused = new Map(
    tried.flatMap((outcome, i) => (outcome.ok ? [] : [[ready[i]?.row, outcome.refusal] as const])),
  )
  return plans.map((plan) => {
    const refusal = refused.get(plan.row)
    return refusal ? refusedPlan(plan, refusal) : plan
  })
}

function refusedPlan(plan: RowPlan, refusal: Refusal): RowPlan {
  const ready = plan.state === 'credit' || plan.state === 'enrol'
  return ready && refusal.code === 'waits-for-review'
    ? { ...plan, waits: refusal }
    : { row: plan.row, state: 'refused', refusal }
}

interface Ready {
  readonly row: number
  readonly member: MemberId
}

function refusedSize({ rows }: SheetOrder): Refusal | undefined {
  return rows.length > GROUP_MAX
    ? { code: 'group-too-large', size: rows.length, most: GROUP_MAX }
    : undefined
}

/**
 * Enrols who is new and credits everybody but the rows left out; or, when any
 * row is refused or still to be asked about, writes nothing.
 */
export async function enterSheet(bank: Bank, actor: Actor, order: SheetOrder): Promise<SheetDone> {
  const plans = await planSheet(bank, actor, order)
  if (plans.some(({ state }) => state === 'refused' || state === 'ask'))
    return { plans, batch: '', entries: new Map() }

  const done = new Map<number, RowPlan>(plans.map((plan) => [plan.row, plan]))
  const enrolled = new Map<string, MemberId>()
  for (const plan of plans) {
    if (plan.state !== 'enrol') continue
    const key = sameKey(givenIn(order, plan.row))
    const before = enrolled.get(key)
    const next: RowPlan = before
      ? { row: plan.row, state: 'credit', member: before }
      : await enrolRow(bank, actor, order, plan.row)
    if (next.state === 'credit') enrolled.set(key, next.member)
    done.set(plan.row, next)
  }
  const ready = [...done.values()].flatMap((plan) => (plan.state === 'credit' ? [plan] : []))
  if (ready.length === 0) return { plans: [...done.values()], batch: '', entries: new Map() }

  const file = order.sheet && (await bank.evidence.put(order.sheet))
  const session = { ...sessionOf(bank, order, ready), file }
  const entries = new Map<number, Entry>()
  const outcomes = await creditSession(bank, actor, session)
  outcomes.forEach((outcome, i) => {
    const plan = ready[i] as RowPlan
    if (outcome.ok) entries.set(plan.row, outcome.value)
    else done.set(plan.row, refusedPlan(plan, outcome.refusal))
  })
  return { plans: [...done.values()], batch: session.id, entries }
}

async function planRow(
  bank: Bank,
  actor: Actor,
  order: SheetOrder,
  given: AttendanceGiven,
): Promise<RowPlan> {
  const { row } = given
  const choice = order.choices?.get(row)
  if (choice === 'leave') return { row, state: 'left' }
  if (choice !== undefined && choice !== 'enrol') return creditOrKnown(bank, order, given, choice)

  const scope = seesCity(actor) ? 'city' : { station: order.station }
  const numbered = order.source === 'ivolunteer'
  const match = await matchRow(bank, scope, given, { numbered })
  if (match.state === 'found') return creditOrKnown(bank, order, given, match.member)
  if (match.state === 'refused') return { row, state: 'refused', refusal: match.refusal }
  if (match.state === 'new') return newcomer(bank, given)
  const before = await answeredRow(bank, order, given, match.fits)
  if (before) return before
  return choice === undefined ? { row, state: 'ask', fits: match.fits } : newcomer(bank, given)
}

/** A sheet brings no guardian's consent: a child is registered at the desk first. */
function newcomer(bank: Bank, given: AttendanceGiven): RowPlan {
  const { row, born } = given
  const refusal = born === undefined ? undefined : refusedAge({ born }, today(bank))
  return refusal ? { row, state: 'refused', refusal } : { row, state: 'enrol' }
}

/** A row asked about, answered and recorded before: the same sheet again does not ask again. */
async function answeredRow(
  bank: Bank,
  order: SheetOrder,
  given: AttendanceGiven,
  fits: readonly MemberId[],
): Promise<RowPlan | undefined> {
  for (const member of fits) {
    const plan = await creditOrKnown(bank, order, given, member)
    if (plan.state === 'already') return plan
  }
  return undefined
}

async function creditOrKnown(
  bank: Bank,
  order: SheetOrder,
  given: AttendanceGiven,
  member: MemberId,
): Promise<RowPlan> {
  const { row, date, minutes, from, to } = given
  const known = await knownRow(bank, order, given, member)
  if (known) {
    const whose = (refOf(known, 'for') ?? member) as MemberId
    return { row, state: 'already', member: whose, entry: known.id }
  }
  const timed = from !== undefined && to !== undefined
  const { source } = order
  const refusal =
    source === 'ivolunteer'
      ? await doubledWith(bank, { member, source, date, minutes, timed })
      : undefined
  return refusal ? { row, state: 'refused', refusal } : { row, state: 'credit', member }
}

/** What a row was recorded as before; from another system, at whatever station that was. */
async function knownRow(
  bank: Bank,
  order: SheetOrder,
  given: AttendanceGiven,
  member: MemberId,
): Promise<Entry | undefined> {
  const id = rowId(order, given, member)
  const known = await bank.journal.entry(id)
  if (known || order.source !== 'ivolunteer') return known
  const waiting = await bank.journal.entry(twinOf(id))
  if (waiting && waiting.station !== order.station) return waiting
  return bank.journal.entry(ownRowId(order, given, member))
}

/** Rows of one sheet that say the same of a person are one person's. */
function sameKey({ name, number, phone, phoneTail, idTail }: PersonGiven): string {
  return [name, number, phone, phoneTail, idTail].map((one) => one ?? '').join('\n')
}

function givenIn(order: SheetOrder, row: number): AttendanceGiven {
  return order.rows.find((one) => one.row === row) as AttendanceGiven
}

async function enrolRow(
  bank: Bank,
  actor: Actor,
  order: SheetOrder,
  row: number,
): Promise<RowPlan> {
  const given = givenIn(order, row)
  const outside =
    order.source === 'ivolunteer' && given.number !== undefined ? { ivolunteer: given.number } : {}
  const outcome = await enrol(bank, actor, {
    id: bank.ids.entry(),
    station: order.station,
    name: given.name ?? '',
    phone: given.phone ?? '',
    idTail: given.idTail ?? '',
    outside,
    ...(given.born === undefined ? {} : { born: given.born }),
  })
  if (outcome.ok) return { row, state: 'credit', member: outcome.value.person.member }
  // The same person twice in one sheet: the first row has enrolled them.
  const { refusal } = outcome
  return refusal.code === 'person-exists' && refusal.member !== ''
    ? { row, state: 'credit', member: refusal.member as MemberId }
    : { row, state: 'refused', refusal }
}

function sessionOf(bank: Bank, order: SheetOrder, ready: readonly Ready[]): SessionOrder {
  const rows = ready.map(({ row, member }) => creditOf(bank, order, givenIn(order, row), member))
  const batch = toHex(sha256(rows.map(({ id }) => id).join('\n')).subarray(0, 8))
  return { id: batch, station: order.station, rows, whole: true, mayWait: true }
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
    proof: proofOf(order, given),
    ...(given.activity === undefined ? {} : { activity: activityCode(given.activity) }),
    ...(span ? { span } : {}),
  }
}

/** A sheet is paper; only what a platform captured at both ends was scanned. */
function proofOf({ source }: SheetOrder, { from, to, captured }: AttendanceGiven): ProofClass {
  const both = from !== undefined && to !== undefined
  return source === 'ivolunteer' && captured === true && both ? 'scanned' : 'paper'
}

/**
 * What a row is known by. One of another system is the same row whichever
 * station sends it: by the system's own number of it, or else by the person,
 * the activity, the day and the minutes.
 */
function rowId(order: SheetOrder, given: AttendanceGiven, member: MemberId): EntryId {
  if (order.source !== 'ivolunteer') return ownRowId(order, given, member)
  const { record, activityCode, activity, service, date, minutes, from = '' } = given
  if (record !== undefined) return naturalId('attendance-record', order.source, record)
  const what = activityCode ?? activity ?? service ?? ''
  return naturalId('attendance-of', order.source, member, what, date, `${minutes}`, from)
}

function ownRowId(order: SheetOrder, given: AttendanceGiven, member: MemberId): EntryId {
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

/** The service of the city's list that a row's words name; what they name otherwise is "other". */
export function serviceNamed(rules: CityRules, text: string | undefined): string {
  const named = rules.services.find(
    ({ code, name }) => text !== undefined && (text === code || text.includes(name.zh)),
  )
  return named?.code ?? (text === undefined ? 'activity' : 'other')
}

function minuteOf(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':')
  return Number(hours) * 60 + Number(minutes)
}
