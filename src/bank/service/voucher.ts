/**
 * Paper vouchers (时间券), where a city has them: hours held under a random code
 * on a slip, redeemed once at any station, and given back when the last day is
 * over. The hold closes once, so a voucher is used once.
 */
import { holding, type MemberId } from '../../ledger/account.ts'
import { heldBy } from '../../ledger/counter.ts'
import type { Draft, Entry, EntryId, Ref } from '../../ledger/entry.ts'
import { minutes as asMinutes } from '../../ledger/minutes.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { sha256, toHex } from '../../ledger/sha256.ts'
import { redeemingOf } from '../../rules/redeeming.ts'
import { memberRow, refusedAt, refusedOwn, stationOn, SYSTEM } from '../actor.ts'
import { quoteFor } from '../catalogue/quote.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  dayOf,
  drafted,
  lookingAgain,
  posting,
  rowChange,
  startOf,
  today,
} from '../draft.ts'
import { naturalId } from '../hours/opening.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { VoucherRow } from '../ports-catalogue.ts'
import { record } from '../record.ts'
import { givenBack, paidTo, releaseDraft } from './settle.ts'
import { spend } from './spending.ts'
import { voucherEnded } from './voucher-row.ts'

export interface VoucherOrder {
  readonly id: EntryId
  readonly member: MemberId
  readonly station: string
  readonly minutes: number
  /** Days it is good for; the city's number unless said. */
  readonly days?: number
}

export interface VoucherUse {
  readonly id: EntryId
  /** Where it is redeemed: any station. */
  readonly station: string
  /** As typed or scanned. */
  readonly code: string
  readonly service?: string
  readonly item?: string
  readonly times?: number
  readonly provider?: MemberId
}

/** As it is typed: capitals, spaces and hyphens make no difference. */
const plainCode = (code: string) => code.toLowerCase().replaceAll(/[\s-]/g, '')

const keyOf = (code: string) => toHex(sha256(`voucher ${plainCode(code)}`))

export const voucherNote = (id: string) => `voucher/${id}`

const DAY_MS = 86_400_000

/** Holds the hours and gives out a code. Refuses as a booking does. The code is kept with the member's own data. */
export async function issueVoucher(
  bank: Bank,
  actor: Actor,
  order: VoucherOrder,
): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'bookings:write')
  if (no) return refuse(no)
  const ask = asked(actor, 'voucher', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const place = await stationOn(bank, order.station, today(bank))
  if (!place.ok) return place
  const settings = redeemingOf(bank.rules).vouchers
  if (!settings) return refuse({ code: 'vouchers-off' })
  const days = order.days ?? settings.days
  if (!Number.isSafeInteger(days) || days < 1 || days > settings.daysMost)
    return refuse({ code: 'code-unreadable', what: 'days', given: `${days}` })
  const wrong = refusedMinutes(order.minutes)
  if (wrong) return refuse(wrong)
  const member = await memberRow(bank, order.member)
  if (!member.ok) return member
  const code = bank.ids.opaque()
  // What lies in another file first: a voucher that stands can be printed.
  await bank.people.notes.put({
    key: voucherNote(order.id),
    holder: order.member,
    value: { code },
    at: bank.clock.now(),
  })
  return lookingAgain(bank, async () => {
    const draft = await issueDraft(bank, actor, ask, { order, days, key: keyOf(code) })
    return draft.ok ? record(bank, draft.value) : draft
  })
}

/** The largest a voucher may be: two days' work; more is booked. */
const MINUTES_MAX = 16 * 60

function refusedMinutes(count: number): Refusal | undefined {
  if (Number.isSafeInteger(count) && count >= 1 && count <= MINUTES_MAX) return undefined
  const bounds = { least: asMinutes(1), most: asMinutes(MINUTES_MAX) }
  return { code: 'minutes-out-of-range', minutes: count, ...bounds }
}

async function issueDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  { order, days, key }: { order: VoucherOrder; days: number; key: string },
): Promise<Outcome<Draft>> {
  const { station, minutes } = order
  const now = today(bank)
  const place = await stationOn(bank, station, now)
  if (!place.ok) return place
  const member = await memberRow(bank, order.member)
  if (!member.ok) return member
  const until = dayOf(startOf(now) + days * DAY_MS)
  const wanted = { member: order.member, minutes, service: '-', day: until } as const
  const spending = await spend(bank, member.value, { ...wanted, relation: 'self' })
  if (!spending.ok) return spending
  const body: VoucherRow = {
    list: {
      place: `${place.value.station.body.path}${station}/`,
      who: order.member,
      state: 'out',
      at: bank.clock.now(),
      due: startOf(until) + DAY_MS,
    },
    hold: order.id,
    until,
  }
  return done(
    drafted(bank, actor, ask, {
      kind: 'hold',
      postings: [...spending.value.postings, posting(holding(station), minutes, station)],
      servedOn: now,
      station,
      organisation: place.value.organisation,
      service: '-',
      limits: spending.value.limits,
      empty: spending.value.empty ?? [],
      relies: [place.value.station, member.value],
      along: [rowChange(bank, 'voucher', key, 1, body)],
      refs: [
        ['until', until],
        ['voucher', key],
      ],
    }),
  )
}

