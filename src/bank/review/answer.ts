/**
 * Approve and reject (通过, 驳回): the answer to a review is one entry under the
 * id that was asked. An approval is the very entry that was asked for, held
 * against the tip again; a no is a record. Both bring the row's next version,
 * so that there is one answer.
 */
import type { Draft, Entry, EntryId, Ref } from '../../ledger/entry.ts'
import { refOf, sortedRefs } from '../../ledger/entry.ts'
import { type Outcome, type Refusal, type ReviewLevel, refuse } from '../../ledger/refusal.ts'
import { type Verdict, verdictOf } from '../../ledger/review.ts'
import { tierFor } from '../../rules/city.ts'
import { isAtLeast } from '../../rules/review.ts'
import { asked, drafted, lookingAgain, rowChange } from '../draft.ts'
import { noteEvent } from '../oversight/audit.ts'
import { type NettingAsked, nettingDraft } from '../oversight/netting.ts'
import { type Approved, creditDraft, type CreditOrder } from '../hours/credit.ts'
import { type ReversalOrder, reversalOf } from '../hours/reverse.ts'
import { postRefs } from '../people/staff.ts'
import type { Actor, Bank, Row, StaffRow } from '../ports.ts'
import type { ReviewRow } from '../ports-review.ts'
import { record } from '../record.ts'
import { roleRows } from '../people/role-review.ts'
import { type Settlement, settleDraft } from '../service/settle.ts'
import { refusedWithoutSecond } from '../second.ts'
import { levelOfActor } from './level.ts'
import { changedRows, type ChangeOrder } from './change.ts'
import { type Found, isAsAsked, refusedReviewer, reviewFor } from './reviewer.ts'

export interface ApprovalOrder {
  readonly review: EntryId
  /** The hash of what was shown: approved is that and nothing else. */
  readonly hash: string
}

export interface RejectionOrder {
  readonly review: EntryId
  /** One of the rules' rejection reasons. */
  readonly reason: string
}

/**
 * Approves what waits. Refuses who is not the second person, a level too low
 * (also when it waited so long that it went up), a second factor not shown,
 * what is not what was shown, and whatever the entry itself is refused for now.
 */
export async function approve(
  bank: Bank,
  actor: Actor,
  order: ApprovalOrder,
): Promise<Outcome<Entry>> {
  const outcome = await lookingAgain(bank, async () => {
    const found = await reviewFor(bank, actor, order.review, 'reviews:write')
    if (!found.ok) return found
    const review = found.value.row.body
    if (review.state !== 'waiting') return answered(bank, actor, order.review, 'approved', review)
    const no =
      (await refusedReviewer(bank, actor, review)) ?? refusedWithoutSecond(actor, 'reviews:write')
    if (no) return refuse(no)
    if (!isAsAsked(found.value, order.hash))
      return refuse({ code: 'review-changed', review: order.review })
    const draft = await approvedDraft(bank, actor, found.value)
    return draft.ok ? record(bank, draft.value) : draft
  })
  if (outcome.ok) return told(bank, actor, order.review, outcome, 'approved')
  return higherNeeded(bank, actor, order.review, outcome.refusal)
}

/** Says no, with a reason; whoever asked may take it back so. What was done already stays done, and is a finding. */
export async function reject(
  bank: Bank,
  actor: Actor,
  order: RejectionOrder,
): Promise<Outcome<Entry>> {
  const outcome = await lookingAgain(bank, async () => {
    const found = await reviewFor(bank, actor, order.review, 'reviews:write')
    if (!found.ok) return found
    if (!bank.rules.review.rejections.includes(order.reason))
      return refuse({ code: 'reason-unknown', reason: order.reason })
    const review = found.value.row.body
    if (review.state !== 'waiting') {
      const isSame = review.answered?.reason === order.reason
      return answered(bank, actor, order.review, isSame ? 'rejected' : undefined, review)
    }
    const isOwn = review.by === actor.id && order.reason === 'withdrawn' && !review.afterwards
    const no = isOwn ? undefined : await refusedReviewer(bank, actor, review)
    if (no) return refuse(no)
    const answer = { verdict: 'rejected', reason: order.reason } as const
    return record(bank, noted(bank, actor, found.value, answer))
  })
  return outcome.ok ? told(bank, actor, order.review, outcome, 'rejected') : outcome
}

