/** A day at a station through its pages, in a real browser without any script: a call, an order to its confirmed end, a wish, and what the elder sees of it. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Service, startService } from './service.ts'

let service: Service
let tab: Page
beforeAll(async () => {
  service = await startService()
  tab = await service.page({ javaScriptEnabled: false, viewport: { width: 1024, height: 768 } })
  const { name, secret } = service.signIn('工作人员')
  await tab.goto(`${service.base}/sign-in`)
  await tab.fill('input[name=login]', name)
  await tab.fill('input[name=password]', secret)
  await tab.click('main form button')
  await tab.waitForURL(/\/desk/)
})
afterAll(() => service.stop())

const text = async () => (await tab.textContent('main')) ?? ''

async function looked(name: string): Promise<void> {
  const folder = process.env['KAPOK_SHOTS']
  if (folder) await tab.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

/** Takes the step of an order with that name, filling in what it asks for. */
async function step(label: string, fill: () => Promise<unknown> = () => Promise.resolve()) {
  await tab.click(`main a:text-is("${label}"), main button:text-is("${label}")`)
  if (/\/moves\//.test(tab.url())) {
    await fill()
    await tab.click('main form button')
  }
  await tab.waitForURL(/\/desk\/orders\/[^/]+(\?.*)?$/)
}

async function request(type: string, need: string): Promise<void> {
  await tab.goto(`${service.base}/desk/request`)
  await tab.selectOption('select[name=type]', type)
  await tab.fill('textarea[name=need]', need)
  await tab.fill('input[name=who]', service.signIn('长者').name)
}

test('a call is written down and closed on one page', async () => {
  await tab.goto(`${service.base}/desk/hotline`)
  await tab.fill('input[name=caller]', '女儿')
  await tab.fill('input[name=who]', service.signIn('长者').name)
  await tab.fill('textarea[name=need]', '问长者饭堂几点开')
  await tab.selectOption('select[name=outcome]', { index: 1 })
  await tab.click('form[action="/desk/hotline"] button')
  await tab.waitForLoadState()
  await looked('hotline')
  expect(await text()).not.toContain('暂不能办理')
})

test('an order goes its way to an hour that the elder confirmed', async () => {
  await request('company', '星期四陪去医院复诊')
  await tab.selectOption('select[name=service]', 'clinic')
  await tab.fill('input[name=hours]', '2')
  await looked('request')
  await tab.click('form[action="/desk/orders"] button')
  await tab.waitForURL(/\/desk\/orders\//)
  await looked('order')
  await step('受理')
  await step('派单')
  await step('签收')
  await step('认领', () => tab.fill('input[name=claimant]', service.signIn('志愿者').name))
  const order = tab.url()
  await tab.click('main a:text-is("确认服务完成"), main button:text-is("确认服务完成")')
  await looked('confirm')
  // What the page asks for first, then how the elder says so: with the card's PIN.
  if ((await tab.locator('input[name=hours]').count()) > 0) await tab.click('main form button')
  await tab.click('main button:text-is("输密码")')
  await looked('confirm-how')
  await tab.fill('input[name=pin]', service.signIn('长者').secret)
  await tab.click('main form button')
  await tab.waitForLoadState()
  await tab.goto(order)
  await looked('served')
  expect(await text()).toContain('已服务')
  await step('办结')
  await step('回访', () => tab.check('input[name=rating][value="3"]'))
  expect(await text()).toContain('已回访')
})
