/** The catalogue on its pages: the head of a station brings an item, the desk redeems it, an elder books it, three choices a page. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { saveItem } from '../../src/bank/catalogue/item.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import { must } from '../town.ts'
import { type Browser, formIn, type House, openHouse, SIGNED } from './house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.town.close())

async function headBrowser(): Promise<Browser> {
  const { bank } = house.town
  const password = 'kapok flowers in april'
  const passwordHash = must(await bank.passwords.hash(password))
  const order = { login: 'head.s001', name: '站长', role: 'head', station: 'S001' } as const
  must(
    await addStaff(bank, SYSTEM, {
      ...order,
      id: bank.ids.entry(),
      passwordHash,
      passwordChosen: true,
    }),
  )
  const browser = house.browser()
  await browser.post('/sign-in', { login: order.login, password })
  return browser
}

const ITEM = {
  station: 'S001',
  kind: 'service',
  service: 'haircut',
  price: { by: 'item', minutes: 60 },
  reason: 'new',
} as const

const bring = (code: string, zh: string, more: object = {}) =>
  saveItem(house.town.bank, house.town.head('S001'), {
    ...ITEM,
    ...more,
    id: house.town.bank.ids.entry(),
    code,
    name: { zh },
  })

describe('at the desk', () => {
  test('an item is added and its stock counted, and what is wrong is said above the form', async () => {
    const head = await headBrowser()
    expect((await head.get('/desk/catalogue')).text).toContain('按全市统一的服务项目')
    const form = formIn((await head.get('/desk/catalogue/item')).text, '/desk/catalogue/item')
    const wanted = {
      ...{ ...form, code: 'haircut-home', name: '上门理发', kind: 'service', service: 'haircut' },
      ...{ by: 'item', hours: '1', counted: '1', week: '2,3', slots: '4', reason: 'new' },
    }
    const wrong = await head.post('/desk/catalogue/item', { ...wanted, week: '9' })
    expect([wrong.status, wrong.text.includes('星期 1 至 7')]).toEqual([422, true])
    expect(wrong.text).toContain('value="上门理发"')
    const saved = await head.post('/desk/catalogue/item', wanted)
    expect([saved.status, saved.location]).toEqual([303, '/desk/catalogue?done=saved'])
    const list = (await head.get('/desk/catalogue')).text
    for (const said of ['上门理发', '还有 0 份', '星期二、星期三', '每天 4 个名额', '新开项目'])
      expect(list).toContain(said)
    const stock = { ...formIn(list, '/desk/catalogue/stock'), by: '3', reason: 'received' }
    expect((await head.post('/desk/catalogue/stock', stock)).status).toBe(303)
    expect((await head.get('/desk/catalogue')).text).toContain('还有 3 份')
    const again = (await head.get('/desk/catalogue')).text
    const less = { ...formIn(again, '/desk/catalogue/stock'), by: '-9', reason: 'counted' }
    expect((await head.post('/desk/catalogue/stock', less)).text).toContain('只剩 3 份')
    const edit = await head.get('/desk/catalogue/item?item=haircut-home')
    const dearer = { ...formIn(edit.text, '/desk/catalogue/item'), ...wanted, hours: '2' }
    const id = formIn(edit.text, '/desk/catalogue/item')['id'] as string
    const waits = await head.post('/desk/catalogue/item', { ...dearer, id, reason: 'supply' })
    expect(waits.location).toContain('/desk/reviews/')
    const review = (await head.get(waits.location)).text
    for (const said of ['上门理发', '现在的价格', '用 1 小时', '要改成', '用 2 小时', '供应变化'])
      expect(review).toContain(said)
  })

  test('an item is redeemed, and a person below the gate is told how far it is', async () => {
    must(await bring('haircut-home', '上门理发'))
    const person = await house.person('李四')
    await house.town.earn(person.member, 8)
    const clerk = await house.clerk()
    const before = (await clerk.get(`/desk/members/${person.member}`)).text
    expect(before).toContain('上门理发 · 用 1 小时（累计服务还差 92 小时）')
    await house.town.earn(person.member, 92)
    const page = (await clerk.get(`/desk/members/${person.member}`)).text
    expect(page).toContain('value="item/haircut-home"')
    const form = { ...formIn(page, '/desk/redemptions'), service: 'item/haircut-home' }
    const asked = { ...form, beneficiary: 'self', times: '2' }
    expect((await clerk.post('/desk/redemptions', asked)).text).toContain('2 小时')
    const done = await clerk.post('/desk/redemptions', { ...asked, ...SIGNED })
    expect([done.status, await house.town.available(person.member)]).toEqual([303, 98 * 60])
    const many = await clerk.post('/desk/redemptions', { ...asked, times: '很多', ...SIGNED })
    expect(many.status).toBe(422)
    const none = await clerk.post('/desk/redemptions', { ...form, service: 'item/none' })
    expect(none.status).toBe(422)
  })
})

describe('on an elder’s page', () => {
  test('three choices a page; what cannot be had says what is missing; what can is booked', async () => {
    must(await bring('a-cut', '上门理发', { days: { week: [3] } }))
    must(await bring('b-clean', '理发店理发'))
    must(await bring('c-wash', '洗头'))
    must(await bring('d-age', '长者理发', { age: 60 }))
    const person = await house.person('何伯')
    await house.town.earn(person.member, 100)
    const browser = await house.member(person)
    const first = (await browser.get('/elder')).text
    expect([first.includes('洗头'), first.includes('长者理发')]).toEqual([true, false])
    const second = (await browser.get('/elder?page=2')).text
    expect(second).toContain('还没有登记出生年月')
    expect(second).not.toContain('service=item%2Fd-age')
    const days = (await browser.get('/elder/day?service=item%2Fa-cut&whom=self')).text
    expect(days).toContain('day=2026-11-25')
    expect(days).not.toContain('day=2026-11-24')
    const sure = await browser.get('/elder/confirm?service=item%2Fa-cut&whom=self&day=2026-11-25')
    expect(sure.text).toContain('约上门理发，用 1 小时')
    const sent = await browser.post('/elder/bookings', formIn(sure.text, '/elder/bookings'))
    const slip = (await browser.get(sent.location)).text
    expect(slip).toContain('上门理发')
    expect((await browser.get('/elder/whom?service=item%2Fnone')).status).toBe(404)
  })
})
