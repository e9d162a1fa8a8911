/**
 * Sign in and out of an activity (签到签退): by a QR code, four digits, the
 * clerk's tick or a card, all equal; that somebody showed theirs is checked by
 * the gate. Three pairs a person and day at most, and nobody is in two places:
 * both are counts held where the entry is sealed.
 */
import type { MemberId } from '../../ledger/account.ts'
import { clock } from '../../ledger/counter.ts'
import type { Day, Entry, EntryId, Limit, Ref } from '../../ledger/entry.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { tallyMost, tallyRef } from '../../ledger/tally.ts'
import { activityRules } from '../../rules/activities.ts'
import { may, memberRow, refusedFor, stationOn } from '../actor.ts'
import { answeredBefore, type Asked, asked, drafted, rowChange, startOf, today } from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { ActivityRow, AttendancePair, AttendanceRow, SignInWay } from '../ports-activity.ts'
import { record } from '../record.ts'
import { isOn, settling } from './activity.ts'
import { signUpKey } from './sign-up.ts'

export interface AttendOrder {
  readonly id: EntryId
  readonly activity: string
  readonly member: MemberId
  readonly way: SignInWay
  /** Minute of the day; a desk may put down when it was, a member comes and goes now. */
  readonly at?: number
}

/** Signs in. Refuses who is in already, here or elsewhere; who has not signed up, unless the desk takes them in; a fourth time on a day. */
export function signIn(bank: Bank, actor: Actor, order: AttendOrder): Promise<Outcome<Entry>> {
  const ask = asked(actor, 'sign-in', order)
  return settling(bank, () => coming(bank, actor, ask, order), isStale)
}

/** Signs out. Refuses who has not signed in. */
export function signOut(bank: Bank, actor: Actor, order: AttendOrder): Promise<Outcome<Entry>> {
  const ask = asked(actor, 'sign-out', order)
  return settling(bank, () => going(bank, actor, ask, order), isStale)
}

const isStale = ({ code }: Refusal) => code === 'stale-row'

interface Here {
  readonly activity: Row<ActivityRow>
  readonly day: Day
  readonly at: number
  readonly known: Row<AttendanceRow> | undefined
}

/** What both begin with: the activity of today, open to the asker, and what is known of the person there. "Not yours" and "not there" are one answer. */
async function hereFor(
  bank: Bank,
  actor: Actor,
  order: AttendOrder,
  leaving: boolean,
): Promise<Outcome<Here>> {
  const { activity, member } = order
  const unknown = refuse({ code: 'unknown-activity', activity })
  if (actor.kind === 'member' && actor.member !== member)
    return refuse({ code: 'unknown-member', member })
  if (actor.kind !== 'member' && !may(actor, 'activities:write'))
    return refuse({ code: 'not-allowed', act: 'activities:write' })
  const row = await bank.directory.newest('activity', activity)
  if (!row) return unknown
  const no = await refusedFor(bank, actor, member, row.body.station, 'activities:write')
  if (no) return no.code === 'unknown-station' ? unknown : refuse(no)
  const day = today(bank)
  const closed = refusedNow(row.body, day, leaving)
  if (closed) return refuse(closed)
  const person = await memberRow(bank, member)
  if (!person.ok) return person
  const known = await bank.directory.newest('attendance', attendanceKey(activity, day, member))
  const now = Math.floor((bank.clock.now() - startOf(day)) / 60_000)
  const at = actor.kind === 'member' ? now : (order.at ?? now)
  const last = known?.body.pairs.at(-1)
  if (!Number.isInteger(at) || at > now || at < (last?.to ?? last?.from ?? 0))
    return refuse({ code: 'activity-unfit', what: 'at', why: 'times', most: 0 })
  return { ok: true, value: { activity: row, day, at, known } }
}

/** Whoever is in may leave, also when the hours are recorded or it was called off: they may be expected elsewhere. */
function refusedNow(activity: ActivityRow, day: Day, leaving: boolean): Refusal | undefined {
  if (!isOn(activity, day)) return { code: 'activity-closed', why: 'not-today' }
  if (leaving) return undefined
  if (activity.list.state === 'cancelled') return { code: 'activity-closed', why: 'cancelled' }
  return activity.posted[day] === undefined ? undefined : { code: 'activity-closed', why: 'posted' }
}

export const attendanceKey = (activity: string, day: string, member: string) =>
  `${activity}/${day}/${member}`

