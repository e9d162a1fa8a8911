/**
 * A refusal (暂不能办理) is an expected no, returned as a value with its facts.
 * What to say about it is for the room `words`; what status it has, for `api`.
 */
import type { Minutes } from './minutes.ts'

/** What a city calls a thing of its own, in both languages. */
export interface Label {
  readonly zh: string
  readonly en: string
}

/** What a move of an order asks of whoever makes it. */
export type MoveNeed =
  | 'reason'
  | 'claimant'
  | 'place'
  | 'day'
  | 'outcome'
  | 'confirmation'
  | 'approval'
  | 'rating'
  | 'number'
  | 'contract'
  | 'hours'

/** What is wrong with a contract of paid care. */
export type ContractFault =
  | 'number'
  | 'provider'
  | 'kind'
  | 'services'
  | 'days'
  | 'minutes'
  | 'over'
  | 'member'

export type Refusal =
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
  // Orders and their workflows.
  | { readonly code: 'unknown-order'; readonly order: string }
  | {
      readonly code: 'move-not-now'
      readonly state: Label
      readonly move: Label
      readonly may: readonly Label[]
    }
  | { readonly code: 'move-needs'; readonly needs: MoveNeed }
  | { readonly code: 'already-taken'; readonly order: string }
  // The fallback, and care that is paid for.
  /** Volunteers have time until then, ms since 1970 UTC; 0 where no time runs. */
  | { readonly code: 'fallback-not-yet'; readonly at: number }
  | {
      readonly code: 'not-a-neighbour'
      readonly station: string
      readonly why: 'same' | 'far' | 'service' | 'returned' | 'closed'
    }
  | { readonly code: 'unknown-contract'; readonly contract: string }
  | { readonly code: 'contract-unsound'; readonly why: ContractFault; readonly given: string }
  /** Somebody's bed is under another contract in those days. */
  | {
      readonly code: 'contract-overlaps'
      readonly contract: string
      readonly from: string
      readonly until: string
    }
  | {
      readonly code: 'contract-not-in-force'
      readonly contract: string
      readonly day: string
      readonly from: string
      readonly until: string
    }
  /** It is of another service, place or person. */
  | {
      readonly code: 'contract-other'
      readonly contract: string
      readonly why: 'service' | 'place' | 'person'
    }
  | {
      readonly code: 'package-used-up'
      readonly contract: string
      readonly month: string
      readonly stands: Minutes
      readonly adds: Minutes
      readonly most: Minutes
    }
  /** A provider is paid for it: no hours are held, settled or credited. */
  | { readonly code: 'paid-care'; readonly order: string }
  | { readonly code: 'not-by-provider'; readonly order: string }
  | { readonly code: 'unknown-visit'; readonly visit: string }
  /** The person had another visit under the contract at that time, as "09:00". */
  | {
      readonly code: 'visit-overlaps'
      readonly day: string
      readonly from: string
      readonly to: string
    }
  /** The person does not want this volunteer again. */
  | { readonly code: 'not-wanted'; readonly member: string }
  /** Not trained and cleared for it, or not any more. */
  | { readonly code: 'not-cleared'; readonly member: string; readonly what: string }
  /** The first visit to somebody's home is made by two. */
  | { readonly code: 'first-visit-alone'; readonly member: string }
  | {
      readonly code: 'workflow-unsound'
      readonly workflow: string
      readonly why:
        | 'no-state'
        | 'unreachable'
        | 'no-way-out'
        | 'no-such-act'
        | 'bad-deadline'
        | 'bad-rate'
        | 'bad-fallback'
        | 'unreadable'
      readonly name: string
    }
  | {
      readonly code: 'overlap'
      readonly member: string
      readonly servedOn: string
      readonly from: string
      readonly to: string
      readonly with: { readonly from: string; readonly to: string }
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
  // When a member has died, or can no longer decide.
  | { readonly code: 'member-ended'; readonly member: string; readonly day: string }
  | { readonly code: 'inherit-off' }
  | { readonly code: 'unknown-ending'; readonly member: string }
  | { readonly code: 'ending-state'; readonly state: string; readonly move: string }
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
  // Decided by the gate.
  | { readonly code: 'wrong-sign-in' }
  | { readonly code: 'locked'; readonly until: number }
  | { readonly code: 'signed-out' }
  | { readonly code: 'passwords-differ' }
  /** The act asks for a second factor, and none was shown of late. */
  | { readonly code: 'second-factor-needed'; readonly act: string }
  | { readonly code: 'wrong-code' }
  /** A code that came by message; so many tries are left. */
  | { readonly code: 'message-code-wrong'; readonly left: number }
  /** Used, too old, tried too often, or asked for in another browser. */
  | { readonly code: 'message-code-over' }
  | { readonly code: 'messages-stopped'; readonly by: MessageStop; readonly until: number }
  /** Until staff unlock it. */
  | { readonly code: 'card-locked' }
  | { readonly code: 'card-taken' }
  /** Staff did not say that they have seen the person, or their document. */
  | { readonly code: 'not-checked'; readonly what: 'person' | 'document' }
  | { readonly code: 'confirmation-wrong'; readonly by: 'pin' | 'code' | 'call' }
  /** A relative's authority that is over, ended, or never was. */
  | { readonly code: 'proxy-ended' }
  | { readonly code: 'proxy-scope'; readonly scope: string }
  | { readonly code: 'proxy-terms'; readonly what: 'scopes' | 'monthly' | 'until' }
  /** Whoever completed a service does not ask the elder about it. */
  | { readonly code: 'call-by-another'; readonly entry: string }
  | { readonly code: 'passkey-refused'; readonly why: PasskeyFault }
  | { readonly code: 'outside-refused'; readonly why: OutsideFault }
  | { readonly code: 'unknown-login'; readonly login: string }
  // Decided on who works here, and with what.
  | {
      readonly code: 'unknown-row'
      readonly table: 'staff' | 'token' | 'device' | 'handover' | 'hook'
      readonly key: string
    }
  /** Nobody gives, changes or ends a post of their own. */
  | { readonly code: 'own-post' }
  | { readonly code: 'duties-apart'; readonly role: string; readonly held: string }
  | { readonly code: 'token-dates'; readonly until: string; readonly most: string }
  /** A desk of the station writes only from a computer that is enrolled there. */
  | { readonly code: 'device-needed' }
  | { readonly code: 'device-refused'; readonly why: DeviceFault }
  // Papers: certificates, publicity, training and awards.
  | { readonly code: 'unknown-paper'; readonly paper: string }
  | { readonly code: 'paper-terms'; readonly what: PaperTerm }
  /** So many services of the member have not hung out yet, the first of them on that day. */
  | {
      readonly code: 'publicity-needed'
      readonly member: string
      readonly day: string
      readonly count: number
    }
  // The house itself.
  | { readonly code: 'busy'; readonly retryAfter: number }
  | {
      readonly code: 'no-room'
      readonly why: 'full' | 'read-only'
      readonly retryAfter: number
    }

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

/** What keeps a message from being sent: who it is for, where it comes from, the city's budget, the gateway. */
export type MessageStop = 'soon' | 'phone' | 'address' | 'city' | 'gateway' | 'closed'

/** Why a computer was not enrolled, or was not taken for the one it says it is. */
export type DeviceFault = 'code' | 'key' | 'name' | 'unproved' | 'ended' | 'elsewhere'

/** What a new password lacks. */
export type PasswordLack = 'short' | 'long' | 'classes' | 'common' | 'login' | 'before'

export type PasskeyFault = 'unreadable' | 'late' | 'unknown' | 'taken' | 'copied' | 'name'

/** Why a sign-in at another issuer did not come to one here. */
export type OutsideFault =
  | 'not-set-up'
  | 'unreachable'
  | 'denied'
  | 'late'
  | 'unproved'
  | 'not-linked'
  | 'linked-elsewhere'

/** What of a paper's terms cannot be. */
export type PaperTerm =
  | 'days'
  | 'posted'
  | 'too-short'
  | 'place'
  | 'empty'
  | 'too-long'
  | 'photo'
  | 'about'
  | 'outcome'
  | 'running'
  | 'objection-open'
  | 'ended'
  | 'course'
  | 'length'
  | 'award'
  | 'size'
  | 'days-range'
  | 'words'
  | 'answer-words'
  | 'number'
  | 'not-hanging'
  | 'many-objections'
  | 'report-kind'
  | 'template-names'
  | 'template-from'

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
