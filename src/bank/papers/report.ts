/**
 * Reports of a month, a quarter or a year: how many people served, how often
 * and how long, by the day of service; what was redeemed and donated. A month
 * is final some days after its end and never changes then: what is added or
 * reversed later stands in the month it was done in, with the month concerned.
 */
import { kindOf, type MemberId } from '../../ledger/account.ts'
import { creditedBy } from '../../ledger/counter.ts'
import type { Day, Entry } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedReading, stationsOf } from '../actor.ts'
import { startOf, today } from '../draft.ts'
import { closedOf } from '../oversight/readings.ts'
import type { Actor, Bank } from '../ports.ts'
import { paperRules } from './served.ts'

const DAY_MS = 86_400_000

/** All in minutes, but people and attendances. */
export interface Figures {
  readonly people: number
  readonly attendances: number
  readonly minutes: number
  readonly redeemed: number
  readonly donated: number
}

export type Reported = 'served' | 'redeemed' | 'donated'

/** Added for a month that was final, or reversed in one; minutes below zero were reversed. */
export interface Later {
  readonly station: string
  /** The month concerned. */
  readonly month: string
  readonly seq: number
  readonly what: Reported
  readonly minutes: number
}

export interface Report {
  readonly period: string
  readonly lines: readonly (Figures & { readonly station: string })[]
  /** People counted once over all stations and months. */
  readonly all: Figures
  readonly later: readonly Later[]
  /** Whether every month of it is final. */
  readonly final: boolean
}

export interface ReportOrder {
  /** "2026-10", "2026-Q3" or "2026". */
  readonly period: string
  /** One station; without it, all within reach. */
  readonly station?: string
}

/** Refuses a period that is none or lies ahead, and a station that is not theirs. */
export async function reportOf(
  bank: Bank,
  actor: Actor,
  { period, station }: ReportOrder,
): Promise<Outcome<Report>> {
  const no = station === undefined ? undefined : await refusedReading(bank, actor, station)
  if (no) return refuse(no)
  if (station !== undefined && !(await bank.directory.get('station', station)))
    return refuse({ code: 'unknown-station', station })
  const months = monthsIn(period)?.filter((month) => month <= today(bank).slice(0, 7))
  if (!months || months.length === 0) return refuse({ code: 'month-unreadable', month: period })
  const stations = station === undefined ? await stationsOf(bank, actor) : [station]
  const parts: Part[] = []
  for (const one of stations) for (const month of months) parts.push(await partOf(bank, one, month))
  return done({
    period,
    lines: stations.map((one) => ({
      station: one,
      ...summed(parts.filter((part) => part.station === one)),
    })),
    all: summed(parts),
    later: parts.flatMap(({ later }) => later),
    final: parts.every(({ final }) => final),
  })
}

/** The months of a period; undefined where it is none. */
export function monthsIn(period: string): readonly string[] | undefined {
  const [, year, rest = ''] = /^(20\d\d)(?:-(0[1-9]|1[0-2]|Q[1-4]))?$/.exec(period) ?? []
  if (year === undefined) return undefined
  if (/^\d/.test(rest)) return [period]
  const quarter = rest === '' ? undefined : Number(rest.slice(1))
  return Array.from({ length: 12 }, (_, at) => at + 1)
    .filter((n) => quarter === undefined || Math.ceil(n / 3) === quarter)
    .map((n) => `${year}-${`${n}`.padStart(2, '0')}`)
}

interface Part {
  readonly station: string
  readonly people: ReadonlySet<MemberId>
  readonly figures: Omit<Figures, 'people'>
  readonly later: readonly Later[]
  readonly final: boolean
}

function summed(parts: readonly Part[]): Figures {
  const sum = (of: (figures: Part['figures']) => number) =>
    parts.reduce((all, { figures }) => all + of(figures), 0)
  return {
    people: new Set(parts.flatMap(({ people }) => [...people])).size,
    attendances: sum((figures) => figures.attendances),
    minutes: sum((figures) => figures.minutes),
    redeemed: sum((figures) => figures.redeemed),
    donated: sum((figures) => figures.donated),
  }
}

/** The instant a month is final from. */
function finalAt(bank: Bank, month: string): number {
  return startOf(`${monthAfter(month, 1)}-01`) + paperRules(bank).monthFinalDays * DAY_MS
}

