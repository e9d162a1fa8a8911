/**
 * Counters are the sums that rules read: minutes of a person on a day, hours
 * served for life, hours owned and held. They are a pure function of the
 * entries, so that they can be moved on where an entry is sealed and derived
 * again by anyone who holds the journal.
 */
import { type AccountId, kindOf, type MemberId, memberOf } from './account.ts'
import {
  type CounterKey,
  type Day,
  type DraftPosting,
  type EntryKind,
  type Ref,
  refOf,
  type Span,
} from './entry.ts'
import { proxyMoves } from './proxy.ts'
import { reviewMoves } from './review.ts'
import { tallyMoves } from './tally.ts'

export const COUNTER_KINDS = {
  day: 1,
  served: 2,
  owned: 3,
  held: 4,
  'closed-day': 5,
  budget: 6,
  /** Of a relative and whom they act for, "relative/member": minutes spent so in a month. */
  proxy: 10,
  /** Of a member: minutes that wait for a review, by day, and in all under no day. */
  waiting: 7,
  /** Of a clerk and a member, "staff:…/member", and of a clerk: minutes credited in a month. */
  'clerk-member': 8,
  clerk: 9,
  /** Of whatever else is counted: places, stock, sign-ins of a day. */
  tally: 11,
} as const

export interface CounterMove {
  readonly key: CounterKey
  readonly by: number
}

/** What of an entry moves counters; a draft and an entry both have it. */
export interface Moving {
  readonly kind: EntryKind
  readonly postings: readonly DraftPosting[]
  readonly servedOn: Day
  readonly station: string
  readonly by: string
  readonly refs: readonly Ref[]
}

export function counterText(key: CounterKey): string {
  return `${key.kind} ${key.who} ${key.day}`
}

/** The purses that count towards the cap: all of a member's but hours granted. */
function countsAsOwned(account: AccountId): boolean {
  return kindOf(account) !== 'granted'
}

/**
 * Who is credited with service by this entry, and how many minutes. A credit
 * credits the whole of it, also what went past the cap into a pool; a settle
 * or a redemption credits the volunteer named by `for`.
 */
export function creditedBy(
  moving: Moving,
): { readonly member: MemberId; readonly minutes: number } | undefined {
  const named = refOf(moving, 'for') as MemberId | undefined
  if (moving.kind === 'credit' || moving.kind === 'opening') {
    const member =
      named ?? moving.postings.map((p) => memberOf(p.account)).find((m) => m !== undefined)
    const minutes = moving.postings.reduce((sum, p) => (p.minutes > 0 ? sum + p.minutes : sum), 0)
    return member === undefined ? undefined : { member, minutes }
  }
  if ((moving.kind === 'settle' || moving.kind === 'redeem') && named !== undefined) {
    const minutes = moving.postings.reduce(
      (sum, p) =>
        p.minutes > 0 && (memberOf(p.account) === named || kindOf(p.account) === 'pool')
          ? sum + p.minutes
          : sum,
      0,
    )
    return { member: named, minutes }
  }
  return undefined
}

/** The member a hold was taken from, and how much of it was not granted. */
export function heldBy(hold: Moving): {
  readonly member: MemberId
  readonly all: number
  readonly owned: number
} {
  let member: MemberId | undefined
  let all = 0
  let owned = 0
  for (const posting of hold.postings) {
    const whose = memberOf(posting.account)
    if (whose === undefined) continue
    member = whose
    all -= posting.minutes
    if (countsAsOwned(posting.account)) owned -= posting.minutes
  }
  if (member === undefined) throw new Error('a hold takes from nobody')
  return { member, all, owned }
}

/** The counters an entry moves. `closed` is the entry it closes, where it closes one. */
export function countersMoved(moving: Moving, closed: Moving | undefined): readonly CounterMove[] {
  const moves: CounterMove[] = []
  const move = (kind: CounterKey['kind'], who: string, day: string, by: number) => {
    if (by !== 0) moves.push({ key: { kind, who, day }, by })
  }
  for (const posting of moving.postings) {
    const member = memberOf(posting.account)
    if (member !== undefined && countsAsOwned(posting.account))
      move('owned', member, '', posting.minutes)
  }
  if (moving.kind === 'hold') {
    const held = heldBy(moving)
    move('held', held.member, '', held.all)
    move('owned', held.member, '', held.owned)
  }
  if ((moving.kind === 'settle' || moving.kind === 'release') && closed) {
    const held = heldBy(closed)
    move('held', held.member, '', -held.all)
    move('owned', held.member, '', -held.owned)
  }
  const credited = creditedBy(moving)
  if (credited) {
    move('served', credited.member, '', credited.minutes)
    if (moving.kind !== 'opening') move('day', credited.member, moving.servedOn, credited.minutes)
  }
  const undone = moving.kind === 'reverse' && closed ? creditedBy(closed) : undefined
  if (closed && undone) {
    move('served', undone.member, '', -undone.minutes)
    if (closed.kind !== 'opening') move('day', undone.member, closed.servedOn, -undone.minutes)
  }
  moves.push(...reviewMoves(moving, closed, credited, undone))
  moveBudget(moving, closed, move)
  moves.push(...proxyMoves(moving, closed), ...tallyMoves(moving))
  // A close that names a month signed a reconciliation off; it closes no day.
  if (moving.kind === 'close' && refOf(moving, 'month') === undefined)
    move('closed-day', moving.station, moving.servedOn, 1)
  return moves
}

/** Hours a city grants out of nothing count against a budget a year. */
function moveBudget(
  moving: Moving,
  closed: Moving | undefined,
  move: (kind: 'budget', who: string, day: string, by: number) => void,
): void {
  const of =
    moving.kind === 'grant'
      ? moving
      : moving.kind === 'reverse' && closed?.kind === 'grant'
        ? closed
        : undefined
  for (const posting of moving.postings) {
    if (of && posting.account === 'issuance:city')
      move('budget', 'city', `${of.servedOn.slice(0, 4)}-01-01`, -posting.minutes)
  }
}

/** Whose time between signing in and out this takes up: a credit's, and that of one that waits. */
export function spanning(
  moving: Moving,
): (Span & { readonly member: MemberId; readonly day: Day }) | undefined {
  const isCredit = moving.kind === 'credit'
  if (!isCredit && refOf(moving, 'waits') === undefined) return undefined
  const span = spanOf(moving)
  const member = isCredit
    ? span && creditedBy(moving)?.member
    : (refOf(moving, 'for') as MemberId | undefined)
  return span && member ? { ...span, member, day: moving.servedOn } : undefined
}

/** "09:00/11:30" as minutes of the day. */
export function spanOf(moving: { readonly refs: readonly Ref[] }): Span | undefined {
  const text = refOf(moving, 'span')
  const found = text === undefined ? null : /^([0-2]\d):([0-5]\d)\/([0-2]\d):([0-5]\d)$/.exec(text)
  if (!found) return undefined
  return {
    from: Number(found[1]) * 60 + Number(found[2]),
    to: Number(found[3]) * 60 + Number(found[4]),
  }
}

export function spanText(span: Span): string {
  return `${clock(span.from)}/${clock(span.to)}`
}

export function clock(minuteOfDay: number): string {
  return `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`
}
