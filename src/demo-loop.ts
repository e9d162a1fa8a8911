/**
 * What happens at the stations of a demo beyond hours written down: people call
 * and wish, orders go their way, some too late and some not at all; activities
 * are published, signed up for and posted; hours are redeemed, held, given
 * back, undone; and what is asked for wrongly is refused, as on any day.
 */
import { postSession, sessionOf } from './bank/activities/session.ts'
import { publishActivity } from './bank/activities/activity.ts'
import { signUp } from './bank/activities/sign-up.ts'
import { dayOf } from './bank/draft.ts'
import { reverse } from './bank/hours/reverse.ts'
import { creditSession } from './bank/hours/session.ts'
import { donate, transfer } from './bank/hours/transfer.ts'
import { type MoveOrder, moveOrder } from './bank/loop/move.ts'
import { clear } from './bank/loop/visit.ts'
import { takeIn } from './bank/loop/take-in.ts'
import { closeDay } from './bank/oversight/close-day.ts'
import type { Actor, Bank } from './bank/ports.ts'
import type { OrderSource } from './bank/ports-order.ts'
import { book } from './bank/service/book.ts'
import { redeem } from './bank/service/redeem.ts'
import { release, settle } from './bank/service/settle.ts'
import { anotherVisit, handedOn } from './demo-paid.ts'
import { calendarDay, type CalendarTown } from './demo-calendar.ts'
import type { MemberId } from './ledger/account.ts'
import type { EntryId } from './ledger/entry.ts'
import type { Outcome } from './ledger/refusal.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export interface LoopTown {
  readonly bank: Bank
  readonly clock: { at: number }
  readonly draw: (below: number) => number
  /** Orders on their way, by station. */
  readonly open: Map<string, OpenOrder[]>
  /** Activities that are to come, by station. */
  readonly coming: Map<string, { readonly activity: EntryId; readonly day: string }[]>
  readonly booked: CalendarTown['booked']
  /** Of its own, so that what is booked changes nothing of what else happens. */
  readonly drawSlots: (below: number) => number
  /** What was answered: done, or the code of the refusal. */
  readonly answers: Map<string, number>
}

export interface OpenOrder {
  readonly id: EntryId
  readonly type: string
  /** Steps that are left. */
  readonly steps: (readonly [move: string, more?: Partial<MoveOrder>])[]
  /** Not moved before this instant. */
  after: number
  /** The station that asked the one it lies at to take it. */
  home?: string
}

export function loopTown(
  bank: Bank,
  clock: { at: number },
  draw: (below: number) => number,
  drawSlots: (below: number) => number,
): LoopTown {
  return {
    bank,
    clock,
    draw,
    drawSlots,
    open: new Map(),
    coming: new Map(),
    booked: new Map(),
    answers: new Map(),
  }
}

const SOURCES: readonly OrderSource[] = ['phone', 'counter', 'page', 'relative', '12345', 'grid']
const SERVICE_OF: Readonly<Record<string, string>> = {
  help: 'cleaning',
  company: 'clinic',
  delivery: 'delivery',
  booking: 'haircut',
}
const TYPES = ['hotline', 'wish', 'help', 'company', 'delivery', 'booking'] as const

/** A station's day, after its roster was written down: from two in the afternoon till it closes. */
export async function loopDay(
  town: LoopTown,
  station: string,
  people: readonly MemberId[],
  /** The last day is still open: whoever looks at the demo closes it. */
  stays: 'open' | 'closed',
): Promise<void> {
  if (people.length < 4) return
  const evening = town.clock.at
  const actor = clerkOf(station)
  await moveOrders(town, actor, people)
  if (town.draw(3) === 0) await somebodyAsks(town, actor, people)
  await activities(town, actor, people)
  const { bank, clock, drawSlots, booked } = town
  const tell: CalendarTown['said'] = (what, asked) => said(town, what, asked)
  await calendarDay({ bank, clock, draw: drawSlots, booked, said: tell }, actor, people)
  await spending(town, actor, people)
  if (town.draw(12) === 0) await mistake(town, actor, people)
  town.clock.at = Math.max(town.clock.at, evening)
  if (stays === 'open') return
  await said(
    town,
    'close',
    closeDay(town.bank, actor, {
      id: town.bank.ids.entry(),
      station,
      day: dayOf(town.clock.at),
    }),
  )
}

