/** Pools on their page: volunteers give together from one form, and a line that cannot be read is named. */
import { afterEach, beforeEach, expect, test } from 'vitest'
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
