/**
 * Sheets and photos, each named by the hash of what was given, and sealed:
 * AES-256-GCM under a key of its own, bound to that hash. The keys are kept
 * elsewhere. What lies there says how large a sheet is, and nothing else.
 */
import { Buffer } from 'node:buffer'
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { Evidence, KeptEvidence } from '../bank/ports-evidence.ts'

/** Where sealed bytes lie by their names: files here, a bucket elsewhere. */
export interface Blobs {
  /** As a whole or not at all, durable on return. */
  put(name: string, bytes: Uint8Array): Promise<void>
  get(name: string): Promise<Uint8Array | undefined>
  remove(name: string): Promise<void>
  list(after: string, limit: number): Promise<readonly KeptEvidence[]>
}

/** A data key for each piece of evidence, 32 bytes, under the name it is asked by. */
export interface EvidenceKeys {
  of(holders: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>
  made(holders: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>
  destroy(holders: readonly string[]): Promise<void>
}

const IV_BYTES = 12
const TAG_BYTES = 16
/** What evidence is called, wherever it lies. */
export const NAME = /^[0-9a-f]{64}$/

const holderOf = (hash: string) => `sheet:${hash}`
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

export function evidenceIn(blobs: Blobs, keys: EvidenceKeys): Evidence {
  const evidence: Evidence = {
    async put(bytes) {
      const hash = sha256(bytes)
      if ((await evidence.get(hash)) instanceof Uint8Array) return hash
      const holder = holderOf(hash)
      const key = (await keys.made([holder])).get(holder) as Uint8Array
      await blobs.put(hash, sealed(key, hash, bytes))
      return hash
    },
    async get(hash) {
      const kept = NAME.test(hash) ? await blobs.get(hash) : undefined
      if (!kept) return undefined
      const key = (await keys.of([holderOf(hash)])).get(holderOf(hash))
      return (key && opened(key, hash, kept)) ?? 'changed'
    },
    async destroy(hashes) {
      const named = hashes.filter((hash) => NAME.test(hash))
      if (named.length === 0) return
      await keys.destroy(named.map(holderOf))
      for (const hash of named) await blobs.remove(hash)
    },
    list: (after, limit) => blobs.list(after, limit),
  }
  return evidence
}

function sealed(key: Uint8Array, hash: string, bytes: Uint8Array): Uint8Array {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(holderOf(hash)))
  return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
}

/** Undefined where it was not sealed under this key as this, or is not what was put. */
function opened(key: Uint8Array, hash: string, kept: Uint8Array): Uint8Array | undefined {
  const cut = kept.length - TAG_BYTES
  if (cut < IV_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, kept.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(holderOf(hash))).setAuthTag(kept.subarray(cut))
  try {
    const bytes = Buffer.concat([decipher.update(kept.subarray(IV_BYTES, cut)), decipher.final()])
    return sha256(bytes) === hash ? bytes : undefined
  } catch {
    return undefined
  }
}
