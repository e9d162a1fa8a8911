/** The people file on PostgreSQL: a database of its own, by its own URL. */
import { DatabaseError, Pool, type PoolClient, TypeOverrides, types } from 'pg'
import type { Committed } from './engine.ts'
import { migrationsOf } from './migrate.ts'
import type { OpenPeople } from './people.ts'
import { type PeopleOptions, peopleIn } from './people-engine.ts'
import type { Parameter, PeopleRunner, Statement } from './people-runner.ts'
import { migratePostgres } from './postgres.ts'

/** Sign-ins and look-ups are short. */
const CONNECTIONS = 5

const CONNECT_WAIT_MS = 10_000

/** Instants and serials are below 2^53. */
const parsers = new TypeOverrides()
parsers.setTypeParser(types.builtins.INT8, Number)

export async function openPeoplePg(
  url: string,
  { create = true, ...options }: PeopleOptions & { readonly create?: boolean } = {},
): Promise<OpenPeople> {
  await migratePostgres(url, migrationsOf('people'), { create })
  const runner = pgRunner(url)
  return { ...peopleIn(runner, options), close: () => runner.close() }
}

/** Runs on a database whose schema stands. */
export function pgRunner(url: string): PeopleRunner {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    types: parsers,
    application_name: 'kapok people',
    connectionTimeoutMillis: CONNECT_WAIT_MS,
  })
  pool.on('error', () => undefined)
  return {
    async all<Row>(sql: string, params: readonly Parameter[]) {
      const { rows } = await pool.query(numbered(sql), [...params])
      return rows as Row[]
    },
    async run(list) {
      const client = await pool.connect()
      try {
        return await written(client, list)
      } finally {
        client.release()
      }
    },
    scrub: () => Promise.resolve(),
    close: () => pool.end(),
  }
}

async function written(client: PoolClient, list: readonly Statement[]): Promise<Committed> {
  await client.query('begin')
  try {
    for (const { sql, params } of list) await client.query(numbered(sql), [...params])
    await client.query('commit')
    return { ok: true }
  } catch (fault) {
    await client.query('rollback').catch(() => undefined)
    const taken =
      fault instanceof DatabaseError && fault.code === '23505' ? takenOf(fault) : undefined
    if (taken === undefined) throw fault
    return { ok: false, taken }
  }
}

/** "people.phone" of "Key (phone, name)=(…) already exists.", as SQLite names it. */
function takenOf({ table, detail }: DatabaseError): string | undefined {
  const column = /^Key \(([a-z_]+)/.exec(detail ?? '')?.[1]
  return table === undefined || column === undefined ? undefined : `${table}.${column}`
}

/** `?` as `$1`, `$2`, …; none of our SQL has a question mark in a text. */
function numbered(sql: string): string {
  let at = 0
  return sql.replace(/\?/g, () => `$${++at}`)
}
