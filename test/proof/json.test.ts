/** Where JSON.parse would choose between two meanings, our reader refuses. */
import { expect, test } from 'vitest'
import { fromBase64, fromBase64url, toBase64, toBase64url } from '../../src/proof/base64.ts'
import { readJson } from '../../src/proof/json.ts'

test.each([
  '{}',
  '[]',
  '"a"',
  '0',
  '-1',
  'true',
  'null',
  '{"a":[1,{"b":"\\u00e9"}]}',
  ' [ 1 , 2 ]\n',
  '"\ud842\udfb7"',
  '9007199254740991',
])('%s is read as JSON.parse reads it', (text) =>
  expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) }))

test.each([
  '',
  ' ',
  '{',
  '}',
  '[1,]',
  '[,1]',
  '{"a"}',
  '{"a":}',
  '{"a":1,}',
  '{1:1}',
  "{'a':1}",
  '{a:1}',
  '[1 2]',
  '1 2',
  '-0',
  '1.0',
  '1e1',
  '.5',
  '01',
  '+1',
  '-',
  '9007199254740992',
  'NaN',
  'undefined',
  'tru',
  '"a',
  '"\\x"',
  '"\n"',
  '"\\u12"',
  '\ufeff1',
  '//1',
  `${'['.repeat(8)}${']'.repeat(8)}`,
  '['.repeat(100_000),
])('%s is not JSON of ours', (text) =>
  expect(readJson(text)).toEqual({ ok: false, why: 'not-json' }))

test.each([
  '{"a":1,"a":1}',
  '{"a":1,"\\u0061":2}',
  '[{"b":{"a":1,"a":2}}]',
  '{"__proto__":1,"__proto__":2}',
])('%s says two things', (text) =>
  expect(readJson(text)).toEqual({ ok: false, why: 'duplicate-name' }))

test('__proto__ is a name like any other', () => {
  const read = readJson('{"__proto__":{"x":1}}')
  expect(read.ok && Object.keys(read.value as object)).toEqual(['__proto__'])
  expect(({} as { x?: number }).x).toBe(undefined)
})

test('every byte string has one base64 text, and no other text is read', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + length * 11) & 0xff)
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
    expect(toBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
    expect(fromBase64(toBase64(bytes))).toEqual(bytes)
    expect(fromBase64url(toBase64url(bytes))).toEqual(bytes)
  }
  for (const text of [
    'A',
    'AA',
    'AA=',
    'AB==',
    'AAB=',
    'AA==\n',
    ' AA==',
    'A===',
    '====',
    'AA-_',
    'AAAA=',
  ]) {
    expect(fromBase64(text)).toBe(undefined)
  }
  for (const text of ['A', 'AB', 'AAB', 'AA==', 'AA ', '+/AA', 'AAAAA', 'é']) {
    expect(fromBase64url(text)).toBe(undefined)
  }
  const large = new Uint8Array(100_000).fill(7)
  expect(fromBase64(toBase64(large))).toEqual(large)
})
