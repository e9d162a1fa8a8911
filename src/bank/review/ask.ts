/**
 * Ask for a review (报请复核): what may not stand alone becomes a row of its
 * own, brought by an entry that says how many minutes wait and for whom. It owns
 * the id it was asked under: sent again it is the same review, and nothing else
 * takes that id.
 */
import type { MemberId } from '../../ledger/account.ts'
import { canonical } from '../../ledger/canonical.ts'
import { spanText } from '../../ledger/counter.ts'
import type { Day, Draft, Entry, EntryId, Limit, Ref, Span } from '../../ledger/entry.ts'
import {
  type Outcome,
  type Refusal,
  type ReviewLevel,
  type ReviewReason,
  refuse,
} from '../../ledger/refusal.ts'
import { twinOf } from '../../ledger/review.ts'
import { sha256, toHex } from '../../ledger/sha256.ts'
import { tierFor } from '../../rules/city.ts'
import { higher, nextWorkingDay } from '../../rules/review.ts'
import { type Asked, asked, cityPlace, drafted, rowChange, seenReview, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import type { ReviewKind, ReviewRow } from '../ports-review.ts'
import { record } from '../record.ts'
import { startingLevel } from './level.ts'

/** Why something is looked at, and by whom at least. */
export interface Ground {
  readonly why: ReviewReason
  readonly by: ReviewLevel
}

export interface Question {
  readonly kind: ReviewKind
  /** The order: ids, codes and numbers. */
  readonly order: object
  readonly grounds: readonly Ground[]
  readonly station: string
  readonly organisation: string
  readonly service: string
  readonly servedOn: Day
  readonly member?: MemberId
  readonly minutes?: number
  readonly span?: Span | undefined
  /** The minutes count in the month of whoever asked. */
  readonly counts?: boolean
  readonly batch?: string | undefined
  readonly file?: string | undefined
  readonly afterwards?: true
  readonly relies?: Draft['relies']
  readonly along?: Draft['along']
}

export function hashOf(kind: ReviewKind, by: string, order: object): string {
  return toHex(sha256(canonical({ kind, by, asked: order })))
}

/** The record of what waits, ready to be written alone or with others. */
export async function askingDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  question: Question,
): Promise<Draft> {
  const { kind, order, grounds, station, servedOn, member, minutes, span, batch, file } = question
  const needed = grounds.map(({ by }) => by).reduce(higher)
  const hash = hashOf(kind, actor.id, order)
  const body: ReviewRow = {
    kind,
    asked: order as ReviewRow['asked'],
    hash,
    by: actor.id,
    station,
    service: question.service,
    servedOn,
    level: await startingLevel(bank, station, needed, { by: actor.id, member }),
    why: [...new Set(grounds.map(({ why }) => why))],
    due: nextWorkingDay(bank.rules, today(bank)),
    at: bank.clock.now(),
    state: 'waiting',
    ...(member === undefined ? {} : { member }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(batch === undefined ? {} : { batch }),
    ...(file === undefined ? {} : { file }),
    ...(question.afterwards ? { afterwards: true } : {}),
  }
  const refs: Ref[] = [
    ['review', kind],
    ['asks', hash],
  ]
  if (member !== undefined) refs.push(['for', member])
  if (minutes !== undefined) refs.push(['waits', `${minutes}`])
  if (span) refs.push(['span', spanText(span)])
  if (question.counts) refs.push(['counts', 'clerk'])
  if (batch !== undefined) refs.push(['batch', batch])
  if (file !== undefined) refs.push(['file', file])
  return drafted(
    bank,
    actor,
    { ...ask, id: twinOf(ask.id) },
    {
      kind: 'row',
      postings: [],
      servedOn,
      station,
      organisation: question.organisation,
      service: question.service,
      limits: member === undefined || minutes === undefined ? [] : [wholeDay(member, servedOn)],
      relies: question.relies ?? [],
      along: [rowChange(bank, 'review', ask.id, 1, body), ...(question.along ?? [])],
      refs,
    },
  )
}

/** A day has 24 hours, whoever approves: what stands and what waits together. */
export function wholeDay(member: string, servedOn: string): Limit {
  return {
    code: 'day-too-long',
    counter: { kind: 'day', who: member, day: servedOn },
    plus: { kind: 'waiting', who: member, day: servedOn },
    most: 24 * 60,
  }
}

/** Writes the question. The answer is that it waits, or the refusal that stopped even that. */
export async function askReview(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  question: Question,
): Promise<Outcome<Entry>> {
  return seenReview(bank, await record(bank, await askingDraft(bank, actor, ask, question)))
}

/** What was done already, for a person who was waiting, is put on somebody's list to be looked at. */
export async function askAfterwards(
  bank: Bank,
  actor: Actor,
  done: Pick<Question, 'kind' | 'member' | 'station'> & {
    readonly ground: Ground
    readonly facts?: Readonly<Record<string, string | number>>
  },
): Promise<void> {
  const { kind, ground, station, member, facts = {} } = done
  const order = { id: bank.ids.entry(), ...facts, ...(member === undefined ? {} : { member }) }
  await askReview(bank, actor, asked(actor, kind, order), {
    ...cityPlace(bank),
    ...{ kind, order, grounds: [ground], station, service: '-', afterwards: true },
    ...(member === undefined ? {} : { member }),
  })
}

/** Sheets and files with more people on them than the rules let go out unseen. */
export async function exportLooked(
  bank: Bank,
  actor: Actor,
  { station, people }: { readonly station: string; readonly people: number },
): Promise<void> {
  const { exports } = bank.rules.review
  if (people <= exports.people || actor.role === 'system') return
  const ground: Ground = { why: 'export', by: exports.by }
  await askAfterwards(bank, actor, { kind: 'export', ground, station, facts: { people } })
}

/** Whose look a refusal at the tip asks for; undefined where it asks for none. */
export function groundOf(bank: Bank, refusal: Refusal): Ground | undefined {
  const { rules } = bank
  if (refusal.code === 'needs-approval') {
    const { by } = tierFor(rules, refusal.stands + refusal.adds)
    return { why: 'long-day', by: by === 'at-once' ? 'station' : by }
  }
  if (refusal.code !== 'clerk-month') return undefined
  return refusal.who.includes('/')
    ? { why: 'clerk-member', by: rules.review.clerkMember.by }
    : { why: 'clerk-month', by: rules.review.clerkMonth.by }
}

/** The row of a question that was drafted. */
export function askedIn(draft: Draft, id: EntryId): ReviewRow {
  const change = draft.along?.find(({ table, key }) => table === 'review' && key === id)
  if (!change) throw new Error(`draft ${draft.id} asks for no review of ${id}`)
  return JSON.parse(change.body) as ReviewRow
}

/** That it waits, as it is told to whoever asked. */
export function waits(
  draft: Draft,
  id: EntryId,
): { readonly ok: false; readonly refusal: Refusal } {
  const { level, why, due } = askedIn(draft, id)
  return refuse({ code: 'waits-for-review', review: id, level, why, due })
}
