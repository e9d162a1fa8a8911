/**
 * Settle and release (确认完成, 取消预约退回积分) close a hold, once: `closes` is
 * unique. A settle pays the volunteer who served, or the station that gave the
 * service, and may give part back in the same entry.
 */
import {
  type AccountId,
  earned,
  holding,
  kindOf,
  type MemberId,
  memberOf,
  redeemed,
  shortfall,
} from '../../ledger/account.ts'
import { heldBy } from '../../ledger/counter.ts'
import {
  type Day,
  type Draft,
  type DraftPosting,
  type Entry,
  type EntryId,
  type Limit,
  type Ref,
  refOf,
  type RowChange,
} from '../../ledger/entry.ts'
import { minutes } from '../../ledger/minutes.ts'
import { done, type Outcome, type Refusal, type ReviewLevel, refuse } from '../../ledger/refusal.ts'
import { may, memberRow, refusedAt, refusedFor, refusedOwn } from '../actor.ts'
import { countsBack } from '../catalogue/quote.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  drafted,
  lookingAgain,
  posting,
  seenReview,
  today,
} from '../draft.ts'
import { type Approved, postingsTo, servingLimits } from '../hours/credit.ts'
import type { Actor, Bank, MemberRow, Row } from '../ports.ts'
import type { Confirmed } from '../ports-member-keys.ts'
import { noteActedFor } from '../people/proxies.ts'
import { record, rehearse } from '../record.ts'
import { askingDraft, askReview, type Ground, groundOf, type Question } from '../review/ask.ts'
import { confirming } from './confirmation.ts'
import { isVoucher, voucherEnded } from './voucher-row.ts'

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

/**
 * Closes a hold as served. Refuses what is no hold, is closed, or more than is
 * held, and hours to oneself or a relative. Where the day of whoever served
 * becomes so long that another has to look, it waits, and the hours stay held.
 */
export async function settle(bank: Bank, actor: Actor, order: Settlement): Promise<Outcome<Entry>> {
  if (!may(actor, 'bookings:write')) return refuse({ code: 'not-allowed', act: 'bookings:write' })
  const paid = await refusedPaid(bank, order.booking)
  if (paid) return refuse(paid)
  const found = await holdFor(bank, order.booking)
  if (!found.ok) return found
  const hold = found.value
  const own =
    order.provider === undefined ? undefined : await refusedOwn(bank, actor, order.provider)
  const no = (await refusedAt(bank, actor, hold.station, 'bookings:write')) ?? own
  if (no) return refuse(unseen(no, order.booking))
  const ask = asked(actor, 'settle', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before

  const outcome = await lookingAgain(bank, async () => {
    const draft = await settleDraft(bank, actor, ask, order)
    return draft.ok ? record(bank, draft.value) : draft
  })
  const ground = outcome.ok ? undefined : groundOf(bank, outcome.refusal)
  if (!ground || order.provider === undefined) return seenReview(bank, outcome)
  return askReview(bank, actor, ask, settleQuestion(bank, order, hold, ground))
}

/** A provider is paid for the order it was held for: what was held has gone back, and nothing is settled. */
async function refusedPaid(bank: Bank, booking: EntryId): Promise<Refusal | undefined> {
  const hold = await bank.journal.entry(booking)
  const order = hold && refOf(hold, 'order')
  const row = order === undefined ? undefined : await bank.directory.newest('order', order)
  return row?.body.claimant?.kind === 'provider' ? { code: 'paid-care', order: row.key } : undefined
}

/** A settlement as it would be written now, to go with other drafts: itself, or the record that it waits. */
export async function settleOrAsking(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  order: Settlement,
): Promise<Outcome<Draft>> {
  const draft = await settleDraft(bank, actor, ask, order)
  if (!draft.ok || order.provider === undefined) return draft
  const [tried] = await rehearse(bank, [draft.value])
  const ground = tried && !tried.ok ? groundOf(bank, tried.refusal) : undefined
  if (!ground) return draft
  const hold = await holdFor(bank, order.booking)
  if (!hold.ok) return hold
  return done(await askingDraft(bank, actor, ask, settleQuestion(bank, order, hold.value, ground)))
}

function settleQuestion(bank: Bank, order: Settlement, hold: Entry, ground: Ground): Question {
  return {
    kind: 'settle',
    order,
    grounds: [ground],
    station: hold.station,
    organisation: hold.organisation,
    service: hold.service,
    servedOn: servedBy(bank, hold),
    minutes: order.minutes ?? heldBy(hold).all,
    ...(order.provider === undefined ? {} : { member: order.provider }),
  }
}

/** The day it was served on: the day it was booked for, or today where that is still to come. */
function servedBy(bank: Bank, hold: Entry): Day {
  return hold.servedOn < today(bank) ? hold.servedOn : today(bank)
}

export async function settleDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  order: Settlement,
  late?: { readonly approved: Approved; readonly servedOn: Day },
): Promise<Outcome<Draft>> {
  const found = await holdFor(bank, order.booking)
  if (!found.ok) return found
  const hold = found.value
  if (isVoucher(hold)) return refuse({ code: 'voucher-by-code', entry: hold.id })
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
  const servedOn = late?.servedOn ?? servedBy(bank, hold)
  const where = { station: hold.station, servedOn }
  const paid = await paidTo(bank, where, order.provider, used, late?.approved.level)
  if (!paid.ok) return paid
  const back = await givenBack(bank, hold, held.all - used)
  const refs: Ref[] = [...(late?.approved.refs ?? [])]
  if (order.provider !== undefined) refs.push(['for', order.provider])
  if (back.length > 0) refs.push(['gave', `${held.all - used}`])
  const { id, confirmed } = order
  const said = confirming(bank, confirmed, { id, member: held.member, station: hold.station })
  return {
    ok: true,
    value: drafted(bank, actor, ask, {
      kind: 'settle',
      closes: hold.id,
      postings: [
        posting(holding(hold.station), -held.all, hold.station),
        ...paid.value.postings,
        ...back,
      ],
      servedOn,
      station: hold.station,
      organisation: hold.organisation,
      service: hold.service,
      limits: paid.value.limits,
      relies: paid.value.relies,
      along: [...said.along, ...(late?.approved.along ?? [])],
      refs: [...refs, ...said.refs],
    }),
  }
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

  const outcome = await lookingAgain(bank, async () =>
    record(bank, await releaseDraft(bank, actor, ask, hold)),
  )
  if (outcome.ok && outcome.again !== true)
    await noteActedFor(bank, actor, {
      member: held.member,
      relative: actor.through?.relative,
      entry: outcome.value,
      what: 'release',
    })
  return outcome
}

