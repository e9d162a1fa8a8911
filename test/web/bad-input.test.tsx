/** What people type or send that cannot be: the same form again with a sentence and what was typed; nothing recorded. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Person } from '../../src/bank/ports-people.ts'
import { TODAY } from '../town.ts'
import { type Browser, formIn, type House, openHouse, SIGNED } from './house.ts'

let house: House
let clerk: Browser
let person: Person
let size: number

beforeAll(async () => {
  house = await openHouse()
  clerk = await house.clerk()
  person = await house.person('何误')
  await house.town.earn(person.member, 104)
})
afterAll(() => house.town.close())

beforeEach(async () => {
  size = await house.town.bank.journal.size()
})
afterEach(async () => {
  expect(await house.town.bank.journal.size()).toBe(size)
})

const page = () => clerk.get(`/desk/members/${person.member}`)

describe('a credit at the desk', () => {
  const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ hours: '0' }, /0/],
    [{ hours: '-2' }, /-2/],
    [{ hours: '两三个' }, /两三个/],
    [{ hours: '' }, /./],
    [{ hours: '1e3' }, /1e3/],
    [{ hours: '25' }, /25/],
    [{ servedOn: '2026-12-24' }, /还没有到/],
    [{ servedOn: '2019-06-19' }, /2019年6月20日/],
    [{ servedOn: '2026-02-30' }, /2026-02-30/],
    [{ servedOn: '昨天' }, /昨天/],
    [{ service: 'flying' }, /flying/],
    [{ station: 'S999' }, /S999/],
    [{ station: 'S002' }, /S002/],
    [{ member: '0123456789abcdef' }, /./],
  ]
  it.each(cases)('%o is answered with the form again', async (wrong, pattern) => {
    const shown = formIn((await page()).text, '/desk/credits')
    const typed = { ...shown, service: 'meal', hours: '1', servedOn: TODAY, ...wrong }
    const answer = await clerk.post('/desk/credits', typed)
    expect([403, 404, 422]).toContain(answer.status)
    if (!('member' in wrong || 'station' in wrong)) {
      expect(answer.status).toBe(422)
      const again = formIn(answer.text, '/desk/credits')
      expect(again).toMatchObject({ id: shown['id'], hours: typed.hours })
      expect(answer.text.slice(answer.text.indexOf('role="alert"'))).toMatch(pattern)
    }
    expect(answer.text).not.toMatch(/undefined|NaN|\[object/)
  })
})

it('says where there is nobody, and no such page', async () => {
  for (const path of ['/desk/members/nobody', '/desk/members/0123456789abcdef', '/desk/nowhere']) {
    const answer = await clerk.get(path)
    expect([path, answer.status]).toEqual([path, 404])
  }
})

it('refuses a sheet larger than any that people type, and says how large it may be', async () => {
  const form = new FormData()
  form.append('station', 'S001')
  form.append('sheet', new File([Buffer.alloc(50 * 1024 * 1024)], 'big.xlsx'))
  const answer = await clerk.post('/desk/import', form)
  expect(answer.status).toBe(413)
  expect(answer.text).toContain('最大 10 MB')
})

it('refuses a sheet that is none, without its columns, or empty', async () => {
  const send = (text: string) => {
    const form = new FormData()
    form.append('station', 'S001')
    form.append('sheet', new File([text], 'x.csv', { type: 'text/csv' }))
    return clerk.post('/desk/import', form)
  }
  for (const [text, pattern] of [
    ['', /没有内容/],
    ['a,b\n1,2\n', /表头/],
    ['<html><table></table></html>', /网页/],
    ['姓名,服务日期,服务时数\n何误,2026-12-24,2\n', /B2/],
    ['姓名,服务日期,服务时数\n何误,2026-11-20,两三个\n', /C2/],
  ] as const) {
    const answer = await send(text)
    expect([answer.status, answer.text]).toEqual([422, expect.stringMatching(pattern)])
  }
})

it('keeps an elder from booking what is not there, on a day that is not', async () => {
  const poor = await house.person('黎少')
  size = await house.town.bank.journal.size()
  const elder = await house.member(poor)
  const confirm = await elder.get(`/elder/confirm?service=haircut&day=${TODAY}`)
  const typed = { service: 'haircut', day: TODAY, id: house.town.bank.ids.entry() }
  const answer = await elder.post('/elder/bookings', typed)
  expect([confirm.status, answer.status]).toEqual([expect.any(Number), 422])
  expect(answer.text).toContain('现有 0 小时，需要 1 小时')
  const rich = await house.member(person)
  for (const [wrong, pattern] of [
    [{ day: '2026-11-23' }, /2026年11月23日/],
    [{ day: '2028-01-01' }, /2028年1月1日/],
    [{ day: 'soon' }, /soon/],
  ] as const) {
    const no = await rich.post('/elder/bookings', { ...typed, ...wrong })
    expect([no.status, no.text]).toEqual([422, expect.stringMatching(pattern)])
  }
  const flying = await rich.post('/elder/bookings', { ...typed, service: 'flying' })
  expect(flying.status).toBe(404)
})

it('settles a booking once', async () => {
  const elder = await house.member(person)
  const id = house.town.bank.ids.entry()
  const booked = await elder.post('/elder/bookings', { service: 'haircut', day: TODAY, id })
  expect(booked.status).toBe(303)
  const settle = () =>
    clerk.post(`/desk/bookings/${id}/settle`, { id: house.town.bank.ids.entry(), ...SIGNED })
  expect((await settle()).status).toBe(303)
  size = await house.town.bank.journal.size()
  const again = await settle()
  expect([again.status, again.text]).toEqual([422, expect.stringContaining('已经办结')])
  const none = await clerk.post('/desk/bookings/nothing/settle', { id })
  expect([404, 422]).toContain(none.status)
})
