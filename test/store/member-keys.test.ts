/** Members' keys in real files: what is kept of a phone, a code and a card is only what they are found by. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { MemberKeys } from '../../src/bank/ports-member-keys.ts'
import { hashOf } from '../../src/gate/secrets.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import { type OpenPeople, openPeople } from '../../src/store/people.ts'
import { VAULT } from '../town.ts'

const NOW = Date.parse('2026-11-24T10:00:00+08:00')
const HOUR = 3_600_000
const li = 'li00000000000000' as MemberId
const PHONE = '13912340001'
const CODE = '480915'
const CARRIED = 'G4401069876543'

let folder: string
let people: OpenPeople
let keys: MemberKeys
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kapok-keys-'))
  const files = { vault: join(folder, 'vault.db'), keys: join(folder, 'keys.db') }
  people = await openPeople(files, { secrets: VAULT, clock: { now: () => NOW } })
  keys = people.members
})
afterEach(async () => {
  await people.close()
  rmSync(folder, { recursive: true, force: true })
})

const bytes = () =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name)).toString('latin1'))
    .join('')

const asked = { request: hashOf('browser'), phone: PHONE, now: NOW }

test('no phone, code, card or number of another’s card stands in any file', async () => {
  const person = { name: '李', phone: '', idTail: '', station: 'S001', outside: {} }
  const first = (await people.enrol({ ...person, member: li }))?.card ?? ''
  await keys.keepCode({ ...asked, code: CODE, goodUntil: NOW + HOUR })
  await keys.count(`to:${PHONE}`, NOW, HOUR)
  const issue = { member: li, replaces: first, issue: 'i1', reason: 'lost', at: NOW, by: 'staff:a' }
  const second = (await keys.issueCard(issue)) ?? ''
  await people.amend(li, { card: second })
  const linked = { link: 'l1', member: li, kind: 'transit', number: CARRIED } as const
  await keys.linkCard({ ...linked, at: NOW, by: 'staff:a' })
  const all = bytes()
  for (const secret of [PHONE, CODE, CARRIED, first, second])
    expect(all, secret).not.toContain(secret)
  expect(all).toContain(li)
  expect(await keys.tryCode({ ...asked, code: CODE, most: 5 })).toEqual({ right: true, left: 4 })
  expect(await keys.linkedTo(' g4401-0698 76543')).toBe(li)
})

test('a visit code is of one booking, and another house has another', async () => {
  const booking = '01936000-0000-7000-8000-000000000001' as EntryId
  const code = keys.visitCode(booking)
  expect(code).toMatch(/^\d{4}$/)
  expect(keys.visitCode(booking)).toBe(code)
  const codes = new Set(
    Array.from({ length: 200 }, (_, at) =>
      keys.visitCode(`01936000-0000-7000-8000-${String(at).padStart(12, '0')}` as EntryId),
    ),
  )
  expect(codes.size).toBeGreaterThan(150)
})
