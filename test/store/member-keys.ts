/** Members' keys on whichever engine keeps the people: counted in one step, good once, one member's only. */
import { expect, test } from 'vitest'
import type { MemberKeys } from '../../src/bank/ports-member-keys.ts'
import type { People } from '../../src/bank/ports-people.ts'
import { hashOf } from '../../src/gate/secrets.ts'
import type { MemberId } from '../../src/ledger/account.ts'

const NOW = Date.parse('2026-11-24T10:00:00+08:00')
const HOUR = 3_600_000
const li = 'li00000000000000' as MemberId
const CARRIED = 'G4401069876543'
const OTHER = 'G4401060000000'

/** Called within a suite that has opened people; leaves nothing there that another test looks for. */
export function memberKeysOn(open: () => People): void {
  const keys = (): MemberKeys => open().members
  const asked = { request: hashOf('browser'), phone: '13912340001', now: NOW }

  test('a code is tried so often, in one step each, and its proof is taken once', async () => {
    const code = '480915'
    await keys().keepCode({ ...asked, code, goodUntil: NOW + HOUR })
    const tries = await Promise.all(
      Array.from({ length: 9 }, () => keys().tryCode({ ...asked, code: '000000', most: 5 })),
    )
    expect(tries.flatMap((one) => one?.left ?? []).toSorted((a, b) => a - b)).toEqual([
      0, 1, 2, 3, 4,
    ])
    const again = { ...asked, request: hashOf('again') }
    await keys().keepCode({ ...again, code, goodUntil: NOW + HOUR, before: asked.request })
    expect(await keys().takeProof({ ...again, since: NOW })).toBe(false)
    expect(await keys().tryCode({ ...again, code, most: 5 })).toEqual({ right: true, left: 4 })
    expect(await keys().tryCode({ ...again, code, most: 5 })).toBeUndefined()
    expect(await keys().takeProof({ ...again, phone: '13912340002', since: NOW })).toBe(false)
    const taken = await Promise.all(
      Array.from({ length: 4 }, () => keys().takeProof({ ...again, since: NOW })),
    )
    expect(taken.filter(Boolean)).toHaveLength(1)
  })

  test('a card is locked once, and unlocked for its member', async () => {
    await keys().lockCard('card:li', li, NOW)
    await keys().lockCard('card:li', li, NOW + HOUR)
    expect(await keys().cardLock('card:li')).toBe(NOW)
    await keys().unlockCard(li)
    expect(await keys().cardLock('card:li')).toBe(0)
  })

  test('a new card voids the one before, once for one form, and versions count up', async () => {
    const issue = (replaces: string, form: string) =>
      keys().issueCard({
        member: li,
        replaces,
        issue: form,
        reason: 'lost',
        at: NOW,
        by: 'staff:a',
      })
    expect(await keys().cardVersion(li)).toEqual({ version: 1, issuedAt: 0 })
    const second = (await issue('AAAABBBBCCCCDDDD', 'i1')) ?? ''
    expect(second).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/)
    expect(await issue('AAAABBBBCCCCDDDD', 'i1')).toBeUndefined()
    expect(await issue(second, 'i2')).toMatch(/^[0-9A-Z]{16}$/)
    expect(await keys().cardVersion(li)).toEqual({ version: 3, issuedAt: NOW })
    expect(await keys().voidCard('aaaa-bbbb cccc dddd')).toEqual({ member: li, version: 2 })
    expect(await keys().voidCard(second)).toEqual({ member: li, version: 3 })
    expect(await keys().voidCard('GZ00000014')).toBeUndefined()
  })

  test('of many that count at once none is lost, and a period that is over begins anew', async () => {
    const counted = await Promise.all(
      Array.from({ length: 20 }, () => keys().count('from:here', NOW, HOUR)),
    )
    expect(counted.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 1),
    )
    expect(await keys().counted('from:here', NOW + HOUR - 1, HOUR)).toMatchObject({ count: 20 })
    expect(await keys().counted('from:here', NOW + HOUR, HOUR)).toMatchObject({ count: 0 })
    expect(await keys().count('from:here', NOW + HOUR, HOUR)).toEqual({
      count: 1,
      until: NOW + 2 * HOUR,
    })
  })

  test('a link is one member’s only, and only theirs to end', async () => {
    const link = (name: string, member: string) =>
      keys().linkCard({
        link: name,
        member: member as MemberId,
        kind: 'elder',
        number: CARRIED,
        at: NOW,
        by: 'staff:a',
      })
    expect(await link('l1', li)).toBe(true)
    expect(await link('l2', 'wu')).toBe(false)
    expect(await keys().unlinkCard('wu' as MemberId, 'l1')).toBe(false)
    expect(await keys().unlinkCard(li, 'l1')).toBe(true)
    expect(await keys().linkedTo(CARRIED)).toBeUndefined()
    expect(await link('l3', 'wu')).toBe(true)
  })

  test('who is erased leaves no version, no link and no lock', async () => {
    const person = { name: '李', phone: '', idTail: '', station: 'S001', outside: {} }
    const card = (await open().enrol({ ...person, member: li }))?.card ?? ''
    const by = 'staff:a'
    await keys().issueCard({ member: li, replaces: card, issue: 'i1', reason: 'lost', at: NOW, by })
    await keys().linkCard({ link: 'l', member: li, kind: 'other', number: OTHER, at: NOW, by })
    await keys().lockCard('card:x', li, NOW)
    await open().erase(li)
    expect(await keys().cardVersion(li)).toMatchObject({ version: 1 })
    expect(await keys().voidCard(card)).toBeUndefined()
    expect(await keys().linkedTo(OTHER)).toBeUndefined()
    expect(await keys().cardLock('card:x')).toBe(0)
  })
}
