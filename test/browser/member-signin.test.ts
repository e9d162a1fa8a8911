/** Volunteers, elders and their family in a real browser: a phone's screen, the elder's large pages, the counter. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrol } from '../../src/bank/people/enrol.ts'
import type { Person } from '../../src/bank/ports-people.ts'
import { type EntryId, refOf } from '../../src/ledger/entry.ts'
import { qrSvg } from '../../src/paper/qr.ts'
import { outbox } from '../messages.ts'
import { must } from '../town.ts'
import { openStaffHouse, signIn, type StaffHouse } from './staff-house.ts'

const PHONE_SCREEN = { viewport: { width: 375, height: 720 } }
const ELDER_SCREEN = { viewport: { width: 1024, height: 768 } }
const PIN = '274915'

const messages = outbox()
let house: StaffHouse
let desk: Page
beforeAll(async () => {
  house = await openStaffHouse({ messages })
  await house.staff('wang.fang', '王芳')
  desk = await house.page()
  await signIn(desk, house.base, 'wang.fang')
})
afterAll(() => house.stop())

let people = 0
async function person(name: string, { pin = '' } = {}): Promise<Person> {
  const { bank, clerk, earn } = house.town
  const hashed = pin === '' ? undefined : must(await bank.passwords.hash(pin))
  const order = {
    id: bank.ids.entry(),
    station: 'S001',
    name,
    phone: `1361234${String(1000 + people++)}`,
    ...(hashed === undefined ? {} : { pinHash: hashed }),
  }
  const enrolled = must(await enrol(bank, clerk('S001'), order)).person
  await earn(enrolled.member, 120)
  return enrolled
}

/** For whoever looks at the pages: KAPOK_SHOTS names a folder. */
async function shot(tab: Page, name: string): Promise<void> {
  const folder = process.env['KAPOK_SHOTS']
  if (folder !== undefined) await tab.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

/** Finds somebody at the desk, as a reader or a clerk types it. */
async function looked(text: string): Promise<void> {
  await desk.goto(`${house.base}/desk`)
  await desk.fill('input[name=q]', text)
  await desk.press('input[name=q]', 'Enter')
  await desk.waitForLoadState()
}

/** Nothing hangs over the edge of the screen. */
async function fits(tab: Page): Promise<void> {
  const [wide, screen] = await tab.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ])
  expect(wide).toBeLessThanOrEqual(screen ?? 0)
}

/** Large to read and to touch, as an elder's page is. */
async function large(tab: Page): Promise<void> {
  const sizes = await tab
    .locator('main button:visible, main a.button:visible')
    .evaluateAll((all) =>
      all.map((one) => [
        one.getBoundingClientRect().height,
        Number.parseFloat(getComputedStyle(one).fontSize),
      ]),
    )
  expect(sizes.length).toBeGreaterThan(0)
  for (const [height = 0, font = 0] of sizes) {
    expect(height).toBeGreaterThanOrEqual(80)
    expect(font).toBeGreaterThanOrEqual(24)
  }
}

const entryAt = async (url: string) => {
  const [, id = ''] = /([0-9a-f]{8}-[0-9a-f-]{27})/.exec(url) ?? []
  return house.town.bank.journal.entry(id as EntryId)
}

const soon = () => {
  house.town.clock.at += 61_000
}

test('a volunteer signs in on a phone with a code', async () => {
  const wu = await person('吴小玲')
  const tab = await house.page(PHONE_SCREEN)
  await tab.goto(`${house.base}/`)
  await tab.click('a[href="/code"]')
  await fits(tab)
  await shot(tab, 'code-phone')
  await tab.fill('input[name=phone]', wu.phone)
  await tab.click('form[action="/code"] button')
  await tab.waitForSelector('input[name=code]')
  await fits(tab)
  await shot(tab, 'code-code')
  await tab.fill('input[name=code]', '000000')
  await tab.click('form[action="/code/check"] button')
  expect(await tab.textContent('main')).toContain('还可以试 4 次')
  await shot(tab, 'code-wrong')
  await tab.fill('input[name=code]', messages.codeTo(wu.phone))
  await tab.click('form[action="/code/check"] button')
  await tab.waitForURL(/\/passbook/)
  expect(await tab.textContent('h1')).toContain('吴小玲')
  await fits(tab)
})

test('a family that shares a phone is asked who it is', async () => {
  const { bank, clerk } = house.town
  const phone = '13699990000'
  for (const name of ['梁秀英', '梁家豪']) {
    const order = { id: bank.ids.entry(), station: 'S001', name, phone }
    must(await enrol(bank, clerk('S001'), order))
  }
  soon()
  const tab = await house.page(PHONE_SCREEN)
  await tab.goto(`${house.base}/code`)
  await tab.fill('input[name=phone]', phone)
  await tab.click('form[action="/code"] button')
  await tab.fill('input[name=code]', messages.codeTo(phone))
  await tab.click('form[action="/code/check"] button')
  await tab.waitForSelector('form[action="/code/who"]')
  await fits(tab)
  await shot(tab, 'code-who')
  await tab.click('button:has-text("梁*豪")')
  await tab.waitForURL(/\/passbook/)
  expect(await tab.textContent('h1')).toContain('梁家豪')
})

