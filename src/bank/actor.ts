/** What an actor may do where: `rules/roles.ts` says what, the station or the area of their row says where. */
import type { MemberId } from '../ledger/account.ts'
import type { Day } from '../ledger/entry.ts'
import { type Outcome, type Refusal, refuse } from '../ledger/refusal.ts'
import { roleMay } from '../rules/roles.ts'
import { isDay, today } from './draft.ts'
import type { Actor, Bank, MemberRow, Row, StaffRow, StationRow } from './ports.ts'

/** The house itself: imports, the demo, the command line of whoever holds the files. */
export const SYSTEM: Actor = { id: 'kapok', kind: 'system', role: 'system', station: '' }

const CITY_WIDE = new Set(['city', 'auditor', 'system'])

/** Whether the books of the whole city are open to them. */
export function seesCity(actor: Actor): boolean {
  return CITY_WIDE.has(actor.role) && actor.station === '' && actor.path === undefined
}

/** Whether they may do it somewhere; a token only what it was given, and no more than its role. */
export function may(actor: Actor, act: string): boolean {
  if (actor.kind === 'token' && !(actor.scopes ?? []).includes(act)) return false
  if (actor.role === 'system') return true
  return actor.role !== 'member' && roleMay(actor.role, act)
}

/** Whether a station lies within their reach: their own, or one of the area their office looks after. */
export async function covers(
  bank: Pick<Bank, 'directory'>,
  actor: Actor,
  station: string,
): Promise<boolean> {
  if (seesCity(actor)) return true
  if (actor.station !== '') return actor.station === station
  if (actor.path === undefined || actor.path === '') return false
  const row = await bank.directory.get('station', station)
  return row !== undefined && row.body.path.startsWith(actor.path)
}

/** Codes of the stations within their reach, in order. */
export async function stationsOf(
  bank: Pick<Bank, 'directory'>,
  actor: Actor,
): Promise<readonly string[]> {
  const within: string[] = []
  for (const { key } of await bank.directory.all('station'))
    if (await covers(bank, actor, key)) within.push(key)
  return within.toSorted()
}

/** Undefined when the actor may do it at the station. "Not yours" and "not there" are one answer. */
export async function refusedAt(
  bank: Pick<Bank, 'directory'>,
  actor: Actor,
  station: string,
  act: string,
): Promise<Refusal | undefined> {
  if (!may(actor, act)) return { code: 'not-allowed', act }
  if (actor.deviceless && act.endsWith(':write')) return { code: 'device-needed' }
  return (await covers(bank, actor, station)) ? undefined : { code: 'unknown-station', station }
}

/** Undefined when the actor may do it for the whole city. */
export function refusedCityWide(actor: Actor, act: string): Refusal | undefined {
  return may(actor, act) && seesCity(actor) ? undefined : { code: 'not-allowed', act }
}

/** Undefined when the actor may read what belongs to the station. */
export async function refusedReading(
  bank: Pick<Bank, 'directory'>,
  actor: Actor,
  station: string,
): Promise<Refusal | undefined> {
  if (actor.kind === 'member') return { code: 'unknown-station', station }
  return refusedAt(bank, actor, station, 'stations:read')
}

export interface StationThen {
  readonly station: Row<StationRow>
  readonly organisation: string
}

/** The station and the organisation that runs it on a day. */
export async function stationOn(
  bank: Bank,
  code: string,
  day: string,
): Promise<Outcome<StationThen>> {
  const station = await bank.directory.get('station', code)
  if (!station) return refuse({ code: 'unknown-station', station: code })
  const term = station.body.terms.find(({ from, to }) => from <= day && day <= to)
  if (!term) return refuse({ code: 'station-without-organisation', station: code, day })
  return { ok: true, value: { station, organisation: term.organisation } }
}

export async function memberRow(bank: Bank, member: MemberId): Promise<Outcome<Row<MemberRow>>> {
  const row = await bank.directory.get('member', member)
  if (!row || row.body.erased !== undefined) return refuse({ code: 'unknown-member', member })
  if (row.body.ended !== undefined)
    return refuse({ code: 'member-ended', member, day: row.body.ended })
  return { ok: true, value: row }
}

/** Refuses a day that is no day, lies ahead, or was before the city's records began. */
export function refusedDay(bank: Bank, day: string): Refusal | undefined {
  if (!isDay(day)) return { code: 'day-unreadable', day }
  const now: Day = today(bank)
  if (day > now) return { code: 'day-in-future', day, today: now }
  if (day < bank.rules.began) return { code: 'day-before-start', day, start: bank.rules.began }
  return undefined
}

/** Undefined when the actor may act for the member: the member themself, or staff who may do so at the station. */
export async function refusedFor(
  bank: Pick<Bank, 'directory'>,
  actor: Actor,
  member: MemberId,
  station: string,
  act: string,
): Promise<Refusal | undefined> {
  if (actor.kind === 'member') {
    if (actor.member !== member) return { code: 'unknown-member', member }
    // A relative books and takes back, where they were let; what else a person does, they do themself.
    if (!actor.through) return undefined
    if (act !== 'bookings:write') return { code: 'proxy-scope', scope: 'other' }
    return actor.through.scopes.includes('book')
      ? undefined
      : { code: 'proxy-scope', scope: 'book' }
  }
  return refusedAt(bank, actor, station, act)
}

/**
 * Undefined unless hours would come to whoever writes them: to their own
 * account as a volunteer, or to somebody they have declared as a relative.
 */
export async function refusedOwn(
  bank: Pick<Bank, 'directory'>,
  actor: Actor,
  member: MemberId,
): Promise<Refusal | undefined> {
  if (actor.member === member) return { code: 'own-hours', member }
  const row = await staffOf(bank, actor.id)
  if (row?.body.member === member) return { code: 'own-hours', member }
  return row?.body.relatives?.includes(member) ? { code: 'relatives-hours', member } : undefined
}

/** The row of the staff an actor id names; undefined where it names none. */
export async function staffOf(
  bank: Pick<Bank, 'directory'>,
  actor: string,
): Promise<Row<StaffRow> | undefined> {
  const key = /^staff:(.+)$/.exec(actor)?.[1]
  return key === undefined ? undefined : bank.directory.get('staff', key)
}
