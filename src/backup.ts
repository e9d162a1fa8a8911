/**
 * A backup of a running house: each database as it stands at one moment, the
 * books before what they name, with sheets and photos, under a manifest signed
 * by the log's own key. The keys are a set of their own, and the head is in
 * neither. What is signed lies under the head: a house that is behind it, or on
 * another history, is not backed up as if it were sound.
 */
import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, statSync, unlinkSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SYSTEM } from './bank/actor.ts'
import { auditOf, noteEvent } from './bank/oversight/audit.ts'
import { checkpointNow, logKey, RolledBack } from './bank/oversight/checkpoint.ts'
import type { Bank, Journal } from './bank/ports.ts'
import { filesToBackUp, type HouseFile } from './backup-files.ts'
import type { Config } from './config.ts'
import { assertWritable } from './disk.ts'
import { toHex } from './ledger/sha256.ts'
import { rootAt } from './ledger/tree.ts'
import { isRecipient, type Part, writeArchive } from './outside/archive.ts'
import { type BackupSet, type ListedFile, listText, signManifest } from './proof/manifest.ts'
import { isAlive, withScratch } from './scratch.ts'
import { journalIn } from './store/journal.ts'
import { snapshot } from './store/snapshot.ts'
import { openSqlite } from './store/sqlite.ts'
import { BackupRefused } from './words/backup.ts'

export const TOOL = 'kapok 0.1.0'

export interface BackupOrder {
  readonly set: BackupSet
  /** The folder it is written to; it is made where it is missing. */
  readonly to: string
  /** Who can open it, as "age1…". */
  readonly recipients: readonly string[]
  readonly progress?: (done: number, total: number) => void
}

export interface BackedUp {
  readonly set: BackupSet
  readonly path: string
  /** Of the archive. */
  readonly bytes: number
  /** Entries and root (hex) of the ledger in it. */
  readonly size: number
  readonly root: string
  readonly files: number
  /** The verifier key its manifest is signed with. */
  readonly key: string
}

/**
 * Writes one archive. Refuses without anybody who could open it, where a file
 * that is needed is missing. Throws RolledBack where the house is not on its head. An event of the
 * audit journal says that it was done.
 */
export async function makeBackup(
  bank: Bank,
  config: Config,
  order: BackupOrder,
): Promise<BackedUp> {
  const { set, recipients } = order
  if (recipients.length === 0) throw new BackupRefused({ code: 'no-recipient' })
  for (const given of recipients)
    if (!isRecipient(given)) throw new BackupRefused({ code: 'recipient-unreadable', given })
  await noteEvent(bank, SYSTEM, { act: 'backup', ok: true, refs: [['set', set]] })
  await mkdir(order.to, { recursive: true })
  assertWritable(order.to)
  dropBrokenOff(order.to)
  return withScratch(config.data, (scratch) => archived(bank, config, order, scratch))
}

async function archived(
  bank: Bank,
  config: Config,
  { set, to, recipients, progress = () => undefined }: BackupOrder,
  scratch: string,
): Promise<BackedUp> {
  const lying: Lying[] = []
  for (const one of await filesToBackUp(config, set)) lying.push(await copied(one, scratch))
  const { ledger, audit } = await standingOf(bank, lying)

  // Read twice: for its hash, and into the archive.
  const total = 2 * lying.reduce((sum, { size }) => sum + size, 0)
  let done = 0
  const tick = (bytes: number) => progress((done += bytes), total)
  const listed: ListedFile[] = []
  for (const { name, path, size } of lying)
    listed.push({ file: name, sha256: await hashOf(path, tick), size })

  const { logPublicKey, signLog } = bank.signer
  const note = await signManifest(
    {
      set,
      origin: bank.origin,
      ...ledger,
      audit: { origin: bank.audit.origin, ...audit },
      created: new Date(bank.clock.now()).toISOString(),
      tool: TOOL,
    },
    listed,
    { publicKey: logPublicKey, sign: signLog },
  )
  const path = join(to, archiveName(bank, set, ledger.size))
  const bytes = await writeArchive(path, recipients, [
    ofText('manifest', note),
    ofText('files', listText(listed)),
    ...lying.map((one, at) => ofFile(one, (listed[at] as ListedFile).sha256, tick)),
  ])
  return { set, path, bytes, ...ledger, files: listed.length, key: logKey(bank) }
}

