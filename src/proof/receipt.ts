/**
 * A receipt (回执) is a signature over one posting's place in the journal,
 * short enough for a QR code of version 15 on a thermal slip. It names the
 * account whole, as `earned:<member>`: the ids are opaque, there is room, and
 * a purse is not guessed. Issuing is deterministic, so no table of receipts is
 * kept while the key lives.
 */
import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose'
import type { AccountId } from '../ledger/account.ts'
import type { Entry, EntryKind, MovementKind } from '../ledger/entry.ts'
import { toBase64url } from './base64.ts'
import type { Jwks } from './jwks.ts'
import {
  checkReceipt,
  headerText,
  isSound,
  payloadText,
  type Receipt,
  type ReceiptFault,
  type ReceiptOptions,
  type ReceiptOutcome,
} from './strict.ts'

/** Who issues: the log's origin, the key's name, and what signs with it. */
export interface Issuer {
  readonly origin: string
  readonly kid: string
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

/** Kinds without postings; there is no receipt of them. */
const RECORDS: readonly EntryKind[] = ['row', 'key', 'close', 'config', 'erase']

/** What a receipt of this posting says. Throws when the entry posts nothing to the account. */
export function receiptOf(entry: Entry, account: AccountId, origin: string, kid: string): Receipt {
  const posting = entry.postings.find((it) => it.account === account)
  if (posting === undefined || RECORDS.includes(entry.kind)) {
    throw new Error(`entry ${entry.seq} has no posting of ${account} to give a receipt of`)
  }
  return {
    kid,
    log: origin,
    seq: entry.seq,
    recordedAtSeconds: Math.floor(entry.recordedAt / 1000),
    account,
    line: posting.line,
    station: entry.station,
    kind: entry.kind as MovementKind,
    minutes: posting.minutes,
    balance: posting.balance,
    leaf: toBase64url(entry.leaf.subarray(0, 16)),
  }
}

/**
 * The receipt of one posting as a compact JWS (RFC 7515, Ed25519 of RFC 9864).
 * The same entry, account and key give the same text for ever. Throws on an
 * entry whose receipt no verifier would accept.
 */
export async function issueReceipt(
  entry: Entry,
  account: AccountId,
  issuer: Issuer,
): Promise<string> {
  const receipt = receiptOf(entry, account, issuer.origin, issuer.kid)
  if (!isSound(receipt)) throw new Error(`entry ${entry.seq} has no sound receipt for ${account}`)
  const text = new TextEncoder()
  const header = toBase64url(text.encode(headerText(issuer.kid)))
  const signed = `${header}.${toBase64url(text.encode(payloadText(receipt)))}`
  return `${signed}.${toBase64url(await issuer.sign(text.encode(signed)))}`
}

/** Where a phone that scans the slip is led; the fragment never reaches a server or its logs. */
export function receiptUrl(base: string, receipt: string): string {
  return `${base.replace(/\/$/, '')}/r#${receipt}`
}

/**
 * Checks a receipt against pinned keys, offline. Refused with a reason: any
 * spelling but the one it was issued in, any key but one that may have signed
 * that seq, and, where `log` is given, a receipt of another log.
 */
export function verifyReceipt(
  text: string,
  jwks: Jwks,
  options: ReceiptOptions = {},
): Promise<ReceiptOutcome> {
  return checkReceipt(text, jwks, checkSignature, options)
}

const localSets = new WeakMap<Jwks, ReturnType<typeof createLocalJWKSet>>()

function localSet(jwks: Jwks): ReturnType<typeof createLocalJWKSet> {
  const known = localSets.get(jwks)
  if (known) return known
  const set = createLocalJWKSet({ keys: [...jwks.keys] } as unknown as JSONWebKeySet)
  localSets.set(jwks, set)
  return set
}

async function checkSignature(text: string, jwks: Jwks): Promise<ReceiptFault | undefined> {
  try {
    await compactVerify(text, localSet(jwks), { algorithms: ['Ed25519'] })
    return undefined
  } catch (error) {
    if (error instanceof errors.JOSEAlgNotAllowed) return 'wrong-algorithm'
    if (error instanceof errors.JWKSNoMatchingKey) return 'unknown-key'
    if (error instanceof errors.JWKSMultipleMatchingKeys) return 'unknown-key'
    if (error instanceof errors.JWSSignatureVerificationFailed) return 'bad-signature'
    if (error instanceof errors.JOSEError) return 'header-shape'
    throw error
  }
}
