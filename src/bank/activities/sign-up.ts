/**
 * Sign up for an activity (报名), by the volunteer or by a clerk for them; wait
 * where it is full; call off, and whoever waits first is moved up in the same
 * commit.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId, Limit, Ref, RowChange } from '../../ledger/entry.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { tallyLeast, tallyMost, tallyRef } from '../../ledger/tally.ts'
import { activityRules } from '../../rules/activities.ts'
import { ageOn, GUARDED_UNDER } from '../../rules/privacy.ts'
import { may, memberRow, refusedFor, stationOn } from '../actor.ts'
import { answeredBefore, asked, type Asked, drafted, rowChange, today } from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { ActivityRow, SignUpRow } from '../ports-activity.ts'
import { record } from '../record.ts'
import { nextDayOf, settling } from './activity.ts'
import { placesTally, queueTally, seatsOf, waitingFor } from './seats.ts'

export interface SignUpOrder {
  readonly id: EntryId
  readonly activity: string
  readonly member: MemberId
  /** Where it is full, to wait; without it that is refused. */
  readonly wait?: boolean
}

/** Signs somebody up, or puts them on the waiting list. Refuses twice, too young, over capacity, what is over. */
export async function signUp(
  bank: Bank,
  actor: Actor,
  order: SignUpOrder,
): Promise<Outcome<Entry>> {
  const ask = asked(actor, 'sign-up', order)
  return settling(bank, async () => {
    const found = await openFor(bank, actor, order)
    if (!found.ok) return found
    const before = await answeredBefore(bank, ask)
    if (before) return before
    const no = await refusedPerson(bank, found.value.body, order.member)
    if (no) return refuse(no)
    const key = signUpKey(order.activity, order.member)
    const known = await bank.directory.newest('signup', key)
    const state = known?.body.list.state ?? 'cancelled'
    if (known && state !== 'cancelled')
      return refuse({
        code: 'signed-up-already',
        member: order.member,
        waiting: state === 'waiting',
      })
    return signedUp(bank, actor, ask, { order, activity: found.value, known })
  })
}

/** The activity, where somebody may still come or go, and the actor may say so for the member. "Not yours" and "not there" are one answer. */
async function openFor(
  bank: Bank,
  actor: Actor,
  order: Pick<SignUpOrder, 'activity' | 'member'>,
): Promise<Outcome<Row<ActivityRow>>> {
  const unknown = refuse({ code: 'unknown-activity', activity: order.activity })
  if (actor.kind === 'member' && actor.member !== order.member)
    return refuse({ code: 'unknown-member', member: order.member })
  if (actor.kind !== 'member' && !may(actor, 'activities:write'))
    return refuse({ code: 'not-allowed', act: 'activities:write' })
  const row = await bank.directory.newest('activity', order.activity)
  if (!row) return unknown
  const { member } = order
  const no = await refusedFor(bank, actor, member, row.body.station, 'activities:write')
  if (no) return no.code === 'unknown-station' ? unknown : refuse(no)
  if (row.body.list.state === 'cancelled')
    return refuse({ code: 'activity-closed', why: 'cancelled' })
  if (row.body.list.state === 'over' || row.body.list.due <= bank.clock.now())
    return refuse({ code: 'activity-closed', why: 'over' })
  return { ok: true, value: row }
}

/** Known here, old enough where their birth is known, and a child only with a guardian's consent. */
async function refusedPerson(
  bank: Bank,
  activity: ActivityRow,
  member: MemberId,
): Promise<Refusal | undefined> {
  const row = await memberRow(bank, member)
  if (!row.ok) return row.refusal
  const person = await bank.people.get(member)
  if (!person?.born) return undefined
  const age = ageOn(person.born, nextDayOf(activity, today(bank)) ?? activity.until)
  if (age < activity.age) return { code: 'activity-too-young', age: activity.age }
  return age < GUARDED_UNDER && !person.guardian
    ? { code: 'guardian-consent-missing', under: GUARDED_UNDER }
    : undefined
}

export const signUpKey = (activity: string, member: string) => `${activity}/${member}`

