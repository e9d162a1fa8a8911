/**
 * Whoever only looks (审计员、查看员), looks through connections that cannot write.
 * Their requests are answered by a bank whose books are read from these: a
 * mistake in a verb or a page is then refused by the database itself. What they
 * looked at is still noted, in the audit journal's own books, by the house.
 */
import type { Actor, Bank } from './ports.ts'

/** Roles of which the table of roles says that they write nothing. */
export const LOOKERS: ReadonlySet<Actor['role']> = new Set(['viewer', 'auditor'])

/** The bank that answers an actor. Without such connections (on D1) it is the same for everybody. */
export function bankFor<Of extends Bank>(bank: Of, actor: Actor | undefined): Of {
  if (!bank.looking || !actor || !LOOKERS.has(actor.role)) return bank
  return { ...bank, ...bank.looking }
}
