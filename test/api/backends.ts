/**
 * What the API is served from: the same tests, on Node with SQLite or
 * PostgreSQL, and on workerd with D1 and its Durable Object. A test file opens
 * its towns on SQLite; on-postgres.test.ts and on-workerd.test.ts run every
 * other test file of this folder again, each on its own backend.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe } from 'vitest'
import { createTestHarness } from 'wrangler'
import { appOf } from '../../src/app.ts'
import type { ApiBank } from '../../src/api/problems.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { asked, cityPlace, recordDrafts, rowChange } from '../../src/bank/draft.ts'
import { creditSession } from '../../src/bank/hours/session.ts'
import type { Bank, StaffRole } from '../../src/bank/ports.ts'
import { recordAll } from '../../src/bank/record.ts'
import type { CityRules } from '../../src/rules/city.ts'
import { passwordsWith } from '../../src/gate/password.ts'
import { openOnWorkers, type WorkerEnv } from '../../src/open-worker.ts'
import type { D1 } from '../../src/store/d1.ts'
import { TEN } from '../clock.ts'
import { type Cluster, postgresFolder, startPostgres } from '../contract/postgres.ts'
import { must, openTown as openFolder, STATIONS, type TownOn, townOn } from '../town.ts'
import { migrated, SECRETS, workerConfig } from '../worker-config.ts'

/** Low, and still a cost of scrypt. */
const LOW = { memoryKiB: 64, passes: 1, lanes: 1 }

/** A town that answers requests, with its staff in the directory. */
export interface Town extends TownOn<ApiBank> {
  /** Whether requests go over a connection, and not to the app itself. */
  readonly connected: boolean
  /** Whether its cookies are those of TLS. */
  readonly secure: boolean
  request(path: string, init: RequestInit): Promise<Response>
  close(): Promise<void>
}

export interface Backend {
  open(): Promise<Town>
  /** After the last town. */
  stop(): Promise<void>
}

let backend: Backend = { open: () => openOnNode({}), stop: () => Promise.resolve() }

/** A new town, on the backend of this test file. */
export function openTown(): Promise<Town> {
  return backend.open()
}

/** The tests of this folder, on another backend. */
export function describeOn(name: string, other: Backend): void {
  backend = other
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const files = readdirSync(folder).filter((file) => /^(?!on-).*\.test\.ts$/.test(file))
  describe.each(files)(`on ${name}: %s`, async (file) => {
    await import(join(folder, file))
  })
  afterAll(() => other.stop())
}

/** A town on Node; with other rules, in a city that has decided otherwise. */
export async function openOnNode(
  settings: Readonly<Record<string, string>>,
  rules: Partial<CityRules> = {},
): Promise<Town & { readonly folder: string; readonly clock: { at: number } }> {
  const folder = await openFolder({ settings })
  const bank = { ...folder.bank, rules: { ...folder.bank.rules, ...rules } }
  const town = { ...folder, bank }
  const app = appOf(bank, { secure: false })
  await hire(bank)
  return {
    ...town,
    connected: false,
    secure: false,
    request: async (path, init) => app.request(path, init),
  }
}

/** A cluster, started once; a town is a database in it, one for its people, one for their keys, and one for its audit journal. */
export function postgres(): Backend {
  let cluster: Promise<Cluster> | undefined
  let opened = 0
  return {
    async open() {
      cluster ??= startPostgres(postgresFolder() ?? '')
      const { database } = await cluster
      const name = `town${opened++}`
      const KAPOK_DATABASE_URL = await database(name)
      for (const what of ['people', 'keys', 'audit']) await database(`${name}_${what}`)
      return openOnNode({ KAPOK_DATABASE_URL })
    },
    stop: async () => (await cluster)?.stop(),
  }
}

