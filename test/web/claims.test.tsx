/** Claimed hours on pages: sent by the volunteer, declined at the desk with a reason, appealed, and shown. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formIn, type House, openHouse } from './house.ts'

let house: House
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.town.close())

it('is sent, answered and appealed, and the person sees each step with its day', async () => {
  const person = await house.person('甲一')
  const member = await house.member(person)
  const path = '/passbook/claims'
  const fresh = await member.get(path)
  expect(fresh.text).toContain('<option value="S001" selected="">')
  const form = formIn(fresh.text, path)
  const said = {
    station: 'S001',
    day: '2026-11-20',
    hours: '1.5',
    service: 'meal',
    words: '和李社工送餐',
  }
  const unread = await member.post(path, { ...form, ...said, hours: '很久' })
  expect(unread.status).toBe(422)
  expect(unread.text).toContain('和李社工送餐')
  expect((await member.post(path, { ...form, ...said })).location).toBe(`${path}?done=sent`)
  expect((await member.get(path)).text).toContain('最迟 2026年12月15日 前答复')

  const clerk = await house.clerk()
  const desk = await clerk.get('/desk/claims')
  expect(desk.text).toContain('和李社工送餐')
  expect(desk.text).toContain('甲*')
  const action = /action="(\/desk\/claims\/[^"]+)"/.exec(desk.text)?.[1] ?? ''
  const answer = { id: house.town.bank.ids.entry(), answer: 'decline', note: '当天没有排班' }
  const declined = await clerk.post(action, { ...answer, reason: 'not-served' })
  expect(declined.location).toBe('/desk/claims?done=answered')
  expect((await clerk.get('/desk/claims')).text).not.toContain('和李社工送餐')

  const seen = await member.get(path)
  expect(seen.text).toContain('不予确认')
  expect(seen.text).toContain('当天没有排班')
  const to = /action="(\/passbook\/claims\/[^"]+\/appeal)"/.exec(seen.text)?.[1] ?? ''
  const appeal = { ...formIn(seen.text, to), words: '有照片' }
  expect((await member.post(to, appeal)).location).toBe(`${path}?done=appealed`)
  expect((await member.get(path)).text).toContain('已申诉，等街道答复')
})
