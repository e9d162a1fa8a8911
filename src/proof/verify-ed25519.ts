/**
 * One Ed25519 signature, checked where there may be no Node: with WebCrypto
 * where the browser has it, and with a small library where it has not (older
 * WebViews, pages opened over plain http on a local network). Strict RFC 8032,
 * never ZIP-215: who accepts more than the others can be shown receipts that
 * the others refuse.
 */

type Bytes = Uint8Array<ArrayBuffer>

/**
 * Whether the signature (64 bytes) of the message holds under a raw public key
 * (32 bytes). Any other length is a no, never a throw.
 */
export async function verifyEd25519(
  publicKey: Bytes,
  message: Bytes,
  signature: Bytes,
  subtle: SubtleCrypto | null = webCrypto(),
): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const known = subtle && (await withWebCrypto(subtle, publicKey, message, signature))
  return known ?? withLibrary(publicKey, message, signature)
}

/** WebCrypto, where the page has it: there is none over plain http but on the machine itself. */
export function webCrypto(): SubtleCrypto | null {
  return (globalThis.crypto as Crypto | undefined)?.subtle ?? null
}

/** Undefined where the platform does not know Ed25519. */
async function withWebCrypto(
  subtle: SubtleCrypto,
  publicKey: Bytes,
  message: Bytes,
  signature: Bytes,
): Promise<boolean | undefined> {
  try {
    const key = await subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify'])
    return await subtle.verify('Ed25519', key, signature, message)
  } catch {
    return undefined
  }
}

async function withLibrary(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  const { ed25519 } = await import('@noble/curves/ed25519.js')
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false })
  } catch {
    return false
  }
}
