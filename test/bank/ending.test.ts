/** After a death or incapacity: reported on a paper, checked, agreed by another, carried out as the member had said. */
import { createPublicKey, verify as verifySignature } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { poolsAt } from '../../src/bank/hours/pool-terms.ts'
import { grant } from '../../src/bank/hours/grant.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { donate } from '../../src/bank/hours/transfer.ts'
import { verify } from '../../src/bank/oversight/verify.ts'
import { moveEnding, recordForRelative, reportEnding } from '../../src/bank/people/ending.ts'
import { grantProxy, runningProxy } from '../../src/bank/people/proxies.ts'
import { saveWill } from '../../src/bank/people/will.ts'
import type { Actor, Bank } from '../../src/bank/ports.ts'
import { book } from '../../src/bank/service/book.ts'
import { openSession, standingOf } from '../../src/gate/session.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { REDEEMING } from '../../src/rules/redeeming.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { must, openTown, TODAY, type Town } from '../town.ts'

let town: Town
let bank: Bank
let clerk: Actor
let li: MemberId
let wu: MemberId
const id = () => town.bank.ids.entry()
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)

beforeEach(async () => {
  town = await openTown()
  bank = town.bank
  clerk = town.clerk('S001')
  li = await town.member('李四')
  wu = await town.member('吴五')
  await town.earn(li, 120)
})
afterEach(() => town.close())

const will = (what: string, more: object = {}, on: Bank = bank, actor: Actor = town.self(li)) =>
  saveWill(on, actor, { id: id(), member: li, what, ...more })
const report = (kind = 'death', actor = clerk) =>
  reportEnding(bank, actor, { id: id(), member: li, kind, evidence: 'ab'.repeat(32) })
const move = (step: string, actor: Actor = clerk, on: Bank = bank) =>
  moveEnding(on, actor, { id: id(), member: li, move: step })
const approver: Actor = {
  id: 'staff:approver-S001',
  kind: 'staff',
  role: 'approver',
  station: 'S001',
  strong: true,
}
async function agreed(kind?: string): Promise<void> {
  must(await report(kind))
  must(await move('check'))
  must(await move('approve', approver))
}
const pool = async (code: string) =>
  (await poolsAt(bank, 'S001')).find((one) => one.code === code)?.balance

describe('the instruction', () => {
  test('is the person’s own to say, or told to staff face to face; an heir only where the city lets one', async () => {
    must(await will('donate', { pool: 'S001' }))
    expect(codeOf(await will('donate', {}, bank, town.self(wu)))).toBe('unknown-member')
    expect(codeOf(await will('leave', {}, bank, clerk))).toBe('not-checked')
    must(await will('leave', { checked: true }, bank, clerk))
    expect(codeOf(await will('inherit', { heir: wu }))).toBe('inherit-off')
    expect(codeOf(await will('donate', { pool: 'none' }))).toBe('unknown-pool')
    expect(codeOf(await will('burn'))).toBe('code-unreadable')
    expect((await bank.directory.newest('will', li))?.body).toMatchObject({
      what: 'leave',
      atDesk: true,
    })
  })
})

