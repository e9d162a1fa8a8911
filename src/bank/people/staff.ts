/** Staff and tokens (工作人员, 令牌): their grants are governed rows; the password is the gate's and lives in the people file. */
import type { EntryId, RowChange } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { type Asked, asked, cityPlace, drafted, rowChange } from '../draft.ts'
import type { Actor, Bank, Row, StaffRole, StaffRow, TokenRow } from '../ports.ts'
import { record } from '../record.ts'

export interface StaffOrder {
  readonly id: EntryId
  readonly login: string
  readonly name: string
  readonly role: StaffRole
  /** '' for the city's own and for auditors. */
  readonly station: string
  /** Already hashed by the gate. */
  readonly passwordHash: string
}

const LOGIN = /^[a-z][a-z0-9._-]{2,31}$/

/** Adds staff. Only the house itself and the city may. Refuses a login that is taken or is not plain ASCII. */
export async function addStaff(
  bank: Bank,
  actor: Actor,
  order: StaffOrder,
): Promise<Outcome<Row<StaffRow>>> {
  if (actor.role !== 'system' && actor.role !== 'city')
    return refuse({ code: 'not-allowed', act: 'staff:write' })
  if (!LOGIN.test(order.login))
    return refuse({ code: 'code-unreadable', what: 'login', given: order.login })
  const atStation = order.role === 'clerk' || order.role === 'head'
  const station =
    order.station === '' ? undefined : await bank.directory.get('station', order.station)
  if (atStation ? !station : order.station !== '')
    return refuse({ code: 'unknown-station', station: order.station })
  if (await bank.people.byLogin(order.login))
    return refuse({ code: 'login-taken', login: order.login })

  const staff = bank.ids.opaque()
  const body: StaffRow = {
    login: order.login,
    role: order.role,
    station: order.station,
    active: true,
  }
  const { login, name, passwordHash } = order
  if (!(await bank.people.setCredential({ login, staff, name, passwordHash })))
    return refuse({ code: 'login-taken', login })
  const ask = asked(actor, 'add-staff', {
    id: order.id,
    login,
    role: order.role,
    station: order.station,
  })
  const outcome = await bring(bank, actor, ask, [rowChange(bank, 'staff', staff, 1, body)])
  if (!outcome.ok) return outcome
  return {
    ok: true,
    value: { table: 'staff', key: staff, version: 1, seq: outcome.value.seq, body },
  }
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
  if (actor.role !== 'system' && actor.role !== 'city')
    return refuse({ code: 'not-allowed', act: 'staff:write' })
  const row = await bank.directory.get('staff', order.staff)
  if (!row) return refuse({ code: 'unknown-member', member: order.staff })
  const along = [
    rowChange(bank, 'staff', order.staff, row.version + 1, { ...row.body, active: false }),
  ]
  const ask = asked(actor, 'end-staff', order)
  const outcome = await bring(bank, actor, ask, along)
  bank.directory.forget()
  return outcome.ok ? { ok: true, value: true } : outcome
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
  'directory:write',
] as const

/** Writes a token's row. The secret itself was shown once and is nowhere. */
export async function addToken(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly key: string; readonly body: TokenRow },
): Promise<Outcome<true>> {
  if (actor.role !== 'system' && actor.role !== 'city')
    return refuse({ code: 'not-allowed', act: 'tokens:write' })
  const unknown = order.body.scopes.find((scope) => !(SCOPES as readonly string[]).includes(scope))
  if (unknown !== undefined)
    return refuse({ code: 'code-unreadable', what: 'scope', given: unknown })
  if (order.body.station !== '' && !(await bank.directory.get('station', order.body.station))) {
    return refuse({ code: 'unknown-station', station: order.body.station })
  }
  const ask = asked(actor, 'add-token', order)
  const along = [rowChange(bank, 'token', order.key, 1, order.body)]
  const outcome = await bring(bank, actor, ask, along)
  return outcome.ok ? { ok: true, value: true } : outcome
}
