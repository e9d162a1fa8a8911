/**
 * The auditor's reader: rows of every table as they stand, in the order of
 * their keys, a stretch at a time; and whether the schema is the one this
 * program makes. It trusts nothing and decides nothing.
 */
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import type {
  Audit,
  SchemaDifference,
  StoredEntry,
  StoredPosting,
  StoredRows,
  StoredTable,
  StoredVersion,
} from '../bank/ports-audit.ts'
import { schemaOnPostgres } from './audit-postgres.ts'
import type { Engine } from './engine.ts'
import type { Migration } from './migrate.ts'

/** Columns of each table's key, in order. */
export const KEYS: Readonly<Record<StoredTable, readonly string[]>> = {
  names: ['id'],
  entries: ['seq'],
  postings: ['account', 'seq'],
  nodes: ['level', 'idx'],
  directory: ['tbl', 'key', 'version'],
  counters: ['kind', 'who', 'day'],
  spans: ['who', 'day', 'seq'],
  reviews: ['seq'],
  listed: ['tbl', 'key'],
  checkpoints: ['size'],
}

/** The auditor of the books on SQLite or PostgreSQL; `migrations` are those that make it. */
export function auditIn(engine: Engine, migrations: readonly Migration[]): Audit {
  const run = <Row>(query: ReturnType<typeof sql<Row>>) => engine.all<Row>(query.compile(engine.db))

  return {
    async count(table) {
      const [row] = await run(sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`)
      return row?.n ?? 0
    },
    async last() {
      const [row] = await run(sql<{ last: number | null }>`select max(seq) as last from entries`)
      return row?.last ?? 0
    },
    stretch<Table extends StoredTable>(
      table: Table,
      after: StoredRows[Table] | undefined,
      limit: number,
    ) {
      const key = KEYS[table]
      const columns = sql.join(key.map((column) => sql.ref(column)))
      const from = after as unknown as Readonly<Record<string, number | string>> | undefined
      const beyond =
        from === undefined
          ? sql``
          : sql`where (${columns}) > (${sql.join(key.map((column) => from[column]))})`
      return run(
        sql<
          StoredRows[Table]
        >`select * from ${sql.table(table)} ${beyond} order by ${columns} limit ${limit}`,
      )
    },
    entriesAt: (seqs) =>
      run(
        sql<StoredEntry>`select * from entries where seq in ${engine.list(seqs, 'integer')} order by seq`,
      ),
    postingsOf: (pairs) =>
      run(
        sql<StoredPosting>`select p.* from ${engine.pairs(pairs)} x join postings p on p.account = x.a and p.seq = x.b`,
      ),
    postingsAt: (seqs) =>
      run(
        sql<StoredPosting>`select * from postings where seq in ${engine.list(seqs, 'integer')} order by seq, account`,
      ),
    versionsOf(rows) {
      const tables = engine.list([...new Set(rows.map((row) => row.tbl))], 'text')
      const keys = engine.list([...new Set(rows.map((row) => row.key))], 'text')
      return run(
        sql<StoredVersion>`select d.* from ${tables} t cross join ${keys} k join directory d on d.tbl = t.value and d.key = k.value order by d.tbl, d.key, d.version`,
      )
    },
    async schema() {
      if (engine.dialect === 'postgres') return schemaOnPostgres(engine, migrations)
      const stands = await run(
        sql<Ddl>`select type, name, tbl_name, rootpage = 0 as rootless, sql from sqlite_schema where name not like 'sqlite_%'`,
      )
      return differences(expected(migrations), stands)
    },
    async integrity() {
      // PostgreSQL has no such check of its own; a page that cannot be read fails the reading.
      if (engine.dialect === 'postgres') return []
      const rows = await run(sql<{ integrity_check: string }>`pragma integrity_check(20)`)
      return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok')
    },
  }
}

/** A row of SQLite's own table of what there is. */
interface Ddl {
  readonly type: string
  readonly name: string
  readonly tbl_name: string
  readonly rootless: number
  readonly sql: string | null
}

function expected(migrations: readonly Migration[]): readonly Ddl[] {
  const db = new Database(':memory:')
  try {
    for (const migration of migrations) db.exec(migration.sql)
    return db
      .prepare(
        "select type, name, tbl_name, rootpage = 0 as rootless, sql from sqlite_schema where name not like 'sqlite_%'",
      )
      .all() as Ddl[]
  } finally {
    db.close()
  }
}

/**
 * Litestream, which copies a database as it is written, keeps two tables in it
 * for itself. Nothing of ours reads them; as it makes them, they are no tampering.
 */
const REPLICATING: ReadonlySet<string> = new Set([
  'CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)',
  'CREATE TABLE _litestream_lock (id INTEGER)',
])

/** As JSON: a text and the same bytes that are no text are told apart. */
const textOf = ({ type, tbl_name, rootless, sql }: Ddl) =>
  JSON.stringify([type, tbl_name, rootless, sql])

function differences(made: readonly Ddl[], stands: readonly Ddl[]): readonly SchemaDifference[] {
  const here = new Map(stands.map((one) => [one.name, textOf(one)]))
  const found: SchemaDifference[] = []
  for (const one of made) {
    const { name } = one
    if (!here.has(name)) found.push({ name, how: 'missing' })
    else if (here.get(name) !== textOf(one)) found.push({ name, how: 'changed' })
    here.delete(name)
  }
  const passed = stands.filter(({ sql }) => sql !== null && REPLICATING.has(sql))
  for (const { name } of passed) here.delete(name)
  for (const name of here.keys()) found.push({ name, how: 'extra' })
  return found
}
