/** A session's roster: last week's people, walk-ins, exceptions, what was changed after the look, and the sheet to sign on. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import type { Person } from '../../src/bank/ports-people.ts'
import { readAttendance } from '../../src/paper/attendance.ts'
import { isSheetFault, readSheet } from '../../src/paper/sheet.ts'
import { must, TODAY } from '../town.ts'
import { formIn, type House, openHouse } from './house.ts'

let house: House
let people: readonly Person[]
beforeAll(async () => {
  house = await openHouse()
  people = [await house.person('甲一'), await house.person('乙二'), await house.person('丙三')]
})
afterAll(() => house.town.close())

const size = () => house.town.bank.journal.size()
const newest = async () => {
  const { journal } = house.town.bank
  return journal.entry((await journal.size()) as never)
}

/** What the form holds, with the people on it, ticked or not. */
function body(shown: Record<string, string>, on: readonly Person[], off: readonly Person[] = []) {
  const data = new FormData()
  for (const [name, value] of Object.entries(shown)) {
    const gone = off.some(({ member }) => name === `present-${member}`)
    if (name !== 'member' && !gone) data.append(name, value)
  }
  for (const { member } of [...on, ...off]) data.append('member', member)
  return data
}

it('shows a change after the look once more, even where the sums stay the same', async () => {
  const clerk = await house.clerk()
  const page = await clerk.get(`/desk/roster?service=activity&servedOn=2026-11-17&hours=2`)
  const shown = formIn(page.text, '/desk/roster')
  const [one, two, three] = people as [Person, Person, Person]
  const look = await clerk.post('/desk/roster', body(shown, [one, two], [three]))
  expect(look.text).toContain('到场 2 人，没来 1 人 · 共 4 小时')
  const reviewed = { ...shown, reviewed: formIn(look.text, '/desk/roster')['reviewed'] ?? '' }
  const before = await size()
  const swapped = await clerk.post('/desk/roster', body(reviewed, [one, three], [two]))
  expect(swapped.status).toBe(200)
  expect(swapped.text).toContain('还没有记录')
  expect(await size()).toBe(before)
  const done = await clerk.post('/desk/roster', body(reviewed, [one, two], [three]))
  expect(done.status).toBe(303)
  expect(await size()).toBe(before + 2)
})

it('begins with last week, or the last time, and takes somebody more', async () => {
  const clerk = await house.clerk()
  const week = await clerk.get(`/desk/roster?service=activity&servedOn=${TODAY}&from=last-week`)
  expect(week.text).toContain('甲*')
  expect(week.text).not.toContain('丙*')
  const none = await clerk.get('/desk/roster?service=activity&servedOn=2026-11-23&from=last-week')
  expect(none.text).toContain('上周这一天没有')
  const last = await clerk.get('/desk/roster?service=activity&servedOn=2026-11-23&from=last-time')
  expect(last.text).toContain('乙*')

  const shown = formIn(week.text, '/desk/roster')
  const [one, two, three] = people as [Person, Person, Person]
  const lost = await clerk.post('/desk/roster', body({ ...shown, add: '没这个人' }, [one, two]))
  expect(lost.status).toBe(422)
  expect(lost.text).toContain('没有找到“没这个人”')
  const more = await clerk.post('/desk/roster', body({ ...shown, add: three.number }, [one, two]))
  expect(more.text).toContain('丙*')
  expect(formIn(more.text, '/desk/roster')[`present-${three.member}`]).toBe('1')
  const twice = await clerk.post('/desk/roster', body({ ...shown, add: two.number }, [one, two]))
  expect(twice.text).toContain('已经在名单里')
  const many = await clerk.post('/desk/roster', body({ ...shown, add: '1390000000' }, [one, two]))
  expect(many.status).toBe(422)
})

