/** Addresses and blocks, by the ways people write them. */
import { expect, test } from 'vitest'
import { isBlock, isWithin, readAddress } from '../../src/bank/address.ts'

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.0/24', '203.0.113.255'],
  ['203.0.113.0/24', '::ffff:203.0.113.9'],
  ['::ffff:203.0.113.0', '203.0.113.0'],
  ['2001:db8::/32', '2001:DB8:1:2:3:4:5:6'],
  ['2001:db8::1', '2001:0db8:0:0:0:0:0:1'],
  ['0.0.0.0/0', '10.1.2.3'],
  ['::/0', 'fe80::1'],
])('%s holds %s', (block, address) => {
  expect(isBlock(block)).toBe(true)
  expect(isWithin([block], address)).toBe(true)
})

test.each([
  ['203.0.113.0/24', '203.0.114.0'],
  ['203.0.113.7', '203.0.113.70'],
  ['203.0.113.128/25', '203.0.113.127'],
  ['2001:db8::/32', '2001:db9::1'],
  ['0.0.0.0/0', '::1'],
  ['::/0', '10.1.2.3'],
  ['0.0.0.0/0', ''],
  ['0.0.0.0/0', 'localhost'],
])('%s does not hold %s', (block, address) => {
  expect(isWithin([block], address)).toBe(false)
})

test.each([
  '',
  'localhost',
  '256.1.1.1',
  '1.2.3',
  '01.2.3.4',
  '1.2.3.4/33',
  '1.2.3.4/',
  '::1/129',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '12345::',
  'g::',
  '::1.2.3.400',
  '10.0.0.1 ',
])('%j is no block', (text) => {
  expect(isBlock(text)).toBe(false)
  expect(readAddress(text)).toBeUndefined()
})
