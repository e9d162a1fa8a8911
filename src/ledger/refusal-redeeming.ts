/** What is refused of what hours are redeemed for: the catalogue, meals, vouchers. */
import type { Minutes } from './minutes.ts'

/** What is wrong with an item of the catalogue as it was given. */
export type ItemFault =
  | 'code'
  | 'name'
  | 'kind'
  | 'service'
  | 'price'
  | 'points'
  | 'days'
  | 'slots'
  | 'age'
  | 'reason'
  | 'resolution'
  | 'goods-off'
  | 'share-off'
  | 'share-payer'
  | 'share-by-hour'
  | 'uncounted'

export type RedeemingRefusal =
  // What hours are redeemed for: the catalogue of a station, meals, vouchers.
  | { readonly code: 'unknown-item'; readonly item: string }
  /** The station has a catalogue, and this is not in it; or it is closed there. */
  | { readonly code: 'not-offered'; readonly station: string; readonly item: string }
  /** Redeemed on certain days only; `next` is the first of them, '' where there is none soon. */
  | { readonly code: 'not-that-day'; readonly day: string; readonly next: string }
  | {
      readonly code: 'too-young'
      readonly member: string
      readonly least: number
      /** No birth was given: it cannot be said. */
      readonly unknown: boolean
    }
  /** A pool grants for one purpose, or to a day: not this one, or not so long. */
  | {
      readonly code: 'pool-terms'
      readonly what: 'purpose' | 'until' | 'budget'
      readonly terms: string
    }
  /** Givers together: none, too many, or one of them twice. */
  | { readonly code: 'givers-unsound'; readonly count: number; readonly most: number }
  | { readonly code: 'vouchers-off' }
  | { readonly code: 'unknown-voucher' }
  | {
      readonly code: 'voucher-over'
      readonly why: 'used' | 'returned' | 'expired'
      readonly day: string
    }
  /** What is wanted costs more than the voucher holds. */
  | { readonly code: 'voucher-short'; readonly has: Minutes; readonly needs: Minutes }
  /** The hours of a voucher are redeemed by its code, and by nothing else. */
  | { readonly code: 'voucher-by-code'; readonly entry: string }
  | { readonly code: 'item-unsound'; readonly why: ItemFault; readonly given: string }
