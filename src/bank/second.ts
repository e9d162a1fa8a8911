/** The second factor, asked for above a threshold and by nobody in the way of a person being served. */
import type { Refusal } from '../ledger/refusal.ts'
import { needsSecond } from '../rules/second.ts'
import { may } from './actor.ts'
import type { Actor } from './ports.ts'

/**
 * Undefined when the actor may go on with the act. Staff are asked for a
 * second factor shown of late; the house itself, members and programs have
 * proofs of their own.
 */
export function refusedWithoutSecond(actor: Actor, act: string): Refusal | undefined {
  if (actor.kind !== 'staff' || actor.strong === true || !needsSecond(act)) return undefined
  return { code: 'second-factor-needed', act }
}

/** As `may`, with the second factor where the act asks for one. */
export function refusedDoing(actor: Actor, act: string): Refusal | undefined {
  return may(actor, act) ? refusedWithoutSecond(actor, act) : { code: 'not-allowed', act }
}
