/** A station's computer in a real browser: its key is made and kept there, shown at the next sign-in, and cannot be taken out. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { giveCode, listDevices } from '../../src/bank/people/devices.ts'
import { newCode } from '../../src/gate/device-code.ts'
import { must } from '../town.ts'
import { openStaffHouse, PASSWORD, type StaffHouse } from './staff-house.ts'

let house: StaffHouse
let page: Page
beforeAll(async () => {
  house = await openStaffHouse({ settings: { KAPOK_DEVICES: 'required' } })
  await house.staff('front.desk', '陈前台')
  page = await house.page()
})
afterAll(() => house.stop())

async function signIn(): Promise<void> {
  await page.goto(`${house.base}/sign-in`)
  await page.fill('input[name=login]', 'front.desk')
  await page.fill('input[name=password]', PASSWORD)
  await page.click('form[action="/sign-in"] button')
}

test('a computer is enrolled once, and from then on is known without a word', async () => {
  const { bank } = house.town
  await signIn()
  await page.waitForURL(/\/desk/)
  expect(await page.textContent('body')).toContain('本站只能在登记过的电脑上办理')
  await page.click('a[href="/device"]')
  await page.waitForSelector('[data-device-none]:not([hidden])')

  const { text, hash } = newCode()
  must(await giveCode(bank, house.town.head('S001'), { station: 'S001', hash }))
  await page.fill('input[name=code]', text.toLowerCase())
  await page.fill('input[name=name]', '前台电脑')
  await page.click('form[data-device=enrol] button')
  await page.waitForSelector('[data-enrolled]')
  expect(await page.textContent('main')).toContain('这台电脑已登记：前台电脑（S001）')
  await page.goto(`${house.base}/desk`)
  expect(await page.textContent('body')).not.toContain('本站只能在登记过的电脑上办理')

  await page.click('form[action="/sign-out"] button')
  await page.waitForURL(`${house.base}/`)
  await signIn()
  // By way of the page that asks for the key, and on by itself.
  await page.waitForURL(/\/desk/)
  expect(await page.textContent('body')).not.toContain('本站只能在登记过的电脑上办理')
  const [seen] = must(await listDevices(bank, house.town.head('S001')))
  expect(seen?.usedAt).toBe(house.town.clock.at)
})

test('what the browser keeps is a key that it does not give out', async () => {
  const kept = await page.evaluate(async () => {
    const opened = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('kapok-device', 1)
      opening.addEventListener('success', () => resolve(opening.result))
      opening.addEventListener('error', () => reject(opening.error))
    })
    const read = await new Promise<{ key: CryptoKey }>((resolve) => {
      const request = opened.transaction('keys').objectStore('keys').get('device')
      request.addEventListener('success', () => resolve(request.result as { key: CryptoKey }))
    })
    const out = await crypto.subtle.exportKey('pkcs8', read.key).then(
      () => 'given out',
      (fault: Error) => fault.name,
    )
    return { extractable: read.key.extractable, out }
  })
  expect(kept).toEqual({ extractable: false, out: 'InvalidAccessError' })
})

test('without a script one can still sign in, and look', async () => {
  const still = await house.page({ javaScriptEnabled: false })
  await still.goto(`${house.base}/sign-in`)
  await still.fill('input[name=login]', 'front.desk')
  await still.fill('input[name=password]', PASSWORD)
  await still.click('form[action="/sign-in"] button')
  await still.waitForURL(/\/desk/)
  await still.goto(`${house.base}/device`)
  expect(await still.textContent('main')).toContain('请打开脚本后再试')
})
