/** What a certificate says beyond its station: hours by organisation and the evaluation at every station, of what has hung out. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { loadStations } from '../../src/bank/city/directory.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { moveOrder, type MoveOrder } from '../../src/bank/loop/move.ts'
import { takeIn } from '../../src/bank/loop/take-in.ts'
import { certificateOf, issueCertificate } from '../../src/bank/papers/certificate.ts'
import { everywhereOf } from '../../src/bank/papers/everywhere.ts'
import { answerObjection, objected } from '../../src/bank/papers/objections.ts'
import { endPublicity, photographed, postPublicity } from '../../src/bank/papers/publicity.ts'
import { answerCall, callsDue } from '../../src/bank/service/calls.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type EntryId, refOf } from '../../src/ledger/entry.ts'
import { creditCodeCheck } from '../../src/rules/credit-code.ts'
import { must, openTown, ORGANISATION, passed, STATIONS, type Town } from '../town.ts'

const DAY_MS = 86_400_000
const OTHER_CODE = '52440100MJK000002'
const OTHER = `${OTHER_CODE}${creditCodeCheck(OTHER_CODE)}`

let town: Town
let member: MemberId
let elder: MemberId
beforeEach(async () => {
  town = await openTown()
  const [sample] = STATIONS
  const station = { ...sample!, code: 'S009', name: 'S009 站', creditCode: OTHER }
  const other = { ...station, organisation: '示例助老中心' }
  const order = { id: id(), stations: [other], sample: true }
  expect((await loadStations(town.bank, SYSTEM, order)).ok).toBe(true)
  member = await town.member('林小梅')
  elder = await town.member('何伯')
})
afterEach(() => town.close())

const id = () => town.bank.ids.entry()
const dayIn = (days: number) =>
  new Date(town.clock.at + days * DAY_MS + 8 * 3_600_000).toISOString().slice(0, 10)

async function serve(station: string, minutes: number, more = {}) {
  const said = { id: id(), member, station, minutes, servedOn: dayIn(-1), service: 'activity' }
  return must(await credit(town.bank, town.clerk(station), { ...said, ...more }))
}

/** All that a station recorded of the person hangs out; the town is a week on. */
async function publicise(stations: readonly string[], objecting = ''): Promise<void> {
  const lists: { station: string; list: EntryId }[] = []
  for (const station of stations) {
    const order = { id: id(), station, from: dayIn(-30), to: dayIn(0), member }
    const hung = { posted: dayIn(0), until: dayIn(6), place: 'window' as const }
    const { id: list } = must(
      await postPublicity(town.bank, town.clerk(station), { ...order, ...hung }),
    )
    lists.push({ station, list })
  }
  town.clock.at += 7 * DAY_MS
  for (const of of lists) {
    const clerk = town.clerk(of.station)
    const photo = new Uint8Array([0xff, 0xd8, 0xff, 0xe0])
    must(await photographed(town.bank, clerk, { id: id(), ...of, photo }))
    if (of.station === objecting) {
      const said = { words: '那天没来', number: town.bank.ids.opaque() }
      must(await objected(town.bank, clerk, { id: id(), ...of, ...said, about: member }))
      must(
        await answerObjection(town.bank, clerk, {
          id: id(),
          ...of,
          n: 1,
          outcome: 'upheld',
          words: '属实',
        }),
      )
    }
    must(await endPublicity(town.bank, clerk, { id: id(), ...of }))
  }
}

const asked = async () => ({
  ...{ member, from: dayIn(-60), to: dayIn(0), upTo: await town.bank.journal.size() },
})

const step = async (order: string, move: string, more: Partial<MoveOrder> = {}, by = 'S002') =>
  must(await moveOrder(town.bank, town.clerk(by), { id: id(), order, move, ...more }))

/** Served under an order at another station, and confirmed by call. */
async function underOrder(rating: 1 | 2 | 3): Promise<EntryId> {
  const said = {
    id: id(),
    type: 'company',
    station: 'S002',
    source: 'phone',
    member: elder,
  } as const
  const more = { service: 'clinic', minutes: 60, words: { need: '陪诊' } }
  must(await takeIn(town.bank, town.clerk('S002'), { ...said, ...more }))
  for (const [move, of] of [
    ['accept', {}],
    ['dispatch', { place: 'S002' }],
    ['sign', {}],
    ['claim', { claimant: { kind: 'member', id: member } }],
    ['confirm', { confirmed: 'call', minutes: 60 }],
    ['close', { outcome: 'served' }],
    ['revisit', { rating }],
  ] as const)
    await step(said.id, move, of)
  return said.id
}

