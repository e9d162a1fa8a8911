/**
 * Signed notes after C2SP signed-note (https://c2sp.org/signed-note): a text
 * that people can read, with one line a signature. Strangers check ours with
 * tools we did not write. Only signature type 0x01, Ed25519, is known here;
 * signatures of keys we were not told of are passed over, as the format asks.
 */
import { Buffer } from 'node:buffer'
import { createPublicKey, verify } from 'node:crypto'
import { sha256, toHex } from '../ledger/sha256.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { fromUtf8 } from './json.ts'
import { isSmallOrder } from './jwks.ts'

export interface NoteKey {
  readonly name: string
  /** Raw 32-byte Ed25519 public key. */
  readonly publicKey: Uint8Array
}

export interface NoteSigner extends NoteKey {
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

export type NoteFault =
  | 'bad-vkey'
  | 'too-long'
  | 'not-utf8'
  | 'control-character'
  | 'malformed'
  | 'too-many-signatures'
  | 'bad-signature'
  | 'not-signed'

export type NoteOutcome =
  | { readonly ok: true; readonly text: string; readonly signedBy: readonly string[] }
  | { readonly ok: false; readonly why: NoteFault }

const ED25519 = new Uint8Array([1])
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex')

/** The log, its next key and a city's witnesses: the least a verifier must take, and our most. */
const SIGNATURES_MAX = 16

/** Sixteen post-quantum signatures of 5 kB fit. */
const NOTE_LENGTH_MAX = 131_072

/** SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), first 4 bytes, as hex. */
function keyId(key: NoteKey): string {
  return toHex(sha256(`${key.name}\n`, ED25519, key.publicKey).subarray(0, 4))
}

function isName(name: string): boolean {
  return /^[^\p{White_Space}\p{Cc}+]+$/u.test(name)
}

/** The verifier key, `name+id+base64(0x01 ‖ key)`, as it is printed and pinned. */
export function vkeyOf(key: NoteKey): string {
  if (!isName(key.name)) throw new Error(`"${key.name}" may not name a key`)
  return `${key.name}+${keyId(key)}+${toBase64(Buffer.concat([ED25519, key.publicKey]))}`
}

/** Reads a verifier key; undefined when it is malformed, of another type, or a point of small order. */
export function readVkey(vkey: string): NoteKey | undefined {
  const found = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey)
  const name = found?.[1] ?? ''
  const bytes = fromBase64(found?.[3] ?? '')
  if (!isName(name) || bytes?.length !== 33 || bytes[0] !== 1) return undefined
  const key = { name, publicKey: bytes.subarray(1) }
  return keyId(key) === found?.[2] && !isSmallOrder(key.publicKey) ? key : undefined
}

/** The text with the signer's line under it. Throws on a text that may not be a note. */
export async function signNote(text: string, signer: NoteSigner): Promise<string> {
  if (!text.endsWith('\n') || hasControl(text) || !isName(signer.name)) {
    throw new Error(`this text may not be a note of ${signer.name}`)
  }
  const signature = await signer.sign(new TextEncoder().encode(text))
  const bytes = Buffer.concat([Buffer.from(keyId(signer), 'hex'), signature])
  return `${text}\n— ${signer.name} ${toBase64(bytes)}\n`
}

/**
 * Opens a note that at least one of the given keys has signed. One bad
 * signature of a key we know refuses the whole note.
 */
export function openNote(note: string | Uint8Array, vkeys: readonly string[]): NoteOutcome {
  const keys = vkeys.map(readVkey)
  if (keys.includes(undefined)) return { ok: false, why: 'bad-vkey' }
  if (note.length > NOTE_LENGTH_MAX) return { ok: false, why: 'too-long' }
  const whole = typeof note === 'string' ? note : fromUtf8(note)
  if (whole === undefined || !whole.isWellFormed()) return { ok: false, why: 'not-utf8' }
  if (hasControl(whole)) return { ok: false, why: 'control-character' }

  const split = whole.lastIndexOf('\n\n')
  if (split < 0 || !whole.endsWith('\n')) return { ok: false, why: 'malformed' }
  const text = whole.slice(0, split + 1)
  const lines = whole.slice(split + 2, -1).split('\n')
  if (lines.length > SIGNATURES_MAX) return { ok: false, why: 'too-many-signatures' }

  const signedBy: string[] = []
  for (const line of lines) {
    const signed = readSignature(line)
    if (signed === undefined) return { ok: false, why: 'malformed' }
    const key = keys.find((it) => it?.name === signed.name && keyId(it) === signed.id)
    if (key === undefined) continue
    if (!holds(text, key, signed.signature)) return { ok: false, why: 'bad-signature' }
    if (!signedBy.includes(key.name)) signedBy.push(key.name)
  }
  return signedBy.length > 0 ? { ok: true, text, signedBy } : { ok: false, why: 'not-signed' }
}

/**
 * Whether a key we know signed this although the line names another: the
 * signature holds, or the id is ours but for one byte (a letter of base64 may
 * reach into both). Then the line was changed, and it is not that the key is
 * unknown.
 */
export function isSignedUnnamed(note: string, vkeys: readonly string[]): boolean {
  const split = note.lastIndexOf('\n\n')
  if (split < 0) return false
  const text = note.slice(0, split + 1)
  const keys = vkeys.flatMap((vkey) => readVkey(vkey) ?? [])
  const lines = note
    .slice(split + 2)
    .trimEnd()
    .split('\n')
    .slice(0, SIGNATURES_MAX)
  return lines.some((line) => {
    const signed = readSignature(line)
    return keys.some(
      (key) => signed && (isNearly(keyId(key), signed.id) || holds(text, key, signed.signature)),
    )
  })
}

function isNearly(id: string, other: string): boolean {
  const bytes = [0, 2, 4, 6].filter((at) => id.slice(at, at + 2) !== other.slice(at, at + 2))
  return bytes.length === 1
}

/** Any control character below U+0020 but the newline. */
function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 && code !== 0x0a) return true
  }
  return false
}

interface SignatureLine {
  readonly name: string
  readonly id: string
  readonly signature: Uint8Array
}

function readSignature(line: string): SignatureLine | undefined {
  const found = /^— ([^ ]+) ([^ ]+)$/.exec(line)
  const name = found?.[1] ?? ''
  const bytes = fromBase64(found?.[2] ?? '')
  if (!isName(name) || bytes === undefined || bytes.length < 5) return undefined
  return { name, id: toHex(bytes.subarray(0, 4)), signature: bytes.subarray(4) }
}

function holds(text: string, key: NoteKey, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false
  const spki = Buffer.concat([SPKI_HEAD, key.publicKey])
  try {
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    return verify(null, new TextEncoder().encode(text), publicKey, signature)
  } catch {
    return false
  }
}
