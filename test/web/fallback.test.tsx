/** What nobody claims, by its pages: offered on the day's list, handed on with one button, written down as paid, and said to the elder in plain words. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { type ContractOrder, saveContract } from '../../src/bank/loop/contract.ts'
import { moveOrder } from '../../src/bank/loop/move.ts'
import { takeIn } from '../../src/bank/loop/take-in.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import type { Person } from '../../src/bank/ports-people.ts'
import { approve } from '../../src/bank/review/answer.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import { must, ORGANISATION, REVIEWER } from '../town.ts'
import { type Browser, formIn, type House, openHouse } from './house.ts'

const DAY = 86_400_000

let house: House
let clerk: Browser
let he: Person
beforeEach(async () => {
  house = await openHouse()
  clerk = await house.clerk()
  he = await house.person('何伯年')
  await house.town.earn(he.member, 120)
})
afterEach(() => house.town.close())

const id = () => house.town.bank.ids.entry()

/** Somebody who leads the station, signed in. */
async function head(): Promise<Browser> {
  const { bank } = house.town
  const password = 'kapok flowers in march'
  const passwordHash = must(await bank.passwords.hash(password))
  const staff = {
    id: id(),
    login: 'head.s001',
    name: '站长',
    role: 'head',
    station: 'S001',
  } as const
  must(await addStaff(bank, SYSTEM, { ...staff, passwordHash, passwordChosen: true }))
  const browser = house.browser()
  await browser.post('/sign-in', { login: 'head.s001', password })
  return browser
}

async function contract(more: Partial<ContractOrder> = {}): Promise<void> {
  const whose = { number: 'HT-1', kind: 'fallback', provider: ORGANISATION, place: 'S001' } as const
  const term = { services: [], from: '2026-11-01', until: '2027-10-31', over: 'refused' } as const
  must(await saveContract(house.town.bank, SYSTEM, { id: id(), ...whose, ...term, ...more }))
}

async function unclaimed(): Promise<string> {
  const { bank, clock } = house.town
  const actor = house.town.clerk('S001')
  const order = { id: id(), type: 'company', station: 'S001', source: 'phone' } as const
  const said = { member: he.member, service: 'clinic', minutes: 120, words: { need: '陪诊' } }
  must(await takeIn(bank, actor, { ...order, ...said }))
  for (const [move, more] of [
    ['accept', {}],
    ['dispatch', { place: 'S001' }],
    ['sign', {}],
  ] as const)
    must(await moveOrder(bank, actor, { id: id(), order: order.id, move, ...more }))
  clock.at += 2 * DAY
  clerk = await house.clerk()
  return order.id
}

/** The fields of the form on a page that leads somewhere and holds something. */
function formWith(text: string, action: string, holds: string): Record<string, string> {
  const form = text
    .split('<form ')
    .find((one) => one.includes(`"${action}"`) && one.includes(holds))
  return formIn(`<form ${form ?? ''}`, action)
}

describe('an order nobody claimed', () => {
  test('stands on the day’s list and is handed to a provider with one button', async () => {
    await contract()
    const order = await unclaimed()
    for (const list of ['/desk/today', '/desk/orders']) {
      const { text } = await clerk.get(list)
      expect(text).toContain('没有人认领的 1 件，可以转兜底')
      expect(text).toContain('签约机构：示例社工服务中心 · HT-1')
    }
    const page = (await clerk.get(`/desk/orders/${order}`)).text
    expect(page.indexOf('HT-1')).toBeLessThan(page.indexOf('S002 站'))
    for (const text of ['可以转兜底', '同街道：S002 站', '不记志愿时数', '可以写明原因退回'])
      expect(page).toContain(text)
    const path = `/desk/orders/${order}/moves/provide`
    const done = await clerk.post(path, formWith(page, path, 'HT-1'))
    expect(done.location).toBe(`/desk/orders/${order}?done=moved`)
    expect((await clerk.get('/desk/today')).text).not.toContain('可以转兜底')

    const elder = await house.member(he)
    const theirs = (await elder.get(`/elder/orders/${order}`)).text
    for (const text of ['示例社工服务中心（签约机构）', '您的时间没有扣', '不要给'])
      expect(theirs).toContain(text)
    // The visit code holds for a provider as for anybody who comes.
    const code = house.town.bank.people.members.visitCode(order as EntryId)
    expect(theirs).toContain(`<b>${code}</b>`)
    expect(theirs).not.toContain('谁问您要钱')

    const confirm = `/desk/orders/${order}/moves/confirm`
    const form = formIn((await clerk.get(confirm)).text, confirm)
    const sent = { ...form, from: '09:30', hours: '1.5', by: 'code', code }
    expect((await clerk.post(confirm, sent)).location).toBe(`/desk/orders/${order}?done=moved`)
    const after = (await clerk.get(`/desk/orders/${order}`)).text
    for (const text of ['有偿服务记录', '09:30', '1 小时 30 分钟']) expect(after).toContain(text)
    expect(await house.town.available(he.member)).toBe(120 * 60)
    // Paid hours stand on a table of their own, of the type that is asked for.
    const figures = (await clerk.get('/desk/figures?type=company')).text
    for (const text of ['兜底与有偿照护', '不计入志愿服务时数', '1 小时 30 分钟'])
      expect(figures).toContain(text)
    expect((await clerk.get('/desk/figures?type=help')).text).not.toContain('兜底与有偿照护')
  })

  test('is asked of a neighbour, who says no, and it is offered on without them', async () => {
    const order = await unclaimed()
    const path = `/desk/orders/${order}/moves`
    const page = (await clerk.get(`/desk/orders/${order}`)).text
    const asked = await clerk.post(`${path}/offer`, formWith(page, `${path}/offer`, 'S002'))
    expect(asked.location).toBe('/desk/orders?done=handed')
    expect((await clerk.get(asked.location)).text).toContain('等对方接手')
    const elder = await house.member(he)
    expect((await elder.get(`/elder/orders/${order}`)).text).toContain('正在问邻近的S002 站')
    const other = await house.clerk('S002')
    expect((await other.get('/desk/today')).text).toContain('S001 站 转来，等接手')
    const back = await other.post(`${path}/return`, {
      ...formIn((await other.get(`${path}/return`)).text, `${path}/return`),
      reason: 'no-volunteer',
    })
    expect(back.location).toBe('/desk/orders?done=handed')
    const again = (await clerk.get(`/desk/orders/${order}`)).text
    expect(again).toContain('同街道：S003 站')
    expect(again).not.toContain('同街道：S002 站')
    expect(again).toContain('退回原站')
  })

  test('says so where the offer is gone, and shows no button before its time', async () => {
    const order = await unclaimed()
    const path = `/desk/orders/${order}/moves/provide`
    const wrong = await clerk.post(path, { contract: 'HT-9' })
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('HT-9')])
    expect((await clerk.post(path, {})).text).toContain('服务合同的合同号')
    const young = await unclaimed()
    house.town.clock.at -= 2 * DAY - 60_000
    const early = (await (await house.clerk()).get(`/desk/orders/${young}`)).text
    expect(early).not.toContain('兜底')
    expect(early).not.toContain('交签约机构')
  })
})

