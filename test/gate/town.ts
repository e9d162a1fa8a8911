/** A small town at the gate: two clerks, two members, a clock that is set by hand, and real people files. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bank, Directory, Row, Tables } from '../../src/bank/ports.ts'
import { seededIds } from '../../src/gate/ids.ts'
import { type Cost, type Passwords, passwordsWith } from '../../src/gate/password.ts'
import { PROFILES } from '../../src/gate/profile.ts'
import { sealerWith } from '../../src/gate/sealer.ts'
import type { StaffGate } from '../../src/gate/staff-sign-in.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type OpenPeople, openPeople } from '../../src/store/people.ts'
import { type NotingBank, notingBank } from '../audit.ts'
import { VAULT } from '../town.ts'

export const LOW: Cost = { memoryKiB: 64, passes: 1, lanes: 1 }

export interface Town extends Pick<Bank, 'people' | 'directory' | 'clock' | 'ids'>, NotingBank {
  readonly people: OpenPeople
  readonly passwords: Passwords
  readonly staffGate: StaffGate
  readonly card: string
  readonly number: string
  put<Table extends keyof Tables>(table: Table, key: string, body: Tables[Table]): void
  pass(ms: number): void
  close(): Promise<void>
}

export const PASSWORD = 'kapok flowers in March'
export const PIN = '246810'

export async function openTown(): Promise<Town> {
  const folder = mkdtempSync(join(tmpdir(), 'kapok-gate-'))
  const passwords = passwordsWith(LOW)
  const rows = new Map<string, Row<unknown>>()
  let now = Date.parse('2026-10-01T00:00:00+08:00')
  const clock = { now: () => now }
  const files = { vault: join(folder, 'vault.db'), keys: join(folder, 'keys.db') }
  const people = await openPeople(files, { secrets: VAULT, clock })
  const noting = notingBank(folder, clock)
  const put: Town['put'] = (table, key, body) => {
    rows.set(`${table} ${key}`, { table, key, version: 1, seq: 1, body })
  }
  const hashed = async (secret: string) => {
    const outcome = await passwords.hash(secret)
    return outcome.ok ? outcome.value : ''
  }

  put('staff', 'wang', { login: 'wang', role: 'clerk', station: 'S001', active: true })
  put('staff', 'chen', { login: 'chen', role: 'city', station: '', active: true })
  put('member', 'li', { home: 'S001', since: '2026-01-01', grants: [] })
  for (const login of ['wang', 'chen']) {
    const passwordHash = await hashed(PASSWORD)
    await people.setCredential({ login, staff: login, name: login, passwordHash, setAt: now })
  }
  const person = { name: '李', phone: '', idTail: '', station: 'S001', outside: {} }
  const pinHash = await hashed(PIN)
  const li = await people.enrol({ ...person, member: 'li' as MemberId, pinHash })
  return {
    ...noting,
    people,
    passwords,
    staffGate: {
      profile: PROFILES.mlps,
      sealer: sealerWith(() => new Uint8Array(32).fill(7)),
      sessionsMost: 3,
      devices: 'optional',
    },
    clock,
    ids: seededIds('gate', clock),
    directory: directoryOf(rows),
    card: li?.card ?? '',
    number: li?.number ?? '',
    put,
    pass: (ms) => {
      now += ms
    },
    async close() {
      await people.close()
      await noting.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Remembers what `get` has read, as the real one does. */
function directoryOf(rows: ReadonlyMap<string, Row<unknown>>): Directory {
  const remembered = new Map<string, Row<unknown>>()
  const read = <Table extends keyof Tables>(table: Table, key: string) =>
    rows.get(`${table} ${key}`) as Row<Tables[Table]> | undefined
  return {
    forget: () => remembered.clear(),
    get: async <Table extends keyof Tables>(table: Table, key: string) => {
      const known = remembered.get(`${table} ${key}`) ?? read(table, key)
      if (known) remembered.set(`${table} ${key}`, known)
      return known as Row<Tables[Table]> | undefined
    },
    newest: async (table, key) => read(table, key),
    all: async () => [],
    under: async () => [],
    listed: async () => [],
    states: async () => new Map(),
    many: async (table, keys) =>
      keys.map((key) => read(table, key)).filter((row) => row !== undefined),
  }
}
