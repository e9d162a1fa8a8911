/**
 * The second person (双人复核): every combination of who asked and who answers,
 * where, at which level, how late, with what; sums asked for in parts, at once,
 * from two servers; and a station where one person works alone.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { asked, cityPlace, drafted, rowChange, today } from '../../src/bank/draft.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { creditSession } from '../../src/bank/hours/session.ts'
import { readingsOf } from '../../src/bank/oversight/readings.ts'
import type { Actor, Bank, StaffRow } from '../../src/bank/ports.ts'
import { record } from '../../src/bank/record.ts'
import { resetPin } from '../../src/bank/people/cards.ts'
import { addStaff, endStaff } from '../../src/bank/people/staff.ts'
import { exportLooked } from '../../src/bank/review/ask.ts'
import { approve, reject } from '../../src/bank/review/answer.ts'
import { reviewsFor } from '../../src/bank/review/list.ts'
import { book } from '../../src/bank/service/book.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import { settle } from '../../src/bank/service/settle.ts'
import { configOf } from '../../src/config.ts'
import { randomIds } from '../../src/gate/ids.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type Entry, type EntryId, refOf } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { openBank } from '../../src/open.ts'
import { demoSeed } from '../../src/proof/keys.ts'
import { atOnce } from '../../src/rules/city.ts'
import { LEVELS } from '../../src/rules/review.ts'
import type { Role } from '../../src/rules/roles.ts'
import { counts } from '../counts.ts'
import { must, openTown, TODAY, type Town } from '../town.ts'
import { expectBalanced, opened } from './stories.ts'

const HOUR = 60
const HOUR_MS = 3_600_000

const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'ok' : outcome.refusal.code)

/** Somebody at work, with a row in the directory. */
async function hire(bank: Bank, key: string, post: Partial<StaffRow>): Promise<Actor> {
  const body = { login: key, role: 'clerk', station: '', active: true, ...post } as StaffRow
  const old = await bank.directory.newest('staff', key)
  const order = { id: bank.ids.entry() }
  must(
    await record(
      bank,
      drafted(bank, SYSTEM, asked(SYSTEM, 'hire', order), {
        ...cityPlace(bank),
        kind: 'row',
        postings: [],
        service: '-',
        along: [rowChange(bank, 'staff', key, (old?.version ?? 0) + 1, body)],
      }),
    ),
  )
  const area = body.area === undefined ? undefined : await bank.directory.get('area', body.area)
  return {
    id: `staff:${key}`,
    kind: 'staff',
    role: body.role,
    station: body.station,
    strong: true,
    ...(area ? { path: area.body.path } : {}),
  }
}

async function hashOf(bank: Bank, review: string): Promise<string> {
  return (await bank.directory.newest('review', review))?.body.hash ?? ''
}

const STREET = '440104003'

