import { argon2Sync, scryptSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { assertCost, DEFAULT_COST, passwordsWith } from '../../src/gate/password.ts'
import { LOW } from './town.ts'

const passwords = passwordsWith(LOW)

const hashOf = async (secret: string, by = passwords) => {
  const outcome = await by.hash(secret)
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  return outcome.value
}

test('a hash says how it was made, and holds for its own secret only', async () => {
  const encoded = await hashOf('246810')
  expect(encoded).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await hashOf('246810')).not.toBe(encoded)
  expect(await passwords.verify('246810', encoded)).toEqual({ ok: true, value: true })
  expect(await passwords.verify('246811', encoded)).toEqual({ ok: true, value: false })
  const [salt = '', hash] = encoded.split('$').slice(4)
  const asked = { message: '246810', nonce: Buffer.from(salt, 'base64'), parallelism: 1 }
  const again = argon2Sync('argon2id', { ...asked, memory: 64, passes: 1, tagLength: 32 })
  expect(again.toString('base64').replace('=', '')).toBe(hash)
})

test('one password has one spelling, however it was typed', async () => {
  const encoded = await hashOf('木棉ﬁ１')
  expect(await passwords.verify('木棉fi1', encoded)).toEqual({ ok: true, value: true })
})

test('where there is no argon2, scrypt serves; each reads the other’s hashes', async () => {
  const workers = passwordsWith(LOW, { argon2: false })
  const encoded = await hashOf('木棉', workers)
  expect(encoded).toMatch(/^\$scrypt\$ln=6,r=8,p=5\$/)
  expect(await passwords.verify('木棉', encoded)).toEqual({ ok: true, value: true })
  expect(await passwords.verify('木', encoded)).toEqual({ ok: true, value: false })
  const [salt = '', hash] = encoded.split('$').slice(3)
  const again = scryptSync('木棉', Buffer.from(salt, 'base64'), 32, { N: 64, r: 8, p: 5 })
  expect(again.toString('base64').replace('=', '')).toBe(hash)
})

test('nobody is never right, whatever was typed', async () => {
  for (const secret of ['', 'x', '000000']) {
    for (const nobody of [undefined, ''])
      expect(await passwords.verify(secret, nobody)).toEqual({ ok: true, value: false })
  }
})

test('nobody costs as much as somebody: one hash of the same recipe', async () => {
  const made: unknown[] = []
  const counted = passwordsWith(LOW, { made: (recipe) => made.push(recipe) })
  const encoded = await hashOf('x', counted)
  made.length = 0
  for (const against of [encoded, undefined, '']) await counted.verify('y', against)
  expect(made.length).toBe(3)
  expect(made[1]).toEqual(made[0])
  expect(made[2]).toEqual(made[0])
})

test('a hash nobody of us wrote is a fault, also one that would stop the service', async () => {
  const [, , , , salt, hash] = (await hashOf('x')).split('$')
  for (const forged of [
    'x',
    `$argon2id$v=19$m=9999999,t=1,p=1$${salt}$${hash}`,
    `$argon2id$v=19$m=64,t=99,p=1$${salt}$${hash}`,
    `$argon2i$v=19$m=64,t=1,p=1$${salt}$${hash}`,
    `$scrypt$ln=40,r=8,p=5$${salt}$${hash}`,
  ]) {
    await expect(passwords.verify('x', forged)).rejects.toThrow()
  }
})

test('a crowd is told to come back', async () => {
  const slow = passwordsWith({ memoryKiB: 8_192, passes: 1, lanes: 1 })
  const crowd = Array.from({ length: 40 }, () => slow.verify('x', undefined))
  expect(slow.full()).toBe(true)
  const outcomes = await Promise.all(crowd)
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(34)
  const told = outcomes.filter(({ ok }) => !ok)
  expect(told[0]).toEqual({ ok: false, refusal: { code: 'busy', retryAfter: 2 } })
  expect(slow.full()).toBe(false)
  expect((await slow.verify('x', undefined)).ok).toBe(true)
})

test('a cost for tests does not reach a service', () => {
  expect(() => assertCost(LOW, { production: false })).not.toThrow()
  expect(() => assertCost(LOW, { production: true })).toThrow('too low')
  expect(() => assertCost(DEFAULT_COST, { production: true })).not.toThrow()
  expect(() => assertCost({ ...LOW, passes: 0.5 }, { production: false })).toThrow('no cost')
})
