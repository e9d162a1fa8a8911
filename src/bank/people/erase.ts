/**
 * Erase a person (注销并删除资料): the key that their data is sealed under is
 * destroyed, and with it go phone, card, PIN and sessions; the books stay
 * whole, with an entry that says only that it was done. What is left in the
 * books is minutes under an id that leads to nobody.
 */
import { earned, type MemberId, paper } from '../../ledger/account.ts'
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { ERASE_REASONS, type EraseReason, type Leftover, LEFTOVERS } from '../../rules/privacy.ts'
import { covers, may, refusedAt, SYSTEM } from '../actor.ts'
import { type Asked, asked, cityPlace, drafted, rowChange, today } from '../draft.ts'
import { donate } from '../hours/transfer.ts'
import { naturalId } from '../hours/opening.ts'
import { noteEvent } from '../oversight/audit.ts'
import { readingsOf } from '../oversight/readings.ts'
import type { Actor, Bank, MemberRow, Row } from '../ports.ts'
import { record } from '../record.ts'
import { refusedWithoutSecond } from '../second.ts'

export interface EraseOrder {
  readonly id: EntryId
  readonly member: MemberId
  readonly reason: EraseReason
  /** What becomes of hours that are left; 'none' says that there are none. */
  readonly left: Leftover
  /** The pool they go to, where they are donated; the city's where it is not said. */
  readonly pool?: string
}

/** The person themself asks for it; a member of staff who has them before them then does it. */
export async function askErasure(bank: Bank, actor: Actor): Promise<Outcome<true>> {
  const { member } = actor
  if (actor.kind !== 'member' || member === undefined || actor.through)
    return refuse({ code: 'not-allowed', act: 'people:erase' })
  const asked = await bank.people.amend(member, { eraseAsked: bank.clock.now() })
  if (!asked) return refuse({ code: 'unknown-member', member })
  await noteEvent(bank, actor, { act: 'erase-asked', ok: true, about: member })
  return done(true)
}

/**
 * Erases. The city's office may, and for somebody who has asked for it the
 * staff of their station. Refuses open bookings, and hours that are left or
 * owed unless it is said what becomes of them. Sent again it finishes what
 * broke off, and is answered with the same entry.
 */
export async function erase(bank: Bank, actor: Actor, order: EraseOrder): Promise<Outcome<Entry>> {
  const no = refusedOrder(order)
  if (no) return refuse(no)
  const row = await bank.directory.newest('member', order.member)
  const refused = row ? await refusedEraser(bank, actor, row) : undefined
  if (!row || refused) return refuse(refused ?? { code: 'unknown-member', member: order.member })
  const ask = asked(actor, 'erase', order)
  if (row.body.erased !== undefined) return erasedBefore(bank, ask, order)

  const left = await refusedHours(bank, order)
  if (left) return refuse(left)
  const given = await donated(bank, actor, order)
  if (!given.ok) return given
  // What lies in another file goes first: an entry that says so is then true.
  await bank.people.erase(order.member)
  const outcome = await record(bank, draftOf(bank, actor, ask, order, row))
  bank.directory.forget()
  if (!outcome.ok) return outcome
  const { member, reason } = order
  await noteEvent(bank, actor, { act: 'erased', ok: true, about: member, reason })
  return outcome
}

function refusedOrder({ reason, left }: EraseOrder): Refusal | undefined {
  if (!ERASE_REASONS.includes(reason))
    return { code: 'code-unreadable', what: 'reason', given: reason }
  return LEFTOVERS.includes(left)
    ? undefined
    : { code: 'code-unreadable', what: 'left', given: left }
}

/** Undefined when the actor may erase this member. "Not yours" is "not there". */
async function refusedEraser(
  bank: Bank,
  actor: Actor,
  { key, body }: Row<MemberRow>,
): Promise<Refusal | undefined> {
  if (actor.kind === 'system') return undefined
  if (actor.kind !== 'staff') return { code: 'not-allowed', act: 'people:erase' }
  if (may(actor, 'people:erase')) {
    if (!(await covers(bank, actor, body.home))) return { code: 'unknown-member', member: key }
    return refusedWithoutSecond(actor, 'people:erase')
  }
  const no = await refusedAt(bank, actor, body.home, 'members:write')
  if (no) return no.code === 'not-allowed' ? no : { code: 'unknown-member', member: key }
  const person = await bank.people.get(key as MemberId)
  return person?.eraseAsked === undefined && body.erased === undefined
    ? { code: 'not-allowed', act: 'people:erase' }
    : undefined
}

/** The entry there is, once nothing is left of the person. */
async function erasedBefore(bank: Bank, ask: Asked, order: EraseOrder): Promise<Outcome<Entry>> {
  const known = await bank.journal.entry(ask.id)
  if (!known || Buffer.compare(known.request, ask.request) !== 0)
    return refuse({ code: 'unknown-member', member: order.member })
  await bank.people.erase(order.member)
  return { ok: true, value: known, again: true }
}

async function refusedHours(
  bank: Bank,
  { member, left }: EraseOrder,
): Promise<Refusal | undefined> {
  const holds = await bank.journal.openHolds({ member })
  if (holds.length > 0) return { code: 'bookings-open', member, count: holds.length }
  const readings = await readingsOf(bank, SYSTEM, member)
  if (!readings.ok) return readings.refusal
  const { available, shortfall } = readings.value
  return left === 'none' && (available > 0 || shortfall > 0)
    ? { code: 'hours-left', member, available, shortfall }
    : undefined
}

/** What was earned goes to the pool; what was granted was for this person only, and stays where nobody spends it. */
async function donated(
  bank: Bank,
  actor: Actor,
  { id, member, left, pool = 'city' }: EraseOrder,
): Promise<Outcome<Entry | undefined>> {
  if (left !== 'donate') return done(undefined)
  const purses = await bank.journal.balances([earned(member), paper(member)])
  const minutes = purses.reduce((sum, { balance }) => sum + balance, 0)
  if (minutes <= 0) return done(undefined)
  return donate(bank, actor, { id: naturalId('erase', id), from: member, minutes, pool })
}

function draftOf(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  { member, reason, left }: EraseOrder,
  row: Row<MemberRow>,
) {
  const body: MemberRow = { ...row.body, grants: [], erased: today(bank) }
  return drafted(bank, actor, ask, {
    kind: 'erase',
    postings: [],
    service: '-',
    ...cityPlace(bank),
    along: [rowChange(bank, 'member', member, row.version + 1, body)],
    refs: [
      ['for', member],
      ['reason', reason],
      ['left', left],
    ],
  })
}
