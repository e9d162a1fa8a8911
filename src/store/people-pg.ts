/** The people file on PostgreSQL: a database of its own, by its own URL. */
import { DatabaseError, Pool, type PoolClient, TypeOverrides, types } from 'pg'
import type { Committed } from './engine.ts'
import { migrationsOf } from './migrate.ts'
import type { OpenPeople } from './people.ts'
import { type PeopleOptions, peopleIn } from './people-engine.ts'
import { assertKeys, keyRing, keyStoreIn } from './people-keystore.ts'
import { moveWithin } from './people-move.ts'
import type { Parameter, PeopleRunner, Statement } from './people-runner.ts'
import { migratePostgres, urlThatReads } from './postgres.ts'
import { vaultOf } from './vault.ts'

/** Sign-ins and look-ups are short. */
const CONNECTIONS = 5

const CONNECT_WAIT_MS = 10_000

/** Instants and serials are below 2^53. */
const parsers = new TypeOverrides()
parsers.setTypeParser(types.builtins.INT8, Number)

/** The people, and their keys in a database of their own; plain people of an earlier version are moved into the vault. */
export async function openPeoplePg(
  urls: { readonly people: string; readonly keys: string },
  options: Omit<PeopleOptions, 'keys'> & { readonly create?: boolean },
): Promise<OpenPeople> {
  const { create = true } = options
  await migratePostgres(urls.people, migrationsOf('people'), { create })
  // A city from before the vault has people, and no keys yet.
  await migratePostgres(urls.keys, migrationsOf('keys'), { create: true })
  const runner = pgRunner(urls.people)
  const keyRunner = pgRunner(urls.keys, { rewrites: 'data_keys' })
  const reads = pgRunner(urls.people, { reads: true })
  const keyReads = pgRunner(urls.keys, { reads: true })
  const close = async () => {
    for (const one of [reads, keyReads, runner, keyRunner]) await one.close()
  }
  try {
    const keys = keyStoreIn(keyRunner)
    const vault = vaultOf(options.secrets)
    await assertKeys(keyRunner, vault)
    const ring = keyRing(keys, vault, () => options.clock.now())
    await moveWithin(runner, { vault, ring })
    const looking = peopleIn(reads, { ...options, keys: keyStoreIn(keyReads) })
    return { ...peopleIn(runner, { ...options, keys }), ring, looking, close }
  } catch (fault) {
    await close()
    throw fault
  }
}

/** Runs on a database whose schema stands. With `rewrites`, scrubbing writes that table anew; with `reads` it only reads. */
export function pgRunner(
  url: string,
  { rewrites, reads = false }: { readonly rewrites?: 'data_keys'; readonly reads?: boolean } = {},
): PeopleRunner {
  const pool = new Pool({
    connectionString: reads ? urlThatReads(url) : url,
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
    // The old file of the table goes; what the server's own log had of it, goes as the log does.
    async scrub() {
      if (rewrites !== undefined) await pool.query(`vacuum (full) ${rewrites}`)
    },
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
