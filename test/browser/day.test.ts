/**
 * One day at one station through its pages, in a real browser without a script:
 * a call, the order it becomes, a volunteer who claims it on a phone, an elder
 * who confirms it with card and PIN, thirty people in three taps, a wish, a meal
 * with its bands, a voucher, a correction that a second person lets stand, and
 * the close. Then the books are laid before verify and hledger.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveItem } from '../../src/bank/catalogue/item.ts'
import { loadSubsidy } from '../../src/bank/catalogue/meals.ts'
import { verify } from '../../src/bank/oversight/verify.ts'
import { hledgerLines } from '../../src/paper/export.ts'
import { SAMPLE_SUBSIDY } from '../../src/rules/meals.ts'
import { REDEEMING } from '../../src/rules/redeeming.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { codeAt } from '../../src/gate/totp.ts'
import { must, TODAY } from '../town.ts'
import { openStaffHouse, setUpApp, signIn, type StaffHouse } from './staff-house.ts'

const PIN = '246813'
const PEOPLE = 30
const ACTIVITY = '便民服务日'

let house: StaffHouse
let tab: Page
/** The volunteer's phone. */
let phone: Page
/** Signs the clerk in once more: nobody stays signed in over the afternoon. */
let again: () => Promise<void>
/** Numbers on the cards, by who they are. */
const number: Record<'elder' | 'chen', string> = { elder: '', chen: '' }

beforeAll(async () => {
  const vouchers = { days: 30, daysMost: 90 }
  house = await openStaffHouse({}, { redeeming: { ...REDEEMING, vouchers } })
  const { bank, city, head } = house.town
  for (const [who, name, hours] of [
    ['elder', '何伯', 200],
    ['chen', '陈大文', 110],
  ] as const) {
    const member = await house.town.member(name)
    await house.town.earn(member, hours)
    await bank.people.setPin(member, must(await bank.passwords.hash(PIN)))
    if (who === 'elder') await bank.people.amend(member, { born: '1940-01' })
    number[who] = (await bank.people.get(member))?.number ?? ''
  }
  for (let n = 0; n < PEOPLE; n++) await house.town.member(`志${String.fromCodePoint(0x5b89 + n)}`)
  await house.staff('wen.yuan', '文员')
  await house.staff('zhan.zhang', '站长', { role: 'head' })
  // What the city has decided and the station offers, as on any day.
  const table = { ...SAMPLE_SUBSIDY, area: '440104003', from: '2020-01-01', sample: true }
  must(await loadSubsidy(bank, city, { ...table, id: bank.ids.entry() }))
  const offered = [
    { code: 'cut', kind: 'service', name: { zh: '理发' }, service: 'haircut', minutes: 60 },
    { code: 'clinic', kind: 'service', name: { zh: '陪诊' }, service: 'clinic', minutes: 120 },
    { code: 'lunch', kind: 'meal', name: { zh: '午餐' }, service: 'meal', minutes: 60 },
  ]
  for (const { minutes, ...item } of offered) {
    const price = { by: 'item', minutes }
    const order = { ...item, price, id: bank.ids.entry(), station: 'S001', reason: 'new' }
    must(await saveItem(bank, head('S001'), order))
  }
  const desk = { javaScriptEnabled: false, viewport: { width: 1280, height: 800 } }
  tab = await house.page(desk)
  tab.setDefaultTimeout(6000)
  await signIn(tab, house.base, 'wen.yuan')
  const secret = await setUpApp(tab, house)
  again = async () => {
    await signIn(tab, house.base, 'wen.yuan')
    await tab.fill('input[name=code]', codeAt(secret, house.town.clock.at))
    await tab.click('main form button')
    await tab.waitForURL(/\/desk/)
  }
  phone = await house.page({ javaScriptEnabled: false, viewport: { width: 360, height: 640 } })
  await withCard(phone, number.chen)
})
afterAll(() => house.stop())

async function withCard(page: Page, card: string, path = '/card'): Promise<void> {
  await page.goto(`${house.base}${path}`)
  await page.fill('input[name=card]', card)
  await page.fill('input[name=pin]', PIN)
  await page.click('main form button')
  await page.waitForLoadState()
}

const at = (path: string) => `${house.base}${path}`
const text = async (page: Page = tab) => (await page.textContent('main')) ?? ''

