/** Service orders (服务工单) and their workflows, as directory rows have them: ids, codes and instants; what people said is in the vault. */
import type { Workflow } from '../rules/workflow.ts'
import type { Listing } from '../ledger/listed.ts'
import type { BookedSlot } from './ports-calendar.ts'

export type OrderSource = 'phone' | 'counter' | 'page' | 'relative' | '12345' | 'grid' | 'outbound'

/** Who has taken it on. A name that has no account is in the order's note. */
export interface Claimant {
  readonly kind: 'member' | 'team' | 'organisation' | 'provider' | 'named'
  /** A member, a team, an organisation's code, a contract; '' for 'named'. */
  readonly id: string
  /** Who goes along, where two must. */
  readonly with?: string
}

export interface OrderMoved {
  readonly move: string
  readonly to: string
  /** ms since 1970 UTC. */
  readonly at: number
  readonly by: string
  readonly reason?: string
  /** The entry under which words written by hand are kept in the vault. */
  readonly note?: string
  /** The day it asked for: a reply by it, or more time until it. */
  readonly day?: string
}

export interface OrderRow {
  readonly list: Listing
  /** "help", "wish": what its workflow is of. */
  readonly type: string
  /** The version it goes by: "help/1". */
  readonly workflow: string
  readonly state: string
  /** Where it lies; '' where an area's office has it. */
  readonly station: string
  /** Code of the area it concerns. */
  readonly area: string
  readonly service: string
  /** Whom a call was about, as its counters are told apart: one of CALL_CLASSES. */
  readonly class?: string
  /** Whom it is for; absent where that is nobody enrolled. */
  readonly member?: string
  /** Planned minutes. */
  readonly minutes?: number
  /** The day it is wanted on. */
  readonly day?: string
  readonly source: OrderSource
  /** The other system's number and its own deadline, ms since 1970 UTC. */
  readonly outside?: {
    readonly system: string
    readonly number: string
    readonly due?: number
    /** The result went back to it. */
    readonly told?: number
  }
  readonly urgent?: true
  /** What is booked, where it is something of a station's calendar. */
  readonly slot?: BookedSlot
  /** The call or order it came from. */
  readonly cameFrom?: string
  readonly claimant?: Claimant
  /** The hold of the person's hours, and what closed it or credited whoever served. */
  readonly hold?: string
  readonly entry?: string
  /** The review that must let the hours stand. */
  readonly review?: string
  readonly confirmed?: string
  /** Three faces: 3 pleased, 2 fair, 1 not. */
  readonly rating?: 1 | 2 | 3
  /** Whoever served is not to be sent again. */
  readonly notAgain?: true
  readonly outcome?: string
  /** Number of the insurance case an incident goes under. */
  readonly policy?: string
  /** What was counted: 人次, 问题解决, 物资份数, 入户户数. */
  readonly counts?: {
    readonly people: number
    readonly solved: number
    readonly goods: number
    readonly visits: number
  }
  /** A grant line of a charity fund that is cited. */
  readonly grantLine?: string
  /** When it came into this state. */
  readonly since: number
  /** When all of it must be done, and this state left; 0 where nothing says so. */
  readonly whole: number
  readonly step: number
  /** While the clock stops: when it stopped, and in which state. */
  readonly stopped?: { readonly at: number; readonly state: string }
  readonly moves: readonly OrderMoved[]
  /** While it waits for somebody to claim it: when the fallback is offered. */
  readonly fallback?: number
  /** It waited until then, at least once. */
  readonly reached?: true
  /** Handed on by a neighbouring station; taken where this one has said yes. */
  readonly neighbour?: { readonly from: string; readonly taken?: true }
  /** Neighbours that sent it back. */
  readonly returned?: readonly string[]
  /** Visits of a provider that were recorded for it. */
  readonly visits?: readonly string[]
}

/** What somebody says of a topic on notice. */
export const SAID = ['for', 'against', 'other'] as const
export type Said = (typeof SAID)[number]

/** One person's voice on a topic; the key is "order/member". State: what they say. Their words are in the vault. */
export interface VoiceRow {
  readonly list: Listing
}

export interface WorkflowRow {
  readonly workflow: Workflow
}

/** What was said when it was taken in, in the vault under "order/<id>". */
export interface OrderWords {
  /** What is needed, in the person's words. */
  readonly need: string
  /** Who called or came, where it is another than whom it is for. */
  readonly caller?: string
  readonly phone?: string
  /** Whom it is for, where that is nobody enrolled. */
  readonly person?: string
  readonly address?: string
  /** What somebody eats and must not eat, where a meal is brought. */
  readonly diet?: string
  /** Who has claimed it, where they have no account. */
  readonly claimant?: string
}

/** Who is on duty at a station on a day; the key is "station/day". */
export interface DutyRow {
  /** Key of the staff row. */
  readonly staff: string
}

/**
 * One person on a list of calls or visits to make (电访、探访). What came of it is
 * said once; where there is to be a next time, that is a row of its own.
 */
export interface RoundRow {
  readonly list: Listing
  readonly station: string
  readonly kind: 'call' | 'visit'
  /** One of CALL_CLASSES. */
  readonly class: string
  readonly member: string
  readonly day: string
  readonly result?: 'reached' | 'missed' | 'visit'
  readonly next?: string
}

/** That a volunteer is trained and cleared for visits of a kind; the key is "member/kind". */
export interface ClearanceRow {
  /** The last day it holds. */
  readonly until: string
}
