/** A small town for tests: a real bank in a folder of its own, a clock that stands, ids from a seed, people by name. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SYSTEM } from '../src/bank/actor.ts'
import { cityAreas } from '../src/areas.ts'
import { loadStations, type StationGiven } from '../src/bank/city/directory.ts'
import { foundCity } from '../src/bank/city/found.ts'
import { credit } from '../src/bank/hours/credit.ts'
import { readingsOf } from '../src/bank/oversight/readings.ts'
import { enrol } from '../src/bank/people/enrol.ts'
import type { Actor, Bank } from '../src/bank/ports.ts'
import { approve } from '../src/bank/review/answer.ts'
import { configOf } from '../src/config.ts'
import { randomIds } from '../src/gate/ids.ts'
import type { MemberId } from '../src/ledger/account.ts'
import type { Entry, EntryId } from '../src/ledger/entry.ts'
import type { Outcome } from '../src/ledger/refusal.ts'
import { type OpenBank, openBank } from '../src/open.ts'
import type { OwnMessages } from '../src/outside/messages.ts'
import { demoSeed } from '../src/proof/keys.ts'
import { creditCodeCheck } from '../src/rules/credit-code.ts'
import { TEN } from './clock.ts'

export { TEN, TODAY } from './clock.ts'

const CODE = '52440100MJK000001'
export const ORGANISATION = `${CODE}${creditCodeCheck(CODE)}`

/** Keys of a vault that holds nobody real. */
export const VAULT = { kek: demoSeed('test kek'), pepper: demoSeed('test pepper') }

/** A town on any bank. */
export interface TownOn<Of extends Bank> {
  readonly bank: Of
  clerk(station: string): Actor
  head(station: string): Actor
  readonly city: Actor
  readonly security: Actor
  /** Enrols a person at a station; the phone is made from the name. */
  member(name: string, station?: string): Promise<MemberId>
  self(member: MemberId): Actor
  /** Credits hours on days long before today, eight a day at most, as the house brings them in. */
  earn(member: MemberId, hours: number, station?: string): Promise<void>
  available(member: MemberId): Promise<number>
}

/** A town on this machine, its keys and heads in a folder of its own; its books too, where it is SQLite. */
export interface Town extends TownOn<OpenBank> {
  readonly folder: string
  readonly clock: { at: number }
  close(): Promise<void>
}

export function must<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.value
}

/** Somebody of the city's office who has shown a second factor, and asked for nothing. */
export const REVIEWER: Actor = {
  id: 'staff:reviewer',
  kind: 'staff',
  role: 'city',
  station: '',
  strong: true,
}

/** What was recorded; where it waited, as another person approved it. */
export async function passed(bank: Bank, outcome: Outcome<Entry>): Promise<Entry> {
  if (outcome.ok || outcome.refusal.code !== 'waits-for-review') return must(outcome)
  const review = outcome.refusal.review as EntryId
  const hash = (await bank.directory.newest('review', review))?.body.hash ?? ''
  return must(await approve(bank, REVIEWER, { review, hash }))
}

export async function openTown({
  writer = 'inline',
  settings = {},
  messages,
}: {
  readonly writer?: 'thread' | 'inline'
  /** As the environment has them: another database. */
  readonly settings?: Readonly<Record<string, string>>
  readonly messages?: OwnMessages
} = {}): Promise<Town> {
  const folder = mkdtempSync(join(tmpdir(), 'kapok-'))
  const clock = { at: TEN }
  const now = { now: () => clock.at }
  const bank = await openBank(configOf({ KAPOK_DATA: join(folder, 'data'), ...settings }), {
    create: true,
    writer,
    clock: now,
    ...(messages === undefined ? {} : { messages }),
    ids: randomIds(now),
    cost: { memoryKiB: 64, passes: 1, lanes: 1 },
    seeds: { receipt: demoSeed('test receipt'), log: demoSeed('test log') },
  })
  await founded(bank)
  return {
    ...townOn(bank),
    folder,
    clock,
    async close() {
      await bank.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const STATIONS: readonly StationGiven[] = ['S001', 'S002', 'S003'].map((code) => ({
  code,
  name: `${code} 站`,
  area: '440104003',
  type: '双百社工服务站',
  hotline: '020-00000001',
  address: '示例路 1 号',
  opening: '周一至周五 08:30-17:30',
  organisation: '示例社工服务中心',
  creditCode: ORGANISATION,
  from: '2019-06-20',
  to: '2030-12-31',
}))

/** The city, with three stations. */
async function founded(bank: Bank): Promise<void> {
  await foundCity(bank, cityAreas(bank.rules))
  const order = { id: bank.ids.entry(), stations: STATIONS, sample: true }
  const loaded = await loadStations(bank, SYSTEM, order)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.refused))
}

/** The people of a town whose city is founded. */
export function townOn<Of extends Bank>(bank: Of): TownOn<Of> {
  const staff = (role: 'clerk' | 'head', station: string): Actor => ({
    id: `staff:${role}-${station}`,
    kind: 'staff',
    role,
    station,
    strong: true,
  })
  let people = 0
  let earned = 0

  const town: TownOn<Of> = {
    bank,
    clerk: (station) => staff('clerk', station),
    head: (station) => staff('head', station),
    city: { id: 'staff:city', kind: 'staff', role: 'city', station: '', strong: true },
    security: { id: 'staff:security', kind: 'staff', role: 'security', station: '', strong: true },
    async member(name, station = 'S001') {
      const phone = `138${String(++people).padStart(8, '0')}`
      const order = { id: bank.ids.entry(), station, name, phone }
      return must(await enrol(bank, staff('clerk', station), order)).person.member
    },
    self: (member) => ({
      id: `member:${member}`,
      kind: 'member',
      role: 'member',
      station: '',
      member,
    }),
    async earn(member, hours, station = 'S001') {
      for (let left = hours; left > 0; left -= 8) {
        const servedOn = new Date(Date.UTC(2020, 0, 1 + earned++)).toISOString().slice(0, 10)
        const minutes = Math.min(left, 8) * 60
        must(
          await credit(bank, SYSTEM, {
            id: bank.ids.entry(),
            member,
            station,
            minutes,
            servedOn,
            service: 'activity',
          }),
        )
      }
    },
    async available(member) {
      return must(await readingsOf(bank, town.city, member)).available
    },
  }
  return town
}
