/**
 * Signing in (登录). Whether a name is known is told neither by the answer nor
 * by the work: every try is counted first, then hashed against something. A
 * try is counted before the password is looked at, so that a hundred at once
 * are still counted as a hundred.
 */
import { noteEvent, type Noting, VISITOR } from '../bank/oversight/audit.ts'
import type { Actor, Bank } from '../bank/ports.ts'
import type { Tries } from '../bank/ports-people.ts'
import { done, type Outcome, type Refusal, refuse } from '../ledger/refusal.ts'
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
}

export interface SignedIn {
  /** For the cookie; it is nowhere else. */
  readonly secret: string
  readonly actor: Actor
}

export interface StaffSignIn {
  readonly login: string
  readonly password: string
}

export interface MemberSignIn {
  /** The card, or the volunteer number printed on it. */
  readonly card: string
  readonly pin: string
}

/** Failures at one login from one address, and at one card from anywhere, before a lock. */
const TRIES_MAX = 5

/** Failures from one address, at whomever: a station's desk shares one, and numbers can be guessed in order. */
const ADDRESS_TRIES_MAX = 30

const WRONG: Refusal = { code: 'wrong-sign-in' }

/** Refuses as wrong (no hint at what), locked, or busy. */
export async function signInStaff(
  bank: SignInBank,
  { login: typed, password }: StaffSignIn,
  device: Device,
): Promise<Outcome<SignedIn>> {
  const login = typed.trim().toLowerCase()
  const credential = await bank.people.byLogin(login)
  // By login and address: an outsider cannot lock a clerk out.
  const key = `login:${hashOf(`${login}\n${device.ip}`)}`
  const right = await checked(bank, key, password, credential?.passwordHash, device)
  const staff = credential?.staff ?? ''
  return kept(bank, staff, right.ok ? await entered(bank, 'staff', staff, device) : right)
}

/** Refuses as wrong (no hint at what), locked, or busy. */
export async function signInMember(
  bank: SignInBank,
  { card, pin }: MemberSignIn,
  device: Device,
): Promise<Outcome<SignedIn>> {
  const carded = await bank.people.byCard(card)
  const member = carded?.person.member
  // A PIN has six digits: its tries are counted from wherever they come.
  const key = cardTries(member ?? hashOf(card.replace(/[\s-]/gu, '').toUpperCase()))
  const right = await checked(bank, key, pin, carded?.pinHash, device)
  const whose = member ?? ''
  return kept(bank, whose, right.ok ? await entered(bank, 'member', whose, device) : right)
}

/** Keeps how it went; of a name that nobody has, not the name. */
async function kept(
  bank: SignInBank,
  about: string,
  outcome: Outcome<SignedIn>,
): Promise<Outcome<SignedIn>> {
  if (outcome.ok) await noteEvent(bank, outcome.value.actor, { act: 'sign-in', ok: true, about })
  else if (outcome.refusal.code === 'locked')
    await noteEvent(bank, VISITOR, { act: 'locked', ok: false, about, reason: 'locked' })
  else if (outcome.refusal.code === 'wrong-sign-in')
    await noteEvent(bank, VISITOR, { act: 'sign-in', ok: false, about, reason: 'wrong' })
  return outcome
}

/** The key of a member's tries; clearing it (`people.tried(key, true, …)`) is what unlocks a card. */
export function cardTries(member: string): string {
  return `card:${member}`
}

async function checked(
  bank: SignInBank,
  key: string,
  secret: string,
  encoded: string | undefined,
  { ip }: Device,
): Promise<Outcome<true>> {
  const { people, passwords } = bank
  const now = bank.clock.now()
  const address = `address:${hashOf(ip)}`
  const locks = await Promise.all([people.lock(key), ip === '' ? UNTRIED : people.lock(address)])
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
  const there = ip === '' ? UNTRIED : await people.tried(address, false, now, ADDRESS_TRIES_MAX)
  const locked = Math.max(counted.lockedUntil, there.lockedUntil)
  return refuse(locked > now ? { code: 'locked', until: locked } : WRONG)
}

const UNTRIED: Tries = { failures: 0, lockedUntil: 0 }

const busyOr = (outcome: Outcome<boolean>) => (outcome.ok ? refuse(WRONG) : outcome)

async function entered(
  bank: SignInBank,
  kind: 'staff' | 'member',
  subject: string,
  { session }: Device,
): Promise<Outcome<SignedIn>> {
  const actor = await actorOf(bank, { kind, subject })
  if (!actor) return refuse(WRONG)
  const secret = await openSession(bank, kind, subject, session)
  return done({ secret, actor })
}
