/** Makes the entry a difference offers, as the desk has corrected it: a credit, a reversal, or one after the other. */
import { credit } from '../bank/hours/credit.ts'
import { reverse } from '../bank/hours/reverse.ts'
import type { Discrepancy, Offer, Reconciled } from '../bank/oversight/reconcile.ts'
import type { EntryId } from '../ledger/entry.ts'
import { parseHours } from '../ledger/minutes.ts'
import type { Outcome } from '../ledger/refusal.ts'
import { actorOf, type Ask, type Fields, isEntryId, type Web } from './view.ts'

export interface Pressed {
  /** As the button says it: credit, reverse or correct, and the tally's row or the journal's seq. */
  readonly verb: string
  readonly which: string
  readonly fields: Fields
  readonly found: Reconciled
}

/** The name a difference's fields end in: the row of the tally, or the seq of the journal where it has no row. */
export function placeOf(one: Discrepancy): string {
  return 'tally' in one ? `${one.tally.row}` : `s${one.journal.seq}`
}

/**
 * Undefined when no button of a difference was pressed. What was put right
 * before is no difference any more: pressing again does nothing.
 */
export async function putRight(
  web: Web,
  c: Ask,
  { verb, which, fields, found }: Pressed,
): Promise<Outcome<unknown> | undefined> {
  if (verb !== 'credit' && verb !== 'reverse' && verb !== 'correct') return undefined
  const one = found.discrepancies.find((open) => placeOf(open) === which)
  if (!one || one.waits !== undefined) return { ok: true, value: undefined }
  let outcome: Outcome<unknown> | undefined
  for (const offer of one.offers) {
    const id = fields.get(`id-${offer.verb}-${which}`)
    const made = { id: isEntryId(id) ? id : web.bank.ids.entry(), which, station: found.station }
    outcome = await make(web, c, offer, made, fields)
    // What waits for a second person was sent; it is put right when they have looked.
    if (!outcome.ok && outcome.refusal.code !== 'waits-for-review') return outcome
  }
  const sent = outcome && !outcome.ok
  return sent ? { ok: true, value: undefined } : outcome
}

async function make(
  web: Web,
  c: Ask,
  offer: Offer,
  {
    id,
    which,
    station,
  }: { readonly id: EntryId; readonly which: string; readonly station: string },
  fields: Fields,
): Promise<Outcome<unknown>> {
  const typed = (name: string, otherwise: string) => fields.get(`${name}-${which}`) || otherwise
  if (offer.verb === 'reverse') {
    const reason = typed('reason', offer.reason)
    return reverse(web.bank, actorOf(c), { id, entry: offer.entry, reason })
  }
  const minutes = parseHours(fields.get(`hours-${which}`)) ?? offer.minutes
  return credit(web.bank, actorOf(c), {
    ...{ id, station, member: offer.member, minutes },
    servedOn: typed('day', offer.servedOn),
    service: typed('service', offer.service),
  })
}
