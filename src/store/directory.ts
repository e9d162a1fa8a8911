/** Governed rows by their newest version. Small tables are few; members are looked up one by one. */
import { sql } from 'kysely'
import type { Directory, Row, Tables } from '../bank/ports.ts'
import type { Engine } from './engine.ts'
import type { DirectoryTable } from './tables.ts'

export function directoryIn(engine: Engine): Directory {
  type Name = keyof Tables
  const rowOf = <Table extends Name>(row: DirectoryTable): Row<Tables[Table]> => ({
    table: row.tbl,
    key: row.key,
    version: row.version,
    seq: row.seq,
    body: JSON.parse(row.body) as Tables[Table],
  })

  return {
    async get(table, key) {
      const query = sql<DirectoryTable>`select * from directory where tbl = ${table} and key = ${key} order by version desc limit 1`
      const [row] = await engine.all(query.compile(engine.db))
      return row && rowOf(row)
    },
    async all(table) {
      const query = sql<DirectoryTable>`select d.* from directory d where d.tbl = ${table} and d.version = (select max(v.version) from directory v where v.tbl = d.tbl and v.key = d.key) order by d.key`
      return (await engine.all(query.compile(engine.db))).map((row) => rowOf(row))
    },
    async many(table, keys) {
      if (keys.length === 0) return []
      const query = sql<DirectoryTable>`select d.* from ${engine.list([...new Set(keys)], 'text')} x join directory d on d.tbl = ${table} and d.key = x.value and d.version = (select max(v.version) from directory v where v.tbl = d.tbl and v.key = d.key)`
      return (await engine.all(query.compile(engine.db))).map((row) => rowOf(row))
    },
  }
}
