import { SYSTEM } from '../../src/bank/actor.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import { grant } from '../../src/bank/hours/grant.ts'
import { openBalances } from '../../src/bank/hours/opening.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { creditSession } from '../../src/bank/hours/session.ts'
import { donate, transfer } from '../../src/bank/hours/transfer.ts'
import { enrol } from '../../src/bank/people/enrol.ts'
import { book } from '../../src/bank/service/book.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import { release, settle } from '../../src/bank/service/settle.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import { minutes } from '../../src/ledger/minutes.ts'
import { counts } from '../counts.ts'
import { must, openTown, TEN, TODAY, type Town } from '../town.ts'
import {
  balanceOf,
  booked,
  expectBalanced,
  HOUR,
  moved,
  opened,
  readings,
  refusalOf,
  served,
} from './stories.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterEach(() => expectBalanced(town))
afterAll(() => town.close())

const id = () => town.bank.ids.entry()
const clerk = () => town.clerk('S001')
const undo = (entry: EntryId, reason = 'wrong-minutes', by = clerk()) =>
  reverse(town.bank, by, { id: id(), entry, reason })
/** As the house does it once the time to object is over. */
const undoSpent = (entry: EntryId) => undo(entry, 'not-served', SYSTEM)
const gift = (from: MemberId, to: MemberId, count: number) =>
  transfer(town.bank, town.self(from), { id: id(), from, to, minutes: count })

