/**
 * To look at a person's whole name, phone and identity number (查看完整资料).
 * Lists and pages show them masked; whoever needs more says why, and the look
 * is kept where the person can read it. A child's takes a second person.
 */
import type { MemberId } from '../../ledger/account.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import {
  ageOn,
  GUARDED_UNDER,
  LOOKS_AN_HOUR,
  UNMASK_REASONS,
  type UnmaskReason,
} from '../../rules/privacy.ts'
import { refOf } from '../../ledger/entry.ts'
import { covers, may } from '../actor.ts'
import { today } from '../draft.ts'
import { noteEvent } from '../oversight/audit.ts'
import type { Actor, Bank } from '../ports.ts'
import type { Person } from '../ports-people.ts'
import { refusedWithoutSecond } from '../second.ts'

export interface UnmaskOrder {
  readonly member: MemberId
  readonly reason: UnmaskReason
  /** Names the second person's agreement, where one is needed. */
  readonly approval?: string
}

/** Whether a second person has agreed to just this look. */
export type Agreed = (
  bank: Bank,
  actor: Actor,
  look: { readonly member: MemberId; readonly approval: string },
) => Promise<boolean>

/** Where nobody can have agreed yet. */
const NOBODY: Agreed = () => Promise.resolve(false)

const HOUR_MS = 3_600_000

/**
 * The person, whole, once. Staff of the place where they are at home, with a
 * reason of the list and LOOKS_AN_HOUR at most; each look is an event about the
 * person. Refuses a child's data without a second person's agreement.
 */
export async function unmask(
  bank: Bank,
  actor: Actor,
  order: UnmaskOrder,
  agreed: Agreed = NOBODY,
): Promise<Outcome<Person>> {
  if (actor.kind !== 'staff' || !may(actor, 'people:unmask'))
    return refuse({ code: 'not-allowed', act: 'people:unmask' })
  if (!UNMASK_REASONS.includes(order.reason))
    return refuse({ code: 'code-unreadable', what: 'reason', given: order.reason })
  const person = await bank.people.get(order.member)
  const row = person && (await bank.directory.get('member', order.member))
  if (!row || !(await covers(bank, actor, row.body.home)))
    return refuse({ code: 'unknown-member', member: order.member })

  const no =
    (await refusedChild(bank, actor, person, order, agreed)) ?? (await refusedMany(bank, actor))
  if (no) {
    await noteLook(bank, actor, order, { ok: false })
    return refuse(no)
  }
  const look = bank.ids.entry()
  await noteLook(bank, actor, order, { ok: true, look })
  // Of several at once each has a place in the line, and the first of them are shown.
  const late = await refusedMany(bank, actor, look)
  return late ? refuse(late) : done(person)
}

async function refusedChild(
  bank: Bank,
  actor: Actor,
  person: Person,
  { member, approval = '' }: UnmaskOrder,
  agreed: Agreed,
): Promise<Refusal | undefined> {
  if (person.born === undefined || ageOn(person.born, today(bank)) >= GUARDED_UNDER)
    return undefined
  const no = refusedWithoutSecond(actor, 'people:unmask-minor')
  if (no) return no
  return approval !== '' && (await agreed(bank, actor, { member, approval }))
    ? undefined
    : { code: 'needs-second-person', act: 'people:unmask', member }
}

/** Looks of the last hour, from the journal they are kept in: all of them, or those before one. */
async function refusedMany(bank: Bank, actor: Actor, look?: string): Promise<Refusal | undefined> {
  const now = bank.clock.now()
  const place = actor.station === '' ? bank.rules.city.code : actor.station
  const entries = await bank.audit.journal.stationEntries(place, now - HOUR_MS, now + HOUR_MS)
  const looks = entries.filter(
    (entry) =>
      entry.by === actor.id && refOf(entry, 'act') === 'unmasked' && refOf(entry, 'ok') === 'yes',
  )
  const own = looks.findIndex((entry) => refOf(entry, 'look') === look)
  const before = look === undefined ? looks.length : own
  return before >= LOOKS_AN_HOUR ? { code: 'too-many-looks', most: LOOKS_AN_HOUR } : undefined
}

function noteLook(
  bank: Bank,
  actor: Actor,
  { member, reason, approval }: UnmaskOrder,
  { ok, look }: { readonly ok: boolean; readonly look?: string },
): Promise<void> {
  const refs = Object.entries({ approval, look }).flatMap(([type, value]) =>
    value === undefined ? [] : [[type, value] as const],
  )
  return noteEvent(bank, actor, { act: 'unmasked', ok, about: member, reason, refs })
}
