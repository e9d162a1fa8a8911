/** The Worker as the network has it: what it is made of, how it is set up, and when it serves nothing. */
import { fileURLToPath } from 'node:url'
import { build, type Metafile } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestHarness } from 'wrangler'
import type { D1 } from '../src/store/d1.ts'
import { setupRoutes } from '../src/setup.ts'
import { openTown, STATIONS } from './town.ts'
import { migrated, SECRETS, workerConfig } from './worker-config.ts'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const optionsWith = (secrets: Readonly<Record<string, string>>) => ({
  root: path('.'),
  workers: [{ config: workerConfig(path('../src/worker.ts'), secrets) }],
})
const harness = createTestHarness(optionsWith({}))

beforeAll(async () => {
  await harness.listen()
  const env = await harness.getWorker<{ DB: D1; PEOPLE: D1; KEYS: D1; AUDIT: D1 }>().getEnv()
  await Promise.all([
    migrated(env.DB, 'sqlite'),
    migrated(env.PEOPLE, 'people'),
    migrated(env.KEYS, 'keys'),
    migrated(env.AUDIT, 'sqlite'),
  ])
})
afterAll(() => harness.close())

const get = (at: string) => harness.fetch(at)
const setUp = (order: object, secret = SECRETS.KAPOK_SETUP) =>
  harness.fetch('/setup', {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(order),
  })
const signIn = (login: string, password: string) =>
  harness.fetch('/sign-in', {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ login, password }) as never,
  })

test('it is made of nothing that a Worker has not', async () => {
  const script = { filter: /islands.[\w-]+\.js$/ }
  const { metafile } = await build({
    entryPoints: [path('../src/worker.ts')],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    conditions: ['workerd', 'worker'],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    external: ['node:*', 'fs', 'path', 'crypto'],
    plugins: [
      {
        name: 'text',
        setup(one) {
          one.onResolve(script, ({ path: at }) => ({ path: at, namespace: 'text' }))
          one.onLoad({ filter: /./, namespace: 'text' }, () => ({ contents: '' }))
        },
      },
    ],
  })
  expect(importsOutside(metafile)).toEqual(['node:async_hooks', 'node:buffer', 'node:crypto'])
  const made = Object.keys(metafile.inputs).filter((name) => /better-sqlite3|\/pg\//.test(name))
  expect(made).toEqual([])
})

function importsOutside({ inputs }: Metafile): readonly string[] {
  const all = Object.values(inputs).flatMap(({ imports }) => imports)
  return [...new Set(all.filter(({ external }) => external).map((one) => one.path))].sort()
}

test('without its keys it serves nothing and says which it lacks', async () => {
  const none = await get('/api/v1/stations')
  expect(none.status).toBe(503)
  expect(await none.text()).toMatch(/KAPOK_RECEIPT_SEED.*KAPOK_LOG_SEED/)
})

test('the set-up door is shut while there is no secret for it', async () => {
  const town = await openTown()
  const answer = await setupRoutes(town.bank, undefined, () => Promise.resolve()).request(
    '/setup',
    { method: 'POST' },
  )
  expect(answer.status).toBe(404)
  await town.close()
})

test('whoever holds the set-up secret founds the city and lets the first staff in', async () => {
  await harness.update(optionsWith(SECRETS))
  expect((await setUp({}, 'some-other-secret')).status).toBe(401)
  expect((await setUp({ staff: { login: 'x' } })).status).toBe(422)
  const [station] = STATIONS
  const wrong = await setUp({ stations: [station, { ...station, code: '站' }] })
  expect(await wrong.json()).toMatchObject({ refused: [{ row: 1, code: 'code-unreadable' }] })

  const staff = { login: 'chen', name: '陈姑娘', role: 'clerk', station: 'S001' }
  const wanted = {
    name: 'hospital',
    scopes: ['members:write', 'credits:write', 'members:read'],
    station: 'S001',
    until: new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10),
  }
  const made = await setUp({ stations: STATIONS, sample: true, staff, token: wanted })
  const told = (await made.json()) as Told
  expect([made.status, told.stations.added]).toEqual([201, 7])
  const again = await setUp({ stations: STATIONS, sample: true, staff })
  expect(await again.json()).toMatchObject({ code: 'login-taken' })

  expect((await signIn('chen', 'not the password')).status).toBe(422)
  const entered = await signIn('chen', told.staff.password)
  const door = '/account/password?to=%2Fdesk'
  expect([entered.status, entered.headers.get('Location')]).toEqual([303, door])
  const old = told.staff.password
  const fresh = 'Kapok flowers in 2026'
  const own = await harness.fetch('/account/password', {
    method: 'POST',
    redirect: 'manual',
    headers: { Cookie: cookiesOf(entered), 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ old, fresh, repeat: fresh, to: '/desk' }) as never,
  })
  expect([own.status, own.headers.get('Location')]).toEqual([303, '/desk'])
  const cookie = cookiesOf(own)
  const desk = await harness.fetch('/desk', { headers: { Cookie: cookie } })
  expect(await desk.text()).toContain('站点：S001 站')
  expect((await get('/islands/verify.js')).headers.get('Content-Type')).toContain('javascript')
  token = told.token.token
  await earned(1)
})

