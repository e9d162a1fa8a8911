/** The calendar on pages: a clerk sets something up, people book it on a phone and in large type, the desk sees who comes. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkInOf } from '../../src/web/calendar-desk.tsx'
import { timesIn } from '../../src/web/calendar-setup.tsx'
import { spokenCode } from '../../src/gate/attendance.ts'
import { type Browser, formIn, type House, openHouse } from './house.ts'

let house: House
let clerk: Browser
beforeAll(async () => {
  house = await openHouse()
  clerk = await house.clerk()
})
afterAll(() => house.town.close())

const THINGS = '/desk/calendar/things'
const SELECTS = { kind: 'course', service: '-', item: '', open: '1' }
const TODAY = '2026-11-24'
const NEXT = '2026-11-25'

async function set(code: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const form = formIn((await clerk.get(`${THINGS}?new=1`)).text, THINGS)
  const said = { ...form, ...SELECTS, code, name: `书法课 ${code}`, where: '站点二楼', ...more }
  const answer = await clerk.post(THINGS, said)
  expect(answer.location).toBe(`${THINGS}/S001/${code}?done=saved`)
  expect((await clerk.get(answer.location)).text).toContain('已保存')
  return `S001/${code}`
}

/** The form of an address with a query, as it stands in the page. */
const formAt = (text: string, at: string) => formIn(text, at.replaceAll('&', '&amp;'))

const orderOf = async (key: string) =>
  (await house.town.bank.directory.under('booked-at', `${key}/`, { limit: 1 }))[0]!.key.slice(-36)

it('reads times as they are written', () => {
  expect(timesIn('9:00-12:00 14:00—17:00')).toEqual([
    { from: 540, to: 720 },
    { from: 840, to: 1020 },
  ])
  expect(timesIn('')).toEqual([])
  expect(timesIn('早上')).toEqual([{ from: -1, to: -1 }])
  expect(timesIn('22:00-24:00')).toEqual([{ from: 1320, to: 1440 }])
})

it('is set up on one page; what is wrong is said by its field, everything typed kept', async () => {
  const form = formIn((await clerk.get(`${THINGS}?new=1`)).text, THINGS)
  const said = { ...form, ...SELECTS, code: 'room-1', name: '会议室', where: '一楼' }
  const wrong = await clerk.post(THINGS, { ...said, day3: '14:00-12:00' })
  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('每周开放时间里结束时间要晚于开始时间')
  expect(wrong.text).toContain('会议室')
  expect(wrong.text).toContain('14:00-12:00')
  const key = await set('room-1')
  expect((await clerk.get(THINGS)).text).toContain('书法课 room-1')
  const stale = formIn((await clerk.get(`${THINGS}/${key}`)).text, THINGS)
  expect((await clerk.post(THINGS, { ...stale, ...SELECTS, name: '改名' })).status).toBe(303)
  expect((await clerk.post(THINGS, { ...stale, ...SELECTS, id: '', name: '又改' })).status).toBe(
    422,
  )
  expect((await (await house.clerk('S002')).get(`${THINGS}/${key}`)).status).toBe(404)
})

it('is booked on a phone, waited for, called off; whoever waits has it', async () => {
  const key = await set('piano', { places: '1', people: '1' })
  const [one, two] = [await house.person('甲一'), await house.person('乙二')]
  const first = await house.member(one)
  const list = await first.get('/bookable')
  expect(list.text).toContain('书法课 piano')
  expect(list.text).toContain('免费')
  expect((await first.get(`/bookable?day=${NEXT}&free=1`)).text).toContain('可约 6 段')
  expect((await first.get('/bookable?day=2026-11-28')).text).not.toContain('书法课 piano')
  const path = `/bookable/${key}`
  expect((await first.get(path)).text).toContain('选哪一天')
  expect((await first.get(`${path}?day=${NEXT}`)).text).toContain('09:00—10:00')
  const at = `${path}?day=${NEXT}&from=540`
  const form = formAt((await first.get(at)).text, at)
  const done = await first.post(at, form)
  expect(done.location).toBe('/passbook/bookings?done=booked')
  expect((await first.get(done.location)).text).toContain('约好了')

  const second = await house.member(two)
  const late = await second.post(at, { ...form, id: house.town.bank.ids.entry() })
  expect(late.status).toBe(422)
  expect(late.text).toContain('09:00 已经约满（1 个）')
  const wait = formAt((await second.get(at)).text, at)
  expect(wait['wait']).toBe('1')
  expect((await second.post(at, wait)).location).toBe('/passbook/bookings?done=queued')
  const mine = await first.get('/passbook/bookings')
  const action = /\/passbook\/bookings\/[0-9a-f-]{36}/.exec(mine.text)?.[0] ?? ''
  const off = { id: house.town.bank.ids.entry(), act: 'call-off' }
  expect((await second.post(action, off)).status).toBe(404)
  expect((await first.post(action, off)).location).toBe('/passbook/bookings?done=off')
  const moved = await second.get('/passbook/bookings')
  expect(moved.text).toContain('已预约')
  expect(moved.text).toContain('已从候补递补上')
})

