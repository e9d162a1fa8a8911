/**
 * Reconcile (对账): a station's own book of a month laid beside the journal. The
 * cut is the tip; what stands there is checked first, then matched; whatever
 * differs carries the entries that would put it right.
 */
import { type MemberId, memberOf } from '../../ledger/account.ts'
import { heldBy } from '../../ledger/counter.ts'
import { type Day, type Entry, type EntryId, refOf } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { twinOf } from '../../ledger/review.ts'
import { refusedReading } from '../actor.ts'
import { isDay } from '../draft.ts'
import { REVERSIBLE } from '../hours/reverse.ts'
import type { Actor, Bank } from '../ports.ts'
import { type JournalLine, type Matched, matched, type TallyLine } from './match.ts'
import { closedOf } from './readings.ts'
import { assertSound, type Checked } from './sound.ts'
import type { PlacedTally, Unplaced } from './tally.ts'

export interface StationMonth {
  readonly station: string
  /** YYYY-MM. */
  readonly month: string
}

export interface ReconcileOrder extends StationMonth {
  readonly tally: PlacedTally
  /** SHA-256 of the tally's file, hex. */
  readonly file: string
}

/** An entry that would put a difference right, as what a credit or a reversal is asked with. */
export type Offer =
  | {
      readonly verb: 'credit'
      readonly member: MemberId
      readonly servedOn: string
      readonly minutes: number
      readonly service: string
    }
  | { readonly verb: 'reverse'; readonly entry: EntryId; readonly reason: string }

export type Discrepancy = {
  /** To be made in this order; empty where a person has to look. */
  readonly offers: readonly Offer[]
  /** The review in which what it offers was asked for, while it waits for a second person. */
  readonly waits?: EntryId
} & (
  | { readonly code: 'near'; readonly tally: TallyLine; readonly journal: JournalLine }
  /** The book has the line of `row` once more. */
  | { readonly code: 'doubled'; readonly tally: TallyLine; readonly row: number }
  | { readonly code: 'tally-only'; readonly tally: TallyLine }
  | { readonly code: 'journal-only'; readonly journal: JournalLine }
  | { readonly code: 'unplaced'; readonly tally: Unplaced }
)

export interface Reconciled extends StationMonth {
  readonly file: string
  /** Nothing recorded after this seq is in it. */
  readonly cut: number
  readonly checked: Checked
  readonly exact: Matched['exact']
  /** By the day and the row they are about. */
  readonly discrepancies: readonly Discrepancy[]
  /** Minutes of all lines of each book, signed; `difference` is tally less journal. */
  readonly sums: { readonly tally: number; readonly journal: number; readonly difference: number }
  readonly lines: { readonly tally: number; readonly journal: number }
  /** Rows of the book that are of another month, and were not looked at. */
  readonly outside: readonly number[]
  /** The month's sign-offs so far, oldest first. */
  readonly signedOff: readonly SignedOff[]
}

export interface SignedOff {
  readonly seq: number
  readonly id: EntryId
  readonly by: string
  readonly recordedAt: number
  /** SHA-256 of the tally that was signed off. */
  readonly file: string
}

/**
 * Lays the two books side by side, over what was served in the month. Writes
 * nothing. Refuses who may not read the station, and a month that is none.
 * Throws BrokenBooks where the journal is not as it was written: that is no
 * discrepancy. An entry reversed since counts in neither book, unless the month
 * had been signed off before it was: then both stand, each in its month.
 */
export async function reconcile(
  bank: Bank,
  actor: Actor,
  { station, month, tally, file }: ReconcileOrder,
): Promise<Outcome<Reconciled>> {
  const no = await refusedReading(bank, actor, station)
  if (no) return refuse(no)
  const days = daysOf(month)
  if (!days) return refuse({ code: 'month-unreadable', month })
  if (!(await bank.directory.get('station', station)))
    return refuse({ code: 'unknown-station', station })
  const cut = await bank.journal.size()
  const entries = await bank.journal.stationServed(station, days.first, days.last, cut)
  const links = await linksOf(bank, entries)
  const checked = await assertSound(bank, [...entries, ...links.all.values()], cut)
  const journal = await linesOf(bank, entries, links)
  const isWithin = ({ date }: { readonly date: string }) => days.first <= date && date <= days.last
  const lines = tally.lines.filter(isWithin)
  const unplaced = tally.unplaced.filter(isWithin)
  const found = matched(lines, journal)
  const sum = (of: readonly { readonly minutes: number }[]) =>
    of.reduce((total, { minutes }) => total + minutes, 0)
  const waiting = await waitingFor(bank, station)
  const sums = { tally: sum(lines) + sum(unplaced), journal: sum(journal) }
  return {
    ok: true,
    value: {
      ...{ station, month, file, cut, checked, exact: found.exact },
      discrepancies: discrepanciesIn(found, unplaced, await closedBy(bank, found)).map(waiting),
      sums: { ...sums, difference: sums.tally - sums.journal },
      lines: { tally: lines.length + unplaced.length, journal: journal.length },
      outside: [...tally.lines, ...tally.unplaced]
        .filter((line) => !isWithin(line))
        .map(({ row }) => row),
      signedOff: (await signOffsOf(bank, { station, month })).map(signedOffBy),
    },
  }
}

