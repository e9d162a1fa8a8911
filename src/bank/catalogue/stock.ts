/** Stock (库存) of an item that is counted: each delivery and each correction is an entry with its reason; how many there are follows from them. */
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { tallyCounter, tallyLeast, tallyRef } from '../../ledger/tally.ts'
import { STOCK_REASONS } from '../../rules/redeeming.ts'
import { refusedAt, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, today } from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { ItemRow } from '../ports-catalogue.ts'
import { record } from '../record.ts'
import { itemAt, itemRefs } from './item.ts'
import { slotName, stockName } from './quote.ts'

export interface StockOrder {
  readonly id: EntryId
  readonly station: string
  readonly item: string
  /** So many more, or fewer. */
  readonly by: number
  /** One of STOCK_REASONS. */
  readonly reason: string
}

/** A lorry full; more at once is a typing mistake. */
const MOVED_MAX = 100_000

/** Counts stock in or out. Refuses an item that is not counted, no reason, and below none. */
export async function moveStock(
  bank: Bank,
  actor: Actor,
  order: StockOrder,
): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'catalogue:write')
  if (no) return refuse(no)
  const ask = asked(actor, 'stock', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const found = await itemAt(bank, order.station, order.item)
  if (!found.ok) return found
  const { key, version, body } = found.value
  if (!body.counted) return refuse({ code: 'item-unsound', why: 'uncounted', given: order.item })
  if (!(STOCK_REASONS as readonly string[]).includes(order.reason))
    return refuse({ code: 'reason-unknown', reason: order.reason })
  const isCount = Number.isSafeInteger(order.by) && order.by !== 0
  if (!isCount || Math.abs(order.by) > MOVED_MAX)
    return refuse({ code: 'code-unreadable', what: 'by', given: `${order.by}` })
  const place = await stationOn(bank, order.station, today(bank))
  if (!place.ok) return place
  return record(
    bank,
    drafted(bank, actor, ask, {
      kind: 'row',
      postings: [],
      servedOn: today(bank),
      station: order.station,
      organisation: place.value.organisation,
      service: body.service,
      relies: [place.value.station],
      limits: order.by < 0 ? [tallyLeast(stockName(key))] : [],
      refs: [
        ...itemRefs(key, version, body),
        ['reason', order.reason],
        tallyRef(stockName(key), order.by),
      ],
    }),
  )
}

/** How many there are of each item; undefined where it is not counted. */
export async function stockOf(
  bank: Pick<Bank, 'journal'>,
  items: readonly Row<ItemRow>[],
): Promise<readonly (number | undefined)[]> {
  const counts = await bank.journal.counters(items.map(({ key }) => tallyCounter(stockName(key))))
  return items.map(({ body }, at) => (body.counted ? (counts[at] ?? 0) : undefined))
}

/** Places still free of an item on a day; undefined where there is no end to them. */
export async function placesLeft(
  bank: Pick<Bank, 'journal'>,
  { key, body }: Row<ItemRow>,
  day: string,
): Promise<number | undefined> {
  if (body.slots === undefined) return undefined
  const [taken = 0] = await bank.journal.counters([tallyCounter(slotName(key, day))])
  return Math.max(0, body.slots - taken)
}
