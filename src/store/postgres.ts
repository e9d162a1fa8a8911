/**
 * The engine on PostgreSQL, for a house of several servers. A commit is one
 * READ COMMITTED transaction of one insert a table; the keys of the tables are
 * what keeps two servers apart. A turn is an advisory lock: it is there for
 * fairness, and nothing is wrong without it.
 *
 * Needs a session of its own for turns, so not PgBouncer's transaction pooling.
 */
import { Buffer } from 'node:buffer'
import { setTimeout as pause } from 'node:timers/promises'
import { type CompiledQuery, sql } from 'kysely'
import { Client, DatabaseError, Pool, type PoolClient, TypeOverrides, types } from 'pg'
import { compilePostgres, insertOf } from './compile.ts'
import {
  type Change,
  type Committed,
  type Engine,
  joined,
  mutex,
  settled,
  storeFault,
} from './engine.ts'
import { type Migration, SchemaFault } from './migrate.ts'
import { type ColumnKind, SHAPES, type TableName, type Value } from './tables.ts'

/** "KPK1": the first half of our advisory lock keys; a database has its own set of them. */
const LOCK = 0x4b504b31
const LOCK_TURN = 1
const LOCK_MIGRATE = 2

/** A server that hangs with the turn must not stop the others: after this they go without it. */
const TURN_WAIT_MS = 5_000

const CONNECT_WAIT_MS = 10_000

/** A server that vanished without a word is given up after this; the commit is then settled on another connection. */
const ANSWER_WAIT_MS = 20_000

/** Connections to one server; reads are short, and there is one commit at a time. */
const CONNECTIONS = 10

/** Times a commit is tried when the database itself asks for it, or the connection broke before COMMIT was sent. */
const TRIES_MAX = 5

const TYPES: Record<ColumnKind, string> = { integer: 'bigint', text: 'text', blob: 'bytea' }

const LIST_TYPES = { integer: sql`bigint[]`, text: sql`text[]`, blob: sql`bytea[]` } as const

/** Every integer of the books is below 2^53 (MINUTES_MAX sees to it), so a number holds it. */
const parsers = new TypeOverrides()
parsers.setTypeParser(types.builtins.INT8, Number)

const waits = { query_timeout: ANSWER_WAIT_MS }

/** The role that schema/postgres makes: it appends, and can neither update nor delete. */
const WRITER = 'kapok_writer'

/** It selects, and nothing else. */
const AUDITOR = 'kapok_auditor'

/**
 * Opens a database whose schema stands (see migratePostgres). With `role`, every
 * connection gives up what its login may beyond that role, from its first statement on.
 */
export async function openPostgres(
  url: string,
  { role, reads = false }: { readonly role?: string | undefined; readonly reads?: boolean } = {},
): Promise<Engine> {
  const own = reads ? urlThatReads(url) : url
  const pool = new Pool({
    connectionString: role === undefined ? own : urlAs(own, role),
    max: CONNECTIONS,
    types: parsers,
    application_name: 'kapok',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_WAIT_MS,
  })
  // One that breaks, idle or at work, is replaced when it is next asked for; an event nobody hears would end us.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const turns = turnsOn(url)
  await assertDurable(pool)

  const engine: Engine = {
    dialect: 'postgres',
    db: compilePostgres(),
    turn: turns.turn,
    list: (values, kind) =>
      sql`(select unnest(${values.map(toParameter)}::${LIST_TYPES[kind]}) as value)`,
    pairs: (values) =>
      sql`(select a, b from unnest(${values.map(([a]) => a)}::bigint[], ${values.map(([, b]) => b)}::bigint[]) as u (a, b))`,
    async all<Row>(query: CompiledQuery<Row>) {
      const { rows } = await pool.query({
        name: nameOf(query.sql),
        text: query.sql,
        values: query.parameters.map((value) => toParameter(value as Value)),
      })
      return rows as Row[]
    },
    commit(made) {
      const changes = joined(made)
      return committed(pool, changes, (fault) => settled(engine, changes, fault))
    },
    async close() {
      await turns.close()
      await pool.end()
    },
  }
  return engine
}

/** With the role among the options of every session; options of the URL's own stay. */
function urlAs(url: string, role: string): string {
  return withOption(url, `role=${role}`)
}

