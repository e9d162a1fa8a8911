/**
 * What has to be keyed into another system by hand (待补录清单): the credits of a
 * station in a month that did not come from there. Each is ticked off when
 * somebody has keyed it: who and when is the entry that ticked it. Nothing is
 * sent anywhere.
 */
import { creditedBy, spanOf } from '../../ledger/counter.ts'
import type { MemberId } from '../../ledger/account.ts'
import { type Entry, type EntryId, refOf, type Span } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedAt, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, lookingAgain, rowChange, today } from '../draft.ts'
import { noteEvent } from '../oversight/audit.ts'
import { daysOf } from '../oversight/reconcile.ts'
import type { Actor, Bank } from '../ports.ts'
import type { Person } from '../ports-people.ts'
import { record } from '../record.ts'
import { exportLooked } from '../review/ask.ts'

/** Systems hours are keyed into. */
export const KEYED_SYSTEMS = ['ivolunteer'] as const
export type KeyedSystem = (typeof KEYED_SYSTEMS)[number]

export interface ToKeyOrder {
  readonly station: string
  readonly month: string
  readonly system: KeyedSystem
}

export interface ToKeyRow {
  readonly entry: EntryId
  readonly seq: number
  readonly member: MemberId
  /** Absent where the person was erased. */
  readonly person?: Person
  readonly servedOn: string
  readonly service: string
  readonly activity?: string
  readonly minutes: number
  readonly span?: Span
  /** Who keyed it there, and when they said so. */
  readonly keyed?: { readonly by: string; readonly at: number }
}

/** Ticked off at once, as many as an entry carries well. */
export const TICKS_MOST = 200

/** The list, by day and then as it was recorded. Only for who may take people's names out. */
export async function toKeyList(
  bank: Bank,
  actor: Actor,
  { station, month, system }: ToKeyOrder,
): Promise<Outcome<readonly ToKeyRow[]>> {
  const no = await refusedAt(bank, actor, station, 'people:export')
  if (no) return refuse(no)
  if (!(await bank.directory.get('station', station)))
    return refuse({ code: 'unknown-station', station })
  const days = daysOf(month)
  if (!days) return refuse({ code: 'month-unreadable', month })
  const entries = await bank.journal.stationServed(station, days.first, days.last)
  const open: Entry[] = []
  for (const entry of entries.filter((one) => isToKey(one, system)))
    if (!(await bank.journal.closing(entry.seq))) open.push(entry)
  const keys = open.map(({ id }) => keyOf(system, id))
  const ticks = new Map((await bank.directory.many('keyed', keys)).map((row) => [row.key, row]))
  const people = await bank.people.names(open.flatMap((entry) => creditedBy(entry)?.member ?? []))
  return done(
    open
      .map((entry) => rowOf(entry, people, ticks.get(keyOf(system, entry.id))?.body))
      .toSorted((a, b) =>
        a.servedOn < b.servedOn ? -1 : a.servedOn > b.servedOn ? 1 : a.seq - b.seq,
      ),
  )
}

/** Keeps that the list left the house with whole names, and has it looked at where there are many. */
export async function takenOut(
  bank: Bank,
  actor: Actor,
  station: string,
  rows: readonly ToKeyRow[],
): Promise<void> {
  const people = new Set(rows.map(({ member }) => member)).size
  const refs = [['what', 'to-key'] as const, ['count', `${people}`] as const]
  await noteEvent(bank, actor, { act: 'exported', ok: true, refs })
  await exportLooked(bank, actor, { station, people })
}

function isToKey(entry: Entry, system: KeyedSystem): boolean {
  return entry.kind === 'credit' && refOf(entry, 'source') !== system
}

function rowOf(
  entry: Entry,
  people: ReadonlyMap<MemberId, Person>,
  tick: { readonly keyed: boolean; readonly by: string; readonly at: number } | undefined,
): ToKeyRow {
  const { member = '' as MemberId, minutes = 0 } = creditedBy(entry) ?? {}
  const { id, seq, servedOn, service } = entry
  const person = people.get(member)
  const [activity, span] = [refOf(entry, 'activity'), spanOf(entry)]
  return {
    ...{ entry: id, seq, member, servedOn, service, minutes },
    ...(person ? { person } : {}),
    ...(activity === undefined ? {} : { activity }),
    ...(span ? { span } : {}),
    ...(tick?.keyed ? { keyed: { by: tick.by, at: tick.at } } : {}),
  }
}

const keyOf = (system: KeyedSystem, entry: EntryId) => `${system}/${entry}`

export interface TickOrder {
  readonly id: EntryId
  readonly station: string
  readonly system: KeyedSystem
  readonly entries: readonly EntryId[]
  /** False takes a tick back that was a mistake. */
  readonly keyed: boolean
}

/** Says that the rows were keyed there. What is ticked already keeps who ticked it first. */
export async function tickKeyed(
  bank: Bank,
  actor: Actor,
  order: TickOrder,
): Promise<Outcome<Entry | undefined>> {
  const { station, system, keyed } = order
  const no =
    (await refusedAt(bank, actor, station, 'people:export')) ??
    (await refusedAt(bank, actor, station, 'credits:write'))
  if (no) return refuse(no)
  if (order.entries.length > TICKS_MOST)
    return refuse({ code: 'group-too-large', size: order.entries.length, most: TICKS_MOST })
  const ask = asked(actor, 'tick-keyed', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  return lookingAgain<Entry | undefined>(bank, async () => {
    const along = []
    for (const id of new Set(order.entries)) {
      const entry = await bank.journal.entry(id)
      if (!entry || entry.station !== station || !isToKey(entry, system))
        return refuse({ code: 'unknown-entry', entry: id })
      const row = await bank.directory.newest('keyed', keyOf(system, id))
      if ((row?.body.keyed ?? false) === keyed) continue
      const body = { keyed, by: actor.id, at: bank.clock.now() }
      along.push(rowChange(bank, 'keyed', keyOf(system, id), (row?.version ?? 0) + 1, body))
    }
    if (along.length === 0) return done(undefined)
    const place = await stationOn(bank, station, today(bank))
    if (!place.ok) return place
    return record(
      bank,
      drafted(bank, actor, ask, {
        ...{ kind: 'row', postings: [], servedOn: today(bank), station, service: '-' },
        organisation: place.value.organisation,
        relies: [place.value.station],
        along,
      }),
    )
  })
}
