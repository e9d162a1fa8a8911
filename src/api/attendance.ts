/** Signing in and out of an activity, and its session: who came, posted once. */
import * as z from 'zod'
import { type AttendOrder, signIn, signOut } from '../bank/activities/attend.ts'
import { postSession, type SessionSaid, sessionOf } from '../bank/activities/session.ts'
import { today } from '../bank/draft.ts'
import { SIGN_IN_WAYS, type SignInWay } from '../bank/ports-activity.ts'
import { heardCode, heldBy } from '../gate/attendance.ts'
import type { Entry } from '../ledger/entry.ts'
import { done, type Outcome, refuse } from '../ledger/refusal.ts'
import { about, answered } from './activities.ts'
import { writtenShape, writtenView } from './answers.ts'
import { problem, told } from './problems.ts'
import { day, member, minuteOfDay, minutes, newId } from './schemas.ts'
import { type Ask, type Handlers, json } from './writes.ts'

export const attendBody = z.strictObject({
  id: newId,
  member,
  way: z.exactOptional(z.enum(SIGN_IN_WAYS)).meta({
    description: 'How they showed that they were there; all count the same. From a desk.',
  }),
  at: z.exactOptional(minuteOfDay).meta({ description: 'Minute of the day; from a desk.' }),
  code: z.exactOptional(z.string().max(200)).meta({
    description: 'From a member: the QR code’s token, or the four digits that were said.',
  }),
})

export const sessionQuery = z.strictObject({ day })

export const sessionBody = z.strictObject({
  id: newId,
  day,
  rows: z
    .array(z.strictObject({ id: newId, member, minutes }))
    .min(1)
    .max(500),
  witness: z.exactOptional(z.string().regex(/^staff:[0-9a-z]{1,32}$/)),
})

const pairShape = z.object({
  from: z.int(),
  in: z.string(),
  to: z.exactOptional(z.int()),
  out: z.exactOptional(z.string()),
})

export const sessionShape = z.object({
  day: z.string(),
  planned: z.int(),
  posted: z.exactOptional(z.string()).meta({ description: 'The batch it was posted as.' }),
  people: z.array(
    z.object({
      member: z.string(),
      signedUp: z.boolean(),
      minutes: z.int(),
      pairs: z.array(pairShape),
    }),
  ),
})

const rowShape = z.union([
  writtenShape.extend({ row: z.int(), ok: z.literal(true) }),
  z.object({ row: z.int(), ok: z.literal(false), code: z.string(), detail: z.string() }),
])
export const postedShape = z.object({ rows: z.array(rowShape) })

export const ATTENDANCE: Handlers = {
  'post /activities/:id/sign-ins': (ask) => attended(ask, signIn),
  'post /activities/:id/sign-outs': (ask) => attended(ask, signOut),
  'get /activities/:id/session': session,
  'post /activities/:id/session': posted,
}

async function attended(ask: Ask, verb: typeof signIn): Promise<Response> {
  const order = about<AttendOrder & { readonly code?: string }>(ask)
  const way = await wayOf(ask, order)
  if (!way.ok) return problem(ask, way.refusal, ask.body as object)
  const { code: _code, at, ...rest } = order
  const said = ask.actor.kind === 'member' || at === undefined ? {} : { at }
  return answered(ask, verb(ask.bank, ask.actor, { ...rest, ...said, way: way.value }))
}

/** A desk says how; a member shows it. */
async function wayOf(
  { bank, actor }: Ask,
  order: AttendOrder & { readonly code?: string },
): Promise<Outcome<SignInWay>> {
  if (actor.kind !== 'member') return done(order.way ?? 'clerk')
  const { activity, member: whose, code = '' } = order
  if (actor.member !== whose) return refuse({ code: 'unknown-member', member: whose })
  const held = heldBy(bank, code, bank.clock.now(), today(bank))
  if (held) return held.activity === activity ? done('qr') : refuse({ code: 'attend-code-wrong' })
  const heard = await heardCode(bank, { activity, day: today(bank) }, whose, code)
  return heard.ok ? done('code') : heard
}

async function session(ask: Ask): Promise<Response> {
  const { day: asked } = ask.query as { readonly day: string }
  const found = await sessionOf(ask.bank, ask.actor, ask.params['id'] ?? '', asked)
  if (!found.ok) return problem(ask, found.refusal)
  const { day: of, planned, posted: batch, people } = found.value
  return json(200, { day: of, planned, people, ...(batch === undefined ? {} : { posted: batch }) })
}

async function posted(ask: Ask): Promise<Response> {
  const said = about<SessionSaid>(ask)
  const outcome = await postSession(ask.bank, ask.actor, said)
  return outcome.ok ? rowsTold(ask, said.rows, outcome.value) : problem(ask, outcome.refusal, said)
}

/** An answer for each row; where one is refused, none was written, and those are told. */
export async function rowsTold(
  ask: Ask,
  given: readonly object[],
  outcomes: readonly Outcome<Entry>[],
): Promise<Response> {
  const rows = []
  for (const [row, one] of outcomes.entries())
    rows.push(
      one.ok
        ? { row, ok: true, ...(await writtenView(ask.bank, ask.actor, one.value)) }
        : { row, ok: false, ...told(ask, one.refusal, given[row] ?? {}, `/rows/${row}`) },
    )
  const at = outcomes.findIndex((one) => !one.ok && one.refusal.code !== 'waits-for-review')
  if (at < 0) return json(201, { rows })
  const refused = problem(ask, { code: 'group-refused', row: at })
  const body = { ...((await refused.json()) as object), rows: rows.filter(({ ok }) => !ok) }
  return new Response(JSON.stringify(body), { status: 422, headers: refused.headers })
}