/** Every transaction of every session only reads. */
export function urlThatReads(url: string): string {
  return withOption(url, 'default_transaction_read_only=on')
}

function withOption(url: string, option: string): string {
  const at = new URL(url)
  const own = at.searchParams.get('options') ?? ''
  at.searchParams.set('options', `${own} -c ${option}`.trim())
  return at.href
}

/** An acknowledged commit survives a crash of the server, or this is not the place for the books. */
async function assertDurable(pool: Pool): Promise<void> {
  try {
    const { rows } = await pool.query(`select current_setting('synchronous_commit') as level`)
    if ((rows[0] as { level: string }).level === 'off') throw new Error('synchronous_commit is off')
  } catch (fault) {
    await pool.end()
    throw fault
  }
}

const statementNames = new Map<string, string>()

/** Statements are prepared once a connection; texts are few, since lists are one parameter. */
function nameOf(text: string): string {
  let name = statementNames.get(text)
  if (name === undefined) {
    name = `kapok_${statementNames.size}`
    statementNames.set(text, name)
  }
  return name
}

function toParameter<Given>(value: Given): Given | Buffer {
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : value
}

function insertText(table: TableName): string {
  const kinds: readonly ColumnKind[] = Object.values(SHAPES[table].columns)
  return insertOf(
    table,
    `select * from unnest(${kinds.map((kind, at) => `$${at + 1}::${TYPES[kind]}[]`).join(', ')})`,
  )
}

const INSERTS = new Map(
  (Object.keys(SHAPES) as TableName[]).map((table) => [table, insertText(table)]),
)

async function committed(
  pool: Pool,
  changes: readonly Change[],
  settle: (fault: unknown) => Promise<Committed>,
): Promise<Committed> {
  for (let tries = 1; ; tries++) {
    const end = await tried(pool, changes)
    if ('ok' in end) return end
    if (end.unknown) return settle(end.fault)
    if (!end.worthwhile || tries >= TRIES_MAX) throw storeFault(end.fault)
    await pause(Math.random() * 20 * 2 ** tries)
  }
}

interface Failed {
  readonly fault: unknown
  /** COMMIT was sent and its answer lost. */
  readonly unknown: boolean
  /** Nothing was written, and another try may go better. */
  readonly worthwhile: boolean
}

async function tried(pool: Pool, changes: readonly Change[]): Promise<Committed | Failed> {
  let client: PoolClient | undefined
  let sent = false
  try {
    client = await pool.connect()
    await client.query({ text: 'begin isolation level read committed', ...waits })
    for (const { table, rows } of changes) {
      const columns = Object.keys(SHAPES[table].columns).map((_, at) =>
        rows.map((row) => toParameter(row[at])),
      )
      await client.query({
        name: `kapok_into_${table}`,
        text: INSERTS.get(table) as string,
        values: columns,
        ...waits,
      })
    }
    sent = true
    await client.query({ text: 'commit', ...waits })
    client.release()
    return { ok: true }
  } catch (fault) {
    const broken = isBroken(fault)
    const code = fault instanceof DatabaseError ? fault.code : undefined
    if (!broken) await client?.query('rollback').catch(() => undefined)
    // After a failover the old primary answers as read only: its connection is no use any more.
    client?.release(broken || code === '25006')
    const taken = code === '23505' ? takenOf(fault as DatabaseError) : undefined
    if (taken !== undefined) return { ok: false, taken }
    return {
      fault,
      unknown: sent && broken,
      worthwhile: broken || ['40001', '40P01', '25006'].includes(code ?? ''),
    }
  }
}

/** The server went away, or the way to it: what was under way may or may not have happened. */
function isBroken(fault: unknown): boolean {
  if (!(fault instanceof DatabaseError)) return true
  return fault.code?.startsWith('08') === true || fault.code?.startsWith('57P') === true
}

/** Keys are named table_column in the schema; "entries_closes" was entries.closes. */
function takenOf({ table, constraint }: DatabaseError): string | undefined {
  if (table === undefined || !constraint?.startsWith(`${table}_`)) return undefined
  return `${table}.${constraint.slice(table.length + 1)}`
}

interface Turns {
  turn: Engine['turn']
  close(): Promise<void>
}

