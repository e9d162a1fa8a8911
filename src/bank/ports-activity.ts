/** Activities (活动), who has signed up and who came, as directory rows have them. What is said of an activity is said to everybody; nothing of a person stands here but their id. */
import type { Listing } from '../ledger/listed.ts'

export type ActivityState = 'open' | 'cancelled' | 'over'

export interface ActivityRow {
  /** `at` is when it first begins, `due` when its last day is over and somebody has to say who came. */
  readonly list: Listing
  readonly station: string
  readonly title: string
  readonly purpose: string
  readonly where: string
  readonly risks: string
  readonly insurance: string
  readonly skills: string
  readonly service: string
  /** The first day and the last. */
  readonly from: string
  readonly until: string
  /** Every day from the first on, or the same day each week. */
  readonly every: 1 | 7
  /** Minutes of the day. */
  readonly starts: number
  readonly ends: number
  readonly places: number
  /** Nobody younger; 0 where age is no matter. */
  readonly age: number
  /** Days that are recorded, each with the batch of its credits. */
  readonly posted: Readonly<Record<string, string>>
}

export type SignUpState = 'signed' | 'waiting' | 'cancelled'

/** One person's place at an activity. Key: the activity and the member. */
export interface SignUpRow {
  /** `place` goes down to the activity, so that its list is found by it. */
  readonly list: Listing
  readonly activity: string
  readonly station: string
  /** Who signed them up last: themself, or a clerk. */
  readonly by: string
  /** They waited and were moved up; whether they know is in `told`. */
  readonly movedUp?: true
  /** What they were told last: "day:2026-11-25", "moved-up", "cancelled". */
  readonly told?: readonly string[]
}

/** However somebody showed that they were there: all are equal. */
export const SIGN_IN_WAYS = ['qr', 'code', 'clerk', 'card'] as const
export type SignInWay = (typeof SIGN_IN_WAYS)[number]

export interface AttendancePair {
  /** Minutes of the day. */
  readonly from: number
  readonly in: SignInWay
  readonly to?: number
  readonly out?: SignInWay
}

/** When somebody came and went on one day. Key: the activity, the day and the member. */
export interface AttendanceRow {
  /** State "in" or "out". */
  readonly list: Listing
  readonly activity: string
  readonly station: string
  readonly day: string
  readonly pairs: readonly AttendancePair[]
}

export type ClaimState = 'waiting' | 'confirmed' | 'declined' | 'appealed' | 'upheld' | 'dismissed'

/** Hours somebody says they served. What they say of it is in the vault, under "claim/<id>". */
export interface ClaimRow {
  /** `due` is the last instant to answer it; an appeal's `place` is the street's. */
  readonly list: Listing
  readonly station: string
  readonly service: string
  readonly activity?: string
  readonly day: string
  readonly minutes: number
  readonly answered?: { readonly by: string; readonly at: number; readonly reason?: string }
  /** The credit it came to, or the review that must let it stand. */
  readonly entry?: string
  readonly review?: string
}
