/**
 * Who may answer a review: somebody else, within whose reach it lies, at the
 * level it has come to, who showed a second factor. "Not yours" and "not there"
 * are one answer.
 */
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { refOf } from '../../ledger/entry.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { twinOf } from '../../ledger/review.ts'
import { isAtLeast, levelNow } from '../../rules/review.ts'
import { covers, may, seesCity, staffOf } from '../actor.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { ReviewRow } from '../ports-review.ts'
import { hashOf } from './ask.ts'
import { levelOfActor, notSecond } from './level.ts'

export interface Found {
  readonly row: Row<ReviewRow>
  /** The record that asked. */
  readonly asking: Entry
}

/** The review, where it is there for the actor. */
export async function reviewFor(
  bank: Bank,
  actor: Actor,
  review: EntryId,
  act: 'reviews:read' | 'reviews:write',
): Promise<Outcome<Found>> {
  const isMaker = (row: Row<ReviewRow>) => row.body.by === actor.id
  const row = await bank.directory.newest('review', review)
  if (!may(actor, act) && !(row && isMaker(row))) return refuse({ code: 'not-allowed', act })
  if (!row || !(isMaker(row) || (await reaches(bank, actor, row.body))))
    return refuse({ code: 'unknown-review', review })
  const asking = await bank.journal.entry(twinOf(review))
  if (!asking) throw new Error(`review ${review} was asked by no entry`)
  return { ok: true, value: { row, asking } }
}

/** Whether a review lies within their reach; roles are the city's and those' who let people in. */
export function reaches(
  bank: Bank,
  actor: Actor,
  { kind, station }: Pick<ReviewRow, 'kind' | 'station'>,
): Promise<boolean> {
  if (kind === 'role') return Promise.resolve(seesCity(actor) || actor.role === 'security')
  return covers(bank, actor, station)
}

/** Undefined when the actor may be the second person of this review, now. */
export async function refusedReviewer(
  bank: Bank,
  actor: Actor,
  review: ReviewRow,
): Promise<Refusal | undefined> {
  if (actor.kind !== 'staff' || !may(actor, 'reviews:write'))
    return { code: 'not-allowed', act: 'reviews:write' }
  const own = await staffOf(bank, actor.id)
  const maker = await staffOf(bank, review.by)
  const why = notSecond({ id: actor.id, row: own?.body }, review, maker?.body)
  if (why) return { code: 'not-second-person', why }
  const level = levelNow(bank.rules, review, bank.clock.now())
  const theirs = levelOfActor(actor, review.kind)
  if (theirs === undefined || !isAtLeast(theirs, level))
    return { code: 'review-level', level, escalated: level !== review.level }
  return undefined
}

/** Whether the row still says what was asked, and what was shown to whoever answers. */
export function isAsAsked({ row, asking }: Found, shown: string): boolean {
  const { kind, by, asked, hash } = row.body
  return hashOf(kind, by, asked) === hash && refOf(asking, 'asks') === hash && shown === hash
}
