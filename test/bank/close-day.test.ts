/** A station's day: counted between two positions, signed once, and never altered by what comes later. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { closeDay, unclosedStations } from '../../src/bank/oversight/close-day.ts'
import { daySheet } from '../../src/bank/oversight/day-sheet.ts'
import { book } from '../../src/bank/service/book.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import type { Actor } from '../../src/bank/ports.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { must, openTown, TODAY, type Town } from '../town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const day = { station: 'S001', day: TODAY }
const HOUR_MS = 3_600_000

const sheetOf = async (of = day, actor: Actor = town.head('S001')) =>
  must(await daySheet(town.bank, actor, of))

async function give(
  member: MemberId,
  minutes: number,
  servedOn = TODAY,
  actor = town.clerk('S001'),
) {
  const order = { id: town.bank.ids.entry(), member, station: 'S001', minutes, servedOn }
  return must(await credit(town.bank, actor, { ...order, service: 'company' }))
}

test('a day is counted by kind, service and clerk, between two positions', async () => {
  const { bank, clock } = town
  const member = await town.member('陈一')
  await town.earn(member, 104)
  clock.at += 24 * HOUR_MS
  const next = { station: 'S001', day: '2026-11-25' }
  const given = await give(member, 120)
  await give(member, 60, TODAY, town.head('S001'))
  must(
    await reverse(bank, town.clerk('S001'), {
      id: bank.ids.entry(),
      entry: given.id,
      reason: 'twice',
    }),
  )
  const wish = { member, station: 'S001', service: 'haircut' }
  must(await redeem(bank, town.clerk('S001'), { id: bank.ids.entry(), ...wish }))
  must(await book(bank, town.clerk('S001'), { id: bank.ids.entry(), ...wish, day: '2026-12-01' }))

  const sheet = await sheetOf(next)
  expect(sheet).toMatchObject({ count: 5, balanced: true, later: [] })
  expect(sheet.opening).toMatchObject({ issued: 104 * 60, redeemed: 0, held: 0 })
  expect(sheet.closing).toMatchObject({ issued: 105 * 60, redeemed: 60, held: 60 })
  expect(sheet.closing).toMatchObject({ position: 104 * 60, at: await bank.journal.size() })
  expect(sheet.kinds).toEqual([
    { kind: 'credit', count: 2, minutes: 180 },
    { kind: 'reverse', count: 1, minutes: 120 },
    { kind: 'redeem', count: 1, minutes: 60 },
    { kind: 'hold', count: 1, minutes: 60 },
  ])
  expect(sheet.services).toEqual([
    { service: 'company', count: 3, minutes: 300 },
    { service: 'haircut', count: 2, minutes: 120 },
  ])
  expect(sheet.actors).toEqual([
    { by: 'staff:clerk-S001', count: 4, minutes: 360 },
    { by: 'staff:head-S001', count: 1, minutes: 60 },
  ])
  expect(sheet.reversals).toEqual({ count: 1, minutes: 120 })
  expect(sheet.lines[2]).toMatchObject({
    kind: 'reverse',
    closes: given.seq,
    reason: 'twice',
    member,
  })
  expect(await sheetOf()).toMatchObject({ count: 13, closing: { issued: 104 * 60 } })
})

test('a day is closed once, and a second time answers with the first', async () => {
  const { bank } = town
  const head = town.head('S001')
  const member = await town.member('陈一')
  await town.earn(member, 16)
  const sheet = await sheetOf()
  const order = { id: bank.ids.entry(), ...day }
  const closed = must(await closeDay(bank, head, order))
  expect(closed).toMatchObject({ kind: 'close', postings: [], servedOn: TODAY, station: 'S001' })
  expect(closed.refs).toEqual([
    ['day', TODAY],
    ['day-count', '2'],
    ['day-minutes', '960'],
    ['figures', sheet.figures],
    ['upto', `${sheet.closing.at}`],
  ])
  const size = await bank.journal.size()
  for (const actor of [head, town.clerk('S001'), town.city]) {
    const again = await closeDay(bank, actor, { ...order, id: bank.ids.entry() })
    expect(again).toEqual({ ok: true, again: true, value: closed })
  }
  expect(await closeDay(bank, head, order)).toMatchObject({ again: true, value: closed })
  expect(await bank.journal.size()).toBe(size)
  expect((await sheetOf()).closed).toMatchObject({ seq: closed.seq, by: head.id, agrees: true })
})

test('of many at once one closes, and all are answered with it', async () => {
  const { bank } = town
  await town.earn(await town.member('陈一'), 8)
  const all = await Promise.all(
    Array.from({ length: 16 }, (_, i) =>
      closeDay(bank, i % 2 ? town.head('S001') : town.clerk('S001'), {
        id: bank.ids.entry(),
        ...day,
      }),
    ),
  )
  expect(new Set(all.map((one) => must(one).seq)).size).toBe(1)
  expect(all.filter((one) => one.ok && !one.again)).toHaveLength(1)
})

test('what is recorded for the day after the close stands apart; the signed figures stay', async () => {
  const { bank, clock } = town
  const member = await town.member('陈一')
  await give(member, 120)
  must(await closeDay(bank, town.head('S001'), { id: bank.ids.entry(), ...day }))
  const signed = await sheetOf()
  const same = await give(member, 60)
  clock.at += 24 * HOUR_MS
  const next = await give(member, 30)
  const sheet = await sheetOf()
  expect(sheet.later.map(({ seq }) => seq)).toEqual([same.seq, next.seq])
  expect({ ...sheet, later: [] }).toEqual(signed)
  expect(sheet.closed?.agrees).toBe(true)
  const following = await sheetOf({ ...day, day: '2026-11-25' })
  expect(following.lines.map(({ seq }) => seq)).toEqual([next.seq])
})

test('a day closed late is closed as it ended; what came since is later', async () => {
  const { bank, clock } = town
  const member = await town.member('陈一')
  await give(member, 120)
  clock.at += 24 * HOUR_MS
  const since = await give(member, 30)
  const closed = must(await closeDay(bank, town.clerk('S001'), { id: bank.ids.entry(), ...day }))
  const sheet = await sheetOf()
  expect(sheet).toMatchObject({ count: 1, minutes: 120, closing: { issued: 120 } })
  expect(sheet.later.map(({ seq }) => seq)).toEqual([since.seq])
  expect(closed.seq).toBeGreaterThan(since.seq)
})

test('a signed day whose records were changed behind its back says so', async () => {
  const { bank } = town
  const given = await give(await town.member('陈一'), 120)
  must(await closeDay(bank, town.head('S001'), { id: bank.ids.entry(), ...day }))
  const db = new Database(join(town.folder, 'data', 'journal.db'))
  db.exec('drop trigger postings_no_update')
  db.prepare('update postings set minutes = minutes * 2 where seq = ?').run(given.seq)
  db.close()
  bank.journal.forget()
  const sheet = await sheetOf()
  expect(sheet).toMatchObject({ balanced: false, closed: { agrees: false } })
})

test('a day that lies ahead, another station, a member and an auditor are refused', async () => {
  const { bank } = town
  const close = (actor: Actor, of: object) =>
    closeDay(bank, actor, { id: bank.ids.entry(), ...day, ...of })
  const head = town.head('S001')
  const codes = [
    await close(head, { day: '2026-11-25' }),
    await close(head, { day: '2026-11-31' }),
    await close(head, { station: 'S002' }),
    await close(town.city, { station: 'S999' }),
    await close(town.self(await town.member('陈一')), {}),
    await close({ ...town.city, role: 'auditor' }, {}),
  ].map((outcome) => (outcome.ok ? 'ok' : outcome.refusal.code))
  expect(codes).toEqual([
    'day-in-future',
    'day-unreadable',
    'unknown-station',
    'unknown-station',
    'not-allowed',
    'not-allowed',
  ])
})

test('the city sees which stations have not closed, the busiest first', async () => {
  const { bank } = town
  await town.earn(await town.member('陈一', 'S002'), 24, 'S002')
  await town.earn(await town.member('李二'), 8)
  const open = async () => must(await unclosedStations(bank, town.city, TODAY))
  expect(await open()).toEqual([
    { station: 'S002', count: 3, minutes: 1440 },
    { station: 'S001', count: 1, minutes: 480 },
    { station: 'S003', count: 0, minutes: 0 },
  ])
  must(await closeDay(bank, town.clerk('S002'), { id: bank.ids.entry(), ...day, station: 'S002' }))
  expect((await open()).map(({ station }) => station)).toEqual(['S001', 'S003'])
  const no = await unclosedStations(bank, town.head('S001'), TODAY)
  expect(no).toMatchObject({ ok: false, refusal: { code: 'not-allowed' } })
})
