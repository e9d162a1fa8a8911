/** A row that was changed behind the books is put back from a backup, where leaf and verify both agree; nothing else ever is. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeBackup } from '../src/backup.ts'
import { checkpointNow, logKey } from '../src/bank/oversight/checkpoint.ts'
import { openingWith } from '../src/bank/oversight/open-note.ts'
import { verify } from '../src/bank/oversight/verify.ts'
import { auditOf } from '../src/bank/oversight/audit.ts'
import { configOf } from '../src/config.ts'
import { drill } from '../src/drill.ts'
import { refOf, type Seq } from '../src/ledger/entry.ts'
import { leafHash } from '../src/ledger/leaf.ts'
import { toHex } from '../src/ledger/sha256.ts'
import type { OpenBank } from '../src/open.ts'
import { passingPair } from '../src/outside/archive.ts'
import { repair, type RepairOrder } from '../src/repair.ts'
import { auditIn } from '../src/store/audit.ts'
import { migrationsOf } from '../src/store/migrate.ts'
import { BackupRefused } from '../src/words/backup.ts'
import { openTown, type Town } from './town.ts'

/** Verify searches what a changed row was, and a repair verifies twice. */
const SEARCH_MS = 300_000

let town: Town
let config: ReturnType<typeof configOf>
let bank: OpenBank
let pair: Awaited<ReturnType<typeof passingPair>>
let from = ''
const books = () => join(config.data, 'journal.db')

/** Long enough that the tree keeps a node; and more after the backup, so that it is not the whole. */
beforeAll(async () => {
  town = await openTown()
  config = configOf({ KAPOK_DATA: join(town.folder, 'data') })
  pair = await passingPair()
  const member = await town.member('陈一')
  await town.earn(member, 8 * 270)
  await checkpointNow(town.bank)
  const order = {
    set: 'books' as const,
    to: join(town.folder, 'out'),
    recipients: [pair.recipient],
  }
  from = (await makeBackup(town.bank, config, order)).path
  await town.earn(member, 8 * 5)
  await checkpointNow(town.bank)
  bank = town.bank
})
afterAll(() => town.close())

const order = (table: string, key: string, more: Partial<RepairOrder> = {}): RepairOrder => ({
  ...{ table, key, from, audit: false, dryRun: false },
  archive: { identities: [pair.identity], vkeys: [logKey(bank)] },
  ...more,
})

/** Does it as somebody with the file and a tool would. */
function tamper(table: string, sql: string, path = books()): void {
  const db = new Database(path)
  const triggers = db
    .prepare("select name, sql from sqlite_schema where type = 'trigger' and tbl_name = ?")
    .all(table) as { name: string; sql: string }[]
  for (const { name } of triggers) db.exec(`drop trigger ${name}`)
  const { changes } = db.prepare(sql).run()
  for (const trigger of triggers) db.exec(trigger.sql)
  db.close()
  expect(changes).toBe(1)
}

async function verified(of: Pick<OpenBank, 'origin'> = bank, engine = bank.engine) {
  return verify(auditIn(engine, migrationsOf('sqlite')), {
    head: await bank.heads.read(of.origin),
    openNote: openingWith([logKey({ ...bank, ...of })], of.origin),
  })
}

async function refusedWith(wanted: RepairOrder): Promise<string> {
  const before = dump()
  const fault: unknown = await repair(bank, config, wanted).catch((one: unknown) => one)
  expect(fault).toBeInstanceOf(BackupRefused)
  expect(dump()).toBe(before)
  return (fault as BackupRefused).no.code
}

function dump(path = books()): string {
  const db = new Database(path, { readonly: true })
  try {
    return JSON.stringify(
      ['entries', 'postings', 'names', 'directory', 'nodes', 'spans', 'counters'].map((table) =>
        db.prepare(`select * from ${table}`).all(),
      ),
    )
  } finally {
    db.close()
  }
}

