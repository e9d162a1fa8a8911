/** Pools on their page: volunteers give together from one form, and a line that cannot be read is named. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { approveGrant, saveFund } from '../../src/bank/city/partners.ts'
import { must } from '../town.ts'
import { formIn, type House, openHouse } from './house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.town.close())

test('several give in one act; a wrong line keeps what was typed', async () => {
  const [li, wu, ho] = [
    await house.person('李四'),
    await house.person('吴五'),
    await house.person('何伯'),
  ]
  await house.town.earn(li.member, 8)
  await house.town.earn(wu.member, 8)
  const clerk = await house.clerk()
  const page = (await clerk.get('/desk/pools')).text
  expect(page).toContain('几位志愿者一起捐')
  expect(page).not.toContain('/desk/pools/grant')
  const form = { ...formIn(page, '/desk/pools/together'), number: ho.number }
  const wrong = await clerk.post('/desk/pools/together', {
    ...form,
    givers: `${li.number} 2\n${wu.number} 很多`,
  })
  expect([wrong.status, wrong.text.includes('第 2 行')]).toEqual([422, true])
  expect(wrong.text).toContain(`${li.number} 2`)
  const sent = await clerk.post('/desk/pools/together', {
    ...form,
    givers: `${li.number} 2\n\n${wu.number}，1`,
  })
  expect(sent.location).toBe('/desk/pools?done=2')
  expect((await clerk.get(sent.location)).text).toContain('2 位志愿者已一起捐出')
  expect(await house.town.available(ho.member)).toBe(180)
})

test('a pool and an order may cite a grant line of a fund within reach, and keep saying so', async () => {
  const head = await house.head()
  expect((await head.get('/desk/pools')).text).not.toContain('grantLine')
  const { bank, city } = house.town
  const area = (await bank.directory.get('station', 'S001'))?.body.area ?? ''
  const fund = { federation: '慈善会', committee: '管委会', purpose: '助老', document: '设立 1 号' }
  const words = { ...fund, code: 'F-BJ-01', name: '社区慈善基金', area }
  must(await saveFund(bank, city, { id: bank.ids.entry(), ...words }))
  const line = { fund: 'F-BJ-01', line: 'L1', title: '微创投', document: '纪要' }
  must(await approveGrant(bank, city, { id: bank.ids.entry(), ...line, approvedOn: '2026-11-20' }))
  const page = (await head.get('/desk/pools')).text
  expect(page).toContain('F-BJ-01/L1 微创投')
  const terms = { ...formIn(page, '/desk/pools/terms'), grantLine: 'F-BJ-01/L1' }
  expect((await head.post('/desk/pools/terms', terms)).location).toBe('/desk/pools?done=saved')
  expect((await bank.directory.newest('pool', 'S001'))?.body.grantLine).toBe('F-BJ-01/L1')
  expect((await head.get('/desk/pools')).text).toMatch(/F-BJ-01\/L1" selected/)

  const form = formIn((await head.get('/desk/request')).text, '/desk/orders')
  const asked = { ...form, type: 'help', need: '装扶手', person: '三楼阿婆' }
  const order = await head.post('/desk/orders', { ...asked, grantLine: 'F-BJ-01/L1' })
  expect((await head.get(order.location)).text).toContain('F-BJ-01/L1')
  expect((await head.post('/desk/orders', { ...asked, grantLine: 'F-XX/L9' })).status).toBe(422)
})
