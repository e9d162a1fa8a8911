/** Oversight for programs: what is outstanding, and what was settled and closed. */
import { liabilityOf, type LiabilityOrder } from '../bank/oversight/liability.ts'
import {
  closeMonth,
  type CloseMonthOrder,
  type MonthOrder,
  monthSheet,
} from '../bank/oversight/close-month.ts'
import { askNetting, type NettingOrder, nettingOf } from '../bank/oversight/netting.ts'
import * as z from 'zod'
import { problem } from './problems.ts'
import { newId } from './schemas.ts'
import { answered, type Ask, type Handlers, json } from './writes.ts'

export const OVERSIGHT: Handlers = {
  'get /liability': liability,
  'get /settlements/:month': settlement,
  'get /months/:month': month,
  'post /months': (ask) => answered(ask, ask.body as CloseMonthOrder, closeMonth),
  'post /settlements': (ask) => answered(ask, ask.body as NettingOrder, askNetting),
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

export const settlementBody = z.strictObject({
  id: newId,
  month: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .meta({ description: 'A month that is over, YYYY-MM.' }),
})

const stands = z.object({ issued: z.int(), redeemed: z.int(), held: z.int(), position: z.int() })

export const settlementShape = z.object({
  month: z.string(),
  after: z.int(),
  upto: z.int(),
  matrix: z.array(z.object({ home: z.string(), place: z.string(), spent: z.int() })),
  owed: z.array(z.object({ from: z.string(), to: z.string(), minutes: z.int() })),
  stations: z.array(z.object({ station: z.string(), net: z.int(), before: stands, after: stands })),
  minutes: z.int(),
  figures: z.string(),
  settled: optional(
    z.object({
      seq: z.int(),
      id: z.string(),
      recordedAt: z.int(),
      by: z.string(),
      reviewer: z.string(),
      agrees: z.boolean(),
    }),
  ),
  waits: optional(z.string()),
})

async function settlement(ask: Ask): Promise<Response> {
  const outcome = await nettingOf(ask.bank, ask.actor, ask.params['month'] ?? '')
  return outcome.ok ? json(200, outcome.value) : problem(ask, outcome.refusal)
}

const months = z.string().regex(/^\d{4}-\d{2}$/)

export const monthBody = z
  .strictObject({
    id: newId,
    month: months,
    station: z.exactOptional(place),
    area: z.exactOptional(place),
  })
  .refine(({ station, area }) => (station === undefined) !== (area === undefined), {
    path: ['area'],
    params: { fault: 'both' },
  })

export const monthShape = z.object({
  month: z.string(),
  station: optional(z.string()),
  area: optional(z.string()),
  after: z.int(),
  upto: z.int(),
  figures: z.object({
    opening: stands,
    closing: stands,
    kinds: z.array(z.object({ kind: z.string(), count: z.int(), minutes: z.int() })),
    outstanding: z.int(),
  }),
  hash: z.string(),
  stations: optional(z.array(z.object({ station: z.string(), closed: z.boolean() }))),
  closed: optional(
    z.object({ seq: z.int(), by: z.string(), recordedAt: z.int(), agrees: z.boolean() }),
  ),
})

async function month(ask: Ask): Promise<Response> {
  const of = ask.query as Omit<MonthOrder, 'month'>
  const order = { ...of, month: ask.params['month'] ?? '' }
  const outcome = await monthSheet(ask.bank, ask.actor, order)
  return outcome.ok ? json(200, outcome.value) : problem(ask, outcome.refusal)
}
