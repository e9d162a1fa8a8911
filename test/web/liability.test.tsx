/** What is outstanding, as a desk and an office see it: a drawn chart, the definition under the figure, whom to remind. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { openBalances } from '../../src/bank/hours/opening.ts'
import { must } from '../town.ts'
import { type House, openHouse } from './house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.town.close())

it('shows ages in a chart and a table, the ratio with its definition, and who has not used hours', async () => {
  const { member } = await house.person('陈英', 'S001')
  const rows = [{ member, served: 120 * 60, available: 120 * 60 }]
  const order = { source: 'before', cutOff: '2024-01-31', file: 'ab'.repeat(32), rows }
  for (const outcome of await openBalances(house.town.bank, SYSTEM, order)) must(outcome)
  const clerk = await house.clerk('S001')
  const page = await clerk.get('/desk/liability')
  expect(page.status).toBe(200)
  expect(page.text).toContain('未兑换 <b>120 小时</b>')
  expect(page.text).toContain(
    '<b>0.0%</b>近 12 个月兑换的时数（0 小时）÷ 现在未兑换的时数（120 小时）',
  )
  expect(page.text).toMatch(/<svg class="bars" role="img" aria-label="[^"]+"/)
  expect(page.text).toContain('1 人有存放一年以上的时数')
  expect(page.text).toContain(`href="/desk/members/${member}"`)
  expect(page.text).toContain('陈*')
  expect(page.text).not.toContain('陈英')
  const other = await (await house.clerk('S002')).get('/desk/liability?station=S001')
  expect(other.text).not.toContain('120 小时')
})
