/**
 * The first and longest part of a verification: every entry in its order, with
 * its postings, against its leaf. What it finds on the way is kept for the
 * parts that follow: the tree, the lines of the accounts, the views.
 */
import { countersMoved, counterText, spanning } from '../../ledger/counter.ts'
import { isAsking, reviewPlace, twinOf, verdictOf } from '../../ledger/review.ts'
import { leafHash } from '../../ledger/leaf.ts'
import type { Hash } from '../../ledger/sha256.ts'
import type { Audit, StoredEntry, StoredPosting } from '../ports-audit.ts'
import {
  accountsIn,
  type Leafless,
  type NameOf,
  numberOfDay,
  postingKey,
  readEntry,
  sameHash,
  type VerifyFault,
} from './evidence.ts'
import { type Explained, explain, inOrder } from './explain.ts'
import { type Growth, newGrowth, plant } from './verify-tree.ts'

/** Entries read at a time. */
export const STRETCH = 500

/** Changed entries that are searched for what was changed; beyond it they are only named. */
const EXPLAINED_MOST = 100

/** Missing entries that are named one by one. */
const MISSING_MOST = 1_000

/** Bytes in which a leaf may differ from the true one and still be that leaf, changed: a true other one differs in all. */
const LEAF_BYTES = 8

export interface SpanOfEntry {
  readonly who: string
  readonly day: number
  readonly from: number
  readonly to: number
}

/** What the entries say, for the parts that come after. Arrays are by seq. */
export interface Books {
  /** Seqs looked at: 1 to this. */
  readonly end: number
  /** Postings found for the entry, and `row` refs it carries. */
  readonly claimed: Uint16Array
  readonly brings: Uint16Array
  /** 1 where the entry's rows are not what was written. */
  readonly unclean: Uint8Array
  /** Of credits with a span: who, the day's number, from and to, as a span's row has them. */
  readonly spans: Map<number, SpanOfEntry>
  /** By the entry that asked: where, whom it is about, and the entry that answered, 0 where none has. */
  readonly reviews: Map<number, { place: string; who: string; decided: number }>
  /** Entries that asked, by the id their answer has. */
  readonly askings: Map<string, number>
  readonly recordedAt: Float64Array
  /** Seq that first said each name. */
  readonly says: Map<string, number>
  /** Value and last seq of each counter, by its text. */
  readonly counters: Map<string, { value: number; seq: number }>
  /** Numbers of names seen in each column. */
  readonly seen: Map<string, Set<number>>
  readonly growth: Growth
  /** Numbers of names that are missing, and how many entries cannot be read without them. */
  readonly dangling: Map<number, number>
  /** Entries that are wrong and of which no single change tells what. */
  readonly unexplained: Set<number>
  /** Changed entries as they were written. */
  readonly repaired: Map<number, Leafless>
  /** Some entry could not be read as it was written: what is derived from entries cannot be judged. */
  isUnsure: boolean
}

/** What is known of names before the entries are read. */
export interface NamesKnown {
  readonly name: NameOf
  /** No name has the place of this number: the name itself is missing. */
  isVacant(id: number): boolean
}

interface Watch {
  readonly audit: Audit
  readonly name: NameOf
  readonly isVacant: NamesKnown['isVacant']
  readonly faults: VerifyFault[]
  readonly books: Books
  readonly closed: Uint8Array
  readonly later: Set<number>
  searched: number
  last: { seq: number; recordedAt: number }
}

