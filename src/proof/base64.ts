/**
 * Base64 in its two alphabets, strictly: a text is read only when it is the
 * one spelling of its bytes. Lenient readers let fifteen spellings of one
 * receipt pass, through the spare bits of a last character, spaces and
 * padding. Runs in browsers too, so nothing here needs Node.
 */

const BYTES_A_CALL = 8_192

/** RFC 4648 §4, padded. Where the platform has a Buffer it is asked, in a tenth of the time. */
export function toBase64(bytes: Uint8Array): string {
  const { Buffer } = globalThis as { readonly Buffer?: typeof globalThis.Buffer }
  if (Buffer) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
  let text = ''
  for (let at = 0; at < bytes.length; at += BYTES_A_CALL) {
    text += String.fromCharCode(...bytes.subarray(at, at + BYTES_A_CALL))
  }
  return btoa(text)
}

/** RFC 4648 §5, unpadded. */
export function toBase64url(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

/** The bytes of a padded base64 text; undefined when it is not their only spelling. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  const plain = decoded(text)
  return plain !== undefined && toBase64(plain) === text ? plain : undefined
}

/** The bytes of an unpadded base64url text; undefined when it is not their only spelling. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined
  const plain = decoded(text.replace(/-/g, '+').replace(/_/g, '/'))
  return plain !== undefined && toBase64url(plain) === text ? plain : undefined
}

function decoded(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
