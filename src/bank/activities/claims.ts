/**
 * Hours somebody says they served (时数申报): they wait for the station, which
 * confirms them, as a credit in the same commit, or declines with a reason, by
 * a day the person is told. Whoever disagrees appeals to the street.
 */
import type { MemberId } from '../../ledger/account.ts'
import { type Draft, type Entry, type EntryId, type Ref, sortedRefs } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { isAsking, twinOf } from '../../ledger/review.ts'
import { tallyMost, tallyRef } from '../../ledger/tally.ts'
import { activityRules, CLAIM_WORDS_MAX } from '../../rules/activities.ts'
import { serviceIn } from '../../rules/city.ts'
import { covers, may, memberRow, refusedDay, refusedOwn, stationOn } from '../actor.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  dayOf,
  drafted,
  lookingAgain,
  rowChange,
  startOf,
  today,
} from '../draft.ts'
import { creditDraft, type CreditOrder, refusedMinutes } from '../hours/credit.ts'
import { deadlineAfter } from '../loop/clock.ts'
import { placesOf } from '../loop/order.ts'
import { firstOf } from '../loop/take-in.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { ClaimRow } from '../ports-activity.ts'
import { recordAll } from '../record.ts'
import { creditOrAsking } from '../review/credits.ts'

export interface ClaimOrder {
  /** Also the claim's own id. */
  readonly id: EntryId
  readonly station: string
  readonly service: string
  readonly activity?: string
  readonly day: string
  readonly minutes: number
  /** What was done and who saw it: kept in the vault. */
  readonly words: string
}

const DAY_MS = 86_400_000

export const claimNote = (claim: string, of: 'said' | 'answer' | 'appeal') => `claim/${claim}/${of}`

const dueFrom = (bank: Bank) =>
  deadlineAfter(bank.rules, bank.clock.now(), {
    ...{ amount: activityRules(bank.rules).claimWorkingDays, unit: 'working-days' },
  })

/** By the volunteer themself. Refuses a day that is too long ago, minutes nobody may have, and no word of what was done. */
export async function claimHours(
  bank: Bank,
  actor: Actor,
  order: ClaimOrder,
): Promise<Outcome<Entry>> {
  const { words, ...said } = order
  const { member } = actor
  if (actor.kind !== 'member' || member === undefined || actor.through)
    return refuse({ code: 'not-allowed', act: 'credits:write' })
  const no = await refusedClaim(bank, member, order)
  if (no) return refuse(no)
  const ask = asked(actor, 'claim-hours', said)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const place = await stationOn(bank, order.station, today(bank))
  if (!place.ok) return place
  const { station } = place.value
  const { service, activity, day, minutes } = order
  await bank.people.notes.put({
    ...{ key: claimNote(order.id, 'said'), holder: member, value: words, at: bank.clock.now() },
  })
  const body: ClaimRow = {
    list: {
      place: `${station.body.path}${order.station}/`,
      ...{ who: member, state: 'waiting', at: bank.clock.now(), due: dueFrom(bank) },
    },
    ...{ station: order.station, service, day, minutes },
    ...(activity === undefined ? {} : { activity }),
  }
  const draft = await rowDraft(bank, actor, ask, {
    ...{ key: order.id, version: 1, body, move: 'claim', refs: [tallyRef(openTally(member), 1)] },
  })
  if (!draft.ok) return draft
  const limits = [tallyMost(openTally(member), activityRules(bank.rules).claimsOpenMost)]
  return firstOf(await recordAll(bank, [{ ...draft.value, limits }], { whole: true }))
}

const openTally = (member: string) => `claims/${member}`

/** Undefined where hours may be claimed so: of a day that is not too long ago, and of an activity that took place then. */
async function refusedClaim(
  bank: Bank,
  member: MemberId,
  order: ClaimOrder,
): Promise<Refusal | undefined> {
  const row = await memberRow(bank, member)
  if (!row.ok) return row.refusal
  const no = refusedDay(bank, order.day) ?? refusedWindow(bank, order.day, 0)
  if (no) return no
  if (!(await bank.directory.get('station', order.station)))
    return { code: 'unknown-station', station: order.station }
  if (!serviceIn(bank.rules, order.service))
    return { code: 'unknown-service', service: order.service }
  if (order.activity !== undefined && !(await bank.directory.get('activity', order.activity)))
    return { code: 'unknown-activity', activity: order.activity }
  return refusedMinutes(bank, order.minutes) ?? refusedWords(order.words)
}

