/**
 * The fallback (兜底): what is offered where nobody claims an order in time. A
 * provider under contract is paid to come, or a neighbouring station is asked
 * and says yes or no. Nothing goes anywhere by itself: whoever has the order
 * chooses, and volunteers may still be quicker.
 */
import type { EntryId, Ref } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { serviceIn } from '../../rules/city.ts'
import type { FallbackRoute, Workflow } from '../../rules/workflow.ts'
import { may, stationOn } from '../actor.ts'
import { itemsAt } from '../catalogue/item.ts'
import { asked, today } from '../draft.ts'
import type { Actor, Bank, Row, StationRow } from '../ports.ts'
import type { OrderRow } from '../ports-order.ts'
import type { ContractRow } from '../ports-paid.ts'
import { releaseDraft } from '../service/settle.ts'
import { deadlineAfter } from './clock.ts'
import { contractsOf, refusedUnder } from './contract.ts'
import { type Effected, type Effecting, NOTHING, withOrder } from './effect.ts'
import { type OrderFound, ordersFor, type OrdersAsked } from './order.ts'
import { workflowNamed, workflowsNow } from './workflow.ts'

export type Route =
  | { readonly kind: 'provider'; readonly contract: Row<ContractRow> }
  | { readonly kind: 'street' | 'district'; readonly station: Row<StationRow> }

/** Whether the fallback is offered for an order now. While its clock stands still, nothing is. */
export function isOffered(
  { fallback, stopped }: Pick<OrderRow, 'fallback' | 'stopped'>,
  now: number,
): boolean {
  return fallback !== undefined && !stopped && fallback <= now
}

/** Undefined where the fallback may be taken. */
export function refusedYet(bank: Pick<Bank, 'clock'>, row: OrderRow): Refusal | undefined {
  return isOffered(row, bank.clock.now())
    ? undefined
    : { code: 'fallback-not-yet', at: row.fallback ?? 0 }
}

/** Neighbours shown for one order: more than a district's stations nobody looks through. */
const NEIGHBOURS_MAX = 12

/** What there is for an order nobody claimed, the best first as its workflow ranks it; nothing before its time. */
export async function routesFor(
  bank: Bank,
  { row, workflow }: OrderFound,
): Promise<readonly Route[]> {
  const routes: Route[] = []
  for (const kind of kindsFor(bank, row.body, workflow))
    routes.push(...(await alongRoute(bank, row.body, kind, NEIGHBOURS_MAX)))
  return routes
}

/** The best of them, where a list has room for one. */
export async function bestRoute(
  bank: Bank,
  { row, workflow }: OrderFound,
): Promise<Route | undefined> {
  for (const kind of kindsFor(bank, row.body, workflow)) {
    const [first] = await alongRoute(bank, row.body, kind, 1)
    if (first) return first
  }
  return undefined
}

function kindsFor(bank: Bank, row: OrderRow, { fallback }: Workflow): readonly FallbackRoute[] {
  const waits = fallback !== undefined && row.state === fallback.state
  return waits && isOffered(row, bank.clock.now()) ? fallback.routes : []
}

async function alongRoute(
  bank: Bank,
  row: OrderRow,
  kind: FallbackRoute,
  most: number,
): Promise<readonly Route[]> {
  if (kind === 'provider')
    return (await contractsOf(bank, row, dayOfVisit(bank, row))).map((contract) => ({
      ...{ kind, contract },
    }))
  const near: Route[] = []
  const stations = (await bank.directory.all('station')).toSorted((one, other) =>
    one.key < other.key ? -1 : 1,
  )
  for (const station of stations) {
    if (near.length === most) break
    if (nearness(row, station) !== kind) continue
    if (!(await refusedNeighbour(bank, row, station))) near.push({ kind, station })
  }
  return near
}

/** The day a provider would come: the one that was wished for, or today where that has passed or was not said. */
export function dayOfVisit(bank: Pick<Bank, 'clock'>, { day }: OrderRow): string {
  const now = today(bank)
  return day === undefined || day < now ? now : day
}

const STREET_DEPTH = 3

/** How near a station is to where an order lies; undefined of another district. */
function nearness(
  { list }: OrderRow,
  { body }: Row<StationRow>,
): 'street' | 'district' | undefined {
  const above = (depth: number) => `${list.place.split('/').slice(0, depth).join('/')}/`
  if (body.path.startsWith(above(STREET_DEPTH))) return 'street'
  return body.path.startsWith(above(STREET_DEPTH - 1)) ? 'district' : undefined
}

/** Undefined of a neighbour that could take the order: another, near, run by somebody, that does the service and has not sent it back. */
async function refusedNeighbour(
  bank: Bank,
  row: OrderRow,
  station: Row<StationRow>,
): Promise<Refusal | undefined> {
  const no = (why: Extract<Refusal, { code: 'not-a-neighbour' }>['why']): Refusal => ({
    ...{ code: 'not-a-neighbour', station: station.key, why },
  })
  if (station.key === row.station) return no('same')
  if (nearness(row, station) === undefined) return no('far')
  if (row.returned?.includes(station.key)) return no('returned')
  if (!(await stationOn(bank, station.key, today(bank))).ok) return no('closed')
  return (await doesService(bank, station.key, row.service)) ? undefined : no('service')
}