describe('every combination of maker and checker', () => {
  let town: Town
  let target: MemberId
  let kin: MemberId
  beforeAll(async () => {
    town = await openTown()
    target = await town.member('何被记')
    kin = await town.member('何亲属')
  })
  afterAll(() => town.close())

  const POSTS: Readonly<Record<string, Partial<StaffRow>>> = {
    viewer: { role: 'viewer', station: 'S001' },
    clerk: { role: 'clerk', station: 'S001' },
    approver: { role: 'approver', station: 'S001' },
    head: { role: 'head', station: 'S001' },
    'approver elsewhere': { role: 'approver', station: 'S002' },
    street: { role: 'street', area: STREET },
    'street elsewhere': { role: 'street', area: '440106004' },
    district: { role: 'district', area: '440104' },
    city: { role: 'city' },
    security: { role: 'security' },
    auditor: { role: 'auditor' },
  }
  const LEVEL_OF: Readonly<Partial<Record<Role, number>>> = {
    approver: 0,
    head: 0,
    street: 1,
    district: 2,
    city: 3,
  }
  const WRITES = new Set(['approver', 'head', 'street', 'district', 'city', 'security'])
  /** What is asked, and the level it needs: late, long, very long. */
  const ASKS = [
    { minutes: 2 * HOUR, servedOn: '2026-11-02', level: 0 },
    { minutes: 10 * HOUR, servedOn: '2026-11-20', level: 1 },
    { minutes: 13 * HOUR, servedOn: '2026-11-20', level: 3 },
  ] as const
  const TIES = ['nobody', 'same account', 'their own hours', 'a relative', 'the maker'] as const
  const WAITED = [0, 71, 72, 145, 300] as const
  const SHOWN = ['as asked', 'edited'] as const

  interface Case {
    readonly who: string
    readonly ask: (typeof ASKS)[number]
    readonly tie: (typeof TIES)[number]
    readonly waited: (typeof WAITED)[number]
    readonly shown: (typeof SHOWN)[number]
    readonly strong: boolean
  }

  /** By hand, and from none of the code: what the answer must be. */
  function expected({ who, ask, tie, waited, shown, strong }: Case): string {
    const { role, station, area } = POSTS[who] as StaffRow
    if (!WRITES.has(role)) return 'not-allowed'
    const reaches =
      role === 'city' || station === 'S001' || (area !== undefined && STREET.startsWith(area))
    if (!reaches && tie !== 'the maker') return 'unknown-review'
    if (tie !== 'nobody') return 'not-second-person'
    const level = Math.min(ask.level + Math.floor(waited / 72), 3)
    if ((LEVEL_OF[role] ?? -1) < level) return 'review-level'
    if (!strong) return 'second-factor-needed'
    return shown === 'edited' ? 'review-changed' : 'ok'
  }

  async function play(one: Case, n: number): Promise<string> {
    const { bank, clock } = town
    const ties: Partial<StaffRow> =
      one.tie === 'same account'
        ? { member: kin }
        : one.tie === 'their own hours'
          ? { member: target }
          : one.tie === 'a relative'
            ? { relatives: [target] }
            : {}
    const maker = await hire(bank, `maker${n}`, {
      role: 'clerk',
      station: 'S001',
      ...(one.tie === 'same account' ? { member: kin } : {}),
    })
    const post = POSTS[one.who] as Partial<StaffRow>
    const checker = await hire(bank, `checker${n}`, { ...post, ...ties })
    // Somebody of every level is at work, so that each review begins where its own level is.
    const order = {
      id: bank.ids.entry(),
      member: target,
      station: 'S001',
      service: 'activity',
      minutes: one.ask.minutes,
      servedOn: one.ask.servedOn,
    }
    const asks =
      one.tie === 'the maker' ? { ...checker, role: 'clerk' as const, station: 'S001' } : maker
    expect(codeOf(await credit(bank, asks, order))).toBe('waits-for-review')
    const row = await bank.directory.newest('review', order.id)
    expect(LEVELS.indexOf(row?.body.level ?? 'station')).toBe(one.ask.level)
    const before = clock.at
    clock.at += one.waited * HOUR_MS
    const hash = one.shown === 'edited' ? 'f'.repeat(64) : (row?.body.hash ?? '')
    const { strong: _, ...weak } = checker
    const acting = one.strong ? checker : weak
    const said = codeOf(await approve(bank, acting, { review: order.id, hash }))
    const stands = await bank.journal.entry(order.id)
    // An approval is the only thing that brings the hours.
    expect([said, stands?.kind]).toEqual([said, said === 'ok' ? 'credit' : undefined])
    clock.at = before
    // Out of the way of the next: the sum of the day is part of what is asked.
    if (stands)
      must(await reverse(bank, SYSTEM, { id: bank.ids.entry(), entry: stands.id, reason: 'other' }))
    else must(await reject(bank, asks, { review: order.id, reason: 'withdrawn' }))
    return said
  }

  const cases: Case[] = []
  for (const who of Object.keys(POSTS))
    for (const ask of ASKS)
      for (const tie of TIES)
        for (const waited of WAITED)
          for (const shown of SHOWN)
            for (const strong of [true, false]) cases.push({ who, ask, tie, waited, shown, strong })

  test(`none of ${counts.makerCheckerCases} slips`, async () => {
    const bank = town.bank
    for (const [key, post] of Object.entries({
      'stays-approver': { role: 'approver', station: 'S001' },
      'stays-street': { role: 'street', area: STREET },
      'stays-district': { role: 'district', area: '440104' },
    } as const))
      await hire(bank, key, post)
    // Spread over all of them: a step that has no factor with their number meets each.
    const chosen = Array.from(
      { length: Math.min(counts.makerCheckerCases, cases.length) },
      (_, at) => cases[(at * 1_009) % cases.length] as Case,
    )
    expect(new Set(chosen).size).toBe(chosen.length)
    const wrong: string[] = []
    const seen = new Map<string, number>()
    for (const [n, one] of chosen.entries()) {
      const wanted = expected(one)
      const got = await play(one, n)
      seen.set(got, (seen.get(got) ?? 0) + 1)
      if (got !== wanted) wrong.push(`${JSON.stringify(one)}: ${got} and not ${wanted}`)
    }
    expect(wrong.slice(0, 5)).toEqual([])
    for (const code of ['ok', 'not-allowed', 'unknown-review', 'not-second-person', 'review-level'])
      expect([code, (seen.get(code) ?? 0) > 0]).toEqual([code, true])
  }, 600_000)

  test('a row that was changed behind the house’s back approves nothing', async () => {
    const { bank } = town
    const order = {
      ...{ id: bank.ids.entry(), member: target, station: 'S001', minutes: 9 * HOUR },
      ...{ servedOn: '2026-11-19', service: 'activity' },
    }
    expect(codeOf(await credit(bank, town.clerk('S001'), order))).toBe('waits-for-review')
    const real = bank.directory
    const body = (await real.newest('review', order.id))?.body
    const directory = {
      ...real,
      newest: async (table: 'review', key: string) => {
        const row = await real.newest(table, key)
        return row && { ...row, body: { ...row.body, asked: { ...row.body.asked, minutes: 600 } } }
      },
    } as unknown as Bank['directory']
    const city = await hire(bank, 'city-sharp', { role: 'city' })
    const changed = await approve({ ...bank, directory }, city, {
      review: order.id,
      hash: body?.hash ?? '',
    })
    expect(codeOf(changed)).toBe('review-changed')
  })
})

