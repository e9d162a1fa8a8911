/**
 * What a city has decided, as data: a type to fill in, and the readings that
 * follow from it. Another city is another file of this shape, never another
 * branch in the code. Money, interest and expiry have no field here on purpose.
 */
import { type Minutes, minutes } from '../ledger/minutes.ts'
import type { ReviewLevel } from '../ledger/refusal.ts'
import type { ActivityRules } from './activities.ts'
import type { PaperRules } from './papers.ts'
import type { RedeemingRules } from './redeeming.ts'
import type { ReviewRules } from './review.ts'
import type { Scorecard } from './scorecard.ts'

export type Relation = 'self' | 'spouse' | 'lineal' | 'hardship'
export type Purse = 'granted' | 'earned' | 'paper'

/** Up to this sum for one person and day, who may let it stand. */
export interface ApprovalTier {
  readonly most: Minutes
  readonly by: 'at-once' | ReviewLevel
}

export interface Service {
  /** Stable ASCII code, carried by entries. */
  readonly code: string
  readonly name: { readonly zh: string; readonly en: string }
  /** Minutes it costs to redeem one; undefined where it is only given, not redeemed. */
  readonly price?: Minutes
}

export interface CityRules {
  /** Name and version as entries carry it: "guangzhou/2". A change is a new version, never an edit. */
  readonly version: string
  /** The document or resolution that decided this version, as "穗民〔2026〕1号"; printed beside it. */
  readonly decidedBy?: string
  readonly city: {
    readonly code: string
    readonly name: { readonly zh: string; readonly en: string }
  }
  /** Words a tenant may change; "bank" words stay out (商业银行法 art. 11). */
  readonly words: {
    readonly product: { readonly zh: string; readonly en: string }
    readonly point: { readonly zh: string; readonly en: string }
  }
  /** The first day hours may be served on; before it the city had no such records. */
  readonly began: string
  readonly minutesPerPoint: Minutes
  /** Redeeming is in whole points; the remainder stays in minutes. */
  readonly wholePoints: boolean
  /** Served minutes that open redemption; 0 where there is no gate. */
  readonly gate: Minutes
  /** Served minutes at which each star begins, first star first. */
  readonly stars: readonly Minutes[]
  /** The most a person may own, and where what is credited beyond it goes. */
  readonly cap?: {
    readonly most: Minutes
    readonly overflow: 'refuse' | 'pool'
    readonly pool: string
  }
  /** By the sum per person and day, lowest first; the last has no end within a day. */
  readonly tiers: readonly ApprovalTier[]
  /** What else a second person looks at, and how. */
  readonly review: ReviewRules
  /** Where the city has decided otherwise than rules/papers.ts begins with. */
  readonly papers?: Partial<PaperRules>
  /** Where it has decided otherwise than rules/activities.ts and rules/scorecard.ts begin with. */
  readonly activities?: Partial<ActivityRules>
  readonly scorecard?: Partial<Scorecard>
  /** Credits are in steps of so many minutes; 1 where every minute counts. */
  readonly step: Minutes
  /** Most minutes one service may last. */
  readonly serviceMost: Minutes
  readonly beneficiaries: readonly Relation[]
  readonly spendingOrder: readonly Purse[]
  /** Minutes the city may grant out of nothing in a year. */
  readonly grantBudget: Minutes
  readonly giftable: boolean
  readonly expiry: 'none'
  readonly interest: 'never'
  readonly cash: 'never'
  /** Goods, vouchers and what else is off until a city has decided on it. */
  readonly redeeming?: RedeemingRules
  readonly services: readonly Service[]
  readonly reversalReasons: readonly string[]
}

export const hours = (count: number): Minutes => minutes(count * 60)

/** Stars a person has for minutes served in life: 0 to the length of the ladder. */
export function starsFor(rules: CityRules, served: number): number {
  return rules.stars.filter((from) => served >= from).length
}

/** The next star and the minutes still missing, or undefined at the top. */
export function nextStar(
  rules: CityRules,
  served: number,
): { readonly star: number; readonly missing: Minutes } | undefined {
  const from = rules.stars[starsFor(rules, served)]
  return from === undefined
    ? undefined
    : { star: starsFor(rules, served) + 1, missing: minutes(from - served) }
}

/** Whole points in so many minutes, and the minutes left over. */
export function pointsIn(
  rules: CityRules,
  available: number,
): { readonly points: number; readonly rest: Minutes } {
  const points = Math.floor(Math.max(available, 0) / rules.minutesPerPoint)
  return { points, rest: minutes(Math.max(available, 0) - points * rules.minutesPerPoint) }
}

/** The most that stands at once, without anybody's approval, for one person and day. */
export function atOnce(rules: CityRules): Minutes {
  return rules.tiers.find((tier) => tier.by === 'at-once')?.most ?? minutes(0)
}

/** Who must approve a person's day of so many minutes. */
export function tierFor(rules: CityRules, day: number): ApprovalTier {
  return rules.tiers.find((tier) => day <= tier.most) ?? (rules.tiers.at(-1) as ApprovalTier)
}

export function serviceIn(rules: CityRules, code: string): Service | undefined {
  return rules.services.find((service) => service.code === code)
}
