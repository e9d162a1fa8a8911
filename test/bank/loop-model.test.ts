/**
 * Random histories of orders with the hours held for them, of what nobody claims
 * and who is asked then, of bookings beside them and of days that are closed, told to the bank and to a model so plain
 * that it can be checked by eye: the same answers, states and hours at every step.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { dayOf } from '../../src/bank/draft.ts'
import { saveContract } from '../../src/bank/loop/contract.ts'
import { figuresBy } from '../../src/bank/loop/figures.ts'
import { type MoveOrder, moveOrder } from '../../src/bank/loop/move.ts'
import { takeIn } from '../../src/bank/loop/take-in.ts'
import { closeDay } from '../../src/bank/oversight/close-day.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { book } from '../../src/bank/service/book.ts'
import { release, settle } from '../../src/bank/service/settle.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { counts } from '../counts.ts'
import { must, openTown, ORGANISATION, type Town } from '../town.ts'
import { opened, readings } from './stories.ts'

const DAY_MS = 86_400_000
const PRICE = 60
const START = 10 * PRICE

let town: Town
let clerk: Actor
let until: number
beforeAll(begin)
afterAll(() => town.close())

/** Every history takes a day or more, and the station is run by somebody for some years only. */
const YEARS_MS = 3 * 365 * DAY_MS

async function begin(): Promise<void> {
  town = await openTown()
  clerk = town.clerk('S001')
  until = town.clock.at + YEARS_MS
  const whose = { number: CONTRACT, kind: 'fallback', place: '440104003' } as const
  const term = { from: dayOf(town.clock.at), until: dayOf(until + YEARS_MS), services: [] }
  const order = { id: town.bank.ids.entry(), provider: ORGANISATION, over: 'refused' } as const
  must(await saveContract(town.bank, SYSTEM, { ...order, ...whose, ...term }))
}

async function inTime(): Promise<void> {
  if (town.clock.at < until) return
  await town.close()
  await begin()
}

/** Which state a move leads to from which; written out by hand, from none of the workflows. */
const WAY: Readonly<Record<string, { readonly from: readonly string[]; readonly to: string }>> = {
  accept: { from: ['received'], to: 'accepted' },
  decline: { from: ['received'], to: 'declined' },
  dispatch: { from: ['accepted'], to: 'dispatched' },
  sign: { from: ['dispatched'], to: 'signed' },
  'send-back': { from: ['dispatched'], to: 'accepted' },
  claim: { from: ['signed'], to: 'claimed' },
  unclaim: { from: ['claimed'], to: 'signed' },
  confirm: { from: ['claimed'], to: 'served' },
  close: { from: ['signed', 'claimed', 'served'], to: 'closed' },
  revisit: { from: ['closed'], to: 'revisited' },
  cancel: {
    from: ['received', 'accepted', 'dispatched', 'signed', 'offered', 'claimed'],
    to: 'cancelled',
  },
  provide: { from: ['signed'], to: 'claimed' },
  offer: { from: ['signed'], to: 'offered' },
  take: { from: ['offered'], to: 'signed' },
  return: { from: ['offered'], to: 'signed' },
}
const MOVES = Object.keys(WAY)
const GIVES_BACK = new Set(['decline', 'close', 'cancel', 'provide'])
/** Only once volunteers have had their time. */
const FALLBACK = new Set(['provide', 'offer'])
const CONTRACT = 'HT-1'

const pick = fc.nat({ max: 1_000 })
const commands = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('take-in' as const), spend: fc.boolean() }),
    },
    {
      weight: 14,
      arbitrary: fc.record({
        do: fc.constant('move' as const),
        order: pick,
        move: fc.nat({ max: MOVES.length - 1 }),
      }),
    },
    // Along the way, so that histories come to their ends.
    { weight: 14, arbitrary: fc.record({ do: fc.constant('on' as const), order: pick }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('book' as const),
        times: fc.integer({ min: 1, max: 3 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('settle' as const), hold: pick }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), hold: pick }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('again' as const), at: pick }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
    { weight: 8, arbitrary: fc.record({ do: fc.constant('hand-on' as const), order: pick }) },
  ),
  { minLength: 10, maxLength: counts.historyLength },
)

interface Modelled {
  readonly id: EntryId
  state: string
  held: number
  /** Where it lies, and who asked that station to take it. */
  at: string
  from: string | undefined
  /** Stations that sent it back. */
  readonly returned: string[]
  /** Until when volunteers have time; whether it once was longer than that. */
  fallback: number | undefined
  reached: boolean
  paid: boolean
  visits: number
}

interface Model {
  available: number
  held: number
  earned: number
  readonly orders: Modelled[]
  readonly holds: { readonly id: EntryId; readonly minutes: number; open: boolean }[]
}

interface World {
  readonly elder: MemberId
  readonly volunteer: MemberId
  readonly model: Model
  /** Asked before, with what was answered: asked again it is the same. */
  readonly asked: { readonly again: () => Promise<string>; readonly code: string }[]
}

const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)

