/** The code a computer is enrolled by (登记码): ten letters and digits that are not taken for each other, read out or copied across a room. */
import { randomBytes } from 'node:crypto'
import { hashOf } from './secrets.ts'

/** Crockford's base32: no I, L, O and U. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 10

export interface NewCode {
  /** To be shown once, as "ABCDE-FGHJK". */
  readonly text: string
  readonly hash: string
}

export function newCode(): NewCode {
  const letters = Array.from(randomBytes(LENGTH), (byte) => LETTERS[byte & 31]).join('')
  return { text: `${letters.slice(0, 5)}-${letters.slice(5)}`, hash: hashOf(letters) }
}

/** As it was given, however it was typed; undefined for what can be none. */
export function readCode(typed: string): string | undefined {
  const folded = typed
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(folded) ? folded : undefined
}
