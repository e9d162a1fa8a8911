/**
 * An activity (活动): a station says what is done, where, when and for how many,
 * before it begins; changes it, calls it off. Its words are for everybody and
 * stand in its row; who comes is in rows of their own.
 */
import type { Day, Entry, EntryId, Limit, Ref, RowChange } from '../../ledger/entry.ts'
import { type ActivityFault, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { tallyLeast, tallyMost, tallyRef } from '../../ledger/tally.ts'
import {
  ACTIVITY_MUST,
  ACTIVITY_WORDS,
  activityRules,
  NOT_IN_TITLE,
  type ActivityWord,
} from '../../rules/activities.ts'
import { serviceIn } from '../../rules/city.ts'
import { covers, may, refusedAt, stationOn } from '../actor.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  drafted,
  isDay,
  lookingAgain,
  rowChange,
  startOf,
  today,
} from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { ActivityRow } from '../ports-activity.ts'
import { record } from '../record.ts'
import { placesTally, queueTally, seatsOf, waitingFor } from './seats.ts'

const DAY_MS = 86_400_000

/** What is said of an activity, by whoever publishes or changes it. */
export interface ActivitySaid extends Readonly<Record<ActivityWord, string>> {
  readonly service: string
  readonly from: string
  readonly until: string
  readonly every: 1 | 7
  readonly starts: number
  readonly ends: number
  readonly places: number
  readonly age: number
}

export interface ActivityOrder extends ActivitySaid {
  /** Also the activity's own id. */
  readonly id: EntryId
  readonly station: string
}

/** Publishes it. Refuses what has begun, runs longer than a year, or lacks what people must know before they sign up. */
export async function publishActivity(
  bank: Bank,
  actor: Actor,
  order: ActivityOrder,
): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'activities:write')
  if (no) return refuse(no)
  if (!(await bank.directory.get('station', order.station)))
    return refuse({ code: 'unknown-station', station: order.station })
  const wrong = refusedSaid(bank, order)
  if (wrong) return refuse(wrong)
  const ask = asked(actor, 'publish-activity', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const place = await stationOn(bank, order.station, order.from)
  if (!place.ok) return place
  const { station, organisation } = place.value
  const row = rowOf(order, order.station, `${station.body.path}${order.station}/`)
  return record(
    bank,
    drafted(bank, actor, ask, {
      ...{ kind: 'row', postings: [], servedOn: today(bank), station: order.station, organisation },
      service: order.service,
      relies: [station],
      along: [rowChange(bank, 'activity', order.id, 1, row)],
      refs: [
        ['activity', order.id],
        ['move', 'publish'],
      ],
    }),
  )
}

function rowOf(said: ActivitySaid, station: string, place: string): ActivityRow {
  const { title, purpose, where, risks, insurance, skills } = said
  const { service, from, until, every, starts, ends, places, age } = said
  return {
    list: {
      place,
      who: '',
      state: 'open',
      at: startOf(from) + starts * 60_000,
      due: startOf(lastDayOf(said)) + ends * 60_000,
    },
    ...{ station, title, purpose, where, risks, insurance, skills },
    ...{ service, from, until, every, starts, ends, places, age },
    posted: {},
  }
}

const unfit = (what: string, why: ActivityFault, most = 0): Refusal => ({
  code: 'activity-unfit',
  ...{ what, why, most },
})

/** What no store keeps as text, but for the end of a line. */
const CONTROL = /[^\P{Cc}\n]/u
/** Spaces and signs nobody sees. */
const HIDDEN = /[\s\p{Cf}]/gu

function refusedSaid(bank: Bank, said: ActivitySaid): Refusal | undefined {
  for (const [word, most] of Object.entries(ACTIVITY_WORDS)) {
    const text = said[word as ActivityWord]
    if (text.trim() === '' && ACTIVITY_MUST.includes(word as ActivityWord))
      return unfit(word, 'empty')
    if (Array.from(text).length > most) return unfit(word, 'long', most)
    if (!text.isWellFormed() || CONTROL.test(text)) return unfit(word, 'unreadable')
  }
  if (said.title.normalize('NFKC').replaceAll(HIDDEN, '').includes(NOT_IN_TITLE))
    return unfit('title', 'late-word')
  if (!serviceIn(bank.rules, said.service))
    return { code: 'unknown-service', service: said.service }
  return refusedTimes(bank, said) ?? refusedNumbers(bank, said)
}

