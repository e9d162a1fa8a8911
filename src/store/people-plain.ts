/**
 * The plain people.db of an earlier version, on SQLite: moved into a new file,
 * and then overwritten and removed. It can be broken off anywhere: until the
 * new file has its name, it is begun again; from then on only the destroying
 * is left, and the new file says so.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { migrateSqlite, migrationsOf, SchemaFault } from './migrate.ts'
import type { PeopleOptions } from './people-engine.ts'
import { keyRing, keyStoreIn } from './people-keystore.ts'
import { type Moving, sealPlain, sealStaff } from './people-move.ts'
import { sqliteRunner } from './people-sqlite.ts'
import { harden } from './sqlite-writer.ts'
import { vaultOf } from './vault.ts'

export interface MoveFiles {
  readonly vault: string
  readonly keys: string
  readonly plain: string
}

/** Called before each step; a test breaks off there. */
export type Step = 'seal' | 'copy' | 'name' | 'destroy' | 'unlink' | 'forget'

const PARTS = ['', '-wal', '-shm']

/** Of the plain schema: those before the vault came. */
const plainMigrations = () => {
  const all = migrationsOf('people')
  return all.slice(
    0,
    all.findIndex(({ name }) => name.includes('vault')),
  )
}

/** Moves the plain file in, where there is one; 'moved' when it did anything. */
export async function movedIn(
  files: MoveFiles,
  options: Pick<PeopleOptions, 'secrets' | 'clock'>,
  before: (step: Step) => void = () => undefined,
): Promise<'moved' | undefined> {
  const { vault, plain } = files
  const lies = () => PARTS.some((part) => existsSync(`${plain}${part}`))
  if (existsSync(vault)) {
    const unfinished = isUnfinished(vault)
    if (!unfinished && !lies()) return undefined
    if (!unfinished)
      throw new SchemaFault(
        `${plain} is a plain people file, and the vault ${vault} is there already: remove the one that is not meant`,
      )
  } else {
    if (!existsSync(plain)) return undefined
    await builtFrom(files, options, before)
  }
  before('destroy')
  destroy(plain, () => before('unlink'))
  before('forget')
  forget(vault)
  return 'moved'
}

async function builtFrom(
  files: MoveFiles,
  options: Pick<PeopleOptions, 'secrets' | 'clock'>,
  before: (step: Step) => void,
): Promise<void> {
  const { vault, keys, plain } = files
  const fresh = `${vault}.new`
  migrateSqlite(plain, plainMigrations(), { create: false })
  const lock = locked(plain)
  try {
    // Another process may have moved it while we waited for it.
    if (existsSync(vault) || !existsSync(plain)) return
    for (const part of PARTS) rmSync(`${fresh}${part}`, { force: true })
    migrateSqlite(fresh, migrationsOf('people'), { create: true })
    migrateSqlite(keys, migrationsOf('keys'), { create: true })
    before('seal')
    await sealed(files, fresh, options, before)
    before('name')
    synced(fresh)
    renameSync(fresh, vault)
    synced(dirname(vault))
  } finally {
    lock.close()
  }
}

/** Holds the file for writing, so that of two processes one moves it. */
function locked(path: string): Database.Database {
  const db = new Database(path, { fileMustExist: true })
  try {
    harden(db)
    db.exec('begin immediate')
    return db
  } catch (fault) {
    db.close()
    throw new SchemaFault(`${path} is in use: ${(fault as Error).message}`, { cause: fault })
  }
}

async function sealed(
  { keys, plain }: MoveFiles,
  fresh: string,
  { secrets, clock }: Pick<PeopleOptions, 'secrets' | 'clock'>,
  before: (step: Step) => void,
): Promise<void> {
  const source = sqliteRunner(plain)
  const target = sqliteRunner(fresh)
  const keyRunner = sqliteRunner(keys)
  try {
    const vault = vaultOf(secrets)
    const ring = keyRing(keyStoreIn(keyRunner), vault, () => clock.now())
    const moving: Moving = { vault, ring }
    await sealPlain(source, target, moving)
    before('copy')
    await copied(source, target, moving)
    await target.run([
      { sql: 'drop table outside_numbers', params: [] },
      { sql: 'drop table people', params: [] },
      { sql: 'insert into moves (source) values (?)', params: [plain] },
    ])
    await target.scrub()
  } finally {
    await source.close()
    await target.close()
    await keyRunner.close()
  }
}

/** All other tables as they are, but for the names of staff, which are sealed on the way. */
async function copied(
  source: ReturnType<typeof sqliteRunner>,
  target: ReturnType<typeof sqliteRunner>,
  moving: Moving,
): Promise<void> {
  const tables = await source.all<{ readonly name: string }>(
    `select name from sqlite_schema where type = 'table' and name not in ('people', 'outside_numbers') and name not like 'sqlite_%'`,
    [],
  )
  // In memory first, sealed there: no plain name is ever written to the new file.
  for (const { name } of tables) {
    const rows = await source.all<Record<string, string | number>>(`select * from ${name}`, [])
    const kept = name === 'credentials' ? await staffSealed(rows, moving) : rows
    const list = kept.map((row) => ({
      sql: `insert into ${name} (${Object.keys(row).join(', ')}) values (${Object.keys(row)
        .map(() => '?')
        .join(', ')})`,
      params: Object.values(row),
    }))
    const done = await target.run(list)
    if (!done.ok) throw new Error(`two rows of ${name} have one ${done.taken}`)
  }
}

async function staffSealed(
  rows: readonly Record<string, string | number>[],
  moving: Moving,
): Promise<readonly Record<string, string | number>[]> {
  const kept = rows.map((row) => ({ ...row }))
  await sealStaff(
    {
      all: async <Row>() => kept as Row[],
      async run(list) {
        for (const { params } of list) {
          const row = kept.find(({ login }) => login === params[1])
          if (row) row['name'] = params[0] as string
        }
        return { ok: true }
      },
      scrub: () => Promise.resolve(),
      close: () => Promise.resolve(),
    },
    moving,
  )
  return kept
}

function isUnfinished(vault: string): boolean {
  const db = new Database(vault, { fileMustExist: true })
  try {
    return db.prepare('select count(*) from moves').pluck().get() !== 0
  } catch (fault) {
    if (/no such table/.test((fault as Error).message)) return false
    throw new SchemaFault(`${vault} cannot be opened: ${(fault as Error).message}`, {
      cause: fault,
    })
  } finally {
    db.close()
  }
}

function forget(vault: string): void {
  const db = new Database(vault, { fileMustExist: true })
  try {
    harden(db)
    db.exec('delete from moves')
  } finally {
    db.close()
  }
}

/** Overwrites what lies there, then removes it. A disk that writes elsewhere, or a snapshot, may keep the old blocks. */
function destroy(path: string, before: () => void): void {
  const files = PARTS.map((part) => `${path}${part}`).filter((file) => existsSync(file))
  for (const file of files) overwritten(file)
  before()
  for (const file of files) unlinkSync(file)
  synced(dirname(path))
}

const BLOCK = new Uint8Array(1 << 16)

function overwritten(file: string): void {
  const { size } = statSync(file)
  const descriptor = openSync(file, 'r+')
  try {
    for (let at = 0; at < size; at += BLOCK.length)
      writeSync(descriptor, BLOCK, 0, Math.min(BLOCK.length, size - at), at)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function synced(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
