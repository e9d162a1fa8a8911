/** Sign-in at another issuer: what of its answers is believed. The issuer is real HTTP on this machine and says what each test wants. */
import { createHash } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ASKED_MS, comeBack, leave, outsideAt, unlinkOutside } from '../../src/gate/outside.ts'
import { actorOfSession, type Standing, standingOf } from '../../src/gate/session.ts'
import { signInStaff, type StaffBank, type StaffIn } from '../../src/gate/staff-sign-in.ts'
import { must } from '../town.ts'
import { CLIENT, type Issuer, startIssuer, sound } from './issuer.ts'
import { openTown, PASSWORD, type Town } from './town.ts'

const BACK = 'http://localhost/oidc/callback'
const HERE = { ip: '10.0.0.1' }

let town: Town
let issuer: Issuer
let bank: StaffBank
beforeEach(async () => {
  town = await openTown()
  issuer = await startIssuer()
  bank = at(issuer.url)
  await link('u1', 'wang')
})
afterEach(async () => {
  await issuer.close()
  await town.close()
})

function at(url: string, more: object = {}): StaffBank {
  const settings = { issuer: url, ...CLIENT, algorithm: 'RS256', hosts: [], strong: ['gold'] }
  const outside = outsideAt({ ...settings, ...more }, () => town.clock.now())
  return { ...town, staffGate: { ...town.staffGate, outside } }
}

const link = (subject: string, staff: string) =>
  town.people.staff.link({ issuer: issuer.url, subject, staff, linkedAt: 0 })

/** Goes to the issuer and back; `url` may be changed on the way. */
async function round(
  change: (url: URL) => void = () => undefined,
  { standing, link: of }: { readonly standing?: Standing; readonly link?: string } = {},
) {
  const { url, kept } = must(
    await leave(bank, { redirect: BACK, ...(of === undefined ? {} : { link: of }) }),
  )
  const { state } = issuer.visit(url)
  const back = new URL(BACK)
  back.searchParams.set('code', 'c1')
  back.searchParams.set('state', state)
  change(back)
  return { again: () => comeBack(bank, { url: back, cookie: kept }, standing, HERE), kept, back }
}

const said = async (outcome: ReturnType<typeof comeBack>) => {
  const told = await outcome
  if (told.ok) return 'in'
  return told.refusal.code === 'outside-refused' ? told.refusal.why : told.refusal.code
}

const entered = async () => must(await (await round()).again()) as StaffIn

test('a sound answer signs in whoever is linked, by code, PKCE, state and nonce', async () => {
  const { url } = must(await leave(bank, { redirect: BACK }))
  const asked = new URL(url).searchParams
  expect(asked.get('response_type')).toBe('code')
  expect(asked.get('code_challenge_method')).toBe('S256')
  expect(asked.get('redirect_uri')).toBe(BACK)
  for (const name of ['state', 'nonce', 'code_challenge'])
    expect(asked.get(name)?.length).toBeGreaterThanOrEqual(32)
  const gone = must(await leave(bank, { redirect: BACK }))
  const { state, challenge } = issuer.visit(gone.url)
  const back = new URL(`${BACK}?code=c&state=${state}`)
  const { secret } = must(
    await comeBack(bank, { url: back, cookie: gone.kept }, undefined, HERE),
  ) as StaffIn
  const hashed = createHash('sha256').update(issuer.seen.verifier).digest('base64url')
  expect(hashed).toBe(challenge)
  expect(await actorOfSession(town, secret)).toMatchObject({ id: 'staff:wang' })
})

type Bad = readonly [name: string, token: () => unknown]

const soon = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds

