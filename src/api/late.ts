/** Hours entered late, from a stamped list whose picture comes along. */
import * as z from 'zod'
import { enterLate, type LateOrder, refusedLate } from '../bank/activities/late.ts'
import { fromBase64 } from '../proof/base64.ts'
import { postedShape, rowsTold } from './attendance.ts'
import { problem } from './problems.ts'
import { day, member, minutes, newId, service, station } from './schemas.ts'
import type { Ask, Handlers } from './writes.ts'

export const lateBody = z.strictObject({
  id: newId,
  station,
  service,
  day,
  evidence: z
    .string()
    .max(900_000)
    .meta({ description: 'The photo or the sheet, base64; it is kept sealed.' }),
  rows: z
    .array(z.strictObject({ id: newId, member, minutes }))
    .min(1)
    .max(500),
})

export const lateShape = postedShape

export const LATE: Handlers = { 'post /late-entries': late }

async function late(ask: Ask): Promise<Response> {
  const { evidence, ...rest } = ask.body as Omit<LateOrder, 'file'> & { readonly evidence: string }
  const no = await refusedLate(ask.bank, ask.actor, rest)
  if (no) return problem(ask, no, rest)
  const bytes = fromBase64(evidence)
  if (!bytes || bytes.length === 0) return problem(ask, { code: 'evidence-missing' }, rest)
  const order = { ...rest, file: await ask.bank.evidence.put(bytes) }
  const outcome = await enterLate(ask.bank, ask.actor, order)
  if (!outcome.ok) return problem(ask, outcome.refusal, rest)
  return rowsTold(ask, rest.rows, outcome.value)
}
