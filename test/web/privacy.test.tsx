/** A person's data at the desk and in the person's own hands, as pages show it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventsAbout } from '../../src/bank/oversight/audit.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { sha256, toHex } from '../../src/ledger/sha256.ts'
import { must } from '../town.ts'
import { formIn, type House, openHouse } from './house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.town.close())

const actsOf = async (member: MemberId) =>
  must(await eventsAbout(house.town.bank, house.town.self(member), member, { limit: 50 })).map(
    ({ act }) => act,
  )

it('shows a whole record once, to whoever says why, and tells the person', async () => {
  const person = await house.person('林小梅')
  const clerk = await house.clerk()
  const page = await clerk.get(`/desk/members/${person.member}`)
  expect(page.text).not.toContain('林小梅')
  expect(page.text).toContain('林*梅')
  const path = `/desk/members/${person.member}/unmask`
  const form = { ...formIn(page.text, path), reason: 'call' }
  const whole = await clerk.post(path, form)
  expect(whole.status).toBe(200)
  expect(whole.text).toContain('林小梅')
  expect(whole.text).toContain(person.phone)
  expect(whole.text).toMatch(/<title>林\*梅/)
  expect(whole.headers.get('Cache-Control')).toBe('private, no-store')
  expect((await clerk.get(path)).status).toBe(404)
  expect((await clerk.get(`/desk/members/${person.member}`)).text).not.toContain('林小梅')
  expect((await clerk.post(path, { reason: 'curious' })).status).toBe(422)
  const elsewhere = await (await house.clerk('S002')).post(path, { reason: 'call' })
  expect([elsewhere.status, elsewhere.text.includes('林小梅')]).toEqual([404, false])

  const self = await house.member(person)
  for (const [looks, large] of [
    ['/passbook/looks', false],
    ['/elder/looks', true],
  ] as const) {
    const { text } = await self.get(looks)
    expect(text).toContain('查看了完整的姓名、电话或证件号')
    expect(text).toContain('电话联系')
    expect(text).toContain('S001 站 ')
    expect(text).not.toContain('文员')
    expect(text.includes('class="large"')).toBe(large)
  }
  expect((await clerk.get('/passbook/looks')).status).toBe(403)
})

it('keeps each look at a page as an event about the person, and nothing of a page that is not there', async () => {
  const person = await house.person('何一')
  const clerk = await house.clerk()
  await clerk.get(`/desk/members/${person.member}`)
  await clerk.get(`/desk/members/${person.member}?lang=en`)
  await (await house.clerk('S002')).get(`/desk/members/${person.member}`)
  expect(await actsOf(person.member)).toEqual(['looked', 'looked'])
})

it('gives a person their own record, to read and as a file', async () => {
  const person = await house.person('黄大山')
  await house.town.earn(person.member, 10)
  const self = await house.member(person)
  const page = await self.get('/passbook/record')
  expect(page.text).toContain('黄大山')
  expect(page.text).toContain(person.phone)
  expect(page.text).toContain('8 小时')
  const file = await self.get('/passbook/record.json')
  expect(file.headers.get('Content-Disposition')).toContain('my-record.json')
  const record = JSON.parse(file.text) as { person: object; lines: { minutes: number }[] }
  expect(record.person).toMatchObject({ name: '黄大山', phone: person.phone, card: person.card })
  expect(record.lines.map(({ minutes }) => minutes)).toEqual([480, 120])
  expect(await actsOf(person.member)).toContain('own-export')
})

it('erases whoever asks for it, when their station has them before it', async () => {
  const person = await house.person('罗小童')
  const other = await house.person('梁好心')
  await house.town.earn(person.member, 2)
  const clerk = await house.clerk()
  const path = `/desk/members/${person.member}/erase`
  const early = await clerk.post(path, { reason: 'asked-by-person', left: 'leave' })
  expect(early.status).toBe(422)
  const self = await house.member(person)
  const form = await self.get('/passbook/record')
  const asked = await self.post('/passbook/erasure', formIn(form.text, '/passbook/erasure'))
  expect(asked.text).toContain('到站点当面确认')
  const desk = await clerk.get(`/desk/members/${person.member}`)
  expect(desk.text).toContain('申请注销')
  const page = await clerk.get(path)
  const none = await clerk.post(path, {
    ...formIn(page.text, path),
    reason: 'asked-by-person',
    left: 'none',
  })
  expect([none.status, none.text.includes('还有 2 小时')]).toEqual([422, true])
  const wanted = { ...formIn(none.text, path), reason: 'asked-by-person', left: 'leave' }
  const done = await clerk.post(path, wanted)
  expect([done.status, done.text.includes('账本保持完整')]).toEqual([200, true])
  expect((await clerk.get(`/desk/members/${person.member}`)).status).toBe(404)
  expect((await self.get('/passbook')).status).toBe(303)
  expect((await clerk.post('/desk', { q: person.phone })).text).toContain('没有')
  expect((await clerk.get('/desk/today')).text).not.toContain('罗')
  expect(await house.town.bank.people.get(other.member)).toBeDefined()
})

it('names an erased person as one in the lines of others', async () => {
  const { bank } = house.town
  const person = await house.person('周先生')
  const clerk = await house.clerk()
  const fields = {
    id: bank.ids.entry(),
    member: person.member,
    station: 'S001',
    service: 'activity',
    servedOn: '2026-11-23',
    hours: '2.5',
  }
  const credited = await clerk.post('/desk/credits', fields)
  expect(credited.status).toBe(303)
  expect((await clerk.get('/desk/today')).text).toContain('周*生')
  await house.town.bank.people.amend(person.member, { eraseAsked: 1 })
  const path = `/desk/members/${person.member}/erase`
  const erased = { id: bank.ids.entry(), reason: 'asked-by-person', left: 'leave' }
  expect((await clerk.post(path, erased)).status).toBe(200)
  const { text } = await clerk.get('/desk/today')
  expect(text).toContain('已注销人员')
  expect(text).not.toContain('周*生')
})

it('registers a child with the guardian’s paper only, and keeps its hash', async () => {
  const { bank } = house.town
  const clerk = await house.clerk()
  const shown = formIn((await clerk.get('/desk')).text, '/desk/members')
  const child = { ...shown, name: '陈童童', phone: '', born: '2016-05', consent: '1' }
  const no = await clerk.post('/desk/members', child)
  expect([no.status, no.text.includes('监护人的书面同意')]).toEqual([422, true])
  const form = new FormData()
  const guardian = { guardianName: '陈父', guardianRelation: 'parent', guardianDay: '2026-11-20' }
  for (const [name, value] of Object.entries({ ...child, ...guardian })) form.set(name, value)
  form.set('guardianPaper', new File(['signed'], 'paper.jpg', { type: 'image/jpeg' }))
  const yes = await clerk.post('/desk/members', form)
  expect(yes.status).toBe(303)
  const member = /members\/([0-9a-z]+)/.exec(yes.location)?.[1] as MemberId
  const evidence = toHex(sha256('signed'))
  expect((await bank.people.get(member))?.guardian).toMatchObject({ name: '陈父', evidence })
  const page = await clerk.get(`/desk/members/${member}`)
  expect(page.text).toContain('14 岁以下儿童')
  const whole = await clerk.post(`/desk/members/${member}/unmask`, { reason: 'call' })
  // First the second step of sign-in, and then a second person.
  expect([whole.status, whole.text.includes('陈童童')]).toEqual([401, false])
})
