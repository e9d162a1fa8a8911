/** Events from a file: every row is looked at first, sound ones are taken in, each number once however often the file comes. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { moveOrder } from '../../src/bank/loop/move.ts'
import { ordersFor, wordsOf } from '../../src/bank/loop/order.ts'
import { resultsDue, takeEvents } from '../../src/bank/loop/outside.ts'
import { xlsx } from '../paper/samples.ts'
import { must } from '../town.ts'
import { type Browser, formIn, type House, openHouse } from './house.ts'

const PATH = '/desk/events'
const TITLES = '工单编号,诉求内容,承办站点,办理时限,来电人,联系电话,地址'

let house: House
let clerk: Browser
beforeEach(async () => {
  house = await openHouse()
  clerk = await house.clerk()
})
afterEach(() => house.town.close())

const csv = (...lines: readonly string[]) => new File([[TITLES, ...lines].join('\n')], '来件.csv')
const GOOD = [
  'GZ1,楼道灯不亮,S001,2026-11-30,陈先生,13800000001,示例路 2 号',
  'GZ2,想请人陪诊,,2026-11-30 18:00,,,',
]

async function check(file: File, by = clerk, more: Record<string, string> = {}) {
  const form = new FormData()
  form.set('sheet', file)
  for (const [name, value] of Object.entries({ system: '12345', step: 'check', ...more }))
    form.set(name, value)
  return by.post(PATH, form)
}

async function record(page: string, by = clerk, more: Record<string, string> = {}) {
  // The form that carries the file is the first.
  return by.post(PATH, { ...formIn(page, PATH), step: 'record', ...more })
}

const orders = async () => must(await ordersFor(house.town.bank, house.town.city, {}))

test('a file is looked at first and writes nothing; then it is taken in, and once more it is known', async () => {
  const size = await house.town.bank.journal.size()
  const page = await check(csv(...GOOD))
  expect(page.status).toBe(200)
  for (const text of [
    '12345 热线 · 2 行可以受理 · 0 行早已受理',
    '楼道灯不亮',
    '还没有受理任何一件',
  ])
    expect(page.text).toContain(text)
  expect(await house.town.bank.journal.size()).toBe(size)
  const sent = await record(page.text)
  expect(sent.location).toBe(`${PATH}?taken=2&known=0`)
  expect((await clerk.get(sent.location)).text).toContain('已受理 2 件')
  const found = await orders()
  expect(found.map(({ body }) => [body.outside?.number, body.source, body.station])).toEqual([
    ['GZ1', '12345', 'S001'],
    ['GZ2', '12345', 'S001'],
  ])
  const said = await wordsOf(
    house.town.bank,
    found.map(({ key }) => key),
  )
  expect(said.get(found[0]?.key ?? '')).toEqual({
    ...{ need: '楼道灯不亮', caller: '陈先生', phone: '13800000001', address: '示例路 2 号' },
  })
  // The same page sent again, and the same file again, add nothing.
  expect((await record(page.text)).location).toBe(`${PATH}?taken=0&known=2`)
  const again = await check(csv(...GOOD, 'GZ3,井盖松动,,,,,'))
  expect(again.text).toContain('1 行可以受理 · 2 行早已受理')
  expect((await record(again.text)).location).toBe(`${PATH}?taken=1&known=2`)
  expect(await orders()).toHaveLength(3)
})

test('reads a workbook as it reads a csv, and the grid’s numbers apart from the hotline’s', async () => {
  await record((await check(csv(...GOOD))).text)
  const book = await xlsx([
    ['事件编号', '事件描述'],
    ['GZ1', '占道经营'],
  ])
  const file = new File([new Uint8Array(book)], '网格.xlsx')
  const page = await check(file, clerk, { system: 'grid' })
  expect(page.text).toContain('网格 · 1 行可以受理')
  expect((await record(page.text)).location).toBe(`${PATH}?taken=1&known=0`)
  expect((await orders()).map(({ body }) => body.outside?.system)).toEqual([
    ...['12345', '12345', 'grid'],
  ])
})

test('each wrong row is named with its cell; sound rows go in only when the others are left out', async () => {
  const page = await check(
    csv(
      ...GOOD,
      '编号 X,没有编号,,,,,',
      'GZ4,,,,,,',
      'GZ5,时限不对,,哪天,,,',
      'GZ6,别的站点,S002,,,,',
      'GZ1,重复,,,,,',
    ),
  )
  expect(page.status).toBe(422)
  expect(page.text).toContain('2 行可以受理 · 0 行早已受理 · 5 行有问题')
  for (const text of ['第 4 行 A4', '第 5 行', '第 6 行 D6（办理时限）', '第 7 行', '第 8 行 A8'])
    expect(page.text).toContain(text)
  const refused = await record(page.text)
  expect([refused.status, refused.text.includes('勾选“有问题的行先不受理”')]).toEqual([422, true])
  expect(await orders()).toEqual([])
  const sent = await record(refused.text, clerk, { leave: '1' })
  expect(sent.location).toBe(`${PATH}?taken=2&known=0`)
  expect(await orders()).toHaveLength(2)
})

test('says why a file cannot be read, and takes nothing that is not theirs', async () => {
  for (const [file, said] of [
    [new File(['a,b\n1,2\n'], 'x.csv'), '第一行'],
    [new File([''], 'x.csv'), ''],
  ] as const) {
    const answer = await check(file)
    expect(answer.status).toBe(422)
    if (said === '') expect(answer.text).toContain('problem')
  }
  const office = await house.office()
  const page = await check(csv(...GOOD), office, { station: 'S003' })
  expect((await record(page.text, office)).location).toBe(`${PATH}?taken=2&known=0`)
  expect((await orders()).map(({ body }) => body.station).toSorted()).toEqual(['S001', 'S003'])
  // Another station's number is not shown to whoever has not that station.
  const other = await house.clerk('S002')
  expect((await check(csv('GZ1,楼道灯不亮,,,,,'), other)).status).toBe(422)
})

test('what goes back is listed whole, however many orders came after it', async () => {
  const { bank } = house.town
  await record((await check(csv(...GOOD))).text)
  const [first] = await orders()
  for (const [move, more] of [
    ['accept', {}],
    ['dispatch', { place: 'S001' }],
    ['sign', {}],
    ['close', { outcome: 'solved' }],
  ] as const) {
    const order = { id: bank.ids.entry(), order: first?.key ?? '', move, ...more }
    must(await moveOrder(bank, house.town.clerk('S001'), order))
  }
  const events = Array.from({ length: 510 }, (_, at) => ({
    ...{ number: `N${at}`, station: 'S001', words: { need: '灯' } },
  }))
  for (const outcome of await takeEvents(bank, house.town.clerk('S001'), {
    system: 'grid',
    events,
  }))
    must(outcome)
  const due = must(await resultsDue(bank, house.town.clerk('S001'), 'S001'))
  expect(due.map(({ body }) => body.outside?.number)).toEqual(['GZ1'])
  expect((await clerk.get('/desk/results')).text).toContain('GZ1')
  expect((await clerk.get(PATH)).text).toContain('/desk/results')
})
