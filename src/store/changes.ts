/** What a batch of sealed entries is as rows of every table: stretch by stretch, names first said as numbers. */
import { COUNTER_KINDS, spanning } from '../ledger/counter.ts'
import type { Entry } from '../ledger/entry.ts'
import type { Sealed } from '../ledger/journal.ts'
import { listingIn } from '../ledger/listed.ts'
import { isAsking, reviewPlace } from '../ledger/review.ts'
import type { Change } from './engine.ts'
import { nameRow, type Names } from './names.ts'
import { dayNumber, entryRow, type NumberOf, postingRows } from './rows.ts'
import type { Value } from './tables.ts'

/** Entries whose rows are made at once: those before them may be on their way to the disk meanwhile. */
const STRETCH = 250

/** All rows of a batch, stretch by stretch, as they are asked for. */
export function* changesOf(
  sealed: readonly Sealed[],
  nameRows: Change['rows'],
  numberOf: NumberOf,
): Generator<Change> {
  for (let from = 0; from < sealed.length; from += STRETCH) {
    const some = sealed.slice(from, from + STRETCH)
    yield { table: 'entries', rows: some.map(({ entry }) => entryRow(entry, numberOf)) }
    if (from === 0 && nameRows.length > 0) yield { table: 'names', rows: nameRows }
    const rest: readonly Change[] = [
      { table: 'postings', rows: some.flatMap(({ entry }) => postingRows(entry, numberOf)) },
      { table: 'directory', rows: some.flatMap(directoryRows) },
      { table: 'nodes', rows: some.flatMap(nodeRows) },
      { table: 'spans', rows: spanRows(some, numberOf) },
    ]
    yield* rest.filter(({ rows }) => rows.length > 0)
  }
  const counters = counterRows(sealed, numberOf)
  if (counters.length > 0) yield { table: 'counters', rows: counters }
  const reviews = reviewRows(sealed, numberOf)
  if (reviews.length > 0) yield { table: 'reviews', rows: reviews }
  const listed = listedRows(sealed)
  if (listed.length > 0) yield { table: 'listed', rows: listed }
}

function nodeRows({ nodes }: Sealed): readonly (readonly Value[])[] {
  return nodes.map((node) => [node.level, node.index, node.hash])
}

/** Every name the batch says with its number; those said for the first time also as rows. */
export async function namesSaid(sealed: readonly Sealed[], names: Names, nextName: number) {
  const numbers = new Map<string, number>()
  const unknown = new Map<string, number>()
  const say = (name: string, seq: number) => {
    if (numbers.has(name) || unknown.has(name)) return
    const id = names.known(name)
    if (id === undefined) unknown.set(name, seq)
    else numbers.set(name, id)
  }
  for (const one of sealed) sayAll(one, say)
  for (const [name, id] of await names.find([...unknown.keys()])) numbers.set(name, id)
  const interned = new Map<string, number>()
  const nameRows: (readonly Value[])[] = []
  for (const [name, seq] of unknown) {
    if (numbers.has(name)) continue
    const { id, row } = nameRow(name, nextName + interned.size, seq)
    interned.set(name, id)
    numbers.set(name, id)
    nameRows.push(row)
  }
  return { numbers, interned, nameRows }
}

function sayAll(
  { entry, counters, asking }: Sealed,
  say: (name: string, seq: number) => void,
): void {
  const { seq } = entry
  say(entry.station, seq)
  say(entry.organisation, seq)
  say(entry.service, seq)
  say(entry.rules, seq)
  say(entry.by, seq)
  for (const posting of entry.postings) {
    say(posting.account, seq)
    say(posting.home, seq)
  }
  for (const { move } of counters.values()) say(move.key.who, seq)
  if (isAsking(entry)) say(reviewPlace(entry).who, seq)
  // Said when it was asked: only its number is wanted.
  if (asking) for (const name of Object.values(reviewPlace(asking))) say(name, seq)
}

function directoryRows({ entry, along }: Sealed): readonly (readonly Value[])[] {
  return (along ?? []).map(({ table, key, version, salt, body }) => [
    table,
    key,
    version,
    entry.seq,
    salt,
    body,
  ])
}

function spanRows(sealed: readonly Sealed[], numberOf: NumberOf): readonly (readonly Value[])[] {
  const rows: (readonly Value[])[] = []
  for (const { entry } of sealed) {
    const span = spanning(entry)
    if (span) rows.push([numberOf(span.member), dayNumber(span.day), entry.seq, span.from, span.to])
  }
  return rows
}

/** Each review once: as the batch asks for it, or with the entry that answers it. */
function reviewRows(sealed: readonly Sealed[], numberOf: NumberOf): readonly (readonly Value[])[] {
  const rows = new Map<number, readonly Value[]>()
  const put = (asking: Entry, decided: number) => {
    const { place, who } = reviewPlace(asking)
    rows.set(asking.seq, [asking.seq, numberOf(place), numberOf(who), decided])
  }
  for (const { entry, asking } of sealed) {
    if (isAsking(entry)) put(entry, 0)
    else if (asking) put(asking, entry.seq)
  }
  return [...rows.values()]
}

/** Each counter once, as the last entry of the batch leaves it. */
function counterRows(sealed: readonly Sealed[], numberOf: NumberOf): readonly (readonly Value[])[] {
  const rows = new Map<string, readonly Value[]>()
  for (const { entry, counters } of sealed) {
    for (const [text, { move, value }] of counters) {
      const { kind, who, day } = move.key
      rows.set(text, [COUNTER_KINDS[kind], numberOf(who), dayNumber(day), value, entry.seq])
    }
  }
  return [...rows.values()]
}

/** Each row that says where it is found, once, as the batch leaves it. */
function listedRows(sealed: readonly Sealed[]): readonly (readonly Value[])[] {
  const rows = new Map<string, readonly Value[]>()
  for (const { entry, along } of sealed) {
    for (const { table, key, body } of along ?? []) {
      const listing = listingIn(body)
      if (!listing) continue
      const { place, who, state, at, due } = listing
      rows.set(`${table} ${key}`, [table, key, place, who, state, at, due, entry.seq])
    }
  }
  return [...rows.values()]
}
