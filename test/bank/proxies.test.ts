/** Family that acts for a person, at a real bank: who may let whom, to what limit, and how it ends. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { donate, transfer } from '../../src/bank/hours/transfer.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { events } from '../../src/bank/oversight/audit.ts'
import { readingsOf } from '../../src/bank/oversight/readings.ts'
import { verify } from '../../src/bank/oversight/verify.ts'
import {
  actingFor,
  endProxy,
  grantProxy,
  type ProxyGrant,
  proxiedBy,
  proxiesOf,
} from '../../src/bank/people/proxies.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { book } from '../../src/bank/service/book.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import { release, settle } from '../../src/bank/service/settle.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { refOf } from '../../src/ledger/entry.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { must, openTown, type Town } from '../town.ts'

let town: Town
/** Whose hours, and who acts. */
let li: MemberId
let wu: MemberId
const id = () => town.bank.ids.entry()
const clerk = () => town.clerk('S001')
const codeOf = (outcome: { readonly ok: boolean }) =>
  outcome.ok ? 'ok' : (outcome as unknown as { refusal: { code: string } }).refusal.code

beforeEach(async () => {
  town = await openTown()
  li = await town.member('李四')
  wu = await town.member('吴五')
  await town.earn(li, 120)
})
afterEach(() => town.close())

const terms = (change: Partial<ProxyGrant> = {}): ProxyGrant => ({
  id: id(),
  member: li,
  relative: wu,
  scopes: ['book', 'redeem'],
  monthly: 120,
  until: '2027-05-01',
  checked: true,
  ...change,
})
const grant = (change: Partial<ProxyGrant> = {}, actor = clerk()) =>
  grantProxy(town.bank, actor, terms(change))
const acting = async (): Promise<Actor> => {
  const actor = await actingFor(town.bank, town.self(wu), li)
  if (!actor) throw new Error('nobody may act')
  return actor
}
const bookAs = (actor: Actor, day = '2026-11-25') =>
  book(town.bank, actor, { id: id(), member: li, station: 'S001', service: 'haircut', day })
const spent = async () => (await proxiesOf(town.bank, li))[0]?.spent

async function sound(): Promise<void> {
  const report = await verify(auditIn(town.bank.engine, migrationsOf('sqlite')))
  expect(report.faults).toEqual([])
}

describe('somebody is let', () => {
  test('by a clerk who has both in front of them, or by the person themself', async () => {
    expect(codeOf(await grant({ checked: false }))).toBe('not-checked')
    expect(codeOf(await grant({}, town.clerk('S002')))).toBe('unknown-member')
    expect(codeOf(await grant({}, town.self(wu)))).toBe('unknown-member')
    expect(codeOf(await grant({}, town.security))).toBe('not-allowed')
    must(await grant())
    must(await grant({ checked: false, monthly: 60 }, town.self(li)))
    expect(await proxiesOf(town.bank, li)).toMatchObject([
      { member: li, relative: wu, body: { scopes: ['view', 'book', 'redeem'], monthly: 60 } },
    ])
    expect(await proxiedBy(town.bank, wu)).toMatchObject([{ member: li, relative: wu }])
    expect(await proxiedBy(town.bank, li)).toEqual([])
    await sound()
  })

  test('on terms that can be: a year at most, and a limit', async () => {
    for (const [change, code] of [
      [{ until: '2027-11-26' }, 'proxy-terms'],
      [{ until: '2026-11-23' }, 'proxy-terms'],
      [{ until: 'soon' }, 'day-unreadable'],
      [{ monthly: 0 }, 'proxy-terms'],
      [{ monthly: 2_401 }, 'proxy-terms'],
      [{ monthly: 1.5 }, 'proxy-terms'],
      [{ scopes: ['donate'] }, 'proxy-terms'],
      [{ relative: 'nobody' as MemberId }, 'unknown-member'],
      [{ relative: li }, 'to-oneself'],
      [{ member: 'nobody' as MemberId }, 'unknown-member'],
    ] as const)
      expect([change, codeOf(await grant(change))]).toEqual([change, code])
    must(await grant({ until: '2027-11-24' }))
  })

  test('and nothing of a name stands in the books', async () => {
    must(await grant())
    const row = await town.bank.directory.newest('proxy', `${li}/${wu}`)
    expect(JSON.stringify(row)).not.toMatch(/李|吴|138/)
  })
})

