/** The row of a notice of undoing: who sees it, how it goes from one state to the next, and the hold that goes back with it. */
import { holding, type MemberId } from '../../ledger/account.ts'
import { heldBy } from '../../ledger/counter.ts'
import type { Draft, Entry, EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { covers, may } from '../actor.ts'
import { type Asked, asked, drafted, posting, rowChange, today } from '../draft.ts'
import { noticeTo } from '../jobs/notices.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { NoticeKind } from '../ports-notice.ts'
import type { UndoRow } from '../ports-undo.ts'
import { recordAll } from '../record.ts'
import { givenBack } from '../service/settle.ts'

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

export const refusedIn = ({ list }: UndoRow, states: readonly string[]): Refusal | undefined =>
  states.includes(list.state) ? undefined : { code: 'undo-state', state: list.state }

export const placeOf = ({ station, organisation, service }: Entry) => ({
  station,
  organisation,
  service,
})

export const first = (outcomes: readonly Outcome<Entry>[]): Outcome<Entry> =>
  outcomes.find((one) => !one.ok && one.refusal.code !== 'group-refused') ??
  (outcomes[0] as Outcome<Entry>)

/** What a notice says of the entry: its day, until when one may object, and where one calls. */
export async function factsOf(bank: Bank, undone: Entry, until: string) {
  const station = await bank.directory.get('station', undone.station)
  return { day: undone.servedOn, until, phone: station?.body.hotline ?? '' }
}

/** What was held, on its way back to the purse. */
export async function thawing(bank: Bank, actor: Actor, { frozen, station }: UndoRow) {
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

/** The next version of the row, with the entries it brings and the notice of it, in one commit. */
export async function turned(
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
