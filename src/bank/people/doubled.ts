/**
 * Hours of another system that are recorded here already. Where both say when
 * somebody signed in and out, the ledger itself refuses what overlaps; where
 * one of them does not, the same person with the same minutes on the same day
 * is taken for the same hour until somebody says otherwise.
 */
import { earned, type MemberId, paper } from '../../ledger/account.ts'
import { creditedBy, spanOf } from '../../ledger/counter.ts'
import { refOf } from '../../ledger/entry.ts'
import type { Refusal } from '../../ledger/refusal.ts'
import { startOf } from '../draft.ts'
import type { Bank } from '../ports.ts'

export interface ServedGiven {
  readonly member: MemberId
  readonly source: string
  readonly date: string
  readonly minutes: number
  /** The row says when they signed in and out. */
  readonly timed: boolean
}

const LINES = 500

/** The refusal of a row that another source has brought already; undefined where none has. */
export async function doubledWith(
  bank: Bank,
  { member, source, date, minutes, timed }: ServedGiven,
): Promise<Refusal | undefined> {
  // What is served on a day is recorded on it or later.
  const after = await bank.journal.seqBefore(startOf(date))
  const accounts = [earned(member), paper(member)]
  const lines = await bank.journal.lines({ accounts, after, limit: LINES })
  for (const entry of await bank.journal.entriesAt([...new Set(lines.map(({ seq }) => seq))])) {
    if (entry.kind !== 'credit' || entry.servedOn !== date) continue
    if (refOf(entry, 'source') === source || creditedBy(entry)?.minutes !== minutes) continue
    if (timed && spanOf(entry)) continue
    if (await bank.journal.closing(entry.seq)) continue
    return { code: 'doubled-hours', member, servedOn: date, minutes, entry: entry.id }
  }
  return undefined
}
