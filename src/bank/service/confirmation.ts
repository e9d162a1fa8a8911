/**
 * The second proof (第二重确认): that a service was given is said once, at its
 * completion, by the person it was given to, in one of five ways that count the
 * same. The entry carries which. A call-back settles now, and the call is due:
 * nobody's volunteer waits for a telephone.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { EntryId, Ref, RowChange } from '../../ledger/entry.ts'
import { rowChange, today } from '../draft.ts'
import type { Bank } from '../ports.ts'
import type { Confirmed } from '../ports-member-keys.ts'

export interface Confirming {
  readonly refs: readonly Ref[]
  readonly along: readonly RowChange[]
}

/** What an entry carries of it. */
export function confirming(
  bank: Bank,
  confirmed: Confirmed | undefined,
  about: { readonly id: EntryId; readonly member: MemberId; readonly station: string },
): Confirming {
  if (confirmed === undefined) return { refs: [], along: [] }
  const due = { member: about.member, since: today(bank), tries: 0 }
  return {
    refs: [['confirm', confirmed]],
    along:
      confirmed === 'call'
        ? [rowChange(bank, 'call', callKey(about.station, about.id), 1, due)]
        : [],
  }
}

/** Calls of a station stand together, the newest last: ids begin with their time. */
export function callKey(station: string, entry: EntryId): string {
  return `${station}/${entry}`
}
