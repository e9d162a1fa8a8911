/** Transfer and donate (转赠, 捐赠): a member's own hours to another member, or to a pool. Granted hours stay with whom they were granted. */
import { earned, type MemberId, paper, pool } from '../../ledger/account.ts'
import type { Draft, DraftPosting, Entry, EntryId, Limit, Ref } from '../../ledger/entry.ts'
import { minutes } from '../../ledger/minutes.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { may, memberRow, refusedFor, stationOn } from '../actor.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  drafted,
  lookingAgain,
  posting,
  today,
} from '../draft.ts'
import type { Actor, Bank, MemberRow, Row } from '../ports.ts'
import { record } from '../record.ts'
import { takeFrom } from '../service/spending.ts'

export interface TransferOrder {
  readonly id: EntryId
  readonly from: MemberId
  readonly to: MemberId
  /** Where it is asked for; the giver's home station when they ask themself. */
  readonly station?: string
  readonly minutes: number
}

export interface DonateOrder extends Omit<TransferOrder, 'to'> {
  readonly pool: string
}

/** Gives hours to another member. Refuses oneself, more than is there, and more than the receiver may own. */
export async function transfer(
  bank: Bank,
  actor: Actor,
  order: TransferOrder,
): Promise<Outcome<Entry>> {
  if (order.from === order.to) return refuse({ code: 'to-oneself', member: order.to })
  return give(bank, actor, order, 'transfer', () => toMember(bank, order.to, order.minutes))
}

/** What comes to a member: no more than they may own. */
export async function toMember(
  bank: Bank,
  member: MemberId,
  count: number,
): Promise<Outcome<Receiving>> {
  const to = await memberRow(bank, member)
  if (!to.ok) return to
  const { cap } = bank.rules
  const owned = { kind: 'owned', who: member, day: '' } as const
  return done({
    postings: [posting(earned(member), count, to.value.body.home)],
    relies: [to.value],
    limits: cap ? [{ code: 'over-cap', counter: owned, most: cap.most }] : [],
  })
}

/** Gives hours to a pool (公益时间池), for people who never could earn one. */
export async function donate(
  bank: Bank,
  actor: Actor,
  order: DonateOrder,
): Promise<Outcome<Entry>> {
  return give(bank, actor, order, 'donate', () => toPool(bank, order.pool, order.minutes))
}

export async function toPool(bank: Bank, code: string, count: number): Promise<Outcome<Receiving>> {
  const row = await bank.directory.get('pool', code)
  if (!row) return refuse({ code: 'unknown-pool', pool: code })
  const home = row.body.station || bank.rules.city.code
  return done({ postings: [posting(pool(code), count, home)], relies: [row], limits: [] })
}

export interface Receiving {
  readonly postings: readonly DraftPosting[]
  readonly relies: readonly Row<unknown>[]
  readonly limits: readonly Limit[]
}

async function give(
  bank: Bank,
  actor: Actor,
  order: Omit<TransferOrder, 'to'>,
  kind: 'transfer' | 'donate',
  receiving: () => Promise<Outcome<Receiving>>,
): Promise<Outcome<Entry>> {
  // Before the giver is looked for: whoever may not give is not told who is there.
  if (actor.kind !== 'member' && !may(actor, 'transfers:write'))
    return refuse({ code: 'not-allowed', act: 'transfers:write' })
  const giver = await memberRow(bank, order.from)
  if (!giver.ok) return giver
  const station = order.station ?? giver.value.body.home
  const no = await refusedFor(bank, actor, order.from, station, 'transfers:write')
  // A home that was not named is not named in the answer either.
  if (no && order.station === undefined)
    return refuse({ code: 'unknown-member', member: order.from })
  const wrong = no ?? refusedGift(bank, order.minutes)
  if (wrong) return refuse(wrong)
  const ask = asked(actor, kind, order)
  const before = await answeredBefore(bank, ask)
  if (before) return before

  return lookingAgain(bank, async () => {
    const draft = await giftDraft(bank, actor, ask, { ...order, kind, station }, receiving)
    return draft.ok ? record(bank, draft.value) : draft
  })
}

/** A gift as it would be written, to go alone or with others. */
export async function giftDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  gift: {
    readonly kind: 'transfer' | 'donate'
    readonly from: MemberId
    readonly minutes: number
    readonly station: string
    readonly refs?: readonly Ref[]
  },
  receiving: () => Promise<Outcome<Receiving>>,
): Promise<Outcome<Draft>> {
  const { kind, from, station } = gift
  const giver = await memberRow(bank, from)
  if (!giver.ok) return giver
  const to = await receiving()
  if (!to.ok) return to
  const place = await stationOn(bank, station, today(bank))
  if (!place.ok) return place
  const taken = await givenFrom(bank, from, giver.value, gift.minutes)
  if (!taken.ok) return taken
  return done(
    drafted(bank, actor, ask, {
      kind,
      postings: [...taken.value, ...to.value.postings],
      servedOn: today(bank),
      station,
      organisation: place.value.organisation,
      service: '-',
      relies: [place.value.station, giver.value, ...to.value.relies],
      limits: to.value.limits,
      refs: gift.refs ?? [],
    }),
  )
}

/** The most one gift may move: the cap of a city, many times over; beyond it a typing mistake. */
const GIFT_MAX = minutes(10_000 * 60)

/** A gift is not a service: it may be larger than a day, and any minute counts. */
export function refusedGift(bank: Bank, count: number): Refusal | undefined {
  if (!bank.rules.giftable) return { code: 'not-allowed', act: 'transfers:write' }
  if (Number.isSafeInteger(count) && count >= 1 && count <= GIFT_MAX) return undefined
  return { code: 'minutes-out-of-range', minutes: count, least: minutes(1), most: GIFT_MAX }
}

async function givenFrom(
  bank: Bank,
  member: MemberId,
  row: Row<MemberRow>,
  count: number,
): Promise<Outcome<readonly DraftPosting[]>> {
  const purses = await bank.journal.balances([earned(member), paper(member)])
  return takeFrom(purses, count, row.body.home, earned(member))
}
