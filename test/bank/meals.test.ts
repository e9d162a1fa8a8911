/** Meals of a canteen: a dated table says who pays what; the till's list of a day is taken in once. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  dinersOn,
  importDiners,
  loadSubsidy,
  mealFor,
  type SubsidyOrder,
  subsidyAt,
} from '../../src/bank/catalogue/meals.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type Eater, mealPrice, SAMPLE_SUBSIDY } from '../../src/rules/meals.ts'
import { readDiners } from '../../src/paper/diners.ts'
import { isSheetFault, readSheet } from '../../src/paper/sheet.ts'
import { must, openTown, TODAY, type Town } from '../town.ts'

let town: Town
let ho: MemberId
const id = () => town.bank.ids.entry()
beforeEach(async () => {
  town = await openTown()
  ho = await town.member('何伯')
})
afterEach(() => town.close())

const table = (more: Partial<SubsidyOrder> = {}) =>
  loadSubsidy(town.bank, town.city, {
    ...SAMPLE_SUBSIDY,
    id: id(),
    area: '440104003',
    from: '2020-01-01',
    sample: true,
    ...more,
  })

describe('who pays what', () => {
  const home = '4401/440118/440118104/'
  const eater = (more: Partial<Eater>): Eater => ({
    hardship: false,
    age: 70,
    home,
    place: home,
    ...more,
  })
  const paid = (more: Partial<Eater>) => mealPrice(SAMPLE_SUBSIDY.bands, eater(more))?.pays

  test('1, 3 or 5 yuan of 12, by hardship and age', () => {
    expect([paid({ hardship: true }), paid({ age: 85 }), paid({})]).toEqual([100, 300, 500])
    expect(paid({ hardship: true, age: 85 })).toBe(100)
    expect(paid({ age: 59 })).toBeUndefined()
  })

  test('in another town the town’s part is lost, in another district the district’s too', () => {
    expect(paid({ place: '4401/440118/440118105/' })).toBe(600)
    const far = mealPrice(SAMPLE_SUBSIDY.bands, eater({ place: '4401/440104/440104003/' }))
    expect(far).toEqual({ band: 'elder-60', city: 300, district: 0, town: 0, pays: 900 })
  })

  test('the table of the day counts, the town’s before the city’s', async () => {
    must(await table({ area: '4401', from: '2025-01-01', source: 'city-2025' }))
    must(await table())
    must(await table({ from: '2026-06-01', source: 'town-2026' }))
    const path = '4401/440104/440104003/'
    const at = async (day: string) => (await subsidyAt(town.bank, path, day))?.body.source
    expect(await at('2026-05-31')).toBe(SAMPLE_SUBSIDY.source)
    expect(await at('2026-06-01')).toBe('town-2026')
    expect(await at('2019-12-31')).toBeUndefined()
    expect((await subsidyAt(town.bank, '4401/440106/', TODAY))?.body.source).toBe('city-2025')
    await town.bank.people.amend(ho, { born: '1940-01' })
    const told = await mealFor(town.bank, { member: ho, station: 'S001' }, TODAY)
    expect(told).toMatchObject({ band: 'elder-80', pays: 300, table: { sample: true } })
  })

  test('parts that do not make the fee are refused, and only the city loads a table', async () => {
    const [band] = SAMPLE_SUBSIDY.bands
    expect(await table({ bands: [{ ...band, pays: 0 }] })).toMatchObject({
      refusal: { what: 'bands' },
    })
    expect(await table({ area: '999' })).toMatchObject({ refusal: { what: 'area' } })
    const order = { ...SAMPLE_SUBSIDY, id: id(), area: '4401', from: '2020-01-01' }
    expect(await loadSubsidy(town.bank, town.head('S001'), order)).toMatchObject({
      refusal: { code: 'not-allowed' },
    })
  })
})

describe('the till’s list', () => {
  const rows = async (text: string) => {
    const sheet = await readSheet(new TextEncoder().encode(text), 'list.csv')
    const read = isSheetFault(sheet) ? sheet : readDiners(sheet)
    if (isSheetFault(read)) throw new Error(read.code)
    return read
  }

  test('is read with its own titles, and what is no meal or count is named by its cell', async () => {
    const read = await rows('卡号,餐次,份数\nGZ1,午餐,2\nGZ2,夜宵,1\n,晚餐,1\nGZ3,晚餐,很多\n')
    expect(read.rows).toEqual([{ row: 2, number: 'GZ1', meal: 'lunch', count: 2 }])
    expect(read.faults.map(({ cell, code }) => `${cell} ${code}`)).toEqual([
      'B3 meal-unreadable',
      'A4 person-missing',
      'C5 count-unreadable',
    ])
  })

  test('once however often it is sent; a corrected one brings what differs; a stranger stops it whole', async () => {
    const number = (await town.bank.people.get(ho))?.number ?? ''
    const list = (count: number, more: readonly string[] = []) =>
      importDiners(town.bank, town.clerk('S001'), {
        id: id(),
        station: 'S001',
        day: TODAY,
        file: 'ab'.repeat(32),
        rows: [number, ...more].map((one) => ({ number: one, meal: 'lunch', count })),
      })
    expect(await list(1)).toEqual({ ok: true, added: 1, changed: 0, same: 0 })
    const size = await town.bank.journal.size()
    expect(await list(1)).toEqual({ ok: true, added: 0, changed: 0, same: 1 })
    expect(await town.bank.journal.size()).toBe(size)
    expect(await list(2, ['NOBODY'])).toMatchObject({ ok: false, refused: [{ row: 1 }] })
    expect(await list(2)).toEqual({ ok: true, added: 0, changed: 1, same: 0 })
    expect(await dinersOn(town.bank, 'S001', TODAY)).toEqual(
      new Map([['lunch', { people: 1, meals: 2 }]]),
    )
  })
})