describe('asked for in parts', () => {
  let town: Town
  let second: Awaited<ReturnType<typeof openBank>>
  beforeAll(async () => {
    town = await openTown()
    const now = { now: () => town.clock.at }
    second = await openBank(configOf({ KAPOK_DATA: `${town.folder}/data` }), {
      create: false,
      writer: 'inline',
      clock: now,
      ids: randomIds(now),
      cost: { memoryKiB: 64, passes: 1, lanes: 1 },
      seeds: { receipt: demoSeed('test receipt'), log: demoSeed('test log') },
    })
  })
  afterAll(async () => {
    await second.close()
    await town.close()
  })

  const DAYS = ['2026-11-19', '2026-11-20']
  const part = fc.record({
    who: fc.nat({ max: 1 }),
    day: fc.nat({ max: 1 }),
    minutes: fc.integer({ min: 30, max: 600 }),
    clerk: fc.nat({ max: 1 }),
    server: fc.nat({ max: 1 }),
    batch: fc.boolean(),
  })

  /** Sums and nothing else: what stands and waits of a member's day, and what a clerk wrote for a member this month. */
  test('no sequence comes past a threshold without somebody having looked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 4, maxLength: 14 }), async (parts) => {
        const members = [await town.member('某一'), await town.member('某二')]
        const sent = await Promise.all(
          parts.map(async ({ who, day, minutes, clerk, server, batch }) => {
            const bank: Bank = server === 0 ? town.bank : second
            const actor = { ...town.clerk('S001'), id: `staff:clerk-${clerk}-${members[0]}` }
            const row = {
              id: bank.ids.entry(),
              member: members[who] as MemberId,
              minutes,
              servedOn: DAYS[day] as string,
              service: 'activity',
            }
            const order = { id: row.id, station: 'S001', rows: [row], whole: false }
            const outcome = batch
              ? ((await creditSession(bank, actor, order))[0] as Outcome<Entry>)
              : await credit(bank, actor, { ...row, station: 'S001' })
            return { ...row, clerk, outcome }
          }),
        )
        const { rules } = town.bank
        for (const member of members) {
          const own = sent.filter((one) => one.member === member)
          const standing = own.filter(({ outcome }) => outcome.ok)
          for (const day of DAYS) {
            const sum = (of: typeof own) =>
              of.filter((one) => one.servedOn === day).reduce((all, one) => all + one.minutes, 0)
            // At once stands no more than the first tier; with what waits, no more than a day.
            expect(sum(standing)).toBeLessThanOrEqual(atOnce(rules))
            const waiting = own.filter(({ outcome }) => codeOf(outcome) === 'waits-for-review')
            expect(sum(standing) + sum(waiting)).toBeLessThanOrEqual(24 * HOUR)
            const [stands = 0, waits = 0] = await town.bank.journal.counters([
              { kind: 'day', who: member, day },
              { kind: 'waiting', who: member, day },
            ])
            expect([stands, waits]).toEqual([sum(standing), sum(waiting)])
          }
          for (const outcome of own.map((one) => one.outcome))
            expect(['ok', 'waits-for-review', 'day-too-long']).toContain(codeOf(outcome))
        }
      }),
      { numRuns: counts.splittings },
    )
    await expectBalanced(town)
  }, 600_000)

  test('a clerk’s month for one person has a measure, however small the parts', async () => {
    const member = await town.member('某三')
    const { most } = town.bank.rules.review.clerkMember
    const actor = { ...town.clerk('S001'), id: 'staff:clerk-month' }
    let stands = 0
    const waiting: string[] = []
    for (let n = 0; n < 11; n++) {
      const servedOn = `2026-11-${String(17 + (n % 8)).padStart(2, '0')}`
      if (servedOn > today(town.bank)) continue
      const id = town.bank.ids.entry()
      const order = { id, member, station: 'S001', minutes: 8 * HOUR, servedOn, service: 'other' }
      const outcome = await credit(town.bank, actor, order)
      if (outcome.ok) stands += order.minutes
      else waiting.push(codeOf(outcome))
    }
    expect(stands).toBeLessThanOrEqual(most)
    expect(stands).toBe(7 * 8 * HOUR)
    expect(waiting).not.toEqual([])
    // Somebody else has a month of their own.
    const other = { ...actor, id: 'staff:clerk-other' }
    const id = town.bank.ids.entry()
    const last = {
      id,
      member,
      station: 'S001',
      minutes: 30,
      servedOn: '2026-11-10',
      service: 'other',
    }
    expect(codeOf(await credit(town.bank, other, { ...last, servedOn: '2026-11-17' }))).toBe(
      'waits-for-review',
    )
  })

  test('what was rejected counts no more, what was approved counts once', async () => {
    const member = await town.member('某四')
    const order = { member, station: 'S001', servedOn: '2026-11-18', service: 'other' }
    const ask = async (minutes: number) => {
      const id = town.bank.ids.entry()
      return {
        id,
        code: codeOf(await credit(town.bank, town.clerk('S001'), { ...order, id, minutes })),
      }
    }
    const first = await ask(10 * HOUR)
    expect((await ask(1 * HOUR)).code).toBe('waits-for-review')
    const city = await hire(town.bank, 'city-one', { role: 'city' })
    must(await reject(town.bank, city, { review: first.id, reason: 'not-served' }))
    expect((await ask(7 * HOUR)).code).toBe('ok')
    expect((await ask(1)).code).toBe('waits-for-review')
  })

  test('hard refusals are nobody’s to approve', async () => {
    const { bank } = town
    const member = await town.member('某五')
    const own = await hire(bank, 'own-one', { role: 'clerk', station: 'S001', member })
    const kin = await hire(bank, 'kin-one', { role: 'clerk', station: 'S001', relatives: [member] })
    const order = (more: object) => ({
      ...{ id: bank.ids.entry(), member, station: 'S001', minutes: 60 },
      ...{ servedOn: '2026-11-20', service: 'other', ...more },
    })
    expect(codeOf(await credit(bank, own, order({})))).toBe('own-hours')
    expect(codeOf(await credit(bank, kin, order({})))).toBe('relatives-hours')
    const clerk = town.clerk('S001')
    const ahead = order({ servedOn: TODAY, span: { from: 600, to: 660 } })
    expect(codeOf(await credit(bank, clerk, ahead))).toBe('not-over-yet')
    const span = { from: 480, to: 1_080 }
    expect(codeOf(await credit(bank, clerk, order({ minutes: 540, span })))).toBe(
      'waits-for-review',
    )
    const over = order({ span: { from: 540, to: 600 } })
    expect(codeOf(await credit(bank, clerk, over))).toBe('overlap')
    const much = order({ minutes: 16 * HOUR })
    expect(codeOf(await credit(bank, clerk, much))).toBe('day-too-long')
    const session = await creditSession(bank, kin, {
      ...{ id: 'kin-batch', station: 'S001', whole: false },
      rows: [order({})],
    })
    expect(session.map(codeOf)).toEqual(['relatives-hours'])
  })
})

