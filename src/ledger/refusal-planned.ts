/** What is refused of what is planned ahead: activities, attendance, hours claimed and entered late, and the calendar of a station. */

/** Why an activity cannot be published as it is. */
export type ActivityFault =
  | 'empty'
  | 'long'
  | 'late-word'
  | 'unreadable'
  | 'past'
  | 'run'
  | 'times'
  | 'number'
  | 'taken'

/** What keeps a thing from being set up, or changed, as it was said. */
export type BookableFault =
  | 'empty'
  | 'long'
  | 'unreadable'
  | 'number'
  | 'step'
  | 'times'
  | 'overlap'
  | 'run'
  | 'many'

/** Why something cannot be booked then. */
export type SlotFault =
  | 'past'
  | 'closed'
  | 'outside'
  | 'changed'
  | 'soon'
  | 'far'
  | 'in-row'
  | 'people'

export type PlannedRefusal =
  // Activities, attendance, hours claimed and entered late.
  | { readonly code: 'unknown-activity'; readonly activity: string }
  | {
      readonly code: 'activity-unfit'
      /** The field. */
      readonly what: string
      readonly why: ActivityFault
      readonly most: number
    }
  | {
      readonly code: 'activity-closed'
      readonly why: 'cancelled' | 'over' | 'posted' | 'not-today'
    }
  | { readonly code: 'places-full'; readonly activity: string; readonly places: number }
  | { readonly code: 'activity-too-young'; readonly age: number }
  | { readonly code: 'signed-up-already'; readonly member: string; readonly waiting: boolean }
  | { readonly code: 'not-signed-up'; readonly member: string }
  | { readonly code: 'signed-in-already'; readonly member: string; readonly at: string }
  | {
      readonly code: 'signed-in-elsewhere'
      readonly member: string
      readonly station: string
      readonly title: string
    }
  | { readonly code: 'not-signed-in'; readonly member: string }
  | { readonly code: 'attend-code-wrong' }
  | { readonly code: 'unknown-claim'; readonly claim: string }
  | { readonly code: 'claim-closed'; readonly state: string }
  /** Hours of a day that is too long ago to be claimed or entered, or not long enough to be a late entry. */
  | {
      readonly code: 'late-window'
      readonly day: string
      readonly first: string
      readonly last: string
    }
  // The calendar of a station.
  | { readonly code: 'unknown-bookable'; readonly bookable: string }
  | {
      readonly code: 'bookable-unsound'
      readonly what: string
      readonly why: BookableFault
      readonly most: number
    }
  /** What is asked for is no time it can be booked at. `facts`: minutes or days of its terms. */
  | {
      readonly code: 'slot-unfit'
      readonly why: SlotFault
      readonly day: string
      readonly at: string
      readonly most: number
    }
  | {
      readonly code: 'slot-full'
      readonly day: string
      readonly at: string
      readonly places: number
      /** The waiting list is full too. */
      readonly queue: boolean
    }
  /** One person is not in two places at one time. */
  | {
      readonly code: 'booked-then'
      readonly member: string
      readonly day: string
      readonly at: string
    }
  | { readonly code: 'too-many-open'; readonly member: string; readonly most: number }
  | {
      readonly code: 'slot-moment'
      readonly why: 'too-late' | 'too-early' | 'not-begun'
      readonly day: string
      readonly at: string
      readonly minutes: number
    }
