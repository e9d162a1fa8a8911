/**
 * Enrol a member (登记人员): the person goes into the people file, first; the
 * member's row, with the home station, comes with an entry. What broke between
 * the two is finished when the same order is sent again.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { sha256 } from '../../ledger/sha256.ts'
import { ageOn, GUARDED_UNDER, GUARDIAN_RELATIONS } from '../../rules/privacy.ts'
import { refusedAt, stationOn } from '../actor.ts'
import { type Asked, asked, drafted, isDay, rowChange, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import type { Guardian, Person } from '../ports-people.ts'
import { record } from '../record.ts'

export interface EnrolOrder {
  readonly id: EntryId
  readonly station: string
  readonly name: string
  /** A mobile number, 11 digits; '' for someone without a phone. */
  readonly phone: string
  readonly idTail?: string
  /** Numbers the person carries elsewhere, by kind: "ivolunteer", "gongyishijian". */
  readonly outside?: Readonly<Record<string, string>>
  /** Already hashed by the gate. */
  readonly pinHash?: string
  /** "2015-03" or "2015-03-08"; it decides whether a guardian must consent. */
  readonly born?: string
  readonly guardian?: Guardian
}

export interface Enrolled {
  readonly person: Person
  readonly entry: Entry
}

const PHONE = /^1[3-9]\d{9}$/
const ID_TAIL = /^\d{3}[\dX]$/
const OUTSIDE = /^[A-Za-z0-9-]{1,32}$/

/** Letters of Crockford's base32, in lower case. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * Enrols a person. Refuses a name or phone that cannot be one, a person already
 * there with this name and phone, an outside number somebody has, and somebody
 * under 14 without the consent of a guardian. The request's hash says nothing
 * of the name or the phone.
 */
export async function enrol(
  bank: Bank,
  actor: Actor,
  order: EnrolOrder,
): Promise<Outcome<Enrolled>> {
  const no =
    (await refusedAt(bank, actor, order.station, 'members:write')) ??
    refusedPerson(order) ??
    refusedAge(order, today(bank))
  if (no) return refuse(no)
  const place = await stationOn(bank, order.station, today(bank))
  if (!place.ok) return place
  const ask = asked(actor, 'enrol', { id: order.id, station: order.station })
  const known = await bank.journal.entry(order.id)
  if (known) return enrolledBefore(bank, ask, known, order)

  const person = await enter(bank, order)
  if (!person.ok) return person
  const { member } = person.value
  const body = { home: order.station, since: today(bank), grants: [] }
  const outcome = await record(
    bank,
    drafted(bank, actor, ask, {
      kind: 'row',
      postings: [],
      servedOn: today(bank),
      station: order.station,
      organisation: place.value.organisation,
      service: '-',
      along: [rowChange(bank, 'member', member, 1, body)],
      relies: [place.value.station],
      refs: [['for', member]],
    }),
  )
  if (!outcome.ok) return outcome
  return { ok: true, value: { person: person.value, entry: outcome.value } }
}

/** The person of an order: entered now, or by the same order before it broke off. */
async function enter(bank: Bank, order: EnrolOrder): Promise<Outcome<Person>> {
  const member = memberOfOrder(order.id)
  const half = await bank.people.get(member)
  if (half)
    return samePerson(half, order)
      ? { ok: true, value: half }
      : refuse({ code: 'id-taken', id: order.id })
  const entered = await bank.people.enrol({
    member,
    name: tidyName(order.name),
    phone: order.phone,
    idTail: order.idTail ?? '',
    station: order.station,
    outside: order.outside ?? {},
    ...(order.pinHash === undefined ? {} : { pinHash: order.pinHash }),
    ...(order.born === undefined || order.born === '' ? {} : { born: order.born }),
    ...(order.guardian === undefined ? {} : { guardian: order.guardian }),
  })
  return entered ? { ok: true, value: entered } : refuse(await whoIsThere(bank, order))
}

