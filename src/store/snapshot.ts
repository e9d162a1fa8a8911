/**
 * A SQLite database as it stands at one moment, while others go on writing; what
 * it holds, counted; and whether its file is sound. Never a copy of the live
 * file: what stands in its log would be missing.
 */
import Database from 'better-sqlite3'
import { sameBytes } from '../ledger/sha256.ts'

/** All pages in one step: in many, each commit of the service would begin the copy anew. */
const WHOLE = 2 ** 31 - 1

/** Copies by SQLite's own online backup, page by page, wrong ones too. The copy stands alone: it has no log. */
export async function snapshot(from: string, to: string): Promise<void> {
  const source = new Database(from, { readonly: true, fileMustExist: true })
  try {
    await source.backup(to, { progress: () => WHOLE })
  } finally {
    source.close()
  }
  const copy = new Database(to, { fileMustExist: true })
  try {
    copy.pragma('journal_mode = DELETE')
  } finally {
    copy.close()
  }
}

/** What SQLite's own check of a file says; empty when it is sound. */
export function integrityOf(path: string): readonly string[] {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  try {
    const rows = db.pragma('integrity_check(20)') as { readonly integrity_check: string }[]
    return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok')
  } catch (fault) {
    return [(fault as Error).message]
  } finally {
    db.close()
  }
}

/** Tables whose rows come with an entry and stay: what there was up to an entry can be counted later. */
const GROWING: Readonly<Record<string, string>> = {
  entries: 'seq <= ?',
  postings: 'seq <= ?',
  names: 'seq <= ?',
  directory: 'seq <= ?',
  spans: 'seq <= ?',
  reviews: 'seq <= ?',
  // One of that very size may come later.
  checkpoints: 'size < ?',
  nodes: '(idx + 1) * (1 << (8 * level)) <= ?',
}

export interface Counted {
  readonly rows: number
  /** Rows up to the entry asked for, where a table only grows. */
  readonly upTo?: number
}

/** Rows of every table of a database; of a journal also those up to an entry. */
export function rowCounts(path: string, upTo?: number): ReadonlyMap<string, Counted> {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  try {
    const named = db
      .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
      .pluck()
      .all() as string[]
    // One moment for all of them.
    const count = db.transaction(() => named.sort().map((name) => counted(db, name, upTo)))
    return new Map(count())
  } finally {
    db.close()
  }
}

function counted(
  db: Database.Database,
  name: string,
  upTo: number | undefined,
): readonly [string, Counted] {
  const one = (where: string, ...given: readonly number[]) =>
    db
      .prepare(`select count(*) from "${name}"${where}`)
      .pluck()
      .get(...given) as number
  const grows = GROWING[name]
  const rows = one('')
  return [
    name,
    upTo !== undefined && grows ? { rows, upTo: one(` where ${grows}`, upTo) } : { rows },
  ]
}

/** Seqs up to one whose leaf is another in two databases of a journal, or is in one of them only; the first few. */
export function otherLeaves(a: string, b: string, upTo: number, most: number): readonly number[] {
  const [one, two] = [a, b].map(
    (path) => new Database(path, { readonly: true, fileMustExist: true }),
  )
  const sql = 'select seq, leaf from entries where seq <= ? order by seq'
  const read = (db: Database.Database | undefined) =>
    db?.prepare(sql).iterate(upTo) as IterableIterator<{
      readonly seq: number
      readonly leaf: Uint8Array
    }>
  try {
    const [ours, theirs] = [read(one), read(two)]
    const found: number[] = []
    let [mine, other] = [ours.next(), theirs.next()]
    while (found.length < most && !(mine.done && other.done)) {
      const [at, there] = [mine.value?.seq ?? Infinity, other.value?.seq ?? Infinity]
      if (at !== there || !sameBytes(mine.value.leaf, other.value.leaf))
        found.push(Math.min(at, there))
      if (at <= there) mine = ours.next()
      if (there <= at) other = theirs.next()
    }
    ours.return?.()
    theirs.return?.()
    return found
  } finally {
    one?.close()
    two?.close()
  }
}
