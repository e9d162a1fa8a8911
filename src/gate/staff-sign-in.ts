/**
 * Staff sign in (工作人员登录) with a login and a password, a passkey, or at
 * another issuer. However they came, the session is opened here: one on a
 * device, a few in all, for the post they hold now.
 */
import type { Sealer } from '../bank/ports-staff-keys.ts'
import { done, type Outcome, refuse } from '../ledger/refusal.ts'
import type { Outside } from './outside.ts'
import { isStale, type Profile } from './profile.ts'
import { hashOf, isSecret } from './secrets.ts'
import { actorOf, type Due, openSession, postOf } from './session.ts'
import {
  addressOf,
  checked,
  type Counting,
  type Device,
  kept,
  type SignedIn,
  type SignInBank,
  WRONG,
} from './sign-in.ts'

/** What the gate of staff needs beside the people file. */
export interface StaffGate {
  readonly profile: Profile
  readonly sealer: Sealer
  /** Another issuer of sign-ins, where the city has one. */
  readonly outside?: Outside
  /** Sessions of one person at a time; one more ends the one longest unused. */
  readonly sessionsMost: number
  /** Whether a station's desk writes only from computers that are enrolled there. */
  readonly devices: 'required' | 'optional'
}

export type StaffBank = SignInBank & { readonly staffGate: StaffGate }

export interface StaffSignIn {
  readonly login: string
  readonly password: string
}

export interface StaffIn extends SignedIn {
  readonly due: readonly Due[]
}

/**
 * Failures at one login from devices it was never signed in on, wherever they
 * are, before all such are locked out. Whoever has signed in on their device
 * before is counted there and is not touched by it.
 */
const ACCOUNT_TRIES_MAX = 50

/** Refuses as wrong (no hint at what), locked, or busy. */
export async function signInStaff(
  bank: StaffBank,
  { login: typed, password }: StaffSignIn,
  device: Device,
): Promise<Outcome<StaffIn>> {
  const login = typed.trim().toLowerCase()
  const credential = await bank.people.byLogin(login)
  const staff = credential?.staff ?? ''
  const right = await checked(
    bank,
    await countingOf(bank, login, staff, device),
    password,
    credential?.passwordHash,
  )
  const entered = right.ok ? await enteredStaff(bank, staff, device, { proved: 'password' }) : right
  return kept(bank, staff, entered, [['by', 'password']])
}

/** By login and device, or by login and address: neither an outsider nor a colleague locks a clerk out. */
async function countingOf(
  bank: StaffBank,
  login: string,
  staff: string,
  device: Device,
): Promise<Counting> {
  const hash = deviceHash(device)
  // Asked for the unknown as well, so that the work is the same.
  const known = await bank.people.staff.knowsDevice(staff, hash)
  if (known) return { key: `login:${hashOf(`${login}\ndevice ${hash}`)}`, beside: [] }
  const account = { key: `account:${hashOf(login)}`, most: ACCOUNT_TRIES_MAX }
  return {
    key: `login:${hashOf(`${login}\n${device.ip}`)}`,
    beside: [...addressOf(device), account],
  }
}

export function deviceHash({ device }: Pick<Device, 'device'>): string {
  return device !== undefined && isSecret(device) ? hashOf(device) : ''
}

export interface Entering {
  /** A passkey is something had and something known; another issuer says what it asked for. */
  readonly proved: 'password' | 'outside' | 'both'
}

/** Opens the session. Refuses as wrong where the person has left. */
export async function enteredStaff(
  bank: StaffBank,
  staff: string,
  device: Device,
  { proved }: Entering,
): Promise<Outcome<StaffIn>> {
  const { people, directory, clock } = bank
  const actor = await actorOf(bank, { kind: 'staff', subject: staff })
  const row = await directory.newest('staff', staff)
  if (!actor || !row) return refuse(WRONG)
  const hash = deviceHash(device)
  const now = clock.now()
  const due: Due[] = []
  if (proved !== 'both' && (await hasSecond(bank, staff))) due.push('second')
  if (proved === 'password' && (await isPasswordDue(bank, staff))) due.push('password')
  const strongAt = proved === 'both' ? now : 0
  const opening = { device: hash, strongAt, due, post: postOf(row.body) }
  const secret = await openSession(bank, 'staff', staff, device.session, opening)
  await closeBeyond(bank, staff, hashOf(secret), hash)
  if (hash !== '') await people.staff.noteDevice(staff, hash, now)
  return done({ secret, due, actor: strongAt > 0 ? { ...actor, strong: true } : actor })
}

export async function hasSecond({ people }: StaffBank, staff: string): Promise<boolean> {
  if (await people.staff.totp(staff)) return true
  return (await people.staff.passkeys(staff)).length > 0
}

async function isPasswordDue(
  { people, clock, staffGate }: StaffBank,
  staff: string,
): Promise<boolean> {
  const facts = await people.staff.password(staff)
  return !facts || facts.oneTime || isStale(staffGate.profile, facts.setAt, clock.now())
}

/** One session on a device, and not more than the setting says in all. */
async function closeBeyond(
  { people, staffGate }: StaffBank,
  staff: string,
  own: string,
  device: string,
): Promise<void> {
  const others = (await people.staff.sessions(staff)).filter(({ hash }) => hash !== own)
  const [here, away] = [true, false].map((same) =>
    others.filter((one) => (device !== '' && one.device === device) === same),
  )
  const over = (away ?? []).slice(Math.max(0, staffGate.sessionsMost - 1))
  for (const { hash } of [...(here ?? []), ...over]) await people.closeSession(hash)
}
