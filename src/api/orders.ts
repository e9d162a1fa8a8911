/** Service orders: taken in, found, read, and moved on as their workflow says. */
import type * as z from 'zod'
import { clockOf } from '../bank/loop/clock.ts'
import { type Route, routesFor } from '../bank/loop/fallback.ts'
import { type MoveOrder, moveOrder, movesFor } from '../bank/loop/move.ts'
import { orderFor, type OrderFound, ordersFor, wordsOf } from '../bank/loop/order.ts'
import { type OrderIntake, takeIn } from '../bank/loop/take-in.ts'
import { workflowNamed } from '../bank/loop/workflow.ts'
import type { Confirmation } from '../gate/confirmation.ts'
import type { Actor } from '../bank/ports.ts'
import type { OrderRow } from '../bank/ports-order.ts'
import type { MemberId } from '../ledger/account.ts'
import type { Entry, EntryId } from '../ledger/entry.ts'
import { done, type Outcome, refuse } from '../ledger/refusal.ts'
import { writtenView } from './answers.ts'
import { confirmedOrder } from './confirmation.ts'
import type { intakeBody, moveBody, orderShape } from './order-shapes.ts'
import { problem } from './problems.ts'
import { entryId } from './schemas.ts'
import { type Ask, type Handlers, json, waitsFor } from './writes.ts'

export const ORDERS: Handlers = {
  'post /orders': takenIn,
  'get /orders': orders,
  'get /orders/:id': one,
  'post /orders/:id/moves': moved,
}

async function takenIn(ask: Ask): Promise<Response> {
  const { outside, ...body } = ask.body as z.infer<typeof intakeBody>
  const due = outside?.due === undefined ? {} : { due: Date.parse(outside.due) }
  const order = {
    ...body,
    ...(outside ? { outside: { system: outside.system, number: outside.number, ...due } } : {}),
  } as unknown as OrderIntake
  return answered(ask, await takeIn(ask.bank, ask.actor, order), (entry) => entry.id)
}

/** The id in the path, where it can be one, as it is seen by whoever asks. */
async function found(ask: Ask): Promise<Outcome<OrderFound>> {
  const id = ask.params['id'] ?? ''
  return orderFor(ask.bank, ask.actor, entryId.safeParse(id).success ? id : '')
}

async function orders(ask: Ask): Promise<Response> {
  const { station, type, state, due, limit = 50, offset = 0 } = ask.query as Query
  const outcome = await ordersFor(ask.bank, ask.actor, {
    ...{ limit, offset },
    ...(station === undefined ? {} : { station }),
    ...(type === undefined ? {} : { types: [type] }),
    ...(state === undefined ? {} : { states: [state] }),
    ...(due === undefined ? {} : { dueBefore: ask.bank.clock.now() }),
  })
  if (!outcome.ok) return problem(ask, outcome.refusal, ask.query as object)
  const shown = []
  for (const row of outcome.value) {
    const workflow = await workflowNamed(ask.bank, row.body.workflow)
    if (workflow) shown.push(await orderView(ask, { row, workflow }))
  }
  return json(200, { orders: shown })
}

interface Query {
  readonly station?: string
  readonly type?: string
  readonly state?: string
  readonly due?: 'overdue'
  readonly limit?: number
  readonly offset?: number
}

async function one(ask: Ask): Promise<Response> {
  const outcome = await found(ask)
  if (!outcome.ok) return problem(ask, outcome.refusal)
  const view = await orderView(ask, outcome.value, await seenWords(ask, outcome.value))
  const offered = ask.actor.kind === 'member' ? [] : await routesFor(ask.bank, outcome.value)
  return json(200, { ...view, ...(offered.length > 0 ? { routes: offered.map(routeView) } : {}) })
}

const routeView = (route: Route) =>
  route.kind === 'provider'
    ? { kind: route.kind, contract: route.contract.key, provider: route.contract.body.provider }
    : { kind: route.kind, station: route.station.key }

