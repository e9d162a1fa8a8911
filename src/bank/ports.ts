/**
 * What the bank needs of the world. Each port is a promise in prose; the
 * stores, the gate and the doors keep them.
 */
import type { AccountId, MemberId } from '../ledger/account.ts'
import type { CounterKey, Day, Draft, Entry, EntryId, Seq } from '../ledger/entry.ts'
import type { Named, Sealed, Tip } from '../ledger/journal.ts'
import type { Hash } from '../ledger/sha256.ts'
import type { Subtree } from '../ledger/tree.ts'
import type { CityRules } from '../rules/city.ts'
import type { Batcher } from './record.ts'

export interface Bank {
  readonly rules: CityRules
  readonly journal: Journal
  readonly directory: Directory
  readonly people: People
  readonly heads: Heads
  readonly signer: Signer
  readonly clock: Clock
  readonly ids: Ids
  readonly batcher: Batcher
  /** Name of the log as checkpoints and receipts carry it, e.g. "kapok.example/ledger/1". Never a URL. */
  readonly origin: string
}

/** Milliseconds since 1970 UTC. The only other use of a clock is a test's. */
export interface Clock {
  now(): number
}

export interface Ids {
  /** A UUIDv7. */
  entry(): EntryId
  /** 16 random bytes. */
  salt(): Uint8Array
  /** An opaque id for a member, staff, session: 16 letters of Crockford's base32, random. */
  opaque(): string
}

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

export type { Named }

/** One version of a directory row (名册). */
export interface Row<Body> {
  readonly table: string
  readonly key: string
  readonly version: number
  readonly seq: number
  readonly body: Body
}

/**
 * Governed rows, read from their newest version. They are written only by
 * `along` of an entry. What is remembered may be old when another process
 * wrote; the entry that relies on it is then refused as stale, and `forget`
 * makes the next reading new.
 */
export interface Directory {
  forget(): void
  get<Table extends keyof Tables>(
    table: Table,
    key: string,
  ): Promise<Row<Tables[Table]> | undefined>
  all<Table extends keyof Tables>(table: Table): Promise<readonly Row<Tables[Table]>[]>
  many<Table extends keyof Tables>(
    table: Table,
    keys: readonly string[],
  ): Promise<readonly Row<Tables[Table]>[]>
}

export type AreaLevel = 'city' | 'district' | 'street' | 'village' | 'grid' | 'building'

export interface AreaRow {
  readonly name: string
  readonly level: AreaLevel
  readonly parent: string | null
  /** Codes from the city down, each followed by a slash: "4401/440104/440104003/". */
  readonly path: string
}

export interface OrganisationRow {
  readonly name: string
  readonly type: string
  /** 统一社会信用代码. */
  readonly creditCode: string
  /** 负责人 and 经办人 by their office, not a person's record. */
  readonly head: string
  readonly handler: string
  readonly phone: string
  readonly sample: boolean
}

export interface TeamRow {
  readonly name: string
  readonly organisation: string
}

export interface Term {
  readonly organisation: string
  readonly from: string
  readonly to: string
}

export interface StationRow {
  readonly name: string
  readonly area: string
  /** The area's path. */
  readonly path: string
  readonly type: string
  readonly hotline: string
  readonly address: string
  readonly opening: string
  /** 承办期: who runs it from–to, in order, not overlapping. */
  readonly terms: readonly Term[]
  readonly sample: boolean
}

export interface MemberRow {
  readonly home: string
  readonly since: string
  /** Grants given, so that the next has a number of its own. */
  readonly grants: readonly GrantRow[]
}

export interface GrantRow {
  readonly n: number
  readonly purpose: string
  /** Services it may be spent on; empty is any. */
  readonly services: readonly string[]
  readonly until: string
  readonly pool: string
}

export type StaffRole = 'clerk' | 'head' | 'city' | 'auditor'

export interface StaffRow {
  readonly login: string
  readonly role: StaffRole
  /** The station they work at; empty for the city's own. */
  readonly station: string
  readonly active: boolean
}

export interface PoolRow {
  readonly name: string
  readonly station: string
}

export interface KeyRow {
  readonly kid: string
  readonly use: 'receipt' | 'log'
  readonly publicKey: string
  /** Receipts from this seq on are signed by it. */
  readonly firstSeq: number
}

export interface RulesRow {
  readonly rules: CityRules
}

/** How a source's sheets name their columns, saved per source. */
export interface MappingRow {
  readonly columns: Readonly<Record<string, string>>
}

