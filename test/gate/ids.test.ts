import { expect, test } from 'vitest'
import { randomIds, seededIds } from '../../src/gate/ids.ts'

const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('entry ids carry their time and grow, also within one millisecond and when the clock goes back', () => {
  let now = 1_790_000_000_000
  const ids = randomIds({ now: () => now })
  const made = Array.from({ length: 10_000 }, () => ids.entry())
  now -= 60_000
  made.push(ids.entry())
  now += 120_000
  made.push(ids.entry())
  for (const id of made) expect(id).toMatch(UUID7)
  expect([...made].sort()).toEqual(made)
  expect(new Set(made).size).toBe(made.length)
  const time = (id: string) => Number.parseInt(id.replace('-', '').slice(0, 12), 16)
  expect(time(made[0] ?? '')).toBe(1_790_000_000_000)
  expect(time(made.at(-1) ?? '')).toBe(now)
})

test('opaque ids are Crockford’s base32, salts are 16 bytes', () => {
  const ids = randomIds({ now: () => 0 })
  const made = Array.from({ length: 1_000 }, () => ids.opaque())
  for (const id of made) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{16}$/)
  expect(new Set(made).size).toBe(1_000)
  const salts = Array.from({ length: 1_000 }, () => Buffer.from(ids.salt()).toString('hex'))
  for (const salt of salts) expect(salt).toHaveLength(32)
  expect(new Set(salts).size).toBe(1_000)
})

test('the same seed gives the same ids', () => {
  const draw = (seed: string) => {
    const ids = seededIds(seed, { now: () => 1_790_000_000_000 })
    return [ids.entry(), ids.entry(), ids.opaque(), Buffer.from(ids.salt()).toString('hex')]
  }
  expect(draw('a')).toEqual(draw('a'))
  expect(draw('a')).not.toEqual(draw('b'))
  expect(draw('a')[0]).toMatch(UUID7)
})
