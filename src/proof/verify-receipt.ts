/**
 * A receipt checked without Node and without jose, for the page that verifies
 * in the browser and sends nothing anywhere. The rules are those of
 * `strict.ts`; the verdict of `receipt.ts` is the normative one, and tests hold
 * the two together.
 */
import { fromBase64url } from './base64.ts'
import { readJsonObject } from './json.ts'
import type { Jwks } from './jwks.ts'
import {
  checkReceipt,
  type ReceiptFault,
  type ReceiptOptions,
  type ReceiptOutcome,
} from './strict.ts'
import { verifyEd25519, webCrypto } from './verify-ed25519.ts'

/** As `verifyReceipt` of `receipt.ts`. `subtle` is the browser's WebCrypto, or null to do without. */
export function verifyReceiptHere(
  text: string,
  jwks: Jwks,
  options: ReceiptOptions = {},
  subtle: SubtleCrypto | null = webCrypto(),
): Promise<ReceiptOutcome> {
  return checkReceipt(text, jwks, (it, keys) => checkSignature(it, keys, subtle), options)
}

async function checkSignature(
  text: string,
  jwks: Jwks,
  subtle: SubtleCrypto | null,
): Promise<ReceiptFault | undefined> {
  const parts = text.split('.')
  const [header, , signature] = parts.map(fromBase64url)
  const read = header && readJsonObject(header)
  if (!read || !signature) return 'not-base64url'
  if (!read.ok) return read.why
  if (read.value.alg !== 'Ed25519') return 'wrong-algorithm'
  if (Object.keys(read.value).length !== 3) return 'header-shape'

  const key = jwks.keys.find((it) => it.kid === read.value.kid)
  const publicKey = key && fromBase64url(key.x)
  if (publicKey === undefined) return 'unknown-key'
  const signed = new TextEncoder().encode(`${parts[0] ?? ''}.${parts[1] ?? ''}`)
  return (await verifyEd25519(publicKey, signed, signature, subtle)) ? undefined : 'bad-signature'
}
