/**
 * The day sheet (日结单): what a station recorded on a day, counted, between the
 * position it opened with and the one it closed with. Its figures are those up
 * to a cut, so that a signed sheet reads the same for ever; what was recorded
 * for the day after the cut is listed apart.
 */
import { issuance, holding, type MemberId, memberOf, redeemed } from '../../ledger/account.ts'
import { canonical } from '../../ledger/canonical.ts'
import { type Entry, type EntryId, type EntryKind, refOf } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { sha256, toHex } from '../../ledger/sha256.ts'
import { refusedDay, refusedReading } from '../actor.ts'
import { startOf } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { type Standing, standingOf } from './position.ts'

export interface StationDay {
  readonly station: string
  readonly day: string
}

export interface Counted {
  readonly count: number
  /** Minutes moved: what was taken from accounts, which is what was put into others. */
  readonly minutes: number
}

export interface DayLine {
  readonly seq: number
  readonly id: EntryId
  readonly kind: EntryKind
  readonly service: string
  readonly servedOn: string
  /** Ms since 1970 UTC. */
  readonly recordedAt: number
  readonly minutes: number
  readonly by: string
  readonly member?: MemberId
  /** Of a reversal: the seq it undid, and why. */
  readonly closes?: number
  readonly reason?: string
}

export interface DaySheet extends StationDay, Counted {
  /** As of the last entry before the day. */
  readonly opening: Standing & { readonly at: number }
  /** As of the cut. */
  readonly closing: Standing & { readonly at: number }
  /** Movements recorded that day up to the cut, oldest first. */
  readonly lines: readonly DayLine[]
  readonly kinds: readonly (Counted & { readonly kind: EntryKind })[]
  /** Of what has a service: credits, bookings, redemptions and their reversals. */
  readonly services: readonly (Counted & { readonly service: string })[]
  /** Who entered how many, by actor id. */
  readonly actors: readonly (Counted & { readonly by: string })[]
  readonly reversals: Counted
  /** The opening position and the lines come to the closing one. */
  readonly balanced: boolean
  /** Recorded after the cut: that day, or later for a service of that day. Not in the figures. */
  readonly later: readonly DayLine[]
  /** SHA-256 over the figures, hex: what a close entry carries. */
  readonly figures: string
  /** The entry that signed the day off, where one has. */
  readonly closed?: Closed
}

export interface Closed {
  readonly seq: number
  readonly id: EntryId
  readonly by: string
  readonly recordedAt: number
  /** False when the figures are not those that were signed: the journal was changed. */
  readonly agrees: boolean
}

export const DAY_MS = 86_400_000

/**
 * The sheet of a station's day: as it was signed, or else up to now, or to the
 * end of a day that is past. Refuses who may not read the station, and a day
 * that is none or lies ahead.
 */
export async function daySheet(
  bank: Bank,
  actor: Actor,
  { station, day }: StationDay,
): Promise<Outcome<DaySheet>> {
  const no = (await refusedReading(bank, actor, station)) ?? refusedDay(bank, day)
  if (no) return refuse(no)
  if (!(await bank.directory.get('station', station)))
    return refuse({ code: 'unknown-station', station })
  const { journal } = bank
  const [from, to] = [startOf(day), startOf(day) + DAY_MS]
  const close = await closeOf(bank, station, day)
  const cut = close ? Number(refOf(close, 'upto')) : await journal.seqBefore(to)
  const before = await journal.seqBefore(from)
  const recorded = (await journal.stationEntries(station, from, to)).filter(isMovement)
  const entries = recorded.filter(({ seq }) => seq <= cut)
  const served = await journal.stationServed(
    station,
    day as Entry['servedOn'],
    day as Entry['servedOn'],
  )
  const opening = { at: before, ...(await standingOf(bank, station, before)) }
  const closing = { at: cut, ...(await standingOf(bank, station, cut)) }
  const counted = countedIn(entries)
  const nettings = await nettingsBetween(bank, station, before, cut)
  const figures = toHex(sha256(canonical({ station, day, opening, closing, ...counted })))
  return {
    ok: true,
    value: {
      ...{ station, day, opening, closing, ...counted, figures },
      lines: entries.map(lineOf),
      balanced: isBalanced(station, opening, closing, [...entries, ...nettings]),
      later: laterIn(cut, [...recorded, ...served.filter(isMovement)]),
      ...(close ? { closed: closedBy(close, figures) } : {}),
    },
  }
}

