/**
 * Signing in (登录). Whether a name is known is told neither by the answer nor
 * by the work: every try is counted first, then hashed against something. A
 * try is counted before the password is looked at, so that a hundred at once
 * are still counted as a hundred.
 */
import { noteEvent, type Noting, VISITOR } from '../bank/oversight/audit.ts'
import type { Actor, Bank } from '../bank/ports.ts'
import type { MemberId } from '../ledger/account.ts'
import { done, type Outcome, type Refusal, refuse } from '../ledger/refusal.ts'
import type { Ref } from '../ledger/entry.ts'
import type { Passwords } from './password.ts'
import { hashOf } from './secrets.ts'
import { actorOf, openSession } from './session.ts'

export { signOut } from './session.ts'

export type SignInBank = Pick<Bank, 'people' | 'directory'> &
  Noting & { readonly passwords: Passwords }

/** Where the try comes from. */
export interface Device {
  /** The address as far as it can be trusted; '' where there is none. */
  readonly ip: string
  /** The secret of the session this browser had, which ends here. */
  readonly session?: string | undefined
  /** The secret of the device's own cookie, where it has one. */
  readonly device?: string | undefined
}

export interface SignedIn {
  /** For the cookie; it is nowhere else. */
  readonly secret: string
  readonly actor: Actor
}

export interface MemberSignIn {
  /** The card, or the volunteer number printed on it. */
  readonly card: string
  readonly pin: string
}

/** Failures at one login from one device or address, and at one card from anywhere, before a lock. */
export const TRIES_MAX = 5

/** Failures from one address, at whomever: a station's desk shares one, and numbers can be guessed in order. */
export const ADDRESS_TRIES_MAX = 30

export const WRONG: Refusal = { code: 'wrong-sign-in' }

/**
 * Refuses as wrong (no hint at what), locked, or busy. A card is ours, the
 * number printed on it, or one of another's that was linked at a station; a
 * void one is nobody's.
 */
export async function signInMember(
  bank: SignInBank,
  { card, pin }: MemberSignIn,
  device: Device,
): Promise<Outcome<SignedIn>> {
  const shown = await shownCard(bank, card)
  const right = await pinChecked(bank, shown, pin, device)
  const member = shown.member ?? ''
  return kept(bank, member, right.ok ? await entered(bank, 'member', member, device) : right, [
    ['how', shown.how],
  ])
}

/** A card as it was shown, and under which key its tries are counted, also where it is nobody's. */
export interface Shown {
  readonly how: 'card' | 'number'
  readonly key: string
  readonly member: MemberId | undefined
  readonly pinHash: string | undefined
}

async function shownCard({ people }: SignInBank, typed: string): Promise<Shown> {
  const isVoid = (await people.members.voidCard(typed)) !== undefined
  const found = await people.byCard(typed)
  const linked = await people.members.linkedTo(typed)
  const other = linked === undefined ? undefined : await people.get(linked)
  const carded = found ?? (other && (await people.byCard(other.card)))
  const text = typed.normalize('NFKC').replace(/[\s-]/gu, '').toUpperCase()
  const member = isVoid ? undefined : carded?.person.member
  // Numbers are given in order and can be guessed; whoever has a card has it.
  const how = text === carded?.person.number || /^[A-Z]{1,4}\d{8}$/.test(text) ? 'number' : 'card'
  const whose = member ?? hashOf(text)
  const key = how === 'card' ? cardTries(whose) : numberTries(whose)
  return { how, key, member, pinHash: isVoid ? undefined : carded?.pinHash }
}

/**
 * A PIN has six digits, so its tries are counted from wherever they come: five
 * wrong ones lock the card until staff unlock it. By number they only lock for
 * a while, or anybody could lock everybody by counting up.
 */
export async function pinChecked(
  bank: SignInBank,
  { how, key, member, pinHash }: Shown,
  pin: string,
  device: Device,
): Promise<Outcome<true>> {
  const { members } = bank.people
  if (how === 'card' && (await members.cardLock(key)) > 0) return refuse({ code: 'card-locked' })
  const right = await checked(bank, { key, beside: addressOf(device) }, pin, pinHash)
  if (right.ok || how !== 'card' || right.refusal.code === 'busy') return right
  if ((await bank.people.lock(key)).failures < TRIES_MAX) return right
  await members.lockCard(key, member, bank.clock.now())
  return refuse({ code: 'card-locked' })
}

/** Keeps how it went; of a name that nobody has, not the name. */
export async function kept<In extends SignedIn>(
  bank: SignInBank,
  about: string,
  outcome: Outcome<In>,
  refs: readonly Ref[] = [],
): Promise<Outcome<In>> {
  if (outcome.ok)
    await noteEvent(bank, outcome.value.actor, { act: 'sign-in', ok: true, about, refs })
  else if (outcome.refusal.code === 'locked' || outcome.refusal.code === 'card-locked')
    await noteEvent(bank, VISITOR, { act: 'locked', ok: false, about, reason: 'locked' })
  else if (outcome.refusal.code === 'wrong-sign-in')
    await noteEvent(bank, VISITOR, { act: 'sign-in', ok: false, about, reason: 'wrong' })
  return outcome
}

/** The key of tries at a member's PIN by card. */
export function cardTries(member: string): string {
  return `card:${member}`
}

/** And by the number that is printed on it. */
export function numberTries(member: string): string {
  return `number:${member}`
}

/** Where a try is counted: at its own key from the first, and beside it when it was wrong. */
export interface Counting {
  readonly key: string
  readonly beside: readonly { readonly key: string; readonly most: number }[]
}

/** The address, where there is one. */
export function addressOf({ ip }: Device): Counting['beside'] {
  return ip === '' ? [] : [{ key: `address:${hashOf(ip)}`, most: ADDRESS_TRIES_MAX }]
}

/** Counts the try, then looks at the secret. Refuses as wrong, locked, or busy. */
export async function checked(
  bank: SignInBank,
  { key, beside }: Counting,
  secret: string,
  encoded: string | undefined,
): Promise<Outcome<true>> {
  const { people, passwords } = bank
  const now = bank.clock.now()
  const locks = await Promise.all([key, ...beside.map((one) => one.key)].map(people.lock))
  const until = Math.max(...locks.map(({ lockedUntil }) => lockedUntil))
  if (until > now) return refuse({ code: 'locked', until })
  // Before counting: a crowd at the door must not lock anyone.
  if (passwords.full()) return passwords.verify('', undefined).then(busyOr)

  const counted = await people.tried(key, false, now, TRIES_MAX)
  if (counted.failures > TRIES_MAX && counted.lockedUntil > now)
    return refuse({ code: 'locked', until: counted.lockedUntil })
  const verified = await passwords.verify(secret, encoded)
  if (!verified.ok) return verified
  if (verified.value) {
    await people.tried(key, true, now)
    return done(true)
  }
  const there = await Promise.all(beside.map((one) => people.tried(one.key, false, now, one.most)))
  const locked = Math.max(counted.lockedUntil, ...there.map(({ lockedUntil }) => lockedUntil))
  return refuse(locked > now ? { code: 'locked', until: locked } : WRONG)
}

const busyOr = (outcome: Outcome<boolean>) => (outcome.ok ? refuse(WRONG) : outcome)

/** Opens a session for somebody who has shown who they are. */
export async function entered(
  bank: SignInBank,
  kind: 'member',
  subject: string,
  { session }: Device,
): Promise<Outcome<SignedIn>> {
  const actor = await actorOf(bank, { kind, subject })
  if (!actor) return refuse(WRONG)
  const secret = await openSession(bank, kind, subject, session)
  return done({ secret, actor })
}
