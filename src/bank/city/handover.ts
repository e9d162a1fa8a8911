/**
 * Handover (承办移交): a station goes from the organisation that ran it to the
 * next. Stock is counted together, what lies open is listed and goes on with the
 * station, and when two have agreed every old access ends with the last day of
 * the old term: staff, programs, computers. The books do not change hands: they
 * are the city's.
 */
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { stationOn, refusedCityWide, covers, may } from '../actor.ts'
import {
  answeredBefore,
  asked,
  cityPlace,
  dayOf,
  drafted,
  isDay,
  lookingAgain,
  rowChange,
  startOf,
  today,
} from '../draft.ts'
import { itemCode, itemsAt } from '../catalogue/item.ts'
import { stockOf } from '../catalogue/stock.ts'
import type { Actor, Bank, Row, StationRow } from '../ports.ts'
import type { HandoverRow } from '../ports-partners.ts'
import { record } from '../record.ts'
import { askChange, type ChangeOrder } from '../review/change.ts'

const DAY_MS = 86_400_000

export interface HandoverOrder {
  readonly id: EntryId
  readonly station: string
  /** The next organisation, by its credit code. */
  readonly incoming: string
  /** Its first day, and the last of its term. */
  readonly day: string
  readonly until: string
}

/** Opens a handover, for the city. Refuses a day that is past, an organisation nobody knows or that runs it already, a second one. */
export async function openHandover(
  bank: Bank,
  actor: Actor,
  order: HandoverOrder,
): Promise<Outcome<Entry>> {
  const no = refusedCityWide(actor, 'directory:write') ?? (await refusedTerms(bank, order))
  if (no) return refuse(no)
  const { id, station, incoming, day, until } = order
  const ask = asked(actor, 'handover', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const row = await bank.directory.newest('station', station)
  const place = await stationOn(bank, station, today(bank))
  if (!row || !place.ok) return place.ok ? refuse({ code: 'unknown-station', station }) : place
  const open = await bank.directory.listed('handover', {
    places: [`${row.body.path}${station}/`],
    states: ['open'],
  })
  if (open.length > 0) return refuse({ code: 'code-unreadable', what: 'station', given: station })
  const body: HandoverRow = {
    list: {
      place: `${row.body.path}${station}/`,
      who: '',
      state: 'open',
      at: bank.clock.now(),
      due: startOf(day),
    },
    ...{ station, outgoing: place.value.organisation, incoming, day, until },
    counted: {},
    orders: [],
    holds: [],
    activities: [],
    ended: { staff: [], tokens: [], devices: [] },
  }
  return record(
    bank,
    drafted(bank, actor, ask, {
      ...cityPlace(bank),
      kind: 'row',
      postings: [],
      service: '-',
      along: [rowChange(bank, 'handover', id, 1, body)],
    }),
  )
}

async function refusedTerms(bank: Bank, order: HandoverOrder): Promise<Refusal | undefined> {
  const { station, incoming, day, until } = order
  const row = await bank.directory.newest('station', station)
  if (!row) return { code: 'unknown-station', station }
  if (!(await bank.directory.get('organisation', incoming)))
    return { code: 'unknown-organisation', organisation: incoming }
  if (!isDay(day) || day <= today(bank)) return { code: 'day-unreadable', day }
  if (!isDay(until) || until < day) return { code: 'day-unreadable', day: until }
  const now = row.body.terms.find(({ from, to }) => from <= today(bank) && today(bank) <= to)
  return now?.organisation === incoming
    ? { code: 'unknown-organisation', organisation: incoming }
    : undefined
}

/** A handover within one's reach: of one's station, or of a station of one's area. */
export async function handoverFor(
  bank: Bank,
  actor: Actor,
  key: string,
): Promise<Outcome<Row<HandoverRow>>> {
  const row =
    may(actor, 'days:read') || may(actor, 'days:write')
      ? await bank.directory.newest('handover', key)
      : undefined
  const near = row !== undefined && (await covers(bank, actor, row.body.station))
  return near ? done(row) : refuse({ code: 'unknown-row', table: 'handover', key })
}

/** What there is to be counted, and what the books say of it. */
export async function stockAt(
  bank: Bank,
  station: string,
): Promise<readonly { readonly code: string; readonly name: string; readonly books: number }[]> {
  const items = (await itemsAt(bank, station)).filter(({ body }) => body.counted)
  const stock = await stockOf(bank, items)
  return items.map((row, at) => ({
    code: itemCode(row),
    name: row.body.name.zh,
    books: stock[at] ?? 0,
  }))
}

/** Keeps what was counted. Refuses what is left out, less than none, and what is no item of the station. */
export async function countStock(
  bank: Bank,
  actor: Actor,
  order: {
    readonly id: EntryId
    readonly handover: string
    readonly counted: Readonly<Record<string, number>>
  },
): Promise<Outcome<Entry>> {
  const found = await handoverFor(bank, actor, order.handover)
  if (!found.ok) return found
  if (!may(actor, 'days:write')) return refuse({ code: 'not-allowed', act: 'days:write' })
  const stock = await stockAt(bank, found.value.body.station)
  const wrong = stock.find(({ code }) => {
    const count = order.counted[code]
    return count === undefined || !Number.isSafeInteger(count) || count < 0
  })
  if (wrong) return refuse({ code: 'code-unreadable', what: 'stock', given: wrong.name })
  const ask = asked(actor, 'count-stock', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const counted = Object.fromEntries(stock.map(({ code }) => [code, order.counted[code] ?? 0]))
  return lookingAgain(bank, async () => {
    const now = await handoverFor(bank, actor, order.handover)
    if (!now.ok) return now
    const place = await stationOn(bank, now.value.body.station, today(bank))
    if (!place.ok) return place
    const { key, version, body } = now.value
    return record(
      bank,
      drafted(bank, actor, ask, {
        ...{ kind: 'row', postings: [], servedOn: today(bank), service: '-' },
        ...{ station: body.station, organisation: place.value.organisation },
        along: [rowChange(bank, 'handover', key, version + 1, { ...body, counted })],
      }),
    )
  })
}

/**
 * Asks a second person to agree: the new term, and the last day of every old
 * access, are the rows that are agreed to. Refuses while stock is not counted,
 * or differs from the books: that is put right first.
 */
export async function agreeHandover(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly handover: string },
): Promise<Outcome<Entry>> {
  const no = refusedCityWide(actor, 'directory:write')
  if (no) return refuse(no)
  const found = await handoverFor(bank, actor, order.handover)
  if (!found.ok) return found
  const { key, version, body } = found.value
  if (body.list.state !== 'open') return refuse({ code: 'stale-row', table: 'handover', key })
  for (const { code, name, books } of await stockAt(bank, body.station))
    if (body.counted[code] !== books)
      return refuse({ code: 'code-unreadable', what: 'stock', given: `${name} ${books}` })
  const station = await bank.directory.newest('station', body.station)
  if (!station) return refuse({ code: 'unknown-station', station: body.station })
  const last = dayOf(startOf(body.day) - DAY_MS)
  const old = await accessOf(bank, body.station)
  const until = (row: { readonly until?: string }) =>
    row.until !== undefined && row.until < last ? row.until : last
  const agreed: HandoverRow = {
    ...body,
    ...(await openAt(bank, station)),
    list: { ...body.list, state: 'agreed', due: 0 },
    ended: {
      staff: old.staff.map((row) => row.key),
      tokens: old.tokens.map((row) => row.key),
      devices: old.devices.map((row) => row.key),
    },
  }
  const rows: ChangeOrder['rows'] = [
    { table: 'handover', key, version: version + 1, body: agreed },
    {
      table: 'station',
      key: station.key,
      version: station.version + 1,
      body: withTerm(station.body, body, last),
    },
    ...(['staff', 'tokens', 'devices'] as const).flatMap((kind) =>
      old[kind].map((row) => ({
        table: ({ staff: 'staff', tokens: 'token', devices: 'device' } as const)[kind],
        key: row.key,
        version: row.version + 1,
        body: { ...row.body, until: until(row.body) },
      })),
    ),
  ]
  const change = { id: order.id, subject: 'handover', rows }
  return askChange(bank, actor, change, { station: body.station, by: 'city' })
}

/** The old term ends the day before; the new one begins. */
function withTerm(station: StationRow, { incoming, day, until }: HandoverRow, last: string) {
  const kept = station.terms
    .filter(({ from }) => from < day)
    .map((term) => (term.to > last ? { ...term, to: last } : term))
  return { ...station, terms: [...kept, { organisation: incoming, from: day, to: until }] }
}

async function accessOf(bank: Bank, station: string) {
  const staff = await bank.directory.all('staff')
  const tokens = await bank.directory.all('token')
  const devices = await bank.directory.all('device')
  const of = <Of extends { readonly body: { readonly station: string; readonly active: boolean } }>(
    rows: readonly Of[],
  ) => rows.filter(({ body }) => body.station === station && body.active)
  return { staff: of(staff), tokens: of(tokens), devices: of(devices) }
}

/** What lies open at the station and goes on with it. */
async function openAt(bank: Bank, station: Row<StationRow>) {
  const places = [`${station.body.path}${station.key}/`]
  const orders = await bank.directory.listed('order', { places, limit: 2_000 })
  const activities = await bank.directory.listed('activity', {
    places,
    states: ['open'],
    limit: 2_000,
  })
  const holds = await bank.journal.openHolds({ station: station.key })
  return {
    orders: orders.filter(({ body }) => body.list.due > 0 || body.stopped).map(({ key }) => key),
    holds: holds.map(({ id }) => id as string),
    activities: activities.map(({ key }) => key),
  }
}
