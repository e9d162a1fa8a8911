/**
 * The manifest of a backup: which house it is of, how long its journals were
 * and what their roots were, and the hash of the list of its files. It is a
 * C2SP signed note by the log's own key. Its first lines can never be those of
 * a checkpoint, so that neither passes for the other.
 */
import { canonical } from '../ledger/canonical.ts'
import { sha256Hex } from '../ledger/sha256.ts'
import type { LogKey } from './checkpoint.ts'
import { isObject, type JsonObject, readJson } from './json.ts'
import { type NoteFault, openNote, readVkey, signNote, vkeyOf } from './note.ts'

/** The books with the people, or the keys that open and sign them: never both in one archive. */
export const BACKUP_SETS = ['books', 'keys'] as const
export type BackupSet = (typeof BACKUP_SETS)[number]

export interface Manifest {
  readonly set: BackupSet
  /** The log's name. */
  readonly origin: string
  /** The log's verifier key, as it is published. */
  readonly key: string
  /** The ledger as it stands in the backup: entries, and the root of that many leaves, hex. */
  readonly size: number
  readonly root: string
  /** The audit journal, in the same way. */
  readonly audit: { readonly origin: string; readonly size: number; readonly root: string }
  /** An instant, ISO 8601 in UTC. */
  readonly created: string
  /** What made it, as "kapok 0.1.0". */
  readonly tool: string
  readonly files: {
    readonly count: number
    /** Of all of them. */
    readonly bytes: number
    /** SHA-256 of the list, hex. */
    readonly sha256: string
  }
}

/** One file of a backup, as a line of its list. */
export interface ListedFile {
  /** Path within the data folder, with slashes. */
  readonly file: string
  readonly sha256: string
  /** Bytes. */
  readonly size: number
}

export type ManifestFault = NoteFault | 'not-a-manifest' | 'origin-not-signed'

export type ManifestOutcome =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly why: ManifestFault }

const FORMAT = 'kapok-backup/1'

/** The list as it lies in the archive: a line of JSON for each file. */
export function listText(files: readonly ListedFile[]): string {
  return files.map((one) => `${canonical(one)}\n`).join('')
}

/** Undefined where a line is none of a list, or two name the same file. */
export function readList(text: string): readonly ListedFile[] | undefined {
  if (text !== '' && !text.endsWith('\n')) return undefined
  const files: ListedFile[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    const one = objectIn(line)
    if (!isListed(one)) return undefined
    files.push(one)
  }
  return new Set(files.map(({ file }) => file)).size === files.length ? files : undefined
}

/** What a text says, where it is the one spelling of an object. */
function objectIn(text: string): JsonObject | undefined {
  const read = readJson(text)
  return read.ok && isObject(read.value) && canonical(read.value) === text ? read.value : undefined
}

function isListed(one: unknown): one is ListedFile {
  const { file, sha256, size } = (one ?? {}) as Partial<ListedFile>
  return typeof file === 'string' && isHash(sha256) && isCount(size)
}

export type Unlisted = Omit<Manifest, 'files' | 'key'>

/** The signed manifest over a list of files. */
export async function signManifest(
  manifest: Unlisted,
  files: readonly ListedFile[],
  key: LogKey,
): Promise<string> {
  const { publicKey } = key
  const signer = { name: manifest.origin, publicKey, sign: (bytes: Uint8Array) => key.sign(bytes) }
  const whole: Manifest = {
    ...manifest,
    key: vkeyOf(signer),
    files: {
      count: files.length,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      sha256: sha256Hex(listText(files)),
    },
  }
  return signNote(`${FORMAT}\n${canonical(whole)}\n`, signer)
}

/** The verifier key a manifest says it is signed with; nothing is checked. */
export function keyIn(note: string): string | undefined {
  return readText(note.slice(0, note.lastIndexOf('\n\n') + 1))?.key
}

/** Opens a manifest with the verifier keys one trusts; one of them must be that of the log it is of. */
export function openManifest(note: string, vkeys: readonly string[]): ManifestOutcome {
  const opened = openNote(note, vkeys)
  if (!opened.ok) return opened
  const manifest = readText(opened.text)
  if (!manifest) return { ok: false, why: 'not-a-manifest' }
  if (!opened.signedBy.includes(manifest.origin) || !vkeys.includes(manifest.key))
    return { ok: false, why: 'origin-not-signed' }
  return { ok: true, manifest }
}

function readText(text: string): Manifest | undefined {
  const [format, body = '', end, ...more] = text.split('\n')
  if (format !== FORMAT || end !== '' || more.length > 0) return undefined
  const manifest: unknown = objectIn(body)
  return isManifest(manifest) ? manifest : undefined
}

function isManifest(it: unknown): it is Manifest {
  if (it === undefined) return false
  const { set, origin, key, size, root, audit, created, tool, files } = it as Parts<Manifest>
  const log = (audit ?? {}) as Parts<Manifest['audit']>
  const list = (files ?? {}) as Parts<Manifest['files']>
  return (
    BACKUP_SETS.some((one) => one === set) &&
    typeof key === 'string' &&
    readVkey(key)?.name === origin &&
    isCount(size) &&
    isHash(root) &&
    typeof log.origin === 'string' &&
    isCount(log.size) &&
    isHash(log.root) &&
    typeof created === 'string' &&
    !Number.isNaN(Date.parse(created)) &&
    typeof tool === 'string' &&
    isCount(list.count) &&
    isCount(list.bytes) &&
    isHash(list.sha256)
  )
}

/** What something claims to be, before any of it is believed. */
type Parts<Of> = Readonly<Partial<Record<keyof Of, unknown>>>

const isHash = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0
