/**
 * The city's trial balance (试算平衡): totals by kind of account and by station,
 * the matrix of homes and places, and who owes whom once all is netted. Whoever
 * has the export comes to the same totals by another program.
 */
import { type AccountId, type AccountKind, ACCOUNT_KINDS, kindOf } from '../../ledger/account.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedCityWide } from '../actor.ts'
import type { Actor, Bank, StationFlow } from '../ports.ts'
import {
  type Cell,
  type KindMinutes,
  kindsIn,
  matrixIn,
  settledMatrix,
  type Standing,
  unsettled,
} from './position.ts'

export interface KindTotal extends KindMinutes {
  readonly accounts: number
}

export interface StationTotals extends Standing {
  /** A station's code; the city's own for accounts that belong to no station. */
  readonly station: string
  /** Sums of the accounts at home there, by kind. */
  readonly kinds: readonly KindMinutes[]
}

export interface Owed {
  /** Who owes, whom, and how many minutes of service, above zero. */
  readonly from: string
  readonly to: string
  readonly minutes: number
}

export interface TrialBalance {
  /** The seq it is read at. All else is in whole minutes. */
  readonly at: number
  /** In the order of the chart of accounts. */
  readonly kinds: readonly KindTotal[]
  readonly stations: readonly StationTotals[]
  readonly matrix: readonly Cell[]
  /** Between each two stations, both directions netted: what was settled is not owed any more. */
  readonly settlement: readonly Owed[]
  /** Zero in any books that stand. */
  readonly sum: number
}

/**
 * Totals of the city now, or as they stood after entry `at`. Only for the city.
 * Throws when they do not come to zero, or when the accounts and the postings
 * come to different totals.
 */
export async function cityTrialBalance(
  bank: Bank,
  actor: Actor,
  at?: number,
): Promise<Outcome<TrialBalance>> {
  const no = refusedCityWide(actor, 'balances:read')
  if (no) return refuse(no)
  const seq = at ?? (await bank.journal.size())
  const kinds = await totalsByKind(bank, seq)
  const flows = await bank.journal.flows(seq)
  const sum = kinds.reduce((total, { minutes }) => total + minutes, 0)
  if (sum !== 0) throw new Error(`the books are off by ${sum} minutes at entry ${seq}`)
  const moved = new Map(kindsIn(flows).map(({ kind, minutes }) => [kind, minutes]))
  for (const { kind, minutes } of kinds) {
    if (moved.get(kind) === minutes) continue
    throw new Error(`balances of ${kind} come to ${minutes} minutes, postings to another sum`)
  }
  const matrix = matrixIn(flows)
  const open = unsettled(matrix, await settledMatrix(bank, seq))
  return {
    ok: true,
    value: { at: seq, kinds, stations: byStation(flows), matrix, settlement: netted(open), sum },
  }
}

async function totalsByKind(bank: Bank, at: number): Promise<readonly KindTotal[]> {
  const totals = new Map<AccountKind, { accounts: number; minutes: number }>()
  for (const { account, balance } of await bank.journal.trialBalance(at)) {
    const kind = kindOf(account)
    const total = totals.get(kind) ?? { accounts: 0, minutes: 0 }
    totals.set(kind, { accounts: total.accounts + 1, minutes: total.minutes + balance })
  }
  return (Object.keys(ACCOUNT_KINDS) as AccountKind[]).flatMap((kind) => {
    const total = totals.get(kind)
    return total ? [{ kind, ...total }] : []
  })
}

function byStation(flows: readonly StationFlow[]): readonly StationTotals[] {
  return [...Map.groupBy(flows, ({ home }) => home)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([station, own]) => {
      const kinds = kindsIn(own)
      const of = (kind: AccountKind) => kinds.find((one) => one.kind === kind)?.minutes ?? 0
      const issued = 0 - of('issuance')
      const redeemed = of('redeemed')
      const position = issued - redeemed
      return { station, issued, redeemed, held: of('holding'), position, kinds }
    })
}

/** Members of a home who spent at a place made the home owe the place. */
export function netted(matrix: readonly Cell[]): readonly Owed[] {
  const owed = new Map<string, number>()
  for (const { home, place, spent } of matrix) {
    if (home === place) continue
    const [first, second] = home < place ? [home, place] : [place, home]
    const key = `${first} ${second}`
    owed.set(key, (owed.get(key) ?? 0) + (home === first ? spent : -spent))
  }
  return [...owed]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, minutes]) => {
      const [first = '', second = ''] = key.split(' ')
      if (minutes === 0) return []
      return minutes > 0
        ? [{ from: first, to: second, minutes }]
        : [{ from: second, to: first, minutes: -minutes }]
    })
}

/** Every account that ever had a line, with its balance in minutes, in the order they were opened. Only for the city. */
export async function everyBalance(
  bank: Bank,
  actor: Actor,
  at?: number,
): Promise<Outcome<readonly { readonly account: AccountId; readonly balance: number }[]>> {
  const no = refusedCityWide(actor, 'balances:read')
  if (no) return refuse(no)
  const all = await bank.journal.trialBalance(at)
  return { ok: true, value: all.map(({ account, balance }) => ({ account, balance })) }
}
