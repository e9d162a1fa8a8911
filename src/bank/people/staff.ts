/** Staff and tokens (工作人员, 令牌): their grants are governed rows; the password is the gate's and lives in the people file. */
import type { EntryId, RowChange } from '../../ledger/entry.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { PLACE_OF, ROLES } from '../../rules/roles.ts'
import { noteEvent } from '../oversight/audit.ts'
import { type Asked, asked, cityPlace, drafted, isDay, rowChange } from '../draft.ts'
import type { Actor, Bank, Row, StaffRole, StaffRow, TokenRow } from '../ports.ts'
import { record } from '../record.ts'
import { refusedDoing } from '../second.ts'

export interface StaffOrder {
  readonly id: EntryId
  readonly login: string
  readonly name: string
  readonly role: StaffRole
  /** Where the role is one of a station's; '' otherwise. */
  readonly station: string
  /** Code of the area, where the role is one of an office's: a street's, a district's. */
  readonly area?: string
  /** The last day they work here, where it is known. */
  readonly until?: string
  /** Their own account as a volunteer, and members they declare as relatives. */
  readonly member?: string
  readonly relatives?: readonly string[]
  /** Already hashed by the gate. */
  readonly passwordHash: string
  /** Chosen by its holder; else it was printed, and is changed at the first sign-in. */
  readonly passwordChosen?: boolean
}

const LOGIN = /^[a-z][a-z0-9._-]{2,31}$/

/**
 * Adds staff. Only the house itself and the security office may. Refuses a
 * login that is taken or is not plain ASCII, and a role at a place that has no
 * such role.
 */
export async function addStaff(
  bank: Bank,
  actor: Actor,
  order: StaffOrder,
): Promise<Outcome<Row<StaffRow>>> {
  const no =
    refusedDoing(actor, 'staff:write') ?? refusedLogin(order) ?? (await refusedPost(bank, order))
  if (no) return refuse(no)
  if (await bank.people.byLogin(order.login))
    return refuse({ code: 'login-taken', login: order.login })

  const staff = bank.ids.opaque()
  const { login, name, passwordHash, role, station, area, until, member, relatives } = order
  const body: StaffRow = {
    login,
    role,
    station,
    active: true,
    ...(area === undefined || area === '' ? {} : { area }),
    ...(until === undefined ? {} : { until }),
    ...(member === undefined ? {} : { member }),
    ...(relatives === undefined ? {} : { relatives }),
  }
  const set = { setAt: bank.clock.now(), oneTime: order.passwordChosen !== true }
  if (!(await bank.people.setCredential({ login, staff, name, passwordHash, ...set })))
    return refuse({ code: 'login-taken', login })
  const ask = asked(actor, 'add-staff', { id: order.id, ...body })
  const outcome = await bring(bank, actor, ask, [rowChange(bank, 'staff', staff, 1, body)])
  if (!outcome.ok) return outcome
  const refs = [
    ['role', role] as const,
    ['place', station || area || bank.rules.city.code] as const,
  ]
  await noteEvent(bank, actor, { act: 'role-granted', ok: true, about: staff, refs })
  return {
    ok: true,
    value: { table: 'staff', key: staff, version: 1, seq: outcome.value.seq, body },
  }
}

function refusedLogin({ login, role, until }: StaffOrder): Refusal | undefined {
  if (!LOGIN.test(login)) return { code: 'code-unreadable', what: 'login', given: login }
  if (!ROLES.includes(role)) return { code: 'code-unreadable', what: 'role', given: role }
  if (until !== undefined && !isDay(until)) return { code: 'day-unreadable', day: until }
  return undefined
}

/** Undefined when the role is one of the place that is named, and the place and the people named are there. */
async function refusedPost(bank: Bank, order: StaffOrder): Promise<Refusal | undefined> {
  const { role, station, area = '' } = order
  const level = PLACE_OF[role]
  const noStation: Refusal = { code: 'unknown-station', station }
  if (level === 'station' || (level === 'any' && area === '')) {
    if (area !== '') return { code: 'code-unreadable', what: 'area', given: area }
    if (!(await bank.directory.get('station', station))) return noStation
  } else if (station !== '') return noStation
  else if (level === 'city' ? area !== '' : !(await isAreaOf(bank, area, level)))
    return { code: 'code-unreadable', what: 'area', given: area }
  for (const member of [order.member, ...(order.relatives ?? [])]) {
    if (member !== undefined && !(await bank.directory.get('member', member)))
      return { code: 'unknown-member', member }
  }
  return undefined
}

async function isAreaOf(bank: Bank, area: string, level: string): Promise<boolean> {
  const row = await bank.directory.get('area', area)
  return row !== undefined && (level === 'any' || row.body.level === level)
}

/** A record of the city that brings directory rows. */
function bring(bank: Bank, actor: Actor, ask: Asked, along: readonly RowChange[]) {
  const place = cityPlace(bank)
  return record(
    bank,
    drafted(bank, actor, ask, { kind: 'row', postings: [], service: '-', ...place, along }),
  )
}

/** Ends a person's access from this entry on. */
export async function endStaff(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly staff: string },
): Promise<Outcome<true>> {
  const no = refusedDoing(actor, 'staff:write')
  if (no) return refuse(no)
  const row = await bank.directory.get('staff', order.staff)
  if (!row) return refuse({ code: 'unknown-member', member: order.staff })
  const along = [
    rowChange(bank, 'staff', order.staff, row.version + 1, { ...row.body, active: false }),
  ]
  const ask = asked(actor, 'end-staff', order)
  const outcome = await bring(bank, actor, ask, along)
  bank.directory.forget()
  if (!outcome.ok) return outcome
  await noteEvent(bank, actor, { act: 'role-ended', ok: true, about: order.staff })
  return { ok: true, value: true }
}

/** What a token may be allowed; a token is bound to one station, or to the city. */
export const SCOPES = [
  'credits:write',
  'transfers:write',
  'bookings:write',
  'redemptions:write',
  'reversals:write',
  'grants:write',
  'members:write',
  'members:read',
  'stations:read',
  'balances:read',
  'directory:write',
] as const

/** Writes a token's row. The secret itself was shown once and is nowhere. */
export async function addToken(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly key: string; readonly body: TokenRow },
): Promise<Outcome<true>> {
  const no = refusedDoing(actor, 'tokens:write')
  if (no) return refuse(no)
  const unknown = order.body.scopes.find((scope) => !(SCOPES as readonly string[]).includes(scope))
  if (unknown !== undefined)
    return refuse({ code: 'code-unreadable', what: 'scope', given: unknown })
  if (order.body.station !== '' && !(await bank.directory.get('station', order.body.station))) {
    return refuse({ code: 'unknown-station', station: order.body.station })
  }
  const ask = asked(actor, 'add-token', order)
  const along = [rowChange(bank, 'token', order.key, 1, order.body)]
  const outcome = await bring(bank, actor, ask, along)
  if (!outcome.ok) return outcome
  await noteEvent(bank, actor, { act: 'token-made', ok: true, refs: [['token', order.key]] })
  return { ok: true, value: true }
}