async function coming(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  order: AttendOrder,
): Promise<Outcome<Entry>> {
  const here = await hereFor(bank, actor, order, false)
  const before = here.ok ? await answeredBefore(bank, ask) : undefined
  if (!here.ok || before) return before ?? (here as Outcome<Entry>)
  const { activity, day, at, known } = here.value
  const { member } = order
  const open = known?.body.pairs.at(-1)
  if (known && open && open.to === undefined)
    return refuse({ code: 'signed-in-already', member, at: clock(open.from) })
  const no = (await elsewhere(bank, member, day)) ?? (await notExpected(bank, actor, order))
  if (no) return refuse(no)
  const pair: AttendancePair = { from: at, in: order.way }
  const limits = [
    tallyMost(`present/${member}`, 1, day),
    tallyMost(`pairs/${member}`, activityRules(bank.rules).pairsADay, day),
  ]
  return written(bank, actor, ask, {
    ...{ activity, member, day, known, limits },
    pairs: [...(known?.body.pairs ?? []), pair],
    refs: [
      ['move', 'sign-in'],
      ['way', order.way],
      tallyRef(`present/${member}`, 1, true),
      tallyRef(`pairs/${member}`, 1, true),
    ],
  })
}

/** Where they are signed in and have not left, that day. */
async function elsewhere(bank: Bank, member: MemberId, day: Day): Promise<Refusal | undefined> {
  const [row] = await bank.directory.listed('attendance', {
    ...{ who: member, states: ['in'], from: startOf(day), limit: 1 },
  })
  if (!row) return undefined
  const { station, activity } = row.body
  const title = (await bank.directory.newest('activity', activity))?.body.title ?? ''
  return { code: 'signed-in-elsewhere', member, station, title }
}

/** A desk takes in whoever has come; by themself, somebody who has a place. */
async function notExpected(
  bank: Bank,
  actor: Actor,
  { activity, member }: AttendOrder,
): Promise<Refusal | undefined> {
  if (actor.kind !== 'member') return undefined
  const row = await bank.directory.newest('signup', signUpKey(activity, member))
  return row?.body.list.state === 'signed' ? undefined : { code: 'not-signed-up', member }
}

async function going(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  order: AttendOrder,
): Promise<Outcome<Entry>> {
  const here = await hereFor(bank, actor, order, true)
  const before = here.ok ? await answeredBefore(bank, ask) : undefined
  if (!here.ok || before) return before ?? (here as Outcome<Entry>)
  const { activity, day, at, known } = here.value
  const { member } = order
  const pairs = known?.body.pairs ?? []
  const open = pairs.at(-1)
  if (!open || open.to !== undefined) return refuse({ code: 'not-signed-in', member })
  return written(bank, actor, ask, {
    ...{ activity, member, day, known, limits: [] },
    pairs: [...pairs.slice(0, -1), { ...open, to: at, out: order.way }],
    refs: [['move', 'sign-out'], ['way', order.way], tallyRef(`present/${member}`, -1, true)],
  })
}

async function written(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  of: {
    readonly activity: Row<ActivityRow>
    readonly member: MemberId
    readonly day: Day
    readonly known: Row<AttendanceRow> | undefined
    readonly pairs: readonly AttendancePair[]
    readonly refs: readonly Ref[]
    readonly limits: readonly Limit[]
  },
): Promise<Outcome<Entry>> {
  const { activity, member, day, known, pairs, refs, limits } = of
  const { station, service, list } = activity.body
  const place = await stationOn(bank, station, day)
  if (!place.ok) return place
  const body: AttendanceRow = {
    list: {
      place: `${list.place}${activity.key}/`,
      who: member,
      state: pairs.at(-1)?.to === undefined ? 'in' : 'out',
      at: known?.body.list.at ?? bank.clock.now(),
      due: 0,
    },
    ...{ activity: activity.key, station, day, pairs },
  }
  const key = attendanceKey(activity.key, day, member)
  return record(
    bank,
    drafted(bank, actor, ask, {
      ...{ kind: 'row', postings: [], servedOn: day, station, service, limits },
      organisation: place.value.organisation,
      relies: [activity],
      along: [rowChange(bank, 'attendance', key, (known?.version ?? 0) + 1, body)],
      refs: [['activity', activity.key], ['for', member], ...refs],
    }),
  )
}