describe('what is looked at afterwards', () => {
  let town: Town
  beforeAll(async () => {
    town = await openTown()
  })
  afterAll(() => town.close())

  test('a lost PIN is set anew by one clerk with a document, and stands on a list', async () => {
    const { bank } = town
    const chen = await hire(bank, 'chen', { role: 'clerk', station: 'S003' })
    const head = await hire(bank, 'head', { role: 'head', station: 'S003' })
    const member = await town.member('忘一', 'S003')
    must(await resetPin(bank, chen, { member, checked: true, pinHash: 'x' }))
    const [one, ...more] = must(await reviewsFor(bank, head))
    expect(more).toEqual([])
    expect(one).toMatchObject({ kind: 'pin', member, theirs: true, afterwards: true })
    const asked = { review: one?.id as EntryId, hash: one?.hash ?? '' }
    expect(codeOf(await approve(bank, chen, asked))).toBe('not-allowed')
    must(await approve(bank, head, asked))
    const events = await bank.audit.journal.entries(0, 1_000)
    expect(events.map((event) => refOf(event, 'act'))).toContain('approved')
    expect(must(await reviewsFor(bank, head))).toEqual([])
  })

  test('a sheet with more people than the rules let out unseen stands on the street’s list', async () => {
    const { bank } = town
    const clerk = town.clerk('S003')
    const street = await hire(bank, 'street', { role: 'street', area: STREET })
    await exportLooked(bank, clerk, { station: 'S003', people: 200 })
    expect(must(await reviewsFor(bank, street))).toEqual([])
    await exportLooked(bank, clerk, { station: 'S003', people: 201 })
    const [one] = must(await reviewsFor(bank, street))
    expect(one).toMatchObject({ kind: 'export', asked: { people: 201 }, theirs: true })
    // A no to what was done is a finding, with its reason.
    must(await reject(bank, street, { review: one?.id as EntryId, reason: 'no-evidence' }))
    expect((await bank.directory.newest('review', one?.id ?? ''))?.body).toMatchObject({
      state: 'rejected',
      answered: { reason: 'no-evidence' },
    })
  })

  test('a role that may review is given by two, and ended at once', async () => {
    const { bank } = town
    const giver = await hire(bank, 'giver', { role: 'security' })
    const other = await hire(bank, 'other', { role: 'security' })
    const order = { login: 'new.head', name: '新', role: 'head', station: 'S003' } as const
    const id = bank.ids.entry()
    const asked = await addStaff(bank, giver, { ...order, id, passwordHash: 'x' })
    expect(codeOf(asked)).toBe('waits-for-review')
    const works = async () =>
      (await bank.directory.all('staff')).some(
        ({ body }) => body.login === 'new.head' && body.active,
      )
    expect(await works()).toBe(false)
    const hash = await hashOf(bank, id)
    expect(codeOf(await approve(bank, giver, { review: id, hash }))).toBe('not-second-person')
    const head = await hire(bank, 'head', { role: 'head', station: 'S003' })
    expect(codeOf(await approve(bank, head, { review: id, hash }))).toBe('unknown-review')
    must(await approve(bank, other, { review: id, hash }))
    expect(await works()).toBe(true)
    const staff = (await bank.directory.all('staff')).find(({ body }) => body.login === 'new.head')
    must(await endStaff(bank, giver, { id: bank.ids.entry(), staff: staff?.key ?? '' }))
    expect(await works()).toBe(false)
    const [later] = must(await reviewsFor(bank, other))
    expect(later).toMatchObject({ kind: 'role', afterwards: true, theirs: true })
    must(await approve(bank, other, { review: later?.id as EntryId, hash: later?.hash ?? '' }))
    expect(await works()).toBe(false)
    const clerk = { ...order, id: bank.ids.entry(), login: 'new.clerk', role: 'clerk' } as const
    expect(codeOf(await addStaff(bank, giver, { ...clerk, passwordHash: 'x' }))).toBe('ok')
  })
})

