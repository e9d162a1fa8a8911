/** What is refused of orders, their workflows, the fallback and care that is paid for. */
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

export type LoopRefusal =
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
