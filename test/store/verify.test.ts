/** Every column of the books is changed once, and verify names the row; so it does for rows that come, go, or never were. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asked, cityPlace, drafted } from '../../src/bank/draft.ts'
import { takeIn } from '../../src/bank/loop/take-in.ts'
import { record } from '../../src/bank/record.ts'
import { tallyRef } from '../../src/ledger/tally.ts'
import { donate, transfer } from '../../src/bank/hours/transfer.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { checkpointNow, logKey } from '../../src/bank/oversight/checkpoint.ts'
import { openingWith } from '../../src/bank/oversight/open-note.ts'
import { versionKey } from '../../src/bank/oversight/evidence.ts'
import { verify, type Verified } from '../../src/bank/oversight/verify.ts'
import { approve, reject } from '../../src/bank/review/answer.ts'
import { book } from '../../src/bank/service/book.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import { release, settle } from '../../src/bank/service/settle.ts'
import type { Head } from '../../src/bank/ports.ts'
import type { Audit } from '../../src/bank/ports-audit.ts'
import { newSeed, signerFromSeeds } from '../../src/proof/keys.ts'
import { vkeyOf } from '../../src/proof/note.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { SHAPES } from '../../src/store/tables.ts'
import { counts } from '../counts.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { must, openTown, REVIEWER, type Town } from '../town.ts'

type Cell = number | string | Uint8Array | null
type Row = Record<string, Cell>

const KEYS = {
  names: ['id'],
  entries: ['seq'],
  postings: ['account', 'seq'],
  nodes: ['level', 'idx'],
  directory: ['tbl', 'key', 'version'],
  checkpoints: ['size'],
} as const
type Table = keyof typeof KEYS
const TABLES = Object.keys(KEYS) as Table[]

const folder = mkdtempSync(join(tmpdir(), 'kapok-verify-'))
const books = join(folder, 'books.db')
let head: Head | undefined
let origin = ''
let vkey = ''

beforeAll(async () => {
  const town = await openTown()
  await story(town)
  head = await town.bank.heads.read(town.bank.origin)
  origin = town.bank.origin
  vkey = logKey(town.bank)
  await town.bank.engine.close()
  // The reader, closed last, may not write: what is committed may still stand in the log beside the file.
  const kept = join(town.folder, 'data', 'journal.db')
  const db = new Database(kept)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  copyFileSync(kept, books)
  rmSync(town.folder, { recursive: true, force: true })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Three days too long to stand at once: one approved, one rejected, one that waits. */
async function waiting({ bank, clerk }: Town, member: MemberId): Promise<void> {
  const order = { member, station: 'S001', minutes: 600, service: 'activity' }
  const ask = async (servedOn: string) => {
    const span = { from: 480, to: 1_100 }
    const asked = { ...order, id: bank.ids.entry(), servedOn, span }
    const outcome = await credit(bank, clerk('S001'), asked)
    expect(outcome).toMatchObject({ refusal: { code: 'waits-for-review' } })
    return asked.id
  }
  const [yes, no] = [await ask('2026-11-17'), await ask('2026-11-18')]
  await ask('2026-11-19')
  const { hash = '' } = (await bank.directory.newest('review', yes))?.body ?? {}
  must(await approve(bank, REVIEWER, { review: yes, hash }))
  must(await reject(bank, REVIEWER, { review: no, reason: 'not-served' }))
}

