/**
 * An undoing that reaches hours already spent (更正通知): whoever's they are is
 * told first, with the reason and what shows it, and may object above the
 * station. What could still be spent is held meanwhile. A second person agrees;
 * when the time is over and nobody objected, or the objection did not hold, the
 * entry is undone: what was spent stands as owed, later credits fill it, and
 * whoever was served loses nothing. Proven fraud waits for nothing but the
 * second person.
 */
import { earned, holding, type MemberId } from '../../ledger/account.ts'
import { creditedBy, heldBy } from '../../ledger/counter.ts'
import type { Draft, Entry, EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { twinOf } from '../../ledger/review.ts'
import { nextWorkingDay } from '../../rules/review.ts'
import { covers, may, memberRow, refusedAt, SYSTEM } from '../actor.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  dayOf,
  drafted,
  lookingAgain,
  posting,
  rowChange,
  startOf,
  today,
} from '../draft.ts'
import { noticeTo } from '../jobs/notices.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { NoticeKind } from '../ports-notice.ts'
import type { UndoRow } from '../ports-undo.ts'
import { recordAll } from '../record.ts'
import { askChange } from '../review/change.ts'
import { givenBack } from '../service/settle.ts'
import { naturalId } from './opening.ts'
import { reversalDraft, undoable } from './reverse.ts'

const DAY_MS = 86_400_000

/** SHA-256, hex. */
const HASH = /^[0-9a-f]{64}$/

export interface UndoOrder {
  readonly id: EntryId
  readonly entry: EntryId
  readonly reason: string
  /** Hashes of what shows it, kept in the store of evidence; one at least. */
  readonly evidence: readonly string[]
  /** Proven fraud: then it is undone as soon as the district or above agrees. */
  readonly fraud?: boolean
}

/**
 * Tells whose hours they are, holds what can still be spent, and asks a second
 * person. Refuses what cannot be undone, evidence that is not there, a notice
 * that stands already.
 */
export async function noticeUndo(
  bank: Bank,
  actor: Actor,
  order: UndoOrder,
): Promise<Outcome<Entry>> {
  if (!bank.rules.reversalReasons.includes(order.reason))
    return refuse({ code: 'reason-unknown', reason: order.reason })
  const found = await undoable(bank, actor, order.entry)
  if (!found.ok) return found
  const ask = asked(actor, 'notice-undo', order)
  const before = await answeredBefore(bank, ask)
  if (before?.ok) await askAgreement(bank, actor, order, found.value)
  if (before) return before
  const member = creditedBy(found.value)?.member
  if (member === undefined)
    return refuse({ code: 'cannot-reverse', entry: order.entry, kind: found.value.kind })
  if (!(await isKept(bank, order.evidence))) return refuse({ code: 'evidence-missing' })
  const by = await bank.journal.closing(found.value.seq)
  if (by) return refuse({ code: 'already-closed', entry: order.entry, by: by.id })
  const standing = await bank.directory.listed('undo', { who: member, states: OPEN })
  if (standing.some(({ body }) => body.entry === order.entry))
    return refuse({ code: 'undo-state', state: standing[0]?.body.list.state ?? 'told' })
  const outcome = await lookingAgain(bank, () =>
    told(bank, actor, ask, { order, undone: found.value, member }),
  )
  if (outcome.ok) await askAgreement(bank, actor, order, found.value)
  return outcome
}

const OPEN = ['told', 'agreed', 'appealed', 'upheld'] as const

async function isKept(bank: Bank, hashes: readonly string[]): Promise<boolean> {
  if (hashes.length === 0) return false
  for (const hash of hashes)
    if (!HASH.test(hash) || !((await bank.evidence.get(hash)) instanceof Uint8Array)) return false
  return true
}

interface Telling {
  readonly order: UndoOrder
  readonly undone: Entry
  readonly member: MemberId
}