function refusedWords(words: string): Refusal | undefined {
  if (words.trim() === '') return { code: 'activity-unfit', what: 'words', why: 'empty', most: 0 }
  return Array.from(words).length > CLAIM_WORDS_MAX
    ? { code: 'activity-unfit', what: 'words', why: 'long', most: CLAIM_WORDS_MAX }
    : undefined
}

/** Days ago from `least` to the most the rules let. */
export function refusedWindow(bank: Bank, day: string, least: number): Refusal | undefined {
  const now = startOf(today(bank))
  const first = dayOf(now - activityRules(bank.rules).lateDaysMost * DAY_MS)
  const last = dayOf(now - least * DAY_MS)
  return day < first || day > last ? { code: 'late-window', day, first, last } : undefined
}

async function rowDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  of: {
    readonly key: string
    readonly version: number
    readonly body: ClaimRow
    readonly move: string
    readonly refs: readonly Ref[]
  },
): Promise<Outcome<Draft>> {
  const { key, version, body, move, refs } = of
  const place = await stationOn(bank, body.station, today(bank))
  if (!place.ok) return place
  return done(
    drafted(bank, actor, ask, {
      ...{ kind: 'row', postings: [], servedOn: today(bank), station: body.station },
      ...{ organisation: place.value.organisation, service: body.service },
      along: [rowChange(bank, 'claim', key, version, body)],
      refs: [['claim', key], ['for', body.list.who], ['move', move], ...refs],
    }),
  )
}

export interface ClaimAnswer {
  readonly id: EntryId
  readonly claim: string
  /** Why it is declined; with none it is confirmed. */
  readonly reason?: string
  /** What is said to the person: kept in the vault. */
  readonly note?: string
}

/** The station's answer, or where it was appealed the street's: a credit, or a no with its reason. */
export async function answerClaim(
  bank: Bank,
  actor: Actor,
  order: ClaimAnswer,
): Promise<Outcome<Entry>> {
  const { note, ...said } = order
  const ask = asked(actor, 'answer-claim', said)
  return lookingAgain(bank, async () => {
    const found = await answerable(bank, actor, order.claim)
    if (!found.ok) return found
    const before = await answeredBefore(bank, ask)
    if (before) return before
    const row = found.value
    const { state, who } = row.body.list
    if (state !== 'waiting' && state !== 'appealed') return refuse({ code: 'claim-closed', state })
    const no = refusedAnswer(bank, order) ?? (await refusedOwn(bank, actor, who as MemberId))
    if (no) return refuse(no)
    const credited = order.reason === undefined ? await creditOf(bank, actor, row) : done(undefined)
    if (!credited.ok) return credited
    if (note !== undefined && note.trim() !== '')
      await bank.people.notes.put({
        ...{ key: claimNote(row.key, 'answer'), holder: who, value: note, at: bank.clock.now() },
      })
    const draft = await rowDraft(bank, actor, ask, {
      ...{ key: row.key, version: row.version + 1, move: 'answer' },
      body: answeredRow(bank, actor, row.body, { order, credit: credited.value }),
      refs: [tallyRef(openTally(who), -1)],
    })
    if (!draft.ok) return draft
    const drafts = credited.value ? [draft.value, credited.value] : [draft.value]
    return firstOf(await recordAll(bank, drafts, { whole: true }))
  })
}

function refusedAnswer(bank: Bank, { reason, note = '' }: ClaimAnswer): Refusal | undefined {
  if (reason !== undefined && !bank.rules.review.rejections.includes(reason))
    return { code: 'reason-unknown', reason }
  return note.trim() === '' ? undefined : refusedWords(note)
}

/** States in which a claim is an office's. */
const ABOVE = new Set(['appealed', 'upheld', 'dismissed'])

/** One the actor answers: at the station whoever credits there; appealed, whoever reviews above it. */
async function answerable(
  bank: Bank,
  actor: Actor,
  claim: string,
): Promise<Outcome<Row<ClaimRow>>> {
  const row = await bank.directory.newest('claim', claim)
  const isAbove = actor.station === '' && may(actor, 'reviews:write')
  if (
    row &&
    ABOVE.has(row.body.list.state) &&
    isAbove &&
    (await covers(bank, actor, row.body.station))
  )
    return { ok: true, value: row }
  if (!may(actor, 'credits:write')) return refuse({ code: 'not-allowed', act: 'credits:write' })
  if (actor.deviceless) return refuse({ code: 'device-needed' })
  if (!row || !(await covers(bank, actor, row.body.station)))
    return refuse({ code: 'unknown-claim', claim })
  return row.body.list.state === 'appealed'
    ? refuse({ code: 'claim-closed', state: 'appealed' })
    : { ok: true, value: row }
}