/** Some of every kind, in 300 entries and more, at three stations, with two checkpoints on the way. */
async function story(town: Town): Promise<void> {
  const { bank } = town
  const [giver, taker, elder] = [
    await town.member('陈一'),
    await town.member('李二', 'S002'),
    await town.member('何三', 'S003'),
  ]
  for (const member of [giver, taker, elder]) await town.earn(member, 8 * 40)
  const id = () => bank.ids.entry()
  const clerk = town.clerk('S001')
  const spanned = { id: id(), member: giver, station: 'S001', minutes: 120, service: 'activity' }
  const span = { from: 540, to: 660 }
  const one = must(await credit(bank, clerk, { ...spanned, servedOn: '2026-11-20', span }))
  must(await reverse(bank, clerk, { id: id(), entry: one.id, reason: 'wrong-minutes' }))
  await waiting(town, giver)
  must(await checkpointNow(bank).then((value) => ({ ok: true as const, value })))
  town.clock.at += 3_600_000
  for (let n = 0; n < 60; n++) {
    town.clock.at += 4 * 3_600_000
    must(await transfer(bank, town.city, { id: id(), from: giver, to: taker, minutes: 5 + n }))
    const order = {
      id: id(),
      member: elder,
      station: 'S002',
      service: 'company',
      day: '2027-01-10',
    }
    const hold = must(await book(bank, town.city, order))
    const booking = hold.id
    must(
      n % 2 === 0
        ? await settle(bank, town.city, { id: id(), booking, provider: taker })
        : await release(bank, town.city, { id: id(), booking }),
    )
    if (n > 9) continue
    const bought = { id: id(), member: taker, station: 'S003', service: 'company' }
    must(await redeem(bank, town.city, bought))
  }
  must(await donate(bank, town.city, { id: id(), from: giver, pool: 'city', minutes: 30 }))
  const called = {
    type: 'hotline',
    station: 'S001',
    source: 'phone',
    words: { need: '送米' },
  } as const
  must(await takeIn(bank, clerk, { id: id(), member: elder, ...called }))
  const stocked = { ...cityPlace(bank), kind: 'row', postings: [], service: '-' } as const
  const counted = { id: id() }
  const refs = [tallyRef('stock/S001/rice', 20)]
  must(
    await record(bank, drafted(bank, clerk, asked(clerk, 'stock', counted), { ...stocked, refs })),
  )
  await checkpointNow(bank)
  town.clock.at += 3_600_000
  for (let n = 0; n < 3; n++) await town.earn(giver, 8)
}

let copies = 0

async function after(
  change: (db: Database.Database) => void,
  given = head,
  key = vkey,
): Promise<Verified> {
  const path = join(folder, `copy-${copies++}.db`)
  copyFileSync(books, path)
  const db = new Database(path)
  db.pragma('ignore_check_constraints = on')
  change(db)
  db.close()
  const engine = openSqlite(path, { writer: 'none' })
  try {
    return await verify(auditIn(engine, migrationsOf('sqlite')), {
      head: given,
      openNote: openingWith([key], origin),
    })
  } finally {
    await engine.close()
    rmSync(path, { force: true })
  }
}

/** Does it behind the back of a trigger, and puts the trigger back. */
function behind(db: Database.Database, trigger: string, work: () => void): void {
  const text = db.prepare('select sql from sqlite_schema where name = ?').pluck().get(trigger)
  db.exec(`drop trigger ${trigger}`)
  work()
  db.exec(text as string)
}

/** So many rows of a table, from its first to its last. */
function rowsOf(db: Database.Database, table: Table, most = counts.rowsChanged): readonly Row[] {
  const all = db.prepare(`select * from ${table} order by ${KEYS[table].join(', ')}`).all() as Row[]
  const step = Math.max(1, (all.length - 1) / (most - 1))
  const places = Array.from({ length: most }, (_, n) => Math.round(n * step))
  return [...new Set(places)]
    .filter((place) => place < all.length)
    .map((place) => all[place] as Row)
}

function keyOf(table: Table, row: Row): string {
  if (table === 'directory') return versionKey(row as { tbl: string; key: string; version: number })
  return KEYS[table].map((column) => `${column}=${row[column] as string}`).join(' ')
}

/** Columns of keys: a row that has another key is missing in one place and too many in another. */
const isKey = (table: Table, column: string) => (KEYS[table] as readonly string[]).includes(column)

/** One byte of a value changed, or, of a key, so much that no row stands there. */
function changed(table: Table, column: string, value: Cell): Cell {
  if (value === null) return 7
  if (typeof value === 'number') {
    if (isKey(table, column)) return value + (table === 'names' ? 160_000 : 50_000)
    return column === 'recorded_at' ? value + flipped(value, 2 ** 24) : value + flipped(value, 1)
  }
  if (typeof value === 'string') {
    if (value === '') return '7'
    if (isKey(table, column)) return `${value}x`
    const at = Math.floor(value.length / 2)
    return `${value.slice(0, at)}${value[at] === '1' ? '2' : '1'}${value.slice(at + 1)}`
  }
  const bytes = Buffer.from(value)
  bytes[3] = (bytes[3] ?? 0) ^ 1
  return bytes
}