/** Asked once more by whoever answered so: the same answer. Otherwise it is decided. */
async function answered(
  bank: Bank,
  actor: Actor,
  review: EntryId,
  verdict: Verdict | undefined,
  { state, answered: by }: ReviewRow,
): Promise<Outcome<Entry>> {
  const entry = await bank.journal.entry(review)
  return entry && state === verdict && by?.by === actor.id
    ? { ok: true, value: entry, again: true }
    : refuse({ code: 'review-decided', review, verdict: state === 'approved' ? state : 'rejected' })
}

/** The answer given is kept in the audit journal, once, with whose data it was about. */
async function told(
  bank: Bank,
  actor: Actor,
  review: EntryId,
  outcome: Outcome<Entry> & { readonly ok: true },
  verdict: Verdict,
): Promise<Outcome<Entry>> {
  const own = ownVerdict(outcome, review, verdict)
  if (!own.ok || own.again) return own
  const member = refOf(own.value, 'for')
  await noteEvent(bank, actor, {
    act: verdict,
    ok: true,
    ...(member === undefined ? {} : { about: member }),
    refs: [['review', review]],
  })
  const row = verdict === 'approved' ? await bank.directory.newest('review', review) : undefined
  if (row?.body.kind === 'role' && !row.body.afterwards)
    await noteEvent(bank, actor, {
      act: 'role-granted',
      ok: true,
      about: String(row.body.asked['staff']),
      refs: [['review', review], ...postRefs(bank, row.body.asked['body'] as StaffRow)],
    })
  return own
}

/** Two who answer at once share the id: the later one is told what the first said. */
function ownVerdict(
  outcome: Outcome<Entry> & { readonly ok: true },
  review: EntryId,
  verdict: Verdict,
): Outcome<Entry> {
  const said = verdictOf(outcome.value)
  return said === verdict
    ? outcome
    : refuse({ code: 'review-decided', review, verdict: said ?? 'rejected' })
}

/** What goes with the answer: who gave it, to what, and the row's next version. */
function answerOf(
  bank: Bank,
  actor: Actor,
  { row, asking }: Found,
  verdict: Verdict,
  reason?: string,
): { readonly refs: readonly Ref[]; readonly along: NonNullable<Draft['along']> } {
  const waits = refOf(asking, 'waits')
  const body: ReviewRow = {
    ...row.body,
    state: verdict,
    answered: { by: actor.id, at: bank.clock.now(), ...(reason === undefined ? {} : { reason }) },
  }
  return {
    refs: [
      ['verdict', verdict],
      ['reviewer', actor.id],
      ['asks', row.body.hash],
      ...(waits === undefined ? [] : [['waited', waits] as const]),
    ],
    along: [rowChange(bank, 'review', row.key, row.version + 1, body)],
  }
}

/** Whoever asked, as far as a draft wants to know. */
function makerOf({ by, station }: ReviewRow): Actor {
  if (by === 'kapok') return { id: by, kind: 'system', role: 'system', station: '' }
  return { id: by, kind: by.startsWith('token:') ? 'token' : 'staff', role: 'clerk', station }
}

