/**
 * Shows 3: hledger, which we did not write, reads the export of a demo, accepts
 * it, and comes to the same sums as `kapok position` and to every member's
 * balance. 2,000 members and 90 days with KAPOK_LONG=1.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { readingsOf } from '../../src/bank/oversight/readings.ts'
import { configOf } from '../../src/config.ts'
import { type AccountId, type MemberId, memberOf } from '../../src/ledger/account.ts'
import { openBank } from '../../src/open.ts'
import { splitCsv } from '../../src/paper/csv.ts'
import { counts } from '../counts.ts'
import { must } from '../town.ts'

const folder = mkdtempSync(join(tmpdir(), 'kapok-hledger-'))
const data = join(folder, 'town')
const journal = join(folder, 'books.journal')
const script = fileURLToPath(new URL('../../scripts/kapok.mjs', import.meta.url))
const LONG_MS = 1_800_000
const OUTPUT_MAX = 512 * 1024 * 1024

function kapok(...args: readonly string[]): string {
  const options = { encoding: 'utf8', stdio: 'pipe', maxBuffer: OUTPUT_MAX } as const
  return execFileSync(process.execPath, [script, ...args, '--data', data], options)
}

const hledger = (...words: readonly string[]) =>
  execFileSync('hledger', ['-f', journal, ...words], { encoding: 'utf8', maxBuffer: OUTPUT_MAX })

/** What hledger says each account holds; it leaves out those that hold nothing. */
function balances(...words: readonly string[]): ReadonlyMap<string, number> {
  const csv = hledger('balance', '--flat', '--no-total', '-O', 'csv', ...words)
  const [titles, ...rows] = splitCsv(csv, 1_000_000)
  expect(titles).toEqual(['account', 'balance'])
  return new Map(
    rows.map(([account = '', amount = '']) => {
      expect(amount).toMatch(/^-?\d+ min$/)
      return [account, Number.parseInt(amount, 10)]
    }),
  )
}

const kept = (all: readonly (readonly [string, number])[]) =>
  new Map(all.filter(([, minutes]) => minutes !== 0))

interface City {
  readonly at: number
  readonly kinds: readonly { readonly kind: string; readonly minutes: number }[]
  readonly stations: readonly {
    readonly station: string
    readonly issued: number
    readonly redeemed: number
    readonly held: number
  }[]
  readonly accounts: readonly { readonly account: string; readonly balance: number }[]
  readonly sum: number
}

let city: City

beforeAll(() => {
  const [members, days] = [`${counts.demoMembers}`, `${counts.demoDays}`]
  kapok('demo', '--members', members, '--days', days)
  writeFileSync(journal, kapok('export', '--format', 'hledger'))
  city = JSON.parse(kapok('position', '--accounts', '--json')) as City
}, LONG_MS)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test(
  'hledger accepts the export, strictly too: every account and the commodity are declared',
  () => {
    expect(hledger('check')).toBe('')
    expect(hledger('check', '--strict')).toBe('')
    const declared = new Set(hledger('accounts', '--declared').trim().split('\n'))
    expect(declared).toEqual(new Set(city.accounts.map(({ account }) => account)))
  },
  LONG_MS,
)

test(
  'hledger balance agrees with kapok position: by kind, by account, and by station',
  () => {
    expect(city.sum).toBe(0)
    expect(balances('--depth', '1')).toEqual(
      kept(city.kinds.map(({ kind, minutes }) => [kind, minutes])),
    )
    const all = balances()
    expect(all).toEqual(kept(city.accounts.map(({ account, balance }) => [account, balance])))
    expect(all.size).toBeGreaterThan(counts.demoMembers / 4)

    let stations = 0
    for (const { station, issued, redeemed, held } of city.stations) {
      if (!station.startsWith('S')) continue
      stations++
      const of = (kind: string) => all.get(`${kind}:${station}`) ?? 0
      expect([of('issuance'), of('redeemed'), of('holding')]).toEqual([0 - issued, redeemed, held])
    }
    expect(stations).toBeGreaterThan(1)
    const [first] = city.stations.filter(({ station }) => station.startsWith('S'))
    const own = JSON.parse(kapok('position', '--station', first?.station ?? '', '--json')) as City
    expect(own).toMatchObject({ ...first, at: city.at })
  },
  LONG_MS,
)

test(
  "hledger balance agrees with every member's balance to the minute",
  async () => {
    const all = balances()
    const bank = await openBank(
      { ...configOf({ KAPOK_DATA: data }), origin: 'kapok.example/demo/1' },
      { create: false },
    )
    const members = (await bank.directory.all('member')).map((row) => row.key as MemberId)
    expect(members).toHaveLength(counts.demoMembers)
    const found = new Map<string, number>()
    for (const member of members) {
      const now = must(await readingsOf(bank, SYSTEM, member))
      // From counters now, and from the member's own lines up to the newest entry.
      const { waiting, ...stands } = now
      expect(must(await readingsOf(bank, SYSTEM, member, city.at))).toEqual(stands)
      expect(waiting).toBe(0)
      const { purses, available, granted, shortfall } = now
      for (const { account, balance } of purses) if (balance !== 0) found.set(account, balance)
      const earned = all.get(`earned:${member}`) ?? 0
      expect(available).toBe(earned + granted)
      expect(shortfall).toBe(0)
    }
    await bank.close()
    const people = [...all].filter(([account]) => memberOf(account as AccountId) !== undefined)
    expect(found).toEqual(new Map(people))
    expect(people.length).toBeGreaterThan(counts.demoMembers / 4)
  },
  LONG_MS,
)

test(
  'as of an entry that is past, both stop there',
  () => {
    const at = Math.floor(city.at * 0.8)
    const past = JSON.parse(kapok('position', '--at', `${at}`, '--accounts', '--json')) as City
    const sums = new Map<string, number>()
    const amount = /^(-?\d+) min$/
    const csv = splitCsv(hledger('print', '-O', 'csv'), 10_000_000)
    const column = (name: string) => (csv[0] ?? []).indexOf(name)
    const [code, account, said] = [column('code'), column('account'), column('amount')]
    for (const row of csv.slice(1)) {
      if (Number(row[code]) > at) continue
      const minutes = Number(amount.exec(`${row[said]} min`)?.[1])
      sums.set(row[account] ?? '', (sums.get(row[account] ?? '') ?? 0) + minutes)
    }
    expect(kept([...sums])).toEqual(kept(past.accounts.map((one) => [one.account, one.balance])))
    expect(() => kapok('position', '--at', `${city.at + 1}`)).toThrow(/--at is a seq/)
    expect(() => kapok('position', '--station', 'S999')).toThrow(/S999/)
  },
  LONG_MS,
)
