/** What programs are answered, as shapes for the document, and the views that fill them with what an actor may see. */
import * as z from 'zod'
import { type StatementLine } from '../bank/oversight/statement.ts'
import { receiptOf } from '../bank/oversight/checkpoint.ts'
import { type Readings } from '../bank/oversight/readings.ts'
import type { Actor, Bank } from '../bank/ports.ts'
import type { Waiting } from '../bank/review/list.ts'
import { memberOf } from '../ledger/account.ts'
import type { Entry, Posting } from '../ledger/entry.ts'

const optional = z.exactOptional

const postingShape = z.object({
  account: z.string(),
  minutes: z.int(),
  balance: z.int(),
  line: z.int(),
})

export const entryShape = z.object({
  seq: z.int(),
  id: z.string(),
  kind: z.string(),
  servedOn: z.string(),
  recordedAt: z.string(),
  station: z.string(),
  organisation: z.string(),
  service: z.string(),
  rules: z.string(),
  proof: optional(z.string()),
  closes: optional(z.int()),
  minutes: z.int().meta({
    description: 'Minutes moved; for a member, those in or out of their own purses.',
  }),
  postings: z.array(postingShape),
})

const receiptShape = z.object({ account: z.string(), receipt: z.string() })

export const writtenShape = z.object({ entry: entryShape, receipts: z.array(receiptShape) })

export const enrolledShape = z.object({
  member: z.object({ id: z.string(), number: z.string(), home: z.string() }),
  entry: entryShape,
  receipts: z.array(receiptShape),
})

const refusedRow = z.object({
  row: z.int(),
  ok: z.literal(false),
  code: z.string(),
  detail: z.string(),
})
const doneRow = writtenShape.extend({ row: z.int(), ok: z.literal(true) })
export const batchShape = z.object({ rows: z.array(z.union([doneRow, refusedRow])) })

/** Rows of the directory that a load added, changed, and found as they stand. */
export const loadedShape = z.object({ added: z.int(), changed: z.int(), same: z.int() })

const closedShape = z.object({ seq: z.int(), id: z.string(), kind: z.string() })
export const entryReadShape = z.object({ entry: entryShape, closedBy: optional(closedShape) })

/** Everything kept of a person; for that person alone. */
export const ownRecordShape = z.object({
  person: z.looseObject({ member: z.string(), name: z.string(), phone: z.string() }),
  readings: z.looseObject({ available: z.int(), served: z.int() }),
  lines: z.array(z.looseObject({ seq: z.int(), minutes: z.int(), balance: z.int() })),
  events: z.array(z.looseObject({ act: z.string(), at: z.int(), ok: z.boolean() })),
})

export const reviewShape = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(['waiting', 'approved', 'rejected']),
  hash: z.string().meta({ description: 'What an approval names: it binds to what was shown.' }),
  asked: z.record(z.string(), z.unknown()).meta({ description: 'The order as it was sent.' }),
  by: z.string(),
  station: z.string(),
  servedOn: z.string(),
  member: optional(z.string()),
  minutes: optional(z.int()),
  why: z.array(z.string()),
  level: z.string().meta({ description: 'The level it has come to by now.' }),
  due: z.string(),
  overdue: z.boolean(),
  askedAt: z.string(),
  afterwards: optional(z.literal(true)),
  answered: optional(z.object({ by: z.string(), at: z.string(), reason: optional(z.string()) })),
})

export const reviewsShape = z.object({ reviews: z.array(reviewShape) })

export const answeredShape = z.object({ review: reviewShape, entry: entryShape })

/** What waits of a member, as the member may read it: what, why, and by when it is answered. */
export const waitingShape = z.object({
  waiting: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      station: z.string(),
      servedOn: z.string(),
      minutes: optional(z.int()),
      why: z.array(z.string()),
      level: z.string(),
      due: z.string(),
    }),
  ),
})

/** Said with 202: nothing moved yet, and what was asked stands under its id. */
export const waitsShape = z.object({
  review: z.string(),
  level: z.string(),
  why: z.array(z.string()),
  due: z.string(),
  detail: z.string(),
})

export const readingsShape = z.object({
  member: z.string(),
  name: optional(z.string()),
  home: z.string(),
  at: z.int(),
  available: z.int(),
  held: z.int(),
  owned: z.int(),
  served: z.int(),
  granted: z.int(),
  shortfall: z.int(),
  waiting: optional(z.int()).meta({ description: 'Minutes that wait for review, now.' }),
  points: z.int(),
  rest: z.int(),
  stars: z.int(),
  next: optional(z.object({ star: z.int(), missing: z.int() })),
  gateMissing: z.int(),
  purses: z.array(
    z.object({
      account: z.string(),
      balance: z.int(),
      grant: optional(
        z.object({ purpose: z.string(), services: z.array(z.string()), until: z.string() }),
      ),
      ended: optional(z.boolean()),
    }),
  ),
})

export const statementShape = z.object({
  lines: z.array(
    postingShape.extend({
      seq: z.int(),
      id: z.string(),
      kind: z.string(),
      servedOn: z.string(),
      recordedAt: z.string(),
      station: z.string(),
      service: z.string(),
      closedBy: optional(closedShape),
    }),
  ),
  next: optional(z.int()).meta({ description: 'The seq to go on from, where there may be more.' }),
})

export const consistencyShape = z.object({
  from: z.int(),
  to: z.int(),
  hashes: z.array(z.string()).meta({ description: 'RFC 9162 consistency proof, base64.' }),
})