describe('earning and giving', () => {
  test('Mei serves two hours, gives Lan one, and cannot give what she has not', async () => {
    const [mei, lan] = [await town.member('陈美'), await town.member('林兰')]
    await served(town, mei, 2 * HOUR, '2026-11-20')
    expect(moved(must(await gift(mei, lan, HOUR)))).toEqual({
      [`earned:${mei}`]: -HOUR,
      [`earned:${lan}`]: HOUR,
    })
    expect(refusalOf(await gift(mei, lan, 2 * HOUR))).toEqual({
      code: 'short-of-hours',
      account: `earned:${mei}`,
      has: HOUR,
      needs: 2 * HOUR,
    })
    expect(refusalOf(await gift(mei, mei, HOUR)).code).toBe('to-oneself')
    expect(await readings(town, mei)).toMatchObject({ available: HOUR, served: 2 * HOUR })
    expect(await readings(town, lan)).toMatchObject({ available: HOUR, served: 0 })
  })

  test('nobody gives away another’s hours', async () => {
    const [mei, lan] = [await town.member('何美'), await town.member('何兰')]
    await served(town, mei, HOUR, '2026-11-20')
    const order = { id: id(), from: mei, to: lan, minutes: HOUR }
    expect(refusalOf(await transfer(town.bank, town.self(lan), order)).code).toBe('unknown-member')
    const elsewhere = await transfer(town.bank, town.clerk('S002'), order)
    expect(refusalOf(elsewhere).code).toBe('unknown-member')
  })

  test('eight hours stand on a day, at all stations together; a minute more waits for review', async () => {
    const fang = await town.member('方方')
    const day = '2026-11-18'
    await served(town, fang, 5 * HOUR, day)
    const order = { member: fang, servedOn: day, service: 'meal', station: 'S002' }
    const at = (count: number) =>
      credit(town.bank, town.clerk('S002'), { ...order, id: id(), minutes: count })
    must(await at(3 * HOUR))
    expect(refusalOf(await at(1))).toMatchObject({
      code: 'waits-for-review',
      why: ['long-day'],
      due: '2026-11-25',
    })
    expect(await town.available(fang)).toBe(8 * HOUR)
  })

  test('an entry claims no witness that nobody was', async () => {
    const tan = await town.member('谭一')
    const order = { id: id(), member: tan, station: 'S001', minutes: 60, servedOn: '2026-11-17' }
    const typed = { ...order, service: 'activity', span: { from: 540, to: 600 } }
    expect(must(await credit(town.bank, clerk(), typed)).proof).toBeUndefined()
    const shown = { ...order, id: id(), service: 'activity', proof: 'scanned' } as const
    expect(must(await credit(town.bank, clerk(), shown)).proof).toBe('scanned')
    await town.earn(tan, 104)
    const held = must(await booked(town, tan, 'haircut'))
    const settled = must(await settle(town.bank, clerk(), { id: id(), booking: held.id }))
    expect(settled.proof).toBeUndefined()
    const counter = { id: id(), member: tan, station: 'S001', service: 'haircut' }
    expect(must(await redeem(town.bank, clerk(), counter)).proof).toBeUndefined()
  })

  test('two services at one time overlap, end to end they do not; what is reversed is free again', async () => {
    const gao = await town.member('高山')
    const from = (start: number, end: number) =>
      credit(town.bank, clerk(), {
        id: id(),
        member: gao,
        station: 'S001',
        minutes: end - start,
        servedOn: '2026-11-19',
        service: 'activity',
        span: { from: start, to: end },
      })
    const nine = must(await from(540, 660))
    expect(refusalOf(await from(630, 690))).toMatchObject({
      code: 'overlap',
      from: '10:30',
      with: { from: '09:00', to: '11:00' },
    })
    must(await from(660, 720))
    must(await undo(nine.id, 'wrong-day'))
    must(await from(540, 600))
    for (const [start, end] of [
      [600, 540],
      [1_400, 1_441],
    ] as const) {
      const odd = { id: id(), member: gao, station: 'S001', minutes: 30, servedOn: '2026-11-18' }
      const span = { from: start, to: end }
      const no = await credit(town.bank, clerk(), { ...odd, service: 'activity', span })
      expect(refusalOf(no)).toMatchObject({ code: 'code-unreadable', what: 'span' })
    }
  })

  test('days that are none, lie ahead or before the records are refused', async () => {
    const hu = await town.member('胡一')
    const on = async (servedOn: string) =>
      refusalOf(
        await credit(town.bank, clerk(), {
          id: id(),
          member: hu,
          station: 'S001',
          minutes: HOUR,
          servedOn,
          service: 'activity',
        }),
      ).code
    expect(await on('2026-13-01')).toBe('day-unreadable')
    expect(await on('2026-02-30')).toBe('day-unreadable')
    expect(await on('24.11.2026')).toBe('day-unreadable')
    expect(await on('2026-11-25')).toBe('day-in-future')
    expect(await on('2019-06-19')).toBe('day-before-start')
  })

  test('the same order again is answered the same; its id is good for nothing else', async () => {
    const ji = await town.member('季平')
    const order = {
      id: id(),
      member: ji,
      station: 'S001',
      minutes: HOUR,
      servedOn: '2026-11-20',
      service: 'activity',
    }
    const first = must(await credit(town.bank, clerk(), order))
    const again = await credit(town.bank, clerk(), order)
    expect(again).toMatchObject({ ok: true, again: true, value: { seq: first.seq } })
    const other = await credit(town.bank, clerk(), { ...order, minutes: 2 * HOUR })
    expect(refusalOf(other)).toEqual({ code: 'id-taken', id: order.id })
    const stranger = await credit(town.bank, town.head('S001'), order)
    expect(refusalOf(stranger).code).toBe('id-taken')
    const twenty = await Promise.all(
      Array.from({ length: 20 }, () => credit(town.bank, clerk(), order)),
    )
    expect(new Set(twenty.map((one) => must(one).seq))).toEqual(new Set([first.seq]))
    expect(await town.available(ji)).toBe(HOUR)
  })

  test('what goes past 1,500 hours goes to the city’s pool and still counts as served', async () => {
    const [ma, giver] = [await town.member('马上'), await town.member('马下')]
    await opened(town, ma, { served: 1500 * HOUR - 30, available: 1500 * HOUR - 30 })
    const before = await balanceOf(town, 'pool:city')
    const entry = await served(town, ma, HOUR, '2026-11-20')
    expect(moved(entry)).toMatchObject({ [`earned:${ma}`]: 30, 'pool:city': 30 })
    expect(await balanceOf(town, 'pool:city')).toBe(before + 30)
    expect(await readings(town, ma)).toMatchObject({
      owned: 1500 * HOUR,
      served: 1500 * HOUR + 30,
      stars: 5,
    })
    await served(town, giver, HOUR, '2026-11-20')
    expect(refusalOf(await gift(giver, ma, HOUR)).code).toBe('over-cap')
    // Held hours are still owned, so the cap stays shut; giving them back is never refused.
    const hold = must(await booked(town, ma, 'haircut'))
    expect(refusalOf(await gift(giver, ma, HOUR)).code).toBe('over-cap')
    must(await release(town.bank, town.self(ma), { id: id(), booking: hold.id }))
    expect(await readings(town, ma)).toMatchObject({ available: 1500 * HOUR, held: 0 })
  })
})