/** Finds what was asked for already: it is not to be asked for twice. */
async function waitingFor(bank: Bank, station: string): Promise<(one: Discrepancy) => Discrepancy> {
  const asked = new Map<string, EntryId>()
  for (const entry of await bank.journal.openReviews({ places: [station] })) {
    const id = twinOf(entry.id)
    const row = await bank.directory.get('review', id)
    if (row) asked.set(offerText(row.body.asked as unknown as Asked), id)
  }
  return (one) => {
    const id = one.offers.map((offer) => asked.get(offerText(offer))).find((found) => found)
    return id === undefined ? one : { ...one, waits: id }
  }
}

type Asked = Partial<Record<'entry' | 'member' | 'servedOn' | 'minutes', string | number>>

/** What an offer, or an order made of it, is about. */
const offerText = ({ entry = '', member = '', servedOn = '', minutes = '' }: Asked) =>
  entry === '' ? `${member} ${servedOn} ${minutes}` : `${entry}`

/** First and last day of a month, or undefined when it is none. */
export function daysOf(month: string): { readonly first: Day; readonly last: Day } | undefined {
  const first = `${month}-01`
  if (!/^\d{4}-\d{2}$/.test(month) || !isDay(first)) return undefined
  const [year = 0, number = 0] = month.split('-').map(Number)
  return { first, last: new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10) as Day }
}

/** Entries that signed a month off: they stand at its last day. */
export async function signOffsOf(
  bank: Bank,
  { station, month }: StationMonth,
): Promise<readonly Entry[]> {
  const last = daysOf(month)?.last
  if (last === undefined) return []
  const entries = await bank.journal.stationServed(station, last, last)
  // A month that was closed names no tally.
  const isSignOff = (entry: Entry) =>
    entry.kind === 'close' && refOf(entry, 'tally') !== undefined && refOf(entry, 'month') === month
  return entries.filter(isSignOff)
}

export function signedOffBy(entry: Entry): SignedOff {
  const { seq, id, by, recordedAt } = entry
  return { seq, id, by, recordedAt, file: refOf(entry, 'tally') ?? '' }
}

/** Seqs of found lines that something has closed since. */
async function closedBy(bank: Bank, found: Matched): Promise<ReadonlySet<number>> {
  const closed = new Set<number>()
  for (const { seq } of [...found.journalOnly, ...found.near.map((pair) => pair.journal)])
    if (await bank.journal.closing(seq as Entry['seq'])) closed.add(seq)
  return closed
}

function discrepanciesIn(
  { near, doubled, tallyOnly, journalOnly }: Matched,
  unplaced: readonly Unplaced[],
  closed: ReadonlySet<number>,
): readonly Discrepancy[] {
  const found: readonly Discrepancy[] = [
    ...near.map(
      (pair): Discrepancy => ({ code: 'near', ...pair, offers: nearOffers(pair, closed) }),
    ),
    ...doubled.map((one): Discrepancy => ({ code: 'doubled', ...one, offers: [] })),
    ...tallyOnly.map(
      (tally): Discrepancy => ({ code: 'tally-only', tally, offers: creditFor(tally) }),
    ),
    ...journalOnly.map(
      (journal): Discrepancy => ({
        ...{ code: 'journal-only', journal },
        offers: undo(journal, 'not-served', closed),
      }),
    ),
    ...unplaced.map((tally): Discrepancy => ({ code: 'unplaced', tally, offers: [] })),
  ]
  const day = (one: Discrepancy) => ('tally' in one ? one.tally.date : one.journal.date)
  return found.toSorted((a, b) => (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : 0))
}

