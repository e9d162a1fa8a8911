/** An order nobody claims in time: a provider under contract or a neighbour is offered, and what is paid for never moves an hour. */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { loadStations } from '../../src/bank/city/directory.ts'
import {
  type ContractOrder,
  contractsFor,
  endContract,
  saveContract,
} from '../../src/bank/loop/contract.ts'
import { setDuty } from '../../src/bank/loop/duty.ts'
import { figuresBy, placeAt } from '../../src/bank/loop/figures.ts'
import { routesFor, unclaimedFor } from '../../src/bank/loop/fallback.ts'
import { type MoveOrder, moveOrder, movesFor } from '../../src/bank/loop/move.ts'
import { orderFor } from '../../src/bank/loop/order.ts'
import { type OrderIntake, takeIn } from '../../src/bank/loop/take-in.ts'
import {
  correctVisit,
  paidBy,
  recordVisit,
  visitsOf,
  type VisitOrder,
} from '../../src/bank/loop/paid.ts'
import { loadWorkflows } from '../../src/bank/loop/workflow.ts'
import { dayOf } from '../../src/bank/draft.ts'
import { tellUnclaimed } from '../../src/bank/jobs/unclaimed.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import { setStaffPhone } from '../../src/bank/people/staff-phone.ts'
import { readingsOf } from '../../src/bank/oversight/readings.ts'
import { verify } from '../../src/bank/oversight/verify.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { settle } from '../../src/bank/service/settle.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type EntryId, refOf } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { unsound, type Workflow } from '../../src/rules/workflow.ts'
import { WORKFLOWS } from '../../src/rules/workflows.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { must, openTown, ORGANISATION, STATIONS, passed, type Town } from '../town.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let town: Town
let clerk: Actor
let head: Actor
let elder: MemberId
let chen: MemberId
beforeEach(async () => {
  town = await openTown()
  clerk = town.clerk('S001')
  head = town.head('S001')
  elder = await town.member('何伯')
  chen = await town.member('陈大文')
  await town.earn(elder, 120)
  const far = ['440104010', '440103001'].map((area, at) => ({
    ...{ ...STATIONS[0]!, code: `S00${4 + at}`, name: `S00${4 + at} 站`, area },
  }))
  const loaded = await loadStations(town.bank, SYSTEM, { id: id(), stations: far, sample: true })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.refused))
})
afterEach(() => town.close())

const id = () => town.bank.ids.entry()
/** Two of the same street, then one of the same district; what lies in another district is no neighbour. */
const NEAR = ['street:S002', 'street:S003', 'district:S004']

/** What whoever was not quick enough is told: it was taken, has another state, or lies elsewhere now. */
const SLOWER = new Set(['already-taken', 'move-not-now', 'unknown-order'])

const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)

const CONTRACT = {
  number: 'HT-2026-01',
  kind: 'fallback',
  provider: ORGANISATION,
  place: 'S001',
  services: [] as readonly string[],
  from: '2026-11-01',
  until: '2027-10-31',
  over: 'refused',
} as const

const contract = (more: Partial<ContractOrder> = {}): ContractOrder => ({
  ...{ ...CONTRACT, id: id() },
  ...more,
})

async function entered(more: Partial<ContractOrder> = {}, by = head): Promise<string> {
  const order = contract(more)
  await passed(town.bank, await saveContract(town.bank, by, order))
  return order.number
}

const step = (order: string, move: string, more: Partial<MoveOrder> = {}, by: Actor = clerk) =>
  moveOrder(town.bank, by, { id: id(), order, move, ...more })

async function waiting(more: Partial<OrderIntake> = {}): Promise<string> {
  const order = {
    id: id(),
    type: 'company',
    station: 'S001',
    source: 'phone',
    member: elder,
  } as const
  const said = { service: 'clinic', minutes: 120, words: { need: '陪诊' }, ...more }
  must(await takeIn(town.bank, clerk, { ...order, ...said }))
  must(await step(order.id, 'accept'))
  must(await step(order.id, 'dispatch', { place: 'S001' }))
  must(await step(order.id, 'sign'))
  return order.id
}