export interface TokenRow {
  readonly name: string
  /** SHA-256 of the secret, hex. */
  readonly hash: string
  readonly scopes: readonly string[]
  readonly station: string
  readonly until: string
  readonly active: boolean
}

export interface Tables {
  readonly area: AreaRow
  readonly organisation: OrganisationRow
  readonly team: TeamRow
  readonly station: StationRow
  readonly member: MemberRow
  readonly staff: StaffRow
  readonly pool: PoolRow
  readonly key: KeyRow
  readonly rules: RulesRow
  readonly mapping: MappingRow
  readonly token: TokenRow
}

/** What is known of a person. It never enters the books. */
export interface Person {
  readonly member: MemberId
  readonly name: string
  readonly phone: string
  /** Last four characters of an identity number, where it was given. */
  readonly idTail: string
  readonly station: string
  /** Our own volunteer number, printed on the card; and outside numbers by kind (i志愿, 公益时间). */
  readonly number: string
  readonly outside: Readonly<Record<string, string>>
  readonly card: string
}

export interface NewPerson extends Omit<Person, 'card' | 'number'> {
  readonly pinHash?: string
}

export interface PersonQuery {
  /** Name, pinyin initials, phone tail, number or card, as typed. */
  readonly text?: string
  readonly name?: string
  readonly phoneTail?: string
  readonly idTail?: string
  readonly phone?: string
  readonly number?: string
}

/** Where one may look: a station's code, or the whole city. */
export type Scope = { readonly station: string } | 'city'

/**
 * Names, phones and cards, kept in a file of their own so that a vault can
 * take its place. No join with the books, no order by name.
 */
export interface People {
  /**
   * Nearest first. A card, our own number, an outside number and a whole phone
   * find anyone in the city, since people serve at other stations too; a part
   * of something finds only people of the scope's station. `name` is the whole
   * name, `text` is whatever was typed. An empty query lists the scope.
   */
  find(scope: Scope, query: PersonQuery, limit: number): Promise<readonly Person[]>
  get(member: MemberId): Promise<Person | undefined>
  names(ids: readonly MemberId[]): Promise<ReadonlyMap<MemberId, Person>>
  /** Undefined when the member id, the phone with the same name, or an outside number is already there. */
  enrol(person: NewPerson): Promise<Person | undefined>
  /** Enrols all of them as one step, or, where one is already there, nobody: then undefined. */
  enrolAll(people: readonly NewPerson[]): Promise<readonly Person[] | undefined>
  /** `outside` replaces all outside numbers. False when there is no such person, or what is new is somebody else's. */
  amend(
    member: MemberId,
    change: Partial<Pick<Person, 'name' | 'phone' | 'idTail' | 'station' | 'outside'>>,
  ): Promise<boolean>
  /** Leaves nothing of the person: card, PIN and sessions go too. Their number is not given again. */
  erase(member: MemberId): Promise<void>
  /** Everybody, in the order of their ids, after one ('' from the first). */
  all(after: string, limit: number): Promise<readonly Person[]>

  /** By card or by our own number: both are on the card. An empty `pinHash` is a card without a PIN. */
  byCard(card: string): Promise<Carded | undefined>
  /** Also ends the member's sessions and forgets failed tries. */
  setPin(member: MemberId, pinHash: string): Promise<void>
  byLogin(login: string): Promise<Credential | undefined>
  /** The one credential of a staff; ends their sessions. False when the login is somebody else's. */
  setCredential(credential: Credential): Promise<boolean>
  /** Counts a failed try, or clears them. Every `most`-th failure in a row (5 where not said) locks for longer. */
  tried(key: string, ok: boolean, now: number, most?: number): Promise<Tries>
  lock(key: string): Promise<Tries>

  openSession(session: Session): Promise<void>
  session(hash: string): Promise<Session | undefined>
  touchSession(hash: string, seenAt: number): Promise<void>
  closeSession(hash: string): Promise<void>
}

export interface Carded {
  readonly person: Person
  readonly pinHash: string
  /** The tries counted under the key "card:<member>". */
  readonly failures: number
  readonly lockedUntil: number
}

export interface Tries {
  readonly failures: number
  /** 0 when it was never locked. */
  readonly lockedUntil: number
}

export interface Credential {
  readonly login: string
  readonly staff: string
  readonly name: string
  readonly passwordHash: string
}

export interface Session {
  /** SHA-256 of the cookie's secret, hex: the secret itself is nowhere. */
  readonly hash: string
  readonly subject: string
  readonly kind: 'staff' | 'member'
  readonly openedAt: number
  readonly seenAt: number
}

export interface Head {
  readonly size: number
  readonly root: string
}

