/**
 * A change two have to agree on (须两人同意): the rows as they would be are what
 * is asked, the review binds to them, and a yes brings exactly those. Where a
 * row has moved meanwhile the yes is refused as stale, and it is asked anew.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId, RowChange } from '../../ledger/entry.ts'
import type { Outcome, ReviewLevel } from '../../ledger/refusal.ts'
import { asked, cityPlace, rowChange } from '../draft.ts'
import type { Actor, Bank, Tables } from '../ports.ts'
import { askReview } from './ask.ts'

export interface ChangeOrder {
  readonly id: EntryId
  /** What it is, as a code: "extend-order". Named for people in words/reviewing.ts. */
  readonly subject: string
  readonly rows: readonly {
    readonly table: keyof Tables
    readonly key: string
    /** The version the row will have. */
    readonly version: number
    readonly body: object
  }[]
}

/** Asks for it. The answer is `waits-for-review`, or the refusal that stopped even that. */
export function askChange(
  bank: Bank,
  actor: Actor,
  order: ChangeOrder,
  about: {
    readonly station: string
    readonly organisation?: string
    readonly by: ReviewLevel
    readonly member?: MemberId
  },
): Promise<Outcome<Entry>> {
  const { station, organisation, by, member } = about
  return askReview(bank, actor, asked(actor, 'change', order), {
    ...cityPlace(bank),
    ...{ kind: 'change', order, station, service: '-', grounds: [{ why: 'change', by }] },
    ...(organisation === undefined ? {} : { organisation }),
    ...(member === undefined ? {} : { member }),
  })
}

export function changedRows(bank: Bank, { rows }: ChangeOrder): readonly RowChange[] {
  return rows.map(({ table, key, version, body }) =>
    rowChange(bank, table, key, version, body as Tables[typeof table]),
  )
}
