/**
 * What is counted of a calendar (名额, 候补, 同一时间一个人), beside the books and
 * at their tip: bookings of a thing in each quarter of an hour, bookings of a
 * person in each, who waits on a day, what somebody has still to come. So an
 * overlap, a place too many or one person in two places is refused where the
 * entry is sealed, whoever was quicker.
 */
import type { Limit, Ref, Span } from '../../ledger/entry.ts'
import { tallyCounter, tallyLeast, tallyMost, tallyRef } from '../../ledger/tally.ts'
import type { Bank } from '../ports.ts'
import type { BookedSlot } from '../ports-calendar.ts'
import { stepsIn } from './opening.ts'

type At = Span & { readonly day: string }

/** Bookings of a thing in a quarter of an hour. */
export const takenTally = (bookable: string, day: string, step: string) =>
  `cal/${bookable}/${day}/${step}`
/** Of a person, of whatever it be, those who wait too. */
const busyTally = (member: string, day: string, step: string) => `busy/${member}/${day}/${step}`
/** Who waits for a thing on a day. */
export const waitTally = (bookable: string, day: string) => `calq/${bookable}/${day}`
/** What a person has booked of a thing and is still to come. */
export const openTally = (bookable: string, member: string) => `calopen/${bookable}/${member}`
/** All that was ever booked of a thing: whoever changes it has seen them all. */
export const everTally = (bookable: string) => `calall/${bookable}`

export function takenRefs({ bookable, day, ...span }: BookedSlot, by: 1 | -1): readonly Ref[] {
  return stepsIn(span).map((step) => tallyRef(takenTally(bookable, day, step), by))
}

export function busyRefs(member: string, at: At, by: 1 | -1): readonly Ref[] {
  return stepsIn(at).map((step) => tallyRef(busyTally(member, at.day, step), by))
}

export function takenMost({ bookable, day, ...span }: BookedSlot, most: number): readonly Limit[] {
  return stepsIn(span).map((step) => tallyMost(takenTally(bookable, day, step), most))
}

export function busyMost(member: string, at: At): readonly Limit[] {
  return stepsIn(at).map((step) => tallyMost(busyTally(member, at.day, step), 1))
}

/** So many and no other: who looked at a list has seen all of it. */
export const exactly = (what: string, count: number): readonly Limit[] => [
  tallyMost(what, count),
  tallyLeast(what, count),
]

export async function countsOf(
  { journal }: Pick<Bank, 'journal'>,
  names: readonly string[],
): Promise<readonly number[]> {
  return names.length === 0 ? [] : journal.counters(names.map((name) => tallyCounter(name)))
}

/** How many bookings there are of a thing at the same time, quarter by quarter. */
export async function takenIn(
  bank: Pick<Bank, 'journal'>,
  bookable: string,
  at: At,
): Promise<ReadonlyMap<string, number>> {
  const steps = stepsIn(at)
  const counts = await countsOf(
    bank,
    steps.map((step) => takenTally(bookable, at.day, step)),
  )
  return new Map(steps.map((step, n) => [step, counts[n] ?? 0]))
}

export async function isBusy(
  bank: Pick<Bank, 'journal'>,
  member: string,
  at: At,
): Promise<boolean> {
  const counts = await countsOf(
    bank,
    stepsIn(at).map((step) => busyTally(member, at.day, step)),
  )
  return counts.some((count) => count > 0)
}
