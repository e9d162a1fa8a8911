/** A month is signed by its stations, then by the street; what was signed never changes. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { closeMonth, monthSheet } from '../../src/bank/oversight/close-month.ts'
import { signOffsOf } from '../../src/bank/oversight/reconcile.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { must, openTown, passed, TODAY, type Town } from '../town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const hour = 60
const month = '2026-11'
const STREET = '440104003'
const street = (): Actor => ({
  ...{ id: 'staff:street', kind: 'staff', role: 'street', station: '', strong: true },
  path: `4401/440104/${STREET}/`,
})
const later = () => {
  town.clock.at = Date.parse('2026-12-03T10:00:00+08:00')
}

test('what is signed stays, whatever is recorded and corrected afterwards', async () => {
  const { bank } = town
  const member = await town.member('陈一', 'S001')
  const order = { id: bank.ids.entry(), member, station: 'S001', minutes: 120, servedOn: TODAY }
  const first = must(await credit(bank, town.clerk('S001'), { ...order, service: 'activity' }))
  const of = { month, station: 'S001' }
  expect(await monthSheet(bank, town.clerk('S001'), of)).toMatchObject({
    refusal: { code: 'month-not-over' },
  })
  later()
  const before = must(await monthSheet(bank, town.clerk('S001'), of))
  expect(before.figures).toMatchObject({
    opening: { issued: 0 },
    closing: { issued: 2 * hour, position: 2 * hour },
    kinds: [{ kind: 'credit', count: 1, minutes: 2 * hour }],
    outstanding: 2 * hour,
  })
  const signed = must(await closeMonth(bank, town.clerk('S001'), { id: bank.ids.entry(), ...of }))
  expect(signed).toMatchObject({ kind: 'close', station: 'S001', servedOn: '2026-11-30' })
  const again = { id: bank.ids.entry(), ...of }
  const twice = await closeMonth(bank, town.head('S001'), again)
  expect(twice).toMatchObject({ ok: true, again: true, value: { seq: signed.seq } })

  const undo = { id: bank.ids.entry(), entry: first.id, reason: 'wrong-minutes' }
  await passed(bank, await reverse(bank, town.clerk('S001'), undo))
  const after = must(await monthSheet(bank, town.clerk('S001'), of))
  expect(after).toEqual({
    ...before,
    closed: { seq: signed.seq, by: signed.by, recordedAt: signed.recordedAt, agrees: true },
  })
  // It is no sign-off of a tally, and closes no day.
  expect(await signOffsOf(bank, of)).toEqual([])
  town.clock.at = Date.parse('2027-01-03T10:00:00+08:00')
  const next = must(await monthSheet(bank, town.clerk('S001'), { ...of, month: '2026-12' }))
  expect(next.figures.opening).toEqual(before.figures.closing)
  expect(next.figures.closing.position).toBe(0)
})

test('the street signs once all of its stations have, and comes to their sum', async () => {
  const { bank } = town
  for (const [at, station] of ['S001', 'S002'].entries()) {
    const member = await town.member(`陈${'一二'[at]}`, station)
    const order = { id: bank.ids.entry(), member, station, minutes: hour * (at + 1) }
    must(
      await credit(bank, town.clerk(station), { ...order, servedOn: TODAY, service: 'activity' }),
    )
  }
  later()
  const area = { month, area: STREET }
  const early = await closeMonth(bank, street(), { id: bank.ids.entry(), ...area })
  expect(early).toMatchObject({
    refusal: { code: 'month-open', stations: ['S001', 'S002', 'S003'] },
  })
  for (const station of ['S001', 'S002', 'S003'])
    must(await closeMonth(bank, town.head(station), { id: bank.ids.entry(), month, station }))
  const signed = must(await closeMonth(bank, street(), { id: bank.ids.entry(), ...area }))
  expect(signed.station).toBe('4401')
  const sheet = must(await monthSheet(bank, street(), area))
  expect(sheet).toMatchObject({ closed: { seq: signed.seq, agrees: true } })
  expect(sheet.figures).toMatchObject({
    closing: { position: 3 * hour },
    kinds: [{ kind: 'credit', count: 2, minutes: 3 * hour }],
    outstanding: 3 * hour,
  })
  expect(sheet.stations?.every(({ closed }) => closed)).toBe(true)
})

test('who signs for what', async () => {
  const { bank } = town
  later()
  const close = (actor: Actor, of: object) =>
    closeMonth(bank, actor, { id: bank.ids.entry(), month, ...of })
  const unknown = { refusal: { code: 'unknown-station' } }
  const not = { refusal: { code: 'not-allowed' } }
  expect(await close(town.clerk('S001'), { station: 'S002' })).toMatchObject(unknown)
  expect(await close(town.clerk('S001'), { area: STREET })).toMatchObject(not)
  expect(await close(street(), { station: 'S001' })).toMatchObject(not)
  // A street does not sign for the district around it.
  expect(await close(street(), { area: '440104' })).toMatchObject(unknown)
  expect(await close(town.city, { area: '999999' })).toMatchObject(unknown)
})