/** What changes one bit of a number. */
const flipped = (value: number, bit: number) => (Math.floor(value / bit) % 2 === 0 ? bit : -bit)

function update(db: Database.Database, table: Table, row: Row, column: string, value: Cell): void {
  const where = KEYS[table].map((key) => `${key} = ?`).join(' and ')
  behind(db, `${table}_no_update`, () => {
    const key = KEYS[table].map((name) => row[name])
    db.prepare(`update ${table} set ${column} = ? where ${where}`).run(value, ...key)
  })
}

test('books as they were kept are clean', async () => {
  const clean = await after(() => undefined)
  expect(clean.faults).toEqual([])
  expect(clean).toMatchObject({ exit: 0 })
  expect(clean.entries).toBeGreaterThan(300)
})

const COLUMNS = TABLES.flatMap((table) =>
  Object.keys(SHAPES[table].columns).map((column) => [table, column] as const),
)

/** At night fifty rows of a column are changed, and each is searched for what it was. */
const COLUMN_MS = 300_000

test.each(COLUMNS)(
  'a changed %s.%s is named',
  async (table, column) => {
    const source = new Database(books, { readonly: true })
    const rows = rowsOf(source, table)
    source.close()
    for (const row of rows) {
      const value = changed(table, column, row[column] as Cell)
      const found = await after((db) => update(db, table, row, column, value))
      const keys = [row, { ...row, [column]: value }].map((one) => keyOf(table, one))
      const said = JSON.stringify([keys, row[column], found.faults.slice(0, 6)])
      expect(found.exit, said).toBe(2)
      const named = found.faults.filter((one) => one.table === table && keys.includes(one.key))
      expect(named.length, said).toBeGreaterThan(0)
      if (isKey(table, column)) continue
      expect(
        named.map((one) => one.column),
        said,
      ).toContain(column)
      // One change, one fault: nothing else is accused.
      expect(found.faults.length, said).toBe(1)
    }
  },
  COLUMN_MS,
)

test('two rows that changed places are both named', async () => {
  const pairs: readonly (readonly [Table, string, readonly string[]])[] = [
    ['entries', 'leaf', ['seq=30', 'seq=31']],
    ['entries', 'salt', ['seq=30', 'seq=31']],
    ['nodes', 'hash', ['level=1 idx=0']],
  ]
  for (const [table, column, keys] of pairs) {
    const found = await after((db) =>
      behind(db, `${table}_no_update`, () => {
        if (table === 'nodes') db.exec('update nodes set hash = (select leaf from entries limit 1)')
        else {
          const read = db.prepare(`select ${column} from ${table} where seq = ?`).pluck()
          const [first, second] = [read.get(30), read.get(31)]
          const write = db.prepare(`update ${table} set ${column} = ? where seq = ?`)
          write.run(second, 30)
          write.run(first, 31)
        }
      }),
    )
    expect(found.exit).toBe(2)
    expect(found.faults.map(({ key }) => key)).toEqual(keys)
  }
})

test('whole entries that changed places are named by their seq', async () => {
  const found = await after((db) =>
    behind(db, 'entries_no_update', () => {
      for (const [from, to] of [
        [40, -1],
        [41, 40],
        [-1, 41],
      ]) {
        db.prepare('update entries set seq = ? where seq = ?').run(to, from)
      }
    }),
  )
  expect(found.exit).toBe(2)
  expect(found.faults).toMatchObject([
    { table: 'entries', key: 'seq=40' },
    { table: 'entries', key: 'seq=41' },
  ])
})

test('minutes put up on both sides of an entry are named on both', async () => {
  const found = await after((db) =>
    behind(db, 'postings_no_update', () =>
      db.exec(
        'update postings set minutes = minutes * 2, balance = balance + minutes where seq = 300',
      ),
    ),
  )
  expect(found.exit).toBe(2)
  expect(
    found.faults.every(({ table, key }) => table === 'postings' && key.endsWith('seq=300')),
  ).toBe(true)
})

