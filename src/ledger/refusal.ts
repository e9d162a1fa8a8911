/**
 * A refusal (暂不能办理) is an expected no, returned as a value with its facts.
 * What to say about it is for the room `words`; what status it has, for `api`.
 */
import type { Minutes } from './minutes.ts'
import type { LoopRefusal } from './refusal-loop.ts'
import type { PlannedRefusal } from './refusal-planned.ts'
import type { PeopleRefusal } from './refusal-people.ts'
import type { RedeemingRefusal } from './refusal-redeeming.ts'
import type { GateRefusal } from './refusal-gate.ts'
import type { PaperRefusal } from './refusal-papers.ts'

export type * from './refusal-loop.ts'
export type * from './refusal-planned.ts'
export type * from './refusal-people.ts'
export type * from './refusal-redeeming.ts'
export type * from './refusal-gate.ts'
export type * from './refusal-papers.ts'

export type Refusal =
  | LoopRefusal
  | PlannedRefusal
  | PeopleRefusal
  | RedeemingRefusal
  | GateRefusal
  | PaperRefusal
  // Decided by the ledger, at the tip.
  | { readonly code: 'id-taken'; readonly id: string }
  | {
      readonly code: 'short-of-hours'
      readonly account: string
      readonly has: Minutes
      readonly needs: Minutes
    }
  | {
      readonly code: 'needs-approval'
      readonly member: string
      readonly servedOn: string
      readonly stands: Minutes
      readonly adds: Minutes
      readonly most: Minutes
    }
  /** A clerk's month: `who` is an actor, or an actor and a member, "staff:…/member". */
  | {
      readonly code: 'clerk-month'
      readonly who: string
      readonly month: string
      readonly stands: Minutes
      readonly adds: Minutes
      readonly most: Minutes
    }
  /** More than a day has, with what waits for a review. */
  | {
      readonly code: 'day-too-long'
      readonly member: string
      readonly servedOn: string
      readonly stands: Minutes
      readonly adds: Minutes
      readonly most: Minutes
    }
  | {
      readonly code: 'over-cap'
      readonly member: string
      readonly stands: Minutes
      readonly adds: Minutes
      readonly most: Minutes
    }
  | {
      readonly code: 'below-gate'
      readonly member: string
      readonly served: Minutes
      readonly needs: Minutes
    }
  | {
      readonly code: 'over-budget'
      readonly budget: string
      readonly stands: Minutes
      readonly adds: Minutes
      readonly most: Minutes
    }
  | {
      readonly code: 'over-proxy-limit'
      readonly month: string
      readonly stands: Minutes
      readonly adds: Minutes
      readonly most: Minutes
    }
  /** A count beside the books is full: places, sign-ins of a day. */
  | {
      readonly code: 'tally-over'
      readonly what: string
      readonly day: string
      readonly stands: number
      readonly adds: number
      readonly most: number
    }
  /** Less is there than was asked for: stock, places given back twice. */
  | {
      readonly code: 'tally-under'
      readonly what: string
      readonly stands: number
      readonly takes: number
    }
  | { readonly code: 'shortfall-moved'; readonly account: string }
  // An undoing that reaches hours already spent.
  /** So many minutes were spent meanwhile: whose they are is told first, and may object. */
  | { readonly code: 'notice-first'; readonly entry: string; readonly short: Minutes }
  | { readonly code: 'unknown-undo'; readonly undo: string }
  | { readonly code: 'undo-state'; readonly state: string }
  | { readonly code: 'objection-late'; readonly until: string }
  | { readonly code: 'evidence-missing' }
  | {
      readonly code: 'overlap'
      readonly member: string
      readonly servedOn: string
      readonly from: string
      readonly to: string
      readonly with: { readonly from: string; readonly to: string }
    }
  | { readonly code: 'unknown-entry'; readonly entry: string }
  | { readonly code: 'already-closed'; readonly entry: string; readonly by: string }
  | { readonly code: 'stale-row'; readonly table: string; readonly key: string }
  | { readonly code: 'day-closed'; readonly station: string; readonly day: string }
  | { readonly code: 'group-refused'; readonly row: number }
  // Decided by the bank, on what was asked.
  | { readonly code: 'unknown-member'; readonly member: string }
  | { readonly code: 'unknown-station'; readonly station: string }
  | { readonly code: 'unknown-organisation'; readonly organisation: string }
  | { readonly code: 'unknown-service'; readonly service: string }
  | { readonly code: 'unknown-pool'; readonly pool: string }
  | { readonly code: 'not-allowed'; readonly act: string }
  | {
      readonly code: 'station-without-organisation'
      readonly station: string
      readonly day: string
    }
  | {
      readonly code: 'minutes-out-of-range'
      readonly minutes: number
      readonly least: Minutes
      readonly most: Minutes
    }
  /** More minutes than lie between sign-in and sign-out. */
  | { readonly code: 'minutes-beyond-span'; readonly minutes: Minutes; readonly span: Minutes }
  | { readonly code: 'minutes-off-step'; readonly minutes: Minutes; readonly step: Minutes }
  | { readonly code: 'not-whole-points'; readonly minutes: Minutes; readonly point: Minutes }
  | { readonly code: 'day-in-future'; readonly day: string; readonly today: string }
  | { readonly code: 'day-before-start'; readonly day: string; readonly start: string }
  | { readonly code: 'day-unreadable'; readonly day: string }
  | { readonly code: 'month-unreadable'; readonly month: string }
  | { readonly code: 'month-not-over'; readonly month: string; readonly last: string }
  | { readonly code: 'books-differ'; readonly open: number }
  | { readonly code: 'beneficiary-not-allowed'; readonly relation: string }
  /** A claim of a witness that names none, or nobody else at work there. */
  | { readonly code: 'witness-missing'; readonly witness: string }
  | { readonly code: 'to-oneself'; readonly member: string }
  /** Hours written by staff to their own account, or to somebody they have declared as a relative. */
  | { readonly code: 'own-hours'; readonly member: string }
  | { readonly code: 'relatives-hours'; readonly member: string }
  /** Signed out later than it is now. */
  | { readonly code: 'not-over-yet'; readonly servedOn: string; readonly to: string }
  // The second person.
  /** Not a no: what was asked stands under its id and waits for somebody else to look. */
  | {
      readonly code: 'waits-for-review'
      readonly review: string
      readonly level: ReviewLevel
      readonly why: readonly ReviewReason[]
      readonly due: string
    }
  /** It must stand at once, as in a whole group, and somebody else has to look first: nothing was written. */
  | {
      readonly code: 'needs-review'
      readonly level: ReviewLevel
      readonly why: readonly ReviewReason[]
    }
  | { readonly code: 'review-rejected'; readonly review: string; readonly reason: string }
  | { readonly code: 'unknown-review'; readonly review: string }
  | {
      readonly code: 'review-decided'
      readonly review: string
      readonly verdict: 'approved' | 'rejected'
    }
  /** What is approved is not what was shown. */
  | { readonly code: 'review-changed'; readonly review: string }
  /** The maker, another account of the maker's, the member it is about, or a relative of theirs. */
  | {
      readonly code: 'not-second-person'
      readonly why: 'maker' | 'same-member' | 'own-hours' | 'relative'
    }
  | {
      readonly code: 'review-level'
      readonly level: ReviewLevel
      /** It waited so long that it went up to there. */
      readonly escalated: boolean
    }
  | { readonly code: 'not-a-hold'; readonly entry: string }
  | { readonly code: 'cannot-reverse'; readonly entry: string; readonly kind: string }
  | { readonly code: 'reason-unknown'; readonly reason: string }
  | { readonly code: 'group-too-large'; readonly size: number; readonly most: number }
  | { readonly code: 'grant-dates'; readonly until: string }
  | { readonly code: 'nothing-granted'; readonly member: string }
  // What stations owe each other.
  | { readonly code: 'netting-done'; readonly month: string; readonly by: string }
  | { readonly code: 'netting-even'; readonly month: string }
  | {
      readonly code: 'month-open'
      readonly month: string
      /** Those that have not signed yet. */
      readonly stations: readonly string[]
    }
  /** Another source has brought the same minutes of the same day already. */
  | {
      readonly code: 'doubled-hours'
      readonly member: string
      readonly servedOn: string
      readonly minutes: number
      readonly entry: string
    }
  // The house itself.
  | { readonly code: 'busy'; readonly retryAfter: number }
  | {
      readonly code: 'no-room'
      readonly why: 'full' | 'read-only'
      readonly retryAfter: number
    }

/** Who may be the second person, from the station up. */
export type ReviewLevel = 'station' | 'street' | 'district' | 'city'

/** Why it is looked at by a second person. */
export type ReviewReason =
  | 'long-day'
  | 'clerk-member'
  | 'clerk-month'
  | 'late'
  | 'not-the-maker'
  | 'older-than-a-day'
  | 'large'
  | 'role'
  | 'pin-reset'
  | 'export'
  /** A row of the directory that two have to agree on. */
  | 'change'
  | 'netting'

export type RefusalCode = Refusal['code']

export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value; readonly again?: boolean }
  | { readonly ok: false; readonly refusal: Refusal }

export function refuse(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal }
}

export function done<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value }
}
