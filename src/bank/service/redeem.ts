/** Redeem at the counter (兑换): the service is given now, the hours are spent in one entry. */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId, Ref } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import type { Relation } from '../../rules/city.ts'
import { memberRow, refusedAt, refusedOwn, stationOn } from '../actor.ts'
import { type Quote, quoteFor } from '../catalogue/quote.ts'
import { type Asked, answeredBefore, asked, drafted, lookingAgain, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import type { Confirmed } from '../ports-member-keys.ts'
import { noteActedFor, proxyTerms } from '../people/proxies.ts'
import { record } from '../record.ts'
import { confirming } from './confirmation.ts'
import { paidTo } from './settle.ts'
import { refusedBeneficiary, spend } from './spending.ts'

export interface RedeemOrder {
  readonly id: EntryId
  readonly member: MemberId
  readonly station: string
  readonly service?: string
  /** The item of the station's catalogue, by its code. */
  readonly item?: string
  readonly times?: number
  /** The volunteer who served, where one did. */
  readonly provider?: MemberId
  readonly beneficiary?: Relation
  /** The relative who came for the member; staff have checked who it is. */
  readonly proxy?: MemberId
  /** How whoever was served has said that they were; checked by the gate. */
  readonly confirmed?: Confirmed
}

/** Spends the price of a service given at the counter. Refuses as `book` does. */
export async function redeem(
  bank: Bank,
  actor: Actor,
  order: RedeemOrder,
): Promise<Outcome<Entry>> {
  const own =
    order.provider === undefined ? undefined : await refusedOwn(bank, actor, order.provider)
  const no = (await refusedAt(bank, actor, order.station, 'redemptions:write')) ?? own
  if (no) return refuse(no)
  const ask = asked(actor, 'redeem', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before

  const relation = order.beneficiary ?? 'self'
  const wrong = refusedBeneficiary(bank, relation)
  if (wrong) return refuse(wrong)
  if (order.provider === order.member) return refuse({ code: 'to-oneself', member: order.member })

  const outcome = await lookingAgain(bank, async () => {
    const quote = await quoteFor(bank, { ...order, day: today(bank) })
    return quote.ok ? attempted(bank, actor, ask, order, { quote: quote.value, relation }) : quote
  })
  if (outcome.ok && outcome.again !== true)
    await noteActedFor(bank, actor, {
      member: order.member,
      relative: order.proxy,
      entry: outcome.value,
      what: 'redeem',
    })
  return outcome
}

/** One look at what is there, and the entry it would make. */
async function attempted(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  order: RedeemOrder,
  { quote, relation }: { readonly quote: Quote; readonly relation: Relation },
): Promise<Outcome<Entry>> {
  const day = today(bank)
  const { minutes, service } = quote
  const place = await stationOn(bank, order.station, day)
  if (!place.ok) return place
  const member = await memberRow(bank, order.member)
  if (!member.ok) return member
  const spending = await spend(bank, member.value, {
    member: order.member,
    minutes,
    service,
    day,
    relation,
  })
  if (!spending.ok) return spending
  const where = { station: order.station, servedOn: day }
  const paid = await paidTo(bank, where, order.provider, minutes)
  if (!paid.ok) return paid
  const through = await proxyTerms(bank, order.member, order.proxy, 'redeem')
  if (!through.ok) return through
  const refs: Ref[] = [['beneficiary', relation], ...through.value.refs, ...quote.refs]
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
      limits: [
        ...spending.value.limits,
        ...paid.value.limits,
        ...through.value.limits,
        ...quote.limits,
      ],
      empty: spending.value.empty ?? [],
      relies: [
        place.value.station,
        member.value,
        ...paid.value.relies,
        ...through.value.relies,
        ...quote.relies,
      ],
      along: said.along,
      refs: [...refs, ...said.refs],
    }),
  )
}
