/**
 * What the bank needs of the world. Each port is a promise in prose; the
 * stores, the gate and the doors keep them.
 */
import type { MemberId } from '../ledger/account.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { CityRules } from '../rules/city.ts'
import type { Evidence } from './ports-evidence.ts'
import type { Messages } from './ports-messages.ts'
import type { People } from './ports-people.ts'
import type { Batcher } from './record.ts'
import type { Directory, StaffRole } from './ports-directory.ts'
import type { Journal } from './ports-journal.ts'

export type * from './ports-directory.ts'
export type * from './ports-journal.ts'
export { NoRoom } from './ports-journal.ts'

export interface Bank {
  readonly rules: CityRules
  readonly journal: Journal
  readonly directory: Directory
  readonly people: People
  readonly messages: Messages
  /** Sheets and photos that entries name by their hash. */
  readonly evidence: Evidence
  readonly heads: Heads
  readonly signer: Signer
  readonly clock: Clock
  readonly ids: Ids
  readonly batcher: Batcher
  /** The second journal, "audit/1": who signed in, looked, was refused. Never public. */
  readonly audit: AuditBooks
  /** The same books and people over connections that cannot write, where the store has such. */
  readonly looking?: Looking
  /** Name of the log as checkpoints and receipts carry it, e.g. "kapok.example/ledger/1". Never a URL. */
  readonly origin: string
}

/** What whoever only looks is given in place of a bank's own; see bank/looking.ts. */
export type Looking = Pick<Bank, 'journal' | 'directory' | 'people' | 'batcher'>

/**
 * The books of the audit journal: a journal of the same kind as the ledger's,
 * with its own line, tree, head and store. Its ids and salts are its own, so
 * that what is noted moves nothing in the ledger. `auditOf` in
 * bank/oversight/audit.ts makes a bank of it for the verbs that read a journal.
 */
export type AuditBooks = Pick<Bank, 'journal' | 'directory' | 'batcher' | 'ids' | 'origin'>

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
  /** The station they act for; '' for an office. */
  readonly station: string
  /** Of a street's or a district's office: its area's path, "4401/440104/440104003/". It ends in a slash, or 440104 would hold 4401041. */
  readonly path?: string
  readonly member?: MemberId
  /** The enrolled computer of the station that their session has proved to be on. */
  readonly device?: string
  /** A relative who acts for `member`: who it is, as `id` says too, and what they were let do. */
  readonly through?: { readonly relative: MemberId; readonly scopes: readonly string[] }
  /** Their station writes only from enrolled computers, and this session is on none. */
  readonly deviceless?: true
  /** They showed a second factor when they signed in. */
  readonly strong?: boolean
  /** Scopes of a token, as "credits:write"; staff and members have none. */
  readonly scopes?: readonly string[]
}
