/**
 * The engine on D1. D1 has no BEGIN: a batch is its transaction, all or
 * nothing, and a statement has at most 100 parameters, so the rows of a table
 * go as one JSON text. One Durable Object owns the journal; a turn is a mutex
 * inside it (see turn-object.ts).
 */
import { Buffer } from 'node:buffer'
import type { CompiledQuery } from 'kysely'
import { compileSqlite, insertOf } from './compile.ts'
import {
  type Change,
  type Engine,
  joined,
  jsonList,
  jsonPairs,
  mutex,
  settled,
  takenIn,
} from './engine.ts'
import { type ColumnKind, SHAPES, type TableName, type Value } from './tables.ts'

/** What we use of Cloudflare's D1Database. */
export interface D1 {
  prepare(text: string): D1Statement
  batch(statements: D1Statement[]): Promise<unknown>
}

export interface D1Statement {
  bind(...values: unknown[]): D1Statement
  all(): Promise<{ readonly results: Record<string, unknown>[] }>
}

/** D1 takes 2 MB a parameter; a batch takes as many statements as it needs. */
const PARAMETER_BYTES = 1_500_000

/** Opens a database whose schema stands (`wrangler d1 migrations apply`). */
export function openD1(database: D1): Engine {
  const engine: Engine = {
    dialect: 'd1',
    db: compileSqlite(),
    turn: mutex(),
    list: jsonList,
    pairs: jsonPairs,
    async all<Row>(query: CompiledQuery<Row>) {
      const values = query.parameters.map((value) =>
        value instanceof Uint8Array ? Uint8Array.from(value) : value,
      )
      const { results } = await database
        .prepare(query.sql)
        .bind(...values)
        .all()
      return results.map((row) => withBytes(row) as Row)
    },
    async commit(made) {
      const changes = joined(made)
      try {
        await database.batch(changes.flatMap((change) => insertsOf(database, change)))
        return { ok: true }
      } catch (fault) {
        const message = (fault as Error).message
        const taken = takenIn(message)
        if (taken !== undefined) return { ok: false, taken }
        // SQLite's own refusal is final; anything else may have lost only the answer.
        if (message.includes('SQLITE_')) throw fault
        return settled(engine, changes, fault)
      }
    },
    close: () => Promise.resolve(),
  }
  return engine
}

/** D1 gives bytes as an array of numbers or as an ArrayBuffer; nothing else it gives is either. */
function withBytes(row: Record<string, unknown>): Record<string, unknown> {
  for (const [column, value] of Object.entries(row)) {
    if (Array.isArray(value) || value instanceof ArrayBuffer) row[column] = new Uint8Array(value)
  }
  return row
}

function insertText(table: TableName): string {
  const kinds: readonly ColumnKind[] = Object.values(SHAPES[table].columns)
  const values = kinds.map((kind, at) =>
    kind === 'blob' ? `unhex(value ->> ${at})` : `value ->> ${at}`,
  )
  // "where true" tells SQLite that "on conflict" is not a join.
  return insertOf(table, `select ${values.join(', ')} from json_each(?) where true`)
}

const INSERTS = new Map(
  (Object.keys(SHAPES) as TableName[]).map((table) => [table, insertText(table)]),
)

function insertsOf(database: D1, { table, rows }: Change): readonly D1Statement[] {
  const statement = INSERTS.get(table) as string
  return chunksOf(rows).map((json) => database.prepare(statement).bind(json))
}

/** Rows as JSON arrays, each text small enough to be one parameter. */
function chunksOf(rows: Change['rows']): readonly string[] {
  const chunks: string[] = []
  let chunk: string[] = []
  let bytes = 0
  for (const row of rows) {
    const json = JSON.stringify(row.map(toJson))
    const size = Buffer.byteLength(json) + 1
    if (bytes + size > PARAMETER_BYTES && chunk.length > 0) {
      chunks.push(`[${chunk.join(',')}]`)
      chunk = []
      bytes = 0
    }
    chunk.push(json)
    bytes += size
  }
  if (chunk.length > 0) chunks.push(`[${chunk.join(',')}]`)
  return chunks
}

function toJson(value: Value): number | string | null {
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')
    : value
}
