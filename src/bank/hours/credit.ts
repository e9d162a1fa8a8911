/**
 * Credit (记录时数): a station writes hours served to a person's name. What the
 * station has promised goes below zero by as much. A shortfall is filled
 * first; what goes past the cap goes where the rules say.
 */
import { earned, issuance, type MemberId, pool, shortfall } from '../../ledger/account.ts'
import { clock, spanText } from '../../ledger/counter.ts'
import type {
  Day,
  Draft,
  DraftPosting,
  Entry,
  EntryId,
  Limit,
  ProofClass,
  Ref,
  Span,
} from '../../ledger/entry.ts'
import { minutes } from '../../ledger/minutes.ts'
import { type Outcome, type Refusal, type ReviewLevel, refuse } from '../../ledger/refusal.ts'
import { atOnce, serviceIn } from '../../rules/city.ts'
import { mostFor } from '../../rules/review.ts'
import { memberRow, refusedAt, refusedDay, refusedOwn, stationOn } from '../actor.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  drafted,
  lookingAgain,
  posting,
  startOf,
} from '../draft.ts'
import type { Actor, Bank, Row, StaffRow } from '../ports.ts'
import { recordOrAsk } from '../review/credits.ts'

export interface CreditOrder {
  readonly id: EntryId
  readonly member: MemberId
  readonly station: string
  /** Whole minutes served, 1 to the rules' most for one service. */
  readonly minutes: number
  readonly servedOn: string
  readonly service: string
  /** Sign-in and sign-out as minutes of the day; two services of a person may not overlap, and `minutes` lie within it. */
  readonly span?: Span
  /** Only what was really shown: left out, the entry claims nothing beyond the clerk's word. */
  readonly proof?: ProofClass
  /** The second member of staff, where `proof` is "witnessed": an actor id, "staff:…". */
  readonly witness?: string
  /** The activity's code, where there is one. */
  readonly activity?: string
  readonly source?: string
}

/**
 * Credits one person. Refuses an unknown station, member or service, minutes
 * out of range, off the step or beyond the span, a day ahead or before the
 * city's records, a service that is not over, a witness who is nobody else,
 * one's own hours and relatives', an overlap with another service, more than a
 * day has. What another has to look at first is answered with `waits-for-review`.
 */
export async function credit(
  bank: Bank,
  actor: Actor,
  order: CreditOrder,
): Promise<Outcome<Entry>> {
  const no =
    (await refusedAt(bank, actor, order.station, 'credits:write')) ??
    (await refusedOwn(bank, actor, order.member))
  if (no) return refuse(no)
  const ask = asked(actor, 'credit', order)
  let plain = true
  return lookingAgain(bank, async () => {
    const draft = await creditDraft(bank, actor, ask, order, { plain })
    plain = false
    // A draft meets its id where it is sealed; what was refused before that may have been answered once.
    if (!draft.ok) return (await answeredBefore(bank, ask)) ?? draft
    return recordOrAsk(bank, actor, { ask, order, draft: draft.value })
  })
}

/** From a minute of the day to a later one of the same day. */
function isSpan({ from, to }: Span): boolean {
  return Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= 24 * 60
}

/** What may stand in an entry as a code: printable ASCII without spaces. */
const CODE = /^[\x21-\x7e]{1,64}$/

/** Minutes already drafted for members in the same group, that no tip knows yet. */
export type Pending = Map<MemberId, number>

/** What a draft of a group knows of the others. */
export interface Together {
  readonly pending?: Pending
  readonly batch?: string
  readonly file?: string | undefined
  /** Members who are yet to be enrolled: such a draft is for trying out, never for recording. */
  readonly newcomers?: ReadonlySet<MemberId> | undefined
  /** Takes it that there is no shortfall to fill and that all of it fits, as is nearly always so; the tip decides, and saves two reads. */
  readonly plain?: boolean
  /** The second person has looked: at which level, and what goes with the entry. */
  readonly approved?: Approved
}

