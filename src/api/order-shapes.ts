/** Service orders as programs send them and are answered: codes and instants, and words only where whoever asks may read them. */
import * as z from 'zod'
import { FALLBACK_ROUTES } from '../rules/workflow.ts'
import { writtenShape } from './answers.ts'
import {
  code,
  confirmation,
  day,
  entryId,
  member,
  minutes,
  newId,
  service,
  station,
  whole,
} from './schemas.ts'

const optional = z.exactOptional

const text = z.string().max(2_000)
const reason = z.string().regex(/^[a-z0-9-]{1,40}$/)
const SOURCES = ['phone', 'counter', 'page', 'relative', '12345', 'grid', 'outbound'] as const

export const intakeBody = z.strictObject({
  id: newId,
  type: code('What kind of order: “help”, “wish”, “hotline”.'),
  station,
  source: z.enum(SOURCES),
  member: optional(member),
  service: optional(service),
  minutes: optional(minutes),
  day: optional(day),
  area: optional(code('The area it concerns; the station’s own unless said.')),
  urgent: optional(z.boolean()),
  outside: optional(
    z.strictObject({
      system: code('As “12345”, “grid”.'),
      number: code('Its own number: one order, however often it is sent.'),
      due: optional(z.iso.datetime({ offset: true })).meta({ description: 'Its own deadline.' }),
    }),
  ),
  cameFrom: optional(entryId),
  grantLine: optional(code('A grant line of a charity fund that is cited.')),
  spend: optional(z.boolean()).meta({ description: 'True: the person’s hours pay and are held.' }),
  assisted: optional(z.enum(['face', 'card'])),
  words: z
    .strictObject({
      need: text,
      caller: optional(text),
      phone: optional(text),
      person: optional(text),
      address: optional(text),
      diet: optional(text),
    })
    .meta({ description: 'In the person’s words. Kept in the vault, never in the books.' }),
})

const count = z.int().min(0).max(100_000)

export const moveBody = z.strictObject({
  id: newId,
  move: code('As the workflow calls it; `may` of an order says which come next.'),
  reason: optional(reason),
  note: optional(text),
  claimant: optional(
    z.strictObject({
      kind: z.enum(['member', 'team', 'organisation', 'provider', 'named']),
      id: z.string().max(64),
      with: optional(member),
    }),
  ),
  place: optional(station),
  day: optional(day),
  outcome: optional(reason),
  confirmation,
  minutes: optional(minutes),
  servedOn: optional(day),
  from: optional(z.string().regex(/^\d{2}:\d{2}$/)).meta({
    description: 'When a provider’s visit began, as “09:30”.',
  }),
  contract: optional(code('Number of the contract it is handed to a provider under.')),
  rating: optional(z.union([z.literal(1), z.literal(2), z.literal(3)])),
  notAgain: optional(z.boolean()),
  counts: optional(z.strictObject({ people: count, solved: count, goods: count, visits: count })),
  number: optional(code('The other system’s number, where the result went back to it.')),
})

export const ordersQuery = z.strictObject({
  station: optional(station),
  type: optional(code('Of this type alone.')),
  state: optional(code('In this state alone.')),
  due: optional(z.literal('overdue')).meta({ description: 'Only what is past its time.' }),
  limit: optional(
    z
      .string()
      .regex(/^([1-9]\d?|1\d\d|200)$/)
      .transform(Number),
  ),
  offset: optional(whole),
})

export const orderShape = z.object({
  id: z.string(),
  type: z.string(),
  workflow: z.string(),
  state: z.string(),
  label: z.string(),
  station: z.string(),
  area: z.string(),
  service: z.string(),
  source: z.string(),
  takenAt: z.string(),
  due: optional(z.string()),
  gone: z.int().meta({ description: 'Part of the time that is gone, in percent.' }),
  colour: z.enum(['none', 'green', 'amber', 'red']),
  member: optional(z.string()),
  minutes: optional(z.int()),
  day: optional(z.string()),
  urgent: optional(z.literal(true)),
  outside: optional(z.object({ system: z.string(), number: z.string() })),
  cameFrom: optional(z.string()),
  claimant: optional(z.object({ kind: z.string(), id: z.string(), with: optional(z.string()) })),
  hold: optional(z.string()),
  entry: optional(z.string()),
  review: optional(z.string()),
  confirmed: optional(z.string()),
  rating: optional(z.int()),
  outcome: optional(z.string()),
  reached: optional(z.literal(true)).meta({ description: 'Nobody claimed it in time.' }),
  neighbour: optional(z.object({ from: z.string(), taken: optional(z.literal(true)) })),
  visits: optional(z.array(z.string())).meta({ description: 'Paid visits that were recorded.' }),
  routes: optional(
    z.array(
      z.object({
        kind: z.enum(FALLBACK_ROUTES),
        contract: optional(z.string()),
        provider: optional(z.string()),
        station: optional(z.string()),
      }),
    ),
  ).meta({ description: 'What is offered where nobody claimed it in time, the best first.' }),
  moves: z.array(
    z.object({ move: z.string(), to: z.string(), at: z.string(), reason: optional(z.string()) }),
  ),
  may: z.array(z.object({ move: z.string(), label: z.string(), needs: z.array(z.string()) })),
  words: optional(z.looseObject({ need: z.string() })),
})

export const ordersShape = z.object({ orders: z.array(orderShape) })

export const orderMovedShape = writtenShape.extend({ order: z.string() })