/** All that is held back to where it came from, as it would be written. */
export async function releaseDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  hold: Entry,
  {
    why = [],
    along = [],
  }: { readonly why?: readonly Ref[]; readonly along?: readonly RowChange[] } = {},
): Promise<Draft> {
  const held = heldBy(hold)
  const relative = actor.through?.relative
  return drafted(bank, actor, ask, {
    kind: 'release',
    closes: hold.id,
    postings: [
      posting(holding(hold.station), -held.all, hold.station),
      ...(await givenBack(bank, hold, held.all)),
    ],
    servedOn: today(bank),
    station: hold.station,
    organisation: hold.organisation,
    service: hold.service,
    along: [...(await voucherEnded(bank, hold, 'returned')), ...along],
    refs: [
      ...why,
      ...countsBack(hold),
      ...(relative === undefined ? [] : [['proxy', relative] as const]),
    ],
  })
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
  // What is held while an undoing is objected to is no booking: only the undoing itself moves it.
  return entry.kind === 'hold' && refOf(entry, 'undo') === undefined
    ? { ok: true, value: entry }
    : refuse({ code: 'not-a-hold', entry: id })
}

/**
 * Back to the purses in the reverse of the order they were taken from: what was
 * advanced first, granted hours last. What was advanced and has been made good
 * since comes back as hours.
 */
export async function givenBack(
  bank: Pick<Bank, 'journal'>,
  hold: Entry,
  count: number,
): Promise<readonly DraftPosting[]> {
  const back = new Map<AccountId, DraftPosting>()
  const give = (account: AccountId, part: number, home: string) => {
    const sum = part + (back.get(account)?.minutes ?? 0)
    if (sum > 0) back.set(account, posting(account, sum, home))
  }
  let left = count
  for (const { account, minutes: taken, home } of hold.postings.toReversed()) {
    const member = memberOf(account)
    const part = Math.min(left, -taken)
    if (member === undefined || part <= 0) continue
    left -= part
    const owed = kindOf(account) === 'shortfall' ? await owedBy(bank, member) : part
    give(account, Math.min(part, owed), home)
    give(earned(member), part - Math.min(part, owed), home)
  }
  return [...back.values()]
}

/** Minutes a member owes now. */
export async function owedBy(bank: Pick<Bank, 'journal'>, member: MemberId): Promise<number> {
  const [owed] = await bank.journal.balances([shortfall(member)])
  return 0 - (owed?.balance ?? 0)
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
  level?: ReviewLevel,
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
      limits: servingLimits(bank, provider, day, level),
      relies: [row.value],
    },
  }
}
