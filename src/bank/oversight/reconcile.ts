/**
 * Reconcile (对账): a station's own book laid beside the journal. Each line finds
 * at most one partner: first the same person, day and minutes; then the same
 * person with the day or the minutes a little off; the rest stands alone.
 */
import { type MemberId, memberOf } from '../../ledger/account.ts'
import { heldBy } from '../../ledger/counter.ts'
import type { Day, Entry, EntryKind } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedReading } from '../actor.ts'
import { isDay, startOf } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { closedOf } from './readings.ts'

/** A line of the station's book, its person already found. */
export interface TallyLine {
  readonly row: number
  readonly member: MemberId
  readonly date: string
  /** Above zero where the member received, below where the member gave. */
  readonly minutes: number
}

export interface JournalLine {
  readonly seq: number
  readonly kind: EntryKind
  readonly member: MemberId
  readonly date: string
  readonly minutes: number
}

export interface Pair<Tally extends TallyLine> {
  readonly tally: Tally
  readonly journal: JournalLine
}

export interface Reconciled<Tally extends TallyLine> {
  /** Nothing recorded after this seq is in it. */
  readonly upTo: number
  readonly exact: readonly Pair<Tally>[]
  readonly near: readonly Pair<Tally>[]
  readonly tallyOnly: readonly Tally[]
  readonly journalOnly: readonly JournalLine[]
  /** Minutes of all lines of each book, signed; `difference` is tally less journal. */
  readonly sums: { readonly tally: number; readonly journal: number; readonly difference: number }
}

export interface ReconcileOrder<Tally extends TallyLine> {
  readonly station: string
  readonly from: string
  readonly to: string
  readonly tally: readonly Tally[]
}

/** Days a line may be off and still be the same service. */
const NEAR_DAYS = 3

const DAY_MS = 86_400_000

/** Lays the two books side by side, over the days served from–to. Writes nothing. */
export async function reconcile<Tally extends TallyLine>(
  bank: Bank,
  actor: Actor,
  { station, from, to, tally }: ReconcileOrder<Tally>,
): Promise<Outcome<Reconciled<Tally>>> {
  const no = refusedReading(actor, station)
  if (no) return refuse(no)
  for (const day of [from, to, ...tally.map(({ date }) => date)])
    if (!isDay(day)) return refuse({ code: 'day-unreadable', day })
  if (!(await bank.directory.get('station', station)))
    return refuse({ code: 'unknown-station', station })
  const upTo = await bank.journal.size()
  const entries = await bank.journal.stationServed(station, from as Day, to as Day, upTo)
  const lines = await linesOf(bank, entries)
  const within = tally.filter(({ date }) => from <= date && date <= to)
  const exact = matched(within, lines, (a, b) => a.date === b.date && a.minutes === b.minutes)
  const near = matched(exact.tally, exact.journal, isNear)
  const sum = (of: readonly { readonly minutes: number }[]) =>
    of.reduce((total, { minutes }) => total + minutes, 0)
  const sums = { tally: sum(within), journal: sum(lines) }
  return {
    ok: true,
    value: {
      upTo,
      exact: exact.pairs,
      near: near.pairs,
      tallyOnly: near.tally,
      journalOnly: near.journal,
      sums: { ...sums, difference: sums.tally - sums.journal },
    },
  }
}

function isNear(a: TallyLine, b: JournalLine): boolean {
  if (a.minutes > 0 !== b.minutes > 0) return false
  if (a.date === b.date) return true
  const days = Math.abs(startOf(a.date) - startOf(b.date)) / DAY_MS
  return a.minutes === b.minutes && days <= NEAR_DAYS
}

/** Pairs each line of the tally, in its order, with the first free line of the same person that fits. */
function matched<Tally extends TallyLine>(
  tally: readonly Tally[],
  journal: readonly JournalLine[],
  fits: (a: Tally, b: JournalLine) => boolean,
) {
  const free = new Map<MemberId, JournalLine[]>()
  for (const line of journal) free.set(line.member, [...(free.get(line.member) ?? []), line])
  const pairs: Pair<Tally>[] = []
  const taken = new Set<JournalLine>()
  const left = tally.filter((one) => {
    const found = free.get(one.member)?.find((line) => !taken.has(line) && fits(one, line))
    if (!found) return true
    taken.add(found)
    pairs.push({ tally: one, journal: found })
    return false
  })
  return { pairs, tally: left, journal: journal.filter((line) => !taken.has(line)) }
}

/**
 * What the entries moved for each member, as a station would write it down: a
 * hold is nothing yet, a settle is what was used. An entry undone within the
 * same days is left out with what undid it.
 */
async function linesOf(bank: Bank, entries: readonly Entry[]): Promise<readonly JournalLine[]> {
  const closed = await closedOf(bank, entries)
  const here = new Set(entries.map(({ seq }) => seq))
  const undone = new Set<number>()
  for (const { kind, seq, closes } of entries)
    if (kind === 'reverse' && closes !== undefined && here.has(closes)) undone.add(seq).add(closes)
  return entries.flatMap((entry) => {
    if (undone.has(entry.seq) || entry.kind === 'hold' || entry.kind === 'release') return []
    const moved = new Map<MemberId, number>()
    const move = (member: MemberId, minutes: number) =>
      moved.set(member, (moved.get(member) ?? 0) + minutes)
    for (const { account, minutes } of entry.postings) {
      const member = memberOf(account)
      if (member !== undefined) move(member, minutes)
    }
    const hold = entry.closes === undefined ? undefined : closed.get(entry.closes)
    if (entry.kind === 'settle' && hold) {
      const held = heldBy(hold)
      move(held.member, -held.all)
    }
    const { seq, kind, servedOn: date } = entry
    return [...moved]
      .filter(([, minutes]) => minutes !== 0)
      .map(([member, minutes]) => ({ seq, kind, member, date, minutes }))
  })
}
