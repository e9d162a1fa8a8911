/**
 * The second step (第二步验证): codes of an app, and paper codes for the day the
 * telephone is lost. Whoever has one already changes nothing about it without
 * showing it; every change gives the session a new secret and ends the others.
 */
import { randomBytes } from 'node:crypto'
import { noteEvent } from '../bank/oversight/audit.ts'
import { done, type Outcome, type Refusal, refuse } from '../ledger/refusal.ts'
import { opened } from './sealer.ts'
import { hashOf } from './secrets.ts'
import { renewed, type Standing } from './session.ts'
import { TRIES_MAX } from './sign-in.ts'
import { hasSecond, type StaffBank } from './staff-sign-in.ts'
import { newTotpSecret, stepOf } from './totp.ts'

/** Crockford's base32: 16 letters are 80 bits, so that a plain hash of them is enough to keep. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
const CODE_LETTERS = 16
const CODES = 10

const NEEDED: Refusal = { code: 'second-factor-needed', act: 'account:second' }

export interface Raised {
  /** The session's new secret. */
  readonly secret: string
  readonly by: 'totp' | 'recovery' | 'passkey'
}

/** A code of the app, or one from paper. Refuses as wrong or locked. */
export async function showCode(
  bank: StaffBank,
  standing: Standing,
  typed: string,
): Promise<Outcome<Raised>> {
  const { people, clock } = bank
  const staff = standing.session.subject
  const key = `second:${staff}`
  const now = clock.now()
  const { lockedUntil } = await people.lock(key)
  if (lockedUntil > now) return refuse({ code: 'locked', until: lockedUntil })
  const counted = await people.tried(key, false, now, TRIES_MAX)
  if (counted.failures > TRIES_MAX && counted.lockedUntil > now)
    return refuse({ code: 'locked', until: counted.lockedUntil })

  const by = await codeIn(bank, staff, typed)
  await noteShown(bank, standing, by)
  if (by === undefined) {
    const until = counted.lockedUntil
    return refuse(until > now ? { code: 'locked', until } : { code: 'wrong-code' })
  }
  await people.tried(key, true, now)
  return done({ secret: await raised(bank, standing), by })
}

/** Keeps that it was shown, or that something was shown and was none. */
export async function noteShown(
  bank: StaffBank,
  { actor, session }: Standing,
  by: Raised['by'] | undefined,
): Promise<void> {
  const act = 'showed-second-factor'
  const about = session.subject
  await noteEvent(
    bank,
    actor,
    by === undefined
      ? { act, ok: false, about, reason: 'wrong' }
      : { act, ok: true, about, refs: [['by', by]] },
  )
}

async function codeIn(
  { people, clock, staffGate }: StaffBank,
  staff: string,
  typed: string,
): Promise<'totp' | 'recovery' | undefined> {
  const code = typed.replace(/[\s-]/g, '').toLowerCase()
  if (code.length === CODE_LETTERS)
    return (await people.staff.takeRecovery(staff, hashOf(code))) ? 'recovery' : undefined
  const totp = await people.staff.totp(staff)
  if (!totp) return undefined
  const secret = staffGate.sealer.open(totp.sealed, `totp:${staff}`)
  const step = stepOf(secret, code, clock.now())
  return step !== undefined && (await people.staff.takeStep(staff, step)) ? 'totp' : undefined
}

/** A session that has just shown a second factor. */
export function raised(bank: StaffBank, { session, due }: Standing): Promise<string> {
  const left = due.filter((one) => one !== 'second')
  return renewed(bank, session, { strongAt: bank.clock.now(), due: left })
}

/** Undefined when the person may change what their second step is: they have none yet, or have shown it of late. */
export async function refusedChange(
  bank: StaffBank,
  { session, actor, due }: Standing,
): Promise<Refusal | undefined> {
  if (due.includes('second')) return NEEDED
  return actor.strong === true || !(await hasSecond(bank, session.subject)) ? undefined : NEEDED
}

export interface NewTotp {
  readonly secret: Uint8Array
  /** For the form: what it brings back is known to be ours and for this session. */
  readonly sealed: string
}

/** A secret that is not theirs until a code of it was shown. */
export function newTotp({ staffGate }: StaffBank, { session }: Standing): NewTotp {
  const secret = newTotpSecret()
  return { secret, sealed: staffGate.sealer.seal(secret, newAbout(session.subject)) }
}

const newAbout = (staff: string) => `totp-new:${staff}`

/** The secret of a form that came back, so that it can be shown once more. */
export function totpIn(
  { staffGate }: StaffBank,
  { session }: Standing,
  sealed: string,
): Uint8Array | undefined {
  return opened(staffGate.sealer, sealed, newAbout(session.subject))
}

export interface Enrolled {
  readonly secret: string
  /** Paper codes, to be shown once; those from before are void. */
  readonly codes: readonly string[]
}

/** Refuses a code that is none of the new secret, and whoever has a second step and did not show it. */
export async function enrolTotp(
  bank: StaffBank,
  standing: Standing,
  { sealed, code }: { readonly sealed: string; readonly code: string },
): Promise<Outcome<Enrolled>> {
  const { people, clock, staffGate } = bank
  const no = await refusedChange(bank, standing)
  if (no) return refuse(no)
  const staff = standing.session.subject
  const secret = totpIn(bank, standing, sealed)
  const step = secret && stepOf(secret, code.replace(/\s/g, ''), clock.now())
  if (secret === undefined || step === undefined) return refuse({ code: 'wrong-code' })
  const kept = staffGate.sealer.seal(secret, `totp:${staff}`)
  await people.staff.setTotp(staff, { sealed: kept, since: clock.now(), lastStep: step })
  await noteEvent(bank, standing.actor, { act: 'enrolled-totp', ok: true, about: staff })
  return done(await withCodes(bank, standing))
}

/** New paper codes in place of the old ones. Refuses whoever has not shown a second step of late. */
export async function newCodes(bank: StaffBank, standing: Standing): Promise<Outcome<Enrolled>> {
  if (standing.actor.strong !== true) return refuse(NEEDED)
  const about = standing.session.subject
  await noteEvent(bank, standing.actor, { act: 'new-recovery-codes', ok: true, about })
  return done(await withCodes(bank, standing))
}

/** Refuses whoever has not shown a second step of late. */
export async function removeTotp(bank: StaffBank, standing: Standing): Promise<Outcome<string>> {
  if (standing.actor.strong !== true) return refuse(NEEDED)
  const about = standing.session.subject
  await bank.people.staff.removeTotp(about)
  await noteEvent(bank, standing.actor, { act: 'removed-totp', ok: true, about })
  return done(await afterChange(bank, standing))
}

/** Ends the person's other sessions, and gives this one a new secret. */
export async function afterChange(bank: StaffBank, standing: Standing): Promise<string> {
  const { session } = standing
  await bank.people.staff.closeOthers(session.subject, session.hash)
  return raised(bank, standing)
}

async function withCodes(bank: StaffBank, standing: Standing): Promise<Enrolled> {
  const codes = Array.from({ length: CODES }, newCode)
  await bank.people.staff.setRecovery(
    standing.session.subject,
    codes.map((code) => hashOf(code.replaceAll('-', ''))),
  )
  return { secret: await afterChange(bank, standing), codes }
}

function newCode(): string {
  const letters = Array.from(randomBytes(CODE_LETTERS), (byte) => LETTERS[byte & 31] ?? '')
  return letters.join('').replace(/.{4}(?=.)/g, '$&-')
}
