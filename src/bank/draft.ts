/**
 * What every draft has in common: who asked, the hash of what was asked, the
 * rules that price it; and the two questions every verb asks first: was this
 * id answered before, and is what I read still so.
 */
import type { AccountId } from '../ledger/account.ts'
import { canonical } from '../ledger/canonical.ts'
import {
  type Day,
  type Draft,
  type Entry,
  type EntryId,
  type Ref,
  type RowChange,
  sortedRefs,
} from '../ledger/entry.ts'
import { rowRef } from '../ledger/leaf.ts'
import { type Minutes, minutes } from '../ledger/minutes.ts'
import { type Outcome, refuse } from '../ledger/refusal.ts'
import { isAsking, twinOf, verdictOf } from '../ledger/review.ts'
import { sameBytes, sha256 } from '../ledger/sha256.ts'
import type { Actor, Bank, Tables } from './ports.ts'

/** First 16 bytes of SHA-256 over the verb, the actor and the order: no server-made value, no name or phone. */
export function requestHash(actor: Actor, verb: string, order: object): Uint8Array {
  return sha256(canonical({ verb, actor: actor.id, order })).subarray(0, 16)
}

export interface Asked {
  readonly id: EntryId
  readonly verb: string
  readonly request: Uint8Array
}

export function asked<Order extends { readonly id: EntryId }>(
  actor: Actor,
  verb: string,
  order: Order,
): Asked {
  return { id: order.id, verb, request: requestHash(actor, verb, order) }
}

/** The first answer to this id again, or the refusal that it is taken; undefined when the id is new. */
export async function answeredBefore(
  bank: Bank,
  { id, request }: Asked,
): Promise<Outcome<Entry> | undefined> {
  const known = (await bank.journal.entry(id)) ?? (await bank.journal.entry(twinOf(id)))
  if (!known) return undefined
  return sameBytes(known.request, request)
    ? seenReview(bank, { ok: true, value: known, again: true })
    : refuse({ code: 'id-taken', id })
}

/** What the journal answered, or where that is the record of a review: that it waits, what was answered, or that it was no. */
export async function seenReview(
  bank: Pick<Bank, 'directory' | 'journal'>,
  outcome: Outcome<Entry>,
): Promise<Outcome<Entry>> {
  if (!outcome.ok || outcome.value.kind !== 'row') return outcome
  const entry = outcome.value
  if (!isAsking(entry) && verdictOf(entry) === undefined) return outcome
  const review = isAsking(entry) ? twinOf(entry.id) : entry.id
  const row = await bank.directory.newest('review', review)
  if (!row) throw new Error(`review ${review} has no row`)
  const { level, why, due, answered, state } = row.body
  if (state === 'waiting') return refuse({ code: 'waits-for-review', review, level, why, due })
  if (state === 'rejected')
    return refuse({ code: 'review-rejected', review, reason: answered?.reason ?? '' })
  const approved = (await bank.journal.entry(review)) ?? entry
  return { ok: true, value: approved, again: true }
}

type Particulars = Pick<
  Draft,
  'kind' | 'postings' | 'servedOn' | 'station' | 'organisation' | 'service'
> &
  Partial<Pick<Draft, 'proof' | 'closes' | 'limits' | 'relies' | 'empty' | 'along'>> & {
    readonly refs?: readonly Ref[]
  }

export function drafted(
  bank: Bank,
  actor: Actor,
  { id, request }: Asked,
  said: Particulars,
): Draft {
  const rows = (said.along ?? []).map((row): Ref => ['row', rowRef(row)])
  const at: readonly Ref[] = actor.device === undefined ? [] : [['device', actor.device]]
  return {
    ...said,
    id,
    request,
    salt: bank.ids.salt(),
    by: actor.id,
    rules: bank.rules.version,
    refs: sortedRefs([...(said.refs ?? []), ...at, ...rows]),
  }
}

/** Times a verb looks again when what it read has moved. Each look is at a newer tip, so a few suffice. */
const LOOKS = 8

const MOVED = new Set(['stale-row', 'shortfall-moved', 'over-cap', 'short-of-hours'])

/** Runs an attempt again while it is refused for something that was true when it was read. */
export async function lookingAgain<Value>(
  bank: Bank,
  attempt: () => Promise<Outcome<Value>>,
): Promise<Outcome<Value>> {
  let outcome = await attempt()
  for (let look = 1; look < LOOKS && !outcome.ok && MOVED.has(outcome.refusal.code); look++) {
    bank.directory.forget()
    const before = outcome.refusal
    outcome = await attempt()
    // Refused for the same again: it is not a race, it is so.
    if (!outcome.ok && canonical(outcome.refusal) === canonical(before)) return outcome
  }
  return outcome
}

/** A new version of a directory row, to go along with an entry. */
export function rowChange<Table extends keyof Tables>(
  bank: Bank,
  table: Table,
  key: string,
  version: number,
  body: Tables[Table],
): RowChange {
  return { table, key, version, body: canonical(body), salt: bank.ids.salt() }
}

/** Rows go with entries in stretches of so many, so that an entry stays readable. */
const ROWS_AN_ENTRY = 200

/** Record entries that bring directory rows; the first has the order's id, the others ids of their own. */
export function recordDrafts(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  rows: readonly RowChange[],
  place: Place,
): readonly Draft[] {
  const drafts: Draft[] = []
  for (let at = 0; at < rows.length; at += ROWS_AN_ENTRY) {
    const own = at === 0 ? ask : { ...ask, id: bank.ids.entry() }
    const along = rows.slice(at, at + ROWS_AN_ENTRY)
    drafts.push(
      drafted(bank, actor, own, {
        kind: 'row',
        postings: [],
        service: '-',
        along,
        refs: [['batch', ask.id]],
        ...place,
      }),
    )
  }
  return drafts
}

export interface Place {
  readonly station: string
  readonly organisation: string
  readonly servedOn: Day
}

/** The city itself as the place of a record. */
export function cityPlace(bank: Bank): Place {
  return { station: bank.rules.city.code, organisation: '-', servedOn: today(bank) }
}

/** The calendar day in the city: China has one time zone, UTC+8, all year. */
export function dayOf(instant: number): Day {
  return new Date(instant + 8 * 3_600_000).toISOString().slice(0, 10) as Day
}

export function today(bank: { readonly clock: Bank['clock'] }): Day {
  return dayOf(bank.clock.now())
}

/** The first instant of a day in the city, ms since 1970 UTC. */
export function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00+08:00`)
}

export function isDay(text: string): text is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const instant = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(instant) && new Date(instant).toISOString().slice(0, 10) === text
}

export const negative = (count: number): Minutes => minutes(-count)

export function posting(account: AccountId, count: number, home: string) {
  return { account, minutes: minutes(count), home }
}
