/**
 * Whatever is sent to whatever there is: orders made from the routes' own
 * schemas and forms with the pages' own fields, each spoiled in a place or two.
 * Nothing is ever a fault, no answer tells of our insides, and what was refused
 * left the ledger as it was. KAPOK_SEED tries another run.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { ROUTES } from '../../src/api/table.ts'
import { appOf } from '../../src/app.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { addToken, SCOPES } from '../../src/bank/people/staff.ts'
import { makeToken } from '../../src/gate/tokens.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { toHex } from '../../src/ledger/sha256.ts'
import { rootAt } from '../../src/ledger/tree.ts'
import { firstWrong } from '../contract/house.ts'
import { counts } from '../counts.ts'
import { must, TODAY } from '../town.ts'
import { openTown, type Town } from './backends.ts'
import { identityOf } from './town.ts'

const SEED = Number(process.env['KAPOK_SEED'] ?? 20_261_124)

const TEXTS: readonly string[] = [
  '',
  ' ',
  "'",
  '"',
  "' OR '1'='1",
  "'; DROP TABLE entries; --",
  "1' UNION SELECT name FROM names --",
  '1; ATTACH DATABASE x AS y',
  "\\'; --",
  '$1',
  '?',
  ':id',
  '%s%n%x%d',
  '{0}{{7*7}}${7*7}#{7*7}<%= 7 %>',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "javascript:alert('x')",
  '</textarea><svg/onload=alert(1)>',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  'C:\\windows\\win.ini',
  '\u0000',
  'a\u0000b',
  '\r\nSet-Cookie: a=b',
  '\ud800',
  '\u202e李四\u202c',
  'l\u200bi\u200d',
  '𠮷㛃䶮',
  'Ａ１２３',
  '李'.repeat(300),
  'x'.repeat(5_000),
  '\u0301'.repeat(500),
  '🏳️‍🌈👩‍👩‍👧‍👦',
  '=1+1',
  '@SUM(A1)',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  'true',
  '0',
  '-1',
  '1e309',
  '9007199254740993',
  '0x10',
  '١٢٣',
  '2026-02-30',
  '9999-12-31',
  '0000-00-00',
  '2026-11-24T00:00:00Z',
  'S001',
  's001',
  'S999',
  'activity',
  'self',
  'city',
  '00000000-0000-7000-8000-000000000000',
  'zzzzzzzz-zzzz-7zzz-8zzz-zzzzzzzzzzzz',
]

const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1,
  0.5,
  1e21,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  60,
  [],
  {},
  [[]],
  [null],
  { a: { b: { c: {} } } },
  Array.from({ length: 50 }, () => 'x'),
]

interface Dice {
  (below: number): number
  pick<Value>(all: readonly Value[]): Value
}

/** mulberry32: the same seed, the same run. */
function diceFrom(seed: number): Dice {
  let state = seed >>> 0
  const roll = (below: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
  const dice = roll as Dice
  dice.pick = (all) => all[roll(all.length)] as (typeof all)[number]
  return dice
}

interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly format?: string
  readonly minimum?: number
}

let town: Town
let li: MemberId
let booking: string
let identities: readonly Readonly<Record<string, string>>[]
beforeAll(async () => {
  town = await openTown()
  const { bank } = town
  const scopes = SCOPES
  const made = makeToken(bank, { name: 'p', scopes, station: '', until: '2027-01-01' })
  must(await addToken(bank, SYSTEM, { id: bank.ids.entry(), key: made.key, body: made.body }))
  li = await town.member('李四')
  await town.earn(li, 104)
  const bearer = { Authorization: `Bearer ${made.text}` }
  const held = await town.request('/api/v1/bookings', {
    method: 'POST',
    headers: { ...bearer, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      id: bank.ids.entry(),
      member: li,
      station: 'S001',
      service: 'haircut',
      day: TODAY,
    }),
  })
  booking = ((await held.json()) as { entry: { id: string } }).entry.id
  identities = [
    ...[bearer, bearer, bearer, bearer],
    await identityOf(town, town.clerk('S001')),
    await identityOf(town, town.head('S002')),
    await identityOf(town, town.city),
    await identityOf(town, town.self(li)),
    { 'Sec-Fetch-Site': 'same-origin' },
    { Authorization: 'Bearer kpk_x', 'Sec-Fetch-Site': 'same-origin' },
    {},
  ]
})
afterAll(() => town.close())

