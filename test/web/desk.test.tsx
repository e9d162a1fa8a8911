import { afterAll, beforeAll, expect, it } from 'vitest'
import { formIn, type House, openHouse, SIGNED } from './house.ts'
import { must, TODAY } from '../town.ts'
import { readingsOf } from '../../src/bank/oversight/readings.ts'
import type { MemberId } from '../../src/ledger/account.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.town.close())

const served = async (member: MemberId) =>
  must(await readingsOf(house.town.bank, house.town.city, member)).served

it('lets a clerk in by password, and says no without saying what was wrong', async () => {
  await house.clerk()
  const no = await house.browser().post('/sign-in', { login: 'clerk.s001', password: 'wrong' })
  expect(no.status).toBe(422)
  expect(no.text).toContain('账号与密码对不上')
  expect(no.text).toContain('value="clerk.s001"')
  expect(no.text).not.toContain('value="wrong"')
})

it('sends a stranger to the door', async () => {
  const stranger = house.browser()
  expect((await stranger.get('/desk')).location).toBe('/sign-in')
  expect((await stranger.get('/passbook')).location).toBe('/code')
  expect((await stranger.post('/desk/credits', {})).status).toBe(401)
})

it('finds a person, records 2.5 hours once however often the form is sent, and gives the slip', async () => {
  const person = await house.person('陈大文')
  const clerk = await house.clerk()
  const found = await clerk.post('/desk', { q: person.number })
  expect(found.text).toContain('陈*文')
  expect(found.text).not.toContain('陈大文')
  expect(found.text).not.toContain(person.phone)

  const page = await clerk.get(`/desk/members/${person.member}`)
  const form = { ...formIn(page.text, '/desk/credits'), service: 'haircut', hours: '2.5' }
  const first = await clerk.post('/desk/credits', form)
  expect(first.status).toBe(303)
  const second = await clerk.post('/desk/credits', form)
  expect(second.location).toBe(first.location)
  expect(await served(person.member)).toBe(150)

  const slip = await clerk.get(first.location)
  expect(slip.status).toBe(200)
  expect(slip.text).toContain('2 小时 30 分钟')
  expect(slip.text).toContain('<svg')
  expect(slip.text).toContain('陈*文')
  const proof = await clerk.get(`${first.location}.tlog-proof`)
  expect(proof.status).toBe(200)
  expect(proof.text).toContain('tlog-proof')
})

it('counts hours from the times of signing in and out', async () => {
  const person = await house.person('李时')
  const clerk = await house.clerk()
  const page = await clerk.get(`/desk/members/${person.member}`)
  const form = {
    ...formIn(page.text, '/desk/credits'),
    service: 'meal',
    from: '08:30',
    to: '09:50',
  }
  expect((await clerk.post('/desk/credits', form)).status).toBe(303)
  expect(await served(person.member)).toBe(80)
  const upside = { ...form, id: house.town.bank.ids.entry(), from: '09:50', to: '08:30' }
  expect((await clerk.post('/desk/credits', upside)).status).toBe(422)
})

it('shows a refused form again with the sentence and what was typed', async () => {
  const person = await house.person('何迟')
  const clerk = await house.clerk()
  const page = await clerk.get(`/desk/members/${person.member}`)
  const shown = formIn(page.text, '/desk/credits')
  const ahead = await clerk.post('/desk/credits', {
    ...shown,
    servedOn: '2026-12-24',
    hours: '1.25',
    service: 'meal',
  })
  expect(ahead.status).toBe(422)
  expect(ahead.text).toContain('还没有到')
  const again = formIn(ahead.text, '/desk/credits')
  expect(again).toMatchObject({ id: shown['id'], servedOn: '2026-12-24', hours: '1.25' })
  const two = await clerk.post('/desk/credits', { ...shown, hours: '两三个' })
  expect(two.status).toBe(422)
  expect(two.text).toContain('“两三个”')
  expect(await served(person.member)).toBe(0)
})

