/**
 * The catalogue of a station (兑换目录): what its hours are redeemed for, at
 * which price, on which days. An item is a row, each change a new version with
 * its reason; what it costs changes only when a second person agrees. A station
 * without items offers the city's services at the city's prices.
 */
import type { Entry, EntryId, Ref } from '../../ledger/entry.ts'
import { done, type ItemFault, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { twinOf } from '../../ledger/review.ts'
import { serviceIn } from '../../rules/city.ts'
import {
  ITEM_KINDS,
  ITEM_REASONS,
  type ItemKind,
  PRICE_UNITS,
  redeemingOf,
} from '../../rules/redeeming.ts'
import { refusedAt, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, rowChange, seenReview, today } from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { ItemDays, ItemPrice, ItemRow } from '../ports-catalogue.ts'
import { isResolved } from '../loop/voice.ts'
import { record } from '../record.ts'
import { askChange, type ChangeOrder } from '../review/change.ts'

export interface ItemOrder {
  readonly id: EntryId
  readonly station: string
  /** Its code within the station: "haircut-home". */
  readonly code: string
  readonly kind: string
  readonly name: { readonly zh: string; readonly en?: string }
  readonly service: string
  readonly price: { readonly by: string; readonly minutes: number }
  readonly counted?: boolean
  readonly open?: boolean
  readonly days?: ItemDays
  readonly slots?: number
  readonly age?: number
  readonly payer?: string
  readonly reason: string
  readonly resolution?: string
}

const CODE = /^[a-z0-9][a-z0-9-]{0,39}$/
const ORDER = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/
const CITED = /^[A-Za-z0-9._/-]{1,64}$/
const PAYER = /^(pool|fund):[A-Za-z0-9._-]{1,48}$/

/** A price beyond this is a typing mistake: it is as much as anybody may own. */
const PRICE_MAX = 1_500 * 60

/** A catalogue a person can read. */
export const ITEMS_MAX = 200

/** Brings an item or its next version. What it costs, where that changes, waits for a second person. */
export async function saveItem(
  bank: Bank,
  actor: Actor,
  order: ItemOrder,
): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'catalogue:write')
  if (no) return refuse(no)
  const waited = await askedBefore(bank, actor, order)
  if (waited) return waited
  const ask = asked(actor, 'item', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const place = await stationOn(bank, order.station, today(bank))
  if (!place.ok) return place
  const wrong = await unsoundItem(bank, order)
  if (wrong) return refuse(wrong)

  const key = `${order.station}/${order.code}`
  const known = await bank.directory.newest('item', key)
  const body = bodyOf(bank, order, `${place.value.station.body.path}${order.station}/`, known)
  const { organisation } = place.value
  if (isDearer(bank, known, body)) {
    const row = { table: 'item', key, version: (known?.version ?? 0) + 1, body } as const
    const change = { id: order.id, subject: 'item-price', rows: [row] }
    return askChange(bank, actor, change, { station: order.station, organisation, by: 'station' })
  }
  const outcome = await record(
    bank,
    drafted(bank, actor, ask, {
      kind: 'row',
      postings: [],
      servedOn: today(bank),
      station: order.station,
      organisation,
      service: order.service,
      relies: [place.value.station],
      along: [rowChange(bank, 'item', key, (known?.version ?? 0) + 1, body)],
      refs: itemRefs(key, (known?.version ?? 0) + 1, body),
    }),
  )
  bank.directory.forget()
  return outcome
}

/** What an entry says of the item it is about. */
export function itemRefs(key: string, version: number, body: ItemRow): readonly Ref[] {
  const refs: Ref[] = [
    ['item', key],
    ['item-version', `${version}`],
  ]
  if (body.payer !== undefined) refs.push(['payer', body.payer])
  return refs
}

/** The same price sent again while it waits, or when it was answered. */
async function askedBefore(
  bank: Bank,
  actor: Actor,
  order: ItemOrder,
): Promise<Outcome<Entry> | undefined> {
  const review = await bank.directory.newest('review', order.id)
  const entry = review && (await bank.journal.entry(twinOf(order.id)))
  if (!review || !entry) return undefined
  const { subject, rows } = review.body.asked as unknown as ChangeOrder
  const [row] = rows ?? []
  const { price, name } = (row?.body ?? {}) as Partial<ItemRow>
  const isSame =
    review.body.by === actor.id &&
    subject === 'item-price' &&
    row?.key === `${order.station}/${order.code}` &&
    price?.minutes === order.price.minutes &&
    name?.zh === order.name.zh
  return isSame
    ? seenReview(bank, { ok: true, value: entry })
    : refuse({ code: 'id-taken', id: order.id })
}

/** Whether it would cost other than it does: at this item, or, where it is new, by the city's list. */
function isDearer(bank: Bank, known: Row<ItemRow> | undefined, body: ItemRow): boolean {
  const stands = known?.body.price.minutes ?? serviceIn(bank.rules, body.service)?.price
  const by = known?.body.price.by ?? body.price.by
  return stands !== body.price.minutes || by !== body.price.by || known?.body.payer !== body.payer
}

