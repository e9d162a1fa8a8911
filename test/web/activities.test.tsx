/** Activities on pages: a clerk publishes one, volunteers sign up and wait, the desk sees who comes. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, formIn, type House, openHouse } from './house.ts'

let house: House
let clerk: Browser
beforeAll(async () => {
  house = await openHouse()
  clerk = await house.clerk()
})
afterAll(() => house.town.close())

const SAID = {
  title: '江边清洁',
  purpose: '捡垃圾、劝导',
  where: '示例公园东门',
  insurance: '站点统一购买',
  service: 'activity',
  from: '2026-11-28',
  every: '1',
  starts: '09:00',
  ends: '11:30',
  places: '1',
  age: '0',
}

async function publish(more: Readonly<Record<string, string>> = {}): Promise<string> {
  const form = formIn((await clerk.get('/desk/activities/new')).text, '/desk/activities')
  const answer = await clerk.post('/desk/activities', { ...form, ...SAID, ...more })
  expect(answer.status).toBe(303)
  return answer.location.split('?')[0]?.split('/').at(-1) ?? ''
}

it('is published on one page, and what is wrong is said by its field with everything typed kept', async () => {
  const form = formIn((await clerk.get('/desk/activities/new')).text, '/desk/activities')
  const wrong = await clerk.post('/desk/activities', { ...form, ...SAID, title: '补录活动' })
  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('活动名称里不能有“补录”')
  expect(wrong.text).toContain('示例公园东门')
  const activity = await publish()
  const page = await clerk.get(`/desk/activities/${activity}?done=published`)
  expect(page.text).toContain('已发布')
  expect((await clerk.get('/desk/activities')).text).toContain('江边清洁')
})

it('is signed up for, waited for, and left; whoever waits has the place at once', async () => {
  const activity = await publish({ title: '长者食堂帮厨' })
  const [one, two] = [await house.person('甲一'), await house.person('乙二')]
  const first = await house.member(one)
  const list = await first.get('/activities')
  expect(list.text).toContain('长者食堂帮厨')
  expect(list.text).toContain('还有 1 个名额')
  const path = `/activities/${activity}`
  const join = formIn((await first.get(path)).text, `${path}/sign-up`)
  const joined = await first.post(`${path}/sign-up`, join)
  expect(joined.location).toBe(`${path}?done=joined`)
  expect((await first.get(joined.location)).text).toContain('报名成功')

  const second = await house.member(two)
  const late = await second.post(`${path}/sign-up`, { id: house.town.bank.ids.entry() })
  expect(late.status).toBe(422)
  expect(late.text).toContain('名额已满（1 人）')
  const wait = formIn(late.text, `${path}/sign-up`)
  expect(wait['wait']).toBe('1')
  expect((await second.post(`${path}/sign-up`, wait)).location).toBe(`${path}?done=queued`)
  expect((await second.get('/passbook/activities')).text).toContain('候补中')

  const leave = formIn((await first.get(path)).text, `${path}/sign-off`)
  expect((await first.post(`${path}/sign-off`, leave)).location).toBe(`${path}?done=left`)
  const mine = await second.get('/passbook/activities')
  expect(mine.text).toContain('已报名')
  expect(mine.text).toContain('已从候补递补上')
  expect((await first.get('/passbook/activities')).text).toContain('您还没有报名活动')
})

it('is signed up for at the desk, changed, and called off only when it is meant', async () => {
  const activity = await publish({ title: '义剪', places: '1' })
  const [one, two] = [await house.person('丙三'), await house.person('丁四')]
  const path = `/desk/activities/${activity}`
  const add = (text: string) =>
    clerk.post(path, { id: house.town.bank.ids.entry(), act: 'sign-up', add: text })
  expect((await add('没这个人')).text).toContain('没有找到“没这个人”')
  expect((await add(one.number)).text).toContain('丙*已报名。')
  expect((await add(two.number)).text).toContain('丁*已登记候补')
  const edit = formIn((await clerk.get(`${path}/edit`)).text, `${path}/edit`)
  expect((await clerk.post(`${path}/edit`, { ...edit, ...SAID, places: '2' })).status).toBe(303)
  const page = await clerk.get(`${path}?done=changed`)
  expect(page.text).toContain('报名 2 人，名额 2')
  const off = (sure: string) =>
    clerk.post(path, { id: house.town.bank.ids.entry(), act: 'cancel', sure })
  expect((await off('')).text).toContain('请先勾选确认')
  expect((await off('1')).location).toBe(`${path}?done=cancelled`)
  const member = await house.member(one)
  expect((await member.get(`/activities/${activity}`)).text).toContain('站点已取消这次活动')
  const other = await house.clerk('S002')
  expect((await other.get(path)).status).toBe(404)
})
