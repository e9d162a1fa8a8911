/**
 * The schema of a SQLite file: made once, moved forward, never backward. A file
 * from a newer house, or one that is no database, is refused by name.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { SchemaFault } from './schema-fault.ts'
import { harden } from './sqlite-writer.ts'

export { SchemaFault } from './schema-fault.ts'

/** "KPK1": tells our file from any other database. */
const APPLICATION_ID = 0x4b504b31

export interface Migration {
  readonly name: string
  readonly sql: string
}

/** The folder `schema/`, seen from the source or from the built file. */
export function schemaFolder(): URL {
  const found = ['../../schema/', '../schema/']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url))
  if (!found) throw new SchemaFault('the folder schema/ is missing beside this program')
  return found
}

export function migrationsOf(
  kind: 'sqlite' | 'postgres' | 'people' | 'keys',
): readonly Migration[] {
  const folder = new URL(`${kind}/`, schemaFolder())
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, sql: readFileSync(new URL(name, folder), 'utf8') }))
}

/** Makes or moves forward the file at a path. `create` says whether it may be made. */
export function migrateSqlite(
  path: string,
  migrations: readonly Migration[],
  { create }: { readonly create: boolean },
): void {
  if (!create && !existsSync(path))
    throw new SchemaFault(`there is no database at ${path}; "kapok init" makes one`)
  let db: Database.Database
  try {
    db = new Database(path)
    harden(db)
  } catch (error) {
    throw new SchemaFault(`${path} cannot be opened: ${(error as Error).message}`, { cause: error })
  }
  try {
    const version = versionOf(db, path)
    if (version > migrations.length) {
      throw new SchemaFault(
        `${path} is of schema ${version}; this program knows ${migrations.length}. Use the newer program.`,
      )
    }
    for (let next = version; next < migrations.length; next++) {
      db.transaction(() => {
        db.exec((migrations[next] as Migration).sql)
        db.pragma(`user_version = ${next + 1}`)
        db.pragma(`application_id = ${APPLICATION_ID}`)
      }).immediate()
    }
  } finally {
    db.close()
  }
}

function versionOf(db: Database.Database, path: string): number {
  const id = db.pragma('application_id', { simple: true }) as number
  const version = db.pragma('user_version', { simple: true }) as number
  const tables = db.prepare('select count(*) from sqlite_schema').pluck().get() as number
  if (tables > 0 && id !== APPLICATION_ID)
    throw new SchemaFault(`${path} is a database, but not one of ours`)
  return version
}
