/**
 * What a demo has of paid care: a provider with a contract for some of the
 * stations and for one elder's bed, and the way of orders nobody claims: to a
 * provider, to a neighbour who takes them or sends them back, or on waiting.
 */
import { SYSTEM } from './bank/actor.ts'
import { loadOrganisations } from './bank/city/organisations.ts'
import { dayOf } from './bank/draft.ts'
import { saveContract } from './bank/loop/contract.ts'
import { routesFor } from './bank/loop/fallback.ts'
import { type MoveOrder, moveOrder } from './bank/loop/move.ts'
import { orderFor } from './bank/loop/order.ts'
import { takeIn } from './bank/loop/take-in.ts'
import { correctVisit, recordVisit } from './bank/loop/paid.ts'
import type { Actor } from './bank/ports.ts'
import type { LoopTown, OpenOrder } from './demo-loop.ts'
import type { MemberId } from './ledger/account.ts'
import type { Outcome } from './ledger/refusal.ts'
import { creditCodeCheck } from './rules/credit-code.ts'

const DAY_MS = 86_400_000
const CODE = '91440101MAKAPQK00'
/** Longer than any demo goes on. */
const LONGEST_MS = 4_000 * DAY_MS
/** The elder's package. */
const BED = 'CW-0001'
const NUMBER = `${CODE}${creditCodeCheck(CODE)}`

/** A provider of last resort at every second station, and a package of 36 hours a month for one elder. */
export async function contracts(
  { bank, clock }: LoopTown,
  stations: readonly string[],
  bed: { readonly member: string; readonly station: string } | undefined,
): Promise<void> {
  const organisation = {
    ...{ name: '示例家政护理服务有限公司', type: '企业', creditCode: NUMBER },
    ...{ head: '经理', handler: '主管', phone: '020-00000099', sample: true },
  }
  const id = bank.ids.entry()
  const loaded = await loadOrganisations(bank, SYSTEM, { id, organisations: [organisation] })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.refused[0]))
  const from = dayOf(clock.at)
  const term = { from, until: dayOf(clock.at + LONGEST_MS), provider: NUMBER, services: [] }
  for (const [at, place] of stations.entries()) {
    if (at % 2 === 1) continue
    const number = `DD-${place}`
    const order = { id: bank.ids.entry(), number, place, ...term } as const
    must(await saveContract(bank, SYSTEM, { ...order, kind: 'fallback', over: 'flagged' }))
  }
  if (!bed) return
  const whose = { number: BED, kind: 'bed', place: bed.station, member: bed.member } as const
  const packed = { minutes: 36 * 60, over: 'refused' } as const
  must(await saveContract(bank, SYSTEM, { id: bank.ids.entry(), ...whose, ...packed, ...term }))
}

function must<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.value
}

const DONE: OpenOrder['steps'] = [['close', { outcome: 'served' }]]

/** The move by which an order nobody claimed goes on, and how it goes on from there; undefined where there is nobody. */
export async function handedOn(
  { bank, draw }: LoopTown,
  actor: Actor,
  order: OpenOrder,
): Promise<
  | {
      readonly move: string
      readonly more: Partial<MoveOrder>
      readonly steps: OpenOrder['steps']
      /** The station that has it next. */
      readonly station: string
    }
  | undefined
> {
  const found = await orderFor(bank, actor, order.id)
  if (!found.ok) return undefined
  const routes = await routesFor(bank, found.value)
  const [best] = routes
  const route = draw(3) === 0 ? routes.at(-1) : best
  if (!route) return undefined
  const satisfied = { rating: (draw(6) === 0 ? 2 : 3) as 2 | 3 }
  if (route.kind === 'provider')
    return {
      ...{ move: 'provide', more: { contract: route.contract.key }, station: actor.station },
      steps: [
        ['visit-again'],
        ['confirm', { confirmed: 'signature', minutes: 60 + 15 * draw(5), from: '09:30' }],
        ...DONE,
        ['revisit', satisfied],
      ],
    }
  const isTaken = draw(3) !== 0
  return {
    ...{ move: 'offer', more: { place: route.station.key }, station: route.station.key },
    steps: isTaken
      ? [
          ['take'],
          ['claim-here'],
          ['confirm', { confirmed: 'call' }],
          ...DONE,
          ['revisit', satisfied],
        ]
      : [['return', { reason: 'no-volunteer' }]],
  }
}

/** Another visit for an order a provider has, now and then with a wrong sum that is put right the same day. */
export async function anotherVisit(
  { bank, clock, draw }: LoopTown,
  actor: Actor,
  order: OpenOrder,
): Promise<Outcome<unknown>> {
  const id = bank.ids.entry()
  const visit = await recordVisit(bank, actor, {
    ...{ id, order: order.id, day: dayOf(clock.at), from: '15:00', confirmed: 'signature' },
    minutes: 60 + 30 * draw(3),
  })
  if (!visit.ok || draw(3) !== 0) return visit
  const change = { id: bank.ids.entry(), visit: id, minutes: 45, reason: 'wrong-hours' }
  return correctVisit(bank, actor, change)
}

/** A visit of the elder's package every third day, each an order of its own that is done the same day. */
export async function bedVisit(
  town: LoopTown,
  bed: { readonly member: MemberId; readonly station: string },
): Promise<void> {
  const { bank, clock, draw } = town
  const { member, station } = bed
  const actor: Actor = { id: `staff:demo-${station}`, kind: 'staff', role: 'head', station }
  const id = bank.ids.entry()
  const order = { id, type: 'help', station, source: 'outbound', member } as const
  const said = { service: 'cleaning', minutes: 120, words: { need: '示例：家庭养老床位服务' } }
  must(await takeIn(bank, actor, { ...order, ...said }))
  const claimant = { kind: 'provider', id: BED } as const
  for (const [move, more] of [
    ['accept', {}],
    ['dispatch', { place: station }],
    ['sign', {}],
    ['claim', { claimant }],
    ['confirm', { confirmed: 'signature', minutes: 90 + 30 * draw(3), from: '10:00' }],
    ['close', { outcome: 'served' }],
  ] as const) {
    must(await moveOrder(bank, actor, { id: bank.ids.entry(), order: id, move, ...more }))
    clock.at += 60_000
  }
  town.answers.set('take-in done', (town.answers.get('take-in done') ?? 0) + 1)
}
