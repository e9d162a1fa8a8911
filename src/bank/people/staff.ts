/** Staff and tokens (工作人员, 令牌): their grants are governed rows; the password is the gate's and lives in the people file. */
import type { EntryId } from '../../ledger/entry.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { PLACE_OF, ROLES } from '../../rules/roles.ts'
import { noteEvent } from '../oversight/audit.ts'
import { answeredBefore, asked, isDay, lookingAgain, rowChange } from '../draft.ts'
import type { Actor, Bank, Row, StaffRole, StaffRow } from '../ports.ts'
import { refusedDoing } from '../second.ts'
import { bring } from './bring.ts'
import { forgetStaffPhone } from './staff-phone.ts'
import { tidyName } from './enrol.ts'
import { holderChanges } from './holder.ts'
import { afterwardsOf, askRole, takesTwo } from './role-review.ts'

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
 * login that is taken or is not plain ASCII, a name that cannot be one, and a role at a place that has no
 * such role.
 */
export async function addStaff(
  bank: Bank,
  actor: Actor,
  order: StaffOrder,
): Promise<Outcome<Row<StaffRow>>> {
  const no =
    refusedDoing(actor, 'staff:write') ?? refusedNames(order) ?? (await refusedPost(bank, order))
  if (no) return refuse(no)
  if (await bank.people.byLogin(order.login))
    return refuse({ code: 'login-taken', login: order.login })

  const staff = bank.ids.opaque()
  const name = tidyName(order.name)
  const { login, passwordHash, role, station, area, until, member, relatives } = order
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
  const apart = await holderChanges(bank, staff, undefined, body)
  if (!apart.ok) return apart
  const set = { setAt: bank.clock.now(), oneTime: order.passwordChosen !== true }
  if (!(await bank.people.setCredential({ login, staff, name, passwordHash, ...set })))
    return refuse({ code: 'login-taken', login })
  const ask = asked(actor, 'add-staff', { id: order.id, ...body })
  if (takesTwo(actor, role)) {
    const waits = await askRole(bank, actor, ask, staff, body)
    if (!waits.ok) return waits
  }
  const outcome = await lookingAgain(bank, async () => {
    const held = await holderChanges(bank, staff, undefined, body)
    if (!held.ok) return held
    return bring(bank, actor, ask, [rowChange(bank, 'staff', staff, 1, body), ...held.value])
  })
  if (!outcome.ok) return outcome
  const refs = postRefs(bank, body)
  await noteEvent(bank, actor, { act: 'role-granted', ok: true, about: staff, refs })
  return {
    ok: true,
    value: { table: 'staff', key: staff, version: 1, seq: outcome.value.seq, body },
  }
}

/** As people's names, but an office may number its own. No control and no direction mark: a name must look like what it is. */
const STAFF_NAME = /^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}·.' -]{0,39}$/u

function refusedNames({ login, name }: StaffOrder): Refusal | undefined {
  if (!LOGIN.test(login)) return { code: 'code-unreadable', what: 'login', given: login }
  return STAFF_NAME.test(tidyName(name)) ? undefined : { code: 'name-unreadable', name }
}

type Post = Pick<StaffRow, 'role' | 'station' | 'area' | 'until' | 'member' | 'relatives'>

/** Undefined when the role is one of the place that is named, and the place and the people named are there. */
export async function refusedPost(bank: Bank, order: Post): Promise<Refusal | undefined> {
  const { role, station, area = '', until } = order
  if (!ROLES.includes(role)) return { code: 'code-unreadable', what: 'role', given: role }
  if (until !== undefined && !isDay(until)) return { code: 'day-unreadable', day: until }
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

/** The role and its place, as an event says them. */
export function postRefs(bank: Bank, { role, station, area = '' }: StaffRow) {
  return [
    ['role', role],
    ['place', station || area || bank.rules.city.code],
  ] as const
}

/** Undefined when the post is somebody else's: nobody changes or ends their own. */
export function refusedOwn(actor: Actor, staff: string): Refusal | undefined {
  const no = refusedDoing(actor, 'staff:write')
  if (no) return no
  return actor.id === `staff:${staff}` ? { code: 'own-post' } : undefined
}

/** Ends a person's access from this entry on. Refuses one's own, and who is not there or has left. */
export async function endStaff(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly staff: string },
): Promise<Outcome<true>> {
  const no = refusedOwn(actor, order.staff)
  if (no) return refuse(no)
  const ask = asked(actor, 'end-staff', order)
  const outcome = await lookingAgain(bank, async () => {
    const row = await bank.directory.newest('staff', order.staff)
    if (!row) return refuse({ code: 'unknown-row', table: 'staff', key: order.staff })
    const before = await answeredBefore(bank, ask)
    if (before) return before
    if (!row.body.active) return refuse({ code: 'unknown-row', table: 'staff', key: order.staff })
    const held = await holderChanges(bank, order.staff, row.body, undefined)
    if (!held.ok) return held
    const ended = { ...row.body, active: false }
    const change = rowChange(bank, 'staff', order.staff, row.version + 1, ended)
    return bring(bank, actor, ask, [change, ...held.value])
  })
  bank.directory.forget()
  if (!outcome.ok) return outcome
  if (!outcome.again) {
    await forgetStaffPhone(bank, order.staff)
    await noteEvent(bank, actor, { act: 'role-ended', ok: true, about: order.staff })
    const row = await bank.directory.newest('staff', order.staff)
    if (row && takesTwo(actor, row.body.role)) {
      const later = afterwardsOf(bank, 'end-staff', ask.request)
      await askRole(bank, actor, later, order.staff, row.body)
    }
  }
  return { ok: true, value: true }
}

export { addToken, SCOPES } from './tokens.ts'
