/**
 * Move an order on (办理工单): what may come next, who may do it and what it asks
 * for is in the workflow; the state, and whatever hours are held, credited or
 * given back, are written in one commit or not at all.
 */
import type { Draft, Entry, EntryId, RowChange } from '../../ledger/entry.ts'
import { done, type MoveNeed, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { type Effect, type Move, movesFrom, type Workflow } from '../../rules/workflow.ts'
import { may, refusedAt, stationOn } from '../actor.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  drafted,
  lookingAgain,
  rowChange,
  today,
} from '../draft.ts'
import type { Actor, Bank, Row, Tables } from '../ports.ts'
import type { Claimant, OrderRow } from '../ports-order.ts'
import type { Confirmed } from '../ports-member-keys.ts'
import { recordAll } from '../record.ts'
import { askChange } from '../review/change.ts'
import { settling } from '../activities/activity.ts'
import { deadlineAfter, earlier } from './clock.ts'
import { effectOf, type Effected } from './effect.ts'
import { toldOf } from './told.ts'
import { isOffered } from './fallback.ts'
import { moveNoteKey, noteHolder, orderFor, type OrderFound } from './order.ts'
import { firstOf, moveRefs } from './take-in.ts'

export interface MoveOrder {
  readonly id: EntryId
  readonly order: string
  /** As the workflow calls it: "dispatch", "claim". */
  readonly move: string
  /** A code; what is written by hand is in `note`. */
  readonly reason?: string
  /** Kept in the vault beside what was said at intake. */
  readonly note?: string
  readonly claimant?: Claimant
  /** The station it goes to. */
  readonly place?: string
  /** More time until this day, or a reply by it. */
  readonly day?: string
  readonly outcome?: string
  /** How the person served has said so; checked by the gate. */
  readonly confirmed?: Confirmed
  /** Minutes really served, 1 to what is held or planned. */
  readonly minutes?: number
  /** The day it was served; today unless said. */
  readonly servedOn?: string
  /** When a provider's visit began, as "09:00". */
  readonly from?: string
  /** Number of the contract it is handed to a provider under. */
  readonly contract?: string
  readonly rating?: 1 | 2 | 3
  readonly notAgain?: boolean
  readonly counts?: NonNullable<OrderRow['counts']>
  /** How whoever booked showed that they were there. */
  readonly way?: 'clerk' | 'code' | 'card'
  /** The other system's number that the result went back under. */
  readonly number?: string
}

/** Codes people choose from, so that an entry carries no words. */
const CODE = /^[a-z0-9-]{1,40}$/

const TOKEN = /^[A-Za-z0-9._-]{1,64}$/

const NOTE_MAX = 2_000

/** What may be done with an order now, by this actor. */
export async function movesFor(
  bank: Bank,
  actor: Actor,
  found: OrderFound,
): Promise<readonly (readonly [name: string, move: Move])[]> {
  const { row, workflow } = found
  const may: (readonly [string, Move])[] = []
  for (const [name, move] of movesFrom(workflow, row.body.state)) {
    if (usedUp(row.body, name, move) || isAhead(bank, row.body, move)) continue
    if (!(await refusedMover(bank, actor, row.body, move))) may.push([name, move])
  }
  return may
}

/** Of the fallback nothing is offered before its time. */
const isAhead = (bank: Bank, row: OrderRow, { effect }: Move) =>
  (effect === 'provide' || effect === 'offer') && !isOffered(row, bank.clock.now())

/**
 * Moves an order on. Refuses what does not come next, who may not do it, what a
 * move asks for and was not said, a claim somebody was quicker with; what two
 * have to agree on is answered with `waits-for-review`.
 */