const BAD: readonly Bad[] = [
  ['another issuer', () => issuer.token({ iss: 'https://evil.example' })],
  ['the issuer with a slash', () => issuer.token({ iss: `${issuer.url}/` })],
  ['no issuer', () => issuer.token({ iss: undefined })],
  ['a number for an issuer', () => issuer.token({ iss: 1 })],
  ['another audience', () => issuer.token({ aud: 'other' })],
  ['no audience', () => issuer.token({ aud: undefined })],
  ['an empty audience', () => issuer.token({ aud: [] })],
  ['audiences without us', () => issuer.token({ aud: ['a', 'b'] })],
  ['us among others without azp', () => issuer.token({ aud: ['kapok', 'b'] })],
  ['us among others for another', () => issuer.token({ aud: ['kapok', 'b'], azp: 'b' })],
  ['azp of another', () => issuer.token({ azp: 'other', aud: ['kapok', 'other'] })],
  ['another nonce', () => issuer.token({ nonce: 'other' })],
  ['no nonce', () => issuer.token({ nonce: undefined })],
  ['an empty nonce', () => issuer.token({ nonce: '' })],
  ['a number for a nonce', () => issuer.token({ nonce: 7 })],
  ['expired', () => issuer.token({ exp: soon(-600) })],
  ['no expiry', () => issuer.token({ exp: undefined })],
  ['a text for an expiry', () => issuer.token({ exp: `${soon(300)}` })],
  ['no time of issue', () => issuer.token({ iat: undefined })],
  ['a text for a time of issue', () => issuer.token({ iat: 'now' })],
  ['not good before tomorrow', () => issuer.token({ nbf: soon(86_400) })],
  ['a text for when it becomes good', () => issuer.token({ nbf: 'x' })],
  ['no subject', () => issuer.token({ sub: undefined })],
  ['an empty subject', () => issuer.token({ sub: '' })],
  ['a number for a subject', () => issuer.token({ sub: 17 })],
  ['a subject too long', () => issuer.token({ sub: 'u'.repeat(256) })],
  ['a subject with a space', () => issuer.token({ sub: 'u 1' })],
  ['a text for auth_time', () => issuer.token({ auth_time: 'now' })],
  ['alg none', () => new UnsecuredJWT(own()).encode()],
  ['alg None, signed with nothing', () => spelled({ alg: 'None' }, '')],
  ['HS256 by the client’s secret', () => byHmac(CLIENT.clientSecret)],
  ['HS256 by the public key', () => byHmac(JSON.stringify(issuer.jwk))],
  ['another key of the same name', () => byOther({ kid: 'k1' })],
  ['a key of another name', () => byOther({ kid: 'k2' })],
  ['a key it brings itself', () => byOther({ kid: 'k1', bring: true })],
  ['a key at another place', () => byOther({ kid: 'k1', jku: 'https://evil.example/jwks' })],
  ['an extension that must be understood', () => extended()],
  ['a changed claim', () => changed((claims) => ({ ...claims, sub: 'u2' }))],
  ['a changed signature', async () => `${(await issuer.token({})).slice(0, -6)}AAAAAA`],
  ['no signature', async () => `${(await issuer.token({})).split('.').slice(0, 2).join('.')}.`],
  ['two parts', async () => (await issuer.token({})).split('.').slice(0, 2).join('.')],
  ['five parts', async () => `${await issuer.token({})}.x.y`],
  ['no JSON', () => 'eyJhbGciOiJSUzI1NiJ9.bm90IGpzb24.c2ln'],
  ['an empty text', () => ''],
  ['a number', () => 17],
  ['none at all', () => undefined],
]

const own = () => ({
  iss: issuer.url,
  aud: CLIENT.clientId,
  sub: 'u1',
  iat: soon(0),
  exp: soon(300),
  nonce: issuer.visit(lastUrl).nonce,
})

let lastUrl = ''

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

const spelled = (header: object, signature: string) => `${part(header)}.${part(own())}.${signature}`

const byHmac = (secret: string) =>
  new SignJWT(own()).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(Buffer.from(secret))

