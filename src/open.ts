/** Opens the bank of a data folder on this machine, or of a PostgreSQL its settings name: the two doors that do so (node.ts, cli.ts) share it. */
import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Bank, Clock, Ids } from './bank/ports.ts'
import { batcherFor } from './bank/record.ts'
import type { Config } from './config.ts'
import { assertWritable, DiskFault, jsonIn, makeFolder } from './disk.ts'
import { randomIds } from './gate/ids.ts'
import {
  assertCost,
  type Cost,
  DEFAULT_COST,
  type Passwords,
  passwordsWith,
} from './gate/password.ts'
import type { StaffGate } from './gate/staff-sign-in.ts'
import { messagesOf } from './messages.ts'
import { evidenceIn } from './outside/evidence.ts'
import { fileBlobs } from './outside/evidence-files.ts'
import { fileHeads } from './outside/heads.ts'
import type { OwnMessages } from './outside/messages.ts'
import { postTo } from './outside/post.ts'
import { lookingOn } from './open-looking.ts'
import { auditBooksOn } from './open-audit.ts'
import { newSeed, signerFromSeeds } from './proof/keys.ts'
import { sealKeyOf } from './seal-key.ts'
import { staffGateOf } from './staff-gate.ts'
import { directoryIn } from './store/directory.ts'
import type { Engine } from './store/engine.ts'
import { journalIn } from './store/journal.ts'
import { migrateSqlite, migrationsOf } from './store/migrate.ts'
import { type OpenPeople, openPeople } from './store/people.ts'
import { openPeoplePg } from './store/people-pg.ts'
import { auditorRole, migratePostgres, openPostgres, writerRole } from './store/postgres.ts'
import { openSqlite } from './store/sqlite.ts'
import { newVaultSecrets, type VaultSecrets } from './store/vault.ts'

export interface OpenBank extends Bank {
  readonly passwords: Passwords
  readonly staffGate: StaffGate
  readonly engine: Engine
  /** Of the audit journal. */
  readonly auditEngine: Engine
  close(): Promise<void>
}

export interface OpenOptions {
  /** Whether the folder may be made. */
  readonly create: boolean
  readonly writer?: 'thread' | 'inline'
  readonly clock?: Clock
  readonly ids?: Ids
  /** Those of the audit journal, where they are drawn from a seed too. */
  readonly auditIds?: Ids
  readonly cost?: Cost
  /** Seeds of the keys, for a demo and for tests; else they are read from, or made in, keys.json. */
  readonly seeds?: { readonly receipt: Uint8Array; readonly log: Uint8Array }
  /** Keys of the vault, for a demo and for tests; else they are read from, or made in, vault.json. */
  readonly vault?: VaultSecrets
  /** A gateway for tests; else the one of the settings. */
  readonly messages?: OwnMessages
}

const ownPost = (url: string, near: boolean) => postTo(url, { loopback: near })

/** Throws a DiskFault, a SchemaFault, or the system's own error, that names the folder or the file. */
export async function openBank(config: Config, options: OpenOptions): Promise<OpenBank> {
  const {
    create,
    writer = 'inline',
    clock = { now: () => Date.now() },
    cost = DEFAULT_COST,
  } = options
  assertCost(cost, { production: options.cost === undefined })
  if (create) {
    makeFolder(config.data)
    makeFolder(dirname(config.heads))
  }
  for (const folder of [config.data, dirname(config.heads)]) {
    if (existsSync(folder)) assertWritable(folder)
  }
  const messages = options.messages ?? messagesOf(config, clock, ownPost)
  const secrets = () => options.vault ?? houseKeys(config, create)
  const given = { create, secrets, clock }
  const { engine, auditEngine, people, readEngine } = config.postgres
    ? await storesOnPostgres(config.postgres, given)
    : await storesInFolder(config, given, writer)
  const journal = journalIn(engine)
  const batcher = batcherFor(journal, clock)
  const audit = auditBooksOn(auditEngine, {
    origin: config.origin,
    clock,
    ids: options.auditIds ?? randomIds(clock),
  })
  const close = async () => {
    await messages.drained()
    await batcher.drained()
    await audit.batcher.drained()
    // Those that only read before the one that may fold the log in.
    await readEngine.close()
    await engine.close()
    await auditEngine.close()
    await people.close()
  }
  let seeds: ReturnType<typeof seedsIn>
  try {
    seeds = options.seeds ?? seedsIn(config, create)
  } catch (fault) {
    await close()
    throw fault
  }
  return {
    rules: config.rules,
    origin: config.origin,
    journal,
    directory: directoryIn(engine),
    people,
    messages,
    evidence: evidenceIn(fileBlobs(evidenceFolder(config)), people.ring),
    heads: fileHeads(config.heads),
    signer: signerFromSeeds({ ...seeds, kid: 'kpk1' }),
    clock,
    ids: options.ids ?? randomIds(clock),
    batcher,
    audit,
    looking: lookingOn(readEngine, { journal, people, clock }),
    passwords: passwordsWith(cost),
    staffGate: staffGateOf(config.staff, sealKeyOf(config), clock),
    engine,
    auditEngine,
    close,
  }
}

