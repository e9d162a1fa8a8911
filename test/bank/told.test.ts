/** Who is told of orders, days and bookings, on which phone, when, and once. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { tellEndingGrants } from '../../src/bank/hours/expire-grants.ts'
import { grant } from '../../src/bank/hours/grant.ts'
import { approveGrant, publishedGrant, saveFund } from '../../src/bank/city/partners.ts'
import { tellDeadlines, tellGrants, tellUrgent } from '../../src/bank/jobs/deadlines.ts'
import { sendNotices } from '../../src/bank/jobs/notices.ts'
import { expireHolds, tellUnfinished } from '../../src/bank/jobs/unfinished.ts'
import { setDuty } from '../../src/bank/loop/duty.ts'
import { type MoveOrder, moveOrder } from '../../src/bank/loop/move.ts'
import { type OrderIntake, takeIn } from '../../src/bank/loop/take-in.ts'
import { closeDay } from '../../src/bank/oversight/close-day.ts'
import { setStaffPhone, staffPhone } from '../../src/bank/people/staff-phone.ts'
import { addStaff, endStaff } from '../../src/bank/people/staff.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { book } from '../../src/bank/service/book.ts'
import { settle } from '../../src/bank/service/settle.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import { messagesOver, type Outgoing } from '../../src/outside/messages.ts'
import { HOLD_DAYS } from '../../src/rules/redeeming.ts'
import { messageText } from '../../src/words/message.ts'
import { must, openTown, TODAY, type Town } from '../town.ts'
import { refusalOf } from './stories.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

let town: Town
let sent: Outgoing[]
let elder: MemberId
let chen: MemberId
let clerk: Actor

beforeEach(async () => {
  sent = []
  const deliver = (one: Outgoing) => {
    sent.push(one)
    return Promise.resolve('sent' as const)
  }
  const text = ({ template, facts }: Parameters<Parameters<typeof messagesOver>[1]['text']>[0]) =>
    messageText(template, facts, { product: '红棉时间' })
  const messages = messagesOver(
    { deliver },
    { clock: { now: () => Date.now() }, cityDay: 1000, text },
  )
  town = await openTown({ messages })
  clerk = town.clerk('S001')
  elder = await town.member('何伯')
  chen = await town.member('陈大文')
})
afterEach(() => town.close())

async function staff(
  login: string,
  role: 'clerk' | 'head' | 'street',
  phone = '',
): Promise<string> {
  const place = role === 'street' ? { station: '', area: '440104003' } : { station: 'S001' }
  const order = { id: town.bank.ids.entry(), login, name: login, passwordHash: 'x', role }
  const row = must(await addStaff(town.bank, SYSTEM, { ...order, ...place }))
  if (phone !== '') must(await setStaffPhone(town.bank, row.key, phone))
  return row.key
}

async function intake(more: Partial<OrderIntake> = {}): Promise<EntryId> {
  const order: OrderIntake = {
    ...{ id: town.bank.ids.entry(), type: 'company', station: 'S001', source: 'phone' },
    ...{ member: elder, service: 'clinic', minutes: 120, words: { need: '陪去医院' } },
    ...more,
  }
  must(await takeIn(town.bank, clerk, order))
  return order.id
}

const step = (order: string, move: string, more: Partial<MoveOrder> = {}) =>
  moveOrder(town.bank, clerk, { id: town.bank.ids.entry(), order, move, ...more })

/** Who got what since the last look, after everything due was sent. */
async function told(): Promise<readonly (readonly [phone: string, text: string])[]> {
  await sendNotices(town.bank)
  await new Promise((done) => setTimeout(done, 20))
  return sent
    .splice(0)
    .map(({ phone, text }) => [phone, text] as const)
    .toSorted(([one], [other]) => one.localeCompare(other))
}

