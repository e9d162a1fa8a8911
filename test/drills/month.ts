/**
 * A month of the city told again by somebody who only has the export: sums,
 * ages and orders are counted from its lines by the plainest loops there are,
 * with nothing of ours but the format.
 */

export interface Line {
  readonly seq: number
  readonly kind: string
  readonly station: string
  readonly servedOn: string
  readonly recordedAt: number
  readonly refs: readonly (readonly [string, string])[]
  readonly postings: readonly {
    readonly account: string
    readonly minutes: number
    readonly home: string
  }[]
}

export function linesIn(export_: string): readonly Line[] {
  return export_
    .split('\n')
    .filter((text) => text.includes('"seq"'))
    .map((text) => JSON.parse(text) as Line)
}

export interface StationSums {
  issued: number
  redeemed: number
  held: number
}

/** What each station has issued, redeemed and holds, by the home of its own accounts. */
export function stationSums(lines: readonly Line[]): ReadonlyMap<string, StationSums> {
  const sums = new Map<string, StationSums>()
  for (const { postings } of lines) {
    for (const { account, minutes } of postings) {
      const [kind, owner = ''] = account.split(':')
      if (kind !== 'issuance' && kind !== 'redeemed' && kind !== 'holding') continue
      const at = owner === 'city' ? '4401' : owner
      const sum = sums.get(at) ?? { issued: 0, redeemed: 0, held: 0 }
      if (kind === 'issuance') sum.issued -= minutes
      if (kind === 'redeemed') sum.redeemed += minutes
      if (kind === 'holding') sum.held += minutes
      sums.set(at, sum)
    }
  }
  return sums
}

export interface Owed {
  readonly minutes: number
  readonly members: number
  /** Minutes by how many days old they are, first in, first out within a purse. */
  readonly ages: ReadonlyMap<string, number>
}

const PURSES = ['earned', 'paper', 'granted']

/** What members could still ask for, with the day each minute is of. */
export function outstanding(lines: readonly Line[]): Owed {
  const purses = new Map<string, { day: string; minutes: number }[]>()
  for (const { postings, servedOn } of lines) {
    for (const { account, minutes } of postings) {
      if (!PURSES.includes(account.split(':')[0] ?? '')) continue
      const pieces = purses.get(account) ?? []
      purses.set(account, pieces)
      if (minutes > 0) pieces.push({ day: servedOn, minutes })
      let left = Math.max(0, -minutes)
      while (left > 0) {
        const first = pieces[0]
        if (!first) throw new Error(`${account} was spent below nothing`)
        const part = Math.min(first.minutes, left)
        left -= part
        first.minutes -= part
        if (first.minutes === 0) pieces.shift()
      }
    }
  }
  const ages = new Map<string, number>()
  const members = new Set<string>()
  let all = 0
  for (const [account, pieces] of purses) {
    for (const { day, minutes } of pieces) {
      ages.set(day, (ages.get(day) ?? 0) + minutes)
      members.add(account.split(':')[1] ?? '')
      all += minutes
    }
  }
  return { minutes: all, members: members.size, ages }
}

export interface OrderTold {
  readonly type: string
  station: string
  state: string
  /** When it was last done, and when all of it should have been; 0 where that is not so. */
  ended: number
  whole: number
  rating: number | undefined
  /** Until when volunteers had time, where it waits for one; 0 where it does not. */
  fallback: number
  /** Nobody claimed it by then, at least once. */
  reached: boolean
  /** Who has it: a provider, a volunteer or somebody else, or nobody; and whether a neighbour took it. */
  by: 'provider' | 'others' | undefined
  neighbour: boolean
  /** Kinds of the entries that moved hours for it, with all that they moved. */
  readonly moved: { kinds: string[]; sums: Map<string, number> }
}

/** Every order as its moves tell it: where it lies, how it stands, when it was done and how it was rated. */
export function ordersIn(
  lines: readonly Line[],
  done: readonly string[],
): ReadonlyMap<string, OrderTold> {
  const orders = new Map<string, OrderTold>()
  for (const { refs, station, recordedAt } of lines) {
    const said = new Map(refs)
    const id = said.get('order')
    const state = said.get('to')
    if (id === undefined || state === undefined) continue
    const type = said.get('order-type') ?? ''
    const begun: OrderTold = {
      ...{ type, station, state: '', ended: 0, whole: 0, rating: undefined },
      ...{ fallback: 0, reached: false, by: undefined, neighbour: false },
      moved: { kinds: [], sums: new Map() },
    }
    const order = orders.get(id) ?? begun
    orders.set(id, order)
    if (order.fallback > 0 && recordedAt >= order.fallback) order.reached = true
    order.fallback = Number(said.get('fallback') ?? 0)
    const claimant = said.get('claimant')
    if (claimant !== undefined) order.by = claimant.startsWith('provider:') ? 'provider' : 'others'
    if (['unclaim', 'redo', 'dispatch', 'redispatch'].includes(said.get('move') ?? ''))
      order.by = undefined
    order.neighbour = said.has('neighbour')
    if (done.includes(state) && !done.includes(order.state)) order.ended = recordedAt
    order.station = station
    order.state = state
    order.whole = Number(said.get('whole') ?? 0)
    // What was said the last time counts; done again, nothing was said yet.
    const rating = said.get('rating')
    order.rating = rating === undefined ? undefined : Number(rating)
  }
  for (const { kind, refs, postings } of lines) {
    const order = orders.get(new Map(refs).get('order') ?? '')
    if (!order || postings.length === 0) continue
    order.moved.kinds.push(kind)
    for (const { account, minutes } of postings)
      order.moved.sums.set(account, (order.moved.sums.get(account) ?? 0) + minutes)
  }
  return orders
}

/** What providers were paid for, by station: each visit as it stands, a corrected one as it was put right. */
export function paidIn(
  lines: readonly Line[],
): ReadonlyMap<string, { visits: number; minutes: number }> {
  const visits = new Map<string, { station: string; minutes: number }>()
  for (const { refs, station } of lines) {
    const said = new Map(refs)
    visits.delete(said.get('corrects-visit') ?? '')
    const visit = said.get('visit')
    const minutes = Number(said.get('paid')?.split('/')[1] ?? 0)
    if (visit !== undefined) visits.set(visit, { station, minutes })
  }
  const sums = new Map<string, { visits: number; minutes: number }>()
  for (const { station, minutes } of visits.values()) {
    const sum = sums.get(station) ?? { visits: 0, minutes: 0 }
    sums.set(station, { visits: sum.visits + 1, minutes: sum.minutes + minutes })
  }
  return sums
}

export interface SlotTold {
  readonly bookable: string
  readonly state: string
  /** Of all the entries that are about it. */
  readonly postings: number
}

/** What was booked of calendars: the thing is said where it was booked, the state by whatever moved it last. */
export function slotsIn(lines: readonly Line[]): ReadonlyMap<string, SlotTold> {
  const slots = new Map<string, SlotTold>()
  for (const { refs, postings } of lines) {
    const said = new Map(refs)
    const order = said.get('order')
    if (order === undefined) continue
    const known = slots.get(order)
    const bookable = known?.bookable ?? said.get('bookable')
    if (bookable === undefined) continue
    const state = said.get('to') ?? known?.state ?? ''
    slots.set(order, { bookable, state, postings: (known?.postings ?? 0) + postings.length })
  }
  return slots
}