/** As it is when nobody has claimed it in time. */
async function unclaimed(more: Partial<OrderIntake> = {}): Promise<string> {
  const order = await waiting(more)
  town.clock.at += 2 * DAY
  return order
}

const rowOf = async (order: string) => (await town.bank.directory.newest('order', order))!.body

async function routes(order: string, by: Actor = clerk): Promise<readonly string[]> {
  const found = must(await orderFor(town.bank, by, order))
  return (await routesFor(town.bank, found)).map((route) =>
    route.kind === 'provider' ? route.contract.key : `${route.kind}:${route.station.key}`,
  )
}

/** Minutes moved by entries that say they are of an order, account by account. */
async function movedFor(order: string): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>()
  for (const entry of await town.bank.journal.entries(0, 10_000)) {
    if (refOf(entry, 'order') !== order) continue
    for (const { account, minutes } of entry.postings)
      sums.set(account, (sums.get(account) ?? 0) + minutes)
  }
  return sums
}

describe('offered when nobody claims in time', () => {
  test('not before its time, then the provider first, the same street next, the district last', async () => {
    await entered()
    const order = await waiting()
    expect(await routes(order)).toEqual([])
    expect(codeOf(await step(order, 'provide', { contract: CONTRACT.number }))).toBe(
      'fallback-not-yet',
    )
    expect(codeOf(await step(order, 'offer', { place: 'S002' }))).toBe('fallback-not-yet')
    expect(must(await unclaimedFor(town.bank, clerk))).toEqual([])
    town.clock.at += 2 * DAY
    expect(await routes(order)).toEqual([CONTRACT.number, ...NEAR])
    expect(must(await unclaimedFor(town.bank, clerk)).map(({ row }) => row.key)).toEqual([order])
    // It is an offer: a volunteer may still be quicker.
    must(await step(order, 'claim', {}, town.self(chen)))
    expect(codeOf(await step(order, 'provide', { contract: CONTRACT.number }))).toBe(
      'already-taken',
    )
    expect(codeOf(await step(order, 'offer', { place: 'S002' }))).toBe('already-taken')
    expect(must(await unclaimedFor(town.bank, clerk))).toEqual([])
    expect(await rowOf(order)).toMatchObject({ reached: true })
  })

  test('while the clock stands still nothing is offered, and the time goes on after it', async () => {
    const order = await waiting()
    const { fallback = 0 } = await rowOf(order)
    must(await step(order, 'suspend', { reason: 'in-hospital' }))
    town.clock.at += 10 * DAY
    expect(must(await unclaimedFor(town.bank, clerk))).toEqual([])
    must(await step(order, 'resume'))
    expect((await rowOf(order)).fallback).toBe(fallback + 10 * DAY)
    expect(await routes(order)).toEqual([])
  })

  test('a meal waits two hours, not a day', async () => {
    const order = await waiting({ type: 'delivery', service: 'delivery' })
    town.clock.at += 2 * HOUR + 1
    expect(await routes(order)).toEqual(NEAR)
  })
})

test('whoever is on duty is told once for each time it waited, where nobody is the street', async () => {
  const told = async () =>
    (await town.bank.directory.listed('notice', {}))
      .filter(({ body }) => body.kind === 'order-unclaimed')
      .map(({ body }) => [body.list.who, body.facts['type']])
  const employ = async (login: string, role: 'clerk' | 'street') => {
    const area = role === 'street' ? { area: '440104003' } : {}
    const place = { role, station: role === 'clerk' ? 'S001' : '', ...area }
    const secret = { passwordHash: 'x', passwordChosen: true } as const
    const order = { id: id(), login, name: '文员', ...place, ...secret }
    const row = must(await addStaff(town.bank, SYSTEM, order))
    must(await setStaffPhone(town.bank, row.key, '13900000001'))
    return row.key
  }
  const order = await unclaimed()
  expect(await tellUnclaimed(town.bank)).toEqual({ told: 0 })
  const street = await employ('jiedao', 'street')
  expect(await tellUnclaimed(town.bank)).toEqual({ told: 1 })
  expect(await told()).toEqual([[`staff:${street}`, '陪同外出']])
  expect(await tellUnclaimed(town.bank)).toEqual({ told: 0 })
  const duty = await employ('wen', 'clerk')
  const roster = { id: id(), station: 'S001', days: { [dayOf(town.clock.at)]: duty } }
  must(await setDuty(town.bank, clerk, roster))
  must(await step(order, 'suspend', { reason: 'in-hospital' }))
  town.clock.at += 60_000
  expect(await tellUnclaimed(town.bank)).toEqual({ told: 0 })
  must(await step(order, 'resume'))
  expect(await tellUnclaimed(town.bank)).toEqual({ told: 1 })
  expect((await told()).map(([who]) => who)).toContain(`staff:${duty}`)
})

