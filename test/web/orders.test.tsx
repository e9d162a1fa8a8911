/** Service orders by their pages: from the desk to a volunteer and back to the person, each with what is theirs to see. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../src/bank/ports-people.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import { moveOrder } from '../../src/bank/loop/move.ts'
import { takeIn } from '../../src/bank/loop/take-in.ts'
import { must } from '../town.ts'
import { type Browser, formIn, type House, openHouse } from './house.ts'

let house: House
let clerk: Browser
let he: Person
let chen: Person
beforeEach(async () => {
  house = await openHouse()
  clerk = await house.clerk()
  he = await house.person('何伯年')
  chen = await house.person('陈大文')
  await house.town.earn(he.member, 120)
})
afterEach(() => house.town.close())

const NEED = '想请人陪去医院复诊'
const ADDRESS = '示例路 8 号 301'

async function taken(more: Record<string, string> = {}): Promise<string> {
  const page = await clerk.get('/desk/request')
  const form = { ...formIn(page.text, '/desk/orders'), type: 'company', source: 'phone' }
  const answer = await clerk.post('/desk/orders', {
    ...{ ...form, who: he.number, need: NEED, address: ADDRESS, hours: '2', service: 'clinic' },
    ...{ day: '2026-11-25', ...more },
  })
  expect([answer.status, answer.text]).toEqual([303, ''])
  return /orders\/([0-9a-f-]{36})/.exec(answer.location)?.[1] ?? ''
}

/** One tap, or what its page asks for. */
async function moved(order: string, move: string, fields: Record<string, string> = {}) {
  const path = `/desk/orders/${order}/moves/${move}`
  const page = await clerk.get(Object.keys(fields).length > 0 ? path : `/desk/orders/${order}`)
  return clerk.post(path, { ...formIn(page.text, path), ...fields })
}

async function open(more: Record<string, string> = {}): Promise<string> {
  const order = await taken(more)
  for (const [move, fields] of [
    ['accept', {}],
    ['dispatch', { place: 'S001' }],
    ['sign', {}],
  ] as const)
    expect((await moved(order, move, fields)).status).toBe(303)
  return order
}

describe('at the desk', () => {
  test('a request is taken in on one page, for somebody enrolled or not', async () => {
    const order = await taken()
    const page = await clerk.get(`/desk/orders/${order}?done=taken`)
    for (const text of [NEED, ADDRESS, '何*年', '陪同外出 · 待受理', '已登记', '未到期'])
      expect(page.text).toContain(text)
    expect(page.text).not.toContain(he.name)
    const unknown = await taken({ who: '', person: '三楼阿婆', spend: '' })
    expect((await clerk.get(`/desk/orders/${unknown}`)).text).toContain('三楼阿婆')
    const nobody = await clerk.post('/desk/orders', { type: 'help', who: '000', need: NEED })
    expect([nobody.status, nobody.text]).toEqual([422, expect.stringContaining('没有找到')])
    expect(nobody.text).toContain(NEED)
  })

  test('the list is by what is due, in words, by type and by state', async () => {
    const order = await open()
    await taken({ type: 'wish', need: '一把风扇', service: '', hours: '' })
    const list = (await clerk.get('/desk/orders')).text
    expect(list).toContain('没办完 2 件')
    expect(list).toContain('未到期')
    expect(list.indexOf('一把风扇')).toBeGreaterThan(0)
    expect((await clerk.get('/desk/orders?type=wish')).text).not.toContain(NEED)
    expect((await clerk.get('/desk/orders?state=signed')).text).toContain(order)
    expect((await clerk.get('/desk/orders?state=overdue')).text).toContain('没有符合条件')
    const { bank, clock } = house.town
    const outside = { system: '12345', number: 'GZ1', due: clock.at + 300_000 }
    const sent = { id: bank.ids.entry(), type: 'help', station: 'S001', source: '12345' } as const
    must(await takeIn(bank, house.town.clerk('S001'), { ...sent, outside, words: { need: '灯' } }))
    clock.at += 600_000
    const late = (await clerk.get('/desk/orders?state=overdue')).text
    expect(late).toContain('已超时')
    expect(late).not.toContain('一把风扇')
    expect((await clerk.get('/desk/today')).text).toContain('没办完 3 件，已超时 1 件')
    expect((await (await house.clerk('S002')).get(`/desk/orders/${order}`)).status).toBe(404)
  })

  test('what is urgent names who is on duty, and tells them', async () => {
    const order = await taken({ urgent: '1' })
    const at = `/desk/orders/${order}`
    expect((await clerk.get(at)).text).toContain('今天没有排值班')
    const page = await clerk.get('/desk/duty')
    const staff = (await house.town.bank.directory.all('staff'))[0]?.key ?? ''
    const form = { ...formIn(page.text, '/desk/duty'), '2026-11-24': staff }
    expect((await clerk.post('/desk/duty', form)).location).toBe('/desk/duty?done=saved')
    expect((await clerk.get(at)).text).toContain('今天值班：文员')
    expect((await clerk.get('/desk/orders')).text).toContain('您今天值班，有 1 件紧急工单')
    const wrong = { ...formIn(page.text, '/desk/duty'), '2026-11-24': 'somebody' }
    expect((await clerk.post('/desk/duty', wrong)).status).toBe(422)
  })

  test('a move asks for what it needs, on a page of its own', async () => {
    const order = await open()
    const path = `/desk/orders/${order}/moves`
    const page = (await clerk.get(`${path}/claim`)).text
    expect(page).toContain('由谁来做')
    expect(page).not.toContain('办理结果')
    const nobody = await moved(order, 'claim', { kind: 'member', claimant: '999999' })
    expect([nobody.status, nobody.text]).toEqual([422, expect.stringContaining('999999')])
    const named = await moved(order, 'claim', { kind: 'named', note: '楼长张姨' })
    expect(named.status).toBe(303)
    expect((await clerk.get(`/desk/orders/${order}`)).text).toContain('楼长张姨')
    expect((await clerk.get(`${path}/accept`)).status).toBe(404)
    expect((await clerk.post(`${path}/accept`, {})).text).toContain('不能“受理”')
  })

  test('done, it is confirmed as any service is, and the hours are there', async () => {
    const order = await open({ spend: '1', checked: 'card' })
    await moved(order, 'claim', { kind: 'member', claimant: chen.number })
    const path = `/desk/orders/${order}/moves/confirm`
    const form = formIn((await clerk.get(path)).text, path)
    const ask = await clerk.post(path, form)
    expect(ask.text).toContain('说到访码')
    const hold = (await house.town.bank.directory.newest('order', order))?.body.hold
    const code = house.town.bank.people.members.visitCode(hold as EntryId)
    const wrong = await clerk.post(path, { ...form, by: 'code', code: 'x' })
    expect(wrong.status).toBe(422)
    const done = await clerk.post(path, { ...form, by: 'code', code })
    expect(done.location).toBe(`/desk/orders/${order}?done=moved`)
    expect(await house.town.available(chen.member)).toBe(120)
    const again = await clerk.post(path, { ...form, by: 'code', code })
    expect(again.location).toBe(done.location)
  })
})

