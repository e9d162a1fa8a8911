/** What a station prints its slips on: a governed row, so that every computer of the station does the same. */
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { SLIP_SIZES, type SlipSize } from '../../rules/papers.ts'
import { refusedAt, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, rowChange, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { record } from '../record.ts'

export async function chooseSlip(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly station: string; readonly size: SlipSize },
): Promise<Outcome<Entry>> {
  const { station, size } = order
  const no = await refusedAt(bank, actor, station, 'papers:write')
  if (no) return refuse(no)
  const ask = asked(actor, 'choose-slip', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  if (!SLIP_SIZES.includes(size)) return refuse({ code: 'paper-terms', what: 'size' })
  const place = await stationOn(bank, station, today(bank))
  if (!place.ok) return place
  const known = await bank.directory.newest('slip', station)
  return record(
    bank,
    drafted(bank, actor, ask, {
      kind: 'row',
      postings: [],
      ...{ servedOn: today(bank), station, organisation: place.value.organisation, service: '-' },
      along: [rowChange(bank, 'slip', station, (known?.version ?? 0) + 1, { size })],
    }),
  )
}

/** Half a sheet, where the station has not said. */
export async function slipSize(bank: Pick<Bank, 'directory'>, station: string): Promise<SlipSize> {
  return (await bank.directory.get('slip', station))?.body.size ?? 'a5'
}