test('the person is told who comes where that is a provider', async () => {
  await entered()
  const order = await unclaimed()
  must(await step(order, 'provide', { contract: CONTRACT.number }))
  const [notice] = await town.bank.directory.listed('notice', { who: elder })
  expect(notice?.body).toMatchObject({
    kind: 'order-provided',
    facts: { number: CONTRACT.number, phone: '020-00000001' },
  })
})

describe('handed to a provider', () => {
  test('what was held goes back, the visit is a record, and no movement is ever made', async () => {
    await entered()
    const before = await town.available(elder)
    const order = await unclaimed({ spend: true })
    expect(await town.available(elder)).toBe(before - 120)
    const { hold } = await rowOf(order)
    must(await step(order, 'provide', { contract: CONTRACT.number }))
    expect(await town.available(elder)).toBe(before)
    expect(await rowOf(order)).toMatchObject({
      state: 'claimed',
      claimant: { kind: 'provider', id: CONTRACT.number },
    })
    expect((await rowOf(order)).hold).toBeUndefined()
    const again = { id: id(), booking: hold as EntryId, provider: chen }
    expect(codeOf(await settle(town.bank, clerk, again))).toBe('paid-care')

    must(await step(order, 'confirm', { confirmed: 'signature', minutes: 90, from: '09:30' }))
    must(await step(order, 'close', { outcome: 'served' }))
    must(await step(order, 'revisit', { rating: 3 }))
    const [visit] = await visitsOf(town.bank, await rowOf(order))
    expect(visit?.body).toMatchObject({
      ...{ contract: CONTRACT.number, provider: ORGANISATION, order, minutes: 90, starts: 570 },
      confirmed: 'signature',
    })
    // Held and given back: all that ever moved for it comes to nothing.
    expect([...(await movedFor(order)).values()].every((sum) => sum === 0)).toBe(true)
    const engine = openSqlite(join(town.folder, 'data', 'journal.db'), { writer: 'none' })
    const found = await verify(auditIn(engine, migrationsOf('sqlite')))
    await engine.close()
    expect([found.exit, found.faults]).toEqual([0, []])
  })

  test('without hours of the person there is no movement at all', async () => {
    await entered()
    const order = await unclaimed()
    must(await step(order, 'provide', { contract: CONTRACT.number }))
    must(await step(order, 'confirm', { confirmed: 'thumb' }))
    expect(await movedFor(order)).toEqual(new Map())
    expect((await rowOf(order)).visits).toHaveLength(1)
    // Back with the volunteers it is a volunteer's hour again.
    const other = await unclaimed()
    must(await step(other, 'provide', { contract: CONTRACT.number }))
    must(await step(other, 'unclaim', { reason: 'no-volunteer' }))
    must(await step(other, 'claim', {}, town.self(chen)))
    must(await step(other, 'confirm', { confirmed: 'call' }))
    expect(await town.available(chen)).toBe(120)
  })

  test('only under a contract in force for that service, place and person', async () => {
    await entered({ number: 'LATER', from: '2027-01-01' })
    await entered({ number: 'MEALS', services: ['delivery'] })
    await entered({ number: 'NEXT-DOOR', place: 'S002' }, town.head('S002'))
    const li = await town.member('李婆')
    await entered({ number: 'BED', kind: 'bed', member: li })
    const order = await unclaimed()
    const tried = async (number: string) => {
      const outcome = await step(order, 'provide', { contract: number })
      return outcome.ok ? 'done' : outcome.refusal
    }
    expect(await tried('NOBODY')).toMatchObject({ code: 'unknown-contract' })
    expect(await tried('LATER')).toMatchObject({ code: 'contract-not-in-force' })
    expect(await tried('MEALS')).toMatchObject({ code: 'contract-other', why: 'service' })
    expect(await tried('NEXT-DOOR')).toMatchObject({ code: 'contract-other', why: 'place' })
    expect(await tried('BED')).toMatchObject({ code: 'contract-other', why: 'person' })
    expect(await routes(order)).toEqual(NEAR)
    // Also where the desk claims for a provider, at any time.
    const claimant = { kind: 'provider', id: 'BED' } as const
    expect(codeOf(await step(order, 'claim', { claimant }))).toBe('contract-other')
    expect((await rowOf(order)).state).toBe('signed')
    const own = await waiting({ member: li })
    must(await step(own, 'claim', { claimant }))
    expect((await rowOf(own)).claimant).toEqual(claimant)
  })

  test('of a provider and a volunteer at once one has it, and the other is told', async () => {
    await entered()
    const order = await unclaimed()
    const codes = await Promise.all([
      step(order, 'provide', { contract: CONTRACT.number }).then(codeOf),
      step(order, 'claim', {}, town.self(chen)).then(codeOf),
      step(order, 'offer', { place: 'S002' }).then(codeOf),
    ])
    expect(codes.filter((code) => code === 'done')).toHaveLength(1)
    expect(codes.filter((code) => code !== 'done' && !SLOWER.has(code))).toEqual([])
  })

  test('on a contract that has ended nothing more is done', async () => {
    await entered()
    const order = await unclaimed()
    must(await step(order, 'provide', { contract: CONTRACT.number }))
    must(
      await endContract(town.bank, head, { id: id(), number: CONTRACT.number, day: '2026-11-25' }),
    )
    const other = await unclaimed()
    expect(codeOf(await step(other, 'provide', { contract: CONTRACT.number }))).toBe(
      'contract-not-in-force',
    )
    const confirm = { confirmed: 'call', minutes: 60 } as const
    expect(codeOf(await step(order, 'confirm', confirm))).toBe('contract-not-in-force')
    expect((await rowOf(order)).visits).toBeUndefined()
    // What took place while it held is still written down.
    must(await step(order, 'confirm', { ...confirm, servedOn: '2026-11-25' }))
  })
})

