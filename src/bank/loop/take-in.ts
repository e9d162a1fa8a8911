/** Taking a request in (受理登记): once, whoever sends it and however often; what people said of it is in the vault. */
import type { MemberId } from '../../ledger/account.ts'
import type { Draft, Entry, EntryId, Limit, Ref, RowChange } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { serviceIn } from '../../rules/city.ts'
import { CALL_CLASSES } from '../../rules/order-codes.ts'
import { type Workflow, workflowName } from '../../rules/workflow.ts'
import { memberRow, refusedAt, stationOn } from '../actor.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  drafted,
  isDay,
  lookingAgain,
  rowChange,
  today,
} from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import type { BookedSlot } from '../ports-calendar.ts'
import type { OrderRow, OrderSource, OrderWords } from '../ports-order.ts'
import { recordAll } from '../record.ts'
import { isGrantLine } from './grant-line.ts'
import { deadlineAfter, earlier } from './clock.ts'
import { holdFor } from './effect.ts'
import { toldOf } from './told.ts'
import { workflowOf } from './workflow.ts'
import { noteHolder, noteKey, orderFor } from './order.ts'

export interface OrderIntake {
  /** Also the order's own id. */
  readonly id: EntryId
  readonly type: string
  readonly station: string
  readonly source: OrderSource
  /** Whom it is for; left out where that is nobody enrolled. */
  readonly member?: MemberId
  readonly service?: string
  /** Whom a call is about: one of CALL_CLASSES. */
  readonly class?: string
  /** Planned minutes, 1 to a day. */
  readonly minutes?: number
  readonly day?: string
  /** The area it concerns; the station's own unless said. */
  readonly area?: string
  readonly urgent?: boolean
  /** Another system's number, with its deadline (ms since 1970 UTC) where it gives one. */
  readonly outside?: { readonly system: string; readonly number: string; readonly due?: number }
  /** The call or order it comes from. */
  readonly cameFrom?: EntryId
  readonly grantLine?: string
  /** The person's hours pay: the price is held until it is done. */
  readonly spend?: boolean
  /** How staff who take it in for somebody have checked who it is. */
  readonly assisted?: 'face' | 'card'
  /** In the person's words: kept in the vault, never in the books. */
  readonly words: OrderWords
}

/** The most words a note may have: a page. */
const WORDS_MAX = 2_000

const TOKEN = /^[A-Za-z0-9._-]{1,64}$/

/**
 * Takes an order in (受理登记). Sent again under another system's number it is
 * the same order. Refuses unknown stations, members, services and types, a
 * day before today, words that are missing or longer than a page.
 */
export async function takeIn(
  bank: Bank,
  actor: Actor,
  order: OrderIntake,
): Promise<Outcome<Entry>> {
  const no = await refusedIntake(bank, actor, order)
  if (no) return refuse(no)
  const { words, ...said } = order
  const ask = asked(actor, 'take-in', said)
  const before = (await answeredBefore(bank, ask)) ?? (await takenBefore(bank, actor, order))
  if (before) return before
  const workflow = await workflowOf(bank, order.type)
  if (!workflow.ok) return workflow
  await bank.people.notes.put({
    key: noteKey(order.id),
    holder: noteHolder(order.id, order.member),
    value: words,
    at: bank.clock.now(),
  })
  return lookingAgain(bank, async () => {
    const again = await takenBefore(bank, actor, order)
    if (again) return again
    const hold = await holdWith(bank, actor, order)
    if (!hold.ok) return hold
    const draft = await intakeDraft(bank, actor, ask, {
      order,
      workflow: workflow.value,
      hold: hold.value?.id,
    })
    if (!draft.ok) return draft
    const drafts = hold.value ? [draft.value, hold.value] : [draft.value]
    return firstOf(await recordAll(bank, drafts, { whole: true }))
  })
}

/** What taking it in would come to, with nothing written: a new order, or the one its number was taken in as. */
export async function intakeLooked(
  bank: Bank,
  actor: Actor,
  order: OrderIntake,
): Promise<Outcome<'new' | 'known'>> {
  const no = await refusedIntake(bank, actor, order)
  if (no) return refuse(no)
  const before = await takenBefore(bank, actor, order)
  if (before) return before.ok ? done('known') : before
  const workflow = await workflowOf(bank, order.type)
  return workflow.ok ? done('new') : workflow
}