async function byOther({ bring, ...header }: { kid: string; bring?: boolean; jku?: string }) {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const jwk = bring === true ? { jwk: await exportJWK(publicKey) } : {}
  return new SignJWT(own()).setProtectedHeader({ alg: 'RS256', ...header, ...jwk }).sign(privateKey)
}

function extended() {
  return new SignJWT(own())
    .setProtectedHeader({ alg: 'RS256', kid: 'k1', crit: ['x'], x: 1 })
    .sign(issuer.key.privateKey, { crit: { x: true } })
}

async function changed(change: (claims: object) => object) {
  const [head = '', body = '', signature = ''] = (await issuer.token({})).split('.')
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object
  return `${head}.${part(change(claims))}.${signature}`
}

test('there are forty bad id tokens and more', () => {
  expect(BAD.length).toBeGreaterThanOrEqual(40)
})

test.each(BAD)('an id token with %s signs nobody in', async (_, token) => {
  await link('u2', 'chen')
  const gone = must(await leave(bank, { redirect: BACK }))
  lastUrl = gone.url
  const { state } = issuer.visit(gone.url)
  const bad = await token()
  issuer.answer = () => ({ body: sound(bad) })
  const url = new URL(`${BACK}?code=c&state=${state}`)
  expect(await said(comeBack(bank, { url, cookie: gone.kept }, undefined, HERE))).toBe('unproved')
  expect(await town.people.staff.sessions('wang')).toEqual([])
  expect(await town.people.staff.sessions('chen')).toEqual([])
})

test('what comes back is of this browser, in time, and once', async () => {
  const { again, back, kept } = await round()
  expect(await said(again())).toBe('in')
  expect(await said(again())).toBe('late')
  for (const cookie of ['', 'x', `${kept.slice(0, -2)}AA`])
    expect(await said(comeBack(bank, { url: back, cookie }, undefined, HERE))).toBe('late')
  const other = await round()
  const third = await round()
  const crossed = comeBack(bank, { url: third.back, cookie: other.kept }, undefined, HERE)
  expect(await said(crossed)).toBe('unproved')
  const slow = await round()
  town.pass(ASKED_MS)
  expect(await said(slow.again())).toBe('late')
})

test('an answer that says no, or says nothing, or says it twice', async () => {
  const changes: readonly (readonly [string, (url: URL) => void])[] = [
    ['unproved', (url) => url.searchParams.delete('state')],
    ['unproved', (url) => url.searchParams.set('state', 'other')],
    ['unproved', (url) => url.searchParams.delete('code')],
    ['unproved', (url) => url.searchParams.append('code', 'c2')],
    ['unproved', (url) => url.searchParams.append('state', 'x')],
    ['unproved', (url) => url.searchParams.set('iss', 'https://evil.example')],
    [
      'denied',
      (url) => {
        url.searchParams.delete('code')
        url.searchParams.set('error', 'access_denied')
      },
    ],
  ]
  for (const [why, change] of changes) expect(await said((await round(change)).again())).toBe(why)
})

test('an issuer in trouble gives a clear no, and another host or a redirect is not followed', async () => {
  const answers: readonly (readonly [string, Issuer['answer']])[] = [
    ['unreachable', () => ({ status: 503, body: 'down' })],
    ['unproved', () => ({ status: 400, body: { error: 'invalid_grant' } })],
    ['unproved', () => ({ status: 200, body: 'no json' })],
    [
      'unproved',
      () => ({ status: 302, body: '', headers: { Location: `${issuer.url}/elsewhere` } }),
    ],
    ['unproved', () => ({ body: { ...sound('x'), token_type: 'mac' } })],
  ]
  for (const [why, answer] of answers) {
    issuer.answer = answer
    expect(await said((await round()).again())).toBe(why)
  }
  expect(issuer.seen.redirects).toBe(0)
  const gone = await round()
  await issuer.close()
  expect(await said(gone.again())).toBe('unreachable')
  bank = at('http://127.0.0.1:1')
  expect(await leave(bank, { redirect: BACK })).toMatchObject({ refusal: { why: 'unreachable' } })
  expect(await leave(town, { redirect: BACK })).toMatchObject({ refusal: { why: 'not-set-up' } })
  issuer = await startIssuer()
})

