/** What waits: for an office or a station to answer, of a clerk who asked, of a member whose hours they are. */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, type ReviewLevel, refuse } from '../../ledger/refusal.ts'
import { twinOf } from '../../ledger/review.ts'
import { levelNow } from '../../rules/review.ts'
import { may, stationsOf } from '../actor.ts'
import { today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import type { ReviewRow } from '../ports-review.ts'
import { levelOfActor } from './level.ts'
import { type Found, reaches, refusedReviewer, reviewFor } from './reviewer.ts'

export interface Waiting extends ReviewRow {
  readonly id: EntryId
  /** Of the record that asked. */
  readonly seq: number
  /** The level it has come to. */
  readonly now: ReviewLevel
  readonly overdue: boolean
  /** It is at the actor's own level: theirs to answer before anybody else's. */
  readonly theirs: boolean
}

/** Everything within their reach that waits, oldest first. Those who may review nothing see what they asked themselves. */
export async function reviewsFor(bank: Bank, actor: Actor): Promise<Outcome<readonly Waiting[]>> {
  const reads = may(actor, 'reviews:read')
  if (!reads && !may(actor, 'credits:write'))
    return refuse({ code: 'not-allowed', act: 'reviews:read' })
  const places = [...(await stationsOf(bank, actor)), bank.rules.city.code]
  const waiting = await waitingIn(bank, actor, await bank.journal.openReviews({ places }))
  const seen: Waiting[] = []
  for (const one of waiting) {
    if (one.by === actor.id || (reads && (await reaches(bank, actor, one)))) seen.push(one)
  }
  return { ok: true, value: seen }
}

/** What waits of a member's own, oldest first. Whoever may look at the member may look at this: the caller has asked. */
export async function waitingOf(
  bank: Bank,
  actor: Actor,
  member: MemberId,
): Promise<readonly Waiting[]> {
  return waitingIn(bank, actor, await bank.journal.openReviews({ member }))
}

async function waitingIn(
  bank: Bank,
  actor: Actor,
  askings: readonly Entry[],
): Promise<readonly Waiting[]> {
  const keys = askings.map((entry) => twinOf(entry.id))
  const rows = new Map((await bank.directory.many('review', keys)).map((row) => [row.key, row]))
  return askings.flatMap((entry) => {
    const id = twinOf(entry.id)
    const row = rows.get(id)
    // Answered between the two readings.
    return row?.body.state === 'waiting' ? [seenBy(bank, actor, row.body, id, entry.seq)] : []
  })
}

function seenBy(bank: Bank, actor: Actor, review: ReviewRow, id: EntryId, seq: number): Waiting {
  const now = levelNow(bank.rules, review, bank.clock.now())
  const overdue = review.state === 'waiting' && today(bank) > review.due
  return { ...review, id, seq, now, overdue, theirs: levelOfActor(actor, review.kind) === now }
}

export interface ReviewSeen extends Waiting {
  /** Whether the actor may answer it now, but for a second factor. */
  readonly mayAnswer: boolean
}

/** One review, answered or not, as whoever may read it or asked for it sees it. */
export async function reviewOf(
  bank: Bank,
  actor: Actor,
  review: EntryId,
): Promise<Outcome<ReviewSeen>> {
  const found = await reviewFor(bank, actor, review, 'reviews:read')
  if (!found.ok) return found
  const { row, asking }: Found = found.value
  const seen = seenBy(bank, actor, row.body, review, asking.seq)
  const no = row.body.state === 'waiting' ? await refusedReviewer(bank, actor, row.body) : undefined
  return { ok: true, value: { ...seen, mayAnswer: row.body.state === 'waiting' && !no } }
}

/** How many are theirs to answer: what the way to the list says. */
export async function waitingCount(bank: Bank, actor: Actor): Promise<number> {
  const found = await reviewsFor(bank, actor)
  return found.ok ? found.value.filter(({ theirs }) => theirs).length : 0
}
