/** The list of finds (异常提示), and what somebody made of each. */
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { covers, may, refusedAt } from '../actor.ts'
import { answeredBefore, asked, cityPlace, drafted, lookingAgain, rowChange } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import type { SignalRow } from '../ports-signal.ts'
import { record } from '../record.ts'
import { noteEvent } from './audit.ts'

export interface Signal extends SignalRow {
  readonly key: string
  readonly station: string
}

/** What came of it: looked at and in order, put right, or handed on to those who audit. */
export const SIGNAL_OUTCOMES = ['in-order', 'put-right', 'to-audit'] as const

/** Finds read at a time; what is older than so many is not on the page. */
const MOST = 500

/** Open finds within reach, the newest first; none about the reader. */
export async function signalsFor(bank: Bank, actor: Actor): Promise<readonly Signal[]> {
  if (!may(actor, 'reviews:read') || !may(actor, 'stations:read')) return []
  const prefix = actor.station === '' ? '' : `${actor.station}/`
  const rows = await bank.directory.under('signal', prefix, { limit: MOST })
  const seen: Signal[] = []
  for (const { key, body } of rows) {
    const station = key.slice(0, key.indexOf('/'))
    if (body.answered || body.by === actor.id || !(await covers(bank, actor, station))) continue
    seen.push({ ...body, key, station })
  }
  return seen
}

export interface SignalAnswer {
  readonly id: EntryId
  /** Key of the find: its station, and what it is of. */
  readonly key: string
  readonly outcome: string
}

/** Keeps what came of a find. Refuses whom it is about, what is not there for them, and an outcome nobody knows. */
export async function answerSignal(
  bank: Bank,
  actor: Actor,
  order: SignalAnswer,
): Promise<Outcome<Entry>> {
  const { key, outcome: came } = order
  const station = key.slice(0, Math.max(key.indexOf('/'), 0))
  const unknown: Refusal = { code: 'unknown-review', review: key }
  const no = await refusedAt(bank, actor, station, 'reviews:write')
  if (no) return refuse(no.code === 'unknown-station' ? unknown : no)
  const ask = asked(actor, 'signal', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const outcome = await lookingAgain(bank, async () => {
    const row = await bank.directory.newest('signal', key)
    if (!row || row.body.answered) return refuse(unknown)
    if (row.body.by === actor.id) return refuse({ code: 'not-second-person', why: 'maker' })
    if (!(SIGNAL_OUTCOMES as readonly string[]).includes(came))
      return refuse({ code: 'reason-unknown', reason: came })
    const answered = { by: actor.id, at: bank.clock.now(), outcome: came }
    const body: SignalRow = { ...row.body, answered }
    return record(
      bank,
      drafted(bank, actor, ask, {
        ...cityPlace(bank),
        station,
        kind: 'row',
        postings: [],
        service: '-',
        along: [rowChange(bank, 'signal', key, row.version + 1, body)],
        refs: [['answer', came]],
      }),
    )
  })
  if (!outcome.ok || outcome.again) return outcome
  const refs = [['answer', came] as const, ['entry', outcome.value.id] as const]
  await noteEvent(bank, actor, { act: 'signal-answered', ok: true, refs })
  return outcome
}