test('figures of orders have what a provider did, and no hours of volunteers do', async () => {
  await entered()
  const served = async () => must(await readingsOf(town.bank, town.city, chen)).served
  const before = await served()
  const [one, other, third] = [await waiting(), await waiting(), await unclaimed()]
  must(await step(one, 'provide', { contract: CONTRACT.number }))
  must(await step(one, 'confirm', { confirmed: 'code', minutes: 90 }))
  must(await step(one, 'close', { outcome: 'served' }))
  must(await step(one, 'revisit', { rating: 3 }))
  must(await step(other, 'claim', { claimant: { kind: 'member', id: chen } }))
  must(await step(third, 'offer', { place: 'S002' }))
  must(await step(third, 'take', {}, town.clerk('S002')))
  await waiting()
  const span = { from: 0, to: town.clock.at + 1, type: 'company' }
  const found = must(
    await figuresBy(town.bank, town.city, span, await placeAt(town.bank, 'station')),
  )
  expect(found.get('S001')).toMatchObject({
    ...{ taken: 3, closed: { part: 1, of: 3 }, onTime: { part: 1, of: 1 } },
    satisfied: { part: 1, of: 1 },
    fallback: { reached: 2, provider: 1, neighbour: 0, others: 1, waiting: 0, dropped: 0 },
  })
  expect(found.get('S002')?.fallback).toMatchObject({ reached: 1, neighbour: 1 })
  const paid = must(await paidBy(town.bank, town.city, span, await placeAt(town.bank, 'street')))
  expect(paid).toEqual(new Map([['440104003', { visits: 1, minutes: 90 }]]))
  expect(await served()).toBe(before)
})

