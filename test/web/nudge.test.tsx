/** What hours could be used for this week, on the passbook and at the desk; and whose hours have lain for a year. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveItem } from '../../src/bank/catalogue/item.ts'
import { nudgesFor } from '../../src/bank/catalogue/choices.ts'
import { unusedAt } from '../../src/bank/oversight/unused.ts'
import { redeem } from '../../src/bank/service/redeem.ts'
import { must } from '../town.ts'
import { type House, openHouse } from './house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.town.close())

const bring = async (code: string, zh: string, more: object = {}) => {
  const { bank, head } = house.town
  const price = { by: 'item', minutes: 60 }
  const order = { station: 'S001', kind: 'service', service: 'haircut', price, reason: 'new' }
  must(
    await saveItem(bank, head('S001'), {
      ...order,
      ...more,
      id: bank.ids.entry(),
      code,
      name: { zh },
    }),
  )
}

test('at most three that are open this week and paid for, plainly', async () => {
  await bring('a', '理发一')
  await bring('b', '理发二', { days: { month: [15] } })
  await bring('c', '理发三')
  await bring('d', '理发四')
  await bring('e', '理发五')
  const person = await house.person('李四')
  const browser = await house.member(person)
  expect((await browser.get('/passbook')).text).not.toContain('本周可以换')
  await house.town.earn(person.member, 100)
  const page = (await browser.get('/passbook')).text
  for (const said of ['这些时间本周可以换', '理发一', '理发三', '理发四', '不会过期'])
    expect(page).toContain(said)
  for (const not of ['理发二', '理发五']) expect(page).not.toContain(not)
  const clerk = await house.clerk()
  expect((await clerk.get(`/desk/members/${person.member}`)).text).toContain('可用的时间本周可以换')
  const { bank, self } = house.town
  const whose = { member: person.member, station: 'S001' }
  expect(await nudgesFor(bank, self(person.member), whose)).toHaveLength(3)
})

test('hours of a year ago that nobody has used since, oldest first', async () => {
  const { bank, clerk, clock, head } = house.town
  const li = await house.person('李四')
  const wu = await house.person('吴五')
  await house.town.earn(li.member, 104)
  clock.at += 366 * 86_400_000
  await house.town.earn(wu.member, 8)
  await house.town.earn(li.member, 8)
  const order = { member: li.member, station: 'S001', service: 'clinic' }
  must(await redeem(bank, clerk('S001'), { ...order, id: bank.ids.entry() }))
  expect(must(await unusedAt(bank, head('S001'), 'S001'))).toEqual([
    { member: li.member, minutes: 102 * 60 },
  ])
  expect((await unusedAt(bank, head('S002'), 'S001')).ok).toBe(false)
  const browser = await house.clerk()
  const page = (await browser.get('/desk/unused')).text
  expect([page.includes('李*'), page.includes('102 小时'), page.includes('吴*')]).toEqual([
    true,
    true,
    false,
  ])
})
