/**
 * Settle and release (确认完成, 取消预约退回积分) close a hold, once: `closes` is
 * unique. A settle pays the volunteer who served, or the station that gave the
 * service, and may give part back in the same entry.
 */
import { type AccountId, holding, type MemberId, memberOf, redeemed } from '../../ledger/account.ts'
import { heldBy } from '../../ledger/counter.ts'
import type { DraftPosting, Entry, EntryId, Limit, Ref } from '../../ledger/entry.ts'
import { minutes } from '../../ledger/minutes.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { may, memberRow, refusedAt, refusedFor } from '../actor.ts'
import { answeredBefore, asked, drafted, lookingAgain, posting, today } from '../draft.ts'
import { postingsTo, servingLimits } from '../hours/credit.ts'
import type { Actor, Bank, MemberRow, Row } from '../ports.ts'
import type { Confirmed } from '../ports-member-keys.ts'
import { noteActedFor } from '../people/proxies.ts'
import { record } from '../record.ts'
import { confirming } from './confirmation.ts'

export interface Settlement {
  readonly id: EntryId
  readonly booking: EntryId
  /** The volunteer who served; without one the hours go to the station's account of hours redeemed. */
  readonly provider?: MemberId
  /** Minutes really used, 1 to what is held; all of it unless said. The rest goes back. */
  readonly minutes?: number
  /** How whoever was served has said that they were; checked by the gate. */
  readonly confirmed?: Confirmed
}

export interface ReleaseOrder {
  readonly id: EntryId
  readonly booking: EntryId
}

/** Closes a hold as served. Refuses what is no hold, is closed, or more than is held. */
export async function settle(bank: Bank, actor: Actor, order: Settlement): Promise<Outcome<Entry>> {
  if (!may(actor, 'bookings:write')) return refuse({ code: 'not-allowed', act: 'bookings:write' })
  const found = await holdFor(bank, order.booking)
  if (!found.ok) return found
  const hold = found.value
  const no = await refusedAt(bank, actor, hold.station, 'bookings:write')
  if (no) return refuse(unseen(no, order.booking))
  const ask = asked(actor, 'settle', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before

  const held = heldBy(hold)
  const used = order.minutes ?? held.all
  if (!Number.isSafeInteger(used) || used < 1 || used > held.all) {
    return refuse({
      code: 'minutes-out-of-range',
      minutes: used,
      least: minutes(1),
      most: minutes(held.all),
    })
  }
  if (order.provider === held.member) return refuse({ code: 'to-oneself', member: held.member })

  return lookingAgain(bank, async () => {
    const paid = await paidTo(bank, hold, order.provider, used)
    if (!paid.ok) return paid
    const back = givenBack(hold, held.all - used)
    const refs: Ref[] = order.provider === undefined ? [] : [['for', order.provider]]
    if (back.length > 0) refs.push(['gave', `${held.all - used}`])
    const { id, confirmed } = order
    const said = confirming(bank, confirmed, { id, member: held.member, station: hold.station })
    return record(
      bank,
      drafted(bank, actor, ask, {
        kind: 'settle',
        closes: hold.id,
        postings: [
          posting(holding(hold.station), -held.all, hold.station),
          ...paid.value.postings,
          ...back,
        ],
        servedOn: hold.servedOn < today(bank) ? hold.servedOn : today(bank),
        station: hold.station,
        organisation: hold.organisation,
        service: hold.service,
        limits: paid.value.limits,
        relies: paid.value.relies,
        along: said.along,
        refs: [...refs, ...said.refs],
      }),
    )
  })
}

/** Closes a hold by giving everything back to the purses it came from. Never refused by a cap. */
export async function release(
  bank: Bank,
  actor: Actor,
  order: ReleaseOrder,
): Promise<Outcome<Entry>> {
  if (actor.kind !== 'member' && !may(actor, 'bookings:write'))
    return refuse({ code: 'not-allowed', act: 'bookings:write' })
  const found = await holdFor(bank, order.booking)
  if (!found.ok) return found
  const hold = found.value
  const held = heldBy(hold)
  const no = await refusedFor(bank, actor, held.member, hold.station, 'bookings:write')
  if (no) return refuse(unseen(no, order.booking))
  const ask = asked(actor, 'release', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before

  const relative = actor.through?.relative
  const outcome = await record(
    bank,
    drafted(bank, actor, ask, {
      kind: 'release',
      closes: hold.id,
      postings: [
        posting(holding(hold.station), -held.all, hold.station),
        ...givenBack(hold, held.all),
      ],
      servedOn: today(bank),
      station: hold.station,
      organisation: hold.organisation,
      service: hold.service,
      refs: relative === undefined ? [] : [['proxy', relative]],
    }),
  )
  if (outcome.ok && outcome.again !== true)
    await noteActedFor(bank, actor, {
      member: held.member,
      relative,
      entry: outcome.value,
      what: 'release',
    })
  return outcome
}

/** Not theirs to see: as if it were not there. */
function unseen(no: Refusal, entry: EntryId): Refusal {
  return no.code === 'unknown-member' || no.code === 'unknown-station'
    ? { code: 'unknown-entry', entry }
    : no
}

async function holdFor(bank: Bank, id: EntryId): Promise<Outcome<Entry>> {
  const entry = await bank.journal.entry(id)
  if (!entry) return refuse({ code: 'unknown-entry', entry: id })
  return entry.kind === 'hold'
    ? { ok: true, value: entry }
    : refuse({ code: 'not-a-hold', entry: id })
}

/** Back to the purses in the reverse of the order they were taken from: granted hours are used first. */
export function givenBack(hold: Entry, count: number): readonly DraftPosting[] {
  const back: DraftPosting[] = []
  let left = count
  for (const taken of hold.postings
    .filter(({ account }) => memberOf(account) !== undefined)
    .toReversed()) {
    const part = Math.min(left, -taken.minutes)
    if (part > 0) back.push(posting(taken.account, part, taken.home))
    left -= part
  }
  return back
}

interface Paid {
  readonly postings: readonly DraftPosting[]
  readonly limits: readonly Limit[]
  readonly relies: readonly Row<MemberRow>[]
}

/** Hours to the volunteer who served, within the limits of any credit; or to the station's redeemed hours. */
export async function paidTo(
  bank: Bank,
  where: { readonly station: string; readonly servedOn: string },
  provider: MemberId | undefined,
  used: number,
): Promise<Outcome<Paid>> {
  if (provider === undefined) {
    const account: AccountId = redeemed(where.station)
    return {
      ok: true,
      value: { postings: [posting(account, used, where.station)], limits: [], relies: [] },
    }
  }
  const row = await memberRow(bank, provider)
  if (!row.ok) return row
  const day = where.servedOn < today(bank) ? where.servedOn : today(bank)
  return {
    ok: true,
    value: {
      postings: await postingsTo(bank, provider, row.value.body.home, used),
      limits: servingLimits(bank, provider, day),
      relies: [row.value],
    },
  }
}
