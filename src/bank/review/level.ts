/**
 * Which level looks: the one the rules name, or where nobody there could be the
 * second person, the next that has somebody. The city is the last and always
 * takes it, so that nothing at a counter waits for a person who is not there.
 */
import type { ReviewLevel } from '../../ledger/refusal.ts'
import { LEVELS, levelOf } from '../../rules/review.ts'
import { roleMay } from '../../rules/roles.ts'
import { staffOf } from '../actor.ts'
import { today } from '../draft.ts'
import type { Actor, Bank, Row, StaffRow, StationRow } from '../ports.ts'

/** Who asked, and whom it is about: neither, nor their own, can be the second person. */
export interface Concerned {
  readonly by: string
  readonly member?: string | undefined
}

/** Why somebody is not the second person, or undefined where they are one. */
export type NotSecond = 'maker' | 'same-member' | 'own-hours' | 'relative'

export function notSecond(
  reviewer: { readonly id: string; readonly row: StaffRow | undefined },
  { by, member }: Concerned,
  maker: StaffRow | undefined,
): NotSecond | undefined {
  const { id, row } = reviewer
  if (id === by) return 'maker'
  if (row?.member !== undefined && row.member === maker?.member) return 'same-member'
  if (member === undefined) return undefined
  if (row?.member === member) return 'own-hours'
  return row?.relatives?.includes(member) ? 'relative' : undefined
}

/** The level a review begins at: `needed`, or the next one up with somebody at work who could answer it. */
export async function startingLevel(
  bank: Bank,
  station: string,
  needed: ReviewLevel,
  concerned: Concerned,
): Promise<ReviewLevel> {
  const place = await bank.directory.get('station', station)
  if (!place) return 'city'
  const maker = (await staffOf(bank, concerned.by))?.body
  const staff = await bank.directory.all('staff')
  for (const level of LEVELS.slice(LEVELS.indexOf(needed))) {
    for (const row of staff) {
      if (levelOf(row.body.role) !== level || !isAtWork(bank, row.body)) continue
      if (!(await looksAfter(bank, row, place))) continue
      const reviewer = { id: `staff:${row.key}`, row: row.body }
      if (notSecond(reviewer, concerned, maker) === undefined) return level
    }
  }
  return 'city'
}

function isAtWork(bank: Bank, { active, until, role }: StaffRow): boolean {
  return active && (until === undefined || until >= today(bank)) && roleMay(role, 'reviews:write')
}

async function looksAfter(
  bank: Bank,
  { body }: Row<StaffRow>,
  station: Row<StationRow>,
): Promise<boolean> {
  if (body.station !== '') return body.station === station.key
  if (body.area === undefined) return true
  const area = await bank.directory.get('area', body.area)
  return area !== undefined && station.body.path.startsWith(area.body.path)
}

/** The level at which an actor answers; those who let people in answer for roles alone. */
export function levelOfActor(actor: Actor, kind: string): ReviewLevel | undefined {
  if (actor.role === 'security') return kind === 'role' ? 'city' : undefined
  return levelOf(actor.role)
}
