/** What a body may be: the shape is looked at before anything of it is read. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEPTH_MAX, isTooMuch, NAMES_MAX } from '../../src/api/body.ts'
import { openTown, type Town } from './backends.ts'
import { caller, identityOf } from './town.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
const named = (count: number) => `{${Array.from({ length: count }, (_, n) => `"${n}":1`).join()}}`

test('depth and names are counted where they are, and not in texts', () => {
  expect([isTooMuch(nested(DEPTH_MAX)), isTooMuch(nested(DEPTH_MAX + 1))]).toEqual([false, true])
  expect([isTooMuch(named(NAMES_MAX)), isTooMuch(named(NAMES_MAX + 1))]).toEqual([false, true])
  const texts = ['['.repeat(99), '{"a":'.repeat(99), `\\"${'['.repeat(99)}`, `\\\\`, `\\\\\\"[[`]
  for (const text of texts) expect(isTooMuch(`["${text}"]`), text).toBe(false)
  expect(isTooMuch(`["\\\\",${nested(DEPTH_MAX)}]`)).toBe(true)
  expect(isTooMuch(`[${'[],'.repeat(1_000)}1]`)).toBe(false)
})

test.each([
  ['nested 33 deep', nested(33), {}, 400, 'too-deep'],
  ['nested 100,000 deep', '['.repeat(100_000), {}, 400, 'too-deep'],
  ['objects 100,000 deep', '{"a":'.repeat(100_000), {}, 400, 'too-deep'],
  ['60,000 names', named(60_000), {}, 400, 'too-deep'],
  ['said to be packed', '{}', { 'Content-Encoding': 'gzip' }, 415, 'encoded'],
  ['said to be packed twice', '{}', { 'Content-Encoding': 'identity, br' }, 415, 'encoded'],
  [
    'in another charset',
    '{}',
    { 'Content-Type': 'application/json; charset=gbk' },
    415,
    'not-json',
  ],
  ['of no type', '{}', { 'Content-Type': '' }, 415, 'not-json'],
  ['a patch', '{}', { 'Content-Type': 'application/json-patch+json' }, 415, 'not-json'],
  ['a form', 'a=1', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, 'not-json'],
  ['cut short', '{"id":', {}, 400, 'malformed-json'],
  ['plain', '{}', { 'Content-Encoding': 'identity' }, 422, 'invalid'],
  [
    'with its charset',
    '{}',
    { 'Content-Type': 'application/json; charset="UTF-8"' },
    422,
    'invalid',
  ],
] as const)('a body %s', async (_, body, headers, status, code) => {
  const answer = await caller(town, town.clerk('S001')).post('/credits', body, headers)
  expect([answer.status, answer.body.code]).toEqual([status, code])
  expect(answer.headers.get('Content-Type')).toContain('application/problem+json')
})

test('bytes that are no UTF-8 are not read', async () => {
  const answer = await town.request('/api/v1/credits', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(await identityOf(town, town.clerk('S001'))),
    },
    body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
  })
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
    400,
    'malformed-json',
  ])
})

test('names that mean something to the language are names that nobody asked for', async () => {
  const clerk = caller(town, town.clerk('S001'))
  for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
    const answer = await clerk.post('/credits', `{"${name}":{"role":"city","minutes":60}}`)
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid'])
  }
  expect(({} as { role?: string }).role).toBeUndefined()
})

test('what a query says twice, or says for nobody, changes nothing', async () => {
  const clerk = caller(town, town.clerk('S001'))
  const member = await town.member('李四')
  const at = `/members/${member}`
  expect((await clerk.get(at)).status).toBe(200)
  const queries = ['?at=1&at=2', '?x=1', '?__proto__=1', '?at[]=1', '?at=1&at=', '?constructor=x']
  for (const query of queries) expect((await clerk.get(`${at}${query}`)).status, query).toBe(422)
})