it('takes the time from signing in and out, and says which hours it cannot read', async () => {
  const clerk = await house.clerk()
  const [one] = people as [Person]
  const page = await clerk.get(`/desk/roster?service=meal&servedOn=${TODAY}`)
  const shown = formIn(page.text, '/desk/roster')
  const post = (more: Record<string, string>) =>
    clerk.post('/desk/roster', body({ ...shown, ...more }, [one]))
  expect((await post({})).text).toContain('请写每人时数')
  expect((await post({ from: '11:00', to: '09:00' })).text).toContain('签退时间要晚于')
  expect((await post({ [`hours-${one.member}`]: '两三个' })).text).toContain('甲*的时数读不懂')
  const look = await post({ from: '08:15', to: '09:45' })
  expect(look.text).toContain('共 1 小时 30 分钟')
  const { reviewed = '' } = formIn(look.text, '/desk/roster')
  expect((await post({ from: '08:15', to: '09:45', reviewed })).status).toBe(303)
  const entry = await newest()
  expect(entry?.refs).toContainEqual(['span', '08:15/09:45'])
  // Typed times were not scanned, and of today's hours nobody claims more than the clerk.
  expect(entry?.proof).toBeUndefined()
})

it('names the second member of staff who was the witness, and no one who was not', async () => {
  const clerk = await house.clerk()
  const { bank } = house.town
  const order = { id: bank.ids.entry(), login: 'head.s001', name: '站长', role: 'head' } as const
  const staff = must(await addStaff(bank, SYSTEM, { ...order, station: 'S001', passwordHash: 'x' }))
  const [one] = people as [Person]
  const page = await clerk.get(`/desk/members/${one.member}`)
  expect(page.text).toContain('head.s001')
  expect(page.text).not.toMatch(/<option value="staff:[^"]*"[^>]*>clerk\.s001/)
  const form = { ...formIn(page.text, '/desk/credits'), service: 'company', hours: '1' }
  const nobody = await clerk.post('/desk/credits', { ...form, proof: 'witnessed' })
  expect(nobody.status).toBe(422)
  expect(nobody.text).toContain('请写明是哪一位')
  const witness = `staff:${staff.key}`
  const done = await clerk.post('/desk/credits', { ...form, proof: 'witnessed', witness })
  expect(done.status).toBe(303)
  expect((await clerk.get(done.location)).text).toContain('第二名工作人员见证')
  expect((await newest())?.refs).toContainEqual(['witness', witness])

  const claim = { id: bank.ids.entry(), member: one.member, station: 'S001', minutes: 60 }
  const day = { servedOn: TODAY, service: 'repair' }
  const refused = async (more: object, actor = house.town.clerk('S001')) =>
    credit(bank, actor, { ...claim, ...day, ...more })
  const no = { ok: false, refusal: { code: 'witness-missing' } }
  expect(await refused({ proof: 'witnessed', witness: 'staff:nobody' })).toMatchObject(no)
  expect(await refused({ proof: 'paper', witness })).toMatchObject(no)
  const oneself = { ...house.town.clerk('S001'), id: witness }
  expect(await refused({ proof: 'witnessed', witness }, oneself)).toMatchObject(no)
})

it('gives a sheet to sign on, as a file that comes back in and as a page for A4', async () => {
  const clerk = await house.clerk()
  const query = `service=activity&servedOn=${TODAY}&from=last-week`
  const file = await clerk.get(`/desk/blank-sheet?${query}`)
  expect(file.headers.get('Content-Disposition')).toContain(`sign-in-S001-${TODAY}.xlsx`)
  const sheet = await readSheet(file.bytes, 'blank.xlsx')
  if (isSheetFault(sheet)) throw new Error(sheet.code)
  const read = readAttendance(sheet, { today: TODAY, defaults: { minutes: 60 } })
  if (isSheetFault(read)) throw new Error(read.code)
  expect(read.rows.map(({ number }) => number)).toEqual([people[0]?.number, people[1]?.number])
  expect(read.faults).toEqual([])
  const empty = await readSheet((await clerk.get('/desk/blank-sheet')).bytes, 'empty.xlsx')
  expect(isSheetFault(empty)).toBe(false)

  const page = await clerk.get(`/desk/roster/sheet?${query}`)
  expect(page.text).toContain('S001 站志愿服务签到表')
  expect(page.text).toContain('甲一')
  expect(page.text).not.toContain('丙三')
  expect(page.text).not.toContain(people[0]?.phone)
  expect(page.text.match(/<td class="num">/g)?.length).toBeGreaterThanOrEqual(20)
  expect(page.text).toContain('class="desk a4-lying"')
})
