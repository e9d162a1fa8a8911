/**
 * What a relative spends for somebody else counts by month: the entry that
 * takes the hours says who did it (`proxy`) and which month it counts to
 * (`proxy-month`), so that the sum follows from the entries alone. What is
 * given back counts back.
 */
import { memberOf } from './account.ts'
import type { CounterMove, Moving } from './counter.ts'
import { type CounterKey, type Day, refOf } from './entry.ts'

/** The counter of one relative for one person in a month, named by its first day. */
export function proxyCounter(relative: string, member: string, month: string): CounterKey {
  return { kind: 'proxy', who: `${relative}/${member}`, day: month }
}

/** The first day of a day's month. */
export function monthOf(day: string): Day {
  return `${day.slice(0, 7)}-01` as Day
}

export function proxyMoves(moving: Moving, closed: Moving | undefined): readonly CounterMove[] {
  const spent = spentThrough(moving)
  if (spent) return [spent]
  const before = closed && spentThrough(closed)
  if (!before) return []
  const back = moving.kind === 'settle' ? Number(refOf(moving, 'gave') ?? 0) : before.by
  return back === 0 ? [] : [{ key: before.key, by: -back }]
}

function spentThrough(moving: Moving): CounterMove | undefined {
  const relative = refOf(moving, 'proxy')
  const month = refOf(moving, 'proxy-month')
  if (relative === undefined || month === undefined) return undefined
  let by = 0
  let member: string | undefined
  for (const { account, minutes } of moving.postings) {
    const whose = memberOf(account)
    if (whose === undefined || minutes >= 0) continue
    member = whose
    by -= minutes
  }
  return member === undefined ? undefined : { key: proxyCounter(relative, member, month), by }
}
