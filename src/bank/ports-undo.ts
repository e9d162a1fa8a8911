/** Hours that may have been recorded wrongly and are looked into before they are undone, as a directory row has it. */
import type { Listing } from '../ledger/listed.ts'

/** Its key is the id it was told under. */
export interface UndoRow {
  /** State: told, agreed, appealed, upheld, carried, dropped; due: when it may be carried out, or answered. */
  readonly list: Listing
  /** The entry that would be undone. */
  readonly entry: string
  readonly station: string
  readonly member: string
  readonly reason: string
  /** SHA-256 of what shows it, hex: the list the person may look at. */
  readonly evidence: readonly string[]
  /** The hold of what could still be spent; absent where nothing was left. */
  readonly frozen?: string
  /** The last day to object. */
  readonly until: string
  /** Proven, and agreed by the district or above: nothing is waited for. */
  readonly fraud?: true
  readonly by: string
  readonly agreedBy?: string
  readonly answeredBy?: string
  /** The entry that undid it. */
  readonly carried?: string
}
