/**
 * Which posts one person holds (三权分立). A login has one role; but a person may
 * have two logins, so whoever has declared which member they are is counted by
 * that, and holds no two of the three duties.
 */
import type { RowChange } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { DUTY_OF } from '../../rules/roles.ts'
import { rowChange } from '../draft.ts'
import type { Bank, StaffRow } from '../ports.ts'

/**
 * The rows that go along with a change of a staff row: `before` and `after` are
 * undefined where it is new, and where it ends. Refuses a second duty. Two
 * grants at once bring the same version of the row, so one of them looks again.
 */
export async function holderChanges(
  bank: Bank,
  staff: string,
  before: StaffRow | undefined,
  after: StaffRow | undefined,
): Promise<Outcome<readonly RowChange[]>> {
  const changes: RowChange[] = []
  for (const member of new Set([before?.member, after?.member])) {
    if (member === undefined) continue
    const row = await bank.directory.newest('holder', member)
    const posts = { ...row?.body.posts }
    delete posts[staff]
    if (after?.member === member) {
      const duty = DUTY_OF[after.role]
      const held = Object.values(posts).find((role) => (DUTY_OF[role] ?? duty) !== duty)
      if (duty !== undefined && held !== undefined)
        return refuse({ code: 'duties-apart', role: after.role, held })
      posts[staff] = after.role
    }
    if (row?.body.posts[staff] === posts[staff]) continue
    changes.push(rowChange(bank, 'holder', member, (row?.version ?? 0) + 1, { posts }))
  }
  return done(changes)
}
