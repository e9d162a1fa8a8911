/** Events of other systems: one order a number, their own deadline, and results that go back once. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { type MoveOrder, moveOrder } from '../../src/bank/loop/move.ts'
import { ordersFor } from '../../src/bank/loop/order.ts'
import { takeEvents, tellBack } from '../../src/bank/loop/outside.ts'
import { must } from '../town.ts'
import { type Browser, formIn, type House, openHouse } from './house.ts'

let house: House
let clerk: Browser
beforeEach(async () => {
  house = await openHouse()
  clerk = await house.clerk()
})
afterEach(() => house.town.close())

const event = (number: string, due: string) => ({
  ...{ number, station: 'S001', due },
  words: { need: `楼道灯不亮 ${number}` },
})

test('the same file twice is the same orders, and each keeps its own number and deadline', async () => {
  const { bank } = house.town
  const events = [event('GZ1', '2026-11-25'), event('GZ2', '2026-11-24T18:00')]
  for (let times = 0; times < 2; times++)
    for (const outcome of await takeEvents(bank, SYSTEM, { system: '12345', events })) must(outcome)
  const orders = must(await ordersFor(bank, house.town.city, {}))
  expect(orders.map(({ body }) => [body.outside?.number, body.list.due])).toEqual([
    ['GZ1', Date.parse('2026-11-25T23:59:59.999+08:00')],
    ['GZ2', Date.parse('2026-11-24T18:00:00+08:00')],
  ])
})

test('results are handed over as a file, and marked as told once', async () => {
  const { bank, town } = { ...house, bank: house.town.bank }
  const events = [event('GZ1', '2026-11-25'), event('GZ2', '2026-11-25')]
  for (const outcome of await takeEvents(bank, SYSTEM, { system: 'grid', events })) must(outcome)
  const [first] = must(await ordersFor(bank, town.city, {}))
  const step = async (move: string, more: Partial<MoveOrder> = {}) =>
    must(
      await moveOrder(bank, town.clerk('S001'), {
        ...{ id: bank.ids.entry(), order: first?.key ?? '', move },
        ...more,
      }),
    )
  await step('accept')
  await step('dispatch', { place: 'S001' })
  await step('sign')
  expect((await clerk.get('/desk/results')).text).toContain('没有要回填的')
  await step('close', { outcome: 'solved', note: '=已换灯泡' })
  const page = (await clerk.get('/desk/results')).text
  expect(page).toContain('GZ1')
  expect(page).not.toContain('GZ2')
  const file = await clerk.get('/desk/results/file')
  expect(file.bytes.slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]))
  expect(file.text).toContain('GZ1,已办结,问题已解决,')
  expect(file.text).not.toContain(',=已换')
  const form = formIn(page, '/desk/results')
  expect((await clerk.post('/desk/results', form)).location).toBe('/desk/results?done=told')
  expect((await clerk.get('/desk/results')).text).toContain('没有要回填的')
  expect((await clerk.get(`/desk/orders/${first?.key}`)).text).toContain('结果已回填')
  const other = { id: bank.ids.entry(), station: 'S002', orders: [first?.key ?? ''] }
  expect(await tellBack(bank, town.clerk('S002'), other)).toMatchObject({ ok: false })
})
