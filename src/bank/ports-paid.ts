/** Contracts of paid care and the visits under them, as directory rows have them: records, never movements. */
import type { Listing } from '../ledger/listed.ts'
import type { ContractKind, Over } from '../rules/contracts.ts'
import type { Confirmed } from './ports-member-keys.ts'

/** A contract of paid care (服务合同). Key: its number. */
export interface ContractRow {
  /** Place: the station's or the area's path it serves; who: whose bed it is; state: its kind; due: the end of its last day. */
  readonly list: Listing
  readonly kind: ContractKind
  /** The organisation that serves, as the directory has it. */
  readonly provider: string
  /** Code of the station or the area it serves. */
  readonly place: string
  /** Codes; none is any. */
  readonly services: readonly string[]
  readonly from: string
  /** The last day it holds; brought forward where it is ended. */
  readonly until: string
  /** Minutes of the package a month; absent where there is no such limit. */
  readonly minutes?: number
  readonly over: Over
  /** Whose bed it is. */
  readonly member?: string
  readonly ended?: true
}

/** Contracts of one person's bed, so that no two hold on a day. Key: the member. */
export interface BedRow {
  readonly terms: readonly {
    readonly contract: string
    readonly from: string
    readonly until: string
  }[]
}

/** One visit of a provider (有偿服务记录). Key: the entry that brought it, or that of a correction. */
export interface PaidVisitRow {
  /** Place: the station's path; who: whom it was for; state: stands, void; at: when it began. */
  readonly list: Listing
  readonly contract: string
  readonly provider: string
  readonly order: string
  /** What kind of order that is: "help", "company". */
  readonly type: string
  readonly station: string
  readonly area: string
  readonly service: string
  readonly day: string
  /** Minutes of the day at which it began, where that was said. */
  readonly starts?: number
  readonly minutes: number
  /** Minutes beyond the package of its month. */
  readonly over?: number
  readonly confirmed: Confirmed
  /** Who wrote it down. */
  readonly by: string
  /** The record it stands in place of. */
  readonly corrects?: string
  /** Why it stands no more. */
  readonly void?: string
}

/** What was served under a contract in a month. Key: "contract/2026-11". */
export interface PaidMonthRow {
  readonly minutes: number
  readonly visits: number
}
