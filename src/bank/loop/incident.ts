/** An incident (意外与安全事件) that begins with an order: urgent, at its station, about the same person. */
import type { MemberId } from '../../ledger/account.ts'
import type { Draft, EntryId } from '../../ledger/entry.ts'
import type { Outcome } from '../../ledger/refusal.ts'
import { asked } from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { OrderRow } from '../ports-order.ts'
import { intakeDraft } from './take-in.ts'
import { workflowOf } from './workflow.ts'

export async function incidentDraft(
  bank: Bank,
  actor: Actor,
  { key, body }: Row<OrderRow>,
): Promise<Outcome<Draft>> {
  const workflow = await workflowOf(bank, 'incident')
  if (!workflow.ok) return workflow
  const order = {
    ...{ id: bank.ids.entry(), type: 'incident', station: body.station, urgent: true },
    source: actor.kind === 'member' ? ('page' as const) : ('phone' as const),
    ...(body.member === undefined ? {} : { member: body.member as MemberId }),
    cameFrom: key as EntryId,
  }
  const ask = asked(actor, 'take-in', order)
  const words = { need: '' }
  return intakeDraft(bank, actor, ask, {
    order: { ...order, words },
    workflow: workflow.value,
    hold: undefined,
  })
}
