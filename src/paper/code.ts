/**
 * The ten characters on a slip that a person can read aloud or type: nine of
 * the record's hash in Crockford's alphabet (no I, L, O, U) and one that
 * catches every single wrong character and every two in the wrong order.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Nine characters are 45 bits: among seven million slips two are as likely as not to share a code. */
const PLAIN = 9

export function slipCode(hash: Uint8Array): string {
  if (hash.length < 6)
    throw new Error(`a hash of ${hash.length} bytes is too short for a slip code`)
  const bits = hash.subarray(0, 6).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) >> 3n
  const values = Array.from({ length: PLAIN }, (_, at) =>
    Number((bits >> BigInt(5 * (PLAIN - 1 - at))) & 31n),
  )
  return [...values, checkOf(values)].map((value) => ALPHABET.charAt(value)).join('')
}

/** The code as it is kept, from what a person typed. Undefined when it cannot be right. */
export function readSlipCode(text: string): string | undefined {
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  const values = code.split('').map((letter) => ALPHABET.indexOf(letter))
  if (values.length !== PLAIN + 1 || values.includes(-1)) return undefined
  return checkOf(values.slice(0, PLAIN)) === values[PLAIN] ? code : undefined
}

/** Each value times its own power of x in the field of 32 elements: no swap leaves the sum alone. */
function checkOf(values: readonly number[]): number {
  return values.reduce((sum, value) => timesX(sum ^ value), 0)
}

function timesX(value: number): number {
  return value & 16 ? ((value << 1) & 31) ^ 5 : value << 1
}