describe('the gate', () => {
  test('a hundred hours served open it, and spending sixty does not shut it', async () => {
    const bai = await town.member('白云')
    await town.earn(bai, 100)
    for (const times of [24, 24, 12]) {
      const order = { id: id(), member: bai, station: 'S001', service: 'meal', times }
      must(await redeem(town.bank, clerk(), order))
    }
    expect(await readings(town, bai)).toMatchObject({
      available: 40 * HOUR,
      served: 100 * HOUR,
      gateMissing: 0,
      stars: 1,
      points: 40,
    })
    must(await booked(town, bai, 'haircut'))
  })

  test('a minute below it is below it', async () => {
    const cai = await town.member('蔡晓')
    await opened(town, cai, { served: 100 * HOUR - 1, available: 10 * HOUR })
    expect(refusalOf(await booked(town, cai, 'haircut'))).toEqual({
      code: 'below-gate',
      member: cai,
      served: 100 * HOUR - 1,
      needs: 100 * HOUR,
    })
    expect(await readings(town, cai)).toMatchObject({ held: 0, gateMissing: 1 })
    await served(town, cai, 1, '2026-11-20')
    must(await booked(town, cai, 'haircut'))
  })

  test('hours received open no gate: only one’s own service does', async () => {
    const [dai, deng] = [await town.member('戴一'), await town.member('邓二')]
    await opened(town, dai, { served: 200 * HOUR, available: 200 * HOUR })
    must(await gift(dai, deng, 150 * HOUR))
    expect(refusalOf(await booked(town, deng, 'haircut')).code).toBe('below-gate')
    must(await booked(town, dai, 'haircut'))
  })
})

