/** What a station itself recorded as served, up to a place in the books: what its papers speak of. */
import type { MemberId } from '../../ledger/account.ts'
import { creditedBy } from '../../ledger/counter.ts'
import type { Day, Entry } from '../../ledger/entry.ts'
import type { PaperRules } from '../../rules/papers.ts'
import { PAPER_RULES } from '../../rules/papers.ts'
import { today } from '../draft.ts'
import type { Bank } from '../ports.ts'

export interface Served {
  readonly entry: Entry
  readonly member: MemberId
  readonly minutes: number
}

export interface ServedQuery {
  readonly station: string
  readonly from: string
  readonly to: string
  readonly upTo: number
  readonly member?: MemberId
}

const KINDS = new Set(['credit', 'settle', 'redeem'])

/**
 * Services of those days, by the books up to a seq; what had been reversed by
 * then is not among them. Hours brought over from elsewhere are not the
 * station's to vouch for: who records certifies (谁记录谁证明).
 */
export async function servedAt(bank: Bank, query: ServedQuery): Promise<readonly Served[]> {
  const { station, from, to, upTo, member } = query
  const entries = await bank.journal.stationServed(station, from as Day, to as Day, upTo)
  const closed = await reversed(bank, query)
  return entries.flatMap((entry): readonly Served[] => {
    if (!KINDS.has(entry.kind) || closed.has(entry.seq)) return []
    const credited = creditedBy(entry)
    if (!credited || credited.minutes <= 0) return []
    if (member !== undefined && credited.member !== member) return []
    return [{ entry, ...credited }]
  })
}

/** What had been undone by then. A reversal stands at the same station, and is never of an earlier day than what it undoes. */
async function reversed(bank: Bank, { station, from, upTo }: ServedQuery) {
  const since = await bank.journal.stationServed(station, from as Day, today(bank), upTo)
  return new Set(
    since.flatMap(({ kind, closes }) =>
      kind === 'reverse' && closes !== undefined ? [closes as number] : [],
    ),
  )
}

export const sumOf = (served: readonly { readonly minutes: number }[]): number =>
  served.reduce((sum, { minutes }) => sum + minutes, 0)

/** The city's settings of papers. */
export function paperRules({ rules }: Pick<Bank, 'rules'>): PaperRules {
  return { ...PAPER_RULES, ...rules.papers }
}
