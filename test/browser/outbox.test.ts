/** A desk whose network goes, in a real browser that is killed on the way: what was written is posted once, in order, and nothing is lost. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishActivity } from '../../src/bank/activities/activity.ts'
import { verify } from '../../src/bank/oversight/verify.ts'
import { checkDigit } from '../../src/ledger/check-digit.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type Day, refOf } from '../../src/ledger/entry.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { ACTIVITY } from '../activity.ts'
import { must } from '../town.ts'
import { CHROMIUM, FLAGS } from './service.ts'
import { deskKept, openStaffHouse, signIn, type StaffHouse } from './staff-house.ts'

const folder = mkdtempSync(join(tmpdir(), 'kapok-outbox-'))
let house: StaffHouse
let chrome: ChildProcess
let browser: Browser
let tab: Page
const members: MemberId[] = []
const numbers: string[] = []

/** The same profile every time: what a browser forgets when it is killed, it has forgotten. */
async function startBrowser(): Promise<Page> {
  const profile = join(folder, 'profile')
  const port = join(profile, 'DevToolsActivePort')
  rmSync(port, { force: true })
  const own = ['--headless=new', '--remote-debugging-port=0', '--accept-lang=zh-CN']
  chrome = spawn(CHROMIUM, [...FLAGS, ...own, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: 'ignore',
  })
  while (!existsSync(port) || !readFileSync(port, 'utf8').includes('\n'))
    await new Promise((resolve) => setTimeout(resolve, 100))
  const [number = ''] = readFileSync(port, 'utf8').split('\n')
  browser = await chromium.connectOverCDP(`http://127.0.0.1:${number}`)
  const context = browser.contexts()[0]
  const page = (await context?.newPage()) as Page
  page.on('pageerror', (m) => console.log('ERR', String(m)))
  return page
}

async function killBrowser(): Promise<void> {
  const gone = new Promise((resolve) => chrome.once('exit', resolve))
  chrome.kill('SIGKILL')
  await gone
}

beforeAll(async () => {
  house = await openStaffHouse()
  await house.staff('front.desk', '陈前台')
  await house.staff('back.desk', '李后台')
  for (const name of ['张三', '李四', '王五', '赵六']) members.push(await house.town.member(name))
  for (const member of members)
    numbers.push((await house.town.bank.people.get(member))?.number ?? '')
  tab = await startBrowser()
})
afterAll(async () => {
  await killBrowser()
  await house.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
})

/** A machine that does much else. */
const PATIENT = { timeout: 20_000 }

const waiting = (page: Page) => page.locator('[data-outbox-list=waits] li')
const refused = (page: Page) => page.locator('[data-outbox-list=refused] li')

async function write(page: Page, number: string, hours: string): Promise<void> {
  const form = page.locator('form[data-outbox-form=credit]')
  await form.locator('input[name=number]').fill(number)
  await form.locator('input[name=hours]').fill(hours)
  await form.locator('input[name=servedOn]').fill('2026-11-24')
  await form.locator('button').dblclick()
}

/** What the books say of the four, in the order it was recorded. */
async function recorded(): Promise<readonly (readonly [number: string, minutes: number])[]> {
  const entries = await house.town.bank.journal.stationServed(
    'S001',
    '2026-11-01' as Day,
    '2026-11-30' as Day,
  )
  return entries
    .filter(({ kind }) => kind === 'credit')
    .toSorted((a, b) => a.seq - b.seq)
    .map((entry) => [
      numbers[members.indexOf(refOf(entry, 'for') as MemberId)] ?? '',
      Math.max(...entry.postings.map(({ minutes }) => minutes)),
    ])
}

const faults = async () =>
  (await verify(auditIn(house.town.bank.engine, migrationsOf('sqlite')))).faults

/** Nobody's: the serial is not given, the check digit is right. */
const STRANGER = `GZ0999999${checkDigit('0999999')}`

