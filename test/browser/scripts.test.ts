/**
 * What people could type to run a script in somebody else's browser, shown to a
 * real one wherever a page shows a person's words: nothing runs, nothing is
 * loaded, and the policy has nothing to refuse, for all of it came as text.
 */
import { readFileSync } from 'node:fs'
import { serve, type ServerType } from '@hono/node-server'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appOf } from '../../src/app.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { loadStations } from '../../src/bank/city/directory.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { receiptOf } from '../../src/bank/oversight/checkpoint.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import { cookieName } from '../../src/gate/middleware.ts'
import { openSession } from '../../src/gate/session.ts'
import { earned, type MemberId } from '../../src/ledger/account.ts'
import { counts } from '../counts.ts'
import { must, openTown, STATIONS, type Town, TODAY } from '../town.ts'
import { scripts } from './scripts.ts'
import { launched } from './service.ts'

const TEXTS = scripts(counts.scriptsShown)
const built = new URL('../../dist/islands/verify.js', import.meta.url)

let town: Town
let server: ServerType
let base: string
let browser: Browser
let li: MemberId
/** What the browser had to refuse, tried to load, or was asked; of every page that was opened. */
const refused: string[] = []

beforeAll(async () => {
  town = await openTown()
  const app = appOf(town.bank, { secure: false, verifyScript: readFileSync(built, 'utf8') })
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (at: AddressInfo) => {
      base = `http://127.0.0.1:${at.port}`
      resolve()
    })
  })
  li = await town.member('李四')
  browser = await launched()
})
afterAll(async () => {
  await browser.close()
  await new Promise((closed) => server.close(closed))
  await town.close()
})

async function signedIn(kind: 'staff' | 'member', subject: string): Promise<BrowserContext> {
  const secret = await openSession(town.bank, kind, subject, undefined)
  const context = await browser.newContext({ locale: 'zh-CN' })
  await context.addCookies([{ name: cookieName({ secure: false }), value: secret, url: base }])
  return context
}