test.each([
  'names',
  'entries',
  'postings',
  'nodes',
  'directory',
] as const)('a row deleted from %s is named, and one put in', async (table) => {
  const source = new Database(books, { readonly: true })
  const rows = rowsOf(source, table, 5).slice(0, 3)
  source.close()
  for (const row of rows) {
    const where = KEYS[table].map((key) => `${key} = ?`).join(' and ')
    const gone = await after((db) =>
      behind(db, `${table}_no_delete`, () =>
        db.prepare(`delete from ${table} where ${where}`).run(...KEYS[table].map((k) => row[k])),
      ),
    )
    expect(gone.exit).toBe(2)
    expect(gone.faults.map((f) => `${f.table} ${f.key}`)).toContain(`${table} ${keyOf(table, row)}`)
  }
  const row = (rows[1] ?? rows[0]) as Row
  const last = KEYS[table].at(-1) as string
  const other: Row = { ...row, [last]: (row[last] as number) + 160_000 }
  if (table === 'names') Object.assign(other, { name: 'S009', id: 160_000 * 16 })
  if (table === 'entries') Object.assign(other, { id: Buffer.alloc(16, 7), closes: null })
  const put = await after((db) => {
    db.exec('drop trigger entries_no_gap')
    const columns = Object.keys(other)
    const places = columns.map(() => '?').join(', ')
    db.prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`).run(
      ...Object.values(other),
    )
  })
  expect(put.exit).toBe(2)
  expect(put.faults.map((f) => `${f.table} ${f.key}`)).toContain(`${table} ${keyOf(table, other)}`)
})

test('what no column may hold is named, whatever it is', async () => {
  const odd: readonly (readonly [string, string, Table])[] = [
    [
      "update directory set body = '{' where version = 1 and tbl = 'station'",
      'directory',
      'directory',
    ],
    ['update entries set salt = zeroblob(3) where seq = 20', 'entries', 'entries'],
    ["update entries set accounts = '1,x' where seq = 200", 'entries', 'entries'],
    ['update entries set served_on = 99999999999 where seq = 200', 'entries', 'entries'],
    ['update entries set station = 999999 where seq = 200', 'entries', 'entries'],
    ["update names set name = cast(x'ff41' as text) where id > 300 and id < 320", 'names', 'names'],
    ['update postings set balance = 9007199254740993 where seq = 200', 'postings', 'postings'],
    ["update checkpoints set note = ''", 'checkpoints', 'checkpoints'],
  ]
  for (const [text, of, table] of odd) {
    const found = await after((db) => behind(db, `${of}_no_update`, () => db.exec(text)))
    expect(found.exit, text).toBe(2)
    expect(
      found.faults.some((fault) => fault.table === table),
      text,
    ).toBe(true)
  }
})

test('a schema made weaker is named: no trigger, no check, no table', async () => {
  const found = await after((db) => db.exec('drop trigger postings_no_update'))
  expect(found).toMatchObject({ exit: 2 })
  expect(found.faults).toMatchObject([{ table: 'schema', key: 'postings_no_update' }])

  const loose = await after((db) => {
    db.unsafeMode(true)
    db.pragma('writable_schema = on')
    const text = "replace(sql, ') STRICT', ')')"
    db.exec(`update sqlite_schema set sql = ${text} where name = 'names'`)
    db.pragma('writable_schema = off')
  })
  expect(loose.faults).toMatchObject([{ table: 'schema', key: 'names' }])

  // Its text is as it was, and yet it is another thing.
  const asleep = await after((db) => {
    db.unsafeMode(true)
    db.pragma('writable_schema = on')
    db.exec("update sqlite_schema set type = cast(type as blob) where name = 'entries_no_delete'")
    db.pragma('writable_schema = off')
  })
  expect(asleep.faults).toMatchObject([{ table: 'schema', key: 'entries_no_delete' }])

  const gone = await after((db) => db.exec('drop table nodes'))
  expect(gone.exit).toBe(2)
  expect(gone.faults.map((fault) => fault.table)).toContain('nodes')
})

test('a value in the views that the entries do not give is named', async () => {
  for (const [table, text] of [
    ['counters', 'update counters set value = value + 60 where kind = 2'],
    ['counters', 'delete from counters where kind = 1'],
    ['spans', 'update spans set to_minute = to_minute + 1'],
    ['spans', 'delete from spans'],
    ['reviews', 'update reviews set decided = 0'],
    ['reviews', 'update reviews set decided = seq where decided = 0'],
    ['reviews', 'update reviews set place = who'],
    ['reviews', 'delete from reviews'],
    ['listed', "update listed set state = 'closed'"],
    ['listed', 'update listed set due = due + 1'],
    ['listed', 'delete from listed'],
    [
      'listed',
      "insert into listed (tbl, key, place, who, state, at, due, seq) values ('order', 'x', '4401/', '', 'open', 1, 0, 1)",
    ],
    ['counters', 'update counters set value = value + 1 where kind = 11'],
  ] as const) {
    const found = await after((db) => db.exec(text))
    expect(found.exit).toBe(2)
    expect(new Set(found.faults.map((fault) => fault.table))).toEqual(new Set([table]))
  }
})

test('what is recorded meanwhile is no fault, and is verified the next time', async () => {
  const town = await openTown()
  const li = await town.member('李明')
  await town.earn(li, 40)
  const engine = openSqlite(join(town.folder, 'data', 'journal.db'), { writer: 'none' })
  const audit = auditIn(engine, migrationsOf('sqlite'))
  const options = { head: await town.bank.heads.read(town.bank.origin) }
  const before = await town.bank.journal.size()
  const busy: Audit = {
    ...audit,
    async stretch(table, after, limit) {
      people++
      await town.earn(await town.member(`王${'明'.repeat(people)}`), 16)
      if (people % 3 === 0) await checkpointNow(town.bank)
      return audit.stretch(table, after, limit)
    },
  }
  let people = 0
  expect(await verify(busy, options)).toMatchObject({ faults: [], exit: 0, entries: before })
  expect(people).toBeGreaterThan(6)
  const after = await town.bank.journal.size()
  expect(await verify(audit, options)).toMatchObject({ faults: [], exit: 0, entries: after })
  await engine.close()
  await town.close()
})

test('a key nobody knows is told from changed books, however many checkpoints there are', async () => {
  const other = signerFromSeeds({ receipt: newSeed(), log: newSeed(), kid: 'other' })
  const strange = vkeyOf({ name: origin, publicKey: other.logPublicKey })
  const alone = (db: Database.Database) =>
    behind(db, 'checkpoints_no_delete', () =>
      db.exec('delete from checkpoints where size > (select min(size) from checkpoints)'),
    )
  for (const change of [() => undefined, alone]) {
    const unknown = await after(change, head, strange)
    expect(unknown.exit).toBe(4)
    expect(unknown.faults).toMatchObject([{ code: 'key', table: 'checkpoints' }])
    expect(await after(change)).toMatchObject({ exit: 0, faults: [] })
  }
})

test('one checkpoint with any one character changed is a changed row, not a strange key', async () => {
  const source = new Database(books, { readonly: true })
  const [row] = rowsOf(source, 'checkpoints', 2)
  source.close()
  const note = String(row?.['note'])
  const open = openingWith([vkey], origin)
  expect(open(note)).toMatchObject({ size: row?.['size'] })
  const said = new Set<unknown>()
  for (let at = 0; at < note.length; at++) {
    const letter = note[at] === 'A' ? 'B' : 'A'
    said.add(open(`${note.slice(0, at)}${letter}${note.slice(at + 1)}`))
  }
  expect([...said]).toEqual(['broken'])
  const lone = await after((db) => {
    behind(db, 'checkpoints_no_delete', () =>
      db.exec('delete from checkpoints where size > (select min(size) from checkpoints)'),
    )
    const key = note.length - 20
    const letter = note[key] === 'A' ? 'B' : 'A'
    const value = `${note.slice(0, key)}${letter}${note.slice(key + 1)}`
    update(db, 'checkpoints', row as Row, 'note', value)
  })
  expect(lone.exit).toBe(2)
  expect(lone.faults).toMatchObject([
    {
      code: 'tampered',
      table: 'checkpoints',
      key: `size=${row?.['size'] as number}`,
      column: 'note',
    },
  ])
})

test('books shorter than their head are behind it; a head of another history is told apart', async () => {
  const short = await after((db) => {
    for (const table of ['entries', 'postings', 'directory', 'names'] as const)
      behind(db, `${table}_no_delete`, () => db.exec(`delete from ${table} where seq > 320`))
  })
  expect(short.exit).toBe(3)
  expect(short.faults).toContainEqual(expect.objectContaining({ code: 'rolled-back' }))

  const other = { size: head?.size ?? 0, root: '00'.repeat(32) }
  const fork = await after(() => undefined, other)
  expect(fork).toMatchObject({ exit: 3, faults: [{ code: 'forked' }] })
})
