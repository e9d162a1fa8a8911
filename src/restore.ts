/**
 * A backup back into files. Nothing of an archive is believed before its
 * manifest is: signed by the log, of the house that is meant; and nothing is
 * put where it is to stay before all of it was read to its end and is what the
 * manifest lists. What is refused leaves no trace.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { openingWith } from './bank/oversight/open-note.ts'
import { type Verified, verify } from './bank/oversight/verify.ts'
import { isSecret, mayHold } from './backup-files.ts'
import { makeFolder } from './disk.ts'
import { ArchiveFault, identitiesIn, readArchive } from './outside/archive.ts'
import {
  BACKUP_SETS,
  type BackupSet,
  keyIn,
  type ListedFile,
  type Manifest,
  openManifest,
  readList,
} from './proof/manifest.ts'
import { type NoteKey, readVkey, vkeyOf } from './proof/note.ts'
import { shred } from './scratch.ts'
import { sha256Hex } from './ledger/sha256.ts'
import { fileHeads } from './outside/heads.ts'
import { auditIn } from './store/audit.ts'
import { migrateSqlite, migrationsOf } from './store/migrate.ts'
import { openSqlite } from './store/sqlite.ts'
import { BackupRefused } from './words/backup.ts'

/** Of a manifest; a note is no longer. */
const MANIFEST_MAX = 128 * 1024

/** Of a list of files: half a million of them. */
const LIST_MAX = 64 * 1024 * 1024

export interface ArchiveOrder {
  /** Identities of age that may open it. */
  readonly identities: readonly string[]
  /** Verifier keys of the log as they were published; without them the archive's own is taken. */
  readonly vkeys?: readonly string[] | undefined
  /** The log it must be of, where that is known. */
  readonly origin?: string | undefined
  /** Sets it may be of. */
  readonly sets?: readonly BackupSet[]
  /** Sets that are there already. */
  readonly taken?: readonly BackupSet[]
}

/** Reads a file of identities; refuses where there is none in it. */
export function identitiesOf(file: string): readonly string[] {
  if (!existsSync(file)) throw new BackupRefused({ code: 'no-archive', file })
  const found = identitiesIn(readFileSync(file, 'utf8'))
  if (!found) throw new BackupRefused({ code: 'identity-unreadable', file })
  return found
}

/**
 * Unpacks one archive into a folder that is there. Throws BackupRefused on
 * anything that is not as it should be; what then stands in the folder is worth
 * nothing.
 */
