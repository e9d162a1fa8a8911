/** Subscriptions: told in order, without a gap and with nobody's name; offered again until taken; replayed; ended for good. */
import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { tellHooks } from '../../src/bank/jobs/hooks.ts'
import { addHook, endHook, listHooks, replayHook } from '../../src/bank/people/hooks.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { hooksOver } from '../../src/outside/hooks.ts'
import { postTo } from '../../src/outside/post.ts'
import { TODAY } from '../clock.ts'
import { must, openTown, type Town } from '../town.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const SECRET = `whsec_${Buffer.from(KEY).toString('base64')}`

interface Got {
  readonly id: string
  readonly good: boolean
  readonly seqs: readonly number[]
  readonly body: string
}

let town: Town
let server: Server
let status: number
let got: Got[]
let member: MemberId

beforeEach(async () => {
  town = await openTown()
  member = await town.member('陈大文')
  status = 204
  got = []
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      const { 'webhook-id': id, 'webhook-timestamp': time } = request.headers
      const mac = createHmac('sha256', KEY).update(`${String(id)}.${String(time)}.${body}`)
      const good = request.headers['webhook-signature'] === `v1,${mac.digest('base64')}`
      const { data } = JSON.parse(body) as { data: { entries: { seq: number }[] } }
      got.push({ id: String(id), good, seqs: data.entries.map(({ seq }) => seq), body })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})
afterEach(async () => {
  server.close()
  await town.close()
})

const tell = hooksOver((url) => postTo(url, { loopback: true }))

const told = () => tellHooks(town.bank, tell)

async function subscribed(station = ''): Promise<string> {
  const { port } = server.address() as AddressInfo
  const key = town.bank.ids.opaque()
  const order = { id: town.bank.ids.entry(), key, name: '区平台', station, secret: SECRET }
  must(await addHook(town.bank, SYSTEM, { ...order, url: `http://127.0.0.1:${port}/`, near: true }))
  return key
}

async function credited(station = 'S001', minutes = 15): Promise<number> {
  const order = { id: town.bank.ids.entry(), station, member, service: 'haircut', minutes }
  return must(await credit(town.bank, town.clerk(station), { ...order, servedOn: TODAY })).seq
}

const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)

test('what is recorded from then on is told in order, signed, and names nobody', async () => {
  await credited()
  const key = await subscribed()
  const begun = await town.bank.journal.size()
  for (let n = 0; n < 3; n++) await credited()
  expect(await told()).toEqual({ taken: 1, refused: 0 })
  expect(got).toHaveLength(1)
  expect(got[0]).toMatchObject({ id: `${key}.${begun}-${begun + 3}`, good: true })
  expect(got[0]?.seqs).toEqual([begun, begun + 1, begun + 2, begun + 3])
  expect(got[0]?.body).not.toContain(member)
  expect(await told()).toEqual({ taken: 0, refused: 0 })
})

test('a long gap is told in deliveries of a hundred, none left out', async () => {
  await subscribed()
  for (let n = 0; n < 210; n++) await credited(n % 2 === 0 ? 'S001' : 'S002', 1)
  expect(await told()).toEqual({ taken: 3, refused: 0 })
  const seqs = got.flatMap((one) => one.seqs)
  expect(seqs).toEqual(Array.from({ length: 211 }, (_, at) => (seqs[0] ?? 0) + at))
})

test('a subscriber of a station is told of that station alone', async () => {
  await subscribed('S002')
  await credited('S001')
  const own = await credited('S002')
  await told()
  expect(got.flatMap(({ seqs }) => seqs)).toEqual([own])
})

test('what is not taken is offered again with the same id, later and later, and nothing goes before it', async () => {
  const key = await subscribed()
  status = 500
  expect(await told()).toEqual({ taken: 0, refused: 1 })
  const [first] = got
  await credited()
  expect(await told()).toEqual({ taken: 0, refused: 0 })
  town.clock.at += 60_000
  expect(await told()).toEqual({ taken: 0, refused: 1 })
  town.clock.at += 60_000
  expect(await told()).toEqual({ taken: 0, refused: 0 })
  status = 200
  town.clock.at += 60_000
  expect(await told()).toEqual({ taken: 2, refused: 0 })
  expect(got.map(({ id }) => id).slice(0, 3)).toEqual([first?.id, first?.id, first?.id])
  expect(got[2]?.seqs).toEqual(first?.seqs)
  const [seen] = must(await listHooks(town.bank, SYSTEM))
  expect(seen?.row.key).toBe(key)
  expect(seen?.state).toEqual({ seq: await town.bank.journal.size() })
})

test('who takes none for three days is offered no more, until it is replayed from where one says', async () => {
  const key = await subscribed()
  const from = await credited()
  status = 503
  for (let hour = 0; hour <= 74; hour++) {
    await told()
    town.clock.at += 3_600_000
  }
  const offered = got.length
  status = 200
  expect(await told()).toEqual({ taken: 0, refused: 0 })
  for (const wrong of [0, -1, 1.5, 10_000]) {
    const outcome = await replayHook(town.bank, SYSTEM, { hook: key, from: wrong })
    expect(codeOf(outcome)).toBe('code-unreadable')
  }
  must(await replayHook(town.bank, SYSTEM, { hook: key, from }))
  await told()
  expect(got.slice(offered).flatMap(({ seqs }) => seqs)).toEqual([from])
})

test('ended, it is told nothing, and its secret is gone; only the security office has a say', async () => {
  const key = await subscribed()
  const end = (by = SYSTEM) => endHook(town.bank, by, { id: town.bank.ids.entry(), hook: key })
  expect(codeOf(await end(town.clerk('S001')))).toBe('not-allowed')
  expect(codeOf(await listHooks(town.bank, town.clerk('S001')))).toBe('not-allowed')
  must(await end())
  expect(codeOf(await end())).toBe('unknown-row')
  expect(codeOf(await replayHook(town.bank, SYSTEM, { hook: key, from: 1 }))).toBe('unknown-row')
  await credited()
  expect(await told()).toEqual({ taken: 0, refused: 0 })
  expect(got).toEqual([])
})

test('a station that is not there and no name are refused, and the secret is in no file', async () => {
  const order = { key: 'k', url: 'https://example.org/', secret: SECRET }
  const id = () => town.bank.ids.entry()
  const named = { name: '区平台', station: '' }
  const add = (name: string, station: string) =>
    addHook(town.bank, SYSTEM, { ...order, id: town.bank.ids.entry(), name, station })
  expect(codeOf(await add(' ', ''))).toBe('code-unreadable')
  expect(codeOf(await add('区平台', 'S999'))).toBe('unknown-station')
  for (const url of ['http://example.org/', 'https://a:b@example.org/', 'ftp://x/', 'nothing'])
    expect(codeOf(await addHook(town.bank, SYSTEM, { ...order, ...named, id: id(), url }))).toBe(
      'code-unreadable',
    )
  // Of a name that was not found good no secret is kept.
  const taken = { ...order, ...named, id: id() }
  must(await addHook(town.bank, SYSTEM, taken))
  expect(codeOf(await addHook(town.bank, SYSTEM, { ...taken, key: 'other' }))).toBe('id-taken')
  expect(await town.bank.people.notes.of('hook/other')).toEqual([])
  expect(await town.bank.people.notes.of('hook/k')).not.toEqual([])
  await subscribed()
  for (const file of readdirSync(town.folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const bytes = readFileSync(join(file.parentPath, file.name))
    expect(bytes.includes(KEY) || bytes.includes(SECRET)).toBe(false)
  }
})
