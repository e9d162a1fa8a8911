/** What oversight reads of the journal and keeps in rows of its own. */
import type { AccountId, AccountKind } from '../ledger/account.ts'
import type { AgedLine } from '../ledger/age.ts'
import type { Day, EntryKind } from '../ledger/entry.ts'
import type { Scored } from '../rules/scorecard.ts'

/** One line of an account, with what its age is read from. */
export interface AgedPosting extends AgedLine {
  readonly account: AccountId
  readonly home: string
  readonly servedOn: string
  /** Who recorded the entry; '-' where the city itself did. */
  readonly organisation: string
  readonly kind: EntryKind
  /** What has closed the entry, where anything has. */
  readonly closer?: EntryKind
}

export interface AgedQuery {
  readonly kinds: readonly AccountKind[]
  /** Accounts at home there; all, where it is not said. */
  readonly homes?: readonly string[]
  /** Nothing beyond this seq is seen. */
  readonly upTo: number
  readonly after?: Pick<AgedPosting, 'account' | 'seq'>
  readonly limit: number
}

/** What stations owed each other, settled; the key is the month it was settled for. */
export interface SettlementRow {
  /** From after this entry up to that one. */
  readonly after: number
  readonly upto: number
  readonly minutes: number
  /** SHA-256 over the document, hex. */
  readonly figures: string
}

export interface MonthStanding {
  readonly issued: number
  readonly redeemed: number
  readonly held: number
  readonly position: number
}

/** What a month comes to, in whole minutes. */
export interface MonthFigures {
  readonly opening: MonthStanding
  readonly closing: MonthStanding
  readonly kinds: readonly {
    readonly kind: EntryKind
    readonly count: number
    readonly minutes: number
  }[]
  /** What people at home there could still ask for at its end. */
  readonly outstanding: number
}

/** A month that was signed off, with its figures; the key is the station or the area, and the month. */
export interface MonthRow {
  readonly month: string
  readonly station?: string
  readonly area?: string
  readonly after: number
  readonly upto: number
  readonly figures: MonthFigures
  readonly hash: string
}

/** That a credit was keyed into another system by hand; the key is the system and the entry. */
export interface KeyedRow {
  /** False where a tick was taken back. */
  readonly keyed: boolean
  readonly by: string
  /** Ms since 1970 UTC. */
  readonly at: number
}

/**
 * A month's scorecard as it was posted, of the stations of an area: its points do
 * not follow the orders any more. Key: "area/month".
 */
export interface ScorecardRow {
  readonly posted: Day
  /** The last instant to object, ms since 1970 UTC. */
  readonly until: number
  /** As the rules weighed it then. */
  readonly weights: readonly Scored[]
  readonly lines: readonly ScorecardLine[]
}

export interface ScorecardLine {
  readonly station: string
  /** Orders taken in. */
  readonly taken: number
  /** Tenths of a point, 0 to 1000; absent where nothing was weighed. */
  readonly tenths?: number
  readonly objection?: {
    readonly day: Day
    /** One of SCORE_OBJECTIONS. */
    readonly reason: string
    readonly outcome?: 'upheld' | 'not-upheld'
    /** What was posted first, where it is upheld. */
    readonly before?: number
  }
}
