/** What entries look like when hours are sold, said to somebody else; and a few drawn to be asked back. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { creditSession } from '../../src/bank/hours/session.ts'
import { closeDay } from '../../src/bank/oversight/close-day.ts'
import { answerSignal, signalsFor } from '../../src/bank/oversight/signal-list.ts'
import { isDrawn, watchStation } from '../../src/bank/oversight/signals.ts'
import { answerCall, callsDue } from '../../src/bank/service/calls.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import { isOpen, readOpening } from '../../src/rules/opening.ts'
import { must, openTown, TODAY, type Town } from '../town.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const id = () => town.bank.ids.entry()
const TEN = Date.parse('2026-11-24T10:00:00+08:00')

async function give(member: MemberId, minutes: number, day = TODAY, station = 'S001') {
  const order = { id: id(), member, station, minutes, servedOn: day, service: 'company' }
  return must(await credit(town.bank, town.clerk(station), order))
}

/** What was entered in the very instant is looked at the next time. */
async function watch(station: string) {
  town.clock.at += 1_000
  await watchStation(town.bank, station)
}

const kinds = async (actor = town.head('S001')) =>
  (await signalsFor(town.bank, actor)).map(({ kind }) => kind).toSorted()

test('hours are read as stations write them, and what cannot be read says nothing', () => {
  const reads = (text: string) => readOpening(text)
  const week = reads('周一至周五 08:30-17:30')!
  expect(isOpen(week, '2026-11-24', 510)).toBe(true)
  expect(isOpen(week, '2026-11-24', 509)).toBe(false)
  expect(isOpen(week, '2026-11-28', 600)).toBe(false)
  const two = reads('周一至周六 8:30—12:00、14:00—17:30；周日 9:00—12:00')!
  expect([isOpen(two, '2026-11-28', 750), isOpen(two, '2026-11-29', 600)]).toEqual([false, true])
  expect(isOpen(reads('星期六、星期日 09:00至18:00')!, '2026-11-29', 600)).toBe(true)
  expect(isOpen(reads('每天 00:00-24:00')!, '2026-11-29', 0)).toBe(true)
  expect(isOpen(reads('周六至周二 9:00-10:00')!, '2026-11-23', 570)).toBe(true)
  for (const odd of [
    '',
    '工作时间',
    '周一至周五',
    '9:00-17:00',
    '周一 17:00-09:00',
    '周一 9:00-25:00',
  ])
    expect([odd, reads(odd)]).toEqual([odd, undefined])
})

test('one name with a great share of a clerk’s month is told to others than the clerk', async () => {
  const [much, little] = [await town.member('多一'), await town.member('少二')]
  for (let n = 17; n < 23; n++) await give(much, 7 * 60, `2026-11-${n}`)
  await watch('S001')
  expect(await kinds()).toEqual(['concentration'])
  await give(little, 60)
  await watch('S001')
  const [signal, ...more] = await signalsFor(town.bank, town.head('S001'))
  expect(more).toEqual([])
  expect(signal).toMatchObject({ member: much, of: '2026-11-01', minutes: 42 * 60, count: 100 })
  expect(await signalsFor(town.bank, { ...town.head('S001'), id: 'staff:clerk-S001' })).toEqual([])
  expect(await signalsFor(town.bank, town.head('S002'))).toEqual([])

  const answer = { id: id(), key: signal?.key ?? '', outcome: 'in-order' }
  const own = await answerSignal(
    town.bank,
    { ...town.head('S001'), id: 'staff:clerk-S001' },
    answer,
  )
  expect(own).toMatchObject({ refusal: { code: 'not-second-person' } })
  const elsewhere = await answerSignal(town.bank, town.head('S002'), answer)
  expect(elsewhere).toMatchObject({ refusal: { code: 'unknown-review' } })
  const odd = await answerSignal(town.bank, town.head('S001'), { ...answer, outcome: 'nothing' })
  expect(odd).toMatchObject({ refusal: { code: 'reason-unknown' } })
  must(await answerSignal(town.bank, town.head('S001'), answer))
  expect(await answerSignal(town.bank, town.head('S001'), answer)).toMatchObject({ again: true })
  expect(await kinds()).toEqual([])
  await watch('S001')
  expect(await kinds()).toEqual([])
})

