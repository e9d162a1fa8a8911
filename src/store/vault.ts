/**
 * How a person is kept so that they can be forgotten. Each has a data key of
 * their own; what is known of them is sealed under it (AES-256-GCM, bound to
 * whose and what it is), and the data key is kept elsewhere, wrapped by the
 * house's key. What must be looked for is looked for by its blind index: an
 * HMAC under the pepper, which lies in neither file.
 *
 * A thief of the people file alone learns how many people each station has, and
 * that two of one station may share a syllable; of the keys' file alone,
 * nothing; of both, nothing more. Only whoever also has the house's key and
 * pepper reads names, and nobody reads those whose data key is destroyed.
 */
import { Buffer } from 'node:buffer'
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

/** Two keys of 32 bytes, kept where neither the people file nor the keys' file is. */
export interface VaultSecrets {
  /** Wraps data keys. */
  readonly kek: Uint8Array
  /** Makes blind indexes. */
  readonly pepper: Uint8Array
}

export interface Vault {
  /** A new data key as it is kept: wrapped, as text. */
  newKey(holder: string): string
  /** Throws when it was not wrapped by this house, for this holder. */
  unwrap(holder: string, wrapped: string): Uint8Array
  seal(key: Uint8Array, what: string, text: string): string
  /** Throws when it was not sealed under this key, as this. */
  open(key: Uint8Array, what: string, sealed: string): string
  /** Where a whole value is found: 16 letters; as good as never two alike. */
  blind(kind: string, value: string): string
  /** Which of the marks of a station's people a part of something is. */
  mark(station: string, part: string): number
}

const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16

/** 96 bits: among two million people, two alike once in some ten thousand million cities. */
const BLIND_BYTES = 12

/**
 * Marks of a person are bits in words of so many bits, which every engine reads
 * as a whole number. So few, that each stands for many parts: the file does not
 * say which surname is which, and what is found is looked at again in the open.
 */
export const MARK_WORDS = 8
export const MARK_BITS = 30

const VERSION = 'v1.'

export function vaultOf({ kek, pepper }: VaultSecrets): Vault {
  if (kek.length !== KEY_BYTES || pepper.length !== KEY_BYTES)
    throw new Error('the keys of the vault are 32 bytes each')
  const hmac = (kind: string, value: string) =>
    createHmac('sha256', pepper).update(`${kind}\0${value}`).digest()
  const asWrapped = (holder: string) => `data key of ${holder}`
  return {
    newKey: (holder) => sealed(kek, asWrapped(holder), randomBytes(KEY_BYTES)),
    unwrap: (holder, wrapped) => opened(kek, asWrapped(holder), wrapped),
    seal: (key, what, text) => sealed(key, what, Buffer.from(text)),
    open: (key, what, text) => opened(key, what, text).toString(),
    blind: (kind, value) => hmac(kind, value).subarray(0, BLIND_BYTES).toString('base64url'),
    mark: (station, part) =>
      hmac('mark', `${station}\0${part}`).readUInt32BE() % (MARK_WORDS * MARK_BITS),
  }
}

export function newVaultSecrets(): VaultSecrets {
  return { kek: randomBytes(KEY_BYTES), pepper: randomBytes(KEY_BYTES) }
}

/** Whether a text is one that `seal` made. */
export function isSealed(text: string): boolean {
  return text.startsWith(VERSION)
}

function sealed(key: Uint8Array, what: string, bytes: Uint8Array): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(what))
  const parts = [iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]
  return `${VERSION}${Buffer.concat(parts).toString('base64url')}`
}

function opened(key: Uint8Array, what: string, text: string): Buffer {
  const bytes = Buffer.from(text.slice(VERSION.length), 'base64url')
  if (!isSealed(text) || bytes.length < IV_BYTES + TAG_BYTES)
    throw new Error(`what is kept as ${what.split(' ')[0]} was never sealed`)
  const cut = bytes.length - TAG_BYTES
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(what)).setAuthTag(bytes.subarray(cut))
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, cut)), decipher.final()])
}
