/** A town served within the test, so that its clock can be set, and a browser beside it at http://localhost, where passkeys work. */
import { existsSync, readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { appOf } from '../../src/app.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { addStaff, type StaffOrder } from '../../src/bank/people/staff.ts'
import type { CityRules } from '../../src/rules/city.ts'
import { codeAt } from '../../src/gate/totp.ts'
import { must, openTown, type Town } from '../town.ts'
import { CHROMIUM, FLAGS } from './service.ts'

export const PASSWORD = 'tomato Rain 77'

export interface StaffHouse {
  readonly town: Town
  readonly base: string
  page(options?: BrowserContextOptions): Promise<Page>
  /** Adds staff with the password above, chosen by themselves. */
  staff(login: string, name: string, order?: Partial<StaffOrder>): Promise<string>
  /** Nobody answers at its address, until it is there again. */
  away(): Promise<void>
  back(): Promise<void>
  stop(): Promise<void>
}

export async function openStaffHouse(
  opening: Parameters<typeof openTown>[0] = {},
  rules: Partial<CityRules> = {},
): Promise<StaffHouse> {
  if (!existsSync(CHROMIUM)) throw new Error(`the browser test needs ${CHROMIUM}`)
  const island = (name: string) =>
    readFileSync(fileURLToPath(new URL(`../../dist/islands/${name}.js`, import.meta.url)), 'utf8')
  const opened = await openTown(opening)
  const bank = { ...opened.bank, rules: { ...opened.bank.rules, ...rules } }
  const town = { ...opened, bank }
  let answer: (request: Request, env: object) => Response | Promise<Response> = () =>
    new Response('', { status: 503 })
  const server = serve({
    fetch: (request, env) => answer(request, env),
    port: 0,
    hostname: 'localhost',
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const base = `http://localhost:${(server.address() as AddressInfo).port}`
  const scripts = { staffScript: island('staff'), deskWorker: island('desk-worker') }
  const options = { secure: false, base, ...scripts }
  const app = appOf(bank, { ...options, ip: () => '10.0.0.1' })
  answer = (request, env) => app.fetch(request, env)
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  return {
    town,
    base,
    page: async (given) => (await browser.newContext({ locale: 'zh-CN', ...given })).newPage(),
    async staff(login, name, order = {}) {
      const passwordHash = must(await bank.passwords.hash(PASSWORD))
      const row = await addStaff(bank, SYSTEM, {
        id: bank.ids.entry(),
        login,
        name,
        role: 'clerk',
        station: 'S001',
        passwordHash,
        passwordChosen: true,
        ...order,
      })
      return must(row).key
    },
    async away() {
      const gone = new Promise((closed) => server.close(closed))
      ;(server as Server).closeAllConnections()
      await gone
    },
    async back() {
      const there = new Promise((resolve) => server.once('listening', resolve))
      server.listen(Number(new URL(base).port), 'localhost')
      await there
    },
    async stop() {
      await browser.close()
      await new Promise((closed) => server.close(closed))
      await town.close()
    },
  }
}

const bytesOf = (letters: string) => {
  const bits = letters
    .replace(/\s/g, '')
    .split('')
    .map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'))
    .join('')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}

/** Sets the app up as its page says, and hands back its secret. */
export async function setUpApp(tab: Page, house: StaffHouse): Promise<Uint8Array> {
  await tab.goto(`${house.base}/account/totp`)
  expect(await tab.locator('main svg').count()).toBe(1)
  const secret = bytesOf((await tab.textContent('main code')) ?? '')
  await tab.fill('input[name=code]', codeAt(secret, house.town.clock.at))
  await tab.click('main form button')
  await tab.waitForSelector('ul.codes')
  expect(await tab.locator('ul.codes li').count()).toBe(10)
  return secret
}

export async function signIn(tab: Page, base: string, login: string, password = PASSWORD) {
  await tab.goto(`${base}/sign-in`)
  await tab.fill('input[name=login]', login)
  await tab.fill('input[name=password]', password)
  await tab.click('form[action="/sign-in"] button')
  await tab.waitForLoadState()
}

/** So many pages are opened until one of them was kept. */
const PAGES_OPENED = 4

/** The page that stays is there, and the worker has this tab. */
export async function deskKept(page: Page, base: string): Promise<void> {
  // What one page had no time to keep, the next one keeps.
  for (let opened = 1; opened < PAGES_OPENED; opened++) {
    await page.goto(`${base}/desk?lang=zh`)
    const kept = expect.poll(() => page.evaluate(isKept), { timeout: 6_000 }).toBe(true)
    if (await kept.then(() => true).catch(() => false)) return
  }
  await page.goto(`${base}/desk?lang=zh`)
  await expect.poll(() => page.evaluate(isKept), { timeout: 20_000 }).toBe(true)
}

async function isKept(): Promise<boolean> {
  if (navigator.serviceWorker.controller === null) return false
  if (localStorage.getItem('kapok-desk-left') !== null) return false
  if (!(await indexedDB.databases()).some(({ name }) => name === 'kapok-outbox')) return false
  const database = await new Promise<IDBDatabase>((resolve) => {
    const opening = indexedDB.open('kapok-outbox')
    opening.addEventListener('success', () => resolve(opening.result))
  })
  const kept = await new Promise<unknown>((resolve) => {
    const request = database.transaction('kept').objectStore('kept').get('desk')
    request.addEventListener('success', () => resolve(request.result))
  })
  database.close()
  return kept !== undefined
}
