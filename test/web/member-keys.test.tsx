/** Cards, counter bookings, completion and calls, by the pages of the desk. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { addToken } from '../../src/bank/people/staff.ts'
import type { Person } from '../../src/bank/ports-people.ts'
import { type EntryId, refOf } from '../../src/ledger/entry.ts'
import { makeToken } from '../../src/gate/tokens.ts'
import { must } from '../town.ts'
import { type Browser, formIn, type House, openHouse, PIN } from './house.ts'

let house: House
let clerk: Browser
let li: Person
beforeEach(async () => {
  house = await openHouse()
  clerk = await house.clerk()
  li = await house.person('李小四')
  await house.town.earn(li.member, 120)
})
afterEach(() => house.town.close())

const entryAt = async (location: string) => {
  const [, id = ''] = /([0-9a-f-]{36})/.exec(location) ?? []
  const entry = await house.town.bank.journal.entry(id as EntryId)
  if (!entry) throw new Error(`no entry at ${location}`)
  return entry
}

describe('a card', () => {
  const at = () => `/desk/members/${li.member}/card`

  test('is made anew from the person’s page, printed, and the old one is void', async () => {
    const page = await clerk.get(`/desk/members/${li.member}`)
    expect(page.text).toContain(`${at()}"`)
    const keys = await clerk.get(at())
    const form = { ...formIn(keys.text, `${at()}/reissue`), reason: 'lost' }
    const unseen = await clerk.post(`${at()}/reissue`, form)
    expect([unseen.status, unseen.text]).toEqual([422, expect.stringContaining('请先当面核对本人')])
    const made = await clerk.post(`${at()}/reissue`, { ...form, checked: '1' })
    expect(made.location).toBe(`${at()}/print?done=reissue`)
    const print = await clerk.get(made.location)
    const card = (await house.town.bank.people.get(li.member))?.card ?? ''
    expect(print.text).toContain('旧卡已经作废')
    expect(print.text).toContain(card.match(/.{4}/g)?.join(' '))
    expect(print.text).toContain('李*四')
    for (const secret of [li.name, li.phone, li.card]) expect(print.text).not.toContain(secret)
    const stranger = await house.browser().post('/card', { card: li.card, pin: PIN })
    const nobody = await house.browser().post('/card', { card: '0'.repeat(16), pin: PIN })
    expect(stranger.text.replaceAll(li.card, 'C')).toBe(nobody.text.replaceAll('0'.repeat(16), 'C'))
    expect((await house.browser().post('/card', { card, pin: PIN })).location).toBe('/passbook')
    const found = await clerk.post('/desk', { q: li.card })
    expect(found.text).toContain('这张卡已经作废')
    expect(found.text).toContain('第 2 版')
    const elsewhere = await (await house.clerk('S002')).post('/desk', { q: li.card })
    expect(elsewhere.text).toContain('请本人到所属站点')
    expect(elsewhere.text).not.toContain('李*四')
  })

  test('is another station’s to nobody, and not a member’s', async () => {
    const other = await house.clerk('S002')
    expect((await other.get(at())).status).toBe(404)
    expect((await other.get(`${at()}/print`)).status).toBe(404)
    expect((await other.post(`${at()}/reissue`, { checked: '1', reason: 'lost' })).status).toBe(404)
    expect((await (await house.member(li)).get(at())).status).toBe(403)
    expect((await clerk.post(`${at()}/burn`, {})).status).toBe(404)
  })

  test('of another’s is linked and found at the desk, and its number is shown nowhere', async () => {
    const number = '9876543210123456'
    const order = { kind: 'transit', card: number, checked: '1' }
    expect((await clerk.post(`${at()}/link`, order)).location).toBe(`${at()}?done=link`)
    const keys = await clerk.get(at())
    expect(keys.text).toContain('羊城通')
    expect(keys.text).not.toContain(number)
    expect((await clerk.post('/desk', { q: number })).text).toContain('李*四')
    expect((await house.browser().post('/card', { card: number, pin: PIN })).location).toBe(
      '/passbook',
    )
    const form = formIn(keys.text, `${at()}/unlink`)
    expect((await clerk.post(`${at()}/unlink`, form)).location).toBe(`${at()}?done=unlink`)
  })

  test('has its PIN set anew, twice the same and not a row', async () => {
    const pin = (first: string, repeat: string) =>
      clerk.post(`${at()}/pin`, { pin: first, repeat, checked: '1' })
    expect((await pin('305816', '305817')).text).toContain('两次输入的密码不一样')
    expect((await pin('123456', '123456')).status).toBe(422)
    expect((await pin('305816', '305816')).location).toBe(`${at()}?done=pin`)
    const way = { card: li.card, pin: '305816' }
    expect((await house.browser().post('/card', way)).location).toBe('/passbook')
  })

  test('is printed for many at once, ten on a sheet', async () => {
    const wu = await house.person('吴玲')
    const other = await house.person('外人', 'S002')
    const page = await clerk.get('/desk/cards')
    expect(page.text).toContain('吴*')
    expect(page.text).not.toContain(other.number)
    expect((await clerk.post('/desk/cards', {})).status).toBe(422)
    const form = new FormData()
    for (const { member } of [li, wu, other]) form.append('member', member)
    const sheet = await clerk.post('/desk/cards', form)
    expect(sheet.text.match(/class="idcard"/g)).toHaveLength(2)
  })
})

describe('at the counter', () => {
  const bookAt = () => `/desk/members/${li.member}/book`

  test('staff who checked the person book for them, and the slip has a code and a place to sign', async () => {
    const page = await clerk.get(bookAt())
    const form = { ...formIn(page.text, bookAt()), service: 'haircut', whom: 'self' }
    const unseen = await clerk.post(bookAt(), { ...form, checked: '' })
    expect([unseen.status, unseen.text]).toEqual([422, expect.stringContaining('请先当面核对本人')])
    const done = await clerk.post(bookAt(), { ...form, checked: 'face' })
    expect(done.location).toMatch(/^\/desk\/bookings\/[0-9a-f-]+\/slip$/)
    const hold = await entryAt(done.location)
    expect(refOf(hold, 'assisted')).toBe('face')
    const slip = await clerk.get(done.location)
    expect(slip.text).toContain(house.town.bank.people.members.visitCode(hold.id))
    expect(slip.text).toContain('请在这里签名或按指印')
    expect((await (await house.clerk('S002')).get(done.location)).status).toBe(404)
  })

  async function held(): Promise<string> {
    const page = await clerk.get(bookAt())
    const form = { ...formIn(page.text, bookAt()), service: 'haircut', whom: 'self' }
    const done = await clerk.post(bookAt(), { ...form, checked: 'card' })
    return (await entryAt(done.location)).id
  }

  test('completion asks one question with five equal answers, then what that one needs', async () => {
    const booking = await held()
    const path = `/desk/bookings/${booking}/settle`
    const page = await clerk.get(`/desk/members/${li.member}`)
    const helper = await house.person('帮手')
    const asked = await clerk.post(path, { ...formIn(page.text, path), provider: helper.number })
    expect(asked.status).toBe(200)
    expect(asked.text.match(/name="by"/g)).toHaveLength(5)
    expect(await house.town.bank.journal.openHolds({ member: li.member })).toHaveLength(1)
    const carried = formIn(asked.text, path)
    expect(carried['provider']).toBe(helper.number)
    const pin = await clerk.post(path, { ...carried, by: 'pin' })
    expect(pin.text).toContain('请长者输入自己的 6 位密码')
    const wrong = await clerk.post(path, { ...formIn(pin.text, path), pin: '000000' })
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('密码不对')])
    const done = await clerk.post(path, { ...formIn(wrong.text, path), pin: PIN })
    expect(done.status).toBe(303)
    const entry = await entryAt(done.location)
    expect([refOf(entry, 'confirm'), refOf(entry, 'for')]).toEqual(['pin', helper.member])
    const again = await clerk.post(path, { ...formIn(wrong.text, path), pin: PIN })
    expect(again.location).toBe(done.location)
  })

  test('what is given at the counter is confirmed too, but by no code: there was no slip', async () => {
    const page = await clerk.get(`/desk/members/${li.member}`)
    const form = {
      ...formIn(page.text, '/desk/redemptions'),
      service: 'haircut',
      beneficiary: 'self',
    }
    const asked = await clerk.post('/desk/redemptions', form)
    expect(asked.text.match(/name="by"/g)).toHaveLength(4)
    const thumb = await clerk.post('/desk/redemptions', {
      ...formIn(asked.text, '/desk/redemptions'),
      by: 'thumb',
    })
    const done = await clerk.post('/desk/redemptions', formIn(thumb.text, '/desk/redemptions'))
    expect(refOf(await entryAt(done.location), 'confirm')).toBe('thumb')
  })

  test('a call is due, and another sees the number, which is kept, and notes the answer', async () => {
    const path = `/desk/bookings/${await held()}/settle`
    const call = { id: house.town.bank.ids.entry(), by: 'call', kept: '1' }
    const { location } = await clerk.post(path, call)
    const { id } = await entryAt(location)
    const list = await clerk.get('/desk/calls')
    expect(list.text).toContain('李*四')
    expect(list.text).not.toContain(li.phone)
    const shown = await clerk.post(`/desk/calls/${id}`, { answer: 'phone' })
    expect(shown.text).toContain(li.phone)
    const own = await clerk.post(`/desk/calls/${id}`, { answer: 'yes' })
    expect([own.status, own.text]).toEqual([422, expect.stringContaining('请由另一位工作人员')])
    expect((await clerk.get('/desk/calls')).text).toContain(id)
  })
})

test('a program signs nobody in, however it has the card and the PIN', async () => {
  const { bank } = house.town
  const order = { name: '统计', scopes: ['stations:read'], station: '', until: '2026-12-31' }
  const { text, key, body } = makeToken(bank, order)
  must(await addToken(bank, SYSTEM, { id: bank.ids.entry(), key, body }))
  const headers = { Authorization: `Bearer ${text}` }
  for (const [path, fields] of [
    ['/card', { card: li.card, pin: PIN }],
    ['/code', { phone: li.phone }],
    ['/code/check', { phone: li.phone, code: '000000' }],
    ['/code/who', { phone: li.phone, member: li.member }],
  ] as const) {
    const answer = await house.browser().post(path, fields, headers)
    expect([path, answer.status]).toEqual([path, 403])
    expect(answer.headers.getSetCookie()).toEqual([])
  }
})

describe('a kiosk', () => {
  test('goes back to its door after a minute, and wipes what was there', async () => {
    const kiosk = house.browser()
    const door = await kiosk.get('/card?large=1&kiosk=1')
    expect(door.headers.getSetCookie().join()).toContain('kapok-kiosk=1')
    const form = { ...formIn(door.text, '/card'), card: li.number, pin: PIN }
    expect((await kiosk.post('/card', form)).location).toBe('/elder')
    const elder = await kiosk.get('/elder')
    expect(elder.text).toContain('<meta http-equiv="refresh" content="60;url=/kiosk/end"')
    const end = await kiosk.get('/kiosk/end')
    expect(end.location).toBe('/card?large=1&kiosk=1')
    expect(end.headers.get('Clear-Site-Data')).toBe('"cache", "storage"')
    expect((await kiosk.get('/elder')).location).toBe('/card?large=1')
  })

  test('elsewhere nothing of it: pages stay, and that address signs nobody out', async () => {
    const own = await house.member(li)
    expect((await own.get('/elder')).text).not.toContain('http-equiv="refresh"')
    expect((await own.get('/kiosk/end')).status).toBe(404)
    expect((await own.get('/elder')).status).toBe(200)
  })
})
