/** The canteen's page: the table explains a price, the till's list is taken in from a file; the slip of a meal says who pays what. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveItem } from '../../src/bank/catalogue/item.ts'
import { loadSubsidy } from '../../src/bank/catalogue/meals.ts'
import { SAMPLE_SUBSIDY } from '../../src/rules/meals.ts'
import { must, TODAY } from '../town.ts'
import { formIn, type House, openHouse } from './house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
  const { bank, city } = house.town
  const order = { ...SAMPLE_SUBSIDY, area: '440104003', from: '2020-01-01', sample: true }
  must(await loadSubsidy(bank, city, { ...order, id: bank.ids.entry() }))
})
afterEach(() => house.town.close())

test('the table, and a list that is taken in once', async () => {
  const person = await house.person('何伯')
  const clerk = await house.clerk()
  const page = (await clerk.get('/desk/meals')).text
  for (const said of ['示例数据', '80 周岁以上', '3 元', '12 元']) expect(page).toContain(said)
  const send = async (text: string) => {
    const form = new FormData()
    const fields = formIn((await clerk.get('/desk/meals')).text, '/desk/meals')
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    form.set('day', TODAY)
    form.set('list', new File([text], 'list.csv'))
    return clerk.post('/desk/meals', form)
  }
  const list = `编号,餐次,份数\n${person.number},午餐,1\n`
  expect((await send(list)).text).toContain('新增 1，更正 0，与以前相同 0')
  expect((await send(list)).text).toContain('新增 0，更正 0，与以前相同 1')
  expect((await clerk.get('/desk/meals')).text).toContain('1 人，1 份')
  const wrong = await send(`编号,餐次\n${person.number},夜宵\nNOBODY,午餐\n`)
  expect([wrong.status, wrong.text.includes('看不出是哪一餐')]).toEqual([422, true])
  expect((await send('编号,餐次\nNOBODY,午餐\n')).text).toContain('第 2 行')
})

test('the slip of a meal says who pays what', async () => {
  const { bank, head } = house.town
  const meal = { code: 'lunch', kind: 'meal', name: { zh: '午餐' }, service: 'meal' }
  const price = { by: 'item', minutes: 60 }
  const order = { ...meal, price, id: bank.ids.entry(), station: 'S001', reason: 'new' }
  must(await saveItem(bank, head('S001'), order))
  const person = await house.person('何伯')
  await house.town.earn(person.member, 100)
  await bank.people.amend(person.member, { born: '1940-01' })
  const browser = await house.member(person)
  const sure = await browser.get(`/elder/confirm?service=item%2Flunch&whom=self&day=${TODAY}`)
  const sent = await browser.post('/elder/bookings', formIn(sure.text, '/elder/bookings'))
  const slip = (await browser.get(sent.location)).text
  expect(slip).toContain('餐费 12 元，个人付 3 元；市补贴 3 元、区补贴 3 元、镇街补贴 3 元')
})
