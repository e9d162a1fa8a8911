/**
 * Verify (核验): the whole database read from its rows and held against what
 * cannot be changed with it: each entry against its leaf, the leaves against
 * what was signed, everything else against the entries. It names what was
 * changed and goes on.
 */
import { toHex } from '../../ledger/sha256.ts'
import { rootOf } from '../../ledger/tree.ts'
import type { Head } from '../ports.ts'
import type { Audit, StoredTable } from '../ports-audit.ts'
import type { VerifyFault } from './evidence.ts'
import { verifyDirectory } from './verify-directory.ts'
import { type Books, verifyEntries } from './verify-entries.ts'
import { readNames, verifyNames } from './verify-names.ts'
import { verifyPostings } from './verify-postings.ts'
import {
  isLater,
  type OpenNote,
  rowsOf,
  verifyCheckpoints,
  verifyHead,
  verifyNodes,
} from './verify-tree.ts'
import { verifyListed } from './verify-listed.ts'
import { verifyReviews } from './verify-reviews.ts'
import { verifyCounters, verifySpans } from './verify-views.ts'

export type { VerifyFault } from './evidence.ts'
export type { OpenNote } from './verify-tree.ts'

export interface VerifyOptions {
  /** The last signed size and root (hex), kept outside the database. */
  readonly head?: Head | undefined
  /** Without it signatures are not checked, only what the notes say. */
  readonly openNote?: OpenNote
  /** Rows done and rows there are. */
  readonly progress?: (done: number, total: number) => void
}

export interface Verified {
  /** Entries the journal has. */
  readonly entries: number
  /** Root of the tree over the stored leaves, hex. */
  readonly root: string
  readonly faults: readonly VerifyFault[]
  /** 0 sound, 2 tampered, 3 rolled back or forked, 4 only that none of the keys opens what was signed. */
  readonly exit: 0 | 2 | 3 | 4
}

/** Tables whose rows are counted for the progress. */
const COUNTED: readonly StoredTable[] = [
  'names',
  'entries',
  'postings',
  'nodes',
  'directory',
  'counters',
  'spans',
  'reviews',
  'listed',
]

/**
 * Never fails on damaged rows; a table that cannot be read at all is a fault of
 * that table. What is recorded while it reads is left for the next time.
 */
export async function verify(
  audit: Audit,
  { head, openNote, progress }: VerifyOptions = {},
): Promise<Verified> {
  const faults: VerifyFault[] = []
  const guard = guarding(faults)
  const tick = await ticking(audit, progress, guard)
  await guard('schema', () => verifySchema(audit, faults))

  // Before the names: what is recorded from here on may say names that were not read.
  const last = (await guard('entries', () => audit.last())) ?? 0
  const anchors = (await guard('checkpoints', () => sizesOf(audit))) ?? []
  if (head) anchors.push(head.size)
  const names = await guard('names', () => readNames(audit, faults, tick))
  const books =
    names &&
    (await guard('entries', () => verifyEntries(audit, names, faults, { last, anchors }, tick)))
  if (!names || !books) return verdict(faults, undefined)

  await guard('postings', () => verifyPostings(audit, names.name, books, faults, tick))
  await guard('nodes', () => verifyNodes(audit, books, faults, tick))
  await guard('names', () => verifyNames(audit, names, books, faults))
  await guard('checkpoints', () => verifyCheckpoints(audit, books, faults, openNote))
  verifyHead(books, faults, head)
  nameUnexplained(books, faults)
  const rows = await guard('directory', () => verifyDirectory(audit, books, faults, tick))
  if (!books.isUnsure && !(await isLater(audit, books, books.end + 1))) {
    await guard('counters', () => verifyCounters(audit, names, books, faults, tick))
    await guard('spans', () => verifySpans(audit, names, books, faults, tick))
    await guard('reviews', () => verifyReviews(audit, names, books, faults, tick))
    // Where a row itself is not what was written, its place in the list cannot be judged.
    if (rows?.sound) await guard('listed', () => verifyListed(audit, rows.listed, faults, tick))
  }
  return verdict(faults, books)
}

type Guard = <Value>(
  table: VerifyFault['table'],
  part: () => Promise<Value>,
) => Promise<Value | undefined>

/** A part that cannot be read to its end is itself what was found. */
function guarding(faults: VerifyFault[]): Guard {
  return async (table, part) => {
    try {
      return await part()
    } catch (error) {
      const detail = `cannot be read: ${(error as Error).message}`
      faults.push({ code: 'tampered', table, key: '-', detail })
      return undefined
    }
  }
}

async function ticking(
  audit: Audit,
  progress: VerifyOptions['progress'],
  guard: Guard,
): Promise<(rows: number) => void> {
  if (!progress) return () => undefined
  let total = 0
  for (const table of COUNTED) total += (await guard(table, () => audit.count(table))) ?? 0
  let done = 0
  return (rows) => {
    done += rows
    progress(Math.min(done, total), total)
  }
}

async function sizesOf(audit: Audit): Promise<number[]> {
  const sizes: number[] = []
  for await (const row of rowsOf(audit, 'checkpoints', () => undefined)) sizes.push(row.size)
  return sizes
}

async function verifySchema(audit: Audit, faults: VerifyFault[]): Promise<void> {
  for (const { name, how } of await audit.schema()) {
    faults.push({ code: 'tampered', table: 'schema', key: name, detail: `is ${how}` })
  }
  for (const line of await audit.integrity()) {
    faults.push({ code: 'tampered', table: 'schema', key: 'integrity', detail: line })
  }
}

/** Changed entries that neither a single change nor an account's lines explain. */
function nameUnexplained(books: Books, faults: VerifyFault[]): void {
  for (const seq of books.unexplained) {
    const detail = 'is not what its leaf says'
    const column = isLeaf(books, seq) ? { column: 'leaf' } : {}
    faults.push({ code: 'tampered', table: 'entries', key: `seq=${seq}`, ...column, detail })
  }
}

/** The leaf itself was changed where what was kept of the tree holds only with the leaf the entry gives. */
function isLeaf({ growth }: Books, seq: number): boolean {
  return growth.meantFor.some(([from, to]) => from < seq && seq <= to)
}

function verdict(faults: readonly VerifyFault[], books: Books | undefined): Verified {
  const has = (...codes: readonly string[]) => faults.some(({ code }) => codes.includes(code))
  const exit = has('rolled-back', 'forked') ? 3 : has('tampered') ? 2 : has('key') ? 4 : 0
  return {
    entries: books?.growth.stored.size ?? 0,
    root: books ? toHex(rootOf(books.growth.stored)) : '',
    faults,
    exit,
  }
}
