/** The scorecard of a month: each station's figures, weighed as the rules say. What there is no figure of is left out, and the rest carries all the weight. */
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { type Scorecard, scorecardOf, type ScoredFigure } from '../../rules/scorecard.ts'
import { startOf, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { type Figures, figuresBy, perMille, placeAt } from './figures.ts'

export interface Score {
  readonly station: string
  readonly figures: Figures
  /** Tenths of a point, 0 to 1000; undefined where there is nothing to weigh. */
  readonly tenths: number | undefined
}

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/

/** Scores of the stations within reach, the best first. Refuses a month that is none or has not begun. */
export async function scoresOf(
  bank: Bank,
  actor: Actor,
  month: string,
): Promise<Outcome<readonly Score[]>> {
  if (!MONTH.test(month) || month > today(bank).slice(0, 7))
    return refuse({ code: 'month-unreadable', month: month.slice(0, 20) })
  const [year = 0, number = 0] = month.split('-').map(Number)
  const next = new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10)
  const scorecard = scorecardOf(bank.rules)
  const span = { from: startOf(`${month}-01`), to: startOf(next), type: scorecard.type }
  const found = await figuresBy(bank, actor, span, await placeAt(bank, 'station'))
  if (!found.ok) return found
  const scores = [...found.value].map(([station, figures]) => ({
    ...{ station, figures, tenths: weighed(figures, scorecard) },
  }))
  return done(
    scores.toSorted(
      (one, other) =>
        (other.tenths ?? -1) - (one.tenths ?? -1) || (one.station < other.station ? -1 : 1),
    ),
  )
}

/** The points of a station, in tenths. */
export function weighed(figures: Figures, scorecard: Scorecard): number | undefined {
  let [sum, weights] = [0, 0]
  for (const { figure, weight } of scorecard.weights) {
    const points = pointsOf(figures, figure, scorecard)
    if (points === undefined) continue
    sum += points * weight
    weights += weight
  }
  return weights === 0 ? undefined : Math.round(sum / weights)
}

function pointsOf(
  figures: Figures,
  figure: ScoredFigure,
  scorecard: Scorecard,
): number | undefined {
  if (figure !== 'firstVisit') return perMille(figures[figure])
  const { hours, of } = figures.firstVisit
  if (of === 0) return undefined
  const { full, none } = scorecard.firstVisit
  const part = (none - hours / of) / (none - full)
  return Math.round(1000 * Math.min(1, Math.max(0, part)))
}
