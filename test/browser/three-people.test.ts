/** The three people's one thing today, in a real browser against a real service: credit, look, book. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const folder = mkdtempSync(join(tmpdir(), 'kapok-browser-'))
let service: ChildProcess
let browser: Browser
let said = ''
let base = ''

beforeAll(async () => {
  expect(existsSync(CHROMIUM), `the browser test needs ${CHROMIUM}`).toBe(true)
  const script = fileURLToPath(new URL('../../scripts/kapok.mjs', import.meta.url))
  const args = [
    script,
    'demo',
    '--members',
    '30',
    '--days',
    '3',
    '--port',
    '0',
    '--serve',
    '--data',
    join(folder, 'town'),
  ]
  service = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  service.stdout?.on('data', (chunk) => (said += String(chunk)))
  await until(() => address() !== '')
  base = address()
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
})
afterAll(async () => {
  await browser?.close()
  // The whole group: the script, and the service it started.
  if (service?.pid) process.kill(-service.pid, 'SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

const address = () => /红棉时间 (http:\S+)/.exec(said)?.[1] ?? ''

/** Waits for the service to have said where it is; the hook's own limit ends it. */
async function until(so: () => boolean): Promise<void> {
  while (!so()) await new Promise((resolve) => setTimeout(resolve, 100))
}

async function page(): Promise<Page> {
  const context = await browser.newContext({ locale: 'zh-CN' })
  return context.newPage()
}

/** What the demo printed for one of the three. */
function signIn(who: string): { readonly name: string; readonly secret: string } {
  const [, name = '', secret = ''] =
    new RegExp(`${who}\\s+\\S+\\s+\\S+ (\\S+)\\s+\\S+ (\\S+)`).exec(said) ?? []
  return { name, secret }
}

async function withCard(path: string, who: string): Promise<Page> {
  const { name, secret } = signIn(who)
  const tab = await page()
  await tab.goto(`${base}${path}`)
  await tab.fill('input[name=card]', name)
  await tab.fill('input[name=pin]', secret)
  await tab.click('main form button')
  return tab
}

test('station staff find a person, credit 2.5 hours, and get the receipt', async () => {
  const { name, secret } = signIn('工作人员')
  const tab = await page()
  await tab.goto(`${base}/sign-in`)
  await tab.fill('input[name=login]', name)
  await tab.fill('input[name=password]', secret)
  await tab.click('main form button')
  await tab.waitForURL(/\/desk/)
  await tab.goto(`${base}/desk?q=${signIn('志愿者').name}`)
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
  await tab.goto(`${base}/elder`)
  expect(await tab.textContent('main')).toContain('19 小时')
})