export async function verifyEntries(
  audit: Audit,
  { name, isVacant }: NamesKnown,
  faults: VerifyFault[],
  { last, anchors }: { readonly last: number; readonly anchors: readonly number[] },
  progress: (rows: number) => void,
): Promise<Books> {
  const count = await audit.count('entries')
  const end = Math.max(0, Math.min(last, count + MISSING_MOST))
  const books = newBooks(end, anchors)
  const watch: Watch = {
    audit,
    name,
    isVacant,
    faults,
    books,
    closed: new Uint8Array(end + 1),
    later: new Set(),
    searched: 0,
    last: { seq: 0, recordedAt: 0 },
  }
  let after: StoredEntry | undefined
  for (;;) {
    const rows = await audit.stretch('entries', after, STRETCH)
    const own = rows.filter((row) => !isLater(watch, row.seq))
    await verifyStretch(watch, own)
    progress(own.length)
    after = rows.at(-1)
    if (rows.length < STRETCH || own.length < rows.length) return books
  }
}

/** Recorded since the reading began: right behind what is read, or behind such a one. */
function isLater({ books, later }: Watch, seq: number): boolean {
  if (seq !== books.end + later.size + 1) return false
  later.add(seq)
  return true
}

function newBooks(end: number, anchors: readonly number[]): Books {
  const size = end + 1
  return {
    end,
    claimed: new Uint16Array(size),
    brings: new Uint16Array(size),
    unclean: new Uint8Array(size),
    spans: new Map(),
    reviews: new Map(),
    askings: new Map(),
    recordedAt: new Float64Array(size),
    says: new Map(),
    counters: new Map(),
    seen: new Map(),
    growth: newGrowth(anchors),
    dangling: new Map(),
    unexplained: new Set(),
    repaired: new Map(),
    isUnsure: false,
  }
}

async function verifyStretch(watch: Watch, rows: readonly StoredEntry[]): Promise<void> {
  const { books, faults } = watch
  const postings = await postingsFor(watch.audit, rows)
  const seqs = rows.flatMap((row) => (typeof row.closes === 'number' ? [row.closes] : []))
  const closed = new Map(await closedFor(watch, seqs))
  for (const row of rows) {
    const key = `seq=${row.seq}`
    if (!(row.seq >= 1 && row.seq <= books.end)) {
      faults.push({ code: 'tampered', table: 'entries', key, detail: 'stands outside the line' })
      continue
    }
    for (let seq = watch.last.seq + 1; seq < row.seq; seq++) missing(watch, seq)
    const before = faults.length
    const own = await believed(watch, row, postings)
    if (faults.length > before || own === undefined) books.unclean[row.seq] = 1
    const undone = own?.closes
    if (undone !== undefined && !closed.has(undone)) {
      for (const [seq, entry] of await closedFor(watch, [undone])) closed.set(seq, entry)
    }
    if (own) accept(watch, own, row, closed)
    watch.last = { seq: row.seq, recordedAt: own?.recordedAt ?? watch.last.recordedAt }
  }
}

function missing(watch: Watch, seq: number): void {
  const { books, faults } = watch
  faults.push({ code: 'tampered', table: 'entries', key: `seq=${seq}`, detail: 'is missing' })
  books.unclean[seq] = 1
  books.isUnsure = true
  plant(books.growth, undefined, undefined)
}

export async function postingsFor(
  audit: Audit,
  rows: readonly StoredEntry[],
): Promise<ReadonlyMap<string, StoredPosting>> {
  const pairs = rows.flatMap((row) => (accountsIn(row) ?? []).map((id) => [id, row.seq] as const))
  const found = pairs.length === 0 ? [] : await audit.postingsOf(pairs)
  return new Map(found.map((posting) => [`${posting.account} ${posting.seq}`, posting]))
}

