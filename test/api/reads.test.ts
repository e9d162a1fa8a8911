import { afterEach, beforeEach, expect, test } from 'vitest'
import { openApi } from '../../src/api/openapi.ts'
import { apiRoutes } from '../../src/api/routes.ts'
import { addToken } from '../../src/bank/people/staff.ts'
import { makeToken } from '../../src/gate/tokens.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { growsFrom } from '../../src/ledger/tree.ts'
import { fromBase64 } from '../../src/proof/base64.ts'
import { openCheckpoint } from '../../src/proof/checkpoint.ts'
import { readJwks } from '../../src/proof/jwks.ts'
import { verifyReceipt } from '../../src/proof/receipt.ts'
import { openProofFile } from '../../src/proof/tlog.ts'
import { must } from '../town.ts'
import { openTown, type Town } from './backends.ts'
import { type Caller, caller } from './town.ts'

let town: Town
let clerk: Caller
let open: Caller
let li: MemberId

beforeEach(async () => {
  town = await openTown()
  clerk = caller(town, town.clerk('S001'))
  open = caller(town, undefined)
  li = await town.member('李四')
  await town.earn(li, 24)
})
afterEach(() => town.close())

test('a member reads themself, and another is not there', async () => {
  const wu = await town.member('吴七')
  const self = caller(town, town.self(li))
  const own = await self.get(`/members/${li}`)
  expect(own.body).toMatchObject({ member: li, name: '李四', available: 1440, served: 1440 })
  const other = await self.get(`/members/${wu}`)
  const nobody = await self.get('/members/nobody')
  expect([other.status, nobody.status]).toEqual([404, 404])
  expect(other.text.replaceAll(wu, 'nobody')).toBe(nobody.text)
  expect((await self.get(`/members/${wu}/statement`)).status).toBe(404)
  expect((await caller(town, town.clerk('S003')).get(`/members/${li}`)).status).toBe(404)
  expect((await open.get(`/members/${li}`)).status).toBe(401)
  expect((await self.get('/trial-balance')).status).toBe(403)
})

test('a statement turns its pages by seq', async () => {
  const newest = await clerk.get(`/members/${li}/statement?limit=2`)
  expect(newest.body['lines']).toMatchObject([{ balance: 1440 }, { balance: 960 }])
  const older = await clerk.get(`/members/${li}/statement?before=${String(newest.body['next'])}`)
  expect(older.body['lines']).toMatchObject([{ balance: 480, minutes: 480, kind: 'credit' }])
  for (const wrong of [
    'limit=0',
    'limit=201',
    'after=-1',
    'after=1&before=9',
    'x=1',
    'limit=1&limit=2',
  ])
    expect((await clerk.get(`/members/${li}/statement?${wrong}`)).status).toBe(422)
})

test('an entry, its receipt and its proof stand outside the house', async () => {
  const size = await town.bank.journal.size()
  const read = await clerk.get(`/entries/${size}`)
  expect((await clerk.get(`/entries/${read.body.entry.id}`)).text).toBe(read.text)
  const keys = readJwks((await open.get('/log/jwks')).text)
  if (!keys.ok) throw new Error('no keys')
  const receipt = await clerk.get(`/entries/${size}/receipt?account=earned:${li}`)
  expect(await verifyReceipt(receipt.text, keys.jwks)).toMatchObject({
    ok: true,
    receipt: { seq: size, minutes: 480 },
  })
  expect((await clerk.get(`/entries/${size}/receipt?account=earned:x`)).status).toBe(404)

  const vkey = (await open.get('/log/key')).text.trim()
  const entry = await town.bank.journal.entry(size as never)
  const proof = await clerk.get(`/entries/${size}/proof`)
  expect(openProofFile(proof.text, entry?.leaf ?? new Uint8Array(), [vkey]).ok).toBe(true)
  const elsewhere = caller(town, town.clerk('S002'))
  for (const path of ['', '/receipt', '/proof'])
    expect((await elsewhere.get(`/entries/${size}${path}`)).status).toBe(404)
})