function bodyOf(
  bank: Bank,
  order: ItemOrder,
  place: string,
  known: Row<ItemRow> | undefined,
): ItemRow {
  const isOpen = order.open ?? true
  const { days, slots, age, payer, resolution } = order
  return {
    list: {
      place,
      who: '',
      state: isOpen ? 'open' : 'closed',
      at: known?.body.list.at ?? bank.clock.now(),
      due: 0,
    },
    kind: order.kind as ItemKind,
    name: { zh: order.name.zh.trim(), en: order.name.en?.trim() || order.name.zh.trim() },
    service: order.service,
    price: order.price as ItemPrice,
    counted: order.counted ?? false,
    open: isOpen,
    reason: order.reason,
    ...(days === undefined ? {} : { days }),
    ...(slots === undefined ? {} : { slots }),
    ...(age === undefined ? {} : { age }),
    ...(payer === undefined ? {} : { payer }),
    ...(resolution === undefined ? {} : { resolution }),
  }
}

const isIn = (list: readonly string[], text: string) => list.includes(text)

async function unsoundItem(bank: Bank, order: ItemOrder): Promise<Refusal | undefined> {
  const no = (why: ItemFault, given: string | number): Refusal => ({
    code: 'item-unsound',
    why,
    given: `${given}`,
  })
  const { name, price, slots, age, resolution, kind } = order
  const settings = redeemingOf(bank.rules)
  if (!CODE.test(order.code)) return no('code', order.code)
  if (name.zh.trim() === '' || name.zh.length > 40 || (name.en ?? '').length > 80)
    return no('name', name.zh.slice(0, 40))
  if (!isIn(ITEM_KINDS, kind)) return no('kind', kind)
  if (!serviceIn(bank.rules, order.service)) return no('service', order.service)
  if (!isIn(PRICE_UNITS, price.by)) return no('price', price.by)
  if (!Number.isSafeInteger(price.minutes) || price.minutes < 1 || price.minutes > PRICE_MAX)
    return no('price', price.minutes)
  if (bank.rules.wholePoints && price.minutes % bank.rules.minutesPerPoint !== 0)
    return no('points', price.minutes)
  if (kind === 'good' && !settings.goods) return no('goods-off', kind)
  if (kind === 'good' && order.counted !== true) return no('uncounted', order.code)
  if (!areDays(order.days)) return no('days', JSON.stringify(order.days))
  if (slots !== undefined && !(Number.isSafeInteger(slots) && slots >= 1 && slots <= 1_000))
    return no('slots', slots)
  if (age !== undefined && !(Number.isSafeInteger(age) && age >= 1 && age <= 120))
    return no('age', age)
  if (!isIn(ITEM_REASONS, order.reason)) return no('reason', order.reason)
  if (order.reason === 'resolution' && resolution === undefined) return no('resolution', '')
  if (resolution !== undefined && !CITED.test(resolution)) return no('resolution', resolution)
  // A document by its number; a resolution of ours by its order, which must have come to one.
  if (resolution !== undefined && ORDER.test(resolution) && !(await isResolved(bank, resolution)))
    return no('resolution', resolution)
  return refusedPayer(bank, order, no)
}

/** Points for the personal share of a meal: off unless the city says so, a meal at a time, and somebody named pays. */
async function refusedPayer(
  bank: Bank,
  { payer, kind, price }: ItemOrder,
  no: (why: ItemFault, given: string) => Refusal,
): Promise<Refusal | undefined> {
  if (payer === undefined) return undefined
  if (!redeemingOf(bank.rules).mealShare || kind !== 'meal') return no('share-off', payer)
  if (price.by !== 'item') return no('share-by-hour', price.by)
  if (!PAYER.test(payer)) return no('share-payer', payer)
  const code = payer.startsWith('pool:') ? payer.slice('pool:'.length) : undefined
  return code === undefined || (await bank.directory.get('pool', code))
    ? undefined
    : no('share-payer', payer)
}

function areDays(days: ItemDays | undefined): boolean {
  const within = (list: readonly number[] | undefined, most: number) =>
    list === undefined ||
    (list.length > 0 &&
      list.length <= most &&
      list.every((one) => Number.isSafeInteger(one) && one >= 1 && one <= most))
  return within(days?.week, 7) && within(days?.month, 31)
}

/** The items of a station, by their codes. */
export async function itemsAt(
  bank: Pick<Bank, 'directory'>,
  station: string,
): Promise<readonly Row<ItemRow>[]> {
  const rows = await bank.directory.under('item', `${station}/`, { limit: ITEMS_MAX })
  return rows.toReversed()
}

export const itemCode = ({ key }: Pick<Row<ItemRow>, 'key'>) => key.slice(key.indexOf('/') + 1)

/** One item as it stands now. */
export async function itemAt(
  bank: Pick<Bank, 'directory'>,
  station: string,
  code: string,
): Promise<Outcome<Row<ItemRow>>> {
  const row = await bank.directory.newest('item', `${station}/${code}`)
  return row ? done(row) : refuse({ code: 'unknown-item', item: code })
}
