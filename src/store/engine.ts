/**
 * Kysely says the SQL; an engine runs it. An engine decides nothing: it reads,
 * it commits rows all or not at all, and it lets one writer at a time gather.
 */
import { type CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely'
import { NoRoom } from '../bank/ports.ts'
import { sameBytes } from '../ledger/sha256.ts'
import type { TableName, Tables, Value } from './tables.ts'

/** Rows for one table, values in the order of its columns in SHAPES. */
export interface Change {
  readonly table: TableName
  readonly rows: readonly (readonly Value[])[]
}

export type Committed = { readonly ok: true } | { readonly ok: false; readonly taken: string }

export interface Engine {
  readonly dialect: 'sqlite' | 'postgres' | 'd1'
  /** For compiling; it is connected to nothing. */
  readonly db: Kysely<Tables>
  all<Row>(query: CompiledQuery<Row>): Promise<readonly Row[]>
  /** Runs the changes as one transaction, durable on return. When a unique key was taken, nothing is written and "table.column" says which. */
  commit(changes: Iterable<Change>): Promise<Committed>
  /** One at a time, in the order asked. */
  turn<Result>(fn: () => Promise<Result>): Promise<Result>
  /** A list of values as a table of one column, `value`, in one parameter: the number of parameters never grows. */
  list(
    values: readonly (number | string | Uint8Array)[],
    kind: 'integer' | 'text' | 'blob',
  ): RawBuilder<unknown>
  /** Pairs of integers as a table of columns a and b. */
  pairs(values: readonly (readonly [number, number])[]): RawBuilder<unknown>
  close(): Promise<void>
}

/** Each table once, its rows in their order: for engines that take a commit as a whole. */
export function joined(changes: Iterable<Change>): readonly Change[] {
  const rows = new Map<TableName, (readonly Value[])[]>()
  for (const change of changes) {
    const before = rows.get(change.table)
    if (before) for (const row of change.rows) before.push(row)
    else rows.set(change.table, [...change.rows])
  }
  return [...rows].map(([table, all]) => ({ table, rows: all }))
}

/** A mutex in the order of asking. */
export function mutex(): <Result>(fn: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (fn) => {
    const mine = last.then(fn)
    last = mine.catch(() => undefined)
    return mine
  }
}

/** The list of SQLite and D1: a JSON array opened by json_each; bytes go as hex. */
export function jsonList(
  values: readonly (number | string | Uint8Array)[],
  kind: 'integer' | 'text' | 'blob',
): RawBuilder<unknown> {
  const json = JSON.stringify(
    kind === 'blob'
      ? values.map((value) => Buffer.from(value as Uint8Array).toString('hex'))
      : values,
  )
  return kind === 'blob'
    ? sql`(select unhex(value) as value from json_each(${json}))`
    : sql`(select value from json_each(${json}))`
}

export function jsonPairs(values: readonly (readonly [number, number])[]): RawBuilder<unknown> {
  return sql`(select value ->> 0 as a, value ->> 1 as b from json_each(${JSON.stringify(values)}))`
}

/**
 * Settles a commit whose answer was lost: by what stands at the place of its
 * first entry. Where nothing of it stands yet, it is told as a lost place: the
 * caller reads the tip again and finds its ids, or seals anew; should the old
 * commit still land, one of the two is refused by its seq.
 */
export async function settled(
  engine: Engine,
  changes: readonly Change[],
  fault: unknown,
): Promise<Committed> {
  const first = changes.find(({ table }) => table === 'entries')?.rows[0]
  if (!first) throw fault
  const [seq, id] = first as readonly [number, Uint8Array]
  const query = sql<{ id: Uint8Array }>`select id from entries where seq = ${seq}`
  const [row] = await engine.all(query.compile(engine.db))
  return row && sameBytes(row.id, id) ? { ok: true } : { ok: false, taken: 'entries.seq' }
}

/** A fault as the bank knows it, where the store had no room or may only read; otherwise as it came. */
export function storeFault(fault: unknown): unknown {
  const { code = '' } = fault as { readonly code?: string }
  // Of SQLite; and of PostgreSQL, disk_full.
  if (code === 'SQLITE_FULL' || code === '53100') return new NoRoom('full', fault)
  return code.startsWith('SQLITE_READONLY') ? new NoRoom('read-only', fault) : fault
}

/** "table.column" of a message such as "UNIQUE constraint failed: entries.seq". */
export function takenIn(message: string): string | undefined {
  const found = /UNIQUE constraint failed: (?:index '[a-z]+_)?([a-z_]+(?:\.[a-z_]+)?)/.exec(message)
  return found ? found[1] : /PRIMARY KEY constraint failed/.test(message) ? 'key' : undefined
}
