/**
 * A credit code is checked where it is typed: every single slip must be caught, every
 * true code let in.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

import { creditCodeCheck, isCreditCode } from '../../src/rules/credit-code.ts'

// The worked example of GB 32100-2015: the weighted sum is 1640, the check character 3.
const GOOD = '91350100M000100Y43'
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'

test('the worked example of the standard is good', () => {
  expect(creditCodeCheck('91350100M000100Y4')).toBe('3')
  expect(isCreditCode(GOOD)).toBe(true)
})

test('any other check character is wrong', () => {
  const others = Array.from(CHARACTERS).filter((it) => it !== '3')
  expect(others.filter((it) => isCreditCode(GOOD.slice(0, 17) + it))).toEqual([])
})

test('one wrong character anywhere is caught', () => {
  const slips = Array.from(GOOD).flatMap((right, i) =>
    Array.from(CHARACTERS)
      .filter((it) => it !== right)
      .map((it) => GOOD.slice(0, i) + it + GOOD.slice(i + 1)),
  )
  expect(slips.length).toBe(18 * 30)
  expect(slips.filter(isCreditCode)).toEqual([])
})

test('two neighbours exchanged are caught', () => {
  const exchanged = Array.from(GOOD)
    .slice(1)
    .map((right, i) => {
      return GOOD.slice(0, i) + right + GOOD.charAt(i) + GOOD.slice(i + 2)
    })
  expect(exchanged.filter((it) => it !== GOOD && isCreditCode(it))).toEqual([])
})

test('all weights cancelling gives 0, not a thirty-second character', () => {
  expect(creditCodeCheck('0'.repeat(17))).toBe('0')
})

describe('not a code at all', () => {
  test.each([
    ['empty', ''],
    ['one short', GOOD.slice(0, 17)],
    ['one long', `${GOOD}0`],
    ['a line break after it', `${GOOD}\n`],
    ['a space before it', ` ${GOOD}`],
    ['lower case', GOOD.toLowerCase()],
    ['full-width digits', GOOD.replace('9', '９')],
    ['a letter in the place code', `91A${GOOD.slice(3)}`],
  ])('%s', (_, code) => expect(isCreditCode(code)).toBe(false))

  test.each(['I', 'O', 'S', 'V', 'Z'])('the letter %s', (letter) => {
    expect(isCreditCode(GOOD.replace('M', letter))).toBe(false)
    expect(isCreditCode(GOOD.slice(0, 17) + letter)).toBe(false)
    expect(creditCodeCheck(GOOD.slice(0, 17).replace('M', letter))).toBeUndefined()
  })

  test.each(['', GOOD.slice(0, 16), GOOD])('seventeen characters, not "%s"', (text) => {
    expect(creditCodeCheck(text)).toBeUndefined()
  })
})

test.each([
  ['stations.sample.csv', 203],
  ['organisations.sample.csv', 13],
])('every code in %s is good', (file, count) => {
  const text = readFileSync(join(import.meta.dirname, '../../schema/guangzhou', file), 'utf8')
  const codes = text.match(/\b[0-9A-Za-z]{18}\b/g) ?? []
  expect(codes.length).toBe(count)
  expect(codes.filter((code) => !isCreditCode(code))).toEqual([])
})
