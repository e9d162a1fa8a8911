/**
 * Nobody is let out: people who are like nobody else go through the whole
 * service, in by every door, and are looked for in every file, every address,
 * every line of the log, and every answer that is not their own. Then some are
 * erased, and the keys of those are looked for in every byte.
 */
import { randomBytes } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { appOf } from '../../src/app.ts'
import { makeBackup } from '../../src/backup.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { events } from '../../src/bank/oversight/audit.ts'
import { checkpointNow } from '../../src/bank/oversight/checkpoint.ts'
import { erase } from '../../src/bank/people/erase.ts'
import { addStaff, addToken, SCOPES } from '../../src/bank/people/staff.ts'
import type { Person } from '../../src/bank/ports-people.ts'
import { configOf } from '../../src/config.ts'
import { makeToken } from '../../src/gate/tokens.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { keepSeeds } from '../../src/open.ts'
import { passingPair } from '../../src/outside/archive.ts'
import { csvLines, hledgerLines, jsonLines } from '../../src/paper/export.ts'
import { demoSeed } from '../../src/proof/keys.ts'
import { vaultOf } from '../../src/store/vault.ts'
import { counts } from '../counts.ts'
import { must, openTown, type Town } from '../town.ts'
import { formIn } from '../web/house.ts'
import { type Canary, canaries, canaryIn, filesIn } from './canary.ts'

const HOST = 'http://localhost'
const PIN = '274915'
const PASSWORD = 'kapok flowers in march'
const KAPOK = fileURLToPath(new URL('../../scripts/kapok.mjs', import.meta.url))

const all = canaries(counts.canaries)
/** In by the API, by the desk's form, and by a sheet. */
const third = Math.ceil(all.length / 3)
const [byApi, byForm, bySheet] = [
  all.slice(0, third),
  all.slice(third, 2 * third),
  all.slice(2 * third),
]

let town: Town
let app: ReturnType<typeof appOf>
let token: string
const addresses: string[] = []
const logged: string[] = []
/** Answers in which somebody else's whole name, phone or number stood. */
const told: string[] = []

interface Answer {
  readonly status: number
  readonly text: string
  readonly bytes: Buffer
  readonly location: string
}

interface Ask {
  readonly method?: 'GET' | 'POST'
  readonly body?: FormData | URLSearchParams | string
  readonly headers?: Readonly<Record<string, string>>
  /** Their own data, or what they have just typed or asked for with a reason. */
  readonly own?: boolean
}

interface Browser {
  ask(path: string, ask?: Ask): Promise<Answer>
}

function browser(): Browser {
  const cookies = new Map<string, string>()
  return {
    async ask(path, { method = 'GET', body, headers = {}, own = false } = {}) {
      const kept = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const sent = { Host: 'localhost', Origin: HOST, Cookie: kept, ...headers }
      addresses.push(path)
      const answer = await app.request(`${HOST}${path}`, {
        method,
        headers: sent,
        ...(body === undefined ? {} : { body }),
      })
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        cookies.set(name, value)
      }
      const bytes = Buffer.from(await answer.arrayBuffer())
      const location = answer.headers.get('Location') ?? ''
      addresses.push(location, ...linksIn(bytes.toString()))
      const found = canaryIn(bytes)
      if (found !== undefined && !own) told.push(`${method} ${path}: ${found}`)
      return { status: answer.status, text: bytes.toString(), bytes, location }
    },
  }
}

/** Addresses a page offers are addresses too. */
function linksIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/(?:href|action|src)="([^"]*)"/g), ([, link = '']) => link)
}

const program = (path: string, body?: object) =>
  browser().ask(`/api/v1${path}`, {
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })

async function clerk(): Promise<Browser> {
  const one = browser()
  const body = new URLSearchParams({ login: 'clerk.canary', password: PASSWORD })
  const answer = await one.ask('/sign-in', { method: 'POST', body })
  if (answer.location !== '/desk') throw new Error(answer.text)
  return one
}

