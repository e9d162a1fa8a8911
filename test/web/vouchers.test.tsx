/** A voucher on its pages: given out, printed with its code, taken in at another station, and told apart from a booking. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formIn, type House, openHouse } from './house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse({ vouchers: { days: 30, daysMost: 90 } })
})
afterEach(() => house.town.close())

test('the paper has a code that another station takes once', async () => {
  const person = await house.person('何伯')
  await house.town.earn(person.member, 100)
  const clerk = await house.clerk()
  const page = `/desk/members/${person.member}/voucher`
  expect((await clerk.get(`/desk/members/${person.member}`)).text).toContain('开时间券')
  const form = formIn((await clerk.get(page)).text, page)
  expect((await clerk.post(page, { ...form, hours: '0.5' })).status).toBe(422)
  const sent = await clerk.post(page, { ...form, hours: '2' })
  const paper = (await clerk.get(`${sent.location}?paper=roll`)).text
  expect(paper).toContain('2026年12月24日')
  const code = /([0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(paper)?.[0] ?? ''
  const other = await house.clerk('S002')
  expect((await other.get(sent.location)).text).not.toContain(code)
  const take = async (typed: string) => {
    const fields = formIn((await other.get('/desk/vouchers')).text, '/desk/vouchers')
    return other.post('/desk/vouchers', { ...fields, code: typed, service: 'haircut' })
  }
  expect((await take('nothing')).text).toContain('没有这张时间券')
  expect((await take(code.toLowerCase())).location).toMatch(/^\/receipts\//)
  expect((await take(code)).text).toContain('一张只能用一次')
  expect(await house.town.available(person.member)).toBe(99 * 60)
  expect((await clerk.get(sent.location)).text).toContain('不能再打印')
})
