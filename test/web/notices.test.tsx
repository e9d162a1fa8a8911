/** How a person chooses to be told: by which channel, and where to. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formIn, type House, openHouse } from './house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.town.close())

test('e-mail is chosen with an address that can be written to, and one that is nobody else’s', async () => {
  const { people } = house.town.bank
  const [one, two] = [await house.person('何伯'), await house.person('陈姨')]
  const page = '/passbook/notices'
  const first = await house.member(one)
  const chosen = async (browser: typeof first, email: string, channel = 'email') =>
    browser.post(page, { ...formIn((await browser.get(page)).text, page), channel, email })
  for (const wrong of ['', 'nobody', 'a@b', `${'x'.repeat(250)}@example.org`]) {
    const answer = await chosen(first, wrong)
    expect([wrong, answer.status]).toEqual([wrong, 422])
    expect(answer.text).toContain('邮箱')
  }
  expect((await chosen(first, 'he@example.org')).text).toContain('已保存')
  expect(await people.get(one.member)).toMatchObject({
    channel: 'email',
    outside: { email: 'he@example.org' },
  })
  const second = await house.member(two)
  expect((await chosen(second, 'he@example.org')).text).toContain('已登记在另一个人名下')
  // Taken back, it is forgotten.
  expect((await chosen(first, '', 'sms')).text).toContain('已保存')
  expect(await people.get(one.member)).toMatchObject({ channel: 'sms', outside: {} })
})
