/** Hours entered late, a class of their own; and who is told of which activity, once and never at night. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cancelActivity, publishActivity } from '../../src/bank/activities/activity.ts'
import { enterLate, lateEntriesOf, type LateOrder } from '../../src/bank/activities/late.ts'
import { remind, remindersDue } from '../../src/bank/activities/remind.ts'
import { cancelSignUp, signUp } from '../../src/bank/activities/sign-up.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { startOf } from '../../src/bank/draft.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { approve } from '../../src/bank/review/answer.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type EntryId, refOf } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { messageText } from '../../src/words/message.ts'
import { ACTIVITY } from '../activity.ts'
import { type Outbox, outbox } from '../messages.ts'
import { must, openTown, REVIEWER, type Town } from '../town.ts'

let town: Town
let messages: Outbox
let clerk: Actor
let chen: MemberId
let li: MemberId

beforeEach(async () => {
  messages = outbox()
  town = await openTown({ messages })
  clerk = town.clerk('S001')
  chen = await town.member('陈大文')
  li = await town.member('李小美')
})
afterEach(() => town.close())

const id = () => town.bank.ids.entry()
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)

describe('entered late', () => {
  async function late(more: Partial<LateOrder> = {}, by = clerk) {
    const file = await town.bank.evidence.put(new TextEncoder().encode('盖章名单'))
    const rows = [chen, li].map((member) => ({ id: id(), member, minutes: 120 }))
    const order = { id: id(), station: 'S001', service: 'activity', day: '2026-10-20', file, rows }
    return enterLate(town.bank, by, { ...order, ...more })
  }

  test('it waits for a second person with the list’s hash, and stands once they agree', async () => {
    const outcomes = must(await late())
    expect(outcomes.map(codeOf)).toEqual(['waits-for-review', 'waits-for-review'])
    expect(await town.available(chen)).toBe(0)
    expect(await lateEntriesOf(town.bank, 'S001', '2026-11')).toEqual([])
    for (const one of outcomes) {
      if (one.ok || one.refusal.code !== 'waits-for-review') throw new Error('it stands')
      const review = one.refusal.review as EntryId
      const { hash = '', why } = (await town.bank.directory.newest('review', review))?.body ?? {}
      expect(why).toEqual(['late'])
      must(await approve(town.bank, REVIEWER, { review, hash }))
    }
    expect(await town.available(chen)).toBe(120)
    const published = await lateEntriesOf(town.bank, 'S001', '2026-11')
    expect(published).toMatchObject([
      { member: chen, minutes: 120, servedOn: '2026-10-20', recordedOn: '2026-11-24' },
      { member: li, minutes: 120, reversed: false },
    ])
    const { entry, file } = published[0] as (typeof published)[number]
    expect(entry.proof).toBe('paper')
    expect(refOf(entry, 'file')).toBe(file)
    expect(await lateEntriesOf(town.bank, 'S002', '2026-11')).toEqual([])
    expect(await lateEntriesOf(town.bank, 'S001', '2026-10')).toEqual([])
    must(await reverse(town.bank, SYSTEM, { id: id(), entry: entry.id, reason: 'wrong-person' }))
    const after = await lateEntriesOf(town.bank, 'S001', '2026-11')
    expect(after.map(({ reversed }) => reversed)).toEqual([true, false])
  })

  test.each([
    [{ day: '2026-11-17' }, 'late-window'],
    [{ day: '2026-05-27' }, 'late-window'],
    [{ day: '2026-12-01' }, 'day-in-future'],
    [{ file: '' }, 'evidence-missing'],
    [{ file: 'ab'.repeat(32) }, 'evidence-missing'],
    [{ station: 'S002' }, 'unknown-station'],
  ])('not with %o', async (more, code) => {
    const size = await town.bank.journal.size()
    expect(codeOf(await late(more))).toBe(code)
    expect(await town.bank.journal.size()).toBe(size)
  })

  test('one line that cannot be, and none is written', async () => {
    const rows = [chen, li].map((member, at) => ({ id: id(), member, minutes: at * 60 }))
    const size = await town.bank.journal.size()
    expect(
      must(await late({ rows }))
        .map(codeOf)
        .toSorted(),
    ).toEqual(['group-refused', 'minutes-out-of-range'])
    expect(await town.bank.journal.size()).toBe(size)
  })
})

describe('reminded', () => {
  async function published(more = {}): Promise<string> {
    const order = { ...ACTIVITY, id: id(), station: 'S001', ...more }
    must(await publishActivity(town.bank, clerk, order))
    return order.id
  }
  const join = async (activity: string, member: MemberId, wait = false) =>
    must(
      await signUp(town.bank, town.self(member), {
        ...{ id: id(), activity, member },
        ...(wait ? { wait } : {}),
      }),
    )
  const at = (day: string, hour: number) => (town.clock.at = startOf(day) + hour * 3_600_000)

  test('the day before, once, each by phone', async () => {
    const activity = await published()
    await join(activity, chen)
    expect(await remindersDue(town.bank, at('2026-11-26', 10))).toEqual([])
    at('2026-11-27', 10)
    expect(await remind(town.bank)).toEqual({ sent: 1, phoneless: 0, later: 0 })
    expect(messages.sent).toMatchObject([
      { phone: '13800000001', template: 'activity-tomorrow', facts: { day: '2026-11-28' } },
    ])
    expect(messages.sent[0]?.until).toBe(startOf('2026-11-27') + 21 * 3_600_000)
    expect(await remind(town.bank)).toEqual({ sent: 0, phoneless: 0, later: 0 })
    const row = await town.bank.directory.newest('signup', `${activity}/${chen}`)
    expect(row?.body.told).toEqual(['day:2026-11-28'])
  })

  test('two at once tell nobody twice', async () => {
    await join(await published(), chen)
    at('2026-11-27', 10)
    await Promise.all([remind(town.bank), remind(town.bank)])
    expect(messages.sent).toHaveLength(1)
  })

  test('each time of a weekly one; whoever waits is told nothing, until they are moved up', async () => {
    const activity = await published({ until: '2026-12-05', every: 7, places: 1 })
    await join(activity, chen)
    await join(activity, li, true)
    at('2026-11-27', 10)
    expect(await remind(town.bank)).toMatchObject({ sent: 1 })
    must(await cancelSignUp(town.bank, town.self(chen), { id: id(), activity, member: chen }))
    at('2026-11-29', 10)
    expect(await remind(town.bank)).toMatchObject({ sent: 1 })
    at('2026-12-04', 10)
    expect(await remind(town.bank)).toMatchObject({ sent: 1 })
    expect(messages.sent.map(({ phone, template }) => [phone, template])).toEqual([
      ['13800000001', 'activity-tomorrow'],
      ['13800000002', 'activity-moved-up'],
      ['13800000002', 'activity-tomorrow'],
    ])
  })

  test('that it was called off; not who has called off themself', async () => {
    const activity = await published()
    await join(activity, chen)
    await join(activity, li)
    must(await cancelSignUp(town.bank, town.self(li), { id: id(), activity, member: li }))
    must(await cancelActivity(town.bank, clerk, { id: id(), activity }))
    expect(await remind(town.bank)).toMatchObject({ sent: 1 })
    expect(messages.sent[0]).toMatchObject({ template: 'activity-cancelled', phone: '13800000001' })
  })

  test('not at night, and not into a gateway that takes nothing', async () => {
    await join(await published(), chen)
    at('2026-11-27', 21)
    expect(await remind(town.bank)).toEqual({ sent: 0, phoneless: 0, later: 1 })
    at('2026-11-27', 9)
    messages.is('failing')
    expect(await remind(town.bank)).toEqual({ sent: 0, phoneless: 0, later: 1 })
    messages.is('open')
    expect(await remind(town.bank)).toMatchObject({ sent: 1 })
  })

  test.each([
    'activity-tomorrow',
    'activity-moved-up',
    'activity-cancelled',
  ] as const)('%s says what and when, in both languages', (template) => {
    const facts = { title: '7 Visits', where: 'Gate 3', day: '2026-11-28', from: '09:00' }
    for (const language of ['zh', 'en'] as const) {
      const text = messageText(template, facts, { product: 'Kapok', language })
      expect(text).toContain('7 Visits')
      expect(text).toContain(language === 'zh' ? '11月28日' : '28 November')
    }
  })
})
