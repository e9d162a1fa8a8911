/** The Worker's configuration for tests: wrangler.toml as it stands, with another door, keys, and as many towns as asked. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type TestHarnessOptions, unstable_readConfig, unstable_splitSqlQuery } from 'wrangler'
import { toHex } from '../src/ledger/sha256.ts'
import { demoSeed } from '../src/proof/keys.ts'
import type { D1 } from '../src/store/d1.ts'

type Config = Extract<TestHarnessOptions['workers'][number], { config: unknown }>['config']

export const SECRETS = {
  KAPOK_RECEIPT_SEED: toHex(demoSeed('test receipt')),
  KAPOK_LOG_SEED: toHex(demoSeed('test log')),
  KAPOK_SEAL_KEY: toHex(demoSeed('test seal')),
  KAPOK_VAULT_KEK: toHex(demoSeed('test kek')),
  KAPOK_VAULT_PEPPER: toHex(demoSeed('test pepper')),
  KAPOK_SETUP: 'a-secret-of-the-tests-and-of-nobody-else-here',
}

const UNMEASURED = ['address', 'visitor', 'member', 'staff', 'token']
  .map((who) => `${who}=9999999`)
  .join(' ')

/** With `towns`, there are so many sets of databases, numbered; else the set of wrangler.toml. */
export function workerConfig(
  main: string,
  secrets: Readonly<Record<string, string>>,
  towns?: number,
): Config {
  const file = fileURLToPath(new URL('../wrangler.toml', import.meta.url))
  const read = unstable_readConfig({ config: file })
  const {
    name,
    compatibility_date,
    compatibility_flags,
    rules,
    migrations,
    durable_objects,
    r2_buckets,
  } = read
  const database = (binding: string) => ({ binding, database_name: binding, database_id: binding })
  const databases = Array.from({ length: towns ?? 0 }, (_, at) => [
    database(`DB${at}`),
    database(`PEOPLE${at}`),
    database(`KEYS${at}`),
    database(`AUDIT${at}`),
  ])
  const config = {
    name,
    compatibility_date,
    compatibility_flags,
    rules,
    migrations,
    durable_objects,
    r2_buckets,
    main,
    d1_databases: towns === undefined ? read.d1_databases : databases.flat(),
    // Its clock stands, so what was taken of a measure never comes back.
    vars: { ...read.vars, KAPOK_RATES: UNMEASURED, ...secrets },
  }
  return config as unknown as Config
}

/** Puts the schema into an empty D1. */
export async function migrated(database: D1, kind: 'sqlite' | 'people' | 'keys'): Promise<void> {
  const schema = new URL(`../schema/${kind}/`, import.meta.url)
  const statements = readdirSync(schema)
    .sort()
    .flatMap((name) => unstable_splitSqlQuery(readFileSync(new URL(name, schema), 'utf8')))
  await database.batch(statements.map((text) => database.prepare(text)))
}