/** The earliest month whose report may still change. */
export function firstNotFinal(bank: Bank): string {
  const now = bank.clock.now()
  let month = today(bank).slice(0, 7)
  while (finalAt(bank, monthAfter(month, -1)) > now) month = monthAfter(month, -1)
  return month
}

function monthAfter(month: string, by: number): string {
  const [year = 0, n = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, n - 1 + by, 1)).toISOString().slice(0, 7)
}

/** The last day of a month. */
export const lastDay = (month: string) =>
  new Date(startOf(`${monthAfter(month, 1)}-01`) - DAY_MS / 2).toISOString().slice(0, 10)

async function partOf(bank: Bank, station: string, month: string): Promise<Part> {
  const { journal } = bank
  const first = `${month}-01`
  const [opens, closes] = [finalAt(bank, monthAfter(month, -1)), finalAt(bank, month)]
  const cut = await journal.seqBefore(closes)
  const own = await journal.stationServed(station, first as Day, lastDay(month) as Day, cut)
  const window = await journal.stationEntries(station, startOf(first), closes)
  const undone = new Set(
    window.flatMap((one) => (one.kind === 'reverse' ? [one.closes as number] : [])),
  )
  const counts = ({ kind, seq }: Entry) => COUNTED.has(kind) && !undone.has(seq)
  const counted = own.filter(counts)
  // Recorded since the month before was final: what of it is of an earlier month was not in its report.
  const recorded = window.filter(({ recordedAt }) => recordedAt >= opens)
  const late = recorded.filter((entry) => counts(entry) && entry.servedOn < first)
  const reversed = await reversedIn(bank, recorded, { first, opens })
  const people = new Set<MemberId>()
  const figures = { attendances: 0, minutes: 0, redeemed: 0, donated: 0 }
  for (const entry of counted) {
    const credited = creditedBy(entry)
    if (credited && isService(entry)) {
      people.add(credited.member)
      figures.attendances++
      figures.minutes += credited.minutes
    }
    figures.redeemed += movedAs(entry, 'redeemed')
    figures.donated += movedAs(entry, 'donated')
  }
  const later = [
    ...late.flatMap((entry) => laterOf(entry, station, 1)),
    ...reversed.flatMap((entry) => laterOf(entry, station, -1)),
  ]
  return { station, people, figures, later, final: bank.clock.now() >= closes }
}

const COUNTED = new Set(['credit', 'settle', 'redeem', 'donate'])

/** What reversals undid that an earlier report had counted. */
async function reversedIn(
  bank: Bank,
  recorded: readonly Entry[],
  { first, opens }: { readonly first: string; readonly opens: number },
): Promise<readonly Entry[]> {
  const closed = await closedOf(
    bank,
    recorded.filter(({ kind }) => kind === 'reverse'),
  )
  return [...closed.values()].filter(
    ({ kind, servedOn, recordedAt }) => COUNTED.has(kind) && servedOn < first && recordedAt < opens,
  )
}

function laterOf(entry: Entry, station: string, sign: 1 | -1): readonly Later[] {
  return (['served', 'redeemed', 'donated'] as const).flatMap((what) => {
    const minutes = movedAs(entry, what)
    const { seq, servedOn } = entry
    return minutes === 0
      ? []
      : [{ station, month: servedOn.slice(0, 7), seq, what, minutes: sign * minutes }]
  })
}

const isService = ({ kind }: Entry) => kind !== 'donate'

/** Minutes an entry counts for. Whoever redeems pays a volunteer, or the station where none served. */
function movedAs(entry: Entry, what: Reported): number {
  const into = (kind: 'redeemed' | 'pool') =>
    entry.postings.reduce(
      (sum, { account, minutes }) =>
        minutes > 0 && kindOf(account) === kind ? sum + minutes : sum,
      0,
    )
  const credited = isService(entry) ? (creditedBy(entry)?.minutes ?? 0) : 0
  if (what === 'served') return credited
  if (what === 'donated') return entry.kind === 'donate' ? into('pool') : 0
  return entry.kind === 'settle' || entry.kind === 'redeem' ? credited + into('redeemed') : 0
}
