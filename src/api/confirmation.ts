/**
 * How a program says that whoever was served has confirmed it. What it sends
 * of a PIN or a code is compared and goes no further: the order, and with it
 * the hash of the request, only carries which of the five it was. Where a
 * program says nothing, the person is to be called.
 */
import type { Confirmed } from '../bank/ports-member-keys.ts'
import { checkedConfirmation, type Confirmation, type Service } from '../gate/confirmation.ts'
import { done, type Outcome } from '../ledger/refusal.ts'
import type { Asking } from './problems.ts'

interface Confirmable {
  readonly confirmation?: Confirmation
}

/** The order with how it was confirmed. `service` says whose hours pay, once that is known to be seen. */
export async function confirmedOrder<Order extends Confirmable>(
  { bank }: Asking,
  { confirmation, ...order }: Order,
  service: Service,
): Promise<Outcome<Omit<Order, 'confirmation'> & { readonly confirmed: Confirmed }>> {
  if (confirmation === undefined) return done({ ...order, confirmed: 'call' })
  // A program's address says nothing of the person: only the card's own tries count.
  const checked = await checkedConfirmation(bank, service, confirmation, { ip: '' })
  return checked.ok ? done({ ...order, confirmed: checked.value }) : checked
}
