/** A record of the city that brings directory rows: who works here, and with which programs and computers. */
import type { RowChange } from '../../ledger/entry.ts'
import { type Asked, cityPlace, drafted } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { record } from '../record.ts'

export function bring(bank: Bank, actor: Actor, ask: Asked, along: readonly RowChange[]) {
  const place = cityPlace(bank)
  return record(
    bank,
    drafted(bank, actor, ask, { kind: 'row', postings: [], service: '-', ...place, along }),
  )
}
