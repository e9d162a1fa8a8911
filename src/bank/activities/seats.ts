/**
 * Places of an activity (名额) and whoever waits for one. Two counts hold it:
 * how many have a place, how many wait. Every move of either is checked where it
 * is sealed, so that there are never more people than places, and never a free
 * place while somebody waits.
 */
import { tallyCounter } from '../../ledger/tally.ts'
import { activityRules } from '../../rules/activities.ts'
import type { Bank, Row } from '../ports.ts'
import type { SignUpRow } from '../ports-activity.ts'

export const placesTally = (activity: string) => `places/${activity}`
export const queueTally = (activity: string) => `queue/${activity}`

export interface Seats {
  readonly taken: number
  readonly waiting: number
}

export async function seatsOf(bank: Pick<Bank, 'journal'>, activity: string): Promise<Seats> {
  return (await seatsOfAll(bank, [activity])).get(activity) as Seats
}

export async function seatsOfAll(
  { journal }: Pick<Bank, 'journal'>,
  activities: readonly string[],
): Promise<ReadonlyMap<string, Seats>> {
  const counts = await journal.counters(
    activities.flatMap((one) => [tallyCounter(placesTally(one)), tallyCounter(queueTally(one))]),
  )
  return new Map(
    activities.map((one, at) => [
      one,
      { taken: counts[at * 2] ?? 0, waiting: counts[at * 2 + 1] ?? 0 },
    ]),
  )
}

/** Everybody who has been on an activity's list, those called off too. */
export async function signUpsOf(
  { directory }: Pick<Bank, 'directory'>,
  activity: string,
): Promise<readonly Row<SignUpRow>[]> {
  const found: Row<SignUpRow>[] = []
  for (;;) {
    const before = found.at(-1)?.key
    const page = { limit: PAGE, ...(before === undefined ? {} : { before }) }
    const rows = await directory.under('signup', `${activity}/`, page)
    found.push(...rows)
    if (rows.length < PAGE) return found
  }
}

const PAGE = 200

/** Who waits, in the order they joined: the line of entries says who was first. */
export async function waitingFor(
  { directory, rules }: Pick<Bank, 'directory' | 'rules'>,
  activity: string,
): Promise<readonly Row<SignUpRow>[]> {
  const { queueMost: limit } = activityRules(rules)
  const row = await directory.newest('activity', activity)
  if (!row) return []
  const places = [`${row.body.list.place}${activity}/`]
  const rows = await directory.listed('signup', { places, states: ['waiting'], limit })
  return rows.toSorted((one, other) => one.seq - other.seq)
}