/** The notice, and the hold of what is left of those hours, in one commit. */
async function told(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  { order, undone, member }: Telling,
): Promise<Outcome<Entry>> {
  const frozen = await freezing(bank, actor, { order, undone, member })
  const until = dayOf(bank.clock.now() + bank.rules.review.undo.days * DAY_MS)
  const station = await bank.directory.get('station', undone.station)
  const body: UndoRow = {
    list: {
      place: `${station?.body.path}${undone.station}/`,
      who: member,
      state: 'told',
      at: bank.clock.now(),
      due: startOf(until) + DAY_MS,
    },
    entry: undone.id,
    station: undone.station,
    member,
    reason: order.reason,
    evidence: order.evidence,
    until,
    by: actor.id,
    ...(frozen ? { frozen: frozen.id } : {}),
    ...(order.fraud ? { fraud: true as const } : {}),
  }
  const draft = drafted(bank, actor, ask, {
    ...placeOf(undone),
    kind: 'row',
    postings: [],
    servedOn: today(bank),
    along: [
      rowChange(bank, 'undo', order.id, 1, body),
      ...(await noticeTo(bank, member, 'undo-told', await factsOf(bank, undone, until))),
    ],
    refs: [
      ['undo', undone.id],
      ['for', member],
      ['reason', order.reason],
    ],
  })
  return first(await recordAll(bank, frozen ? [draft, frozen] : [draft], { whole: true }))
}

const placeOf = ({ station, organisation, service }: Entry) => ({ station, organisation, service })

const first = (outcomes: readonly Outcome<Entry>[]): Outcome<Entry> =>
  outcomes.find((one) => !one.ok && one.refusal.code !== 'group-refused') ??
  (outcomes[0] as Outcome<Entry>)

async function factsOf(bank: Bank, undone: Entry, until: string) {
  const station = await bank.directory.get('station', undone.station)
  return { day: undone.servedOn, until, phone: station?.body.hotline ?? '' }
}

/** What of those hours is still in the purse, held; undefined where nothing is left. */
async function freezing(
  bank: Bank,
  actor: Actor,
  { order, undone, member }: Telling,
): Promise<Draft | undefined> {
  const row = await memberRow(bank, member)
  if (!row.ok) return undefined
  const purse = earned(member)
  const [has] = await bank.journal.balances([purse])
  const count = Math.min(has?.balance ?? 0, creditedBy(undone)?.minutes ?? 0)
  if (count <= 0) return undefined
  const id = bank.ids.entry()
  return drafted(bank, actor, asked(actor, 'freeze', { id, undo: order.id }), {
    ...placeOf(undone),
    kind: 'hold',
    postings: [
      posting(purse, -count, row.value.body.home),
      posting(holding(undone.station), count, undone.station),
    ],
    servedOn: today(bank),
    relies: [row.value],
    refs: [['undo', undone.id]],
  })
}

/** The second person is asked: of the station or above; where it is fraud, of the district or above. */
async function askAgreement(
  bank: Bank,
  actor: Actor,
  order: UndoOrder,
  undone: Entry,
): Promise<void> {
  const row = await bank.directory.newest('undo', order.id)
  if (!row) throw new Error(`the notice ${order.id} was not kept`)
  if (row.version > 1) return
  const fraudNow = order.fraud ? { due: bank.clock.now() } : {}
  const body = { ...row.body, list: { ...row.body.list, state: 'agreed', ...fraudNow } }
  // Its own for this notice: asked again it is the same review.
  const id = twinOf(naturalId('undo agreed', order.id))
  await askChange(
    bank,
    actor,
    { id, subject: 'undo-hours', rows: [{ table: 'undo', key: order.id, version: 2, body }] },
    {
      station: undone.station,
      organisation: undone.organisation,
      by: order.fraud ? 'district' : 'station',
      member: row.body.member as MemberId,
    },
  )
}

/** A notice within one's reach: of one's stations, or about oneself. */
export async function undoFor(
  bank: Bank,
  actor: Actor,
  undo: string,
): Promise<Outcome<Row<UndoRow>>> {
  const row = await bank.directory.newest('undo', undo)
  const unknown = refuse({ code: 'unknown-undo', undo })
  if (!row) return unknown
  if (actor.kind === 'member')
    return actor.member === row.body.member && !actor.through ? done(row) : unknown
  if (!may(actor, 'reviews:read')) return unknown
  return (await covers(bank, actor, row.body.station)) ? done(row) : unknown
}

