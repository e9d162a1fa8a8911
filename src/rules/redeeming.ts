/**
 * What a city lets hours be spent on beyond its services (兑换设置), as data. A
 * city that has said nothing has everything off: goods, paper vouchers, points
 * for the personal share of a meal, and hours left to a relative.
 */
import type { CityRules } from './city.ts'

export interface RedeemingRules {
  /** Things may be redeemed, not only services, meals and places. */
  readonly goods: boolean
  /** Paper vouchers, good for so many days, at most `daysMost`; absent where there are none. */
  readonly vouchers?: { readonly days: number; readonly daysMost: number }
  /** Points may stand for the personal share of a meal, where a payer is named. */
  readonly mealShare: boolean
  /** Days after its day that an unfinished booking keeps hours; then they go back. Ours: no city has published one. */
  readonly holdDays?: number
  /** Hours left behind may go to a relative the member has named. */
  readonly inherit: boolean
}

export const HOLD_DAYS = 14

export const REDEEMING: RedeemingRules = { goods: false, mealShare: false, inherit: false }

export function redeemingOf({ redeeming }: Pick<CityRules, 'redeeming'>): RedeemingRules {
  return redeeming ?? REDEEMING
}

export const ITEM_KINDS = ['service', 'meal', 'good', 'slot'] as const
export type ItemKind = (typeof ITEM_KINDS)[number]

export const PRICE_UNITS = ['hour', 'item'] as const

/** Why an item is as it is now. */
export const ITEM_REASONS = [
  'new',
  'resolution',
  'yearly-look',
  'supply',
  'season',
  'correction',
] as const

/** Why stock moves without hours. */
export const STOCK_REASONS = ['received', 'returned', 'counted', 'damaged', 'given-away'] as const
