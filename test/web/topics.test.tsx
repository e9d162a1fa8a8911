/** Deliberation on its pages: proposed at the desk, put on notice, heard, resolved, carried out; and the rate that comes of it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveItem } from '../../src/bank/catalogue/item.ts'
import { moveOrder } from '../../src/bank/loop/move.ts'
import { sayVoice, voicesOf, voiceWords } from '../../src/bank/loop/voice.ts'
import type { EntryId } from '../../src/ledger/entry.ts'
import { unsound } from '../../src/rules/workflow.ts'
import { WORKFLOWS } from '../../src/rules/workflows.ts'
import { must } from '../town.ts'
import { formIn, type House, openHouse } from './house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.town.close())

const TOPIC = '三号楼前加两张长椅'

async function proposed(): Promise<string> {
  const clerk = await house.clerk()
  const page = (await clerk.get('/desk/topics')).text
  const sent = await clerk.post('/desk/orders', { ...formIn(page, '/desk/orders'), need: TOPIC })
  return /\/desk\/orders\/([^?]+)/.exec(sent.location)?.[1] ?? ''
}

const step = (order: string, move: string, more: object = {}) =>
  moveOrder(house.town.bank, house.town.clerk('S001'), {
    ...{ id: house.town.bank.ids.entry(), order, move, ...more },
  })

const rowOf = async (order: string) => {
  const row = await house.town.bank.directory.newest('order', order)
  if (!row) throw new Error('there is no such order')
  return row
}

test('a topic is proposed, heard while it is on notice, resolved and carried out', async () => {
  const order = await proposed()
  const person = await house.person('何伯')
  const browser = await house.member(person)
  // Only proposed, it is nobody's to speak of.
  expect((await browser.get('/topics')).text).toContain('本街道现在没有公示的议题')
  must(await step(order, 'notice'))
  const at = `/topics/${order}/voice`
  const page = (await browser.get('/topics')).text
  for (const said of [TOPIC, '已公示', '同意 0，不同意 0']) expect(page).toContain(said)
  const said = { ...formIn(page, at), says: 'against', words: '挡住消防通道' }
  expect((await browser.post(at, said)).location).toBe('/topics?done=said')
  expect((await browser.post(at, said)).location).toBe('/topics?done=said')
  expect(await voicesOf(house.town.bank, await rowOf(order))).toMatchObject({ against: 1, for: 0 })
  // Said again, the last counts.
  const changed = { ...formIn((await browser.get('/topics')).text, at), says: 'for', words: '' }
  await browser.post(at, changed)
  expect((await browser.get('/topics')).text).toContain('您说的是：同意')
  // The old words do not stand under the new side.
  expect(await voiceWords(house.town.bank, await rowOf(order))).toEqual([])
  expect(await voicesOf(house.town.bank, await rowOf(order))).toEqual({
    for: 1,
    against: 0,
    other: 0,
  })

  must(await step(order, 'resolve', { outcome: 'agreed', note: '放在花坛边，不占通道' }))
  const late = await browser.post(at, { id: house.town.bank.ids.entry(), says: 'for', words: '' })
  expect([late.status, late.text.includes('已形成决议')]).toEqual([422, true])
  const claimant = { kind: 'named', id: '' }
  must(await step(order, 'assign', { claimant, day: '2026-12-31' }))
  const clerk = await house.clerk()
  const open = (await clerk.get('/desk/topics')).text
  for (const one of [TOPIC, '放在花坛边', '2026年12月31日前', '同意 1，不同意 0', '0.0%（0/1）'])
    expect(open).toContain(one)
  must(await step(order, 'carry', { outcome: 'solved' }))
  expect((await clerk.get('/desk/topics')).text).toContain('100.0%（1/1）')
  // A price may cite what was resolved, by its order, and nothing that was not.
  const priced = async (resolution: string) => {
    const { bank, head } = house.town
    const item = { code: 'cut', kind: 'service', name: { zh: '理发' }, service: 'haircut' }
    const said = { price: { by: 'item', minutes: 60 }, reason: 'resolution', resolution }
    const made = { ...item, ...said, id: bank.ids.entry(), station: 'S001' }
    const outcome = await saveItem(bank, head('S001'), made)
    return outcome.ok ? 'done' : outcome.refusal.code
  }
  expect(await priced(house.town.bank.ids.entry())).toBe('item-unsound')
  expect(await priced(order)).toBe('done')
  expect((await clerk.get('/desk/catalogue')).text).toContain(`href="/desk/orders/${order}"`)
  // A word said stays sealed with whoever said it; nobody is named at the desk.
  expect(open).not.toContain('何')
})

test('whoever lives in another street, acts for somebody, or says nothing readable is not heard', async () => {
  const order = await proposed()
  must(await step(order, 'notice'))
  const { bank, self, clerk } = house.town
  const person = await house.person('何伯')
  const id = () => bank.ids.entry() as EntryId
  const say = { order, says: 'for', words: '' } as const
  const codeOf = async (asked: ReturnType<typeof sayVoice>) => {
    const outcome = await asked
    return outcome.ok ? 'done' : outcome.refusal.code
  }
  expect(await codeOf(sayVoice(bank, clerk('S001'), { ...say, id: id() }))).toBe('not-allowed')
  const own = self(person.member)
  const through = { ...own, through: { relative: person.member, scopes: ['book'] } }
  expect(await codeOf(sayVoice(bank, through, { ...say, id: id() }))).toBe('not-allowed')
  const odd = { ...say, id: id(), says: 'maybe' as never }
  expect(await codeOf(sayVoice(bank, own, odd))).toBe('code-unreadable')
  const long = { ...say, id: id(), words: '长'.repeat(501) }
  expect(await codeOf(sayVoice(bank, own, long))).toBe('code-unreadable')
  const away = { ...say, id: id(), order: bank.ids.entry() }
  expect(await codeOf(sayVoice(bank, own, away))).toBe('unknown-order')
  expect(await codeOf(sayVoice(bank, own, { ...say, id: id() }))).toBe('done')
})

test('a workflow that hears people in a state there is not is refused', () => {
  const newest = WORKFLOWS.filter(({ type }) => type === 'deliberation').at(-1)!
  expect(unsound(newest)).toBeUndefined()
  expect(unsound({ ...newest, voices: ['nowhere'] })).toMatchObject({ why: 'no-state' })
})
