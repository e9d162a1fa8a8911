import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  gate,
  type GateVariables,
  giveSession,
  sameOrigin,
  sessionOf,
  takeSession,
} from '../../src/gate/middleware.ts'
import { signInStaff } from '../../src/gate/staff-sign-in.ts'
import { makeToken } from '../../src/gate/tokens.ts'
import { openTown, PASSWORD, type Town } from './town.ts'

const OWN = 'https://kapok.example'
const OPTIONS = { secure: true }

let town: Town
let app: Hono<{ Variables: GateVariables }>
let cookie: string
let bearer: string

beforeEach(async () => {
  town = await openTown()
  app = new Hono<{ Variables: GateVariables }>()
  app.use(gate(town, OPTIONS))
  app.use(sameOrigin({ ...OPTIONS, refused: (c) => c.text('another site', 403) }))
  app.all('/who', (c) => c.text(`${c.var.actor?.id ?? 'nobody'} ${c.var.by ?? '-'}`))
  app.post('/in', (c) => {
    giveSession(c, OPTIONS, 'staff', 's'.repeat(43))
    return c.text(sessionOf(c, OPTIONS) ?? 'none')
  })
  app.post('/out', (c) => {
    takeSession(c, OPTIONS)
    return c.text('out')
  })
  const signed = await signInStaff(town, { login: 'wang', password: PASSWORD }, { ip: '' })
  cookie = `__Host-kapok=${signed.ok ? signed.value.secret : ''}`
  const { text, key, body } = makeToken(town, {
    name: 't',
    scopes: [],
    station: 'S001',
    until: '2027-01-01',
  })
  town.put('token', key, body)
  bearer = `Bearer ${text}`
})
afterEach(() => town.close())

const who = async (headers: Record<string, string>, method = 'GET') => {
  const response = await app.request(`${OWN}/who`, {
    method,
    headers: { Host: 'kapok.example', ...headers },
  })
  return response.text()
}

test('a cookie or a token says who is asking; anything else says nothing', async () => {
  expect(await who({})).toBe('nobody -')
  expect(await who({ Cookie: cookie })).toBe('staff:wang cookie')
  expect(await who({ Authorization: bearer })).toMatch(/^token:[0-9a-z]{16} bearer$/)
  expect(await who({ Cookie: cookie.replace('__Host-', '') })).toBe('nobody -')
  expect(await who({ Authorization: 'Basic d2FuZzp4' })).toBe('nobody -')
  expect(await who({ Authorization: bearer.replace('Bearer', 'Basic') })).toBe('nobody -')
  expect(await who({ Authorization: 'Basic d2FuZzp4', Cookie: cookie })).toBe('staff:wang cookie')
  // A token that is no good does not fall back on the cookie.
  expect(await who({ Authorization: 'Bearer kpk_x', Cookie: cookie })).toBe('nobody -')
})

const origins = [
  undefined,
  OWN,
  'http://kapok.example',
  'https://evil.example',
  'null',
  `${OWN}:8443`,
]
const sites = [undefined, 'same-origin', 'none', 'same-site', 'cross-site', 'odd']

test('with a cookie, what is not safe must come from our own pages', async () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    for (const origin of origins) {
      for (const site of sites) {
        const headers = {
          ...(origin === undefined ? {} : { Origin: origin }),
          ...(site === undefined ? {} : { 'Sec-Fetch-Site': site }),
        }
        const good =
          (origin === undefined || origin === OWN) &&
          (site === undefined || site === 'same-origin' || site === 'none')
        const silent = origin === undefined && site === undefined
        const signed = await who({ ...headers, Cookie: cookie }, method)
        expect(signed).toBe(good && !silent ? 'staff:wang cookie' : 'another site')
        // Signing in is without a cookie: another site must not sign anybody in either.
        expect(await who(headers, method)).toBe(good ? 'nobody -' : 'another site')
        expect(await who({ ...headers, Authorization: bearer }, method)).toMatch(/^token:/)
      }
    }
  }
})

test('reading is free of it', async () => {
  const headers = { Cookie: cookie, Origin: 'https://evil.example' }
  expect(await who(headers)).toBe('staff:wang cookie')
})

test('the cookie is for this host, over TLS, and not for scripts', async () => {
  const given = await app.request(`${OWN}/in`, { method: 'POST' })
  expect(given.headers.get('Set-Cookie')).toBe(
    `__Host-kapok=${'s'.repeat(43)}; Max-Age=28800; Path=/; HttpOnly; Secure; SameSite=Lax`,
  )
  const taken = await app.request(`${OWN}/out`, { method: 'POST' })
  expect(taken.headers.get('Set-Cookie')).toContain('__Host-kapok=; Max-Age=0; Path=/')
})

test('on a developer’s machine it works without TLS', async () => {
  const local = new Hono<{ Variables: GateVariables }>()
  const options = { secure: false }
  local.use(gate(town, options))
  local.use(sameOrigin({ ...options, refused: (c) => c.text('another site', 403) }))
  local.post('/who', (c) => c.text(c.var.actor?.id ?? 'nobody'))
  const headers = {
    Host: 'localhost:8080',
    Origin: 'http://localhost:8080',
    Cookie: cookie.replace('__Host-', ''),
  }
  const response = await local.request('http://localhost:8080/who', { method: 'POST', headers })
  expect(await response.text()).toBe('staff:wang')
})
