/** Opens the bank of a data folder on this machine: the two doors that do so (node.ts, cli.ts) share it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bank, Clock, Ids } from './bank/ports.ts'
import { batcherFor } from './bank/record.ts'
import type { Config } from './config.ts'
import { randomIds } from './gate/ids.ts'
import { type Cost, DEFAULT_COST, type Passwords, passwordsWith } from './gate/password.ts'
import { fileHeads } from './outside/heads.ts'
import { newSeed, signerFromSeeds } from './proof/keys.ts'
import { directoryIn } from './store/directory.ts'
import type { Engine } from './store/engine.ts'
import { journalIn } from './store/journal.ts'
import { migrateSqlite, migrationsOf } from './store/migrate.ts'
import { openPeople } from './store/people.ts'
import { openSqlite } from './store/sqlite.ts'

export interface OpenBank extends Bank {
  readonly passwords: Passwords
  readonly engine: Engine
  close(): Promise<void>
}

export interface OpenOptions {
  /** Whether the folder may be made. */
  readonly create: boolean
  readonly writer?: 'thread' | 'inline'
  readonly clock?: Clock
  readonly ids?: Ids
  readonly cost?: Cost
  /** Seeds of the keys, for a demo and for tests; else they are read from, or made in, keys.json. */
  readonly seeds?: { readonly receipt: Uint8Array; readonly log: Uint8Array }
}

/** Throws a SchemaFault, or the system's own error, that names the file. */
export async function openBank(config: Config, options: OpenOptions): Promise<OpenBank> {
  const { create, writer = 'inline', clock = { now: () => Date.now() } } = options
  if (create) mkdirSync(config.data, { recursive: true })
  const books = join(config.data, 'journal.db')
  migrateSqlite(books, migrationsOf('sqlite'), { create })
  const people = openPeople(join(config.data, 'people.db'), { create })
  const engine = openSqlite(books, { writer })
  const journal = journalIn(engine)
  const seeds = options.seeds ?? seedsIn(config.data, create)
  return {
    rules: config.rules,
    origin: config.origin,
    journal,
    directory: directoryIn(engine),
    people,
    heads: fileHeads(config.heads),
    signer: signerFromSeeds({ ...seeds, kid: 'kpk1' }),
    clock,
    ids: options.ids ?? randomIds(clock),
    batcher: batcherFor(journal, clock),
    passwords: passwordsWith(options.cost ?? DEFAULT_COST),
    engine,
    async close() {
      await engine.close()
      await people.close()
    },
  }
}

function seedsIn(
  folder: string,
  create: boolean,
): { readonly receipt: Uint8Array; readonly log: Uint8Array } {
  const path = join(folder, 'keys.json')
  if (!existsSync(path)) {
    if (!create) throw new Error(`there are no keys at ${path}`)
    const made = {
      receipt: Buffer.from(newSeed()).toString('hex'),
      log: Buffer.from(newSeed()).toString('hex'),
    }
    writeFileSync(path, `${JSON.stringify(made)}\n`, { mode: 0o400, flag: 'wx' })
  }
  const kept = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly receipt: string
    readonly log: string
  }
  return { receipt: Buffer.from(kept.receipt, 'hex'), log: Buffer.from(kept.log, 'hex') }
}