/** A program reads no words; whom it is for, whoever goes there and the staff within reach do. */
async function seenWords({ bank, actor }: Ask, { row: { key, body } }: OrderFound) {
  if (actor.kind === 'token' || isStranger(actor, body)) return undefined
  return (await wordsOf(bank, [key])).get(key)
}

/** A volunteer who might claim it and has not: of whoever needs it they learn nothing. */
function isStranger(actor: Actor, { member, claimant }: OrderRow): boolean {
  const theirs = [member, claimant?.id, claimant?.with].includes(actor.member)
  return actor.kind === 'member' && !theirs
}

async function moved(ask: Ask): Promise<Response> {
  const seen = await found(ask)
  if (!seen.ok) return problem(ask, seen.refusal)
  const { row } = seen.value
  const order = await confirmedMove(ask, seen.value)
  if (!order.ok) return problem(ask, order.refusal, ask.body as object)
  return answered(ask, await moveOrder(ask.bank, ask.actor, order.value), () => row.key)
}

/** A move that asks for a confirmation is confirmed here; of any other it is not looked at. */
async function confirmedMove(ask: Ask, { row, workflow }: OrderFound): Promise<Outcome<MoveOrder>> {
  const { confirmation, ...rest } = ask.body as z.infer<typeof moveBody>
  const order = { ...rest, order: row.key } as unknown as MoveOrder
  const needs = workflow.moves[order.move]?.needs ?? []
  if (!needs.includes('confirmation') || ask.actor.kind === 'member') return done(order)
  const member = row.body.member as MemberId | undefined
  if (member === undefined) {
    const by = confirmation?.by ?? 'call'
    return by === 'pin' || by === 'code'
      ? refuse({ code: 'confirmation-wrong', by })
      : done({ ...order, confirmed: by })
  }
  const service = { member, booking: (row.body.hold ?? row.key) as EntryId }
  const given = confirmation as Confirmation | undefined
  return confirmedOrder(
    ask,
    { ...order, ...(given === undefined ? {} : { confirmation: given }) },
    service,
  )
}

async function answered(
  ask: Ask,
  outcome: Outcome<Entry>,
  keyOf: (entry: Entry) => string,
): Promise<Response> {
  if (!outcome.ok)
    return waitsFor(ask, outcome.refusal) ?? problem(ask, outcome.refusal, ask.body as object)
  const written = await writtenView(ask.bank, ask.actor, outcome.value)
  return json(201, { order: keyOf(outcome.value), ...written })
}

async function orderView(
  { bank, actor, language }: Ask,
  seen: OrderFound,
  words?: object,
): Promise<z.infer<typeof orderShape>> {
  const { row, workflow } = seen
  const { body, key } = row
  const clock = clockOf(workflow, body, bank.clock.now())
  const { type, state, station, area, service, source, outside } = body
  const next = await movesFor(bank, actor, seen)
  const known = Object.fromEntries(
    (isStranger(actor, body) ? OPEN : KNOWN).flatMap((name) =>
      body[name] === undefined ? [] : [[name, body[name]]],
    ),
  )
  return {
    ...{ id: key, type, workflow: body.workflow, state, station, area, service, source },
    label: workflow.states[state]?.label[language] ?? state,
    takenAt: new Date(body.list.at).toISOString(),
    ...(clock.due === 0 ? {} : { due: new Date(clock.due).toISOString() }),
    gone: clock.gone,
    colour: clock.colour,
    ...known,
    ...(outside ? { outside: { system: outside.system, number: outside.number } } : {}),
    moves: body.moves.map(({ move, to, at, reason }) => ({
      ...{ move, to, at: new Date(at).toISOString() },
      ...(reason === undefined ? {} : { reason }),
    })),
    may: next.map(([move, { label, needs = [] }]) => ({
      ...{ move, label: label[language], needs: [...needs] },
    })),
    ...(words ? { words: words as { need: string } } : {}),
  }
}

const OPEN = ['minutes', 'day', 'urgent'] as const
const KNOWN = [
  ...OPEN,
  'member',
  'cameFrom',
  'claimant',
  'hold',
  'entry',
  'review',
  'confirmed',
  'rating',
  'outcome',
  'reached',
  'neighbour',
  'visits',
] as const