describe('who acts', () => {
  test('is themself in every entry, and the entry says for whom it counts', async () => {
    must(await grant())
    const hold = must(await bookAs(await acting()))
    expect(hold.by).toBe(`member:${wu}`)
    expect([refOf(hold, 'proxy'), refOf(hold, 'proxy-month')]).toEqual([wu, '2026-11-01'])
    const acts = must(await events(town.bank, SYSTEM, { after: 0, limit: 500 }))
    expect(acts.filter(({ act }) => act === 'acted-for')).toMatchObject([
      { about: li, by: `member:${wu}`, ok: true },
    ])
    const same = await bookAs(town.self(wu))
    expect(codeOf(same)).toBe('unknown-member')
  })

  test('spends no more a month than was let, also in many at once', async () => {
    must(await grant())
    const actor = await acting()
    const told = await Promise.all(Array.from({ length: 6 }, () => bookAs(actor)))
    expect(told.map(codeOf).toSorted()).toEqual(
      [...['ok', 'ok'], ...Array<string>(4).fill('over-proxy-limit')].toSorted(),
    )
    expect(told.find(({ ok }) => !ok)).toMatchObject({
      refusal: { month: '2026-11-01', stands: 120, adds: 60, most: 120 },
    })
    expect(await spent()).toBe(120)
    expect(codeOf(await bookAs(town.self(li)))).toBe('ok')
    expect(await spent()).toBe(120)
    town.clock.at = Date.parse('2026-12-01T10:00:00+08:00')
    expect(codeOf(await bookAs(actor, '2026-12-02'))).toBe('ok')
    expect(await spent()).toBe(60)
    await sound()
  })

  test('a booking ahead counts in the month it is made in, not in that of the day', async () => {
    must(await grant({ monthly: 60 }))
    const actor = await acting()
    expect(codeOf(await bookAs(actor, '2027-01-05'))).toBe('ok')
    expect(codeOf(await bookAs(actor, '2027-02-05'))).toBe('over-proxy-limit')
  })

  test('what is taken back, or was not used, counts back', async () => {
    must(await grant())
    const actor = await acting()
    const first = must(await bookAs(actor))
    const undone = must(await release(town.bank, actor, { id: id(), booking: first.id }))
    expect(refOf(undone, 'proxy')).toBe(wu)
    expect(await spent()).toBe(0)
    const second = must(await bookAs(actor))
    must(await settle(town.bank, clerk(), { id: id(), booking: second.id, minutes: 20 }))
    expect(await spent()).toBe(20)
    const order = { id: id(), member: li, station: 'S001', service: 'haircut', proxy: wu }
    const given = must(await redeem(town.bank, clerk(), order))
    expect(await spent()).toBe(80)
    const reason = town.bank.rules.reversalReasons[0] ?? ''
    must(await reverse(town.bank, clerk(), { id: id(), entry: given.id, reason }))
    expect(await spent()).toBe(20)
    await sound()
  })

  test('does what was let, and nothing else: no gift, no grant of their own, no other’s', async () => {
    must(await grant({ scopes: [] }))
    const actor = await acting()
    expect(codeOf(await bookAs(actor))).toBe('proxy-scope')
    expect(codeOf(await readingsOf(town.bank, actor, li))).toBe('ok')
    const gift = { id: id(), from: li, minutes: 60 }
    expect(codeOf(await transfer(town.bank, actor, { ...gift, to: wu }))).toMatch(
      /proxy-scope|unknown-member/,
    )
    expect(codeOf(await donate(town.bank, actor, { ...gift, pool: 'city' }))).toMatch(
      /proxy-scope|unknown-member/,
    )
    expect(codeOf(await grant({ relative: wu }, actor))).toBe('unknown-member')
    const other = await town.member('陈六')
    expect(codeOf(await readingsOf(town.bank, actor, other))).toBe('unknown-member')
    expect(await actingFor(town.bank, actor, li)).toBeUndefined()
    expect(await actingFor(town.bank, town.self(wu), other)).toBeUndefined()
    const counter = { id: id(), member: li, station: 'S001', service: 'haircut', proxy: wu }
    expect(codeOf(await redeem(town.bank, clerk(), counter))).toBe('proxy-scope')
  })
})

describe('it ends at once', () => {
  const end = (actor: Actor) => endProxy(town.bank, actor, { id: id(), member: li, relative: wu })

  test.each([
    ['the person', () => town.self(li)],
    ['the relative', () => town.self(wu)],
    ['the station', () => clerk()],
  ])('by %s', async (_who, actor) => {
    must(await grant())
    const before = await acting()
    must(await end(actor()))
    expect(await actingFor(town.bank, town.self(wu), li)).toBeUndefined()
    expect(codeOf(await bookAs(before))).toBe('proxy-ended')
    expect(await proxiesOf(town.bank, li)).toEqual([])
    expect(codeOf(await end(actor()))).toBe('proxy-ended')
    must(await grant())
    expect(codeOf(await bookAs(await acting()))).toBe('ok')
  })

  test('with its last day', async () => {
    must(await grant({ until: '2026-11-30' }))
    const actor = await acting()
    town.clock.at = Date.parse('2026-12-01T00:00:00+08:00')
    expect(codeOf(await bookAs(actor, '2026-12-02'))).toBe('proxy-ended')
    expect(await proxiedBy(town.bank, wu)).toEqual([])
  })

  test('by nobody else', async () => {
    must(await grant())
    const other = await town.member('陈六')
    expect(codeOf(await end(town.self(other)))).toBe('unknown-member')
    expect(codeOf(await end(town.clerk('S002')))).toBe('unknown-member')
    expect(codeOf(await end(await acting()))).toBe('unknown-member')
    expect(await proxiesOf(town.bank, li)).toHaveLength(1)
  })
})
