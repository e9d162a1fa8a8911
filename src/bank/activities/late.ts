/**
 * Hours entered late (时数补录), a class of their own: of a day within the
 * window, from a stamped list whose photo or sheet is kept and whose hash
 * stands in every entry; another person looks before they stand, and they are
 * on the list that is published each month.
 */
import type { MemberId } from '../../ledger/account.ts'
import { creditedBy } from '../../ledger/counter.ts'
import { type Day, type Entry, type EntryId, refOf } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { refusedAt, refusedDay } from '../actor.ts'
import { dayOf, startOf } from '../draft.ts'
import { creditSession } from '../hours/session.ts'
import type { Actor, Bank } from '../ports.ts'
import { refusedWindow } from './claims.ts'

/** What an entry says of where it came from. */
export const LATE_SOURCE = 'late-list'

const DAY_MS = 86_400_000

export interface LateOrder {
  /** Names the batch. */
  readonly id: EntryId
  readonly station: string
  readonly service: string
  readonly day: string
  /** SHA-256 of the photo or the sheet, hex; it is kept already. */
  readonly file: string
  readonly rows: readonly {
    readonly id: EntryId
    readonly member: MemberId
    readonly minutes: number
  }[]
}

/** An answer for each row: each waits for a second person. Where one is refused, nothing is written. */
export async function enterLate(
  bank: Bank,
  actor: Actor,
  order: LateOrder,
): Promise<Outcome<readonly Outcome<Entry>[]>> {
  const { id, station, service, day, file, rows } = order
  const no = await refusedLate(bank, actor, order)
  if (no) return refuse(no)
  if (!/^[0-9a-f]{64}$/.test(file)) return refuse({ code: 'evidence-missing' })
  const kept = await bank.evidence.get(file)
  if (kept === undefined || kept === 'changed') return refuse({ code: 'evidence-missing' })
  const outcomes = await creditSession(bank, actor, {
    ...{ id, station, file, whole: true, mayWait: true },
    rows: rows.map((row) => ({
      ...{ ...row, servedOn: day, service, proof: 'paper', source: LATE_SOURCE },
    })),
  })
  return done(outcomes)
}

/** Undefined where they may enter hours of that day late, there. */
export async function refusedLate(
  bank: Bank,
  actor: Actor,
  { station, day }: Pick<LateOrder, 'station' | 'day'>,
): Promise<Refusal | undefined> {
  const no = await refusedAt(bank, actor, station, 'credits:write')
  if (no) return no
  if (!(await bank.directory.get('station', station))) return { code: 'unknown-station', station }
  return refusedDay(bank, day) ?? refusedWindow(bank, day, bank.rules.review.late.days + 1)
}

export interface LateEntry {
  readonly entry: Entry
  readonly member: MemberId
  readonly minutes: number
  readonly servedOn: Day
  readonly recordedOn: Day
  /** SHA-256 of what it rests on. */
  readonly file: string | undefined
  /** Undone since. */
  readonly reversed: boolean
}

/** What a station entered late and was let stand in a month ("2026-11"), in the order it was recorded: for the list that is published. */
export async function lateEntriesOf(
  bank: Pick<Bank, 'journal' | 'rules'>,
  station: string,
  month: string,
): Promise<readonly LateEntry[]> {
  const from = startOf(`${month}-01`)
  const next = dayOf(from + 32 * DAY_MS).slice(0, 7)
  const entries = await bank.journal.stationEntries(station, from, startOf(`${next}-01`))
  const late: LateEntry[] = []
  for (const entry of entries) {
    const credited = entry.kind === 'credit' ? creditedBy(entry) : undefined
    if (!credited || !isLate(bank, entry)) continue
    const { servedOn, recordedAt, seq } = entry
    late.push({
      ...{ entry, ...credited, servedOn, recordedOn: dayOf(recordedAt) },
      file: refOf(entry, 'file'),
      reversed: (await bank.journal.closing(seq)) !== undefined,
    })
  }
  return late
}

/** From a stamped list, or on paper and longer ago than what is recorded at once. */
function isLate({ rules }: Pick<Bank, 'rules'>, entry: Entry): boolean {
  if (refOf(entry, 'source') === LATE_SOURCE) return true
  const ago = (startOf(dayOf(entry.recordedAt)) - startOf(entry.servedOn)) / DAY_MS
  return entry.proof === 'paper' && ago > rules.review.late.days
}
