/** Contracts of paid care for programs, and the visits of providers under them. */
import type * as z from 'zod'
import { may } from '../bank/actor.ts'
import {
  type ContractEnd,
  type ContractOrder,
  contractFor,
  contractsFor,
  endContract,
  saveContract,
} from '../bank/loop/contract.ts'
import { orderFor } from '../bank/loop/order.ts'
import {
  correctVisit,
  monthsOf,
  recordVisit,
  type VisitCorrection,
  type VisitOrder,
} from '../bank/loop/paid.ts'
import type { Row } from '../bank/ports.ts'
import type { ContractRow } from '../bank/ports-paid.ts'
import type { Confirmation } from '../gate/confirmation.ts'
import type { MemberId } from '../ledger/account.ts'
import type { EntryId } from '../ledger/entry.ts'
import { done, refuse } from '../ledger/refusal.ts'
import { confirmedOrder } from './confirmation.ts'
import type { contractShape, visitBody } from './contract-shapes.ts'
import { problem } from './problems.ts'
import { entryId } from './schemas.ts'
import { answered, type Ask, type Handlers, json, straight } from './writes.ts'

export const CONTRACTS: Handlers = {
  'get /contracts': contracts,
  'post /contracts': straight<ContractOrder>(saveContract),
  'get /contracts/:number': one,
  'post /contracts/:number/end': ended,
  'post /orders/:id/visits': visited,
  'post /visits/:id/correction': corrected,
}

async function contracts({ bank, actor, ...ask }: Ask): Promise<Response> {
  const found = await contractsFor(bank, actor)
  if (!found.ok) return problem({ bank, actor, ...ask }, found.refusal)
  return json(200, { contracts: found.value.map(view) })
}

async function one(ask: Ask): Promise<Response> {
  const found = await contractFor(ask.bank, ask.actor, ask.params['number'] ?? '')
  if (!found.ok) return problem(ask, found.refusal)
  const months = await monthsOf(ask.bank, found.value.key)
  return json(200, {
    ...view(found.value),
    months: months.map(({ key, body }) => ({ month: key.slice(-7), ...body })),
  })
}

function view({ key: number, body }: Row<ContractRow>): z.infer<typeof contractShape> {
  const { list: _list, ...said } = body
  return { number, ...said, services: [...said.services] }
}

function ended(ask: Ask): Promise<Response> {
  const number = ask.params['number'] ?? ''
  return answered<ContractEnd>(ask, { ...(ask.body as ContractEnd), number }, endContract)
}

/** How the visit was confirmed is checked as of any service; of somebody nobody enrolled a slip or a call is enough. */
async function visited(ask: Ask): Promise<Response> {
  const act = 'orders:write'
  if (!may(ask.actor, act)) return problem(ask, { code: 'not-allowed', act })
  const id = ask.params['id'] ?? ''
  const found = await orderFor(ask.bank, ask.actor, entryId.safeParse(id).success ? id : '')
  if (!found.ok) return problem(ask, found.refusal)
  const { key, body } = found.value.row
  const { confirmation, ...rest } = ask.body as z.infer<typeof visitBody>
  const given = confirmation as Confirmation | undefined
  const order = { ...rest, order: key } as Omit<VisitOrder, 'confirmed'>
  const confirmed = await confirmedVisit(ask, body, order, given)
  if (!confirmed.ok) return problem(ask, confirmed.refusal, ask.body as object)
  return answered(ask, confirmed.value, recordVisit)
}

function confirmedVisit(
  ask: Ask,
  { member, hold }: { readonly member?: string; readonly hold?: string },
  order: Omit<VisitOrder, 'confirmed'>,
  confirmation: Confirmation | undefined,
) {
  if (member === undefined) {
    const by = confirmation?.by ?? 'call'
    return by === 'pin' || by === 'code'
      ? refuse({ code: 'confirmation-wrong', by })
      : done({ ...order, confirmed: by })
  }
  const service = { member: member as MemberId, booking: (hold ?? order.order) as EntryId }
  return confirmedOrder(ask, { ...order, ...(confirmation ? { confirmation } : {}) }, service)
}

function corrected(ask: Ask): Promise<Response> {
  const visit = ask.params['id'] ?? ''
  const order = { ...(ask.body as VisitCorrection), visit }
  return answered<VisitCorrection>(ask, order, correctVisit)
}
