/**
 * Colleagues at one computer (换人). Each has signed in there with a session of
 * their own; one is at the desk, the others wait. Who waits is idle, and after
 * the idle time signs in anew. Changing over gives both sessions a new secret
 * and takes the second factor from both: for that, each shows their own again.
 */
import { noteEvent } from '../bank/oversight/audit.ts'
import { done, type Outcome, refuse } from '../ledger/refusal.ts'
import { renewed, type Standing, looked } from './session.ts'
import { deviceHash, type StaffBank } from './staff-sign-in.ts'

export interface Seat {
  readonly secret: string
  readonly standing: Standing
}

export interface Seated {
  /** Of the one who is at the desk now. */
  readonly secret: string
  readonly standing: Standing
  /** Of those who wait. */
  readonly waiting: readonly string[]
}

/** Those of the secrets that are still good on this device; looking is not a use. */
export async function seatsHere(
  bank: StaffBank,
  secrets: readonly string[],
  device: string | undefined,
): Promise<readonly Seat[]> {
  const hash = deviceHash({ device })
  if (hash === '') return []
  const seats: Seat[] = []
  for (const secret of secrets) {
    const standing = await looked(bank, secret)
    if (standing?.session.kind === 'staff' && standing.session.device === hash)
      if (standing.due.length === 0) seats.push({ secret, standing })
  }
  return seats
}

/** Puts a colleague's session at the desk. Refuses as signed out when it is over, or is not here. */
export async function changeOver(
  bank: StaffBank,
  {
    from,
    seats,
    to,
  }: { readonly from: Standing | undefined; readonly seats: readonly Seat[]; readonly to: string },
): Promise<Outcome<Seated>> {
  const seat = seats.find(({ standing }) => standing.session.subject === to)
  if (!seat) return refuse({ code: 'signed-out' })
  const others = seats.filter((one) => one !== seat).map((one) => one.secret)
  const waiting = from ? [await parked(bank, from), ...others] : others
  const secret = await renewed(bank, seat.standing.session, { strongAt: 0 })
  const standing = await looked(bank, secret)
  if (!standing) return refuse({ code: 'signed-out' })
  await noteSwitch(bank, standing, from)
  return done({ secret, standing, waiting })
}

/** The session of whoever leaves the desk to a colleague: it waits, under a new secret, without its second factor. */
export function parked(bank: StaffBank, { session }: Standing): Promise<string> {
  return renewed(bank, session, { strongAt: 0 })
}

export async function noteSwitch(
  bank: StaffBank,
  { actor, session }: Pick<Standing, 'actor' | 'session'>,
  from: Standing | undefined,
): Promise<void> {
  const refs = from ? [['from', from.session.subject] as const] : []
  await noteEvent(bank, actor, { act: 'switched', ok: true, about: session.subject, refs })
}