it('lists hours by organisation over all stations, and counts only what has hung out', async () => {
  await serve('S001', 60)
  await serve('S001', 30, { proof: 'scanned', servedOn: dayIn(-2) })
  await serve('S003', 45, { servedOn: dayIn(-3) })
  await serve('S009', 90, { servedOn: dayIn(-4) })
  await publicise(['S001', 'S009'])
  const { organisations, evaluation } = await everywhereOf(town.bank, await asked())
  expect(organisations).toEqual([
    { organisation: ORGANISATION, minutes: 90, count: 2 },
    { organisation: OTHER, minutes: 90, count: 1 },
  ])
  expect(evaluation).toEqual({
    ...{ services: 3, confirmed: 1, ratings: [0, 0, 0] },
    ...{ called: { yes: 0, no: 0 }, upheld: 0 },
  })
})

it('counts ratings, calls and upheld complaints of every station, and of an order once', async () => {
  const order = await underOrder(3)
  const [due] = must(await callsDue(town.bank, town.clerk('S002'), 'S002'))
  const by = town.head('S002')
  const call = { id: id(), station: 'S002', entry: due?.entry as EntryId }
  must(await answerCall(town.bank, by, { ...call, answer: 'yes' }))
  const rough = await underOrder(1)
  for (const [cameFrom, outcome] of [
    [rough, 'upheld'],
    [rough, 'partly-upheld'],
    [order, 'not-upheld'],
  ] as const) {
    const complaint = id()
    const said = { id: complaint, type: 'complaint', station: 'S002', source: 'phone' } as const
    const more = { member: elder, words: { need: '迟到' }, cameFrom }
    must(await takeIn(town.bank, town.clerk('S002'), { ...said, ...more }))
    await step(complaint, 'handle')
    await step(complaint, 'answer', { outcome })
    if (outcome !== 'partly-upheld') await step(complaint, 'close')
  }
  await publicise(['S002'])
  const { evaluation } = await everywhereOf(town.bank, await asked())
  // The one that was answered in part is not settled yet.
  expect(evaluation).toMatchObject({ services: 2, confirmed: 0, ratings: [1, 0, 1] })
  expect(evaluation).toMatchObject({ called: { yes: 1, no: 0 }, upheld: 1 })
})

it('leaves out what was reversed, and what an upheld objection took off its list, which is counted as one', async () => {
  const wrong = await serve('S001', 60)
  await serve('S001', 30, { servedOn: dayIn(-2) })
  await serve('S003', 45, { servedOn: dayIn(-3) })
  await publicise(['S001', 'S003'], 'S003')
  const undo = { id: id(), entry: wrong.id, reason: 'wrong-minutes' }
  await passed(town.bank, await reverse(town.bank, town.head('S001'), undo))
  const { organisations, evaluation } = await everywhereOf(town.bank, await asked())
  expect(organisations).toEqual([{ organisation: ORGANISATION, minutes: 30, count: 1 }])
  expect(evaluation.upheld).toBe(1)
})

it('stands on a certificate as it was on the day of issue, whatever is said later', async () => {
  await serve('S001', 60)
  const order = await underOrder(3)
  await publicise(['S001', 'S002'])
  const said = { id: id(), station: 'S001', member, from: dayIn(-60), to: dayIn(0) }
  const entry = must(await issueCertificate(town.bank, town.clerk('S001'), said))
  const code = refOf(entry, 'certificate') ?? ''
  const before = must(await certificateOf(town.bank, town.clerk('S001'), code)).body
  expect(before).toMatchObject({ minutes: 60, count: 1 })
  expect(before.everywhere).toEqual(await everywhereOf(town.bank, await asked()))
  expect(before.everywhere?.organisations).toMatchObject([{ minutes: 120, count: 2 }])
  expect(before.everywhere?.evaluation.ratings).toEqual([1, 0, 0])
  await step(order, 'redo', { reason: 'not-satisfied' })
  expect(must(await certificateOf(town.bank, town.clerk('S001'), code)).body).toEqual(before)
})
