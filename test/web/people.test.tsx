import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { formIn, type House, openHouse, PIN, SIGNED } from './house.ts'
import { must } from '../town.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import type { MemberId } from '../../src/ledger/account.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.town.close())

const recorded = async (member: MemberId, minutes: number) => {
  const { bank } = house.town
  const order = { id: bank.ids.entry(), member, station: 'S001', minutes }
  const day = { servedOn: '2026-11-20', service: 'haircut' }
  return must(await credit(bank, house.town.clerk('S001'), { ...order, ...day }))
}

it('shows a volunteer every minute, and the receipt of each line', async () => {
  const person = await house.person('刘手册')
  const entry = await recorded(person.member, 170)
  const reader = await house.member(person)
  const book = await reader.get('/passbook')
  expect(book.text).toContain('刘手册，您好')
  expect(book.text).toContain('2 小时 50 分钟')
  expect(book.text).toContain('2 个时间积分，另有 50 分钟')
  const link = /href="(\/receipts\/[^"]+)"/.exec(book.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  expect(link).toContain(entry.id)
  const slip = await reader.get(link)
  expect(slip.status).toBe(200)
  expect(slip.text).toContain('/r#')
})

it('gives nobody the receipt of another, and no desk to a member', async () => {
  const [one, other] = [await house.person('甲乙'), await house.person('丙丁')]
  const entry = await recorded(one.member, 60)
  const reader = await house.member(other)
  expect((await reader.get(`/receipts/${entry.id}`)).status).toBe(404)
  expect((await reader.get(`/receipts/${entry.id}.tlog-proof`)).status).toBe(404)
  expect((await reader.get('/receipts/nothing')).status).toBe(404)
  expect((await reader.get('/desk')).status).toBe(403)
  const elsewhere = await house.clerk('S002')
  expect((await elsewhere.get(`/receipts/${entry.id}`)).status).toBe(404)
})