describe('a station where one person works', () => {
  let town: Town
  beforeAll(async () => {
    town = await openTown()
  })
  afterAll(() => town.close())

  test('serves a day’s queue with nobody beside them, and the street has exactly what it should', async () => {
    const { bank } = town
    const chen = await hire(bank, 'chen', { role: 'head', station: 'S003' })
    const street = await hire(bank, 'street', { role: 'street', area: STREET })
    // Another station of the street has a reviewer of its own: what is theirs is not the street's.
    await hire(bank, 'two-clerk', { role: 'clerk', station: 'S002' })
    await hire(bank, 'two-approver', { role: 'approver', station: 'S002' })
    const [ann, bea, old] = [
      await town.member('安一', 'S003'),
      await town.member('毕二', 'S003'),
      await town.member('老三', 'S003'),
    ]
    await opened(town, old, { served: 100 * HOUR, available: 0 })
    const id = () => bank.ids.entry()
    const give = (member: MemberId, minutes: number, servedOn = TODAY) =>
      credit(bank, chen, { id: id(), member, station: 'S003', minutes, servedOn, service: 'meal' })
    const wanted: string[] = []
    const asks = async (outcome: Outcome<Entry>) => {
      expect(outcome).toMatchObject({ refusal: { code: 'waits-for-review', level: 'street' } })
      if (!outcome.ok && 'review' in outcome.refusal) wanted.push(outcome.refusal.review)
    }

    const small = must(await give(ann, 2 * HOUR))
    await asks(await give(bea, 9 * HOUR, '2026-11-23'))
    await asks(await give(ann, 3 * HOUR, '2026-11-01'))
    // A slip of the hand is put right at once; yesterday's is looked at.
    must(await reverse(bank, chen, { id: id(), entry: small.id, reason: 'wrong-minutes' }))
    const before = must(await give(ann, 2 * HOUR, '2026-11-22'))
    town.clock.at += 24 * HOUR_MS
    await asks(await reverse(bank, chen, { id: id(), entry: before.id, reason: 'wrong-day' }))

    // An elder whose hours wait is served: what is missing is a little, and waits with them.
    await asks(await give(old, 2 * HOUR, '2026-11-10'))
    const wish = { member: old, station: 'S003', service: 'haircut' }
    const hold = must(await book(bank, chen, { id: id(), ...wish, day: today(bank) }))
    must(await settle(bank, chen, { id: id(), booking: hold.id, provider: bea }))
    // One advance at a time.
    expect(codeOf(await redeem(bank, chen, { id: id(), ...wish }))).toBe('short-of-hours')

    const theirs = must(await reviewsFor(bank, street)).filter((one) => one.theirs)
    expect(theirs.map((one) => one.id).toSorted()).toEqual(wanted.toSorted())
    const two = town.clerk('S002')
    await credit(bank, two, {
      ...{ id: id(), member: ann, station: 'S002', minutes: 60, servedOn: '2026-11-02' },
      service: 'meal',
    })
    const again = must(await reviewsFor(bank, street)).filter((one) => one.theirs)
    expect(again.map((one) => one.id).toSorted()).toEqual(wanted.toSorted())

    // The street looks from afar; the advance is made good in the same entry.
    for (const one of theirs) {
      const hash = await hashOf(bank, one.id)
      must(await approve(bank, street, { review: one.id as EntryId, hash }))
    }
    const read = must(await readingsOf(bank, town.city, old))
    expect(read).toMatchObject({ shortfall: 0, available: HOUR, waiting: 0 })
    expect(must(await reviewsFor(bank, street)).filter((one) => one.theirs)).toEqual([])
    await expectBalanced(town)
  })

  test('an advance on hours that are rejected stands as owed', async () => {
    const { bank } = town
    const chen = await hire(bank, 'chen', { role: 'head', station: 'S003' })
    const city = await hire(bank, 'city', { role: 'city' })
    const old = await town.member('老四', 'S003')
    await opened(town, old, { served: 100 * HOUR, available: 0 })
    const order = { member: old, station: 'S003', minutes: 2 * HOUR, service: 'meal' }
    const asked = { ...order, id: bank.ids.entry(), servedOn: '2026-11-05' }
    expect(codeOf(await credit(bank, chen, asked))).toBe('waits-for-review')
    const wish = { member: old, station: 'S003', service: 'haircut' }
    must(await redeem(bank, chen, { id: bank.ids.entry(), ...wish }))
    must(await reject(bank, city, { review: asked.id, reason: 'not-served' }))
    expect(must(await readingsOf(bank, town.city, old))).toMatchObject({
      shortfall: HOUR,
      available: 0,
      waiting: 0,
    })
  })

  test('a level with nobody is the next one’s, and the city is the last', async () => {
    const { bank } = town
    const clerk = town.clerk('S003')
    const member = await town.member('安五', 'S003')
    const level = async (servedOn: string) => {
      const order = { id: bank.ids.entry(), member, station: 'S003', minutes: 60, servedOn }
      await credit(bank, clerk, { ...order, service: 'meal' })
      return (await bank.directory.newest('review', order.id))?.body.level
    }
    await hire(bank, 'chen', { role: 'head', station: 'S003' })
    await hire(bank, 'street', { role: 'street', area: STREET })
    await hire(bank, 'district', { role: 'district', area: '440104' })
    expect(await level('2026-11-01')).toBe('station')
    await hire(bank, 'chen', { role: 'head', station: 'S003', active: false })
    expect(await level('2026-11-02')).toBe('street')
    await hire(bank, 'street', { role: 'street', area: STREET, until: '2026-11-20' })
    expect(await level('2026-11-03')).toBe('district')
    await hire(bank, 'district', { role: 'district', area: '440104', relatives: [member] })
    expect(await level('2026-11-04')).toBe('city')
  })
})
