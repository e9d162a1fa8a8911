/**
 * Shows 5: a byte is changed by the real sqlite3 tool in each column of each
 * table of the books (trigger dropped, byte changed, trigger put back), and
 * `kapok verify` exits 2 and names the table and the row.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { checkpointNow, logKey } from '../../src/bank/oversight/checkpoint.ts'
import { closeDay } from '../../src/bank/oversight/close-day.ts'
import { openingWith } from '../../src/bank/oversight/open-note.ts'
import { verify, type Verified } from '../../src/bank/oversight/verify.ts'
import type { Head } from '../../src/bank/ports.ts'
import { configOf } from '../../src/config.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type OpenBank, openBank } from '../../src/open.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { SHAPES } from '../../src/store/tables.ts'
import { must } from '../town.ts'

const TOOL = '/usr/bin/sqlite3'
const folder = mkdtempSync(join(tmpdir(), 'kapok-tool-'))
const data = join(folder, 'town')
const books = join(data, 'journal.db')
const kept = join(folder, 'kept.db')
const script = fileURLToPath(new URL('../../scripts/kapok.mjs', import.meta.url))

const KEYS = {
  names: ['id'],
  entries: ['seq'],
  postings: ['account', 'seq'],
  nodes: ['level', 'idx'],
  checkpoints: ['size'],
  directory: ['tbl', 'key', 'version'],
  counters: ['kind', 'who', 'day'],
  spans: ['who', 'day', 'seq'],
} as const
type Table = keyof typeof KEYS

/** Moved on with the journal and rebuilt from it: they have no trigger to drop. */
const VIEWS: readonly Table[] = ['counters', 'spans']

/** The row of which each column is changed: one that is used, not the first nor the last. */
const PICKED: Readonly<Record<Table, string>> = {
  names: 'id = (select account from postings order by seq desc limit 1)',
  entries: 'seq = (select seq from entries where closes is not null order by seq limit 1)',
  postings: 'seq = (select max(seq) - 2 from postings) and minutes > 0',
  nodes: 'level = 1 and idx = 0',
  checkpoints: 'size = (select max(size) from checkpoints)',
  directory: "tbl = 'station' and key = 'S001' and version = 1",
  counters: 'kind = 2 and seq = (select max(seq) from counters where kind = 2)',
  spans: 'seq = (select max(seq) from spans)',
}

const sqlite3 = (path: string, text: string) =>
  execFileSync(TOOL, [path], { input: text, encoding: 'utf8' }).trim()

function kapok(...args: readonly string[]) {
  const options = { encoding: 'utf8', timeout: 120_000 } as const
  const run = spawnSync(process.execPath, [script, ...args, '--data', data], options)
  return { status: run.status, out: run.stdout.trim(), err: run.stderr.trim() }
}

/** As the line of the tool says it: "seq=17", "account=33 seq=17". */
const keyOf = (path: string, table: Table, where: string) => keysOf(path, table, where)[0] ?? ''

function keysOf(path: string, table: Table, where: string): readonly string[] {
  const parts = KEYS[table].map((column) => `'${column}=' || ${column}`).join(" || ' ' || ")
  return sqlite3(path, `select ${parts} from ${table} where ${where};`).split('\n')
}

const isKey = (table: Table, column: string) => (KEYS[table] as readonly string[]).includes(column)

/** A value with one byte changed, as SQL writes it; of a number that is a key, so much that no row stands there. */
function changed(path: string, table: Table, where: string, column: string): string {
  const asked = `select typeof(${column}), hex(${column}), ${column} from ${table} where ${where};`
  const [kind, hex = '', value] = sqlite3(path, asked).split('|')
  if (kind === 'null') return '7'
  if (kind === 'integer') {
    if (isKey(table, column)) return `${Number(value) + (table === 'names' ? 160_000 : 50_000)}`
    return `${Number(value) + (column === 'recorded_at' ? 2 ** 24 : 1)}`
  }
  const bytes = Buffer.from(hex, 'hex')
  const isText = kind === 'text'
  const from = isText ? Math.floor(bytes.length / 2) : 3
  // Of a text a letter or digit, so that it stays one.
  const at = isText
    ? bytes.findIndex((byte, i) => i >= from && /[0-9a-z]/i.test(String.fromCharCode(byte)))
    : from
  if (at < 0) return "'7'"
  // A key becomes one that nothing has.
  bytes[at] = isKey(table, column) ? 0x7a : (bytes[at] ?? 0) ^ 1
  return isText ? `cast(x'${bytes.toString('hex')}' as text)` : `x'${bytes.toString('hex')}'`
}

