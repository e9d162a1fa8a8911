/**
 * The one place where a row of the books is ever written over. The triggers
 * that refuse it are taken away and put back, as they were, within the same
 * transaction; who may do this, and with which row, is decided elsewhere.
 */
import Database from 'better-sqlite3'
import type { StoredRows, StoredTable } from '../bank/ports-audit.ts'
import { KEYS } from './audit.ts'
import { harden } from './sqlite-writer.ts'
import { SHAPES, type Value } from './tables.ts'

/** Values of a table's key, in the order of its columns. */
export type RowKey = readonly (number | string)[]

export function isTable(table: string): table is StoredTable {
  return Object.hasOwn(KEYS, table)
}

/** How a key is written, as "account=… seq=…". */
export function keyLike(table: StoredTable): string {
  return KEYS[table].map((column) => `${column}=…`).join(' ')
}

/** A key as verify writes it; undefined where it is none of this table. */
export function readKey(table: StoredTable, text: string): RowKey | undefined {
  const pattern = KEYS[table].map((column) => `${column}=(.+?)`).join(' ')
  const found = new RegExp(`^${pattern}$`).exec(text)?.slice(1)
  if (!found) return undefined
  const kinds: Readonly<Record<string, string>> = SHAPES[table].columns
  const key = found.map((value, at) =>
    kinds[KEYS[table][at] as string] === 'text' ? value : wholeNumber(value),
  )
  return key.includes(undefined) ? undefined : (key as RowKey)
}

function wholeNumber(text: string): number | undefined {
  return /^-?\d{1,16}$/.test(text) ? Number(text) : undefined
}

const whereOf = (table: StoredTable) => KEYS[table].map((column) => `${column} = ?`).join(' and ')

/** The row of a key as it stands; undefined where there is none. */
export function rowAt<Table extends StoredTable>(
  path: string,
  table: Table,
  key: RowKey,
): StoredRows[Table] | undefined {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  try {
    const read = db.prepare(`select * from ${table} where ${whereOf(table)}`)
    return read.get(...key) as StoredRows[Table] | undefined
  } finally {
    db.close()
  }
}

/** Puts a row in the place of whatever stands under its key, in one durable transaction. */
export function putBack<Table extends StoredTable>(
  path: string,
  table: Table,
  row: StoredRows[Table],
): void {
  const db = new Database(path, { fileMustExist: true })
  try {
    harden(db)
    db.transaction(() =>
      written(db, table, row as unknown as Readonly<Record<string, Value>>),
    ).immediate()
  } finally {
    db.close()
  }
}

function written(
  db: Database.Database,
  table: StoredTable,
  row: Readonly<Record<string, Value>>,
): void {
  const triggers = db
    .prepare("select name, sql from sqlite_schema where type = 'trigger' and tbl_name = ?")
    .all(table) as { readonly name: string; readonly sql: string }[]
  for (const { name } of triggers) db.exec(`drop trigger "${name}"`)
  const columns = Object.keys(SHAPES[table].columns)
  db.prepare(`delete from ${table} where ${whereOf(table)}`).run(
    ...KEYS[table].map((column) => row[column]),
  )
  db.prepare(
    `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
  ).run(...columns.map((column) => row[column]))
  for (const { sql } of triggers) db.exec(sql)
}
