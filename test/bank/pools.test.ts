/** Pools and gifts: several give to one need, all or none; grants within a pool's terms; what has ended goes back. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { expireGrants } from '../../src/bank/hours/expire-grants.ts'
import { grant, type GrantOrder } from '../../src/bank/hours/grant.ts'
import { poolsAt, setPoolTerms } from '../../src/bank/hours/pool-terms.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { giveTogether, type TogetherOrder } from '../../src/bank/hours/together.ts'
import { donate } from '../../src/bank/hours/transfer.ts'
import { verify } from '../../src/bank/oversight/verify.ts'
import { book } from '../../src/bank/service/book.ts'
import { release } from '../../src/bank/service/settle.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { refOf } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { must, openTown, type Town } from '../town.ts'

let town: Town
let li: MemberId
let wu: MemberId
let ho: MemberId
const id = () => town.bank.ids.entry()
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)

beforeEach(async () => {
  town = await openTown()
  li = await town.member('李四')
  wu = await town.member('吴五')
  ho = await town.member('何伯')
  await town.earn(li, 16)
  await town.earn(wu, 8)
})
afterEach(() => town.close())

const together = (more: Partial<TogetherOrder> = {}) =>
  giveTogether(town.bank, town.clerk('S001'), {
    id: id(),
    station: 'S001',
    to: ho,
    givers: [
      { member: li, minutes: 120 },
      { member: wu, minutes: 60 },
    ],
    ...more,
  })
const pool = async (code = 'S001') =>
  (await poolsAt(town.bank, 'S001')).find((one) => one.code === code)

describe('together', () => {
  test('each from their own hours, in one commit, and answered again by the same id', async () => {
    const order = { id: id() }
    const entries = must(await together(order))
    expect(entries.map((entry) => refOf(entry, 'batch'))).toEqual([order.id, order.id])
    expect(await town.available(ho)).toBe(180)
    expect([await town.available(li), await town.available(wu)]).toEqual([14 * 60, 7 * 60])
    const again = must(await together(order))
    expect(again.map(({ id }) => id)).toEqual(entries.map(({ id }) => id))
    expect(await town.available(ho)).toBe(180)
  })

  test('one who has not enough stops them all, and nothing is half done', async () => {
    const size = await town.bank.journal.size()
    const givers = [
      { member: li, minutes: 120 },
      { member: wu, minutes: 60 * 60 },
    ]
    expect(codeOf(await together({ givers }))).toBe('short-of-hours')
    expect(await town.bank.journal.size()).toBe(size)
    const [one] = givers
    for (const wrong of [[], [one!], [one!, one!]])
      expect(codeOf(await together({ givers: wrong }))).toBe('givers-unsound')
    expect(codeOf(await together({ to: li }))).toBe('to-oneself')
  })

  test('into a pool as well', async () => {
    const { to: _to, ...rest } = { to: ho, id: id(), station: 'S001' }
    const givers = [
      { member: li, minutes: 120 },
      { member: wu, minutes: 60 },
    ]
    must(await giveTogether(town.bank, town.clerk('S001'), { ...rest, pool: 'S001', givers }))
    expect((await pool())?.balance).toBe(180)
  })
})

describe('grants of a pool', () => {
  const grantIt = (more: Partial<GrantOrder> = {}) =>
    grant(town.bank, town.head('S001'), {
      id: id(),
      pool: 'S001',
      member: ho,
      minutes: 120,
      purpose: 'elder-alone',
      until: '2026-12-31',
      ...more,
    })
  beforeEach(async () => {
    const order = { id: id(), from: li, pool: 'S001', minutes: 600 }
    must(await donate(town.bank, town.clerk('S001'), order))
  })

  test('within its purpose, its end and its budget; a grant undone gives the budget back', async () => {
    const terms = { pool: 'S001', purpose: 'elder-alone', until: '2026-12-31', budget: 180 }
    must(await setPoolTerms(town.bank, town.head('S001'), { ...terms, id: id() }))
    expect(await grantIt({ purpose: 'hardship' })).toMatchObject({ refusal: { what: 'purpose' } })
    expect(await grantIt({ until: '2027-01-01' })).toMatchObject({ refusal: { what: 'until' } })
    const first = must(await grantIt())
    expect(codeOf(await grantIt())).toBe('tally-over')
    expect(await pool()).toMatchObject({ balance: 480, granted: 120 })
    must(
      await reverse(town.bank, town.head('S001'), {
        id: id(),
        entry: first.id,
        reason: 'wrong-person',
      }),
    )
    must(await grantIt())
    const other = { ...terms, id: id() }
    expect(codeOf(await setPoolTerms(town.bank, town.head('S002'), other))).toBe('unknown-pool')
    const cites = { ...terms, id: id(), grantLine: 'F-XX/L1' }
    expect(await setPoolTerms(town.bank, town.head('S001'), cites)).toMatchObject({
      refusal: { code: 'code-unreadable', what: 'grantLine' },
    })
    const none = { id: id(), pool: 'city' }
    expect(codeOf(await setPoolTerms(town.bank, town.head('S001'), none))).toBe('not-allowed')
  })

  test('what has ended goes back once, and what a booking gives back later goes too', async () => {
    must(await grantIt({ until: '2026-11-25' }))
    must(await grantIt({ until: '2026-11-26' }))
    const wanted = { member: ho, station: 'S001', service: 'haircut', day: '2026-11-25' }
    const hold = must(await book(town.bank, town.clerk('S001'), { ...wanted, id: id() }))
    town.clock.at += 2 * 86_400_000
    town.bank.directory.forget()
    expect(await expireGrants(town.bank, { dryRun: true })).toMatchObject([{ minutes: 60 }])
    expect((await pool())?.balance).toBe(360)
    expect(await expireGrants(town.bank, { dryRun: false })).toMatchObject([{ minutes: 60 }])
    expect(await expireGrants(town.bank, { dryRun: false })).toEqual([])
    expect((await pool())?.balance).toBe(420)
    must(await release(town.bank, town.clerk('S001'), { id: id(), booking: hold.id }))
    expect(await expireGrants(town.bank, { dryRun: false })).toMatchObject([{ minutes: 60 }])
    expect((await pool())?.balance).toBe(480)
    expect(await town.available(ho)).toBe(120)
    const report = await verify(auditIn(town.bank.engine, migrationsOf('sqlite')))
    expect(report.faults).toEqual([])
  })
})
