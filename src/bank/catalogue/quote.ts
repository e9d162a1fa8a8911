/**
 * What is asked of the catalogue before hours are held or spent: which item it
 * is, what it costs, and the counts that must still hold where the entry is
 * sealed: so many in stock, so many places that day. The entry carries the item
 * and its version; a hold keeps the price it was booked at.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Limit, Ref } from '../../ledger/entry.ts'
import { minutes as asMinutes } from '../../ledger/minutes.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { tallyLeast, tallyMost, tallyRef } from '../../ledger/tally.ts'
import { serviceIn } from '../../rules/city.ts'
import { ageOn } from '../../rules/privacy.ts'
import { dayOf, startOf } from '../draft.ts'
import type { Bank, Row } from '../ports.ts'
import type { ItemDays, ItemRow } from '../ports-catalogue.ts'
import { itemRefs, itemsAt } from './item.ts'

export interface Wanted {
  readonly member: MemberId
  readonly station: string
  readonly service?: string
  /** The item's code; where it is not said, the station's item of the service. */
  readonly item?: string
  readonly times?: number
  readonly day: string
}

export interface Quote {
  readonly service: string
  readonly minutes: number
  readonly refs: readonly Ref[]
  readonly limits: readonly Limit[]
  readonly relies: readonly Row<ItemRow>[]
}

/** So many hours or items at once. */
export const TIMES_MAX = 24

export const stockName = (key: string) => `stock/${key}`
/** A place is of the day it is for; whoever gives it back does so on another. */
export const slotName = (key: string, day: string) => `slot/${key}/${day}`

/** What it costs and what must hold. Refuses what is not offered, not on that day, or not to somebody so young. */
export async function quoteFor(bank: Bank, wanted: Wanted): Promise<Outcome<Quote>> {
  const times = wanted.times ?? 1
  const found = await itemFor(bank, wanted)
  if (!found.ok) return found
  const row = found.value
  const service = row?.body.service ?? wanted.service ?? ''
  const price = row?.body.price.minutes ?? serviceIn(bank.rules, service)?.price
  if (price === undefined) return refuse({ code: 'unknown-service', service })
  if (!Number.isSafeInteger(times) || times < 1 || times > TIMES_MAX) {
    return refuse({
      code: 'minutes-out-of-range',
      minutes: times * price,
      least: asMinutes(price),
      most: asMinutes(TIMES_MAX * price),
    })
  }
  const plain = { service, minutes: price * times, refs: [], limits: [], relies: [] }
  if (!row) return done(plain)
  const no = refusedItemDay(row.body, wanted.day) ?? (await refusedAge(bank, wanted, row.body))
  if (no) return refuse(no)
  return done({ ...plain, ...counted(row, times, wanted.day), relies: [row] })
}

/** The item, where the station has a catalogue; undefined where the city's services are what it offers. */
async function itemFor(
  bank: Bank,
  { station, service, item }: Wanted,
): Promise<Outcome<Row<ItemRow> | undefined>> {
  if (item !== undefined) {
    const row = await bank.directory.newest('item', `${station}/${item}`)
    if (!row) return refuse({ code: 'unknown-item', item })
    const isIt = service === undefined || service === row.body.service
    return row.body.open && isIt ? done(row) : refuse({ code: 'not-offered', station, item })
  }
  const items = await itemsAt(bank, station)
  if (items.length === 0) return done(undefined)
  const row = items.find(({ body }) => body.open && body.service === service)
  return row ? done(row) : refuse({ code: 'not-offered', station, item: service ?? '' })
}

/** Stock and places, moved in the commit of the hours and never below none. */
function counted({ key, version, body }: Row<ItemRow>, times: number, day: string) {
  const refs: Ref[] = [...itemRefs(key, version, body)]
  const limits: Limit[] = []
  if (body.counted) {
    refs.push(tallyRef(stockName(key), -times))
    limits.push(tallyLeast(stockName(key)))
  }
  if (body.slots !== undefined) {
    refs.push(tallyRef(slotName(key, day), times))
    limits.push(tallyMost(slotName(key, day), body.slots))
  }
  return { refs, limits }
}

/** Monday is 1. */
const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay() || 7

export function isRedemptionDay(days: ItemDays | undefined, day: string): boolean {
  const inWeek = days?.week === undefined || days.week.includes(weekday(day))
  return inWeek && (days?.month === undefined || days.month.includes(Number(day.slice(8))))
}

/** Days looked ahead for the next redemption day: a leap year's end of February is within. */
const LOOK_AHEAD = 92

/** The first day from this one on; '' where none comes soon. */
export function nextRedemptionDay(days: ItemDays | undefined, from: string): string {
  for (let ahead = 0; ahead <= LOOK_AHEAD; ahead++) {
    const day = dayOf(startOf(from) + ahead * 86_400_000)
    if (isRedemptionDay(days, day)) return day
  }
  return ''
}

function refusedItemDay({ days }: ItemRow, day: string): Refusal | undefined {
  return isRedemptionDay(days, day)
    ? undefined
    : { code: 'not-that-day', day, next: nextRedemptionDay(days, day) }
}

async function refusedAge(
  bank: Bank,
  { member, day }: Wanted,
  { age }: ItemRow,
): Promise<Refusal | undefined> {
  if (age === undefined) return undefined
  const born = (await bank.people.get(member))?.born
  if (born !== undefined && ageOn(born, day) >= age) return undefined
  return { code: 'too-young', member, least: age, unknown: born === undefined }
}

/** What an entry that gives hours back gives back with them: the stock, the places and the budget it had taken. */
export function countsBack({ refs }: { readonly refs: readonly Ref[] }): readonly Ref[] {
  return refs.flatMap(([type, value]) => {
    const found = type === 'tally' ? /^((?:stock|slot|granted)\/[^:]+):(-?\d+)$/.exec(value) : null
    return found?.[1] === undefined ? [] : [tallyRef(found[1], -Number(found[2]))]
  })
}
