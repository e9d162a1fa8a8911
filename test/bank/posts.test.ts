/** Posts and tokens as the security office keeps them: who sees whom, who changes what, and what no person may hold. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { events } from '../../src/bank/oversight/audit.ts'
import { changePost, listStaff, type PostOrder } from '../../src/bank/people/post.ts'
import { addStaff, endStaff, type StaffOrder } from '../../src/bank/people/staff.ts'
import { addToken, endToken, lastTokenDay, listTokens } from '../../src/bank/people/tokens.ts'
import type { Actor, Row, StaffRow } from '../../src/bank/ports.ts'
import { approve } from '../../src/bank/review/answer.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { actorOfSession, openSession, postOf } from '../../src/gate/session.ts'
import { actorOfToken, makeToken } from '../../src/gate/tokens.ts'
import { must, openTown, REVIEWER, TODAY, type Town } from '../town.ts'

let town: Town
let security: Actor
beforeAll(async () => {
  town = await openTown()
  security = { ...town.security, strong: true }
})
afterAll(() => town.close())

let hired = 0
const hire = async (more: Partial<StaffOrder>) =>
  lookedAt(
    await addStaff(town.bank, security, {
      id: town.bank.ids.entry(),
      login: `p${++hired}-${town.bank.ids.opaque()}`,
      name: '王',
      role: 'clerk',
      station: '',
      passwordHash: 'x',
      ...more,
    }),
  )

/** A post that takes two people, when the other has said yes. */
async function lookedAt(outcome: Outcome<Row<StaffRow>>): Promise<Outcome<Row<StaffRow>>> {
  if (outcome.ok || outcome.refusal.code !== 'waits-for-review') return outcome
  const { directory } = town.bank
  const review = outcome.refusal.review as EntryId
  const asked = must({ ok: true, value: (await directory.newest('review', review))?.body })
  const yes = await approve(town.bank, REVIEWER, { review, hash: asked?.hash ?? '' })
  if (!yes.ok) return yes
  const row = await directory.newest('staff', String(asked?.asked['staff']))
  return row ? { ok: true, value: row } : outcome
}

const post = (staff: string, more: Partial<PostOrder>): PostOrder => ({
  id: town.bank.ids.entry(),
  ...{ staff, role: 'clerk', station: 'S001', area: '', until: '' },
  ...more,
})

const refusalOf = (outcome: { readonly ok: boolean }) =>
  'refusal' in outcome ? (outcome.refusal as { readonly code: string }).code : undefined

const office = (role: Actor['role'], path: string): Actor => ({
  ...{ id: `staff:${role}`, kind: 'staff', role, station: '', path, strong: true },
})

test('staff are seen by those whose reach they work in', async () => {
  const { bank } = town
  const here = must(await hire({ station: 'S001' })).key
  const beside = must(await hire({ station: 'S002' })).key
  const street = must(await hire({ role: 'street', area: '440104003' })).key
  const other = must(await hire({ role: 'street', area: '440106004' })).key
  const auditor = must(await hire({ role: 'auditor' })).key
  const seen = async (actor: Actor) =>
    must(await listStaff(bank, actor))
      .map(({ key }) => key)
      .filter((key) => [here, beside, street, other, auditor].includes(key))
      .toSorted()
  const sorted = (...keys: readonly string[]) => keys.toSorted()
  expect(await seen(town.head('S001'))).toEqual([here])
  expect(await seen(office('street', '4401/440104/440104003/'))).toEqual(
    sorted(here, beside, street),
  )
  expect(await seen(office('district', '4401/440106/'))).toEqual([other])
  for (const actor of [security, town.city, SYSTEM])
    expect(await seen(actor)).toEqual(sorted(here, beside, street, other, auditor))
  for (const actor of [town.clerk('S001'), town.self('0123456789abcdef' as never)])
    expect(refusalOf(await listStaff(bank, actor))).toBe('not-allowed')
})

test('a post is changed by another, and the sessions of the one before are over', async () => {
  const { bank } = town
  const row = must(await hire({ station: 'S001', until: '2026-12-31' }))
  const secret = await openSession(bank, 'staff', row.key, undefined, { post: postOf(row.body) })
  expect(await actorOfSession(bank, secret)).toMatchObject({ role: 'clerk', station: 'S001' })
  const order = post(row.key, { role: 'head', station: 'S002' })
  const changed = must(await lookedAt(await changePost(bank, security, order)))
  expect(changed).toMatchObject({ version: 2, body: { role: 'head', station: 'S002' } })
  expect(changed.body.until).toBeUndefined()
  expect(await actorOfSession(bank, secret)).toBeUndefined()
  // The same order again is answered with the same row, and is no second event.
  expect(must(await changePost(bank, security, order)).seq).toBe(changed.seq)
  const auditor: Actor = { ...town.city, id: 'staff:auditor', role: 'auditor' }
  const told = must(await events(bank, auditor, { after: 0, limit: 1_000 }))
    .filter(({ about }) => about === row.key)
    .map(({ act, refs }) => [act, refs.find(([type]) => type === 'place')?.[1]])
  expect(told).toEqual([
    ['role-granted', 'S001'],
    ['role-granted', 'S002'],
  ])
})