/** In this process a mutex; between processes a session's advisory lock, given in the order asked. */
function turnsOn(url: string): Turns {
  const inProcess = mutex()
  let session: Client | undefined

  async function connected(): Promise<Client> {
    if (session) return session
    const client = new Client({
      connectionString: url,
      application_name: 'kapok turn',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_WAIT_MS,
      query_timeout: ANSWER_WAIT_MS,
    })
    // A lock goes with its session: the next turn asks for both again.
    const gone = () => {
      if (session === client) session = undefined
    }
    client.on('error', gone)
    client.on('end', gone)
    await client.connect()
    await client.query(`set lock_timeout = ${TURN_WAIT_MS}`)
    session = client
    return client
  }

  async function locked(): Promise<Client | undefined> {
    for (let tries = 1; tries <= 2; tries++) {
      let client: Client | undefined
      try {
        client = await connected()
        await client.query('select pg_advisory_lock($1, $2)', [LOCK, LOCK_TURN])
        return client
      } catch (fault) {
        if (!isBroken(fault)) return undefined
        session = undefined
        void client?.end().catch(() => undefined)
      }
    }
    return undefined
  }

  return {
    turn: (fn) =>
      inProcess(async () => {
        const holder = await locked()
        try {
          return await fn()
        } finally {
          await holder
            ?.query('select pg_advisory_unlock($1, $2)', [LOCK, LOCK_TURN])
            .catch(() => undefined)
        }
      }),
    async close() {
      await session?.end().catch(() => undefined)
    },
  }
}

/** The role for appending, where it was made and this login may take it; else undefined, and only the triggers refuse. */
export function writerRole(url: string): Promise<string | undefined> {
  return roleThatStands(url, WRITER)
}

/** The role that may only select, where this login may take it; else undefined, and only the sessions' own setting refuses. */
export function auditorRole(url: string): Promise<string | undefined> {
  return roleThatStands(url, AUDITOR)
}

async function roleThatStands(url: string, role: string): Promise<string | undefined> {
  const client = new Client({ connectionString: url, application_name: 'kapok role' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(`set role ${role}`)
    return role
  } catch (fault) {
    // No such role, or not for this login.
    if (fault instanceof DatabaseError && ['22023', '42501'].includes(fault.code ?? ''))
      return undefined
    throw fault
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Makes or moves forward the schema, once even when several servers start together. `create` says whether it may be made. */
export async function migratePostgres(
  url: string,
  migrations: readonly Migration[],
  { create = true }: { readonly create?: boolean } = {},
): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'kapok migrate' })
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (fault) {
    await client.end().catch(() => undefined)
    throw new SchemaFault(`the PostgreSQL database cannot be opened: ${(fault as Error).message}`, {
      cause: fault,
    })
  }
  try {
    await client.query('select pg_advisory_lock($1, $2)', [LOCK, LOCK_MIGRATE])
    const version = await versionOf(client)
    if (version === 0 && !create)
      throw new SchemaFault('the PostgreSQL database is empty; "kapok init" founds a city in it')
    if (version > migrations.length) {
      throw new SchemaFault(
        `the database is of schema ${version}; this program knows ${migrations.length}. Use the newer program.`,
      )
    }
    for (let next = version; next < migrations.length; next++)
      await migrated(client, migrations[next] as Migration, next + 1)
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function migrated(
  client: Client,
  { name, sql: text }: Migration,
  version: number,
): Promise<void> {
  await client.query('begin')
  try {
    await client.query(
      'create table if not exists schema_versions (version bigint primary key, name text not null, at timestamptz not null default now())',
    )
    await client.query(text)
    await client.query('insert into schema_versions (version, name) values ($1, $2)', [
      version,
      name,
    ])
    await client.query('commit')
  } catch (fault) {
    await client.query('rollback').catch(() => undefined)
    throw fault
  }
}

async function versionOf(client: Client): Promise<number> {
  const { rows } = await client.query(
    `select to_regclass('schema_versions') is not null as ours, exists (select 1 from pg_tables where schemaname = current_schema()) as used`,
  )
  const { ours, used } = rows[0] as { ours: boolean; used: boolean }
  if (!ours && used) throw new SchemaFault('the database has tables, but not ours')
  if (!ours) return 0
  const versions = await client.query(
    'select coalesce(max(version), 0)::int as version from schema_versions',
  )
  return (versions.rows[0] as { version: number }).version
}
