/** What is printed out of the browser: each slip on one piece of its own paper, everything else on A4. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveItem } from '../../src/bank/catalogue/item.ts'
import { loadSubsidy } from '../../src/bank/catalogue/meals.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { book } from '../../src/bank/service/book.ts'
import { issueVoucher } from '../../src/bank/service/voucher.ts'
import { SAMPLE_SUBSIDY } from '../../src/rules/meals.ts'
import { REDEEMING } from '../../src/rules/redeeming.ts'
import { openPdf } from '../paper/pdf.ts'
import { must, TODAY } from '../town.ts'
import { openStaffHouse, signIn, type StaffHouse } from './staff-house.ts'

const PIN = '246813'

let house: StaffHouse
let desk: Page
let phone: Page
const entry = { booking: '', credit: '', voucher: '' }

beforeAll(async () => {
  const vouchers = { days: 30, daysMost: 90 }
  house = await openStaffHouse({}, { redeeming: { ...REDEEMING, vouchers } })
  const { bank, city, clerk, head } = house.town
  const id = () => bank.ids.entry()
  const member = await house.town.member('欧阳伯')
  await house.town.earn(member, 200)
  await bank.people.amend(member, { born: '1940-01' })
  await bank.people.setPin(member, must(await bank.passwords.hash(PIN)))
  // The longest slip there is: a meal, and all that is said of who pays what.
  const table = { ...SAMPLE_SUBSIDY, area: '440104003', from: '2020-01-01', sample: true }
  must(await loadSubsidy(bank, city, { ...table, id: id() }))
  const lunch = { code: 'lunch', kind: 'meal', name: { zh: '午餐' }, service: 'meal' }
  const price = { by: 'item', minutes: 60 }
  const item = { ...lunch, price, station: 'S001', reason: 'new', id: id() }
  must(await saveItem(bank, head('S001'), item))
  const at = { member, station: 'S001' } as const
  const booking = { ...at, id: id(), item: 'lunch', service: 'meal', day: TODAY }
  entry.booking = must(await book(bank, clerk('S001'), booking)).id
  const served = { ...at, id: id(), minutes: 90, servedOn: TODAY, service: 'activity' }
  entry.credit = must(await credit(bank, clerk('S001'), served)).id
  const me = { ...clerk('S001'), id: `staff:${await house.staff('wen.yuan', '文员')}` }
  entry.voucher = must(await issueVoucher(bank, me, { ...at, id: id(), minutes: 60 })).id
  desk = await house.page()
  await signIn(desk, house.base, 'wen.yuan')
  phone = await house.page({ viewport: { width: 360, height: 640 } })
  await phone.goto(`${house.base}/card`)
  await phone.fill('input[name=card]', (await bank.people.get(member))?.number ?? '')
  await phone.fill('input[name=pin]', PIN)
  await phone.click('main form button')
  await phone.waitForURL(/\/passbook/)
})
afterAll(() => house.stop())

async function printed(page: Page, path: string) {
  await page.goto(`${house.base}${path}`)
  const bytes = await page.pdf({ preferCSSPageSize: true, printBackground: true })
  return openPdf(new Uint8Array(bytes))
}

test.each([
  ['roll', [58, 210]],
  ['a5', [148, 210]],
] as const)('the slip of a booking is one piece of %s', async (paper, size) => {
  const pdf = await printed(phone, `/elder/bookings/${entry.booking}?paper=${paper}`)
  expect([pdf.pages, pdf.size]).toEqual([1, size])
  const text = pdf.text.replaceAll(/\s/g, '')
  for (const said of ['午餐', '餐费12元', '到访码', '签名或按指印', '96110'])
    expect(text).toContain(said)
  expect(text).not.toContain('退出')
})

test.each([
  ['receipt', 'roll', [58, 210]],
  ['receipt', 'roll-80', [80, 210]],
  ['voucher', 'roll', [58, 210]],
] as const)('a %s is one piece of %s', async (what, paper, size) => {
  const path = what === 'receipt' ? `/receipts/${entry.credit}` : `/desk/vouchers/${entry.voucher}`
  const pdf = await printed(desk, `${path}?paper=${paper}`)
  expect([pdf.pages, pdf.size]).toEqual([1, size])
})

test('everything else is A4, without buttons and links of the page', async () => {
  for (const path of [`/desk/close?day=${TODAY}`, '/desk/order-sheet', '/desk/scorecard']) {
    const pdf = await printed(desk, path)
    expect([path, pdf.size]).toEqual([path, [210, 297]])
    expect(pdf.text).not.toContain('退出')
  }
})
