/** Activities: what is on and how many places are free; published, changed, called off; signed up for. */
import * as z from 'zod'
import {
  activityFor,
  cancelActivity,
  changeActivity,
  type ActivityChange,
  type ActivityOrder,
  publishActivity,
} from '../bank/activities/activity.ts'
import {
  activitiesFor,
  activitiesNear,
  type ActivitySeen,
  seenAs,
} from '../bank/activities/list.ts'
import { cancelSignUp, type SignUpOrder, signUp } from '../bank/activities/sign-up.ts'
import type { Entry } from '../ledger/entry.ts'
import type { Outcome } from '../ledger/refusal.ts'
import { ACTIVITY_WORDS } from '../rules/activities.ts'
import { writtenView } from './answers.ts'
import { problem } from './problems.ts'
import { day, member, minuteOfDay, newId, service, station } from './schemas.ts'
import { type Ask, type Handlers, json } from './writes.ts'

const words = (most: number) => z.string().max(most * 4)
const count = z.int().min(0).max(100_000)

const said = {
  id: newId,
  title: words(ACTIVITY_WORDS.title),
  purpose: words(ACTIVITY_WORDS.purpose),
  where: words(ACTIVITY_WORDS.where),
  risks: words(ACTIVITY_WORDS.risks),
  insurance: words(ACTIVITY_WORDS.insurance),
  skills: words(ACTIVITY_WORDS.skills),
  service,
  from: day,
  until: day,
  every: z.union([z.literal(1), z.literal(7)]).meta({ description: 'Each day, or each week.' }),
  starts: minuteOfDay,
  ends: minuteOfDay,
  places: count,
  age: count.meta({ description: 'Nobody younger; 0 where age is no matter.' }),
}

export const activityBody = z.strictObject({ ...said, station })
export const activityChangeBody = z.strictObject(said)
export const signUpBody = z.strictObject({
  id: newId,
  member,
  wait: z.exactOptional(z.literal(true)).meta({ description: 'Where it is full, to wait.' }),
})
export const signOffBody = z.strictObject({ id: newId, member })
export const activitiesQuery = z.strictObject({ station: z.exactOptional(station) })

export const activityShape = z.object({
  id: z.string(),
  station: z.string(),
  state: z.string(),
  title: z.string(),
  purpose: z.string(),
  where: z.string(),
  risks: z.string(),
  insurance: z.string(),
  skills: z.string(),
  service: z.string(),
  from: z.string(),
  until: z.string(),
  every: z.int(),
  starts: z.int(),
  ends: z.int(),
  age: z.int(),
  places: z.int(),
  free: z.int(),
  waiting: z.int(),
  next: z.exactOptional(z.string()),
  mine: z.exactOptional(z.string()),
})
export const activitiesShape = z.object({ activities: z.array(activityShape) })

export const ACTIVITIES: Handlers = {
  'get /activities': list,
  'get /activities/:id': one,
  'post /activities': (ask) =>
    answered(ask, publishActivity(ask.bank, ask.actor, ask.body as ActivityOrder)),
  'post /activities/:id/changes': (ask) =>
    answered(ask, changeActivity(ask.bank, ask.actor, about<ActivityChange>(ask))),
  'post /activities/:id/cancellation': (ask) =>
    answered(ask, cancelActivity(ask.bank, ask.actor, about<ActivityChange>(ask))),
  'post /activities/:id/sign-ups': (ask) =>
    answered(ask, signUp(ask.bank, ask.actor, about<SignUpOrder>(ask))),
  'post /activities/:id/sign-offs': (ask) =>
    answered(ask, cancelSignUp(ask.bank, ask.actor, about<SignUpOrder>(ask))),
}

export function about<Order>({ body, params }: Ask): Order {
  return { ...(body as object), activity: params['id'] ?? '' } as Order
}

export async function answered(ask: Ask, verb: Promise<Outcome<Entry>>): Promise<Response> {
  const outcome = await verb
  if (!outcome.ok) return problem(ask, outcome.refusal, ask.body as object)
  return json(201, await writtenView(ask.bank, ask.actor, outcome.value))
}

async function list(ask: Ask): Promise<Response> {
  const { bank, actor } = ask
  const { station: at } = ask.query as { readonly station?: string }
  const found =
    actor.kind === 'member'
      ? ({ ok: true, value: await activitiesNear(bank, actor) } as const)
      : await activitiesFor(bank, actor, at)
  if (!found.ok) return problem(ask, found.refusal)
  const shown = found.value.filter(({ body }) => at === undefined || body.station === at)
  return json(200, { activities: shown.map(activityView) })
}

async function one(ask: Ask): Promise<Response> {
  const row = await activityFor(ask.bank, ask.actor, ask.params['id'] ?? '')
  if (!row.ok) return problem(ask, row.refusal)
  const [seen] = await seenAs(ask.bank, ask.actor, [row.value])
  return json(200, activityView(seen as ActivitySeen))
}

function activityView(seen: ActivitySeen): z.infer<typeof activityShape> {
  const { id, body, taken, waiting, next, mine } = seen
  const { list, posted: _posted, ...words } = body
  return {
    ...{ id, state: list.state, ...words },
    ...{ free: Math.max(0, body.places - taken), waiting },
    ...(next === undefined ? {} : { next }),
    ...(mine === undefined ? {} : { mine }),
  }
}