describe('a neighbour', () => {
  test('is asked, says no with a reason, and it lies where it lay, offered on', async () => {
    const order = await unclaimed()
    const other = town.clerk('S002')
    const tried = async (place: string) => {
      const outcome = await step(order, 'offer', { place })
      return outcome.ok ? 'done' : outcome.refusal
    }
    expect(await tried('S001')).toMatchObject({ code: 'not-a-neighbour', why: 'same' })
    expect(await tried('S005')).toMatchObject({ code: 'not-a-neighbour', why: 'far' })
    expect(await tried('S999')).toMatchObject({ code: 'unknown-station' })
    expect(await tried('S002')).toBe('done')
    expect(await rowOf(order)).toMatchObject({ state: 'offered', station: 'S002' })
    expect(codeOf(await orderFor(town.bank, clerk, order))).toBe('unknown-order')
    expect(must(await unclaimedFor(town.bank, other)).map(({ row }) => row.key)).toEqual([order])
    expect(codeOf(await step(order, 'return', {}, other))).toBe('move-needs')
    must(await step(order, 'return', { reason: 'no-volunteer' }, other))
    expect(await rowOf(order)).toMatchObject({
      ...{ state: 'signed', station: 'S001', returned: ['S002'] },
    })
    expect(await routes(order)).toEqual(NEAR.slice(1))
    expect(await tried('S002')).toMatchObject({ code: 'not-a-neighbour', why: 'returned' })
  })

  test('says yes, and its volunteers have the whole time to claim it', async () => {
    const order = await unclaimed()
    const other = town.clerk('S002')
    must(await step(order, 'offer', { place: 'S002' }))
    must(await step(order, 'take', {}, other))
    const row = await rowOf(order)
    expect(row).toMatchObject({ state: 'signed', neighbour: { from: 'S001', taken: true } })
    expect(row.fallback).toBeGreaterThan(town.clock.at)
    const li = await town.member('李明', 'S002')
    must(await step(order, 'claim', { claimant: { kind: 'member', id: li } }, other))
    must(await step(order, 'confirm', { confirmed: 'call' }, other))
    expect(await town.available(li)).toBe(120)
  })
})