describe('granted hours', () => {
  /** A pool at S001 with some hours in it. */
  async function filled(count: number): Promise<void> {
    const giver = await town.member('施予')
    await opened(town, giver, { served: count, available: count })
    const order = { id: id(), from: giver, pool: 'S001', minutes: count }
    expect(moved(must(await donate(town.bank, town.self(giver), order)))).toMatchObject({
      'pool:S001': count,
    })
    const nowhere = await donate(town.bank, town.self(giver), { ...order, id: id(), pool: 'none' })
    expect(refusalOf(nowhere).code).toBe('unknown-pool')
  }
  const given = (member: MemberId, more: object = {}) => ({
    id: id(),
    pool: 'S001',
    member,
    minutes: HOUR,
    purpose: 'elder-alone',
    until: '2026-12-31',
    ...more,
  })

  test('an elder who never earned spends what a pool and the city gave, soonest to end first', async () => {
    await filled(5 * HOUR)
    const po = await town.member('潘阿婆')
    const budget = given(po, { pool: 'budget', until: '2027-06-30' })
    expect(moved(must(await grant(town.bank, town.city, budget)))).toEqual({
      'issuance:city': -HOUR,
      [`granted:${po}:1`]: HOUR,
    })
    const pooled = given(po)
    must(await grant(town.bank, town.head('S001'), pooled))
    const again = await grant(town.bank, town.head('S001'), pooled)
    expect(again).toMatchObject({ ok: true, again: true })
    expect(await readings(town, po)).toMatchObject({ granted: 2 * HOUR, served: 0, owned: 0 })

    must(await booked(town, po, 'haircut'))
    expect(await balanceOf(town, `granted:${po}:2`)).toBe(0)
    expect(await balanceOf(town, `granted:${po}:1`)).toBe(HOUR)
    must(await booked(town, po, 'meal'))
    expect(refusalOf(await booked(town, po, 'meal')).code).toBe('short-of-hours')
  })

  test('granted hours go before earned ones, come back last spent first, and need no gate', async () => {
    await filled(2 * HOUR)
    const qin = await town.member('秦叔')
    await served(town, qin, 3 * HOUR, '2026-11-20')
    must(await grant(town.bank, town.head('S001'), given(qin)))
    expect(refusalOf(await booked(town, qin, 'clinic')).code).toBe('below-gate')
    const hold = must(await booked(town, qin, 'haircut'))
    expect(moved(hold)).toEqual({ [`granted:${qin}:1`]: -HOUR, 'holding:S001': HOUR })
    must(await release(town.bank, town.self(qin), { id: id(), booking: hold.id }))
    expect(await readings(town, qin)).toMatchObject({ granted: HOUR, available: 4 * HOUR })

    await opened(town, qin, { served: 100 * HOUR, available: 0 })
    const both = must(await booked(town, qin, 'clinic'))
    expect(moved(both)).toMatchObject({ [`granted:${qin}:1`]: -HOUR, [`earned:${qin}`]: -HOUR })
    const part = { id: id(), booking: both.id, minutes: 90 }
    expect(moved(must(await settle(town.bank, clerk(), part)))).toMatchObject({
      [`earned:${qin}`]: 30,
    })
  })

  test('a grant is good for its services and through its last day', async () => {
    await filled(2 * HOUR)
    const [ren, ruan] = [await town.member('任姨'), await town.member('阮姨')]
    must(await grant(town.bank, town.head('S001'), given(ren, { services: ['meal'] })))
    expect(refusalOf(await booked(town, ren, 'haircut')).code).toBe('short-of-hours')
    must(await booked(town, ren, 'meal'))

    must(await grant(town.bank, town.head('S001'), given(ruan, { until: TODAY })))
    const order = { member: ruan, station: 'S001', service: 'meal' }
    const tomorrow = { ...order, id: id(), day: '2026-11-25' }
    const later = await book(town.bank, town.self(ruan), tomorrow)
    expect(refusalOf(later).code).toBe('short-of-hours')
    town.clock.at = TEN + 24 * 3_600_000
    try {
      const ended = await redeem(town.bank, clerk(), { ...order, id: id() })
      expect(refusalOf(ended).code).toBe('short-of-hours')
      expect(await readings(town, ruan)).toMatchObject({ available: 0, granted: 0 })
    } finally {
      town.clock.at = TEN
    }
    must(await redeem(town.bank, clerk(), { ...order, id: id() }))
  })

  test('the head of the pool’s station and the city grant, never more than there is', async () => {
    await filled(HOUR)
    const su = await town.member('苏婆')
    const asked = async (actor: Parameters<typeof grant>[1], more: object = {}) =>
      refusalOf(await grant(town.bank, actor, given(su, more))).code
    expect(await asked(clerk())).toBe('not-allowed')
    expect(await asked(town.head('S002'))).toBe('unknown-pool')
    expect(await asked(town.head('S001'), { pool: 'budget' })).toBe('not-allowed')
    expect(await asked(town.head('S001'), { until: '2026-11-23' })).toBe('grant-dates')
    expect(await asked(town.head('S001'), { purpose: 'friend' })).toBe('reason-unknown')
    expect(await asked(town.head('S001'), { minutes: 900 * HOUR })).toBe('short-of-hours')
    const poor = {
      ...town.bank,
      rules: { ...town.bank.rules, grantBudget: minutes(1) },
    }
    const over = await grant(poor, town.city, given(su, { pool: 'budget' }))
    expect(refusalOf(over).code).toBe('over-budget')
  })
})

