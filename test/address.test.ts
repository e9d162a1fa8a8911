/** Whose word is believed about where a request came from. */
import { expect, test } from 'vitest'
import { callerOf, proxiesIn } from '../src/address.ts'
import { configOf } from '../src/config.ts'

const own = proxiesIn('127.0.0.1 ::1, 10.1.0.0/16 fd00::/8')

test.each([
  ['203.0.113.7', undefined, '203.0.113.7'],
  // A stranger's word counts for nothing.
  ['203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['203.0.113.7', '10.1.2.3, 127.0.0.1', '203.0.113.7'],
  // A proxy of ours is believed, about the last it has seen.
  ['127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['::ffff:127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['127.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
  ['127.0.0.1', '6.6.6.6, 198.51.100.1, 10.1.9.9', '198.51.100.1'],
  ['fd00::5', '2001:db8::1', '2001:db8::1'],
  ['127.0.0.1', '[2001:db8::1]:443', '2001:db8::1'],
  ['127.0.0.1', '198.51.100.1:5678', '198.51.100.1'],
  // What is no address is not gone behind.
  ['127.0.0.1', 'unknown', '127.0.0.1'],
  ['127.0.0.1', '198.51.100.1, <script>', '127.0.0.1'],
  ['127.0.0.1', '', '127.0.0.1'],
  ['127.0.0.1', ',,,', '127.0.0.1'],
  ['127.0.0.1', undefined, '127.0.0.1'],
  ['127.0.0.1', '10.1.1.1, 10.1.1.2', '10.1.1.1'],
  ['', '1.2.3.4', ''],
] as const)('from %s saying %s it is %s', (connection, forwarded, caller) => {
  expect(callerOf(connection, forwarded, own)).toBe(caller)
})

test('settings that cannot be are said by name', () => {
  for (const text of ['localhost', '10.0.0.0/33', '10.0.0.1/8/9', '::1/x', '1.2.3'])
    expect(() => proxiesIn(text), text).toThrow(/KAPOK_PROXIES/)
  expect(() => configOf({ KAPOK_RATES: 'staff' })).toThrow(/KAPOK_RATES/)
  expect(() => configOf({ KAPOK_RATES: 'guests=5' })).toThrow(/KAPOK_RATES/)
  expect(() => configOf({ KAPOK_RATES: 'staff=0' })).toThrow(/KAPOK_RATES/)
  expect(() => configOf({ KAPOK_REQUEST_S: '1' })).toThrow(/KAPOK_REQUEST_S/)
  const { rates, proxies, requestSeconds } = configOf({
    KAPOK_RATES: 'staff=9000 visitor=50',
    KAPOK_REQUEST_S: '120',
  })
  expect(rates).toMatchObject({ staff: 9_000, visitor: 50, token: 6_000 })
  expect([proxies, requestSeconds]).toEqual(['127.0.0.1 ::1', 120])
})
