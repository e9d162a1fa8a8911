/**
 * Spending: from which purses hours are taken, and what must be so before.
 * Hours granted go first (they have an end date and no gate), then the others
 * in the order the rules give.
 */
import {
  type AccountId,
  earned,
  granted,
  kindOf,
  type MemberId,
  paper,
  shortfall,
} from '../../ledger/account.ts'
import type { DraftPosting, Limit } from '../../ledger/entry.ts'
import { minutes } from '../../ledger/minutes.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import type { Relation } from '../../rules/city.ts'
import { posting } from '../draft.ts'
import type { Balance, Bank, MemberRow, Row } from '../ports.ts'

export interface Spending {
  readonly postings: readonly DraftPosting[]
  readonly limits: readonly Limit[]
  /** Accounts that were taken to be empty. */
  readonly empty?: readonly AccountId[]
}

export interface Spend {
  readonly member: MemberId
  readonly minutes: number
  readonly service: string
  /** The day the service is for; a grant must still run on it. */
  readonly day: string
  readonly relation: Relation
}

export function refusedBeneficiary(bank: Bank, relation: Relation): Refusal | undefined {
  return bank.rules.beneficiaries.includes(relation)
    ? undefined
    : { code: 'beneficiary-not-allowed', relation }
}

/** Takes minutes from a member's purses in the rules' order. The gate is asked only for what was not granted. */
export async function spend(
  bank: Bank,
  row: Row<MemberRow>,
  order: Spend,
): Promise<Outcome<Spending>> {
  const { rules } = bank
  if (rules.wholePoints && order.minutes % rules.minutesPerPoint !== 0) {
    return refuse({
      code: 'not-whole-points',
      minutes: minutes(order.minutes),
      point: rules.minutesPerPoint,
    })
  }
  const purses = rules.spendingOrder.flatMap((purse) => pursesOf(purse, row, order))
  const balances = await bank.journal.balances(purses)
  const inOrder = purses.flatMap((account) =>
    balances.filter((balance) => balance.account === account),
  )
  const whole = takeFrom(inOrder, order.minutes, row.body.home, earned(order.member))
  const ahead = whole.ok ? undefined : await advance(bank, row, order, inOrder)
  const taken = ahead ? { ok: true as const, value: ahead.postings } : whole
  if (!taken.ok) return taken

  const gated = rules.gate > 0 && taken.value.some(({ account }) => kindOf(account) !== 'granted')
  const limits: readonly Limit[] = gated
    ? [
        {
          code: 'below-gate',
          counter: { kind: 'served', who: order.member, day: '' },
          least: rules.gate,
        },
      ]
    : []
  return {
    ok: true,
    value: ahead
      ? { ...ahead, limits: [...limits, ...ahead.limits] }
      : { postings: taken.value, limits },
  }
}

/**
 * Nobody goes home because a reviewer is not there: where a member is a little
 * short and as much of theirs waits for review, what is missing stands as owed
 * (待追回), and the next hours that come fill it: those that wait, when they are
 * approved. One at a time: whoever owes already has no advance.
 */
async function advance(
  bank: Bank,
  row: Row<MemberRow>,
  order: Spend,
  purses: readonly Balance[],
): Promise<Spending | undefined> {
  const has = purses.reduce((sum, { balance }) => sum + Math.max(balance, 0), 0)
  const short = order.minutes - has
  const owes = shortfall(order.member)
  if (short > bank.rules.review.advance) return undefined
  const waiting = { kind: 'waiting', who: order.member, day: '' } as const
  const [waits = 0] = await bank.journal.counters([waiting])
  const [owed] = await bank.journal.balances([owes])
  if (waits < short || (owed?.balance ?? 0) !== 0) return undefined
  const there = takeFrom(purses, has, row.body.home, earned(order.member))
  return {
    postings: [...(there.ok ? there.value : []), posting(owes, -short, row.body.home)],
    limits: [{ code: 'advance-moved', counter: waiting, least: short }],
    empty: [owes],
  }
}

/** Grants that still run and may pay for the service, soonest to end first. */
function pursesOf(
  purse: 'granted' | 'earned' | 'paper',
  row: Row<MemberRow>,
  order: Spend,
): readonly AccountId[] {
  if (purse === 'earned') return [earned(order.member)]
  if (purse === 'paper') return [paper(order.member)]
  return row.body.grants
    .filter(
      ({ until, services }) =>
        until >= order.day && (services.length === 0 || services.includes(order.service)),
    )
    .toSorted((a, b) => (a.until < b.until ? -1 : 1))
    .map(({ n }) => granted(order.member, n))
}

/** Takes minutes from balances one after another. Short of hours names the last purse looked at. */
export function takeFrom(
  balances: readonly Balance[],
  count: number,
  home: string,
  named: AccountId,
): Outcome<readonly DraftPosting[]> {
  const postings: DraftPosting[] = []
  let left = count
  for (const { account, balance } of balances) {
    const part = Math.min(left, balance)
    if (part > 0) postings.push(posting(account, -part, home))
    left -= Math.max(part, 0)
  }
  if (left === 0) return { ok: true, value: postings }
  return refuse({
    code: 'short-of-hours',
    account: named,
    has: minutes(count - left),
    needs: minutes(count),
  })
}