describe('contracts', () => {
  test('stand when a second person has agreed, and asked again it is the same question', async () => {
    const order = contract()
    const first = await saveContract(town.bank, head, order)
    expect(codeOf(first)).toBe('waits-for-review')
    expect(await saveContract(town.bank, head, order)).toEqual(first)
    expect(codeOf(await saveContract(town.bank, head, { ...order, until: '2027-01-01' }))).toBe(
      'id-taken',
    )
    expect(must(await contractsFor(town.bank, clerk))).toEqual([])
    await passed(town.bank, first)
    expect(must(await contractsFor(town.bank, clerk)).map(({ key }) => key)).toEqual([order.number])
    expect(must(await contractsFor(town.bank, town.clerk('S002')))).toEqual([])
    expect(codeOf(await saveContract(town.bank, clerk, contract({ number: 'X' })))).toBe(
      'not-allowed',
    )
    const theirs = contract({ number: 'X', place: 'S002' })
    expect(codeOf(await saveContract(town.bank, head, theirs))).toBe('unknown-station')
  })

  test('what is wrong with one is named', async () => {
    await entered()
    const why = async (more: Partial<ContractOrder>) => {
      const outcome = await saveContract(town.bank, head, contract({ number: 'NEW', ...more }))
      if (outcome.ok) return 'done'
      const no = outcome.refusal
      return no.code === 'contract-unsound' ? no.why : no.code
    }
    expect(await why({ number: CONTRACT.number })).toBe('number')
    expect(await why({ number: '合同一' })).toBe('number')
    expect(await why({ provider: '91440101MA00000000' })).toBe('provider')
    expect(await why({ kind: 'loan' as never })).toBe('kind')
    expect(await why({ place: '440104' })).toBe('unknown-station')
    expect(await why({ services: ['flying'] })).toBe('services')
    expect(await why({ until: '2026-10-01' })).toBe('days')
    expect(await why({ from: 'now' })).toBe('days')
    expect(await why({ minutes: 0 })).toBe('minutes')
    expect(await why({ minutes: 31 * 24 * 60 + 1 })).toBe('minutes')
    expect(await why({ over: 'paid' as never })).toBe('over')
    expect(await why({ kind: 'bed' })).toBe('member')
    expect(await why({ member: elder })).toBe('member')
    expect(await why({ kind: 'bed', member: 'nobody' })).toBe('unknown-member')
  })

  test('no two hold for one bed on a day, also when both were asked for at once', async () => {
    const bed = { kind: 'bed', member: elder } as const
    const [one, other] = [contract({ ...bed, number: 'B-1' }), contract({ ...bed, number: 'B-2' })]
    const asked = [
      await saveContract(town.bank, head, one),
      await saveContract(town.bank, head, other),
    ]
    await passed(town.bank, asked[0]!)
    await expect(passed(town.bank, asked[1]!)).rejects.toThrow('stale-row')
    const third = await saveContract(town.bank, head, contract({ ...bed, number: 'B-3' }))
    expect(codeOf(third)).toBe('contract-overlaps')
    must(await endContract(town.bank, head, { id: id(), number: 'B-1', day: '2026-12-31' }))
    await entered({ ...bed, number: 'B-4', from: '2027-01-01' })
    const day = { id: id(), number: 'B-1', day: '2027-02-01' }
    expect(codeOf(await endContract(town.bank, head, day))).toBe('contract-not-in-force')
  })

  test('a street enters one for all its stations', async () => {
    const street: Actor = {
      ...town.city,
      id: 'staff:street',
      role: 'street',
      path: '4401/440104/440104003/',
    }
    const order = contract({ number: 'JD-1', place: '440104003' })
    await passed(town.bank, await saveContract(town.bank, street, order))
    expect(await routes(await unclaimed())).toEqual(['JD-1', ...NEAR])
    const far = contract({ number: 'JD-2', place: '440103' })
    expect(codeOf(await saveContract(town.bank, street, far))).toBe('unknown-station')
  })
})

