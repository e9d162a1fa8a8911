/** Hours somebody says they served: claimed, answered by the station, appealed to the street. */
import * as z from 'zod'
import {
  answerClaim,
  appealClaim,
  type ClaimAnswer,
  claimHours,
  type ClaimOrder,
  claimsFor,
  ownClaims,
} from '../bank/activities/claims.ts'
import { dayOf } from '../bank/draft.ts'
import type { Row } from '../bank/ports.ts'
import type { ClaimRow } from '../bank/ports-activity.ts'
import { answered } from './activities.ts'
import { problem } from './problems.ts'
import { code, day, minutes, newId, service, station } from './schemas.ts'
import { type Ask, type Handlers, json } from './writes.ts'

const said = z.string().max(2_000).meta({ description: 'Kept apart from the books.' })

export const claimBody = z.strictObject({
  id: newId,
  station,
  service,
  activity: z.exactOptional(code('An activity’s id, where it was one.')),
  day,
  minutes,
  words: said,
})
export const claimAnswerBody = z.strictObject({ id: newId })
export const claimDeclineBody = z.strictObject({
  id: newId,
  reason: code('One of the city’s reasons.'),
  note: z.exactOptional(said),
})
export const claimAppealBody = z.strictObject({ id: newId, words: said })

export const claimsShape = z.object({
  claims: z.array(
    z.object({
      id: z.string(),
      member: z.string(),
      station: z.string(),
      service: z.string(),
      activity: z.exactOptional(z.string()),
      day: z.string(),
      minutes: z.int(),
      state: z.string(),
      due: z.exactOptional(z.string()).meta({ description: 'The day an answer is due.' }),
      reason: z.exactOptional(z.string()),
      entry: z.exactOptional(z.string()),
      review: z.exactOptional(z.string()),
    }),
  ),
})

export const CLAIMS: Handlers = {
  'get /claims': list,
  'post /claims': (ask) => answered(ask, claimHours(ask.bank, ask.actor, ask.body as ClaimOrder)),
  'post /claims/:id/confirmation': (ask) => answer(ask),
  'post /claims/:id/decline': (ask) => answer(ask),
  'post /claims/:id/appeal': (ask) =>
    answered(
      ask,
      appealClaim(ask.bank, ask.actor, {
        ...(ask.body as { readonly id: ClaimAnswer['id']; readonly words: string }),
        claim: ask.params['id'] ?? '',
      }),
    ),
}

function answer(ask: Ask): Promise<Response> {
  const order = { ...(ask.body as object), claim: ask.params['id'] ?? '' } as ClaimAnswer
  return answered(ask, answerClaim(ask.bank, ask.actor, order))
}

async function list(ask: Ask): Promise<Response> {
  const { bank, actor } = ask
  if (actor.member !== undefined && actor.kind === 'member')
    return json(200, { claims: (await ownClaims(bank, actor.member)).map(view) })
  const found = await claimsFor(bank, actor)
  return found.ok ? json(200, { claims: found.value.map(view) }) : problem(ask, found.refusal)
}

function view({ key, body }: Row<ClaimRow>) {
  const { list: of, answered: was, ...rest } = body
  return {
    ...{ id: key, member: of.who, state: of.state, ...rest },
    ...(of.due > 0 ? { due: dayOf(of.due) } : {}),
    ...(was?.reason === undefined ? {} : { reason: was.reason }),
  }
}
