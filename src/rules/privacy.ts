/**
 * What is decided about people's data, as data: who counts as under age, why a
 * name may be looked at whole, how long what is known of a person is kept.
 * PIPL articles 28 to 31 and 47; 未成年人网络保护条例 36.
 */

/** Below this age whatever is kept of a person needs the consent of a guardian (PIPL 31). */
export const GUARDED_UNDER = 14

/** Below this age a person is a minor. */
export const MINOR_UNDER = 18

/** Why staff may look at a whole name, phone or identity number. */
export const UNMASK_REASONS = ['identity', 'call', 'visit', 'correction', 'other'] as const

export type UnmaskReason = (typeof UNMASK_REASONS)[number]

/** So many whole looks one member of staff has in an hour: a desk's need, many times over, and no list. */
export const LOOKS_AN_HOUR = 30

/** Why what is known of a person is erased. */
export const ERASE_REASONS = [
  'asked-by-person',
  'asked-by-guardian',
  'asked-by-law',
  'term-over',
] as const

export type EraseReason = (typeof ERASE_REASONS)[number]

/** What becomes of hours that are left: nothing may be left; given to a pool; or they stay on an account nobody can spend from. */
export const LEFTOVERS = ['none', 'donate', 'leave'] as const

export type Leftover = (typeof LEFTOVERS)[number]

export const GUARDIAN_RELATIONS = ['parent', 'grandparent', 'sibling', 'other'] as const

export type GuardianRelation = (typeof GUARDIAN_RELATIONS)[number]

const DAY_MS = 24 * 3_600_000

/** How long each kind of data is kept. Books ten years and longer, events three: those are never erased by this. */
export const TERMS = {
  /** A session nobody closed. */
  sessionsMs: 30 * DAY_MS,
  /** Failed tries, and addresses they came from (kept as a keyed hash). */
  triesMs: 2 * DAY_MS,
  /** A one-time code that is over. */
  codesMs: DAY_MS,
  /** A person's data after the last thing they did, where nothing is left to them. */
  peopleYears: 3,
} as const

/** Whole years from a birth ("2015-03" or "2015-03-08") to a day. Of a month, its last day counts: the younger is assumed. */
export function ageOn(born: string, day: string): number {
  const [year = 0, month = 0, date = 31] = born.split('-').map(Number)
  const [toYear = 0, toMonth = 0, toDate = 0] = day.split('-').map(Number)
  const had = toMonth > month || (toMonth === month && toDate >= date)
  return toYear - year - (had ? 0 : 1)
}
