/**
 * The clock of an order (时限): when a state must be left and all of it be done,
 * counted in hours or in working days; while the order is suspended the clock
 * stops, and what was left of the time is left when it runs again.
 */
import type { CityRules } from '../../rules/city.ts'
import { nextWorkingDay } from '../../rules/review.ts'
import type { Deadline, Workflow } from '../../rules/workflow.ts'
import { dayOf, startOf } from '../draft.ts'
import type { OrderRow } from '../ports-order.ts'

const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const

/** The last instant of a deadline that begins at `from`; of working days, the end of the last of them. */
export function deadlineAfter(
  rules: Pick<CityRules, 'review'>,
  from: number,
  { amount, unit }: Deadline,
): number {
  if (unit !== 'working-days') return from + amount * UNIT_MS[unit]
  let day: string = dayOf(from)
  for (let left = amount; left > 0; left--) day = nextWorkingDay(rules, day)
  return startOf(day) + UNIT_MS.days - 1
}

/** The earlier of two deadlines, 0 being none. */
export function earlier(one: number, other: number): number {
  if (one === 0 || other === 0) return Math.max(one, other)
  return Math.min(one, other)
}

export type Colour = 'none' | 'green' | 'amber' | 'red'

export interface OrderClock {
  /** When the nearest thing is due; 0 where nothing is. */
  readonly due: number
  /** Part of the time that is gone, in percent; more than 100 when it is past. */
  readonly gone: number
  /** Amber from `warnAt` of the workflow on, red when past. */
  readonly colour: Colour
}

/** How an order stands against its time. What is over has no clock. */
export function clockOf(
  workflow: Workflow,
  order: Pick<OrderRow, 'state' | 'list' | 'since' | 'step' | 'whole' | 'stopped' | 'slot'>,
  now: number,
): OrderClock {
  const { due } = order.list
  const isOver = workflow.states[order.state]?.kind !== 'open'
  if (isOver || order.stopped || due === 0) return { due: 0, gone: 0, colour: 'none' }
  const { slot } = order
  // Nobody can say whether a booking came about before it begins.
  const begun = slot && startOf(slot.day) + slot.from * 60_000
  const from = begun ?? (due === order.step ? order.since : order.list.at)
  const gone = Math.max(0, Math.floor((100 * (now - from)) / Math.max(1, due - from)))
  return { due, gone, colour: now > due ? 'red' : gone >= workflow.warnAt ? 'amber' : 'green' }
}