export async function moveOrder(
  bank: Bank,
  actor: Actor,
  order: MoveOrder,
): Promise<Outcome<Entry>> {
  const { note, ...said } = order
  const ask = asked(actor, 'move', said)
  // Also where what was handed to another station is not theirs to see any more.
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const found = await orderFor(bank, actor, order.order)
  if (!found.ok) return found
  const no = refusedSaid(order)
  if (no) return refuse(no)
  const again = found.value.row.body.slot ? settlingBookings : lookingAgain
  const outcome = await again(bank, () => attempt(bank, actor, ask, order))
  if (outcome.ok && !outcome.again && note !== undefined && note.trim() !== '') {
    const { member } = found.value.row.body
    const holder = noteHolder(order.order, member)
    const key = moveNoteKey(order.order, order.id)
    await bank.people.notes.put({ key, holder, value: { note }, at: bank.clock.now() })
  }
  return outcome
}

/** While others book and call off, what was looked at may have moved. */
const settlingBookings: typeof lookingAgain = (bank, attempted) => settling(bank, attempted, isRace)

const isRace = ({ code }: Refusal) =>
  code === 'tally-over' || code === 'tally-under' || code === 'stale-row'

async function attempt(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  order: MoveOrder,
): Promise<Outcome<Entry>> {
  const found = await orderFor(bank, actor, order.order)
  // It was there a moment ago: another volunteer was quicker.
  if (!found.ok && actor.kind === 'member')
    return refuse({ code: 'already-taken', order: order.order })
  if (!found.ok) return found
  const { row, workflow } = found.value
  const move = workflow.moves[order.move]
  const no = refusedMove(workflow, row.body, order, move) ?? undefined
  if (no || !move) return refuse(no ?? { code: 'unknown-order', order: order.order })
  const not = (await refusedMover(bank, actor, row.body, move)) ?? refusedNeeds(actor, order, move)
  if (not) return refuse(not)
  const effect = await effectOf(bank, actor, { row, workflow, move, order })
  if (!effect.ok) return effect
  const body = moved(bank, actor, { row, workflow, move, order, effect: effect.value })
  if (move.needs?.includes('approval') && !may(actor, 'orders:supervise'))
    return askChange(bank, actor, changeOf(ask, row, body), {
      station: row.body.station,
      by: 'station',
    })
  const draft = await moveDraft(bank, actor, ask, {
    row,
    body,
    move: order.move,
    effect: effect.value,
    told: await toldOf(bank, { key: row.key, before: row.body, after: body, workflow }),
  })
  if (!draft.ok) return draft
  return firstOf(await recordAll(bank, [draft.value, ...effect.value.drafts], { whole: true }))
}

function changeOf(ask: Asked, row: Row<OrderRow>, body: OrderRow) {
  const version = row.version + 1
  return {
    id: ask.id,
    subject: 'extend-order',
    rows: [{ table: 'order' as keyof Tables, key: row.key, version, body }],
  }
}

const usedUp = (row: OrderRow, name: string, move: Move) =>
  move.once === true && row.moves.some((one) => one.move === name)

/** Of these somebody else can have been quicker. */
const CLAIMING: ReadonlySet<string> = new Set<Effect>(['claim', 'provide', 'offer'])

function refusedMove(
  workflow: Workflow,
  row: OrderRow,
  order: MoveOrder,
  move: Move | undefined,
): Refusal | undefined {
  if (move?.from.includes(row.state) && !usedUp(row, order.move, move)) return undefined
  if (move && CLAIMING.has(move.effect ?? '') && row.claimant)
    return { code: 'already-taken', order: order.order }
  const next = movesFrom(workflow, row.state).filter(([name, one]) => !usedUp(row, name, one))
  return {
    code: 'move-not-now',
    state: workflow.states[row.state]?.label ?? { zh: row.state, en: row.state },
    move: move?.label ?? { zh: '这一步', en: 'that move' },
    may: next.map(([, { label }]) => label),
  }
}

