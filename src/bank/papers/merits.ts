/** Training and awards (培训、表彰奖励), entered one by one or from a sheet. They never earn hours. */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { type Award, AWARDS, type Course, COURSES, type Giver, GIVERS } from '../../rules/papers.ts'
import { memberRow, refusedAt, refusedDay, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, rowChange, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { record } from '../record.ts'

/** Rows of one sheet: an entry stays readable. */
export const MERITS_MAX = 200

/** The longest one course lasts, in minutes. */
const COURSE_MAX = 200 * 60

export interface Training {
  readonly member: MemberId
  readonly course: Course
  readonly day: string
  readonly minutes: number
}

export interface AwardGiven {
  readonly member: MemberId
  readonly award: Award
  readonly giver: Giver
  readonly day: string
}

interface Brought {
  readonly id: EntryId
  readonly station: string
  /** The sheet they came from, kept as evidence. */
  readonly file?: string
}

/** Keeps who took part in which training: all of them, or, where one is refused, none. */
export async function recordTrainings(
  bank: Bank,
  actor: Actor,
  order: Brought & { readonly rows: readonly Training[] },
): Promise<Outcome<Entry>> {
  const wrong = (row: Training): Refusal | undefined => {
    if (!COURSES.includes(row.course)) return { code: 'paper-terms', what: 'course' }
    const isLength = Number.isSafeInteger(row.minutes) && row.minutes > 0
    if (!isLength || row.minutes > COURSE_MAX) return { code: 'paper-terms', what: 'length' }
    return undefined
  }
  return brought(bank, actor, order, { verb: 'record-trainings', wrong }, (row, organisation, at) =>
    rowChange(bank, 'training', `${row.member}/${order.id}-${at}`, 1, {
      ...{ station: order.station, organisation },
      ...{ course: row.course, day: row.day, minutes: row.minutes },
    }),
  )
}

/** Keeps who was given which award, as `recordTrainings` does. */
export async function recordAwards(
  bank: Bank,
  actor: Actor,
  order: Brought & { readonly rows: readonly AwardGiven[] },
): Promise<Outcome<Entry>> {
  const wrong = (row: AwardGiven): Refusal | undefined => {
    const isKnown = AWARDS.includes(row.award) && GIVERS.includes(row.giver)
    return isKnown ? undefined : { code: 'paper-terms', what: 'award' }
  }
  return brought(bank, actor, order, { verb: 'record-awards', wrong }, (row, _, at) =>
    rowChange(bank, 'award', `${row.member}/${order.id}-${at}`, 1, {
      ...{ station: order.station, award: row.award, giver: row.giver, day: row.day },
    }),
  )
}

async function brought<Of extends { readonly member: MemberId; readonly day: string }>(
  bank: Bank,
  actor: Actor,
  order: Brought & { readonly rows: readonly Of[] },
  how: { readonly verb: string; readonly wrong: (row: Of) => Refusal | undefined },
  changeOf: (row: Of, organisation: string, at: number) => ReturnType<typeof rowChange>,
): Promise<Outcome<Entry>> {
  const { station, rows, file } = order
  const no = await refusedAt(bank, actor, station, 'papers:write')
  if (no) return refuse(no)
  const ask = asked(actor, how.verb, order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  if (rows.length === 0 || rows.length > MERITS_MAX)
    return refuse({ code: 'paper-terms', what: rows.length === 0 ? 'empty' : 'too-long' })
  for (const row of rows) {
    const known = await memberRow(bank, row.member)
    const wrong = known.ok ? (refusedDay(bank, row.day) ?? how.wrong(row)) : known.refusal
    if (wrong) return refuse(wrong)
  }
  const place = await stationOn(bank, station, today(bank))
  if (!place.ok) return place
  const { organisation } = place.value
  return record(
    bank,
    drafted(bank, actor, ask, {
      kind: 'row',
      postings: [],
      ...{ servedOn: today(bank), station, organisation, service: '-' },
      along: rows.map((row, at) => changeOf(row, organisation, at)),
      ...(file === undefined ? {} : { refs: [['file', file]] }),
    }),
  )
}