/** An approval on its way: who may let how much stand, and the facts and the row that go along. */
export interface Approved {
  readonly level: ReviewLevel
  readonly refs: readonly Ref[]
  readonly along: NonNullable<Draft['along']>
}

/** The witness's row: somebody else, at work at the station or for the city. Undefined where none is claimed. */
async function witnessRow(
  bank: Bank,
  actor: Actor,
  { proof, witness, station }: CreditOrder,
): Promise<Outcome<Row<StaffRow> | undefined>> {
  if (witness === undefined && proof !== 'witnessed') return { ok: true, value: undefined }
  const key = /^staff:(.+)$/.exec(witness ?? '')?.[1]
  const row = key === undefined ? undefined : await bank.directory.get('staff', key)
  const isThere = row?.body.active === true && ['', station].includes(row.body.station)
  return isThere && proof === 'witnessed' && witness !== actor.id
    ? { ok: true, value: row }
    : refuse({ code: 'witness-missing', witness: row?.body.login ?? witness ?? '' })
}

/** Undefined when what was asked can be a credit at all. */
function refusedCredit(bank: Bank, order: CreditOrder): Refusal | undefined {
  const no = refusedDay(bank, order.servedOn) ?? refusedMinutes(bank, order.minutes)
  if (no) return no
  if (!serviceIn(bank.rules, order.service))
    return { code: 'unknown-service', service: order.service }
  if (order.span && endsAhead(bank, order.servedOn, order.span))
    return { code: 'not-over-yet', servedOn: order.servedOn, to: clock(order.span.to) }
  for (const code of [order.activity, order.source]) {
    if (code !== undefined && !CODE.test(code))
      return { code: 'code-unreadable', what: 'activity', given: code }
  }
  return order.span && refusedSpan(order.minutes, order.span)
}

function endsAhead(bank: Bank, servedOn: string, { to }: Span): boolean {
  return startOf(servedOn) + to * 60_000 > bank.clock.now()
}

/** A break may be left out of the minutes; more than the time between signing in and out may not be claimed. */
function refusedSpan(count: number, span: Span): Refusal | undefined {
  if (!isSpan(span)) return { code: 'code-unreadable', what: 'span', given: spanText(span) }
  const between = span.to - span.from
  return count > between
    ? { code: 'minutes-beyond-span', minutes: minutes(count), span: minutes(between) }
    : undefined
}

export async function creditDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  order: CreditOrder,
  { pending = new Map(), batch, file, newcomers, plain = false, approved }: Together = {},
): Promise<Outcome<Draft>> {
  const no = refusedCredit(bank, order)
  if (no) return refuse(no)
  const place = await stationOn(bank, order.station, order.servedOn)
  if (!place.ok) return place
  const { station, organisation } = place.value
  const isNew = newcomers?.has(order.member) ?? false
  const member = isNew ? undefined : await memberRow(bank, order.member)
  if (member && !member.ok) return member

  const witness = await witnessRow(bank, actor, order)
  if (!witness.ok) return witness

  const home = member?.value.body.home ?? order.station
  const served = plain
    ? [posting(earned(order.member), order.minutes, home)]
    : await postingsTo(bank, order.member, home, order.minutes, pending)
  const refs: Ref[] = [['for', order.member], ...(approved?.refs ?? [])]
  if (countsFor(actor)) refs.push(['counts', 'clerk'])
  if (order.span) refs.push(['span', spanText(order.span)])
  if (order.activity !== undefined) refs.push(['activity', order.activity])
  if (order.source !== undefined) refs.push(['source', order.source])
  if (order.witness !== undefined) refs.push(['witness', order.witness])
  if (batch !== undefined) refs.push(['batch', batch])
  if (file !== undefined) refs.push(['file', file])
  return {
    ok: true,
    value: drafted(bank, actor, ask, {
      kind: 'credit',
      postings: [posting(issuance(order.station), -order.minutes, order.station), ...served],
      servedOn: order.servedOn as Day,
      station: order.station,
      organisation,
      service: order.service,
      ...(order.proof === undefined ? {} : { proof: order.proof }),
      refs,
      limits: [
        ...servingLimits(bank, order.member, order.servedOn, approved?.level),
        ...(approved ? [] : clerkLimits(bank, actor, order)),
      ],
      ...(approved ? { along: approved.along } : {}),
      ...(plain ? { empty: [shortfall(order.member)] } : {}),
      relies: [station, member?.value, witness.value].filter((row) => row !== undefined),
    }),
  }
}