/** The person's hours that pay for it, where they do. */
async function holdWith(
  bank: Bank,
  actor: Actor,
  { id, member, station, service, day, spend, assisted }: OrderIntake,
): Promise<Outcome<Draft | undefined>> {
  if (!spend) return done(undefined)
  if (member === undefined) return refuse({ code: 'unknown-member', member: '' })
  if (service === undefined) return refuse({ code: 'unknown-service', service: '' })
  const booking = { member, station, service, day: day ?? today(bank) }
  return holdFor(bank, actor, id, assisted === undefined ? booking : { ...booking, assisted })
}

/** The answer of the first of a group; where another fell, its reason. */
export function firstOf(outcomes: readonly Outcome<Entry>[]): Outcome<Entry> {
  const failed = outcomes.find((one) => !one.ok && one.refusal.code !== 'group-refused')
  return failed ?? (outcomes[0] as Outcome<Entry>)
}

async function refusedIntake(
  bank: Bank,
  actor: Actor,
  order: OrderIntake,
): Promise<Refusal | undefined> {
  const { member, service, minutes, day, outside, words } = order
  const own = actor.kind === 'member' && actor.member === member && member !== undefined
  const no = own ? undefined : await refusedAt(bank, actor, order.station, 'orders:write')
  if (no) return no
  if (!(await bank.directory.get('station', order.station)))
    return { code: 'unknown-station', station: order.station }
  if (own && actor.through && !actor.through.scopes.includes('book'))
    return { code: 'proxy-scope', scope: 'book' }
  if (member !== undefined) {
    const row = await memberRow(bank, member)
    if (!row.ok) return row.refusal
  }
  if (service !== undefined && !serviceIn(bank.rules, service))
    return { code: 'unknown-service', service }
  if (minutes !== undefined && !(Number.isSafeInteger(minutes) && minutes >= 1 && minutes <= 1440))
    return { code: 'code-unreadable', what: 'minutes', given: `${minutes}` }
  if (day !== undefined && !isDay(day)) return { code: 'day-unreadable', day }
  if (day !== undefined && day < today(bank))
    return { code: 'day-before-start', day, start: today(bank) }
  if (outside && !(TOKEN.test(outside.system) && TOKEN.test(outside.number)))
    return { code: 'code-unreadable', what: 'number', given: outside.number }
  if (order.class !== undefined && !CALL_CLASSES[order.class])
    return { code: 'code-unreadable', what: 'class', given: order.class.slice(0, 20) }
  if (order.cameFrom !== undefined) {
    const from = await orderFor(bank, actor, order.cameFrom)
    if (!from.ok) return from.refusal
  }
  if (order.grantLine !== undefined && !(await isGrantLine(bank, order.grantLine)))
    return { code: 'code-unreadable', what: 'grantLine', given: order.grantLine.slice(0, 20) }
  const { need, caller, phone, person, address, diet } = words
  const long = [need, caller, phone, person, address, diet].find(
    (text) => (text ?? '').length > WORDS_MAX,
  )
  if (need.trim() === '' || long !== undefined)
    return { code: 'code-unreadable', what: 'need', given: (long ?? '').slice(0, 20) }
  return undefined
}

/** The order another system's number was taken in as, where it was. */
async function takenBefore(
  bank: Bank,
  actor: Actor,
  { outside }: OrderIntake,
): Promise<Outcome<Entry> | undefined> {
  if (!outside) return undefined
  const lead = await bank.directory.newest('order-outside', `${outside.system}/${outside.number}`)
  if (!lead) return undefined
  const found = await orderFor(bank, actor, lead.body.order)
  if (!found.ok) return found
  const entry = await bank.journal.entry(lead.body.order as EntryId)
  if (!entry) throw new Error(`order ${lead.body.order} was taken in by no entry`)
  return { ok: true, value: entry, again: true }
}

