/** Undoings carried out: those nobody objected to in time, those objected to in vain, and proven fraud; for the house itself. */
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { SYSTEM } from '../actor.ts'
import { asked, lookingAgain } from '../draft.ts'
import type { Bank } from '../ports.ts'
import { naturalId } from './opening.ts'
import { reversalDraft } from './reverse.ts'
import { refusedIn, thawing, turned } from './undo-row.ts'

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
