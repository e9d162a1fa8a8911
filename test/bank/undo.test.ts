/** An undoing that reaches hours already spent: told first, objected to above the station, carried out when the time is over; nobody who was served loses. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { carryOutUndos } from '../../src/bank/hours/undo.ts'
import { answerAppeal, appealUndo, dropUndo } from '../../src/bank/hours/undo-appeal.ts'
import { noticeUndo, type UndoOrder } from '../../src/bank/hours/undo-notice.ts'
import { transfer } from '../../src/bank/hours/transfer.ts'
import { readingsOf } from '../../src/bank/oversight/readings.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { approve } from '../../src/bank/review/answer.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { must, openTown, REVIEWER, type Town } from '../town.ts'

const DAY_MS = 86_400_000
const STREET: Actor = {
  id: 'staff:street',
  kind: 'staff',
  role: 'street',
  station: '',
  path: '4401/440104/440104003/',
  strong: true,
}

let town: Town
let clerk: Actor
let chen: MemberId
let he: MemberId
let entry: EntryId
let evidence: string

beforeEach(async () => {
  town = await openTown()
  clerk = town.clerk('S001')
  chen = await town.member('陈大文')
  he = await town.member('何伯')
  const order = { member: chen, station: 'S001', minutes: 300, service: 'activity' }
  const id = town.bank.ids.entry()
  entry = must(await credit(town.bank, clerk, { ...order, id, servedOn: '2026-11-23' })).id
  evidence = await town.bank.evidence.put(new TextEncoder().encode('a photo of the sheet'))
  // 200 of the 300 minutes are somebody else's by now.
  const gift = { id: town.bank.ids.entry(), from: chen, to: he, minutes: 200 }
  must(await transfer(town.bank, clerk, gift))
})
afterEach(() => town.close())

const order = (more: Partial<UndoOrder> = {}): UndoOrder => ({
  id: town.bank.ids.entry(),
  entry,
  reason: 'not-served',
  evidence: [evidence],
  ...more,
})
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)
const stateOf = async (undo: string) =>
  (await town.bank.directory.newest('undo', undo))?.body.list.state
const readings = async (member: MemberId) => must(await readingsOf(town.bank, SYSTEM, member))

async function agreed(undo: EntryId): Promise<void> {
  const waiting = await town.bank.journal.openReviews({ member: chen })
  const ask = waiting.at(-1)
  const rows = await town.bank.directory.all('review')
  const row = rows.find(({ body }) => JSON.stringify(body.asked).includes(undo))
  expect(ask).toBeDefined()
  const review = row?.key as EntryId
  must(await approve(town.bank, REVIEWER, { review, hash: row?.body.hash ?? '' }))
}

describe('hours that were spent', () => {
  test('are not undone at once: the clerk is sent to a notice', async () => {
    const no = await reverse(town.bank, clerk, {
      id: town.bank.ids.entry(),
      entry,
      reason: 'not-served',
    })
    expect(no).toMatchObject({ refusal: { code: 'notice-first', short: 200 } })
  })

  test('what is left is held while the time to object runs, then it is undone and the rest is owed', async () => {
    const notice = order()
    must(await noticeUndo(town.bank, clerk, notice))
    expect(await readings(chen)).toMatchObject({ available: 0, held: 100 })
    await agreed(notice.id)
    expect(await carryOutUndos(town.bank)).toEqual({ carried: 0, left: 0 })
    town.clock.at += 16 * DAY_MS
    expect(await carryOutUndos(town.bank)).toEqual({ carried: 1, left: 0 })
    expect(await carryOutUndos(town.bank)).toEqual({ carried: 0, left: 0 })
    expect(await stateOf(notice.id)).toBe('carried')
    expect(await readings(chen)).toMatchObject({ available: 0, held: 0, shortfall: 200, served: 0 })
    // Whoever was given them keeps them, and later credits fill what is owed.
    expect(await town.available(he)).toBe(200)
    const later = { member: chen, station: 'S001', minutes: 260, service: 'activity' }
    const servedOn = '2026-12-09'
    must(await credit(town.bank, clerk, { ...later, id: town.bank.ids.entry(), servedOn }))
    expect(await readings(chen)).toMatchObject({ available: 60, shortfall: 0 })
  })

  test('nothing is carried out that no second person agreed to', async () => {
    must(await noticeUndo(town.bank, clerk, order()))
    town.clock.at += 30 * DAY_MS
    expect(await carryOutUndos(town.bank)).toEqual({ carried: 0, left: 0 })
  })

  test('proven fraud waits for the second person and no longer', async () => {
    const notice = order({ fraud: true })
    must(await noticeUndo(town.bank, clerk, notice))
    await agreed(notice.id)
    expect(await carryOutUndos(town.bank)).toEqual({ carried: 1, left: 0 })
    expect(await stateOf(notice.id)).toBe('carried')
  })
})

describe('objecting', () => {
  test('lies above the station; where it holds all comes back, and it is over', async () => {
    const notice = order()
    must(await noticeUndo(town.bank, clerk, notice))
    await agreed(notice.id)
    const said = { id: town.bank.ids.entry(), undo: notice.id, words: '那天我在的，有签到表' }
    must(await appealUndo(town.bank, town.self(chen), said))
    expect(await stateOf(notice.id)).toBe('appealed')
    town.clock.at += 40 * DAY_MS
    expect(await carryOutUndos(town.bank)).toEqual({ carried: 0, left: 0 })
    const answer = { id: town.bank.ids.entry(), undo: notice.id, holds: true }
    expect(codeOf(await answerAppeal(town.bank, town.head('S001'), answer))).toBe('not-allowed')
    must(await answerAppeal(town.bank, STREET, answer))
    expect(await readings(chen)).toMatchObject({ available: 100, held: 0, shortfall: 0 })
    expect(
      codeOf(await answerAppeal(town.bank, STREET, { ...answer, id: town.bank.ids.entry() })),
    ).toBe('undo-state')
  })

  test('in vain, it is carried out with the next run', async () => {
    const notice = order()
    must(await noticeUndo(town.bank, clerk, notice))
    await agreed(notice.id)
    const said = { id: town.bank.ids.entry(), undo: notice.id, words: '不同意' }
    must(await appealUndo(town.bank, clerk, said))
    const answer = { id: town.bank.ids.entry(), undo: notice.id, holds: false }
    must(await answerAppeal(town.bank, STREET, answer))
    expect(await carryOutUndos(town.bank)).toEqual({ carried: 1, left: 0 })
  })

  test('too late, by a stranger, without words: refused, and nothing moves', async () => {
    const notice = order()
    must(await noticeUndo(town.bank, clerk, notice))
    const said = { id: town.bank.ids.entry(), undo: notice.id, words: '不同意' }
    expect(codeOf(await appealUndo(town.bank, town.self(he), said))).toBe('unknown-undo')
    expect(codeOf(await appealUndo(town.bank, town.self(chen), { ...said, words: ' ' }))).toBe(
      'code-unreadable',
    )
    town.clock.at += 16 * DAY_MS
    expect(codeOf(await appealUndo(town.bank, town.self(chen), said))).toBe('objection-late')
    expect(await stateOf(notice.id)).toBe('told')
  })
})

test('a notice is sent once, with evidence that is there, and can be taken back', async () => {
  expect(codeOf(await noticeUndo(town.bank, clerk, order({ evidence: [] })))).toBe(
    'evidence-missing',
  )
  const missing = order({ evidence: ['0'.repeat(64)] })
  expect(codeOf(await noticeUndo(town.bank, clerk, missing))).toBe('evidence-missing')
  const notice = order()
  const one = must(await noticeUndo(town.bank, clerk, notice))
  expect(must(await noticeUndo(town.bank, clerk, notice)).seq).toBe(one.seq)
  expect(codeOf(await noticeUndo(town.bank, clerk, order()))).toBe('undo-state')
  const drop = { id: town.bank.ids.entry(), undo: notice.id, reason: 'withdrawn' }
  expect(codeOf(await dropUndo(town.bank, town.clerk('S002'), drop))).toBe('unknown-undo')
  must(await dropUndo(town.bank, clerk, drop))
  expect(await readings(chen)).toMatchObject({ available: 100, held: 0 })
  must(await noticeUndo(town.bank, clerk, order()))
})
