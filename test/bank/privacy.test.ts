/** What is known of people: looked at whole with a reason, taken along, kept for children only with consent, erased, and let go in time. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { events, eventsAbout } from '../../src/bank/oversight/audit.ts'
import { readingsOf } from '../../src/bank/oversight/readings.ts'
import { askErasure, erase, type EraseOrder } from '../../src/bank/people/erase.ts'
import { enrol, type EnrolOrder } from '../../src/bank/people/enrol.ts'
import { ownRecord } from '../../src/bank/people/own-record.ts'
import { retention } from '../../src/bank/people/retention.ts'
import { unmask } from '../../src/bank/people/unmask.ts'
import { book } from '../../src/bank/service/book.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import type { Actor } from '../../src/bank/ports.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { Refusal } from '../../src/ledger/refusal.ts'
import { ageOn, LOOKS_AN_HOUR } from '../../src/rules/privacy.ts'
import { keepSeeds } from '../../src/open.ts'
import { demoSeed } from '../../src/proof/keys.ts'
import { must, openTown, TODAY, type Town } from '../town.ts'

let town: Town
let li: MemberId

beforeEach(async () => {
  town = await openTown()
  li = await town.member('李小四')
})
afterEach(() => town.close())

const code = (outcome: { ok: true } | { ok: false; refusal: Refusal }) =>
  outcome.ok ? 'ok' : outcome.refusal.code

const aboutLi = async () =>
  must(await eventsAbout(town.bank, town.self(li), li, { limit: 100 })).map(
    ({ act, ok, by, reason }) => [act, ok, by, reason ?? ''],
  )

describe('to look at a whole record', () => {
  test('is for staff of the place, with a reason, and the person can read of it', async () => {
    const { bank } = town
    const look = { member: li, reason: 'call' } as const
    expect(must(await unmask(bank, town.clerk('S001'), look))).toMatchObject({ name: '李小四' })
    expect(code(await unmask(bank, town.clerk('S002'), look))).toBe('unknown-member')
    expect(code(await unmask(bank, town.self(li), look))).toBe('not-allowed')
    const none = { member: li, reason: 'curious' as never }
    expect(code(await unmask(bank, town.clerk('S001'), none))).toBe('code-unreadable')
    const nobody = { member: '0000000000000000' as MemberId, reason: 'call' } as const
    expect(code(await unmask(bank, town.clerk('S001'), nobody))).toBe('unknown-member')
    expect(await aboutLi()).toEqual([['unmasked', true, 'staff:clerk-S001', 'call']])
  })

  test('is done so often in an hour and no oftener, however many ask at once', async () => {
    const { bank, clock } = town
    const look = () => unmask(bank, town.clerk('S001'), { member: li, reason: 'identity' })
    const codes = await Promise.all(Array.from({ length: LOOKS_AN_HOUR + 5 }, look))
    expect(codes.filter((one) => one.ok)).toHaveLength(LOOKS_AN_HOUR)
    expect(code(await look())).toBe('too-many-looks')
    // Somebody else is not kept from theirs; and an hour later it is open again.
    expect(code(await unmask(bank, town.head('S001'), { member: li, reason: 'call' }))).toBe('ok')
    clock.at += 3_600_001
    expect(code(await look())).toBe('ok')
  })

  test('of a child takes a second factor and a second person', async () => {
    const { bank } = town
    const child = must(await enrol(bank, town.clerk('S001'), childOrder())).person.member
    const look = { member: child, reason: 'visit', approval: 'r1' } as const
    const clerk = town.clerk('S001')
    const strong: Actor = { ...clerk, strong: true }
    const weak: Actor = { ...clerk, strong: false }
    expect(code(await unmask(bank, weak, look))).toBe('second-factor-needed')
    expect(code(await unmask(bank, strong, look))).toBe('needs-second-person')
    const agreed = (_bank: unknown, _actor: unknown, { member, approval }: typeof look) =>
      Promise.resolve(member === child && approval === 'r1')
    expect(code(await unmask(bank, strong, look, agreed as never))).toBe('ok')
    const other = { ...look, approval: 'r2' }
    expect(code(await unmask(bank, strong, other, agreed as never))).toBe('needs-second-person')
    const said = must(await eventsAbout(bank, town.self(child), child, { limit: 9 }))
    expect(said.map(({ act, ok }) => `${act} ${ok}`)).toEqual([
      'unmasked false',
      'unmasked true',
      'unmasked false',
      'unmasked false',
    ])
  })
})

const CONSENT = {
  name: '陈大文',
  relation: 'parent',
  day: '2026-11-01',
  evidence: 'ab'.repeat(32),
}

function childOrder(rest: Partial<EnrolOrder> = {}): EnrolOrder {
  const { bank } = town
  const base = { id: bank.ids.entry(), station: 'S001', name: '陈小童', phone: '' }
  return { ...base, born: '2015-03', guardian: CONSENT, ...rest }
}

describe('a child under 14', () => {
  test('is kept only with the consent of a guardian, and nothing before it', async () => {
    const { bank } = town
    const clerk = town.clerk('S001')
    const { guardian: _, ...without } = childOrder()
    expect(code(await enrol(bank, clerk, without))).toBe('guardian-consent-missing')
    expect(await bank.people.find('city', { name: '陈小童' }, 5)).toEqual([])
    const tried = async (guardian: Partial<typeof CONSENT>) =>
      code(await enrol(bank, clerk, childOrder({ guardian: { ...CONSENT, ...guardian } })))
    expect(await tried({ evidence: '' })).toBe('guardian-consent-missing')
    expect(await tried({ name: '' })).toBe('guardian-consent-missing')
    expect(await tried({ name: '<b>' })).toBe('name-unreadable')
    expect(await tried({ relation: 'friend' })).toBe('code-unreadable')
    expect(await tried({ evidence: 'photo' })).toBe('code-unreadable')
    expect(await tried({ day: '2026-13-01' })).toBe('day-unreadable')
    expect(await tried({ day: '2027-01-01' })).toBe('day-in-future')
    for (const born of ['2015', '2015-13', '2027-01', '1850-01', 'x'])
      expect(code(await enrol(bank, clerk, childOrder({ born })))).toBe('code-unreadable')
    const { person } = must(await enrol(bank, clerk, childOrder()))
    expect(await bank.people.get(person.member)).toMatchObject({
      born: '2015-03',
      guardian: CONSENT,
    })
    const old = childOrder({ id: bank.ids.entry(), name: '陈少年', born: '2012-11-24' })
    const { guardian: __, ...alone } = old
    expect(code(await enrol(bank, clerk, alone))).toBe('ok')
  })

  test.each([
    ['2012-11-24', '2026-11-24', 14],
    ['2012-11-25', '2026-11-24', 13],
    ['2012-11', '2026-11-24', 13],
    ['2012-11', '2026-11-30', 13],
    ['2012-10', '2026-11-01', 14],
    ['2012-02-29', '2026-02-28', 13],
  ])('born %s is on %s %i years old', (born, day, age) => {
    expect(ageOn(born, day)).toBe(age)
  })
})

describe('to erase a person', () => {
  const order = (rest: Partial<EraseOrder> = {}): EraseOrder => ({
    id: town.bank.ids.entry(),
    member: li,
    reason: 'asked-by-person',
    left: 'none',
    ...rest,
  })
  const strong = (actor: Actor): Actor => ({ ...actor, strong: true })

  test('leaves the books whole and the person gone', async () => {
    const { bank } = town
    await town.earn(li, 3)
    const person = await bank.people.get(li)
    const open = order({ left: 'leave' })
    const entry = must(await erase(bank, strong(town.city), open))
    expect([entry.kind, entry.postings]).toEqual(['erase', []])
    expect(await bank.people.get(li)).toBeUndefined()
    expect(await bank.people.byCard(person?.card ?? '')).toBeUndefined()
    // Their account stands, with what is left; nothing is done for it any more.
    expect(must(await readingsOf(bank, town.city, li)).available).toBe(180)
    const more = { id: bank.ids.entry(), member: li, station: 'S001', minutes: 60 }
    const hours = { ...more, servedOn: '2026-11-20', service: 'activity' }
    expect(code(await credit(bank, town.clerk('S001'), hours))).toBe('unknown-member')
    const again = await erase(bank, strong(town.city), open)
    expect([again.ok && again.again, must(again).seq]).toEqual([true, entry.seq])
    expect(code(await erase(bank, strong(town.city), order()))).toBe('unknown-member')
    // The name is free for whoever comes, under another number.
    const next = await town.member('李小四')
    expect(next).not.toBe(li)
    const all = must(await events(bank, SYSTEM, { after: 0, limit: 100 }))
    expect(all.filter(({ act }) => act === 'erased')).toMatchObject([
      { about: li, reason: 'asked-by-person', ok: true },
    ])
    verifies()
  })

  test('asks what becomes of hours, and refuses while something is booked', async () => {
    const { bank } = town
    await town.earn(li, 120)
    const held = { id: bank.ids.entry(), member: li, station: 'S001', service: 'haircut' }
    const hold = await book(bank, town.clerk('S001'), {
      ...held,
      beneficiary: 'self',
      servedOn: '2026-11-30',
    } as never)
    if (hold.ok) {
      expect(code(await erase(bank, strong(town.city), order({ left: 'leave' })))).toBe(
        'bookings-open',
      )
    }
    await town.earn(li, 104)
    const meal = { id: bank.ids.entry(), member: li, station: 'S001', service: 'meal' }
    must(await book(bank, town.self(li), { ...meal, day: TODAY }))
    const booked = await erase(bank, strong(town.city), order({ left: 'leave' }))
    expect(booked).toMatchObject({ refusal: { code: 'bookings-open', count: 1 } })
    const poor = await town.member('另一位')
    await town.earn(poor, 5)
    const no = await erase(bank, strong(town.city), order({ member: poor }))
    expect(no).toMatchObject({ refusal: { code: 'hours-left', available: 300, shortfall: 0 } })
    expect(await bank.people.get(poor)).toBeDefined()
    const pool = order({ member: poor, left: 'donate', pool: 'nowhere' })
    expect(code(await erase(bank, strong(town.city), pool))).toBe('unknown-pool')
    expect(await bank.people.get(poor)).toBeDefined()
    const bad = order({ member: poor, left: 'sell' as never })
    expect(code(await erase(bank, strong(town.city), bad))).toBe('code-unreadable')
  })

  test('is for the city’s office with a second factor, or for the station when the person asked', async () => {
    const { bank } = town
    const weak: Actor = { ...town.city, strong: false }
    expect(code(await erase(bank, weak, order()))).toBe('second-factor-needed')
    expect(code(await erase(bank, town.clerk('S001'), order()))).toBe('not-allowed')
    expect(code(await erase(bank, town.clerk('S002'), order()))).toBe('unknown-member')
    expect(code(await erase(bank, town.self(li), order()))).toBe('not-allowed')
    expect(code(await askErasure(bank, town.clerk('S001')))).toBe('not-allowed')
    must(await askErasure(bank, town.self(li)))
    expect(code(await erase(bank, town.clerk('S002'), order()))).toBe('unknown-member')
    expect(code(await erase(bank, town.clerk('S001'), order()))).toBe('ok')
    expect(await bank.people.get(li)).toBeUndefined()
  })

  test('broken off after the key was destroyed, it is finished when sent again', async () => {
    const { bank } = town
    const sent = order()
    await bank.people.erase(li)
    const entry = must(await erase(bank, strong(town.city), sent))
    expect(entry.kind).toBe('erase')
    const once = await erase(bank, strong(town.city), sent)
    expect(once.ok && once.again).toBe(true)
  })
})

const KAPOK = fileURLToPath(new URL('../../scripts/kapok.mjs', import.meta.url))

/** The books are sound, from the outside. */
function verifies(): void {
  const data = join(town.folder, 'data')
  const keys = join(data, 'keys.json')
  const seeds = { receipt: demoSeed('test receipt'), log: demoSeed('test log') }
  if (!existsSync(keys)) keepSeeds(keys, seeds, false)
  const run = spawnSync(process.execPath, [KAPOK, 'verify', '--data', data], { encoding: 'utf8' })
  expect([run.stdout, run.stderr]).toMatchObject([expect.stringContaining('核验无误'), ''])
}