describe('booking and settling', () => {
  async function elderAndVolunteer() {
    const [elder, volunteer] = [await town.member('黄伯'), await town.member('余力')]
    await opened(town, elder, { served: 100 * HOUR, available: 10 * HOUR })
    return { elder, volunteer }
  }

  test('hours are held, go to the volunteer, and what was not used comes back', async () => {
    const { elder, volunteer } = await elderAndVolunteer()
    const hold = must(await booked(town, elder, 'cleaning', 2))
    expect(await readings(town, elder)).toMatchObject({
      available: 6 * HOUR,
      held: 4 * HOUR,
      owned: 10 * HOUR,
      served: 100 * HOUR,
    })
    const order = { id: id(), booking: hold.id, provider: volunteer, minutes: 150 }
    const done = must(await settle(town.bank, clerk(), order))
    expect(moved(done)).toEqual({
      'holding:S001': -4 * HOUR,
      [`earned:${volunteer}`]: 150,
      [`earned:${elder}`]: 90,
    })
    expect(await readings(town, elder)).toMatchObject({ available: 450, held: 0, owned: 450 })
    expect(await readings(town, volunteer)).toMatchObject({ available: 150, served: 150 })

    const again = await settle(town.bank, clerk(), order)
    expect(again).toMatchObject({ ok: true, again: true, value: { seq: done.seq } })
    const closed = { code: 'already-closed', entry: hold.id, by: done.id }
    const twice = await settle(town.bank, clerk(), { id: id(), booking: hold.id })
    expect(refusalOf(twice)).toEqual(closed)
    const freed = await release(town.bank, clerk(), { id: id(), booking: hold.id })
    expect(refusalOf(freed)).toEqual(closed)
  })

  test('of a settle and a release at once, one closes the hold', async () => {
    const { elder } = await elderAndVolunteer()
    const hold = must(await booked(town, elder, 'haircut'))
    const outcomes = await Promise.all([
      settle(town.bank, clerk(), { id: id(), booking: hold.id }),
      release(town.bank, town.self(elder), { id: id(), booking: hold.id }),
      settle(town.bank, clerk(), { id: id(), booking: hold.id }),
    ])
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1)
    for (const no of outcomes.filter((outcome) => !outcome.ok))
      expect(refusalOf(no).code).toBe('already-closed')
  })

  test('without a volunteer the hours are the station’s redeemed ones', async () => {
    const { elder } = await elderAndVolunteer()
    const before = await balanceOf(town, 'redeemed:S001')
    const hold = must(await booked(town, elder, 'meal'))
    must(await settle(town.bank, clerk(), { id: id(), booking: hold.id }))
    expect(await balanceOf(town, 'redeemed:S001')).toBe(before + HOUR)
  })

  test('what is settled wrongly is refused, and the hold stays open', async () => {
    const { elder, volunteer } = await elderAndVolunteer()
    const hold = must(await booked(town, elder, 'meal'))
    const asked = async (more: object) =>
      refusalOf(await settle(town.bank, clerk(), { id: id(), booking: hold.id, ...more })).code
    expect(await asked({ minutes: 61 })).toBe('minutes-out-of-range')
    expect(await asked({ minutes: 0 })).toBe('minutes-out-of-range')
    expect(await asked({ provider: elder })).toBe('to-oneself')
    expect(await asked({ booking: id() })).toBe('unknown-entry')
    await served(town, volunteer, 8 * HOUR, TODAY)
    expect(await asked({ provider: volunteer })).toBe('waits-for-review')
    const entry = await served(town, volunteer, HOUR, '2026-11-01')
    expect(await asked({ booking: entry.id })).toBe('not-a-hold')
    const other = town.self(volunteer)
    const stranger = await release(town.bank, other, { id: id(), booking: hold.id })
    expect(refusalOf(stranger).code).toBe('unknown-entry')
    expect(await readings(town, elder)).toMatchObject({ held: HOUR })
  })

  test('points are whole, and what is left over stays in minutes', async () => {
    const { elder } = await elderAndVolunteer()
    await served(town, elder, 45, '2026-11-20')
    expect(await readings(town, elder)).toMatchObject({ points: 10, rest: 45 })
    const { rules } = town.bank
    const haircut = { code: 'haircut', name: { zh: '理发', en: 'Haircut' }, price: minutes(90) }
    const bank = { ...town.bank, rules: { ...rules, services: [haircut] } }
    const order = { id: id(), member: elder, station: 'S001', service: 'haircut', day: TODAY }
    expect(refusalOf(await book(bank, town.self(elder), order))).toEqual({
      code: 'not-whole-points',
      minutes: 90,
      point: 60,
    })
    must(await book(bank, town.self(elder), { ...order, times: 2 }))
  })

  test('bookings are for today to 90 days on, for relations the rules name', async () => {
    const { elder } = await elderAndVolunteer()
    const asked = async (more: object) =>
      refusalOf(
        await book(town.bank, town.self(elder), {
          id: id(),
          member: elder,
          station: 'S001',
          service: 'meal',
          day: TODAY,
          ...more,
        }),
      ).code
    expect(await asked({ day: '2026-11-23' })).toMatch(/^day-/)
    expect(await asked({ day: '2027-11-24' })).toMatch(/^day-/)
    expect(await asked({ day: '2026-99-99' })).toBe('day-unreadable')
    expect(await asked({ beneficiary: 'friend' })).toBe('beneficiary-not-allowed')
    expect(await asked({ service: 'activity' })).toBe('unknown-service')
    expect(await asked({ times: 1.5 })).toBe('minutes-out-of-range')
  })

  test('of many bookings at once exactly the affordable ones stand', async () => {
    const wen = await town.member('温婆')
    await opened(town, wen, { served: 110 * HOUR, available: 110 * HOUR })
    const outcomes = await Promise.all(
      Array.from({ length: counts.simultaneousAtLimit }, () => booked(town, wen, 'haircut', 24)),
    )
    const no = outcomes.filter((outcome) => !outcome.ok)
    expect(outcomes.length - no.length).toBe(4)
    for (const one of no) {
      expect(refusalOf(one)).toMatchObject({ code: 'short-of-hours', has: 14 * HOUR })
    }
    expect(await readings(town, wen)).toMatchObject({ available: 14 * HOUR, held: 96 * HOUR })
    expect(await town.bank.journal.openHolds({ member: wen })).toHaveLength(4)
  })

  test('hours in two purses are spent to the last, however many ask at once', async () => {
    const wu = await town.member('吴婆')
    await opened(town, wu, { served: 100 * HOUR, available: 5 * HOUR })
    const order = { id: id(), member: wu, minutes: 90, purpose: 'hardship', until: '2026-12-31' }
    must(await grant(town.bank, town.city, { ...order, pool: 'budget' }))
    const outcomes = await Promise.all(
      Array.from({ length: counts.simultaneousAtLimit }, () => booked(town, wu, 'meal')),
    )
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(6)
    expect(await readings(town, wu)).toMatchObject({ available: 30, held: 6 * HOUR })
  })
})