function refusedTimes(bank: Bank, said: ActivitySaid): Refusal | undefined {
  const { from, until, every, starts, ends } = said
  if (!isDay(from)) return unfit('from', 'unreadable')
  if (!isDay(until)) return unfit('until', 'unreadable')
  if (every !== 1 && every !== 7) return unfit('every', 'unreadable')
  if (!isMinute(starts)) return unfit('starts', 'unreadable')
  if (!isMinute(ends)) return unfit('ends', 'unreadable')
  if (ends <= starts) return unfit('ends', 'times')
  const run = (startOf(until) - startOf(from)) / DAY_MS
  const { runDaysMost } = activityRules(bank.rules)
  if (run < 0 || run >= runDaysMost) return unfit('until', 'run', runDaysMost)
  return startOf(from) + starts * 60_000 <= bank.clock.now() ? unfit('from', 'past') : undefined
}

const isMinute = (value: number) => Number.isInteger(value) && value >= 0 && value <= 24 * 60

function refusedNumbers(bank: Bank, { places, age }: ActivitySaid): Refusal | undefined {
  const { placesMost } = activityRules(bank.rules)
  if (!Number.isInteger(places) || places < 1 || places > placesMost)
    return unfit('places', 'number', placesMost)
  return !Number.isInteger(age) || age < 0 || age > 100 ? unfit('age', 'number', 100) : undefined
}

/** The last day it really takes place on. */
export function lastDayOf({ from, until, every }: Pick<ActivityRow, 'from' | 'until' | 'every'>) {
  const run = (startOf(until) - startOf(from)) / DAY_MS
  return dayAfter(from, run - (run % every))
}

function dayAfter(day: string, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10) as Day
}

/** Whether it takes place on a day. */
export function isOn(
  activity: Pick<ActivityRow, 'from' | 'until' | 'every'>,
  day: string,
): day is Day {
  const since = (startOf(day) - startOf(activity.from)) / DAY_MS
  return since >= 0 && day <= activity.until && since % activity.every === 0
}

/** The first day from `day` on that it takes place on; undefined where it is over by then. */
export function nextDayOf(activity: ActivityRow, day: string): Day | undefined {
  const since = Math.max(0, (startOf(day) - startOf(activity.from)) / DAY_MS)
  const next = dayAfter(activity.from, Math.ceil(since / activity.every) * activity.every)
  return next <= activity.until ? next : undefined
}

/** The last day it took place on, by a day; undefined before the first. */
export function lastDayBy(activity: ActivityRow, day: string): Day | undefined {
  const by = day < activity.until ? day : activity.until
  return by < activity.from ? undefined : lastDayOf({ ...activity, until: by })
}

/** An activity as anybody may see it who is signed in; staff with their reach. */
export async function activityFor(
  bank: Bank,
  actor: Actor,
  id: string,
): Promise<Outcome<Row<ActivityRow>>> {
  const unknown = refuse({ code: 'unknown-activity', activity: id })
  if (actor.kind !== 'member' && !may(actor, 'stations:read'))
    return refuse({ code: 'not-allowed', act: 'stations:read' })
  const row = await bank.directory.newest('activity', id)
  if (!row) return unknown
  if (actor.kind === 'member') return { ok: true, value: row }
  return (await covers(bank, actor, row.body.station)) ? { ok: true, value: row } : unknown
}

/** One that staff may change: theirs, and neither over nor called off. */
async function changeable(
  bank: Bank,
  actor: Actor,
  id: string,
): Promise<Outcome<Row<ActivityRow>>> {
  const row = await bank.directory.newest('activity', id)
  const unknown = refuse({ code: 'unknown-activity', activity: id })
  if (!may(actor, 'activities:write'))
    return refuse({ code: 'not-allowed', act: 'activities:write' })
  if (!row) return unknown
  const no = await refusedAt(bank, actor, row.body.station, 'activities:write')
  if (no) return no.code === 'unknown-station' ? unknown : refuse(no)
  const { state } = row.body.list
  if (state === 'cancelled') return refuse({ code: 'activity-closed', why: 'cancelled' })
  if (state === 'over') return refuse({ code: 'activity-closed', why: 'over' })
  return { ok: true, value: row }
}

export interface ActivityChange extends ActivitySaid {
  readonly id: EntryId
  readonly activity: string
}

