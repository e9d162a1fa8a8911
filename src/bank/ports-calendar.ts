/** What can be booked at a station (可约资源) and its bookings, as directory rows have them. Words are the station's, for everybody; of a person there is only the id. */
import type { Listing } from '../ledger/listed.ts'
import type { Span } from '../ledger/entry.ts'
import type { BookableKind } from '../rules/calendar.ts'

/** Open on one day of each week, in minutes of the day; Monday is 1. */
export interface OpenTime extends Span {
  readonly day: number
}

/** One thing that can be booked. Key: the station and its code, as "S001/room-3". */
export interface BookableRow {
  /** State "open" or "closed": whether it can be booked at all. */
  readonly list: Listing
  readonly station: string
  readonly kind: BookableKind
  readonly name: string
  readonly where: string
  /** What to bring, who it is for; '' where there is nothing to say. */
  readonly note: string
  /** The volunteer who teaches a course. */
  readonly teacher?: string
  /** Bookings at one time: 1 for a room that is had alone. */
  readonly places: number
  /** People that one booking may bring. */
  readonly people: number
  readonly weekly: readonly OpenTime[]
  /** Days with hours of their own; with none, it is closed. */
  readonly exceptions: Readonly<Record<string, readonly Span[]>>
  /** Minutes of one slot, and how many one booking may take in a row. */
  readonly slot: number
  readonly inRow: number
  readonly from: string
  readonly until: string
  /** Days ahead it can be booked. */
  readonly ahead: number
  /** Bookings of one person that are still to come, at most. */
  readonly most: number
  /** Minutes before its beginning until which it is booked, and called off by the person. */
  readonly bookBy: number
  readonly cancelBy: number
  /** A service of the city, '-' where it is none. */
  readonly service: string
  /** The item of the station's catalogue that says what it costs; free without. */
  readonly item?: string
}

export interface Party {
  readonly kind: 'team' | 'organisation'
  readonly id: string
}

/** What an order of a booking is of. */
export interface BookedSlot {
  /** Key of the bookable. */
  readonly bookable: string
  readonly day: string
  readonly from: number
  readonly to: number
  readonly people: number
  readonly party?: Party
  /** They waited, and had it when somebody called off. */
  readonly movedUp?: true
  /** How they showed that they were there. */
  readonly way?: 'clerk' | 'code' | 'card'
}
