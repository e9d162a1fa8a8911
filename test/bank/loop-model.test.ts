/**
 * Random histories of orders with the hours held for them, of bookings beside
 * them and of days that are closed, told to the bank and to a model so plain
 * that it can be checked by eye: the same answers, states and hours at every step.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dayOf } from '../../src/bank/draft.ts'
import { type MoveOrder, moveOrder } from '../../src/bank/loop/move.ts'
import { takeIn } from '../../src/bank/loop/order.ts'
import { closeDay } from '../../src/bank/oversight/close-day.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { book } from '../../src/bank/service/book.ts'
import { release, settle } from '../../src/bank/service/settle.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { counts } from '../counts.ts'
import { openTown, type Town } from '../town.ts'
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
  cancel: { from: ['received', 'accepted', 'dispatched', 'signed', 'claimed'], to: 'cancelled' },
}
const MOVES = Object.keys(WAY)
const GIVES_BACK = new Set(['decline', 'close', 'cancel'])

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
  ),
  { minLength: 10, maxLength: counts.historyLength },
)

interface Modelled {
  readonly id: EntryId
  state: string
  held: number
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

function orderOf(world: World, order: EntryId, move: string): MoveOrder {
  const more: Readonly<Record<string, Partial<MoveOrder>>> = {
    decline: { reason: 'not-fit' },
    dispatch: { place: 'S001' },
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
  model.orders.push({ id, state: 'received', held: spend ? PRICE : 0 })
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
  const asked = orderOf(world, order.id, move)
  const ask = async () => codeOf(await moveOrder(town.bank, clerk, asked))
  const code = await ask()
  const may = way.from.includes(order.state)
  const taken =
    move === 'claim' &&
    ['claimed', 'served', 'closed', 'revisited', 'cancelled'].includes(order.state)
  if (!may) {
    expect(taken ? ['already-taken', 'move-not-now'] : ['move-not-now']).toContain(code)
    return
  }
  expect(code).toBe('done')
  world.asked.push({ again: ask, code })
  if (move === 'confirm') {
    model.earned += PRICE
    model.held -= order.held
    order.held = 0
  } else if (GIVES_BACK.has(move)) {
    model.available += order.held
    model.held -= order.held
    order.held = 0
  }
  order.state = way.to
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
}

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
