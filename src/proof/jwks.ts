/**
 * The key set that receipts are checked against: every key that has ever
 * signed one, each with the seqs it may have signed. It is pinned, never
 * fetched on a receipt's word, so an old receipt verifies as long as the
 * records are kept, and a key that was retired signs nothing any more. Runs in
 * browsers too.
 */
import { fromBase64url } from './base64.ts'
import { isObject, type Json, type JsonFault, type JsonObject, readJson } from './json.ts'

export interface ReceiptKey {
  readonly kid: string
  /** Raw 32-byte Ed25519 public key, base64url. */
  readonly publicKey: string
  /** First seq whose receipt it signs, from 1. */
  readonly firstSeq: number
  /** Last seq; left out, it is the one before the next key's first. */
  readonly lastSeq?: number
}

/** RFC 8037 key with the algorithm name of RFC 9864, and the seqs it is good for. */
export interface Jwk {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly kid: string
  readonly x: string
  readonly alg: 'Ed25519'
  readonly use: 'sig'
  readonly kapok_first_seq: number
  readonly kapok_last_seq?: number
}

export interface Jwks {
  readonly keys: readonly Jwk[]
}

export type JwksFault =
  | JsonFault
  | 'shape'
  | 'key-shape'
  | 'weak-key'
  | 'kid-twice'
  | 'lives-overlap'

export type JwksOutcome =
  | { readonly ok: true; readonly jwks: Jwks }
  | { readonly ok: false; readonly why: JwksFault }

/** Longer than the keys of a century of yearly rotation. */
const JWKS_LENGTH_MAX = 65_536

const NAMES = ['kty', 'crv', 'kid', 'x', 'alg', 'use', 'kapok_first_seq', 'kapok_last_seq']

/**
 * y of the points of order 1, 2, 4 and 8, little-endian, with the two that are
 * not reduced mod p; the sign bit is left out, so these are all fourteen
 * encodings (Chalkias, Garillot, Nikolaenko: "Taming the many EdDSAs", 2020).
 */
const SMALL_ORDER_Y: readonly string[] = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]

/** A public key under which a signature may hold for any message. */
export function isSmallOrder(publicKey: Uint8Array): boolean {
  let hex = ''
  publicKey.forEach((byte, at) => {
    hex += (at === 31 ? byte & 0x7f : byte).toString(16).padStart(2, '0')
  })
  return SMALL_ORDER_Y.includes(hex)
}

/** May stand as a `kid`: short, because each of its bytes costs modules of a QR. */
export function isKid(text: string): boolean {
  return /^[A-Za-z0-9._-]{1,32}$/.test(text)
}

/** The key set of all keys ever used, oldest first. Throws on a key that `readJwks` would refuse. */
export function jwksOf(keys: readonly ReceiptKey[]): Jwks {
  const sorted = [...keys].sort((a, b) => a.firstSeq - b.firstSeq)
  const jwks: Jwk[] = sorted.map((key, at) => {
    const next = sorted[at + 1]
    const last = key.lastSeq ?? (next === undefined ? undefined : next.firstSeq - 1)
    return {
      kty: 'OKP',
      crv: 'Ed25519',
      kid: key.kid,
      x: key.publicKey,
      alg: 'Ed25519',
      use: 'sig',
      kapok_first_seq: key.firstSeq,
      ...(last === undefined ? {} : { kapok_last_seq: last }),
    }
  })
  const fault = jwks.map(jwkFault).find((why) => why !== undefined) ?? setFault(jwks)
  if (fault !== undefined) throw new Error(`these keys make no key set: ${fault}`)
  return { keys: jwks }
}

/**
 * Reads a published key set. Refused: repeated or unknown names (a private
 * `d` above all), other algorithms, points of small order, a kid given twice,
 * and two keys for one seq. `kapok_first_seq` is 1 where it is not given.
 */
export function readJwks(text: string): JwksOutcome {
  if (text.length > JWKS_LENGTH_MAX) return { ok: false, why: 'shape' }
  const read = readJson(text)
  if (!read.ok) return read
  const set = read.value
  if (!isObject(set) || Object.keys(set).join() !== 'keys') return { ok: false, why: 'shape' }
  const list = set.keys
  if (!Array.isArray(list)) return { ok: false, why: 'shape' }

  const keys: Jwk[] = []
  for (const given of list as readonly Json[]) {
    if (!isObject(given) || Object.keys(given).some((name) => !NAMES.includes(name))) {
      return { ok: false, why: 'key-shape' }
    }
    const key = { ...given, kapok_first_seq: given.kapok_first_seq ?? 1 }
    const why = jwkFault(key)
    if (why !== undefined) return { ok: false, why }
    keys.push(key as unknown as Jwk)
  }
  const why = setFault(keys)
  return why === undefined ? { ok: true, jwks: { keys } } : { ok: false, why }
}

/** Whether the key may have signed the receipt of a seq. */
export function isKeyFor(key: Jwk, seq: number): boolean {
  return seq >= key.kapok_first_seq && seq <= (key.kapok_last_seq ?? Number.MAX_SAFE_INTEGER)
}

function jwkFault(key: JsonObject | Jwk): JwksFault | undefined {
  if (key.kty !== 'OKP' || key.crv !== 'Ed25519') return 'key-shape'
  if (key.alg !== 'Ed25519' || key.use !== 'sig') return 'key-shape'
  if (typeof key.kid !== 'string' || !isKid(key.kid)) return 'key-shape'
  const bytes = typeof key.x === 'string' ? fromBase64url(key.x) : undefined
  if (bytes?.length !== 32) return 'key-shape'
  const first = key.kapok_first_seq
  const last = key.kapok_last_seq
  if (!isSeq(first) || (last !== undefined && !(isSeq(last) && last >= first))) return 'key-shape'
  return isSmallOrder(bytes) ? 'weak-key' : undefined
}

function isSeq(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
}

function setFault(keys: readonly Jwk[]): JwksFault | undefined {
  if (new Set(keys.map((key) => key.kid)).size !== keys.length) return 'kid-twice'
  const sorted = [...keys].sort((a, b) => a.kapok_first_seq - b.kapok_first_seq)
  const overlap = sorted.some((key, at) => {
    const next = sorted[at + 1]
    return next !== undefined && isKeyFor(key, next.kapok_first_seq)
  })
  return overlap ? 'lives-overlap' : undefined
}
