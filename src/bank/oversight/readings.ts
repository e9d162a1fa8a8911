/**
 * The four readings (available, held, owned, served), never mixed, and the
 * purses they come from; now from counters, or at a past seq from the member's
 * own lines.
 */
import { type AccountId, kindOf, type MemberId } from '../../ledger/account.ts'
import { countersMoved } from '../../ledger/counter.ts'
import type { Entry } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { nextStar, pointsIn, starsFor } from '../../rules/city.ts'
import { covers, may, seesCity } from '../actor.ts'
import { today } from '../draft.ts'
import type { Actor, Balance, Bank, GrantRow, MemberRow, Row } from '../ports.ts'

export interface Purse extends Balance {
  readonly grant?: GrantRow
  /** A grant past its last day can no longer be spent. */
  readonly ended?: boolean
}

export interface Readings {
  readonly member: MemberId
  readonly home: string
  /** The seq they are read at. */
  readonly at: number
  /** All in whole minutes. */
  readonly available: number
  readonly held: number
  readonly owned: number
  readonly served: number
  readonly granted: number
  readonly shortfall: number
  /** What waits for review now, and cannot be spent; left out of readings of the past. */
  readonly waiting?: number
  readonly purses: readonly Purse[]
  readonly points: number
  readonly rest: number
  readonly stars: number
  readonly next?: { readonly star: number; readonly missing: number }
  /** Served minutes still missing to redeem earned hours; 0 when the gate is open. */
  readonly gateMissing: number
}

/** Whether they may look at members at all; a member only at themself. `mayKnow` says at whom. */
export function refusedLook(actor: Actor, member: MemberId): Outcome<never> | undefined {
  if (actor.kind === 'member')
    return actor.member === member ? undefined : refuse({ code: 'unknown-member', member })
  return may(actor, 'members:read')
    ? undefined
    : refuse({ code: 'not-allowed', act: 'members:read' })
}

/** The readings of a member now, or as they stood after entry `at`. */
export async function readingsOf(
  bank: Bank,
  actor: Actor,
  member: MemberId,
  at?: number,
): Promise<Outcome<Readings>> {
  const no = refusedLook(actor, member)
  if (no) return no
  const row = await bank.directory.get('member', member)
  if (!row) return refuse({ code: 'unknown-member', member })
  if (!(await mayKnow(bank, actor, row))) return refuse({ code: 'unknown-member', member })

  const seq = at ?? (await bank.journal.size())
  const accounts = await bank.journal.accountsOf(member)
  // In the order they were opened: a store gives balances in any.
  const purses = (await bank.journal.balances(accounts, seq)).toSorted(
    (a, b) => accounts.indexOf(a.account) - accounts.indexOf(b.account),
  )
  const sums =
    at === undefined ? await countersNow(bank, member) : await countersAt(bank, member, seq)
  return { ok: true, value: readings(bank, row, seq, purses, sums) }
}

/** Staff see members at home in their reach, and those who were credited or served there. */
async function mayKnow(bank: Bank, actor: Actor, row: Row<MemberRow>): Promise<boolean> {
  if (actor.kind === 'member' || seesCity(actor)) return true
  if (await covers(bank, actor, row.body.home)) return true
  const accounts = await bank.journal.accountsOf(row.key as MemberId)
  const lines = await bank.journal.lines({ accounts, before: Number.MAX_SAFE_INTEGER, limit: 200 })
  const entries = await bank.journal.entriesAt([...new Set(lines.map((line) => line.seq))])
  for (const station of new Set(entries.map((entry) => entry.station))) {
    if (await covers(bank, actor, station)) return true
  }
  return false
}

interface Sums {
  readonly held: number
  readonly owned: number
  readonly served: number
  readonly waiting?: number
}

async function countersNow(bank: Bank, member: MemberId): Promise<Sums> {
  const key = (kind: 'held' | 'owned' | 'served' | 'waiting') => ({ kind, who: member, day: '' })
  const [held = 0, owned = 0, served = 0, waiting = 0] = await bank.journal.counters([
    key('held'),
    key('owned'),
    key('served'),
    key('waiting'),
  ])
  return { held, owned, served, waiting }
}

async function countersAt(bank: Bank, member: MemberId, at: number): Promise<Sums> {
  const sums = { held: 0, owned: 0, served: 0 }
  const accounts = await bank.journal.accountsOf(member)
  for (let after = 0; ; ) {
    const lines = await bank.journal.lines({ accounts, after, upTo: at, limit: 500 })
    const entries = await bank.journal.entriesAt([...new Set(lines.map((line) => line.seq))])
    const closed = await closedOf(bank, entries)
    for (const entry of entries) {
      for (const { key, by } of countersMoved(
        entry,
        entry.closes === undefined ? undefined : closed.get(entry.closes),
      )) {
        if (key.who === member && key.kind in sums) sums[key.kind as keyof typeof sums] += by
      }
    }
    const last = lines.at(-1)
    if (!last || lines.length < 500) break
    after = last.seq
  }
  return sums
}

/** The entries that these close, by seq. */
export async function closedOf(
  bank: Bank,
  entries: readonly Entry[],
): Promise<ReadonlyMap<number, Entry>> {
  const seqs = entries.flatMap((entry) => (entry.closes === undefined ? [] : [entry.closes]))
  if (seqs.length === 0) return new Map()
  return new Map((await bank.journal.entriesAt(seqs)).map((entry) => [entry.seq as number, entry]))
}

function readings(
  bank: Bank,
  row: Row<MemberRow>,
  at: number,
  balances: readonly Balance[],
  sums: Sums,
): Readings {
  const day = today(bank)
  const purses = balances.map((balance): Purse => {
    const grant =
      kindOf(balance.account) === 'granted'
        ? row.body.grants.find(({ n }) => n === grantOf(balance.account))
        : undefined
    return grant ? { ...balance, grant, ended: grant.until < day } : balance
  })
  const sum = (of: (purse: Purse) => boolean) =>
    purses.reduce((total, purse) => (of(purse) ? total + purse.balance : total), 0)
  const isShort = (purse: Purse) => kindOf(purse.account) === 'shortfall'
  const available = sum((purse) => !isShort(purse) && !purse.ended)
  const next = nextStar(bank.rules, sums.served)
  return {
    member: row.key as MemberId,
    home: row.body.home,
    at,
    available,
    ...sums,
    granted: sum((purse) => purse.grant !== undefined && !purse.ended),
    // Not `-sum`: nothing owed is 0, which pages would write "-0".
    shortfall: 0 - sum(isShort),
    purses,
    ...pointsIn(bank.rules, available),
    stars: starsFor(bank.rules, sums.served),
    ...(next ? { next } : {}),
    gateMissing: Math.max(0, bank.rules.gate - sums.served),
  }
}

function grantOf(account: AccountId): number {
  return Number(account.slice(account.lastIndexOf(':') + 1))
}
