/** Codes of an authenticator app (RFC 6238): six digits of 30 seconds, by SHA-1, which is what every app can. */
import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { sameSecret } from './secrets.ts'

const SECRET_BYTES = 20
export const STEP_MS = 30_000

/** A clock may be this many steps off, either way. */
const WINDOW = 1

export function newTotpSecret(): Uint8Array {
  return new Uint8Array(randomBytes(SECRET_BYTES))
}

export interface CodeKind {
  readonly algorithm: 'SHA1' | 'SHA256' | 'SHA512'
  readonly digits: number
}

const USUAL: CodeKind = { algorithm: 'SHA1', digits: 6 }

/** The code at an instant in ms. */
export function codeAt(secret: Uint8Array, ms: number, kind: CodeKind = USUAL): string {
  return generatorOf(secret, kind).generate({ timestamp: ms })
}

/** The step a code is of, within the window around an instant; undefined when it is of none. */
export function stepOf(secret: Uint8Array, code: string, ms: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const now = Math.floor(ms / STEP_MS)
  // All are made and compared, so that the time it takes says nothing about which it was.
  const right = [0, -WINDOW, WINDOW].filter((off) =>
    sameSecret(codeAt(secret, (now + off) * STEP_MS), code),
  )
  return right[0] === undefined ? undefined : now + right[0]
}

/** What the QR code says to the app. */
export function totpUri(secret: Uint8Array, label: string, issuer: string): string {
  const { algorithm, digits } = USUAL
  const totp = new TOTP({ issuer, label, secret: kept(secret), algorithm, digits, period: 30 })
  return totp.toString()
}

/** For those who type it: base32 in groups of four. */
export function secretLetters(secret: Uint8Array): string {
  return kept(secret).base32.replace(/.{4}(?=.)/g, '$& ')
}

function generatorOf(secret: Uint8Array, kind: CodeKind): TOTP {
  return new TOTP({ secret: kept(secret), ...kind, period: STEP_MS / 1_000 })
}

function kept(secret: Uint8Array): Secret {
  return new Secret({ buffer: new Uint8Array(secret).buffer })
}
