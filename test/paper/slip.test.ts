/** What a printed slip carries: a QR code that scans, and a code that can be typed. */

import { createHash } from 'node:crypto'

import { expect, test } from 'vitest'

import { readSlipCode, slipCode } from '../../src/paper/code.ts'
import { qrSvg, qrText } from '../../src/paper/qr.ts'

test('a short text is made with more correction, a receipt stays at version 15', () => {
  expect(qrSvg('https://sj.example.gov.cn/m/V001').version).toBeLessThanOrEqual(4)
  expect(qrSvg('a'.repeat(516)).version).toBe(15)
  expect(() => qrSvg('a'.repeat(600))).toThrow(/version 1[67]/)
  expect(() => qrText('a'.repeat(600))).toThrow(/version/)
})

test('the picture is black on white with a quiet zone of four', () => {
  const { svg, version } = qrSvg('红棉', { title: '回执 "1" & <2>', side: '40mm' })
  const size = 17 + 4 * version + 8
  expect(svg).toContain(`viewBox="0 0 ${size} ${size}" width="40mm" height="40mm"`)
  expect(svg).toContain('<title>回执 &#34;1&#34; &#38; &#60;2&#62;</title>')
  expect(svg).toContain('M4 4h7v1h-7z')
  expect(svg.split('fill="#000"')[1]).not.toMatch(/style=|M[0-3] |NaN/)
})

test('a terminal shows it in half blocks', () => {
  const lines = qrText('红棉').split('\n')
  expect(lines).toHaveLength(Math.ceil((21 + 8) / 2))
  expect(qrText('红棉')).toMatch(/[█▀▄]/)
})

const hashes = Array.from(
  { length: 200 },
  (_, at) => new Uint8Array(createHash('sha256').update(String(at)).digest()),
)

test('a slip code is ten characters of its hash, however it is typed', () => {
  expect(slipCode(new Uint8Array(32))).toBe('0000000000')
  expect(slipCode(new Uint8Array(32).fill(255))).toBe('ZZZZZZZZZX')
  for (const hash of hashes) {
    const code = slipCode(hash)
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/)
    const typed = `${code.slice(0, 5)} - ${code.slice(5)}`.toLowerCase()
    expect(readSlipCode(typed.replace(/0/g, 'o').replace(/1/g, 'l'))).toBe(code)
  }
  expect(() => slipCode(new Uint8Array(5))).toThrow(/too short/)
})

test('one wrong character or two in the wrong order are always caught', () => {
  for (const hash of hashes.slice(0, 20)) {
    const code = slipCode(hash)
    for (let at = 0; at < 10; at++) {
      for (const other of '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.replace(code.charAt(at), '')) {
        expect(readSlipCode(code.slice(0, at) + other + code.slice(at + 1))).toBeUndefined()
      }
      for (let next = at + 1; next < 10; next++) {
        const swapped = code.split('')
        swapped[at] = code.charAt(next)
        swapped[next] = code.charAt(at)
        const expected = code.charAt(at) === code.charAt(next) ? code : undefined
        expect(readSlipCode(swapped.join(''))).toBe(expected)
      }
    }
  }
  expect(readSlipCode('')).toBeUndefined()
  expect(readSlipCode('00000000000')).toBeUndefined()
  expect(readSlipCode('UUUUUUUUUU')).toBeUndefined()
})