test('five are written without a network; four are recorded once and in order, the fifth says why not', async () => {
  await signIn(tab, house.base, 'front.desk')
  await deskKept(tab, house.base)
  await house.away()
  await tab.goto(`${house.base}/desk/today`)
  await tab.waitForURL(/\/desk\/outbox\?away=1/)
  await tab.waitForSelector('[data-away-net]:not([hidden])')
  expect(await tab.textContent('body')).toContain('网络已断开 · 可以继续登记')

  // A slip of the finger is told at once, without a network.
  await write(tab, `${numbers[0]?.slice(0, -1)}${(Number(numbers[0]?.at(-1)) + 1) % 10}`, '1')
  await tab.waitForSelector('[data-outbox-problem]:not([hidden])')
  expect(await waiting(tab).count()).toBe(0)

  await write(tab, numbers[0] ?? '', '1')
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(1)
  await write(tab, numbers[1] ?? '', '2')
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(2)
  await write(tab, STRANGER, '1')
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(3)
  if (process.env['SHOTS']) {
    await tab.setViewportSize({ width: 1280, height: 1200 })
    await tab.screenshot({ path: `${process.env['SHOTS']}/outbox-away.png` })
  }

  await killBrowser()
  tab = await startBrowser()
  await tab.goto(`${house.base}/desk`)
  await tab.waitForURL(/\/desk\/outbox\?away=1/)
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(3)
  await write(tab, numbers[2] ?? '', '1.5')
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(4)
  await write(tab, numbers[3] ?? '', '0:30')
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(5)
  expect(await recorded()).toEqual([])

  await house.back()
  await tab.click('[data-outbox-now]')
  // A browser that was killed may have forgotten who was signed in.
  const signedOut = tab.locator('[data-outbox-say=signedOut]')
  await expect
    .poll(async () => (await signedOut.isVisible()) || (await refused(tab).count()) === 1, PATIENT)
    .toBe(true)
  if (await signedOut.isVisible()) {
    await signIn(tab, house.base, 'front.desk')
    await tab.goto(`${house.base}/desk/outbox`)
  }
  await expect.poll(() => refused(tab).count(), { timeout: 20_000 }).toBe(1)
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(0)
  expect(await recorded()).toEqual([
    [numbers[0], 60],
    [numbers[1], 120],
    [numbers[2], 90],
    [numbers[3], 30],
  ])
  expect(await refused(tab).textContent()).toContain(STRANGER)
  if (process.env['SHOTS']) {
    await tab.setViewportSize({ width: 1280, height: 1400 })
    await tab.screenshot({ path: `${process.env['SHOTS']}/outbox-back.png` })
  }
  expect(await faults()).toEqual([])
})

test('what was refused is put right under its id, or let go after a second word', async () => {
  await refused(tab).getByRole('button', { name: '改正' }).click()
  await write(tab, numbers[0] ?? '', '0:30')
  await expect.poll(() => refused(tab).count(), PATIENT).toBe(0)
  await expect.poll(async () => (await recorded()).length, PATIENT).toBe(5)
  expect((await recorded()).at(-1)).toEqual([numbers[0], 30])

  await house.away()
  await write(tab, STRANGER, '1')
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(1)
  await house.back()
  await tab.click('[data-outbox-now]')
  await expect.poll(() => refused(tab).count(), PATIENT).toBe(1)
  await refused(tab).getByRole('button', { name: '不要了' }).click()
  expect(await refused(tab).textContent()).toContain('丢掉后找不回来')
  await refused(tab).getByRole('button', { name: '留着' }).click()
  await refused(tab).getByRole('button', { name: '不要了' }).click()
  await refused(tab).getByRole('button', { name: '确定不要' }).click()
  await expect.poll(() => refused(tab).count(), PATIENT).toBe(0)
  expect((await recorded()).length).toBe(5)
})

test('a form that was being sent when the network went is kept as it was filled in', async () => {
  await tab.goto(`${house.base}/desk/members/${members[1]}`)
  await tab.fill('form[action="/desk/credits"] input[name=hours]', '0:45')
  await house.away()
  await tab.click('form[action="/desk/credits"] button')
  await tab.waitForURL(/\/desk\/outbox\?kept=1/)
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(1)
  expect(await waiting(tab).textContent()).toContain(`${numbers[1]}`)
  // Nobody's name is kept, and what is kept cannot be read off the disk.
  const kept = await tab.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('kapok-outbox')
      opening.addEventListener('success', () => resolve(opening.result))
    })
    const all = database.transaction(['items', 'kept'])
    const got = <Value>(request: IDBRequest) =>
      new Promise<Value>((resolve) =>
        request.addEventListener('success', () => resolve(request.result as Value)),
      )
    const items = await got<{ sealed: ArrayBuffer }[]>(all.objectStore('items').getAll())
    const key = await got<CryptoKey>(all.objectStore('kept').get('seal'))
    const text = new TextDecoder().decode(items[0]?.sealed)
    database.close()
    return { text, rest: JSON.stringify(items), extractable: key.extractable }
  })
  expect(kept.extractable).toBe(false)
  for (const secret of [numbers[1] ?? '', members[1] ?? '', '李四']) {
    expect(kept.text).not.toContain(secret)
    expect(kept.rest).not.toContain(secret)
  }
  await house.back()
  await tab.click('[data-outbox-now]')
  await expect.poll(async () => (await recorded()).length, PATIENT).toBe(6)
  expect((await recorded()).at(-1)).toEqual([numbers[1], 45])
})

