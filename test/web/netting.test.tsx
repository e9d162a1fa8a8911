/** The settlement of a month as the city's office has it: the document, who asked and approved, before and after. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { transfer } from '../../src/bank/hours/transfer.ts'
import { askNetting } from '../../src/bank/oversight/netting.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import { must, passed } from '../town.ts'
import { formIn, type House, openHouse } from './house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.town.close())

it('is shown, asked for with a second factor only, and printed with what was booked', async () => {
  const { bank, clock } = house.town
  const from = (await house.person('陈英', 'S001')).member
  const to = (await house.person('李红', 'S002')).member
  await house.town.earn(from, 8, 'S001')
  must(
    await transfer(bank, house.town.clerk('S001'), {
      id: bank.ids.entry(),
      ...{ from, to, minutes: 180 },
    }),
  )
  const password = 'kapok flowers in april'
  const passwordHash = must(await bank.passwords.hash(password))
  const staff = { id: bank.ids.entry(), login: 'city.office', name: '市办', station: '' }
  must(await addStaff(bank, SYSTEM, { ...staff, role: 'city', passwordHash, passwordChosen: true }))
  clock.at = Date.parse('2026-12-02T10:00:00+08:00')
  const city = house.browser()
  await city.post('/sign-in', { login: 'city.office', password })
  const page = await city.get('/office/netting')
  expect(page.text).toContain('站点清算 2026-11')
  expect(page.text).toContain('S001 S001 站 → S002 S002 站：3 小时')
  const form = formIn(page.text, '/office/netting')
  const size = await bank.journal.size()
  await city.post('/office/netting', form)
  // A second factor is asked for before anything is written.
  expect(await bank.journal.size()).toBe(size)

  const order = { id: bank.ids.entry(), month: '2026-11' }
  const entry = await passed(bank, await askNetting(bank, house.town.city, order))
  const done = await city.get('/office/netting?month=2026-11')
  expect(done.text).toContain(`已清算，流水号 ${entry.seq}`)
  expect(done.text).toContain('数目与入账时的一致')
  expect(done.text).not.toContain('报请清算</button>')
  const early = await city.get('/office/netting?month=2026-12')
  expect([early.status, early.text.includes('还没有过完')]).toEqual([422, true])
})
