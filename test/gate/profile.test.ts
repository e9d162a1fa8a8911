import { expect, test } from 'vitest'
import { isCommon } from '../../src/gate/common-passwords.ts'
import { isStale, lacksOf, PROFILES } from '../../src/gate/profile.ts'

const { mlps, asvs } = PROFILES

test('等保 asks for twelve characters of three classes, ASVS for twelve of any', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['kapok flowers in March', [], []],
    ['一朵木棉花开在三月的广州街上', ['classes'], []],
    ['correct horse battery staple', ['classes'], []],
    ['Ab3$Ab3$', ['short', 'common'], ['short', 'common']],
    ['', ['short', 'classes', 'common'], ['short', 'common', 'classes']],
    ['tomato Rain 7', [], []],
    ['wang likes Tea 99', ['login'], ['login']],
    [`${'a1B'.repeat(20)}${'xyzzy Plugh 5'.repeat(6)}`, ['long'], ['long']],
  ]
  for (const [password, strict, loose] of cases) {
    expect(lacksOf(mlps, password, 'wang'), password).toEqual(strict)
    expect([...lacksOf(asvs, password, 'wang')].sort(), password).toEqual([...loose].sort())
  }
})

test('what everybody thinks of is common, whatever is added to please a rule', () => {
  for (const password of [
    'Password2026!',
    'P@ssw0rd123456',
    'Passw0rd!Passw0rd!',
    'Admin@12345678',
    'Qwerty!2345678',
    '1qaz2wsx#EDC4rfv',
    'Woaini5201314!',
    'Guangzhou@2026',
    'Hongmian#202611',
    'KapokStation2026!',
    'aaaaaaaaaaaA1!',
    'Abcd1234!Abcd1234!',
    'ILoveYou!2026!',
    'Zhongguo!19491001',
    '138001380001380',
  ])
    expect(isCommon(password), password).toBe(true)
  for (const password of [
    'tomato Rain 7',
    'hongmian-demo-2026x',
    'Lychee&Longan&14',
    'kapok flowers in March',
    'k3Vz-90Pq-xTmw',
  ])
    expect(isCommon(password), password).toBe(false)
})

test('more than three thousand passwords that fit the rules are refused as common', () => {
  const words = [
    'Password',
    'Admin',
    'Welcome',
    'Qwerty',
    'Woaini',
    'Guangzhou',
    'Hongmian',
    'Kapok',
  ]
  const joints = ['@', '!', '#', '_', '-', '.', '$', '&']
  const years = Array.from({ length: 60 }, (_, at) => `${1970 + at}`)
  let refused = 0
  for (const word of words)
    for (const joint of joints)
      for (const year of years) {
        const password = `${word}${joint}${year}123`
        if (lacksOf(mlps, password, '').join() === 'common') refused++
      }
  expect(refused).toBeGreaterThan(3_000)
})

test('等保 has a password changed after 90 days, ASVS never for its age', () => {
  const day = 24 * 3_600_000
  expect(isStale(mlps, 0, 90 * day - 1)).toBe(false)
  expect(isStale(mlps, 0, 90 * day)).toBe(true)
  expect(isStale(asvs, 0, 9_000 * day)).toBe(false)
})
