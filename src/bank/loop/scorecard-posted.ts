/**
 * A month's scorecard, posted (统一考核、异议期): an office pins the points of its
 * stations, a station may object while the time for it runs, and the office
 * answers. Upheld, the points of that station are counted anew. Once the time is
 * over and nothing is left to answer it is final, with nothing more to do.
 */
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, type PaperTerm, type Refusal, refuse } from '../../ledger/refusal.ts'
import { SCORE_OBJECTIONS, scorecardOf } from '../../rules/scorecard.ts'
import { covers, may, refusedAt } from '../actor.ts'
import {
  answeredBefore,
  asked,
  type Asked,
  cityPlace,
  drafted,
  lookingAgain,
  rowChange,
  today,
} from '../draft.ts'
import { daysOf } from '../oversight/reconcile.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { ScorecardLine, ScorecardRow } from '../ports-oversight.ts'
import { record } from '../record.ts'
import { deadlineAfter } from './clock.ts'
import { placesOf } from './order.ts'
import { scoresOf } from './scorecard.ts'

export interface ScorecardOf {
  readonly area: string
  readonly month: string
}

export type ScorecardAnswer = 'upheld' | 'not-upheld'

const keyOf = ({ area, month }: ScorecardOf) => `${area}/${month}`

/** The area an office is of; undefined at a station. */
export function officeArea(bank: Pick<Bank, 'rules'>, actor: Actor): string | undefined {
  if (actor.kind === 'member' || actor.station !== '') return undefined
  return actor.path?.split('/').at(-2) ?? bank.rules.city.code
}

/** Posts a month that is over, once: posted again it is the first posting. Refuses who is no office, and a month with nothing to weigh. */
export async function postScorecard(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly month: string },
): Promise<Outcome<Entry>> {
  const area = officeArea(bank, actor)
  if (area === undefined || !may(actor, 'orders:supervise'))
    return refuse({ code: 'not-allowed', act: 'orders:supervise' })
  const ask = asked(actor, 'post-scorecard', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const { month } = order
  return lookingAgain(bank, async () => {
    const posted = await bank.directory.newest('scorecard', keyOf({ area, month }))
    const [first] = posted ? await bank.journal.entriesAt([posted.seq]) : []
    if (first) return { ok: true, value: first, again: true }
    const scores = await scoresOf(bank, actor, month)
    if (!scores.ok) return scores
    const last = daysOf(month)?.last ?? ''
    if (last >= today(bank)) return refuse({ code: 'month-not-over', month, last })
    if (scores.value.length === 0) return refuse({ code: 'paper-terms', what: 'empty' })
    const body: ScorecardRow = {
      posted: today(bank),
      until: deadlineAfter(bank.rules, bank.clock.now(), scorecardOf(bank.rules).objections),
      weights: scorecardOf(bank.rules).weights,
      lines: scores.value.map(({ station, figures, tenths }) => ({
        ...{ station, taken: figures.taken },
        ...(tenths === undefined ? {} : { tenths }),
      })),
    }
    return written(bank, actor, ask, { of: { area, month }, version: 1, body })
  })
}

/** A station objects to its own points, once. Refuses when the time for it is over. */
export async function objectToScore(
  bank: Bank,
  actor: Actor,
  order: ScorecardOf & {
    readonly id: EntryId
    readonly station: string
    readonly reason: string
  },
): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'orders:supervise')
  if (no) return refuse(no)
  return changed(bank, actor, { ...order, verb: 'object-to-score' }, (line, row) => {
    if (line.objection !== undefined) return 'objection-open'
    if (bank.clock.now() > row.until) return 'ended'
    if (!SCORE_OBJECTIONS[order.reason]) return 'outcome'
    return { ...line, objection: { day: today(bank), reason: order.reason } }
  })
}