/** The staff that a town's actors say they are. */
async function hire(bank: Bank): Promise<void> {
  const staff = (role: StaffRole, station: string) =>
    [station === '' ? role : `${role}-${station}`, role, station] as const
  const rows = [
    staff('city', ''),
    ...['S001', 'S002', 'S003'].flatMap((at) => [staff('clerk', at), staff('head', at)]),
  ].map(([key, role, station]) =>
    rowChange(bank, 'staff', key, 1, { login: key.toLowerCase(), role, station, active: true }),
  )
  const ask = asked(SYSTEM, 'hire', { id: bank.ids.entry() })
  const drafts = recordDrafts(bank, SYSTEM, ask, rows, cityPlace(bank))
  for (const outcome of await recordAll(bank, drafts, { whole: true })) must(outcome)
}

/** Towns one workerd has room for: more than a test file opens. */
const TOWNS = 64

/** The Worker in workerd, started once; a town is four databases and objects in it. */
export function workerd(): Backend {
  let opened = 0
  let harness: ReturnType<typeof createTestHarness> | undefined
  return {
    async open() {
      // Not where a developer's own .dev.vars would be read.
      const root = fileURLToPath(new URL('.', import.meta.url))
      const config = workerConfig(`${root}worker.ts`, SECRETS, TOWNS)
      harness ??= createTestHarness({ root, workers: [{ config }] })
      await harness.listen()
      const number = opened++
      if (number >= TOWNS) throw new Error(`a test file opens at most ${TOWNS} towns`)
      const env = await harness.getWorker<WorkerEnv>().getEnv()
      const named = (what: string) => env[`${what}${number}`] as D1
      const [DB, PEOPLE, KEYS, AUDIT] = [
        named('DB'),
        named('PEOPLE'),
        named('KEYS'),
        named('AUDIT'),
      ]
      await Promise.all([
        migrated(DB, 'sqlite'),
        migrated(PEOPLE, 'people'),
        migrated(KEYS, 'keys'),
        migrated(AUDIT, 'sqlite'),
      ])
      const TURN: WorkerEnv['TURN'] = {
        getByName: (name) => env.TURN.getByName(`${number} ${name}`),
      }
      const own = { DB, PEOPLE, KEYS, AUDIT, TURN }
      const { bank } = openOnWorkers({ ...env, ...own }, { now: () => TEN })
      const { fetch } = harness
      // As workerd makes them, which has no argon2.
      const passwords = passwordsWith(LOW, { argon2: false })
      return workerTown({ ...bank, passwords }, (path, init) =>
        fetch(`https://t${number}.kapok.example${path}`, init as never),
      )
    },
    stop: async () => harness?.close(),
  }
}

type Fetch = (path: string, init: RequestInit) => Promise<unknown>

async function workerTown(bank: ApiBank, fetch: Fetch): Promise<Town> {
  const town: Town = {
    ...townOn(bank),
    connected: true,
    secure: true,
    request: async (path, init) => (await fetch(path, init)) as Response,
    close: () => Promise.resolve(),
  }
  // Through the door that whoever sets a Worker up comes in by.
  const set = await town.request('/setup', {
    method: 'POST',
    headers: { Authorization: `Bearer ${SECRETS.KAPOK_SETUP}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ stations: STATIONS, sample: true }),
  })
  if (set.status !== 201) throw new Error(await set.text())
  await hire(bank)
  let day = 0
  return {
    ...town,
    // In one go: from here every question to D1 takes 25 ms.
    async earn(member, hours, station = 'S001') {
      const rows = []
      for (let left = hours; left > 0; left -= 8) {
        const servedOn = new Date(Date.UTC(2020, 0, 1 + day++)).toISOString().slice(0, 10)
        const minutes = Math.min(left, 8) * 60
        rows.push({ id: bank.ids.entry(), member, minutes, servedOn, service: 'activity' })
      }
      const order = { id: bank.ids.entry(), station, whole: true, rows }
      // By the house itself: days so long ago would wait for a second person.
      for (const outcome of await creditSession(bank, SYSTEM, order)) must(outcome)
    },
  }
}
