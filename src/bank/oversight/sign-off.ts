/**
 * Signing a month off (对账确认): an entry that names the station, the month, the
 * cut, the tally's hash and what was found, and then a checkpoint. A month may
 * be signed off again with another tally; both stand.
 */
import type { Entry, Ref } from '../../ledger/entry.ts'
import { refOf } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { isSignOffReason } from '../../rules/sign-off.ts'
import { refusedAt, stationOn } from '../actor.ts'
import { asked, drafted, lookingAgain, today } from '../draft.ts'
import { naturalId } from '../hours/opening.ts'
import type { Actor, Bank, StoredCheckpoint } from '../ports.ts'
import { record } from '../record.ts'
import { checkpointNow } from './checkpoint.ts'
import {
  daysOf,
  type Discrepancy,
  reconcile,
  type Reconciled,
  type ReconcileOrder,
  signOffsOf,
} from './reconcile.ts'

export interface SignOffOrder extends ReconcileOrder {
  /** Why it is signed off with discrepancies open: one of SIGN_OFF_REASONS. */
  readonly reason?: string | undefined
}

export interface SignOff {
  readonly entry: Entry
  readonly found: Reconciled
  /** The checkpoint made after it, or the newest when it was signed off before. */
  readonly checkpoint: StoredCheckpoint | undefined
}

/**
 * Reconciles once more, at the tip, and signs what it finds. The same tally of
 * the same month again answers with the first sign-off. With discrepancies open
 * it is refused (`books-differ`) unless a reason is given: a station may not
 * wait for ever on what only others can settle, but the entry then says for all
 * time how many were open and why. Also refused: a month that is not over, and
 * who may not write there. Throws BrokenBooks as reconciling does.
 */
export async function signOff(
  bank: Bank,
  actor: Actor,
  order: SignOffOrder,
): Promise<Outcome<SignOff>> {
  const no = await refusedAt(bank, actor, order.station, 'days:write')
  if (no) return refuse(no)
  const days = daysOf(order.month)
  if (!days) return refuse({ code: 'month-unreadable', month: order.month })
  if (days.last > today(bank))
    return refuse({ code: 'month-not-over', month: order.month, last: days.last })
  const found = await reconcile(bank, actor, order)
  if (!found.ok) return found
  const before = await signedBefore(bank, order)
  if (before) return { ok: true, again: true, value: await signed(bank, before, found.value) }
  const open = found.value.discrepancies.length
  if (open > 0 && !isSignOffReason(order.reason)) return refuse({ code: 'books-differ', open })

  const outcome = await recorded(bank, actor, order, found.value, days.last)
  if (outcome.ok) return { ...outcome, value: await signed(bank, outcome.value, found.value) }
  // Another member of staff signed the same tally off meanwhile.
  const first = outcome.refusal.code === 'id-taken' ? await signedBefore(bank, order) : undefined
  return first ? { ok: true, again: true, value: await signed(bank, first, found.value) } : outcome
}

async function signedBefore(bank: Bank, order: SignOffOrder): Promise<Entry | undefined> {
  return (await signOffsOf(bank, order)).find((entry) => refOf(entry, 'tally') === order.file)
}

async function signed(bank: Bank, entry: Entry, found: Reconciled): Promise<SignOff> {
  return { entry, found, checkpoint: await checkpointNow(bank) }
}

function recorded(
  bank: Bank,
  actor: Actor,
  { station, month, file, reason }: SignOffOrder,
  found: Reconciled,
  last: Entry['servedOn'],
): Promise<Outcome<Entry>> {
  const id = naturalId('sign-off', station, month, file)
  const ask = asked(actor, 'sign-off', { id, station, month, file })
  return lookingAgain(bank, async () => {
    const place = await stationOn(bank, station, last)
    if (!place.ok) return place
    return record(
      bank,
      drafted(bank, actor, ask, {
        kind: 'close',
        postings: [],
        servedOn: last,
        station,
        organisation: place.value.organisation,
        service: '-',
        relies: [place.value.station],
        refs: refsOf(found, reason),
      }),
    )
  })
}

function refsOf(found: Reconciled, reason: string | undefined): readonly Ref[] {
  const of = (code: Discrepancy['code']) =>
    `${found.discrepancies.filter((one) => one.code === code).length}`
  return [
    ['month', found.month],
    ['tally', found.file],
    ['upto', `${found.cut}`],
    ['exact', `${found.exact.length}`],
    ['near', of('near')],
    ['doubled', of('doubled')],
    ['tally-only', of('tally-only')],
    ['journal-only', of('journal-only')],
    ['unplaced', of('unplaced')],
    ['tally-minutes', `${found.sums.tally}`],
    ['journal-minutes', `${found.sums.journal}`],
    ...(found.discrepancies.length > 0 && reason !== undefined
      ? [['reason', reason] as const]
      : []),
  ]
}
