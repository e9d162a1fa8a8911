/** A station's calendar in a real browser without any script: set up at the desk, booked on a phone and in large type, come to, and printed. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Service, startService } from './service.ts'

const PHONE = { width: 360, height: 740 }

let service: Service
let desk: Page
let phone: Page
beforeAll(async () => {
  service = await startService()
  desk = await service.page({
    javaScriptEnabled: false,
    viewport: { width: 1280, height: 800 },
  })
  const staff = service.signIn('工作人员')
  await desk.goto(`${service.base}/sign-in`)
  await desk.fill('input[name=login]', staff.name)
  await desk.fill('input[name=password]', staff.secret)
  await desk.click('main form button')
  await desk.waitForURL(/\/desk/)
  phone = await service.page({ javaScriptEnabled: false, viewport: PHONE })
  const elder = service.signIn('长者')
  await phone.goto(`${service.base}/card?large=1`)
  await phone.fill('input[name=card]', elder.name)
  await phone.fill('input[name=pin]', elder.secret)
  await phone.click('main form button')
  await phone.waitForURL(/\/(elder|passbook)/)
})
afterAll(() => service.stop())

async function looked(tab: Page, name: string): Promise<void> {
  const folder = process.env['KAPOK_SHOTS']
  if (folder) await tab.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

const text = async (tab: Page) => (await tab.textContent('main')) ?? ''

/** Nothing of a page lies beside a phone's screen. */
async function fits(): Promise<void> {
  const wide = await phone.locator('body').evaluate((body) => body.scrollWidth)
  expect(wide).toBeLessThanOrEqual(PHONE.width)
}

test('something is set up at the desk, and what is wrong is said with everything kept', async () => {
  await desk.goto(`${service.base}/desk/calendar/things`)
  await looked(desk, 'things')
  await desk.click('main a:text-is("新增可约项目")')
  await desk.fill('input[name=code]', 'barber')
  await desk.selectOption('select[name=kind]', 'staff')
  await desk.fill('input[name=name]', '理发日')
  await desk.fill('input[name=where]', '站点门口')
  for (const day of ['day6', 'day7']) await desk.fill(`input[name=${day}]`, '09:00-12:00')
  await desk.fill('input[name=day3]', '17:00-14:00')
  await desk.click('main form button:text-is("保存")')
  await looked(desk, 'thing-wrong')
  expect(await text(desk)).toContain('结束时间要晚于开始时间')
  expect(await desk.inputValue('input[name=name]')).toBe('理发日')
  await desk.fill('input[name=day3]', '14:00-17:00')
  await desk.click('main form button:text-is("保存")')
  await desk.waitForURL(/\/things\/.*\/barber/)
  await looked(desk, 'thing')
  expect(await text(desk)).toContain('已保存')
})

test('an elder books in large type: what, which day, what time, and is that right', async () => {
  await phone.goto(`${service.base}/elder/bookable`)
  await looked(phone, 'elder-what')
  await fits()
  await phone.click('main a.button:has-text("理发日")')
  await looked(phone, 'elder-day')
  await fits()
  await phone.click('main ul.cards li:nth-child(2) a')
  await looked(phone, 'elder-time')
  await fits()
  await phone.click('main ul.cards li:first-child a')
  await looked(phone, 'elder-confirm')
  await fits()
  await phone.click('main form button:text-is("确认预约")')
  await phone.waitForURL(/\/elder\/orders\/.*done=booked/)
  await looked(phone, 'elder-booked')
  await fits()
  expect(await text(phone)).toContain('约好了')
})

test('the same on an ordinary phone, with what is booked and how to call it off', async () => {
  await phone.goto(`${service.base}/bookable`)
  await looked(phone, 'bookable')
  await fits()
  await phone.click('main a:text-is("二楼活动室")')
  await looked(phone, 'bookable-days')
  await fits()
  await phone.click('main ul.cards li:nth-child(3) a')
  await phone.click('main ul.cards li:first-child a')
  await looked(phone, 'bookable-confirm')
  await fits()
  await phone.click('main form button')
  await phone.waitForURL(/\/passbook\/bookings/)
  await looked(phone, 'mine')
  await fits()
  await phone.click('main summary >> nth=0')
  await phone.click('main button:text-is("确定取消") >> nth=0')
  expect(await text(phone)).toContain('已取消，谢谢您')
})

test('the desk sees its week and its day, prints the list, and knows how it is used', async () => {
  await desk.goto(`${service.base}/desk/calendar?view=week`)
  await looked(desk, 'week')
  expect(await text(desk)).toContain('理发日')
  await desk.goto(`${service.base}/desk/calendar`)
  await looked(desk, 'day')
  const tomorrow = new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10)
  await desk.goto(`${service.base}/desk/calendar/list?day=${tomorrow}`)
  await looked(desk, 'list')
  await desk.goto(`${service.base}/desk/calendar/book`)
  await looked(desk, 'book')
  await desk.goto(`${service.base}/desk/calendar/use`)
  await looked(desk, 'use')
  expect(await text(desk)).toContain('使用率 =')
  await desk.goto(`${service.base}/desk/calendar`)
  await desk.click('main a:text-is("屏幕：今天")')
  await looked(desk, 'screen')
  expect(await text(desk)).toContain('今天的预约和课程')
})