describe('visits', () => {
  const BED = { number: 'BED-1', kind: 'bed', minutes: 180 } as const

  async function bedOrder(more: Partial<ContractOrder> = {}): Promise<string> {
    await entered({ ...BED, member: elder, ...more })
    const order = await waiting()
    must(await step(order, 'claim', { claimant: { kind: 'provider', id: BED.number } }))
    return order
  }

  const visit = (order: string, more: Partial<VisitOrder> = {}): VisitOrder => ({
    ...{ id: id(), order, day: '2026-11-24', from: '09:00', minutes: 60, confirmed: 'signature' },
    ...more,
  })

  const sums = async (month: string) =>
    (await town.bank.directory.newest('paid-month', `${BED.number}/${month}`))?.body

  test('sum up by month against the package; beyond it none is recorded', async () => {
    const order = await bedOrder()
    must(await recordVisit(town.bank, clerk, visit(order)))
    must(await recordVisit(town.bank, clerk, visit(order, { from: '15:00', minutes: 90 })))
    expect(await sums('2026-11')).toEqual({ minutes: 150, visits: 2 })
    const more = visit(order, { from: '18:00', minutes: 31 })
    expect(await recordVisit(town.bank, clerk, more)).toMatchObject({
      refusal: { code: 'package-used-up', stands: 150, adds: 31, most: 180 },
    })
    expect(codeOf(await step(order, 'confirm', { confirmed: 'call', minutes: 31 }))).toBe(
      'package-used-up',
    )
    expect(await sums('2026-11')).toEqual({ minutes: 150, visits: 2 })
    must(await recordVisit(town.bank, clerk, visit(order, { from: '18:00', minutes: 30 })))
    // The visits are there already: the confirmation brings no other.
    must(await step(order, 'confirm', { confirmed: 'call' }))
    expect((await rowOf(order)).visits).toHaveLength(3)
  })

  test('the person says that it was done, whatever is left of the package', async () => {
    const order = await bedOrder()
    must(await recordVisit(town.bank, clerk, visit(order, { minutes: 180 })))
    const other = await waiting()
    must(await step(other, 'claim', { claimant: { kind: 'provider', id: BED.number } }))
    must(await step(other, 'confirm', {}, town.self(elder)))
    expect(await rowOf(other)).toMatchObject({ state: 'served' })
    expect((await rowOf(other)).visits).toBeUndefined()
    expect(await sums('2026-11')).toEqual({ minutes: 180, visits: 1 })
    must(await step(order, 'confirm', {}, town.self(elder)))
    expect((await rowOf(order)).visits).toHaveLength(1)
  })

  test('two at the same time are one: the second is refused, also under another order', async () => {
    const order = await bedOrder()
    const first = visit(order)
    must(await recordVisit(town.bank, clerk, first))
    const other = await waiting()
    must(await step(other, 'claim', { claimant: { kind: 'provider', id: BED.number } }))
    const again = visit(other, { from: '09:59', minutes: 10 })
    expect(await recordVisit(town.bank, clerk, again)).toMatchObject({
      refusal: { code: 'visit-overlaps', from: '09:00', to: '10:00' },
    })
    must(await recordVisit(town.bank, clerk, visit(other, { from: '10:00', minutes: 10 })))
    // A correction of the same visit is no second one.
    const longer = { id: id(), visit: first.id, minutes: 50, reason: 'wrong-hours' }
    must(await correctVisit(town.bank, head, longer))
    const codes = await Promise.all(
      [order, other].map(async (of) =>
        codeOf(await recordVisit(town.bank, clerk, visit(of, { from: '16:00', minutes: 10 }))),
      ),
    )
    expect(codes.toSorted()).toEqual(['done', 'visit-overlaps'])
  })

  test('of what was called off none is recorded', async () => {
    const order = await bedOrder()
    must(await step(order, 'cancel', { reason: 'not-needed' }))
    expect(codeOf(await recordVisit(town.bank, clerk, visit(order)))).toBe('move-not-now')
  })

  test('at once from two desks, the package holds', async () => {
    const order = await bedOrder()
    const codes = await Promise.all(
      ['09:00', '13:00'].map(async (from) =>
        codeOf(await recordVisit(town.bank, clerk, visit(order, { from, minutes: 100 }))),
      ),
    )
    expect(codes.toSorted()).toEqual(['done', 'package-used-up'])
    expect(await sums('2026-11')).toEqual({ minutes: 100, visits: 1 })
  })

  test('where the contract says so, what is beyond the package is recorded and flagged', async () => {
    const order = await bedOrder({ over: 'flagged' })
    must(await recordVisit(town.bank, clerk, visit(order, { minutes: 200 })))
    const [one] = await visitsOf(town.bank, await rowOf(order))
    expect(one?.body).toMatchObject({ minutes: 200, over: 20 })
  })

  test('a wrong record is corrected by whoever leads the station: hours, day, or that nobody came', async () => {
    const order = await bedOrder()
    const wrong = visit(order, { minutes: 120 })
    must(await recordVisit(town.bank, clerk, wrong))
    const change = { id: id(), visit: wrong.id, minutes: 60, reason: 'wrong-hours' } as const
    expect(codeOf(await correctVisit(town.bank, clerk, change))).toBe('not-allowed')
    must(await correctVisit(town.bank, head, change))
    expect(await sums('2026-11')).toEqual({ minutes: 60, visits: 1 })
    const again = { ...change, id: id() }
    expect(codeOf(await correctVisit(town.bank, head, again))).toBe('unknown-visit')
    const moved = { ...change, id: id(), visit: change.id, day: '2026-11-23', reason: 'wrong-day' }
    must(await correctVisit(town.bank, head, moved))
    const none = { ...moved, id: id(), visit: moved.id, minutes: 0, reason: 'not-held' }
    must(await correctVisit(town.bank, head, none))
    expect(await sums('2026-11')).toEqual({ minutes: 0, visits: 0 })
    const rows = await visitsOf(town.bank, await rowOf(order))
    expect(rows.map(({ body }) => [body.list.state, body.day, body.minutes])).toEqual([
      ['void', '2026-11-24', 120],
      ['void', '2026-11-24', 60],
      ['void', '2026-11-23', 60],
    ])
    const mood = { ...change, id: id(), reason: 'mood' }
    expect(codeOf(await correctVisit(town.bank, head, mood))).toBe('code-unreadable')
  })

  test('a day ahead, a time that is none, an order of volunteers: refused, and nothing is written', async () => {
    const order = await bedOrder()
    const tried = async (more: Partial<VisitOrder>) =>
      codeOf(await recordVisit(town.bank, clerk, visit(order, more)))
    expect(await tried({ day: '2026-11-25' })).toBe('day-in-future')
    expect(await tried({ from: '25:00' })).toBe('code-unreadable')
    expect(await tried({ from: '23:30', minutes: 60 })).toBe('minutes-out-of-range')
    expect(await tried({ minutes: 0 })).toBe('minutes-out-of-range')
    expect(await tried({ order: await waiting() })).toBe('not-by-provider')
    expect(await sums('2026-11')).toBeUndefined()
    const stranger = await recordVisit(town.bank, town.clerk('S002'), visit(order))
    expect(codeOf(stranger)).toBe('unknown-order')
  })

  test('hours of a provider are summed apart, by whatever is asked', async () => {
    const order = await bedOrder()
    must(await recordVisit(town.bank, clerk, visit(order)))
    const span = { from: 0, to: town.clock.at + DAY }
    const found = must(await paidBy(town.bank, clerk, span, ({ contract: of }) => of))
    expect(found).toEqual(new Map([[BED.number, { visits: 1, minutes: 60 }]]))
    expect(must(await paidBy(town.bank, town.clerk('S002'), span, () => ''))).toEqual(new Map())
  })
})