describe('putting right', () => {
  test('hours that were spent meanwhile are owed, and later credits fill that first', async () => {
    const [xie, xu] = [await town.member('谢早'), await town.member('许晚')]
    const wrong = await served(town, xie, 2 * HOUR, '2026-11-20')
    must(await gift(xie, xu, 100))
    const undone = must(await undoSpent(wrong.id))
    expect(moved(undone)).toEqual({
      'issuance:S001': 2 * HOUR,
      [`earned:${xie}`]: -20,
      [`shortfall:${xie}`]: -100,
    })
    expect(await readings(town, xie)).toMatchObject({ available: 0, shortfall: 100, served: 0 })

    expect(moved(await served(town, xie, HOUR, '2026-11-21'))).toMatchObject({
      [`shortfall:${xie}`]: HOUR,
    })
    expect(await readings(town, xie)).toMatchObject({ available: 0, shortfall: 40 })
    await served(town, xie, HOUR, '2026-11-22')
    expect(await readings(town, xie)).toMatchObject({
      available: 20,
      shortfall: 0,
      served: 2 * HOUR,
    })
    expect(await town.available(xu)).toBe(100)
  })

  test('an entry is undone once, with a reason, by the station it is of', async () => {
    const yan = await town.member('严明')
    const entry = await served(town, yan, HOUR, '2026-11-20')
    expect(refusalOf(await undo(entry.id, 'because')).code).toBe('reason-unknown')
    const elsewhere = { id: id(), entry: entry.id, reason: 'twice' }
    const other = await reverse(town.bank, town.clerk('S002'), elsewhere)
    expect(refusalOf(other).code).toBe('unknown-entry')
    const undone = must(await undo(entry.id))
    expect(refusalOf(await undo(entry.id))).toEqual({
      code: 'already-closed',
      entry: entry.id,
      by: undone.id,
    })
    expect(refusalOf(await undo(undone.id)).code).toBe('cannot-reverse')
    // The day is free again: eight hours fit.
    await served(town, yan, 8 * HOUR, '2026-11-20')
  })

  test('of two who undo one entry at once, one does', async () => {
    const yin = await town.member('尹双')
    const entry = await served(town, yin, HOUR, '2026-11-20')
    const both = await Promise.all([undo(entry.id), undo(entry.id)])
    expect(both.filter((outcome) => outcome.ok)).toHaveLength(1)
    expect(await readings(town, yin)).toMatchObject({ available: 0, shortfall: 0, served: 0 })
  })

  test('a settled service undone gives the elder the hours again and takes them from the volunteer', async () => {
    const [zhang, zhao] = [await town.member('张婆'), await town.member('赵力')]
    await opened(town, zhang, { served: 100 * HOUR, available: 10 * HOUR })
    const hold = must(await booked(town, zhang, 'cleaning'))
    const order = { id: id(), booking: hold.id, provider: zhao, minutes: 90 }
    const done = must(await settle(town.bank, clerk(), order))
    const undone = must(await undo(done.id, 'not-served'))
    expect(moved(undone)).toEqual({ [`earned:${zhao}`]: -90, [`earned:${zhang}`]: 90 })
    expect(await readings(town, zhang)).toMatchObject({
      available: 10 * HOUR,
      held: 0,
      owned: 10 * HOUR,
      served: 100 * HOUR,
    })
    expect(await readings(town, zhao)).toMatchObject({ available: 0, served: 0, shortfall: 0 })
    const later = await settle(town.bank, clerk(), { id: id(), booking: hold.id })
    expect(refusalOf(later).code).toBe('already-closed')
    expect(refusalOf(await undo(hold.id)).code).toBe('cannot-reverse')
  })

  test('a volunteer who spent the hours meanwhile owes them', async () => {
    const [zheng, zhong] = [await town.member('郑婆'), await town.member('钟力')]
    await opened(town, zheng, { served: 100 * HOUR, available: HOUR })
    const redeemed = { id: id(), member: zheng, station: 'S001', service: 'meal', provider: zhong }
    const done = must(await redeem(town.bank, clerk(), redeemed))
    must(await gift(zhong, zheng, 45))
    must(await undoSpent(done.id))
    expect(await readings(town, zhong)).toMatchObject({ available: 0, shortfall: 45, owned: -45 })
    expect(await readings(town, zheng)).toMatchObject({ available: HOUR + 45 })
  })
})

