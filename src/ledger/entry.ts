/**
 * What a draft and an entry (凭证) are. A draft has no place yet; an entry has
 * one in the line, its seq, and never changes again. No names, no phone
 * numbers, no free text: an entry is for ever.
 */
import type { AccountId } from './account.ts'
import type { Minutes } from './minutes.ts'
import type { Hash } from './sha256.ts'

export type EntryId = string & { readonly brand: 'EntryId' }
/** A place in the line: 1, 2, 3, … with no gap. */
export type Seq = number & { readonly brand: 'Seq' }
/** A calendar day in the city, YYYY-MM-DD. */
export type Day = string & { readonly brand: 'Day' }

/** Numbers are for the books and are never reused. */
export const ENTRY_KINDS = {
  credit: 1,
  transfer: 2,
  donate: 3,
  grant: 4,
  hold: 5,
  settle: 6,
  release: 7,
  redeem: 8,
  reverse: 9,
  opening: 10,
  carry: 11,
  net: 12,
  row: 20,
  key: 21,
  close: 22,
  config: 23,
  erase: 24,
} as const

export type EntryKind = keyof typeof ENTRY_KINDS
export type MovementKind = Exclude<EntryKind, 'row' | 'key' | 'close' | 'config' | 'erase'>

/** How a credit was witnessed (认定方式). */
export const PROOF_CLASSES = { scanned: 1, confirmed: 2, witnessed: 3, paper: 4 } as const
export type ProofClass = keyof typeof PROOF_CLASSES

/**
 * Everything else an entry says, as sorted (type, value) pairs of printable
 * ASCII without spaces. Types in use: for (the member served or credited),
 * span (sign-in/sign-out), batch, reason, row, until, purpose, relation,
 * beneficiary, witness, source, file, destroyed, day, day-count, day-minutes, figures, upto, gave;
 * confirm (how the person served said so: pin, code, signature, thumb, call),
 * assisted (how staff who book for somebody have checked who it is: face, card);
 * tally (what a count beside the books is moved by, "places/…:1", see ledger/tally.ts);
 * proxy (the relative who acted for the member) and proxy-month (what it counts to);
 * of a review: review (its kind), asks (hash of what is asked), waits and waited (minutes),
 * counts, verdict, reviewer, maker;
 * of a month signed off: month, tally, exact, near, doubled, tally-only,
 * journal-only, unplaced, tally-minutes, journal-minutes;
 * of what stations settled among themselves: month, after and upto (seqs), figures.
 */
export type Ref = readonly [type: string, value: string]

export interface DraftPosting {
  readonly account: AccountId
  readonly minutes: Minutes
  /** The account's home station at this moment, or the city's code where it has none. */
  readonly home: string
}

export interface Posting extends DraftPosting {
  /** Minutes in the account after this posting. */
  readonly balance: Minutes
  /** The account's own gapless line number, from 1. */
  readonly line: number
}

interface Said {
  readonly id: EntryId
  readonly kind: EntryKind
  /** The day it happened. */
  readonly servedOn: Day
  readonly station: string
  readonly organisation: string
  readonly service: string
  /** The rule version that priced it, as "guangzhou/1". */
  readonly rules: string
  readonly proof?: ProofClass
  /** Who asked: an actor id. */
  readonly by: string
  /** First 16 bytes of the hash of the request. */
  readonly request: Uint8Array
  /** 16 random bytes; they keep the leaf hash from telling what is in it. */
  readonly salt: Uint8Array
  readonly refs: readonly Ref[]
}

export interface Draft extends Said {
  readonly postings: readonly DraftPosting[]
  /** The entry this one closes. An entry is closed once. */
  readonly closes?: EntryId
  readonly limits?: readonly Limit[]
  /** Versions of directory rows that were relied on. */
  readonly relies?: readonly Reliance[]
  /** Accounts that were taken to be empty. */
  readonly empty?: readonly AccountId[]
  /** Directory rows written in the same commit. */
  readonly along?: readonly RowChange[]
}

export interface Entry extends Said {
  readonly seq: Seq
  readonly postings: readonly Posting[]
  /** The ledger's clock in ms since 1970 UTC, never earlier than the entry before. */
  readonly recordedAt: number
  readonly closes?: Seq
  /** RFC 6962 leaf hash of the canonical rendering. */
  readonly leaf: Hash
}

/** A sum kept beside the books and derived from them; `countersMoved` says how. */
export type CounterKind =
  | 'day'
  | 'served'
  | 'owned'
  | 'held'
  | 'closed-day'
  | 'budget'
  | 'waiting'
  | 'clerk-member'
  | 'clerk'
  | 'proxy'
  | 'tally'

export interface CounterKey {
  readonly kind: CounterKind
  /** Member, station or budget. */
  readonly who: string
  /** A day, a year's first day, or ''. */
  readonly day: string
}

/** Checked where the entry is sealed, against the counter as this entry leaves it. */
export interface Limit {
  readonly code:
    | 'needs-approval'
    | 'clerk-month'
    | 'day-too-long'
    | 'over-cap'
    | 'below-gate'
    | 'over-budget'
    | 'day-closed'
    | 'advance-moved'
    | 'over-proxy-limit'
    | 'tally-over'
    | 'tally-under'
  readonly counter: CounterKey
  /** A second sum that is added to the first: what stands and what waits. */
  readonly plus?: CounterKey
  readonly least?: number
  readonly most?: number
}

export interface Reliance {
  readonly table: string
  readonly key: string
  /** 0 says: there is no such row. */
  readonly version: number
}

/** One new version of a directory row. Its salted hash is in the entry that brings it. */
export interface RowChange extends Reliance {
  /** The version this one replaces plus one. */
  readonly version: number
  /** Canonical JSON; ASCII keys, any text in values. */
  readonly body: string
  readonly salt: Uint8Array
}

/** When a service began and ended, in minutes of the day. */
export interface Span {
  readonly from: number
  readonly to: number
}

export function refOf(entry: { readonly refs: readonly Ref[] }, type: string): string | undefined {
  return entry.refs.find(([t]) => t === type)?.[1]
}

export function sortedRefs(refs: readonly Ref[]): readonly Ref[] {
  return refs.toSorted((a, b) =>
    a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0,
  )
}