beforeAll(async () => {
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, level).mockImplementation((...said: unknown[]) => {
      logged.push(said.map((one) => (one instanceof Error ? one.stack : String(one))).join(' '))
    })
  }
  town = await openTown()
  const { bank } = town
  app = appOf(bank, { secure: false })
  const passwordHash = must(await bank.passwords.hash(PASSWORD))
  const staff = { login: 'clerk.canary', name: '文员', role: 'clerk', station: 'S001' } as const
  const id = bank.ids.entry()
  must(await addStaff(bank, SYSTEM, { id, ...staff, passwordHash, passwordChosen: true }))
  const made = makeToken(bank, {
    name: 'p',
    scopes: [...SCOPES],
    station: 'S001',
    until: '2027-06-30',
  })
  must(await addToken(bank, SYSTEM, { id: bank.ids.entry(), key: made.key, body: made.body }))
  token = made.text
})
afterAll(async () => {
  vi.restoreAllMocks()
  await town.close()
})

const known = async ({ phone }: Canary): Promise<Person> => {
  const [person] = await town.bank.people.find('city', { phone }, 1)
  if (!person) throw new Error(`${phone} was not enrolled`)
  return person
}

test('they come in by the API, by the desk and by a sheet', async () => {
  const { bank } = town
  for (const { name, phone, number } of byApi) {
    const outside = { ivolunteer: number }
    const order = { id: bank.ids.entry(), station: 'S001', name, phone, outside }
    expect((await program('/members', order)).status).toBe(201)
  }
  const desk = await clerk()
  for (const { name, phone } of byForm) {
    const { text } = await desk.ask('/desk')
    const form = formIn(text, '/desk/members')
    const body = new URLSearchParams({ ...form, name, phone, pin: PIN, consent: '1' })
    expect((await desk.ask('/desk/members', { method: 'POST', body })).status).toBe(303)
  }
  const rows = bySheet.map(({ name, phone }) => `${name},${phone},2026-11-20,2`)
  const sheet = new File([['姓名,联系电话,服务日期,服务时数', ...rows].join('\n')], 'sheet.csv')
  const upload = new FormData()
  upload.set('station', 'S001')
  upload.set('sheet', sheet)
  // The clerk's own sheet comes back to the clerk.
  const look = await desk.ask('/desk/import', { method: 'POST', body: upload, own: true })
  expect(look.status).toBe(200)
  const body = new URLSearchParams(formIn(look.text, '/desk/import'))
  const done = await desk.ask('/desk/import', { method: 'POST', body, own: true })
  expect([200, 303]).toContain(done.status)
  await known(bySheet.at(-1) as Canary)
})

test('they are credited, granted, served, looked for and looked at', async () => {
  const { bank } = town
  const people = await Promise.all(all.map(known))
  for (let at = 0; at < people.length; at += 500) {
    const rows = people.slice(at, at + 500).map(({ member }) => ({
      id: bank.ids.entry(),
      member,
      servedOn: '2026-11-18',
      service: 'activity',
      minutes: 150,
    }))
    const order = { id: bank.ids.entry(), station: 'S001', whole: true, rows }
    expect((await program('/credits/batch', order)).status).toBe(201)
  }
  const desk = await clerk()
  for (const { member, phone, number } of people.slice(0, 40)) {
    for (const q of [phone, phone.slice(-4), number])
      await desk.ask('/desk', {
        method: 'POST',
        body: new URLSearchParams({ q }),
        own: q === phone,
      })
    const page = await desk.ask(`/desk/members/${member}`)
    expect(page.status).toBe(200)
    const order = { id: bank.ids.entry(), member, station: 'S001', service: 'meal' }
    await program('/redemptions', order)
    await program(`/members/${member}`)
    await program(`/members/${member}/statement`)
  }
  const [one] = people as [Person]
  const body = new URLSearchParams({ reason: 'call' })
  const path = `/desk/members/${one.member}/unmask`
  expect(canaryIn((await desk.ask(path, { method: 'POST', body, own: true })).text)).toBeDefined()
  for (const page of [
    '/desk/today',
    '/desk/position',
    '/desk/close',
    '/desk/roster',
    '/desk/reconcile',
  ])
    await desk.ask(page)
  const entries = await bank.journal.entries(0, 60)
  for (const { id } of entries) {
    await desk.ask(`/receipts/${id}`)
    await program(`/entries/${id}`)
    await program(`/entries/${id}/receipt`)
    await program(`/entries/${id}/proof`)
  }
})

