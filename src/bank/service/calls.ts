/** Call-backs (电话回访): the list of elders to be asked whether a service was given, and what they said. */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { refusedAt, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, rowChange, today } from '../draft.ts'
import { noteEvent } from '../oversight/audit.ts'
import type { Actor, Bank, CallRow, Row } from '../ports.ts'
import { record } from '../record.ts'
import { callKey } from './confirmation.ts'

export interface CallDue {
  /** What the call is answered under. */
  readonly entry: EntryId
  /** The entry it asks about. */
  readonly about: EntryId
  readonly member: MemberId
  /** The day the service was completed. */
  readonly since: string
  /** Calls nobody answered. */
  readonly tries: number
}

export interface CallAnswer {
  readonly id: EntryId
  readonly station: string
  /** The entry that completed the service. */
  readonly entry: EntryId
  /** Whether the elder says it was given; 'none' where nobody answered. */
  readonly answer: 'yes' | 'no' | 'none'
}

/** Rows read at a time. */
const PAGE = 200

/** Asked for what is older, few remember. */
const LOOK_BACK_MS = 92 * 24 * 3_600_000

/** Calls of the last three months that are due, the oldest first. Refuses stations out of reach. */
export async function callsDue(
  bank: Bank,
  actor: Actor,
  station: string,
): Promise<Outcome<readonly CallDue[]>> {
  const no = await refusedCalling(bank, actor, station)
  if (no) return refuse(no)
  const due: CallDue[] = []
  const oldest = bank.clock.now() - LOOK_BACK_MS
  for (let before: string | undefined; ; ) {
    const page = before === undefined ? { limit: PAGE } : { limit: PAGE, before }
    const rows = await bank.directory.under('call', `${station}/`, page)
    const recent = rows.filter((row) => madeAt(entryOf(row)) >= oldest)
    for (const row of recent) if (row.body.answer === undefined) due.push(dueOf(row))
    before = rows.at(-1)?.key
    if (rows.length < PAGE || recent.length < rows.length) return done(due.toReversed())
  }
}

const entryOf = ({ key }: Row<CallRow>) => key.slice(key.indexOf('/') + 1) as EntryId

const dueOf = (row: Row<CallRow>): CallDue => ({
  entry: entryOf(row),
  about: (row.body.entry ?? entryOf(row)) as EntryId,
  member: row.body.member as MemberId,
  since: row.body.since,
  tries: row.body.tries,
})

/** A UUIDv7 begins with its time, ms since 1970 UTC. */
const madeAt = (id: EntryId) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)

/** A desk calls for its own; an office that reviews, for the stations it looks after. */
async function refusedCalling(
  bank: Bank,
  actor: Actor,
  station: string,
): Promise<Refusal | undefined> {
  return refusedAt(bank, actor, station, 'calls:write')
}

/**
 * Keeps what was said. Refuses the one who completed the service, and a call
 * that is answered already. A no stands in the audit journal and at the entry:
 * putting it right is a correction, made by whoever may.
 */
export async function answerCall(
  bank: Bank,
  actor: Actor,
  order: CallAnswer,
): Promise<Outcome<Entry>> {
  const no = await refusedCalling(bank, actor, order.station)
  if (no) return refuse(no)
  const ask = asked(actor, 'call', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before

  const key = callKey(order.station, order.entry)
  const row = await bank.directory.newest('call', key)
  const about = (row?.body.entry ?? order.entry) as EntryId
  const entry = row && (await bank.journal.entry(about))
  if (!row || !entry) return refuse({ code: 'unknown-entry', entry: order.entry })
  if (entry.by === actor.id) return refuse({ code: 'call-by-another', entry: order.entry })
  if (row.body.answer !== undefined) return refuse({ code: 'stale-row', table: 'call', key })
  const place = await stationOn(bank, order.station, today(bank))
  if (!place.ok) return place
  const { answer } = order
  const body: CallRow =
    answer === 'none' ? { ...row.body, tries: row.body.tries + 1 } : { ...row.body, answer }
  const outcome = await record(
    bank,
    drafted(bank, actor, ask, {
      kind: 'row',
      postings: [],
      servedOn: today(bank),
      station: order.station,
      organisation: place.value.organisation,
      service: '-',
      along: [rowChange(bank, 'call', key, row.version + 1, body)],
      relies: [place.value.station],
      refs: [['answer', answer]],
    }),
  )
  if (!outcome.ok) return outcome
  await noteEvent(bank, actor, {
    act: 'called-back',
    ok: answer === 'yes',
    about: row.body.member,
    refs: [
      ['entry', about],
      ['answer', answer],
    ],
  })
  return outcome
}
