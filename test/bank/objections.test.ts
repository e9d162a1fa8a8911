/** Objections to lists: made by anybody without a name, sealed, with a time limit, answered once with words. */
import { Buffer } from 'node:buffer'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import {
  answerObjection,
  handleObjection,
  objected,
  objectedByAnyone,
  objectionBy,
  objectionsOf,
} from '../../src/bank/papers/objections.ts'
import { verifyEvidence } from '../../src/bank/oversight/kept-evidence.ts'
import { postPublicity } from '../../src/bank/papers/publicity.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { must, openTown, type Town } from '../town.ts'

const DAY_MS = 86_400_000

let town: Town
let list: Entry['id']
beforeEach(async () => {
  town = await openTown()
  const member = await town.member('林小梅')
  const said = { id: id(), member, station: 'S001', minutes: 60, servedOn: '2026-11-23' }
  must(await credit(town.bank, clerk(), { ...said, service: 'activity' }))
  const days = { from: '2026-11-01', to: '2026-11-24', posted: '2026-11-24', until: '2026-11-30' }
  const order = { id: id(), station: 'S001', ...days, place: 'window' as const }
  list = must(await postPublicity(town.bank, clerk(), order)).id
})
afterEach(() => town.close())

const id = () => town.bank.ids.entry()
const clerk = () => town.clerk('S001')
const no = (outcome: Outcome<unknown>) =>
  outcome.ok ? 'done' : 'what' in outcome.refusal ? outcome.refusal.what : outcome.refusal.code
const said = (more = {}) => ({
  ...{ id: id(), station: 'S001', list, words: '林小梅那天不在', number: town.bank.ids.opaque() },
  ...more,
})
const row = async () => (await town.bank.directory.newest('publicity', `S001/${list}`))!.body

it('takes one without a name; the entry and the rows carry a hash and neither the words nor the number', async () => {
  const order = said()
  const entry = must(await objectedByAnyone(town.bank, order))
  expect([entry.by, entry.refs.find(([type]) => type === 'source')]).toEqual([
    'kapok',
    ['source', 'public'],
  ])
  const [objection] = (await row()).objections
  expect(entry.refs).toContainEqual(['evidence', objection?.text])
  expect(objection).toMatchObject({ day: '2026-11-24' })
  // Five working days from a Tuesday, to the end of the last.
  expect(new Date(objection?.due ?? 0).toISOString()).toBe('2026-12-01T15:59:59.999Z')
  const kept = JSON.stringify([
    entry.refs,
    await row(),
    await town.bank.directory.all('objection-at'),
  ])
  for (const secret of [order.words, order.number]) expect(kept).not.toContain(secret)
  const text = await town.bank.evidence.get(objection?.text ?? '')
  expect(Buffer.from(text as Uint8Array).toString()).toContain(order.words)
  // Sent again it is the same one.
  expect(must(await objectedByAnyone(town.bank, order)).seq).toBe(entry.seq)
  expect((await row()).objections).toHaveLength(1)
  // The same words of another are evidence of their own.
  must(await objectedByAnyone(town.bank, said()))
  const [one, two] = (await row()).objections
  expect(one?.text).not.toBe(two?.text)
})

it('refuses no words, too many, a person who is not listed, a list that does not hang, and numbers that are none', async () => {
  expect(no(await objectedByAnyone(town.bank, said({ words: '  ' })))).toBe('words')
  expect(no(await objectedByAnyone(town.bank, said({ words: '长'.repeat(2_001) })))).toBe('words')
  expect(no(await objectedByAnyone(town.bank, said({ number: '1' })))).toBe('number')
  expect(no(await objectedByAnyone(town.bank, said({ about: 'nobody' })))).toBe('about')
  expect(no(await objectedByAnyone(town.bank, said({ list: id() })))).toBe('unknown-paper')
  expect(no(await objected(town.bank, town.clerk('S002'), said()))).toBe('unknown-station')
  town.clock.at += 7 * DAY_MS
  expect(no(await objectedByAnyone(town.bank, said()))).toBe('not-hanging')
  // At the desk it is still taken in, until the list is ended.
  must(await objected(town.bank, clerk(), said()))
})

