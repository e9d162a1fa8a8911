/**
 * Publicity (公示): what a station recorded for whom hangs out under masked
 * names for so many days; whoever sees something wrong objects; and when the
 * days are over and every objection is answered, the list is ended.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId, Ref, RowChange } from '../../ledger/entry.ts'
import { done, type Outcome, type PaperTerm, refuse } from '../../ledger/refusal.ts'
import { PLACES, type PostingPlace } from '../../rules/papers.ts'
import { refusedAt, stationOn } from '../actor.ts'
import {
  answeredBefore,
  asked,
  drafted,
  isDay,
  lookingAgain,
  rowChange,
  startOf,
  today,
} from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { PublicityRow } from '../ports-papers.ts'
import { record } from '../record.ts'
import { paperRules, servedAt } from './served.ts'

const DAY_MS = 86_400_000

/** People on one list; more is another list. */
const LINES_MAX = 500

/** Lists shown of a station, the newest first. */
const LISTS_MAX = 100

export interface PublicityOrder {
  readonly id: EntryId
  readonly station: string
  /** Days of service. */
  readonly from: string
  readonly to: string
  /** Only of one person, whose certificate waits for it. */
  readonly member?: MemberId
  readonly posted: string
  readonly until: string
  readonly place: PostingPlace
}

export interface PublicityOf {
  readonly id: EntryId
  readonly station: string
  /** The entry that began the list. */
  readonly list: string
}

/** Makes the list as the books stand now. Refuses days that are too few, and a list with nobody on it. */
export async function postPublicity(
  bank: Bank,
  actor: Actor,
  order: PublicityOrder,
): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'papers:write')
  if (no) return refuse(no)
  const ask = asked(actor, 'post-publicity', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const wrong = wrongTerms(bank, order)
  if (wrong) return refuse({ code: 'paper-terms', what: wrong })
  const place = await stationOn(bank, order.station, today(bank))
  if (!place.ok) return place

  const upTo = await bank.journal.size()
  const lines = await linesOf(bank, { ...order, upTo })
  if (lines.length === 0 || lines.length > LINES_MAX)
    return refuse({ code: 'paper-terms', what: lines.length === 0 ? 'empty' : 'too-long' })
  const { from, to, posted, until, place: where } = order
  const body: PublicityRow = {
    ...{ organisation: place.value.organisation, from, to, upTo, posted, until },
    ...{ place: where, lines, objections: [] },
  }
  return record(
    bank,
    drafted(bank, actor, ask, {
      ...placed(bank, order.station, place.value.organisation),
      along: [rowChange(bank, 'publicity', `${order.station}/${order.id}`, 1, body)],
    }),
  )
}

function wrongTerms(bank: Bank, order: PublicityOrder): PaperTerm | undefined {
  const { from, to, posted, until, place } = order
  if (!isDay(from) || !isDay(to) || from > to || to > today(bank)) return 'days'
  if (!isDay(posted) || !isDay(until) || posted < today(bank)) return 'posted'
  // The first day and the last one both count.
  const days = (startOf(until) - startOf(posted)) / DAY_MS + 1
  if (days < paperRules(bank).publicityDays) return 'too-short'
  return PLACES.includes(place) ? undefined : 'place'
}

async function linesOf(bank: Bank, query: PublicityOrder & { readonly upTo: number }) {
  const served = await servedAt(bank, query)
  const people = Map.groupBy(served, ({ member }) => member)
  return [...people]
    .map(([member, own]) => ({
      member: member as string,
      minutes: own.reduce((sum, { minutes }) => sum + minutes, 0),
      count: own.length,
    }))
    .toSorted((a, b) => (a.member < b.member ? -1 : 1))
}

function placed(bank: Bank, station: string, organisation: string) {
  return {
    kind: 'row' as const,
    postings: [],
    servedOn: today(bank),
    station,
    organisation,
    service: '-',
  }
}

/** Keeps a photo of the list where it hangs. */
export async function photographed(
  bank: Bank,
  actor: Actor,
  order: PublicityOf & { readonly photo: Uint8Array },
): Promise<Outcome<Entry>> {
  const { photo, ...said } = order
  if (!isPicture(photo)) return refuse({ code: 'paper-terms', what: 'photo' })
  const no = await refusedAt(bank, actor, order.station, 'papers:write')
  if (no) return refuse(no)
  const hash = await bank.evidence.put(photo)
  const of = { ...said, verb: 'publicity-photo', hash }
  return changed(bank, actor, of, { refs: [['evidence', hash]] }, (row) => ({
    ...row,
    photo: hash,
  }))
}