/** Notices about a member that are not over, for the member or staff who may see them. */
export async function undosOf(
  bank: Bank,
  actor: Actor,
  member: MemberId,
): Promise<readonly Row<UndoRow>[]> {
  const rows = await bank.directory.listed('undo', { who: member, newest: true })
  const seen: Row<UndoRow>[] = []
  for (const row of rows) if ((await undoFor(bank, actor, row.key)).ok) seen.push(row)
  return seen
}

/**
 * Objects (申诉): by whom it is about, or by staff who write it down for them.
 * It then lies above the station. Refuses when the time is over. What was said
 * is kept in the vault.
 */
export async function appealUndo(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly undo: string; readonly words: string },
): Promise<Outcome<Entry>> {
  const found = await undoFor(bank, actor, order.undo)
  if (!found.ok) return found
  const { body } = found.value
  const no =
    actor.kind === 'member'
      ? undefined
      : await refusedAt(bank, actor, body.station, 'reversals:write')
  if (no) return refuse(no)
  const ask = asked(actor, 'appeal', { id: order.id, undo: order.undo })
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const not = refusedIn(body, ['told', 'agreed'])
  if (not) return refuse(not)
  if (today(bank) > body.until) return refuse({ code: 'objection-late', until: body.until })
  if (order.words.trim() === '' || order.words.length > 2_000)
    return refuse({ code: 'code-unreadable', what: 'need', given: '' })
  await bank.people.notes.put({
    key: `undo/${order.undo}/${order.id}`,
    holder: body.member,
    value: { words: order.words },
    at: bank.clock.now(),
  })
  let answerBy: string = today(bank)
  for (let left = bank.rules.review.undo.answer; left > 0; left--)
    answerBy = nextWorkingDay(bank.rules, answerBy)
  const due = startOf(answerBy) + DAY_MS
  return turned(bank, actor, ask, found.value, { list: { ...body.list, state: 'appealed', due } })
}

const refusedIn = ({ list }: UndoRow, states: readonly string[]): Refusal | undefined =>
  states.includes(list.state) ? undefined : { code: 'undo-state', state: list.state }

/**
 * Answers an objection: above the station, by somebody else than who sent the
 * notice. Where it holds, all that was held goes back; where it does not, the
 * undoing is carried out with the next run.
 */
