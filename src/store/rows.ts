/** Rows into entries and back: the same shapes on every engine, no rule in it. */
import { Buffer } from 'node:buffer'
import { sql } from 'kysely'
import type { AccountId } from '../ledger/account.ts'
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
} from '../ledger/entry.ts'
import { type Minutes, minutes } from '../ledger/minutes.ts'
import type { Engine } from './engine.ts'
import type { Names } from './names.ts'
import type { EntriesTable, PostingsTable, Value } from './tables.ts'

const DAY_MS = 86_400_000
const KIND_NAMES = new Map<number, EntryKind>(
  Object.entries(ENTRY_KINDS).map(([name, number]) => [number, name as EntryKind]),
)
const PROOF_NAMES = new Map<number, ProofClass>(
  Object.entries(PROOF_CLASSES).map(([name, number]) => [number, name as ProofClass]),
)

export function dayNumber(day: string): number {
  return day === '' ? -1 : Date.parse(`${day}T00:00:00Z`) / DAY_MS
}

export function dayText(number: number): Day {
  return (number < 0 ? '' : new Date(number * DAY_MS).toISOString().slice(0, 10)) as Day
}

export function idBytes(id: EntryId): Uint8Array {
  return Buffer.from(id.replaceAll('-', ''), 'hex')
}

export function idText(bytes: Uint8Array): EntryId {
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as EntryId
}

export function refsText(refs: readonly Ref[]): string {
  return refs.map(([type, value]) => `${type} ${value}`).join('\n')
}

export function refsOf(text: string): readonly Ref[] {
  if (text === '') return []
  return text.split('\n').map((line) => {
    const space = line.indexOf(' ')
    return [line.slice(0, space), line.slice(space + 1)]
  })
}

/** A number the books know, given a name that is known by now. */
export type NumberOf = (name: string) => number

export function entryRow(entry: Entry, numberOf: NumberOf): readonly Value[] {
  return [
    entry.seq,
    idBytes(entry.id),
    ENTRY_KINDS[entry.kind],
    dayNumber(entry.servedOn),
    entry.recordedAt,
    numberOf(entry.station),
    numberOf(entry.organisation),
    numberOf(entry.service),
    numberOf(entry.rules),
    entry.proof === undefined ? 0 : PROOF_CLASSES[entry.proof],
    numberOf(entry.by),
    entry.closes ?? null,
    entry.request,
    entry.salt,
    refsText(entry.refs),
    entry.postings.map((posting) => numberOf(posting.account)).join(','),
    entry.leaf,
  ]
}

export function postingRows(entry: Entry, numberOf: NumberOf): readonly (readonly Value[])[] {
  return entry.postings.map((posting) => [
    numberOf(posting.account),
    entry.seq,
    posting.line,
    posting.minutes,
    posting.balance,
    numberOf(posting.home),
  ])
}

export function accountsIn(row: EntriesTable): readonly number[] {
  return row.accounts === '' ? [] : row.accounts.split(',').map(Number)
}

/** Reads the postings that belong to entry rows, by account and seq. */
export async function postingsFor(
  engine: Engine,
  rows: readonly EntriesTable[],
): Promise<ReadonlyMap<string, PostingsTable>> {
  const pairs = rows.flatMap((row) => accountsIn(row).map((account) => [account, row.seq] as const))
  if (pairs.length === 0) return new Map()
  const query = sql<PostingsTable>`select p.account, p.seq, p.line, p.minutes, p.balance, p.home from ${engine.pairs(pairs)} x join postings p on p.account = x.a and p.seq = x.b`
  const found = await engine.all(query.compile(engine.db))
  return new Map(found.map((row) => [`${row.account} ${row.seq}`, row]))
}

/** Entry rows as entries, in their order. Throws where a posting or a name is missing. */
export async function toEntries(
  engine: Engine,
  names: Names,
  rows: readonly EntriesTable[],
): Promise<readonly Entry[]> {
  if (rows.length === 0) return []
  const postings = await postingsFor(engine, rows)
  const ids = new Set<number>()
  for (const row of rows)
    for (const id of [row.station, row.organisation, row.service, row.rules, row.by_actor])
      ids.add(id)
  for (const row of postings.values()) ids.add(row.account).add(row.home)
  const text = await names.read(ids)
  return rows.map((row) => toEntry(row, postings, text))
}

export function toEntry(
  row: EntriesTable,
  postings: ReadonlyMap<string, PostingsTable>,
  text: ReadonlyMap<number, string>,
): Entry {
  const name = (id: number) => text.get(id) ?? missing(`name ${id}`, row.seq)
  const proof = PROOF_NAMES.get(row.proof)
  return {
    seq: row.seq as Seq,
    id: idText(row.id),
    kind: KIND_NAMES.get(row.kind) ?? missing(`kind ${row.kind}`, row.seq),
    servedOn: dayText(row.served_on),
    recordedAt: row.recorded_at,
    station: name(row.station),
    organisation: name(row.organisation),
    service: name(row.service),
    rules: name(row.rules),
    ...(proof === undefined ? {} : { proof }),
    by: name(row.by_actor),
    ...(row.closes === null ? {} : { closes: row.closes as Seq }),
    request: row.request,
    salt: row.salt,
    refs: refsOf(row.refs),
    postings: accountsIn(row).map((account): Posting => {
      const posting =
        postings.get(`${account} ${row.seq}`) ?? missing(`posting of account ${account}`, row.seq)
      return {
        account: name(account) as AccountId,
        minutes: posting.minutes as Minutes,
        balance: minutes(posting.balance),
        line: posting.line,
        home: name(posting.home),
      }
    }),
    leaf: row.leaf,
  }
}

function missing(what: string, seq: number): never {
  throw new Error(`entry ${seq}: there is no ${what}`)
}