async function signedUp(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  of: {
    readonly order: SignUpOrder
    readonly activity: Row<ActivityRow>
    readonly known: Row<SignUpRow> | undefined
  },
): Promise<Outcome<Entry>> {
  const { order, activity, known } = of
  const { station, places, list } = activity.body
  const isFull = (await seatsOf(bank, order.activity)).taken >= places
  const [taken, queue] = [placesTally(order.activity), queueTally(order.activity)]
  if (isFull && !order.wait) return full(taken, places)
  const limits: readonly Limit[] = isFull
    ? [tallyMost(queue, activityRules(bank.rules).queueMost), tallyLeast(taken, places)]
    : [tallyMost(taken, places)]
  const body: SignUpRow = {
    list: {
      place: `${list.place}${order.activity}/`,
      who: order.member,
      state: isFull ? 'waiting' : 'signed',
      at: bank.clock.now(),
      due: 0,
    },
    ...{ activity: order.activity, station, by: actor.id },
  }
  const key = signUpKey(order.activity, order.member)
  const outcome = await writtenAs(bank, actor, ask, {
    ...{ activity, member: order.member, limits },
    along: [rowChange(bank, 'signup', key, (known?.version ?? 0) + 1, body)],
    refs: [tallyRef(isFull ? queue : taken, 1)],
  })
  // Somebody else took the last place meanwhile: it is said, and nobody waits who did not ask to.
  const lost = !outcome.ok && outcome.refusal.code === 'tally-over' && !isFull && !order.wait
  return lost ? full(taken, places) : outcome
}

/** As the tip itself would say it, of a place that is not there. */
function full(what: string, places: number) {
  return refuse({ code: 'places-full', activity: what.slice('places/'.length), places })
}

export interface SignOffOrder {
  readonly id: EntryId
  readonly activity: string
  readonly member: MemberId
}

/** Calls off. The first who waits has the place at once. */
export async function cancelSignUp(
  bank: Bank,
  actor: Actor,
  order: SignOffOrder,
): Promise<Outcome<Entry>> {
  const ask = asked(actor, 'cancel-sign-up', order)
  return settling(bank, async () => {
    const found = await openFor(bank, actor, order)
    if (!found.ok) return found
    const before = await answeredBefore(bank, ask)
    if (before) return before
    const known = await bank.directory.newest('signup', signUpKey(order.activity, order.member))
    const state = known?.body.list.state
    if (!known || state === 'cancelled')
      return refuse({ code: 'not-signed-up', member: order.member })
    const { movedUp: _moved, ...rest } = known.body
    const body = { ...rest, list: { ...rest.list, state: 'cancelled' }, by: actor.id }
    const own = rowChange(bank, 'signup', known.key, known.version + 1, body)
    const given =
      state === 'waiting'
        ? { along: [], refs: [tallyRef(queueTally(order.activity), -1)], limits: [] }
        : await placeGiven(bank, order.activity)
    return writtenAs(bank, actor, ask, {
      ...{ activity: found.value, member: order.member },
      ...{ along: [own, ...given.along], refs: given.refs, limits: given.limits },
    })
  })
}

/** To the first who waits; or back, where at the tip nobody does. */
async function placeGiven(bank: Bank, activity: string) {
  const [next] = await waitingFor(bank, activity)
  const queue = queueTally(activity)
  if (!next)
    return {
      along: [],
      refs: [tallyRef(placesTally(activity), -1)],
      limits: [tallyMost(queue, 0)],
    }
  const body: SignUpRow = {
    ...next.body,
    list: { ...next.body.list, state: 'signed' },
    movedUp: true,
  }
  return {
    along: [rowChange(bank, 'signup', next.key, next.version + 1, body)],
    refs: [tallyRef(queue, -1)],
    limits: [],
  }
}

async function writtenAs(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  of: {
    readonly activity: Row<ActivityRow>
    readonly member: MemberId
    readonly along: readonly RowChange[]
    readonly refs: readonly Ref[]
    readonly limits: readonly Limit[]
  },
): Promise<Outcome<Entry>> {
  const { activity, member, along, refs, limits } = of
  const { station, service } = activity.body
  const place = await stationOn(bank, station, today(bank))
  if (!place.ok) return place
  return record(
    bank,
    drafted(bank, actor, ask, {
      ...{ kind: 'row', postings: [], servedOn: today(bank), station, service },
      organisation: place.value.organisation,
      relies: [activity],
      ...{ along, limits },
      refs: [['activity', activity.key], ['for', member], ...refs],
    }),
  )
}
