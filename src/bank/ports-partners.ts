/** Funds, projects and handovers, as directory rows have them: references and dates, no payments and nobody's private data. */
import type { Listing } from '../ledger/listed.ts'

/**
 * A community charity fund (社区慈善基金): who it belongs to and who runs it. It
 * holds money, so it is never a pool of hours; here stands only where to look.
 */
export interface FundRow {
  readonly list: Listing
  readonly name: string
  /** The charity federation (慈善会) whose sub-account it is. */
  readonly federation: string
  /** The committee that decides (管委会). */
  readonly committee: string
  readonly purpose: string
  /** Number of the document it was set up by. */
  readonly document: string
  readonly area: string
}

/** One grant it has approved. Its use is published within 30 days (广州市慈善促进条例 27). Key: "fund/line". */
export interface GrantLineRow {
  /** State: approved, published; due: when it must have been published. */
  readonly list: Listing
  readonly title: string
  readonly document: string
  readonly approvedOn: string
  /** Where it was published, and when. */
  readonly published?: { readonly on: string; readonly where: string }
}

/** A project of the five partners (五社联动): who fills which slot. */
export interface ProjectRow {
  readonly list: Listing
  readonly title: string
  readonly station: string
  /** By slot: an organisation's code, a team's, a fund's, a village's; as the city's list of slots has them. */
  readonly partners: Readonly<Record<string, string>>
  readonly from: string
  readonly until: string
}

/** One station from the organisation that ran it to the next (承办移交). Key: the id it was opened under. */
export interface HandoverRow {
  /** State: open, agreed; due: the first day of the new one. */
  readonly list: Listing
  readonly station: string
  readonly outgoing: string
  readonly incoming: string
  readonly day: string
  readonly until: string
  /** Items counted by whoever handed over and took over together: by code, how many there were. */
  readonly counted: Readonly<Record<string, number>>
  /** What lay open when it was agreed. */
  readonly orders: readonly string[]
  readonly holds: readonly string[]
  readonly activities: readonly string[]
  /** Whose access ends, by what they are. */
  readonly ended: {
    readonly staff: readonly string[]
    readonly tokens: readonly string[]
    readonly devices: readonly string[]
  }
}
