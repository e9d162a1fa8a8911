/** Forms that were being sent when the network went; answers that were lost; two tabs; a full disk; a computer that is none any more. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishActivity } from '../../src/bank/activities/activity.ts'
import { signUp } from '../../src/bank/activities/sign-up.ts'
import { endDevice, giveCode, listDevices } from '../../src/bank/people/devices.ts'
import { newCode } from '../../src/gate/device-code.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type Day, type EntryId, refOf } from '../../src/ledger/entry.ts'
import { ACTIVITY } from '../activity.ts'
import { must } from '../town.ts'
import { deskKept, openStaffHouse, signIn, type StaffHouse } from './staff-house.ts'

const PATIENT = { timeout: 20_000 }

let house: StaffHouse
let tab: Page
let activity: EntryId
const members: MemberId[] = []
beforeAll(async () => {
  house = await openStaffHouse()
  const { bank, clerk, clock } = house.town
  await house.staff('front.desk', '陈前台')
  for (const name of ['张三', '李四', '王五']) members.push(await house.town.member(name))
  activity = bank.ids.entry()
  const day = '2026-11-23'
  clock.at -= 3 * 86_400_000
  const held = { ...ACTIVITY, station: 'S001', from: day, until: day, id: activity }
  must(await publishActivity(bank, clerk('S001'), held))
  for (const member of members.slice(0, 2))
    must(await signUp(bank, clerk('S001'), { id: bank.ids.entry(), activity, member }))
  clock.at += 3 * 86_400_000
  tab = await house.page()
})
afterAll(() => house.stop())

async function recorded(): Promise<readonly (readonly [member: number, minutes: number])[]> {
  const { journal } = house.town.bank
  const entries = await journal.stationServed('S001', '2026-11-01' as Day, '2026-11-30' as Day)
  return entries
    .filter(({ kind }) => kind === 'credit')
    .toSorted((a, b) => a.seq - b.seq)
    .map((entry) => [
      members.indexOf(refOf(entry, 'for') as MemberId),
      Math.max(...entry.postings.map(({ minutes }) => minutes)),
    ])
}

const waiting = (page: Page) => page.locator('[data-outbox-list=waits] li')
const numberOf = async (at: number) =>
  (await house.town.bank.people.get(members[at] as MemberId))?.number ?? ''

async function write(page: Page, number: string, hours: string): Promise<void> {
  const form = page.locator('form[data-outbox-form=credit]')
  await form.locator('input[name=number]').fill(number)
  await form.locator('input[name=hours]').fill(hours)
  await form.locator('input[name=servedOn]').fill('2026-11-24')
  await form.locator('button').click()
}

test('a roster sent as the network went is kept, looked at, and recorded whole', async () => {
  await signIn(tab, house.base, 'front.desk')
  await deskKept(tab, house.base)
  await tab.goto(`${house.base}/desk/roster`)
  await tab.locator('table.roster input[type=checkbox]').first().uncheck()
  await tab.fill('form[action="/desk/roster"] input[name=hours]', '1')
  await house.away()
  await tab.locator('form[action="/desk/roster"] button:not(.skip):not(.quiet)').click()
  await tab.waitForURL(/\?kept=1/)
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(1)
  expect(await waiting(tab).textContent()).toContain('2 人')
  await house.back()
  await tab.click('[data-outbox-now]')
  // Nobody has looked at it yet: it goes only when somebody has.
  await tab.waitForSelector('[data-away-net][hidden]', { state: 'attached' })
  expect(await recorded()).toEqual([])
  await waiting(tab).getByRole('button', { name: '核对过了' }).click()
  await tab.click('[data-outbox-now]')
  await expect.poll(recorded, PATIENT).toHaveLength(2)
  expect((await recorded()).map(([, minutes]) => minutes)).toEqual([60, 60])
})

test('a session ticked off as the network went is posted once', async () => {
  await tab.goto(`${house.base}/desk/activities/${activity}/session`)
  await tab.locator('table.roster input[type=checkbox]').first().uncheck()
  await tab.locator('button.large').click()
  await tab.waitForSelector('section.done')
  await house.away()
  await tab.locator('section.done button').click()
  await tab.waitForURL(/\?kept=1/)
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(1)
  await house.back()
  await tab.click('[data-outbox-now]')
  await expect.poll(recorded, PATIENT).toHaveLength(3)
  expect((await recorded()).at(-1)).toEqual([1, 120])
})

test('an answer that was lost on the way is given again, and nothing is recorded twice', async () => {
  await house.away()
  await tab.goto(`${house.base}/desk/outbox`)
  await write(tab, await numberOf(2), '0:30')
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(1)
  await house.back()
  let lost = 0
  await tab.route('**/desk/outbox', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    lost += 1
    await route.fetch()
    await route.abort('connectionreset')
  })
  await tab.click('[data-outbox-now]')
  await expect.poll(() => lost, PATIENT).toBe(1)
  await expect.poll(recorded, PATIENT).toHaveLength(4)
  expect(await waiting(tab).count()).toBe(1)
  await tab.unroute('**/desk/outbox')
  await tab.click('[data-outbox-now]')
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(0)
  expect(await tab.textContent('[data-outbox-list=done]')).toContain('王*')
  expect(await recorded()).toHaveLength(4)
})

