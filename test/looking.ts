/** What whoever only looks is refused by the database itself, on any store that has connections which only read. */
import { expect } from 'vitest'
import { appOf } from '../src/app.ts'
import { SYSTEM } from '../src/bank/actor.ts'
import { asked, cityPlace, drafted, rowChange } from '../src/bank/draft.ts'
import { credit } from '../src/bank/hours/credit.ts'
import { bankFor } from '../src/bank/looking.ts'
import { events } from '../src/bank/oversight/audit.ts'
import { addStaff } from '../src/bank/people/staff.ts'
import type { Actor } from '../src/bank/ports.ts'
import { record } from '../src/bank/record.ts'
import { openSession } from '../src/gate/session.ts'
import { must, type Town } from './town.ts'

/** As the database says it, and not a program: of SQLite, of PostgreSQL. */
const REFUSED = /readonly database|read-only transaction|permission denied/

const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it was written',
    (fault: unknown) => (fault as Error).message,
  )

/** Every way a mistake of a handler could write, tried on the bank an auditor is answered by. */
export async function refusedByTheDatabase(town: Town): Promise<void> {
  const { bank } = town
  const auditor: Actor = { id: 'staff:aud', kind: 'staff', role: 'auditor', station: '' }
  const theirs = bankFor(bank, auditor)
  expect(theirs).not.toBe(bank)
  expect(bankFor(bank, town.city)).toBe(bank)
  const member = await town.member('甲乙')
  await town.earn(member, 8)
  const size = await bank.journal.size()
  expect(await theirs.journal.size()).toBe(size)

  // A verb by mistake as somebody who may.
  const order = { id: bank.ids.entry(), member, station: 'S001', minutes: 60 }
  const day = { servedOn: '2026-11-20', service: 'activity' }
  expect(await messageOf(credit(theirs, SYSTEM, { ...order, ...day }))).toMatch(REFUSED)
  // A row of the directory.
  const row = rowChange(bank, 'pool', 'bug', 1, { name: '误', station: 'S001' })
  const ask = asked(SYSTEM, 'bug', { id: bank.ids.entry() })
  const said = { kind: 'row', postings: [], service: '-', along: [row] } as const
  const draft = drafted(bank, SYSTEM, ask, { ...said, ...cityPlace(bank) })
  expect(await messageOf(record(theirs, draft))).toMatch(REFUSED)
  // The people, and what they sign in with.
  const { people } = theirs
  expect((await people.get(member))?.name).toBe('甲乙')
  expect(await messageOf(people.amend(member, { name: '误' }))).toMatch(REFUSED)
  expect(await messageOf(people.setPin(member, 'x'))).toMatch(REFUSED)
  expect(await messageOf(people.erase(member))).toMatch(REFUSED)
  const session = {
    hash: '0'.repeat(64),
    subject: 'x',
    kind: 'staff',
    openedAt: 1,
    seenAt: 1,
  } as const
  expect(await messageOf(people.openSession(session))).toMatch(REFUSED)
  expect(await messageOf(people.uses.note('token', 'x', 1))).toMatch(REFUSED)

  expect(await bank.journal.size()).toBe(size)
  expect((await bank.people.get(member))?.name).toBe('甲乙')
  must(await credit(bank, town.clerk('S001'), { ...order, ...day }))
  expect(await theirs.journal.size()).toBe(size + 1)
}

/** An auditor’s pages and routes work over such connections, also where the house signs for them; and each look is kept. */
export async function looksAll(town: Town): Promise<void> {
  const { bank } = town
  const app = appOf(bank, { secure: false })
  const made = {
    login: 'aud',
    name: '审',
    role: 'auditor',
    station: '',
    passwordHash: 'x',
  } as const
  const { key } = must(await addStaff(bank, SYSTEM, { ...made, id: bank.ids.entry() }))
  const secret = await openSession(bank, 'staff', key, undefined, { strongAt: town.clock.at })
  const member = await town.member('丙丁')
  await town.earn(member, 8)
  const size = await bank.journal.size()
  const ask = async (path: string) =>
    app.request(`http://localhost${path}`, {
      headers: { Cookie: `kapok=${secret}`, Host: 'localhost' },
    })
  for (const path of [
    `/api/v1/entries/${size}/proof`,
    `/api/v1/entries/${size}/receipt`,
    `/api/v1/members/${member}/statement`,
    '/api/v1/trial-balance',
    '/api/v1/log/checkpoint',
    `/desk/members/${member}`,
    '/desk/today?station=S001',
    '/desk/position?station=S001',
    '/desk/close?station=S001',
    '/office',
    '/office/audit',
    '/office/audit/export',
    '/account',
  ]) {
    const answer = await ask(path)
    expect([path, answer.status, (await answer.text()) === ''], path).toEqual([path, 200, false])
  }
  const found = must(
    await events(bank, { ...town.city, role: 'auditor' }, { after: 0, limit: 1_000 }),
  )
  const own = found.filter(({ by }) => by === `staff:${key}`).map(({ act }) => act)
  expect(own).toContain('looked')
  expect(own).toContain('exported')
}
