/**
 * The drill: a backup is only as good as its last restore. One is taken, or
 * given; it is restored to a scratch folder, checked as a file and as books,
 * and laid beside the live house: size, root, and the rows of every table. Each
 * step is timed, and nothing of it is left.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { VerifyFault } from './bank/oversight/verify.ts'
import { makeBackup, standingAt, standingIn } from './backup.ts'
import { houseFiles } from './backup-files.ts'
import type { Config } from './config.ts'
import type { OpenBank } from './open.ts'
import { auditOf } from './bank/oversight/audit.ts'
import { passingPair } from './outside/archive.ts'
import type { Manifest } from './proof/manifest.ts'
import { type ArchiveOrder, restoreInto, verifyFolder } from './restore.ts'
import { withScratch } from './scratch.ts'
import { integrityOf, otherLeaves, rowCounts } from './store/snapshot.ts'
import { BackupRefused, type DrillStep } from './words/backup.ts'

export interface DrillOrder {
  /** Archives to try, with what opens them; without, one of each set is taken for the occasion. */
  readonly given?: { readonly files: readonly string[] } & ArchiveOrder
  readonly progress?: (step: DrillStep, done: number, total: number) => void
}

export interface TableCompared {
  readonly database: string
  readonly table: string
  /** Rows in the backup, and in the house as it stands now. */
  readonly backup: number
  readonly live: number
  /** Of a table that only grows: rows of the house up to where the backup ends. Both sides must be the same. */
  readonly upTo?: number
}

export interface Drilled {
  /** The restored books are sound, and are the beginning of the house's own. */
  readonly ok: boolean
  readonly entries: number
  readonly root: string
  /** Entries of the house now. */
  readonly live: number
  readonly created: string
  readonly steps: readonly { readonly step: DrillStep; readonly ms: number }[]
  readonly tables: readonly TableCompared[]
  /** What is wrong, a line each. */
  readonly found: readonly string[]
  readonly faults: readonly VerifyFault[]
}

/** Throws BackupRefused where an archive cannot be taken. */
export async function drill(
  bank: OpenBank,
  config: Config,
  { given, progress = () => undefined }: DrillOrder,
): Promise<Drilled> {
  const steps: { readonly step: DrillStep; readonly ms: number }[] = []
  const timed = async <Value>(
    step: DrillStep,
    run: (at: (done: number, total: number) => void) => Value | Promise<Value>,
  ): Promise<Value> => {
    const began = performance.now()
    const value = await run((done, total) => progress(step, done, total))
    steps.push({ step, ms: Math.round(performance.now() - began) })
    return value
  }
  return withScratch(config.data, async (scratch) => {
    const tried = given ?? (await taken(bank, config, scratch, timed))
    const house = join(scratch, 'house')
    const { manifests } = await timed('restore', (at) =>
      restoreInto(tried.files, house, { ...tried, origin: config.origin }, at),
    )
    const manifest = manifests.find(({ set }) => set === 'books')
    if (!manifest)
      throw new BackupRefused({ code: 'wrong-set', file: tried.files[0] ?? '', set: 'keys' })
    const broken = await timed('integrity', () => brokenIn(config, house))
    const { ledger, audit } = await timed('verify', (at) =>
      verifyFolder(house, config.heads, manifest, at),
    )
    const compared = await timed('compare', () => comparedWith(bank, config, house, manifest))
    // Behind the head is what a backup always is; whether it is its beginning, the comparison says.
    const faults = [...ledger.faults, ...audit.faults].filter(({ code }) => code !== 'rolled-back')
    const found = [...broken, ...compared.found]
    return {
      ok: found.length === 0 && faults.length === 0,
      entries: manifest.size,
      root: manifest.root,
      live: await bank.journal.size(),
      created: manifest.created,
      steps,
      tables: compared.tables,
      found,
      faults,
    }
  })
}

type Timed = <Value>(
  step: DrillStep,
  run: (at: (done: number, total: number) => void) => Value | Promise<Value>,
) => Promise<Value>

/** One archive of each set, sealed for a pair that nobody else has and that ends with the drill. */
async function taken(
  bank: OpenBank,
  config: Config,
  scratch: string,
  timed: Timed,
): Promise<{ readonly files: readonly string[] } & ArchiveOrder> {
  const { identity, recipient } = await passingPair()
  const order = { to: join(scratch, 'archives'), recipients: [recipient] }
  const books = await timed('backup', (progress) =>
    makeBackup(bank, config, { ...order, set: 'books', progress }),
  )
  const keys = await timed('keys', (progress) =>
    makeBackup(bank, config, { ...order, set: 'keys', progress }),
  )
  return { files: [books.path, keys.path], identities: [identity], vkeys: [books.key] }
}

/** Databases of both sets, as a restored folder has them and as the house has. */
function databases(config: Config, house: string) {
  return [...houseFiles(config, 'books'), ...houseFiles(config, 'keys')]
    .filter(({ kind }) => kind === 'database')
    .map(({ name, path }) => ({ name, path, copy: join(house, name) }))
    .filter(({ copy }) => existsSync(copy))
}

function brokenIn(config: Config, house: string): readonly string[] {
  return databases(config, house).flatMap(({ name, copy }) =>
    integrityOf(copy).map((line) => `${name}: ${line}`),
  )
}

/** Entries that differ are named one by one up to so many. */
const LEAVES_NAMED = 20

interface Compared {
  readonly tables: readonly TableCompared[]
  readonly found: readonly string[]
}

async function comparedWith(
  bank: OpenBank,
  config: Config,
  house: string,
  manifest: Manifest,
): Promise<Compared> {
  const found: string[] = []
  const tables: TableCompared[] = []
  const journals = [
    { name: 'journal.db', said: manifest, live: bank.journal },
    { name: 'audit.db', said: manifest.audit, live: auditOf(bank).journal },
  ]
  for (const { name, said, live } of journals) {
    const { size, root } = await standingIn(join(house, name))
    if (size !== said.size || root !== said.root)
      found.push(
        `${name}: ${size} entries, root ${root}; its manifest says ${said.size}, ${said.root}`,
      )
    const now = await live.size()
    const then = now >= size ? await standingAt(live, size) : undefined
    if (then?.root !== root)
      found.push(`${name}: not the beginning of the house's own, which has ${now} entries`)
    const own = join(config.data, name)
    for (const seq of otherLeaves(own, join(house, name), size, LEAVES_NAMED))
      found.push(`${name}: entry ${seq} has another leaf than the house's own`)
  }
  for (const { name, path, copy } of databases(config, house)) {
    const upTo = journals.find((one) => one.name === name)?.said.size
    const [theirs, ours] = [rowCounts(copy, upTo), rowCounts(path, upTo)]
    for (const table of new Set([...theirs.keys(), ...ours.keys()])) {
      const [backup, here] = [theirs.get(table), ours.get(table)]
      const row = { database: name, table, backup: backup?.rows ?? 0, live: here?.rows ?? 0 }
      tables.push(here?.upTo === undefined ? row : { ...row, upTo: here.upTo })
      if (!backup || !here) found.push(`${name}: table ${table} is on one side only`)
      else if (here.upTo !== backup.upTo)
        found.push(`${name}: table ${table} has ${backup.upTo} rows, the house ${here.upTo}`)
    }
  }
  return { tables, found }
}
