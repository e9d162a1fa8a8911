/**
 * The two numbers we give a person. The volunteer number is short, to be read
 * aloud and typed: a serial with a check digit. The card is 80 random bits and
 * says nothing of the person.
 */
import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { checkDigit } from '../ledger/check-digit.ts'

/** Crockford's base32: no I, L, O or U. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The prefix, seven digits of the serial, and a check digit: GZ00000014. */
export function memberNumber(prefix: string, serial: number): string {
  const digits = String(serial).padStart(7, '0')
  return `${prefix}${digits}${checkDigit(digits)}`
}

/** The number as it was given, however it was typed; undefined when it is none of ours. */
export function readMemberNumber(prefix: string, typed: string): string | undefined {
  const number = folded(typed)
  if (!number.startsWith(prefix)) return undefined
  const digits = number.slice(prefix.length)
  if (!/^\d{8}$/.test(digits) || checkDigit(digits.slice(0, 7)) !== digits[7]) return undefined
  return number
}

export function newCard(): string {
  const letters = [...Buffer.from(randomBytes(16))].map((byte) => LETTERS[byte & 31])
  return letters.join('')
}

/** Forgives what Crockford's alphabet forgives: case, hyphens, I and L for 1, O for 0. */
export function readCard(typed: string): string | undefined {
  const card = folded(typed).replace(/[IL]/g, '1').replace(/O/g, '0')
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(card) ? card : undefined
}

/** A number as it is looked up: upper case without spaces and hyphens. */
export function folded(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s-]/gu, '').toUpperCase()
}