test('nobody changes or ends their own post, nor gives one they may not', async () => {
  const { bank } = town
  const own = must(await hire({ role: 'security' })).key
  const self: Actor = { ...security, id: `staff:${own}` }
  for (const role of ['city', 'auditor', 'security'] as const)
    expect(refusalOf(await changePost(bank, self, post(own, { role, station: '' })))).toBe(
      'own-post',
    )
  expect(refusalOf(await endStaff(bank, self, { id: bank.ids.entry(), staff: own }))).toBe(
    'own-post',
  )
  const clerk = must(await hire({ station: 'S001' })).key
  for (const actor of [town.city, town.head('S001'), town.clerk('S001'), office('street', '4401/')])
    expect(refusalOf(await changePost(bank, actor, post(clerk, {})))).toBe('not-allowed')
  const weak = { ...security, strong: false }
  expect(refusalOf(await changePost(bank, weak, post(clerk, {})))).toBe('second-factor-needed')
  for (const [more, code] of [
    [{ role: 'king' as never }, 'code-unreadable'],
    [{ station: 'S999' }, 'unknown-station'],
    [{ role: 'district', station: '', area: '440104003' }, 'code-unreadable'],
    [{ until: '2026-02-30' }, 'day-unreadable'],
  ] as const)
    expect(refusalOf(await changePost(bank, security, post(clerk, more)))).toBe(code)
  expect(refusalOf(await changePost(bank, security, post('nobody', {})))).toBe('unknown-row')
  must(await endStaff(bank, security, { id: bank.ids.entry(), staff: clerk }))
  expect(refusalOf(await changePost(bank, security, post(clerk, {})))).toBe('unknown-row')
  const twice = await endStaff(bank, security, { id: bank.ids.entry(), staff: clerk })
  expect(refusalOf(twice)).toBe('unknown-row')
})

test('one person holds no two of the three duties, by two logins either', async () => {
  const { bank } = town
  const member = await town.member('双')
  const city = must(await hire({ role: 'city', member })).key
  for (const role of ['security', 'auditor'] as const)
    expect(refusalOf(await hire({ role, member }))).toBe('duties-apart')
  // A desk of a station is no duty of the three, and a second login of the same duty is none more.
  const clerk = must(await hire({ station: 'S001', member })).key
  must(await hire({ role: 'city', member }))
  const raised = await changePost(bank, security, post(clerk, { role: 'auditor', station: '' }))
  expect(refusalOf(raised)).toBe('duties-apart')
  const other = must(await hire({ role: 'auditor', member: await town.member('异') })).key
  expect(other).not.toBe(city)
})

test('a duty that has ended frees the person, and two grants at once give one', async () => {
  const { bank } = town
  const member = await town.member('先')
  const first = must(await hire({ role: 'auditor', member })).key
  expect(refusalOf(await hire({ role: 'security', member }))).toBe('duties-apart')
  must(await endStaff(bank, security, { id: bank.ids.entry(), staff: first }))
  const both = await Promise.all([
    hire({ role: 'security', member }),
    hire({ role: 'city', member }),
  ])
  expect(both.map((one) => refusalOf(one) ?? 'ok').toSorted()).toEqual(['duties-apart', 'ok'])
})

const token = (more: object) => ({
  ...{ name: '医院', scopes: ['credits:write'], station: 'S001', until: '2026-12-31' },
  ...more,
})

const made = async (more: object) => {
  const { bank } = town
  const { text, key, body } = makeToken(bank, token(more))
  const outcome = await addToken(bank, security, { id: bank.ids.entry(), key, body })
  return { text, key, outcome }
}

test('a token lasts a year at most, for scopes and addresses there are', async () => {
  const most = lastTokenDay(town.bank)
  expect(most).toBe('2027-11-25')
  for (const [more, code] of [
    [{ until: '2027-11-26' }, 'token-dates'],
    [{ until: '2026-11-23' }, 'token-dates'],
    [{ until: '2027-02-30' }, 'day-unreadable'],
    [{ scopes: ['staff:write'] }, 'code-unreadable'],
    [{ scopes: [] }, 'code-unreadable'],
    [{ name: ' ' }, 'code-unreadable'],
    [{ station: 'S999' }, 'unknown-station'],
    [{ addresses: ['10.0.0.0/33'] }, 'code-unreadable'],
  ] as const)
    expect(refusalOf((await made(more)).outcome), JSON.stringify(more)).toBe(code)
  must((await made({ until: most })).outcome)
  must((await made({ until: TODAY })).outcome)
})

test('a token says when it was last used, at most once a minute, and ends at once', async () => {
  const { bank, clock } = town
  const { text, key, outcome } = await made({})
  must(outcome)
  const used = async () =>
    must(await listTokens(bank, security)).find(({ row }) => row.key === key)?.usedAt
  expect(await used()).toBeUndefined()
  const { at } = clock
  expect(await actorOfToken(bank, text)).toBeDefined()
  expect(await used()).toBe(at)
  clock.at = at + 59_999
  expect(await actorOfToken(bank, text)).toBeDefined()
  expect(await used()).toBe(at)
  clock.at = at + 60_000
  expect(await actorOfToken(bank, text)).toBeDefined()
  expect(await used()).toBe(at + 60_000)
  clock.at = at
  const seen = must(await listTokens(bank, security))
  expect(JSON.stringify(seen)).not.toContain('hash')
  for (const actor of [town.city, town.head('S001')])
    expect(refusalOf(await listTokens(bank, actor))).toBe('not-allowed')
  must(await endToken(bank, security, { id: bank.ids.entry(), token: key }))
  expect(await actorOfToken(bank, text)).toBeUndefined()
  const twice = await endToken(bank, security, { id: bank.ids.entry(), token: key })
  expect(refusalOf(twice)).toBe('unknown-row')
})

test('a token bound to addresses is none from anywhere else', async () => {
  const { bank } = town
  const { text, outcome } = await made({ addresses: ['203.0.113.0/24', '2001:db8::/32'] })
  must(outcome)
  for (const ip of ['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::5'])
    expect(await actorOfToken(bank, text, ip), ip).toBeDefined()
  for (const ip of ['203.0.114.9', '2001:db9::5', '', 'unknown'])
    expect(await actorOfToken(bank, text, ip), ip).toBeUndefined()
})
