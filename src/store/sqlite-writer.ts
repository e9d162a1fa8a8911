/**
 * The one connection that writes. It gets sealed rows, a message a batch, and
 * puts them down in one transaction; it decides nothing. As a worker thread it
 * is started by sqlite.ts.
 */
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { insertOf } from './compile.ts'
import { type Change, takenIn } from './engine.ts'
import { type Packed, unpack } from './packed.ts'
import { SHAPES, type TableName } from './tables.ts'

export interface WriterAnswer {
  readonly taken?: string
  readonly fault?: { readonly message: string; readonly code: string }
}

export interface Writer {
  /** All in one transaction. */
  commit(changes: Iterable<Change>): WriterAnswer
  /** Puts down some rows of a transaction that `end` ends. What is wrong with them is told then. */
  put(changes: Iterable<Change>): void
  end(how: 'commit' | 'abandon'): WriterAnswer
  /** A PRAGMA as it stands on the very connection that commits. */
  setting(name: 'synchronous' | 'journal_mode' | 'secure_delete' | 'foreign_keys'): unknown
  close(): void
}

/** Pages a checkpoint of the write-ahead log waits for: fewer, larger ones. */
const CHECKPOINT_PAGES = 4_000

/**
 * Settings every writing connection has. FULL: an acknowledged commit survives
 * power loss (NORMAL would lose it, and no kill would ever show it).
 */
export function harden(db: Database.Database): void {
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('secure_delete = ON')
  db.pragma('foreign_keys = ON')
  db.pragma('trusted_schema = OFF')
  db.pragma('temp_store = MEMORY')
  db.pragma('cache_size = -131072')
  db.pragma('busy_timeout = 5000')
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  if (db.pragma('synchronous', { simple: true }) !== 2)
    throw new Error('PRAGMA synchronous is not FULL')
}

export function openWriter(path: string): Writer {
  const db = new Database(path, { fileMustExist: true })
  harden(db)
  const inserts = new Map<TableName, Database.Statement>()
  for (const table of Object.keys(SHAPES) as TableName[]) {
    const places = Object.keys(SHAPES[table].columns).map(() => '?')
    inserts.set(table, db.prepare(insertOf(table, `values (${places.join(', ')})`)))
  }
  const [begin, commit, rollback] = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'].map((text) =>
    db.prepare(text),
  ) as [Database.Statement, Database.Statement, Database.Statement]
  let wrong: WriterAnswer | undefined

  function attempt(step: () => void): void {
    if (wrong) return
    try {
      step()
    } catch (error) {
      wrong = told(error)
      if (db.inTransaction) rollback.run()
    }
  }

  const writer: Writer = {
    commit(changes) {
      writer.put(changes)
      return writer.end('commit')
    },
    put(changes) {
      attempt(() => {
        if (!db.inTransaction) begin.run()
        for (const { table, rows } of changes) {
          const insert = inserts.get(table) as Database.Statement
          for (const row of rows) insert.run(row)
        }
      })
    },
    end(how) {
      attempt(() => {
        if (!db.inTransaction) return
        if (how === 'commit') commit.run()
        else rollback.run()
      })
      const answer = wrong ?? {}
      wrong = undefined
      return answer
    },
    setting: (name) => db.pragma(name, { simple: true }),
    close() {
      db.close()
    },
  }
  return writer
}

function told(error: unknown): WriterAnswer {
  const { message, code } = error as { message: string; code?: string }
  const taken = takenIn(message)
  return taken === undefined ? { fault: { message, code: code ?? 'UNKNOWN' } } : { taken }
}

/** Rows to put down, or what is to become of those before it; only a commit is answered. */
export type WriterMessage = Packed | 'commit' | 'abandon' | 'close'

const started = workerData as { writerFor?: string } | null
if (parentPort && started?.writerFor !== undefined) {
  const port = parentPort
  const writer = openWriter(started.writerFor)
  port.on('message', (message: WriterMessage) => {
    if (message === 'close') {
      writer.close()
      port.close()
    } else if (message === 'commit') port.postMessage(writer.end('commit'))
    else if (message === 'abandon') writer.end('abandon')
    else writer.put(unpack(message))
  })
}
