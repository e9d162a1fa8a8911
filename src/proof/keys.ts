/**
 * Private keys, as 32-byte Ed25519 seeds, and what signs with them. The key of
 * receipts and the key of the log are two, so that who steals one cannot do
 * the other's work. Node's own `sign` takes 27 µs a receipt one after another,
 * WebCrypto 60; both give the same bytes, on Node and on Workers.
 */
import { Buffer } from 'node:buffer'
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto'
import { sameBytes, sha256 } from '../ledger/sha256.ts'
import { isKid } from './jwks.ts'

/** Fits the port `Signer` of the bank. */
export interface KeySigner {
  readonly kid: string
  /** Raw 32-byte public key of receipts. */
  readonly publicKey: Uint8Array
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>
  /** Raw 32-byte public key of checkpoints. */
  readonly logPublicKey: Uint8Array
  readonly signLog: (bytes: Uint8Array) => Promise<Uint8Array>
}

/** PKCS #8 of an Ed25519 key up to its seed (RFC 8410 §7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

/** SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes (RFC 8410 §4). */
const SPKI_HEAD_BYTES = 12

/** 32 random bytes. */
export function newSeed(): Uint8Array {
  return new Uint8Array(randomBytes(32))
}

/** The seed of a demo's key, the same for the same name. Whoever reads this can sign as the demo. */
export function demoSeed(name: string): Uint8Array {
  return new Uint8Array(sha256(`kapok-demo-seed/1\n${name}`))
}

/** What signs receipts and checkpoints from two seeds. Throws on a seed used twice or of another length. */
export function signerFromSeeds(seeds: {
  readonly receipt: Uint8Array
  readonly log: Uint8Array
  readonly kid: string
}): KeySigner {
  if (!isKid(seeds.kid)) throw new Error(`"${seeds.kid}" may not name a key`)
  if (sameBytes(seeds.receipt, seeds.log)) throw new Error('receipts and the log share a key')
  const receipt = privateKey(seeds.receipt)
  const log = privateKey(seeds.log)
  return {
    kid: seeds.kid,
    publicKey: publicKeyOf(receipt),
    sign: async (bytes) => sign(null, bytes, receipt),
    logPublicKey: publicKeyOf(log),
    signLog: async (bytes) => sign(null, bytes, log),
  }
}

function privateKey(seed: Uint8Array): KeyObject {
  if (seed.length !== 32) throw new Error(`a seed has 32 bytes, not ${seed.length}`)
  return createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, seed]),
    format: 'der',
    type: 'pkcs8',
  })
}

function publicKeyOf(key: KeyObject): Uint8Array {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return new Uint8Array(spki.subarray(SPKI_HEAD_BYTES))
}
