/** What a station itself recorded as served, up to a place in the books: what its papers speak of. */
import type { MemberId } from '../../ledger/account.ts'
import { creditedBy } from '../../ledger/counter.ts'
import type { Day, Entry } from '../../ledger/entry.ts'
import type { PaperRules } from '../../rules/papers.ts'
import { PAPER_RULES } from '../../rules/papers.ts'
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
  const served: Served[] = []
  for (const entry of entries) {
    const credited = KINDS.has(entry.kind) ? creditedBy(entry) : undefined
    if (!credited || credited.minutes <= 0) continue
    if (member !== undefined && credited.member !== member) continue
    const closing = await bank.journal.closing(entry.seq)
    if (closing?.kind === 'reverse' && closing.seq <= upTo) continue
    served.push({ entry, ...credited })
  }
  return served
}

export const sumOf = (served: readonly { readonly minutes: number }[]): number =>
  served.reduce((sum, { minutes }) => sum + minutes, 0)

/** The city's settings of papers. */
export function paperRules({ rules }: Pick<Bank, 'rules'>): PaperRules {
  return { ...PAPER_RULES, ...rules.papers }
}