/** A file of the set where it can be read at leisure. */
interface Lying {
  readonly name: string
  readonly path: string
  /** Bytes. */
  readonly size: number
}

/** A database as it stands now. A file is never changed once it is there, and stays where it is. */
async function copied({ name, path, kind }: HouseFile, scratch: string): Promise<Lying> {
  if (kind === 'file') return { name, path, size: statSync(path).size }
  const copy = join(scratch, name)
  await snapshot(path, copy)
  return { name, path: copy, size: statSync(copy).size }
}

interface Standing {
  /** Entries, and the root of so many leaves, hex. */
  readonly size: number
  readonly root: string
}

/** How both journals stand in the copies, or, for a set without them, in the house; each proved to lie under its head. */
async function standingOf(
  bank: Bank,
  lying: readonly Lying[],
): Promise<{ readonly ledger: Standing; readonly audit: Standing }> {
  const of = async (name: string, of: Bank): Promise<Standing> => {
    const copy = lying.find((one) => one.name === name)
    const standing = copy ? await standingIn(copy.path) : await standingAt(of.journal)
    await assertUnderHead(of, standing)
    return standing
  }
  return { ledger: await of('journal.db', bank), audit: await of('audit.db', auditOf(bank)) }
}

/** How the journal of a database stands. */
export async function standingIn(path: string): Promise<Standing> {
  const engine = openSqlite(path, { writer: 'none' })
  try {
    return await standingAt(journalIn(engine))
  } finally {
    await engine.close()
  }
}

/** Also: how it stood at an earlier size. */
export async function standingAt(
  journal: Pick<Journal, 'size' | 'hashes'>,
  at?: number,
): Promise<Standing> {
  const size = at ?? (await journal.size())
  return { size, root: toHex(await rootAt(size, (subtrees) => journal.hashes(subtrees))) }
}

/** The head is moved to the tip first; then what was copied must be its beginning. Throws RolledBack otherwise. */
async function assertUnderHead(bank: Bank, { size, root }: Standing): Promise<void> {
  await checkpointNow(bank)
  const now = await standingAt(bank.journal, size)
  if (now.root !== root)
    throw new RolledBack(`the copy of ${bank.origin} is not the beginning of the journal`)
}

/** By log, entries and instant: "kapok-books-kapok.example-ledger-1-2764-20261124T021500Z.tar.age". */
function archiveName(bank: Bank, set: BackupSet, size: number): string {
  const stamp = new Date(bank.clock.now()).toISOString().replace(/[-:]|\.\d+/g, '')
  return `kapok-${set}-${bank.origin.replaceAll('/', '-')}-${size}-${stamp}.tar.age`
}

async function hashOf(path: string, tick: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Uint8Array)
    tick((chunk as Uint8Array).length)
  }
  return hash.digest('hex')
}

function ofText(name: string, text: string): Part {
  const bytes = Buffer.from(text)
  return {
    name,
    size: bytes.length,
    async *bytes() {
      yield bytes
    },
  }
}

/** Throws where the file is no longer what its hash in the manifest says. */
function ofFile({ name, path, size }: Lying, sha256: string, tick: (bytes: number) => void): Part {
  return {
    name,
    size,
    async *bytes() {
      const hash = createHash('sha256')
      for await (const chunk of createReadStream(path)) {
        hash.update(chunk as Uint8Array)
        tick((chunk as Uint8Array).length)
        yield chunk as Uint8Array
      }
      if (hash.digest('hex') !== sha256)
        throw new Error(`${path} was changed while it was backed up; nothing was written`)
    },
  }
}

/** Archives of runs that were killed: nothing ever takes them for whole, and they only take room. */
function dropBrokenOff(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^kapok-.*\.tar\.age\.part-(\d+)$/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) unlinkSync(join(folder, name))
  }
}
