/** Sheets that entries name: kept sealed before the entry, told when missing or changed, swept when nobody names them, destroyed for good. */
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import {
  destroyEvidence,
  sweepEvidence,
  verifyEvidence,
} from '../../src/bank/oversight/kept-evidence.ts'
import { enterSheet } from '../../src/bank/people/attendance.ts'
import { refOf } from '../../src/ledger/entry.ts'
import { sha256Hex } from '../../src/ledger/sha256.ts'
import { type Bucket, bucketBlobs } from '../../src/outside/evidence-bucket.ts'
import { evidenceIn } from '../../src/outside/evidence.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { must, openTown, type Town } from '../town.ts'

let town: Town
let root: string
const DAY_MS = 24 * 60 * 60 * 1_000

beforeAll(async () => {
  town = await openTown()
  root = join(town.folder, 'data', 'evidence')
})
afterAll(() => town.close())

const audit = () => auditIn(town.bank.engine, migrationsOf('sqlite'))
const pathOf = (hash: string) => join(root, hash.slice(0, 2), hash)
const found = () => verifyEvidence(audit(), town.bank.evidence)

let days = 0

/** A sheet of one row, entered at the desk; gives its hash. */
async function entered(text: string): Promise<string> {
  const date = new Date(Date.UTC(2021, 0, 1 + days++)).toISOString().slice(0, 10)
  const row = { row: 2, name: '何满桃', phone: '13900000077', date, minutes: 60 }
  const order = { station: 'S001', source: 'desk', rows: [row] }
  const done = await enterSheet(town.bank, SYSTEM, {
    ...order,
    sheet: Buffer.from(text),
  })
  const [entry] = done.entries.values()
  return (entry && refOf(entry, 'file')) ?? ''
}

test('a sheet is kept before its entries, which name it; its names stand in no file', async () => {
  const text = '姓名,电话\n何满桃,13900000077\n'
  const hash = await entered(text)
  expect(hash).toBe(sha256Hex(text))
  expect(Buffer.from((await town.bank.evidence.get(hash)) as Uint8Array).toString()).toBe(text)
  const lying = readFileSync(pathOf(hash))
  expect(lying.includes('何满桃') || lying.includes('13900000077')).toBe(false)
  expect(await found()).toEqual({ named: 1, faults: [], extra: [] })
  // A sheet that is refused leaves nothing behind.
  const before = await town.bank.journal.size()
  const row = { row: 2, name: '何满桃', phone: '13900000077', date: '2030-01-01', minutes: 60 }
  const order = { station: 'S001', source: 'desk', rows: [row], sheet: Buffer.from('later') }
  await enterSheet(town.bank, SYSTEM, order)
  expect(await town.bank.journal.size()).toBe(before)
  expect(await town.bank.evidence.get(sha256Hex('later'))).toBeUndefined()
})

test('the same bytes are kept once, and put again where they were lost', async () => {
  const [first, again] = await Promise.all([
    town.bank.evidence.put(Buffer.from('twice')),
    town.bank.evidence.put(Buffer.from('twice')),
  ])
  expect(first).toBe(again)
  writeFileSync(pathOf(first), 'broken')
  expect(await town.bank.evidence.get(first)).toBe('changed')
  await town.bank.evidence.put(Buffer.from('twice'))
  expect(await town.bank.evidence.get(first)).toEqual(Buffer.from('twice'))
  expect(readdirSync(dirname(pathOf(first)))).toEqual([first])
  await town.bank.evidence.destroy([first])
})

test('missing, changed and extra are each named, and nothing else is', async () => {
  const [lost, cut, swapped, flipped] = [
    await entered('lost'),
    await entered('cut'),
    await entered('swapped'),
    await entered('flipped'),
  ]
  const kept = new Map(
    [lost, cut, swapped, flipped].map((hash) => [hash, readFileSync(pathOf(hash))]),
  )
  rmSync(pathOf(lost))
  writeFileSync(pathOf(cut), (kept.get(cut) as Buffer).subarray(0, 20))
  writeFileSync(pathOf(swapped), kept.get(flipped) as Buffer)
  const bytes = Buffer.from(kept.get(flipped) as Buffer)
  bytes[14] = (bytes[14] ?? 0) ^ 1
  writeFileSync(pathOf(flipped), bytes)
  const extra = await town.bank.evidence.put(Buffer.from('extra'))
  mkdirSync(join(root, 'zz'), { recursive: true })
  writeFileSync(join(root, 'zz', 'readme'), 'not ours')
  const said = await found()
  expect(said.extra).toEqual([extra])
  expect(said.faults.map(({ key, detail }) => `${key} ${detail.split(';')[0]}`).sort()).toEqual(
    [
      `file=${lost} is missing`,
      ...[cut, swapped, flipped].map((hash) => `file=${hash} is not what was put there`),
    ].sort(),
  )
  expect(said.faults.every(({ code, table }) => code === 'tampered' && table === 'evidence')).toBe(
    true,
  )
  for (const [hash, was] of kept) writeFileSync(pathOf(hash), was)
  expect((await found()).faults).toEqual([])
})

