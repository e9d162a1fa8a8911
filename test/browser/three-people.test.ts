/** The three people's one thing today, in a real browser against a real service: credit, look, book. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Service, startService } from './service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())

async function withCard(path: string, who: string): Promise<Page> {
  const { name, secret } = service.signIn(who)
  const tab = await service.page()
  await tab.goto(`${service.base}${path}`)
  await tab.fill('input[name=card]', name)
  await tab.fill('input[name=pin]', secret)
  await tab.click('main form button')
  return tab
}

test('station staff find a person, credit 2.5 hours, and get the receipt', async () => {
  const { name, secret } = service.signIn('工作人员')
  const tab = await service.page()
  await tab.goto(`${service.base}/sign-in`)
  await tab.fill('input[name=login]', name)
  await tab.fill('input[name=password]', secret)
  await tab.click('main form button')
  await tab.waitForURL(/\/desk/)
  await tab.fill('input[name=q]', service.signIn('志愿者').name)
  await tab.click('form[role=search] button')
  await tab.click('a[href*="/desk/members/"]')
  await tab.fill('input[name=hours]', '2.5')
  await tab.click('form[action*="credits"] button')
  await tab.waitForURL(/\/receipts\//)
  const text = await tab.textContent('body')
  expect(text).toContain('2 小时 30 分钟')
  expect(await tab.locator('svg').count()).toBeGreaterThan(0)
})

test('a volunteer looks at the passbook and sees that line', async () => {
  const tab = await withCard('/card', '志愿者')
  await tab.waitForURL(/\/passbook/)
  const text = await tab.textContent('main')
  expect(text).toContain('累计服务时数')
  expect(text).toContain('2 小时 30 分钟')
})

test('an elder sees hours in large words and books a haircut', async () => {
  const tab = await withCard('/card?large=1', '长者')
  await tab.waitForURL(/\/elder/)
  expect(await tab.textContent('main')).toContain('20 小时')
  const size = await tab.evaluate(() =>
    Number.parseFloat(
      getComputedStyle(document.querySelector('main button, main a') as Element).fontSize,
    ),
  )
  expect(size).toBeGreaterThanOrEqual(24)
  await tab.click('a[href*="service=haircut"]')
  await tab.click('a[href*="whom=self"]')
  await tab.click('a[href*="/elder/confirm"]')
  await tab.click('form[action="/elder/bookings"] button')
  await tab.waitForURL(/\/elder\/bookings\//)
  expect(await tab.locator('svg').count()).toBeGreaterThan(0)
  await tab.goto(`${service.base}/elder`)
  expect(await tab.textContent('main')).toContain('19 小时')
})
