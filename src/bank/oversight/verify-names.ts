/**
 * Names: text said once and numbered. Each carries a hash of its own, so that a
 * changed name is told from changed entries, and is mended for the reading.
 */
import { ACCOUNT_KINDS, isAccount, kindOf } from '../../ledger/account.ts'
import { sha256 } from '../../ledger/sha256.ts'
import type { Audit, StoredRows } from '../ports-audit.ts'
import { sameHash, type VerifyFault, textOf } from './evidence.ts'
import { letters } from './explain.ts'
import type { Books, NamesKnown } from './verify-entries.ts'
import { isLater, rowsOf } from './verify-tree.ts'

/** What a name's number is a multiple of; the rest is the kind of account. */
const KINDS = 16

/** Names with a wrong hash that are searched for the letter that was changed. */
const MENDED_MOST = 50

export interface NamesRead extends NamesKnown {
  readonly texts: ReadonlyMap<number, string>
  /** Rows whose hash is not that of their name, and which no changed letter explains. */
  readonly doubtful: ReadonlySet<number>
}

/** Reads all names: some hundred bytes each in memory. */
export async function readNames(
  audit: Audit,
  faults: VerifyFault[],
  progress: (rows: number) => void,
): Promise<NamesRead> {
  const texts = new Map<number, string>()
  const places = new Set<number>()
  const doubtful = new Set<number>()
  let searched = 0
  let greatest = 0
  for await (const row of rowsOf(audit, 'names', progress)) {
    places.add(Math.floor(row.id / KINDS))
    greatest = Math.max(greatest, Math.floor(row.id / KINDS))
    texts.set(row.id, textOf(row.name))
    if (sameHash(nameHash(textOf(row.name)), row.hash)) continue
    const mended = searched++ < MENDED_MOST ? mend(row) : undefined
    if (mended === undefined) doubtful.add(row.id)
    else {
      texts.set(row.id, mended)
      faults.push(nameFault(row.id, 'is not what was written', 'name'))
    }
  }
  // The last of the names may be missing too: then its place is the next.
  const isVacant = (id: number) =>
    !places.has(Math.floor(id / KINDS)) && id >= KINDS && Math.floor(id / KINDS) <= greatest + 1
  return { texts, doubtful, name: (id) => texts.get(id), isVacant }
}

const nameHash = (name: string) => sha256(name).subarray(0, 8)

function mend({ name, hash }: StoredRows['names']): string | undefined {
  for (const text of letters(textOf(name))) if (sameHash(nameHash(text), hash)) return text
  return undefined
}

export function nameFault(id: number, detail: string, column?: string): VerifyFault {
  const where = column === undefined ? {} : { column }
  return { code: 'tampered', table: 'names', key: `id=${id}`, ...where, detail }
}

/** After the entries: who said each name, and which names are missing. */
export async function verifyNames(
  audit: Audit,
  names: NamesRead,
  books: Books,
  faults: VerifyFault[],
): Promise<void> {
  for (const id of names.doubtful) {
    // Where entries hold with the name as it stands, it is the hash that was changed.
    const text = names.texts.get(id) ?? ''
    faults.push(nameFault(id, 'is not what was written', books.says.has(text) ? 'hash' : 'name'))
  }
  for (const [id, count] of books.dangling) {
    faults.push(nameFault(id, `is missing; entries that cannot be read without it: ${count}`))
  }
  const seen = new Set<string>()
  let before = 0
  for await (const row of rowsOf(audit, 'names', () => undefined)) {
    const text = names.texts.get(row.id)
    if (text === undefined || (await isLater(audit, books, row.seq))) continue
    const first = books.says.get(text)
    if (row.id < KINDS || row.id % KINDS !== kindNumber(text)) {
      faults.push(nameFault(row.id, 'has the number of another kind', 'id'))
    } else if (seen.has(text)) faults.push(nameFault(row.id, 'is there twice'))
    else if (first === undefined) {
      if (!names.doubtful.has(row.id) && !excused(books, row.seq)) {
        faults.push(nameFault(row.id, 'is said by no entry'))
      }
    } else if (!books.isUnsure) {
      // Numbers are given in the order in which names are first said.
      if (first < before) faults.push(nameFault(row.id, 'stands out of its order', 'id'))
      else if (first !== row.seq) {
        faults.push(nameFault(row.id, `was first said by entry ${first}`, 'seq'))
      }
      before = Math.max(before, first)
    }
    seen.add(text)
  }
}

/** An entry that nobody can read any more may have said it. */
function excused(books: Books, seq: number): boolean {
  return books.isUnsure && books.unclean[seq] === 1
}

function kindNumber(name: string): number {
  return isAccount(name) ? ACCOUNT_KINDS[kindOf(name)].number : 0
}
