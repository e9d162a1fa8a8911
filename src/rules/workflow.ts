/**
 * A workflow (流程) as data: in which states an order can be, what moves it from
 * one to another and who may do that, what is due when, what stops the clock,
 * and of what a rate is the share. A city changes it by another file of this
 * shape; what nobody could get out of, or into, is refused when it is loaded.
 */
import type { Label, MoveNeed, Refusal } from '../ledger/refusal.ts'

/** Working days leave out the days nobody works, as `review.holidays` and `review.workdays` say. */
export interface Deadline {
  readonly amount: number
  readonly unit: 'minutes' | 'hours' | 'days' | 'working-days'
}

/** Who may make a move: those with an act there, or whom the order itself names. */
export type Mover =
  | 'orders:write'
  | 'orders:supervise'
  /** An office above the station: who is complained of does not answer the appeal. */
  | 'above'
  /** Any volunteer, for what is open to all. */
  | 'member'
  /** Whoever has claimed it. */
  | 'claimant'
  /** Whom it is for, and a relative who may book for them. */
  | 'person'

/** What a move does beyond moving. */
export type Effect =
  | 'dispatch'
  | 'claim'
  | 'unclaim'
  /** Hours of the person are held for it. */
  | 'hold'
  /** Whoever served is credited: out of what is held, or as the station's own credit. */
  | 'settle'
  /** What is held goes back. */
  | 'release'
  | 'extend'
  /** It is done once more: what belonged to the first time is left behind. */
  | 'again'
  /** Somebody else came than was said: an incident begins. */
  | 'incident'
  | 'rate'
  /** Whoever booked has come: what is held for it is settled. */
  | 'attend'
  /** Nobody came: what is held goes back, the time was taken. */
  | 'miss'
  /** The time is given back, and whoever waits for it has it. */
  | 'give-back'

export interface State {
  readonly label: Label
  /** Open: it goes on. Done: what was asked came about. Ended: it did not. */
  readonly kind: 'open' | 'done' | 'ended'
  /** While the clock stops, nothing comes due; what was left of the time is left when it runs again. */
  readonly clock?: 'stops'
  /** How long it may stay in this state. */
  readonly within?: Deadline
}

export interface Move {
  readonly label: Label
  readonly from: readonly string[]
  /** A state; "=" stays where it is, "<" goes back to where it was before the clock stopped. */
  readonly to: string
  readonly by: readonly Mover[]
  readonly needs?: readonly MoveNeed[]
  readonly effect?: Effect
  /** At most once for an order. */
  readonly once?: true
}

/** A share, as "办结率 = …", whose parts are sets of states. */
export interface Rate {
  readonly label: Label
  /** Printed under the figure. */
  readonly definition: Label
  readonly done: readonly string[]
  /** Every order but those in these states is in the denominator. */
  readonly without: readonly string[]
}

export interface Workflow {
  /** What kind of order it is of. */
  readonly type: string
  /** From 1; an order goes on by the version it began with. */
  readonly version: number
  readonly label: Label
  readonly first: string
  /** States it may begin in besides: a booking of a calendar is made at once, or waits. */
  readonly begins?: readonly string[]
  readonly states: Readonly<Record<string, State>>
  readonly moves: Readonly<Record<string, Move>>
  /** How long all of it may take. */
  readonly within?: Deadline
  /** From this part of the time on it is warned of, in percent. */
  readonly warnAt: number
  /** Served in the home: only volunteers who are cleared for this go there, the first time not alone. */
  readonly clearance?: string
  readonly closed: Rate
}

/** As an order says it: "help/1". */
export function workflowName({ type, version }: Pick<Workflow, 'type' | 'version'>): string {
  return `${type}/${version}`
}

/** What is wrong with a workflow, or undefined where it can be used. */
export function unsound(workflow: Workflow): Refusal | undefined {
  const name = workflowName(workflow)
  const no = (
    why: Extract<Refusal, { code: 'workflow-unsound' }>['why'],
    what: string,
  ): Refusal => ({
    code: 'workflow-unsound',
    workflow: name,
    why,
    name: what,
  })
  const states = Object.keys(workflow.states)
  const beginnings = [workflow.first, ...(workflow.begins ?? [])]
  const nowhere = beginnings.find((state) => !workflow.states[state])
  if (nowhere !== undefined) return no('no-state', nowhere)
  for (const [move, { from, to }] of Object.entries(workflow.moves)) {
    const missing = [...from, ...(to === '=' || to === '<' ? [] : [to])].find(
      (state) => !workflow.states[state],
    )
    if (missing !== undefined) return no('no-state', `${move}: ${missing}`)
  }
  const lost = states.find((state) => !reachable(workflow, beginnings).has(state))
  if (lost !== undefined) return no('unreachable', lost)
  const stuck = states.find(
    (state) =>
      ![...reachable(workflow, [state])].some((one) => workflow.states[one]?.kind !== 'open'),
  )
  if (stuck !== undefined) return no('no-way-out', stuck)
  const late = [workflow.within, ...states.map((state) => workflow.states[state]?.within)].find(
    (deadline) => deadline && !(Number.isSafeInteger(deadline.amount) && deadline.amount > 0),
  )
  if (late) return no('bad-deadline', `${late.amount}`)
  const { done, without } = workflow.closed
  const unknown = [...done, ...without].find((state) => !workflow.states[state])
  return unknown === undefined ? undefined : no('bad-rate', unknown)
}

/** States that can be come to; back from where the clock stopped leads to wherever it stopped from. */
function reachable({ moves }: Workflow, from: readonly string[]): ReadonlySet<string> {
  const seen = new Set(from)
  for (let before = 0; before < seen.size; ) {
    before = seen.size
    for (const move of Object.values(moves)) {
      const sources = move.from.filter((state) => seen.has(state))
      if (sources.length === 0) continue
      if (move.to === '<') for (const into of intoOf(moves, move.from)) seen.add(into)
      else if (move.to !== '=') seen.add(move.to)
    }
  }
  return seen
}

/** States from which those states are come to. */
const intoOf = (moves: Workflow['moves'], states: readonly string[]): readonly string[] =>
  Object.values(moves).flatMap((move) => (states.includes(move.to) ? move.from : []))

/** Moves that lead on from a state, in the workflow's order. */
export function movesFrom(
  { moves }: Pick<Workflow, 'moves'>,
  state: string,
): readonly (readonly [name: string, move: Move])[] {
  return Object.entries(moves).filter(([, move]) => move.from.includes(state))
}