it('gives a page of lines and a way to the earlier ones', async () => {
  const person = await house.person('长册')
  await house.town.earn(person.member, 8 * 35)
  const reader = await house.member(person)
  const first = await reader.get('/passbook')
  const more = /href="(\/passbook\?before=\d+)"/.exec(first.text)?.[1] ?? ''
  const second = await reader.get(more)
  const count = (text: string) => text.match(/href="\/receipts\//g)?.length
  expect(count(first.text)).toBe(30)
  expect(count(second.text)).toBe(5)
})

it('lets an elder book in four questions, gives the slip once, and gives the hours back', async () => {
  const person = await house.person('梁婆婆')
  await house.town.earn(person.member, 104)
  const browser = house.browser()
  const door = await browser.get('/card?large=1')
  const card = { ...formIn(door.text, '/card'), card: person.number, pin: PIN }
  expect((await browser.post('/card', card)).location).toBe('/elder')
  const start = await browser.get('/elder')
  expect(start.text).toContain('您还有 104 小时 可以用')
  expect(start.text).toContain('/elder/whom?service=haircut')
  const whom = await browser.get('/elder/whom?service=haircut')
  // Three choices a page.
  const others = await browser.get('/elder/whom?service=haircut&page=2')
  expect(others.text).toContain('给社区里有困难的街坊')
  expect(whom.text).toContain('/elder/day?service=haircut&amp;whom=spouse')
  const days = await browser.get('/elder/day?service=haircut&whom=spouse')
  expect(days.text).toContain('/elder/confirm?service=haircut&amp;whom=spouse&amp;day=2026-11-25')
  const ask = await browser.get('/elder/confirm?service=haircut&whom=spouse&day=2026-11-25')
  expect(ask.text).toContain('约理发，用 1 小时，对吗？')
  expect(ask.text).toContain('给老伴')
  const form = formIn(ask.text, '/elder/bookings')
  const booked = await browser.post('/elder/bookings', form)
  expect((await browser.post('/elder/bookings', form)).location).toBe(booked.location)
  const slip = await browser.get(booked.location)
  expect(slip.text).toContain('020-00000001')
  expect(slip.text).toContain('<svg')
  expect(slip.text).toContain('<dd>配偶</dd>')
  const hold = await house.town.bank.journal.entry(booked.location.split('/').at(-1) as never)
  expect(hold?.refs).toContainEqual(['beneficiary', 'spouse'])
  expect((await browser.get(`${booked.location}?paper=roll`)).text).toContain('class="large roll"')
  expect(await house.town.available(person.member)).toBe(103 * 60)

  const sure = await browser.get(`${booked.location}/cancel`)
  const release = formIn(sure.text, `${booked.location}/release`)
  expect((await browser.post(`${booked.location}/release`, release)).location).toBe(
    '/elder?done=cancelled',
  )
  expect(await house.town.available(person.member)).toBe(104 * 60)
})

it('tells an elder why not, and keeps the wish', async () => {
  const person = await house.person('少时')
  await recorded(person.member, 120)
  const browser = await house.member(person)
  const ask = await browser.get('/elder/confirm?service=clinic&day=2026-11-25')
  const no = await browser.post('/elder/bookings', formIn(ask.text, '/elder/bookings'))
  expect(no.status).toBe(422)
  expect(no.text).toContain('即可兑换')
  expect(formIn(no.text, '/elder/bookings')['day']).toBe('2026-11-25')
})

it('lets the desk settle a booking for the volunteer who did it', async () => {
  const [elder, helper] = [await house.person('周伯'), await house.person('小吴')]
  await house.town.earn(elder.member, 104)
  const browser = await house.member(elder)
  const ask = await browser.get('/elder/confirm?service=haircut&day=2026-11-24')
  const booked = await browser.post('/elder/bookings', formIn(ask.text, '/elder/bookings'))
  const id = booked.location.split('/').at(-1)
  const clerk = await house.clerk()
  const path = `/desk/bookings/${id}/settle`
  const form = formIn((await clerk.get(`/desk/members/${elder.member}`)).text, path)
  const unknown = await clerk.post(path, { ...form, provider: 'V9999999' })
  expect(unknown.status).toBe(422)
  const done = await clerk.post(path, { ...form, ...SIGNED, provider: helper.number })
  expect(done.status).toBe(303)
  expect((await clerk.get(done.location)).text).toContain('小*')
  expect(await house.town.available(helper.member)).toBe(60)
})

it('redeems at the counter by the form, and shows the member the same line', async () => {
  const person = await house.person('郑柜')
  await house.town.earn(person.member, 104)
  const clerk = await house.clerk()
  const page = await clerk.get(`/desk/members/${person.member}`)
  const form = { ...formIn(page.text, '/desk/redemptions'), service: 'clinic', beneficiary: 'self' }
  const done = await clerk.post('/desk/redemptions', { ...form, ...SIGNED })
  expect(done.status).toBe(303)
  expect(await house.town.available(person.member)).toBe(102 * 60)
  const reader = await house.member(person)
  expect((await reader.get(done.location)).text).toContain('-2 小时')
})

it('speaks the language asked for and remembers it', async () => {
  const browser = house.browser()
  expect((await browser.get('/')).text).toContain('志愿服务不收钱')
  expect((await browser.get('/?lang=en')).text).toContain('Volunteers never ask for money')
  expect((await browser.get('/sign-in')).text).toContain('Staff sign-in')
})

it('runs nothing of a page but the verification script, and asks for no cache', async () => {
  const browser = house.browser()
  const front = await browser.get('/')
  const policy = front.headers.get('Content-Security-Policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain('script-src')
  expect(front.headers.get('Cache-Control')).toContain('no-store')
  const verify = await browser.get('/r')
  const nonce = /<script type="module" src="\/islands\/verify\.js" nonce="([^"]+)"/.exec(
    verify.text,
  )?.[1]
  expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/)
  expect(verify.headers.get('Content-Security-Policy')).toContain(`script-src 'nonce-${nonce}'`)
  for (const id of ['receipt-text', 'receipt-file', 'receipt-result', 'receipt-facts'])
    expect(verify.text).toContain(`id="${id}"`)
  const json = (id: string) =>
    JSON.parse(new RegExp(`id="${id}">([^<]*)<`).exec(verify.text)?.[1] ?? '')
  expect(json('jwks').keys.length).toBe(1)
  expect(json('verify-words').ok).toContain('回执是真的')
  expect(verify.text).toContain('<noscript>')
})

it('has a page for what is not there', async () => {
  const browser = house.browser()
  const lost = await browser.get('/nowhere')
  expect(lost.status).toBe(404)
  expect(lost.text).toContain('没有找到这一页')
  const css = await browser.get('/style.css')
  expect(css.headers.get('Content-Type')).toContain('text/css')
})

it('gives a fault a page and a number, and tells nobody what it was', async () => {
  const clerk = await house.clerk()
  const find = vi.spyOn(house.town.bank.people, 'find').mockRejectedValue(new Error('disk on fire'))
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const broken = await clerk.post('/desk', { q: 'x' })
  find.mockRestore()
  told.mockRestore()
  expect(broken.status).toBe(500)
  expect(broken.text).toContain('故障编号')
  expect(broken.text).not.toContain('disk on fire')
})
