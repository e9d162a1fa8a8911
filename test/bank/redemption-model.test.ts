/** Random histories of bookings, redemptions, vouchers and gifts, against a naive model: hours of purses, holds and vouchers are conserved. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { transfer } from '../../src/bank/hours/transfer.ts'
import { verify } from '../../src/bank/oversight/verify.ts'
import type { Bank } from '../../src/bank/ports.ts'
import { book } from '../../src/bank/service/book.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import { release, settle } from '../../src/bank/service/settle.ts'
import {
  expireVouchers,
  issueVoucher,
  redeemVoucher,
  voucherCode,
} from '../../src/bank/service/voucher.ts'
import { kindOf, type MemberId } from '../../src/ledger/account.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { REDEEMING } from '../../src/rules/redeeming.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { counts } from '../counts.ts'
import { must, openTown, TODAY, type Town } from '../town.ts'

let town: Town
let bank: Bank
let until: number
beforeAll(begin)

/** Histories take days, and the station is run by somebody for some years only. */
const YEARS_MS = 3 * 365 * 86_400_000

async function begin(): Promise<void> {
  town = await openTown()
  until = town.clock.at + YEARS_MS
  const redeeming = { ...REDEEMING, vouchers: { days: 1, daysMost: 9 } }
  const rules = { ...town.bank.rules, gate: 0 as never, redeeming }
  bank = { ...town.bank, rules }
}

async function inTime(): Promise<void> {
  if (town.clock.at < until) return
  await town.close()
  await begin()
}
afterAll(() => town.close())

const id = () => town.bank.ids.entry()
const HOUR = 60

type Command =
  | { readonly do: 'book' | 'redeem' | 'voucher' | 'give'; readonly hours: number }
  | { readonly do: 'settle' | 'release' | 'use'; readonly which: number }
  | { readonly do: 'day' }

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    do: fc.constantFrom('book', 'redeem', 'voucher', 'give'),
    hours: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({
    do: fc.constantFrom('settle', 'release', 'use'),
    which: fc.nat({ max: 7 }),
  }),
  fc.constant({ do: 'day' } as const),
)

interface Held {
  readonly hours: number
  readonly hold: Entry
  readonly code?: string
  /** The day count at which it is past. */
  readonly past?: number
}

/** What anybody would reckon with two numbers and a list. */
class Model {
  has: number
  spent = 0
  day = 0
  friend = 0
  held: Held[] = []
  constructor(has: number) {
    this.has = has
  }
  takes(hours: number): boolean {
    if (hours > this.has) return false
    this.has -= hours
    return true
  }
}

async function run(model: Model, li: MemberId, wu: MemberId, one: Command): Promise<void> {
  const clerk = town.clerk('S001')
  const wanted = { member: li, station: 'S001', service: 'haircut' }
  if (one.do === 'day') {
    town.clock.at += 86_400_000
    model.day++
    await expireVouchers(bank, { dryRun: false })
    for (const past of model.held.filter((held) => (held.past ?? Infinity) < model.day))
      model.has += past.hours
    model.held = model.held.filter((held) => (held.past ?? Infinity) >= model.day)
    return
  }
  if ('hours' in one) {
    const outcome = await begun(one, wanted, wu)
    expect(outcome.ok).toBe(model.takes(one.hours))
    if (!outcome.ok) return
    if (one.do === 'redeem') model.spent += one.hours
    else if (one.do === 'give') model.friend += one.hours
    else await kept(model, one, outcome.value)
    return
  }
  const held = model.held[one.which % Math.max(model.held.length, 1)]
  if (!held) return
  const { hold, hours } = held
  const by = { id: id(), booking: hold.id }
  if (one.do === 'use') {
    const use = { id: id(), station: 'S002', code: held.code ?? 'none', service: 'haircut' }
    const outcome = await redeemVoucher(bank, town.clerk('S002'), use)
    expect(outcome.ok).toBe(held.code !== undefined)
    if (!outcome.ok) return
    model.spent += 1
    model.has += hours - 1
  } else if (one.do === 'settle') {
    const outcome = await settle(bank, clerk, by)
    expect(outcome.ok).toBe(held.code === undefined)
    if (!outcome.ok) return
    model.spent += hours
  } else {
    must(await release(bank, clerk, by))
    model.has += hours
  }
  model.held = model.held.filter((other) => other !== held)
}

async function begun(
  one: { readonly do: string; readonly hours: number },
  wanted: { readonly member: MemberId; readonly station: string; readonly service: string },
  wu: MemberId,
): Promise<Outcome<Entry>> {
  const clerk = town.clerk('S001')
  const { member, station } = wanted
  switch (one.do) {
    case 'book': {
      const day = new Date(town.clock.at + 8 * 3_600_000).toISOString().slice(0, 10)
      return book(bank, clerk, { ...wanted, id: id(), times: one.hours, day: day || TODAY })
    }
    case 'redeem':
      return redeem(bank, clerk, { ...wanted, id: id(), times: one.hours })
    case 'voucher':
      return issueVoucher(bank, clerk, { id: id(), member, station, minutes: one.hours * HOUR })
    default:
      return transfer(bank, clerk, {
        id: id(),
        from: member,
        to: wu,
        station,
        minutes: one.hours * HOUR,
      })
  }
}

async function kept(
  model: Model,
  one: { readonly do: string; readonly hours: number },
  hold: Entry,
): Promise<void> {
  const { hours } = one
  if (one.do === 'book') model.held.push({ hours, hold })
  else {
    const code = (await voucherCode(bank, hold)) ?? ''
    model.held.push({ hours, hold, code, past: model.day + 1 })
  }
}

/** Sums of the whole town's books by kind of account. */
async function sums(): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {}
  for (const { account, balance } of await bank.journal.trialBalance())
    found[kindOf(account)] = (found[kindOf(account)] ?? 0) + balance
  return found
}

test(`${counts.redemptions} histories end as the model says, with nothing lost or made`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 25 }), async (commands) => {
      await inTime()
      const [li, wu] = [await town.member('李四'), await town.member('吴五')]
      const before = await sums()
      await town.earn(li, 8)
      const model = new Model(8)
      for (const one of commands) await run(model, li, wu, one)
      const held = model.held.reduce((sum, { hours }) => sum + hours, 0)
      expect(model.has + held + model.spent + model.friend).toBe(8)
      expect(await town.available(li)).toBe(model.has * HOUR)
      expect(await town.available(wu)).toBe(model.friend * HOUR)
      const after = await sums()
      const grown = (kind: string) => (after[kind] ?? 0) - (before[kind] ?? 0)
      expect(grown('holding')).toBe(held * HOUR)
      expect(grown('redeemed')).toBe(model.spent * HOUR)
      expect(Object.values(after).reduce((sum, one) => sum + one, 0)).toBe(0)
      // The next history finds no voucher of this one running out.
      for (const { hold } of model.held)
        must(await release(bank, town.clerk('S001'), { id: id(), booking: hold.id }))
    }),
    { numRuns: counts.redemptions },
  )
  const report = await verify(auditIn(town.bank.engine, migrationsOf('sqlite')))
  expect(report.faults).toEqual([])
}, 120_000)