const clerkOf = (station: string): Actor => ({
  id: `staff:demo-${station}`,
  kind: 'staff',
  role: 'head',
  station,
  strong: true,
})

/** Counts what was answered, so that a demo can say how much of it was refused. */
async function said<Value>(
  { answers }: LoopTown,
  what: string,
  asked: Promise<Outcome<Value>>,
): Promise<Value | undefined> {
  const outcome = await asked
  const name = outcome.ok ? `${what} done` : `${what} ${outcome.refusal.code}`
  answers.set(name, (answers.get(name) ?? 0) + 1)
  return outcome.ok ? outcome.value : undefined
}

const pick = <Item>(town: LoopTown, items: readonly Item[]): Item =>
  items[town.draw(items.length)] as Item

async function somebodyAsks(
  town: LoopTown,
  actor: Actor,
  people: readonly MemberId[],
): Promise<void> {
  const { bank, draw, clock } = town
  const type = pick(town, TYPES)
  const id = bank.ids.entry()
  const source = pick(town, SOURCES)
  const service = SERVICE_OF[type]
  const outside = source === '12345' || source === 'grid'
  const order = {
    id,
    type,
    station: actor.station,
    source,
    member: pick(town, people),
    ...(service === undefined ? {} : { service, minutes: 60 + 30 * draw(4) }),
    ...(outside ? { outside: { system: source, number: `${source}-${id.slice(0, 18)}` } } : {}),
    ...(draw(10) === 0 ? { urgent: true } : {}),
    ...(type === 'booking' && draw(2) === 0 ? { spend: true } : {}),
    words: { need: '示例：需要帮忙' },
  } as const
  const entry = await said(town, 'take-in', takeIn(bank, actor, order))
  if (!entry) return
  const open = town.open.get(actor.station) ?? []
  open.push({ id, type, steps: stepsOf(town, type, people), after: clock.at })
  town.open.set(actor.station, open)
}

/** The way an order of a type goes: most of them straight, some turned down, some called off, some stopped for a while. */
function stepsOf(town: LoopTown, type: string, people: readonly MemberId[]): OpenOrder['steps'] {
  const { draw } = town
  const one = pick(town, people)
  const other = pick(
    town,
    people.filter((member) => member !== one),
  )
  const pair = type === 'help' ? { with: other } : {}
  const volunteer = { claimant: { kind: 'member', id: one, ...pair } } as const
  const satisfied = { rating: (3 - (draw(12) === 0 ? 2 : draw(5) === 0 ? 1 : 0)) as 1 | 2 | 3 }
  if (type === 'hotline')
    return draw(4) === 0
      ? [
          ['visit', { day: '2026-12-31' }],
          ['close', { outcome: 'visited' }],
          ['revisit', satisfied],
        ]
      : [['answer', { outcome: 'answered' }]]
  if (type === 'wish')
    return draw(8) === 0
      ? [['decline', { reason: 'not-fit' }]]
      : [
          ['verify'],
          ['claim', { claimant: { kind: 'named', id: '' } }],
          ['deliver'],
          ['confirm', { confirmed: 'thumb', ...satisfied }],
        ]
  if (draw(10) === 0) return [['decline', { reason: 'not-fit' }]]
  const begin: OpenOrder['steps'] = [['accept'], ['dispatch', { place: '' }], ['sign']]
  if (draw(12) === 0) return [...begin, ['cancel', { reason: 'not-needed' }], ['sign']]
  // Nobody claims it for days: whoever has it hands it on.
  if (draw(5) === 0) return [...begin, ['wait'], ['hand-on']]
  const pause: OpenOrder['steps'] =
    draw(10) === 0 ? [['suspend', { reason: 'in-hospital' }], ['resume']] : []
  return [
    ...begin,
    ...pause,
    ['claim', volunteer],
    ['claim', volunteer],
    ['confirm', { confirmed: 'signature' }],
    ['close', { outcome: 'served' }],
    ...(draw(2) === 0 ? [['revisit', satisfied] as const] : []),
  ]
}

