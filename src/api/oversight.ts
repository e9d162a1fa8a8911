/** Oversight for programs: what is outstanding, and what was settled and closed. */
import { liabilityOf, type LiabilityOrder } from '../bank/oversight/liability.ts'
import * as z from 'zod'
import { problem } from './problems.ts'
import { type Ask, type Handlers, json } from './writes.ts'

export const OVERSIGHT: Handlers = {
  'get /liability': liability,
}

const place = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/)

export const liabilityQuery = z
  .strictObject({
    station: z.exactOptional(place.meta({ description: 'A station’s code, as “S001”.' })),
    area: z.exactOptional(
      place.meta({ description: 'Code of a district or a street; all within reach unless said.' }),
    ),
  })
  .refine(({ station, area }) => station === undefined || area === undefined, {
    path: ['area'],
    params: { fault: 'both' },
  })

const optional = z.exactOptional
const band = z.object({
  from: z.int().meta({ description: 'Months.' }),
  to: optional(z.int()),
  minutes: z.int(),
  accounts: z.int(),
})

export const liabilityShape = z.object({
  at: z.int(),
  day: z.string(),
  stations: z.array(z.string()),
  minutes: z.int(),
  members: z.int(),
  kinds: z.array(z.object({ kind: z.string(), minutes: z.int() })),
  ages: z.array(band).meta({
    description: 'First in, first out; what came back from a booking has the age it had.',
  }),
  places: z.array(z.object({ level: z.string(), code: z.string(), minutes: z.int() })),
  organisations: z.array(z.object({ organisation: z.string(), minutes: z.int() })),
  holding: z.array(band),
  suspense: z.array(band),
  coverage: z
    .object({ redeemed: z.int(), outstanding: z.int(), permille: optional(z.int()) })
    .meta({
      description:
        'Minutes redeemed in the last twelve months by people at home there, less what came back, ÷ minutes outstanding now.',
    }),
  idle: optional(
    z.array(
      z.object({ member: z.string(), home: z.string(), minutes: z.int(), since: z.string() }),
    ),
  ),
  idleCount: z.int(),
})

async function liability(ask: Ask): Promise<Response> {
  const outcome = await liabilityOf(ask.bank, ask.actor, ask.query as LiabilityOrder)
  return outcome.ok ? json(200, outcome.value) : problem(ask, outcome.refusal)
}