async function watched(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.exposeFunction('tellRefused', (text: string) => void refused.push(text))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { violatedDirective, blockedURI, sample } = event
      ;(window as unknown as { tellRefused(text: string): void }).tellRefused(
        `${location.href}: ${violatedDirective} ${blockedURI} ${sample}`,
      )
    })
  })
  page.on('dialog', (dialog) => {
    refused.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('pageerror', (error) => refused.push(`error ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(base)) refused.push(`load ${request.url()}`)
  })
  return page
}

/** What stands on the page that no page of ours has, and whether anything ran. */
async function foundOn(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const strange = [
      ...document.querySelectorAll(
        'iframe,object,embed,base,math,video,audio,marquee,style,template,dialog,meta[http-equiv],link:not([href="/style.css"]),script:not([type="application/json"]):not([src="/islands/verify.js"]),a[href^="javascript" i],form:not([action^="/"]):not([method="get"])',
      ),
    ]
      .filter((one) => !(one instanceof HTMLFormElement && !one.hasAttribute('action')))
      .map((one) => one.outerHTML.slice(0, 200))
    const handled = [...document.querySelectorAll('*')]
      .filter((one) => one.getAttributeNames().some((name) => name.startsWith('on')))
      .map((one) => one.outerHTML.slice(0, 200))
    const ran = (window as { itRan?: unknown }).itRan === undefined ? [] : ['it ran']
    return [...strange, ...handled, ...ran]
  })
}

async function shown(page: Page, path: string, text?: string): Promise<void> {
  await page.goto(`${base}${path}`)
  await seen(page, path, text)
}

/** A page that is there: nothing of it is a script, and what was typed is on it. */
async function seen(page: Page, path: string, text?: string): Promise<void> {
  expect(await foundOn(page), path.slice(0, 300)).toEqual([])
  if (text !== undefined) {
    const told = await page.evaluate(
      () =>
        `${document.body.textContent} ${[...document.querySelectorAll<HTMLInputElement>('input,textarea')].map((one) => one.value).join(' ')}`,
    )
    const flat = (all: string) => all.replaceAll(/\s+/g, '')
    expect(flat(told), path.slice(0, 200)).toContain(flat(text))
  }
}

async function clerk(): Promise<BrowserContext> {
  const { bank } = town
  const order = { login: 'wang', name: '王姑娘', role: 'city', station: '' } as const
  const known = await bank.people.byLogin('wang')
  if (known) return signedIn('staff', known.staff)
  const id = bank.ids.entry()
  const staff = must(await addStaff(bank, SYSTEM, { id, ...order, passwordHash: 'x' }))
  return signedIn('staff', staff.key)
}

/** What a browser makes of a text in an address, and forms of a text in a field. */
const plain = (text: string) => text.replaceAll('\u0000', '').trim()

test('a text that was searched for comes back as a text', async () => {
  const context = await clerk()
  const tabs = await Promise.all([watched(context), watched(context), watched(context)])
  const lane = async (page: Page, first: number) => {
    for (let at = first; at < TEXTS.length; at += tabs.length) {
      const asked = plain(TEXTS[at] as string)
      await page.goto(`${base}/desk?station=S001`)
      await page.fill('input[name=q]', asked)
      await Promise.all([page.waitForEvent('load'), page.click('form[role=search] button')])
      await seen(page, '/desk', asked)
    }
  }
  await Promise.all(tabs.map(lane))
  expect(refused).toEqual([])
}, 600_000)

test('a name that came into the people file by another way is a name', async () => {
  const page = await watched(await clerk())
  for (const [at, text] of TEXTS.filter((_, n) => n % 5 === 0).entries()) {
    expect(await town.bank.people.amend(li, { name: plain(text) })).toBe(true)
    const paths = [
      `/desk/members/${li}?station=S001`,
      '/desk?station=S001',
      '/desk/roster?station=S001',
    ]
    await shown(page, paths[at % paths.length] as string)
  }
  await town.bank.people.amend(li, { name: '李四' })
  expect(refused).toEqual([])
})

test('a station’s name, address and hotline are words on every page, also a volunteer’s own', async () => {
  const { bank } = town
  const context = await signedIn('member', li)
  const page = await watched(context)
  for (const text of TEXTS.filter((_, n) => n % 20 === 0)) {
    const said = plain(text)
    const [one] = STATIONS
    if (!one || said === '') continue
    const station = { ...one, name: said, hotline: said, address: said }
    const order = { id: bank.ids.entry(), stations: [station], sample: true }
    must(await loaded(order))
    for (const path of ['/passbook', '/elder', '/elder?service=haircut', '/'])
      await shown(page, path)
  }
  expect(refused).toEqual([])
})

async function loaded(order: Parameters<typeof loadStations>[2]) {
  const answer = await loadStations(town.bank, SYSTEM, order)
  return answer.ok
    ? ({ ok: true, value: answer } as const)
    : ({ ok: false, refusal: answer.refused[0]?.refusal } as never)
}

test('what was typed into a form comes back in its field and in the sentence as it was typed', async () => {
  const page = await watched(await clerk())
  for (const text of TEXTS.filter((_, n) => n % 10 === 0)) {
    await page.goto(`${base}/desk/members/${li}?station=S001`)
    const typed = plain(text).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '')
    await page.fill('input[name=hours]', typed)
    await page.locator('form[action*="credits"] button').first().click()
    await page.waitForLoadState()
    expect(await foundOn(page), typed).toEqual([])
    expect(await page.inputValue('input[name=hours]')).toBe(typed)
  }
  expect(refused).toEqual([])
})

test('the one script that may run does, and checks a receipt; another one on that page does not', async () => {
  const { bank } = town
  const order = { id: bank.ids.entry(), member: li, station: 'S002', minutes: 60 }
  const day = { servedOn: TODAY, service: 'activity' }
  const entry = must(await credit(bank, town.clerk('S002'), { ...order, ...day }))
  const receipt = await receiptOf(bank, entry, earned(li))
  const page = await watched(await browser.newContext({ locale: 'zh-CN' }))
  await page.goto(`${base}/verify#${receipt}`)
  await page.waitForSelector('#receipt-result[data-state="genuine"]')
  expect(refused).toEqual([])
  for (const text of TEXTS.filter((_, n) => n % 6 === 0)) {
    await page.fill('#receipt-text', plain(text).replaceAll('\r', ''))
    expect(await foundOn(page), text).toEqual([])
  }
  expect(refused).toEqual([])
  // And where something did get in, it would not run: the policy stands behind the escaping.
  await page
    .evaluate(() => {
      const script = document.createElement('script')
      script.append('window.itRan=1')
      document.body.append(script)
      const image = document.createElement('img')
      image.setAttribute('onerror', 'window.itRan=1')
      image.src = '/nothing.png'
      document.body.append(image)
    })
    .catch(() => undefined)
  await page.waitForFunction(() => document.querySelector('img')?.complete !== false)
  expect(await page.evaluate(() => (window as { itRan?: unknown }).itRan)).toBeUndefined()
  await expect.poll(() => refused.length).toBeGreaterThan(0)
  refused.length = 0
})