describe('opening balances', () => {
  const file = { source: 'gongyishijian', cutOff: '2026-10-31', file: 'cd'.repeat(32) }
  const load = (...rows: Parameters<typeof openBalances>[2]['rows']) =>
    openBalances(town.bank, town.city, { ...file, rows })

  test('served for life and available both stand; the same file again adds nothing', async () => {
    const [ai, an] = [await town.member('艾一'), await town.member('安二')]
    const rows = [
      { member: ai, served: 500 * HOUR, available: 200 * HOUR },
      { member: an, served: 60, available: 60 },
    ] as const
    for (const outcome of await load(...rows)) expect(outcome.ok).toBe(true)
    expect(await readings(town, ai)).toMatchObject({
      served: 500 * HOUR,
      available: 200 * HOUR,
      owned: 200 * HOUR,
      stars: 2,
    })
    const size = await town.bank.journal.size()
    for (const outcome of await load(...rows))
      expect(outcome).toMatchObject({ ok: true, again: true })
    expect(await town.bank.journal.size()).toBe(size)
  })

  test('someone who brings nothing has no entry, and the next row keeps its own outcome', async () => {
    const [lu, lv] = [await town.member('陆一'), await town.member('吕二')]
    const outcomes = await load(
      { member: lu, served: 0, available: 0 },
      { member: lv, served: 60, available: 30 },
    )
    expect(outcomes[0]).toEqual({ ok: true, value: undefined })
    expect(outcomes[1]).toMatchObject({ ok: true, value: { kind: 'opening' } })
    expect(await readings(town, lv)).toMatchObject({ served: 60, available: 30 })
  })

  test('a person once opened is not opened again with other figures', async () => {
    const [bao, bei] = [await town.member('包一'), await town.member('贝二')]
    must((await load({ member: bao, served: 500, available: 500 }))[0] as never)
    for (const figures of [
      { served: 500, available: 200 },
      { served: 600, available: 500 },
      { served: 0, available: 500 },
    ]) {
      const size = await town.bank.journal.size()
      const [first, second] = await load(
        { member: bao, ...figures },
        { member: bei, served: 1, available: 1 },
      )
      expect(refusalOf(first as never).code).toBe('id-taken')
      expect(refusalOf(second as never)).toEqual({ code: 'group-refused', row: 0 })
      expect(await town.bank.journal.size()).toBe(size)
    }
    must((await load({ member: bei, served: 0, available: 30 }))[0] as never)
    const more = await load({ member: bei, served: 30, available: 30 })
    expect(refusalOf(more[0] as never).code).toBe('id-taken')
  })
})

