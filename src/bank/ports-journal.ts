/** What the bank needs of the books: the journal it appends to and reads, and what is said when there is no room. */
import type { AccountId, MemberId } from '../ledger/account.ts'
import type { CounterKey, Day, Draft, Entry, EntryId, Seq } from '../ledger/entry.ts'
import type { Sealed, Tip } from '../ledger/journal.ts'
import type { Hash } from '../ledger/sha256.ts'
import type { Subtree } from '../ledger/tree.ts'
import type { AgedPosting, AgedQuery } from './ports-oversight.ts'

/** One line of an account, as a statement shows it. */
export interface Line {
  readonly account: AccountId
  readonly seq: Seq
  readonly line: number
  readonly minutes: number
  readonly balance: number
  readonly home: string
}

export interface Balance {
  readonly account: AccountId
  readonly balance: number
  readonly line: number
  /** Seq of its newest line at that point. */
  readonly seq: Seq
}

export interface StationFlow {
  /** Home station of the account, the entry's place, and the sums in minutes. */
  readonly home: string
  readonly place: string
  readonly kind: string
  readonly minutes: number
  readonly count: number
}

export interface LineQuery {
  readonly accounts: readonly AccountId[]
  /** Lines with a greater seq, oldest first; or, with `before`, those with a smaller one, newest first. */
  readonly after?: number
  readonly before?: number
  /** Nothing beyond this seq is seen. */
  readonly upTo?: number
  readonly limit: number
}

/**
 * The journal. What `append` has answered true for is durable and will be
 * read by every later call; what it has answered otherwise for left nothing.
 */
export interface Journal {
  /** One writer at a time gathers and commits: a mutex here, a lock on PostgreSQL, one object on Workers. */
  turn<Value>(fn: () => Promise<Value>): Promise<Value>
  /** The tip, with all that is named. Cheap while this process was the last writer. */
  tip(drafts: readonly Draft[]): Promise<Tip>
  /**
   * Writes the sealed drafts as one commit, or nothing. When a key was taken
   * it says which: 'seq' (somebody else appended), 'id', 'closes' or 'row'.
   * The tip handed back is the one they were sealed on.
   */
  append(
    sealed: readonly Sealed[],
    tip: Tip,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly taken: string }>
  /** Throws away what is remembered; the next tip is read from the store. */
  forget(): void

  size(): Promise<number>
  entry(ref: Seq | EntryId): Promise<Entry | undefined>
  /** Entries after a seq, in order. */
  entries(after: number, limit: number): Promise<readonly Entry[]>
  entriesAt(seqs: readonly number[]): Promise<readonly Entry[]>
  /** What closed the entry, if anything has. */
  closing(seq: Seq): Promise<Entry | undefined>
  lines(query: LineQuery): Promise<readonly Line[]>
  /** Accounts of a member that have ever had a line, in the order they were opened. */
  accountsOf(member: MemberId): Promise<readonly AccountId[]>
  /** Newest balance of each account as of a seq (default: now). An account without lines is left out. */
  balances(accounts: readonly AccountId[], at?: number): Promise<readonly Balance[]>
  /** Every account's balance as of a seq. */
  trialBalance(at?: number): Promise<readonly Balance[]>
  counters(keys: readonly CounterKey[]): Promise<readonly number[]>
  /** Holds that nothing has closed, of one member or of one station, oldest first. */
  openHolds(of: {
    readonly member?: MemberId
    readonly station?: string
  }): Promise<readonly Entry[]>
  /** Records of what waits for a review: at any of these stations, or of one member; oldest first. */
  openReviews(of: {
    readonly member?: MemberId
    readonly places?: readonly string[]
  }): Promise<readonly Entry[]>
  /** Entries of a station recorded within [from, to) ms, in order. */
  stationEntries(
    station: string,
    from: number,
    to: number,
    upTo?: number,
  ): Promise<readonly Entry[]>
  /** Entries of a station whose service day is in [from, to], in order of seq. */
  stationServed(station: string, from: Day, to: Day, upTo?: number): Promise<readonly Entry[]>
  /** Sums of postings by home station, place of the entry and kind of account: the matrix a position is read from. */
  flows(at?: number): Promise<readonly StationFlow[]>
  /** Lines of accounts of some kinds with what their age is read from, by account and then by seq. */
  aged(query: AgedQuery): Promise<readonly AgedPosting[]>
  /** Greatest seq recorded before an instant. */
  seqBefore(instant: number): Promise<number>
  hashes(subtrees: readonly Subtree[]): Promise<readonly Hash[]>
  saveCheckpoint(checkpoint: StoredCheckpoint): Promise<void>
  /** The newest checkpoint, or the newest of at most a size. */
  checkpoint(atMost?: number): Promise<StoredCheckpoint | undefined>
}

export interface StoredCheckpoint {
  readonly size: number
  readonly root: Hash
  readonly note: string
  readonly recordedAt: number
}

/**
 * Thrown by a store that could not write for want of room, or because its disk
 * only reads. Nothing was written, and what was asked may be asked again.
 */
export class NoRoom extends Error {
  override name = 'NoRoom'
  readonly why: 'full' | 'read-only'
  constructor(why: 'full' | 'read-only', cause?: unknown) {
    super(
      why === 'full'
        ? 'the disk is full; nothing was written'
        : 'the disk is read-only; nothing was written',
      { cause },
    )
    this.why = why
  }
}
