/** Signing in and out on pages, in each of the ways; and a session recorded in three steps. */
import { SYSTEM } from '../../src/bank/actor.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { publishActivity } from '../../src/bank/activities/activity.ts'
import { attendanceOn } from '../../src/bank/activities/session.ts'
import { signUp } from '../../src/bank/activities/sign-up.ts'
import { startOf } from '../../src/bank/draft.ts'
import type { Person } from '../../src/bank/ports-people.ts'
import { attendToken, ownCode, spokenCode } from '../../src/gate/attendance.ts'
import { ACTIVITY } from '../activity.ts'
import { must, TEN } from '../town.ts'
import { formIn, type House, openHouse } from './house.ts'

const DAY = '2026-11-24'

let house: House
let people: readonly Person[]
beforeAll(async () => {
  house = await openHouse()
  people = [await house.person('甲一'), await house.person('乙二'), await house.person('丙三')]
})
afterAll(() => house.town.close())

async function today(): Promise<string> {
  const { bank, clock } = house.town
  const activity = bank.ids.entry()
  clock.at = TEN
  // TEN is ten in the morning: it begins at eleven and is over at noon.
  const times = { from: DAY, until: DAY, starts: 660, ends: 720, places: 30 }
  const order = { ...ACTIVITY, ...times, id: activity, station: 'S001' }
  must(await publishActivity(bank, house.town.clerk('S001'), order))
  for (const { member } of people.slice(0, 2)) {
    const said = { id: bank.ids.entry(), activity, member }
    must(await signUp(bank, house.town.self(member), said))
  }
  return activity
}

const at = (clock: string) => {
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  house.town.clock.at = startOf(DAY) + (hour * 60 + minute) * 60_000
}

const pairsOf = async (activity: string, { member }: Person) =>
  (await attendanceOn(house.town.bank, activity, DAY)).find(({ body }) => body.list.who === member)
    ?.body.pairs

it('takes the screen’s code, the four digits, one’s own digits, a card and a tick', async () => {
  const { bank, clock } = house.town
  const activity = await today()
  const held = { activity, day: DAY }
  const [one, two, three] = people as [Person, Person, Person]
  at('11:00')
  let clerk = await house.clerk()
  const first = await house.member(one)
  const screen = await clerk.get(`/desk/activities/${activity}/code`)
  expect(screen.headers.get('Refresh')).toBe('300')
  expect(screen.text).toContain(spokenCode(bank, held, clock.at))
  const path = `/in/${attendToken(bank, held, clock.at)}`
  expect((await house.browser().get(path)).text).toContain('请先登录')
  const shown = await first.get(path)
  const done = await first.post(path, { ...formIn(shown.text, path), act: 'in' })
  expect(done.location).toBe(path)
  expect((await first.get(path)).text).toContain('已签到，11:00')

  const second = await house.member(two)
  const own = `/activities/${activity}`
  const typed = (code: string, act = 'in') =>
    second.post(`${own}/attend`, { id: bank.ids.entry(), code, act })
  expect((await typed('12')).text).toContain('签到码不对或已经过期')
  expect((await typed(spokenCode(bank, held, clock.at))).location).toBe(own)
  at('11:40')
  clerk = await house.clerk()
  const desk = (fields: Readonly<Record<string, string>>) =>
    clerk.post(`/desk/activities/${activity}`, { id: bank.ids.entry(), ...fields })
  await desk({ act: 'own-code', code: ownCode(bank, held, one.member) })
  expect(await pairsOf(activity, one)).toEqual([{ from: 660, in: 'qr', to: 700, out: 'code' }])
  expect((await desk({ act: 'own-code', code: 'x' })).text).toContain('没有对上的四位码')
  await desk({ act: 'card', card: two.card })
  expect(await pairsOf(activity, two)).toEqual([{ from: 660, in: 'code', to: 700, out: 'card' }])
  const early = await desk({ act: 'out', member: three.member })
  expect(early.status).toBe(422)
  expect(early.text).toContain('丙* 今天还没有签到，不能签退')
  await desk({ act: 'in', member: three.member })
  const page = await clerk.get(`/desk/activities/${activity}`)
  expect(page.text).toContain('11:40—在场')
  expect(page.text).toContain('现场加入')
})

