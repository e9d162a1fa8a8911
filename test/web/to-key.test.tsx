/** The list to key into another system by hand: ticked with who and when, taken back, taken out as a file that is noted. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import { tickKeyed, toKeyList } from '../../src/bank/people/to-key.ts'
import { readAttendance } from '../../src/paper/attendance.ts'
import { readSheet } from '../../src/paper/sheet.ts'
import { must, TODAY } from '../town.ts'
import { formIn, type House, openHouse } from './house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.town.close())

const month = TODAY.slice(0, 7)
const system = 'ivolunteer' as const

async function give(name: string, more: object = {}) {
  const { bank } = house.town
  const { member } = await house.person(name, 'S001')
  const order = { id: bank.ids.entry(), member, station: 'S001', minutes: 90, servedOn: TODAY }
  return must(
    await credit(bank, house.town.clerk('S001'), { ...order, service: 'activity', ...more }),
  )
}

it('lists what the other system does not have, ticked by who and when, and says that nothing is sent', async () => {
  const { bank } = house.town
  const first = await give('陈英')
  const second = await give('李红')
  await give('何来', { source: system })
  const clerk = await house.clerk('S001')
  const page = await clerk.get('/desk/to-key')
  expect(page.text).toContain('不会自动上传')
  expect(page.text).toContain('还有 2 条没有补录，共 2 条')
  expect(page.text).not.toContain('陈英')
  const form = formIn(page.text, '/desk/to-key')
  const { back: _back, keyed: _keyed, ...fields } = form
  const sent = await clerk.post('/desk/to-key', { ...fields, keyed: first.id })
  expect(sent.location).toBe(`/desk/to-key?month=${month}&done=1`)
  const done = await clerk.get(sent.location)
  expect(done.text).toContain('还有 1 条没有补录，共 2 条')
  expect(done.text).toMatch(/文员，[^<]*已补录/)

  const order = { station: 'S001', system, entries: [first.id] }
  const again = { ...order, id: bank.ids.entry(), keyed: true }
  const size = await bank.journal.size()
  // Ticked already: whoever ticked it first stays.
  expect(must(await tickKeyed(bank, house.town.head('S001'), again))).toBeUndefined()
  expect(await bank.journal.size()).toBe(size)
  must(
    await tickKeyed(bank, house.town.head('S001'), {
      ...again,
      id: bank.ids.entry(),
      keyed: false,
    }),
  )
  const list = must(
    await toKeyList(bank, house.town.clerk('S001'), { station: 'S001', month, system }),
  )
  expect(list.map(({ entry, keyed }) => [entry, keyed])).toEqual([
    [first.id, undefined],
    [second.id, undefined],
  ])
  const other = { ...again, id: bank.ids.entry(), station: 'S002' }
  expect(await tickKeyed(bank, house.town.clerk('S002'), other)).toMatchObject({
    refusal: { code: 'unknown-entry' },
  })
})

it('goes out in the other system’s columns, and is noted', async () => {
  const clerk = await house.clerk('S001')
  const before = await house.town.bank.audit.journal.size()
  const csv = await clerk.get('/desk/to-key/file?csv=1')
  expect(csv.text).toContain(
    '志愿者编号,姓名,活动编号,服务内容,服务日期,签到时间,签退时间,服务时数',
  )
  expect(csv.text).toContain('陈英')
  expect(csv.text).toContain(`,${TODAY},,,1.5,`)
  expect(await house.town.bank.audit.journal.size()).toBeGreaterThan(before)
  const sheet = await readSheet(new TextEncoder().encode(csv.text), 'to-key.csv')
  const read = 'code' in sheet ? sheet : readAttendance(sheet, { today: TODAY })
  // What went out comes in again: the same columns, the same minutes.
  expect(read).toMatchObject({
    rows: [
      { name: '陈英', minutes: 90 },
      { name: '李红', minutes: 90 },
    ],
  })
})
