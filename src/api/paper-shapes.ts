/** What is asked for papers and lists to key in, and what is answered. */
import * as z from 'zod'
import { KEYED_SYSTEMS, TICKS_MOST } from '../bank/people/to-key.ts'
import { writtenShape } from './answers.ts'
import { day, entryId, member, newId, station } from './schemas.ts'

const optional = z.exactOptional

const code = z
  .string()
  .regex(/^[0-9a-hjkmnp-tv-z]{16}$/)
  .meta({ description: 'As it stands on the certificate, in small letters without spaces.' })

export const stationQuery = z.strictObject({ station })

export const pdfQuery = z.strictObject({ as: optional(z.literal('pdf')) })

export const certificateBody = z.strictObject({
  id: newId,
  station,
  member,
  from: day.meta({ description: 'The first day of service it speaks of.' }),
  to: day,
  replaces: optional(code),
})

export const issuedShape = writtenShape.extend({ certificate: z.string() })

const hours = z.object({ organisation: z.string(), minutes: z.int(), count: z.int() })

export const certificateShape = z.object({
  code: z.string(),
  number: z.string().meta({ description: 'Of the station’s register, as “S001-2026-0001”.' }),
  member: z.string(),
  station: z.string(),
  organisation: z.string(),
  from: z.string(),
  to: z.string(),
  day: z.string(),
  minutes: z.int(),
  count: z.int(),
  state: z.enum(['issued', 'corrected', 'withdrawn']),
  now: z.int().meta({ description: 'Minutes the same services come to now.' }),
  everywhere: optional(
    z.object({
      organisations: z.array(hours),
      evaluation: z.object({
        services: z.int(),
        confirmed: z.int(),
        ratings: z.array(z.int()).meta({ description: 'Pleased, fair, not pleased.' }),
        called: z.object({ yes: z.int(), no: z.int() }),
        upheld: z.int(),
      }),
    }),
  ),
})

export const publicityShape = z.object({
  lists: z.array(
    z.object({
      id: z.string(),
      organisation: z.string(),
      from: z.string(),
      to: z.string(),
      posted: z.string(),
      until: z.string(),
      place: z.string(),
      lines: z.array(z.object({ member: z.string(), minutes: z.int(), count: z.int() })),
      photo: z.boolean(),
      objections: z.array(
        z.object({
          day: z.string(),
          about: optional(z.string()),
          due: optional(z.int().meta({ description: 'Ms since 1970 UTC.' })),
          outcome: optional(z.string()),
          answered: optional(z.string()),
        }),
      ),
      ended: optional(z.string()),
    }),
  ),
})

export const publicityFileQuery = z.strictObject({ station, as: optional(z.literal('pdf')) })

const figures = {
  people: z.int(),
  attendances: z.int(),
  minutes: z.int(),
  redeemed: z.int(),
  donated: z.int(),
}

export const reportQuery = z.strictObject({
  station: optional(station.meta({ description: 'All within reach unless said.' })),
})

export const reportShape = z.object({
  period: z.string(),
  lines: z.array(z.object({ station: z.string(), ...figures })),
  all: z.object(figures).meta({ description: 'People are counted once.' }),
  later: z
    .array(
      z.object({
        station: z.string(),
        month: z.string(),
        seq: z.int(),
        what: z.enum(['served', 'redeemed', 'donated']),
        minutes: z.int(),
      }),
    )
    .meta({ description: 'Added for a month that was final, or reversed in one.' }),
  final: z.boolean(),
  template: optional(
    z
      .object({ area: z.string(), kind: z.string(), version: z.int(), from: z.string() })
      .meta({ description: 'What its xlsx is filled in by; the plain sheet where there is none.' }),
  ),
})

export const reportFileQuery = z.strictObject({
  station: optional(station),
  as: z.enum(['pdf', 'xlsx']),
})

export const toKeyFileQuery = z.strictObject({ station, as: z.enum(['xlsx', 'csv']) })

export const toKeyShape = z.object({
  rows: z.array(
    z.object({
      entry: z.string(),
      seq: z.int(),
      member: z.string(),
      number: optional(z.string().meta({ description: 'Theirs in the other system.' })),
      servedOn: z.string(),
      service: z.string(),
      activity: optional(z.string()),
      minutes: z.int(),
      span: optional(z.object({ from: z.int(), to: z.int() })),
      keyed: optional(z.object({ by: z.string(), at: z.int() })),
    }),
  ),
})

export const ticksBody = z.strictObject({
  id: newId,
  station,
  system: z.enum(KEYED_SYSTEMS),
  entries: z.array(entryId).min(1).max(TICKS_MOST),
  keyed: z.boolean().meta({ description: 'False takes ticks back that were a mistake.' }),
})

export const ticksShape = z.object({
  entry: z
    .string()
    .nullable()
    .meta({ description: 'The entry that says so; null where nothing was to be changed.' }),
})
