/** Texts that somebody might try as a token, as a cookie, or as a receipt: none opens anything, and none is a fault. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appOf } from '../../src/app.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { jwks, receiptOf } from '../../src/bank/oversight/checkpoint.ts'
import { addToken, SCOPES } from '../../src/bank/people/staff.ts'
import { cookieName } from '../../src/gate/middleware.ts'
import { openSession } from '../../src/gate/session.ts'
import { actorOfToken, makeToken } from '../../src/gate/tokens.ts'
import { earned } from '../../src/ledger/account.ts'
import { demoSeed, signerFromSeeds } from '../../src/proof/keys.ts'
import { verifyReceipt } from '../../src/proof/receipt.ts'
import { rootNow } from '../contract/house.ts'
import { attacksOn } from '../proof/attacks.ts'
import { must, openTown, type Town, TODAY } from '../town.ts'

let town: Town
let token: string
let ended: string
let old: string
let secret: string
let receipt: string
let app: ReturnType<typeof appOf>
beforeAll(async () => {
  town = await openTown()
  const { bank } = town
  app = appOf(bank, { secure: true })
  const made = async (until: string, active = true) => {
    const { key, body, text } = makeToken(bank, { name: 'p', scopes: SCOPES, station: '', until })
    must(await addToken(bank, SYSTEM, { id: bank.ids.entry(), key, body: { ...body, active } }))
    return text
  }
  ;[token, ended, old] = [
    await made('2027-01-01'),
    await made('2027-01-01', false),
    await made(TODAY),
  ]
  // The day after: the last of them is past its own.
  town.clock.at += 86_400_000
  const li = await town.member('李四')
  secret = await openSession(bank, 'member', li, undefined)
  const order = { id: bank.ids.entry(), member: li, station: 'S001', minutes: 60 }
  const entry = must(
    await credit(bank, town.clerk('S001'), { ...order, servedOn: TODAY, service: 'activity' }),
  )
  receipt = await receiptOf(bank, entry, earned(li))
})
afterAll(() => town.close())

const b64 = (text: string) => Buffer.from(text).toString('base64url')
const KIDS = [
  '../../../../dev/null',
  '/etc/passwd',
  "x' OR '1'='1",
  "kpk1'; DROP TABLE directory; --",
  "' UNION SELECT 'x' --",
  '__proto__',
  'constructor',
  '$(id)',
  '|id',
  'http://evil.example/jwks',
  'file:///etc/passwd',
  'kpk1\u0000',
  '%00',
  'a'.repeat(2_000),
]

/** Session and access tokens as other systems make them. */
function jwts(): readonly string[] {
  const claims = b64('{"sub":"staff:city","role":"city","iss":"kapok","exp":4102444800}')
  const header = (json: object) => b64(JSON.stringify(json))
  const nones = Array.from({ length: 16 }, (_, bits) =>
    Array.from('none', (letter, at) => ((bits >> at) & 1 ? letter.toUpperCase() : letter)).join(''),
  )
  const algs = ['HS256', 'RS256', 'ES256', 'EdDSA', 'Ed25519', 'PS512', '', 'dir']
  return [
    ...nones.flatMap((alg) => [
      `${header({ alg, typ: 'JWT' })}.${claims}.`,
      `${header({ alg })}.${claims}.AAAA`,
    ]),
    ...algs.map((alg) => `${header({ alg })}.${claims}.${b64('x'.repeat(32))}`),
    ...KIDS.map((kid) => `${header({ alg: 'HS256', kid })}.${claims}.${b64('x'.repeat(32))}`),
    // Encrypted, in two parts, in five, packed, in JSON, of other houses.
    ...['a.b', 'a..', '..', claims, `${claims}.${claims}`, 'a.b.c.d.e', `.${claims}.`],
    ...['A128KW', 'RSA-OAEP', 'ECDH-ES', 'PBES2-HS256+A128KW'].map(
      (alg) => `${header({ alg, enc: 'A256GCM', p2c: 2_000_000_000 })}.${claims}.AAAA.AAAA.AAAA`,
    ),
    `{"payload":"${claims}","signatures":[{"protected":"${header({ alg: 'none' })}"}]}`,
    `v2.public.${claims}`,
    `v4.local.${claims}`,
    `ghp_${'a'.repeat(36)}`,
    `tbk_0000000000000000_${'a'.repeat(43)}`,
    ...['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64', 'zip'].map(
      (name) => `${header({ alg: 'HS256', [name]: 'https://evil.example' })}.${claims}.AAAA`,
    ),
  ]
}