test('they look at their own', async () => {
  const { bank } = town
  for (const canary of byForm.slice(0, 5)) {
    const { number } = await known(canary)
    const self = browser()
    const body = new URLSearchParams({ card: number, pin: PIN })
    expect((await self.ask('/card', { method: 'POST', body })).location).toBe('/passbook')
    for (const path of [
      '/passbook',
      '/passbook/looks',
      '/passbook/record',
      '/passbook/record.json',
    ])
      expect((await self.ask(path, { own: true })).status).toBe(200)
    for (const path of ['/elder', '/elder/looks']) await self.ask(path, { own: true })
  }
  expect(must(await events(bank, SYSTEM, { after: 0, limit: 10 })).length).toBe(10)
})

test('what goes wrong tells nobody of them', async () => {
  const { bank } = town
  const [one, two] = byApi as unknown as readonly [Canary, Canary]
  const order = (more: object) => ({ id: bank.ids.entry(), station: 'S001', ...one, ...more })
  const { number: _, ...rest } = order({})
  expect((await program('/members', rest)).status).toBe(422)
  const taken = {
    ...rest,
    id: bank.ids.entry(),
    name: two.name,
    phone: '',
    outside: { ivolunteer: one.number },
  }
  // Whoever sends a number is told of that number: their own words.
  await browser().ask('/api/v1/members', {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(taken),
    own: true,
  })
  const { number, member } = await known(one)
  for (const card of [number, one.phone, one.name]) {
    const body = new URLSearchParams({ card, pin: '999999' })
    await browser().ask('/card', { method: 'POST', body, own: true })
  }
  const desk = await clerk()
  for (const port of ['find', 'get'] as const) {
    const broken = vi.spyOn(bank.people, port).mockRejectedValue(new Error('the disk is on fire'))
    const body = new URLSearchParams({ q: one.phone })
    // Where it goes well after all, what was typed stands in its field.
    await desk.ask('/desk', { method: 'POST', body, own: port === 'get' })
    await desk.ask(`/desk/members/${member}`)
    await program('/members', { ...rest, id: bank.ids.entry() })
    broken.mockRestore()
  }
  expect(logged.join('\n')).toContain('the disk is on fire')
})

test('what leaves the house has none of them', async () => {
  const { bank } = town
  const everything = async function* () {
    yield* await bank.journal.entries(0, 1_000_000)
  }
  const audit = async function* () {
    yield* await bank.audit.journal.entries(0, 1_000_000)
  }
  for (const lines of [
    jsonLines(everything()),
    csvLines(everything()),
    hledgerLines(everything()),
    jsonLines(audit()),
  ]) {
    let text = ''
    for await (const line of lines) text += line
    expect(canaryIn(text)).toBeUndefined()
  }
  for (const path of ['/log/checkpoint', '/log/jwks', '/log/key', '/stations', '/openapi.json'])
    await program(path)
  expect(canaryIn((await checkpointNow(bank))?.note ?? '')).toBeUndefined()
})

test('no address, no line of the log and no answer to others has any of them', () => {
  expect(addresses.filter((address) => canaryIn(decoded(address)) !== undefined)).toEqual([])
  expect(logged.filter((line) => canaryIn(line) !== undefined)).toEqual([])
  expect(told).toEqual([])
  expect(addresses.length).toBeGreaterThan(counts.canaries)
})