export function refusedMinutes(bank: Bank, count: number): Refusal | undefined {
  const most = bank.rules.serviceMost
  if (!Number.isSafeInteger(count) || count < 1 || count > most) {
    return { code: 'minutes-out-of-range', minutes: count, least: minutes(1), most }
  }
  if (count % bank.rules.step !== 0) {
    return { code: 'minutes-off-step', minutes: minutes(count), step: bank.rules.step }
  }
  return undefined
}

/** What one person may be credited on one day, at once or by a level's approval, and may own in all. What waits counts. */
export function servingLimits(
  bank: Bank,
  member: MemberId,
  servedOn: string,
  level?: ReviewLevel,
): readonly Limit[] {
  const limits: Limit[] = [
    {
      code: 'needs-approval',
      counter: { kind: 'day', who: member, day: servedOn },
      plus: { kind: 'waiting', who: member, day: servedOn },
      most: level === undefined ? atOnce(bank.rules) : mostFor(bank.rules, level),
    },
  ]
  if (bank.rules.cap) {
    limits.push({
      code: 'over-cap',
      counter: { kind: 'owned', who: member, day: '' },
      most: bank.rules.cap.most,
    })
  }
  return limits
}

/** The house's own imports are nobody's counter. */
export function countsFor(actor: Actor): boolean {
  return actor.role !== 'system'
}

/** What one hand may write down in a month, for one member and in all, before another looks. */
function clerkLimits(bank: Bank, actor: Actor, order: CreditOrder): readonly Limit[] {
  if (!countsFor(actor)) return []
  const { clerkMember, clerkMonth } = bank.rules.review
  const month = `${order.servedOn.slice(0, 7)}-01`
  const who = `${actor.id}/${order.member}`
  return [
    {
      code: 'clerk-month',
      counter: { kind: 'clerk-member', who, day: month },
      most: clerkMember.most,
    },
    {
      code: 'clerk-month',
      counter: { kind: 'clerk', who: actor.id, day: month },
      most: clerkMonth.most,
    },
  ]
}

/** Minutes coming to a member: the shortfall first, then the purse up to the cap, the rest by the rules' choice. */
export async function postingsTo(
  bank: Bank,
  member: MemberId,
  home: string,
  count: number,
  pending: Pending = new Map(),
): Promise<readonly DraftPosting[]> {
  const [short] = await bank.journal.balances([shortfall(member)])
  const waiting = pending.get(member) ?? 0
  const owes = Math.max(0, -(short?.balance ?? 0) - waiting)
  const { cap } = bank.rules
  let fits = count
  if (cap?.overflow === 'pool') {
    const [owned = 0] = await bank.journal.counters([{ kind: 'owned', who: member, day: '' }])
    fits = Math.min(count, Math.max(0, cap.most - owned - waiting))
  }
  const fills = Math.min(fits, owes)
  pending.set(member, waiting + fits)
  const postings: DraftPosting[] = []
  if (fills > 0) postings.push(posting(shortfall(member), fills, home))
  if (fits - fills > 0) postings.push(posting(earned(member), fits - fills, home))
  if (cap && count - fits > 0)
    postings.push(posting(pool(cap.pool), count - fits, bank.rules.city.code))
  return postings
}
