/** Objections by page: by the code on the list, without signing in; at the desk; and the answer by its number. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import { postPublicity } from '../../src/bank/papers/publicity.ts'
import type { Person } from '../../src/bank/ports-people.ts'
import { must } from '../town.ts'
import { formIn, type House, openHouse } from './house.ts'

let house: House
let person: Person
let list: string
beforeAll(async () => {
  house = await openHouse()
  const { bank } = house.town
  person = await house.person('林小梅')
  const clerk = house.town.clerk('S001')
  const said = { member: person.member, station: 'S001', minutes: 60, servedOn: '2026-11-23' }
  must(await credit(bank, clerk, { id: bank.ids.entry(), ...said, service: 'activity' }))
  const days = { from: '2026-11-01', to: '2026-11-24', posted: '2026-11-24', until: '2026-11-30' }
  const order = { id: bank.ids.entry(), station: 'S001', ...days, place: 'window' as const }
  list = must(await postPublicity(bank, clerk, order)).id
})
afterAll(() => house.town.close())

const PATH = '/objections'
const shown = (number: string) => (number.toUpperCase().match(/.{4}/g) ?? []).join(' ')

it('leads from the list’s code to a form without a name, and gives a number to look up', async () => {
  const paper = await (await house.clerk()).get(`/desk/lists/${list}?station=S001`)
  expect(paper.text).toContain('扫码提出异议或查询答复')
  const visitor = house.browser()
  const page = await visitor.get(`${PATH}?list=S001/${list}`)
  expect([page.status, page.text.includes('S001 站，公示到2026年11月30日')]).toEqual([200, true])
  expect(page.text).toContain('不用留姓名')
  const form = formIn(page.text, PATH)
  const empty = await visitor.post(PATH, { ...form, words: '', about: person.number })
  expect([empty.status, empty.text.includes('请写明哪里不对')]).toEqual([422, true])
  expect(empty.text).toContain(`value="${person.number}"`)
  const stranger = await visitor.post(PATH, { ...form, words: '错了', about: 'GZ99999999' })
  expect([stranger.status, stranger.text.includes('错了')]).toEqual([422, true])
  const sent = await visitor.post(PATH, { ...form, words: '那天没有来', about: person.number })
  expect(sent.location).toBe(`${PATH}/${form['number']}?sent=1`)
  const told = await visitor.get(sent.location)
  for (const text of ['异议已收到', shown(form['number'] ?? ''), '2026年12月1日', '正在核实'])
    expect(told.text).toContain(text)
  expect(told.text).not.toContain('那天没有来')

  const look = await visitor.get(
    `${PATH}?number=${encodeURIComponent(shown(form['number'] ?? ''))}`,
  )
  expect(look.location).toBe(`${PATH}/${form['number']}`)
  expect((await visitor.get(`${PATH}?number=1234`)).text).toContain('没有这个查询号')
  expect((await visitor.get(`${PATH}/0123456789abcdef`)).status).toBe(404)
})

it('shows it at the list with its time limit, and the answer to whoever has the number', async () => {
  const clerk = await house.clerk()
  const at = `/desk/lists/${list}`
  const page = await clerk.get(`${at}?station=S001`)
  for (const text of [
    '异议 1',
    '那天没有来',
    `林*梅 ${person.number}`,
    '2026年12月1日',
    '我来处理',
  ])
    expect(page.text).toContain(text)
  expect((await clerk.get('/desk/lists')).text).toContain('1 条异议待答复')
  await clerk.post(`${at}/handle`, formIn(page.text, `${at}/handle`))
  const mine = await clerk.get(`${at}?station=S001`)
  expect(mine.text).toMatch(/经办人<\/dt><dd>文员/)
  expect(mine.text).not.toContain('我来处理')
  const form = { ...formIn(mine.text, `${at}/answer`), outcome: 'not-upheld' }
  const empty = await clerk.post(`${at}/answer`, form)
  expect([empty.status, empty.text.includes('请写明处理情况')]).toEqual([422, true])
  expect(empty.text).toContain('<option value="not-upheld" selected="">')
  expect((await clerk.post(`${at}/answer`, { ...form, words: '查过签到表' })).status).toBe(303)
  const done = await clerk.get(`${at}?station=S001`)
  expect(done.text).toContain('查过签到表')
  const [lead] = await house.town.bank.directory.all('objection-at')
  expect(lead?.body.n).toBe(0)
})

it('notes one at the desk and gives the number to hand over; its page then has the answer', async () => {
  const clerk = await house.clerk()
  const at = `/desk/lists/${list}`
  const form = formIn((await clerk.get(`${at}?station=S001`)).text, `${at}/objection`)
  const sent = await clerk.post(`${at}/objection`, { ...form, words: '电话里说时数多了' })
  const number = form['number'] ?? ''
  expect(sent.location).toBe(`${at}?station=S001&number=${number}`)
  expect((await clerk.get(sent.location)).text).toContain(shown(number))
  const page = await clerk.get(`${at}?station=S001`)
  const answer = { ...formIn(page.text, `${at}/answer`), outcome: 'upheld', words: '已更正' }
  await clerk.post(`${at}/answer`, answer)
  const told = await house.browser().get(`${PATH}/${number}`)
  for (const text of ['异议成立', '已更正', '2026年11月24日']) expect(told.text).toContain(text)
})

it('marks what has waited too long, and takes none from a page once the list is down', async () => {
  const clerk = await house.clerk()
  const at = `/desk/lists/${list}`
  const form = formIn((await clerk.get(`${at}?station=S001`)).text, `${at}/objection`)
  await clerk.post(`${at}/objection`, { ...form, words: '还有一处' })
  house.town.clock.at += 8 * 86_400_000
  const later = await house.clerk()
  expect((await later.get(`${at}?station=S001`)).text).toContain('已超过答复期限')
  expect((await later.get('/desk/lists')).text).toContain('已超过答复期限')
  const visitor = house.browser()
  expect((await visitor.get(`${PATH}/${form['number']}`)).text).toContain('已超过答复期限')
  const down = await visitor.get(`${PATH}?list=S001/${list}`)
  expect(down.text).toContain('请扫公示名单上的二维码')
})