function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}

const data = () => join(town.folder, 'data')

test('no file has any of them, nor has a backup', async () => {
  const config = configOf({ KAPOK_DATA: data() })
  const seeds = { receipt: demoSeed('test receipt'), log: demoSeed('test log') }
  keepSeeds(join(data(), 'keys.json'), seeds, false)
  const pair = await passingPair()
  for (const set of ['books', 'keys'] as const)
    await makeBackup(town.bank, config, {
      to: join(town.folder, 'archives'),
      recipients: [pair.recipient],
      set,
    })
  const files = filesIn([town.folder])
  expect(files.map(([path]) => path).some((path) => path.includes('archives'))).toBe(true)
  expect(files.filter(([, bytes]) => canaryIn(bytes) !== undefined).map(([path]) => path)).toEqual(
    [],
  )
  const people = await Promise.all(all.map(known))
  const cards = new Set(people.flatMap(({ card, number }) => [card, number]))
  for (const [path, bytes] of files) {
    const words = bytes.toString('latin1').match(/[0-9A-Z]{10,16}/g) ?? []
    expect(
      words.filter((word) => cards.has(word)),
      path,
    ).toEqual([])
  }
  // A canary that is let out is found: the drill is not blind.
  const out = join(town.folder, 'out.txt')
  writeFileSync(out, `x${randomBytes(9).toString('latin1')}${all[0]?.name}`)
  expect(filesIn([town.folder]).filter(([, bytes]) => canaryIn(bytes)).length).toBe(1)
  writeFileSync(out, '')
})

test('of those erased no byte of a key is in any file, and the books are sound', async () => {
  const { bank } = town
  const gone = await Promise.all(all.slice(-counts.erased).map(known))
  const secrets = keysOf(gone.map(({ member }) => member))
  expect(secrets.length).toBe(gone.length * 3)
  const inData = () => Buffer.concat(filesIn([data()]).map(([, bytes]) => bytes))
  expect(secrets.some((secret) => inData().includes(secret))).toBe(true)
  for (const { member } of gone) {
    const order = { id: bank.ids.entry(), member, reason: 'asked-by-law', left: 'leave' } as const
    must(await erase(bank, SYSTEM, order))
  }
  const left = inData()
  expect(secrets.filter((secret) => left.includes(secret))).toEqual([])
  expect((await bank.people.names(gone.map(({ member }) => member))).size).toBe(0)
  const run = spawnSync(process.execPath, [KAPOK, 'verify', '--data', data()], { encoding: 'utf8' })
  expect([run.status, run.stdout, run.stderr]).toMatchObject([
    0,
    expect.stringContaining('核验无误'),
    '',
  ])
})

/** Of each key: what stands in its file as text, the wrapped bytes, and the key itself. */
function keysOf(members: readonly MemberId[]): readonly Buffer[] {
  const secretsFile = filesIn([data()]).find(([path]) => path.endsWith('vault.json'))
  const kept = JSON.parse(secretsFile?.[1].toString() ?? '{}') as { kek: string; pepper: string }
  const hex = (text: string) => Buffer.from(text, 'hex')
  const vault = vaultOf({ kek: hex(kept.kek), pepper: hex(kept.pepper) })
  const db = new Database(join(data(), 'keys.db'), { readonly: true })
  try {
    const wrappedOf = db.prepare('select wrapped from data_keys where holder = ?').pluck()
    return members.flatMap((member) => {
      const wrapped = wrappedOf.get(member) as string
      const bytes = Buffer.from(wrapped.slice(3), 'base64url')
      return [
        Buffer.from(wrapped.slice(10, 40)),
        bytes.subarray(12, 44),
        Buffer.from(vault.unwrap(member, wrapped)).subarray(0, 16),
      ]
    })
  } finally {
    db.close()
  }
}