/** A station with a catalogue does what is open in it, any other what the city has; what has no price is in no catalogue. */
async function doesService(bank: Bank, station: string, service: string): Promise<boolean> {
  if (serviceIn(bank.rules, service)?.price === undefined) return true
  const items = await itemsAt(bank, station)
  return items.length === 0 || items.some(({ body }) => body.open && body.service === service)
}

/**
 * To a provider who is paid under a contract in force for that person, service
 * and place. Nobody's hours pay for it: what was held goes back with the move.
 */
export async function toProvider(
  bank: Bank,
  actor: Actor,
  row: Row<OrderRow>,
  number: string,
): Promise<Outcome<Effected>> {
  const contract = await bank.directory.newest('contract', number)
  if (!contract) return refuse({ code: 'unknown-contract', contract: number })
  const no = refusedUnder(contract, row.body, dayOfVisit(bank, row.body))
  if (no) return refuse(no)
  const refs: readonly Ref[] = [['claimant', `provider:${number}`]]
  const handed = {
    ...NOTHING,
    row: { claimant: { kind: 'provider', id: number } as const },
    relies: [contract],
    refs,
  }
  const { hold, entry, review } = row.body
  if (hold === undefined || entry !== undefined || review !== undefined) return done(handed)
  const found = await bank.journal.entry(hold as EntryId)
  if (!found) throw new Error(`order ${row.key} holds ${hold}, which is not there`)
  const id = bank.ids.entry()
  const ask = asked(actor, 'release', { id, booking: hold })
  const back = await releaseDraft(bank, actor, ask, found)
  return done({ ...handed, drop: ['hold'], drafts: [withOrder(back, row.key)] })
}

/** Nobody claimed in time, and whoever has the order hands it to a provider. */
export async function provided(
  bank: Bank,
  actor: Actor,
  { row, order }: Effecting,
): Promise<Outcome<Effected>> {
  const no = refusedYet(bank, row.body)
  return no ? refuse(no) : toProvider(bank, actor, row, order.contract ?? '')
}

/** A neighbour is asked: the order lies there until its desk says yes or no. */
export async function offered(
  bank: Bank,
  { row, order, workflow }: Effecting,
): Promise<Outcome<Effected>> {
  const code = order.place ?? ''
  const station = await bank.directory.get('station', code)
  if (!station) return refuse({ code: 'unknown-station', station: code })
  const no = refusedYet(bank, row.body) ?? (await refusedNeighbour(bank, row.body, station))
  if (no) return refuse(no)
  const near = nearness(row.body, station)
  if (!near || !workflow.fallback?.routes.includes(near))
    return refuse({ code: 'not-a-neighbour', station: code, why: 'far' })
  return done({
    ...NOTHING,
    row: { station: code, neighbour: { from: row.body.station } },
    list: { place: `${station.body.path}${code}/` },
    refs: [['from-station', row.body.station]],
  })
}

/** The neighbour says yes: its own volunteers have the whole time to claim it. */
export function taken(bank: Bank, { row, workflow }: Effecting): Outcome<Effected> {
  const { neighbour } = row.body
  if (!neighbour) return done(NOTHING)
  return done({
    ...NOTHING,
    row: {
      neighbour: { ...neighbour, taken: true },
      ...freshIn(bank, workflow),
    },
  })
}

function freshIn(bank: Bank, { fallback }: Workflow): Pick<OrderRow, 'fallback'> {
  return fallback ? { fallback: deadlineAfter(bank.rules, bank.clock.now(), fallback.after) } : {}
}

/** The neighbour says no: it lies where it lay, and what is left is offered there at once. */
export async function sentBack(bank: Bank, { row }: Effecting): Promise<Outcome<Effected>> {
  const { neighbour, station, returned = [] } = row.body
  if (!neighbour) return done(NOTHING)
  const home = await bank.directory.get('station', neighbour.from)
  if (!home) return refuse({ code: 'unknown-station', station: neighbour.from })
  return done({
    ...NOTHING,
    row: { station: neighbour.from, returned: [...returned, station] },
    drop: ['neighbour'],
    list: { place: `${home.body.path}${neighbour.from}/` },
    refs: [['from-station', station]],
  })
}

/** Orders within reach that nobody claimed in time, and those a neighbour waits to be answered on; the oldest first. */
export async function unclaimedFor(
  bank: Bank,
  actor: Actor,
  asked: Pick<OrdersAsked, 'station'> = {},
): Promise<Outcome<readonly OrderFound[]>> {
  if (!may(actor, 'orders:read')) return refuse({ code: 'not-allowed', act: 'orders:read' })
  const states = new Set<string>()
  for (const { fallback, moves } of (await workflowsNow(bank)).values()) {
    if (fallback) states.add(fallback.state)
    for (const { effect, from } of Object.values(moves))
      if (effect === 'take') for (const state of from) states.add(state)
  }
  const rows = await ordersFor(bank, actor, { ...asked, states: [...states] })
  if (!rows.ok) return rows
  const now = bank.clock.now()
  const found: OrderFound[] = []
  for (const row of rows.value) {
    const { neighbour } = row.body
    const asksUs = neighbour !== undefined && neighbour.taken !== true
    if (!asksUs && !isOffered(row.body, now)) continue
    const workflow = await workflowNamed(bank, row.body.workflow)
    if (workflow) found.push({ row, workflow })
  }
  return done(found)
}
