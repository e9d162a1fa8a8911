import { afterEach, beforeEach, expect, test } from 'vitest'
import { actorOfToken, makeToken } from '../../src/gate/tokens.ts'
import { openTown, type Town } from './town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const DAY = 24 * 3_600_000
const ORDER = {
  name: 'hospital',
  scopes: ['credits:write'],
  station: 'S001',
  until: '2026-10-02',
}

test('a token acts for its station with its scopes, through its last day', async () => {
  const { text, key, body } = makeToken(town, ORDER)
  expect(text).toMatch(/^kpk_[0-9a-z]{16}_[A-Za-z0-9_-]{43}$/)
  expect(JSON.stringify(body)).not.toContain(text.slice(-43))
  expect(await actorOfToken(town, text)).toBeUndefined()
  town.put('token', key, body)
  const actor = { id: `token:${key}`, kind: 'token', role: 'clerk', station: 'S001' }
  expect(await actorOfToken(town, text)).toEqual({ ...actor, scopes: ['credits:write'] })
  town.pass(2 * DAY - 1)
  expect(await actorOfToken(town, text)).toBeDefined()
  town.pass(1)
  expect(await actorOfToken(town, text)).toBeUndefined()
})

test('a token ended is no token, and every other spelling is none', async () => {
  const { text, key, body } = makeToken(town, ORDER)
  town.put('token', key, body)
  const other = makeToken(town, ORDER)
  const spellings = [
    `${text} `,
    text.toUpperCase(),
    text.slice(0, -1),
    `${text}=`,
    `${text.slice(0, 21)}${other.text.slice(21)}`,
    'kpk__',
    '',
  ]
  for (const wrong of spellings) expect(await actorOfToken(town, wrong)).toBeUndefined()
  town.put('token', key, { ...body, active: false })
  expect(await actorOfToken(town, text)).toBeUndefined()
})

test('a city’s token that only reads is an auditor', async () => {
  const roleOf = async (scopes: readonly string[]) => {
    const { text, key, body } = makeToken(town, { ...ORDER, station: '', scopes })
    town.put('token', key, body)
    return (await actorOfToken(town, text))?.role
  }
  expect(await roleOf(['stations:read'])).toBe('auditor')
  expect(await roleOf(['stations:read', 'credits:write'])).toBe('city')
})
