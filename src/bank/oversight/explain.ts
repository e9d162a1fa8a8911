/**
 * An entry that is not what its leaf says: what single change explains it? Each
 * column is tried with every value one changed byte or one other known name
 * gives, and the leaf tells when the true one is found. So a changed row is
 * named to the column, and what it said is known again.
 */
import { Buffer } from 'node:buffer'
import { ENTRY_KINDS, PROOF_CLASSES } from '../../ledger/entry.ts'
import { leafHash, leafText } from '../../ledger/leaf.ts'
import { sha256 } from '../../ledger/sha256.ts'
import type { StoredEntry, StoredPosting } from '../ports-audit.ts'
import {
  bytesOf,
  type Leafless,
  type NameOf,
  postingKey,
  readEntry,
  sameHash,
  textOf,
} from './evidence.ts'

export interface Explained {
  readonly table: 'entries' | 'postings'
  readonly key: string
  readonly column: string
  /** The entry as it was written. */
  readonly entry: Leafless
  readonly row: StoredEntry
}

export interface Known {
  readonly name: NameOf
  /** Numbers of names seen so far in a column, or in homes. */
  readonly seen: ReadonlyMap<string, ReadonlySet<number>>
}

/** Refs longer than this are not searched letter by letter: it would take minutes. */
const REFS_MOST = 1_500

/** Postings up to so many are tried in every order. */
const ORDERS_MOST = 5

const LEAF_PREFIX = new Uint8Array([0])

const NAMED = ['station', 'organisation', 'service', 'rules', 'by_actor'] as const
const WIDTHS = [1, 2, 3, 4, 6, 8]

/** The single change that makes the entry what its leaf says; undefined when there is none of those tried. */
export function explain(
  row: StoredEntry,
  postings: readonly StoredPosting[],
  known: Known,
): Explained | undefined {
  return (
    inEntry(row, postings, known) ??
    inPostings(row, postings, known) ??
    inOrder(row, postings, known)
  )
}

function inEntry(
  row: StoredEntry,
  postings: readonly StoredPosting[],
  known: Known,
): Explained | undefined {
  const whole = readEntry(row, postings, known.name)
  const lines = leafText(whole).slice(leafText({ ...whole, postings: [] }).length)
  const fits = (entry: Leafless) =>
    sameHash(sha256(LEAF_PREFIX, leafText({ ...entry, postings: [] }) + lines), row.leaf)
  for (const [column, values] of entryValues(row, known)) {
    for (const value of values) {
      const changed = { ...row, [column]: value }
      const isSalt = column === 'salt'
      const entry = readEntry(changed, isSalt ? postings : [], known.name)
      if (!(isSalt ? sameHash(leafHash(entry), row.leaf) : fits(entry))) continue
      return {
        table: 'entries',
        key: `seq=${row.seq}`,
        column,
        entry: readEntry(changed, postings, known.name),
        row: changed,
      }
    }
  }
  return undefined
}

function* entryValues(
  row: StoredEntry,
  known: Known,
): Generator<readonly [column: string, values: Iterable<unknown>]> {
  yield ['kind', Object.values(ENTRY_KINDS)]
  yield ['proof', [0, ...Object.values(PROOF_CLASSES)]]
  for (const column of NAMED) yield [column, namesFor(row[column], column, known)]
  yield ['served_on', integers(row.served_on)]
  yield ['recorded_at', integers(row.recorded_at)]
  yield ['seq', integers(row.seq)]
  yield ['closes', row.closes === null ? upTo(Math.min(row.seq, 10_000)) : closings(row.closes)]
  yield ['id', bytes(row.id)]
  yield ['request', bytes(row.request)]
  if (textOf(row.refs).length <= REFS_MOST) yield ['refs', letters(textOf(row.refs))]
  yield ['salt', bytes(row.salt)]
}

function* closings(value: number): Generator<number | null> {
  yield null
  yield* integers(value)
}

function* upTo(most: number): Generator<number> {
  for (let value = 1; value < most; value++) yield value
}

function inPostings(
  row: StoredEntry,
  postings: readonly StoredPosting[],
  known: Known,
): Explained | undefined {
  for (const [place, posting] of postings.entries()) {
    for (const column of ['minutes', 'balance', 'line', 'home'] as const) {
      const values =
        column === 'home' ? namesFor(posting.home, column, known) : integers(posting[column])
      for (const value of values) {
        const changed = postings.with(place, { ...posting, [column]: value })
        const entry = readEntry(row, changed, known.name)
        if (!sameHash(leafHash(entry), row.leaf)) continue
        return { table: 'postings', key: postingKey(posting), column, entry, row }
      }
    }
  }
  return undefined
}

/** The same postings in another order: then it is the list of accounts that was changed. */
export function inOrder(
  row: StoredEntry,
  postings: readonly StoredPosting[],
  known: Pick<Known, 'name'>,
): Explained | undefined {
  if (postings.length > ORDERS_MOST) return undefined
  for (const order of orders(postings)) {
    const entry = readEntry(row, order, known.name)
    if (!sameHash(leafHash(entry), row.leaf)) continue
    const accounts = order.map((posting) => posting.account).join(',')
    return {
      table: 'entries',
      key: `seq=${row.seq}`,
      column: 'accounts',
      entry,
      row: { ...row, accounts },
    }
  }
  return undefined
}

function* orders<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  if (items.length <= 1) yield items
  for (const [at, item] of items.entries()) {
    if (items.length <= 1) return
    for (const rest of orders(items.toSpliced(at, 1))) yield [item, ...rest]
  }
}

function* namesFor(value: number, column: string, { seen, name }: Known): Generator<number> {
  yield* seen.get(column) ?? []
  for (const id of integers(value)) if (name(id) !== undefined) yield id
}

/** What one byte changed in any of the widths SQLite stores, or a small step, may have made of it. */
function* integers(value: number): Generator<number> {
  if (!Number.isSafeInteger(value)) return
  for (let step = 1; step <= 400; step++) {
    yield value - step
    yield value + step
  }
  const whole = BigInt(value)
  for (const width of WIDTHS) {
    const bits = width * 8
    if (BigInt.asIntN(bits, whole) !== whole) continue
    for (let byte = 0; byte < width; byte++) {
      for (let change = 1n; change < 256n; change++) {
        const changed = Number(BigInt.asIntN(bits, whole ^ (change << BigInt(8 * byte))))
        if (Number.isSafeInteger(changed)) yield changed
      }
    }
  }
}

export function* bytes(value: unknown): Generator<Uint8Array> {
  const before = bytesOf(value)
  for (let at = 0; at < before.length; at++) {
    for (let change = 1; change < 256; change++) {
      const changed = Buffer.from(before)
      changed[at] = (before[at] ?? 0) ^ change
      yield changed
    }
  }
}

/** Every text one letter away: one too many, or changed to any other of printable ASCII or a line's end. */
export function* letters(text: string): Generator<string> {
  for (let at = 0; at < text.length; at++) {
    yield text.slice(0, at) + text.slice(at + 1)
    for (let code = 0x20; code < 0x7f; code++) {
      yield text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1)
    }
    yield `${text.slice(0, at)}\n${text.slice(at + 1)}`
  }
}
