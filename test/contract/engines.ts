/**
 * The three engines the house runs on, opened for tests: SQLite in a temporary
 * file, PostgreSQL in a cluster of its own, D1 in workerd. What holds on one
 * holds on all; a suite is written once and told which engine it is on.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { getPlatformProxy, unstable_splitSqlQuery } from 'wrangler'
import { type D1, openD1 } from '../../src/store/d1.ts'
import type { Engine } from '../../src/store/engine.ts'
import { migrateSqlite, migrationsOf } from '../../src/store/migrate.ts'
import { migratePostgres, openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { type Cluster, once, postgresFolder, startPostgres } from './postgres.ts'

export interface Place {
  /** An engine on the place's one database; each is a writer of its own, and is closed with the place. */
  engine(): Promise<Engine>
  /** Runs SQL past the house, as somebody with the database in their hands would. */
  forge(text: string): Promise<void>
  /** The database's URL, where it has one. */
  readonly url?: string
  close(): Promise<void>
}

export interface EngineUnderTest {
  readonly name: Engine['dialect']
  /** A new, empty database with the schema. */
  readonly open: () => Promise<Place>
}

const POSTGRES = postgresFolder()
const without = (process.env['KAPOK_WITHOUT_POSTGRES'] ?? '') !== ''

/** Those that can be had. PostgreSQL may only be missing where somebody said so. */
export const engines: readonly EngineUnderTest[] = [
  { name: 'sqlite', open: openSqlitePlace },
  ...(POSTGRES === undefined && without
    ? []
    : [{ name: 'postgres', open: openPostgresPlace } as const]),
  { name: 'd1', open: openD1Place },
]

function openSqlitePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'kapok-sqlite-'))
  const path = join(folder, 'books.db')
  migrateSqlite(path, migrationsOf('sqlite'), { create: true })
  const opened: Engine[] = []
  return Promise.resolve({
    engine() {
      const engine = openSqlite(path, { writer: 'thread' })
      opened.push(engine)
      return Promise.resolve(engine)
    },
    forge(text) {
      const db = new Database(path, { timeout: 5_000 })
      try {
        db.exec(text)
        return Promise.resolve()
      } catch (fault) {
        return Promise.reject(fault)
      } finally {
        db.close()
      }
    },
    async close() {
      for (const engine of opened) await engine.close()
      rmSync(folder, { recursive: true, force: true })
    },
  })
}

let cluster: Promise<Cluster> | undefined
let databases = 0
let places = 0

async function openPostgresPlace(): Promise<Place> {
  if (POSTGRES === undefined) {
    throw new Error(
      'initdb and postgres are in neither /usr/lib/postgresql nor PATH: install postgresql, or set KAPOK_WITHOUT_POSTGRES=1',
    )
  }
  cluster ??= startPostgres(POSTGRES)
  const here = await cluster
  places++
  const url = await here.database(`kapok_${++databases}`)
  await migratePostgres(url, migrationsOf('postgres'))
  const opened: Engine[] = []
  return {
    url,
    async engine() {
      const engine = await openPostgres(url)
      opened.push(engine)
      return engine
    },
    forge: (text) => once(url, text),
    async close() {
      for (const engine of opened) await engine.close()
      if (--places > 0) return
      cluster = undefined
      await here.stop()
    },
  }
}

async function openD1Place(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'kapok-d1-'))
  const configPath = join(folder, 'wrangler.json')
  const books = {
    binding: 'DB',
    database_name: 'kapok',
    database_id: '00000000-0000-0000-0000-000000000000',
  }
  writeFileSync(
    configPath,
    JSON.stringify({
      name: 'kapok-test',
      compatibility_date: '2026-10-01',
      d1_databases: [books],
      send_metrics: false,
    }),
  )
  const proxy = await getPlatformProxy<{ DB: D1 }>({
    configPath,
    persist: false,
    remoteBindings: false,
  })
  const db = proxy.env.DB
  const run = (text: string) =>
    db.batch(unstable_splitSqlQuery(text).map((statement) => db.prepare(statement)))
  const schema = new URL('../../schema/sqlite/', import.meta.url)
  for (const name of readdirSync(schema).sort())
    await run(readFileSync(new URL(name, schema), 'utf8'))
  return {
    engine: () => Promise.resolve(openD1(db)),
    async forge(text) {
      await run(text)
    },
    async close() {
      await proxy.dispose()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
