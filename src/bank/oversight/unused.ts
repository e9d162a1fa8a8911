/** Whose hours lie unused for a year (一年没用过的时间): oldest first, what came in before then and has not gone out since. */
import { earned, type MemberId, paper } from '../../ledger/account.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedAt } from '../actor.ts'
import type { Actor, Bank } from '../ports.ts'

export interface Unused {
  readonly member: MemberId
  /** Minutes older than a year. */
  readonly minutes: number
}

const YEAR_MS = 365 * 24 * 3_600_000

/** Members of one station looked through; a station has some hundreds. */
const MEMBERS_MAX = 2_000

/** Lines of a year read at a time. */
const PAGE = 500

/** Members at home at a station, those with most hours first. Refuses stations out of reach. */
export async function unusedAt(
  bank: Bank,
  actor: Actor,
  station: string,
): Promise<Outcome<readonly Unused[]>> {
  const no = await refusedAt(bank, actor, station, 'members:read')
  if (no) return refuse(no)
  const then = await bank.journal.seqBefore(bank.clock.now() - YEAR_MS)
  const members = (await bank.directory.all('member'))
    .filter(({ body }) => body.home === station && !body.erased && !body.ended)
    .slice(0, MEMBERS_MAX)
  const found: Unused[] = []
  for (const { key } of members) {
    const minutes = await unusedBy(bank, key as MemberId, then)
    if (minutes >= bank.rules.minutesPerPoint) found.push({ member: key as MemberId, minutes })
  }
  return done(found.toSorted((a, b) => b.minutes - a.minutes))
}

async function unusedBy(bank: Bank, member: MemberId, then: number): Promise<number> {
  const accounts = [earned(member), paper(member)]
  const balances = await bank.journal.balances(accounts, then)
  let left = balances.reduce((sum, { balance }) => sum + Math.max(balance, 0), 0)
  for (let after = then; left > 0; ) {
    const lines = await bank.journal.lines({ accounts, after, limit: PAGE })
    for (const { minutes } of lines) left += Math.min(minutes, 0)
    const last = lines.at(-1)
    if (!last || lines.length < PAGE) break
    after = last.seq
  }
  return Math.max(left, 0)
}
