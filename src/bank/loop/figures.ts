/**
 * Every figure of service orders (办结率、按时、满意、首次上门), computed here and
 * nowhere else, from the orders' own rows: of those taken in within a time, at
 * or below a place. The journal alone gives the same.
 */
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import type { Rate, Workflow } from '../../rules/workflow.ts'
import { covers, may } from '../actor.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { OrderRow } from '../ports-order.ts'
import { isOffered } from './fallback.ts'
import { placesOf } from './order.ts'
import { workflowNamed } from './workflow.ts'

export interface Share {
  readonly part: number
  readonly of: number
}

/** Each that reached the fallback is counted once more, by who has it now. */
export interface Unclaimed {
  readonly reached: number
  /** A provider has it, under contract. */
  readonly provider: number
  /** A neighbouring station took it. */
  readonly neighbour: number
  /** A volunteer claimed it after all, or whoever else. */
  readonly others: number
  /** Nobody yet. */
  readonly waiting: number
  /** It ended, and nobody had it. */
  readonly dropped: number
}

export interface Figures {
  readonly taken: number
  /** As the workflow's own rate has it. */
  readonly closed: Share
  /** Of those that are done and had a time limit, those done within it. */
  readonly onTime: Share
  /** Of those that were rated, those who are pleased. */
  readonly satisfied: Share
  /** Hours from the intake to the first visit, summed, and of how many. */
  readonly firstVisit: { readonly hours: number; readonly of: number }
  readonly overdue: number
  readonly counts: NonNullable<OrderRow['counts']>
  /** Those nobody claimed in time, and what became of each. */
  readonly fallback: Unclaimed
  /** How often each outcome came about. */
  readonly outcomes: Readonly<Record<string, number>>
}

export interface FiguresAsked {
  /** Taken in within [from, to), ms since 1970 UTC. */
  readonly from: number
  readonly to: number
  readonly station?: string
  readonly type?: string
}

export const FIGURE_LEVELS = ['grid', 'village', 'station', 'street', 'district', 'city'] as const
export type FigureLevel = (typeof FIGURE_LEVELS)[number]

export interface FigureLine {
  /** Code of the area, or of the station. */
  readonly place: string
  readonly figures: Figures
}

const NONE: Figures = {
  taken: 0,
  closed: { part: 0, of: 0 },
  onTime: { part: 0, of: 0 },
  satisfied: { part: 0, of: 0 },
  firstVisit: { hours: 0, of: 0 },
  overdue: 0,
  counts: { people: 0, solved: 0, goods: 0, visits: 0 },
  fallback: { reached: 0, provider: 0, neighbour: 0, others: 0, waiting: 0, dropped: 0 },
  outcomes: {},
}

/** Moves by which somebody has been there. */
const VISITS: ReadonlySet<string> = new Set(['confirm', 'deliver', 'visit'])

const HOUR_MS = 3_600_000

/** What one order adds. */
function figuresIn(row: OrderRow, workflow: Workflow, now: number): Figures {
  const { state, moves, whole, rating, counts = NONE.counts, list } = row
  const rate: Rate = workflow.closed
  const counted = !rate.without.includes(state)
  const isDone = rate.done.includes(state)
  // Done again, it is the last time that counts.
  const doneAt = moves.findLast(
    ({ to }, at) => rate.done.includes(to) && !rate.done.includes(moves[at - 1]?.to ?? ''),
  )?.at
  const limited = isDone && whole > 0 && doneAt !== undefined
  const visit = moves.find(({ move }) => VISITS.has(move))
  return {
    taken: 1,
    closed: { part: isDone ? 1 : 0, of: counted ? 1 : 0 },
    onTime: { part: limited && doneAt <= whole ? 1 : 0, of: limited ? 1 : 0 },
    satisfied: { part: rating === 3 ? 1 : 0, of: rating === undefined ? 0 : 1 },
    firstVisit: visit
      ? { hours: Math.floor((visit.at - list.at) / HOUR_MS), of: 1 }
      : NONE.firstVisit,
    overdue: list.due > 0 && list.due < now ? 1 : 0,
    counts,
    fallback: unclaimedIn(row, workflow, now),
    outcomes: row.outcome === undefined ? {} : { [row.outcome]: 1 },
  }
}

function unclaimedIn(row: OrderRow, workflow: Workflow, now: number): Unclaimed {
  if (row.reached !== true && !isOffered(row, now)) return NONE.fallback
  return { ...NONE.fallback, reached: 1, [whoHas(row, workflow)]: 1 }
}