test('what no entry names is swept a day after it came, and not before', async () => {
  const fresh = await town.bank.evidence.put(Buffer.from('an import under way'))
  const old = await town.bank.evidence.put(Buffer.from('an import that broke off'))
  // The town's clock stands; its files are older or newer than it.
  const seconds = (ms: number) => (town.clock.at + ms) / 1_000
  for (const { hash } of await town.bank.evidence.list('', 1_000))
    utimesSync(pathOf(hash), seconds(-2 * DAY_MS), seconds(-2 * DAY_MS))
  utimesSync(pathOf(fresh), seconds(-DAY_MS / 2), seconds(-DAY_MS / 2))
  const { named } = await found()
  const gone = await sweepEvidence(town.bank, audit())
  expect([...gone].sort()).toEqual([sha256Hex('extra'), old].sort())
  expect(await town.bank.evidence.get(fresh)).toBeInstanceOf(Uint8Array)
  expect(await found()).toEqual({ named, faults: [], extra: [fresh] })
})

test('what is destroyed is gone with its key, the books say so for ever, and a copy that comes back is swept', async () => {
  const hash = await entered('to be forgotten')
  const copy = readFileSync(pathOf(hash))
  const { bank } = town
  const order = { id: bank.ids.entry(), hash, reason: 'asked-by-person' }
  const no = async (who: typeof SYSTEM, more: object = {}) => {
    const outcome = await destroyEvidence(bank, who, { ...order, ...more })
    return outcome.ok ? 'ok' : outcome.refusal.code
  }
  expect(await no(town.clerk('S001'))).toBe('not-allowed')
  expect(await no(SYSTEM, { hash: 'AB' })).toBe('code-unreadable')
  expect(await no(SYSTEM, { reason: 'because' })).toBe('reason-unknown')
  const entry = must(await destroyEvidence(bank, town.city, order))
  expect(must(await destroyEvidence(bank, town.city, order)).seq).toBe(entry.seq)
  expect(await bank.evidence.get(hash)).toBeUndefined()
  expect((await found()).faults).toEqual([])
  // Put back from a backup it is not read any more: its key is gone.
  writeFileSync(pathOf(hash), copy)
  expect(await bank.evidence.get(hash)).toBe('changed')
  expect((await found()).extra).toContain(hash)
  expect(await sweepEvidence(bank, audit())).toContain(hash)
})

test('in a bucket it is kept and told in the same way', async () => {
  const lying = new Map<string, Uint8Array>()
  const bucket: Bucket = {
    put: async (name, bytes) => lying.set(name, bytes),
    get: async (name) => {
      const bytes = lying.get(name)
      return bytes ? { arrayBuffer: async () => new Uint8Array(bytes).buffer } : null
    },
    delete: async (name) => void lying.delete(name),
    list: async ({ startAfter = '', limit }) => ({
      objects: [...lying.keys()]
        .filter((key) => key > startAfter)
        .sort()
        .slice(0, limit)
        .map((key) => ({ key, uploaded: new Date(town.clock.at) })),
    }),
  }
  const keys = new Map<string, Uint8Array>()
  const evidence = evidenceIn(bucketBlobs(bucket), {
    of: async () => keys,
    made: async ([holder = '']) => keys.set(holder, keys.get(holder) ?? Buffer.alloc(32, 7)),
    destroy: async (holders) => holders.forEach((holder) => keys.delete(holder)),
  })
  const hash = await evidence.put(Buffer.from('a photo'))
  expect(await evidence.get(hash)).toEqual(Buffer.from('a photo'))
  expect(await evidence.list('', 10)).toEqual([{ hash, since: town.clock.at }])
  expect(await evidence.list(hash, 10)).toEqual([])
  await evidence.destroy([hash, 'no name'])
  expect([lying.size, keys.size]).toEqual([0, 0])
})
