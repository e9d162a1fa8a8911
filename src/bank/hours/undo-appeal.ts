/** An undoing objected to (申诉): by whom it is about, answered above the station; and a notice the station takes back itself. */
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { nextWorkingDay } from '../../rules/review.ts'
import { refusedAt } from '../actor.ts'
import { answeredBefore, type Asked, asked, lookingAgain, startOf, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { refusedIn, thawing, turned, undoFor } from './undo-row.ts'

const DAY_MS = 86_400_000

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
