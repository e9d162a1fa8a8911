/**
 * Calls and visits a station makes of itself (电访、探访): a list for a day, filled
 * in row by row as a roster is. Whoever is to be seen again is on the list of
 * the day that was said.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId, RowChange } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { CALL_CLASSES } from '../../rules/order-codes.ts'
import { memberRow, refusedAt, stationOn } from '../actor.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  drafted,
  isDay,
  rowChange,
  startOf,
  today,
} from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { RoundRow } from '../ports-order.ts'
import { record } from '../record.ts'

export interface RoundsOrder {
  readonly id: EntryId
  readonly station: string
  readonly kind: RoundRow['kind']
  readonly class: string
  readonly day: string
  readonly members: readonly MemberId[]
}

export interface RoundsFilled {
  readonly id: EntryId
  readonly station: string
  readonly rows: readonly {
    readonly round: string
    readonly result: NonNullable<RoundRow['result']>
    /** When they are called or visited again. */
    readonly next?: string
  }[]
}

const MOST = 200
const DAY_MS = 86_400_000

/** Puts people on the list of a day. Refuses a class that is none, people who are not there, days that have passed. */
export async function planRounds(
  bank: Bank,
  actor: Actor,
  order: RoundsOrder,
): Promise<Outcome<Entry>> {
  const no = await refusedPlan(bank, actor, order)
  if (no) return refuse(no)
  const ask = asked(actor, 'rounds', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const { station, kind, day } = order
  const along: RowChange[] = []
  for (const [at, member] of order.members.entries()) {
    const row = await memberRow(bank, member)
    if (!row.ok) return row
    const body = { station, kind, class: order.class, member, day }
    along.push(await planned(bank, `${order.id}-${at}`, body))
  }
  return written(bank, actor, ask, station, along)
}

async function refusedPlan(
  bank: Bank,
  actor: Actor,
  { station, kind, class: of, day, members }: RoundsOrder,
): Promise<Refusal | undefined> {
  const no = await refusedAt(bank, actor, station, 'orders:write')
  if (no) return no
  const unreadable = (what: string, given: string): Refusal => ({
    ...{ code: 'code-unreadable', what, given: given.slice(0, 20) },
  })
  if (kind !== 'call' && kind !== 'visit') return unreadable('kind', kind)
  if (!CALL_CLASSES[of]) return unreadable('class', of)
  if (!isDay(day)) return { code: 'day-unreadable', day }
  if (day < today(bank)) return { code: 'day-before-start', day, start: today(bank) }
  if (members.length === 0 || members.length > MOST) return unreadable('members', '')
  return undefined
}

/** A row that waits: due at the end of its day. */
async function planned(
  bank: Bank,
  key: string,
  body: Omit<RoundRow, 'list' | 'result' | 'next'>,
): Promise<RowChange> {
  const station = await bank.directory.get('station', body.station)
  const at = startOf(body.day)
  return rowChange(bank, 'round', key, 1, {
    list: {
      place: `${station?.body.path}${body.station}/`,
      ...{ who: body.member, state: 'planned', at, due: at + DAY_MS - 1 },
    },
    ...body,
  })
}

/** Says what came of each. A row that was filled is not filled again. */
export async function fillRounds(
  bank: Bank,
  actor: Actor,
  order: RoundsFilled,
): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'orders:write')
  if (no) return refuse(no)
  const ask = asked(actor, 'fill-rounds', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const along: RowChange[] = []
  for (const [at, { round, result, next }] of order.rows.slice(0, MOST).entries()) {
    const row = await bank.directory.newest('round', round)
    if (row?.body.station !== order.station || row.body.result !== undefined)
      return refuse({ code: 'unknown-order', order: round })
    if (next !== undefined && !isDay(next)) return refuse({ code: 'day-unreadable', day: next })
    if (next !== undefined && next < today(bank))
      return refuse({ code: 'day-before-start', day: next, start: today(bank) })
    const { list, station, kind, member } = row.body
    const body = { ...row.body, list: { ...list, state: 'filled', due: 0 }, result }
    const said = next === undefined ? body : { ...body, next }
    along.push(rowChange(bank, 'round', round, row.version + 1, said))
    if (next === undefined) continue
    const again = { station, class: row.body.class, member, day: next }
    const of = result === 'visit' ? ('visit' as const) : kind
    along.push(await planned(bank, `${order.id}-${at}`, { ...again, kind: of }))
  }
  return written(bank, actor, ask, order.station, along)
}

async function written(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  station: string,
  along: readonly RowChange[],
): Promise<Outcome<Entry>> {
  const place = await stationOn(bank, station, today(bank))
  if (!place.ok) return place
  const { organisation } = place.value
  return record(
    bank,
    drafted(bank, actor, ask, {
      ...{ kind: 'row', postings: [], servedOn: today(bank), station, organisation },
      ...{ service: '-', along },
    }),
  )
}

/** Who is to be called or visited until a day, who is due first coming first. */
export async function roundsDue(
  bank: Bank,
  actor: Actor,
  { station, until }: { readonly station: string; readonly until: string },
): Promise<Outcome<readonly Row<RoundRow>[]>> {
  const no = await refusedAt(bank, actor, station, 'orders:write')
  if (no) return refuse(no)
  const row = await bank.directory.get('station', station)
  if (!row) return refuse({ code: 'unknown-station', station })
  const places = [`${row.body.path}${station}/`]
  const dueBefore = startOf(until) + DAY_MS
  return done(await bank.directory.listed('round', { places, states: ['planned'], dueBefore }))
}