it('refuses a form that another site sends', async () => {
  const person = await house.person('黄边')
  const clerk = await house.clerk()
  const page = await clerk.get(`/desk/members/${person.member}`)
  const form = { ...formIn(page.text, '/desk/credits'), service: 'meal', hours: '1' }
  const sent = await clerk.post('/desk/credits', form, { Origin: 'https://elsewhere.example' })
  expect(sent.status).toBe(403)
  expect((await clerk.post('/desk/credits', form, {})).status).toBe(403)
  expect(await served(person.member)).toBe(0)
})

it('registers a person at the desk, and refuses a PIN that anyone would guess', async () => {
  const clerk = await house.clerk()
  const shown = formIn((await clerk.get('/desk')).text, '/desk/members')
  const typed = { ...shown, name: '新来', phone: '13712345678', consent: '1' }
  const weak = await clerk.post('/desk/members', { ...typed, pin: '123456' })
  expect(weak.status).toBe(422)
  expect(formIn(weak.text, '/desk/members')).toMatchObject({ name: '新来', pin: '' })
  const done = await clerk.post('/desk/members', { ...typed, pin: '274915' })
  expect(done.status).toBe(303)
  expect((await clerk.get(done.location)).text).toContain('已登记，志愿者编号')
})

it('lets no name become markup', async () => {
  const clerk = await house.clerk()
  const shown = formIn((await clerk.get('/desk')).text, '/desk/members')
  const evil = '<script>alert(1)</script>'
  const no = await clerk.post('/desk/members', { ...shown, name: `${evil}"'`, phone: '' })
  expect(no.status).toBe(422)
  expect(no.text).not.toContain('<script')
  expect(no.text).toContain('&lt;script&gt;')
  const sought = await clerk.post('/desk', { q: evil })
  expect(sought.text).not.toContain('<script')
  await house.town.bank.people.enrol({
    member: '0123456789abcdef' as MemberId,
    name: evil,
    phone: '13700000000',
    idTail: '',
    station: 'S001',
    outside: {},
  })
  const listed = await clerk.post('/desk', { q: '13700000000' })
  expect(listed.text).toContain('0123456789abcdef')
  expect(listed.text).not.toContain('<script')
})

it('records a roster whole, after one look, and takes the people of last week', async () => {
  const clerk = await house.clerk('S002')
  const people = [await house.person('甲一', 'S002'), await house.person('乙二', 'S002')]
  const page = await clerk.get('/desk/roster?service=activity&servedOn=2026-11-17&hours=2')
  const shown = formIn(page.text, '/desk/roster')
  const members = people.map(({ member }) => member)
  const body = (fields: Record<string, string>) => {
    const data = new FormData()
    for (const [name, value] of Object.entries(fields))
      if (name !== 'member') data.append(name, value)
    for (const member of members) data.append('member', member)
    return data
  }
  const changed = { ...shown, [`hours-${members[1]}`]: '1:30' }
  const look = await clerk.post('/desk/roster', body(changed))
  expect(look.text).toContain('记录 2 人')
  expect(look.text).toContain('到场 2 人，没来 0 人')
  expect(look.text).toContain('3 小时 30 分钟')
  expect(await served(members[0] as MemberId)).toBe(0)
  const reviewed = { ...changed, reviewed: formIn(look.text, '/desk/roster')['reviewed'] ?? '' }
  const done = await clerk.post('/desk/roster', body(reviewed))
  expect(done.location).toBe(`/desk/batches/${shown['id']}?day=${TODAY}`)
  const list = await clerk.get(done.location)
  expect(list.text).toContain('已记录 2 条，共 3 小时 30 分钟')
  // A day before today rests on paper; that is said of each.
  expect(list.text.match(/纸质凭据补录/g)).toHaveLength(2)
  await clerk.post('/desk/roster', body(reviewed))
  expect(await served(members[0] as MemberId)).toBe(120)
  expect(await served(members[1] as MemberId)).toBe(90)

  await house.person('丙三', 'S002')
  const next = await clerk.get(`/desk/roster?service=activity&servedOn=${TODAY}&from=last-week`)
  expect(next.text).toContain('甲*')
  expect(next.text).not.toContain('丙*')
})