test('another clerk at the computer sees how many wait and whose they are, and posts none of them', async () => {
  await house.away()
  await tab.goto(`${house.base}/desk/outbox`)
  await write(tab, numbers[2] ?? '', '0:15')
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(1)
  await house.back()
  // Signed out without the page: as when the sign-in ends by itself.
  await tab.context().clearCookies()
  await signIn(tab, house.base, 'back.desk')
  await tab.goto(`${house.base}/desk/outbox?lang=zh`)
  await tab.waitForSelector('[data-outbox-others]:not(:empty)')
  expect(await tab.textContent('[data-outbox-others]')).toContain('陈前台 的 1 笔登记没有上传')
  expect(await tab.textContent('main')).not.toContain(`${numbers[2]} ·`)
  await tab.click('[data-outbox-now]')
  await expect.poll(() => tab.locator('[data-outbox-none]').isVisible(), PATIENT).toBe(true)
  expect((await recorded()).length).toBe(6)

  await tab.context().clearCookies()
  await signIn(tab, house.base, 'front.desk')
  await expect.poll(async () => (await recorded()).length, PATIENT).toBe(7)
  expect((await recorded()).at(-1)).toEqual([numbers[2], 15])
})

test('who signed out writes nothing: the desk is nobody’s', async () => {
  await deskKept(tab, house.base)
  await house.away()
  await tab.goto(`${house.base}/desk/outbox`)
  await write(tab, numbers[3] ?? '', '0:15')
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(1)
  await house.back()
  await tab.click('form[action="/sign-out"] button')
  await tab.waitForURL(`${house.base}/`)
  await house.away()
  await tab.goto(`${house.base}/desk/outbox`)
  await tab.waitForSelector('[data-outbox-say=noDesk]:not([hidden])')
  await write(tab, numbers[0] ?? '', '1')
  await expect.poll(() => tab.locator('[data-outbox-say=noDesk]').isVisible(), PATIENT).toBe(true)
  // Whoever comes next sees that something waits, not what it is, and lets go of none of it.
  expect(await tab.textContent('[data-outbox-others]')).toContain('陈前台 的 1 笔登记没有上传')
  expect(await waiting(tab).count()).toBe(0)
  expect(await tab.textContent('main')).not.toContain(`${numbers[3]} ·`)
  await house.back()
  // What was written before waits until they are there again.
  await signIn(tab, house.base, 'front.desk')
  await expect.poll(async () => (await recorded()).length, PATIENT).toBe(8)
  expect((await recorded()).at(-1)).toEqual([numbers[3], 15])
})

test('those who came to an activity are ticked off by number, and posted once', async () => {
  const { bank, clerk } = house.town
  const held = { from: '2026-11-23', until: '2026-11-23' }
  house.town.clock.at -= 3 * 86_400_000
  must(
    await publishActivity(bank, clerk('S001'), {
      ...{ ...ACTIVITY, ...held, station: 'S001', id: bank.ids.entry() },
    }),
  )
  house.town.clock.at += 3 * 86_400_000
  await tab.goto(`${house.base}/desk/outbox`)
  const shell = async () => {
    const kept = await (await caches.open('kapok-desk')).match('/desk/outbox')
    return (await kept?.text())?.includes('社区长者探访')
  }
  await expect.poll(() => tab.evaluate(shell), PATIENT).toBe(true)
  await deskKept(tab, house.base)
  await house.away()
  await tab.goto(`${house.base}/desk/outbox`)
  const form = tab.locator('form[data-outbox-form=attended]')
  await form.locator('textarea').fill(`${numbers[0]}\n${numbers[3]} 1.5\n`)
  await form.locator('button').click()
  await expect.poll(() => waiting(tab).count(), PATIENT).toBe(1)
  expect(await waiting(tab).textContent()).toContain('社区长者探访 · 2026年11月23日 · 2 人')
  await house.back()
  await tab.click('[data-outbox-now]')
  await expect.poll(async () => (await recorded()).length, PATIENT).toBe(10)
  const posted = (await recorded()).slice(8).toSorted((a, b) => a[1] - b[1])
  expect(posted).toEqual([
    [numbers[3], 90],
    [numbers[0], 120],
  ])
  expect(await faults()).toEqual([])
})
