/** What programs send: strict objects, whole minutes, ids in one spelling. The document is written from these. */
import * as z from 'zod'
import { GRANT_PURPOSES } from '../bank/hours/grant.ts'
import { CONFIRMATIONS } from '../bank/ports-member-keys.ts'
import { GROUP_MAX } from '../bank/record.ts'
import { GUARDIAN_RELATIONS } from '../rules/privacy.ts'

const HEX = '[0-9a-f]'

/** The caller's own id of an order. Version 8 is left to ids that the house derives itself. */
export const newId = z
  .string()
  .regex(new RegExp(`^${HEX}{8}-${HEX}{4}-[47]${HEX}{3}-[89ab]${HEX}{3}-${HEX}{12}$`))
  .meta({
    format: 'uuid',
    description:
      'UUIDv7 of your choosing, lower case. The same id with the same request is answered with the first answer, byte for byte.',
  })

export const entryId = z
  .string()
  .regex(new RegExp(`^${HEX}{8}-${HEX}{4}-[1-8]${HEX}{3}-[89ab]${HEX}{3}-${HEX}{12}$`))
  .meta({ format: 'uuid', description: 'Id of an entry.' })

export const code = (description: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/)
    .meta({ description })

export const member = code('A member’s id, as enrolling answers it.')
export const station = code('A station’s code, as “S001”.')
export const service = code('A service’s code, as “haircut”.')
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .meta({ format: 'date', description: 'A day in the city, YYYY-MM-DD.' })
/** How many is for the bank to judge; here only that it is a whole number. */
export const minutes = z
  .int()
  .meta({ minimum: 1, description: 'Whole minutes; 90 is an hour and a half.' })
const printable = z.string().regex(/^[\x21-\x7e]{1,64}$/)
const beneficiary = z.enum(['self', 'spouse', 'lineal', 'hardship'])
const times = z.int().meta({ minimum: 1, maximum: 24, default: 1 })
export const minuteOfDay = z.int().min(0).max(1440)

const span = z
  .strictObject({ from: minuteOfDay, to: minuteOfDay })
  .refine(({ from, to }) => from < to, { path: ['to'], params: { fault: 'span' } })
  .meta({ description: 'Sign-in and sign-out, as minutes of the day.' })

const service1 = {
  id: newId,
  member,
  minutes,
  servedOn: day,
  service,
  span: z.exactOptional(span),
  proof: z.exactOptional(z.enum(['scanned', 'confirmed', 'witnessed', 'paper'])),
  witness: z.exactOptional(
    z
      .string()
      .regex(/^staff:[0-9a-z]{1,32}$/)
      .meta({ description: 'The second member of staff, where proof is “witnessed”.' }),
  ),
  activity: z.exactOptional(printable),
  source: z.exactOptional(printable),
}

export const creditBody = z.strictObject({ ...service1, station })

export const batchBody = z.strictObject({
  id: newId,
  station,
  whole: z.boolean().meta({
    description: 'True: one refused row drops all. False: each row stands alone.',
  }),
  rows: z
    .array(z.strictObject(service1))
    .min(1)
    .max(GROUP_MAX)
    .superRefine((rows, told) => {
      const seen = new Set<string>()
      for (const [at, { id }] of rows.entries()) {
        if (seen.has(id))
          told.addIssue({ code: 'custom', path: [at, 'id'], params: { fault: 'twice' } })
        seen.add(id)
      }
    }),
})

export const transferBody = z.strictObject({
  id: newId,
  from: member,
  to: member,
  station: z.exactOptional(station),
  minutes,
})

export const donationBody = z.strictObject({
  id: newId,
  from: member,
  pool: code('A pool’s code.'),
  station: z.exactOptional(station),
  minutes,
})

export const grantBody = z.strictObject({
  id: newId,
  pool: code('A pool’s code, or “budget” for the city’s yearly budget.'),
  member,
  minutes,
  purpose: z.enum(GRANT_PURPOSES),
  until: day,
  services: z.exactOptional(z.array(service).max(50)),
})

export const bookingBody = z.strictObject({
  id: newId,
  member,
  station,
  service,
  times: z.exactOptional(times),
  day,
  beneficiary: z.exactOptional(beneficiary),
  assisted: z.exactOptional(z.enum(['face', 'card'])).meta({
    description: 'Where staff book for somebody at the counter: how they checked who it is.',
  }),
})