export async function unpack(
  file: string,
  order: ArchiveOrder,
  folder: string,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<Manifest> {
  if (!existsSync(file)) throw new BackupRefused({ code: 'no-archive', file })
  const reading: Reading = { file, order, folder, left: [], progress, done: 0 }
  try {
    await readArchive(file, order.identities, (name, size, bytes) =>
      takePart(reading, name, size, bytes),
    )
  } catch (fault) {
    if (!(fault instanceof ArchiveFault)) throw fault
    const code = {
      'not-age': 'not-an-archive',
      'wrong-identity': 'wrong-identity',
      damaged: 'damaged',
    } as const
    throw new BackupRefused({ code: code[fault.why], file }, fault)
  }
  const { manifest, list, left } = reading
  if (!manifest || !list) throw new BackupRefused({ code: 'unsigned', file })
  const [missing] = left
  if (missing) throw new BackupRefused({ code: 'part-missing', file, part: missing.file })
  return manifest
}

interface Reading {
  readonly file: string
  readonly order: ArchiveOrder
  readonly folder: string
  readonly progress: (done: number, total: number) => void
  manifest?: Manifest
  list?: readonly ListedFile[]
  /** Listed and not yet come, in their order. */
  left: readonly ListedFile[]
  done: number
}

/** The manifest first, then the list, then each file as the list has it. */
async function takePart(
  reading: Reading,
  name: string,
  size: number,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { file, manifest, list } = reading
  if (!manifest) {
    if (name !== 'manifest' || size > MANIFEST_MAX)
      throw new BackupRefused({ code: 'unsigned', file })
    reading.manifest = believed(reading, await textOf(bytes))
    return
  }
  if (!list) {
    const text = name === 'files' && size <= LIST_MAX ? await textOf(bytes) : ''
    const read = sha256Hex(text) === manifest.files.sha256 ? readList(text) : undefined
    if (!read) throw new BackupRefused({ code: 'part-differs', file, part: 'files' })
    reading.list = read
    reading.left = read
    return
  }
  const [next, ...later] = reading.left
  if (!next || !list.some((one) => one.file === name))
    throw new BackupRefused({ code: 'part-extra', file, part: name })
  if (next.file !== name) throw new BackupRefused({ code: 'part-missing', file, part: next.file })
  if (!mayHold(manifest.set, name))
    throw new BackupRefused({ code: 'part-extra', file, part: name })
  await putDown(reading, next, bytes, manifest)
  reading.left = later
}

function believed({ file, order }: Reading, note: string): Manifest {
  const { vkeys, origin, sets = BACKUP_SETS, taken = [] } = order
  const own = keyIn(note)
  if (own === undefined) throw new BackupRefused({ code: 'unsigned', file })
  const opened = openManifest(note, vkeys ?? [own])
  if (!opened.ok) {
    const code = ['not-signed', 'origin-not-signed'].includes(opened.why)
      ? 'wrong-key'
      : 'wrong-signature'
    throw new BackupRefused({ code, file })
  }
  const { manifest } = opened
  if (origin !== undefined && manifest.origin !== origin)
    throw new BackupRefused({ code: 'wrong-origin', file, origin: manifest.origin, wanted: origin })
  const { set } = manifest
  if (!sets.includes(set)) throw new BackupRefused({ code: 'wrong-set', file, set })
  if (taken.includes(set)) throw new BackupRefused({ code: 'same-set', file, set })
  return manifest
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

async function putDown(
  reading: Reading,
  { file: part, sha256, size }: ListedFile,
  bytes: AsyncIterable<Uint8Array>,
  { set, files }: Manifest,
): Promise<void> {
  const path = join(reading.folder, part)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const target = await open(path, 'wx', isSecret(set, part) ? 0o400 : 0o600)
  const hash = createHash('sha256')
  let came = 0
  try {
    for await (const chunk of bytes) {
      hash.update(chunk)
      came += chunk.length
      await target.writeFile(chunk)
      reading.done += chunk.length
      reading.progress(reading.done, files.bytes)
    }
    await target.sync()
  } finally {
    await target.close()
  }
  if (came !== size || hash.digest('hex') !== sha256)
    throw new BackupRefused({ code: 'part-differs', file: reading.file, part })
}

export interface Restored {
  readonly folder: string
  readonly manifests: readonly Manifest[]
}

/**
 * Restores an archive, or one of each set, into an empty folder, which appears
 * with all of it at once or not at all.
 */
export async function restoreInto(
  files: readonly string[],
  to: string,
  order: ArchiveOrder,
  progress?: (done: number, total: number) => void,
): Promise<Restored> {
  const folder = resolve(to)
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new BackupRefused({ code: 'folder-taken', folder: to })
  makeFolder(dirname(folder))
  const draft = `${folder}.restoring-${process.pid}`
  shred(draft)
  mkdirSync(draft, { mode: 0o700 })
  try {
    const manifests: Manifest[] = []
    for (const file of files) {
      const origin = order.origin ?? manifests[0]?.origin
      const taken = manifests.map(({ set }) => set)
      const one = await unpack(file, { ...order, origin, taken }, draft, progress)
      manifests.push(one)
    }
    if (existsSync(folder)) rmdirSync(folder)
    renameSync(draft, folder)
    return { folder, manifests }
  } finally {
    shred(draft)
  }
}

/** Verifier keys of a file, a line each. Refuses where a line is none. */
export function vkeysOf(file: string): readonly string[] {
  if (!existsSync(file)) throw new BackupRefused({ code: 'no-archive', file })
  const lines = readFileSync(file, 'utf8').split('\n')
  const keys = lines.map((line) => line.trim()).filter((line) => line !== '')
  if (keys.length === 0 || keys.some((key) => !readVkey(key)))
    throw new BackupRefused({ code: 'key-unreadable', file })
  return keys
}

export interface BothVerified {
  readonly ledger: Verified
  readonly audit: Verified
}

/** Both journals of a restored folder, held against the head and the log's key. Their schema is moved forward first. */
export async function verifyFolder(
  folder: string,
  heads: string,
  { origin, key, audit }: Pick<Manifest, 'origin' | 'key' | 'audit'>,
  progress?: (done: number, total: number) => void,
): Promise<BothVerified> {
  const { publicKey } = readVkey(key) as NoteKey
  const of = async (name: string, log: string) => {
    const path = join(folder, name)
    migrateSqlite(path, migrationsOf('sqlite'), { create: false })
    const engine = openSqlite(path, { writer: 'none' })
    try {
      return await verify(auditIn(engine, migrationsOf('sqlite')), {
        head: existsSync(dirname(heads)) ? await fileHeads(heads).read(log) : undefined,
        openNote: openingWith([vkeyOf({ name: log, publicKey })], log),
        ...(progress ? { progress } : {}),
      })
    } finally {
      await engine.close()
    }
  }
  return { ledger: await of('journal.db', origin), audit: await of('audit.db', audit.origin) }
}