/** The entries that these close, read without proof: each is proved in its own place. */
async function closedFor(
  watch: Watch,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, Leafless>> {
  if (seqs.length === 0) return new Map()
  const stored = await watch.audit.entriesAt(seqs)
  const postings = await postingsFor(watch.audit, stored)
  return new Map(
    stored.map((row) => {
      const own = (accountsIn(row) ?? []).flatMap((id) => postings.get(`${id} ${row.seq}`) ?? [])
      return [row.seq, readEntry(row, own, watch.name)]
    }),
  )
}

/** The entry as it was written: as its row says, or as one undone change says; undefined where nobody can tell. */
async function believed(
  watch: Watch,
  row: StoredEntry,
  postings: ReadonlyMap<string, StoredPosting>,
): Promise<Leafless | undefined> {
  const { books, name } = watch
  const ids = accountsIn(row)
  const own = (ids ?? []).flatMap((id) => postings.get(`${id} ${row.seq}`) ?? [])
  books.claimed[row.seq] = own.length
  const entry = readEntry(row, own, name)
  const leaf = leafHash(entry)
  const isWhole = ids !== undefined && own.length === ids.length
  if (isWhole && sameHash(leaf, row.leaf)) {
    plant(books.growth, row.leaf, row.leaf)
    notice(books, row, own)
    return entry
  }
  if (isWhole && isNearly(leaf, row.leaf)) {
    blame(watch, 'entries', `seq=${row.seq}`, 'leaf')
    plant(books.growth, row.leaf, leaf)
    books.repaired.set(row.seq, entry)
    return entry
  }
  const found = isWhole ? search(watch, row, own) : await regrouped(watch, row, ids, own)
  plant(books.growth, row.leaf, found || !isWhole ? row.leaf : leaf)
  if (found) {
    blame(watch, found.table, found.key, found.column)
    books.repaired.set(row.seq, found.entry)
    return found.entry
  }
  books.isUnsure = true
  const nameless = new Set(numbersIn(row, own).filter(watch.isVacant))
  for (const id of nameless) books.dangling.set(id, (books.dangling.get(id) ?? 0) + 1)
  if (isWhole && nameless.size === 0) books.unexplained.add(row.seq)
  return undefined
}

function blame(watch: Watch, table: 'entries' | 'postings', key: string, column: string): void {
  const detail = 'is not what was written'
  watch.faults.push({ code: 'tampered', table, key, column, detail })
}

function isNearly(leaf: Hash, stored: unknown): boolean {
  if (!(stored instanceof Uint8Array) || stored.length !== leaf.length) return false
  return leaf.filter((byte, at) => byte !== stored[at]).length <= LEAF_BYTES
}

function search(
  watch: Watch,
  row: StoredEntry,
  own: readonly StoredPosting[],
): Explained | undefined {
  if (watch.searched >= EXPLAINED_MOST || numbersIn(row, own).some(watch.isVacant)) return undefined
  watch.searched++
  return explain(row, own, { name: watch.name, seen: watch.books.seen })
}

/** Postings are missing, or the list of accounts is wrong: all postings of the seq, in the order the leaf knows. */
async function regrouped(
  watch: Watch,
  row: StoredEntry,
  ids: readonly number[] | undefined,
  own: readonly StoredPosting[],
): Promise<Explained | undefined> {
  if (watch.searched >= EXPLAINED_MOST) return undefined
  watch.searched++
  const all = await watch.audit.postingsAt([row.seq])
  const found = inOrder(row, all, watch)
  if (found) {
    watch.books.claimed[row.seq] = all.length
    return found
  }
  if (ids === undefined) blame(watch, 'entries', `seq=${row.seq}`, 'accounts')
  for (const account of ids ?? []) {
    if (own.some((posting) => posting.account === account)) continue
    const key = postingKey({ account, seq: row.seq })
    watch.faults.push({ code: 'tampered', table: 'postings', key, detail: 'is missing' })
  }
  return undefined
}

/** Remembers what a true entry's numbers stand for, to try them where another is not true. */
function notice({ seen }: Books, row: StoredEntry, own: readonly StoredPosting[]): void {
  const add = (column: string, id: number) => {
    const ids = seen.get(column)
    if (ids) ids.add(id)
    else seen.set(column, new Set([id]))
  }
  for (const column of ['station', 'organisation', 'service', 'rules', 'by_actor'] as const) {
    add(column, row[column])
  }
  for (const posting of own) add('home', posting.home)
}

function numbersIn(row: StoredEntry, own: readonly StoredPosting[]): readonly number[] {
  const { station, organisation, service, rules, by_actor } = row
  return [
    ...[station, organisation, service, rules, by_actor],
    ...own.flatMap((posting) => [posting.account, posting.home]),
  ]
}

/** An entry known to be as written: does it hold to the rules of the books, and what does it move? */
function accept(
  watch: Watch,
  entry: Leafless,
  row: StoredEntry,
  closedEntries: ReadonlyMap<number, Leafless>,
): void {
  const { books } = watch
  const { seq } = row
  const say = (column: string, detail: string) =>
    watch.faults.push({ code: 'tampered', table: 'entries', key: `seq=${seq}`, column, detail })
  const sum = entry.postings.reduce((total, posting) => total + posting.minutes, 0)
  if (sum !== 0) say('accounts', `does not balance: it is off by ${sum} minutes`)
  if (entry.recordedAt < watch.last.recordedAt)
    say('recorded_at', 'is earlier than the entry before')
  books.recordedAt[seq] = entry.recordedAt

  const closed = closedFrom(watch, entry, closedEntries)
  if (closed === 'unknown') return
  if (closed === 'wrong') {
    say('closes', 'closes what it cannot')
    books.isUnsure = true
    return
  }
  if (isClosing(entry) && closed === undefined) say('closes', 'closes nothing')
  books.brings[seq] = entry.refs.filter(([type]) => type === 'row').length
  try {
    move(books, entry, closed)
  } catch (error) {
    say('accounts', `moves what cannot be moved: ${(error as Error).message}`)
    books.isUnsure = true
  }
}

const isClosing = ({ kind }: Leafless) =>
  kind === 'settle' || kind === 'release' || kind === 'reverse'

function closedFrom(
  watch: Watch,
  entry: Leafless,
  closedEntries: ReadonlyMap<number, Leafless>,
): Leafless | 'wrong' | 'unknown' | undefined {
  const { closes, seq } = entry
  const { repaired, unclean } = watch.books
  if (closes === undefined) return undefined
  if (closes >= seq || watch.closed[closes] === 1) return 'wrong'
  watch.closed[closes] = 1
  // What it closed was changed, and named; what it was, nobody can tell.
  if (unclean[closes] === 1 && !repaired.has(closes)) return 'unknown'
  const closed = repaired.get(closes) ?? closedEntries.get(closes)
  if (!closed) return 'wrong'
  return (closed.kind === 'hold') === (entry.kind !== 'reverse') ? closed : 'wrong'
}

function move(books: Books, entry: Leafless, closed: Leafless | undefined): void {
  const { seq } = entry
  const say = (name: string) => {
    if (!books.says.has(name)) books.says.set(name, seq)
  }
  for (const name of [entry.station, entry.organisation, entry.service, entry.rules, entry.by])
    say(name)
  for (const posting of entry.postings) {
    say(posting.account)
    say(posting.home)
  }
  for (const { key, by } of countersMoved(entry, closed)) {
    say(key.who)
    const text = counterText(key)
    const counter = books.counters.get(text)
    if (counter) {
      counter.value += by
      counter.seq = seq
    } else books.counters.set(text, { value: by, seq })
  }
  const span = spanning(entry)
  if (span) {
    const { member, day, from, to } = span
    books.spans.set(seq, { who: member, day: numberOfDay(day), from, to })
  }
  if (isAsking(entry)) {
    const place = reviewPlace(entry)
    say(place.who)
    books.askings.set(twinOf(entry.id), seq)
    books.reviews.set(seq, { ...place, decided: 0 })
  } else if (verdictOf(entry) !== undefined) {
    const asking = books.reviews.get(books.askings.get(entry.id) ?? 0)
    if (!asking) throw new Error('answers what nobody asked')
    asking.decided = seq
  }
}
