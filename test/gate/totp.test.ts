import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { codeAt, newTotpSecret, secretLetters, stepOf, totpUri } from '../../src/gate/totp.ts'

/** RFC 6238, appendix B: seconds, and the codes by SHA-1, SHA-256 and SHA-512. */
const VECTORS: readonly (readonly [number, string, string, string])[] = [
  [59, '94287082', '46119246', '90693936'],
  [1_111_111_109, '07081804', '68084774', '25091201'],
  [1_111_111_111, '14050471', '67062674', '99943326'],
  [1_234_567_890, '89005924', '91819424', '93441116'],
  [2_000_000_000, '69279037', '90698825', '38618901'],
  [20_000_000_000, '65353130', '77737706', '47863826'],
]

const SECRETS = [
  ['SHA1', 20],
  ['SHA256', 32],
  ['SHA512', 64],
] as const

test('the eighteen values of RFC 6238', () => {
  let told = 0
  for (const [seconds, ...codes] of VECTORS) {
    for (const [at, [algorithm, length]] of SECRETS.entries()) {
      const secret = Buffer.from('1234567890'.repeat(7).slice(0, length), 'ascii')
      expect(codeAt(secret, seconds * 1_000, { algorithm, digits: 8 })).toBe(codes[at])
      told++
    }
  }
  expect(told).toBe(18)
})

test('a code is known within one step either way, and says which step', () => {
  const secret = newTotpSecret()
  const now = 1_790_000_000_000
  const step = Math.floor(now / 30_000)
  for (const off of [-1, 0, 1])
    expect(stepOf(secret, codeAt(secret, now + off * 30_000), now)).toBe(step + off)
  for (const off of [-2, 2])
    expect(stepOf(secret, codeAt(secret, now + off * 30_000), now)).not.toBe(step + off)
  for (const code of ['', '12345', '1234567', 'abcdef', '１２３４５６', '12 345'])
    expect(stepOf(secret, code, now)).toBeUndefined()
})

test('an app is told by a URI, a person by letters', () => {
  const secret = Buffer.from('12345678901234567890', 'ascii')
  expect(secretLetters(secret)).toBe('GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ')
  const uri = new URL(totpUri(secret, 'wang', '红棉时间'))
  expect([uri.protocol, uri.host]).toEqual(['otpauth:', 'totp'])
  expect(uri.searchParams.get('secret')).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  expect(decodeURIComponent(uri.pathname)).toContain('wang')
  expect(uri.searchParams.get('issuer')).toBe('红棉时间')
})
