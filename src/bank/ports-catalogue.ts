/** What a station's hours are redeemed for (兑换目录), as directory rows have it: codes, minutes and days; no person's words. */
import type { Listing } from '../ledger/listed.ts'
import type { Label } from '../ledger/refusal.ts'
import type { MealShare } from '../rules/meals.ts'
import type { ItemKind } from '../rules/redeeming.ts'

/** What an item costs: so many minutes an hour of it, or for one of it. */
export interface ItemPrice {
  readonly by: 'hour' | 'item'
  readonly minutes: number
}

/** Days on which it is redeemed (兑换日); any day where neither is said. */
export interface ItemDays {
  /** 1 is Monday, 7 is Sunday. */
  readonly week?: readonly number[]
  readonly month?: readonly number[]
}

/** One item (兑换项目). Key: the station and its code, as "S001/haircut-home"; the row's version is the item's. */
export interface ItemRow {
  readonly list: Listing
  readonly kind: ItemKind
  readonly name: Label
  /** The service it is a kind of; what an entry carries. */
  readonly service: string
  readonly price: ItemPrice
  /** How many are there is counted, and never falls below none. */
  readonly counted: boolean
  readonly open: boolean
  readonly days?: ItemDays
  /** Places a day; as many as are asked for where it is not said. */
  readonly slots?: number
  /** The least age of whoever redeems it. */
  readonly age?: number
  /** Points stand for the personal share of the meal: who pays it, as "pool:S001" or "fund:A-2026-7". */
  readonly payer?: string
  /** Why it is as it is now; and the resolution that says so, where there is one. */
  readonly reason: string
  readonly resolution?: string
}

/** The subsidy of meals (助餐补贴) of an area from a day on. Key: the area and the day, as "440118104/2020-01-01". */
export interface SubsidyRow {
  readonly from: string
  /** Of one meal, in fen. Money explains what a diner pays at the till, and never prices an hour. */
  readonly fee: number
  readonly bands: readonly MealShare[]
  /** The paper it stands in: a code, "zengcheng-2020-12". */
  readonly source: string
  readonly sample: boolean
}

/** What one person ate on a day, as the canteen's own till has it. Key: "S001/2026-11-24/<member>/lunch". */
export interface DinerRow {
  readonly count: number
  /** SHA-256 of the list it was read from, hex. */
  readonly file: string
}

/** A paper voucher (时间券). Key: SHA-256 of its code, hex; the code itself is on the paper, and sealed with the member's data. */
export interface VoucherRow {
  /** 'out', 'used', 'returned'. */
  readonly list: Listing
  /** The hold its hours lie in. */
  readonly hold: string
  /** The last day it is good. */
  readonly until: string
  /** The day it was used or given back. */
  readonly ended?: string
}