/** Orders go on a step or two a day; one in eight is left lying for days, and comes too late. */
async function moveOrders(
  town: LoopTown,
  actor: Actor,
  people: readonly MemberId[],
): Promise<void> {
  const { clock, draw } = town
  const open = town.open.get(actor.station) ?? []
  const elsewhere = new Set<OpenOrder>()
  for (const order of open) {
    if (order.after > clock.at) continue
    order.after = 0
    for (let steps = 1 + draw(3); steps > 0 && order.after === 0; steps--) {
      const next = order.steps.shift()
      if (!next) break
      const station = await stepOn(town, actor, people, { order, next })
      if (station === actor.station) continue
      elsewhere.add(order)
      town.open.set(station, [...(town.open.get(station) ?? []), order])
      break
    }
    if (order.after === 0) order.after = clock.at + (draw(8) === 0 ? (3 + draw(6)) * DAY_MS : 0)
  }
  town.open.set(
    actor.station,
    open.filter((order) => order.steps.length > 0 && !elsewhere.has(order)),
  )
}

/** One step of an order; the station that has it then. */
async function stepOn(
  town: LoopTown,
  actor: Actor,
  people: readonly MemberId[],
  { order, next: [move, more = {}] }: { order: OpenOrder; next: OpenOrder['steps'][number] },
): Promise<string> {
  const { bank, clock, draw } = town
  const { station } = actor
  const asked = async (name: string, told: Partial<MoveOrder>) =>
    said(
      town,
      name,
      moveOrder(bank, actor, { ...told, id: bank.ids.entry(), order: order.id, move: name }),
    )
  switch (move) {
    case 'wait':
      order.after = clock.at + UNCLAIMED_MS
      return station
    case 'visit-again':
      await said(town, 'paid-visit', anotherVisit(town, actor, order))
      return station
    case 'hand-on': {
      const on = await handedOn(town, actor, order)
      if (!on || !(await asked(on.move, on.more))) return station
      order.steps.push(...on.steps)
      if (on.station !== station) order.home = station
      return on.station
    }
    case 'return': {
      await asked(move, more)
      order.steps.push(['hand-on'])
      return order.home ?? station
    }
    case 'claim-here': {
      const one = pick(town, people)
      const other = pick(
        town,
        people.filter((member) => member !== one),
      )
      const claimant = { kind: 'member', id: one, with: other } as const
      await clearBoth(town, actor, claimant)
      await asked('claim', { claimant })
      return station
    }
    default: {
      if (move === 'claim' && draw(4) !== 0) await clearBoth(town, actor, more.claimant)
      await asked(move, { ...more, ...(more.place === '' ? { place: station } : {}) })
      return station
    }
  }
}

/** Longer than any of the city's workflows lets an order wait before the fallback is offered. */
const UNCLAIMED_MS = 4 * DAY_MS

/** Most of those who go to somebody's home were trained and cleared before. */
async function clearBoth(
  { bank, clock }: LoopTown,
  actor: Actor,
  claimant: MoveOrder['claimant'],
): Promise<void> {
  const until = dayOf(clock.at + 365 * DAY_MS)
  const people = [claimant?.id, claimant?.with].filter((one) => one !== undefined && one !== '')
  for (const member of people as MemberId[]) {
    const order = { id: bank.ids.entry(), station: actor.station, member, what: 'home', until }
    await clear(bank, actor, order)
  }
}

