/** Paper vouchers: off unless the city has them; used once, at any station; what is not used comes back. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { release, settle } from '../../src/bank/service/settle.ts'
import {
  expireVouchers,
  issueVoucher,
  redeemVoucher,
  voucherCode,
  type VoucherUse,
} from '../../src/bank/service/voucher.ts'
import { verify } from '../../src/bank/oversight/verify.ts'
import type { Bank } from '../../src/bank/ports.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { REDEEMING } from '../../src/rules/redeeming.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { counts } from '../counts.ts'
import { must, openTown, type Town } from '../town.ts'

let town: Town
let bank: Bank
let li: MemberId
const DAY_MS = 86_400_000
const id = () => town.bank.ids.entry()
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)

beforeEach(async () => {
  town = await openTown()
  const redeeming = { ...REDEEMING, vouchers: { days: 30, daysMost: 90 } }
  bank = { ...town.bank, rules: { ...town.bank.rules, redeeming } }
  li = await town.member('李四')
  await town.earn(li, 120)
})
afterEach(() => town.close())

const issue = (more: object = {}, on: Bank = bank) =>
  issueVoucher(on, town.clerk('S001'), {
    id: id(),
    member: li,
    station: 'S001',
    minutes: 120,
    ...more,
  })
async function voucher(more: object = {}): Promise<{ hold: Entry; code: string }> {
  const hold = must(await issue(more))
  return { hold, code: (await voucherCode(bank, hold)) ?? '' }
}
const use = (code: string, more: Partial<VoucherUse> = {}, station = 'S002') =>
  redeemVoucher(bank, town.clerk(station), {
    id: id(),
    station,
    code,
    service: 'haircut',
    ...more,
  })

describe('given out', () => {
  test('only where the city has them, in whole points, for as long as it says', async () => {
    expect(codeOf(await issue({}, town.bank))).toBe('vouchers-off')
    expect(codeOf(await issue({ minutes: 90 }))).toBe('not-whole-points')
    expect(codeOf(await issue({ days: 91 }))).toBe('code-unreadable')
    expect(codeOf(await issue({ minutes: 17 * 60 }))).toBe('minutes-out-of-range')
    const order = { id: id() }
    const first = must(await issue(order))
    const code = await voucherCode(bank, first)
    expect(must(await issue(order)).id).toBe(first.id)
    expect(await voucherCode(bank, first)).toBe(code)
    expect(code).toMatch(/^[0-9a-z]{16}$/)
    expect(JSON.stringify(first)).not.toContain(code)
    expect(await town.available(li)).toBe(118 * 60)
  })
})

describe('redeemed', () => {
  test('at another station, to the volunteer who served, and what is over goes back', async () => {
    const chen = await town.member('陈大文', 'S002')
    const { code } = await voucher()
    const order = { id: id(), provider: chen }
    const entry = must(await use(code.toUpperCase().replace(/(.{4})/g, '$1-'), order))
    expect([entry.station, entry.kind]).toEqual(['S002', 'settle'])
    expect([await town.available(li), await town.available(chen)]).toEqual([119 * 60, 60])
    expect(must(await use(code.toUpperCase().replace(/(.{4})/g, '$1-'), order)).id).toBe(entry.id)
    expect(await use(code)).toMatchObject({ refusal: { code: 'voucher-over', why: 'used' } })
    const report = await verify(auditIn(town.bank.engine, migrationsOf('sqlite')))
    expect(report.faults).toEqual([])
  })

  test('unknown, too dear, after its day, given back: refused, and nothing moves', async () => {
    const { hold, code } = await voucher({ minutes: 60, days: 1 })
    const size = await bank.journal.size()
    expect(codeOf(await use('0000000000000000'))).toBe('unknown-voucher')
    expect(await use(code, { service: 'clinic' })).toMatchObject({
      refusal: { code: 'voucher-short', has: 60, needs: 120 },
    })
    const settling = { id: id(), booking: hold.id }
    expect(codeOf(await settle(bank, town.clerk('S001'), settling))).toBe('voucher-by-code')
    town.clock.at += 2 * DAY_MS
    expect(await use(code)).toMatchObject({ refusal: { why: 'expired' } })
    expect(await bank.journal.size()).toBe(size)
    must(await release(bank, town.clerk('S001'), { id: id(), booking: hold.id }))
    expect(await use(code)).toMatchObject({ refusal: { why: 'returned' } })
    expect(await town.available(li)).toBe(120 * 60)
  })

  test('what is past its day goes back, once', async () => {
    const { code } = await voucher({ days: 1 })
    await voucher({ days: 5 })
    town.clock.at += DAY_MS
    expect(await expireVouchers(bank, { dryRun: false })).toBe(0)
    must(await use(code))
    await voucher({ days: 1 })
    town.clock.at += 2 * DAY_MS
    expect(await expireVouchers(bank, { dryRun: true })).toBe(1)
    expect(await expireVouchers(bank, { dryRun: false })).toBe(1)
    expect(await expireVouchers(bank, { dryRun: false })).toBe(0)
    expect(await town.available(li)).toBe(117 * 60)
  })

  test(`from ${counts.atOnce} desks at once it is used once`, async () => {
    const { code } = await voucher({ minutes: 60 })
    const desks = Array.from({ length: counts.atOnce }, (_, at) => `S00${1 + (at % 3)}`)
    const answers = await Promise.all(desks.map((station) => use(code, {}, station)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    for (const no of answers.filter(({ ok }) => !ok))
      expect(no).toMatchObject({ refusal: { code: 'voucher-over', why: 'used' } })
    expect(await town.available(li)).toBe(119 * 60)
  })
})
