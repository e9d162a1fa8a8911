/** Searching the audit journal (审计): the newest first, by who, what and about whom; only for those who audit. */
import type { EventAct } from '../../rules/events.ts'
import { done, type Outcome } from '../../ledger/refusal.ts'
import { startOf } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { type AuditEvent, events } from './audit.ts'

export interface EventQuery {
  /** Events with a smaller seq; the newest when it is not said. */
  readonly before?: number
  readonly act?: EventAct
  readonly ok?: boolean
  /** An actor id. */
  readonly by?: string
  /** Id of a member or of staff. */
  readonly about?: string
  /** None recorded before this day. */
  readonly from?: string
  readonly limit: number
}

export interface EventsFound {
  readonly events: readonly AuditEvent[]
  /** The seq to go on before; undefined where all was looked at. */
  readonly next: number | undefined
}

const STRETCH = 500

/** Events looked at for one page: a rare one is looked for in several steps, so that nobody waits long for any. */
const LOOKED_MAX = 20_000

/** A page of events. Fewer than asked for, with a `next`, where there is more to look through. */
export async function searchEvents(
  bank: Bank,
  actor: Actor,
  query: EventQuery,
): Promise<Outcome<EventsFound>> {
  const { journal } = bank.audit
  const first = query.from === undefined ? 0 : await journal.seqBefore(startOf(query.from))
  let end = Math.min(query.before ?? Number.MAX_SAFE_INTEGER, (await journal.size()) + 1)
  const until = Math.max(first, end - LOOKED_MAX)
  const found: AuditEvent[] = []
  while (end > until + 1) {
    const after = Math.max(until, end - 1 - STRETCH)
    const outcome = await events(bank, actor, { after, limit: end - 1 - after })
    if (!outcome.ok) return outcome
    for (const event of outcome.value.toReversed()) {
      if (found.length === query.limit) return done({ events: found, next: event.seq + 1 })
      if (fits(event, query)) found.push(event)
    }
    end = after + 1
  }
  // An empty journal too is only for those who audit.
  const none = await events(bank, actor, { after: 0, limit: 0 })
  if (!none.ok) return none
  return done({ events: found, next: until > first ? until + 1 : undefined })
}

function fits(event: AuditEvent, { act, ok, by, about }: EventQuery): boolean {
  return (
    (act === undefined || event.act === act) &&
    (ok === undefined || event.ok === ok) &&
    (by === undefined || event.by === by) &&
    (about === undefined || event.about === about)
  )
}
