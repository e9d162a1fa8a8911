/**
 * What is asked of staff with a second factor shown within the hour. What a
 * clerk does for the person at the counter is not here: nobody waits for it.
 */
import type { Act } from './roles.ts'

/** Beside acts of the table of roles, those that are only so under a condition. */
export const SECOND_ACTS = [
  'reviews:write',
  'people:erase',
  'balances:write',
  'directory:write',
  'staff:write',
  'tokens:write',
  'devices:write',
  /** A credit above what the day allows at once. */
  'credits:above-tier',
  /** The name of somebody under age. */
  'people:unmask-minor',
] as const satisfies readonly (Act | 'credits:above-tier' | 'people:unmask-minor')[]

export type SecondAct = (typeof SECOND_ACTS)[number]

const SET: ReadonlySet<string> = new Set(SECOND_ACTS)

export function needsSecond(act: string): boolean {
  return SET.has(act)
}
