/** What waits for a second person, as its directory row has it. */
import type { ReviewLevel, ReviewReason } from '../ledger/refusal.ts'

export type ReviewKind =
  | 'credit'
  | 'settle'
  | 'reversal'
  | 'role'
  | 'pin'
  | 'export'
  | 'change'
  | 'netting'

/**
 * One review (待复核); its key is the id it was asked under. Ids, codes and
 * numbers only: no names and no words people wrote.
 */
export interface ReviewRow {
  readonly kind: ReviewKind
  /** The order as it was asked. */
  readonly asked: Readonly<Record<string, unknown>>
  /** SHA-256 over the kind, who asked and the order, hex: what an approval binds to. */
  readonly hash: string
  /** Who asked: an actor id. */
  readonly by: string
  /** Where; the city's code where it is the city's own. */
  readonly station: string
  /** The service it is of; '-' where it is of none. */
  readonly service: string
  readonly servedOn: string
  readonly member?: string
  /** Minutes that wait, where it is about hours coming to the member. */
  readonly minutes?: number
  readonly batch?: string
  /** SHA-256 of the sheet it was read from, hex. */
  readonly file?: string
  /** The lowest level that may answer, as it was found when it was asked. */
  readonly level: ReviewLevel
  readonly why: readonly ReviewReason[]
  /** The working day it should be answered by. */
  readonly due: string
  /** When it was asked, ms since 1970 UTC. */
  readonly at: number
  /** It was done already and is looked at afterwards: a no is a finding, and undoes nothing. */
  readonly afterwards?: true
  readonly state: 'waiting' | 'approved' | 'rejected'
  readonly answered?: {
    readonly by: string
    readonly at: number
    readonly reason?: string
  }
}
