/**
 * Position (站点时数收支): what a station has promised less what was spent at it,
 * and how it stands against each other station. All from postings, none from a
 * sum kept anywhere.
 */
import {
  type AccountKind,
  ACCOUNT_KINDS,
  holding,
  issuance,
  redeemed,
} from '../../ledger/account.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedReading } from '../actor.ts'
import type { Actor, Bank, StationFlow } from '../ports.ts'

/** What stands in a station's own accounts, in whole minutes. */
export interface Standing {
  readonly issued: number
  /** Spent here on what the station gave; what paid a volunteer stays in purses. */
  readonly redeemed: number
  readonly held: number
  /** issued − redeemed. */
  readonly position: number
}

export interface Against {
  readonly station: string
  /** Minutes our members spent there, less what they were given there. */
  readonly ours: number
  /** Minutes their members spent here, less what they were given here. */
  readonly theirs: number
  /** theirs − ours: above zero, that station owes us so many minutes of service. */
  readonly net: number
}

export interface KindMinutes {
  readonly kind: AccountKind
  readonly minutes: number
}

export interface Position extends Standing {
  readonly station: string
  /** The seq it is read at. */
  readonly at: number
  /** Sums of all accounts at home here, by kind, in the order of the chart. */
  readonly kinds: readonly KindMinutes[]
  /** Sums over the other stations. */
  readonly spentElsewhere: number
  readonly othersSpentHere: number
  /** Of all `against`: above zero, the others together owe the station. */
  readonly net: number
  /** The others by code; what the city itself posted, as opening balances, stands under the city's code. */
  readonly against: readonly Against[]
}

const PURSES = new Set<string>(
  Object.entries(ACCOUNT_KINDS)
    .filter(([, { of }]) => of === 'member')
    .map(([kind]) => kind),
)

/** The position of a station now, or as it stood after entry `at`. Refuses who may not read the station. */
export async function positionOf(
  bank: Bank,
  actor: Actor,
  station: string,
  at?: number,
): Promise<Outcome<Position>> {
  const no = await refusedReading(bank, actor, station)
  if (no) return refuse(no)
  if (!(await bank.directory.get('station', station)))
    return refuse({ code: 'unknown-station', station })
  const seq = at ?? (await bank.journal.size())
  const flows = await bank.journal.flows(seq)
  const open = unsettled(matrixIn(flows), await settledMatrix(bank, seq))
  const against = againstOthers(open, station)
  const sum = (of: (other: Against) => number) =>
    against.reduce((total, other) => total + of(other), 0)
  return {
    ok: true,
    value: {
      ...{ station, at: seq },
      ...(await standingOf(bank, station, seq)),
      kinds: kindsIn(flows.filter(({ home }) => home === station)),
      spentElsewhere: sum(({ ours }) => ours),
      othersSpentHere: sum(({ theirs }) => theirs),
      net: sum(({ net }) => net),
      against,
    },
  }
}

/** A station's own accounts as of a seq: three look-ups, however long the journal is. */
export async function standingOf(bank: Bank, station: string, at: number): Promise<Standing> {
  const accounts = [issuance(station), redeemed(station), holding(station)]
  const found = new Map(
    (await bank.journal.balances(accounts, at)).map(({ account, balance }) => [account, balance]),
  )
  const [promised = 0, spent = 0, held = 0] = accounts.map((account) => found.get(account) ?? 0)
  // Not `-promised`: nothing promised is 0, which pages would write "-0".
  return { issued: 0 - promised, redeemed: spent, held, position: 0 - promised - spent }
}

export function kindsIn(flows: readonly StationFlow[]): readonly KindMinutes[] {
  const sums = new Map<string, number>()
  for (const { kind, minutes } of flows) sums.set(kind, (sums.get(kind) ?? 0) + minutes)
  return (Object.keys(ACCOUNT_KINDS) as AccountKind[]).flatMap((kind) => {
    const minutes = sums.get(kind)
    return minutes === undefined ? [] : [{ kind, minutes }]
  })
}

/** Minutes that members of a home moved at a place other than it: what they spent there, less what they were given there. */
export interface Cell {
  readonly home: string
  readonly place: string
  readonly spent: number
}

/** The home × place matrix, by code; what cancels out to nothing is left out. */
export function matrixIn(flows: readonly StationFlow[]): readonly Cell[] {
  const cells = new Map<string, Cell>()
  for (const { home, place, kind, minutes } of flows) {
    if (!PURSES.has(kind)) continue
    const key = `${home} ${place}`
    cells.set(key, { home, place, spent: (cells.get(key)?.spent ?? 0) - minutes })
  }
  return [...cells]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, cell]) => cell)
    .filter(({ spent }) => spent !== 0)
}

/** What was settled among stations as of a seq, as the matrix it was read from; what the city posted is never settled. */
export async function settledMatrix(bank: Bank, at: number): Promise<readonly Cell[]> {
  const rows = (await bank.directory.all('settlement')).filter(({ seq }) => seq <= at)
  const upto = rows.reduce((most, { body }) => Math.max(most, body.upto), 0)
  if (upto === 0) return []
  const city = bank.rules.city.code
  const settled = matrixIn(await bank.journal.flows(upto))
  return settled.filter(({ home, place }) => home !== city && place !== city)
}

/** A matrix less what of it was settled. */
export function unsettled(matrix: readonly Cell[], settled: readonly Cell[]): readonly Cell[] {
  const cells = new Map(matrix.map((cell) => [`${cell.home} ${cell.place}`, cell]))
  for (const { home, place, spent } of settled) {
    const key = `${home} ${place}`
    cells.set(key, { home, place, spent: (cells.get(key)?.spent ?? 0) - spent })
  }
  return [...cells]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, cell]) => cell)
    .filter(({ spent }) => spent !== 0)
}

function againstOthers(matrix: readonly Cell[], station: string): readonly Against[] {
  const others = new Set(
    matrix
      .filter(({ home, place }) => home === station || place === station)
      .flatMap(({ home, place }) => [home, place]),
  )
  others.delete(station)
  const spent = (home: string, place: string) =>
    matrix.find((cell) => cell.home === home && cell.place === place)?.spent ?? 0
  return [...others].toSorted().map((other) => {
    const ours = spent(station, other)
    const theirs = spent(other, station)
    return { station: other, ours, theirs, net: theirs - ours }
  })
}
