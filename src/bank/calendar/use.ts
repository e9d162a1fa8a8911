/**
 * How a station's calendar is used (使用情况), computed here and nowhere else from
 * the bookings' own rows: of a stretch of days, thing by thing, free ones and
 * those that cost hours alike. Minutes offered are the slots there are times
 * the bookings they take, by the opening as it is set now.
 */
import type { Outcome } from '../../ledger/refusal.ts'
import { done } from '../../ledger/refusal.ts'
import { dayOf, startOf } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { type Booked, bookingsOf, TAKEN_STATES } from './bookings.ts'
import { bookablesAt, type Thing } from './list.ts'
import { slotsOn } from './opening.ts'

const DAY_MS = 86_400_000

export interface Use {
  /** Every booking that was asked for, those called off and those that waited in vain too. */
  readonly asked: number
  readonly attended: number
  readonly missed: number
  readonly calledOff: number
  /** Still to come, or nobody has said whether they came. */
  readonly open: number
  /** People who came, as each booking says how many. */
  readonly people: number
  readonly minutesOffered: number
  readonly minutesTaken: number
}

export interface UseLine {
  readonly thing: Thing
  readonly use: Use
}

const NONE: Use = {
  ...{ asked: 0, attended: 0, missed: 0, calledOff: 0, open: 0, people: 0 },
  ...{ minutesOffered: 0, minutesTaken: 0 },
}

/** Lines of a station's things for days `from` to `to`, both included; refuses who may not look. */
export async function useOf(
  bank: Bank,
  actor: Actor,
  { station, from, to }: { readonly station: string; readonly from: string; readonly to: string },
): Promise<Outcome<readonly UseLine[]>> {
  const things = await bookablesAt(bank, actor, station)
  if (!things.ok) return things
  const lines: UseLine[] = []
  for (const thing of things.value) {
    const bookings = await bookingsOf(bank, thing.key, { from, to })
    const use = bookings.reduce(added, { ...NONE, minutesOffered: offered(thing, from, to) })
    lines.push({ thing, use })
  }
  return done(lines)
}

function added(sum: Use, { body: { state, slot } }: Booked): Use {
  const isTaken = TAKEN_STATES.has(state)
  return {
    ...sum,
    asked: sum.asked + 1,
    attended: sum.attended + Number(state === 'attended'),
    missed: sum.missed + Number(state === 'missed'),
    calledOff: sum.calledOff + Number(state === 'cancelled'),
    open: sum.open + Number(state === 'booked' || state === 'waiting'),
    people: sum.people + (state === 'attended' ? slot.people : 0),
    minutesTaken: sum.minutesTaken + (isTaken ? slot.to - slot.from : 0),
  }
}

function offered({ body }: Thing, from: string, to: string): number {
  let minutes = 0
  for (let at = startOf(from); at <= startOf(to); at += DAY_MS)
    for (const slot of slotsOn(body, dayOf(at))) minutes += (slot.to - slot.from) * body.places
  return minutes
}

export function allUse(lines: readonly UseLine[]): Use {
  const names = Object.keys(NONE) as (keyof Use)[]
  const sums = names.map((name) => [name, lines.reduce((sum, { use }) => sum + use[name], 0)])
  return Object.fromEntries(sums) as unknown as Use
}
