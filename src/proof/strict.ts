/**
 * The rules of a receipt (回执), shared by every place that checks one: the
 * server, the command line and the page in a browser differ only in how they
 * check an Ed25519 signature. A receipt has one spelling; whatever is not that
 * spelling, to the byte, is refused. Runs in browsers too.
 */
import { isAccount } from '../ledger/account.ts'
import type { MovementKind } from '../ledger/entry.ts'
import { MINUTES_MAX } from '../ledger/minutes.ts'
import { fromBase64url } from './base64.ts'
import { type JsonObject, readJsonObject } from './json.ts'
import { isKeyFor, isKid, type Jwks } from './jwks.ts'

/** What a receipt says. Its `seq` is a promise: the published tree holds this leaf there. */
export interface Receipt {
  /** The key that signed it. */
  readonly kid: string
  /** The log's origin, as on its checkpoints. */
  readonly log: string
  readonly seq: number
  /** Seconds since 1970 UTC, by the ledger's clock. */
  readonly recordedAtSeconds: number
  /** The whole account id, purse and owner: `earned:…`, `granted:…:2`. */
  readonly account: string
  /** The account's own gapless line number, from 1. */
  readonly line: number
  readonly station: string
  readonly kind: MovementKind
  /** Minutes moved, below zero where they left the account. */
  readonly minutes: number
  /** Minutes in the account afterwards. */
  readonly balance: number
  /** First 16 bytes of the leaf hash, base64url. */
  readonly leaf: string
}

/** Why a receipt is refused, in the order of the checks. */
export const RECEIPT_FAULTS = [
  'too-long',
  'not-three-parts',
  'not-base64url',
  'wrong-algorithm',
  'unknown-key',
  'bad-signature',
  'not-json',
  'duplicate-name',
  'header-shape',
  'wrong-type',
  'payload-shape',
  'key-not-for-this-seq',
  'other-log',
] as const

export type ReceiptFault = (typeof RECEIPT_FAULTS)[number]

export type ReceiptOutcome =
  | { readonly ok: true; readonly receipt: Receipt }
  | { readonly ok: false; readonly why: ReceiptFault }

export interface ReceiptOptions {
  /** The only log whose receipts are wanted. */
  readonly log?: string
}

/** Checks a compact JWS under the one pinned key its `kid` names, with Ed25519 and nothing else. */
export type CheckSignature = (text: string, jwks: Jwks) => Promise<ReceiptFault | undefined>

/** One letter a kind, printed on slips for ever; never reused. */
const LETTERS: Readonly<Record<MovementKind, string>> = {
  credit: 'c',
  transfer: 't',
  donate: 'p',
  grant: 'g',
  hold: 'h',
  settle: 's',
  release: 'v',
  redeem: 'd',
  reverse: 'r',
  opening: 'o',
  carry: 'y',
  net: 'n',
}

const TYPE = 'tb-receipt+jwt'

/** A receipt of ours has some 400 characters. */
const LENGTH_MAX = 4_096

/** The last second of the year 9999. */
const SECONDS_MAX = 253_402_300_799

