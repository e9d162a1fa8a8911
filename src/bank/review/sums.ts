/** What a review adds to: the member's day, their life, and the month of whoever asked. All in minutes. */
import type { MemberId } from '../../ledger/account.ts'
import type { Bank } from '../ports.ts'
import type { ReviewRow } from '../ports-review.ts'
import { owedBy } from '../service/settle.ts'

export interface ReviewSums {
  /** That stand for the day, and that wait for it, this review included. */
  readonly day: number
  readonly waiting: number
  /** Of the same hand for the same person in the month, what waits included. */
  readonly clerk: number
  readonly served: number
  /** What the member owes: an advance on hours that wait, or what a correction left short. */
  readonly owed: number
}

export async function waitingSums(
  bank: Bank,
  { member = '', by, servedOn }: ReviewRow,
): Promise<ReviewSums> {
  const month = `${servedOn.slice(0, 7)}-01`
  const [day = 0, waiting = 0, clerk = 0, served = 0] = await bank.journal.counters([
    { kind: 'day', who: member, day: servedOn },
    { kind: 'waiting', who: member, day: servedOn },
    { kind: 'clerk-member', who: `${by}/${member}`, day: month },
    { kind: 'served', who: member, day: '' },
  ])
  return { day, waiting, clerk, served, owed: await owedBy(bank, member as MemberId) }
}