async function enrolledBefore(
  bank: Bank,
  ask: Asked,
  entry: Entry,
  order: EnrolOrder,
): Promise<Outcome<Enrolled>> {
  const taken = refuse({ code: 'id-taken', id: ask.id })
  if (Buffer.compare(entry.request, ask.request) !== 0) return taken
  const person = await bank.people.get(memberOfOrder(order.id))
  return person && samePerson(person, order)
    ? { ok: true, value: { person, entry }, again: true }
    : taken
}

async function whoIsThere(bank: Bank, order: EnrolOrder): Promise<Refusal> {
  for (const [kind, number] of Object.entries(order.outside ?? {})) {
    const [person] = await bank.people.find('city', { number }, 1)
    if (person) return { code: 'number-taken', kind, number }
  }
  const query =
    order.phone === ''
      ? { name: tidyName(order.name) }
      : { phone: order.phone, name: tidyName(order.name) }
  const [person] = await bank.people.find('city', query, 1)
  return { code: 'person-exists', member: person?.member ?? '' }
}

export function refusedPerson(
  order: Pick<EnrolOrder, 'name' | 'phone' | 'idTail' | 'outside'>,
): Refusal | undefined {
  const name = tidyName(order.name)
  // Letters of any script, and the dots that stand inside names; no control or direction marks.
  if (!/^[\p{L}\p{M}][\p{L}\p{M}·.' -]{0,39}$/u.test(name))
    return { code: 'name-unreadable', name: order.name }
  if (order.phone !== '' && !PHONE.test(order.phone))
    return { code: 'phone-unreadable', phone: order.phone }
  if (order.idTail !== undefined && order.idTail !== '' && !ID_TAIL.test(order.idTail)) {
    return { code: 'code-unreadable', what: 'idTail', given: order.idTail }
  }
  for (const [kind, number] of Object.entries(order.outside ?? {})) {
    if (!OUTSIDE.test(number)) return { code: 'code-unreadable', what: kind, given: number }
  }
  return undefined
}

/**
 * Undefined where the age allows it, on this day. Below 14 a guardian must have
 * consented on paper before anything is kept; a consent that is given at any age
 * must be one.
 */
export function refusedAge(
  { born = '', guardian }: Pick<EnrolOrder, 'born' | 'guardian'>,
  day: string,
): Refusal | undefined {
  const month = /^\d{4}-\d{2}$/.test(born) ? `${born}-01` : born
  if (born !== '' && (!isDay(month) || month > day || month < '1900-01-01'))
    return { code: 'code-unreadable', what: 'born', given: born }
  if (guardian) return refusedGuardian(guardian, day)
  return born !== '' && ageOn(born, day) < GUARDED_UNDER
    ? { code: 'guardian-consent-missing', under: GUARDED_UNDER }
    : undefined
}

function refusedGuardian(guardian: Guardian, today: string): Refusal | undefined {
  const { name, relation, day, evidence } = guardian
  if (name === '' || evidence === '')
    return { code: 'guardian-consent-missing', under: GUARDED_UNDER }
  const no = refusedPerson({ name, phone: '' })
  if (no) return no
  if (!(GUARDIAN_RELATIONS as readonly string[]).includes(relation))
    return { code: 'code-unreadable', what: 'relation', given: relation }
  if (!isDay(day)) return { code: 'day-unreadable', day }
  if (day > today) return { code: 'day-in-future', day, today }
  return /^[0-9a-f]{64}$/.test(evidence)
    ? undefined
    : { code: 'code-unreadable', what: 'paper', given: evidence }
}

/** A mark that nobody sees is no space, though the language counts it as one. */
export function tidyName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[^\S\ufeff]+/gu, ' ')
    .trim()
    .replaceAll(/[•・]/gu, '·')
}

function samePerson(person: Person, order: EnrolOrder): boolean {
  return person.name === tidyName(order.name) && person.phone === order.phone
}

/** The member id an order gives: 80 bits of a hash of its own random id, so that a broken enrolment finds its person again. */
export function memberOfOrder(id: EntryId): MemberId {
  let member = ''
  let bits = 0n
  for (const byte of sha256('member\n', id).subarray(0, 10)) bits = (bits << 8n) | BigInt(byte)
  for (let letter = 0; letter < 16; letter++)
    member = LETTERS[Number((bits >> BigInt(5 * letter)) & 31n)] + member
  return member as MemberId
}