/** The credit it comes to, itself or as it waits for a second person. */
async function creditOf(bank: Bank, actor: Actor, row: Row<ClaimRow>): Promise<Outcome<Draft>> {
  const { list, station, service, activity, day, minutes } = row.body
  const order: CreditOrder = {
    ...{ id: bank.ids.entry(), member: list.who as MemberId, station, minutes, service },
    ...{ servedOn: day, source: 'claim', ...(activity === undefined ? {} : { activity }) },
  }
  const ask = asked(actor, 'credit', order)
  const draft = await creditDraft(bank, actor, ask, order)
  if (!draft.ok) return draft
  const credit = await creditOrAsking(bank, actor, { ask, order, draft: draft.value })
  return done({ ...credit, refs: sortedRefs([...credit.refs, ['claim', row.key]]) })
}

function answeredRow(
  bank: Bank,
  actor: Actor,
  body: ClaimRow,
  { order, credit }: { readonly order: ClaimAnswer; readonly credit: Draft | undefined },
): ClaimRow {
  const appealed = body.list.state === 'appealed'
  const yes = appealed ? 'upheld' : 'confirmed'
  const state = order.reason === undefined ? yes : appealed ? 'dismissed' : 'declined'
  const { reason } = order
  const said = { by: actor.id, at: bank.clock.now(), ...(reason === undefined ? {} : { reason }) }
  return {
    ...body,
    list: { ...body.list, state, due: 0 },
    answered: said,
    ...(credit === undefined
      ? {}
      : isAsking(credit)
        ? { review: twinOf(credit.id) }
        : { entry: credit.id }),
  }
}

/** To the street, by the person, where the station said no. */
export async function appealClaim(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly claim: string; readonly words: string },
): Promise<Outcome<Entry>> {
  if (actor.kind !== 'member' || actor.through)
    return refuse({ code: 'not-allowed', act: 'credits:write' })
  const { words, ...said } = order
  const ask = asked(actor, 'appeal-claim', said)
  return lookingAgain(bank, async () => {
    const row = await bank.directory.newest('claim', order.claim)
    if (!row || row.body.list.who !== actor.member)
      return refuse({ code: 'unknown-claim', claim: order.claim })
    const before = await answeredBefore(bank, ask)
    if (before) return before
    const no = refusedWords(words)
    if (no) return refuse(no)
    const { state, who } = row.body.list
    if (state !== 'declined') return refuse({ code: 'claim-closed', state })
    await bank.people.notes.put({
      ...{ key: claimNote(row.key, 'appeal'), holder: who, value: words, at: bank.clock.now() },
    })
    const station = await bank.directory.get('station', row.body.station)
    const place = station?.body.path ?? row.body.list.place
    const list = { ...row.body.list, place, state: 'appealed', due: dueFrom(bank) }
    const draft = await rowDraft(bank, actor, ask, {
      ...{ key: row.key, version: row.version + 1, body: { ...row.body, list }, move: 'appeal' },
      refs: [tallyRef(openTally(who), 1)],
    })
    if (!draft.ok) return draft
    return firstOf(await recordAll(bank, [draft.value], { whole: true }))
  })
}

/** What waits for an actor's answer, what is due first on top: of their stations, and appealed to their office. */
export async function claimsFor(
  bank: Bank,
  actor: Actor,
): Promise<Outcome<readonly Row<ClaimRow>[]>> {
  const states = [
    ...(may(actor, 'credits:write') ? ['waiting'] : []),
    ...(may(actor, 'reviews:write') && actor.station === '' ? ['appealed'] : []),
  ]
  if (actor.kind === 'member' || !(may(actor, 'credits:write') || may(actor, 'reviews:write')))
    return refuse({ code: 'not-allowed', act: 'credits:write' })
  const places = await placesOf(bank, actor)
  if (states.length === 0 || places.length === 0) return done([])
  const rows = await bank.directory.listed('claim', { places, states })
  return done(rows.toSorted((a, b) => a.body.list.due - b.body.list.due))
}

/** A person's own, the newest first. */
export function ownClaims(bank: Bank, member: MemberId): Promise<readonly Row<ClaimRow>[]> {
  return bank.directory.listed('claim', { who: member, newest: true, limit: 50 })
}
