/** Every answer, of whatever route and kind, carries the headers that keep a browser from being used against us. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appOf } from '../../src/app.ts'
import { openSession } from '../../src/gate/session.ts'
import { cookieName } from '../../src/gate/middleware.ts'
import { sha256, toBase64 } from '../../src/ledger/sha256.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import { must, openTown, type Town } from '../town.ts'

const BASE = 'https://time.example.gov.cn'
const HOST = 'time.example.gov.cn'

let town: Town
let cookie: string
beforeAll(async () => {
  town = await openTown()
  const { bank } = town
  const order = { login: 'wang', name: '王姑娘', role: 'clerk', station: 'S001' } as const
  const passwordHash = must(await bank.passwords.hash('Kapok flowers in 2026'))
  const staff = must(await addStaff(bank, SYSTEM, { ...order, id: bank.ids.entry(), passwordHash }))
  const secret = await openSession(bank, 'staff', staff.key, undefined)
  cookie = `${cookieName({ secure: true })}=${secret}`
})
afterAll(() => town.close())

const appWith = (more: object = {}) =>
  appOf(town.bank, { secure: true, base: BASE, verifyScript: 'export {}', ...more })

function expectGuarded(answer: Response, what: string): void {
  const said = (name: string) => answer.headers.get(name) ?? ''
  const found = {
    what,
    hsts: said('Strict-Transport-Security'),
    sniff: said('X-Content-Type-Options'),
    referrer: said('Referrer-Policy'),
    opener: said('Cross-Origin-Opener-Policy'),
    resource: said('Cross-Origin-Resource-Policy'),
    frame: said('X-Frame-Options'),
    powers: said('Permissions-Policy').includes('camera=()'),
    policy: said('Content-Security-Policy').startsWith("default-src 'none'"),
    loose: /unsafe|\*|https?:/.test(said('Content-Security-Policy')),
    cache: said('Cache-Control') !== '',
    server: answer.headers.has('X-Powered-By') || answer.headers.has('Server'),
  }
  expect(found).toEqual({
    what,
    hsts: 'max-age=31536000',
    sniff: 'nosniff',
    referrer: 'same-origin',
    opener: 'same-origin',
    resource: 'same-origin',
    frame: 'DENY',
    powers: true,
    policy: true,
    loose: false,
    cache: true,
    server: false,
  })
}

describe('headers', () => {
  test('stand on every route there is, asked by a stranger and by a clerk, rightly and wrongly', async () => {
    const app = appWith()
    const routes = new Map(
      app.routes
        .filter(({ method }) => method !== 'ALL')
        .map(({ method, path }) => [`${method} ${path}`, { method, path }]),
    )
    expect(routes.size).toBeGreaterThan(60)
    const statuses = new Set<number>()
    for (const { method, path } of routes.values()) {
      const at = path.replaceAll(/:\w+(\{[^}]*\})?/g, 'x1')
      for (const headers of [{}, { Cookie: cookie, Origin: BASE }, { Cookie: cookie }]) {
        const answer = await app.request(`${BASE}${at}`, {
          method,
          headers: { Host: HOST, ...headers },
          ...(method === 'POST' ? { body: 'x' } : {}),
        })
        statuses.add(answer.status)
        expectGuarded(answer, `${method} ${at} ${Object.keys(headers).join()} ${answer.status}`)
        expect(answer.status, `${method} ${at}`).toBeLessThan(500)
        await answer.arrayBuffer()
      }
    }
    for (const status of [200, 303, 401, 403, 404, 415]) expect(statuses).toContain(status)
  })

  test('stand on what no route answers, on what is too large, too often, from elsewhere, and on faults', async () => {
    const app = appWith()
    const ask = (
      at: string,
      init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
    ) => app.request(`${BASE}${at}`, { ...init, headers: { Host: HOST, ...init.headers } })
    const big = 'x'.repeat(1024 * 1024 + 1)
    const json = { 'Content-Type': 'application/json', 'Content-Length': `${big.length}` }
    const answers: (readonly [number, Response])[] = [
      [404, await ask('/nowhere')],
      [404, await ask('/api/v1/nowhere')],
      [404, await ask('/api/nowhere')],
      [404, await ask('/api/v1/credits', { method: 'DELETE' })],
      [404, await ask('/', { method: 'PROPFIND' })],
      [413, await ask('/api/v1/credits', { method: 'POST', headers: json, body: big })],
      [413, await ask('/sign-in', { method: 'POST', headers: json, body: big })],
      [421, await ask('/', { headers: { Host: 'evil.example' } })],
      [421, await ask('/', { headers: { Host: `${HOST}.evil.example` } })],
      [200, await ask('/', { headers: { Host: '127.0.0.1:8787' } })],
      [200, await ask('/', { headers: { Host: 'kapok:8787' } })],
      [421, await ask('/api/v1/stations', { headers: { Host: 'evil.example' } })],
    ]
    const few = appWith({ rates: { address: 9, visitor: 1, member: 9, staff: 9, token: 9 } })
    const often = (at: string) => few.request(`${BASE}${at}`, { headers: { Host: HOST } })
    answers.push([200, await often('/api/v1/stations')], [429, await often('/api/v1/stations')])
    answers.push([429, await often('/')])
    for (const [status, answer] of answers) {
      expect(answer.status, await answer.clone().text()).toBe(status)
      expectGuarded(answer, `${status}`)
      if (status === 429) expect(answer.headers.get('Retry-After')).toBe('60')
    }

    const broken = new Proxy(town.bank, {
      get: (bank, name) =>
        name === 'directory' || name === 'people'
          ? new Proxy({}, { get: () => () => Promise.reject(new Error('李四 13800000000 /srv/x')) })
          : Reflect.get(bank, name),
    })
    const log = console.error
    const logged: string[] = []
    console.error = (...all: readonly unknown[]) => void logged.push(all.join(' '))
    try {
      const faulty = appOf(broken, { secure: true, base: BASE, verifyScript: 'export {}' })
      for (const at of ['/api/v1/stations', '/desk', '/verify']) {
        const answer = await faulty.request(`${BASE}${at}`, {
          headers: { Host: HOST, Cookie: cookie },
        })
        expect(answer.status, at).toBe(500)
        expectGuarded(answer, at)
        expect(await answer.text()).not.toMatch(/李四|138|srv|Error|\bat /)
      }
    } finally {
      console.error = log
    }
    expect(logged.length).toBeGreaterThan(0)
    expect(logged.join('\n')).not.toMatch(/李四|13800000000/)
  })

  test('the one script carries a nonce that no other answer has, and styles none', async () => {
    const app = appWith()
    const nonces = new Set<string>()
    for (let n = 0; n < 20; n++) {
      const answer = await app.request(`${BASE}/verify`, { headers: { Host: HOST } })
      const policy = answer.headers.get('Content-Security-Policy') ?? ''
      const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
      const scripts = [
        ...(await answer.text()).matchAll(/<script(?! type="application\/json")[^>]*>/g),
      ]
      expect(scripts.map(([text]) => text.includes(`nonce="${nonce}"`))).toEqual([true])
      expect(policy).toContain("require-trusted-types-for 'script'")
      nonces.add(nonce)
    }
    expect(nonces.size).toBe(20)
    const docs = await app.request(`${BASE}/api/v1/docs`, { headers: { Host: HOST } })
    const style = /<style>([^<]*)<\/style>/.exec(await docs.text())?.[1] ?? ''
    expect(docs.headers.get('Content-Security-Policy')).toContain(
      `style-src 'sha256-${toBase64(sha256(style))}'`,
    )
  })

  test('without TLS a browser is not told to insist on it', async () => {
    const answer = await appOf(town.bank, { secure: false }).request('http://localhost/')
    expect(answer.headers.has('Strict-Transport-Security')).toBe(false)
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff')
  })

  test('private answers are not kept on the way; only what is the same for all is', async () => {
    const app = appWith()
    const kept = async (at: string) =>
      (await app.request(`${BASE}${at}`, { headers: { Host: HOST, Cookie: cookie } })).headers.get(
        'Cache-Control',
      )
    for (const at of ['/', '/desk', '/sign-in', '/nowhere'])
      expect(await kept(at)).toContain('no-store')
    for (const at of ['/api/v1/trial-balance', '/api/v1/members/x'])
      expect(await kept(at)).toContain('no-store')
    for (const at of ['/style.css', '/islands/verify.js'])
      expect(await kept(at)).toContain('public')
  })
})