/** Something right for a field, by its name and its schema. */
function rightFor(dice: Dice, name: string, schema: Schema): unknown {
  if (schema.enum) return dice.pick(schema.enum)
  if (/^(member|from|to|provider)$/.test(name) && schema.type === 'string') return li
  if (name === 'station') return dice.pick(['S001', 'S002'])
  if (name === 'service') return dice.pick(['activity', 'haircut', 'meal'])
  if (name === 'pool') return dice.pick(['city', 'budget', 'S001'])
  if (name === 'entry') return booking
  if (schema.format === 'uuid') return town.bank.ids.entry()
  if (schema.format === 'date') return dice.pick([TODAY, '2026-11-20', '2027-01-01'])
  if (schema.type === 'integer') return (schema.minimum ?? 0) + dice(90)
  if (schema.type === 'boolean') return dice(2) === 0
  if (schema.type === 'array')
    return Array.from({ length: 1 + dice(3) }, () => rightFor(dice, name, schema.items ?? {}))
  if (schema.type === 'object') return objectFor(dice, schema)
  return dice.pick(['a', '李四', '13800000000', '1'])
}

function objectFor(dice: Dice, { properties = {}, required = [] }: Schema): object {
  const fields = Object.entries(properties).filter(
    ([name]) => required.includes(name) || dice(2) === 0,
  )
  return Object.fromEntries(fields.map(([name, schema]) => [name, rightFor(dice, name, schema)]))
}

/** The same with a place or two spoiled. */
function spoiled(dice: Dice, value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0 && dice(3) > 0) {
    const at = dice(value.length)
    return value.with(at, spoiled(dice, value[at]))
  }
  if (typeof value !== 'object' || value === null)
    return dice(2) === 0 ? dice.pick(TEXTS) : dice.pick(VALUES)
  const fields = Object.entries(value)
  const at = dice(fields.length + 1)
  const [name, held] = fields[at] ?? [dice.pick(TEXTS), dice.pick(VALUES)]
  const kind = dice(6)
  if (kind === 0) return dice.pick(VALUES)
  if (kind === 1) fields.splice(at, 1)
  else fields[at] = [name, spoiled(dice, held)]
  return Object.fromEntries(fields)
}

interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

const BODIES = [
  '',
  '{',
  '[]',
  'null',
  '"x"',
  '{"a":1,"a":2}',
  '\ufeff{}',
  '{}{}',
  '[1,]',
  '{"a":\u00a01}',
]

const apiRoutes = ROUTES.map((route) => ({
  ...route,
  schema: route.body && (z.toJSONSchema(route.body, { io: 'input' }) as Schema),
  asks: route.query && (z.toJSONSchema(route.query, { io: 'input' }) as Schema),
}))

function toApi(dice: Dice): Asked {
  const route = dice.pick(apiRoutes)
  const at = route.path.replaceAll(/\{(\w+)\}/g, () => segment(dice))
  const asks = Object.keys(route.asks?.properties ?? {})
  const names = dice(3) === 0 ? [...asks, 'x', '__proto__', 'at'] : asks
  const query = dice(2) === 0 ? queryOf(dice, names) : ''
  const headers = { ...dice.pick(identities) }
  if (!route.schema)
    return { method: dice(20) === 0 ? 'POST' : 'GET', path: `/api/v1${at}${query}`, headers }
  const right = objectFor(dice, route.schema)
  const order = dice(4) === 0 ? right : spoiled(dice, dice(3) === 0 ? spoiled(dice, right) : right)
  const body = dice(30) === 0 ? dice.pick(BODIES) : JSON.stringify(order)
  const type =
    dice(40) === 0 ? dice.pick(['text/plain', 'application/xml', '']) : 'application/json'
  return {
    method: dice(30) === 0 ? dice.pick(['PUT', 'DELETE', 'PATCH']) : 'POST',
    path: `/api/v1${at}${query}`,
    headers: { ...headers, 'Content-Type': type },
    body,
  }
}

const segment = (dice: Dice) =>
  encodeURIComponent(
    wellFormed(dice(2) === 0 ? dice.pick([li, booking, '1', 'S001', '7']) : dice.pick(TEXTS)),
  ) || '-'

/** A lone half of a pair cannot stand in an address. */
const wellFormed = (text: string) => text.replaceAll(/\p{Surrogate}/gu, '\ufffd').slice(0, 400)

function queryOf(dice: Dice, names: readonly string[]): string {
  if (names.length === 0) return ''
  const said = Array.from({ length: 1 + dice(3) }, () => {
    const value = dice(2) === 0 ? dice.pick(['1', '2', '0', TODAY, 'S001', li]) : dice.pick(TEXTS)
    return `${encodeURIComponent(dice.pick(names))}=${encodeURIComponent(wellFormed(value))}`
  })
  return `?${said.join('&')}`
}