test('the log grows from one checkpoint to the next', async () => {
  const vkey = (await open.get('/log/key')).text.trim()
  const noted = async () => {
    const opened = openCheckpoint((await open.get('/log/checkpoint')).text, [vkey])
    if (!opened.ok) throw new Error(opened.why)
    return opened.checkpoint
  }
  const from = await noted()
  await town.earn(li, 16)
  const to = await noted()
  const { body } = await open.get(`/log/consistency?from=${from.size}&to=${to.size}`)
  const hashes = (body['hashes'] as string[]).map((one) => fromBase64(one) ?? new Uint8Array())
  expect(growsFrom(from.size, to.size, hashes, from.root, to.root)).toBe(true)
  expect((await open.get(`/log/consistency?from=1&to=${to.size + 1}`)).status).toBe(404)
  expect((await open.get('/log/consistency?from=1')).status).toBe(422)
})

test('stations are public, a position is its station’s, the books balance', async () => {
  expect((await open.get('/stations')).body['stations']).toHaveLength(3)
  const at = '/stations/S001/position'
  expect((await clerk.get(at)).body).toMatchObject({ station: 'S001', issued: 1440, held: 0 })
  expect((await open.get(at)).status).toBe(401)
  expect((await caller(town, town.clerk('S002')).get(at)).status).toBe(404)
  const trial = await caller(town, town.city).get('/trial-balance')
  const kinds = trial.body['kinds'] as readonly { readonly kind: string; minutes: number }[]
  expect(kinds).toContainEqual(expect.objectContaining({ kind: 'issuance', minutes: -1440 }))
  expect(kinds.reduce((sum, { minutes }) => sum + minutes, 0)).toBe(0)
  expect(trial.body['sum']).toBe(0)
  const { at: _seq, ...standing } = (await clerk.get(at)).body
  const own = (trial.body['stations'] as readonly { station: string }[])[0]
  expect(standing).toMatchObject(own ?? { station: 'none' })
})

test('every route is in the document, and the page of it needs nothing else', async () => {
  const routed = apiRoutes(town.bank)
    .routes.filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
  const served = await open.get('/openapi.json')
  const paths = served.body['paths'] as ReturnType<typeof openApi>['paths']
  const written = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(written.toSorted()).toEqual(routed.toSorted())
  expect(routed.length).toBeGreaterThan(60)
  const credit = JSON.stringify(paths['/credits']?.['post']?.requestBody)
  expect(credit).toContain('"additionalProperties":false')
  const page = await open.get('/docs')
  expect(page.text).not.toMatch(/<script|<link|src=|https?:/)
  for (const path of Object.keys(paths)) expect(page.text).toContain(path)
})

test('a token may do what its scopes say, at its station', async () => {
  expect(
    (await caller(town, `kpk_${'0'.repeat(16)}_${'A'.repeat(43)}`).get(`/members/${li}`)).status,
  ).toBe(401)
  const wanted = {
    name: 'hospital',
    scopes: ['members:read'],
    station: 'S001',
    until: '2026-12-31',
  }
  const { text: token, key, body } = makeToken(town.bank, wanted)
  must(await addToken(town.bank, town.security, { id: town.bank.ids.entry(), key, body }))
  const read = await caller(town, token).get(`/members/${li}`)
  expect([read.status, read.body['name']]).toEqual([200, undefined])
  const order = { id: town.bank.ids.entry(), member: li, station: 'S001', minutes: 60 }
  const write = await caller(town, token).post('/credits', {
    ...order,
    servedOn: '2026-11-20',
    service: 'activity',
  })
  expect([write.status, write.body.code]).toEqual([403, 'not-allowed'])
  const writer = makeToken(town.bank, { ...wanted, scopes: ['credits:write'] })
  must(await addToken(town.bank, town.security, { id: town.bank.ids.entry(), ...writer }))
  const place = await caller(town, token).get('/stations/S001/position')
  expect([place.status, place.body.code]).toEqual([403, 'not-allowed'])
  const seq = await town.bank.journal.size()
  for (const path of ['', '/receipt', '/proof']) {
    const entry = await caller(town, writer.text).get(`/entries/${seq}${path}`)
    expect([entry.status, entry.body.code]).toEqual([403, 'not-allowed'])
  }
})