test('of two tabs one posts, and the same is said twice before it is kept twice', async () => {
  await house.away()
  await tab.goto(`${house.base}/desk/outbox`)
  const second = await tab.context().newPage()
  await second.goto(`${house.base}/desk/outbox`)
  for (const at of [0, 1]) {
    await write(tab, await numberOf(at), '0:15')
    await expect.poll(() => waiting(tab).count(), PATIENT).toBe(at + 1)
  }
  await write(tab, await numberOf(1), '0:15')
  await tab.waitForSelector('[data-outbox-problem]:not([hidden])')
  expect(await tab.textContent('[data-outbox-problem]:not([hidden])')).toContain('已经存了一笔')
  expect(await waiting(tab).count()).toBe(2)
  let posts = 0
  tab.context().on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/desk/outbox')) posts += 1
  })
  await house.back()
  await Promise.all([tab.click('[data-outbox-now]'), second.click('[data-outbox-now]')])
  await expect.poll(recorded, PATIENT).toHaveLength(6)
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(0)
  expect(posts).toBe(2)
  await second.close()
})

test('where there is no room it says so, and the form stays as it was', async () => {
  await house.away()
  await tab.goto(`${house.base}/desk/outbox`)
  await tab.evaluate(() => {
    const { add } = IDBObjectStore.prototype
    IDBObjectStore.prototype.add = function full(value: unknown, key?: IDBValidKey) {
      if (this.name === 'items') throw new DOMException('no room', 'QuotaExceededError')
      return add.call(this, value, key)
    }
  })
  await write(tab, await numberOf(2), '0:45')
  await tab.waitForSelector('[data-outbox-say=full]:not([hidden])')
  const field = (name: string) =>
    tab.inputValue(`form[data-outbox-form=credit] input[name=${name}]`)
  expect([await field('number'), await field('hours')]).toEqual([await numberOf(2), '0:45'])
  expect(await waiting(tab).count()).toBe(0)
  await house.back()
})

test('a computer that is ended keeps nothing of what was written on it', async () => {
  const { bank, head } = house.town
  const { text, hash } = newCode()
  must(await giveCode(bank, head('S001'), { station: 'S001', hash }))
  await tab.goto(`${house.base}/device`)
  await tab.fill('input[name=code]', text)
  await tab.fill('input[name=name]', '前台电脑')
  await tab.click('form[data-device=enrol] button')
  await tab.waitForSelector('[data-enrolled]')
  await deskKept(tab, house.base)
  await house.away()
  await tab.goto(`${house.base}/desk/outbox`)
  await write(tab, await numberOf(0), '1')
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(1)
  await house.back()
  const [seen] = must(await listDevices(bank, head('S001')))
  must(await endDevice(bank, head('S001'), { id: bank.ids.entry(), device: seen?.row.key ?? '' }))
  await tab.context().clearCookies({ name: 'kapok' })
  await signIn(tab, house.base, 'front.desk')
  await tab.waitForSelector('[data-device-wipe]:not([hidden])')
  expect(await tab.textContent('main')).toContain('未上传的登记已清除')
  const left = await tab.evaluate(async () => ({
    kept: (await indexedDB.databases()).map(({ name }) => name),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }))
  expect(left.kept).not.toContain('kapok-outbox')
  expect(left.workers).toBe(0)
})