const confirmation = z
  .exactOptional(
    z.strictObject({
      by: z.enum(CONFIRMATIONS),
      pin: z.exactOptional(z.string().max(20)),
      code: z.exactOptional(z.string().max(20)),
    }),
  )
  .meta({
    description:
      'How whoever was served confirmed it, one of five equals: pin (with it), code (the visit code of the slip, with it), signature, thumb, call. Without it, a call is due.',
  })

export const settlementBody = z.strictObject({
  id: newId,
  provider: z.exactOptional(member),
  minutes: z.exactOptional(minutes),
  confirmation,
})

export const releaseBody = z.strictObject({ id: newId })

export const redemptionBody = z.strictObject({
  id: newId,
  member,
  station,
  service,
  times: z.exactOptional(times),
  provider: z.exactOptional(member),
  beneficiary: z.exactOptional(beneficiary),
  proxy: z.exactOptional(member).meta({ description: 'The relative who came for the member.' }),
  confirmation,
})

export const reversalBody = z.strictObject({
  id: newId,
  entry: entryId,
  reason: code('One of the city’s reasons.'),
})

export const approvalBody = z.strictObject({
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({
      description: 'The hash of the review as it was shown: approved is that and nothing else.',
    }),
})

export const rejectionBody = z.strictObject({
  reason: code('One of the city’s reasons to reject.'),
})

export const reviewsQuery = z.strictObject({
  all: z.exactOptional(z.literal('true')).meta({
    description: 'Also what is for another level to answer first.',
  }),
})

export const memberBody = z.strictObject({
  id: newId,
  station,
  name: z.string().min(1).max(80),
  phone: z.string().max(20).meta({ description: 'A mobile number of 11 digits, or empty.' }),
  idTail: z.exactOptional(z.string().max(4)),
  outside: z.exactOptional(
    z.record(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/), z.string().min(1).max(32)).meta({
      description: 'Numbers carried elsewhere, by kind, as “ivolunteer”.',
    }),
  ),
  born: z.exactOptional(
    z
      .string()
      .max(10)
      .meta({ description: 'As 2015-03 or 2015-03-08; below 14 a guardian consents.' }),
  ),
  guardian: z.exactOptional(
    z.strictObject({
      name: z.string().max(80),
      relation: z.enum(GUARDIAN_RELATIONS),
      day: z.string().max(10).meta({ description: 'The day the paper was signed.' }),
      evidence: z
        .string()
        .max(64)
        .meta({ description: 'SHA-256 of the signed paper’s photo, hex.' }),
    }),
  ),
})

const shortText = z.string().min(1).max(200)
const creditCode = z
  .string()
  .regex(/^[0-9A-Z]{18}$/)
  .meta({ description: '统一社会信用代码, 18 characters with its check character (GB 32100).' })
const dryRun = z
  .exactOptional(z.boolean())
  .meta({ description: 'True: say what it would do, write nothing.' })

export const organisationsBody = z.strictObject({
  id: newId,
  dryRun,
  organisations: z
    .array(
      z.strictObject({
        creditCode,
        name: shortText,
        type: shortText.meta({ description: 'As “社会服务机构”, “社会团体”, “基金会”.' }),
        head: shortText.meta({ description: '负责人.' }),
        handler: shortText.meta({ description: '经办人.' }),
        phone: z.exactOptional(z.string().max(40)),
      }),
    )
    .min(1)
    .max(GROUP_MAX),
})

export const teamsBody = z.strictObject({
  id: newId,
  dryRun,
  teams: z
    .array(
      z.strictObject({
        code: code('The team’s own code, as “T001”.'),
        name: shortText,
        organisation: creditCode,
      }),
    )
    .min(1)
    .max(GROUP_MAX),
})

/** A whole number in a query is text; it is read here and nowhere else. */
const whole = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})$/)
  .transform(Number)

export const noQuery = z.strictObject({})
export const atQuery = z.strictObject({ at: z.exactOptional(whole) })
export const receiptQuery = z.strictObject({ account: z.exactOptional(z.string().max(100)) })
export const consistencyQuery = z.strictObject({ from: whole, to: whole })
export const statementQuery = z
  .strictObject({
    after: z.exactOptional(whole),
    before: z.exactOptional(whole),
    limit: z.exactOptional(
      z
        .string()
        .regex(/^([1-9]\d?|1\d\d|200)$/)
        .transform(Number)
        .meta({ description: '1 to 200; 50 unless said.' }),
    ),
  })
  .refine(({ after, before }) => after === undefined || before === undefined, {
    path: ['before'],
    params: { fault: 'both' },
  })
