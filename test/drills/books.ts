/** The files of the books as they lie on the disk, read by nobody of ours: for drills that must not trust the house. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export interface Standing {
  /** Number of entries, and the greatest seq: the same while the line has no gap. */
  readonly size: number
  readonly tip: number
  /** Seq by the entry's id. */
  readonly seqs: ReadonlyMap<string, number>
  /** "account day minutes" of every line that was credited more than once. */
  readonly doubles: readonly string[]
}

export function standingOf(data: string): Standing {
  const db = new Database(join(data, 'journal.db'), { readonly: true })
  try {
    const rows = db.prepare('select seq, lower(hex(id)) as id from entries').all() as {
      readonly seq: number
      readonly id: string
    }[]
    const twice = db
      .prepare(
        `select p.account || ' ' || e.served_on || ' ' || p.minutes from postings p
         join entries e on e.seq = p.seq
         where p.minutes > 0 group by p.account, e.served_on, p.minutes having count(*) > 1`,
      )
      .pluck()
    return {
      size: rows.length,
      tip: rows.reduce((most, { seq }) => Math.max(most, seq), 0),
      seqs: new Map(rows.map(({ seq, id }) => [dashed(id), seq])),
      doubles: twice.all() as string[],
    }
  } finally {
    db.close()
  }
}

function dashed(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const WAL_HEAD = 32
const FRAME_HEAD = 24

/**
 * Bytes of a commit that was begun in the write-ahead log and never ended: the
 * frames after the last one that closes a transaction (SQLite file format §4).
 * More than none says that the writer was stopped amid a commit.
 */
export function tornBytes(data: string): number {
  const path = join(data, 'journal.db-wal')
  const wal = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  if (wal.length < WAL_HEAD) return wal.length
  const frame = FRAME_HEAD + wal.readUInt32BE(8)
  const salts = wal.subarray(16, 24)
  let at = WAL_HEAD
  let whole = at
  // Past the last frame of this log lie those of an older one, under other salts.
  for (; at + FRAME_HEAD <= wal.length; at += frame) {
    if (!wal.subarray(at + 8, at + 16).equals(salts)) break
    if (wal.readUInt32BE(at + 4) !== 0) whole = at + frame
  }
  return Math.max(0, Math.min(at, wal.length) - whole)
}
