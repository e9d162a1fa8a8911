/**
 * Freezes a small town of this version of the house for all later ones: its
 * database, people, keys and head, with its export, receipts, root and
 * checkpoint beside it. Later versions open a copy and must say the same
 * (test/vectors.test.ts). Everything is from a seed:
 *
 *   npm run generate:vectors -- books            a folder that is not there yet
 *   npm run generate:vectors -- books --again    writes it anew: only before anyone relies on it
 */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SYSTEM } from '../src/bank/actor.ts'
import { type AreaGiven, loadStations } from '../src/bank/city/directory.ts'
import { foundCity } from '../src/bank/city/found.ts'
import { credit } from '../src/bank/hours/credit.ts'
import { grant } from '../src/bank/hours/grant.ts'
import { openBalances } from '../src/bank/hours/opening.ts'
import { reverse } from '../src/bank/hours/reverse.ts'
import { creditSession } from '../src/bank/hours/session.ts'
import { donate, transfer } from '../src/bank/hours/transfer.ts'
import { checkpointNow, jwks, logKey, receiptOf } from '../src/bank/oversight/checkpoint.ts'
import { closeDay } from '../src/bank/oversight/close-day.ts'
import { enrol } from '../src/bank/people/enrol.ts'
import { addStaff, addToken } from '../src/bank/people/staff.ts'
import type { Actor } from '../src/bank/ports.ts'
import { book } from '../src/bank/service/book.ts'
import { erase } from '../src/bank/people/erase.ts'
import { approve, reject } from '../src/bank/review/answer.ts'
import { redeem } from '../src/bank/service/redeem.ts'
import { ERASE_REASONS } from '../src/rules/privacy.ts'
import { release, settle } from '../src/bank/service/settle.ts'
import { configOf } from '../src/config.ts'
import { seededIds } from '../src/gate/ids.ts'
import { earned, type MemberId, memberOf } from '../src/ledger/account.ts'
import type { Entry, EntryId } from '../src/ledger/entry.ts'
import type { Outcome } from '../src/ledger/refusal.ts'
import { sha256, toHex } from '../src/ledger/sha256.ts'
import { keepSeeds, type OpenBank, openBank } from '../src/open.ts'
import { jsonLines } from '../src/paper/export.ts'
import { demoSeed } from '../src/proof/keys.ts'
import { creditCodeCheck } from '../src/rules/credit-code.ts'
import { careGoes } from './vectors-care.ts'
import { loopGoes } from './vectors-loop.ts'

const VECTORS = join(import.meta.dirname, '..', 'test', 'vectors')
const ORIGIN = 'kapok.example/demo/vectors'
const SEED = 'kapok vectors'
const DAY_MS = 86_400_000

/** Stations of two streets; their areas are all that the town knows of the city. */
const STREETS = ['440104003', '440104010']

function must<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.value
}