/** Undefined where the actor may make the move, as staff of where it lies, or as whom the order names. */
async function refusedMover(
  bank: Bank,
  actor: Actor,
  row: OrderRow,
  move: Move,
): Promise<Refusal | undefined> {
  if (actor.kind === 'member') {
    const through = actor.through ? actor.through.scopes.includes('book') : true
    const may =
      (move.by.includes('member') && !actor.through) ||
      (move.by.includes('claimant') && row.claimant?.id === actor.member && !actor.through) ||
      (move.by.includes('person') && row.member === actor.member && through)
    return may ? undefined : { code: 'not-allowed', act: 'orders:write' }
  }
  let no: Refusal | undefined
  for (const act of move.by) {
    if (act === 'above' && actor.station === '')
      no = await refusedAt(bank, actor, row.station, 'orders:supervise')
    if (act === 'above' && actor.station === '' && !no) return undefined
    if (act !== 'orders:write' && act !== 'orders:supervise') continue
    no = await refusedAt(bank, actor, row.station, act)
    if (!no) return undefined
  }
  return no ?? { code: 'not-allowed', act: 'orders:write' }
}

/** What was said must be readable, also where the move does not ask for it: a row carries no words. */
function refusedSaid(order: MoveOrder): Refusal | undefined {
  const { note, reason, outcome, number, claimant, counts, rating, contract } = order
  const no = (what: string, given: string): Refusal => ({
    code: 'code-unreadable',
    what,
    given: given.slice(0, 20),
  })
  if (note !== undefined && note.length > NOTE_MAX) return no('note', note)
  if (reason !== undefined && !CODE.test(reason)) return no('reason', reason)
  if (outcome !== undefined && !CODE.test(outcome)) return no('outcome', outcome)
  if (number !== undefined && !TOKEN.test(number)) return no('number', number)
  if (contract !== undefined && !TOKEN.test(contract)) return no('contract', contract)
  const named = claimant?.kind === 'named' ? claimant.id === '' : TOKEN.test(claimant?.id ?? 'x')
  if (!named || !TOKEN.test(claimant?.with ?? 'x')) return no('claimant', claimant?.id ?? '')
  if (rating !== undefined && ![1, 2, 3].includes(rating)) return no('rating', `${rating}`)
  const wrong = Object.values(counts ?? {}).find(
    (one) => !(Number.isSafeInteger(one) && one >= 0 && one <= 100_000),
  )
  return wrong === undefined ? undefined : no('counts', `${wrong}`)
}

/** The first thing a move asks for that was not said. A volunteer who claims is whom it is claimed by. */
function refusedNeeds(actor: Actor, order: MoveOrder, { needs = [] }: Move): Refusal | undefined {
  const said: Readonly<Record<MoveNeed, boolean>> = {
    reason: CODE.test(order.reason ?? ''),
    claimant: order.claimant !== undefined || actor.kind === 'member',
    place: order.place !== undefined,
    day: /^\d{4}-\d{2}-\d{2}$/.test(order.day ?? ''),
    outcome: CODE.test(order.outcome ?? ''),
    // Whoever was served and is signed in says it by doing it.
    confirmation: order.confirmed !== undefined || actor.kind === 'member',
    approval: true,
    rating: order.rating !== undefined,
    number: order.number !== undefined,
    contract: (order.contract ?? '') !== '',
    hours: order.minutes !== undefined,
  }
  const missing = needs.find((need) => !said[need])
  return missing === undefined ? undefined : { code: 'move-needs', needs: missing }
}

export interface Moving {
  readonly row: Row<OrderRow>
  readonly workflow: Workflow
  readonly move: Move
  readonly order: MoveOrder
  readonly effect: Effected
}

function without(row: OrderRow, names: readonly (keyof OrderRow)[]): OrderRow {
  const kept = Object.entries(row).filter(([name]) => !(names as readonly string[]).includes(name))
  return Object.fromEntries(kept) as unknown as OrderRow
}