/** The entry that was asked for, held against everything once more. */
async function approvedDraft(bank: Bank, actor: Actor, found: Found): Promise<Outcome<Draft>> {
  const { row, asking } = found
  const review = row.body
  const maker = makerOf(review)
  const approved: Approved = {
    level: levelOfActor(actor, review.kind) ?? 'station',
    ...answerOf(bank, actor, found, 'approved'),
  }
  const asOrdered = (order: { readonly id: EntryId }, verb: string) => ({
    ...asked(maker, verb, order),
    request: asking.request,
  })
  switch (review.kind) {
    case 'credit': {
      const order = review.asked as unknown as CreditOrder
      const { batch, file } = review
      const together = { approved, file, ...(batch === undefined ? {} : { batch }) }
      return creditDraft(bank, maker, asOrdered(order, 'credit'), order, together)
    }
    case 'settle': {
      const order = review.asked as unknown as Settlement
      const { servedOn } = asking
      return settleDraft(bank, maker, asOrdered(order, 'settle'), order, { approved, servedOn })
    }
    case 'reversal': {
      const order = review.asked as unknown as ReversalOrder
      return reversalOf(bank, maker, asOrdered(order, 'reverse'), order, approved)
    }
    case 'role': {
      const rows = review.afterwards
        ? { ok: true as const, value: [] }
        : await roleRows(bank, review.asked)
      if (!rows.ok) return rows
      return {
        ok: true,
        value: noted(bank, actor, found, { verdict: 'approved', rows: rows.value }),
      }
    }
    case 'change':
      return {
        ok: true,
        value: noted(bank, actor, found, {
          verdict: 'approved',
          rows: review.afterwards ? [] : changedRows(bank, review.asked as unknown as ChangeOrder),
        }),
      }
    case 'netting': {
      const order = review.asked as unknown as NettingAsked
      return nettingDraft(bank, maker, asOrdered(order, 'netting'), order, approved)
    }
    case 'pin':
    case 'export':
      return { ok: true, value: noted(bank, actor, found, { verdict: 'approved' }) }
  }
}

interface Noted {
  readonly verdict: Verdict
  readonly reason?: string
  /** What else a yes brings. */
  readonly rows?: NonNullable<Draft['along']>
}

/** An answer that moves no hours: a no, or a yes to what was done already. */
function noted(
  bank: Bank,
  actor: Actor,
  found: Found,
  { verdict, reason, rows = [] }: Noted,
): Draft {
  const { row, asking } = found
  const { refs, along } = answerOf(bank, actor, found, verdict, reason)
  const { member, by } = row.body
  const more: Ref[] = [['maker', by]]
  if (member !== undefined) more.push(['for', member])
  if (reason !== undefined) more.push(['reason', reason])
  if (refOf(asking, 'counts') !== undefined) more.push(['counts', 'clerk'])
  return drafted(
    bank,
    actor,
    { id: row.key as EntryId, verb: verdict, request: asking.request },
    {
      kind: 'row',
      postings: [],
      servedOn: asking.servedOn,
      station: asking.station,
      organisation: asking.organisation,
      service: asking.service,
      along: [...along, ...rows],
      refs: sortedRefs([...refs, ...more]),
    },
  )
}

/** Sums moved meanwhile, and more than this level may approve stands now: it goes up, and says so. */
async function higherNeeded(
  bank: Bank,
  actor: Actor,
  review: EntryId,
  no: Refusal,
): Promise<Outcome<Entry>> {
  if (no.code !== 'needs-approval') return refuse(no)
  const { by } = tierFor(bank.rules, no.stands + no.adds)
  const level: ReviewLevel = by === 'at-once' ? 'station' : by
  const row = await bank.directory.newest('review', review)
  if (row?.body.state === 'waiting' && !isAtLeast(row.body.level, level)) {
    await record(bank, raisedDraft(bank, actor, row, level))
    const refs = [['review', review] as const, ['level', level] as const]
    await noteEvent(bank, actor, { act: 'escalated', ok: true, refs })
  }
  return refuse({ code: 'review-level', level, escalated: true })
}

function raisedDraft(bank: Bank, actor: Actor, row: Row<ReviewRow>, level: ReviewLevel): Draft {
  const order = { id: bank.ids.entry(), review: row.key, level }
  const { station, servedOn } = row.body
  return drafted(bank, actor, asked(actor, 'raise', order), {
    kind: 'row',
    postings: [],
    servedOn: servedOn as Draft['servedOn'],
    station,
    organisation: '-',
    service: '-',
    along: [rowChange(bank, 'review', row.key, row.version + 1, { ...row.body, level })],
  })
}
