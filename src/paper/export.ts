/**
 * The journal for others' programs: JSON a line, CSV a posting a line, and a
 * journal that hledger reads and checks by itself, with every balance asserted.
 * Generators, so that a city's books pass through without being held.
 */
import { canonical } from '../ledger/canonical.ts'
import { type Entry, refOf } from '../ledger/entry.ts'
import { toHex } from '../ledger/sha256.ts'

/** Guangzhou's clock, all year; the day an entry was recorded on. */
function dayOf(instant: number): string {
  return new Date(instant + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** What makes a file checkable alone: a signed checkpoint of what is in it, and the key that opens it. */
export interface Seal {
  /** The checkpoint as a C2SP signed note; its size is the number of entries before it. */
  readonly checkpoint: string
  /** The log's verifier key, as it is published. */
  readonly key: string
}

/**
 * One object a line in canonical JSON (sorted names), everything the leaf is
 * made of: whoever has the line can reckon the leaf. Fields: by, closes (seq or
 * null), id, kind, leaf (hex), organisation, postings (account, balance, home,
 * line, minutes), proof (or null), recordedAt (ms since 1970 UTC), refs (type,
 * value), request and salt (hex), rules, seq, servedOn, service, station. The
 * last line is the seal, where there is one.
 */
export async function* jsonLines(
  entries: AsyncIterable<Entry>,
  seal?: Seal,
): AsyncGenerator<string> {
  for await (const entry of entries) {
    const line = {
      ...entry,
      proof: entry.proof ?? null,
      closes: entry.closes ?? null,
      request: toHex(entry.request),
      salt: toHex(entry.salt),
      leaf: toHex(entry.leaf),
    }
    yield `${canonical(line)}\n`
  }
  if (seal) yield `${canonical(seal)}\n`
}

const CSV_TITLES = [
  ...['seq', 'id', 'kind', 'served_on', 'recorded_at', 'station', 'organisation', 'service'],
  ...['rules', 'proof', 'by', 'closes', 'refs', 'account', 'minutes', 'balance', 'line', 'home'],
  'leaf',
]

/**
 * One posting a line, under titles; a record, which has none, is one line with
 * those columns empty. recorded_at is UTC, minutes and balance are whole
 * minutes, refs are "type value" pairs with spaces between. The request and the
 * salt are left out: a leaf is not reckoned from this.
 */
export async function* csvLines(entries: AsyncIterable<Entry>): AsyncGenerator<string> {
  yield csvLine(CSV_TITLES)
  for await (const entry of entries) {
    const refs = entry.refs.map(([type, value]) => `${type} ${value}`).join(' ')
    const said = [
      ...[entry.seq, entry.id, entry.kind, entry.servedOn],
      new Date(entry.recordedAt).toISOString(),
      ...[entry.station, entry.organisation, entry.service, entry.rules, entry.proof ?? ''],
      ...[entry.by, entry.closes ?? '', refs],
    ]
    const leaf = toHex(entry.leaf)
    if (entry.postings.length === 0) yield csvLine([...said, '', '', '', '', '', leaf])
    for (const { account, minutes, balance, line, home } of entry.postings)
      yield csvLine([...said, account, minutes, balance, line, home, leaf])
  }
}

function csvLine(fields: readonly (string | number)[]): string {
  return `${fields.map(csvField).join(',')}\n`
}

/** Quoted where it must be. No text of ours begins as a formula does; one that did would be disarmed. */
function csvField(field: string | number): string {
  if (typeof field === 'number') return `${field}`
  const safe = /^[=+@\t\r]|^-(?=.)/.test(field) ? `'${field}` : field
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/**
 * A plain-text journal (hledger 1.25): one transaction a movement, dated on the
 * day it was recorded, each posting with the balance it left. Every account is
 * declared before its first line, so that `hledger check --strict` accepts it
 * too. Records are comments.
 */
export async function* hledgerLines(entries: AsyncIterable<Entry>): AsyncGenerator<string> {
  yield 'commodity 1000. min\n'
  for await (const entry of entries) {
    const head = `${dayOf(entry.recordedAt)} (${entry.seq}) ${titleOf(entry)}`
    if (entry.postings.length === 0) {
      yield `\n; ${head} by ${entry.by}\n`
      continue
    }
    const tags = `    ; served ${entry.servedOn}, at ${entry.station}, by ${entry.by}, id ${entry.id}\n`
    const postings = entry.postings.map(
      ({ account, minutes, balance }) => `    ${account}  ${minutes} min = ${balance} min\n`,
    )
    const opened = entry.postings.flatMap(({ account, line }) =>
      line === 1 ? [`account ${account}\n`] : [],
    )
    const declared = opened.length === 0 ? '' : `\n${opened.join('')}`
    yield `${declared}\n${head}\n${tags}${postings.join('')}`
  }
}

/** Kind, service and what it undoes; ";" would begin a comment and "|" a payee. */
function titleOf(entry: Entry): string {
  const parts = [entry.kind, entry.service === '-' ? '' : entry.service]
  if (entry.closes !== undefined) parts.push(`closes ${entry.closes}`)
  const day = refOf(entry, 'day')
  if (day !== undefined) parts.push(day)
  return parts
    .filter((part) => part !== '')
    .join(' ')
    .replaceAll(/[;|]/g, '/')
}
