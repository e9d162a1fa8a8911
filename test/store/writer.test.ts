/** The connection that commits: an acknowledged commit survives the loss of power, which no kill would show. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Change } from '../../src/store/engine.ts'
import { migrateSqlite, migrationsOf } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { harden, openWriter } from '../../src/store/sqlite-writer.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapok-writer-'))
  path = join(folder, 'books.db')
  migrateSqlite(path, migrationsOf('sqlite'), { create: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the writer waits for the disk at every commit', () => {
  const writer = openWriter(path)
  expect(writer.setting('synchronous')).toBe(2)
  expect(writer.setting('journal_mode')).toBe('wal')
  expect(writer.setting('secure_delete')).toBe(1)
  expect(writer.setting('foreign_keys')).toBe(1)
  writer.close()
})

test('a connection that will not wait is not written with', () => {
  const db = new Database(path)
  const pragma = db.pragma.bind(db)
  // As a build would behave whose default no PRAGMA moves.
  db.pragma = ((text: string, options?: Database.PragmaOptions) =>
    pragma(text === 'synchronous = FULL' ? 'synchronous = NORMAL' : text, options)) as never
  expect(() => harden(db)).toThrow('synchronous is not FULL')
  db.close()
})

/** Rows of names, more than go in one parcel; one of them a number that is there. */
const names = (first: number, count: number, twice?: number): Change => ({
  table: 'names',
  rows: Array.from({ length: count }, (_, at) => {
    const place = twice !== undefined && at === count - 1 ? twice : first + at
    return [place * 16, `name-${first + at}`, 1, Buffer.alloc(8)]
  }),
})
const stored = () => {
  const db = new Database(path, { readonly: true })
  const { n } = db.prepare('select count(*) as n from names').get() as { readonly n: number }
  db.close()
  return n
}

test.each([
  'thread',
  'inline',
] as const)('rows that come in parts are there all or not at all (%s)', async (writer) => {
  const engine = openSqlite(path, { writer })
  const parts = [names(1, 600), names(601, 600)]
  expect(await engine.commit(parts)).toEqual({ ok: true })
  const taken = await engine.commit([names(2_001, 600), names(2_601, 600, 7), names(3_201, 600)])
  expect(taken).toEqual({ ok: false, taken: 'names.id' })
  expect(stored()).toBe(1_200)
  function* broken(): Generator<Change> {
    yield names(4_001, 600)
    throw new Error('rows that cannot be made')
  }
  const both = [engine.commit(broken()), engine.commit([names(5_001, 600)])]
  const [first, second] = await Promise.allSettled(both)
  expect(first).toMatchObject({ status: 'rejected', reason: { message: /cannot be made/ } })
  expect(second).toEqual({ status: 'fulfilled', value: { ok: true } })
  expect(stored()).toBe(1_800)
  await engine.close()
})

const strace = spawnSync('strace', ['-V']).status === 0

// The kernel's own word for it, where its tracer is installed.
test.skipIf(!strace)(
  'every commit of the service’s writer thread ends in a sync of its log',
  () => {
    const script = join(import.meta.dirname, 'commits.ts')
    const args = ['-f', '-qq', '-e', 'trace=fsync,fdatasync', '-y', process.execPath, script, path]
    const run = spawnSync('strace', args, { encoding: 'utf8' })
    expect(run.status, run.stderr).toBe(0)
    const commits = Number(run.stdout)
    const syncs = run.stderr
      .split('\n')
      .filter((line) => /sync\(\d+<[^>]*books\.db-wal>/.test(line))
    expect(commits).toBeGreaterThan(3)
    expect(syncs.length).toBeGreaterThanOrEqual(commits)
  },
)