/** JPEG, PNG and WebP, by their first bytes. */
function isPicture(bytes: Uint8Array): boolean {
  const head = String.fromCharCode(...bytes.subarray(0, 12))
  return (
    head.startsWith('\xff\xd8\xff') || head.startsWith('\x89PNG') || /^RIFF....WEBP/s.test(head)
  )
}

/** Ends the list. Refuses while it hangs, without its photo, and with an objection open. */
export async function endPublicity(
  bank: Bank,
  actor: Actor,
  order: PublicityOf,
): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'papers:write')
  if (no) return refuse(no)
  return changed(bank, actor, { ...order, verb: 'publicity-end' }, {}, (row) => {
    if (today(bank) <= row.until) return 'running'
    if (row.photo === undefined) return 'photo'
    if (row.objections.some(({ outcome }) => outcome === undefined)) return 'objection-open'
    return { ...row, ended: today(bank) }
  })
}

/** What goes with a change beside the list's own row. */
interface Beside {
  readonly refs?: readonly Ref[]
  readonly along?: (row: PublicityRow) => readonly RowChange[]
}

/** Changes a list that is not ended, or says why not. Who may was asked before. */
export async function changed(
  bank: Bank,
  actor: Actor,
  order: PublicityOf & { readonly verb: string },
  { refs = [], along = () => [] }: Beside,
  change: (row: PublicityRow) => PublicityRow | PaperTerm,
): Promise<Outcome<Entry>> {
  const { station, list, verb } = order
  const ask = asked(actor, verb, order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  return lookingAgain(bank, async () => {
    const row = await bank.directory.newest('publicity', `${station}/${list}`)
    if (!row) return refuse({ code: 'unknown-paper', paper: list })
    if (row.body.ended !== undefined) return refuse({ code: 'paper-terms', what: 'ended' })
    const body = change(row.body)
    if (typeof body === 'string') return refuse({ code: 'paper-terms', what: body })
    return record(
      bank,
      drafted(bank, actor, ask, {
        ...placed(bank, station, row.body.organisation),
        along: [rowChange(bank, 'publicity', row.key, row.version + 1, body), ...along(row.body)],
        refs,
      }),
    )
  })
}

/** Lists of a station, the newest first. */
export async function publicities(
  bank: Bank,
  actor: Actor,
  station: string,
): Promise<Outcome<readonly Row<PublicityRow>[]>> {
  const no = await refusedAt(bank, actor, station, 'stations:read')
  if (no) return refuse(no)
  return done(await bank.directory.under('publicity', `${station}/`, { limit: LISTS_MAX }))
}

/** One list of a station. */
export async function publicityOf(
  bank: Bank,
  actor: Actor,
  { station, list }: Omit<PublicityOf, 'id'>,
): Promise<Outcome<Row<PublicityRow>>> {
  const no = await refusedAt(bank, actor, station, 'stations:read')
  if (no) return refuse(no)
  const row = await bank.directory.newest('publicity', `${station}/${list}`)
  return row ? done(row) : refuse({ code: 'unknown-paper', paper: list })
}

/** Whether a service stood on a list that is ended, and no objection to it was upheld. */
export async function publicisedAt(
  bank: Bank,
  station: string,
): Promise<(member: string, entry: Entry) => boolean> {
  const ended = await endedAt(bank, station)
  return (member, entry) =>
    ended.some(
      (list) =>
        isOn(list, member, entry) && !upheldIn(list).some((about) => (about ?? member) === member),
    )
}

/** Lists of a station that are ended, the newest first. */
export async function endedAt(bank: Bank, station: string): Promise<readonly PublicityRow[]> {
  const ended: PublicityRow[] = []
  for (let before: string | undefined; ; ) {
    const page = { limit: LISTS_MAX, ...(before === undefined ? {} : { before }) }
    const rows = await bank.directory.under('publicity', `${station}/`, page)
    ended.push(...rows.map(({ body }) => body).filter((body) => body.ended !== undefined))
    if (rows.length < LISTS_MAX) return ended
    before = rows.at(-1)?.key
  }
}

const isOn = ({ from, to, upTo, lines }: PublicityRow, member: string, entry: Entry): boolean =>
  from <= entry.servedOn &&
  entry.servedOn <= to &&
  entry.seq <= upTo &&
  lines.some((line) => line.member === member)

/** Whom upheld objections to a list are about; undefined where one is about all of it. */
export const upheldIn = ({ objections }: PublicityRow): readonly (string | undefined)[] =>
  objections.filter(({ outcome }) => outcome === 'upheld').map(({ about }) => about)