it('is booked in large type, three choices a page, and called off there', async () => {
  const key = await set('yoga', { places: '5' })
  await set('tea')
  const person = await house.person('丙三')
  const elder = await house.member(person)
  expect((await elder.get('/elder')).text).toContain('/elder/bookable')
  const what = await elder.get('/elder/bookable')
  expect(what.text.match(/class="button" href="\/elder\/bookable/g)).toHaveLength(3)
  expect((await elder.get('/elder/bookable?page=2')).text).toContain('第 2 页')
  const path = `/elder/bookable/${key}`
  const days = await elder.get(path)
  expect(days.text.match(/href="[^"]*\?day=/g)).toHaveLength(3)
  const times = await elder.get(`${path}?day=${NEXT}`)
  expect(times.text.match(/href="[^"]*from=/g)).toHaveLength(3)
  const at = `${path}?day=${NEXT}&from=600`
  const done = await elder.post(at, formAt((await elder.get(at)).text, at))
  expect(done.location).toMatch(/\/elder\/orders\/[^?]+\?done=booked/)
  const own = await elder.get(done.location)
  expect(own.text).toContain('约好了')
  expect(own.text).toContain('书法课 yoga')
  const off = `${done.location.split('?')[0]}/call-off`
  const called = await elder.post(off, { id: house.town.bank.ids.entry() })
  expect((await elder.get(called.location)).text).toContain('已取消')
})

it('is booked at the desk for somebody without a phone, and for an organisation with its head count', async () => {
  const key = await set('hall', { people: '30' })
  const person = await house.person('丁四')
  const path = '/desk/calendar/book'
  const page = await clerk.get(`${path}?thing=${key}&day=${NEXT}`)
  const form = formIn(page.text, path)
  const base = { ...form, thing: key, day: NEXT, from: '540' }
  expect((await clerk.post(path, base)).text).toContain('请写谁来')
  expect((await clerk.post(path, { ...base, who: '没这个人' })).text).toContain('没有找到')
  const many = await clerk.post(path, { ...base, who: person.number, people: '31' })
  expect(many.text).toContain('人数要在 1 到 30 之间')
  const booked = await clerk.post(path, { ...base, who: person.number })
  expect(booked.location).toBe(`/desk/calendar?day=${NEXT}&done=booked`)
  const group = { ...base, id: house.town.bank.ids.entry(), from: '600', who: '', people: '25' }
  const party = { ...group, party: '52440100MJK000001H' }
  expect((await clerk.post(path, party)).status).toBe(303)
  const day = await clerk.get(`/desk/calendar?day=${NEXT}`)
  expect(day.text).toContain('丁*')
  expect(day.text).toContain('示例社工服务中心')
  expect(day.text).toContain('×25')
  expect((await clerk.get(`/desk/calendar?day=${NEXT}&view=week`)).text).toContain('周一')
  const sheet = await clerk.get(`/desk/calendar/list?day=${NEXT}`)
  expect(sheet.text).toContain('丁*')
  expect(sheet.text).toContain('签名')
  const order = await clerk.get(`/desk/orders/${await orderOf(key)}`)
  expect(order.text).toContain('示例社工服务中心')
})

it('is come to: by a card or a tick at the desk, or by the code that is said; then rated', async () => {
  const key = await set('clinic', { bookBy: '0', places: '3', most: '5' })
  const [one, two] = [await house.person('戊五'), await house.person('己六')]
  const book = async (who: Browser, from: string) => {
    const at = `/bookable/${key}?day=${TODAY}&from=${from}`
    return who.post(at, formAt((await who.get(at)).text, at))
  }
  const [first, second] = [await house.member(one), await house.member(two)]
  expect((await book(first, '660')).status).toBe(303)
  expect((await book(second, '660')).status).toBe(303)
  const card = (text: string) =>
    clerk.post('/desk/calendar', { id: house.town.bank.ids.entry(), act: 'card', card: text })
  expect((await card('没这个人')).text).toContain('没有找到“没这个人”今天在本站的预约')
  expect((await card(one.number)).text).toContain('戊*已登记到场')
  const mine = await second.get('/passbook/bookings')
  const action = /\/passbook\/bookings\/[0-9a-f-]{36}/.exec(mine.text)?.[0] ?? ''
  const id = () => house.town.bank.ids.entry()
  expect((await second.post(action, { id: id(), act: 'attend', code: '0000x' })).status).toBe(422)
  const { bank } = house.town
  const code = spokenCode(bank, checkInOf('S001', TODAY), bank.clock.now())
  expect((await clerk.get('/desk/calendar')).text).toContain(code)
  const here = await second.post(action, { id: id(), act: 'attend', code })
  expect(here.location).toBe('/passbook/bookings?done=checked')
  const rated = await second.post(action, { id: id(), act: 'rate', rating: '3' })
  expect((await second.get(rated.location)).text).toContain('谢谢您的评价')
  const use = await clerk.get('/desk/calendar/use?month=2026-11')
  expect(use.text).toContain('使用率 =')
  expect(use.text).toContain('不增减任何人的时数')
  const screen = await house.browser().get('/on/S001')
  expect(screen.status).toBe(200)
  expect(screen.text).toContain('书法课 clinic')
  expect(screen.text).not.toContain('戊')
})

it('is closed for a day: who is booked is listed or told', async () => {
  const key = await set('art')
  const person = await house.person('庚七')
  const member = await house.member(person)
  const at = `/bookable/${key}?day=${NEXT}&from=840`
  expect((await member.post(at, formAt((await member.get(at)).text, at))).status).toBe(303)
  const path = `${THINGS}/${key}`
  const day = (more: Readonly<Record<string, string>>) =>
    clerk.post(path, { id: house.town.bank.ids.entry(), day: NEXT, times: '', ...more })
  const past = await day({ day: '2026-11-23' })
  expect(past.status).toBe(422)
  const kept = await day({})
  const page = (await clerk.get(kept.location)).text
  expect(page).toContain('不再符合开放时间的预约')
  expect(page).toContain('庚*')
  expect((await day({ week: '1' })).status).toBe(303)
  expect((await clerk.get(path)).text).not.toContain('庚*')
  const off = await day({ callOff: '1' })
  expect((await clerk.get(off.location)).text).not.toContain('不再符合')
  expect((await member.get('/passbook/bookings')).text).toContain('您还没有预约')
})