it('keeps two that come at once, and stops at a hundred', async () => {
  const both = await Promise.all([said(), said()].map((one) => objectedByAnyone(town.bank, one)))
  expect(both.map(no)).toEqual(['done', 'done'])
  for (let n = 2; n < 100; n++) must(await objectedByAnyone(town.bank, said()))
  const kept = async () => (await town.bank.evidence.list('', 1_000)).length
  const before = await kept()
  expect(no(await objectedByAnyone(town.bank, said()))).toBe('many-objections')
  expect(await kept()).toBe(before)
})

it('tells its number where it stands: waiting, overdue, then the outcome and the answer, and never what was written', async () => {
  const order = said()
  must(await objectedByAnyone(town.bank, order))
  const told = async () => {
    const found = await objectionBy(town.bank, order.number)
    expect(JSON.stringify(found)).not.toContain(order.words)
    return [found?.station, found?.objection.outcome, found?.answerWords]
  }
  expect(await told()).toEqual(['S001', undefined, undefined])
  expect(await objectionBy(town.bank, town.bank.ids.opaque())).toBeUndefined()
  const of = { station: 'S001', list, n: 1 }
  must(await handleObjection(town.bank, town.head('S001'), { id: id(), ...of }))
  const seen = async (actor = clerk()) =>
    (await objectionsOf(town.bank, actor, await row())).map((one) => [
      ...[one.words, one.handler, one.isOverdue, one.answerWords],
    ])
  expect(await seen()).toEqual([[order.words, 'staff:head-S001', false, undefined]])
  town.clock.at += 8 * DAY_MS
  expect((await seen())[0]?.[2]).toBe(true)
  // Those who only look see that there is one, and not what was written.
  expect((await seen({ ...clerk(), role: 'viewer' }))[0]?.[0]).toBeUndefined()
  const answer = { ...of, outcome: 'not-upheld' as const, words: '查过签到表，本人在场' }
  expect(no(await answerObjection(town.bank, clerk(), { id: id(), ...answer, words: '' }))).toBe(
    'answer-words',
  )
  const entry = must(await answerObjection(town.bank, clerk(), { id: id(), ...answer }))
  expect(entry.refs.some(([type]) => type === 'evidence')).toBe(true)
  expect(no(await answerObjection(town.bank, clerk(), { id: id(), ...answer }))).toBe('outcome')
  expect(no(await handleObjection(town.bank, clerk(), { id: id(), ...of }))).toBe('outcome')
  expect(await told()).toEqual(['S001', 'not-upheld', answer.words])
  expect((await row()).objections[0]).toMatchObject({
    ...{ handler: 'staff:clerk-S001', answered: '2026-12-02' },
  })
  expect((await seen())[0]).toEqual([order.words, 'staff:clerk-S001', false, answer.words])
})

it('has the words and the answer among the evidence that entries name, and every piece is found', async () => {
  must(await objectedByAnyone(town.bank, said()))
  const answer = { station: 'S001', list, n: 1, outcome: 'upheld' as const, words: '确实多记' }
  must(await answerObjection(town.bank, clerk(), { id: id(), ...answer }))
  const audit = auditIn(town.bank.engine, migrationsOf('sqlite'))
  expect(await verifyEvidence(audit, town.bank.evidence)).toEqual({
    ...{ named: 2, faults: [], extra: [] },
  })
})

it('says that words are gone once their evidence is destroyed', async () => {
  const order = said()
  must(await objectedByAnyone(town.bank, order))
  await town.bank.evidence.destroy([(await row()).objections[0]?.text ?? ''])
  const [one] = await objectionsOf(town.bank, clerk(), await row())
  expect(one?.words).toBeUndefined()
})
