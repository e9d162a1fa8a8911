/** Book (预约占用): an elder's hours are held for a service, so that they cannot be spent twice while waiting for it. */
import { holding, type MemberId } from '../../ledger/account.ts'
import type { Day, Draft, Entry, EntryId, Ref } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import type { Relation } from '../../rules/city.ts'
import { memberRow, refusedFor, stationOn } from '../actor.ts'
import { quoteFor } from '../catalogue/quote.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  drafted,
  isDay,
  lookingAgain,
  posting,
  startOf,
  today,
} from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { noteActedFor, proxyTerms } from '../people/proxies.ts'
import { record } from '../record.ts'
import { refusedBeneficiary, spend } from './spending.ts'

export interface Booking {
  readonly id: EntryId
  /** Whose hours pay. */
  readonly member: MemberId
  readonly station: string
  readonly service?: string
  /** The item of the station's catalogue, by its code; where it is not said, the station's item of the service. */
  readonly item?: string
  /** How many of it; 1 unless said. */
  readonly times?: number
  /** The day it is wanted: today or later, at most 90 days on. */
  readonly day: string
  /** Who is served, seen from the member; self unless said. */
  readonly beneficiary?: Relation
  /** How staff who book for somebody at the counter have checked who it is. */
  readonly assisted?: 'face' | 'card'
}

/** Bookings reach so many days ahead; hours are not tied up for longer. */
const AHEAD_DAYS = 90

/** Holds the price of a service. Refuses below the gate, short of hours, part points, beneficiaries the rules do not name. */
export async function book(bank: Bank, actor: Actor, order: Booking): Promise<Outcome<Entry>> {
  const no = await refusedFor(bank, actor, order.member, order.station, 'bookings:write')
  if (no) return refuse(no)
  const ask = asked(actor, 'book', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before

  const outcome = await lookingAgain(bank, async () => {
    const draft = await bookDraft(bank, actor, ask, order)
    return draft.ok ? record(bank, draft.value) : draft
  })
  if (outcome.ok && outcome.again !== true)
    await noteActedFor(bank, actor, {
      member: order.member,
      relative: actor.through?.relative,
      entry: outcome.value,
      what: 'book',
    })
  return outcome
}

/** The hold as it would be written: the price of the catalogue, out of the purses in the rules' order. */
export async function bookDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  order: Booking,
): Promise<Outcome<Draft>> {
  const relation = order.beneficiary ?? 'self'
  const wrong = refusedBookingDay(bank, order.day) ?? refusedBeneficiary(bank, relation)
  if (wrong) return refuse(wrong)
  const quote = await quoteFor(bank, order)
  if (!quote.ok) return quote
  const { service, minutes } = quote.value
  const place = await stationOn(bank, order.station, today(bank))
  if (!place.ok) return place
  const member = await memberRow(bank, order.member)
  if (!member.ok) return member
  const spending = await spend(bank, member.value, {
    member: order.member,
    minutes,
    service,
    day: order.day,
    relation,
  })
  if (!spending.ok) return spending
  const relative = actor.through?.relative
  const through = await proxyTerms(bank, order.member, relative, 'book')
  if (!through.ok) return through
  const refs: Ref[] = [['beneficiary', relation], ...through.value.refs, ...quote.value.refs]
  if (order.assisted !== undefined) refs.push(['assisted', order.assisted])
  return done(
    drafted(bank, actor, ask, {
      kind: 'hold',
      postings: [
        ...spending.value.postings,
        posting(holding(order.station), minutes, order.station),
      ],
      servedOn: order.day as Day,
      station: order.station,
      organisation: place.value.organisation,
      service,
      limits: [...spending.value.limits, ...through.value.limits, ...quote.value.limits],
      empty: spending.value.empty ?? [],
      relies: [place.value.station, member.value, ...through.value.relies, ...quote.value.relies],
      refs,
    }),
  )
}

function refusedBookingDay(bank: Bank, day: string) {
  if (!isDay(day)) return { code: 'day-unreadable', day } as const
  const now = today(bank)
  if (day < now) return { code: 'day-before-start', day, start: now } as const
  const ahead = (startOf(day) - startOf(now)) / 86_400_000
  return ahead > AHEAD_DAYS ? ({ code: 'day-in-future', day, today: now } as const) : undefined
}