/** The entry that takes an order in. What may be taken in was asked before. */
export async function intakeDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  {
    order,
    workflow,
    hold,
    begun = {},
  }: {
    order: OrderIntake
    workflow: Workflow
    hold: EntryId | undefined
    begun?: Begun
  },
): Promise<Outcome<Draft>> {
  const place = await stationOn(bank, order.station, today(bank))
  if (!place.ok) return place
  const { station, organisation } = place.value
  const path = `${station.body.path}${order.station}/`
  const row = begunAs(intakeRow(bank, actor, order, workflow, path), begun)
  const area = order.area ?? station.body.area
  if (!(await bank.directory.get('area', area)))
    return refuse({ code: 'code-unreadable', what: 'area', given: area })
  const along = [
    rowChange(bank, 'order', order.id, 1, {
      ...row,
      area,
      ...(hold === undefined ? {} : { hold }),
    }),
    ...(begun.along ?? []),
  ]
  along.push(...(await toldOf(bank, { key: order.id, after: row, workflow })))
  const { outside } = order
  if (outside) {
    const key = `${outside.system}/${outside.number}`
    along.push(rowChange(bank, 'order-outside', key, 1, { order: order.id }))
  }
  if (order.type === 'complaint' && order.cameFrom !== undefined)
    along.push(rowChange(bank, 'complaint-on', `${order.cameFrom}/${order.id}`, 1, {}))
  return done(
    drafted(bank, actor, ask, {
      kind: 'row',
      postings: [],
      servedOn: today(bank),
      station: order.station,
      organisation,
      service: order.service ?? '-',
      relies: [station, ...(begun.relies ?? [])],
      ...{ along, limits: begun.limits ?? [] },
      refs: [...moveRefs(order.id, row, 'take-in'), ...(begun.refs ?? [])],
    }),
  )
}

/** How an order of a calendar begins: in another state than its workflow's first, with what it takes. */
export interface Begun {
  readonly state?: string
  readonly slot?: BookedSlot
  /** When all of it is due, ms since 1970 UTC. */
  readonly whole?: number
  readonly along?: readonly RowChange[]
  readonly refs?: readonly Ref[]
  readonly limits?: readonly Limit[]
  readonly relies?: Draft['relies']
}

function begunAs(row: OrderRow, { state, slot, whole }: Begun): OrderRow {
  if (state === undefined || whole === undefined || slot === undefined) return row
  return {
    ...row,
    ...{ state, slot, whole, step: 0 },
    list: { ...row.list, state, due: whole },
    moves: row.moves.map((one) => ({ ...one, to: state })),
  }
}

function intakeRow(
  bank: Bank,
  actor: Actor,
  order: OrderIntake,
  workflow: Workflow,
  place: string,
): OrderRow {
  const now = bank.clock.now()
  const { member, minutes, day, outside, cameFrom, grantLine } = order
  const state = workflow.first
  const within = workflow.states[state]?.within
  const whole =
    outside?.due ?? (workflow.within ? deadlineAfter(bank.rules, now, workflow.within) : 0)
  const step = within ? deadlineAfter(bank.rules, now, within) : 0
  return {
    list: { place, who: member ?? '', state, at: now, due: earlier(whole, step) },
    type: order.type,
    workflow: workflowName(workflow),
    state,
    station: order.station,
    area: '',
    service: order.service ?? '-',
    source: order.source,
    since: now,
    whole,
    step,
    moves: [{ move: 'take-in', to: state, at: now, by: actor.id }],
    ...(workflow.fallback?.state === state
      ? { fallback: deadlineAfter(bank.rules, now, workflow.fallback.after) }
      : {}),
    ...(member === undefined ? {} : { member }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(day === undefined ? {} : { day }),
    ...(outside ? { outside } : {}),
    ...(order.urgent ? { urgent: true as const } : {}),
    ...(cameFrom === undefined ? {} : { cameFrom }),
    ...(grantLine === undefined ? {} : { grantLine }),
    ...(order.class === undefined ? {} : { class: order.class }),
  }
}

/** What an entry says of an order's move: enough to recount every rate from the journal alone. */
export function moveRefs(order: string, row: OrderRow, move: string): readonly Ref[] {
  const refs: Ref[] = [
    ['order', order],
    ['order-type', row.type],
    ['move', move],
    ['to', row.state],
  ]
  if (row.member !== undefined) refs.push(['for', row.member])
  if (row.list.due > 0) refs.push(['due', `${row.list.due}`])
  if (row.whole > 0) refs.push(['whole', `${row.whole}`])
  if (row.rating !== undefined) refs.push(['rating', `${row.rating}`])
  if (row.class !== undefined) refs.push(['class', row.class])
  if (row.fallback !== undefined && !row.stopped) refs.push(['fallback', `${row.fallback}`])
  if (row.neighbour?.taken) refs.push(['neighbour', row.neighbour.from])
  if (row.claimant?.kind === 'provider') refs.push(['contract', row.claimant.id])
  if (row.counts) {
    const { people, solved, goods, visits } = row.counts
    refs.push(['counts', `${people}/${solved}/${goods}/${visits}`])
  }
  return refs
}
