/**
 * A service order (服务工单) is one person's request on its way through the closed
 * loop: found within one's reach, and read with what was said of it. What people
 * said is in the vault.
 */
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { movesFrom, type Workflow } from '../../rules/workflow.ts'
import { covers, may, refusedAt, seesCity } from '../actor.ts'
import type { Actor, Bank, ListQuery, Row } from '../ports.ts'
import type { OrderRow, OrderWords } from '../ports-order.ts'
import { workflowNamed } from './workflow.ts'

export const noteKey = (order: string) => `order/${order}`

/** Whose key seals what was said: whom it is for, or the order itself where that is nobody enrolled. */
export const noteHolder = (order: string, member: string | undefined) => member ?? `order:${order}`

export interface OrderFound {
  readonly row: Row<OrderRow>
  readonly workflow: Workflow
}

/** An order within one's reach: of one's stations; one's own; one that is claimed by oneself, or open to all volunteers. */
export async function orderFor(bank: Bank, actor: Actor, id: string): Promise<Outcome<OrderFound>> {
  const unknown = refuse({ code: 'unknown-order', order: id })
  if (actor.kind !== 'member' && !may(actor, 'orders:read'))
    return refuse({ code: 'not-allowed', act: 'orders:read' })
  const row = await bank.directory.newest('order', id)
  if (!row) return unknown
  const workflow = await workflowNamed(bank, row.body.workflow)
  if (!workflow) throw new Error(`order ${id} goes by ${row.body.workflow}, which is not there`)
  if (actor.kind === 'member') {
    const { member, claimant } = row.body
    const theirs = member === actor.member || [claimant?.id, claimant?.with].includes(actor.member)
    return theirs || (!actor.through && isOpen(workflow, row.body))
      ? done({ row, workflow })
      : unknown
  }
  return (await within(bank, actor, row.body)) ? done({ row, workflow }) : unknown
}

/** Whether any volunteer may take it on as it stands. */
export function isOpen(workflow: Workflow, { state }: Pick<OrderRow, 'state'>): boolean {
  return movesFrom(workflow, state).some(([, { by }]) => by.includes('member'))
}

async function within(bank: Bank, actor: Actor, { station, list }: OrderRow): Promise<boolean> {
  if (station !== '') return covers(bank, actor, station)
  if (seesCity(actor)) return true
  return actor.path !== undefined && list.place.startsWith(actor.path)
}

/** Paths of what an actor looks after, as lists are asked for. */
export async function placesOf(bank: Pick<Bank, 'directory' | 'rules'>, actor: Actor) {
  if (seesCity(actor)) return [`${bank.rules.city.code}/`]
  if (actor.path !== undefined && actor.path !== '') return [actor.path]
  const station = await bank.directory.get('station', actor.station)
  return station ? [`${station.body.path}${actor.station}/`] : []
}

export interface OrdersAsked extends Omit<ListQuery, 'places'> {
  readonly station?: string
  /** Of these types alone. */
  readonly types?: readonly string[]
  /** Without bookings of a calendar that are still to come: nobody has to do anything about those. */
  readonly withoutComing?: boolean
}

/** Rows are read in stretches of so many while those of other types are passed over. */
const STRETCH = 500

/** Orders within an actor's reach; refuses who may not look at any. */
export async function ordersFor(
  bank: Bank,
  actor: Actor,
  query: OrdersAsked,
): Promise<Outcome<readonly Row<OrderRow>[]>> {
  if (!may(actor, 'orders:read')) return refuse({ code: 'not-allowed', act: 'orders:read' })
  const { station, types, withoutComing = false, ...rest } = query
  const no =
    station === undefined ? undefined : await refusedAt(bank, actor, station, 'orders:read')
  if (no) return refuse(no)
  const row = station === undefined ? undefined : await bank.directory.get('station', station)
  if (station !== undefined && !row) return refuse({ code: 'unknown-station', station })
  const places = row ? [`${row.body.path}${station}/`] : await placesOf(bank, actor)
  if (types === undefined && !withoutComing)
    return done(await bank.directory.listed('order', { ...rest, places }))
  const now = bank.clock.now()
  const isMeant = ({ type, slot, list }: OrderRow) =>
    (types === undefined || types.includes(type)) && !(withoutComing && slot && list.due > now)
  const { limit = STRETCH, offset = 0 } = rest
  const found: Row<OrderRow>[] = []
  for (let at = 0; found.length < offset + limit; at += STRETCH) {
    const page = { ...rest, places, limit: STRETCH, offset: at }
    const rows = await bank.directory.listed('order', page)
    found.push(...rows.filter(({ body }) => isMeant(body)))
    if (rows.length < STRETCH) break
  }
  return done(found.slice(offset, offset + limit))
}

/** What was said of orders, for staff within whose reach they are, for whom they are for, and for whoever goes there. */
export async function wordsOf(
  bank: Pick<Bank, 'people'>,
  orders: readonly string[],
): Promise<ReadonlyMap<string, OrderWords>> {
  const notes = await bank.people.notes.get(orders.map(noteKey))
  return new Map(
    orders.flatMap((order) => {
      const words = notes.get(noteKey(order)) as OrderWords | undefined
      return words ? [[order, words] as const] : []
    }),
  )
}

/** What was written by hand at moves of an order, by the entry it was written with. */
export async function notesOf(
  bank: Pick<Bank, 'people'>,
  { key, body }: Row<OrderRow>,
): Promise<ReadonlyMap<string, string>> {
  const ids = body.moves.flatMap(({ note }) => (note === undefined ? [] : [note]))
  const notes = await bank.people.notes.get(ids.map((id) => moveNoteKey(key, id)))
  return new Map(
    ids.flatMap((id) => {
      const value = notes.get(moveNoteKey(key, id)) as { readonly note: string } | undefined
      return value ? [[id, value.note] as const] : []
    }),
  )
}

export const moveNoteKey = (order: string, move: string) => `order/${order}/${move}`
