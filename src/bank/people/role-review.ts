/**
 * Roles that may be a second person are given by two people: what the security
 * office asks for waits until another of them, or the city's office, has looked.
 * To end somebody's access waits for nobody, and is looked at afterwards.
 */
import type { Draft, Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { roleMay } from '../../rules/roles.ts'
import { type Asked, cityPlace, rowChange } from '../draft.ts'
import type { Actor, Bank, StaffRow } from '../ports.ts'
import { askReview } from '../review/ask.ts'
import { holderChanges } from './holder.ts'

/** Whether it takes two: any of the roles may review. The house itself sets the first ones. */
export function takesTwo(actor: Actor, ...roles: readonly StaffRow['role'][]): boolean {
  return actor.role !== 'system' && roles.some((role) => roleMay(role, 'reviews:write'))
}

/** Asks for a post; the answer is that it waits. */
export function askRole(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  staff: string,
  body: StaffRow,
): Promise<Outcome<Entry>> {
  const { by } = bank.rules.review.role
  const place = cityPlace(bank)
  return askReview(bank, actor, ask, {
    kind: 'role',
    order: { id: ask.id, staff, body },
    grounds: [{ why: 'role', by }],
    service: '-',
    ...place,
    ...(body.active ? {} : { afterwards: true as const }),
  })
}

/** The rows that an approved post brings, as things stand now. */
export async function roleRows(
  bank: Bank,
  order: Readonly<Record<string, unknown>>,
): Promise<Outcome<NonNullable<Draft['along']>>> {
  const { staff, body } = order as unknown as { readonly staff: string; readonly body: StaffRow }
  const row = await bank.directory.newest('staff', staff)
  if (row && !row.body.active) return refuse({ code: 'unknown-row', table: 'staff', key: staff })
  const held = await holderChanges(bank, staff, row?.body, body)
  if (!held.ok) return held
  const change = rowChange(bank, 'staff', staff, (row?.version ?? 0) + 1, body)
  return { ok: true, value: [change, ...held.value] }
}

/** A derived review of something done under an id already: it has one of its own. */
export function afterwardsOf(bank: Bank, verb: string, request: Uint8Array): Asked {
  return { id: bank.ids.entry() as EntryId, verb, request }
}
