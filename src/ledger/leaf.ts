/**
 * The leaf: what an entry says, as bytes, and the hash of it that stands in
 * the tree. One pure function, frozen by vectors in test/vectors; every stored
 * column of the journal is in it.
 *
 * Format kapok-entry/1: lines of "name value", ASCII, each ended by \n, in the
 * order below. A posting is in it through a salted hash of its own, so that
 * one side of a transfer can be opened without the other.
 */
import type { Entry, Posting, RowChange } from './entry.ts'
import { type Hash, sha256, sha256Hex, toHex } from './sha256.ts'

/** RFC 6962's prefix of a leaf, as the first character: what follows is ASCII, so the text is its own bytes. */
const LEAF_PREFIX = '\0'

/** Salt and place, to be hashed; filled anew every time, so that nothing is allocated. */
const PLACED = new Uint8Array(17)

type Leafless = Omit<Entry, 'leaf'>

/** The salt that opens one posting of an entry and no other: first 16 bytes of SHA-256(salt ‖ place), in hex. */
export function postingSalt(entrySalt: Uint8Array, place: number): string {
  if (entrySalt.length !== 16) throw new Error(`a salt has 16 bytes, not ${entrySalt.length}`)
  PLACED.set(entrySalt)
  PLACED[16] = place
  return sha256Hex(PLACED).slice(0, 32)
}

export function postingText(posting: Posting, salt: string): string {
  return `kapok-posting/1\nsalt ${salt}\naccount ${posting.account}\nminutes ${posting.minutes}\nbalance ${posting.balance}\nline ${posting.line}\nhome ${posting.home}\n`
}

/** In hex, as it stands in the leaf. */
export function postingHash(posting: Posting, salt: string): string {
  return sha256Hex(postingText(posting, salt))
}

/** The canonical rendering of an entry. */
export function leafText(entry: Leafless): string {
  let text = `kapok-entry/1\nseq ${entry.seq}\nid ${entry.id}\nkind ${entry.kind}\nserved ${entry.servedOn}\nrecorded ${entry.recordedAt}\nstation ${entry.station}\norganisation ${entry.organisation}\nservice ${entry.service}\nrules ${entry.rules}\nproof ${entry.proof ?? '-'}\nby ${entry.by}\ncloses ${entry.closes ?? '-'}\nrequest ${toHex(entry.request)}\nsalt ${toHex(entry.salt)}\n`
  for (const [type, value] of entry.refs) text += `ref ${type} ${value}\n`
  for (let place = 0; place < entry.postings.length; place++) {
    const posting = entry.postings[place] as Posting
    text += `posting ${postingHash(posting, postingSalt(entry.salt, place))}\n`
  }
  return text
}

/** RFC 6962 leaf hash: SHA-256(0x00 ‖ canonical rendering). */
export function leafHash(entry: Leafless): Hash {
  return sha256(LEAF_PREFIX + leafText(entry))
}

/** The salted hash of a directory row, as its record entry carries it: hex of SHA-256. */
export function rowHash(row: RowChange): string {
  return toHex(
    sha256(
      `kapok-row/1\ntable ${row.table}\nkey ${row.key}\nversion ${row.version}\nsalt ${toHex(row.salt)}\n`,
      row.body,
    ),
  )
}

/** How a record entry names the row version it brings: "table/key@version#hash", the value of a `row` ref. */
export function rowRef(row: RowChange): string {
  return `${row.table}/${row.key}@${row.version}#${rowHash(row)}`
}

/** The table and key that a `row` ref names. */
export function rowNamed(ref: string): Pick<RowChange, 'table' | 'key'> {
  const table = ref.slice(0, ref.indexOf('/'))
  return { table, key: ref.slice(table.length + 1, ref.lastIndexOf('@')) }
}
