/** The connection that commits: an acknowledged commit survives the loss of power, which no kill would show. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrateSqlite, migrationsOf } from '../../src/store/migrate.ts'
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