describe('what is urgent', () => {
  test('rings whoever is on duty at once, also at night, and nobody twice', async () => {
    const li = await staff('lili', 'clerk', '13900000001')
    await staff('boss', 'head', '13900000002')
    const days = { [TODAY]: li }
    must(
      await setDuty(town.bank, town.head('S001'), {
        id: town.bank.ids.entry(),
        station: 'S001',
        days,
      }),
    )
    town.clock.at += 12 * HOUR_MS
    const id = await intake({ urgent: true })
    const [first, ...rest] = await told()
    expect(rest).toEqual([])
    expect(first?.[0]).toBe('13900000001')
    expect(first?.[1]).toContain(`紧急工单 ${id.slice(-6).toUpperCase()}（陪同外出）`)
    expect(first?.[1]).not.toContain('何伯')
    expect(await told()).toEqual([])
  })

  test('rings those who lead the station where nobody is on duty; whoever gave no phone sees it at the desk', async () => {
    await staff('quiet', 'head')
    await staff('boss', 'head', '13900000002')
    await intake({ urgent: true })
    expect((await told()).map(([phone]) => phone)).toEqual(['13900000002'])
    // Whoever is on duty and gave no phone would hear nothing.
    const mute = await staff('mute', 'clerk')
    const days = { [TODAY]: mute }
    const duty = { id: town.bank.ids.entry(), station: 'S001', days }
    must(await setDuty(town.bank, town.head('S001'), duty))
    await intake({ urgent: true })
    expect((await told()).map(([phone]) => phone)).toEqual(['13900000002'])
    await intake()
    expect(await told()).toEqual([])
  })

  test('is told once more when its time is nearly gone, and to the head when it is past', async () => {
    const li = await staff('lili', 'clerk', '13900000001')
    await staff('boss', 'head', '13900000002')
    const days = { [TODAY]: li, '2026-11-25': li, '2026-11-26': li }
    must(
      await setDuty(town.bank, town.head('S001'), {
        id: town.bank.ids.entry(),
        station: 'S001',
        days,
      }),
    )
    const id = await intake({ urgent: true })
    await told()
    const due = (await town.bank.directory.newest('order', id))?.body.list.due ?? 0
    town.clock.at += Math.floor((due - town.clock.at) * 0.9)
    for (let again = 0; again < 3; again++) await tellUrgent(town.bank)
    expect((await told()).map(([phone]) => phone)).toEqual(['13900000001'])
    town.clock.at = due + 1
    for (let again = 0; again < 3; again++) await tellUrgent(town.bank)
    expect((await told()).map(([phone]) => phone)).toEqual(['13900000002'])
  })

  test('goes along to the station it is sent to', async () => {
    const order = { id: town.bank.ids.entry(), login: 'other', name: 'other', passwordHash: 'x' }
    const row = must(await addStaff(town.bank, SYSTEM, { ...order, role: 'head', station: 'S002' }))
    must(await setStaffPhone(town.bank, row.key, '13900000003'))
    const id = await intake({ urgent: true })
    expect(await told()).toEqual([])
    must(await step(id, 'accept'))
    must(
      await moveOrder(town.bank, town.city, {
        id: town.bank.ids.entry(),
        order: id,
        move: 'dispatch',
        place: 'S002',
      }),
    )
    expect((await told()).map(([phone]) => phone)).toEqual(['13900000003'])
  })
})

test('deadlines are told in one message to a station, in the morning and after noon, and to the street what is past', async () => {
  await staff('boss', 'head', '13900000002')
  await staff('office', 'street', '13900000009')
  for (let count = 0; count < 3; count++) await intake()
  await tellDeadlines(town.bank)
  expect(await told()).toEqual([])
  town.clock.at += 5 * DAY_MS
  await intake()
  for (let again = 0; again < 2; again++) await tellDeadlines(town.bank)
  const morning = await told()
  expect(morning.map(([phone]) => phone)).toEqual(['13900000002', '13900000009'])
  expect(morning[0]?.[1]).toContain('已超时 3 张')
  town.clock.at += 5 * HOUR_MS
  await tellDeadlines(town.bank)
  expect((await told()).map(([phone]) => phone)).toEqual(['13900000002'])
})

test('a person is told who comes and that it is closed, without anybody’s name', async () => {
  const id = await intake({ day: TODAY })
  for (const [move, more] of [['accept'], ['dispatch', { place: 'S001' }], ['sign']] as const)
    must(await step(id, move, more))
  must(await step(id, 'claim', { claimant: { kind: 'member', id: chen } }))
  const number = (await town.bank.people.get(chen))?.number ?? 'none'
  const [claimed] = await told()
  expect(claimed?.[1]).toContain(`志愿者编号 ${number}`)
  expect(claimed?.[1]).not.toContain('陈')
  must(await step(id, 'confirm', { confirmed: 'call' }))
  must(await step(id, 'close', { outcome: 'served' }))
  expect((await told()).map(([, text]) => text)).toEqual([expect.stringContaining('已办结')])
})