/** Once a week something is published; on its day people come, but for one or two. */
async function activities(
  town: LoopTown,
  actor: Actor,
  people: readonly MemberId[],
): Promise<void> {
  const { bank, clock, draw } = town
  const today = dayOf(clock.at)
  const coming = town.coming.get(actor.station) ?? []
  for (const { activity, day } of coming) if (day === today) await post(town, actor, activity, day)
  town.coming.set(
    actor.station,
    coming.filter(({ day }) => day > today),
  )
  if (draw(7) !== 0) return
  const id = bank.ids.entry()
  const day = dayOf(clock.at + (1 + draw(4)) * DAY_MS)
  const published = await said(
    town,
    'publish',
    publishActivity(bank, actor, {
      id,
      station: actor.station,
      title: '社区便民服务日',
      purpose: '为长者理发、量血压、教用手机',
      where: '站点门前广场',
      risks: '户外活动，注意防晒',
      insurance: '站点统一投保',
      skills: '',
      service: 'activity',
      ...{ from: day, until: day, every: 1, starts: 14 * 60, ends: 16 * 60 },
      ...{ places: 3 + draw(6), age: 0 },
    }),
  )
  if (!published) return
  for (const member of people.slice(0, 8))
    await said(town, 'sign-up', signUp(bank, actor, { id: bank.ids.entry(), activity: id, member }))
  town.coming.set(actor.station, [...(town.coming.get(actor.station) ?? []), { activity: id, day }])
}

async function post(town: LoopTown, actor: Actor, activity: EntryId, day: string): Promise<void> {
  const { bank, draw } = town
  const session = await sessionOf(bank, actor, activity, day)
  if (!session.ok) return
  const there = session.value.people.filter(() => draw(8) !== 0)
  const rows = there.map(({ member, minutes }) => ({ id: bank.ids.entry(), member, minutes }))
  const order = { id: bank.ids.entry(), activity, day, rows }
  await said(town, 'post', postSession(bank, actor, order))
}

/** Haircuts and meals at the counter, bookings kept and called off, gifts; some ask for more than they have. */
async function spending(town: LoopTown, actor: Actor, people: readonly MemberId[]): Promise<void> {
  const { bank, draw, clock } = town
  const [member, other] = [pick(town, people), pick(town, people)]
  const { station } = actor
  const today = dayOf(clock.at)
  switch (draw(6)) {
    case 0: {
      const order = { id: bank.ids.entry(), member, station, service: 'meal' }
      await said(town, 'redeem', redeem(bank, actor, order))
      return
    }
    case 1: {
      const order = { id: bank.ids.entry(), member, station, service: 'haircut', day: today }
      const hold = await said(town, 'book', book(bank, actor, order))
      if (!hold) return
      const id = bank.ids.entry()
      if (draw(4) === 0) await said(town, 'release', release(bank, actor, { id, booking: hold.id }))
      else
        await said(
          town,
          'settle',
          settle(bank, actor, { id, booking: hold.id, provider: other, confirmed: 'signature' }),
        )
      // Twice: it is closed already.
      const again = { id: bank.ids.entry(), booking: hold.id }
      if (draw(10) === 0) await said(town, 'release', release(bank, actor, again))
      return
    }
    case 2: {
      const order = { id: bank.ids.entry(), from: member, to: other, minutes: 30 * (1 + draw(40)) }
      await said(town, 'transfer', transfer(bank, actor, order))
      return
    }
    case 3: {
      const order = { id: bank.ids.entry(), from: member, pool: station, minutes: 60 }
      await said(town, 'donate', donate(bank, actor, order))
      return
    }
    default:
  }
}

/** Written down for the wrong person, and put right the same day by the same hand. */
async function mistake(town: LoopTown, actor: Actor, people: readonly MemberId[]): Promise<void> {
  const { bank, clock } = town
  const row = {
    id: bank.ids.entry(),
    member: pick(town, people),
    minutes: 45,
    servedOn: dayOf(clock.at),
    service: 'activity',
  }
  const order = { id: bank.ids.entry(), station: actor.station, rows: [row], whole: true }
  await creditSession(bank, actor, order)
  const undo = { id: bank.ids.entry(), entry: row.id, reason: 'wrong-person' }
  await said(town, 'reverse', reverse(bank, actor, undo))
  clock.at += HOUR_MS / 60
}
