/** Reviews: what waits for a second person, and the answers given to it. */
import { approve, reject } from '../bank/review/answer.ts'
import { readingsOf } from '../bank/oversight/readings.ts'
import { reviewOf, reviewsFor, waitingOf } from '../bank/review/list.ts'
import type { MemberId } from '../ledger/account.ts'
import type { Entry, EntryId } from '../ledger/entry.ts'
import { type Outcome, refuse } from '../ledger/refusal.ts'
import { entryView, reviewView } from './answers.ts'
import { problem } from './problems.ts'
import { entryId } from './schemas.ts'
import { type Ask, type Handlers, json } from './writes.ts'

export const REVIEWS: Handlers = {
  'get /members/:id/reviews': ofMember,
  'get /reviews': reviews,
  'get /reviews/:id': one,
  'post /reviews/:id/approval': (ask) =>
    answered(ask, (review) =>
      approve(ask.bank, ask.actor, { review, ...(ask.body as { readonly hash: string }) }),
    ),
  'post /reviews/:id/rejection': (ask) =>
    answered(ask, (review) =>
      reject(ask.bank, ask.actor, { review, ...(ask.body as { readonly reason: string }) }),
    ),
}

/** Whoever may see a member's readings may see what of them waits. */
async function ofMember(ask: Ask): Promise<Response> {
  const member = ask.params['id'] as MemberId
  const seen = await readingsOf(ask.bank, ask.actor, member)
  if (!seen.ok) return problem(ask, seen.refusal)
  const found = await waitingOf(ask.bank, ask.actor, member)
  const waiting = found.map(({ id, kind, station, servedOn, minutes, why, now, due }) => ({
    ...{ id, kind, station, servedOn, why, level: now, due },
    ...(minutes === undefined ? {} : { minutes }),
  }))
  return json(200, { waiting })
}

async function reviews(ask: Ask): Promise<Response> {
  const outcome = await reviewsFor(ask.bank, ask.actor)
  if (!outcome.ok) return problem(ask, outcome.refusal)
  const { all } = ask.query as { readonly all?: string }
  const shown = outcome.value.filter(
    ({ theirs, by }) => all !== undefined || theirs || by === ask.actor.id,
  )
  return json(200, { reviews: shown.map(reviewView) })
}

/** The id in the path, where it can be one. */
function idIn(ask: Ask): Outcome<EntryId> {
  const id = ask.params['id'] ?? ''
  return entryId.safeParse(id).success
    ? { ok: true, value: id as EntryId }
    : refuse({ code: 'unknown-review', review: id })
}

async function one(ask: Ask): Promise<Response> {
  const id = idIn(ask)
  const outcome = id.ok ? await reviewOf(ask.bank, ask.actor, id.value) : id
  return outcome.ok ? json(200, reviewView(outcome.value)) : problem(ask, outcome.refusal)
}

async function answered(
  ask: Ask,
  answer: (review: EntryId) => Promise<Outcome<Entry>>,
): Promise<Response> {
  const id = idIn(ask)
  const outcome = id.ok ? await answer(id.value) : id
  if (!outcome.ok) return problem(ask, outcome.refusal, ask.body as object)
  const seen = await reviewOf(ask.bank, ask.actor, outcome.value.id)
  if (!seen.ok) return problem(ask, seen.refusal)
  return json(201, { review: reviewView(seen.value), entry: entryView(ask.actor, outcome.value) })
}