/** What is printed on the paper, for the desk that gave it out; undefined once it is over. */
export async function voucherCode(bank: Bank, hold: Entry): Promise<string | undefined> {
  const key = voucherNote(hold.id)
  const note = (await bank.people.notes.get([key])).get(key) as { code: string } | undefined
  return note?.code
}

/**
 * Redeems a voucher, once, at any station; what it holds beyond the price goes
 * back to whose it is. Refuses one that is unknown, used, given back or past
 * its day, and a price above what it holds.
 */
export async function redeemVoucher(
  bank: Bank,
  actor: Actor,
  order: VoucherUse,
): Promise<Outcome<Entry>> {
  const own =
    order.provider === undefined ? undefined : await refusedOwn(bank, actor, order.provider)
  const no = (await refusedAt(bank, actor, order.station, 'redemptions:write')) ?? own
  if (no) return refuse(no)
  const { code, ...rest } = order
  const key = keyOf(code)
  const ask = asked(actor, 'voucher-use', { ...rest, voucher: key })
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const outcome = await lookingAgain(bank, async () => {
    const row = await bank.directory.newest('voucher', key)
    if (!row) return refuse({ code: 'unknown-voucher' })
    const over = overSince(bank, row)
    if (over) return refuse(over)
    const draft = await useDraft(bank, actor, ask, order, row)
    return draft.ok ? record(bank, draft.value) : draft
  })
  if (outcome.ok || outcome.refusal.code !== 'already-closed') return outcome
  const row = await bank.directory.newest('voucher', key)
  return refuse((row && overSince(bank, row)) ?? outcome.refusal)
}

function overSince(bank: Bank, { body }: Row<VoucherRow>): Refusal | undefined {
  const { list, until, ended } = body
  if (list.state !== 'out')
    return {
      code: 'voucher-over',
      why: list.state === 'used' ? 'used' : 'returned',
      day: ended ?? until,
    }
  return today(bank) > until ? { code: 'voucher-over', why: 'expired', day: until } : undefined
}

async function useDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  order: VoucherUse,
  row: Row<VoucherRow>,
): Promise<Outcome<Draft>> {
  const hold = await bank.journal.entry(row.body.hold as EntryId)
  if (!hold) throw new Error(`voucher ${row.key} holds nothing`)
  const { member, all } = heldBy(hold)
  const { station, provider } = order
  if (provider === member) return refuse({ code: 'to-oneself', member })
  const day = today(bank)
  const place = await stationOn(bank, station, day)
  if (!place.ok) return place
  const quote = await quoteFor(bank, { ...order, member, day })
  if (!quote.ok) return quote
  const { minutes, service } = quote.value
  if (minutes > all)
    return refuse({ code: 'voucher-short', has: asMinutes(all), needs: asMinutes(minutes) })
  const paid = await paidTo(bank, { station, servedOn: day }, provider, minutes)
  if (!paid.ok) return paid
  const back = await givenBack(bank, hold, all - minutes)
  const refs: Ref[] = [['voucher', row.key], ...quote.value.refs]
  if (provider !== undefined) refs.push(['for', provider])
  if (back.length > 0) refs.push(['gave', `${all - minutes}`])
  return done(
    drafted(bank, actor, ask, {
      kind: 'settle',
      closes: hold.id,
      postings: [
        posting(holding(hold.station), -all, hold.station),
        ...paid.value.postings,
        ...back,
      ],
      servedOn: day,
      station,
      organisation: place.value.organisation,
      service,
      limits: [...paid.value.limits, ...quote.value.limits],
      relies: [place.value.station, ...paid.value.relies, ...quote.value.relies],
      along: await voucherEnded(bank, hold, 'used'),
      refs,
    }),
  )
}

/** Vouchers ended at a time. */
const PAGE = 200

/** Vouchers past their last day: how many; unless it is only asked for, their hours go back. For the house itself. */
export async function expireVouchers(
  bank: Bank,
  { dryRun }: { readonly dryRun: boolean },
): Promise<number> {
  let count = 0
  for (;;) {
    const offset = dryRun ? count : 0
    const due = { states: ['out'], dueBefore: bank.clock.now() + 1, limit: PAGE, offset }
    const rows = await bank.directory.listed('voucher', due)
    count += rows.length
    if (!dryRun) for (const row of rows) await endVoucher(bank, row)
    if (rows.length < PAGE) return count
  }
}

async function endVoucher(bank: Bank, { body }: Row<VoucherRow>): Promise<void> {
  const hold = await bank.journal.entry(body.hold as EntryId)
  if (!hold) throw new Error(`a voucher holds nothing: ${body.hold}`)
  const id = naturalId('voucher ended', hold.id)
  const ask = asked(SYSTEM, 'voucher-ended', { id })
  const why: readonly Ref[] = [['reason', 'voucher-ended']]
  const outcome = await lookingAgain(bank, async () =>
    record(bank, await releaseDraft(bank, SYSTEM, ask, hold, { why })),
  )
  // Somebody came with it in the last moment.
  if (!outcome.ok && outcome.refusal.code !== 'already-closed')
    throw new Error(`${hold.id} could not go back: ${outcome.refusal.code}`)
}