it('shows what was recorded today and corrects it once', async () => {
  const person = await house.person('错记', 'S003')
  const clerk = await house.clerk('S003')
  const page = await clerk.get(`/desk/members/${person.member}`)
  await clerk.post('/desk/credits', {
    ...formIn(page.text, '/desk/credits'),
    service: 'meal',
    hours: '3',
  })
  const day = await clerk.get('/desk/today')
  expect(day.text).toContain('错*')
  const path = /href="(\/desk\/reversals\/[^"]+)"/.exec(day.text)?.[1] ?? ''
  const sure = await clerk.get(path)
  expect(sure.text).toContain('错*的可用积分减少 3 小时，余下 0 小时')
  expect(sure.text).toContain('错*的累计服务时数减少 3 小时')
  expect(await served(person.member)).toBe(180)
  expect((await (await house.clerk('S002')).get(path)).status).toBe(404)
  const form = { ...formIn(sure.text, '/desk/reversals'), reason: 'wrong-person' }
  expect((await clerk.post('/desk/reversals', form)).location).toBe('/desk/today?done=reverse')
  expect(await served(person.member)).toBe(0)
  const again = await clerk.post('/desk/reversals', { ...form, id: house.town.bank.ids.entry() })
  expect(again.status).toBe(422)
  expect(again.text).toContain('已经办结')
  expect((await clerk.get(path)).text).toContain('已经办结')
})

it('says beforehand what a correction leaves short', async () => {
  const person = await house.person('先用后改')
  await house.town.earn(person.member, 100)
  const clerk = await house.clerk()
  const page = await clerk.get(`/desk/members/${person.member}`)
  const redeem = {
    ...formIn(page.text, '/desk/redemptions'),
    service: 'clinic',
    beneficiary: 'self',
  }
  for (let spent = 0; spent < 100; spent += 2)
    await clerk.post('/desk/redemptions', { ...redeem, ...SIGNED, id: house.town.bank.ids.entry() })
  expect(await house.town.available(person.member)).toBe(0)
  const day = await clerk.get('/desk/today')
  const credits = Array.from(
    day.text.matchAll(/\/desk\/reversals\/([0-9a-f-]+)"/g),
    ([, id]) => id ?? '',
  )
  const entries = await Promise.all(credits.map((id) => house.town.bank.journal.entry(id as never)))
  const earned = entries.find(
    (entry) => entry?.kind === 'credit' && entry.refs.some(([, value]) => value === person.member),
  )
  const sure = await clerk.get(`/desk/reversals/${earned?.id}`)
  expect(sure.text).toContain('先**改已经用掉的')
  expect(sure.text).toContain('记为待追回')
})

it('takes a sheet in: names the bad cell, then records on a second yes', async () => {
  const person = await house.person('表中人')
  const clerk = await house.clerk()
  const sheet = (hours: string) => {
    const data = new FormData()
    const text = `志愿者编号,姓名,日期,时数,服务项目\n${person.number},表中人,2026-11-20,${hours},理发\n`
    data.append('station', 'S001')
    data.append('sheet', new File([text], 'x.csv', { type: 'text/csv' }))
    return data
  }
  const bad = await clerk.post('/desk/import', sheet('很久'))
  expect(bad.status).toBe(422)
  expect(bad.text).toContain('D2')
  const good = await clerk.post('/desk/import', sheet('2'))
  expect(good.text).toContain('记录这 1 行')
  expect(await served(person.member)).toBe(0)
  const yes = await clerk.post('/desk/import', formIn(good.text, '/desk/import'))
  expect(yes.location).toMatch(/^\/desk\/batches\/[0-9a-f]{16}\?day=2026-11-24$/)
  expect((await clerk.get(yes.location)).text).toContain('已记录 1 条，共 2 小时')
  expect(await served(person.member)).toBe(120)
})
