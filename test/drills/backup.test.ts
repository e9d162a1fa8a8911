/**
 * Backups at size: taken on the way while a house grows, each restored and
 * verified; the whole drill timed; archives damaged and cut in every place; a
 * backup killed while it writes.
 */
import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { creditSession } from '../../src/bank/hours/session.ts'
import { logKey } from '../../src/bank/oversight/checkpoint.ts'
import { makeBackup } from '../../src/backup.ts'
import { configOf } from '../../src/config.ts'
import { drill } from '../../src/drill.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { keepSeeds, keepVault } from '../../src/open.ts'
import { passingPair } from '../../src/outside/archive.ts'
import { demoSeed } from '../../src/proof/keys.ts'
import { restoreInto, verifyFolder } from '../../src/restore.ts'
import { BackupRefused } from '../../src/words/backup.ts'
import { counts } from '../counts.ts'
import { must, openTown, type Town, VAULT } from '../town.ts'
import { kapokMust } from './service.ts'

const GROUP = 1_000
const MEMBERS = 500

let town: Town
let members: readonly MemberId[]
let pair: Awaited<ReturnType<typeof passingPair>>
let archives: string
let config: ReturnType<typeof configOf>
const points: { readonly path: string; readonly size: number; readonly root: string }[] = []

beforeAll(async () => {
  town = await openTown()
  config = configOf({ KAPOK_DATA: join(town.folder, 'data') })
  // The town is handed its keys; a backup wants them where a house has them.
  keepSeeds(
    join(config.data, 'keys.json'),
    { receipt: demoSeed('test receipt'), log: demoSeed('test log') },
    false,
  )
  if (!existsSync(config.vault.house)) keepVault(config.vault.house, VAULT)
  archives = join(town.folder, 'archives')
  pair = await passingPair()
  const made: MemberId[] = []
  for (let at = 0; at < MEMBERS; at++) made.push(await town.member('陈大文'))
  members = made
  await grown()
})

afterAll(() => town.close())

const back = (name: string) => join(town.folder, name)
const order = () => ({ identities: [pair.identity], vkeys: [logKey(town.bank)] })
const backup = (set: 'books' | 'keys' = 'books') =>
  makeBackup(town.bank, config, { set, to: archives, recipients: [pair.recipient] })

/** Credits, a day for every member, and a backup at each of the points. */
async function grown(): Promise<void> {
  let done = 0
  const every = Math.floor(counts.backedUp / counts.restorePoints)
  for (let day = 0; done < counts.backedUp; day++) {
    const servedOn = new Date(Date.UTC(2019, 6, 1 + day)).toISOString().slice(0, 10)
    const some = members.slice(0, Math.min(MEMBERS, counts.backedUp - done, GROUP))
    const rows = some.map((member) => {
      const what = { minutes: 60 + (day % 8) * 15, servedOn, service: 'activity' }
      return { id: town.bank.ids.entry(), member, ...what }
    })
    const session = { id: `d${day}`, station: 'S001', rows, whole: true }
    for (const one of await creditSession(town.bank, SYSTEM, session)) must(one)
    done += rows.length
    // Another second, or two backups would have one name.
    town.clock.at += 60_000
    if (done >= (points.length + 1) * every && points.length < counts.restorePoints)
      points.push(await backup())
  }
}

test(`each of ${counts.restorePoints} backups taken on the way is restored, and sound as far as it goes`, async () => {
  expect(points.length).toBe(counts.restorePoints)
  for (const [at, { path, size, root }] of points.entries()) {
    const folder = back(`point-${at}`)
    const { manifests } = await restoreInto([path], folder, order())
    const [manifest] = manifests
    const { ledger } = await verifyFolder(folder, back('none.heads'), manifest as never)
    expect(ledger).toMatchObject({ exit: 0, entries: size, root, faults: [] })
    const behind = await verifyFolder(folder, config.heads, manifest as never)
    const last = size === (await town.bank.journal.size())
    expect(behind.ledger.exit).toBe(last ? 0 : 3)
    rmSync(folder, { recursive: true })
  }
})

test(`a drill of ${counts.backedUp} entries: back up, restore, verify, compare`, async () => {
  const drilled = await drill(town.bank, config, {})
  expect(drilled).toMatchObject({ ok: true, found: [], faults: [] })
  expect(drilled.entries).toBeGreaterThan(counts.backedUp)
  const entries = drilled.tables.find(({ table }) => table === 'entries')
  expect(entries).toMatchObject({ backup: drilled.entries, upTo: drilled.entries })
  expect(readdirSync(config.data).filter((name) => name.startsWith('.scratch'))).toEqual([])
  const times = drilled.steps.map(({ step, ms }) => `${step} ${(ms / 1_000).toFixed(1)} s`)
  console.log(`${drilled.entries} entries: ${times.join(', ')}`)
})