test('metadata that name another issuer, or endpoints elsewhere, are not believed', async () => {
  for (const changes of [
    { issuer: 'https://evil.example' },
    { token_endpoint: 'http://localhost:1/token' },
    { jwks_uri: 'http://evil.example/jwks' },
    { token_endpoint: 'http://169.254.169.254/token' },
  ]) {
    await issuer.close()
    issuer = await startIssuer(changes)
    bank = at(issuer.url)
    await link('u1', 'wang')
    const gone = await leave(bank, { redirect: BACK })
    if (!gone.ok) {
      expect(gone.refusal).toMatchObject({ why: 'unreachable' })
      continue
    }
    const { state } = issuer.visit(gone.value.url)
    const url = new URL(`${BACK}?code=c&state=${state}`)
    const why = await said(comeBack(bank, { url, cookie: gone.value.kept }, undefined, HERE))
    expect(why).toMatch(/^(unproved|unreachable)$/)
  }
})

test('two factors count where the issuer says so, of late; else our own second step is due', async () => {
  const strong = async (claims: object) => {
    issuer.answer = async () => ({ body: sound(await issuer.token({ ...claims })) })
    return (await entered()).actor.strong === true
  }
  const at = Math.floor(town.clock.now() / 1_000)
  expect(await strong({})).toBe(false)
  expect(await strong({ acr: 'gold' })).toBe(false)
  expect(await strong({ acr: 'gold', auth_time: at - 60 })).toBe(true)
  expect(await strong({ acr: 'silver', auth_time: at })).toBe(false)
  expect(await strong({ amr: ['pwd'], auth_time: at })).toBe(false)
  expect(await strong({ amr: ['pwd', 'otp'], auth_time: at })).toBe(true)
  expect(await strong({ amr: ['mfa'], auth_time: at - 7_200 })).toBe(false)
  await town.people.staff.setTotp('wang', { sealed: 'x', since: 0, lastStep: 0 })
  expect(await strong({})).toBe(false)
  expect((await entered()).due).toEqual(['second'])
})

test('linked is by issuer and subject, by whoever is signed in, once', async () => {
  const { secret } = must(await signInStaff(town, { login: 'chen', password: PASSWORD }, HERE))
  const standing = await standingOf(town, secret)
  if (!standing) throw new Error('nobody')
  issuer.answer = async () => ({ body: sound(await issuer.token({ sub: 'u9' })) })
  expect(await said((await round()).again())).toBe('not-linked')
  expect(await said((await round(undefined, { link: 'chen' })).again())).toBe('late')
  const own = { standing, link: 'chen' }
  expect(await said((await round(undefined, own)).again())).toBe('in')
  expect(await said((await round(undefined, own)).again())).toBe('in')
  expect((await entered()).actor.id).toBe('staff:chen')
  issuer.answer = async () => ({ body: sound(await issuer.token({ sub: 'u1' })) })
  expect(await said((await round(undefined, own)).again())).toBe('linked-elsewhere')
  const link = { issuer: issuer.url, subject: 'u9' }
  expect((await unlinkOutside(bank, standing, { ...link, subject: 'u1' })).ok).toBe(false)
  expect((await unlinkOutside(bank, standing, link)).ok).toBe(true)
  issuer.answer = async () => ({ body: sound(await issuer.token({ sub: 'u9' })) })
  expect(await said((await round()).again())).toBe('not-linked')
})

test('whoever has left comes in by no other door', async () => {
  town.put('staff', 'wang', { login: 'wang', role: 'clerk', station: 'S001', active: false })
  expect(await said((await round()).again())).toBe('wrong-sign-in')
})
