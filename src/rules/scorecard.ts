import type { Label } from '../ledger/refusal.ts'
import type { CityRules } from './city.ts'
import type { Deadline } from './workflow.ts'

/** The monthly scorecard of stations (统一考核), as data: which figures of orders count, and for how much. */

export type ScoredFigure = 'closed' | 'onTime' | 'satisfied' | 'firstVisit'

export interface Scored {
  readonly figure: ScoredFigure
  /** Points of a hundred. */
  readonly weight: number
}

export interface Scorecard {
  /** The type of orders that is scored. */
  readonly type: string
  readonly weights: readonly Scored[]
  /** Hours to the first visit, on average: up to `full` all points, from `none` on not one. */
  readonly firstVisit: { readonly full: number; readonly none: number }
  /** How long stations may object once it is posted. */
  readonly objections: Deadline & { readonly unit: 'days' | 'working-days' }
}

/** What a city begins with; the weights and the days are ours, until a city has said its own. */
export const SCORECARD: Scorecard = {
  type: 'help',
  weights: [
    { figure: 'closed', weight: 40 },
    { figure: 'onTime', weight: 25 },
    { figure: 'satisfied', weight: 25 },
    { figure: 'firstVisit', weight: 10 },
  ],
  firstVisit: { full: 24, none: 168 },
  objections: { amount: 5, unit: 'working-days' },
}

export function scorecardOf({ scorecard }: Pick<CityRules, 'scorecard'>): Scorecard {
  return { ...SCORECARD, ...scorecard }
}

/** Why a station objects to its points. What it has to show is in the orders themselves. */
export const SCORE_OBJECTIONS: Readonly<Record<string, Label>> = {
  'not-ours': { zh: '工单不属于本站', en: 'orders that are not ours' },
  'wrongly-late': { zh: '超时不是本站原因', en: 'late through no fault of ours' },
  'wrongly-counted': { zh: '数据登记有误，已更正', en: 'recorded wrongly, and put right since' },
  'rating-wrong': { zh: '评价登记有误', en: 'a rating was recorded wrongly' },
}