/** Drops the trigger, changes the byte, puts the trigger back, in one run of the tool. */
function change(path: string, table: Table, where: string, column: string): void {
  const trigger = `${table}_no_update`
  const text = sqlite3(path, `select sql from sqlite_schema where name = '${trigger}';`)
  expect(text !== '').toBe(!VIEWS.includes(table))
  sqlite3(
    path,
    [
      'pragma ignore_check_constraints = on;',
      text === '' ? '' : `drop trigger ${trigger};`,
      `update ${table} set ${column} = ${changed(path, table, where, column)} where ${where};`,
      text === '' ? '' : `${text};`,
    ].join('\n'),
  )
}

let head: Head | undefined
let vkey = ''
let origin = ''

beforeAll(async () => {
  expect(existsSync(TOOL), `this test needs ${TOOL}`).toBe(true)
  const made = kapok('demo', '--members', '60', '--days', '26', '--until', '2026-11-10')
  expect(made.err).toBe('')
  const config = { ...configOf({ KAPOK_DATA: data }), origin: 'kapok.example/demo/1' }
  const bank = await openBank(config, { create: false })
  await spansAndReversals(bank)
  head = await bank.heads.read(bank.origin)
  vkey = logKey(bank)
  origin = bank.origin
  await bank.close()
  sqlite3(books, 'pragma wal_checkpoint(truncate);')
  copyFileSync(books, kept)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a demo has not: a credit with its times, one that was undone, and a second checkpoint. */
async function spansAndReversals(bank: OpenBank): Promise<void> {
  const [first] = await bank.directory.all('member')
  const member = first?.key as MemberId
  const [from, to] = [540, 660]
  const order = { member, station: 'S001', minutes: 120, service: 'meal', servedOn: '2026-10-05' }
  const one = must(
    await credit(bank, SYSTEM, { id: bank.ids.entry(), ...order, span: { from, to } }),
  )
  const two = { ...order, id: bank.ids.entry(), servedOn: '2026-10-06', span: { from, to } }
  must(await credit(bank, SYSTEM, two))
  must(await reverse(bank, SYSTEM, { id: bank.ids.entry(), entry: one.id, reason: 'twice' }))
  await checkpointNow(bank)
  must(await closeDay(bank, SYSTEM, { id: bank.ids.entry(), station: 'S001', day: '2026-11-10' }))
}

async function verified(path: string): Promise<Verified> {
  const engine = openSqlite(path, { writer: 'none' })
  try {
    const openNote = openingWith([vkey], origin)
    return await verify(auditIn(engine, migrationsOf('sqlite')), { head, openNote })
  } finally {
    await engine.close()
  }
}

test('the books as they were kept are sound', async () => {
  expect(await verified(kept)).toMatchObject({ exit: 0, faults: [] })
  expect(Number(sqlite3(kept, 'select max(seq) from entries;'))).toBeGreaterThan(256)
})

const COLUMNS = (Object.keys(KEYS) as Table[]).flatMap((table) =>
  Object.keys(SHAPES[table].columns).map((column) => [table, column] as const),
)

test.each(COLUMNS)('one byte of %s.%s changed by the tool is named', async (table, column) => {
  const path = join(folder, `${table}-${column}.db`)
  copyFileSync(kept, path)
  const before = keyOf(path, table, PICKED[table])
  expect(before).not.toBe('')
  const where = before
    .split(' ')
    .map((part) => part.split('='))
    .map(([name, value = '']) => `${name} = ${/^-?\d+$/.test(value) ? value : `'${value}'`}`)
    .join(' and ')
  change(path, table, where, column)
  const found = await verified(path)
  const said = JSON.stringify([before, found.faults.slice(0, 5)])
  expect(found.exit, said).toBe(2)
  const named = found.faults.filter((fault) => fault.table === table)
  if (isKey(table, column)) {
    // It is missing where it stood, or one too many where it stands now.
    const now = where.replace(new RegExp(`\\b${column} = (\\d+|'[^']*')`), '1 = 1')
    const keys = keysOf(path, table, now)
    expect(
      named.some(({ key }) => key === before || keys.includes(key)),
      said,
    ).toBe(true)
  } else {
    expect(
      named.map(({ key }) => key),
      said,
    ).toContain(before)
    expect(named.map((fault) => fault.column ?? column)).toContain(column)
  }
  rmSync(path)
})

test.each([
  ['entries', 'served_on'],
  ['postings', 'minutes'],
  ['directory', 'body'],
] as const)('kapok verify exits 2 and names the row of a changed %s.%s', (table, column) => {
  copyFileSync(kept, books)
  const key = keyOf(books, table, PICKED[table])
  change(books, table, PICKED[table], column)
  const said = kapok('verify')
  expect(said.status).toBe(2)
  expect(said.out).toContain(`TAMPERED table=${table} ${key} column=${column}`)
  copyFileSync(kept, books)
})