/** Keeps a picture where somebody wants to look. */
async function looked(name: string, page: Page = tab): Promise<void> {
  const folder = process.env['KAPOK_SHOTS']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
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

/** The elder at the desk says so with the PIN of the card. */
async function withPin(): Promise<void> {
  await tab.click('main button:text-is("输密码")')
  await tab.fill('input[name=pin]', PIN)
  await tab.click('main form button')
  await tab.waitForLoadState()
}

async function openMember(card: string): Promise<void> {
  await tab.goto(at('/desk'))
  await tab.fill('input[name=q]', card)
  await tab.click('form[role=search] button')
  await tab.click('main a[href*="/desk/members/"]')
  await tab.waitForURL(/\/desk\/members\//)
}

test('a call is written down on one page, and becomes an order', async () => {
  await tab.goto(at('/desk/hotline'))
  await tab.fill('input[name=caller]', '女儿')
  await tab.fill('input[name=who]', number.elder)
  await tab.fill('textarea[name=need]', '想请人陪爸爸去医院复诊')
  await tab.selectOption('select[name=outcome]', 'explained')
  await tab.click('form[action="/desk/hotline"] button')
  expect(await text()).toContain('想请人陪爸爸去医院复诊')
  await looked('day-hotline')
  await tab.click('a:text-is("转为服务工单")')
  await tab.selectOption('select[name=type]', 'company')
  await tab.fill('textarea[name=need]', '星期四陪诊')
  await tab.fill('input[name=who]', number.elder)
  await tab.selectOption('select[name=service]', 'clinic')
  await tab.fill('input[name=hours]', '2')
  await tab.check('input[name=spend]')
  await tab.selectOption('select[name=checked]', 'card')
  await looked('day-request')
  await tab.click('form[action="/desk/orders"] button')
  await looked('day-taken')
  await tab.waitForURL(/\/desk\/orders\//)
})

test('the order is dispatched, claimed on a phone, confirmed with the card, rated, and its receipt is there', async () => {
  const order = tab.url().replace(/\?.*/, '')
  for (const move of ['受理', '派单', '签收']) await step(move)
  await looked('day-order')
  await phone.goto(at('/wanted'))
  await looked('day-wanted', phone)
  expect(await text(phone)).not.toContain('何')
  await phone.click('main form button:text-is("我来帮忙")')
  await phone.waitForURL(/\/wanted\/mine/)
  expect(await text(phone)).toContain('何*')
  await looked('day-claimed', phone)
  await tab.goto(order)
  await tab.click('main a:text-is("确认服务完成"), main button:text-is("确认服务完成")')
  if ((await tab.locator('input[name=hours]').count()) > 0) await tab.click('main form button')
  await looked('day-confirm')
  await withPin()
  await tab.goto(order)
  expect(await text()).toContain('已服务')
  await step('办结')
  await step('回访', () => tab.check('input[name=rating][value="3"]'))
  expect(await text()).toContain('已回访')
  await looked('day-revisited')
  await phone.goto(at('/passbook'))
  await phone.click('main a[href*="/receipts/"]')
  await phone.waitForURL(/\/receipts\//)
  expect(await text(phone)).toContain('2 小时')
  expect(await phone.locator('main svg').count()).toBeGreaterThan(0)
  await looked('day-receipt', phone)
})

test('thirty people are recorded in three taps', async () => {
  await tab.goto(at('/desk/activities/new'))
  await tab.fill('input[name=title]', ACTIVITY)
  for (const [field, said] of [
    ['purpose', '理发、量血压'],
    ['where', '文化广场'],
    ['insurance', '站点已统一投保'],
  ])
    await tab.fill(`[name=${field}]`, said ?? '')
  await tab.fill('input[name=from]', TODAY)
  await tab.fill('input[name=until]', TODAY)
  await tab.fill('input[name=starts]', '11:00')
  await tab.fill('input[name=ends]', '12:00')
  await tab.fill('input[name=places]', '40')
  await looked('day-publish')
  await tab.click('main form button')
  await tab.waitForURL(/\/desk\/activities\/[^/]+/)
  const activity = tab.url().replace(/\?.*/, '').split('/').at(-1) ?? ''
  const { bank, self } = house.town
  const { signUp } = await import('../../src/bank/activities/sign-up.ts')
  for (const person of await bank.people.all('', 100))
    if (person.name.startsWith('志'))
      must(
        await signUp(bank, self(person.member), {
          ...{ id: bank.ids.entry(), activity, member: person.member },
        }),
      )
  house.town.clock.at += 3 * 3_600_000
  await again()
  await tab.goto(at(`/desk/activities/${activity}`))
  // One: open. Two: look it over. Three: post.
  await tab.click(`a[href*="/session?day=${TODAY}"]`)
  await looked('day-session')
  await tab.click('button.large')
  expect(await text()).toContain(`到场 ${PEOPLE} 人`)
  await tab.click('section.done button')
  await tab.waitForURL(/\/desk\/batches\//)
  expect(await text()).toContain(`已记录 ${PEOPLE} 条`)
})

test('a wish is claimed by a shop without an account, delivered and confirmed', async () => {
  await tab.goto(at('/desk/request'))
  await tab.selectOption('select[name=type]', 'wish')
  await tab.fill('textarea[name=need]', '一支拐杖')
  await tab.fill('input[name=who]', number.elder)
  await tab.click('form[action="/desk/orders"] button')
  await tab.waitForURL(/\/desk\/orders\//)
  const wish = tab.url().replace(/\?.*/, '')
  const postings = await house.town.bank.journal.trialBalance()
  await step('核实并公布')
  await step('认领', async () => {
    await tab.selectOption('select[name=kind]', 'named')
    await tab.fill('textarea[name=note]', '街口杂货店')
  })
  await step('送达')
  await tab.click('main a:text-is("确认收到"), main button:text-is("确认收到")')
  await tab.check('input[name=rating][value="3"]')
  await tab.click('main form button')
  await withPin()
  await tab.goto(wish)
  expect(await text()).toContain('已圆梦')
  await looked('day-wish')
  expect(await house.town.bank.journal.trialBalance()).toEqual(postings)
})

test('a meal is redeemed at the counter, and its slip says who pays what', async () => {
  await openMember(number.elder)
  await tab.selectOption('form[action="/desk/redemptions"] select[name=service]', 'item/lunch')
  await tab.click('form[action="/desk/redemptions"] button')
  await withPin()
  await tab.waitForURL(/\/receipts\//)
  await looked('day-meal')
  expect(await text()).toContain('餐费 12 元，个人付 3 元')
})

test('a voucher is given out on paper and taken in once', async () => {
  await openMember(number.elder)
  await tab.click('a:text-is("开时间券")')
  await tab.fill('input[name=hours]', '1')
  await tab.click('main form button')
  await tab.waitForURL(/\/desk\/vouchers\//)
  await looked('day-voucher')
  const code = /([0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(await text())?.[0] ?? ''
  for (const time of ['once', 'twice']) {
    await tab.goto(at('/desk/vouchers'))
    await tab.fill('input[name=code]', code)
    await tab.selectOption('select[name=service]', 'item/cut')
    await tab.fill('input[name=provider]', number.chen)
    await tab.click('form[action="/desk/vouchers"] button')
    if (time === 'once') await tab.waitForURL(/\/receipts\//)
  }
  expect(await text()).toContain('一张只能用一次')
})

test('a credit that was wrong is corrected once the head of the station has looked', async () => {
  await openMember(number.chen)
  const before = await house.town.available(await chen())
  await tab.fill('form[action*="credits"] input[name=hours]', '0.75')
  await tab.click('form[action*="credits"] button')
  await tab.waitForURL(/\/receipts\//)
  const head = await house.page({
    javaScriptEnabled: false,
    viewport: { width: 1280, height: 800 },
  })
  await signIn(head, house.base, 'zhan.zhang')
  await head.goto(at('/desk/today'))
  await head.click('main a[href*="/desk/reversals/"] >> nth=0')
  await head.selectOption('select[name=reason]', 'wrong-person')
  await looked('day-reversal', head)
  await head.click('form[action="/desk/reversals"] button')
  await head.waitForURL(/\/desk\/reviews\//)
  expect(await house.town.available(await chen())).toBe(before + 45)
  const second = await house.page({ javaScriptEnabled: false })
  await house.staff('fu.he', '复核', { role: 'city', station: '' })
  await signIn(second, house.base, 'fu.he')
  await setUpApp(second, house)
  await second.goto(at('/desk/reviews'))
  await second.click('main a[href*="/desk/reviews/"] >> nth=0')
  await looked('day-review', second)
  await second.click('form[action*="/desk/reviews/"] button >> nth=0')
  await second.waitForLoadState()
  await looked('day-approved', second)
  expect(await house.town.available(await chen())).toBe(before)
})

const chen = async () => {
  const [found] = await house.town.bank.people.find('city', { number: number.chen }, 1)
  if (!found) throw new Error('nobody has that number')
  return found.member
}

test('the day is closed, and verify and hledger agree', async () => {
  await tab.goto(at(`/desk/close?day=${TODAY}`))
  await looked('day-close')
  await tab.check('input[name=checked]')
  await tab.click('form[method=post][action="/desk/close"] button')
  await looked('day-closed')
  await tab.waitForURL(/done=1/)
  expect(await text()).toContain('文员')
  const { bank, folder } = house.town
  const lines: string[] = []
  for await (const line of hledgerLines(each(await bank.journal.entries(0, 10_000))))
    lines.push(line)
  execFileSync('hledger', ['-f', '-', 'check'], { input: lines.join('') })
  const engine = openSqlite(join(folder, 'data', 'journal.db'), { writer: 'none' })
  const found = await verify(auditIn(engine, migrationsOf('sqlite')))
  await engine.close()
  expect([found.exit, found.faults]).toEqual([0, []])
}, 120_000)

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items
}
