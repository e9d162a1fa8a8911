/**
 * The engine on SQLite by better-sqlite3. Reads are on a connection of their
 * own in this thread (WAL: they see every commit that was answered); commits
 * go to a writer, in a thread of its own or, for short programs, in this one.
 *
 * The file is not trusted: whoever can write to it can add a false entry or
 * stop the service, but cannot make it agree with receipts and checkpoints
 * that have left the house.
 */
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { CompiledQuery } from 'kysely'
import { compileSqlite, insertOf } from './compile.ts'
import {
  type Change,
  type Committed,
  type Engine,
  jsonList,
  jsonPairs,
  mutex,
  storeFault,
} from './engine.ts'
import { pack } from './packed.ts'
import { openWriter, type WriterAnswer } from './sqlite-writer.ts'
import { SHAPES, type Value } from './tables.ts'

export interface SqliteOptions {
  /**
   * 'thread' keeps reads quick while commits wait for the disk; 'inline' is for
   * short programs and tests. With 'refused' what is committed goes to a
   * connection that only reads, and the database says no.
   */
  readonly writer: 'thread' | 'inline' | 'refused' | 'none'
}

/** Opens a database whose schema stands (see migrate.ts). */
export function openSqlite(path: string, { writer }: SqliteOptions): Engine {
  const reader = new Database(path, { readonly: true, fileMustExist: true })
  reader.pragma('query_only = ON')
  reader.pragma('trusted_schema = OFF')
  reader.pragma('cache_size = -65536')
  const statements = new Map<string, Database.Statement>()
  const commits = commitsBy(writer, path, reader)

  return {
    dialect: 'sqlite',
    db: compileSqlite(),
    turn: mutex(),
    list: jsonList,
    pairs: jsonPairs,
    all<Row>(query: CompiledQuery<Row>) {
      let statement = statements.get(query.sql)
      if (!statement) {
        statement = reader.prepare(query.sql)
        statements.set(query.sql, statement)
      }
      return Promise.resolve(statement.all(...(query.parameters as Value[])) as Row[])
    },
    async commit(changes) {
      if (!commits) throw new Error('this database was opened for reading')
      return commits.commit(changes)
    },
    async close() {
      // The writer last: only a connection that may write moves the log into the file as it goes.
      reader.close()
      await commits?.close()
    },
  }
}

function commitsBy(
  writer: SqliteOptions['writer'],
  path: string,
  reader: Database.Database,
): Commits | undefined {
  if (writer === 'thread') return threadWriter(path)
  if (writer === 'inline') return inlineWriter(path)
  return writer === 'refused' ? readingWriter(reader) : undefined
}

interface Commits {
  commit(changes: Iterable<Change>): Promise<Committed>
  close(): Promise<void>
}

function inlineWriter(path: string): Commits {
  const writer = openWriter(path)
  return {
    commit: (changes) => Promise.resolve(answered(writer.commit(changes))),
    close: () => Promise.resolve(writer.close()),
  }
}

/** Tries on the connection that reads: opened to read only, and told so a second time. */
function readingWriter(reader: Database.Database): Commits {
  return {
    async commit(changes) {
      for (const { table, rows } of changes) {
        const places = Object.keys(SHAPES[table].columns).map(() => '?')
        const insert = reader.prepare(insertOf(table, `values (${places.join(', ')})`))
        for (const row of rows) insert.run(row)
      }
      return { ok: true }
    },
    close: () => Promise.resolve(),
  }
}

function threadWriter(path: string): Commits {
  const here = import.meta.url
  const file = new URL(here.endsWith('.ts') ? './sqlite-writer.ts' : './sqlite-writer.js', here)
  const thread = new Worker(file, { workerData: { writerFor: path } })
  const ended = new Promise((resolve) => thread.once('exit', resolve))
  const waiting: { resolve(answer: Committed): void; reject(fault: unknown): void }[] = []
  let broken: unknown
  thread.on('message', (answer: WriterAnswer) => {
    const next = waiting.shift()
    try {
      next?.resolve(answered(answer))
    } catch (fault) {
      next?.reject(fault)
    }
  })
  const fail = (fault: unknown) => {
    broken = fault
    for (const next of waiting.splice(0)) next.reject(fault)
  }
  thread.on('error', fail)
  thread.on('exit', (code) => fail(new Error(`the writer has ended (${code})`)))
  return {
    commit: (changes) =>
      new Promise((resolve, reject) => {
        if (broken) return reject(broken)
        try {
          for (const some of parcels(changes)) {
            const packed = pack(some)
            thread.postMessage(packed, [packed.bytes.buffer])
          }
        } catch (fault) {
          thread.postMessage('abandon')
          return reject(fault)
        }
        waiting.push({ resolve, reject })
        thread.postMessage('commit')
      }),
    async close() {
      thread.postMessage('close')
      await ended
    },
  }
}

/** Rows that make a message worth its while; the writer is at work on one while the next is made. */
const PARCEL = 500

function* parcels(changes: Iterable<Change>): Generator<readonly Change[]> {
  let some: Change[] = []
  let rows = 0
  for (const change of changes) {
    some.push(change)
    rows += change.rows.length
    if (rows < PARCEL) continue
    yield some
    some = []
    rows = 0
  }
  if (some.length > 0) yield some
}

function answered(answer: WriterAnswer): Committed {
  if (answer.fault)
    throw storeFault(Object.assign(new Error(answer.fault.message), { code: answer.fault.code }))
  return answer.taken === undefined ? { ok: true } : { ok: false, taken: answer.taken }
}
