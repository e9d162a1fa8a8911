/** The monthly scorecard of stations (统一考核), as data: which figures of orders count, and for how much. */

export type ScoredFigure = 'closed' | 'onTime' | 'satisfied' | 'firstVisit'

export interface Scored {
  readonly figure: ScoredFigure
  /** Points of a hundred. */
  readonly weight: number
}

export const SCORECARD: {
  /** The type of orders that is scored. */
  readonly type: string
  readonly weights: readonly Scored[]
  /** Hours to the first visit, on average: up to `full` all points, from `none` on not one. */
  readonly firstVisit: { readonly full: number; readonly none: number }
} = {
  type: 'help',
  weights: [
    { figure: 'closed', weight: 40 },
    { figure: 'onTime', weight: 25 },
    { figure: 'satisfied', weight: 25 },
    { figure: 'firstVisit', weight: 10 },
  ],
  firstVisit: { full: 24, none: 168 },
}
