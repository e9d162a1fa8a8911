/** The plain people file of an earlier version: moved into the vault, wherever it was broken off before. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { getPlatformProxy } from 'wrangler'
import { writeFileSync } from 'node:fs'
import type { MemberId } from '../../src/ledger/account.ts'
import type { D1 } from '../../src/store/d1.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { openPeople } from '../../src/store/people.ts'
import { peopleIn } from '../../src/store/people-engine.ts'
import { keyRing, keyStoreIn } from '../../src/store/people-keystore.ts'
import { moveWithin } from '../../src/store/people-move.ts'
import { openPeoplePg, pgRunner } from '../../src/store/people-pg.ts'
import { movedIn, type Step } from '../../src/store/people-plain.ts'
import { d1Runner, type PeopleRunner } from '../../src/store/people-runner.ts'
import { migratePostgres } from '../../src/store/postgres.ts'
import { vaultOf } from '../../src/store/vault.ts'
import { postgresFolder, startPostgres } from '../contract/postgres.ts'
import { VAULT } from '../town.ts'
import { migrated } from '../worker-config.ts'

const FROZEN = fileURLToPath(new URL('../vectors/books/town/people.db', import.meta.url))
const OPTIONS = { secrets: VAULT, clock: { now: () => 0 } }

const folders: string[] = []
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true })
})

/** A folder with the people file of the frozen town. */
function town() {
  const at = mkdtempSync(join(tmpdir(), 'kapok-plain-'))
  folders.push(at)
  const files = {
    vault: join(at, 'vault.db'),
    keys: join(at, 'keys.db'),
    plain: join(at, 'people.db'),
  }
  copyFileSync(FROZEN, files.plain)
  return { at, files }
}

interface Plain {
  readonly member: string
  readonly name: string
  readonly phone: string
  readonly number: string
  readonly card: string
  readonly pin_hash: string
}

function plainRows(): readonly Plain[] {
  const { files } = town()
  const db = new Database(files.plain)
  try {
    return db.prepare('select * from people order by member').all() as Plain[]
  } finally {
    db.close()
  }
}

const rows = plainRows()

async function expectMoved({ at, files }: ReturnType<typeof town>): Promise<void> {
  const people = await openPeople(files, { ...OPTIONS, create: false })
  const known = await people.all('', 1_000)
  expect(known.map(({ member }) => member)).toEqual(rows.map(({ member }) => member))
  for (const row of rows) {
    const { name, phone, number, card } = row
    expect(await people.get(row.member as MemberId)).toMatchObject({ name, phone, number, card })
    expect((await people.byCard(card))?.pinHash).toBe(row.pin_hash)
  }
  expect((await people.byLogin('chen'))?.name).toBe('陈姑娘')
  const next = await people.enrol({
    member: 'after' as MemberId,
    name: '后来人',
    phone: '',
    idTail: '',
    station: 'S001',
    outside: {},
  })
  expect(rows.map(({ number }) => number)).not.toContain(next?.number)
  await people.close()
  expect(existsSync(files.plain)).toBe(false)
  const left = Buffer.concat(readdirSync(at).map((name) => readFileSync(join(at, name))))
  for (const { name, card } of rows) {
    expect(left.includes(name)).toBe(false)
    expect(left.includes(card)).toBe(false)
  }
  expect(readdirSync(at).filter((name) => !/^(vault|keys)\.db(-wal|-shm)?$/.test(name))).toEqual([])
}

test('everybody of the plain file is in the vault, and the file is gone', async () => {
  expect(rows.length).toBeGreaterThan(3)
  await expectMoved(town())
})

test.each<Step>([
  'seal',
  'copy',
  'name',
  'destroy',
  'unlink',
  'forget',
])('broken off before "%s", it is done when the house is opened again', async (step) => {
  const one = town()
  const breaking = movedIn(one.files, OPTIONS, (at) => {
    if (at === step) throw new Error(`broken off before ${step}`)
  })
  await expect(breaking).rejects.toThrow(`before ${step}`)
  await expectMoved(one)
})

test('a plain file beside a vault that does not know it is not touched', async () => {
  const one = town()
  await expectMoved(one)
  copyFileSync(FROZEN, one.files.plain)
  await expect(openPeople(one.files, OPTIONS)).rejects.toThrow(/is there already/)
  expect(readFileSync(one.files.plain).equals(readFileSync(FROZEN))).toBe(true)
})

/** Fills the plain tables of another engine with those of the frozen file. */
async function fill(runner: PeopleRunner): Promise<void> {
  const { files } = town()
  const db = new Database(files.plain)
  for (const table of ['people', 'outside_numbers', 'serials', 'credentials']) {
    for (const row of db.prepare(`select * from ${table}`).all() as Record<string, string>[]) {
      const columns = Object.keys(row)
      const sql = `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`
      const done = await runner.run([{ sql, params: Object.values(row) }])
      if (!done.ok) throw new Error(done.taken)
    }
  }
  db.close()
}

async function noPlainTables(runner: PeopleRunner): Promise<void> {
  await expect(runner.all('select 1 from people', [])).rejects.toThrow()
  await expect(runner.all('select 1 from outside_numbers', [])).rejects.toThrow()
  const staff = await runner.all<{ name: string }>('select name from credentials', [])
  expect(staff.every(({ name }) => name.startsWith('v1.'))).toBe(true)
}

test('on D1 they are moved within their database, and the plain tables are dropped', async () => {
  const at = mkdtempSync(join(tmpdir(), 'kapok-plain-d1-'))
  folders.push(at)
  const configPath = join(at, 'wrangler.json')
  const database = (name: string) => ({ binding: name, database_name: name, database_id: name })
  const config = { name: 'kapok-plain', compatibility_date: '2026-10-01' }
  const databases = [database('PEOPLE'), database('KEYS')]
  writeFileSync(configPath, JSON.stringify({ ...config, d1_databases: databases }))
  const { env, dispose } = await getPlatformProxy<{ PEOPLE: D1; KEYS: D1 }>({
    configPath,
    persist: false,
    remoteBindings: false,
  })
  await migrated(env.PEOPLE, 'people')
  await migrated(env.KEYS, 'keys')
  const runner = d1Runner(env.PEOPLE)
  await fill(runner)
  const keys = keyStoreIn(d1Runner(env.KEYS))
  const vault = vaultOf(VAULT)
  const moving = { vault, ring: keyRing(keys, vault, () => 0) }
  await moveWithin(runner, moving)
  await moveWithin(runner, moving)
  const people = peopleIn(runner, { ...OPTIONS, keys })
  expect((await people.all('', 100)).map(({ name }) => name)).toEqual(rows.map(({ name }) => name))
  await noPlainTables(runner)
  await dispose()
})

const without =
  postgresFolder() === undefined && (process.env['KAPOK_WITHOUT_POSTGRES'] ?? '') !== ''

test.skipIf(without)('on PostgreSQL too, when it is opened', async () => {
  const cluster = await startPostgres(postgresFolder() ?? '')
  const urls = { people: await cluster.database('people'), keys: await cluster.database('keys') }
  await migratePostgres(urls.people, migrationsOf('people').slice(0, 1))
  const runner = pgRunner(urls.people)
  await fill(runner)
  const people = await openPeoplePg(urls, OPTIONS)
  expect((await people.all('', 100)).map(({ name }) => name)).toEqual(rows.map(({ name }) => name))
  await noPlainTables(runner)
  await people.close()
  await runner.close()
  await cluster.stop()
})
