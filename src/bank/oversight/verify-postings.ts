/**
 * The second part: each account's own lines, in order. A posting of an entry
 * that was proved is right; what is looked for is rows no entry has, lines that
 * are missing, and what of a changed entry's postings the account itself tells.
 */
import { ACCOUNT_KINDS, isAccount, kindOf } from '../../ledger/account.ts'
import type { Audit, StoredPosting } from '../ports-audit.ts'
import { accountsIn, postingKey, type NameOf, type VerifyFault } from './evidence.ts'
import type { Books } from './verify-entries.ts'
import { isLater, rowsOf } from './verify-tree.ts'

/** Seqs with one posting too many that are looked into. */
const SUSPECTS_MOST = 200

interface Lines {
  readonly books: Books
  readonly faults: VerifyFault[]
  readonly name: NameOf
  readonly left: Int32Array
  readonly suspects: Set<number>
  /** Changed entries of which the lines tell a posting. */
  readonly told: Set<number>
}

export async function verifyPostings(
  audit: Audit,
  name: NameOf,
  books: Books,
  faults: VerifyFault[],
  progress: (rows: number) => void,
): Promise<void> {
  const left = Int32Array.from(books.claimed)
  const lines: Lines = { books, faults, name, left, suspects: new Set(), told: new Set() }
  let before: StoredPosting | undefined
  let row: StoredPosting | undefined
  for await (const next of rowsOf(audit, 'postings', progress)) {
    if (await isLater(audit, books, next.seq)) continue
    if (row) verifyLine(lines, before, row, next)
    before = row
    row = next
  }
  if (row) verifyLine(lines, before, row, undefined)
  for (const seq of lines.told) books.unexplained.delete(seq)
  await nameUnclaimed(audit, lines)
}

function verifyLine(
  lines: Lines,
  before: StoredPosting | undefined,
  row: StoredPosting,
  next: StoredPosting | undefined,
): void {
  const { books } = lines
  if (!(row.seq >= 1 && row.seq <= books.end)) {
    blame(lines, row, 'belongs to no entry')
    return
  }
  const left = (lines.left[row.seq] ?? 0) - 1
  lines.left[row.seq] = left
  if (left < 0) lines.suspects.add(row.seq)

  const last = before?.account === row.account ? before : undefined
  const fits = row.line === (last?.line ?? 0) + 1
  const adds = row.balance === (last?.balance ?? 0) + row.minutes
  const isFloored = withinBounds(lines.name(row.account), row)
  if (fits && adds && isFloored) return
  const isChanged = books.unclean[row.seq] === 1
  if (isChanged && books.unexplained.has(row.seq)) {
    const agrees = next?.account === row.account && next.balance - next.minutes === row.balance
    const column = fits ? (agrees ? 'minutes' : 'balance') : 'line'
    lines.told.add(row.seq)
    blame(lines, row, 'does not follow from the line before', column)
  } else if (!isChanged && last && books.unexplained.has(last.seq)) {
    // This line is as it was written; then it is the one before that is not.
    if (lines.told.has(last.seq)) return
    lines.told.add(last.seq)
    blame(lines, last, 'is not what the next line follows from')
  } else if (!isChanged && books.unclean[last?.seq ?? 0] !== 1 && !books.isUnsure) {
    const column = fits ? (adds ? 'balance' : 'minutes') : 'line'
    blame(lines, row, 'does not follow from the line before', column)
  }
}

function blame({ faults }: Lines, row: StoredPosting, detail: string, column?: string): void {
  const where = column === undefined ? {} : { column }
  faults.push({ code: 'tampered', table: 'postings', key: postingKey(row), ...where, detail })
}

function withinBounds(name: string | undefined, row: StoredPosting): boolean {
  if (name === undefined || !isAccount(name)) return true
  const { floor, ceiling } = ACCOUNT_KINDS[kindOf(name)]
  if (floor !== undefined && row.balance < floor && row.minutes < 0) return false
  return ceiling === undefined || row.balance <= ceiling
}

/** Postings that stand at a seq whose entry does not name them. */
async function nameUnclaimed(audit: Audit, lines: Lines): Promise<void> {
  const seqs = [...lines.suspects].slice(0, SUSPECTS_MOST)
  if (seqs.length === 0) return
  const claimed = new Set<string>()
  for (const row of await audit.entriesAt(seqs)) {
    for (const account of accountsIn(row) ?? []) claimed.add(`${account} ${row.seq}`)
  }
  for (const row of await audit.postingsAt(seqs)) {
    if (claimed.has(`${row.account} ${row.seq}`)) continue
    blame(lines, row, 'belongs to no entry')
  }
}
