/**
 * One day at one station, through the interface: somebody calls, an order goes
 * its way to a signed hour, thirty people of an activity are recorded, a wish
 * comes true, a meal and a voucher are redeemed, something is put right by two,
 * and the day is closed. Then the books are laid before hledger.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeDay } from '../src/bank/oversight/close-day.ts'
import { daySheet } from '../src/bank/oversight/day-sheet.ts'
import { verify } from '../src/bank/oversight/verify.ts'
import { approve } from '../src/bank/review/answer.ts'
import type { MemberId } from '../src/ledger/account.ts'
import type { EntryId } from '../src/ledger/entry.ts'
import { hledgerLines } from '../src/paper/export.ts'
import { SAMPLE_SUBSIDY } from '../src/rules/meals.ts'
import { REDEEMING } from '../src/rules/redeeming.ts'
import { auditIn } from '../src/store/audit.ts'
import { migrationsOf } from '../src/store/migrate.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { openOnNode } from './api/backends.ts'
import { caller, type Caller } from './api/town.ts'
import { must, REVIEWER, TODAY } from './town.ts'

const PIN = '246813'
const PEOPLE = 30
const SOME = '一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉'

let town: Awaited<ReturnType<typeof openOnNode>>
let clerk: Caller
let head: Caller
let elder: MemberId
let chen: MemberId
const id = () => town.bank.ids.entry()

beforeAll(async () => {
  const vouchers = { days: 30, daysMost: 90 }
  town = await openOnNode({}, { redeeming: { ...REDEEMING, vouchers } })
  signIn()
  elder = await town.member('何伯')
  chen = await town.member('陈大文')
  await town.earn(elder, 200)
  await town.earn(chen, 110)
  await town.bank.people.setPin(elder, must(await town.bank.passwords.hash(PIN)))
})
afterAll(() => town.close())

/** Nobody stays signed in over the afternoon. */
function signIn(): void {
  clerk = caller(town, town.clerk('S001'))
  head = caller(town, town.head('S001'))
}

const moved = async (order: string, move: string, more: object = {}, by = clerk) => {
  const answer = await by.post(`/orders/${order}/moves`, { id: id(), move, ...more })
  expect([move, answer.status, answer.body.detail]).toEqual([move, 201, undefined])
  return answer
}

async function taken(more: object): Promise<string> {
  const body = { id: id(), station: 'S001', source: 'phone', member: elder, ...more }
  expect((await clerk.post('/orders', body)).status).toBe(201)
  return body.id
}

test('a call becomes an order, and the order an hour that is signed', async () => {
  const call = await taken({ type: 'hotline', words: { need: '想请人陪去医院', caller: '女儿' } })
  const help = { type: 'company', service: 'clinic', minutes: 120, spend: true, cameFrom: call }
  const order = await taken({ ...help, words: { need: '星期四陪诊' } })
  await moved(call, 'answer', { outcome: 'order' })
  await moved(order, 'accept')
  await moved(order, 'dispatch', { place: 'S001' })
  await moved(order, 'sign')
  // The volunteer claims it, and only then reads where to go.
  await moved(order, 'claim', {}, caller(town, town.self(chen)))
  const before = await town.available(chen)
  await moved(order, 'confirm', { confirmation: { by: 'pin', pin: PIN } })
  expect(await town.available(chen)).toBe(before + 120)
  await moved(order, 'close', { outcome: 'served' })
  await moved(order, 'revisit', { rating: 3 })
  const seen = await clerk.get(`/orders/${order}`)
  expect(seen.body).toMatchObject({ state: 'revisited', confirmed: 'pin', rating: 3 })
  const entry = seen.body['entry'] as unknown as string
  const receipt = await caller(town, town.self(chen)).get(`/entries/${entry}/receipt`)
  expect([receipt.status, receipt.text.split('.').length]).toEqual([200, 3])
})