export const jwksShape = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) })

export const stationsShape = z.object({
  stations: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      area: z.string(),
      type: z.string(),
      hotline: z.string(),
      address: z.string(),
      opening: z.string(),
      organisation: optional(z.string()),
      sample: z.boolean(),
    }),
  ),
})

const kindMinutes = z.object({ kind: z.string(), minutes: z.int() })
const standing = { issued: z.int(), redeemed: z.int(), held: z.int(), position: z.int() }

export const positionShape = z.object({
  station: z.string(),
  at: z.int(),
  ...standing,
  kinds: z.array(kindMinutes),
  spentElsewhere: z.int(),
  othersSpentHere: z.int(),
  net: z.int().meta({ description: 'Above zero, the other stations together owe this one.' }),
  against: z.array(z.object({ station: z.string(), ours: z.int(), theirs: z.int(), net: z.int() })),
})

export const trialShape = z.object({
  at: z.int(),
  kinds: z.array(kindMinutes.extend({ accounts: z.int() })),
  stations: z.array(z.object({ station: z.string(), ...standing, kinds: z.array(kindMinutes) })),
  matrix: z.array(z.object({ home: z.string(), place: z.string(), spent: z.int() })).meta({
    description: 'Minutes members of a home spent at a place, less what they were given.',
  }),
  settlement: z.array(z.object({ from: z.string(), to: z.string(), minutes: z.int() })).meta({
    description: 'Who owes whom so many minutes of service, both directions netted.',
  }),
  sum: z.literal(0),
})

export const documentShape = z.looseObject({ openapi: z.string() })

export const problemShape = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  errors: optional(z.array(z.object({ pointer: z.string(), detail: z.string() }))),
})

type EntryView = z.infer<typeof entryShape>
type Written = z.infer<typeof writtenShape>

/** One side of a transfer says nothing of the other: a member sees the postings to their own purses. */
function seenPostings(actor: Actor, entry: Entry): readonly Posting[] {
  if (actor.kind !== 'member') return entry.postings
  return entry.postings.filter(
    ({ account }) => actor.member !== undefined && memberOf(account) === actor.member,
  )
}

export function entryView(actor: Actor, entry: Entry): EntryView {
  const seen = seenPostings(actor, entry)
  const counted = actor.kind === 'member' ? seen : seen.filter((one) => one.minutes > 0)
  return {
    seq: entry.seq,
    id: entry.id,
    kind: entry.kind,
    servedOn: entry.servedOn,
    recordedAt: new Date(entry.recordedAt).toISOString(),
    station: entry.station,
    organisation: entry.organisation,
    service: entry.service,
    rules: entry.rules,
    ...(entry.proof === undefined ? {} : { proof: entry.proof }),
    ...(entry.closes === undefined ? {} : { closes: entry.closes }),
    minutes: counted.reduce((sum, one) => sum + one.minutes, 0),
    postings: seen.map(({ account, minutes, balance, line }) => ({
      account,
      minutes,
      balance,
      line,
    })),
  }
}

/** The entry and the receipts of its postings to persons; the same for ever, so a repeat has the same bytes. */
export async function writtenView(bank: Bank, actor: Actor, entry: Entry): Promise<Written> {
  const people = seenPostings(actor, entry).filter(({ account }) => memberOf(account) !== undefined)
  const receipts = await Promise.all(
    people.map(async ({ account }) => ({
      account,
      receipt: await receiptOf(bank, entry, account),
    })),
  )
  return { entry: entryView(actor, entry), receipts }
}

export function reviewView(seen: Waiting): z.infer<typeof reviewShape> {
  const { kind, state, hash, asked, by, station, servedOn, member, minutes, due, overdue } = seen
  const { answered } = seen
  return {
    ...{ id: seen.id, kind, state, hash, asked: { ...asked }, by, station, servedOn },
    ...(member === undefined ? {} : { member }),
    ...(minutes === undefined ? {} : { minutes }),
    why: [...seen.why],
    level: seen.now,
    due,
    overdue,
    askedAt: new Date(seen.at).toISOString(),
    ...(seen.afterwards ? { afterwards: true } : {}),
    ...(answered ? { answered: { ...answered, at: new Date(answered.at).toISOString() } } : {}),
  }
}

export function closedView(entry: Entry) {
  return { seq: entry.seq, id: entry.id, kind: entry.kind }
}

export function readingsView(read: Readings, name?: string): z.infer<typeof readingsShape> {
  const { purses, ...sums } = read
  return {
    ...sums,
    ...(name === undefined ? {} : { name }),
    purses: purses.map(({ account, balance, grant, ended }) => ({
      account,
      balance,
      ...(grant
        ? {
            grant: {
              purpose: grant.purpose,
              services: [...grant.services],
              until: grant.until,
            },
          }
        : {}),
      ...(ended === undefined ? {} : { ended }),
    })),
  }
}

export function lineView({ line, entry, closedBy }: StatementLine) {
  return {
    account: line.account,
    minutes: line.minutes,
    balance: line.balance,
    line: line.line,
    seq: line.seq,
    id: entry.id,
    kind: entry.kind,
    servedOn: entry.servedOn,
    recordedAt: new Date(entry.recordedAt).toISOString(),
    station: entry.station,
    service: entry.service,
    ...(closedBy ? { closedBy: closedView(closedBy) } : {}),
  }
}
