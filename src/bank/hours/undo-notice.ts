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
import { creditedBy } from '../../ledger/counter.ts'
import type { Draft, Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { twinOf } from '../../ledger/review.ts'
import { memberRow } from '../actor.ts'
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
import type { Actor, Bank } from '../ports.ts'
import type { UndoRow } from '../ports-undo.ts'
import { recordAll } from '../record.ts'
import { askChange } from '../review/change.ts'
import { naturalId } from './opening.ts'
import { undoable } from './reverse.ts'
import { factsOf, first, placeOf } from './undo-row.ts'

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
