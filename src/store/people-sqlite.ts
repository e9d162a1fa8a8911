/** How the people and their keys run on a SQLite file. */
import Database from 'better-sqlite3'
import { type Committed, storeFault, takenIn } from './engine.ts'
import type { Parameter, PeopleRunner, Statement } from './people-runner.ts'
import { harden } from './sqlite-writer.ts'

/** Statements kept prepared; a search has as many as there are patterns of marks. */
const PREPARED_MAX = 200

/** Runs on a file whose schema stands. With `rewrites`, scrubbing writes the whole file anew; with `reads` it only reads. */
export function sqliteRunner(
  path: string,
  {
    rewrites = false,
    reads = false,
  }: { readonly rewrites?: boolean; readonly reads?: boolean } = {},
): PeopleRunner {
  const db = new Database(path, { fileMustExist: true, readonly: reads })
  if (reads) db.pragma('query_only = ON')
  else harden(db)
  const statements = new Map<string, Database.Statement>()
  const prepared = (sql: string): Database.Statement => {
    let statement = statements.get(sql)
    if (!statement) {
      if (statements.size >= PREPARED_MAX) statements.clear()
      statement = db.prepare(sql)
      statements.set(sql, statement)
    }
    return statement
  }
  const write = db.transaction((list: readonly Statement[]) => {
    for (const { sql, params } of list) prepared(sql).run(...params)
  })

  return {
    async all<Row>(sql: string, params: readonly Parameter[]) {
      try {
        return prepared(sql).all(...params) as Row[]
      } catch (fault) {
        throw reads ? fault : storeFault(fault)
      }
    },
    async run(list): Promise<Committed> {
      try {
        write.immediate(list)
        return { ok: true }
      } catch (fault) {
        const taken = takenIn((fault as Error).message)
        // Of one that only reads it is a mistake, and no full disk.
        if (taken === undefined) throw reads ? fault : storeFault(fault)
        return { ok: false, taken }
      }
    },
    // secure_delete wipes cells; pages that were rebuilt may keep a copy until the file is written anew,
    // and until the log is folded in, the main file still has them.
    async scrub() {
      try {
        folded(db)
        if (!rewrites) return
        db.exec('vacuum')
        folded(db)
      } catch (fault) {
        throw reads ? fault : storeFault(fault)
      }
    },
    async close() {
      db.close()
    },
  }
}

/** Folds the log into the file and empties it. Throws where a reader is in the way for longer than we wait. */
function folded(db: Database.Database): void {
  const [{ busy }] = db.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }]
  if (busy !== 0) throw new Error('the log could not be emptied: somebody is reading')
}