/** Sheets and photos lie beside the books, whichever engine those are on. */
export function evidenceFolder({ data }: Pick<Config, 'data'>): string {
  return join(data, 'evidence')
}

interface Stores {
  readonly engine: Engine
  /** Over connections that cannot write. */
  readonly readEngine: Engine
  readonly auditEngine: Engine
  readonly people: OpenPeople
}

interface PeopleGiven {
  readonly create: boolean
  /** Asked for once the books stand: whoever names an empty folder is told that first. */
  readonly secrets: () => VaultSecrets
  readonly clock: Clock
}

async function storesInFolder(
  { data, vault }: Config,
  given: PeopleGiven,
  writer: 'thread' | 'inline',
): Promise<Stores> {
  const books = join(data, 'journal.db')
  migrateSqlite(books, migrationsOf('sqlite'), given)
  const files = {
    vault: join(data, 'vault.db'),
    keys: vault.keys,
    plain: join(data, 'people.db'),
  }
  const people = await openPeople(files, { ...given, secrets: given.secrets() })
  // Made where it is missing: an earlier house had none. One that was taken away is behind its head.
  const audit = join(data, 'audit.db')
  migrateSqlite(audit, migrationsOf('sqlite'), { create: true })
  const auditEngine = openSqlite(audit, { writer })
  const readEngine = openSqlite(books, { writer: 'refused' })
  return { engine: openSqlite(books, { writer }), readEngine, auditEngine, people }
}

/** The login migrates as it is; it then appends in the role that can do no more. */
async function storesOnPostgres(
  urls: NonNullable<Config['postgres']>,
  given: PeopleGiven,
): Promise<Stores> {
  await migratePostgres(urls.books, migrationsOf('postgres'), given)
  // Its schema is made where it is missing: an earlier house had none.
  await migratePostgres(urls.audit, migrationsOf('postgres'), { create: true })
  const people = await openPeoplePg(urls, { ...given, secrets: given.secrets() })
  try {
    const role = await writerRole(urls.books)
    if (role === undefined)
      console.warn('the role kapok_writer cannot be taken: only the triggers keep the books')
    const writing = role === undefined ? {} : { role }
    const engine = await openPostgres(urls.books, writing)
    const readEngine = await openPostgres(urls.books, {
      role: await auditorRole(urls.books),
      reads: true,
    })
    return { engine, readEngine, auditEngine: await openPostgres(urls.audit, writing), people }
  } catch (fault) {
    await people.close()
    throw fault
  }
}

/**
 * The keys of the vault. Made where there is no vault yet, and never beside one
 * that others opened: with new ones nobody would be found.
 */
function houseKeys({ data, vault }: Config, create: boolean): VaultSecrets {
  const path = vault.house
  if (!existsSync(path)) {
    const begun = existsSync(join(data, 'vault.db'))
    const moving = existsSync(join(data, 'people.db'))
    if (begun) throw new Error(`there are no keys of the vault at ${path}: put them back`)
    if (!create && !moving) throw new Error(`there are no keys of the vault at ${path}`)
    makeFolder(dirname(path))
    keepVault(path, newVaultSecrets())
  }
  const kept = jsonIn(path)
  for (const name of ['kek', 'pepper']) {
    if (!/^[0-9a-f]{64}$/.test(String(kept[name])))
      throw new DiskFault(`${path} is damaged: its ${name} is none`)
  }
  const key = (name: string) => Buffer.from(String(kept[name]), 'hex')
  return { kek: key('kek'), pepper: key('pepper') }
}

/** Writes the keys of the vault where only their owner reads them. Refuses to overwrite. */
export function keepVault(path: string, { kek, pepper }: VaultSecrets): void {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  const made = { kek: hex(kek), pepper: hex(pepper) }
  writeFileSync(path, `${JSON.stringify(made)}\n`, { mode: 0o400, flag: 'wx' })
}

function seedsIn(
  config: Config,
  create: boolean,
): { readonly receipt: Uint8Array; readonly log: Uint8Array } {
  const path = join(config.data, 'keys.json')
  if (!existsSync(path)) {
    if (!create) throw new Error(`there are no keys at ${path}`)
    keepSeeds(path, { receipt: newSeed(), log: newSeed() }, false)
  }
  const kept = jsonIn(path)
  for (const name of ['receipt', 'log']) {
    if (!/^[0-9a-f]{64}$/.test(String(kept[name])))
      throw new DiskFault(`${path} is damaged: its ${name} key is none`)
  }
  if (kept['demo'] === true && !config.origin.includes('demo'))
    throw new Error(`the keys at ${path} are a demo's; they sign for no other house`)
  const seed = (name: string) => Buffer.from(String(kept[name]), 'hex')
  return { receipt: seed('receipt'), log: seed('log') }
}

/** Writes the seeds where only their owner reads them. Refuses to overwrite. */
export function keepSeeds(
  path: string,
  seeds: { readonly receipt: Uint8Array; readonly log: Uint8Array },
  demo: boolean,
): void {
  const made = {
    receipt: Buffer.from(seeds.receipt).toString('hex'),
    log: Buffer.from(seeds.log).toString('hex'),
    demo,
  }
  writeFileSync(path, `${JSON.stringify(made)}\n`, { mode: 0o400, flag: 'wx' })
}
