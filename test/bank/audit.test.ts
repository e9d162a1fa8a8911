/** The audit journal: what is kept, who may read it, and that nothing of the ledger moves with it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import {
  auditOf,
  events,
  eventsAbout,
  exportEvents,
  noteEvent,
  Unnoted,
  VISITOR,
} from '../../src/bank/oversight/audit.ts'
import { addStaff, addToken, endStaff } from '../../src/bank/people/staff.ts'
import { makeToken } from '../../src/gate/tokens.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { openingWith } from '../../src/bank/oversight/open-note.ts'
import { checkpointNow, logKey } from '../../src/bank/oversight/checkpoint.ts'
import { verify } from '../../src/bank/oversight/verify.ts'
import { verifyExport } from '../../src/bank/oversight/verify-export.ts'
import { assertReady } from '../../src/ready.ts'
import { jsonLines } from '../../src/paper/export.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { EVENT_ACTS, EVENT_REASONS } from '../../src/rules/events.ts'
import { actName, eventReason } from '../../src/words/event.ts'
import { must, openTown, type Town } from '../town.ts'
import { refusalOf } from './stories.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const AUDITOR: Actor = { id: 'staff:auditor', kind: 'staff', role: 'auditor', station: '' }
const all = async () => must(await events(town.bank, AUDITOR, { after: 0, limit: 1_000 }))

test('an event says who did what, about whom and why, when; and the ledger does not move', async () => {
  const { bank } = town
  const li = await town.member('李四')
  const before = await bank.journal.size()
  const at = (await all()).length
  const reason = 'complaint'
  const refs = [['entry', '17'] as const]
  await noteEvent(bank, town.clerk('S001'), { act: 'looked', ok: true, about: li, reason, refs })
  expect((await all()).slice(at)).toEqual([
    {
      seq: at + 1,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      at: town.clock.at,
      by: 'staff:clerk-S001',
      act: 'looked',
      ok: true,
      about: li,
      reason,
      refs,
    },
  ])
  expect(await bank.journal.size()).toBe(before)
  expect(bank.audit.origin).toBe('kapok.example/audit/1')
})

test('a person is told what was done around them, newest first, page by page, and of nobody else', async () => {
  const { bank } = town
  const [li, wang] = [await town.member('李四'), await town.member('王五')]
  for (let n = 1; n <= 5; n++) {
    const refs = [['n', `${n}`] as const]
    await noteEvent(bank, town.clerk('S001'), { act: 'looked', ok: true, about: li, refs })
    await noteEvent(bank, town.clerk('S002'), { act: 'unmasked', ok: true, about: wang })
    await noteEvent(bank, VISITOR, { act: 'refused', ok: false })
  }
  const page = async (after?: string) =>
    must(
      await eventsAbout(bank, town.self(li), li, {
        limit: 2,
        ...(after === undefined ? {} : { after }),
      }),
    )
  const numbers: string[] = []
  for (let seen = await page(); seen.length > 0; seen = await page(seen.at(-1)?.id))
    for (const event of seen) numbers.push(`${event.act} ${event.refs[0]?.[1]}`)
  expect(numbers).toEqual(['looked 5', 'looked 4', 'looked 3', 'looked 2', 'looked 1'])
  expect(must(await eventsAbout(bank, AUDITOR, wang, { limit: 50 })).length).toBe(5)
})

test('only those who audit read all of it; a person only what is about them', async () => {
  const { bank } = town
  const [li, wang] = [await town.member('李四'), await town.member('王五')]
  const page = { after: 0, limit: 10 }
  for (const actor of [town.clerk('S001'), town.head('S001'), town.city, town.self(li), VISITOR]) {
    const { code } = refusalOf(await events(bank, actor, page))
    expect([actor.id, code]).toEqual([actor.id, 'not-allowed'])
    const exported = await exportEvents(bank, actor)
    expect(refusalOf(exported).code).toBe('not-allowed')
    const about = refusalOf(await eventsAbout(bank, actor, wang, { limit: 10 }))
    expect(about).toEqual({ code: 'unknown-member', member: wang })
  }
  expect((await events(bank, SYSTEM, page)).ok).toBe(true)
  // A program that was let read everything else is not let read this.
  const program: Actor = { ...AUDITOR, id: 'token:x', kind: 'token', scopes: ['stations:read'] }
  expect(refusalOf(await events(bank, program, page)).code).toBe('not-allowed')
})

test('nothing but codes and ids may stand in an event', async () => {
  const typed = noteEvent(town.bank, SYSTEM, {
    act: 'searched',
    ok: true,
    refs: [['text', '李四 138']],
  })
  await expect(typed).rejects.toThrow(/may not stand in an entry/)
})

test('what cannot be kept is not done', async () => {
  const { bank } = town
  const busy = {
    ...bank.audit,
    batcher: {
      submit: () =>
        Promise.resolve([{ ok: false, refusal: { code: 'busy', retryAfter: 1 } } as const]),
    },
  }
  const noted = noteEvent({ ...bank, audit: busy }, SYSTEM, { act: 'unmasked', ok: true })
  await expect(noted).rejects.toThrow(Unnoted)
})

test('staff that come and go and tokens that are made are kept', async () => {
  const { bank } = town
  const at = (await all()).length
  const order = { login: 'li.hua', name: '李华', role: 'clerk', station: 'S001' } as const
  const added = must(
    await addStaff(bank, town.security, { ...order, id: bank.ids.entry(), passwordHash: 'x' }),
  )
  must(await endStaff(bank, town.security, { id: bank.ids.entry(), staff: added.key }))
  const wanted = { name: 'p', scopes: ['members:read'], station: 'S001', until: '2026-12-31' }
  const { key, body } = makeToken(bank, wanted)
  must(await addToken(bank, town.security, { id: bank.ids.entry(), key, body }))
  expect((await all()).slice(at).map(({ by, act, about, refs }) => [by, act, about, refs])).toEqual(
    [
      [
        'staff:security',
        'role-granted',
        added.key,
        [
          ['place', 'S001'],
          ['role', 'clerk'],
        ],
      ],
      ['staff:security', 'role-ended', added.key, []],
      ['staff:security', 'token-made', '', [['token', key]]],
    ],
  )
})

test('the audit journal has a head of its own, moved on as it grows, and a file that is checked alone', async () => {
  const { bank } = town
  for (let n = 0; n < 300; n++) await noteEvent(bank, VISITOR, { act: 'refused', ok: false })
  expect((await bank.heads.read(bank.audit.origin))?.size).toBe(256)
  const { entries, checkpoint, key, size } = must(await exportEvents(bank, AUDITOR))
  expect((await bank.heads.read(bank.audit.origin))?.size).toBe(size)
  const lines: string[] = []
  for await (const line of jsonLines(entries, { checkpoint, key })) lines.push(line.trimEnd())
  async function* each(all: readonly string[]) {
    yield* all
  }
  expect(await verifyExport(each(lines), [logKey(auditOf(bank))])).toMatchObject({
    exit: 0,
    entries: size,
  })
  const changed = lines.with(7, (lines[7] ?? '').replace('refused', 'looked'))
  expect((await verifyExport(each(changed), [key])).exit).toBe(2)

  const verified = await verify(auditIn(bank.auditEngine, migrationsOf('sqlite')), {
    head: await bank.heads.read(bank.audit.origin),
    openNote: openingWith([key], bank.audit.origin),
  })
  expect(verified).toMatchObject({ exit: 0, faults: [], entries: size })
})

test('an audit journal that was cut short is not served', async () => {
  const { bank } = town
  await noteEvent(bank, VISITOR, { act: 'refused', ok: false })
  await checkpointNow(auditOf(bank))
  await assertReady(bank)
  const head = await bank.heads.read(bank.audit.origin)
  await bank.heads.advance(bank.audit.origin, head, { size: 9_999, root: 'ab'.repeat(32) })
  await expect(assertReady(bank)).rejects.toThrow(/audit\/1 has \d+ entries, its head stands at/)
})

test('every act and every reason has its words', () => {
  for (const language of ['zh', 'en'] as const) {
    for (const act of EVENT_ACTS) expect(actName(act, language)).not.toBe('')
    for (const reason of EVENT_REASONS) expect(eventReason(reason, language)).not.toBe('')
  }
})