/** A credit can be made from the book alone; what was spent needs the person. */
function creditFor(tally: TallyLine, service = tally.service): readonly Offer[] {
  const { member, date, minutes, kind = 'credit' } = tally
  if (minutes <= 0 || kind !== 'credit') return []
  return [{ verb: 'credit', member, servedOn: date, minutes, service: service ?? 'other' }]
}

/** What a station's desk enters itself; a gift or a grant is for those who made it to undo. */
const DESK_KINDS: ReadonlySet<string> = new Set(['credit', 'redeem', 'settle'])

function undo(line: JournalLine, reason: string, closed: ReadonlySet<number>): readonly Offer[] {
  if (closed.has(line.seq) || !DESK_KINDS.has(line.kind)) return []
  return [{ verb: 'reverse', entry: line.id, reason }]
}

/** What was written wrongly is undone and written again; only a credit can be. */
function nearOffers(
  { tally, journal }: { readonly tally: TallyLine; readonly journal: JournalLine },
  closed: ReadonlySet<number>,
): readonly Offer[] {
  if (journal.kind !== 'credit') return []
  const reason = tally.date === journal.date ? 'wrong-minutes' : 'wrong-day'
  const [away, again] = [undo(journal, reason, closed), creditFor(tally, journal.service)]
  return away.length > 0 && again.length > 0 ? [...away, ...again] : []
}

/** What the entries close, and what has reversed them since, by seq. */
interface Links {
  readonly closed: ReadonlyMap<number, Entry>
  readonly reversals: ReadonlyMap<number, Entry>
  /** Both, where they are not among the entries themselves. */
  readonly all: ReadonlyMap<number, Entry>
}

async function linksOf(bank: Bank, entries: readonly Entry[]): Promise<Links> {
  const closed = await closedOf(bank, entries)
  const reversals = new Map<number, Entry>()
  for (const { seq, kind } of entries) {
    const closing = REVERSIBLE.has(kind) ? await bank.journal.closing(seq) : undefined
    if (closing?.kind === 'reverse') reversals.set(seq, closing)
  }
  const all = new Map([...closed.values(), ...reversals.values()].map((one) => [one.seq, one]))
  for (const { seq } of entries) all.delete(seq)
  return { closed, reversals, all }
}

/**
 * What the entries moved for each member, as a station would write it down: a
 * hold is nothing yet, a settle is what was used.
 */
async function linesOf(
  bank: Bank,
  entries: readonly Entry[],
  links: Links,
): Promise<readonly JournalLine[]> {
  const undone = await undoneIn(bank, entries, links)
  return entries.flatMap((entry) => {
    if (undone.has(entry.seq) || entry.kind === 'hold' || entry.kind === 'release') return []
    const moved = new Map<MemberId, number>()
    const move = (member: MemberId, minutes: number) =>
      moved.set(member, (moved.get(member) ?? 0) + minutes)
    for (const { account, minutes } of entry.postings) {
      const member = memberOf(account)
      if (member !== undefined) move(member, minutes)
    }
    const hold = entry.closes === undefined ? undefined : links.closed.get(entry.closes)
    if (entry.kind === 'settle' && hold) {
      const held = heldBy(hold)
      move(held.member, -held.all)
    }
    const { seq, id, kind, servedOn: date, service } = entry
    return [...moved]
      .filter(([, minutes]) => minutes !== 0)
      .map(([member, minutes]) => ({ seq, id, kind, member, date, minutes, service }))
  })
}

/** Seqs of what was reversed while its month was open, and of what reversed it: neither is in any book. */
async function undoneIn(
  bank: Bank,
  entries: readonly Entry[],
  { closed, reversals }: Links,
): Promise<ReadonlySet<number>> {
  const signed = new Map<string, number>()
  const wasOpen = async ({ station, servedOn }: Entry, reversal: Entry) => {
    const month = servedOn.slice(0, 7)
    const key = `${station} ${month}`
    if (!signed.has(key)) {
      const [first] = await signOffsOf(bank, { station, month })
      signed.set(key, first?.seq ?? Number.MAX_SAFE_INTEGER)
    }
    return (signed.get(key) ?? 0) > reversal.seq
  }
  const undone = new Set<number>()
  for (const entry of entries) {
    const of = entry.kind === 'reverse' ? closed.get(entry.closes ?? 0) : undefined
    if (of && (await wasOpen(of, entry))) undone.add(entry.seq)
    const reversal = reversals.get(entry.seq)
    if (reversal && (await wasOpen(entry, reversal))) undone.add(entry.seq)
  }
  return undone
}