export async function answerAppeal(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly undo: string; readonly holds: boolean },
): Promise<Outcome<Entry>> {
  if (!['street', 'district', 'city'].includes(actor.role))
    return refuse({ code: 'not-allowed', act: 'reviews:write' })
  const found = await undoFor(bank, actor, order.undo)
  if (!found.ok) return found
  const { body } = found.value
  const no = await refusedAt(bank, actor, body.station, 'reviews:write')
  if (no) return refuse(no)
  if (body.by === actor.id) return refuse({ code: 'not-second-person', why: 'maker' })
  const ask = asked(actor, 'answer-appeal', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const not = refusedIn(body, ['appealed'])
  if (not) return refuse(not)
  if (order.holds) return lookingAgain(bank, () => dropped(bank, actor, ask, order.undo))
  const list = { ...body.list, state: 'upheld', due: bank.clock.now() }
  return turned(bank, actor, ask, found.value, { list, answeredBy: actor.id })
}

/** Takes a notice back, with one of the rejection reasons, as long as it was not carried out: by the station. */
export async function dropUndo(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly undo: string; readonly reason: string },
): Promise<Outcome<Entry>> {
  const found = await undoFor(bank, actor, order.undo)
  if (!found.ok) return found
  const no = await refusedAt(bank, actor, found.value.body.station, 'reversals:write')
  if (no) return refuse(no)
  if (!bank.rules.review.rejections.includes(order.reason))
    return refuse({ code: 'reason-unknown', reason: order.reason })
  const ask = asked(actor, 'drop-undo', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const not = refusedIn(found.value.body, ['told', 'agreed'])
  return not ? refuse(not) : lookingAgain(bank, () => dropped(bank, actor, ask, order.undo))
}

async function dropped(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  undo: string,
): Promise<Outcome<Entry>> {
  const row = await bank.directory.newest('undo', undo)
  if (!row) return refuse({ code: 'unknown-undo', undo })
  const list = { ...row.body.list, state: 'dropped', due: 0 }
  const change = { list, ...(actor.id === row.body.by ? {} : { answeredBy: actor.id }) }
  const back = await thawing(bank, actor, row.body)
  return turned(
    bank,
    actor,
    ask,
    row,
    change,
    back === undefined ? [] : [back.draft],
    'undo-dropped',
  )
}

/** What was held, on its way back to the purse. */
async function thawing(bank: Bank, actor: Actor, { frozen, station }: UndoRow) {
  if (frozen === undefined) return undefined
  const hold = await bank.journal.entry(frozen as EntryId)
  if (!hold) throw new Error(`the hold ${frozen} is not there`)
  const all = heldBy(hold).all
  const back = await givenBack(bank, hold, all)
  const id = bank.ids.entry()
  const draft = drafted(bank, actor, asked(actor, 'thaw', { id, hold: frozen }), {
    ...placeOf(hold),
    kind: 'release',
    closes: hold.id,
    postings: [posting(holding(station), -all, station), ...back],
    servedOn: today(bank),
  })
  return { draft, coming: new Map(back.map((one) => [one.account, one.minutes as number])) }
}

async function turned(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  row: Row<UndoRow>,
  change: Partial<UndoRow>,
  more: readonly Draft[] = [],
  notice?: NoticeKind,
): Promise<Outcome<Entry>> {
  const undone = await bank.journal.entry(row.body.entry as EntryId)
  if (!undone)
    throw new Error(`the notice ${row.key} is about ${row.body.entry}, which is not there`)
  const facts = await factsOf(bank, undone, row.body.until)
  const member = row.body.member as MemberId
  const draft = drafted(bank, actor, ask, {
    ...placeOf(undone),
    kind: 'row',
    postings: [],
    servedOn: today(bank),
    along: [
      rowChange(bank, 'undo', row.key, row.version + 1, { ...row.body, ...change }),
      ...(notice ? await noticeTo(bank, member, notice, facts) : []),
    ],
    refs: [
      ['undo', row.body.entry],
      ['for', member],
    ],
  })
  return first(await recordAll(bank, [draft, ...more], { whole: true }))
}

/** Carries out what nobody objected to in time, what was objected to in vain, and proven fraud that was agreed on. */
export async function carryOutUndos(bank: Bank): Promise<Readonly<Record<string, number>>> {
  const due = await bank.directory.listed('undo', {
    states: ['agreed', 'upheld'],
    dueBefore: bank.clock.now() + 1,
  })
  const counts = { carried: 0, left: 0 }
  for (const row of due) {
    const outcome = await lookingAgain(bank, () => carried(bank, row.key))
    counts[outcome.ok ? 'carried' : 'left']++
  }
  return counts
}

async function carried(bank: Bank, undo: string): Promise<Outcome<Entry>> {
  const row = await bank.directory.newest('undo', undo)
  if (!row) return refuse({ code: 'unknown-undo', undo })
  const not = refusedIn(row.body, ['agreed', 'upheld'])
  if (not) return refuse(not)
  const undone = await bank.journal.entry(row.body.entry as EntryId)
  if (!undone) return refuse({ code: 'unknown-entry', entry: row.body.entry })
  const back = await thawing(bank, SYSTEM, row.body)
  const id = bank.ids.entry()
  const order = { id, entry: undone.id, reason: row.body.reason }
  const reversal = await reversalDraft(
    bank,
    SYSTEM,
    asked(SYSTEM, 'reverse', order),
    order,
    undone,
    {
      coming: back?.coming ?? new Map(),
    },
  )
  const ask = asked(SYSTEM, 'carry-out', { id: naturalId('undo carried', undo), undo })
  const list = { ...row.body.list, state: 'carried', due: 0 }
  return turned(
    bank,
    SYSTEM,
    ask,
    row,
    { list, carried: id },
    [...(back ? [back.draft] : []), reversal],
    'undo-carried',
  )
}