describe('what was left open', () => {
  test('days that were not closed and bookings past their day are told to the head, once a day', async () => {
    await staff('boss', 'head', '13900000002')
    await town.earn(elder, 120)
    const order = {
      id: town.bank.ids.entry(),
      member: elder,
      station: 'S001',
      service: 'haircut',
      day: TODAY,
    }
    must(await book(town.bank, clerk, order))
    town.clock.at += DAY_MS
    for (let again = 0; again < 2; again++) await tellUnfinished(town.bank)
    const [first, ...rest] = await told()
    expect(rest).toEqual([])
    expect(first?.[1]).toContain('还有 1 天没有日结，1 个预约过了服务日期')
    must(
      await closeDay(town.bank, clerk, { id: town.bank.ids.entry(), station: 'S001', day: TODAY }),
    )
    must(await settle(town.bank, clerk, { id: town.bank.ids.entry(), booking: order.id }))
    town.clock.at += DAY_MS
    await closeDay(town.bank, clerk, {
      id: town.bank.ids.entry(),
      station: 'S001',
      day: '2026-11-25',
    })
    await tellUnfinished(town.bank)
    expect(await told()).toEqual([])
  })

  test('a booking nobody came back to goes back after two weeks, once, and its person hears of it', async () => {
    await town.earn(elder, 120)
    const before = await town.available(elder)
    const order = {
      id: town.bank.ids.entry(),
      member: elder,
      station: 'S001',
      service: 'haircut',
      day: TODAY,
    }
    must(await book(town.bank, clerk, order))
    town.clock.at += HOLD_DAYS * DAY_MS
    expect(await expireHolds(town.bank)).toEqual({ ended: 0, left: 0 })
    expect(await town.available(elder)).toBeLessThan(before)
    town.clock.at += DAY_MS
    expect(await expireHolds(town.bank)).toEqual({ ended: 1, left: 0 })
    expect(await expireHolds(town.bank)).toEqual({ ended: 0, left: 0 })
    expect(await town.available(elder)).toBe(before)
    expect((await told()).map(([, text]) => text)).toEqual([
      expect.stringContaining('占用的 1 小时 已退回'),
    ])
    const late = { id: town.bank.ids.entry(), booking: order.id }
    expect(refusalOf(await settle(town.bank, clerk, late)).code).toBe('already-closed')
  })
})

test('granted hours that end within two weeks are told of once', async () => {
  const until = '2026-12-20'
  const order = {
    id: town.bank.ids.entry(),
    member: elder,
    minutes: 120,
    purpose: 'elder-alone',
    services: [],
    until,
  }
  must(await grant(town.bank, town.city, { ...order, pool: 'budget' } as never))
  expect(await tellEndingGrants(town.bank)).toBe(0)
  town.clock.at += 14 * DAY_MS
  expect(await tellEndingGrants(town.bank)).toBe(1)
  expect(await tellEndingGrants(town.bank)).toBe(0)
  expect((await told())[0]?.[1]).toContain('您的关爱时数还有 2 小时')
})

test('the use of a grant that must be published soon, or late, is told to its street once a day', async () => {
  await staff('office', 'street', '13900000009')
  const street: Actor = {
    ...{ id: 'staff:street', kind: 'staff', role: 'street', station: '', strong: true },
    path: '4401/440104/440104003/',
  }
  const fund = { code: 'F1', name: '基金', federation: '慈善会', committee: '管委会' }
  const said = { purpose: '救急', document: '1号', area: '440104003' }
  must(await saveFund(town.bank, street, { id: town.bank.ids.entry(), ...fund, ...said }))
  const grant = { fund: 'F1', line: 'L1', title: '微创投', document: '2号', approvedOn: TODAY }
  must(await approveGrant(town.bank, street, { id: town.bank.ids.entry(), ...grant }))
  await tellGrants(town.bank)
  expect(await told()).toEqual([])
  town.clock.at += 25 * DAY_MS
  for (let again = 0; again < 2; again++) await tellGrants(town.bank)
  expect((await told()).map(([, text]) => text)).toEqual([
    expect.stringContaining('7 天内到期 1 项'),
  ])
  town.clock.at += 7 * DAY_MS
  await tellGrants(town.bank)
  expect((await told())[0]?.[1]).toContain('已逾期 1 项')
  const published = { id: town.bank.ids.entry(), line: 'F1/L1', on: '2026-12-24', where: '公告栏' }
  must(await publishedGrant(town.bank, street, published))
  town.clock.at += DAY_MS
  await tellGrants(town.bank)
  expect(await told()).toEqual([])
})

test('a phone of staff is a mobile number, is taken back by nothing, and goes when they go', async () => {
  const li = await staff('lili', 'clerk', '13900000001')
  expect(refusalOf(await setStaffPhone(town.bank, li, '020-38383838'))).toMatchObject({
    what: 'mobile',
  })
  expect(await staffPhone(town.bank, li)).toBe('13900000001')
  must(await endStaff(town.bank, SYSTEM, { id: town.bank.ids.entry(), staff: li }))
  expect(await staffPhone(town.bank, li)).toBeUndefined()
  const wu = await staff('wuwu', 'clerk', '13900000004')
  must(await setStaffPhone(town.bank, wu, ''))
  expect(await staffPhone(town.bank, wu)).toBeUndefined()
})
