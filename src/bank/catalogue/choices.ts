/**
 * What a member could redeem at a station (能兑换什么), item by item: each is
 * held against the tip as a booking would be, so that what is missing is what
 * the booking would be refused for, and nothing is written.
 */
import type { MemberId } from '../../ledger/account.ts'
import { done, type Label, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import type { ItemKind } from '../../rules/redeeming.ts'
import { covers } from '../actor.ts'
import { asked, dayOf, startOf, today } from '../draft.ts'
import { readingsOf } from '../oversight/readings.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { ItemPrice, ItemRow } from '../ports-catalogue.ts'
import { refusedEach } from '../record.ts'
import { bookDraft } from '../service/book.ts'
import { itemCode, itemsAt } from './item.ts'
import { nextRedemptionDay } from './quote.ts'
import { placesLeft, stockOf } from './stock.ts'

/** What a station offers: an item of its catalogue, or one of the city's services where it has none. */
export interface Offer {
  readonly item?: string
  readonly service: string
  readonly kind: ItemKind
  readonly name: Label
  readonly price: ItemPrice
  readonly row?: Row<ItemRow>
}

export interface Choice extends Offer {
  /** The first day it could be had on; '' where none comes soon. */
  readonly day: string
  /** How many are there, where they are counted. */
  readonly left?: number
  /** What is missing; absent where nothing is. */
  readonly no?: Refusal
}

/** Days looked through for a free place. */
const DAYS_TRIED = 31

/** What is open at a station, in the order of its catalogue. */
export async function offersAt(
  bank: Pick<Bank, 'directory' | 'rules'>,
  station: string,
): Promise<readonly Offer[]> {
  const items = await itemsAt(bank, station)
  if (items.length > 0) return items.filter(({ body }) => body.open).map(offerOf)
  return bank.rules.services.flatMap(({ code, name, price }) =>
    price === undefined
      ? []
      : [{ service: code, kind: 'service' as const, name, price: { by: 'item', minutes: price } }],
  )
}

export function offerOf(row: Row<ItemRow>): Offer {
  const { service, kind, name, price } = row.body
  return { item: itemCode(row), service, kind, name, price, row }
}

/** Refuses a member who is not the asker's to know, unless the asker stands at the station's desk. */
export async function choicesFor(
  bank: Bank,
  actor: Actor,
  { member, station }: { readonly member: MemberId; readonly station: string },
): Promise<Outcome<readonly Choice[]>> {
  const seen = await readingsOf(bank, actor, member)
  if (!seen.ok) return seen
  if (actor.kind !== 'member' && !(await covers(bank, actor, station)))
    return refuse({ code: 'unknown-station', station })
  return done(await choicesAt(bank, actor, member, station))
}

/** As `choicesFor`, for whoever may know the member already. */
export async function choicesAt(
  bank: Bank,
  actor: Actor,
  member: MemberId,
  station: string,
): Promise<readonly Choice[]> {
  const offers = await offersAt(bank, station)
  const rows = offers.flatMap(({ row }) => (row ? [row] : []))
  const stock = new Map((await stockOf(bank, rows)).map((left, at) => [rows[at]?.key, left]))
  const days = await Promise.all(offers.map((offer) => dayFor(bank, offer)))
  const drafts = await Promise.all(
    offers.map(({ item, service }, at) => {
      const wanted = { id: bank.ids.entry(), member, station, day: days[at] || today(bank) }
      const order = item === undefined ? { ...wanted, service } : { ...wanted, item }
      return bookDraft(bank, actor, asked(actor, 'look', order), order)
    }),
  )
  const tried = await refusedEach(
    bank,
    drafts.flatMap((draft) => (draft.ok ? [draft.value] : [])),
  )
  const atTip = tried.values()
  return offers.map((offer, at): Choice => {
    const draft = drafts[at]
    const no = draft?.ok ? atTip.next().value : draft?.refusal
    const left = stock.get(offer.row?.key)
    return {
      ...offer,
      day: days[at] ?? '',
      ...(left === undefined ? {} : { left }),
      ...(no === undefined ? {} : { no }),
    }
  })
}

/** The first redemption day with a place free. */
async function dayFor(bank: Bank, { row }: Offer): Promise<string> {
  const now = today(bank)
  if (!row) return now
  let day = nextRedemptionDay(row.body.days, now)
  const first = day
  for (let tries = 0; day !== '' && tries < DAYS_TRIED; tries++) {
    if ((await placesLeft(bank, row, day)) !== 0) return day
    day = nextRedemptionDay(row.body.days, dayOf(startOf(day) + 86_400_000))
  }
  return first
}

/** At most so many are named: it is an offer, not a list. */
const NUDGES = 3
const WEEK_MS = 7 * 86_400_000

/** What a member's hours could be used for at a station within a week, as things stand. */
export async function nudgesFor(
  bank: Bank,
  actor: Actor,
  { member, station }: { readonly member: MemberId; readonly station: string },
): Promise<readonly Choice[]> {
  const before = dayOf(startOf(today(bank)) + WEEK_MS)
  const choices = await choicesAt(bank, actor, member, station)
  return choices.filter(({ no, day }) => !no && day !== '' && day < before).slice(0, NUDGES)
}