describe('contracts', () => {
  test('are entered by whoever leads, agreed by another, and ended', async () => {
    expect((await clerk.get('/desk/contracts')).text).not.toContain('登记合同')
    const leads = await head()
    const page = await leads.get('/desk/contracts')
    const form = {
      ...formIn(page.text, '/desk/contracts'),
      ...{ number: 'CW-1', kind: 'bed', provider: ORGANISATION, place: 'S001', bed: he.number },
      ...{ from: '2026-11-01', until: '2027-10-31', hours: '36', over: 'refused' },
    }
    const wrong = await leads.post('/desk/contracts', { ...form, until: '2026-10-01' })
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('起止日期不对')])
    expect(wrong.text).toContain('value="CW-1"')
    const nobody = await leads.post('/desk/contracts', { ...form, bed: '999999' })
    expect([nobody.status, nobody.text]).toEqual([422, expect.stringContaining('999999')])
    const sent = await leads.post('/desk/contracts', form)
    expect(sent.location).toMatch(/^\/desk\/reviews\//)
    expect((await leads.get(sent.location)).text).toContain('CW-1')
    const review = /reviews\/([0-9a-f-]{36})/.exec(sent.location)?.[1] as EntryId
    const { bank } = house.town
    const hash = (await bank.directory.newest('review', review))?.body.hash ?? ''
    must(await approve(bank, REVIEWER, { review, hash }))

    const one = (await leads.get('/desk/contracts/CW-1')).text
    for (const text of ['家庭养老床位套餐', '何*年', '36 小时', '示例社工服务中心'])
      expect(one).toContain(text)
    expect(one).not.toContain(he.name)
    expect((await leads.get('/desk/contracts')).text).toContain('CW-1')
    const end = '/desk/contracts/CW-1/end'
    const ended = await leads.post(end, { ...formIn(one, end), day: '2026-12-31' })
    expect((await leads.get(ended.location)).text).toContain('2026年12月31日')
    expect((await leads.post(end, { day: '2029-01-01' })).status).toBe(422)
    expect((await (await house.clerk('S002')).get('/desk/contracts/CW-1')).status).toBe(404)
  })

  test('a visit beside the confirmation is recorded, and a wrong one corrected', async () => {
    await contract({ number: 'CW-1', kind: 'bed', member: he.member, minutes: 36 * 60 })
    const order = await unclaimed()
    const claimant = { kind: 'provider', id: 'CW-1' } as const
    const { bank } = house.town
    const move = { id: id(), order, move: 'claim', claimant }
    must(await moveOrder(bank, house.town.clerk('S001'), move))
    const path = `/desk/orders/${order}/visits`
    const form = { ...formIn((await clerk.get(`/desk/orders/${order}`)).text, path), hours: '2' }
    expect((await clerk.post(path, { ...form, hours: 'x' })).status).toBe(422)
    expect((await clerk.post(path, form)).text).toContain('怎样确认')
    const kept = { ...form, by: 'signature', kept: '1' }
    expect((await clerk.post(path, kept)).location).toBe(`/desk/orders/${order}?done=visit`)
    const desk = (await clerk.get(`/desk/members/${he.member}`)).text
    expect(desk).toContain('本月已服务 2 小时，剩余 34 小时（有偿，不计入志愿服务时数）')
    const leads = await head()
    const page = (await leads.get('/desk/contracts/CW-1')).text
    for (const text of ['2026-11', '2 小时', '34 小时']) expect(page).toContain(text)
    const at = /action="(\/desk\/contracts\/CW-1\/visits\/[0-9a-f-]{36})"/.exec(page)?.[1] ?? ''
    const change = { ...formIn(page, at), hours: '1.5', reason: 'wrong-hours' }
    const done = await leads.post(at, change)
    const after = (await leads.get(done.location)).text
    for (const text of ['已更正：时数记错', '1 小时 30 分钟', '34 小时 30 分钟'])
      expect(after).toContain(text)
    expect((await clerk.post(at, change)).status).toBe(403)
  })
})