test.each([
  ['entries', 'seq=100', 'update entries set served_on = served_on + 1 where seq = 100'],
  ['entries', 'seq=101', 'update entries set leaf = zeroblob(32) where seq = 101'],
  ['entries', 'seq=102', 'delete from entries where seq = 102'],
  ['nodes', 'level=1 idx=0', 'update nodes set hash = zeroblob(32)'],
  ['names', '', "update names set name = 'S00X' where name = 'S001'"],
  ['postings', '', 'update postings set minutes = minutes + 60 where seq = 120 and minutes > 0'],
  ['postings', '', 'delete from postings where seq = 121 and minutes > 0'],
  ['directory', '', `update directory set body = '{"a":1}' where tbl = 'station' and key = 'S002'`],
  ['counters', '', 'update counters set value = value + 1 where rowid = 1'],
])(
  '%s %s: %s',
  async (table, given, sql) => {
    const before = dump()
    tamper(table, table === 'counters' ? COUNTER : sql)
    const found = await verified()
    const named = found.faults.find(
      (one) => one.table === table && (given === '' || one.key === given),
    )
    const key = named?.key ?? ''
    expect(found.exit, JSON.stringify(found.faults.slice(0, 5))).toBe(2)
    expect(key).not.toBe('')

    const wrong = dump()
    const tried = await repair(bank, config, order(table, key, { dryRun: true }))
    expect(tried).toMatchObject({ table, key, done: false, left: 0 })
    expect(dump()).toBe(wrong)

    const done = await repair(bank, config, order(table, key))
    expect(done).toMatchObject({ table, key, done: true, left: 0 })
    expect(await verified()).toMatchObject({ exit: 0, faults: [] })
    expect(dump()).toBe(before)
    // The triggers stand again.
    const db = new Database(books())
    expect(() => db.exec('delete from entries')).toThrow('never deleted')
    db.close()
    const last = await bank.audit.journal.entry((await bank.audit.journal.size()) as Seq)
    expect([last && refOf(last, 'act'), last && refOf(last, 'table')]).toEqual(['repaired', table])
    // And the house goes on.
    expect(readdirSync(config.data).filter((name) => name.startsWith('.'))).toEqual([])
  },
  SEARCH_MS,
)

/** One that has not moved since the backup: of a member's first day. */
const COUNTER =
  'update counters set value = value + 1 where (kind, who, day) = (select kind, who, day from counters where day > 0 order by seq limit 1)'

test('what verify does not name is never written over, and what cannot be read as a row is said', async () => {
  expect(await refusedWith(order('entries', 'seq=50'))).toBe('row-sound')
  expect(await refusedWith(order('people', 'seq=50'))).toBe('table-unknown')
  expect(await refusedWith(order('entries', '50'))).toBe('row-key-unreadable')
  expect(await refusedWith(order('postings', 'account=x seq=50'))).toBe('row-key-unreadable')
})

test(
  'a backup that does not have the row, or has another one, puts nothing back',
  async () => {
    const size = await bank.journal.size()
    tamper('entries', `update entries set served_on = served_on + 1 where seq = ${size - 1}`)
    expect(await refusedWith(order('entries', `seq=${size - 1}`))).toBe('row-not-in-backup')
    tamper('entries', `update entries set served_on = served_on - 1 where seq = ${size - 1}`)

    // A backup of books that were changed before it was taken: it says the same wrong thing.
    tamper('entries', 'update entries set served_on = served_on + 1 where seq = 90')
    const to = {
      to: join(town.folder, 'late'),
      recipients: [pair.recipient],
      set: 'books' as const,
    }
    const late = (await makeBackup(bank, config, to)).path
    expect(await refusedWith(order('entries', 'seq=90', { from: late }))).toBe('row-same')
    // Changed once more, so that both differ: still not what the leaf says.
    tamper('entries', 'update entries set served_on = served_on + 1 where seq = 90')
    expect(await refusedWith(order('entries', 'seq=90', { from: late }))).toBe('row-unfit')
    await repair(bank, config, order('entries', 'seq=90'))
    expect(await verified()).toMatchObject({ exit: 0 })
  },
  SEARCH_MS,
)

