/** The day a telephone is lost or a password forgotten (重设): the security office clears it for the person, never for itself. */
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import type { EventReason } from '../../rules/events.ts'
import { noteEvent } from '../oversight/audit.ts'
import type { Actor, Bank } from '../ports.ts'
import type { Credential } from '../ports-people.ts'
import { refusedDoing } from '../second.ts'

export interface ResetOrder {
  readonly login: string
  readonly reason: EventReason
}

export interface PasswordResetOrder extends ResetOrder {
  /** Of a printed password, already hashed by the gate: it is changed at the next sign-in. */
  readonly passwordHash: string
  /** How many former passwords are remembered. */
  readonly keep: number
}

/** Why a reset may be asked for. */
export const RESET_REASONS = ['lost', 'stolen', 'damaged', 'forgotten', 'asked-by-person'] as const

/** Removes app, codes and passkeys, and ends all sessions. */
export async function resetSecond(
  bank: Bank,
  actor: Actor,
  { login, reason }: ResetOrder,
): Promise<Outcome<Credential>> {
  const found = await ofOther(bank, actor, login)
  if (!found.ok) return found
  const { staff } = found.value
  await bank.people.staff.removeSecond(staff)
  await bank.people.staff.closeOthers(staff, '')
  await noteEvent(bank, actor, { act: 'reset-second-factor', ok: true, about: staff, reason })
  return found
}

/** Puts a printed password in place of the one there is, and ends all sessions. */
export async function resetPassword(
  bank: Bank,
  actor: Actor,
  { login, reason, passwordHash, keep }: PasswordResetOrder,
): Promise<Outcome<Credential>> {
  const found = await ofOther(bank, actor, login)
  if (!found.ok) return found
  const { staff } = found.value
  const change = { hash: passwordHash, setAt: bank.clock.now(), oneTime: true, keep }
  await bank.people.staff.changePassword(staff, change)
  await noteEvent(bank, actor, { act: 'reset-password', ok: true, about: staff, reason })
  return found
}

/** Links a person to who they are at another issuer, by (issuer, subject). */
export async function linkOutside(
  bank: Bank,
  actor: Actor,
  {
    login,
    issuer,
    subject,
  }: { readonly login: string; readonly issuer: string; readonly subject: string },
): Promise<Outcome<Credential>> {
  const found = await ofOther(bank, actor, login)
  if (!found.ok) return found
  if (!/^[\x21-\x7e]{1,255}$/.test(subject))
    return refuse({ code: 'code-unreadable', what: 'subject', given: subject })
  const { staff } = found.value
  const link = { issuer, subject, staff, linkedAt: bank.clock.now() }
  if (!(await bank.people.staff.link(link)))
    return refuse({ code: 'outside-refused', why: 'linked-elsewhere' })
  await noteEvent(bank, actor, { act: 'linked-outside', ok: true, about: staff })
  return found
}

/** The credential of somebody else, for whoever may let people in. */
async function ofOther(bank: Bank, actor: Actor, login: string): Promise<Outcome<Credential>> {
  const notAllowed: Refusal = { code: 'not-allowed', act: 'staff:write' }
  const no = refusedDoing(actor, 'staff:write')
  if (no) return refuse(no)
  const credential = await bank.people.byLogin(login.trim())
  if (!credential) return refuse({ code: 'unknown-login', login })
  return actor.id === `staff:${credential.staff}` ? refuse(notAllowed) : done(credential)
}
