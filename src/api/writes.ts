/** The writes: each hands an order to the bank and answers with the entry and its receipts. */
import { refusedAt } from '../bank/actor.ts'
import type { Loaded } from '../bank/city/directory.ts'
import { loadOrganisations, loadTeams, type TeamGiven } from '../bank/city/organisations.ts'
import { credit, type CreditOrder } from '../bank/hours/credit.ts'
import { grant, type GrantOrder } from '../bank/hours/grant.ts'
import { reverse, type ReversalOrder } from '../bank/hours/reverse.ts'
import { creditSession, type SessionOrder } from '../bank/hours/session.ts'
import { donate, type DonateOrder, transfer, type TransferOrder } from '../bank/hours/transfer.ts'
import { seenEntry } from '../bank/oversight/checkpoint.ts'
import { enrol, type EnrolOrder } from '../bank/people/enrol.ts'
import type { Actor, Bank, OrganisationRow } from '../bank/ports.ts'
import { book, type Booking } from '../bank/service/book.ts'
import { redeem, type RedeemOrder } from '../bank/service/redeem.ts'
import { release, type ReleaseOrder, settle, type Settlement } from '../bank/service/settle.ts'
import type { Confirmation } from '../gate/confirmation.ts'
import type { Entry, EntryId } from '../ledger/entry.ts'
import { type Outcome, type Refusal, refuse } from '../ledger/refusal.ts'
import type { Printer } from '../paper/print.ts'
import { heldBy } from '../ledger/counter.ts'
import { writtenView } from './answers.ts'
import { confirmedOrder } from './confirmation.ts'
import { type Asking, problem, told } from './problems.ts'
import { entryId } from './schemas.ts'

export interface Ask extends Asking {
  readonly params: Readonly<Record<string, string>>
  /** Already read by the route's schema. */
  readonly query: unknown
  readonly body: unknown
  /** Where people find the house: for codes on papers. */
  readonly origin: string
  /** Makes PDFs, where this door can. */
  readonly printer?: Printer
}

export type Handlers = Readonly<Record<string, (ask: Ask) => Promise<Response>>>

type Verb<Order> = (bank: Bank, actor: Actor, order: Order) => Promise<Outcome<Entry>>

/** A verb whose order is the body as it came. */
export const straight =
  <Order extends object>(verb: Verb<Order>) =>
  (ask: Ask): Promise<Response> =>
    answered(ask, ask.body as Order, verb)

export async function answered<Order extends object>(
  ask: Ask,
  order: Order,
  verb: Verb<Order>,
): Promise<Response> {
  const outcome = await verb(ask.bank, ask.actor, order)
  if (!outcome.ok) return waitsFor(ask, outcome.refusal) ?? problem(ask, outcome.refusal, order)
  return json(201, await writtenView(ask.bank, ask.actor, outcome.value))
}

/** 202 where it waits for a second person: not refused, and not done. */
export function waitsFor(ask: Ask, refusal: Refusal): Response | undefined {
  if (refusal.code !== 'waits-for-review') return undefined
  const { review, level, why, due } = refusal
  const { detail } = told(ask, refusal, {})
  const waiting = json(202, { review, level, why, due, detail })
  waiting.headers.set('Location', `/api/v1/reviews/${review}`)
  return waiting
}

/** An order about an entry: one that is not the actor's to see is not there. */
const about =
  <Order>(entryIn: (order: Order) => EntryId, verb: Verb<Order>): Verb<Order> =>
  async (bank, actor, order) => {
    const seen = await seenEntry(bank, actor, entryIn(order))
    return seen.ok ? verb(bank, actor, order) : seen
  }

function onBooking<Order extends { readonly booking: EntryId }>(verb: Verb<Order>) {
  return (ask: Ask): Promise<Response> => {
    const booking = ask.params['id'] as EntryId
    const order = { ...(ask.body as object), booking } as Order
    if (!entryId.safeParse(booking).success) {
      return Promise.resolve(problem(ask, { code: 'unknown-entry', entry: booking }))
    }
    return answered(
      ask,
      order,
      about((one) => one.booking, verb),
    )
  }
}

export const WRITES: Handlers = {
  'post /credits': straight<CreditOrder>(credit),
  'post /credits/batch': batch,
  'post /transfers': straight<TransferOrder>(transfer),
  'post /donations': straight<DonateOrder>(donate),
  'post /grants': straight<GrantOrder>(grant),
  'post /bookings': straight<Booking>(book),
  'post /bookings/:id/settlement': settlement,
  'post /bookings/:id/release': onBooking<ReleaseOrder>(release),
  'post /redemptions': redemption,
  'post /reversals': straight<ReversalOrder>(about((order) => order.entry, reverse)),
  'post /members': enrolled,
  'post /organisations': organisations,
  'post /teams': teams,
}

type Confirming<Order> = Omit<Order, 'confirmed'> & { readonly confirmation?: Confirmation }