describe('for a volunteer', () => {
  test('nothing personal before the claim, the address after it', async () => {
    const order = await open()
    const volunteer = await house.member(chen)
    const wanted = await volunteer.get('/wanted')
    expect(wanted.text).toContain('陪同外出')
    for (const secret of [NEED, ADDRESS, '何', he.number]) expect(wanted.text).not.toContain(secret)
    const path = `/wanted/${order}/claim`
    const claimed = await volunteer.post(path, formIn(wanted.text, path))
    expect(claimed.location).toBe('/wanted/mine?done=claim')
    const mine = await volunteer.get(claimed.location)
    for (const text of [NEED, ADDRESS, '何*年']) expect(mine.text).toContain(text)
    expect((await (await house.member(he)).get('/wanted')).text).not.toContain(order)
    const late = await house.member(await house.person('李明'))
    expect((await late.post(path, {})).status).toBe(404)
    const back = `/wanted/${order}/unclaim`
    await volunteer.post(back, formIn(mine.text, back))
    expect((await volunteer.get('/wanted/mine')).text).not.toContain(ADDRESS)
  })
})

describe('for the person', () => {
  test('who comes, the code to ask for, yes, a face, and nobody they do not want again', async () => {
    const order = await open()
    await moved(order, 'claim', { kind: 'member', claimant: chen.number })
    const elder = await house.member(he)
    const path = `/elder/orders/${order}`
    expect((await elder.get('/elder/orders')).text).toContain(`来的是：陈*文（${chen.number}）`)
    const page = await elder.get(path)
    const code = house.town.bank.people.members.visitCode(order as EntryId)
    expect(page.text).toContain(`<b>${code}</b>`)
    const absent = await elder.post(`${path}/absent`, formIn(page.text, `${path}/absent`))
    expect((await elder.get(absent.location)).text).toContain('已经告诉站点')
    expect((await clerk.get(`/desk/orders/${order}`)).text).toContain('没有来')
    await elder.post(`${path}/confirm`, formIn(page.text, `${path}/confirm`))
    expect(await house.town.available(chen.member)).toBe(120)
    await moved(order, 'close', { outcome: 'served' })
    const faces = await elder.get(path)
    const rated = { ...formIn(faces.text, `${path}/revisit`), rating: '1', notAgain: '1' }
    expect((await elder.post(`${path}/revisit`, rated)).status).toBe(303)
    const next = await open()
    expect((await (await house.member(chen)).get('/wanted')).text).not.toContain(next)
    expect((await (await house.member(chen)).get(path)).status).toBe(404)
  })

  test('the slip says who comes, when, the code and the station’s phone', async () => {
    const order = await open()
    await moved(order, 'claim', { kind: 'member', claimant: chen.number })
    const slip = (await clerk.get(`/desk/orders/${order}/slip`)).text
    const code = house.town.bank.people.members.visitCode(order as EntryId)
    for (const text of [chen.number, code, '020-00000001', '11月25日']) expect(slip).toContain(text)
    expect(slip).not.toContain(NEED)
  })
})