test('a backup taken while credits come in is the beginning of the books, whole entries only', async () => {
  kapokMust('--version')
  const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
  const to = back('amid')
  const args = ['backup', '--data', config.data, '--to', to, '--recipient', pair.recipient]
  const child = spawn(process.execPath, [cli, ...args], { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  let groups = 0
  for (; child.exitCode === null; groups++) {
    const servedOn = new Date(Date.UTC(2025, 0, 1 + groups)).toISOString().slice(0, 10)
    const rows = members.slice(0, 50).map((member) => {
      const what = { minutes: 60, servedOn, service: 'activity' }
      return { id: town.bank.ids.entry(), member, ...what }
    })
    const session = { id: `amid${groups}`, station: 'S001', rows, whole: true }
    for (const one of await creditSession(town.bank, SYSTEM, session)) must(one)
    await sleep(5)
  }
  expect([await ended, groups > 3]).toEqual([0, true])
  const files = readdirSync(to).map((name) => join(to, name))
  const drilled = await drill(town.bank, config, { given: { files, ...order() } })
  expect(drilled).toMatchObject({ ok: true, found: [], faults: [] })
  expect(drilled.entries).toBeLessThan(drilled.live)
})

test(`of ${counts.damagedArchives} damaged and ${counts.damagedArchives} shortened archives none is taken`, async () => {
  const { path } = await backup()
  const whole = readFileSync(path)
  const said = new Map<string, number>()
  const refused = async (bytes: Buffer) => {
    const bad = back('bad.age')
    writeFileSync(bad, bytes)
    const folder = back('never')
    const fault: unknown = await restoreInto([bad], folder, order()).catch((one: unknown) => one)
    expect(fault).toBeInstanceOf(BackupRefused)
    const { code } = (fault as BackupRefused).no
    said.set(code, (said.get(code) ?? 0) + 1)
    expect(existsSync(folder)).toBe(false)
  }
  for (let at = 0; at < counts.damagedArchives; at++) {
    const bytes = Buffer.from(whole)
    const place = at < 3 ? at * 70 : Math.floor((whole.length * at) / counts.damagedArchives)
    bytes[place] = (bytes[place] ?? 0) ^ (1 << (at % 8))
    await refused(bytes)
    await refused(whole.subarray(0, Math.floor((whole.length * at) / counts.damagedArchives)))
  }
  // Also by a single byte.
  await refused(whole.subarray(0, -1))
  // A letter changed in the part that was sealed for us is sealed for nobody.
  const codes = [...said.keys()].filter((code) => code !== 'wrong-identity')
  expect(codes.sort()).toEqual(['damaged', 'not-an-archive'])
  for (let at = 0; at < counts.damagedArchives; at++) {
    const { identity } = await passingPair()
    const fault: unknown = await restoreInto([path], back('never'), {
      ...order(),
      identities: [identity],
    }).catch((one: unknown) => one)
    expect((fault as BackupRefused).no.code).toBe('wrong-identity')
  }
  expect(readdirSync(town.folder).filter((name) => name.includes('restoring'))).toEqual([])
})

test(`a backup killed while it writes (${counts.backupKills} times) leaves nothing that is taken for one`, async () => {
  // Enough to be caught at.
  await town.bank.evidence.put(randomBytes(24 * 1024 * 1024))
  kapokMust('--version')
  const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
  const to = back('killed')
  const args = ['backup', '--data', config.data, '--to', to, '--recipient', pair.recipient]
  const isPart = (name: string) => name.includes('.part-')
  const names = () => (existsSync(to) ? readdirSync(to) : [])
  let cut = 0
  for (let at = 0; at < counts.backupKills; at++) {
    const child = spawn(process.execPath, [cli, ...args], { stdio: 'ignore' })
    const gone = new Promise((resolve) => child.once('exit', resolve))
    const own = `.part-${child.pid}`
    while (child.exitCode === null && !names().some((name) => name.endsWith(own))) await sleep(2)
    await sleep(at * 3)
    child.kill('SIGKILL')
    await gone
    for (const name of names()) {
      const file = join(to, name)
      const restored = (from: string) => restoreInto([from], back('from-killed'), order())
      if (!isPart(name)) {
        await restored(file)
        rmSync(back('from-killed'), { recursive: true })
        continue
      }
      cut++
      // Under its own name it would be refused as well.
      const named = back('kapok-books.tar.age')
      copyFileSync(file, named)
      for (const tried of [file, named])
        expect(await restored(tried).catch((one: unknown) => one)).toBeInstanceOf(BackupRefused)
      expect(existsSync(back('from-killed'))).toBe(false)
    }
  }
  expect(cut).toBeGreaterThan(0)
  expect(readdirSync(config.data).some((name) => name.startsWith('.scratch'))).toBe(true)
  kapokMust(...args)
  expect(names().filter(isPart)).toEqual([])
  expect(readdirSync(config.data).filter((name) => name.startsWith('.scratch'))).toEqual([])
}, 3_600_000)
