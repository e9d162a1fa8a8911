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
  /** Somebody else came than was said, or nobody opens: an incident begins. */
  | 'incident'
  | 'rate'
  /** Whoever booked has come: what is held for it is settled. */
  | 'attend'
  /** Nobody came: what is held goes back, the time was taken. */
  | 'miss'
  /** The time is given back, and whoever waits for it has it. */
  | 'give-back'
  /** Nobody claimed in time: to a provider who is paid, under a contract in force. */
  | 'provide'
  /** Nobody claimed in time: a neighbouring station is asked; it says yes with `take`, or no with `return`. */
  | 'offer'
  | 'take'
  | 'return'

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

/** What may be offered where nobody claims: a provider under contract, a station of the same street, one of the same district. */
export const FALLBACK_ROUTES = ['provider', 'street', 'district'] as const
export type FallbackRoute = (typeof FALLBACK_ROUTES)[number]

/** What becomes of an order nobody claims in time. It is offered: whoever has the order chooses. */
export interface Fallback {
  /** The state in which it waits for somebody to claim it. */
  readonly state: string
  /** So long in that state, by the order's own clock, and the fallback is offered. */
  readonly after: Deadline
  /** The best first. */
  readonly routes: readonly FallbackRoute[]
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
  /** Where there is none, an order nobody claims only comes due. */
  readonly fallback?: Fallback
  readonly closed: Rate
  /** On notice: in these states whoever lives there says for or against. */
  readonly voices?: readonly string[]
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
  const voiceless = workflow.voices?.find((state) => !workflow.states[state])
  if (voiceless !== undefined) return no('no-state', voiceless)
  const { done, without } = workflow.closed
  const unknown = [...done, ...without].find((state) => !workflow.states[state])
  if (unknown !== undefined) return no('bad-rate', unknown)
  const fallback = wrongFallback(workflow)
  return fallback === undefined ? undefined : no('bad-fallback', fallback)
}

/** What of a fallback is not so: a state nobody waits in, a time after the state's own, a route no move leads along. */
function wrongFallback({ fallback, states, moves }: Workflow): string | undefined {
  if (!fallback) return undefined
  const { state, after, routes } = fallback
  const waits = states[state]
  if (waits?.kind !== 'open' || waits.clock === 'stops') return state
  if (!(Number.isSafeInteger(after.amount) && after.amount > 0)) return `${after.amount}`
  if (waits.within?.unit === after.unit && waits.within.amount <= after.amount)
    return `${after.amount}`
  const odd = routes.find(
    (route, at) => !FALLBACK_ROUTES.includes(route) || routes.indexOf(route) !== at,
  )
  if (odd !== undefined || routes.length === 0) return odd ?? 'routes'
  const by = (effect: Effect, from: string) =>
    Object.values(moves).find((move) => move.effect === effect && move.from.includes(from))
  if (!by('claim', state)) return 'claim'
  if (routes.includes('provider') && !by('provide', state)) return 'provide'
  if (!routes.includes('street') && !routes.includes('district')) return undefined
  const offer = by('offer', state)
  if (!offer) return 'offer'
  if (!by('take', offer.to)) return 'take'
  return by('return', offer.to) ? undefined : 'return'
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
