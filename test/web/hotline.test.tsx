/** The hotline's log, calls and visits of our own, case notes and figures, by their pages. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Person } from '../../src/bank/ports-people.ts'
import { isSheetFault, readSheet } from '../../src/paper/sheet.ts'
import { type Browser, formIn, type House, openHouse } from './house.ts'

let house: House
let clerk: Browser
let he: Person
beforeEach(async () => {
  house = await openHouse()
  clerk = await house.clerk()
  he = await house.person('何伯年')
})
afterEach(() => house.town.close())

const formAt = async (path: string, action = path) => formIn((await clerk.get(path)).text, action)

test('a call is a line, closed at once, without an order or hours', async () => {
  const size = await house.town.bank.journal.size()
  const form = await formAt('/desk/hotline')
  const call = { ...form, caller: '女儿', who: he.number, class: 'alone', need: '问高龄津贴' }
  const sent = { ...call, outcome: 'explained', people: '2', goods: '1' }
  expect((await clerk.post('/desk/hotline', sent)).location).toBe('/desk/hotline?done=closed')
  expect(await house.town.bank.journal.size()).toBe(size + 2)
  await clerk.post('/desk/hotline', sent)
  expect(await house.town.bank.journal.size()).toBe(size + 2)
  const log = (await clerk.get('/desk/hotline')).text
  expect(log).toContain('问高龄津贴')
  expect(log).toContain('已办结')
  expect(log).toMatch(/今天<\/th><td>1<\/td><td>2<\/td><td>1<\/td><td>1<\/td><td>0<\/td>/)
  const wrong = { ...form, need: '', class: 'alone' }
  expect((await clerk.post('/desk/hotline', wrong)).status).toBe(422)
  expect(await house.town.bank.journal.size()).toBe(size + 2)
})

test('an order follows from a call in one tap, and says where it came from', async () => {
  const call = { ...(await formAt('/desk/hotline')), class: 'resident', need: '灯坏了' }
  expect((await clerk.post('/desk/hotline', { ...call, who: '二楼阿婆' })).location).toContain(
    'taken',
  )
  const log = (await clerk.get('/desk/hotline')).text
  const path = /\/desk\/request\?from=[0-9a-f-]{36}/.exec(log)?.[0] ?? ''
  const form = await formAt(path, '/desk/orders')
  const made = await clerk.post('/desk/orders', { ...form, type: 'help', need: '换灯泡' })
  const order = (await clerk.get(made.location)).text
  expect(order).toContain(`/desk/orders/${path.slice(-36)}`)
  expect(order).toContain('来自')
})

test('a list of calls is printed and filled, and the next one is for its day', async () => {
  const form = await formAt('/desk/rounds')
  const plan = { ...form, kind: 'call', class: 'alone', day: '2026-11-24', who: he.number }
  expect((await clerk.post('/desk/rounds', plan)).location).toBe('/desk/rounds?done=added')
  const page = await clerk.get('/desk/rounds')
  expect(page.text).toContain('何*年')
  const sheet = formIn(page.text, '/desk/rounds/results')
  const round = sheet['round'] ?? ''
  const results = { ...sheet, [`result-${round}`]: 'missed', [`next-${round}`]: '2026-11-25' }
  expect((await clerk.post('/desk/rounds/results', results)).location).toBe('/desk/rounds?saved=1')
  expect((await clerk.get('/desk/rounds')).text).toContain('今天没有要联系的人')
  const unknown = await clerk.post('/desk/rounds', { ...plan, id: '', who: '000000' })
  expect(unknown.status).toBe(422)
})

test('case notes are the station’s own, kept in the vault, and each look can be seen by the person', async () => {
  const path = `/desk/members/${he.member}/cases`
  expect((await clerk.get(`/desk/members/${he.member}`)).text).toContain(`${path}"`)
  const text = '独居，儿子在外地，每周三上门'
  expect((await clerk.post(path, { ...(await formAt(path)), text })).location).toBe(path)
  expect((await clerk.get(path)).text).toContain(text)
  expect((await (await house.clerk('S002')).get(path)).status).toBe(404)
  expect((await (await house.member(he)).get('/passbook/looks')).text).toContain('查看了个案记录')
  const entries = await house.town.bank.journal.entries(0, 1_000)
  expect(JSON.stringify(entries.map(({ refs }) => refs))).not.toContain(text)
  await house.town.bank.people.erase(he.member)
  expect(await house.town.bank.people.notes.of(he.member)).toEqual([])
})

test('each figure has its parts beside it and its definition under it', async () => {
  const call = { ...(await formAt('/desk/hotline')), class: 'alone', need: '问津贴' }
  await clerk.post('/desk/hotline', { ...call, outcome: 'explained' })
  const page = (await clerk.get('/desk/figures?type=hotline')).text
  expect(page).toContain('100.0%（1/1）')
  expect(page).toContain('办结率 =')
  expect(page).toContain('按时办结率 =')
  for (const level of ['village', 'street', 'district', 'city'])
    expect((await clerk.get(`/desk/figures?type=hotline&level=${level}`)).text).toContain('1/1')
})

test('the hotline day by day: a month, a range, sums, and the same as a sheet', async () => {
  for (const [people, goods] of [
    ['2', '1'],
    ['3', '0'],
  ] as const) {
    const form = await formAt('/desk/hotline')
    const call = { ...form, class: 'alone', need: '问高龄津贴', outcome: 'explained' }
    await clerk.post('/desk/hotline', { ...call, people, goods })
  }
  const page = await clerk.get('/desk/hotline/days?month=2026-11')
  const line = (label: string, ...counts: readonly number[]) =>
    `<th scope="row">${label}</th>${counts.map((one) => `<td class="num">${one}</td>`).join('')}`
  expect(page.text).toContain(line('2026年11月24日', 2, 5, 2, 1, 0))
  expect(page.text).toContain(line('2026年11月1日', 0, 0, 0, 0, 0))
  expect(page.text).toContain(line('合计', 2, 5, 2, 1, 0))
  expect((page.text.match(/<th scope="row">/g) ?? []).length).toBe(31)
  const range = '/desk/hotline/days?from=2026-11-23&to=2026-11-24'
  expect(((await clerk.get(range)).text.match(/<th scope="row">/g) ?? []).length).toBe(3)
  const csv = await clerk.get(`${range}&as=csv`)
  expect(csv.headers.get('Content-Disposition')).toContain('hotline-2026-11-23-2026-11-24.csv')
  expect(csv.text.replace('\uFEFF', '').trim().split(/\r?\n/)).toEqual([
    '站点编号,服务站点,日期,来电,服务人次,解决问题（个）,发放物资（份）,入户（户）',
    'S001,S001 站,2026-11-23,0,0,0,0,0',
    'S001,S001 站,2026-11-24,2,5,2,1,0',
    'S001,S001 站,合计,2,5,2,1,0',
    ',,全部站点合计,2,5,2,1,0',
  ])
  const sheet = await readSheet((await clerk.get(`${range}&as=xlsx`)).bytes, 'h.xlsx')
  if (isSheetFault(sheet)) throw new Error(sheet.code)
  expect(sheet.rows[2]?.map((cell) => ('value' in cell ? cell.value : ''))).toEqual([
    ...['S001', 'S001 站', '2026-11-24', 2, 5, 2, 1, 0],
  ])
  expect((await clerk.get('/desk/hotline/days?from=2024-01-01&to=2026-11-24')).status).toBe(422)
  expect((await clerk.get('/desk/hotline')).text).toContain('/desk/hotline/days')
  const office = await (await house.office()).get('/desk/hotline/days')
  expect(office.text).toContain('<h2>S001 站</h2>')
  expect(office.text).not.toContain('<h2>S002 站</h2>')
})