function cookiesOf(answer: { readonly headers: { getSetCookie(): string[] } }): string {
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
}

interface Told {
  readonly stations: { readonly added: number }
  readonly staff: { readonly password: string }
  readonly token: { readonly token: string }
}

let token = ''

/** Enrols a person and credits them, as a program does. */
async function earned(n: number): Promise<void> {
  const post = (at: string, order: object) =>
    harness.fetch(`/api/v1${at}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(order),
    })
  const enrolled = await post('/members', {
    id: `01900000-0000-7000-8000-0000000000${n}1`,
    station: 'S001',
    name: '李四',
    phone: `1380000000${n}`,
  })
  expect(enrolled.status, await enrolled.clone().text()).toBe(201)
  const { member } = (await enrolled.json()) as { readonly member: { readonly id: string } }
  const credited = await post('/credits', {
    id: `01900000-0000-7000-8000-0000000000${n}2`,
    station: 'S001',
    member: member.id,
    servedOn: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10),
    service: 'activity',
    minutes: 150,
  })
  expect(credited.status, await credited.text()).toBe(201)
}

test('books set back sign nothing and take nothing, and another key signs nothing', async () => {
  expect((await get('/api/v1/log/checkpoint')).status).toBe(200)
  const head = Number((await (await get('/api/v1/log/checkpoint')).text()).split('\n')[1])
  await earned(2)
  await setBack(head + 1)
  // The head itself still stands; but the writer knows that it wrote more.
  await expect(earned(3)).rejects.toThrow(/"status":500/)
  expect((await get('/api/v1/stations')).status).toBe(200)

  await setBack(2)
  expect((await get('/api/v1/log/checkpoint')).status).toBe(500)

  const { KAPOK_LOG_SEED: KAPOK_RECEIPT_SEED, KAPOK_RECEIPT_SEED: KAPOK_LOG_SEED } = SECRETS
  await harness.update(optionsWith({ ...SECRETS, KAPOK_RECEIPT_SEED, KAPOK_LOG_SEED }))
  expect(await (await get('/api/v1/stations')).text()).toContain('the key kpk1 is not the one')
  await harness.update(optionsWith(SECRETS))
  const shut = await get('/api/v1/stations')
  expect([shut.status, await shut.text()]).toEqual([503, expect.stringMatching(/head stands at/)])
})

/** What a Time Travel restore does: the last entries are gone, and what they brought. */
async function setBack(to: number): Promise<void> {
  const { DB } = await harness.getWorker<{ DB: D1 }>().getEnv()
  const tables = ['entries', 'postings', 'names', 'directory']
  const texts = tables.flatMap((table) => [
    `drop trigger if exists ${table}_no_delete`,
    `delete from ${table} where seq > ${to}`,
  ])
  await DB.batch(texts.map((text) => DB.prepare(text)))
}