describe('on paper', () => {
  test('whoever has no account is handed a list of what is open, with room for the result', async () => {
    const [order, called] = [await open(), await taken({ urgent: 'yes' })]
    const more = { move: 'cancel', reason: 'not-needed', id: house.town.bank.ids.entry() }
    must(await moveOrder(house.town.bank, house.town.clerk('S001'), { ...more, order: called }))
    expect((await clerk.get('/desk/orders')).text).toContain('href="/desk/order-sheet"')
    const sheet = (await clerk.get('/desk/order-sheet')).text
    for (const text of [
      '派单清单',
      order.slice(-8).toUpperCase(),
      NEED,
      ADDRESS,
      '何*年',
      '接单人',
    ])
      expect(sheet).toContain(text)
    expect(sheet).not.toContain('何伯年')
    expect(sheet).not.toContain(called.slice(-8).toUpperCase())
    const area = (await house.town.bank.directory.newest('order', order))?.body.area
    expect((await clerk.get(`/desk/order-sheet?area=${area ?? ''}`)).text).toContain(NEED)
    expect((await clerk.get('/desk/order-sheet?area=x')).text).not.toContain(NEED)
    const stranger = await house.clerk('S002')
    expect((await stranger.get('/desk/order-sheet')).text).not.toContain(NEED)
  })
})

describe('meals that are brought', () => {
  const MEAL = { type: 'delivery', service: 'delivery', need: '午饭一份', diet: '糖尿病，不放糖' }

  test('stand on a list of their day: who, where, what they must not eat, and what was done', async () => {
    const order = await open(MEAL)
    await open()
    await taken({ ...MEAL, need: '明天的饭', day: '2026-11-26' })
    const sheet = (await clerk.get('/desk/order-sheet?type=delivery&day=2026-11-25')).text
    for (const text of [
      ...['送餐清单', '午饭一份', '糖尿病，不放糖', ADDRESS, '何*年'],
      ...['亲手交到', '没人开门', '马上打站点电话'],
    ])
      expect(sheet).toContain(text)
    for (const text of [NEED, '明天的饭']) expect(sheet).not.toContain(text)
    expect((await clerk.get(`/desk/orders/${order}`)).text).toContain('糖尿病，不放糖')
    expect((await clerk.get('/desk/order-sheet')).text).toContain(NEED)
  })

  test('and where nobody opens, one button on the phone tells the station, and says what to do', async () => {
    const order = await open(MEAL)
    const volunteer = await house.member(chen)
    const claim = `/wanted/${order}/claim`
    await volunteer.post(claim, formIn((await volunteer.get('/wanted')).text, claim))
    const mine = (await volunteer.get('/wanted/mine')).text
    expect(mine).toContain('糖尿病，不放糖')
    const path = `/wanted/${order}/no-answer`
    const told = await volunteer.post(path, formIn(mine, path))
    expect([told.status, told.location]).toEqual([303, '/wanted/mine?done=no-answer'])
    expect((await volunteer.get(told.location)).text).toContain('请先留在门口')
    const incidents = (await clerk.get('/desk/orders?type=incident')).text
    for (const text of ['紧急', '何*年', '送餐上门 · 没有人开门']) expect(incidents).toContain(text)
    const incident = /orders\/([0-9a-f-]{36})/.exec(incidents)?.[1] ?? ''
    const page = (await clerk.get(`/desk/orders/${incident}`)).text
    for (const text of ['送餐上门 · 没有人开门', ADDRESS]) expect(page).toContain(text)
    await moved(incident, 'handle')
    await moved(incident, 'insure', { number: 'PICC-2026-1' })
    expect((await clerk.get('/desk/orders?type=incident')).text).toContain('保险报案号 PICC-2026-1')
  })
})

describe('from above', () => {
  test('who is urged in writing finds a notice to print, with its number and the day', async () => {
    const order = await open()
    const path = `/desk/orders/${order}`
    expect((await clerk.get(`${path}/notice`)).status).toBe(404)
    const { bank, city } = house.town
    const urged = { id: bank.ids.entry(), order, move: 'supervise', day: '2026-11-27' }
    must(await moveOrder(bank, city, urged))
    expect((await clerk.get(path)).text).toContain(`${path}/notice`)
    const notice = (await clerk.get(`${path}/notice`)).text
    for (const text of ['2026年11月27日', 'S001 站', NEED, /2026-[0-9A-F]{12}-1/])
      expect(notice).toMatch(text)
  })

  test('a volunteer is cleared for homes by who leads the station', async () => {
    const path = `/desk/members/${chen.member}/clearance`
    expect((await clerk.get(path)).status).toBe(403)
    expect((await clerk.get(`/desk/members/${chen.member}`)).text).not.toContain(path)
  })
})