it('leads whoever scanned before signing in back to what they scanned, once', async () => {
  const { bank, clock } = house.town
  const held = { activity: await today(), day: DAY }
  const person = people[0] as Person
  const path = `/in/${attendToken(bank, held, clock.at)}`
  const browser = house.browser()
  await browser.get(path)
  const signIn = async () => {
    const form = formIn((await browser.get('/card')).text, '/card')
    return browser.post('/card', { ...form, card: person.card, pin: '274915' })
  }
  expect((await signIn()).location).toBe(path)
  expect((await browser.get(path)).text).toContain('签到')
  await browser.post('/sign-out', {})
  expect((await signIn()).location).toBe('/passbook')
  // A code of nothing leads nowhere.
  await browser.post('/sign-out', {})
  await browser.get('/in/nothing')
  expect((await signIn()).location).toBe('/passbook')
})

it('refuses a token of yesterday and one of nobody', async () => {
  const activity = await today()
  const { bank } = house.town
  const member = await house.member(people[0] as Person)
  const old = attendToken(bank, { activity, day: '2026-11-23' }, 'day')
  for (const token of [old, 'nothing', `${old}x`]) {
    expect((await member.get(`/in/${token}`)).status).toBe(404)
    expect((await member.post(`/in/${token}`, { act: 'in' })).status).toBe(404)
  }
  const clerk = await house.clerk()
  const paper = await clerk.get(`/desk/activities/${activity}/code?paper=day`)
  expect(paper.text).toContain('这张码只在当天有效')
  expect(paper.headers.get('Refresh')).toBeNull()
})

it('records a session in three steps: opened with everyone present, looked at, posted once', async () => {
  const { bank } = house.town
  const activity = await today()
  const [one, two, three] = people as [Person, Person, Person]
  at('12:30')
  const clerk = await house.clerk()
  const path = `/desk/activities/${activity}/session`
  const roster = await clerk.get(`/desk/activities/${activity}`)
  expect(roster.text).toContain(`${path}?day=${DAY}`)
  const opened = formIn((await clerk.get(`${path}?day=${DAY}`)).text, path)
  const body = (
    shown: Record<string, string>,
    members: readonly Person[],
    more: Readonly<Record<string, string>> = {},
  ) => {
    const data = new FormData()
    for (const [name, value] of Object.entries({ ...shown, ...more }))
      if (name !== 'member') data.append(name, value)
    for (const { member } of members) data.append('member', member)
    return data
  }
  const walked = await clerk.post(path, body(opened, [one, two], { add: three.number }))
  expect(walked.text).toContain('丙*')
  const shown = formIn(walked.text, path)
  const order = { id: bank.ids.entry(), login: 'second.one', name: '李姑娘', passwordHash: 'x' }
  const second = must(await addStaff(bank, SYSTEM, { ...order, role: 'clerk', station: 'S001' }))
  const size = await bank.journal.size()
  const exception = { [`hours-${two.member}`]: '0.5', witness: `staff:${second.key}` }
  const look = await clerk.post(path, body(shown, people, exception))
  expect(look.text).toContain('到场 3 人，没来 0 人 · 共 2 小时 30 分钟')
  expect(await bank.journal.size()).toBe(size)
  const reviewed = { ...exception, reviewed: formIn(look.text, path)['reviewed'] ?? '' }
  const posted = await clerk.post(path, body(shown, people, reviewed))
  expect(posted.location).toContain('/desk/batches/')
  expect(await bank.journal.size()).toBe(size + 4)
  expect((await clerk.get(posted.location)).text).toContain('丙*')
  const credits = await bank.journal.entries(size, 4)
  expect(credits.filter(({ kind }) => kind === 'credit').map(({ proof }) => proof)).toEqual(
    Array.from({ length: 3 }, () => 'witnessed'),
  )
  expect((await clerk.get(`${path}?day=${DAY}`)).text).toContain('这一天已经记录')
  await clerk.post(path, body(shown, people, reviewed))
  expect(await bank.journal.size()).toBe(size + 4)
})

it('says what stands in the way, and leaves the books as they are', async () => {
  const { bank } = house.town
  const activity = await today()
  const clerk = await house.clerk()
  const path = `/desk/activities/${activity}/session`
  const early = formIn((await clerk.get(`${path}?day=${DAY}`)).text, path)
  const size = await bank.journal.size()
  const soon = await clerk.post(path, early)
  expect(soon.status).toBe(422)
  expect(soon.text).toContain('12:00')
  expect((await clerk.get(`${path}?day=2026-11-25`)).status).toBe(404)
  expect(await bank.journal.size()).toBe(size)
})
