/**
 * Checking the second proof of a service: a PIN, or the code on the slip, is
 * compared here and never kept; that a slip was signed, or that a call is to be
 * made, is the clerk's word. It comes down to how it was confirmed, which the
 * entry carries.
 */
import type { Confirmed } from '../bank/ports-member-keys.ts'
import type { MemberId } from '../ledger/account.ts'
import type { EntryId } from '../ledger/entry.ts'
import { done, type Outcome, refuse } from '../ledger/refusal.ts'
import { sameSecret } from './secrets.ts'
import { cardTries, type Device, pinChecked, type SignInBank, TRIES_MAX } from './sign-in.ts'

export interface Confirmation {
  readonly by: Confirmed
  readonly pin?: string
  /** Four digits, as said by whoever came. */
  readonly code?: string
}

/** What is confirmed: whose hours pay, and the booking where there was one. */
export interface Service {
  readonly member: MemberId
  readonly booking?: EntryId
}

/** Refuses a PIN or a code that is wrong, one that is locked, and a call to somebody without a phone. */
export async function checkedConfirmation(
  bank: SignInBank,
  service: Service,
  given: Confirmation,
  device: Device,
): Promise<Outcome<Confirmed>> {
  const right = await isRight(bank, service, given, device)
  if (right.ok) return right.value ? done(given.by) : wrong(given.by)
  return right.refusal.code === 'wrong-sign-in' ? wrong(given.by) : right
}

const wrong = (by: Confirmed) =>
  refuse({ code: 'confirmation-wrong', by: by === 'code' || by === 'call' ? by : 'pin' })

async function isRight(
  bank: SignInBank,
  { member, booking }: Service,
  { by, pin = '', code = '' }: Confirmation,
  device: Device,
): Promise<Outcome<boolean>> {
  if (by === 'signature' || by === 'thumb') return done(true)
  const person = await bank.people.get(member)
  if (!person) return refuse({ code: 'unknown-member', member })
  if (by === 'call') return done(person.phone !== '')
  if (by === 'code') return booking === undefined ? done(false) : codeSaid(bank, booking, code)
  const carded = await bank.people.byCard(person.card)
  const shown = {
    how: 'card',
    key: cardTries(member),
    member,
    pinHash: carded?.pinHash,
  } as const
  return pinChecked(bank, shown, pin, device)
}

/** Four digits are soon guessed: five wrong ones, and another way is needed for a while. */
async function codeSaid(
  { people, clock }: SignInBank,
  booking: EntryId,
  code: string,
): Promise<Outcome<boolean>> {
  const key = `visit:${booking}`
  const now = clock.now()
  const { lockedUntil } = await people.lock(key)
  if (lockedUntil > now) return refuse({ code: 'locked', until: lockedUntil })
  const counted = await people.tried(key, false, now, TRIES_MAX)
  if (counted.failures > TRIES_MAX) return refuse({ code: 'locked', until: counted.lockedUntil })
  const said = code.normalize('NFKC').replace(/\s/gu, '')
  if (!sameSecret(people.members.visitCode(booking), said)) return done(false)
  await people.tried(key, true, now)
  return done(true)
}
