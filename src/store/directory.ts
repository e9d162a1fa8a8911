/**
 * Governed rows by their newest version. Small tables are few; members are
 * looked up one by one. Rows read are remembered: whoever relies on an old one
 * is told so where the entry is sealed.
 */
import { type RawBuilder, sql } from 'kysely'
import type { Directory, ListQuery, Row, Tables } from '../bank/ports.ts'
import { rowNamed } from '../ledger/leaf.ts'
import type { Engine } from './engine.ts'
import { refsOf } from './rows.ts'
import type { DirectoryTable } from './tables.ts'

/** Rows remembered; beyond it the memory starts anew. */
const REMEMBERED = 100_000

/** Entries heard of one by one; after more of them the memory starts anew. */
const HEARD_MAX = 1_000

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

  /** The last entry whose rows the memory has heard of; undefined until the first look. */
  let heard: number | undefined
  let looks = 0
  let look: Promise<void> | undefined

  /**
   * Forgets what entries have changed since the last look, whoever wrote them.
   * Where reading takes no time, one look serves a turn of the event loop;
   * elsewhere nobody may be handed a look that began before they asked.
   */
  function heardOf(): Promise<void> {
    if (engine.dialect !== 'sqlite') return listen()
    if (look) return look
    look = listen()
    setImmediate(() => {
      look = undefined
    })
    return look
  }

  async function listen(): Promise<void> {
    const after = heard
    const since =
      after === undefined
        ? []
        : await engine.all(
            sql<{
              seq: number
              refs: string
            }>`select seq, refs from entries where seq > ${after} order by seq limit ${HEARD_MAX}`.compile(
              engine.db,
            ),
          )
    if (after === undefined || since.length === HEARD_MAX) {
      const query = sql<{ last: number | null }>`select max(seq) as last from entries`
      const [row] = await engine.all(query.compile(engine.db))
      heard = row?.last ?? 0
      remembered.clear()
    } else {
      heard = since.at(-1)?.seq ?? after
      for (const { refs } of since)
        for (const [type, value] of refsOf(refs)) if (type === 'row') forgetRow(value)
    }
    looks++
  }

  function forgetRow(ref: string): void {
    const { table, key } = rowNamed(ref)
    remembered.delete(`${table} ${key}`)
  }

  return {
    forget: () => remembered.clear(),
    async newest(table, key) {
      await heardOf()
      return this.get(table, key)
    },
    async get<Table extends Name>(table: Table, key: string) {
      const known = remembered.get(`${table} ${key}`)
      if (known) return known as Row<Tables[Table]>
      // No key of ours has a NUL in it, and not every database would have one in a text.
      if (key.includes('\0')) return undefined
      const at = looks
      const query = sql<DirectoryTable>`select * from directory where tbl = ${table} and key = ${key} order by version desc limit 1`
      const [row] = await engine.all(query.compile(engine.db))
      if (!row) return undefined
      const read = rowOf<Table>(row)
      if (remembered.size >= most) remembered.clear()
      // Read before a look that has ended since, it may be what that look was to forget.
      if (at === looks) remembered.set(`${table} ${key}`, read)
      return read
    },
    async all(table) {
      const query = sql<DirectoryTable>`select d.* from directory d where d.tbl = ${table} and d.version = (select max(v.version) from directory v where v.tbl = d.tbl and v.key = d.key) order by d.key`
      return (await engine.all(query.compile(engine.db))).map((row) => rowOf(row))
    },
    async many(table, keys) {
      if (keys.length === 0) return []
      const query = sql<DirectoryTable>`select d.* from ${engine.list([...new Set(keys)], 'text')} x cross join directory d where d.tbl = ${table} and d.key = x.value and d.version = (select max(v.version) from directory v where v.tbl = d.tbl and v.key = d.key)`
      return (await engine.all(query.compile(engine.db))).map((row) => rowOf(row))
    },
    async under(table, prefix, { before, limit }) {
      const below = before ?? endOf(prefix)
      const query = sql<DirectoryTable>`select d.* from directory d where d.tbl = ${table} and d.key >= ${prefix} and d.key < ${below} and d.version = (select max(v.version) from directory v where v.tbl = d.tbl and v.key = d.key) order by d.key desc limit ${limit}`
      return (await engine.all(query.compile(engine.db))).map((row) => rowOf(row))
    },
    async listed(table, query) {
      const order =
        query.dueBefore !== undefined
          ? sql`l.due, l.key`
          : query.newest
            ? sql`l.at desc, l.key desc`
            : sql`l.at, l.key`
      const page = sql`limit ${query.limit ?? LISTED} offset ${query.offset ?? 0}`
      const found = sql<DirectoryTable>`select d.* from listed l join directory d on d.tbl = l.tbl and d.key = l.key and d.version = (select max(v.version) from directory v where v.tbl = l.tbl and v.key = l.key) where ${listedAs(engine, table, query)} order by ${order} ${page}`
      return (await engine.all(found.compile(engine.db))).map((row) => rowOf(row))
    },
    async states(table, query) {
      const counted = sql<{
        state: string
        n: number
      }>`select l.state, count(*) as n from listed l where ${listedAs(engine, table, query)} group by l.state`
      const rows = await engine.all(counted.compile(engine.db))
      return new Map(rows.map(({ state, n }) => [state, n]))
    },
  }
}

/** Rows a list has where it is not said how many. */
const LISTED = 500

/** What of the list a query asks for, as a condition over `l`. */
function listedAs(engine: Engine, table: string, query: ListQuery): RawBuilder<unknown> {
  const { places, who, states, from, to, dueBefore } = query
  const parts = [sql`l.tbl = ${table}`]
  if (places) {
    const within = places.map((place) => sql`(l.place >= ${place} and l.place < ${endOf(place)})`)
    parts.push(within.length === 0 ? sql`1 = 0` : sql`(${sql.join(within, sql` or `)})`)
  }
  if (who !== undefined) parts.push(sql`l.who = ${who}`)
  if (states) parts.push(sql`l.state in ${engine.list(states, 'text')}`)
  if (from !== undefined) parts.push(sql`l.at >= ${from}`)
  if (to !== undefined) parts.push(sql`l.at < ${to}`)
  if (dueBefore !== undefined) parts.push(sql`l.due > 0 and l.due < ${dueBefore}`)
  return sql.join(parts, sql` and `)
}

/** The first text behind all that begin with a prefix; keys are ordered by their bytes. */
function endOf(prefix: string): string {
  // All of them begin with nothing, and none is behind the last character there is.
  if (prefix === '') return '\u{10ffff}'
  return `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`
}