async function settlement(ask: Ask): Promise<Response> {
  const booking = ask.params['id'] as EntryId
  const body = { ...(ask.body as object), booking } as Confirming<Settlement>
  const seen = entryId.safeParse(booking).success
    ? await seenEntry(ask.bank, ask.actor, booking)
    : refuse({ code: 'unknown-entry', entry: booking })
  if (!seen.ok) return problem(ask, seen.refusal, body)
  const hold = seen.value
  const no = await refusedAt(ask.bank, ask.actor, hold.station, 'bookings:write')
  if (no) return problem(ask, no, body)
  if (hold.kind !== 'hold') return problem(ask, { code: 'not-a-hold', entry: booking }, body)
  const order = await confirmedOrder(ask, body, { member: heldBy(hold).member, booking })
  return order.ok ? answered(ask, order.value, settle) : problem(ask, order.refusal, body)
}

async function redemption(ask: Ask): Promise<Response> {
  const body = ask.body as Confirming<RedeemOrder>
  const no = await refusedAt(ask.bank, ask.actor, body.station, 'redemptions:write')
  if (no) return problem(ask, no, body)
  const order = await confirmedOrder(ask, body, { member: body.member })
  return order.ok ? answered(ask, order.value, redeem) : problem(ask, order.refusal, body)
}

interface LoadBody {
  readonly id: EntryId
  readonly dryRun?: boolean
}

async function organisations(ask: Ask): Promise<Response> {
  const body = ask.body as LoadBody & {
    readonly organisations: readonly Omit<OrganisationRow, 'sample'>[]
  }
  const rows = body.organisations.map((row) => ({ ...row, phone: row.phone ?? '', sample: false }))
  const order = { ...body, organisations: rows }
  return loaded(ask, 'organisations', rows, await loadOrganisations(ask.bank, ask.actor, order))
}

async function teams(ask: Ask): Promise<Response> {
  const order = ask.body as LoadBody & { readonly teams: readonly TeamGiven[] }
  return loaded(ask, 'teams', order.teams, await loadTeams(ask.bank, ask.actor, order))
}

/** What a load did; or every row that stopped it, none of them written. */
async function loaded(
  ask: Ask,
  list: string,
  rows: readonly object[],
  outcome: Loaded,
): Promise<Response> {
  if (outcome.ok) {
    const { added, changed, same } = outcome
    return json(201, { added, changed, same })
  }
  const [first] = outcome.refused
  if (first && first.row < 0) return problem(ask, first.refusal)
  const refused = problem(ask, { code: 'group-refused', row: first?.row ?? 0 })
  const said = outcome.refused.map(({ row, refusal }) => ({
    row,
    ...told(ask, refusal, rows[row] ?? {}, `/${list}/${row}`),
  }))
  const body = { ...((await refused.json()) as object), rows: said }
  return new Response(JSON.stringify(body), { status: 422, headers: refused.headers })
}

async function enrolled(ask: Ask): Promise<Response> {
  const { bank, actor } = ask
  const order = ask.body as EnrolOrder
  const outcome = await enrol(bank, actor, order)
  if (!outcome.ok) return problem(ask, hidden(actor, outcome.refusal), order)
  const { person, entry } = outcome.value
  const member = { id: person.member, number: person.number, home: entry.station }
  return json(201, { member, ...(await writtenView(bank, actor, entry)) })
}

/** A program is told that somebody is registered already, not who: names and phones are not for trying out. */
function hidden(actor: Actor, refusal: Refusal): Refusal {
  return refusal.code === 'person-exists' && actor.kind === 'token'
    ? { code: 'person-exists', member: '' }
    : refusal
}

/** Nos that are about the asker or the whole, not about a row. */
const OF_ALL = new Set(['not-allowed', 'unknown-station', 'group-too-large', 'busy', 'no-room'])

async function batch(ask: Ask): Promise<Response> {
  const order = ask.body as SessionOrder
  const outcomes = await creditSession(ask.bank, ask.actor, order)
  const first = outcomes.find((outcome) => !outcome.ok)
  if (first && !first.ok && OF_ALL.has(first.refusal.code)) {
    return problem(ask, first.refusal, order)
  }
  if (first && order.whole) return wholeRefused(ask, order, outcomes)

  const rows = []
  for (const [row, outcome] of outcomes.entries()) {
    rows.push(
      outcome.ok
        ? { row, ok: true, ...(await writtenView(ask.bank, ask.actor, outcome.value)) }
        : { row, ok: false, ...rowTold(ask, order, row, outcome.refusal) },
    )
  }
  return json(first ? 200 : 201, { rows })
}

/** Every row that was refused for itself; those that only fell with the others are not told. */
async function wholeRefused(
  ask: Ask,
  order: SessionOrder,
  outcomes: readonly Outcome<Entry>[],
): Promise<Response> {
  const rows = outcomes.flatMap((outcome, row) =>
    outcome.ok || outcome.refusal.code === 'group-refused'
      ? []
      : [{ row, ...rowTold(ask, order, row, outcome.refusal) }],
  )
  const no = refuse({ code: 'group-refused', row: rows[0]?.row ?? 0 }).refusal
  const refused = problem(ask, no)
  const body = { ...((await refused.json()) as object), rows }
  return new Response(JSON.stringify(body), { status: 422, headers: refused.headers })
}

function rowTold(ask: Ask, order: SessionOrder, row: number, refusal: Refusal) {
  return told(ask, refusal, order.rows[row] ?? {}, `/rows/${row}`)
}

export function json(status: number, body: object, cache = 'no-store'): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': cache,
      'X-Content-Type-Options': 'nosniff',
    },
  })
}