async function main(): Promise<void> {
  const [name, ...more] = process.argv.slice(2)
  if (name === undefined || !/^[a-z][a-z0-9-]*$/.test(name))
    throw new Error('which vectors? Name a folder, as "books"')
  const folder = join(VECTORS, name)
  if (existsSync(folder) && !more.includes('--again'))
    throw new Error(`${folder} is frozen; it is written anew only with --again`)

  const made = mkdtempSync(join(tmpdir(), 'kapok-vectors-'))
  try {
    await freeze(made)
    rmSync(folder, { recursive: true, force: true })
    cpSync(made, folder, { recursive: true })
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
  console.log(`${folder}: ${readdirSync(folder, { recursive: true }).join(', ')}`)
}

/** The files of a town under a folder: town/, town.heads*, and what was said of it. */
async function freeze(folder: string): Promise<void> {
  const clock = { at: Date.parse('2026-11-02T12:00:00+08:00') }
  const now = { now: () => clock.at }
  const data = join(folder, 'town')
  const config = { ...configOf({ KAPOK_DATA: data }), origin: ORIGIN }
  const seeds = { receipt: demoSeed(`${SEED} receipt`), log: demoSeed(`${SEED} log`) }
  const bank = await openBank(config, {
    create: true,
    clock: now,
    ids: seededIds(SEED, now),
    seeds,
    cost: { memoryKiB: 64, passes: 1, lanes: 1 },
  })
  keepSeeds(join(data, 'keys.json'), seeds, true)
  const house = { origin: ORIGIN, city: 'guangzhou' }
  writeFileSync(join(data, 'house.json'), `${JSON.stringify(house)}\n`)

  const members = await foundTown(bank)
  await hoursCome(bank, clock, members)
  // The first of two checkpoints, so that a later one must be consistent with it.
  await checkpointNow(bank)
  await hoursGo(bank, clock, members)
  await othersLook(bank, clock, members)
  const staff = { head: { ...head, strong: true }, reviewer: REVIEWER } as const
  await loopGoes(bank, clock, members, staff)
  await careGoes(bank, members, staff)
  await state(folder, bank, members)
  await bank.close()
}

const clerk: Actor = { id: 'staff:clerk-s001', kind: 'staff', role: 'clerk', station: 'S001' }
const other: Actor = { id: 'staff:clerk-s002', kind: 'staff', role: 'clerk', station: 'S002' }
const head: Actor = { ...clerk, id: 'staff:head-s001', role: 'head' }
const city: Actor = { id: 'staff:city', kind: 'staff', role: 'city', station: '' }
const REVIEWER: Actor = { ...city, id: 'staff:reviewer', strong: true }

type Townsfolk = Readonly<Record<'chen' | 'li' | 'wu' | 'elder', MemberId>>

async function foundTown(bank: OpenBank): Promise<Townsfolk> {
  const areas = readFileSync(join(import.meta.dirname, '../schema/guangzhou/areas.json'), 'utf8')
  const wanted = new Set(['4401', '440104', ...STREETS])
  await foundCity(
    bank,
    (JSON.parse(areas) as AreaGiven[]).filter(({ code }) => wanted.has(code)),
  )
  const code = '52440100MJK000001'
  const stations = STREETS.map((area, at) => ({
    code: `S00${at + 1}`,
    name: `示例站点${at + 1}`,
    area,
    type: '双百社工服务站',
    hotline: `020-0000000${at + 1}`,
    address: `示例路${at + 1}号`,
    opening: '周一至周五 08:30-17:30',
    organisation: '示例社工服务中心',
    creditCode: `${code}${creditCodeCheck(code)}`,
    from: '2024-07-01',
    to: '2029-06-30',
  }))
  const loaded = await loadStations(bank, SYSTEM, { id: bank.ids.entry(), stations, sample: true })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.refused))

  const passwordHash = must(await bank.passwords.hash('hongmian-demo-2026'))
  const staff = { login: 'chen', name: '陈姑娘', role: 'head', station: 'S001' } as const
  must(await addStaff(bank, SYSTEM, { id: bank.ids.entry(), ...staff, passwordHash }))
  const scopes = ['credits:write', 'members:read']
  const hash = toHex(sha256('nobody knows what this is the hash of'))
  const body = { name: 'kiosk', hash, scopes, station: 'S001', until: '2027-10-31', active: true }
  must(await addToken(bank, SYSTEM, { id: bank.ids.entry(), key: bank.ids.opaque(), body }))

  const person = async (by: Actor, name: string, phone: string) => {
    const order = { id: bank.ids.entry(), station: by.station, name, phone }
    return must(await enrol(bank, by, order)).person.member
  }
  return {
    chen: await person(clerk, '陈一', '13900000001'),
    li: await person(clerk, '李二', '13900000002'),
    wu: await person(other, '吴三', '13900000003'),
    elder: await person(clerk, '黄秀英', '13900000004'),
  }
}

/** Opening balances, credits one by one and by the session, in all the ways they are witnessed. */
async function hoursCome(
  bank: OpenBank,
  clock: { at: number },
  { chen, li, wu }: Townsfolk,
): Promise<void> {
  const rows = [
    { member: chen, served: 150 * 60, available: 90 * 60 },
    { member: wu, served: 20 * 60, available: 20 * 60 },
  ]
  const file = toHex(sha256('vectors balances'))
  const opened = await openBalances(bank, SYSTEM, {
    source: 'gongyishijian',
    cutOff: '2026-10-31',
    file,
    rows,
  })
  for (const outcome of opened) must(outcome)

  const order = (member: MemberId, minutes: number, servedOn: string) => ({
    id: bank.ids.entry(),
    member,
    minutes,
    servedOn,
    service: 'activity',
  })
  const at = { station: 'S001' }
  must(await credit(bank, clerk, { ...order(chen, 150, '2026-11-01'), ...at }))
  const scanned = { span: { from: 540, to: 690 }, proof: 'scanned' } as const
  must(await credit(bank, clerk, { ...order(li, 150, '2026-11-02'), ...at, ...scanned }))
  clock.at += DAY_MS
  const [seen] = await bank.directory.all('staff')
  const rowsOf = [li, chen].map((member) => ({
    ...order(member, 480, '2026-11-03'),
    proof: 'witnessed' as const,
    witness: `staff:${seen?.key ?? ''}`,
    activity: 'A-2026-11-03',
    source: 'ivolunteer',
  }))
  const session = { id: 'session-2026-11-03', station: 'S001', rows: rowsOf, whole: true }
  for (const outcome of await creditSession(bank, clerk, session)) must(outcome)
}

