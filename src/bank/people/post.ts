/** Posts (岗位): who works where, seen within reach; and the changing of one, by the security office and never by its holder. */
import type { EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { covers, may } from '../actor.ts'
import { asked, lookingAgain, rowChange } from '../draft.ts'
import { noteEvent } from '../oversight/audit.ts'
import type { Actor, Bank, Row, StaffRole, StaffRow } from '../ports.ts'
import { bring } from './bring.ts'
import { holderChanges } from './holder.ts'
import { askRole, takesTwo } from './role-review.ts'
import { postRefs, refusedOwn, refusedPost } from './staff.ts'

/** These offices look after everybody who works in the city. */
const ALL_STAFF = new Set<Actor['role']>(['city', 'security', 'auditor', 'system'])

/** Whether a post lies within their reach: at their station, or in the area of their office. */
async function reaches(bank: Bank, actor: Actor, { station, area }: StaffRow): Promise<boolean> {
  if (ALL_STAFF.has(actor.role) && actor.station === '' && actor.path === undefined) return true
  if (station !== '') return covers(bank, actor, station)
  if (area === undefined || actor.path === undefined) return false
  const row = await bank.directory.get('area', area)
  return row !== undefined && row.body.path.startsWith(actor.path)
}

/** Staff within reach, by login: those who work there and those who have. */
export async function listStaff(
  bank: Bank,
  actor: Actor,
): Promise<Outcome<readonly Row<StaffRow>[]>> {
  if (!may(actor, 'staff:read')) return refuse({ code: 'not-allowed', act: 'staff:read' })
  const seen: Row<StaffRow>[] = []
  for (const row of await bank.directory.all('staff'))
    if (await reaches(bank, actor, row.body)) seen.push(row)
  return done(seen.toSorted((a, b) => (a.body.login < b.body.login ? -1 : 1)))
}

export interface PostOrder {
  readonly id: EntryId
  readonly staff: string
  readonly role: StaffRole
  /** '' for an office. */
  readonly station: string
  /** Code of an office's area; '' for none. */
  readonly area: string
  /** Last day they work here; '' where it is not known. */
  readonly until: string
}

/**
 * Gives somebody another post; who they are, and whom they are related to,
 * stays. Their sessions end with the post they were opened for. Refuses one's
 * own, somebody who has left, a role at a place that has none, and a second of
 * the three duties.
 */
export async function changePost(
  bank: Bank,
  actor: Actor,
  order: PostOrder,
): Promise<Outcome<Row<StaffRow>>> {
  const no = refusedOwn(actor, order.staff)
  if (no) return refuse(no)
  const ask = asked(actor, 'change-post', order)
  const outcome = await lookingAgain<Row<StaffRow>>(bank, async () => {
    const row = await bank.directory.newest('staff', order.staff)
    if (!row?.body.active) return refuse({ code: 'unknown-row', table: 'staff', key: order.staff })
    const { role, station, area, until } = order
    const { area: _area, until: _until, ...kept } = row.body
    const body: StaffRow = {
      ...kept,
      ...{ role, station },
      ...(area === '' ? {} : { area }),
      ...(until === '' ? {} : { until }),
    }
    const wrong = await refusedPost(bank, body)
    if (wrong) return refuse(wrong)
    const held = await holderChanges(bank, order.staff, row.body, body)
    if (!held.ok) return held
    // Given or taken away: who may be a second person is decided by two.
    if (takesTwo(actor, role, row.body.role)) {
      const waits = await askRole(bank, actor, ask, order.staff, body)
      if (!waits.ok) return waits
    }
    const version = row.version + 1
    const change = rowChange(bank, 'staff', order.staff, version, body)
    const written = await bring(bank, actor, ask, [change, ...held.value])
    if (!written.ok) return written
    const { seq } = written.value
    return {
      ...done({ table: 'staff', key: order.staff, version, seq, body }),
      again: written.again === true,
    }
  })
  bank.directory.forget()
  if (!outcome.ok || outcome.again) return outcome
  await noteEvent(bank, actor, {
    act: 'role-granted',
    ok: true,
    about: order.staff,
    refs: postRefs(bank, outcome.value.body),
  })
  return outcome
}