test('an elder shows a card to the reader and types a PIN; the kiosk lets go after them', async () => {
  const chen = await person('陈婉仪', { pin: PIN })
  const tab = await house.page(ELDER_SCREEN)
  await tab.goto(`${house.base}/card?large=1&kiosk=1`)
  await large(tab)
  // A reader types what the QR says, and Enter.
  await tab.focus('input[name=card]')
  await tab.keyboard.type(`${chen.card}\n`)
  await tab.fill('input[name=pin]', PIN)
  await shot(tab, 'card-large')
  await tab.click('main form button')
  await tab.waitForURL(/\/elder/)
  await large(tab)
  expect(await tab.locator('meta[http-equiv=refresh]').getAttribute('content')).toBe(
    '60;url=/kiosk/end',
  )
  await shot(tab, 'elder-home')
  // What the browser does by itself after a minute.
  await tab.goto(`${house.base}/kiosk/end`)
  expect(tab.url()).toContain('/card?large=1')
  await tab.goto(`${house.base}/elder`)
  expect(tab.url()).toContain('/card')
})

test('an elder without a PIN: the clerk checks who it is, books, and the slip has a code and a place to sign', async () => {
  const huang = await person('黄志强')
  await looked(huang.number)
  await desk.click(`a[href*="${huang.member}"]`)
  await desk.click('a[href$="/book"]')
  await desk.selectOption('select[name=service]', 'haircut')
  await desk.click('form[action$="/book"] button')
  expect(await desk.textContent('main')).toContain('请先当面核对本人')
  await desk.selectOption('select[name=checked]', 'face')
  await shot(desk, 'assist')
  await desk.click('form[action$="/book"] button')
  await desk.waitForURL(/\/slip/)
  const hold = await entryAt(desk.url())
  expect(hold && refOf(hold, 'assisted')).toBe('face')
  const code = house.town.bank.people.members.visitCode(hold?.id ?? ('' as EntryId))
  expect(await desk.textContent('.visit')).toContain(code)
  expect(await desk.textContent('.sign')).toContain('签名或按指印')
  await shot(desk, 'slip')
  await desk.emulateMedia({ media: 'print' })
  await shot(desk, 'slip-print')
  await desk.emulateMedia({ media: 'screen' })

  await desk.goto(`${house.base}/desk/members/${huang.member}`)
  await desk.click('form[action$="/settle"] button')
  await desk.waitForSelector('.ways')
  await large(desk)
  const sizes = await desk.locator('.ways button').evaluateAll((all) =>
    all.map((one) => {
      const { width, height } = one.getBoundingClientRect()
      return `${Math.round(width)} ${Math.round(height)}`
    }),
  )
  expect([sizes.length, new Set(sizes).size]).toEqual([5, 1])
  await shot(desk, 'complete-ways')
  await desk.click('.ways button[value=code]')
  await desk.fill('input[name=code]', code === '0000' ? '1111' : '0000')
  await desk.click('form:has(input[name=code]) button')
  expect(await desk.textContent('main')).toContain('到访码对不上')
  await shot(desk, 'complete-code')
  await desk.fill('input[name=code]', code)
  await desk.click('form:has(input[name=code]) button')
  await desk.waitForURL(/\/receipts\//)
  const settled = await entryAt(desk.url())
  expect(settled && [settled.kind, refOf(settled, 'confirm')]).toEqual(['settle', 'code'])
})

test('the other proofs are as large and as short: PIN, signature, thumbprint, call', async () => {
  const zhou = await person('周建国', { pin: PIN })
  const last: Record<string, () => Promise<void>> = {
    pin: () => desk.fill('input[name=pin]', PIN),
    signature: async () => undefined,
    thumb: async () => undefined,
    call: async () => undefined,
  }
  for (const [by, fill] of Object.entries(last)) {
    await desk.goto(`${house.base}/desk/members/${zhou.member}`)
    await desk.selectOption('form[action="/desk/redemptions"] select[name=service]', 'haircut')
    await desk.click('form[action="/desk/redemptions"] button')
    // The page before has buttons too: the next one is waited for.
    await Promise.all([desk.waitForEvent('load'), desk.click(`.ways button[value=${by}]`)])
    await large(desk)
    await shot(desk, `complete-${by}`)
    await fill()
    await desk.click('main form button >> nth=0')
    await desk.waitForURL(/\/receipts\//)
    const entry = await entryAt(desk.url())
    expect(entry && refOf(entry, 'confirm')).toBe(by)
  }
  await desk.goto(`${house.base}/desk/calls`)
  expect(await desk.textContent('main')).toContain('周*国')
  await shot(desk, 'calls')
})

test('a lost card: one page, checked, printed, and the old one is void', async () => {
  const he = await person('何丽芬', { pin: PIN })
  await desk.goto(`${house.base}/desk/members/${he.member}/card`)
  await shot(desk, 'card-desk')
  await desk.selectOption('select[name=reason]', 'lost')
  await desk.check('form[action$="/reissue"] input[name=checked]')
  await desk.click('form[action$="/reissue"] button')
  await desk.waitForURL(/\/print/)
  const card = (await house.town.bank.people.get(he.member))?.card ?? ''
  expect(card).not.toBe(he.card)
  const drawn = await desk.locator('.idcard svg path >> nth=1').getAttribute('d')
  expect(qrSvg(card).svg).toContain(drawn)
  await desk.emulateMedia({ media: 'print' })
  const box = await desk.locator('.idcard').boundingBox()
  expect(Math.round(((box?.width ?? 0) / 96) * 25.4)).toBe(86)
  await shot(desk, 'card-print')
  await desk.emulateMedia({ media: 'screen' })

  const tab = await house.page(ELDER_SCREEN)
  const show = async (shown: string) => {
    await tab.goto(`${house.base}/card?large=1`)
    await tab.fill('input[name=card]', shown)
    await tab.fill('input[name=pin]', PIN)
    await tab.click('main form button')
    await tab.waitForLoadState()
  }
  await show(he.card)
  expect(await tab.textContent('main')).toContain('账号与密码对不上')
  await shot(tab, 'card-void-public')
  await show(card)
  await tab.waitForURL(/\/elder/)
  await looked(he.card)
  expect(await desk.textContent('main')).toContain('这张卡已经作废')
  await shot(desk, 'card-void-desk')
})

test('cards for many, ten on a sheet of A4', async () => {
  for (const name of ['甲一一', '乙二二', '丙三三']) await person(name)
  await desk.goto(`${house.base}/desk/cards`)
  const boxes = await desk.locator('input[name=member]').all()
  expect(boxes.length).toBeGreaterThanOrEqual(10)
  for (const box of boxes.slice(0, 10)) await box.check()
  await shot(desk, 'cards-choose')
  await desk.click('form[action="/desk/cards"] button')
  await desk.waitForSelector('.idcards')
  await desk.emulateMedia({ media: 'print' })
  await desk.setViewportSize({ width: 794, height: 1123 })
  const pdf = (await desk.pdf({ preferCSSPageSize: true, format: 'A4' })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1)
  const lefts = await desk
    .locator('.idcard')
    .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().left)))
  expect([lefts.length, new Set(lefts).size]).toEqual([10, 2])
  await shot(desk, 'cards-sheet')
  await desk.emulateMedia({ media: 'screen' })
  await desk.setViewportSize({ width: 1280, height: 720 })
})