/** Settlements among stations move its own accounts and are no record of the station's. */
export async function nettingsBetween(bank: Bank, station: string, after: number, upTo: number) {
  const accounts = [issuance(station), redeemed(station)]
  const settled = (await bank.directory.all('settlement')).map(({ seq }) => seq)
  const within = settled.filter((seq) => after < seq && seq <= upTo)
  const entries = within.length === 0 ? [] : await bank.journal.entriesAt(within)
  return entries.filter(({ postings }) => postings.some((one) => accounts.includes(one.account)))
}

/** The entry that signed a station's day off. */
export async function closeOf(
  bank: Bank,
  station: string,
  day: string,
): Promise<Entry | undefined> {
  const [closed = 0] = await bank.journal.counters([closedDay(station, day)])
  if (closed === 0) return undefined
  const served = await bank.journal.stationServed(
    station,
    day as Entry['servedOn'],
    day as Entry['servedOn'],
  )
  return served.find((entry) => entry.kind === 'close' && refOf(entry, 'day') === day)
}

export function closedDay(station: string, day: string) {
  return { kind: 'closed-day', who: station, day } as const
}

function closedBy({ seq, id, by, recordedAt, refs }: Entry, figures: string): Closed {
  return { seq, id, by, recordedAt, agrees: refOf({ refs }, 'figures') === figures }
}

export const isMovement = ({ postings }: Entry) => postings.length > 0

export function moved(entry: Entry): number {
  return entry.postings.reduce((sum, { minutes }) => (minutes > 0 ? sum + minutes : sum), 0)
}

function lineOf(entry: Entry): DayLine {
  const { seq, id, kind, service, servedOn, recordedAt, by, closes } = entry
  const member =
    refOf(entry, 'for') ??
    entry.postings.map(({ account }) => memberOf(account)).find((one) => one !== undefined)
  const reason = refOf(entry, 'reason')
  return {
    ...{ seq, id, kind, service, servedOn, recordedAt, by, minutes: moved(entry) },
    ...(member === undefined ? {} : { member: member as MemberId }),
    ...(closes === undefined ? {} : { closes }),
    ...(reason === undefined ? {} : { reason }),
  }
}

function countedIn(entries: readonly Entry[]) {
  return {
    ...sumOf(entries),
    kinds: kindsOf(entries),
    services: grouped(entries, ({ service }) => service)
      .filter(([service]) => service !== '-')
      .map(([service, sum]) => ({ service, ...sum })),
    actors: grouped(entries, (entry) => entry.by).map(([by, sum]) => ({ by, ...sum })),
    reversals: sumOf(entries.filter(({ kind }) => kind === 'reverse')),
  }
}

export function kindsOf(entries: readonly Entry[]) {
  return grouped(entries, ({ kind }) => kind).map(([kind, sum]) => ({ kind, ...sum }))
}

function grouped<Key>(entries: readonly Entry[], of: (entry: Entry) => Key) {
  return [...Map.groupBy(entries, of)].map(([key, group]) => [key, sumOf(group)] as const)
}

function sumOf(entries: readonly Entry[]): Counted {
  return {
    count: entries.length,
    minutes: entries.reduce((sum, entry) => sum + moved(entry), 0),
  }
}

export function isBalanced(
  station: string,
  opening: Standing,
  closing: Standing,
  entries: readonly Entry[],
): boolean {
  const on = (account: string) =>
    entries.reduce(
      (sum, entry) =>
        entry.postings.reduce((s, one) => (one.account === account ? s + one.minutes : s), sum),
      0,
    )
  return (
    opening.issued - on(issuance(station)) === closing.issued &&
    opening.redeemed + on(redeemed(station)) === closing.redeemed &&
    opening.held + on(holding(station)) === closing.held
  )
}

function laterIn(cut: number, entries: readonly Entry[]): readonly DayLine[] {
  const later = new Map(
    entries.filter(({ seq }) => seq > cut).map((entry) => [entry.seq as number, entry]),
  )
  return [...later.values()].toSorted((a, b) => a.seq - b.seq).map(lineOf)
}
