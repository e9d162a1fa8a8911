/** What a page for elders has to be read, and in whose voice. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Person } from '../../src/bank/ports-people.ts'
import { type Answer, type Browser, formIn, type House, openHouse } from './house.ts'

let house: House
let elder: Browser
let li: Person
beforeEach(async () => {
  house = await openHouse()
  li = await house.person('李小四')
  await house.town.earn(li.member, 120)
  elder = await house.member(li)
})
afterEach(() => house.town.close())

function heard({ text }: Answer): { readonly lang: string; readonly lines: string } {
  const [, lines = ''] = /data-aloud="([^"]*)"/.exec(text) ?? []
  const [, lang = ''] = /data-lang="([^"]*)"/.exec(text) ?? []
  return { lang, lines: lines.replaceAll('&quot;', '"') }
}

test('the voice is the person’s: chosen once, kept with them, and asked in at the desk', async () => {
  expect(heard(await elder.get('/elder')).lang).toBe('zh-CN')
  const chosen = await elder.post('/elder/voice', { voice: 'yue', to: '/elder/orders?page=1' })
  expect([chosen.status, chosen.location]).toEqual([303, '/elder/orders?page=1'])
  expect(heard(await elder.get('/elder')).lang).toBe('zh-HK')
  expect((await house.town.bank.people.get(li.member))?.voice).toBe('yue')

  const other = await house.member(li)
  expect(heard(await other.get('/elder')).lang).toBe('zh-HK')

  const clerk = await house.clerk()
  const page = await clerk.get(`/desk/members/${li.member}`)
  const form = { ...formIn(page.text, '/desk/redemptions'), beneficiary: 'self' }
  const asked = heard(await clerk.post('/desk/redemptions', { ...form, service: 'haircut' }))
  expect(asked.lang).toBe('zh-HK')
  expect(asked.lines).toContain('"点样确认都得，拣一种就得","您可以拣：","第一个，入密码"')
})

test('nothing else is a voice, and nobody is sent elsewhere by choosing one', async () => {
  expect((await elder.post('/elder/voice', { voice: 'en' })).status).toBe(404)
  const away = await elder.post('/elder/voice', { voice: 'zh', to: '//evil.example/x' })
  expect(away.location).toBe('/elder')
  // Who is not signed in chooses for the device.
  const visitor = house.browser()
  await visitor.post('/elder/voice', { voice: 'yue' })
  expect(heard(await visitor.get('/card?large=1')).lang).toBe('zh-HK')
  expect((await visitor.get('/card?large=1&lang=en')).text).not.toContain('/elder/voice')
})

test('several bookings stand one a page, and each is read as it is shown', async () => {
  for (const day of ['2026-11-25', '2026-11-28']) {
    const confirm = await elder.get(`/elder/confirm?service=haircut&whom=self&day=${day}`)
    const form = formIn(confirm.text, '/elder/bookings')
    expect((await elder.post('/elder/bookings', { ...form, day })).status).toBe(303)
  }
  const seen: string[] = []
  for (const at of [1, 2]) seen.push(heard(await elder.get(`/elder?booked=${at}`)).lines)
  const days = ['明天', '十一月二十八号，星期六']
  expect(
    days.map((day) => seen.filter((lines) => lines.includes(`您约了理发，${day}`)).length),
  ).toEqual([1, 1])
  for (const at of ['0', '-1', '99', '1.5', 'x'])
    expect((await elder.get(`/elder?booked=${at}&page=${at}`)).status).toBe(200)
  expect((await elder.get('/elder/whom?service=haircut&page=99')).text).toContain('有困难的街坊')
})

test('a no is read before the question is asked again', async () => {
  const confirm = await elder.get('/elder/confirm?service=haircut&whom=self&day=2026-11-25')
  const form = formIn(confirm.text, '/elder/bookings')
  const no = await elder.post('/elder/bookings', { ...form, day: '2026-11-01' })
  expect(no.status).toBe(422)
  expect(heard(no).lines).toMatch(/^\["[^"]*十一月一号[^"]*"/)
})