test('one’s own record is whole, for oneself alone, and names nobody else', async () => {
  const { bank } = town
  await town.earn(li, 20)
  const record = must(await ownRecord(bank, town.self(li)))
  expect(record.person.name).toBe('李小四')
  expect(record.lines.map(({ minutes }) => minutes)).toEqual([480, 480, 240])
  expect(record.readings.available).toBe(1_200)
  expect(JSON.stringify(record)).not.toContain('issuance')
  expect(record.events.map(({ act }) => act)).toContain('own-export')
  expect(code(await ownRecord(bank, town.clerk('S001')))).toBe('not-allowed')
  const relative: Actor = { ...town.self(li), through: { relative: li, scopes: ['view'] } }
  expect(code(await ownRecord(bank, relative))).toBe('not-allowed')
  expect(code(await askErasure(bank, relative))).toBe('not-allowed')
  const wang = await town.member('王五')
  expect(must(await ownRecord(bank, town.self(wang))).lines).toEqual([])
})

test('whoever did nothing for three years and has nothing left is let go; nobody else', async () => {
  const { bank, clock } = town
  const owner = await town.member('有时数')
  await town.earn(owner, 1)
  const came = await town.member('后来的')
  const hash = 'a'.repeat(64)
  await bank.people.openSession({ hash, subject: li, kind: 'member', openedAt: 0, seenAt: 0 })
  expect(await retention(bank, { dryRun: true })).toMatchObject({ members: [], sessions: 1 })
  clock.at += 3 * 366 * 86_400_000
  must(await askErasure(bank, town.self(came)))
  const due = await retention(bank, { dryRun: true })
  expect(due.members.map(({ member }) => member)).toEqual([li])
  expect(await bank.people.get(li)).toBeDefined()
  expect((await retention(bank, { dryRun: false })).members).toHaveLength(1)
  expect(await bank.people.get(li)).toBeUndefined()
  expect(await bank.people.get(owner)).toBeDefined()
  expect(await bank.people.get(came)).toBeDefined()
  expect(await retention(bank, { dryRun: true })).toMatchObject({ members: [], sessions: 0 })
  verifies()
})

test('where the data folder lies nothing of an erased person can be read', async () => {
  const { bank } = town
  const gone = await bank.people.get(li)
  const wrapped = () => {
    const at = join(town.folder, 'data')
    return Buffer.concat(readdirSync(at).map((name) => readFileSync(join(at, name))))
  }
  must(
    await erase(bank, SYSTEM, {
      id: bank.ids.entry(),
      member: li,
      reason: 'asked-by-law',
      left: 'none',
    }),
  )
  for (const text of ['李小四', gone?.phone ?? '-', gone?.card ?? '-', gone?.number ?? '-'])
    expect(wrapped().includes(text)).toBe(false)
})
