/**
 * A checkpoint (封账点) says how long the journal was and what its root was,
 * signed by the log: C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint).
 * Whoever keeps one can show later that history was rewritten. The key's name
 * is the origin itself, so that one log's key never speaks for another.
 */
import type { Hash } from '../ledger/sha256.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { type NoteFault, openNote, signNote } from './note.ts'

export interface Checkpoint {
  /** The log's name, e.g. "kapok.example/ledger/1". Not a URL. */
  readonly origin: string
  /** How many leaves. */
  readonly size: number
  /** 32 bytes, the RFC 6962 root of that many leaves. */
  readonly root: Hash
}

/** A log's own key: raw public key, and what signs with it. */
export interface LogKey {
  readonly publicKey: Uint8Array
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

export type CheckpointFault = NoteFault | 'not-a-checkpoint' | 'origin-not-signed' | 'other-log'

export type CheckpointOutcome =
  | {
      readonly ok: true
      readonly checkpoint: Checkpoint
      /** Names of the known keys whose signatures hold. */
      readonly signedBy: readonly string[]
    }
  | { readonly ok: false; readonly why: CheckpointFault }

/** The three lines that are signed. */
export function checkpointText(checkpoint: Checkpoint): string {
  return `${checkpoint.origin}\n${checkpoint.size}\n${toBase64(checkpoint.root)}\n`
}

/**
 * The signed note of a checkpoint, by the log itself. That it extends every
 * earlier one is for the caller to know. Throws on what `openCheckpoint` would
 * not read.
 */
export async function signCheckpoint(checkpoint: Checkpoint, key: LogKey): Promise<string> {
  const text = checkpointText(checkpoint)
  if (readText(text) === undefined)
    throw new Error(`"${checkpoint.origin}" at ${checkpoint.size} is no checkpoint`)
  return signNote(text, {
    name: checkpoint.origin,
    publicKey: key.publicKey,
    sign: (bytes) => key.sign(bytes),
  })
}

/**
 * Opens a checkpoint with the verifier keys one trusts. One of them must be
 * the log's own, named as its origin; extension lines, which no monitor can
 * audit, are refused.
 */
export function openCheckpoint(
  note: string | Uint8Array,
  vkeys: readonly string[],
  options: { readonly origin?: string } = {},
): CheckpointOutcome {
  const opened = openNote(note, vkeys)
  if (!opened.ok) return opened
  const checkpoint = readText(opened.text)
  if (checkpoint === undefined) return { ok: false, why: 'not-a-checkpoint' }
  if (!opened.signedBy.includes(checkpoint.origin)) return { ok: false, why: 'origin-not-signed' }
  if (options.origin !== undefined && options.origin !== checkpoint.origin) {
    return { ok: false, why: 'other-log' }
  }
  return { ok: true, checkpoint, signedBy: opened.signedBy }
}

function readText(text: string): Checkpoint | undefined {
  const [origin, size, root, end, ...more] = text.split('\n')
  if (!origin || !size || !root || end !== '' || more.length > 0) return undefined
  const count = Number(size)
  const hash = fromBase64(root)
  if (!Number.isSafeInteger(count) || count < 0 || String(count) !== size) return undefined
  return hash?.length === 32 ? { origin, size: count, root: hash } : undefined
}
