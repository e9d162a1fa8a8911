/** Signing in and out, however it is shown; and the session that is posted once, with the activity's own row. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AttendOrder, signIn, signOut } from '../../src/bank/activities/attend.ts'
import { cancelActivity, publishActivity } from '../../src/bank/activities/activity.ts'
import {
  attendanceOn,
  postSession,
  sessionOf,
  type SessionSaid,
  trySessionOf,
} from '../../src/bank/activities/session.ts'
import { signUp } from '../../src/bank/activities/sign-up.ts'
import { startOf } from '../../src/bank/draft.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { SIGN_IN_WAYS } from '../../src/bank/ports-activity.ts'
import {
  attendToken,
  heardCode,
  heldBy,
  ownCode,
  ROTATES_MS,
  spokenCode,
} from '../../src/gate/attendance.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { refOf } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { ACTIVITY } from '../activity.ts'
import { must, openTown, type Town } from '../town.ts'

const DAY = '2026-11-28'

let town: Town
let clerk: Actor
let chen: MemberId
let li: MemberId

beforeEach(async () => {
  town = await openTown()
  clerk = town.clerk('S001')
  chen = await town.member('陈大文')
  li = await town.member('李小美')
})
afterEach(() => town.close())

const id = () => town.bank.ids.entry()
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)
const at = (clock: string) => {
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  town.clock.at = startOf(DAY) + (hour * 60 + minute) * 60_000
}

async function published(more = {}, by = clerk): Promise<string> {
  const order = { ...ACTIVITY, id: id(), station: by.station, places: 30, ...more }
  must(await publishActivity(town.bank, by, order))
  return order.id
}

const order = (activity: string, member: MemberId, more: Partial<AttendOrder> = {}) => ({
  ...{ id: id(), activity, member, way: 'clerk' as const },
  ...more,
})
const come = (activity: string, member: MemberId, by = clerk, more: Partial<AttendOrder> = {}) =>
  signIn(town.bank, by, order(activity, member, more))
const go = (activity: string, member: MemberId, by = clerk, more: Partial<AttendOrder> = {}) =>
  signOut(town.bank, by, order(activity, member, more))
const join = async (activity: string, member: MemberId) =>
  must(await signUp(town.bank, town.self(member), { id: id(), activity, member }))

describe('signed in and out', () => {
  test.each(SIGN_IN_WAYS)('by %s, as good as by any other', async (way) => {
    const activity = await published()
    await join(activity, chen)
    at('09:05')
    must(await come(activity, chen, town.self(chen), { way }))
    at('10:50')
    must(await go(activity, chen, clerk, { way }))
    const [row] = await attendanceOn(town.bank, activity, DAY)
    expect(row?.body.pairs).toEqual([{ from: 545, in: way, to: 650, out: way }])
  })

  test('the same form sent twice is one', async () => {
    const activity = await published()
    at('09:05')
    const one = order(activity, chen)
    const first = must(await signIn(town.bank, clerk, one))
    at('09:06')
    expect(must(await signIn(town.bank, clerk, one)).seq).toBe(first.seq)
  })

  test('three pairs a day, wherever', async () => {
    const [here, there] = [await published(), await published({}, town.clerk('S002'))]
    for (const [n, activity] of [here, there, here].entries()) {
      at(`09:${n}0`)
      const desk = activity === here ? clerk : town.clerk('S002')
      must(await come(activity, chen, desk))
      at(`09:${n}5`)
      must(await go(activity, chen, desk))
    }
    at('10:00')
    expect(await come(there, chen, town.clerk('S002'))).toMatchObject({
      refusal: { code: 'tally-over', what: `pairs/${chen}`, most: 3 },
    })
  })

  test('not while signed in elsewhere; two at once are one', async () => {
    const [here, there] = [await published(), await published({}, town.clerk('S002'))]
    at('09:05')
    const both = await Promise.all([come(here, chen), come(there, chen, town.clerk('S002'))])
    expect(both.map(codeOf).toSorted()).toEqual(['done', 'tally-over'])
    const [station, activity] = both[0]?.ok ? ['S001', there] : ['S002', here]
    const again = both[0]?.ok ? town.clerk('S002') : clerk
    expect(await come(activity, chen, again)).toMatchObject({
      refusal: { code: 'signed-in-elsewhere', station, title: ACTIVITY.title },
    })
    must(await come(here, li))
    expect(codeOf(await come(here, li))).toBe('signed-in-already')
  })

  test.each([
    ['out before in', 'not-signed-in'],
    ['a stranger by themself', 'not-signed-up'],
    ['another day', 'activity-closed'],
    ['called off', 'activity-closed'],
    ['of another station', 'unknown-activity'],
    ['of somebody else', 'unknown-member'],
    ['ahead of now', 'activity-unfit'],
  ])('%s is refused, and nothing is written', async (what, code) => {
    const activity = await published()
    if (what === 'called off') must(await cancelActivity(town.bank, clerk, { id: id(), activity }))
    if (what !== 'another day') at('09:05')
    const size = await town.bank.journal.size()
    const outcome = {
      'out before in': () => go(activity, chen),
      'a stranger by themself': () => come(activity, chen, town.self(chen)),
      'of another station': () => come(activity, chen, town.clerk('S002')),
      'of somebody else': () => come(activity, chen, town.self(li)),
      'ahead of now': () => come(activity, chen, clerk, { at: 600 }),
    }[what]
    expect(codeOf(await (outcome ?? (() => come(activity, chen)))())).toBe(code)
    expect(await town.bank.journal.size()).toBe(size)
  })
})

describe('what is shown at the door', () => {
  const held = { activity: '0190f000-0000-7000-8000-000000000001', day: DAY }

  test('a token on the screen is good for a while, on paper for its day', () => {
    at('09:05')
    const { bank, clock } = town
    const screen = attendToken(bank, held, clock.at)
    const paper = attendToken(bank, held, 'day')
    expect(heldBy(bank, screen, clock.at, DAY)).toEqual(held)
    expect(heldBy(bank, screen, clock.at + ROTATES_MS, DAY)).toEqual(held)
    expect(heldBy(bank, screen, clock.at + 2 * ROTATES_MS, DAY)).toBeUndefined()
    expect(heldBy(bank, paper, clock.at + 50 * ROTATES_MS, DAY)).toEqual(held)
    expect(heldBy(bank, paper, clock.at, '2026-11-29')).toBeUndefined()
    const forged = screen.replace(DAY, '2026-11-29')
    expect(heldBy(bank, forged, clock.at, '2026-11-29')).toBeUndefined()
    for (const bad of ['', 'x', `${paper}x`, paper.replace('.day.', '.zzz.')])
      expect(heldBy(bank, bad, clock.at, DAY)).toBeUndefined()
  })

  test('four digits that are heard; a few wrong ones and the desk has to do it', async () => {
    at('09:05')
    const { bank, clock } = town
    const code = spokenCode(bank, held, clock.at)
    expect(code).toMatch(/^\d{4}$/)
    must(await heardCode(bank, held, chen, ` ${code} `))
    clock.at += ROTATES_MS
    must(await heardCode(bank, held, chen, code))
    const wrong = code === '0000' ? '0001' : '0000'
    for (let n = 0; n < 5; n++)
      expect(codeOf(await heardCode(bank, held, li, wrong))).toBe('attend-code-wrong')
    const right = spokenCode(bank, held, clock.at)
    expect(codeOf(await heardCode(bank, held, li, right))).toBe('locked')
    expect(ownCode(bank, held, chen)).not.toBe(ownCode(bank, { ...held, day: '2026-11-29' }, chen))
  })
})

describe('the session', () => {
  async function said(activity: string): Promise<SessionSaid> {
    const { people } = must(await sessionOf(town.bank, clerk, activity, DAY))
    const rows = people.map(({ member, minutes }) => ({ id: id(), member, minutes }))
    return { id: id(), activity, day: DAY, rows }
  }

  test('has who signed up and who walked in, with planned minutes or those of their pairs', async () => {
    const activity = await published()
    await join(activity, chen)
    at('09:10')
    must(await come(activity, li))
    at('10:40')
    must(await go(activity, li))
    const { people, planned } = must(await sessionOf(town.bank, clerk, activity, DAY))
    expect(planned).toBe(120)
    expect(people.find(({ member }) => member === chen)).toMatchObject({
      ...{ minutes: 120, signedUp: true },
    })
    expect(people.find(({ member }) => member === li)).toMatchObject({
      ...{ minutes: 90, signedUp: false },
    })
  })

  test('is posted once, in one commit; what was captured is scanned, the rest is the clerk’s word', async () => {
    const activity = await published()
    await join(activity, chen)
    at('09:10')
    must(await come(activity, li))
    at('10:40')
    must(await go(activity, li))
    at('12:00')
    const order = await said(activity)
    const size = await town.bank.journal.size()
    expect(must(await trySessionOf(town.bank, clerk, order)).map(codeOf)).toEqual(['done', 'done'])
    expect(await town.bank.journal.size()).toBe(size)
    const entries = must(await postSession(town.bank, clerk, order)).map(must)
    expect(await town.bank.journal.size()).toBe(size + 3)
    const of = (member: MemberId) => entries.find((one) => refOf(one, 'for') === member)
    expect(of(li)?.proof).toBe('scanned')
    expect(refOf(of(li) as never, 'span')).toBe('09:10/10:40')
    expect(of(chen)?.proof).toBeUndefined()
    expect(refOf(of(chen) as never, 'activity')).toBe(activity)
    expect(await town.available(chen)).toBe(120)
    expect(await town.available(li)).toBe(90)
    const row = await town.bank.directory.newest('activity', activity)
    expect(row?.body).toMatchObject({ posted: { [DAY]: order.id }, list: { state: 'over' } })
    must(await postSession(town.bank, clerk, order))
    const second = { ...order, id: id(), rows: order.rows.map((one) => ({ ...one, id: id() })) }
    expect(await postSession(town.bank, clerk, second)).toMatchObject({
      refusal: { code: 'activity-closed', why: 'posted' },
    })
    expect(codeOf(await come(activity, chen))).toBe('activity-closed')
    expect(await town.bank.journal.size()).toBe(size + 3)
  })

  test('who is still in when it is posted can leave, and is free to come elsewhere', async () => {
    const [here, there] = [await published(), await published({}, town.clerk('S002'))]
    at('09:10')
    must(await come(here, chen))
    at('12:00')
    must(await postSession(town.bank, clerk, await said(here)))
    expect(codeOf(await come(there, chen, town.clerk('S002')))).toBe('signed-in-elsewhere')
    must(await go(here, chen))
    must(await come(there, chen, town.clerk('S002')))
  })

  test('of two at once one is posted', async () => {
    const activity = await published()
    await join(activity, chen)
    at('12:00')
    const [one, two] = [await said(activity), await said(activity)]
    const both = await Promise.all([
      postSession(town.bank, clerk, one),
      postSession(town.bank, clerk, two),
    ])
    expect(both.map(codeOf).toSorted()).toEqual(['activity-closed', 'done'])
    expect(await town.available(chen)).toBe(120)
  })

  test('one row refused, and neither hours nor the row are written', async () => {
    const activity = await published()
    await join(activity, chen)
    await join(activity, li)
    at('12:00')
    const order = await said(activity)
    const rows = order.rows.map((row) => (row.member === li ? { ...row, minutes: 0 } : row))
    const size = await town.bank.journal.size()
    const outcomes = must(await postSession(town.bank, clerk, { ...order, rows }))
    expect(outcomes.map(codeOf).toSorted()).toEqual(['group-refused', 'minutes-out-of-range'])
    expect(await town.bank.journal.size()).toBe(size)
    expect(await postSession(town.bank, clerk, { ...order, rows: [] })).toMatchObject({
      refusal: { code: 'activity-unfit', what: 'people' },
    })
  })

  test('what another has to look at waits, and the rest stands', async () => {
    const activity = await published({ starts: 480, ends: 1080 })
    await join(activity, chen)
    await join(activity, li)
    at('19:00')
    const order = await said(activity)
    const rows = order.rows.map((row) => (row.member === li ? { ...row, minutes: 120 } : row))
    const outcomes = must(await postSession(town.bank, clerk, { ...order, rows }))
    expect(outcomes.map(codeOf).toSorted()).toEqual(['done', 'waits-for-review'])
    expect(await town.available(li)).toBe(120)
  })

  test('not before it begins, not of another station, "witnessed" only by a second member of staff', async () => {
    const activity = await published()
    await join(activity, chen)
    const early = await said(activity)
    expect(codeOf(await postSession(town.bank, clerk, early))).toBe('not-over-yet')
    at('12:00')
    expect(codeOf(await postSession(town.bank, town.clerk('S002'), early))).toBe('unknown-activity')
    const seen = { ...early, witness: clerk.id }
    expect(must(await postSession(town.bank, clerk, seen)).map(codeOf)).toEqual(['witness-missing'])
  })
})
