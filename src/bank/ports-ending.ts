/** What a member has said should become of their hours, and the case when they die or can no longer decide: codes, ids and days. */
import type { Listing } from '../ledger/listed.ts'

export const WILLS = ['donate', 'inherit', 'leave'] as const
export type WillWhat = (typeof WILLS)[number]

/** The member's own instruction (本人嘱托). Key: the member. */
export interface WillRow {
  readonly what: WillWhat
  /** The pool they are donated to. */
  readonly pool?: string
  /** The relative they go to, where the city lets them. */
  readonly heir?: string
  /** The day it was said, and whether before staff. */
  readonly day: string
  readonly atDesk?: true
}

export const ENDING_KINDS = ['death', 'incapacity'] as const
export type EndingKind = (typeof ENDING_KINDS)[number]

/** A case (身后与失能办理). Key: the member; its state stands in `list`: reported, checked, approved, carried, withdrawn. */
export interface EndingRow {
  readonly list: Listing
  readonly kind: EndingKind
  /** SHA-256 of the paper it rests on, hex. */
  readonly evidence: string
  readonly reportedBy: string
  readonly checkedBy?: string
  readonly approvedBy?: string
  /** The relative who came, where they are a member. */
  readonly relative?: string
  /** What became of the hours when it was carried out. */
  readonly did?: WillWhat
}