/** The office that posted it answers. Upheld, the station's points are those of its orders now. */
export async function answerScore(
  bank: Bank,
  actor: Actor,
  order: ScorecardOf & {
    readonly id: EntryId
    readonly station: string
    readonly outcome: ScorecardAnswer
  },
): Promise<Outcome<Entry>> {
  if (officeArea(bank, actor) !== order.area || !may(actor, 'orders:supervise'))
    return refuse({ code: 'not-allowed', act: 'orders:supervise' })
  const scores = await scoresOf(bank, actor, order.month)
  if (!scores.ok) return scores
  const now = scores.value.find(({ station }) => station === order.station)?.tenths
  return changed(bank, actor, { ...order, verb: 'answer-score' }, (line) => {
    const { objection, tenths, ...rest } = line
    const { outcome } = order
    if (!objection || objection.outcome !== undefined || !ANSWERS.has(outcome)) return 'outcome'
    if (outcome === 'not-upheld') return { ...line, objection: { ...objection, outcome } }
    const before = tenths === undefined ? {} : { before: tenths }
    return {
      ...{ ...rest, objection: { ...objection, outcome, ...before } },
      ...(now === undefined ? {} : { tenths: now }),
    }
  })
}

const ANSWERS: ReadonlySet<string> = new Set<ScorecardAnswer>(['upheld', 'not-upheld'])

interface Changing extends ScorecardOf {
  readonly id: EntryId
  readonly station: string
  readonly verb: string
}

async function changed(
  bank: Bank,
  actor: Actor,
  order: Changing,
  change: (line: ScorecardLine, row: ScorecardRow) => ScorecardLine | PaperTerm,
): Promise<Outcome<Entry>> {
  const ask = asked(actor, order.verb, order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  return lookingAgain(bank, async () => {
    const row = await bank.directory.newest('scorecard', keyOf(order))
    const line = row?.body.lines.find(({ station }) => station === order.station)
    if (!row || !line) return refuse(unknown(order))
    const next = change(line, row.body)
    if (typeof next === 'string') return refuse({ code: 'paper-terms', what: next })
    const lines = row.body.lines.map((one) => (one === line ? next : one))
    const body = { ...row.body, lines }
    return written(bank, actor, ask, { of: order, version: row.version + 1, body })
  })
}

const unknown = (of: ScorecardOf): Refusal => ({ code: 'unknown-paper', paper: keyOf(of) })

function written(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  { of, version, body }: { of: ScorecardOf; version: number; body: ScorecardRow },
): Promise<Outcome<Entry>> {
  const along = [rowChange(bank, 'scorecard', keyOf(of), version, body)]
  return record(
    bank,
    drafted(bank, actor, ask, {
      ...{ kind: 'row', postings: [], service: '-', along },
      ...cityPlace(bank),
      refs: [
        ['area', of.area],
        ['month', of.month],
      ],
    }),
  )
}

/** Scorecards of a month that an actor's stations stand on, of the widest area first; each line within reach only. */
export async function postedScorecards(
  bank: Bank,
  actor: Actor,
  month: string,
): Promise<Outcome<readonly Row<ScorecardRow>[]>> {
  if (!may(actor, 'orders:read')) return refuse({ code: 'not-allowed', act: 'orders:read' })
  const areas = new Set((await placesOf(bank, actor)).flatMap((path) => path.split('/')))
  const found: Row<ScorecardRow>[] = []
  for (const area of areas) {
    const row = await bank.directory.newest('scorecard', keyOf({ area, month }))
    if (!row) continue
    const lines: ScorecardLine[] = []
    for (const line of row.body.lines) if (await covers(bank, actor, line.station)) lines.push(line)
    found.push({ ...row, body: { ...row.body, lines } })
  }
  return done(found)
}

/** Whether nothing more can change on it. */
export function isFinal(row: ScorecardRow, now: number): boolean {
  return (
    now > row.until &&
    row.lines.every(({ objection }) => !objection || objection.outcome !== undefined)
  )
}
