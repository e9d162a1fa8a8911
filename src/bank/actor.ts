/** What an actor may do where. Trust adds levels and the second person; here: one's own station, and the city. */
import type { MemberId } from '../ledger/account.ts'
import type { Day } from '../ledger/entry.ts'
import { type Outcome, type Refusal, refuse } from '../ledger/refusal.ts'
import { isDay, today } from './draft.ts'
import type { Actor, Bank, MemberRow, Row, StationRow } from './ports.ts'

/** The house itself: imports, the demo, the command line of whoever holds the files. */
export const SYSTEM: Actor = { id: 'kapok', kind: 'system', role: 'system', station: '' }

const WRITERS = new Set(['clerk', 'head', 'city', 'system'])

export function seesCity(actor: Actor): boolean {
  return (
    (actor.role === 'city' || actor.role === 'auditor' || actor.role === 'system') &&
    actor.station === ''
  )
}

/** Undefined when the actor may write at the station; a token also needs the scope. */
export function refusedAt(actor: Actor, station: string, scope: string): Refusal | undefined {
  if (actor.kind === 'token' && !(actor.scopes ?? []).includes(scope))
    return { code: 'not-allowed', act: scope }
  if (!WRITERS.has(actor.role)) return { code: 'not-allowed', act: scope }
  if (seesCity(actor) || actor.station === station) return undefined
  return { code: 'not-your-station', station }
}

/** Undefined when the actor may read what belongs to the station; a token also needs the scope. */
export function refusedReading(actor: Actor, station: string): Refusal | undefined {
  if (actor.kind === 'token' && !(actor.scopes ?? []).includes('stations:read'))
    return { code: 'not-allowed', act: 'stations:read' }
  if (actor.kind === 'member') return { code: 'unknown-station', station }
  if (seesCity(actor) || actor.station === station) return undefined
  return { code: 'unknown-station', station }
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
  return row ? { ok: true, value: row } : refuse({ code: 'unknown-member', member })
}

/** Refuses a day that is no day, lies ahead, or was before the city's records began. */
export function refusedDay(bank: Bank, day: string): Refusal | undefined {
  if (!isDay(day)) return { code: 'day-unreadable', day }
  const now: Day = today(bank)
  if (day > now) return { code: 'day-in-future', day, today: now }
  if (day < bank.rules.began) return { code: 'day-before-start', day, start: bank.rules.began }
  return undefined
}

/** Undefined when the actor may act for the member: the member themself, or staff who may write at the station. */
export function refusedFor(
  actor: Actor,
  member: MemberId,
  station: string,
  scope: string,
): Refusal | undefined {
  if (actor.kind === 'member')
    return actor.member === member ? undefined : { code: 'unknown-member', member }
  return refusedAt(actor, station, scope)
}
