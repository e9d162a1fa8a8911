/** Redeem at the counter (兑换): the service is given now, the hours are spent in one entry. */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId, Ref } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import type { Relation } from '../../rules/city.ts'
import { memberRow, refusedAt, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, lookingAgain, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import type { Confirmed } from '../ports-member-keys.ts'
import { record } from '../record.ts'
import { confirming } from './confirmation.ts'
import { paidTo } from './settle.ts'
import { priceOf, refusedBeneficiary, spend } from './spending.ts'

export interface RedeemOrder {
  readonly id: EntryId
  readonly member: MemberId
  readonly station: string
  readonly service: string
  readonly times?: number
  /** The volunteer who served, where one did. */
  readonly provider?: MemberId
  readonly beneficiary?: Relation
  /** How whoever was served has said that they were; checked by the gate. */
  readonly confirmed?: Confirmed
}

/** Spends the price of a service given at the counter. Refuses as `book` does. */
export async function redeem(
  bank: Bank,
  actor: Actor,
  order: RedeemOrder,
): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'redemptions:write')
  if (no) return refuse(no)
  const ask = asked(actor, 'redeem', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before

  const relation = order.beneficiary ?? 'self'
  const price = priceOf(bank, order.service, order.times ?? 1)
  if (!price.ok) return price
  const wrong = refusedBeneficiary(bank, relation)
  if (wrong) return refuse(wrong)
  if (order.provider === order.member) return refuse({ code: 'to-oneself', member: order.member })
  const day = today(bank)

  return lookingAgain(bank, async () => {
    const place = await stationOn(bank, order.station, day)
    if (!place.ok) return place
    const member = await memberRow(bank, order.member)
    if (!member.ok) return member
    const { service } = order
    const spending = await spend(bank, member.value, {
      member: order.member,
      minutes: price.value,
      service,
      day,
      relation,
    })
    if (!spending.ok) return spending
    const paid = await paidTo(
      bank,
      { station: order.station, servedOn: day },
      order.provider,
      price.value,
    )
    if (!paid.ok) return paid
    const refs: Ref[] = [['beneficiary', relation]]
    if (order.provider !== undefined) refs.push(['for', order.provider])
    const said = confirming(bank, order.confirmed, order)
    return record(
      bank,
      drafted(bank, actor, ask, {
        kind: 'redeem',
        postings: [...spending.value.postings, ...paid.value.postings],
        servedOn: day,
        station: order.station,
        organisation: place.value.organisation,
        service,
        limits: [...spending.value.limits, ...paid.value.limits],
        relies: [place.value.station, member.value, ...paid.value.relies],
        along: said.along,
        refs: [...refs, ...said.refs],
      }),
    )
  })
}