/** Along the straight way. */
const NEXT: Readonly<Record<string, string>> = {
  received: 'accept',
  accepted: 'dispatch',
  dispatched: 'sign',
  signed: 'claim',
  claimed: 'confirm',
  served: 'close',
  closed: 'revisit',
}

const other = (station: string) => (station === 'S001' ? 'S002' : 'S001')

function orderOf(world: World, { id: order, at }: Modelled, move: string): MoveOrder {
  const more: Readonly<Record<string, Partial<MoveOrder>>> = {
    decline: { reason: 'not-fit' },
    dispatch: { place: at },
    provide: { contract: CONTRACT },
    offer: { place: other(at) },
    return: { reason: 'no-volunteer' },
    'send-back': { reason: 'wrong-place' },
    claim: { claimant: { kind: 'member', id: world.volunteer } },
    unclaim: { reason: 'ill' },
    confirm: { confirmed: 'signature' },
    close: { outcome: 'served' },
    revisit: { rating: 3 },
    cancel: { reason: 'not-needed' },
  }
  return { id: town.bank.ids.entry(), order, move, ...more[move] }
}

async function takesIn(world: World, spend: boolean): Promise<void> {
  const { model, elder } = world
  const id = town.bank.ids.entry()
  const order = {
    ...({ id, type: 'booking', station: 'S001', source: 'counter', member: elder } as const),
    ...{ service: 'haircut', minutes: PRICE, words: { need: '理发' } },
    ...(spend ? { spend: true } : {}),
  } as const
  const ask = async () => codeOf(await takeIn(town.bank, clerk, order))
  const code = await ask()
  const fits = !spend || model.available >= PRICE
  expect(code).toBe(fits ? 'done' : 'short-of-hours')
  if (!fits) return
  world.asked.push({ again: ask, code })
  model.orders.push({
    ...{ id, state: 'received', held: spend ? PRICE : 0, at: 'S001', from: undefined },
    ...{ returned: [], fallback: undefined, reached: false, paid: false, visits: 0 },
  })
  if (!spend) return
  model.available -= PRICE
  model.held += PRICE
}

async function moves(world: World, at: number, named: string | undefined): Promise<void> {
  const { model } = world
  const order = model.orders[at % Math.max(1, model.orders.length)]
  if (!order) return
  const move = named ?? NEXT[order.state]
  const way = move === undefined ? undefined : WAY[move]
  if (move === undefined || !way) return
  const asked = orderOf(world, order, move)
  const actor = town.clerk(order.at)
  const ask = async () => codeOf(await moveOrder(town.bank, actor, asked))
  const code = await ask()
  const may = way.from.includes(order.state)
  const taken =
    (move === 'claim' || FALLBACK.has(move)) &&
    ['claimed', 'served', 'closed', 'revisited', 'cancelled'].includes(order.state)
  if (!may) {
    expect(taken ? ['already-taken', 'move-not-now'] : ['move-not-now']).toContain(code)
    return
  }
  const no = refusedHanding(order, move)
  expect(code).toBe(no ?? 'done')
  if (no) return
  world.asked.push({ again: ask, code })
  if (move === 'confirm' && order.paid) order.visits++
  else if (move === 'confirm') {
    model.earned += PRICE
    model.held -= order.held
    order.held = 0
  } else if (GIVES_BACK.has(move)) {
    model.available += order.held
    model.held -= order.held
    order.held = 0
  }
  await movedOn(order, move, way.to)
}

function refusedHanding({ fallback = 0, returned, at }: Modelled, move: string) {
  if (!FALLBACK.has(move)) return undefined
  if (fallback > town.clock.at) return 'fallback-not-yet'
  return move === 'offer' && returned.includes(other(at)) ? 'not-a-neighbour' : undefined
}

/** Where it lies now, who has it, and how long volunteers have. */
async function movedOn(order: Modelled, move: string, to: string): Promise<void> {
  const now = town.clock.at
  if (order.fallback !== undefined && order.fallback <= now) order.reached = true
  if (move === 'provide') order.paid = true
  if (move === 'unclaim') order.paid = false
  if (move === 'offer') [order.from, order.at] = [order.at, other(order.at)]
  if (move === 'return') {
    order.returned.push(order.at)
    order.at = order.from ?? order.at
  }
  order.state = to
  order.fallback = undefined
  if (to !== 'signed') return
  const given = (await town.bank.directory.newest('order', order.id))?.body.fallback ?? 0
  // Once it was offered it is so again at once, but where a neighbour has just said yes.
  if (order.reached && move !== 'take') expect(given).toBe(now)
  else {
    expect(given).toBeGreaterThan(now)
    expect(given).toBeLessThan(now + 12 * DAY_MS)
  }
  order.fallback = given
}