/** Changes what has not begun. More places go to whoever waits, in the same commit; there are never fewer than have signed up. */
export async function changeActivity(
  bank: Bank,
  actor: Actor,
  order: ActivityChange,
): Promise<Outcome<Entry>> {
  const first = await changeable(bank, actor, order.activity)
  const ask = asked(actor, 'change-activity', order)
  if (first.ok) {
    const before = await answeredBefore(bank, ask)
    if (before) return before
  }
  return settling(bank, async () => {
    const found = await changeable(bank, actor, order.activity)
    if (!found.ok) return found
    const { body } = found.value
    if (body.list.at <= bank.clock.now()) return refuse({ code: 'activity-closed', why: 'over' })
    const no = refusedSaid(bank, order)
    if (no) return refuse(no)
    const seats = await seatsOf(bank, order.activity)
    if (order.places < seats.taken) return refuse(unfit('places', 'taken', seats.taken))
    const moved = await movedUp(bank, order.activity, order.places - seats.taken, order.places)
    const row = { ...rowOf(order, body.station, body.list.place), posted: body.posted }
    return written(bank, actor, ask, { row: found.value, body: row, move: 'change', ...moved })
  })
}

interface Moved {
  readonly along: readonly RowChange[]
  readonly refs: readonly Ref[]
  readonly limits: readonly Limit[]
}

/** Whoever waits is moved up into so many free places. Held at the tip: afterwards all places are taken, or nobody waits. */
async function movedUp(bank: Bank, activity: string, free: number, places: number): Promise<Moved> {
  const waiting = await waitingFor(bank, activity)
  const lucky = waiting.slice(0, Math.max(0, free))
  const limits = [
    tallyMost(placesTally(activity), places),
    ...(lucky.length === waiting.length
      ? [tallyMost(queueTally(activity), 0)]
      : [tallyLeast(placesTally(activity), places)]),
  ]
  if (lucky.length === 0) return { along: [], refs: [], limits }
  return {
    along: lucky.map(({ key, version, body }) =>
      rowChange(bank, 'signup', key, version + 1, {
        ...body,
        list: { ...body.list, state: 'signed' },
        movedUp: true,
      }),
    ),
    refs: [
      tallyRef(placesTally(activity), lucky.length),
      tallyRef(queueTally(activity), -lucky.length),
    ],
    limits,
  }
}

/** Calls it off, before it is over; who signed up is told by `kapok remind`. */
export async function cancelActivity(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly activity: string },
): Promise<Outcome<Entry>> {
  const seen = await bank.directory.newest('activity', order.activity)
  const no = seen
    ? await refusedAt(bank, actor, seen.body.station, 'activities:write')
    : ({ code: 'unknown-activity', activity: order.activity } as const)
  const ask = asked(actor, 'cancel-activity', order)
  const before = no ? undefined : await answeredBefore(bank, ask)
  if (before) return before
  return settling(bank, async () => {
    const found = await changeable(bank, actor, order.activity)
    if (!found.ok) return found
    const { body } = found.value
    if (Object.keys(body.posted).length > 0)
      return refuse({ code: 'activity-closed', why: 'posted' })
    const list = { ...body.list, state: 'cancelled', due: 0 }
    return written(bank, actor, ask, { row: found.value, body: { ...body, list }, move: 'cancel' })
  })
}

async function written(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  change: {
    readonly row: Row<ActivityRow>
    readonly body: ActivityRow
    readonly move: string
  } & Partial<Moved>,
): Promise<Outcome<Entry>> {
  const { row, body, move, along = [], refs = [], limits = [] } = change
  const place = await stationOn(bank, body.station, today(bank))
  if (!place.ok) return place
  const { organisation } = place.value
  return record(
    bank,
    drafted(bank, actor, ask, {
      ...{ kind: 'row', postings: [], servedOn: today(bank), station: body.station, organisation },
      ...{ service: body.service, limits },
      along: [rowChange(bank, 'activity', row.key, row.version + 1, body), ...along],
      refs: [['activity', row.key], ['move', move], ...refs],
    }),
  )
}

/** Times it is looked again while others come and go: each look is at a newer tip. */
const LOOKS = 40

/** Runs an attempt again while places were taken or given back between the look and the commit. */
export async function settling<Value>(
  bank: Bank,
  attempt: () => Promise<Outcome<Value>>,
  isRace: (refusal: Refusal) => boolean = (refusal) => isMoved(bank, refusal),
): Promise<Outcome<Value>> {
  for (let look = 1; ; look++) {
    const outcome = await lookingAgain(bank, attempt)
    if (outcome.ok || look >= LOOKS || !isRace(outcome.refusal)) return outcome
    bank.directory.forget()
  }
}

/** A waiting list that is full is no race: it is so. */
function isMoved({ rules }: Pick<Bank, 'rules'>, refusal: Refusal): boolean {
  if (refusal.code === 'tally-over')
    return !(refusal.what.startsWith('queue/') && refusal.most === activityRules(rules).queueMost)
  return refusal.code === 'tally-under' || refusal.code === 'stale-row'
}
