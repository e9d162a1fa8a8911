/**
 * Cards (卡片): a lost one is made anew in a minute and the old one is void at
 * once; a PIN is set anew by one clerk who has seen an identity document, and
 * looked at afterwards; a card somebody carries already is linked by its blind
 * index. None of it is in the books: it is in the people file, and every act is
 * an event of the audit journal.
 */
import type { MemberId } from '../../ledger/account.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import type { EventReason } from '../../rules/events.ts'
import { refusedAt } from '../actor.ts'
import { noteEvent } from '../oversight/audit.ts'
import type { Actor, Bank } from '../ports.ts'
import {
  CARD_KINDS,
  type CardKind,
  type CardVersion,
  type LinkedCard,
} from '../ports-member-keys.ts'
import type { Person } from '../ports-people.ts'
import { askAfterwards } from '../review/ask.ts'

/** Why a card is made anew. */
export const REISSUE_REASONS = [
  'lost',
  'stolen',
  'damaged',
] as const satisfies readonly EventReason[]
export type ReissueReason = (typeof REISSUE_REASONS)[number]

/** Staff say that they have seen who it is: the person face to face, or an identity document. */
export interface Checked {
  readonly member: MemberId
  readonly checked: boolean
}

/** The key tries at a PIN are counted under, by card and by number (gate/sign-in.ts). */
const TRIES_OF = ['card', 'number'] as const

/** What the desk is told of a person's keys. Never the PIN, never a linked number. */
export interface Keys {
  readonly person: Person
  readonly card: CardVersion
  readonly hasPin: boolean
  readonly isLocked: boolean
  readonly linked: readonly LinkedCard[]
}

/** Refuses those who may not see to cards at the person's station. */
export async function keysOf(bank: Bank, actor: Actor, member: MemberId): Promise<Outcome<Keys>> {
  const found = await personFor(bank, actor, member)
  if (!found.ok) return found
  const person = found.value
  const { members } = bank.people
  const carded = await bank.people.byCard(person.card)
  return done({
    person,
    card: await members.cardVersion(member),
    hasPin: (carded?.pinHash ?? '') !== '',
    isLocked: (await members.cardLock(`card:${member}`)) > 0,
    linked: await members.linkedCards(member),
  })
}

/** The person, where the actor may see to their cards: at the station they are at home. */
async function personFor(bank: Bank, actor: Actor, member: MemberId): Promise<Outcome<Person>> {
  const person = await bank.people.get(member)
  const unknown: Refusal = { code: 'unknown-member', member }
  if (!person) return refuse(unknown)
  const no = await refusedAt(bank, actor, person.station, 'cards:write')
  if (no) return refuse(no.code === 'unknown-station' ? unknown : no)
  return done(person)
}

export interface Reissue extends Checked {
  /** Id of the form: sent twice, it is one card. */
  readonly issue: string
  readonly reason: string
}

/** A new card with the next version; the one before is void on return. Refuses where nobody checked who it is. */
export async function reissueCard(
  bank: Bank,
  actor: Actor,
  { member, checked, issue, reason }: Reissue,
): Promise<Outcome<Person>> {
  const found = await personFor(bank, actor, member)
  if (!found.ok) return found
  if (!checked) return refuse({ code: 'not-checked', what: 'person' })
  const why = REISSUE_REASONS.find((one) => one === reason)
  if (!why) return refuse({ code: 'code-unreadable', what: 'reason', given: reason })
  const at = bank.clock.now()
  const replaces = found.value.card
  const card = await bank.people.members.issueCard({
    member,
    replaces,
    issue,
    reason: why,
    at,
    by: actor.id,
  })
  // The same form again: the card it made is the one that is good now.
  if (card === undefined) return done(found.value)
  await noteEvent(bank, actor, { act: 'card-voided', ok: true, about: member, reason: why })
  if (!(await bank.people.amend(member, { card })))
    throw new Error(`the new card of ${member} was not kept`)
  await bank.people.members.unlockCard(member)
  const { version } = await bank.people.members.cardVersion(member)
  await noteEvent(bank, actor, {
    act: 'card-issued',
    ok: true,
    about: member,
    reason: why,
    refs: [['version', `${version}`]],
  })
  return done({ ...found.value, card })
}