/** The last signed size and root of each log, kept where no restore of the database reaches it. */
export interface Heads {
  read(log: string): Promise<Head | undefined>
  /** Moves from one head to a greater one as one step; false when it was not at `from` any more. Durable on return. */
  advance(log: string, from: Head | undefined, to: Head): Promise<boolean>
}

/** Holds private keys; gives signatures. `kid` says which key signs what is at a seq. */
export interface Signer {
  readonly kid: string
  /** Raw 32-byte Ed25519 public key of the receipt key. */
  readonly publicKey: Uint8Array
  sign(bytes: Uint8Array): Promise<Uint8Array>
  /** The log's own key, for checkpoints. */
  readonly logPublicKey: Uint8Array
  signLog(bytes: Uint8Array): Promise<Uint8Array>
}

/** Who is asking. Made by the gate; every bank function takes one. */
export interface Actor {
  /** As entries carry it: "staff:…", "member:…", "token:…", "kapok". */
  readonly id: string
  readonly kind: 'staff' | 'member' | 'token' | 'system'
  readonly role: StaffRole | 'member' | 'system'
  /** The station they act for; '' for the city. */
  readonly station: string
  readonly member?: MemberId
  /** Scopes of a token, as "credits:write"; staff and members have none. */
  readonly scopes?: readonly string[]
}

/** Rows as they stand in the store, with the store's own column names: what an auditor reads. */
export interface StoredRows {
  readonly names: {
    readonly id: number
    readonly name: string
    readonly seq: number
    readonly hash: Uint8Array
  }
  readonly entries: StoredEntry
  readonly postings: StoredPosting
  readonly nodes: { readonly level: number; readonly idx: number; readonly hash: Uint8Array }
  readonly directory: StoredVersion
  readonly counters: {
    readonly kind: number
    readonly who: number
    readonly day: number
    readonly value: number
    readonly seq: number
  }
  readonly spans: {
    readonly who: number
    readonly day: number
    readonly seq: number
    readonly from_minute: number
    readonly to_minute: number
  }
  readonly checkpoints: {
    readonly size: number
    readonly root: Uint8Array
    readonly note: string
    readonly recorded_at: number
  }
}

export interface StoredEntry {
  readonly seq: number
  readonly id: Uint8Array
  readonly kind: number
  readonly served_on: number
  readonly recorded_at: number
  readonly station: number
  readonly organisation: number
  readonly service: number
  readonly rules: number
  readonly proof: number
  readonly by_actor: number
  readonly closes: number | null
  readonly request: Uint8Array
  readonly salt: Uint8Array
  readonly refs: string
  readonly accounts: string
  readonly leaf: Uint8Array
}

export interface StoredPosting {
  readonly account: number
  readonly seq: number
  readonly line: number
  readonly minutes: number
  readonly balance: number
  readonly home: number
}

export interface StoredVersion {
  readonly tbl: string
  readonly key: string
  readonly version: number
  readonly seq: number
  readonly salt: Uint8Array
  readonly body: string
}

export type StoredTable = keyof StoredRows

/** A table, index or trigger that is not as the program made it. */
export interface SchemaDifference {
  readonly name: string
  readonly how: 'missing' | 'extra' | 'changed'
}

/**
 * Reads what stands in the store, row by row, and decides nothing. What it
 * hands over may be damaged: a type may lie, a number may point nowhere.
 */
export interface Audit {
  count(table: StoredTable): Promise<number>
  /** The greatest seq, 0 where there is none. */
  last(): Promise<number>
  /** Rows after one, in the order of the table's key; from the first when `after` is undefined. */
  stretch<Table extends StoredTable>(
    table: Table,
    after: StoredRows[Table] | undefined,
    limit: number,
  ): Promise<readonly StoredRows[Table][]>
  entriesAt(seqs: readonly number[]): Promise<readonly StoredEntry[]>
  /** Postings by account and seq; those that are missing are left out. */
  postingsOf(pairs: readonly (readonly [number, number])[]): Promise<readonly StoredPosting[]>
  /** Every posting of these seqs, whichever the account. Reads the whole table: for when something is wrong. */
  postingsAt(seqs: readonly number[]): Promise<readonly StoredPosting[]>
  /** All versions of these rows. */
  versionsOf(rows: readonly Pick<StoredVersion, 'tbl' | 'key'>[]): Promise<readonly StoredVersion[]>
  schema(): Promise<readonly SchemaDifference[]>
  /** What the store's own check of its file says; empty when it is sound. */
  integrity(): Promise<readonly string[]>
}
