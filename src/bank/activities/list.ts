/** Activities as people look for them: a volunteer what is near and has places, a desk its own, and each what they have signed up for. */
import type { MemberId } from '../../ledger/account.ts'
import type { Day } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { activityRules } from '../../rules/activities.ts'
import { may, refusedAt } from '../actor.ts'
import { today } from '../draft.ts'
import { placesOf } from '../loop/order.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { ActivityRow, SignUpRow, SignUpState } from '../ports-activity.ts'
import { nextDayOf } from './activity.ts'
import { type Seats, seatsOfAll } from './seats.ts'
import { signUpKey } from './sign-up.ts'

export interface ActivitySeen extends Seats {
  readonly id: string
  readonly body: ActivityRow
  /** The next day it takes place on; undefined where it is over. */
  readonly next: Day | undefined
  /** How the asker stands to it, where they are a member. */
  readonly mine: SignUpState | undefined
}

const LIST_MAX = 200
const DAY_MS = 86_400_000

/** What a volunteer may sign up for in the city: near their own station first, then by when it begins. */
export async function activitiesNear(bank: Bank, actor: Actor): Promise<readonly ActivitySeen[]> {
  const now = bank.clock.now()
  const city = { places: [`${bank.rules.city.code}/`], states: ['open'], limit: LIST_MAX }
  const ahead = await bank.directory.listed('activity', { ...city, from: now })
  const running = await bank.directory.listed('activity', {
    ...city,
    ...{ from: now - activityRules(bank.rules).runDaysMost * DAY_MS, to: now, newest: true },
  })
  const open = [...running, ...ahead].filter(({ body }) => body.list.due > now)
  const seen = await seenAs(bank, actor, open)
  const near = await nearness(bank, actor)
  return seen.toSorted(
    (a, b) => near(b.body.list.place) - near(a.body.list.place) || a.body.list.at - b.body.list.at,
  )
}

/** How near a place is to a member's own station: the more, the nearer. */
export async function nearness(bank: Bank, actor: Actor): Promise<(place: string) => number> {
  const row = actor.member && (await bank.directory.get('member', actor.member))
  const home = row ? await bank.directory.get('station', row.body.home) : undefined
  const own = home ? `${home.body.path}${home.key}/` : ''
  return (place) => shared(own, place)
}

/** How many levels two places have in common: city, district, street, station. */
function shared(one: string, other: string): number {
  const [parts, others] = [one.split('/'), other.split('/')]
  const differs = parts.findIndex((part, at) => part !== others[at])
  return differs < 0 ? parts.length : differs
}

/** Activities within staff's reach, or of one station of it; what is to be recorded comes first, then by when it begins. */
export async function activitiesFor(
  bank: Bank,
  actor: Actor,
  station?: string,
): Promise<Outcome<readonly ActivitySeen[]>> {
  if (!may(actor, 'stations:read')) return refuse({ code: 'not-allowed', act: 'stations:read' })
  const no = station && (await refusedAt(bank, actor, station, 'stations:read'))
  if (no) return refuse(no)
  const row = station ? await bank.directory.get('station', station) : undefined
  const places = row ? [`${row.body.path}${row.key}/`] : await placesOf(bank, actor)
  const open = await bank.directory.listed('activity', {
    places,
    states: ['open'],
    limit: LIST_MAX,
  })
  return done(await seenAs(bank, actor, open))
}

/** Rows with their places, and how a member stands to each. */
export async function seenAs(
  bank: Bank,
  actor: Actor,
  rows: readonly Row<ActivityRow>[],
): Promise<readonly ActivitySeen[]> {
  const seats = await seatsOfAll(
    bank,
    rows.map(({ key }) => key),
  )
  const { member } = actor
  const own =
    member === undefined
      ? []
      : await bank.directory.many(
          'signup',
          rows.map(({ key }) => signUpKey(key, member)),
        )
  const mine = new Map(own.map(({ body }) => [body.activity, body.list.state as SignUpState]))
  return rows.map(({ key, body }) => ({
    ...(seats.get(key) as Seats),
    ...{ id: key, body, next: nextDayOf(body, today(bank)), mine: mine.get(key) },
  }))
}

export interface MySignUp {
  readonly activity: ActivitySeen
  readonly signUp: SignUpRow
}

/** What somebody has signed up for and is still to come, soonest first; called off by the station too, until its day. */
export async function signUpsFor(bank: Bank, member: MemberId): Promise<readonly MySignUp[]> {
  const rows = await bank.directory.listed('signup', {
    ...{ who: member, states: ['signed', 'waiting'], newest: true, limit: LIST_MAX },
  })
  const activities = await bank.directory.many(
    'activity',
    rows.map(({ body }) => body.activity),
  )
  const self = { member } as Actor
  const seen = await seenAs(bank, self, activities)
  const found = new Map(seen.map((one) => [one.id, one]))
  return rows
    .flatMap(({ body }) => {
      const activity = found.get(body.activity)
      return activity?.next === undefined ? [] : [{ activity, signUp: body }]
    })
    .toSorted((a, b) => ((a.activity.next ?? '') < (b.activity.next ?? '') ? -1 : 1))
}
