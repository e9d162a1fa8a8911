/**
 * The session of an activity (活动记录时数): everybody is there with the planned
 * minutes, or with those they signed in and out for; only the exceptions are
 * changed; it is posted once, the credits and the activity's own row in one
 * commit or not at all.
 */
import type { MemberId } from '../../ledger/account.ts'
import { clock } from '../../ledger/counter.ts'
import type { Day, Draft, Entry, EntryId, Span } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { may, refusedAt, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, rowChange, startOf, today } from '../draft.ts'
import { creditSession, type SessionOrder, trySession } from '../hours/session.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { ActivityRow, AttendancePair, AttendanceRow } from '../ports-activity.ts'
import { activityFor, isOn, lastDayOf } from './activity.ts'
import { signUpsOf } from './seats.ts'

export interface Attending {
  readonly member: MemberId
  readonly signedUp: boolean
  readonly pairs: readonly AttendancePair[]
  /** What they are credited unless somebody says otherwise. */
  readonly minutes: number
}

export interface Session {
  readonly row: Row<ActivityRow>
  readonly day: Day
  /** The batch it was posted as. */
  readonly posted: string | undefined
  readonly planned: number
  readonly people: readonly Attending[]
}

/** Who is expected or has come on a day. Refuses a day it does not take place on. */
export async function sessionOf(
  bank: Bank,
  actor: Actor,
  activity: string,
  day: string,
): Promise<Outcome<Session>> {
  if (!may(actor, 'activities:write'))
    return refuse({ code: 'not-allowed', act: 'activities:write' })
  const row = await activityFor(bank, actor, activity)
  if (!row.ok) return row
  const { body } = row.value
  if (!isOn(body, day)) return refuse({ code: 'activity-closed', why: 'not-today' })
  const planned = stepped(bank, body.ends - body.starts)
  const came = await attendanceOn(bank, activity, day)
  const signed = (await signUpsOf(bank, activity)).filter(
    ({ body: one }) => one.list.state === 'signed',
  )
  const members = new Set([
    ...signed.map(({ body: one }) => one.list.who),
    ...came.map(({ body: one }) => one.list.who),
  ])
  const pairsOf = new Map(came.map(({ body: one }) => [one.list.who, one.pairs]))
  const expected = new Set(signed.map(({ body: one }) => one.list.who))
  const people = [...members].toSorted().map((member) => {
    const pairs = pairsOf.get(member) ?? []
    const minutes = stepped(bank, servedIn(pairs))
    return {
      ...{ member: member as MemberId, signedUp: expected.has(member), pairs },
      minutes: minutes > 0 ? minutes : planned,
    }
  })
  return done({ row: row.value, day, posted: body.posted[day], planned, people })
}

const stepped = ({ rules }: Bank, minutes: number) => minutes - (minutes % rules.step)

/** Minutes of the pairs that are whole. */
export function servedIn(pairs: readonly AttendancePair[]): number {
  return pairs.reduce((sum, { from, to }) => sum + Math.max(0, (to ?? from) - from), 0)
}

const PAGE = 500

export async function attendanceOn(
  { directory }: Pick<Bank, 'directory'>,
  activity: string,
  day: string,
): Promise<readonly Row<AttendanceRow>[]> {
  const found: Row<AttendanceRow>[] = []
  for (;;) {
    const before = found.at(-1)?.key
    const page = { limit: PAGE, ...(before === undefined ? {} : { before }) }
    const rows = await directory.under('attendance', `${activity}/${day}/`, page)
    found.push(...rows)
    if (rows.length < PAGE) return found
  }
}

export interface SessionSaid {
  /** Names the batch of its credits. */
  readonly id: EntryId
  readonly activity: string
  readonly day: string
  readonly rows: readonly {
    readonly id: EntryId
    readonly member: MemberId
    readonly minutes: number
  }[]
  /** The second member of staff who saw them, where one did: for those who signed in nowhere. */
  readonly witness?: string
}