describe('sessions', () => {
  const rowsOf = (members: readonly MemberId[], count = HOUR) =>
    members.map((member) => ({
      id: id(),
      member,
      minutes: count,
      servedOn: '2026-11-21',
      service: 'activity',
    }))
  const enter = (rows: ReturnType<typeof rowsOf>, whole: boolean) =>
    creditSession(town.bank, clerk(), { id: 'roster-1', station: 'S001', rows, whole })

  test('a whole session with one refusal writes nothing and says which row', async () => {
    const [cen, chai] = [await town.member('岑一'), await town.member('柴二')]
    await served(town, chai, 8 * HOUR, '2026-11-21')
    const rows = rowsOf([cen, chai])
    const size = await town.bank.journal.size()
    const [first, second] = await enter(rows, true)
    expect(refusalOf(first as never)).toEqual({ code: 'group-refused', row: 1 })
    expect(refusalOf(second as never).code).toBe('needs-review')
    expect(await town.bank.journal.size()).toBe(size)

    const unknown = rowsOf([cen, 'nobody0000000000' as MemberId])
    const refused = await enter(unknown, true)
    expect(refused.map((one) => refusalOf(one).code)).toEqual(['group-refused', 'unknown-member'])
    expect(await town.available(cen)).toBe(0)
  })

  test('in part, each row stands alone; a second sending adds nothing', async () => {
    const [chang, che] = [await town.member('常一'), await town.member('车二')]
    await served(town, che, 8 * HOUR, '2026-11-21')
    const rows = rowsOf([chang, che])
    const [first, second] = await enter(rows, false)
    expect(first?.ok).toBe(true)
    expect(refusalOf(second as never).code).toBe('waits-for-review')
    const [again] = await enter(rows, false)
    expect(again).toMatchObject({ ok: true, again: true })
    expect(await town.available(chang)).toBe(HOUR)
  })

  test('one person twice in a session meets the day’s limit and an overdue shortfall once', async () => {
    const [chu, cui] = [await town.member('褚一'), await town.member('崔二')]
    const wrong = await served(town, chu, 90, '2026-11-20')
    must(await gift(chu, cui, 90))
    must(await undoSpent(wrong.id))
    for (const outcome of await enter(rowsOf([chu, chu]), true)) must(outcome)
    expect(await readings(town, chu)).toMatchObject({ shortfall: 0, available: 30 })
    const refused = await enter(rowsOf([chu, chu], 4 * HOUR), true)
    expect(refused.map((one) => one.ok)).toEqual([false, false])
  })
})

describe('enrolling', () => {
  const person = { station: 'S001', name: '丁 香', phone: '13900000001' }

  test('the same form twice is one person; another form for the person is told who is there', async () => {
    const order = { ...person, id: id() }
    const first = must(await enrol(town.bank, clerk(), order))
    const again = await enrol(town.bank, clerk(), order)
    expect(again).toMatchObject({ ok: true, again: true })
    expect(must(again).person.member).toBe(first.person.member)
    const other = await enrol(town.bank, clerk(), { ...order, id: id() })
    expect(refusalOf(other)).toEqual({ code: 'person-exists', member: first.person.member })
    const renamed = await enrol(town.bank, clerk(), { ...order, name: '丁 香香' })
    expect(refusalOf(renamed).code).toBe('id-taken')
  })

  test('what broke between the people file and the books is finished by the same form', async () => {
    const order = { ...person, id: id(), name: '杜 鹃' }
    const broken = {
      ...town.bank,
      batcher: { submit: () => Promise.reject(new Error('the power went')) },
    }
    await expect(enrol(broken, clerk(), order)).rejects.toThrow('the power went')
    const { person: du } = must(await enrol(town.bank, clerk(), order))
    expect(await town.bank.directory.get('member', du.member)).toMatchObject({
      body: { home: 'S001' },
    })
  })

  test('names and phones that cannot be are refused', async () => {
    const asked = async (more: object) =>
      refusalOf(await enrol(town.bank, clerk(), { ...person, id: id(), ...more })).code
    expect(await asked({ name: '' })).toBe('name-unreadable')
    expect(await asked({ name: '丁\u202e香' })).toBe('name-unreadable')
    expect(await asked({ phone: '1390000000' })).toBe('phone-unreadable')
    expect(await asked({ station: 'S009' })).toBe('unknown-station')
  })
})
