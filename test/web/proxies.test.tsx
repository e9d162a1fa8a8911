/** Acting for somebody, by the pages: the bar on every one of them, and both who are told. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Person } from '../../src/bank/ports-people.ts'
import { type EntryId, refOf } from '../../src/ledger/entry.ts'
import { type Browser, formIn, type House, openHouse, SIGNED } from './house.ts'

let house: House
let li: Person
let wu: Person
let relative: Browser
beforeEach(async () => {
  house = await openHouse()
  li = await house.person('李小四')
  wu = await house.person('吴大玲')
  await house.town.earn(li.member, 120)
  relative = await house.member(wu)
})
afterEach(() => house.town.close())

const terms = { monthly: '2', until: '2027-05-01', scope: 'book' }

async function letByDesk(change: Record<string, string> = {}) {
  const clerk = await house.clerk()
  const at = `/desk/members/${li.member}/proxies`
  const form = { ...formIn((await clerk.get(at)).text, at), ...terms, number: wu.number }
  return clerk.post(at, { ...form, checked: '1', ...change })
}

test('a relative acts with a bar on every page, and the time book says through whom', async () => {
  expect((await letByDesk()).location).toMatch(/done=granted$/)
  const notices = house.messages.sent.filter(({ template }) => template === 'proxy-granted')
  expect(notices.map(({ phone }) => phone).toSorted()).toEqual([li.phone, wu.phone].toSorted())
  expect(notices[0]?.facts).toEqual({
    elder: '李*四',
    relative: '吴*玲',
    until: '2027年5月1日',
  })

  const own = await relative.get('/proxies')
  expect(own.text).not.toContain('class="acting"')
  const start = await relative.post('/acting', formIn(own.text, '/acting'))
  expect(start.location).toBe('/passbook')
  for (const path of ['/passbook', '/elder', '/proxies', '/', '/verify', '/nowhere'])
    expect([path, (await relative.get(path)).text]).toEqual([
      path,
      expect.stringContaining('正在替 李*四 办理'),
    ])
  expect((await relative.get('/passbook')).text).toContain('李小四')

  const confirm = await relative.get('/elder/confirm?service=haircut&whom=self&day=2026-11-25')
  const booked = await relative.post('/elder/bookings', formIn(confirm.text, '/elder/bookings'))
  const [, id = ''] = /([0-9a-f-]{36})/.exec(booked.location) ?? []
  const hold = await house.town.bank.journal.entry(id as EntryId)
  expect([hold?.by, hold && refOf(hold, 'proxy')]).toEqual([`member:${wu.member}`, wu.member])
  expect((await relative.get(booked.location)).text).toContain('本月还可用 1 小时')
  expect((await (await house.member(li)).get('/passbook')).text).toContain('由 吴*玲 代办')

  expect((await relative.post('/acting/stop', {})).location).toBe('/proxies')
  expect((await relative.get('/passbook')).text).toContain('吴大玲')
  expect((await relative.get('/passbook')).text).not.toContain('class="acting"')
})

test('the person ends it, and the next page of the relative is their own again', async () => {
  await letByDesk()
  await relative.post('/acting', { member: li.member })
  const self = await house.member(li)
  const page = await self.get('/proxies')
  expect(page.text).toContain('吴*玲')
  const ended = await self.post('/proxies/end', formIn(page.text, '/proxies/end'))
  expect(ended.location).toBe('/proxies?done=ended')
  expect((await relative.get('/passbook')).text).toContain('吴大玲')
  expect((await relative.post('/acting', { member: li.member })).location).toBe(
    '/proxies?done=over',
  )
  expect(house.messages.sent.filter(({ template }) => template === 'proxy-ended')).toHaveLength(2)
})

test('the person lets somebody in their own session, by number and the end of the phone', async () => {
  const self = await house.member(li)
  const form = { ...formIn((await self.get('/proxies')).text, '/proxies'), ...terms }
  const wrong = await self.post('/proxies', { ...form, number: wu.number, tail: '0000' })
  const nobody = await self.post('/proxies', { ...form, number: 'GZ99999999', tail: '0000' })
  expect([wrong.status, nobody.status]).toEqual([422, 422])
  expect(wrong.text.replaceAll(wu.number, 'N')).toBe(nobody.text.replaceAll('GZ99999999', 'N'))
  for (let at = 0; at < 5; at++)
    await self.post('/proxies', { ...form, number: wu.number, tail: '1' })
  const right = { ...form, number: wu.number, tail: wu.phone.slice(-4) }
  expect((await self.post('/proxies', right)).text).toContain('连续输错多次')
  house.town.clock.at += 15 * 60_000
  const again = { ...right, id: house.town.bank.ids.entry() }
  expect((await self.post('/proxies', again)).location).toBe('/proxies?done=granted')
})

test('the desk asks for the tick, and for terms that can be', async () => {
  const unseen = await letByDesk({ checked: '' })
  expect([unseen.status, unseen.text]).toEqual([422, expect.stringContaining('请先当面核对本人')])
  expect((await letByDesk({ monthly: 'many' })).text).toContain('每月额度')
  expect((await letByDesk({ until: '2028-01-01' })).text).toContain('一年以内')
  expect((await letByDesk({ number: 'GZ1' })).status).toBe(422)
  const other = await house.clerk('S002')
  expect((await other.get(`/desk/members/${li.member}/proxies`)).status).toBe(404)
})

test('nobody acts who was not let, whatever the cookie says', async () => {
  const stranger = await house.member(await house.person('外人'))
  expect((await stranger.post('/acting', { member: li.member })).location).toBe(
    '/proxies?done=over',
  )
  expect((await stranger.get('/passbook')).text).not.toContain('李小四')
  expect((await relative.post('/acting', { member: 'x' })).location).toBe('/proxies?done=over')
})

test('at the counter the relative who came is named, where they were let redeem', async () => {
  await letByDesk({ scope: 'redeem' })
  const clerk = await house.clerk()
  const page = await clerk.get(`/desk/members/${li.member}`)
  expect(page.text).toContain('吴*玲')
  const form = {
    ...formIn(page.text, '/desk/redemptions'),
    service: 'haircut',
    beneficiary: 'self',
  }
  const done = await clerk.post('/desk/redemptions', { ...form, ...SIGNED, proxy: wu.member })
  const [, id = ''] = /([0-9a-f-]{36})/.exec(done.location) ?? []
  const entry = await house.town.bank.journal.entry(id as EntryId)
  expect(entry && refOf(entry, 'proxy')).toBe(wu.member)
})