test('thirty people of an activity are recorded at once', async () => {
  const people: MemberId[] = []
  for (let n = 0; n < PEOPLE; n++) people.push(await town.member(`志${SOME.charAt(n)}`))
  const words = { title: '便民服务日', purpose: '理发', where: '广场', risks: '', skills: '' }
  const activity = id()
  const published = await clerk.post('/activities', {
    ...{ id: activity, station: 'S001', ...words, insurance: '站点投保', service: 'activity' },
    ...{ from: TODAY, until: TODAY, every: 1, starts: 11 * 60, ends: 12 * 60, places: 40, age: 0 },
  })
  expect(published.status).toBe(201)
  for (const member of people) {
    const signed = await clerk.post(`/activities/${activity}/sign-ups`, { id: id(), member })
    expect(signed.status).toBe(201)
  }
  town.clock.at += 3 * 3_600_000
  signIn()
  const session = await clerk.get(`/activities/${activity}/session?day=${TODAY}`)
  const planned = session.body['people'] as readonly { member: string; minutes: number }[]
  expect(planned).toHaveLength(PEOPLE)
  const rows = planned.map(({ member, minutes }) => ({ id: id(), member, minutes }))
  const order = { id: id(), day: TODAY, rows }
  const posted = await clerk.post(`/activities/${activity}/session`, order)
  expect([posted.status, posted.body.detail]).toEqual([201, undefined])
  for (const member of people) expect(await town.available(member)).toBe(60)
  const twice = await clerk.post(`/activities/${activity}/session`, { ...order, id: id() })
  expect(twice.status).toBe(422)
})

test('a wish is claimed by somebody without an account, and comes true without an hour', async () => {
  const wish = await taken({ type: 'wish', words: { need: '一支拐杖' } })
  const size = await town.bank.journal.size()
  await moved(wish, 'verify')
  await moved(wish, 'claim', { claimant: { kind: 'named', id: '' } })
  await moved(wish, 'deliver')
  await moved(wish, 'confirm', { confirmation: { by: 'thumb' }, rating: 3 })
  expect(await town.bank.journal.size()).toBe(size + 4)
})

test('a meal is redeemed, and its price is explained; a voucher is used once', async () => {
  const table = { ...SAMPLE_SUBSIDY, id: id(), area: '4401', from: '2020-01-01', sample: true }
  expect((await caller(town, town.city).post('/subsidies', table)).status).toBe(201)
  const before = await town.available(elder)
  const meal = { id: id(), member: elder, station: 'S001', service: 'meal' }
  const redeemed = await clerk.post('/redemptions', {
    ...meal,
    confirmation: { by: 'pin', pin: PIN },
  })
  expect(redeemed.status).toBe(201)
  expect(await town.available(elder)).toBe(before - 60)
  const issued = await clerk.post('/vouchers', {
    id: id(),
    member: elder,
    station: 'S001',
    minutes: 60,
  })
  expect(issued.status).toBe(201)
  const use = { station: 'S001', code: issued.body['code'], service: 'haircut', provider: chen }
  expect((await clerk.post('/vouchers/redemption', { id: id(), ...use })).status).toBe(201)
  const twice = await clerk.post('/vouchers/redemption', { id: id(), ...use })
  expect(twice.status).toBe(422)
})

test('what another wrote down wrongly is undone when a second person agrees', async () => {
  const credit = { member: chen, station: 'S001', minutes: 45, servedOn: TODAY, service: 'hotline' }
  const wrong = await clerk.post('/credits', { id: id(), ...credit })
  const asked = await head.post('/reversals', {
    id: id(),
    entry: wrong.body.entry.id,
    reason: 'wrong-person',
  })
  expect(asked.status).toBe(202)
  const review = asked.body['review'] as EntryId
  const hash = (await town.bank.directory.newest('review', review))?.body.hash ?? ''
  must(await approve(town.bank, REVIEWER, { review, hash }))
})

test('the day is closed and balances; verify and hledger agree', async () => {
  const order = { id: id(), station: 'S001', day: TODAY }
  const sheet = must(await daySheet(town.bank, town.head('S001'), order))
  expect(sheet.closing).toBeDefined()
  must(await closeDay(town.bank, town.head('S001'), order))
  const entries = await town.bank.journal.entries(0, 10_000)
  const text: string[] = []
  for await (const line of hledgerLines(each(entries))) text.push(line)
  execFileSync('hledger', ['-f', '-', 'check'], { input: text.join('') })
  const engine = openSqlite(join(town.folder, 'data', 'journal.db'), { writer: 'none' })
  const found = await verify(auditIn(engine, migrationsOf('sqlite')))
  await engine.close()
  expect([found.exit, found.faults]).toEqual([0, []])
}, 120_000)

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items
}