function whoHas(
  { claimant, neighbour, state }: OrderRow,
  { states }: Workflow,
): Exclude<keyof Unclaimed, 'reached'> {
  if (claimant?.kind === 'provider') return 'provider'
  if (neighbour?.taken) return 'neighbour'
  if (claimant) return 'others'
  return states[state]?.kind === 'open' ? 'waiting' : 'dropped'
}

function summed(one: Figures, other: Figures): Figures {
  const share = (name: 'closed' | 'onTime' | 'satisfied'): Share => ({
    part: one[name].part + other[name].part,
    of: one[name].of + other[name].of,
  })
  return {
    taken: one.taken + other.taken,
    closed: share('closed'),
    onTime: share('onTime'),
    satisfied: share('satisfied'),
    firstVisit: {
      hours: one.firstVisit.hours + other.firstVisit.hours,
      of: one.firstVisit.of + other.firstVisit.of,
    },
    overdue: one.overdue + other.overdue,
    counts: {
      people: one.counts.people + other.counts.people,
      solved: one.counts.solved + other.counts.solved,
      goods: one.counts.goods + other.counts.goods,
      visits: one.counts.visits + other.counts.visits,
    },
    fallback: unclaimedOf(one.fallback, other.fallback),
    outcomes: outcomesOf(one, other),
  }
}

function unclaimedOf(one: Unclaimed, other: Unclaimed): Unclaimed {
  return {
    reached: one.reached + other.reached,
    provider: one.provider + other.provider,
    neighbour: one.neighbour + other.neighbour,
    others: one.others + other.others,
    waiting: one.waiting + other.waiting,
    dropped: one.dropped + other.dropped,
  }
}

function outcomesOf(one: Figures, other: Figures): Figures['outcomes'] {
  const sums: Record<string, number> = { ...one.outcomes }
  for (const [outcome, count] of Object.entries(other.outcomes))
    sums[outcome] = (sums[outcome] ?? 0) + count
  return sums
}

const STRETCH = 500

/** Figures of the orders within reach, by a key of each; refuses who may not look, and a station that is not theirs. */
export async function figuresBy(
  bank: Bank,
  actor: Actor,
  { from, to, station, type }: FiguresAsked,
  keyOf: (row: OrderRow) => string,
): Promise<Outcome<ReadonlyMap<string, Figures>>> {
  if (!may(actor, 'orders:read')) return refuse({ code: 'not-allowed', act: 'orders:read' })
  const its = station === undefined ? undefined : await bank.directory.get('station', station)
  if (station !== undefined && !(its && (await covers(bank, actor, station))))
    return refuse({ code: 'unknown-station', station })
  const places = its ? [`${its.body.path}${station}/`] : await placesOf(bank, actor)
  const now = bank.clock.now()
  const sums = new Map<string, Figures>()
  for (let offset = 0; ; offset += STRETCH) {
    const query = { places, from, to, limit: STRETCH, offset }
    const rows: readonly Row<OrderRow>[] = await bank.directory.listed('order', query)
    for (const { body } of rows) {
      const workflow = await workflowNamed(bank, body.workflow)
      if (!workflow || (type !== undefined && body.type !== type)) continue
      const key = keyOf(body)
      sums.set(key, summed(sums.get(key) ?? NONE, figuresIn(body, workflow, now)))
    }
    if (rows.length < STRETCH) return done(sums)
  }
}

const DEPTH = { city: 1, district: 2, street: 3 } as const

/**
 * The place an order counts for at a level: the code of an area on its path, of
 * the village or grid its own area is or lies in, or of its station; '' where
 * it was taken in for an area above that level.
 */
export async function placeAt(
  { directory }: Pick<Bank, 'directory'>,
  level: FigureLevel,
): Promise<(row: Pick<OrderRow, 'station' | 'area' | 'list'>) => string> {
  if (level === 'station') return ({ station }) => station
  if (level !== 'village' && level !== 'grid')
    return ({ list }) => list.place.split('/')[DEPTH[level] - 1] ?? ''
  const areas = new Map((await directory.all('area')).map(({ key, body }) => [key, body]))
  return ({ area }) => {
    let code: string | null | undefined = area
    while (code && areas.get(code)?.level !== level) code = areas.get(code)?.parent
    return code ?? ''
  }
}

/** A share in tenths of a percent; undefined of none. */
export function perMille({ part, of }: Share): number | undefined {
  return of === 0 ? undefined : Math.round((part * 1000) / of)
}
