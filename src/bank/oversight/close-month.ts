/**
 * Closing a month (月结): a station signs its own, a street's or a district's
 * office signs that of all its stations once each of them has. What is signed
 * is what was recorded in the month, up to the last entry of it, so that the
 * figures are the same whenever they are read; the row keeps them, and each
 * reading is held against it.
 */
import { canonical } from '../../ledger/canonical.ts'
import type { Day, Entry, EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { sha256, toHex } from '../../ledger/sha256.ts'
import { may, refusedAt, refusedReading, stationOn, stationsOf } from '../actor.ts'
import {
  answeredBefore,
  asked,
  cityPlace,
  drafted,
  lookingAgain,
  rowChange,
  startOf,
  today,
} from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { MonthFigures, MonthRow } from '../ports-oversight.ts'
import { record } from '../record.ts'
import { DAY_MS, isBalanced, isMovement, kindsOf, nettingsBetween } from './day-sheet.ts'
import { liabilityOf } from './liability.ts'
import { standingOf } from './position.ts'
import { daysOf } from './reconcile.ts'

/** Of a station, or of the stations of a street or a district. */
export interface MonthOrder {
  readonly month: string
  readonly station?: string
  readonly area?: string
}

export interface CloseMonthOrder extends MonthOrder {
  readonly id: EntryId
}

export interface MonthSheet extends MonthOrder {
  /** Entries after this one, up to that one. */
  readonly after: number
  readonly upto: number
  readonly figures: MonthFigures
  /** SHA-256 over all of it, hex. */
  readonly hash: string
  /** Of an area: its stations, and which have closed. */
  readonly stations?: readonly { readonly station: string; readonly closed: boolean }[]
  readonly closed?: {
    readonly seq: number
    readonly by: string
    readonly recordedAt: number
    /** What is read now is what was signed. */
    readonly agrees: boolean
  }
}

/** The sheet of a month that is over. Throws where the books of it do not balance: that is no refusal. */
export async function monthSheet(
  bank: Bank,
  actor: Actor,
  order: MonthOrder,
): Promise<Outcome<MonthSheet>> {
  const place = await placeOf(bank, actor, order)
  if (!place.ok) return place
  const days = daysOf(order.month)
  if (!days) return refuse({ code: 'month-unreadable', month: order.month })
  if (days.last >= today(bank))
    return refuse({ code: 'month-not-over', month: order.month, last: days.last })
  const after = await bank.journal.seqBefore(startOf(days.first))
  const upto = await bank.journal.seqBefore(startOf(days.last) + DAY_MS)
  const stretch = { ...days, after, upto }
  const figures: MonthFigures[] = []
  const stations: { station: string; closed: boolean }[] = []
  for (const station of place.value) {
    figures.push(await figuresOf(bank, actor, station, stretch))
    const row = await bank.directory.newest('month', keyOf({ ...order, station }))
    stations.push({ station, closed: row !== undefined })
  }
  const sum = summed(figures)
  const hash = toHex(sha256(canonical({ ...order, after, upto, figures: sum })))
  const row = await bank.directory.newest('month', keyOf(order))
  return done({
    ...{ ...order, after, upto, figures: sum, hash },
    ...(order.area === undefined ? {} : { stations }),
    ...(row ? { closed: await closedBy(bank, row, hash) } : {}),
  })
}

const keyOf = ({ station, area, month }: MonthOrder) => `${station ?? area ?? ''}/${month}`

/** The stations it is of. "Not yours" and "not there" are one answer. */
async function placeOf(
  bank: Bank,
  actor: Actor,
  { station, area }: MonthOrder,
): Promise<Outcome<readonly string[]>> {
  const unknown = { code: 'unknown-station', station: station ?? area ?? '' } as const
  if (station !== undefined) {
    const no = await refusedReading(bank, actor, station)
    if (no) return refuse(no)
    const row = await bank.directory.get('station', station)
    return row ? done([station]) : refuse(unknown)
  }
  if (actor.kind === 'member') return refuse(unknown)
  if (!may(actor, 'days:read')) return refuse({ code: 'not-allowed', act: 'days:read' })
  const row = area === undefined ? undefined : await bank.directory.get('area', area)
  // An office signs for what is all its own: a street does not sign for the district around it.
  if (!row || actor.station !== '' || !row.body.path.startsWith(actor.path ?? ''))
    return refuse(unknown)
  const reach = await bank.directory.many('station', await stationsOf(bank, actor))
  const within = reach.filter(({ body }) => body.path.startsWith(row.body.path))
  return within.length === 0 ? refuse(unknown) : done(within.map(({ key }) => key).toSorted())
}

interface Stretch {
  readonly first: string
  readonly last: string
  readonly after: number
  readonly upto: number
}

async function figuresOf(
  bank: Bank,
  actor: Actor,
  station: string,
  { first, last, after, upto }: Stretch,
): Promise<MonthFigures> {
  const [from, to] = [startOf(first), startOf(last) + DAY_MS]
  const entries = (await bank.journal.stationEntries(station, from, to, upto)).filter(isMovement)
  const opening = await standingOf(bank, station, after)
  const closing = await standingOf(bank, station, upto)
  const nettings = await nettingsBetween(bank, station, after, upto)
  if (!isBalanced(station, opening, closing, [...entries, ...nettings]))
    throw new Error(`the month of ${station} up to entry ${upto} does not balance`)
  const owed = await liabilityOf(bank, actor, { station, at: upto, day: last })
  return {
    ...{ opening, closing, kinds: kindsOf(entries) },
    outstanding: owed.ok ? owed.value.minutes : 0,
  }
}

function summed(all: readonly MonthFigures[]): MonthFigures {
  const [only] = all
  if (only && all.length === 1) return only
  const standing = (of: 'opening' | 'closing') => {
    const sum = (name: 'issued' | 'redeemed' | 'held' | 'position') =>
      all.reduce((total, figures) => total + figures[of][name], 0)
    const [issued, redeemed] = [sum('issued'), sum('redeemed')]
    return { issued, redeemed, held: sum('held'), position: sum('position') }
  }
  const kinds = Map.groupBy(
    all.flatMap((figures) => figures.kinds),
    ({ kind }) => kind,
  )
  return {
    opening: standing('opening'),
    closing: standing('closing'),
    kinds: [...kinds].map(([kind, group]) => ({
      kind,
      count: group.reduce((sum, { count }) => sum + count, 0),
      minutes: group.reduce((sum, { minutes }) => sum + minutes, 0),
    })),
    outstanding: all.reduce((sum, { outstanding }) => sum + outstanding, 0),
  }
}

async function closedBy(bank: Bank, row: Row<MonthRow>, hash: string) {
  const [entry] = await bank.journal.entriesAt([row.seq])
  if (!entry) throw new Error(`${row.key} was closed by no entry`)
  const { seq, by, recordedAt } = entry
  const kept = sha256(canonical({ ...partsOf(row), figures: row.body.figures }))
  return { seq, by, recordedAt, agrees: row.body.hash === hash && toHex(kept) === hash }
}

function partsOf({ body }: Row<MonthRow>) {
  const { figures: _figures, hash: _hash, ...rest } = body
  return rest
}

/**
 * Signs a month off, once. A month that is signed answers with the entry that
 * signed it, whoever asks. Refuses who may not, a month that is not over, and
 * an office before all of its stations have signed.
 */
export async function closeMonth(
  bank: Bank,
  actor: Actor,
  order: CloseMonthOrder,
): Promise<Outcome<Entry>> {
  const no = await refusedClosing(bank, actor, order)
  if (no) return refuse(no)
  const ask = asked(actor, 'close-month', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  return lookingAgain(bank, async () => {
    const { id: _id, ...of } = order
    const sheet = await monthSheet(bank, actor, of)
    if (!sheet.ok) return sheet
    const { closed, stations = [], after, upto, figures, hash } = sheet.value
    if (closed) {
      const [entry] = await bank.journal.entriesAt([closed.seq])
      if (entry) return { ok: true, value: entry, again: true }
    }
    const open = stations.filter((one) => !one.closed).map(({ station }) => station)
    if (open.length > 0) return refuse({ code: 'month-open', month: of.month, stations: open })
    const last = daysOf(of.month)?.last as Day
    const at = of.station === undefined ? undefined : await stationOn(bank, of.station, last)
    if (at && !at.ok) return at
    const place = { ...cityPlace(bank), servedOn: last }
    return record(
      bank,
      drafted(bank, actor, ask, {
        kind: 'close',
        postings: [],
        ...place,
        ...(at ? { station: at.value.station.key, organisation: at.value.organisation } : {}),
        service: '-',
        along: [rowChange(bank, 'month', keyOf(of), 1, { ...of, after, upto, figures, hash })],
        refs: [
          ['month', of.month],
          ['upto', `${upto}`],
          ['figures', hash],
          ...(of.area === undefined ? [] : [['area', of.area] as const]),
        ],
      }),
    )
  })
}

async function refusedClosing(
  bank: Bank,
  actor: Actor,
  { station, area }: MonthOrder,
): Promise<Refusal | undefined> {
  if (station !== undefined) return refusedAt(bank, actor, station, 'days:write')
  if (!may(actor, 'months:write')) return { code: 'not-allowed', act: 'months:write' }
  return area === undefined ? { code: 'unknown-station', station: '' } : undefined
}