describe('as data', () => {
  const company = WORKFLOWS.findLast(({ type }) => type === 'company') as Workflow
  const fallback = company.fallback as NonNullable<Workflow['fallback']>

  test('a fallback nobody could take is refused with what is wrong', () => {
    const why = (change: Partial<Workflow>) => {
      const no = unsound({ ...company, version: 9, ...change })
      return no?.code === 'workflow-unsound' ? [no.why, no.name] : no
    }
    const of = (more: Partial<typeof fallback>) => why({ fallback: { ...fallback, ...more } })
    expect(of({ state: 'nowhere' })).toEqual(['bad-fallback', 'nowhere'])
    expect(of({ state: 'suspended' })).toEqual(['bad-fallback', 'suspended'])
    expect(of({ after: { amount: 0, unit: 'minutes' } })).toEqual(['bad-fallback', '0'])
    expect(of({ after: { amount: 3, unit: 'working-days' } })).toEqual(['bad-fallback', '3'])
    expect(of({ routes: [] })).toEqual(['bad-fallback', 'routes'])
    expect(of({ routes: ['street', 'street'] })).toEqual(['bad-fallback', 'street'])
    const { provide, take, ...rest } = company.moves
    expect(why({ moves: { ...rest, take: take! } })).toEqual(['bad-fallback', 'provide'])
    expect(why({ moves: { ...rest, provide: provide! } })).toEqual(['bad-fallback', 'take'])
  })

  test('a city ranks the routes anew, and orders of the first version have none', async () => {
    const first = WORKFLOWS.find(({ type }) => type === 'company') as Workflow
    expect([first.version, first.fallback]).toEqual([1, undefined])
    await entered()
    const next: Workflow = {
      ...company,
      version: 3,
      fallback: {
        ...fallback,
        after: { amount: 30, unit: 'minutes' },
        routes: ['street', 'provider'],
      },
    }
    const loaded = await loadWorkflows(town.bank, town.city, { id: id(), workflows: [next] })
    expect(loaded).toMatchObject({ ok: true, added: 1 })
    const order = await waiting()
    town.clock.at += 31 * 60_000
    expect(await routes(order)).toEqual(['street:S002', 'street:S003', CONTRACT.number])
    const found = must(await orderFor(town.bank, clerk, order))
    const may = (await movesFor(town.bank, clerk, found)).map(([name]) => name)
    expect(may).toEqual(expect.arrayContaining(['claim', 'provide', 'offer']))
  })
})
