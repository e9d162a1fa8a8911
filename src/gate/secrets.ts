/** Secrets of the gate: how they are made, what is kept of them, how they are compared. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { sha256, toBase64url, toHex } from '../ledger/sha256.ts'

/** 256 random bits as 43 letters: nobody guesses one, so a plain hash of it is enough to keep. */
export function newSecret(): string {
  return toBase64url(randomBytes(32))
}

/** A secret that both sides keep, as Standard Webhooks writes it: 256 bits behind "whsec_". */
export function newHookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

export function isSecret(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text)
}

/** What is kept of a secret: SHA-256, in hex. */
export function hashOf(secret: string): string {
  return toHex(sha256(secret))
}

/** Compares in the same time wherever they differ; of their lengths, too, nothing is learned. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b))
}

export function sameDigest(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