/** Gifts, a grant, bookings closed in both ways, the counter, and corrections: one leaves a shortfall that is then filled. */
async function hoursGo(
  bank: OpenBank,
  clock: { at: number },
  { chen, li, wu, elder }: Townsfolk,
): Promise<void> {
  const id = () => bank.ids.entry()
  clock.at += DAY_MS
  const today = new Date(clock.at + 8 * 3_600_000).toISOString().slice(0, 10)
  const self: Actor = {
    id: `member:${chen}`,
    kind: 'member',
    role: 'member',
    station: '',
    member: chen,
  }
  must(await transfer(bank, self, { id: id(), from: chen, to: wu, minutes: 120 }))
  must(await donate(bank, self, { id: id(), from: chen, pool: 'city', minutes: 180 }))
  const given = { member: elder, purpose: 'elder-alone', until: '2027-12-31' }
  must(await grant(bank, city, { id: id(), pool: 'budget', minutes: 600, ...given }))
  must(await grant(bank, city, { id: id(), pool: 'city', minutes: 60, ...given }))

  const haircut = { station: 'S001', service: 'haircut' }
  const held = await Promise.all(
    [1, 2, 1].map((times) =>
      book(bank, clerk, { id: id(), member: elder, ...haircut, times, day: today }),
    ),
  )
  const [first, second, third] = held.map(must) as [Entry, Entry, Entry]
  must(await settle(bank, clerk, { id: id(), booking: first.id, provider: li }))
  // Part of it was used: the rest goes back in the same entry. The third stays open.
  must(await settle(bank, clerk, { id: id(), booking: second.id, minutes: 60 }))
  const counter = must(await redeem(bank, clerk, { id: id(), member: chen, ...haircut }))
  must(await redeem(bank, other, { id: id(), member: chen, station: 'S002', service: 'haircut' }))
  must(await release(bank, clerk, { id: id(), booking: third.id }))
  must(await book(bank, clerk, { id: id(), member: elder, ...haircut, day: today }))

  const reason = bank.rules.reversalReasons[0] ?? ''
  must(await reverse(bank, clerk, { id: id(), entry: counter.id, reason }))
  const late = { member: wu, station: 'S002', service: 'activity' }
  const wrong = { id: id(), ...late, minutes: 240, servedOn: today }
  const mistaken = must(await credit(bank, other, wrong))
  const all = await bank.journal.balances([earned(wu)])
  const gone = { id: id(), from: wu, to: li, minutes: all[0]?.balance ?? 0, station: 'S002' }
  must(await transfer(bank, other, gone))
  // What was spent meanwhile is undone by the house: others send a notice first.
  must(await reverse(bank, SYSTEM, { id: id(), entry: mistaken.id, reason }))
  must(await credit(bank, other, { ...wrong, id: id(), minutes: 300, proof: 'paper' }))

  clock.at += 9 * 3_600_000
  must(await closeDay(bank, head, { id: id(), station: 'S001', day: today }))
}

/** A long day that another approves, one that another refuses, and a person who is gone. */
async function othersLook(
  bank: OpenBank,
  clock: { at: number },
  { li, wu }: Townsfolk,
): Promise<void> {
  clock.at += 24 * 3_600_000
  const servedOn = new Date(clock.at + 8 * 3_600_000).toISOString().slice(0, 10)
  const long = { servedOn, service: 'activity', minutes: 600 }
  const asks = [
    { by: clerk, order: { ...long, id: bank.ids.entry(), member: li, station: 'S001' } },
    { by: other, order: { ...long, id: bank.ids.entry(), member: wu, station: 'S002' } },
  ]
  for (const { by, order } of asks) {
    const no = await credit(bank, by, order)
    if (no.ok || no.refusal.code !== 'waits-for-review') throw new Error('it did not wait')
  }
  const [yes, no] = asks.map(({ order }) => order.id) as [EntryId, EntryId]
  const hash = (await bank.directory.get('review', yes))?.body.hash ?? ''
  must(await approve(bank, REVIEWER, { review: yes, hash }))
  const reason = bank.rules.review.rejections[0] ?? ''
  must(await reject(bank, REVIEWER, { review: no, reason }))
  const gone = must(
    await enrol(bank, clerk, {
      ...{ id: bank.ids.entry(), station: 'S001', name: '郑七', phone: '13900000007' },
    }),
  ).person.member
  const erased = {
    id: bank.ids.entry(),
    member: gone,
    reason: ERASE_REASONS[0],
    left: 'none',
  } as const
  must(await erase(bank, SYSTEM, erased))
}

/** What was said of the town, for later versions to say again. */
async function state(folder: string, bank: OpenBank, members: Townsfolk): Promise<void> {
  const checkpoint = await checkpointNow(bank)
  const entries = await bank.journal.entries(0, 1_000)
  const receipts: object[] = []
  for (const entry of entries) {
    for (const { account } of entry.postings) {
      if (memberOf(account) === undefined) continue
      receipts.push({ seq: entry.seq, account, receipt: await receiptOf(bank, entry, account) })
    }
  }
  const lines: string[] = []
  for await (const line of jsonLines(eachOf(entries))) lines.push(line)
  const people = (await bank.people.names(Object.values(members))).values()
  const stated = {
    origin: ORIGIN,
    size: checkpoint?.size,
    root: toHex(checkpoint?.root ?? new Uint8Array()),
    note: checkpoint?.note,
    logKey: logKey(bank),
    people: Array.from(people, ({ member, number, name }) => ({ member, number, name })),
  }
  writeFileSync(join(folder, 'export.jsonl'), lines.join(''))
  writeFileSync(join(folder, 'receipts.json'), json(receipts))
  writeFileSync(join(folder, 'jwks.json'), json(await jwks(bank)))
  writeFileSync(join(folder, 'stated.json'), json(stated))
}

async function* eachOf(entries: readonly Entry[]): AsyncGenerator<Entry> {
  yield* entries
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

await main()