const PLAIN = /^[!#-[\]-~]{1,100}$/

/** The header's bytes: RFC 7515 names in the order a JSON sorter gives them. */
export function headerText(kid: string): string {
  return `{"alg":"Ed25519","kid":"${kid}","typ":"${TYPE}"}`
}

/** The payload's bytes. */
export function payloadText(receipt: Receipt): string {
  const { log, seq, recordedAtSeconds: t, account, line, station, kind, minutes, balance } = receipt
  return `{"i":"${log}","j":${seq - 1},"t":${t},"a":"${account}","q":${line},"s":"${station}","k":"${LETTERS[kind]}","m":${minutes},"b":${balance},"h":"${receipt.leaf}"}`
}

/** Whether every field has its shape and range, so that the payload is read back as it was written. */
export function isSound(receipt: Receipt): boolean {
  return (
    isKid(receipt.kid) &&
    PLAIN.test(receipt.log) &&
    isWhole(receipt.seq, 1, Number.MAX_SAFE_INTEGER) &&
    isWhole(receipt.recordedAtSeconds, 0, SECONDS_MAX) &&
    isAccount(receipt.account) &&
    isWhole(receipt.line, 1, Number.MAX_SAFE_INTEGER) &&
    PLAIN.test(receipt.station) &&
    isWhole(receipt.minutes, -MINUTES_MAX, MINUTES_MAX) &&
    receipt.minutes !== 0 &&
    isWhole(receipt.balance, -MINUTES_MAX, MINUTES_MAX) &&
    fromBase64url(receipt.leaf)?.length === 16
  )
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most
}

/**
 * All rules in order: length and parts, one spelling of each part, signature,
 * JSON that says one thing, type and fields, the key's life, the log.
 */
export async function checkReceipt(
  text: string,
  jwks: Jwks,
  checkSignature: CheckSignature,
  options: ReceiptOptions = {},
): Promise<ReceiptOutcome> {
  if (text.length > LENGTH_MAX) return { ok: false, why: 'too-long' }
  const parts = text.split('.')
  if (parts.length !== 3 || parts.includes('')) return { ok: false, why: 'not-three-parts' }
  const [header, payload, signature] = parts.map(fromBase64url)
  if (!header || !payload || !signature) return { ok: false, why: 'not-base64url' }

  const unproved = await checkSignature(text, jwks)
  if (unproved !== undefined) return { ok: false, why: unproved }

  const kid = readHeader(header)
  if (!kid.ok) return kid
  const said = readPayload(payload, kid.value)
  if (!said.ok) return said
  const { receipt } = said

  const key = jwks.keys.find((it) => it.kid === receipt.kid)
  if (key === undefined) return { ok: false, why: 'unknown-key' }
  if (!isKeyFor(key, receipt.seq)) return { ok: false, why: 'key-not-for-this-seq' }
  if (options.log !== undefined && receipt.log !== options.log)
    return { ok: false, why: 'other-log' }
  return { ok: true, receipt }
}

/** The receipt in what was pasted: spaces around it, or the whole address it stood in, are taken off. */
export function receiptIn(pasted: string): string {
  const text = pasted.trim()
  return text.slice(text.lastIndexOf('#') + 1)
}

function readHeader(
  bytes: Uint8Array,
):
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly why: ReceiptFault } {
  const read = readJsonObject(bytes)
  if (!read.ok) return read
  const { alg, kid, typ } = read.value
  if (alg !== 'Ed25519') return { ok: false, why: 'wrong-algorithm' }
  if (typ !== TYPE) return { ok: false, why: 'wrong-type' }
  if (typeof kid !== 'string' || read.text !== headerText(kid)) {
    return { ok: false, why: 'header-shape' }
  }
  return { ok: true, value: kid }
}

function readPayload(bytes: Uint8Array, kid: string): ReceiptOutcome {
  const read = readJsonObject(bytes)
  if (!read.ok) return read
  const receipt = receiptFrom(read.value, kid)
  // Written again it must be the same text: no spaces, no other order, no further name.
  if (receipt === undefined || !isSound(receipt) || payloadText(receipt) !== read.text) {
    return { ok: false, why: 'payload-shape' }
  }
  return { ok: true, receipt }
}

function receiptFrom(said: JsonObject, kid: string): Receipt | undefined {
  const { i, j, t, a, q, s, k, m, b, h } = said
  if (typeof i !== 'string' || typeof a !== 'string' || typeof s !== 'string') return undefined
  if (typeof j !== 'number' || typeof t !== 'number' || typeof q !== 'number') return undefined
  if (typeof m !== 'number' || typeof b !== 'number' || typeof h !== 'string') return undefined
  const kind = (Object.keys(LETTERS) as MovementKind[]).find((it) => LETTERS[it] === k)
  if (kind === undefined) return undefined
  return {
    kid,
    log: i,
    seq: j + 1,
    recordedAtSeconds: t,
    account: a,
    line: q,
    station: s,
    kind,
    minutes: m,
    balance: b,
    leaf: h,
  }
}