/** Near misses of a token that works. */
function tokens(): readonly string[] {
  const [, key = '', word = ''] = token.split('_')
  const tail = token.slice(`kpk_${key}_`.length)
  const changed = Array.from({ length: 43 }, (_, at) => {
    const letter = tail[at] === 'A' ? 'B' : 'A'
    return `kpk_${key}_${tail.slice(0, at)}${letter}${tail.slice(at + 1)}`
  })
  return [
    ...changed,
    ended,
    old,
    'kpk_',
    'kpk__',
    `kpk_${key}`,
    `kpk_${key}_`,
    `kpk_${key}_${tail}x`,
    `kpk_${key}_${tail.slice(0, -1)}`,
    `kpk_${key}_${tail}.`,
    `kpk_${key}_${tail}=`,
    `kpk_${key}_${tail}%00`,
    `kpk_${key.toUpperCase()}_${tail}`,
    `KPK_${key}_${tail}`,
    `kpk_${key}_${tail.toLowerCase()}`,
    `kpk_${key}_${tail.split('').reverse().join('')}`,
    `kpk_${key}${key}_${tail}`,
    `kpk_${'0'.repeat(16)}_${tail}`,
    `kpk_${key}_${'A'.repeat(43)}`,
    `kpk_${key}_${word}_${tail}`,
    `${token}${token}`,
    `${token},${token}`,
    `${token};role=city`,
    `kpk_${key}_${'A'.repeat(100_000)}`,
    ...["' OR '1'='1", '__proto__', 'constructor', '..', '%2e%2e', 'null', 'undefined', '*'].map(
      (it) => `kpk_${it}_${tail}`,
    ),
    ...Array.from({ length: 40 }, (_, at) => `kpk_${key.slice(0, at % 16)}_${tail.slice(at)}`),
  ]
}

/** Near misses of a session, and what a browser might be made to carry. */
function sessions(): readonly string[] {
  return [
    ...Array.from({ length: 43 }, (_, at) => {
      const letter = secret[at] === 'A' ? 'B' : 'A'
      return `${secret.slice(0, at)}${letter}${secret.slice(at + 1)}`
    }),
    '',
    '""',
    `"${secret}x"`,
    `${secret}${secret}`,
    secret.slice(1),
    secret.toLowerCase() === secret ? 'x' : secret.toLowerCase(),
    'A'.repeat(43),
    'j:{"role":"city"}',
    's:1.x',
    'true',
    'admin',
    "' OR 1=1 --",
    '__proto__',
    '../../session',
    '%00',
    'a'.repeat(7_000),
    token,
    b64('{"staff":"city"}'),
  ]
}

const spoil = (headers: Record<string, string>) => ({
  method: 'GET',
  headers: { Host: 'localhost', ...headers },
})

test('there are enough of them', () => {
  expect(new Set([...jwts(), ...tokens(), ...sessions()]).size).toBeGreaterThanOrEqual(250)
})

test('no made-up token is anybody, for the API or for the pages', async () => {
  const { journal } = town.bank
  const before = [await journal.size(), await rootNow(journal)]
  expect(await actorOfToken(town.bank, token)).toMatchObject({ kind: 'token' })
  for (const text of [...jwts(), ...tokens()]) {
    if (/^[\x21-\x7e]*$/.test(text)) expect(await actorOfToken(town.bank, text)).toBeUndefined()
    for (const scheme of ['Bearer', 'bearer', 'Basic', 'Token', 'DPoP']) {
      const headers = { Authorization: `${scheme} ${text}` }
      const answer = await app.request('/api/v1/trial-balance', spoil(headers))
      expect(answer.status, `${scheme} ${text.slice(0, 120)}`).toBe(401)
      expect(await answer.text()).not.toContain(text.slice(0, 60) || 'kpk_')
    }
    const desk = await app.request('/desk', spoil({ Authorization: `Bearer ${text}` }))
    expect(desk.headers.get('Location')).toBe('/sign-in')
  }
  expect([await journal.size(), await rootNow(journal)]).toEqual(before)
})

test('no made-up cookie is anybody; nor is a right one by another name or on the wrong page', async () => {
  const name = cookieName({ secure: true })
  const asked = async (cookie: string, at: string) => {
    const { status, headers } = await app.request(at, spoil({ Cookie: cookie }))
    return [status, headers.get('Location')] as const
  }
  expect(await asked(`${name}=${secret}`, '/passbook')).toEqual([200, null])
  // As somebody without any cookie is answered.
  const stranger = await asked('x=y', '/passbook')
  expect(stranger[0]).toBe(303)
  for (const text of sessions()) {
    expect(await asked(`${name}=${text}`, '/passbook'), text).toEqual(stranger)
    expect((await asked(`${name}=${text}`, '/api/v1/trial-balance'))[0], text).toBe(401)
  }
  for (const other of ['kapok', '__Secure-kapok', '__host-kapok', 'session', '__Host-kapok '])
    expect(await asked(`${other.trim()}x=${secret}`, '/passbook')).toEqual(stranger)
  expect(await asked(`${name}=${secret}`, '/desk')).toEqual([403, null])
  // A token is not a cookie, and a cookie's secret is not a token.
  expect((await asked(`${name}=${token}`, '/api/v1/trial-balance'))[0]).toBe(401)
  const bearer = await app.request('/passbook', spoil({ Authorization: `Bearer ${secret}` }))
  expect(bearer.status).toBe(303)
})

test('nothing of a receipt’s shape passes for one but itself', async () => {
  const seeds = { receipt: demoSeed('test receipt'), log: demoSeed('test log') }
  const signer = signerFromSeeds({ ...seeds, kid: 'kpk1' })
  const thief = signerFromSeeds({
    receipt: demoSeed('thief'),
    log: demoSeed('thief log'),
    kid: 'kpk1',
  })
  const keys = await jwks(town.bank)
  expect((await verifyReceipt(receipt, keys)).ok).toBe(true)
  const attacks = await attacksOn(receipt, signer, thief)
  for (const text of [...jwts(), ...tokens(), ...sessions(), ...attacks.map((one) => one.token)]) {
    if (text === receipt) continue
    const verdict = await verifyReceipt(text, keys)
    expect(verdict.ok, text.slice(0, 200)).toBe(false)
  }
})
