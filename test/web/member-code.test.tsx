/** Signing in with a phone, by the pages. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { enrol } from '../../src/bank/people/enrol.ts'
import { must } from '../town.ts'
import { formIn, type House, openHouse } from './house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.town.close())

test('the phone first, the card second, and the code leads to the time book', async () => {
  const person = await house.person('吴小玲')
  const browser = house.browser()
  expect((await browser.get('/passbook')).location).toBe('/code')
  const door = await browser.get('/code')
  expect(door.text.indexOf('name="phone"')).toBeLessThan(door.text.indexOf('href="/card"'))
  const asked = await browser.post('/code', { phone: person.phone })
  expect(asked.status).toBe(200)
  expect(asked.headers.getSetCookie().join()).toMatch(
    /kapok-code=[\w-]{43};.*HttpOnly; SameSite=Strict/,
  )
  const code = house.messages.codeTo(person.phone)
  expect(asked.text).not.toContain(code)
  const form = formIn(asked.text, '/code/check')
  const wrong = await browser.post('/code/check', {
    ...form,
    code: code === '000000' ? '1' : '000000',
  })
  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('还可以试 4 次')
  const right = await browser.post('/code/check', { ...form, code })
  expect(right.location).toBe('/passbook')
  expect((await browser.get('/passbook')).text).toContain('吴小玲')
})

test('a stranger’s phone gets the same page, byte for byte, and no message', async () => {
  const person = await house.person('吴小玲')
  const page = async (phone: string) => {
    const answer = await house.browser().post('/code', { phone })
    return `${answer.status} ${answer.text.replaceAll(phone, 'PHONE')}`
  }
  expect(await page('13911112222')).toBe(await page(person.phone))
  expect(house.messages.sent).toHaveLength(1)
})

test('a family is asked who it is, by masked names', async () => {
  const { bank } = house.town
  const people = []
  for (const name of ['王建国', '李秀英']) {
    const order = { id: bank.ids.entry(), station: 'S001', name, phone: '13912345678' }
    people.push(must(await enrol(bank, house.town.clerk('S001'), order)).person)
  }
  const browser = house.browser()
  const asked = await browser.post('/code', { phone: '13912345678' })
  const code = house.messages.codeTo('13912345678')
  const who = await browser.post('/code/check', { ...formIn(asked.text, '/code/check'), code })
  expect(who.status).toBe(200)
  for (const name of ['王*国', '李*英']) expect(who.text).toContain(name)
  for (const name of ['王建国', '李秀英']) expect(who.text).not.toContain(name)
  const form = { ...formIn(who.text, '/code/who'), member: people[1]?.member ?? '' }
  expect((await house.browser().post('/code/who', form)).status).toBe(422)
  expect((await browser.post('/code/who', form)).location).toBe('/passbook')
  expect((await browser.get('/passbook')).text).toContain('李秀英')
})

test('where messages stop, the page says so and offers the card', async () => {
  const person = await house.person('吴小玲')
  house.messages.is('failing')
  const answer = await house.browser().post('/code', { phone: person.phone })
  expect(answer.status).toBe(422)
  expect(answer.text).toContain('短信暂时发不出去')
  expect(answer.text).toContain('可以用卡登录')
  house.messages.is('closed')
  expect((await house.browser().get('/code')).location).toBe('/card')
  expect((await house.browser().get('/card')).text).not.toContain('href="/code"')
})

test('a phone nobody can read is said so, and what was typed stands there', async () => {
  const answer = await house.browser().post('/code', { phone: '<b>12</b>' })
  expect(answer.status).toBe(422)
  expect(answer.text).toContain('&lt;b&gt;12&lt;/b&gt;')
})
