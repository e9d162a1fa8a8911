/** The charity workstation's own counters on the page of funds and projects; another station has none. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { appOf } from '../../src/app.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { loadStations } from '../../src/bank/city/directory.ts'
import { approveGrant, publishedGrant, saveFund } from '../../src/bank/city/partners.ts'
import { moveOrder } from '../../src/bank/loop/move.ts'
import { takeIn } from '../../src/bank/loop/take-in.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { isCharityStation } from '../../src/rules/partners.ts'
import { must, STATIONS } from '../town.ts'
import { type House, openHouse } from './house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.town.close())

const STREET: Actor = {
  ...{ id: 'staff:street', kind: 'staff', role: 'street', station: '', strong: true },
  path: '4401/440104/440104003/',
}

test('wishes, goods, grants and what cites them are counted of this month', async () => {
  const { bank, clerk } = house.town
  const id = () => bank.ids.entry()
  const station = { ...STATIONS[0]!, code: 'S009', name: '慈善站', type: '社区慈善（志愿）工作站' }
  const loaded = await loadStations(bank, SYSTEM, { id: id(), stations: [station], sample: true })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.refused))
  const fund = { code: 'F1', name: '基金', federation: '慈善会', committee: '管委会' }
  const said = { purpose: '救急', document: '1号', area: '440104003' }
  must(await saveFund(bank, STREET, { id: id(), ...fund, ...said }))
  for (const line of ['L1', 'L2']) {
    const grant = { fund: 'F1', line, title: '微创投', document: '2号', approvedOn: '2026-11-20' }
    must(await approveGrant(bank, STREET, { id: id(), ...grant }))
  }
  const published = { id: id(), line: 'F1/L1', on: '2026-11-24', where: '公告栏' }
  must(await publishedGrant(bank, STREET, published))
  const me = clerk('S009')
  const at = { station: 'S009', source: 'counter' } as const
  const wish = { ...at, id: id(), type: 'wish', words: { need: '拐杖' }, grantLine: 'F1/L1' }
  must(await takeIn(bank, me, wish))
  const moves = [
    ['verify', {}],
    ['claim', { claimant: { kind: 'named', id: '' } }],
    ['deliver', {}],
    ['confirm', { confirmed: 'signature', rating: 3 }],
  ] as const
  for (const [move, more] of moves)
    must(await moveOrder(bank, me, { id: id(), order: wish.id, move, ...more }))
  must(await takeIn(bank, me, { ...at, id: id(), type: 'wish', words: { need: '棉被' } }))
  const call = { ...at, id: id(), type: 'hotline', words: { need: '米' } }
  must(await takeIn(bank, me, call))
  const counts = { people: 1, solved: 1, goods: 3, visits: 0 }
  const answer = { id: id(), order: call.id, move: 'answer', outcome: 'delivered', counts }
  must(await moveOrder(bank, me, answer))
  const page = (await (await house.clerk('S009')).get('/desk/partners')).text
  const told = [...page.matchAll(/<dt>([^<]*)<\/dt><dd>([^<]*)<\/dd>/g)].map(([, a, b]) => [a, b])
  expect(Object.fromEntries(told)).toMatchObject({
    '微心愿（已圆梦/受理）': '1/2',
    '发放物资（份）': '3',
    引用资助事项的工单: '1',
    '资助事项（已公布/批准）': '1/2',
    逾期未公布: '0',
    进行中的五社项目: '0',
  })
  expect((await (await house.clerk()).get('/desk/partners')).text).not.toContain('本月计数')
})

test('a type says that it is one whichever brackets stand in it', () => {
  for (const type of ['慈善（志愿服务）工作站', '社区慈善(志愿)工作站', '慈善工作站'])
    expect(isCharityStation(type)).toBe(true)
  expect(isCharityStation('双百社工服务站')).toBe(false)
})

test('the foot of a page says by what the rules were decided, where a city has said so', async () => {
  const { bank } = house.town
  const rules = { ...bank.rules, decidedBy: '穗民〔2026〕1号' }
  const answer = await appOf({ ...bank, rules }, { secure: false }).request('/')
  expect(await answer.text()).toContain('依据：穗民〔2026〕1号')
  expect((await house.browser().get('/')).text).not.toContain('依据')
})
