/**
 * What a city has decided about the second person (双人复核), as data, and the
 * readings that follow from it: who looks at what, from which sum on, until
 * when, and what is looked at by chance or for a pattern.
 */
import type { Minutes } from '../ledger/minutes.ts'
import type { ReviewLevel } from '../ledger/refusal.ts'
import type { CityRules } from './city.ts'
import type { Role } from './roles.ts'

/** From the station up: who is higher may do what is lower's, within their area. */
export const LEVELS: readonly ReviewLevel[] = ['station', 'street', 'district', 'city']

/** A sum that stands at once, and who looks at what goes beyond it. */
export interface Threshold {
  readonly most: Minutes
  readonly by: ReviewLevel
}

export interface ReviewRules {
  /** What one clerk credits to one member, and to all, in a month of service. */
  readonly clerkMember: Threshold
  readonly clerkMonth: Threshold
  /** Credits for a day more than so many days ago (补录). */
  readonly late: { readonly days: number; readonly by: ReviewLevel }
  /** An entry undone by whoever made it, on the day it was made, up to `most`, is undone at once; any other waits. */
  readonly reversal: Threshold
  /** Who looks at a role that may review being given or ended, at the opening of a lost PIN, at an export of more than so many people. */
  readonly role: { readonly by: ReviewLevel }
  readonly pin: { readonly by: ReviewLevel }
  readonly exports: { readonly people: number; readonly by: ReviewLevel }
  /** An undoing that reaches hours already spent is told first: so many days to object (0: none), and so many working days to answer. */
  readonly undo: { readonly days: number; readonly answer: number }
  /** Hours a review waits at one level before it is the next one's. */
  readonly escalateAfter: number
  /** What a person may book beyond their hours while as much waits for review. */
  readonly advance: Minutes
  /** Days nobody works though they are Monday to Friday, and days somebody does though they are not. */
  readonly holidays: readonly string[]
  readonly workdays: readonly string[]
  /** Why a reviewer says no (驳回原因). */
  readonly rejections: readonly string[]
  readonly signals: SignalRules
}

export interface SignalRules {
  /** Of a hundred credits so many are asked back, drawn by chance. */
  readonly callBackPercent: number
  /** One member has more than this share of a clerk's minutes of a month, once those come to `least` minutes. */
  readonly concentration: { readonly percent: number; readonly least: number }
  /** So many batches running with the same people and the same minutes. */
  readonly sameBatches: number
  /** Or so many credits of one clerk running, one by one, all of the same minutes. */
  readonly sameMinutes: number
}

/** At which level somebody of the role reviews; undefined where they review no hours. */
export function levelOf(role: Role | 'member' | 'system'): ReviewLevel | undefined {
  switch (role) {
    case 'approver':
    case 'head':
      return 'station'
    case 'street':
    case 'district':
    case 'city':
      return role
    default:
      return undefined
  }
}

export function isAtLeast(level: ReviewLevel, needed: ReviewLevel): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(needed)
}

export function higher(a: ReviewLevel, b: ReviewLevel): ReviewLevel {
  return isAtLeast(a, b) ? a : b
}

/** The level so many steps up; the city is the last. */
export function raisedBy(level: ReviewLevel, steps: number): ReviewLevel {
  return LEVELS[Math.min(LEVELS.indexOf(level) + steps, LEVELS.length - 1)] as ReviewLevel
}

/** The greatest sum for one person and day that a level may let stand. */
export function mostFor(rules: CityRules, level: ReviewLevel): Minutes {
  const own = rules.tiers.filter(({ by }) => by === 'at-once' || isAtLeast(level, by))
  return own.reduce((most, tier) => (tier.most > most ? tier.most : most), 0 as Minutes)
}

const DAY_MS = 86_400_000

/** The first working day after a day: Monday to Friday but for the holidays, and the days that make up for them. */
export function nextWorkingDay(rules: Pick<CityRules, 'review'>, day: string): string {
  const { holidays, workdays } = rules.review
  for (let at = Date.parse(`${day}T00:00:00Z`) + DAY_MS; ; at += DAY_MS) {
    const next = new Date(at).toISOString().slice(0, 10)
    const weekday = new Date(at).getUTCDay()
    if (workdays.includes(next)) return next
    if (weekday >= 1 && weekday <= 5 && !holidays.includes(next)) return next
  }
}

/** The level a review is at now: each stretch it waited at one makes it the next one's. It never expires. */
export function levelNow(
  rules: Pick<CityRules, 'review'>,
  review: { readonly level: ReviewLevel; readonly at: number },
  now: number,
): ReviewLevel {
  const stretch = rules.review.escalateAfter * 3_600_000
  return raisedBy(review.level, Math.max(0, Math.floor((now - review.at) / stretch)))
}
