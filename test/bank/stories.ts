/** What stories about hours share: orders with fresh ids, readings, refusals, and books that balance. */
import { expect } from 'vitest'
import { openBalances } from '../../src/bank/hours/opening.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { type Readings, readingsOf } from '../../src/bank/oversight/readings.ts'
import { book } from '../../src/bank/service/book.ts'
import { ACCOUNT_KINDS, type AccountId, kindOf, type MemberId } from '../../src/ledger/account.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { must, type Town, TODAY } from '../town.ts'

export const HOUR = 60

/** The refusal of an outcome that must be one. */
export function refusalOf(outcome: Outcome<unknown>) {
  if (outcome.ok) throw new Error('was not refused')
  return outcome.refusal
}

export async function readings(town: Town, member: MemberId): Promise<Readings> {
  return must(await readingsOf(town.bank, town.city, member))
}

export async function balanceOf(town: Town, account: string): Promise<number> {
  const [found] = await town.bank.journal.balances([account as AccountId])
  return found?.balance ?? 0
}

/** What an entry moved, by account. */
export function moved(entry: Entry): Readonly<Record<string, number>> {
  return Object.fromEntries(entry.postings.map(({ account, minutes }) => [account, minutes]))
}

/** The first day a clerk may still credit without another looking at it. */
const NOT_LATE = '2026-11-17'

/** Credits minutes on a day, at S001 by its clerk; for days longer past, as the house brings them in. */
export async function served(
  town: Town,
  member: MemberId,
  minutes: number,
  servedOn: string,
): Promise<Entry> {
  const order = { id: town.bank.ids.entry(), member, station: 'S001', minutes, servedOn }
  const actor = servedOn < NOT_LATE ? SYSTEM : town.clerk('S001')
  return must(await credit(town.bank, actor, { ...order, service: 'activity' }))
}

/** Brings minutes from the books before ours. */
export async function opened(
  town: Town,
  member: MemberId,
  figures: { readonly served: number; readonly available: number },
): Promise<void> {
  const order = { source: 'earlier', cutOff: '2026-10-31', file: 'ab'.repeat(32) }
  const rows = [{ member, ...figures }]
  for (const outcome of await openBalances(town.bank, town.city, { ...order, rows })) must(outcome)
}

/** Books a service at S001 for today, asked for by the member. */
export function booked(
  town: Town,
  member: MemberId,
  service: string,
  times = 1,
): Promise<Outcome<Entry>> {
  const order = { id: town.bank.ids.entry(), member, station: 'S001', service, times, day: TODAY }
  return book(town.bank, town.self(member), order)
}

/** All balances sum to nothing, and each kind of account keeps its floor and ceiling. */
export async function expectBalanced(town: Town): Promise<void> {
  const balances = await town.bank.journal.trialBalance()
  expect(balances.reduce((sum, { balance }) => sum + balance, 0)).toBe(0)
  const outside = balances.filter(({ account, balance }) => {
    const { floor = -Infinity, ceiling = Infinity } = ACCOUNT_KINDS[kindOf(account)]
    return balance < floor || balance > ceiling
  })
  expect(outside).toEqual([])
}
