/**
 * Stored rows read as what they claim to be, without trust in any of them: a
 * number may point nowhere, a day may be no day. Whatever cannot be read is
 * given a text no leaf contains, so that it fails where it is compared.
 */
import { Buffer } from 'node:buffer'
import type { AccountId } from '../../ledger/account.ts'
import {
  type Day,
  ENTRY_KINDS,
  type Entry,
  type EntryId,
  type EntryKind,
  type Posting,
  PROOF_CLASSES,
  type ProofClass,
  type Ref,
  type Seq,
} from '../../ledger/entry.ts'
import type { Minutes } from '../../ledger/minutes.ts'
import { sameBytes, toHex } from '../../ledger/sha256.ts'
import type { StoredEntry, StoredPosting, StoredTable } from '../ports-audit.ts'

export interface VerifyFault {
  /** tampered: a row is not what was written; rolled-back, forked: the whole is not what was signed; key: nothing opens the signatures. */
  readonly code: 'tampered' | 'rolled-back' | 'forked' | 'key'
  readonly table: StoredTable | 'schema' | 'heads' | 'evidence'
  /** Of the row, as "seq=17" or "account=33 seq=17". */
  readonly key: string
  /** Where redundancy tells. */
  readonly column?: string
  readonly detail: string
}

export type Leafless = Omit<Entry, 'leaf'>

const KIND_NAMES = new Map<number, string>(Object.entries(ENTRY_KINDS).map(([k, n]) => [n, k]))
const PROOF_NAMES = new Map<number, string>(Object.entries(PROOF_CLASSES).map(([p, n]) => [n, p]))
const DAY_MS = 86_400_000

export const postingKey = (row: Pick<StoredPosting, 'account' | 'seq'>) =>
  `account=${row.account} seq=${row.seq}`
export const versionKey = (row: {
  readonly tbl: string
  readonly key: string
  readonly version: number
}) => `tbl=${row.tbl} key=${row.key} version=${row.version}`

/** Names by their number; undefined where there is none. */
export type NameOf = (id: number) => string | undefined

/** Never fails: what cannot be read becomes a text that no true entry says. */
export function readEntry(
  row: StoredEntry,
  postings: readonly StoredPosting[],
  name: NameOf,
): Leafless {
  const text = (id: number) => name(id) ?? `\0${id}`
  const proof = row.proof === 0 ? undefined : (PROOF_NAMES.get(row.proof) ?? `\0${row.proof}`)
  return {
    seq: row.seq as Seq,
    id: idOf(row.id),
    kind: (KIND_NAMES.get(row.kind) ?? `\0${row.kind}`) as EntryKind,
    servedOn: dayOfNumber(row.served_on),
    recordedAt: row.recorded_at,
    station: text(row.station),
    organisation: text(row.organisation),
    service: text(row.service),
    rules: text(row.rules),
    ...(proof === undefined ? {} : { proof: proof as ProofClass }),
    by: text(row.by_actor),
    ...(row.closes === null ? {} : { closes: row.closes as Seq }),
    request: bytesOf(row.request),
    salt: bytesOf(row.salt),
    refs: refsIn(row.refs),
    postings: postings.map((posting) => readPosting(posting, name)),
  }
}

export function readPosting(row: StoredPosting, name: NameOf): Posting {
  return {
    account: (name(row.account) ?? `\0${row.account}`) as AccountId,
    minutes: row.minutes as Minutes,
    balance: row.balance as Minutes,
    line: row.line,
    home: name(row.home) ?? `\0${row.home}`,
  }
}

function idOf(bytes: unknown): EntryId {
  const hex = toHex(bytesOf(bytes))
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as EntryId
}

export function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(`\0${String(value)}`)
}

/** Text as it stands, or a text no column holds. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : `\0${toHex(bytesOf(value))}`
}

export function sameHash(a: unknown, b: unknown): boolean {
  return a instanceof Uint8Array && b instanceof Uint8Array && sameBytes(a, b)
}

/** Days since 1970 as a day; -1 is no day. */
export function dayOfNumber(number: number): Day {
  const instant = number * DAY_MS
  if (number < 0) return '' as Day
  return (
    Math.abs(instant) <= 8.64e15 ? new Date(instant).toISOString().slice(0, 10) : `\0${number}`
  ) as Day
}

export function numberOfDay(day: string): number {
  return day === '' ? -1 : Date.parse(`${day}T00:00:00Z`) / DAY_MS
}

export function refsIn(text: unknown): readonly Ref[] {
  if (text === '') return []
  return textOf(text)
    .split('\n')
    .map((line): Ref => {
      const space = line.indexOf(' ')
      return [line.slice(0, space), line.slice(space + 1)]
    })
}

/** Numbers of the accounts of an entry's postings; undefined when the list is no list. */
export function accountsIn(row: StoredEntry): readonly number[] | undefined {
  if (row.accounts === '') return []
  const text = textOf(row.accounts)
  return /^\d{1,15}(,\d{1,15})*$/.test(text) ? text.split(',').map(Number) : undefined
}
