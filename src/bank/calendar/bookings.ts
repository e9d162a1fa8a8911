/** Bookings of a thing, found by their day; and a thing itself, as whoever asks may see it. */
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { covers, may } from '../actor.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { BookableRow, BookedSlot } from '../ports-calendar.ts'
import type { OrderRow } from '../ports-order.ts'
import { hhmm } from './opening.ts'

export type Booked = Row<OrderRow & { readonly slot: BookedSlot }>

export const leadKey = ({ bookable, day, from }: BookedSlot, order: string) =>
  `${bookable}/${day}/${hhmm(from)}/${order}`

const PAGE = 500
const ORDER_LENGTH = 36

/** All that was booked of a thing within a stretch of days, called off too; `from` and `to` are days, both included. */
export async function bookingsOf(
  { directory }: Pick<Bank, 'directory'>,
  bookable: string,
  days: { readonly from: string; readonly to: string },
): Promise<readonly Booked[]> {
  const shared = sharedStart(days.from, days.to)
  const ids: string[] = []
  let before = `${bookable}/${days.to}0`
  for (;;) {
    const rows = await directory.under('booked-at', `${bookable}/${shared}`, {
      before,
      limit: PAGE,
    })
    const within = rows.filter(({ key }) => key >= `${bookable}/${days.from}`)
    ids.push(...within.map(({ key }) => key.slice(-ORDER_LENGTH)))
    before = rows.at(-1)?.key ?? ''
    if (within.length < PAGE) break
  }
  const rows = ids.length === 0 ? [] : await directory.many('order', ids)
  return rows
    .filter((row): row is Booked => row.body.slot !== undefined)
    .toSorted((a, b) => inOrder(a, b))
}

/** By when it is; of one time, who asked first. */
export function inOrder(a: Booked, b: Booked): number {
  const [x, y] = [a.body.slot, b.body.slot]
  if (x.day !== y.day) return x.day < y.day ? -1 : 1
  if (x.from !== y.from) return x.from - y.from
  return a.body.list.at - b.body.list.at || (a.key < b.key ? -1 : 1)
}

function sharedStart(one: string, other: string): string {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return one.slice(0, length)
}

/** Those who come, or came, or were expected. */
export const TAKEN_STATES: ReadonlySet<string> = new Set(['booked', 'attended', 'missed'])
/** Those still to come, or waiting to. */
export const isComing = ({ body }: Booked) => body.state === 'booked' || body.state === 'waiting'

/** A thing; any member may see it, staff within their reach. */
export async function bookableFor(
  bank: Bank,
  actor: Actor,
  key: string,
): Promise<Outcome<Row<BookableRow>>> {
  const unknown = refuse({ code: 'unknown-bookable', bookable: key })
  if (actor.kind !== 'member' && !may(actor, 'orders:read'))
    return refuse({ code: 'not-allowed', act: 'orders:read' })
  const row = BOOKABLE_KEY.test(key) ? await bank.directory.newest('bookable', key) : undefined
  if (!row) return unknown
  if (actor.kind === 'member') return done(row)
  return (await covers(bank, actor, row.body.station)) ? done(row) : unknown
}

const BOOKABLE_KEY = /^[A-Za-z0-9._-]{1,40}\/[a-z0-9][a-z0-9-]{0,39}$/
