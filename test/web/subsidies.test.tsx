/** Subsidies of meals by page: dated tables with where they stand, an example explained, and a new table by the city's office. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadSubsidy, subsidiesOn, subsidyAt } from '../../src/bank/catalogue/meals.ts'
import { SAMPLE_SUBSIDY } from '../../src/rules/meals.ts'
import { must } from '../town.ts'
import { formIn, type House, openHouse } from './house.ts'

const PATH = '/desk/subsidies'
const STREET = '4401/440104/440104003/'

let house: House
beforeEach(async () => {
  house = await openHouse()
  for (const [area, from] of [
    ['440104003', '2020-01-01'],
    ['440104003', '2026-06-01'],
    ['440104003', '2027-01-01'],
    ['4401', '2025-01-01'],
    ['440106', '2025-01-01'],
  ] as const) {
    const order = { ...SAMPLE_SUBSIDY, area, from, source: `paper-${from}`, sample: true }
    must(await loadSubsidy(house.town.bank, house.town.city, { ...order, id: id() }))
  }
})
afterEach(() => house.town.close())

const id = () => house.town.bank.ids.entry()

test('tables stand by area, the nearest first, and by day, each with where it stands', async () => {
  const found = await subsidiesOn(house.town.bank, STREET)
  expect(found.map(({ row }) => row.key)).toEqual([
    '440104003/2027-01-01',
    '440104003/2026-06-01',
    '440104003/2020-01-01',
    '4401/2025-01-01',
  ])
  expect(await subsidiesOn(house.town.bank)).toHaveLength(5)
  const clerk = await house.clerk()
  const page = (await clerk.get(PATH)).text
  const standing = [...page.matchAll(/<h2>([^<]*第 1 版[^<]*)<\/h2>/g)].map(([, text]) => text)
  expect(standing).toEqual([
    '北京街道（第 1 版） · 还没有开始执行',
    '北京街道（第 1 版） · 现行',
    '北京街道（第 1 版） · 已被新的代替',
    '广州市（第 1 版） · 现行',
  ])
  expect(page).toContain('paper-2026-06-01')
  expect(page).not.toContain('新增一份标准')
  expect((await clerk.get('/desk/meals')).text).toContain(PATH)
  // A district's office sees its own areas and the city's.
  const office = await house.office('440106')
  expect([...(await office.get(PATH)).text.matchAll(/第 1 版/g)]).toHaveLength(2)
})

test('an example is explained by the table of its day: who pays what, by which paper', async () => {
  const clerk = await house.clerk()
  const said = async (query: string) => (await clerk.get(`${PATH}?${query}`)).text
  const at80 = await said('age=83&home=town&day=2026-11-24')
  expect(at80).toContain(
    '80 周岁以上：餐费 12 元，个人付 3 元；市补贴 3 元、区补贴 3 元、镇街补贴 3 元',
  )
  expect(at80).toContain('依据 paper-2026-06-01，2026年6月1日 起')
  expect(await said('age=83&home=town&day=2024-01-01')).toContain('依据 paper-2020-01-01')
  expect(await said('age=83&home=district&day=2026-11-24')).toContain('个人付 6 元')
  expect(await said('age=83&home=city&day=2026-11-24')).toContain('个人付 9 元')
  expect(await said('age=65&hardship=1&day=2026-11-24')).toContain('个人付 1 元')
  expect(await said('age=40&day=2026-11-24')).toContain('餐费全部由个人付')
  expect(await said('age=83&day=2019-11-24')).toContain('这里还没有补贴标准')
})

test('the city’s office adds a dated table that cites its paper; the same area and day again is a correction', async () => {
  const city = await house.office('')
  const page = await city.get(PATH)
  expect([...page.text.matchAll(/第 1 版/g)]).toHaveLength(5)
  const form: Record<string, string> = {
    ...formIn(page.text, PATH),
    ...{ area: '440104', from: '2026-12-01', fee: '15', source: 'yuexiu-2026-12' },
    ...{ 'age-0': '60', 'city-0': '3', 'district-0': '3', 'town-0': '7.5', 'pays-0': '1.5' },
    'hardship-0': '1',
  }
  expect([form['band-0'], form['band-1']]).toEqual(['hardship', 'elder-80'])
  const sent = await city.post(PATH, form)
  expect(sent.location).toBe(`${PATH}?done=1`)
  const row = await subsidyAt(house.town.bank, '4401/440104/440104001/', '2026-12-24')
  expect(row?.body).toEqual({
    ...{ from: '2026-12-01', fee: 1_500, source: 'yuexiu-2026-12', sample: false },
    bands: [
      { band: 'hardship', hardship: true, age: 60, city: 300, district: 300, town: 750, pays: 150 },
    ],
  })
  // The same form sent twice is one table.
  expect((await city.post(PATH, form)).status).toBe(303)
  const key = '440104/2026-12-01'
  expect((await house.town.bank.directory.newest('subsidy', key))?.version).toBe(1)
  await city.post(PATH, { ...form, id: id(), 'town-0': '8', 'pays-0': '1' })
  expect((await house.town.bank.directory.newest('subsidy', key))?.version).toBe(2)
})

test('what is wrong is said by its row, and everything typed stays', async () => {
  const city = await house.office('')
  const form = {
    ...formIn((await city.get(PATH)).text, PATH),
    ...{ area: '440106', from: '2026-12-01', fee: '15', source: 'tianhe-2026' },
    ...{ 'age-0': '60', 'city-0': '3', 'district-0': '3', 'town-0': '3', 'pays-0': '3' },
  }
  const wrong = async (more: Record<string, string>) => {
    const answer = await city.post(PATH, { ...form, id: id(), ...more })
    expect(answer.status).toBe(422)
    return answer.text
  }
  const sum = await wrong({ 'hardship-0': '1' })
  expect(sum).toContain('第 1 行：各级补贴加个人付不等于餐费 15 元')
  for (const kept of ['value="tianhe-2026"', 'value="2026-12-01"', 'name="pays-0" size="6"'])
    expect(sum).toContain(kept)
  expect(sum).toMatch(/name="hardship-0" value="1"[^>]*checked/)
  expect(sum).toMatch(/<option value="440106" selected/)
  expect(await wrong({ 'pays-0': '6', 'city-1': 'x' })).toContain('第 2 行：请填写年龄和金额')
  expect(await wrong({ fee: 'many' })).toContain('请填写一份餐费')
  const empty = { 'age-0': '', 'city-0': '', 'district-0': '', 'town-0': '', 'pays-0': '' }
  expect(await wrong(empty)).toContain('请至少填写一行')
  await wrong({ 'pays-0': '6', source: '一号文' })
  await wrong({ 'pays-0': '6', from: '' })
})
