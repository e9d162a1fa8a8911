/** The closed loop of a service order: taken in, sent, claimed, done, settled; each step once, by whom the workflow lets, in one commit. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clockOf, deadlineAfter } from '../../src/bank/loop/clock.ts'
import { type MoveOrder, moveOrder, movesFor } from '../../src/bank/loop/move.ts'
import { orderFor, ordersFor, wordsOf } from '../../src/bank/loop/order.ts'
import { type OrderIntake, takeIn } from '../../src/bank/loop/take-in.ts'
import { loadWorkflows } from '../../src/bank/loop/workflow.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { approve } from '../../src/bank/review/answer.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type Entry, type EntryId, refOf } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { unsound, type Workflow } from '../../src/rules/workflow.ts'
import { WORKFLOWS } from '../../src/rules/workflows.ts'
import { must, openTown, REVIEWER, type Town } from '../town.ts'

let town: Town
let clerk: Actor
let elder: MemberId
let chen: MemberId

beforeEach(async () => {
  town = await openTown()
  clerk = town.clerk('S001')
  elder = await town.member('何伯')
  chen = await town.member('陈大文')
  await town.earn(elder, 120)
})
afterEach(() => town.close())

const WORDS = { need: '想请人陪去医院复诊' }

function intake(more: Partial<OrderIntake> = {}): OrderIntake {
  const id = town.bank.ids.entry()
  return {
    id,
    type: 'company',
    station: 'S001',
    source: 'phone',
    member: elder,
    service: 'clinic',
    minutes: 120,
    words: WORDS,
    ...more,
  }
}

const step = (order: string, move: string, more: Partial<MoveOrder> = {}, by: Actor = clerk) =>
  moveOrder(town.bank, by, { id: town.bank.ids.entry(), order, move, ...more })

async function through(
  order: string,
  moves: readonly (readonly [string, Partial<MoveOrder>?])[],
): Promise<void> {
  for (const [move, more] of moves) must(await step(order, move, more))
}

const rowOf = async (order: string) =>
  (await town.bank.directory.newest('order', order))?.body as NonNullable<
    Awaited<ReturnType<typeof town.bank.directory.newest<'order'>>>
  >['body']

const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)

const CLAIMED = [['accept'], ['dispatch', { place: 'S001' }], ['sign']] as const
const claimedBy = (id: string) => ({ claimant: { kind: 'member', id } as const })

describe('from a call to a signed hour', () => {
  test('the hours held at intake come to the volunteer at the confirmation, in one commit', async () => {
    const { id } = taken(await takeIn(town.bank, clerk, intake({ spend: true })))
    expect(await town.available(elder)).toBe(120 * 60 - 120)
    await through(id, [...CLAIMED, ['claim', claimedBy(chen)]])
    const size = await town.bank.journal.size()
    must(await step(id, 'confirm', { confirmed: 'signature' }))
    expect(await town.bank.journal.size()).toBe(size + 2)
    expect(await town.available(chen)).toBe(120)
    await through(id, [
      ['close', { outcome: 'served' }],
      ['revisit', { rating: 3 }],
    ])
    const row = await rowOf(id)
    expect(row).toMatchObject({ state: 'revisited', rating: 3, confirmed: 'signature' })
    expect(row.moves.map(({ move }) => move)).toEqual([
      'take-in',
      'accept',
      'dispatch',
      'sign',
      'claim',
      'confirm',
      'close',
      'revisit',
    ])
    expect(await town.bank.directory.states('order', {})).toEqual(new Map([['revisited', 1]]))
  })

  test('without hours of the person the station credits the volunteer', async () => {
    const { id } = taken(await takeIn(town.bank, clerk, intake()))
    await through(id, [
      ...CLAIMED,
      ['claim', claimedBy(chen)],
      ['confirm', { confirmed: 'call', minutes: 90 }],
    ])
    expect(await town.available(chen)).toBe(90)
    const entry = await town.bank.journal.entry((await rowOf(id)).entry as EntryId)
    expect(entry?.kind).toBe('credit')
    expect(refOf(entry as never, 'order')).toBe(id)
  })

  test('a long day waits for a second person, and the order says which review', async () => {
    const { id } = taken(await takeIn(town.bank, clerk, intake({ minutes: 540 })))
    await through(id, [...CLAIMED, ['claim', claimedBy(chen)], ['confirm', { confirmed: 'call' }]])
    const { review, entry } = await rowOf(id)
    expect(entry).toBeUndefined()
    const row = await town.bank.directory.newest('review', review as string)
    expect(row?.body).toMatchObject({ state: 'waiting', member: chen, minutes: 540 })
    expect(await town.available(chen)).toBe(0)
  })

  test('cancelled, all that was held goes back, and it settles no more', async () => {
    const { id } = taken(await takeIn(town.bank, clerk, intake({ spend: true })))
    await through(id, [['accept'], ['cancel', { reason: 'not-needed' }]])
    expect(await town.available(elder)).toBe(120 * 60)
    expect(codeOf(await step(id, 'confirm', { confirmed: 'call' }))).toBe('move-not-now')
  })

  test('nobody comes along with themselves', async () => {
    const { id } = taken(await takeIn(town.bank, clerk, intake()))
    await through(id, CLAIMED)
    const twice = { claimant: { kind: 'member', id: chen, with: chen } } as const
    expect(codeOf(await step(id, 'claim', twice))).toBe('to-oneself')
  })

  test('a wish is claimed by a firm or a person without an account, and makes no entry of hours', async () => {
    const wish = intake({ type: 'wish', source: 'counter' })
    const { service: _service, minutes: _minutes, ...thing } = wish
    const { id } = taken(await takeIn(town.bank, clerk, thing))
    await through(id, [['verify'], ['claim', { claimant: { kind: 'named', id: '' } }]])
    expect(codeOf(await step(id, 'claim', claimedBy(chen)))).toBe('already-taken')
    const size = await town.bank.journal.size()
    await through(id, [['deliver'], ['confirm', { confirmed: 'thumb', rating: 3 }]])
    expect(await town.bank.journal.size()).toBe(size + 2)
    expect((await rowOf(id)).state).toBe('confirmed')
  })

  test('of two volunteers who claim at once one has it, and the other is told', async () => {
    const li = await town.member('李明')
    const { id } = taken(await takeIn(town.bank, clerk, intake()))
    await through(id, CLAIMED)
    const codes = await Promise.all(
      [chen, li].map(async (one) => codeOf(await step(id, 'claim', {}, town.self(one)))),
    )
    expect(codes.toSorted()).toEqual(['already-taken', 'done'])
  })

  test('whoever is not wanted again is not sent again', async () => {
    const first = taken(await takeIn(town.bank, clerk, intake())).id
    await through(first, [
      ...CLAIMED,
      ['claim', claimedBy(chen)],
      ['confirm', { confirmed: 'call' }],
      ['close', { outcome: 'served' }],
      ['revisit', { rating: 1, notAgain: true }],
    ])
    const second = taken(await takeIn(town.bank, clerk, intake())).id
    await through(second, CLAIMED)
    expect(codeOf(await step(second, 'claim', claimedBy(chen)))).toBe('not-wanted')
    expect(codeOf(await step(second, 'claim', {}, town.self(chen)))).toBe('not-wanted')
    expect(codeOf(await step(second, 'claim', claimedBy(elder)))).toBe('to-oneself')
  })

  test('done again, it is served and credited a second time', async () => {
    const { id } = taken(await takeIn(town.bank, clerk, intake()))
    const once = [
      ['claim', claimedBy(chen)],
      ['confirm', { confirmed: 'call' }],
    ] as const
    await through(id, [...CLAIMED, ...once, ['close', { outcome: 'served' }]])
    await through(id, [['redo', { reason: 'not-satisfied' }], ['sign'], ...once])
    expect(await town.available(chen)).toBe(240)
  })
})

describe('taken in once', () => {
  test('a number of another system is one order however often it is sent', async () => {
    const outside = { system: '12345', number: 'GZ2026110001', due: town.clock.at + 3_600_000 }
    const ids = await Promise.all(
      Array.from(
        { length: 5 },
        async () => must(await takeIn(town.bank, clerk, intake({ source: '12345', outside }))).id,
      ),
    )
    expect(new Set(ids).size).toBe(1)
    const found = must(await ordersFor(town.bank, clerk, {}))
    expect(found).toHaveLength(1)
    expect(found[0]?.body.list.due).toBe(outside.due)
  })

  test('what was said is in the vault alone, and goes with the person', async () => {
    const need = '家住三楼没有电梯'
    const { id } = taken(await takeIn(town.bank, clerk, intake({ words: { need } })))
    expect((await wordsOf(town.bank, [id])).get(id)?.need).toBe(need)
    expect(JSON.stringify(await rowOf(id))).not.toContain(need)
    await town.bank.people.erase(elder)
    expect(await wordsOf(town.bank, [id])).toEqual(new Map())
  })

  test('each field that is wrong is named', async () => {
    const tried = async (more: Partial<OrderIntake>) =>
      codeOf(await takeIn(town.bank, clerk, intake(more)))
    expect(await tried({ station: 'S999' })).toBe('unknown-station')
    expect(await tried({ station: 'S002' })).toBe('unknown-station')
    expect(await tried({ service: 'flying' })).toBe('unknown-service')
    expect(await tried({ member: 'M404' as MemberId })).toBe('unknown-member')
    expect(await tried({ day: '2026-02-30' })).toBe('day-unreadable')
    expect(await tried({ day: '2020-01-01' })).toBe('day-before-start')
    expect(await tried({ words: { need: ' ' } })).toBe('code-unreadable')
    expect(await tried({ type: 'lottery' })).toBe('workflow-unsound')
    expect(await tried({ spend: true, service: 'activity' })).toBe('unknown-service')
  })
})

describe('who may move it', () => {
  test('a move out of turn is told what may come, and another station sees nothing', async () => {
    const { id } = taken(await takeIn(town.bank, clerk, intake()))
    expect(codeOf(await step(id, 'sign'))).toBe('move-not-now')
    expect(codeOf(await step(id, 'accept', {}, town.clerk('S002')))).toBe('unknown-order')
    expect(codeOf(await step(id, 'accept', {}, town.self(chen)))).toBe('unknown-order')
    expect(codeOf(await step(id, 'decline'))).toBe('move-needs')
    await through(id, [['accept'], ['dispatch', { place: 'S002' }]])
    expect(codeOf(await step(id, 'sign'))).toBe('unknown-order')
    must(await step(id, 'sign', {}, town.clerk('S002')))
  })

  test('more time is given once, by somebody else who agreed to it', async () => {
    const { id } = taken(await takeIn(town.bank, clerk, intake()))
    must(await step(id, 'accept'))
    const due = (await rowOf(id)).list.due
    const asked = await step(id, 'extend', { day: '2026-12-20', reason: 'volunteer-ill' })
    expect(codeOf(asked)).toBe('waits-for-review')
    expect((await rowOf(id)).list.due).toBe(due)
    const review = (
      !asked.ok && asked.refusal.code === 'waits-for-review' ? asked.refusal.review : ''
    ) as EntryId
    const hash = (await town.bank.directory.newest('review', review))?.body.hash ?? ''
    must(await approve(town.bank, REVIEWER, { review, hash }))
    expect((await rowOf(id)).list.due).toBeGreaterThan(due)
    expect(
      codeOf(await step(id, 'extend', { day: '2026-12-25', reason: 'again' }, town.head('S001'))),
    ).toBe('move-not-now')
  })

  test('what a page offers is what the verb allows', async () => {
    const { id } = taken(await takeIn(town.bank, clerk, intake()))
    const found = must(await orderFor(town.bank, clerk, id))
    expect((await movesFor(town.bank, clerk, found)).map(([name]) => name)).toEqual([
      'accept',
      'decline',
      'cancel',
    ])
  })
})

describe('the clock', () => {
  test('working days leave out weekends and holidays, and end with the day', () => {
    const friday = Date.parse('2026-09-24T09:00:00+08:00')
    const due = deadlineAfter(town.bank.rules, friday, { amount: 1, unit: 'working-days' })
    expect(new Date(due + 1).toISOString()).toBe('2026-09-28T16:00:00.000Z')
  })

  test('green, amber from the warning on, red when past; suspended it stands still', async () => {
    const { id } = taken(await takeIn(town.bank, clerk, intake()))
    const workflow = WORKFLOWS.find(({ type }) => type === 'company') as Workflow
    must(await step(id, 'accept'))
    const row = await rowOf(id)
    const at = (part: number) => row.since + (row.list.due - row.since) * part
    expect([0.1, 0.85, 1.1].map((part) => clockOf(workflow, row, at(part)).colour)).toEqual([
      'green',
      'amber',
      'red',
    ])
    must(await step(id, 'suspend', { reason: 'in-hospital' }))
    town.clock.at += 10 * 86_400_000
    expect(clockOf(workflow, await rowOf(id), town.clock.at).colour).toBe('none')
    must(await step(id, 'resume'))
    expect((await rowOf(id)).list.due).toBe(row.list.due + 10 * 86_400_000)
  })
})

describe('a workflow as data', () => {
  const base = WORKFLOWS[0] as Workflow

  test('those the city begins with are sound', () => {
    for (const workflow of WORKFLOWS) expect(unsound(workflow)).toBeUndefined()
  })

  test('one nobody could get into, out of or through is refused, with the state', () => {
    const label = { zh: '失联', en: 'lost' }
    const why = (change: Partial<Workflow>) => {
      const no = unsound({ ...base, version: 2, ...change })
      return no?.code === 'workflow-unsound' ? [no.why, no.name] : no
    }
    const lost = { ...base.states, lost: { label, kind: 'open' as const } }
    expect(why({ states: lost })).toEqual(['unreachable', 'lost'])
    const into = { label, from: ['received'], to: 'lost', by: ['orders:write' as const] }
    expect(why({ states: lost, moves: { ...base.moves, into } })).toEqual(['no-way-out', 'lost'])
    expect(why({ first: 'nowhere' })).toEqual(['no-state', 'nowhere'])
    expect(why({ within: { amount: 0, unit: 'days' } })).toEqual(['bad-deadline', '0'])
    expect(why({ closed: { ...base.closed, done: ['gone'] } })).toEqual(['bad-rate', 'gone'])
  })

  test('a city loads its own, and orders begun before go on by theirs', async () => {
    const old = taken(await takeIn(town.bank, clerk, intake())).id
    const company = WORKFLOWS.find(({ type }) => type === 'company') as Workflow
    const quick: Workflow = { ...company, version: 3, within: { amount: 8, unit: 'hours' } }
    const id = town.bank.ids.entry()
    expect(await loadWorkflows(town.bank, town.city, { id, workflows: [quick] })).toMatchObject({
      ok: true,
      added: 1,
    })
    const { id: now } = taken(await takeIn(town.bank, clerk, intake()))
    expect([(await rowOf(old)).workflow, (await rowOf(now)).workflow]).toEqual([
      'company/2',
      'company/3',
    ])
    const again = { id: town.bank.ids.entry(), workflows: [{ ...company, warnAt: 50 }] }
    expect(await loadWorkflows(town.bank, town.city, again)).toMatchObject({ ok: false })
  })
})

/** The entry of an intake: its id is the order's. */
function taken(outcome: Outcome<Entry>): Entry {
  return must(outcome)
}
