/**
 * Governed rows by their newest version. Small tables are few; members are
 * looked up one by one. Rows read are remembered: whoever relies on an old one
 * is told so where the entry is sealed.
 */
import { sql } from 'kysely'
import type { Directory, Row, Tables } from '../bank/ports.ts'
import type { Engine } from './engine.ts'
import type { DirectoryTable } from './tables.ts'

/** Rows remembered; beyond it the memory starts anew. */
const REMEMBERED = 100_000

export function directoryIn(engine: Engine, most = REMEMBERED): Directory {
  type Name = keyof Tables
  const remembered = new Map<string, Row<Tables[Name]>>()
  const rowOf = <Table extends Name>(row: DirectoryTable): Row<Tables[Table]> => ({
    table: row.tbl,
    key: row.key,
    version: row.version,
    seq: row.seq,
    body: JSON.parse(row.body) as Tables[Table],
  })

  return {
    forget: () => remembered.clear(),
    async get<Table extends Name>(table: Table, key: string) {
      const known = remembered.get(`${table} ${key}`)
      if (known) return known as Row<Tables[Table]>
      const query = sql<DirectoryTable>`select * from directory where tbl = ${table} and key = ${key} order by version desc limit 1`
      const [row] = await engine.all(query.compile(engine.db))
      if (!row) return undefined
      const read = rowOf<Table>(row)
      if (remembered.size >= most) remembered.clear()
      remembered.set(`${table} ${key}`, read)
      return read
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