export interface PinReset extends Checked {
  /** Already hashed by the gate; '' takes the PIN away. */
  readonly pinHash: string
}

/** One clerk and an identity document are enough, so that nobody is sent home; it is looked at afterwards. Also unlocks. */
export async function resetPin(
  bank: Bank,
  actor: Actor,
  { member, checked, pinHash }: PinReset,
): Promise<Outcome<true>> {
  const found = await personFor(bank, actor, member)
  if (!found.ok) return found
  if (!checked) return refuse({ code: 'not-checked', what: 'document' })
  await bank.people.setPin(member, pinHash)
  await unlocked(bank, member)
  await reviewLater(bank, actor, member)
  return done(true)
}

/** That a PIN was set anew is looked at by a second person, afterwards: it stands on their list. */
export async function reviewLater(bank: Bank, actor: Actor, member: MemberId): Promise<void> {
  await noteEvent(bank, actor, {
    act: 'reset-pin',
    ok: true,
    about: member,
    refs: [
      ['seen', 'document'],
      ['review', 'later'],
    ],
  })
  const home = (await bank.directory.get('member', member))?.body.home ?? ''
  const station = actor.station === '' ? home : actor.station
  const ground = { why: 'pin-reset', by: bank.rules.review.pin.by } as const
  await askAfterwards(bank, actor, { kind: 'pin', ground, station, member })
}

/** Unlocks a card after wrong PINs. An identity document must have been seen. */
export async function unlockCard(
  bank: Bank,
  actor: Actor,
  { member, checked }: Checked,
): Promise<Outcome<true>> {
  const found = await personFor(bank, actor, member)
  if (!found.ok) return found
  if (!checked) return refuse({ code: 'not-checked', what: 'document' })
  await unlocked(bank, member)
  await noteEvent(bank, actor, { act: 'card-unlocked', ok: true, about: member })
  return done(true)
}

async function unlocked({ people, clock }: Bank, member: MemberId): Promise<void> {
  await people.members.unlockCard(member)
  for (const kind of TRIES_OF) await people.tried(`${kind}:${member}`, true, clock.now())
}

export interface CardLink extends Checked {
  readonly kind: string
  /** As typed, or read by a reader that types. */
  readonly number: string
}

/** A card of another's: letters and digits, spaces and hyphens left out. */
const CARRIED = /^[0-9A-Z]{6,32}$/

/** Links a card somebody carries already. Only its blind index is kept: the number cannot be shown again. */
export async function linkCard(
  bank: Bank,
  actor: Actor,
  { member, checked, kind, number }: CardLink,
): Promise<Outcome<true>> {
  const found = await personFor(bank, actor, member)
  if (!found.ok) return found
  if (!checked) return refuse({ code: 'not-checked', what: 'person' })
  const known = CARD_KINDS.find((one): one is CardKind => one === kind)
  if (!known) return refuse({ code: 'code-unreadable', what: 'kind', given: kind })
  const folded = number.normalize('NFKC').replace(/[\s-]/gu, '').toUpperCase()
  if (!CARRIED.test(folded)) return refuse({ code: 'code-unreadable', what: 'card', given: '' })
  // A card of ours is found as one already; linked to somebody else it would open two doors.
  if (await bank.people.byCard(folded)) return refuse({ code: 'card-taken' })
  const link = bank.ids.opaque()
  const at = bank.clock.now()
  const order = { link, member, kind: known, number: folded, at, by: actor.id }
  if (!(await bank.people.members.linkCard(order))) return refuse({ code: 'card-taken' })
  await noteEvent(bank, actor, {
    act: 'card-linked',
    ok: true,
    about: member,
    refs: [['kind', known]],
  })
  return done(true)
}

/** Takes a link away. */
export async function unlinkCard(
  bank: Bank,
  actor: Actor,
  { member, link }: { readonly member: MemberId; readonly link: string },
): Promise<Outcome<true>> {
  const found = await personFor(bank, actor, member)
  if (!found.ok) return found
  if (!(await bank.people.members.unlinkCard(member, link)))
    return refuse({ code: 'unknown-member', member })
  await noteEvent(bank, actor, { act: 'card-unlinked', ok: true, about: member })
  return done(true)
}
