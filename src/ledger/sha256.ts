/**
 * The one primitive the ledger takes from the platform: SHA-256, and the three
 * spellings of its bytes. Everything else in this room is arithmetic.
 */
import { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'

/** 32 bytes of SHA-256. */
export type Hash = Uint8Array & { readonly brand?: 'Hash' }

/** One call to the platform for all parts: it costs a third of an incremental hash. */
export function sha256(...parts: readonly (Uint8Array | string)[]): Hash {
  const [first = ''] = parts
  if (parts.length < 2) return hash('sha256', first, 'buffer')
  return hash(
    'sha256',
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))),
    'buffer',
  )
}

/** SHA-256 in hex, for what is only ever written out: no buffer is made on the way. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'hex')
}

export function toHex(bytes: Uint8Array): string {
  return bufferOf(bytes).toString('hex')
}

/** The bytes as a Buffer; what is one already is not wrapped again. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export function fromHex(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex')
}

export function toBase64(bytes: Uint8Array): string {
  return bufferOf(bytes).toString('base64')
}

export function toBase64url(bytes: Uint8Array): string {
  return bufferOf(bytes).toString('base64url')
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0
}
