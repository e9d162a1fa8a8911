/** What is refused of people, their cards, what is known of them and what becomes of their hours. */

/** What a new password lacks. */
export type PasswordLack = 'short' | 'long' | 'classes' | 'common' | 'login' | 'before'

export type PeopleRefusal =
  // People and their cards.
  | { readonly code: 'name-unreadable'; readonly name: string }
  | { readonly code: 'phone-unreadable'; readonly phone: string }
  | { readonly code: 'pin-unreadable' }
  | { readonly code: 'person-exists'; readonly member: string }
  | { readonly code: 'number-taken'; readonly kind: string; readonly number: string }
  | { readonly code: 'person-ambiguous'; readonly members: readonly string[] }
  | { readonly code: 'login-taken'; readonly login: string }
  | {
      readonly code: 'password-weak'
      readonly lacks: readonly PasswordLack[]
      readonly least: number
      readonly classes: number
      readonly remembered: number
    }
  | { readonly code: 'code-unreadable'; readonly what: string; readonly given: string }
  | { readonly code: 'sheet-refused'; readonly fault: string; readonly at: string }
  // What is known of people.
  /** A second person has to agree first. */
  | { readonly code: 'needs-second-person'; readonly act: string; readonly member: string }
  | { readonly code: 'too-many-looks'; readonly most: number }
  | { readonly code: 'guardian-consent-missing'; readonly under: number }
  /** Whoever is to be erased still owns or owes hours, in minutes. */
  | {
      readonly code: 'hours-left'
      readonly member: string
      readonly available: number
      readonly shortfall: number
    }
  | { readonly code: 'bookings-open'; readonly member: string; readonly count: number }
  // When a member has died, or can no longer decide.
  | { readonly code: 'member-ended'; readonly member: string; readonly day: string }
  | { readonly code: 'inherit-off' }
  | { readonly code: 'unknown-ending'; readonly member: string }
  | { readonly code: 'ending-state'; readonly state: string; readonly move: string }
