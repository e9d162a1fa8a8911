/**
 * How a source's sheets are to be read: which column is which, decided once and
 * kept for the station under the fingerprint of the titles. A governed row: who
 * changed it, and when, is in the journal.
 */
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedAt, stationOn } from '../actor.ts'
import { canonical } from '../../ledger/canonical.ts'
import { asked, drafted, lookingAgain, rowChange, today } from '../draft.ts'
import type { Actor, Bank, MappingRow } from '../ports.ts'
import { record } from '../record.ts'

export interface MappingOrder {
  readonly id: EntryId
  readonly station: string
  /** 16 hex digits of the titles, as `paper` makes them. */
  readonly fingerprint: string
  /** A field or "ignore" by the letters of the column: { A: "name" }. */
  readonly columns: Readonly<Record<string, string>>
}

const FINGERPRINT = /^[0-9a-f]{16}$/
const LETTERS = /^[A-Z]{1,2}$/
const FIELD = /^[A-Za-z]{1,20}$/
const COLUMNS_MAX = 200

/** Keeps a mapping. The same again writes nothing. Refuses another station's desk, and what is no fingerprint or field. */
export async function saveMapping(
  bank: Bank,
  actor: Actor,
  order: MappingOrder,
): Promise<Outcome<Entry | undefined>> {
  const no = await refusedAt(bank, actor, order.station, 'credits:write')
  if (no) return refuse(no)
  const { station, fingerprint, columns } = order
  const pairs = Object.entries(columns)
  const wrong = pairs.find(([letters, field]) => !LETTERS.test(letters) || !FIELD.test(field))
  if (!FINGERPRINT.test(fingerprint) || wrong || pairs.length > COLUMNS_MAX)
    return refuse({ code: 'code-unreadable', what: 'mapping', given: wrong?.[1] ?? fingerprint })

  const key = keyOf(station, fingerprint)
  const body: MappingRow = { columns }
  return lookingAgain<Entry | undefined>(bank, async () => {
    const place = await stationOn(bank, station, today(bank))
    if (!place.ok) return place
    const before = await bank.directory.get('mapping', key)
    if (before && canonical(before.body) === canonical(body)) return { ok: true, value: undefined }
    const change = rowChange(bank, 'mapping', key, (before?.version ?? 0) + 1, body)
    const outcome = await record(
      bank,
      drafted(bank, actor, asked(actor, 'mapping', order), {
        kind: 'row',
        postings: [],
        servedOn: today(bank),
        station,
        organisation: place.value.organisation,
        service: '-',
        along: [change],
      }),
    )
    bank.directory.forget()
    return outcome
  })
}

/** The mapping kept for the first of the fingerprints that has one, and the row its titles stand in. */
export async function mappingFor(
  bank: Bank,
  station: string,
  prints: readonly { readonly row: number; readonly fingerprint: string }[],
): Promise<{ readonly headerRow: number; readonly columns: MappingRow['columns'] } | undefined> {
  const keys = prints.map(({ fingerprint }) => keyOf(station, fingerprint))
  const rows = new Map((await bank.directory.many('mapping', keys)).map((row) => [row.key, row]))
  for (const { row, fingerprint } of prints) {
    const kept = rows.get(keyOf(station, fingerprint))
    if (kept) return { headerRow: row, columns: kept.body.columns }
  }
  return undefined
}

function keyOf(station: string, fingerprint: string): string {
  return `${station}-${fingerprint}`
}