/** Names of fields and of queries, as the pages themselves ask for them. */
const web = fileURLToPath(new URL('../../src/web', import.meta.url))
const sources = readdirSync(web)
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => readFileSync(join(web, file), 'utf8'))
const namesOf = (pattern: RegExp) => [
  ...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name ?? ''))),
]
const FIELDS = namesOf(
  /\b(?:fields|form|from)\.(?:get|all|file|long)\('([\w-]+)'\)|name="([\w-]+)"/g,
).filter((name) => name !== '')
const QUERIES = namesOf(/\.query\('([\w-]+)'\)/g)

let pageRoutes: readonly { readonly method: string; readonly path: string }[] = []

function toPage(dice: Dice): Asked {
  const { method, path } = dice.pick(pageRoutes)
  const at = path.replaceAll(/:\w+(\{[^}]*\})?/g, () => segment(dice))
  const headers = { ...dice.pick(identities) }
  if (method === 'GET') return { method, path: `${at}${queryOf(dice, QUERIES)}`, headers }
  const fields = Array.from({ length: 2 + dice(9) }, () => {
    const name = dice.pick(FIELDS)
    const right: Readonly<Record<string, string>> = {
      id: town.bank.ids.entry(),
      member: li,
      station: 'S001',
      service: 'haircut',
      hours: '1',
      servedOn: TODAY,
    }
    return [name, dice(2) === 0 ? (right[name] ?? '1') : wellFormed(dice.pick(TEXTS))]
  })
  if (dice(12) === 0) return { method, path: at, headers, body: dice.pick(BODIES) }
  return {
    method,
    path: at,
    headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields as string[][]).toString(),
  }
}

/** What only our insides say; none of it is among the texts that are sent. */
const INSIDE =
  /SQLITE_|constraint failed|node:internal|node_modules|kysely|\bat \S+ \(|\.tsx?:\d|\/src\/|TypeError|RangeError|SyntaxError|ZodError|D1_ERROR|pg_catalog/

async function expectNothingTold(asked: Asked, answer: Response): Promise<void> {
  const text = await answer.text()
  const what = `${asked.method} ${asked.path.slice(0, 500)} ${(asked.body ?? '').slice(0, 500)}\n→ ${answer.status} ${text.slice(0, 300)}`
  if (answer.status >= 500 || INSIDE.test(text)) throw new Error(what)
  if (answer.status < 400 || !asked.path.startsWith('/api/v1/')) return
  const problem = JSON.parse(text) as Readonly<Record<string, unknown>>
  const isWhole =
    (answer.headers.get('Content-Type') ?? '').startsWith('application/problem+json') &&
    problem['status'] === answer.status &&
    ['type', 'title', 'code', 'detail'].every((name) => typeof problem[name] === 'string')
  if (!isWhole) throw new Error(what)
}

test('no request is a fault, tells of our insides, or moves the ledger when it is refused', async () => {
  pageRoutes = appOf(town.bank as never, { secure: false })
    .routes.filter(({ method, path }) => method !== 'ALL' && !path.startsWith('/api/'))
    // It would end the sessions of the others.
    .filter(({ path }) => path !== '/sign-out')
    // A password costs a Worker a third of a second.
    .filter(({ path }) => !town.connected || !['/sign-in', '/card'].includes(path))
  expect([pageRoutes.length > 30, FIELDS.length > 10, QUERIES.length > 10]).toEqual([
    true,
    true,
    true,
  ])
  const dice = diceFrom(SEED)
  const { journal } = town.bank
  const size = () => journal.size()
  const root = async (at: number) => toHex(await rootAt(at, (subtrees) => journal.hashes(subtrees)))
  // Over a connection each takes as long as many do here.
  const rounds = town.connected ? counts.fuzzed / 5 : counts.fuzzed
  const statuses = new Map<number, number>()
  let stands = await size()
  let standing = await root(stands)
  for (let n = 0; n < rounds; n++) {
    const asked = dice(3) === 0 ? toPage(dice) : toApi(dice)
    const answer = await town.request(asked.path, {
      method: asked.method,
      headers: asked.headers,
      redirect: 'manual',
      ...(asked.body === undefined ? {} : { body: asked.body }),
    })
    await expectNothingTold(asked, answer)
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    const now = await size()
    if (answer.status >= 400 && now !== stands)
      throw new Error(`refused, and written: ${JSON.stringify(asked)} → ${answer.status}`)
    if (n % 50 === 0 || now !== stands) {
      expect(await root(stands)).toBe(standing)
      ;[stands, standing] = [now, await root(now)]
    }
  }
  // The run went everywhere: through, to the schemas, to the rules, to the guards.
  for (const status of [200, 201, 303, 401, 403, 404, 422])
    expect(
      statuses.get(status) ?? 0,
      `${status} of ${JSON.stringify([...statuses])}`,
    ).toBeGreaterThan(0)
  expect(await firstWrong(journal)).toBeUndefined()
})
