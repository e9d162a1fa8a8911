/**
 * Kysely for compiling only: it is connected to nothing, so that the same query
 * can be handed to any engine, and no native module comes along with it.
 */
import {
  type Dialect,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { SHAPES, type TableName, type TableShape, type Tables } from './tables.ts'

/** SQLite's spelling, which D1 shares. */
export const compileSqlite = (): Kysely<Tables> =>
  compiling({
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  })

export const compilePostgres = (): Kysely<Tables> =>
  compiling({
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  })

const compiling = (dialect: Dialect) => new Kysely<Tables>({ dialect })

/** The insert of a table around its rows: plain, or replacing on the key of the one table that is a view. */
export function insertOf(table: TableName, rows: string): string {
  const shape: TableShape = SHAPES[table]
  const columns = Object.keys(shape.columns)
  const moved = columns.filter((column) => !shape.replaces?.includes(column))
  const replaced = shape.replaces
    ? ` on conflict (${shape.replaces.join(', ')}) do update set ${moved.map((column) => `${column} = excluded.${column}`).join(', ')}`
    : ''
  return `insert into ${table} (${columns.join(', ')}) ${rows}${replaced}`
}