test(
  'a row whose leaf was changed with it is put back by the head; a leaf invented in the backup is not',
  async () => {
    // Row and leaf agree with each other, and not with the head.
    const forge = async () => {
      tamper('entries', 'update entries set served_on = served_on + 1 where seq = 95')
      const entry = await bank.journal.entry(95 as Seq)
      const leaf = entry ? toHex(leafHash(entry)) : ''
      tamper('entries', `update entries set leaf = x'${leaf}' where seq = 95`)
    }
    await forge()
    const to = {
      to: join(town.folder, 'forged'),
      recipients: [pair.recipient],
      set: 'books' as const,
    }
    const invented = (await makeBackup(bank, config, to)).path
    await forge()
    // Verify alone cannot say which: the row agrees with its leaf. A backup beside it can.
    const named = await verified()
    expect(named.exit).not.toBe(0)
    expect(named.faults.some(({ table }) => table === 'entries')).toBe(false)
    const given = { files: [from], identities: [pair.identity], vkeys: [logKey(bank)] }
    expect((await drill(bank, config, { given })).found).toContain(
      "journal.db: entry 95 has another leaf than the house's own",
    )
    expect(await refusedWith(order('entries', 'seq=95', { from: invented }))).toBe('row-unfit')
    const done = await repair(bank, config, order('entries', 'seq=95'))
    expect(done.left).toBe(0)
    expect(await verified()).toMatchObject({ exit: 0 })
  },
  SEARCH_MS,
)

test(
  'two changes at once are put back one after the other',
  async () => {
    tamper('entries', 'update entries set served_on = served_on + 1 where seq = 60')
    tamper('postings', 'update postings set home = home + 16 where seq = 61 and minutes > 0')
    const first = await repair(bank, config, order('entries', 'seq=60'))
    expect(first.left).toBeGreaterThan(0)
    const { faults } = await verified()
    const second = faults.find(({ table }) => table === 'postings')
    expect(await repair(bank, config, order('postings', second?.key ?? ''))).toMatchObject({
      left: 0,
    })
  },
  SEARCH_MS,
)

test(
  'of the audit journal too',
  async () => {
    const path = join(config.data, 'audit.db')
    tamper(
      'entries',
      "update entries set refs = replace(refs, 'backup', 'looked') where seq = 1",
      path,
    )
    const books = auditOf(bank)
    const { faults } = await verified(books, bank.auditEngine)
    expect(faults).toMatchObject([{ table: 'entries', key: 'seq=1' }])
    // The event was noted before the copies were made: the backup has it.
    await repair(bank, config, order('entries', 'seq=1', { audit: true }))
    expect(await verified(books, bank.auditEngine)).toMatchObject({ exit: 0 })
  },
  SEARCH_MS,
)

test(
  'a drill beside a house that was changed says so',
  async () => {
    expect(await drill(bank, config, {}).catch(() => 'no keys')).toBe('no keys')
    const given = { files: [from], identities: [pair.identity], vkeys: [logKey(bank)] }
    expect(await drill(bank, config, { given })).toMatchObject({ ok: true })
    tamper('postings', 'delete from postings where seq = 130 and minutes > 0')
    const gone = await drill(bank, config, { given })
    expect(gone.ok).toBe(false)
    expect(gone.found.join('\n')).toMatch(/journal.db: table postings has \d+ rows, the house \d+/)
    const { faults } = await verified()
    const key = faults.find(({ table }) => table === 'postings')?.key ?? ''
    await repair(bank, config, order('postings', key))
    tamper('nodes', 'update nodes set hash = zeroblob(32)')
    const other = await drill(bank, config, { given })
    expect(other.found.join('\n')).toContain("not the beginning of the house's own")
  },
  SEARCH_MS,
)
