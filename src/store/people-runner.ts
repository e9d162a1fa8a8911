/**
 * What the people file asks of a database: read, and write several statements
 * as one. So small that SQLite, D1 and PostgreSQL run the same SQL, with `?`
 * for a parameter.
 */
import type { D1 } from './d1.ts'
import { takenIn, type Committed } from './engine.ts'

export type Parameter = string | number

export interface Statement {
  readonly sql: string
  readonly params: readonly Parameter[]
}

/** D1 takes no more in one statement. */
export const PARAMETERS_MAX = 100

export interface PeopleRunner {
  /** Rows of one statement; a write with RETURNING is one too, and atomic. */
  all<Row>(sql: string, params: readonly Parameter[]): Promise<readonly Row[]>
  /** All of them, durable on return, or none: then "table.column" says which unique key was taken. */
  run(statements: readonly Statement[]): Promise<Committed>
  /** Leaves nothing of deleted rows in the files at hand, as far as the engine can. */
  scrub(): Promise<void>
  close(): Promise<void>
}

/** A database of its own on D1, its schema put there by `wrangler d1 migrations apply`. */
export function d1Runner(database: D1): PeopleRunner {
  const prepared = ({ sql, params }: Statement) => database.prepare(sql).bind(...params)
  return {
    async all<Row>(sql: string, params: readonly Parameter[]) {
      const { results } = await prepared({ sql, params }).all()
      return results as readonly Row[]
    },
    async run(statements) {
      // D1 takes a batch of none for a mistake.
      if (statements.length === 0) return { ok: true }
      try {
        await database.batch(statements.map(prepared))
        return { ok: true }
      } catch (fault) {
        const taken = takenIn((fault as Error).message)
        if (taken === undefined) throw fault
        return { ok: false, taken }
      }
    },
    scrub: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}

/** Runs what takes no unique key. */
export async function written(
  runner: PeopleRunner,
  statements: readonly Statement[],
): Promise<void> {
  if (statements.length === 0) return
  const done = await runner.run(statements)
  if (!done.ok) throw new Error(`${done.taken} is taken`)
}

export function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, at) => items.slice(at * size, (at + 1) * size))
}

export function marks(params: readonly unknown[]): string {
  return params.map(() => '?').join(', ')
}

/** As many rows a statement as its parameters allow; `more` follows the values. */
export function inserts(
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Parameter[])[],
  more = '',
): readonly Statement[] {
  return chunks(rows, Math.floor(PARAMETERS_MAX / columns.length)).map((some) => ({
    sql: `insert into ${table} (${columns.join(', ')}) values ${some.map((row) => `(${marks(row)})`).join(', ')} ${more}`,
    params: some.flat(),
  }))
}