test('a daughter acts for her mother, under a bar on every page, until it is ended', async () => {
  const mother = await person('罗凤仙', { pin: PIN })
  const daughter = await person('罗美玲')
  await desk.goto(`${house.base}/desk/members/${mother.member}/proxies`)
  await desk.fill('input[name=number]', daughter.number)
  await desk.fill('input[name=monthly]', '2')
  await desk.check('input[name=checked]')
  await shot(desk, 'proxy-desk')
  await desk.click('form[action$="/proxies"] button')
  await desk.waitForURL(/done=granted/)

  soon()
  const tab = await house.page(PHONE_SCREEN)
  await tab.goto(`${house.base}/code`)
  await tab.fill('input[name=phone]', daughter.phone)
  await tab.click('form[action="/code"] button')
  await tab.fill('input[name=code]', messages.codeTo(daughter.phone))
  await tab.click('form[action="/code/check"] button')
  await tab.waitForURL(/\/passbook/)
  await tab.goto(`${house.base}/proxies`)
  await fits(tab)
  await shot(tab, 'proxy-own')
  await tab.click('form[action="/acting"] button')
  await tab.waitForURL(/\/passbook/)
  const bar = () => tab.textContent('.acting')
  expect(await bar()).toContain('正在替 罗*仙 办理')
  expect(await bar()).toContain('本月还可用 2 小时')
  await fits(tab)
  await shot(tab, 'proxy-passbook')
  await tab.goto(`${house.base}/elder`)
  await tab.click('a[href*="service=haircut"]')
  await tab.click('a[href*="whom=self"]')
  await tab.click('a[href*="/elder/confirm"]')
  expect(await bar()).toContain('正在替 罗*仙 办理')
  expect(await tab.textContent('main')).toContain('给本人')
  await fits(tab)
  await shot(tab, 'proxy-elder')
  await tab.click('form[action="/elder/bookings"] button')
  await tab.waitForURL(/\/elder\/bookings\//)
  expect(await bar()).toContain('本月还可用 1 小时')

  const own = await house.page(ELDER_SCREEN)
  await own.goto(`${house.base}/card`)
  await own.fill('input[name=card]', mother.number)
  await own.fill('input[name=pin]', PIN)
  await own.click('main form button')
  await own.waitForURL(/\/passbook/)
  expect(await own.textContent('main')).toContain('由 罗*玲 代办')
  await shot(own, 'proxy-line')
  await own.goto(`${house.base}/proxies`)
  await own.click('form[action="/proxies/end"] button')
  await own.waitForURL(/done=ended/)
  await tab.goto(`${house.base}/passbook`)
  expect(await tab.locator('.acting').count()).toBe(0)
  expect(await tab.textContent('h1')).toContain('罗美玲')
})
