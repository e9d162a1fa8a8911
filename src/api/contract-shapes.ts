/** What programs send and are answered about contracts of paid care and the visits under them. */
import * as z from 'zod'
import { CONTRACT_KINDS, OVERS, VISIT_FAULTS } from '../rules/contracts.ts'
import { code, confirmation, day, member, minutes, newId, service } from './schemas.ts'

const optional = z.exactOptional

const clock = z
  .string()
  .regex(/^\d{2}:\d{2}$/)
  .meta({ description: 'When it began, as “09:30”.' })

const contract = {
  number: code('As the paper has it: letters, digits and “-._”.'),
  kind: z.enum(CONTRACT_KINDS),
  provider: code('The provider’s 统一社会信用代码, as organisations are loaded.'),
  place: code('Code of the station or the area it serves.'),
  services: z.array(service).max(100).meta({ description: 'None: any service.' }),
  from: day,
  until: day,
  minutes: optional(minutes).meta({ description: 'The package of a month, in minutes.' }),
  over: z.enum(OVERS).meta({ description: 'What becomes of visits beyond the package.' }),
  member: optional(member).meta({ description: 'Whose bed it is; of a bed only.' }),
}

export const contractBody = z.strictObject({ id: newId, ...contract })

export const contractEndBody = z.strictObject({ id: newId, day })

export const visitBody = z.strictObject({
  id: newId,
  day,
  from: optional(clock),
  minutes,
  confirmation,
})

const FAULTS = Object.keys(VISIT_FAULTS) as [string, ...string[]]

export const visitCorrectionBody = z.strictObject({
  id: newId,
  minutes: z.int().min(0).meta({ description: 'What it really was; 0 where nobody came.' }),
  day: optional(day),
  from: optional(clock),
  reason: z.enum(FAULTS),
})

const month = z.object({ month: z.string(), visits: z.int(), minutes: z.int() })

export const contractShape = z.object({
  number: z.string(),
  kind: z.string(),
  provider: z.string(),
  place: z.string(),
  services: z.array(z.string()),
  from: z.string(),
  until: z.string(),
  minutes: optional(z.int()),
  over: z.string(),
  member: optional(z.string()),
  ended: optional(z.literal(true)),
  months: optional(z.array(month)).meta({
    description: 'Paid minutes by month. They are in no sum of volunteer hours.',
  }),
})

export const contractsShape = z.object({ contracts: z.array(contractShape) })