/** The order as it will be. */
export function moved(
  bank: Bank,
  actor: Actor,
  { row, workflow, move, order, effect }: Moving,
): OrderRow {
  const now = bank.clock.now()
  const { stopped, ...was } = without(row.body, effect.drop)
  const to = move.to === '=' ? was.state : move.to === '<' ? (stopped?.state ?? was.state) : move.to
  const stays = to === was.state
  const waited = stopped && move.to === '<' ? now - stopped.at : 0
  const stops = workflow.states[to]?.clock === 'stops'
  const within = workflow.states[to]?.within
  const fresh = within && !stops ? deadlineAfter(bank.rules, now, within) : 0
  const shifted = (due: number) => (due === 0 ? 0 : due + waited)
  const kept = stays || stops || move.to === '<'
  const times = effect.times ?? {
    whole: shifted(was.whole),
    step: kept ? shifted(was.step) : fresh,
  }
  const isOpen = workflow.states[to]?.kind === 'open' && !stops
  const { fallback: _fallback, ...others } = was
  const said = {
    move: order.move,
    to,
    at: now,
    by: actor.id,
    ...(order.reason === undefined ? {} : { reason: order.reason }),
    ...(move.needs?.includes('day') && order.day !== undefined ? { day: order.day } : {}),
    ...((order.note ?? '').trim() === '' ? {} : { note: order.id }),
  }
  return {
    ...others,
    ...waitsFor(bank, { row: row.body, workflow, to, stays: stays || stops, waited }),
    ...(stops ? { stopped: { at: now, state: was.state } } : {}),
    ...(order.outcome === undefined ? {} : { outcome: order.outcome }),
    ...(order.counts ? { counts: order.counts } : {}),
    ...(order.number === undefined || was.outside ? {} : { policy: order.number }),
    ...effect.row,
    ...times,
    state: to,
    since: stays || move.to === '<' ? was.since + waited : now,
    list: {
      ...was.list,
      ...effect.list,
      state: to,
      due: isOpen ? earlier(times.whole, times.step) : 0,
    },
    moves: [...was.moves, said],
  }
}

interface Waiting {
  readonly row: OrderRow
  readonly workflow: Workflow
  readonly to: string
  /** It waits on: nothing begins anew. */
  readonly stays: boolean
  /** How long the clock stood still. */
  readonly waited: number
}

/** When the fallback is offered, where it waits for somebody; once it was, it is again at once. */
function waitsFor(
  bank: Bank,
  { row, workflow, to, stays, waited }: Waiting,
): Pick<OrderRow, 'fallback' | 'reached'> {
  const now = bank.clock.now()
  const { fallback } = row
  const reached = row.reached === true || isOffered(row, now)
  const at = (instant: number) => ({
    fallback: instant,
    ...(reached ? { reached: true as const } : {}),
  })
  if (fallback !== undefined && (stays || waited > 0)) return at(fallback + waited)
  if (workflow.fallback?.state !== to) return reached ? { reached } : {}
  return at(reached ? now : deadlineAfter(bank.rules, now, workflow.fallback.after))
}

export async function moveDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  {
    row,
    body,
    move,
    effect,
    told,
  }: {
    row: Row<OrderRow>
    body: OrderRow
    move: string
    effect: Effected
    told: readonly RowChange[]
  },
): Promise<Outcome<Draft>> {
  const place = await stationOn(bank, body.station, today(bank))
  if (!place.ok) return place
  return done(
    drafted(bank, actor, ask, {
      kind: 'row',
      postings: [],
      servedOn: today(bank),
      station: body.station,
      organisation: place.value.organisation,
      service: body.service,
      limits: effect.limits ?? [],
      ...(effect.relies ? { relies: effect.relies } : {}),
      along: [rowChange(bank, 'order', row.key, row.version + 1, body), ...effect.along, ...told],
      refs: [...moveRefs(row.key, body, move), ...effect.refs],
    }),
  )
}