async function books(world: World, times: number): Promise<void> {
  const { model, elder } = world
  const id = town.bank.ids.entry()
  const day = dayOf(town.clock.at)
  const order = { id, member: elder, station: 'S001', service: 'haircut', times, day }
  const code = codeOf(await book(town.bank, clerk, order))
  const minutes = PRICE * times
  expect(code).toBe(model.available >= minutes ? 'done' : 'short-of-hours')
  if (code !== 'done') return
  model.available -= minutes
  model.held += minutes
  model.holds.push({ id, minutes, open: true })
}

async function ends(world: World, at: number, how: 'settle' | 'release'): Promise<void> {
  const { model, volunteer } = world
  const hold = model.holds[at % Math.max(1, model.holds.length)]
  if (!hold) return
  const order = { id: town.bank.ids.entry(), booking: hold.id }
  const code = codeOf(
    how === 'settle'
      ? await settle(town.bank, clerk, { ...order, provider: volunteer, confirmed: 'thumb' })
      : await release(town.bank, clerk, order),
  )
  expect(code).toBe(hold.open ? 'done' : 'already-closed')
  if (!hold.open) return
  hold.open = false
  model.held -= hold.minutes
  if (how === 'settle') model.earned += hold.minutes
  else model.available += hold.minutes
}

/** Along the way of what nobody claims, so that histories come there often: it is brought to wait, and waits too long. */
async function handsOn(world: World, at: number): Promise<void> {
  const { orders } = world.model
  const some = orders.filter(({ state }) => WAITS.includes(state))
  const order = some[at % Math.max(1, some.length)]
  if (!order) return
  const index = orders.indexOf(order)
  while (order.state !== 'signed' && order.state !== 'offered')
    await moves(world, index, NEXT[order.state])
  if (order.state === 'signed' && at % 4 !== 0) town.clock.at += 5 * DAY_MS
  const [one, another] = order.state === 'signed' ? ['provide', 'offer'] : ['take', 'return']
  await moves(world, index, at % 3 === 0 ? one : another)
}

const WAITS = ['received', 'accepted', 'dispatched', 'signed', 'offered']

async function closes(): Promise<void> {
  const day = dayOf(town.clock.at)
  const order = { id: town.bank.ids.entry(), station: 'S001', day }
  expect(codeOf(await closeDay(town.bank, clerk, order))).toBe('done')
  // Whoever closes it once more is told the first close.
  const again = await closeDay(town.bank, clerk, { ...order, id: town.bank.ids.entry() })
  expect(again).toMatchObject({ ok: true, again: true })
  town.clock.at += DAY_MS
}

async function same({ model, elder, volunteer }: World): Promise<void> {
  expect(await readings(town, elder)).toMatchObject({
    available: model.available,
    held: model.held,
  })
  expect((await readings(town, volunteer)).available).toBe(model.earned)
  const rows = await town.bank.directory.many(
    'order',
    model.orders.map(({ id }) => id),
  )
  const states = new Map(rows.map(({ key, body }) => [key, [body.state, body.list.state]]))
  for (const { id, state } of model.orders) expect(states.get(id)).toEqual([state, state])
  for (const { body, key } of rows) {
    const order = model.orders.find(({ id }) => id === key)
    expect([body.station, body.visits?.length ?? 0]).toEqual([order?.at, order?.visits])
    expect(body.claimant?.kind === 'provider').toBe(order?.paid)
  }
  const told = must(await figuresBy(town.bank, town.city, SPAN, ({ member }) => member ?? ''))
  const { reached = 0 } = told.get(elder)?.fallback ?? {}
  const waited = ({ reached: once, fallback = Number.POSITIVE_INFINITY }: Modelled) =>
    once || fallback <= town.clock.at
  expect(reached).toBe(model.orders.filter(waited).length)
}

const SPAN = { from: 0, to: Number.MAX_SAFE_INTEGER }

test(`${counts.loopHistories} histories of orders, holds and closes are as the model tells them`, async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (history) => {
      await inTime()
      const elder = await town.member('长者')
      const volunteer = await town.member('志愿者')
      await opened(town, elder, { served: 200 * 60, available: START })
      const model: Model = { available: START, held: 0, earned: 0, orders: [], holds: [] }
      const world: World = { elder, volunteer, model, asked: [] }
      // So that nobody's day becomes so long that another has to look.
      town.clock.at += DAY_MS
      for (const command of history) {
        if (model.earned >= 6 * PRICE) break
        if (command.do === 'take-in') await takesIn(world, command.spend)
        else if (command.do === 'move') await moves(world, command.order, MOVES[command.move])
        else if (command.do === 'on') await moves(world, command.order, undefined)
        else if (command.do === 'book') await books(world, command.times)
        else if (command.do === 'close') await closes()
        else if (command.do === 'wait') town.clock.at += 3 * DAY_MS
        else if (command.do === 'hand-on') await handsOn(world, command.order)
        else if (command.do === 'again') {
          const one = world.asked[command.at % Math.max(1, world.asked.length)]
          if (one) expect(await one.again()).toBe(one.code)
        } else await ends(world, command.hold, command.do)
      }
      await same(world)
    }),
    { numRuns: counts.loopHistories, seed: 20_261_124, endOnFailure: true },
  )
}, 7_200_000)
