/**
 * Position (站点头寸): what a station has promised less what was spent at it, and
 * how it stands against each other station; the trial balance (试算平衡) of the
 * city. All from postings, none from a sum kept anywhere.
 */
import { type AccountKind, ACCOUNT_KINDS, kindOf } from '../../ledger/account.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedReading, seesCity } from '../actor.ts'
import type { Actor, Bank, StationFlow } from '../ports.ts'

export interface Against {
  readonly station: string
  /** Minutes our members spent there, less what they were given there. */
  readonly ours: number
  /** Minutes their members spent here, less what they were given here. */
  readonly theirs: number
  /** theirs − ours: above zero, that station owes us so many minutes of service. */
  readonly net: number
}

export interface Position {
  readonly station: string
  /** The seq it is read at. */
  readonly at: number
  /** All in whole minutes. */
  readonly issued: number
  /** Spent here on what the station gave; what paid a volunteer stays in purses. */
  readonly redeemed: number
  readonly held: number
  /** issued − redeemed. */
  readonly position: number
  /** Sums over the other stations. */
  readonly spentElsewhere: number
  readonly othersSpentHere: number
  readonly against: readonly Against[]
}

const PURSES = new Set<string>(
  Object.entries(ACCOUNT_KINDS)
    .filter(([, { of }]) => of === 'member')
    .map(([kind]) => kind),
)

/** The position of a station now, or as it stood after entry `at`. */
export async function positionOf(
  bank: Bank,
  actor: Actor,
  station: string,
  at?: number,
): Promise<Outcome<Position>> {
  const no = refusedReading(actor, station)
  if (no) return refuse(no)
  if (!(await bank.directory.get('station', station)))
    return refuse({ code: 'unknown-station', station })
  const seq = at ?? (await bank.journal.size())
  const flows = await bank.journal.flows(seq)
  const own = (kind: AccountKind) =>
    sumOf(flows, (flow) => flow.home === station && flow.kind === kind)
  const issued = 0 - own('issuance')
  const redeemed = own('redeemed')
  const against = againstOthers(flows, station)
  return {
    ok: true,
    value: {
      ...{ station, at: seq, issued, redeemed, against },
      held: own('holding'),
      position: issued - redeemed,
      spentElsewhere: against.reduce((sum, other) => sum + other.ours, 0),
      othersSpentHere: against.reduce((sum, other) => sum + other.theirs, 0),
    },
  }
}

function againstOthers(flows: readonly StationFlow[], station: string): readonly Against[] {
  const purses = flows.filter(({ kind }) => PURSES.has(kind))
  const others = new Set(
    purses
      .filter(({ home, place }) => home === station || place === station)
      .flatMap(({ home, place }) => [home, place]),
  )
  others.delete(station)
  const spent = (home: string, place: string) =>
    0 - sumOf(purses, (flow) => flow.home === home && flow.place === place)
  return [...others].toSorted().map((other) => {
    const ours = spent(station, other)
    const theirs = spent(other, station)
    return { station: other, ours, theirs, net: theirs - ours }
  })
}

function sumOf(flows: readonly StationFlow[], of: (flow: StationFlow) => boolean): number {
  return flows.reduce((sum, flow) => (of(flow) ? sum + flow.minutes : sum), 0)
}

export interface KindTotal {
  readonly kind: AccountKind
  readonly accounts: number
  readonly minutes: number
}

export interface TrialBalance {
  readonly at: number
  readonly kinds: readonly KindTotal[]
  /** Zero in any books that stand. */
  readonly sum: number
}

/** Totals by kind of account, in the order of the chart. Only for the city. Throws when they do not come to zero. */
export async function cityTrialBalance(
  bank: Bank,
  actor: Actor,
  at?: number,
): Promise<Outcome<TrialBalance>> {
  if (!seesCity(actor)) return refuse({ code: 'not-allowed', act: 'balances:read' })
  const seq = at ?? (await bank.journal.size())
  const totals = new Map<AccountKind, { accounts: number; minutes: number }>()
  let sum = 0
  for (const { account, balance } of await bank.journal.trialBalance(seq)) {
    const kind = kindOf(account)
    const total = totals.get(kind) ?? { accounts: 0, minutes: 0 }
    totals.set(kind, { accounts: total.accounts + 1, minutes: total.minutes + balance })
    sum += balance
  }
  const kinds = (Object.keys(ACCOUNT_KINDS) as AccountKind[]).flatMap((kind) => {
    const total = totals.get(kind)
    return total ? [{ kind, ...total }] : []
  })
  if (sum !== 0) throw new Error(`the books are off by ${sum} minutes at entry ${seq}`)
  return { ok: true, value: { at: seq, kinds, sum } }
}
