/**
 * A row that verify names is put back from a backup. Three must agree: verify,
 * that the row which stands here may be wrong; the leaf, that the backup's is what
 * was written; and verify again, on a copy, that with it the row is right. Only
 * then are the books touched, and the audit journal says so first.
 */
import { join } from 'node:path'
import { SYSTEM } from './bank/actor.ts'
import { auditOf, noteEvent } from './bank/oversight/audit.ts'
import { logKey } from './bank/oversight/checkpoint.ts'
import { fits } from './bank/oversight/fit.ts'
import { openingWith } from './bank/oversight/open-note.ts'
import { type Verified, verify } from './bank/oversight/verify.ts'
import type { Audit, StoredRows, StoredTable } from './bank/ports-audit.ts'
import type { Head } from './bank/ports.ts'
import type { Config } from './config.ts'
import { canonical } from './ledger/canonical.ts'
import type { OpenBank } from './open.ts'
import { type ArchiveOrder, unpack } from './restore.ts'
import { withScratch } from './scratch.ts'
import { auditIn } from './store/audit.ts'
import type { Engine } from './store/engine.ts'
import { migrateSqlite, migrationsOf } from './store/migrate.ts'
import { isTable, keyLike, putBack, readKey, rowAt, type RowKey } from './store/repair.ts'
import { snapshot } from './store/snapshot.ts'
import { openSqlite } from './store/sqlite.ts'
import { BackupRefused } from './words/backup.ts'

export interface RepairOrder {
  readonly table: string
  /** As verify says it: "seq=17", "account=33 seq=17". */
  readonly key: string
  readonly from: string
  readonly archive: ArchiveOrder
  /** Of the audit journal instead of the ledger. */
  readonly audit: boolean
  /** Says what it would do, and does nothing. */
  readonly dryRun: boolean
  readonly progress?: (done: number, total: number) => void
}

export interface Repaired {
  readonly table: StoredTable
  readonly key: string
  /** As it stood, and as it stands now; undefined where it was missing. */
  readonly was: object | undefined
  readonly now: object
  /** Faults that verify still has with the books. */
  readonly left: number
  readonly done: boolean
}

/** Refuses an archive that cannot be taken, and a row of which the three do not agree. */
export async function repair(
  bank: OpenBank,
  config: Config,
  order: RepairOrder,
): Promise<Repaired> {
  const { table, key: given } = order
  if (!isTable(table)) throw new BackupRefused({ code: 'table-unknown', table })
  const key = readKey(table, given)
  if (!key) throw new BackupRefused({ code: 'row-key-unreadable', given, like: keyLike(table) })
  const books = booksOf(bank, config, order.audit)
  const before = await verified(books, books.engine, order)
  if (!mayBeWrong(before, table, given))
    throw new BackupRefused({ code: 'row-sound', table, key: given })
  return withScratch(config.data, async (scratch) => {
    const manifest = await unpack(
      order.from,
      { ...order.archive, origin: config.origin, sets: ['books'] },
      scratch,
      order.progress,
    )
    const row = await fittingRow(books, join(scratch, books.name), table, key, given)
    const left = await leftWith(books, join(scratch, 'tried.db'), table, row, given, order)
    const was = rowAt(books.path, table, key)
    if (!order.dryRun) {
      const at = given.split(' ').map(encodeURIComponent).join(',')
      const refs = [['table', table] as const, ['key', at] as const]
      const archive = ['archive', manifest.files.sha256] as const
      await noteEvent(bank, SYSTEM, { act: 'repaired', ok: true, refs: [...refs, archive] })
      putBack(books.path, table, row)
    }
    return { table, key: given, was: shown(was), now: shown(row) ?? {}, left, done: !order.dryRun }
  })
}

/** The books a row belongs to. */
interface Books {
  readonly name: string
  readonly path: string
  readonly engine: Engine
  readonly vkey: string
  readonly origin: string
  readonly head: Head | undefined | Promise<Head | undefined>
}

function booksOf(bank: OpenBank, { data }: Config, audit: boolean): Books {
  const name = audit ? 'audit.db' : 'journal.db'
  const of = audit ? auditOf(bank) : bank
  const { origin } = of
  const engine = audit ? bank.auditEngine : bank.engine
  const head = bank.heads.read(origin)
  return { name, path: join(data, name), engine, vkey: logKey(of), origin, head }
}

async function verified(
  { vkey, origin, head }: Books,
  engine: Engine,
  { progress }: Pick<RepairOrder, 'progress'>,
): Promise<Verified> {
  return verify(auditIn(engine, migrationsOf('sqlite')), {
    head: await head,
    openNote: openingWith([vkey], origin),
    ...(progress ? { progress } : {}),
  })
}

function names({ faults }: Verified, table: StoredTable, key: string): boolean {
  return faults.some((one) => one.table === table && one.key === key)
}

/**
 * Whether verify names the row; or only says that the tree is not the signed
 * one, as when a row and its leaf were changed together: then the head tells
 * whether the backup's is the true one.
 */
function mayBeWrong(found: Verified, table: StoredTable, key: string): boolean {
  const tree = found.faults.some((one) => ['nodes', 'checkpoints', 'heads'].includes(one.table))
  return tree || names(found, table, key)
}

/** The backup's row, where it differs from what stands here and fits its leaf. */
async function fittingRow<Table extends StoredTable>(
  books: Books,
  backup: string,
  table: Table,
  key: RowKey,
  given: string,
): Promise<StoredRows[Table]> {
  migrateSqlite(backup, migrationsOf('sqlite'), { create: false })
  const row = rowAt(backup, table, key)
  if (!row) throw new BackupRefused({ code: 'row-not-in-backup', table, key: given })
  const stands = rowAt(books.path, table, key)
  if (stands && text(stands) === text(row))
    throw new BackupRefused({ code: 'row-same', table, key: given })
  const engine = openSqlite(backup, { writer: 'none' })
  try {
    const auditor = (of: Engine): Audit => auditIn(of, migrationsOf('sqlite'))
    const fitting = {
      here: auditor(books.engine),
      backup: auditor(engine),
      head: await books.head,
      openNote: openingWith([books.vkey], books.origin),
    }
    if (!(await fits(fitting, table, row)))
      throw new BackupRefused({ code: 'row-unfit', table, key: given })
    return row
  } finally {
    await engine.close()
  }
}

/** Faults left on a copy of the books with the row in it; refuses where it is among them. */
async function leftWith<Table extends StoredTable>(
  books: Books,
  copy: string,
  table: Table,
  row: StoredRows[Table],
  given: string,
  order: RepairOrder,
): Promise<number> {
  await snapshot(books.path, copy)
  putBack(copy, table, row)
  const engine = openSqlite(copy, { writer: 'none' })
  try {
    const after = await verified(books, engine, order)
    if (names(after, table, given))
      throw new BackupRefused({ code: 'row-still-wrong', table, key: given })
    return after.faults.length
  } finally {
    await engine.close()
  }
}

/** With bytes as hex. */
function shown(row: object | undefined): object | undefined {
  if (!row) return undefined
  const hex = (value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, hex(value)]))
}

const text = (row: object) => canonical(shown(row))
