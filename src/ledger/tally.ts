/**
 * Counts beside the books (places of an activity, stock of an item, sign-ins of
 * a person and day, vouchers out): an entry says in a `tally` ref which count it
 * moves and by how much, so that a limit on it is held where the entry is
 * sealed, and the count can be derived again by anyone who holds the journal.
 *
 * As "places/01J…:1" and "stock/S001/rice:-2"; with "@" before the colon the
 * count is of the entry's service day.
 */
import type { CounterMove, Moving } from './counter.ts'
import type { CounterKey, Limit, Ref } from './entry.ts'

const SHAPE = /^([A-Za-z0-9._/-]{1,120})(@?):(-?[1-9]\d{0,8})$/

export function tallyRef(what: string, by: number, ofDay = false): Ref {
  const value = `${what}${ofDay ? '@' : ''}:${by}`
  if (!SHAPE.test(value)) throw new Error(`"${value}" is no tally`)
  return ['tally', value]
}

export function tallyCounter(what: string, day = ''): CounterKey {
  return { kind: 'tally', who: what, day }
}

/** Refused beyond so many, as `tally-over` with the count's name. */
export function tallyMost(what: string, most: number, day = ''): Limit {
  return { code: 'tally-over', counter: tallyCounter(what, day), most }
}

/** Refused below so many (none, where it is not said), as `tally-under`. */
export function tallyLeast(what: string, least = 0): Limit {
  return { code: 'tally-under', counter: tallyCounter(what), least }
}

export function tallyMoves(moving: Moving): readonly CounterMove[] {
  return moving.refs.flatMap(([type, value]) => {
    const found = type === 'tally' ? SHAPE.exec(value) : null
    if (!found) return []
    const [, what = '', ofDay, by] = found
    return [{ key: tallyCounter(what, ofDay === '@' ? moving.servedOn : ''), by: Number(by) }]
  })
}
