/**
 * The people file on SQLite: people.db, beside the books and never joined with
 * them. Sign-ins and enrolments are few, so one connection in this thread
 * serves reading and writing.
 */
import Database from 'better-sqlite3'
import type { People } from '../bank/ports-people.ts'
import { type Committed, storeFault, takenIn } from './engine.ts'
import { migrateSqlite, migrationsOf } from './migrate.ts'
import { type PeopleOptions, peopleIn } from './people-engine.ts'
import type { Parameter, PeopleRunner, Statement } from './people-runner.ts'
import { harden } from './sqlite-writer.ts'

export interface OpenPeople extends People {
  close(): Promise<void>
}

/** Opens people.db, moving its schema forward; `create` says whether it may be made. */
export function openPeople(
  path: string,
  { create = true, ...options }: PeopleOptions & { readonly create?: boolean } = {},
): OpenPeople {
  migrateSqlite(path, migrationsOf('people'), { create })
  const runner = sqliteRunner(path)
  return { ...peopleIn(runner, options), close: () => runner.close() }
}

/** Runs on a file whose schema stands. */
export function sqliteRunner(path: string): PeopleRunner {
  const db = new Database(path, { fileMustExist: true })
  harden(db)
  const statements = new Map<string, Database.Statement>()
  const prepared = (sql: string): Database.Statement => {
    let statement = statements.get(sql)
    if (!statement) {
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
        throw storeFault(fault)
      }
    },
    async run(list): Promise<Committed> {
      try {
        write.immediate(list)
        return { ok: true }
      } catch (fault) {
        const taken = takenIn((fault as Error).message)
        if (taken === undefined) throw storeFault(fault)
        return { ok: false, taken }
      }
    },
    // secure_delete wipes the pages; until the log is folded in, the main file still has them.
    async scrub() {
      db.pragma('wal_checkpoint(TRUNCATE)')
    },
    async close() {
      db.close()
    },
  }
}