/** Posts it. An answer for each row; where one is refused nothing is written, and what another must look at waits. */
export async function postSession(
  bank: Bank,
  actor: Actor,
  said: SessionSaid,
): Promise<Outcome<readonly Outcome<Entry>[]>> {
  const found = await openSession(bank, actor, said)
  if (!found.ok) return found
  const ask = asked(actor, 'post-session', said)
  const before = await answeredBefore(bank, ask)
  if (before) return before.ok ? done(said.rows.map(() => before)) : before
  if (found.value.posted !== undefined) return refuse({ code: 'activity-closed', why: 'posted' })
  if (said.rows.length === 0) return refuse({ code: 'activity-unfit', ...NOBODY })
  const order = orderOf(bank, found.value, said)
  const place = await stationOn(bank, order.station, found.value.day)
  if (!place.ok) return place
  const whole = drafted(bank, actor, ask, {
    ...{ kind: 'row', postings: [], servedOn: found.value.day, station: order.station },
    ...{ organisation: place.value.organisation, service: found.value.row.body.service },
    along: [postedRow(bank, found.value, said.id)],
    refs: [
      ['activity', said.activity],
      ['move', 'post'],
      ['batch', said.id],
    ],
  })
  const outcomes = await creditSession(bank, actor, order, [whole])
  const own = outcomes[said.rows.length]
  if (own && !own.ok && own.refusal.code === 'stale-row') {
    bank.directory.forget()
    return refuse({ code: 'activity-closed', why: 'posted' })
  }
  return done(outcomes.slice(0, said.rows.length))
}

const NOBODY = { what: 'people', why: 'empty', most: 0 } as const

/** What posting would come to as things stand; nothing is written. */
export async function trySessionOf(
  bank: Bank,
  actor: Actor,
  said: SessionSaid,
): Promise<Outcome<readonly Outcome<Draft | Entry>[]>> {
  const found = await openSession(bank, actor, said)
  if (!found.ok) return found
  return done(await trySession(bank, actor, orderOf(bank, found.value, said)))
}

/** A session that may be posted by the actor: theirs, not called off, begun. */
async function openSession(
  bank: Bank,
  actor: Actor,
  { activity, day }: SessionSaid,
): Promise<Outcome<Session>> {
  const found = await sessionOf(bank, actor, activity, day)
  if (!found.ok) return found
  const { body } = found.value.row
  const no = await refusedAt(bank, actor, body.station, 'credits:write')
  if (no) return refuse(no)
  if (body.list.state === 'cancelled') return refuse({ code: 'activity-closed', why: 'cancelled' })
  if (startOf(day) + body.starts * 60_000 > bank.clock.now())
    return refuse({ code: 'not-over-yet', servedOn: day, to: clock(body.ends) })
  return found
}

function postedRow(bank: Bank, { row, day }: Session, batch: EntryId) {
  const posted = { ...row.body.posted, [day]: batch }
  const isOver = day === lastDayOf(row.body)
  const list = isOver ? { ...row.body.list, state: 'over', due: 0 } : row.body.list
  return rowChange(bank, 'activity', row.key, row.version + 1, { ...row.body, list, posted })
}

/** Each with what was really shown: who signed in and out is "scanned", who was seen by a second member of staff "witnessed", the rest is the clerk's word. */
function orderOf(bank: Bank, session: Session, said: SessionSaid): SessionOrder {
  const { row, day, people } = session
  const pairsOf = new Map(people.map(({ member, pairs }) => [member, pairs]))
  const now = day === today(bank) ? Math.floor((bank.clock.now() - startOf(day)) / 60_000) : 1440
  const plan = { from: row.body.starts, to: Math.min(row.body.ends, now) }
  return {
    ...{ id: said.id, station: row.body.station, whole: true, mayWait: true },
    rows: said.rows.map(({ id, member, minutes }) => {
      const pairs = pairsOf.get(member) ?? []
      const captured = spanOf(pairs)
      const isShown = captured !== undefined && minutes <= servedIn(pairs)
      const span = isShown ? captured : fits(minutes, plan)
      const proof = isShown
        ? ({ proof: 'scanned' } as const)
        : said.witness === undefined
          ? {}
          : ({ proof: 'witnessed', witness: said.witness } as const)
      return {
        ...{ id, member, minutes, servedOn: day, service: row.body.service },
        ...{ activity: row.key, ...(span ? { span } : {}), ...proof },
      }
    }),
  }
}

const fits = (minutes: number, span: Span) => (minutes <= span.to - span.from ? span : undefined)

/** From the first sign-in to the last sign-out. */
function spanOf(pairs: readonly AttendancePair[]): Span | undefined {
  const whole = pairs.filter(({ from, to }) => to !== undefined && to > from)
  const [first, last] = [whole[0], whole.at(-1)]
  return first && last?.to !== undefined ? { from: first.from, to: last.to } : undefined
}
