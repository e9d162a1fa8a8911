/** What programs send and are answered about a station's catalogue. */
import * as z from 'zod'
import { ITEM_KINDS, ITEM_REASONS, PRICE_UNITS, STOCK_REASONS } from '../rules/redeeming.ts'
import { MEALS } from '../rules/meals.ts'
import { GROUP_MAX } from '../bank/record.ts'
import { GIVERS_MAX } from '../bank/hours/together.ts'
import { GRANT_PURPOSES } from '../bank/hours/grant.ts'
import { ENDING_MOVES } from '../bank/people/ending.ts'
import { ENDING_KINDS, WILLS } from '../bank/ports-ending.ts'
import { writtenShape } from './answers.ts'
import { code, day, entryId, member, minutes, newId, service, station } from './schemas.ts'

const price = z.strictObject({ by: z.enum(PRICE_UNITS), minutes }).meta({
  description: 'Minutes for an hour of it, or for one of it.',
})
const days = z
  .strictObject({
    week: z.exactOptional(z.array(z.int().min(1).max(7)).min(1).max(7)),
    month: z.exactOptional(z.array(z.int().min(1).max(31)).min(1).max(31)),
  })
  .meta({ description: 'Days of the week (1 is Monday) or of the month it is redeemed on.' })

export const itemBody = z.strictObject({
  id: newId,
  station,
  code: code('The item’s code within the station, as “haircut-home”.'),
  kind: z.enum(ITEM_KINDS),
  name: z.strictObject({ zh: z.string().max(40), en: z.exactOptional(z.string().max(80)) }),
  service,
  price,
  counted: z.exactOptional(z.boolean()).meta({ description: 'Stock of it is counted.' }),
  open: z.exactOptional(z.boolean()),
  days: z.exactOptional(days),
  slots: z.exactOptional(z.int()).meta({ description: 'Places a day.' }),
  age: z.exactOptional(z.int()).meta({ description: 'The least age of whoever redeems it.' }),
  payer: z.exactOptional(z.string().max(60)).meta({
    description:
      'Of a meal whose personal share points stand for: who pays it, as “pool:S001” or “fund:A-7”.',
  }),
  reason: z.enum(ITEM_REASONS),
  resolution: z.exactOptional(z.string().max(64)),
})

export const stockBody = z.strictObject({
  id: newId,
  station,
  item: code('The item’s code.'),
  by: z.int().meta({ description: 'So many more, or fewer.' }),
  reason: z.enum(STOCK_REASONS),
})

export const choicesQuery = z.strictObject({
  station: z.exactOptional(z.string().max(64)).meta({
    description: 'Where; the member’s home station unless said.',
  }),
})

const offer = {
  item: z.string().optional(),
  version: z.int().optional(),
  kind: z.enum(ITEM_KINDS),
  name: z.object({ zh: z.string(), en: z.string() }),
  service: z.string(),
  price,
  days: days.optional(),
  slots: z.int().optional(),
  age: z.int().optional(),
  payer: z.string().optional(),
  reason: z.string().optional(),
  resolution: z.string().optional(),
  left: z.int().optional(),
}

export const offersShape = z.object({ offers: z.array(z.object(offer)) })

export const choicesShape = z.object({
  choices: z.array(
    z.object({
      ...offer,
      day: z.string(),
      missing: z.object({ code: z.string(), detail: z.string() }).optional(),
    }),
  ),
})

const fen = z.int().min(0).max(10_000).meta({ description: 'Money, in fen.' })

export const subsidyBody = z.strictObject({
  id: newId,
  area: code('The area it holds in: a town’s code, a district’s, the city’s.'),
  from: day,
  fee: fen,
  bands: z
    .array(
      z.strictObject({
        band: z.string().regex(/^[a-z0-9-]{1,32}$/),
        hardship: z.boolean(),
        age: z.int().min(0).max(120),
        city: fen,
        district: fen,
        town: fen,
        pays: fen,
      }),
    )
    .min(1)
    .max(20),
  source: code('The paper it stands in.'),
  sample: z.exactOptional(z.boolean()),
})

export const dinersBody = z.strictObject({
  id: newId,
  station,
  day,
  file: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ description: 'SHA-256 of the till’s list, hex.' }),
  rows: z
    .array(
      z.strictObject({
        number: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
        meal: z.enum(MEALS),
        count: z.int().min(1).max(20),
      }),
    )
    .min(1)
    .max(GROUP_MAX),
})

export const dinersShape = z.object({ added: z.int(), changed: z.int(), same: z.int() })

export const togetherBody = z.strictObject({
  id: newId,
  station,
  to: z.exactOptional(member).meta({ description: 'The elder; or else a pool.' }),
  pool: z.exactOptional(code('A pool’s code.')),
  need: z.exactOptional(entryId).meta({ description: 'The service order it is for.' }),
  givers: z.array(z.strictObject({ member, minutes })).max(GIVERS_MAX),
})

export const togetherShape = z.object({ rows: z.array(writtenShape) })

export const poolTermsBody = z.strictObject({
  id: newId,
  pool: code('A pool’s code.'),
  purpose: z.exactOptional(z.enum(GRANT_PURPOSES)),
  until: z.exactOptional(day),
  budget: z.exactOptional(minutes),
  grantLine: z.exactOptional(code('A grant line of a charity fund that is cited.')),
})

export const voucherBody = z.strictObject({
  id: newId,
  member,
  station,
  minutes,
  days: z.exactOptional(z.int()).meta({ description: 'Days it is good for.' }),
})

export const voucherShape = writtenShape.extend({ code: z.string().optional() })

export const voucherUseBody = z.strictObject({
  id: newId,
  station,
  code: z.string().min(1).max(40).meta({ description: 'As it stands on the paper.' }),
  service: z.exactOptional(service),
  item: z.exactOptional(code('The code of an item of the station’s catalogue.')),
  times: z.exactOptional(z.int()),
  provider: z.exactOptional(member),
})

export const willBody = z.strictObject({
  id: newId,
  member,
  what: z.enum(WILLS),
  pool: z.exactOptional(code('The pool they are donated to.')),
  heir: z.exactOptional(member),
  checked: z.exactOptional(z.boolean()).meta({
    description: 'Staff were told by the person face to face.',
  }),
})

export const endingBody = z.strictObject({
  id: newId,
  member,
  kind: z.enum(ENDING_KINDS),
  evidence: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ description: 'SHA-256 of the paper, hex.' }),
  relative: z.exactOptional(member),
})

export const endingStepBody = z.strictObject({ id: newId, member, move: z.enum(ENDING_MOVES) })

export const signedRecordShape = z.object({
  record: z.looseObject({}),
  kid: z.string(),
  signature: z.string().meta({
    description: 'Ed25519 over the bytes of `record` as it is written here, base64url.',
  }),
})
