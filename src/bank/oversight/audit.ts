/**
 * The audit journal (审计): who signed in, who looked at whose data, who was
 * refused. Its entries are kept as the ledger's are, and for as long: there is
 * no way to switch it off. Nothing of it is public.
 */
import type { MemberId } from '../../ledger/account.ts'
import { type Entry, type EntryId, type Ref, refOf } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import type { EventAct, EventReason } from '../../rules/events.ts'
import { refusedCityWide } from '../actor.ts'
import { asked, cityPlace, drafted, rowChange } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { record } from '../record.ts'
import { checkpointNow, logKey } from './checkpoint.ts'

export interface Happened {
  readonly act: EventAct
  /** False where it was tried and not done. */
  readonly ok: boolean
  /** Id of the member or of the staff it is about: that person can be told of it. */
  readonly about?: string
  readonly reason?: EventReason
  /** More facts as (type, value) pairs of printable ASCII, ids and numbers: never what somebody typed. */
  readonly refs?: readonly Ref[]
}

export interface AuditEvent extends Required<Pick<Happened, 'act' | 'ok' | 'about' | 'refs'>> {
  readonly seq: number
  readonly id: EntryId
  /** ms since 1970 UTC. */
  readonly at: number
  /** Who did it: an actor id; "visitor" where nobody said who they are. */
  readonly by: string
  readonly reason?: EventReason
}

/** The event could not be kept, so what it tells of was not done. Nothing was written. */
export class Unnoted extends Error {
  override name = 'Unnoted'
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(`an event could not be kept: ${refusal.code}`)
    this.refusal = refusal
  }
}

/** Somebody who has not said who they are. */
export const VISITOR: Actor = { id: 'visitor', kind: 'member', role: 'member', station: '' }

/** What noting needs of a bank. */
export type Noting = Pick<Bank, 'audit' | 'rules' | 'clock' | 'heads' | 'signer'>

/** The audit journal as a bank of its own, for whatever reads or signs a journal. */
export function auditOf<Of extends Pick<Bank, 'audit'>>(bank: Of): Of & Bank['audit'] {
  return { ...bank, ...bank.audit }
}

/** Events between two heads: so many at most could be cut off the end unseen. */
const HEAD_EVERY = 256

/** Keeps an event. Durable on return; throws Unnoted where it could not be kept. */
export async function noteEvent(bank: Noting, actor: Actor, event: Happened): Promise<void> {
  // Only the ports that a draft and a checkpoint use are there.
  const books = auditOf(bank) as unknown as Bank
  const { act, ok, about = '', reason, refs = [] } = event
  const id = books.ids.entry()
  const along = about === '' ? [] : [rowChange(books, 'event', `${about}/${id}`, 1, {})]
  const draft = drafted(books, actor, asked(actor, 'note', { ...event, id }), {
    kind: 'row',
    postings: [],
    service: '-',
    ...cityPlace(books),
    station: actor.station === '' ? bank.rules.city.code : actor.station,
    along,
    refs: [
      ['act', act],
      ['ok', ok ? 'yes' : 'no'],
      ...(about === '' ? [] : [['about', about] as const]),
      ...(reason === undefined ? [] : [['reason', reason] as const]),
      ...refs,
    ],
  })
  const outcome = await record(books, draft)
  if (!outcome.ok) throw new Unnoted(outcome.refusal)
  if (outcome.value.seq % HEAD_EVERY === 0) await checkpointNow(books)
}

/**
 * What has happened around a person (谁看过我的信息), the newest first: told to
 * the person, and to those who audit. `after` is the id of the last event of the
 * page before.
 */
export async function eventsAbout(
  bank: Bank,
  actor: Actor,
  member: MemberId,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Promise<Outcome<readonly AuditEvent[]>> {
  const own = actor.kind === 'member' && actor.member === member
  if (!own && refusedCityWide(actor, 'audit:read'))
    return refuse({ code: 'unknown-member', member })
  const { directory, journal } = bank.audit
  const rows = await directory.under('event', `${member}/`, {
    ...(after === undefined ? {} : { before: `${member}/${after}` }),
    limit,
  })
  const entries = await journal.entriesAt(rows.map((row) => row.seq))
  const bySeq = new Map(entries.map((entry) => [entry.seq as number, entry]))
  return done(rows.flatMap(({ seq }) => bySeq.get(seq) ?? []).map(eventOf))
}

/** All events after a seq, in order; only for those who audit. */
export async function events(
  bank: Bank,
  actor: Actor,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<Outcome<readonly AuditEvent[]>> {
  const no = refusedCityWide(actor, 'audit:read')
  if (no) return refuse(no)
  return done((await bank.audit.journal.entries(after, limit)).map(eventOf))
}

/** A file of the whole audit journal that can be checked alone, as `jsonLines` of the paper room writes it. */
export interface ExportedEvents {
  readonly size: number
  readonly entries: AsyncIterable<Entry>
  /** The signed checkpoint of what is in it, and the key that opens it. */
  readonly checkpoint: string
  readonly key: string
}

/** Everything that was kept up to now, for those who audit. That it was taken is the last event in it. */
export async function exportEvents(bank: Bank, actor: Actor): Promise<Outcome<ExportedEvents>> {
  const no = refusedCityWide(actor, 'audit:read')
  if (no) return refuse(no)
  await noteEvent(bank, actor, { act: 'exported', ok: true, refs: [['what', 'audit']] })
  const books = auditOf(bank)
  const newest = await checkpointNow(books)
  if (!newest) throw new Error('the audit journal is empty though something was written to it')
  const { size, note } = newest
  return done({ size, entries: entriesOf(bank, size), checkpoint: note, key: logKey(books) })
}

/** Entries read at a time: an export of years never stands in memory. */
const STRETCH = 1_000

async function* entriesOf({ audit }: Bank, upTo: number): AsyncGenerator<Entry> {
  for (let after = 0; after < upTo; ) {
    const entries = await audit.journal.entries(after, Math.min(STRETCH, upTo - after))
    yield* entries
    after = entries.at(-1)?.seq ?? upTo
  }
}

/** Of an entry the facts that are always there, and the rest as it stands. */
const KNOWN = new Set(['act', 'ok', 'about', 'reason', 'row'])

function eventOf(entry: Entry): AuditEvent {
  const reason = refOf(entry, 'reason') as EventReason | undefined
  return {
    seq: entry.seq,
    id: entry.id,
    at: entry.recordedAt,
    by: entry.by,
    act: refOf(entry, 'act') as EventAct,
    ok: refOf(entry, 'ok') === 'yes',
    about: refOf(entry, 'about') ?? '',
    ...(reason === undefined ? {} : { reason }),
    refs: entry.refs.filter(([type]) => !KNOWN.has(type)),
  }
}
