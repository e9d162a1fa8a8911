/** The daily close as a clerk and the city's staff have it: look, confirm, sign once, print. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { must, TODAY } from '../town.ts'
import { formIn, type House, openHouse } from './house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.town.close())

async function give(station: string, minutes: number) {
  const { bank } = house.town
  const member = (await house.person(`${'陈李何'[(minutes % 7) % 3]}记`, station)).member
  const order = { id: bank.ids.entry(), member, station, minutes, servedOn: TODAY }
  return must(await credit(bank, house.town.clerk(station), { ...order, service: 'meal' }))
}

it('is signed after a tick, once, and says by whom and under which number', async () => {
  await give('S001', 120)
  const clerk = await house.clerk()
  const page = await clerk.get('/desk/close')
  expect(page.status).toBe(200)
  expect(page.text).toContain('2026年11月24日')
  expect(page.text).toContain('2 小时')
  expect(page.text).toContain('账是平的')
  const form = formIn(page.text, '/desk/close')
  const bare = await clerk.post('/desk/close', form)
  expect(bare.status).toBe(422)
  expect(bare.text).toContain('请先核对')
  const size = await house.town.bank.journal.size()
  const sent = await clerk.post('/desk/close', { ...form, checked: '1' })
  expect(sent.location).toBe(`/desk/close?day=${TODAY}&done=1`)
  const done = await clerk.get(sent.location)
  expect(done.text).toContain(`日结流水号 ${size + 1}`)
  expect(done.text).toContain('文员')
  expect(done.text).toContain('数目与日结时签字的一致')
  expect(done.text).not.toContain('签字日结</button>')
  await clerk.post('/desk/close', { ...form, checked: '1' })
  // The close, and how far the station was looked through for patterns.
  expect(await house.town.bank.journal.size()).toBe(size + 2)

  await give('S001', 60)
  const later = await clerk.get('/desk/close')
  expect(later.text).toContain('日结以后才记的')
  expect(later.text).toContain('数目与日结时签字的一致')
})

it('says a day that is none, and shows nobody another station', async () => {
  const clerk = await house.clerk('S002')
  const ahead = await clerk.get('/desk/close?day=2026-12-24')
  expect([ahead.status, ahead.text.includes('还没有到')]).toEqual([422, true])
  expect((await clerk.get('/desk/close?day=x')).status).toBe(422)
  const form = formIn((await clerk.get('/desk/close')).text, '/desk/close')
  const other = await clerk.post('/desk/close', { ...form, station: 'S003', checked: '1' })
  expect(other.status).toBe(404)
  const member = await house.member(await house.person('外人'))
  expect((await member.get('/desk/close')).status).toBe(403)
})

it('lists for the city which stations have something to close', async () => {
  await give('S003', 90)
  const { bank } = house.town
  const password = 'kapok flowers in april'
  const passwordHash = must(await bank.passwords.hash(password))
  const order = {
    id: bank.ids.entry(),
    login: 'city.office',
    name: '市办',
    role: 'city',
    station: '',
  }
  must(await addStaff(bank, SYSTEM, { ...order, role: 'city', passwordHash, passwordChosen: true }))
  const city = house.browser()
  await city.post('/sign-in', { login: 'city.office', password })
  const page = await city.get('/desk/close')
  expect(page.text).toContain('还有 1 个站点当天有记录没有日结')
  expect(page.text).toContain('S003')
  const link = /href="(\/desk\/close\?station=S003[^"]*)"/.exec(page.text)?.[1] ?? ''
  const sheet = await city.get(link.replaceAll('&amp;', '&'))
  expect(sheet.text).toContain('1 小时 30 分钟')
  const form = formIn(sheet.text, '/desk/close')
  expect(form['station']).toBe('S003')
  await city.post('/desk/close', { ...form, checked: '1' })
  expect((await city.get('/desk/close')).text).toContain('当天有记录的站点都已日结')
})

it('shows a station its hours in and out, and the city the totals of all', async () => {
  const clerk = await house.clerk('S003')
  const page = await clerk.get('/desk/position')
  expect(page.status).toBe(200)
  expect(page.text).toContain('本站已记录 <b>1 小时 30 分钟</b>')
  expect(page.text).not.toContain('全市试算')
  const city = house.browser()
  await city.post('/sign-in', { login: 'city.office', password: 'kapok flowers in april' })
  const all = await city.get('/desk/position')
  expect(all.text).toContain('全市试算')
  expect(all.text).toContain('各项相加为零')
  expect(all.text).toContain('S003 站')
  const none = await city.get('/desk/position?station=S999')
  expect(none.status).toBe(404)
})

it('signs a month off after a tick, once, and keeps what was signed', async () => {
  const { clock } = house.town
  const clerk = await house.clerk('S001')
  const early = await clerk.get('/desk/months?month=2026-11')
  expect([early.status, early.text.includes('还没有过完')]).toEqual([422, true])
  clock.at = Date.parse('2026-12-02T10:00:00+08:00')
  const again = await house.clerk('S001')
  const page = await again.get('/desk/months')
  expect(page.text).toContain('月结 2026-11')
  const form = formIn(page.text, '/desk/months')
  const bare = await again.post('/desk/months', form)
  expect([bare.status, bare.text.includes('请先核对数目')]).toEqual([422, true])
  const sent = await again.post('/desk/months', { ...form, checked: '1' })
  const done = await again.get(sent.location)
  expect(done.text).toContain('已月结，流水号')
  expect(done.text).toContain('数目与月结时签字的一致')
  expect(done.text).not.toContain('签字月结</button>')
  const other = await again.post('/desk/months', { ...form, station: 'S002', checked: '1' })
  expect(other.status).toBe(404)
})