describe('the case', () => {
  test('goes in its order, and another agrees with a second factor', async () => {
    expect(codeOf(await move('check'))).toBe('unknown-ending')
    expect(
      codeOf(
        await reportEnding(bank, clerk, { id: id(), member: li, kind: 'death', evidence: 'x' }),
      ),
    ).toBe('code-unreadable')
    expect(codeOf(await report('death', town.clerk('S002')))).toBe('unknown-member')
    must(await report())
    expect(codeOf(await report())).toBe('ending-state')
    expect(codeOf(await move('approve', approver))).toBe('ending-state')
    must(await move('check', town.head('S001')))
    expect(codeOf(await move('carry'))).toBe('ending-state')
    expect(codeOf(await move('approve', clerk))).toBe('not-allowed')
    expect(codeOf(await move('approve', town.head('S001')))).toBe('not-second-person')
    expect(codeOf(await move('approve', { ...approver, strong: false }))).toBe(
      'second-factor-needed',
    )
    must(await move('approve', approver))
    must(await move('withdraw'))
    expect(await town.available(li)).toBe(120 * 60)
    must(await report())
  })

  test('carried out as was said: bookings back, care hours back, the rest to the pool; and access ends', async () => {
    must(await will('donate', { pool: 'S001' }))
    must(await donate(bank, clerk, { id: id(), from: li, pool: 'city', minutes: 600 }))
    const granted = {
      pool: 'city',
      member: li,
      minutes: 120,
      purpose: 'other',
      until: '2026-12-31',
    }
    must(await grant(bank, town.city, { ...granted, id: id() }))
    const wanted = { member: li, station: 'S001', service: 'haircut', day: TODAY }
    must(await book(bank, clerk, { ...wanted, id: id() }))
    const terms = { scopes: ['book'], monthly: 60, until: '2027-01-01', checked: true }
    must(await grantProxy(bank, clerk, { ...terms, id: id(), member: li, relative: wu }))
    must(await grantProxy(bank, clerk, { ...terms, id: id(), member: wu, relative: li }))
    const session = await openSession(town.bank, 'member', li, undefined)
    const card = (await bank.people.get(li))?.card ?? ''
    await agreed()
    const order = { id: id(), member: li, move: 'carry' }
    must(await moveEnding(bank, clerk, order))
    expect(await moveEnding(bank, clerk, order)).toMatchObject({ ok: true, again: true })

    expect([await pool('S001'), await pool('city')]).toEqual([110 * 60, 600])
    expect(await town.available(li)).toBe(0)
    expect(await standingOf(town.bank, session)).toBeUndefined()
    expect(await bank.people.members.voidCard(card)).toMatchObject({ member: li })
    expect(await runningProxy(bank, li, wu)).toBeUndefined()
    expect(await runningProxy(bank, wu, li)).toBeUndefined()
    expect(codeOf(await book(bank, clerk, { ...wanted, id: id() }))).toBe('member-ended')
    const late = { member: li, station: 'S001', minutes: 60, servedOn: TODAY, service: 'activity' }
    expect(codeOf(await credit(bank, clerk, { ...late, id: id() }))).toBe('member-ended')
    const checked = await verify(auditIn(town.bank.engine, migrationsOf('sqlite')))
    expect(checked.faults).toEqual([])
  })

  test('to the heir, where the city lets hours be inherited; not where it has stopped', async () => {
    const on = {
      ...bank,
      rules: { ...bank.rules, redeeming: { ...REDEEMING, inherit: true } },
    }
    expect(codeOf(await will('inherit', { heir: li }, on))).toBe('to-oneself')
    must(await will('inherit', { heir: wu }, on))
    await agreed()
    expect(codeOf(await move('carry'))).toBe('inherit-off')
    expect(await town.available(li)).toBe(120 * 60)
    must(await move('carry', clerk, on))
    expect([await town.available(li), await town.available(wu)]).toEqual([0, 120 * 60])
  })

  test('nothing said: the hours stay, unused; who can no longer decide keeps them and may be cared for', async () => {
    await agreed('incapacity')
    must(await move('carry'))
    expect(await town.available(li)).toBe(120 * 60)
    const terms = { scopes: ['book'], monthly: 60, until: '2027-01-01', checked: true }
    must(await grantProxy(bank, clerk, { ...terms, id: id(), member: li, relative: wu }))
    expect(codeOf(await recordForRelative(bank, clerk, li))).toBe('unknown-ending')
  })
})

test('a near relative is given the record once the case is checked, signed by the house', async () => {
  must(await report())
  expect(codeOf(await recordForRelative(bank, clerk, li))).toBe('ending-state')
  must(await move('check'))
  expect(codeOf(await recordForRelative(bank, town.self(li), li))).toBe('not-allowed')
  expect(codeOf(await recordForRelative(bank, town.clerk('S002'), li))).toBe('unknown-member')
  const { record, signature } = must(await recordForRelative(bank, clerk, li))
  expect(record.person.name).toBe('李四')
  const x = Buffer.from(bank.signer.publicKey).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  const bytes = Buffer.from(JSON.stringify(record))
  expect(verifySignature(null, bytes, key, Buffer.from(signature, 'base64url'))).toBe(true)
})