test('the same people with the same minutes three times running, and thirty of the same one by one', async () => {
  const people = [await town.member('同一', 'S002'), await town.member('同二', 'S002')]
  for (let n = 17; n < 20; n++) {
    const rows = people.map((member) => ({
      ...{ id: id(), member, minutes: 90, servedOn: `2026-11-${n}`, service: 'company' },
    }))
    const order = { id: `batch-${n}`, station: 'S002', rows, whole: true }
    for (const one of await creditSession(town.bank, town.clerk('S002'), order)) must(one)
    // Day by day, as it is closed: what runs on is carried over.
    town.clock.at += 1_000
    await watchStation(town.bank, 'S002')
    expect(await kinds(town.head('S002'))).toEqual(n < 19 ? [] : ['same-batches'])
  }
  const many = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      town.member(`一样${'甲乙丙丁戊己庚辛壬癸'[n % 10]}`, 'S002'),
    ),
  )
  for (const member of many) await give(member, 25, TODAY, 'S002')
  town.clock.at += 1_000
  await watchStation(town.bank, 'S002')
  expect(await kinds(town.head('S002'))).toEqual(['same-batches', 'same-minutes'])
})

test('what is entered while the station is closed is told, once a clerk and day, when the day is closed', async () => {
  const member = await town.member('夜一', 'S003')
  town.clock.at = Date.parse('2026-11-24T22:10:00+08:00')
  await give(member, 60, TODAY, 'S003')
  await give(member, 30, TODAY, 'S003')
  town.clock.at += 1_000
  must(await closeDay(town.bank, town.head('S003'), { id: id(), station: 'S003', day: TODAY }))
  const signals = await signalsFor(town.bank, town.head('S003'))
  expect(signals).toMatchObject([{ kind: 'off-hours', of: TODAY, count: 2, minutes: 90 }])
  // What the house brings in has no counter and no hours.
  const before = town.clock.at
  const order = { id: id(), member, station: 'S003', minutes: 60, servedOn: '2026-11-23' }
  must(await credit(town.bank, SYSTEM, { ...order, service: 'company' }))
  town.clock.at = before + 1_000
  await watchStation(town.bank, 'S003')
  expect(await signalsFor(town.bank, town.head('S003'))).toHaveLength(1)
  town.clock.at = TEN + 86_400_000
})

test('two in a hundred are drawn, by what nobody could know before; each is asked back once', async () => {
  const entry = (n: number) => ({
    id: `01a00000-0000-7000-8000-${String(n).padStart(12, '0')}` as EntryId,
    salt: Uint8Array.from({ length: 16 }, (_, at) => (n * 31 + at * 7) % 256),
  })
  const drawn = Array.from({ length: 20_000 }, (_, n) => isDrawn(entry(n), 2)).filter(Boolean)
  expect(drawn.length).toBeGreaterThan(300)
  expect(drawn.length).toBeLessThan(500)
  expect(isDrawn(entry(1), 0)).toBe(false)
  expect(isDrawn(entry(1), 100)).toBe(true)
  // Another salt, another lot: the id alone, which a clerk may choose, decides nothing.
  const other = (n: number) => ({ ...entry(n), salt: new Uint8Array(16).fill(n % 251) })
  const both = Array.from(
    { length: 20_000 },
    (_, n) => isDrawn(other(n), 2) && isDrawn(entry(n), 2),
  )
  expect(both.filter(Boolean).length).toBeLessThan(50)

  const bank = {
    ...town.bank,
    rules: {
      ...town.bank.rules,
      review: {
        ...town.bank.rules.review,
        signals: { ...town.bank.rules.review.signals, callBackPercent: 100 },
      },
    },
  }
  const member = await town.member('被访', 'S003')
  const given = await give(member, 45, '2026-11-24', 'S003')
  town.clock.at += 1_000
  await watchStation(bank, 'S003')
  const due = must(await callsDue(bank, town.head('S003'), 'S003'))
  const [call] = due.filter((one) => one.member === member)
  expect(call).toMatchObject({ about: given.id, tries: 0 })
  const answer = (actor = town.head('S003'), said: 'yes' | 'no' | 'none' = 'none') =>
    answerCall(bank, actor, {
      id: id(),
      station: 'S003',
      entry: call?.entry as EntryId,
      answer: said,
    })
  expect(await answer(town.clerk('S003'))).toMatchObject({ refusal: { code: 'call-by-another' } })
  must(await answer())
  must(await answer(town.head('S003'), 'no'))
  await watchStation(bank, 'S003')
  const after = must(await callsDue(bank, town.head('S003'), 'S003'))
  expect(after.filter((one) => one.member === member)).toEqual([])
})
