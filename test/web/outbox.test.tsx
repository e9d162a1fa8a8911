/** What the house answers to each of what a desk wrote without a network. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../../src/bank/ports-people.ts'
import type { OutboxAnswer } from '../../src/web/outbox.tsx'
import { type Browser, type House, openHouse } from './house.ts'

let house: House
let desk: Browser
let person: Person
let clerk: string
beforeAll(async () => {
  house = await openHouse()
  person = await house.person('张小三')
  desk = await house.clerk()
  const rows = await house.town.bank.directory.all('staff')
  clerk = `staff:${rows.find(({ body }) => body.login === 'clerk.s001')?.key}`
})
afterAll(() => house.town.close())

async function sent(
  fields: Readonly<Record<string, string>>,
  from = desk,
): Promise<OutboxAnswer & { readonly status: number }> {
  const order = { kind: 'credit', clerk, station: 'S001', service: 'haircut', hours: '1' }
  const when = { number: person.number, servedOn: '2026-11-24' }
  const answer = await from.post('/desk/outbox', { ...order, ...when, ...fields })
  return { status: answer.status, ...(JSON.parse(answer.text) as OutboxAnswer) }
}

const id = () => house.town.bank.ids.entry()
const balance = () => house.town.available(person.member)

test('one is recorded once, and answered the same as often as it is sent', async () => {
  const one = { id: id() }
  const first = await sent(one)
  expect(first).toMatchObject({ status: 200, state: 'done', link: `/receipts/${one.id}` })
  expect(first.said).toBe(`张*三 ${person.number} · 理发 · 2026年11月24日 · 1 小时`)
  expect(await sent(one)).toEqual(first)
  expect(await balance()).toBe(60)
  // The id is that of an hour: it is not given to two.
  expect(await sent({ ...one, hours: '2' })).toMatchObject({ status: 422, state: 'refused' })
  expect(await balance()).toBe(60)
})

test('an answer lost on the day and asked for on the next is found again, though a late entry would be another', async () => {
  const one = { id: id(), hours: '0:30' }
  expect((await sent(one)).state).toBe('done')
  const before = await balance()
  house.town.clock.at += 86_400_000
  const again = await sent(one, await house.clerk())
  expect(again).toMatchObject({ status: 200, state: 'done' })
  expect(again.said).toContain('没有重复记录')
  house.town.clock.at -= 86_400_000
  desk = await house.clerk()
  expect(await balance()).toBe(before)
})

test('days later the rules for late entries hold, and are told', async () => {
  const before = await balance()
  const late = await sent({ id: id(), servedOn: '2026-11-02' })
  expect(late).toMatchObject({ status: 200, state: 'review' })
  expect(late.link).toMatch(/^\/desk\/reviews\/[0-9a-f-]+$/)
  expect(late.said).toContain('复核')
  expect(await balance()).toBe(before)
})

test('what is wrong is refused in a sentence and leaves nothing', async () => {
  const before = await balance()
  const no = async (fields: Readonly<Record<string, string>>) => {
    const answer = await sent({ id: id(), ...fields })
    expect(answer).toMatchObject({ status: 422, state: 'refused' })
    return answer.said
  }
  expect(await no({ number: 'GZ00000099' })).toContain('GZ00000099')
  expect(await no({ hours: '两小时' })).toContain('两小时')
  expect(await no({ servedOn: '2026-11-25' })).not.toBe('')
  expect(await no({ kind: 'everything' })).not.toBe('')
  expect(await no({ id: 'x' })).not.toBe('')
  expect(await no({ kind: 'attended', activity: 'x 2026-11-24', list: person.number })).not.toBe('')
  expect(await balance()).toBe(before)
})

test('nobody posts what another wrote, and nobody who is not signed in', async () => {
  const before = await balance()
  const other = await sent({ id: id(), clerk: 'staff:somebody-else' })
  expect(other).toMatchObject({ status: 409, state: 'later' })
  const stranger = await house.browser().post('/desk/outbox', { clerk, kind: 'credit' })
  expect(stranger.status).toBe(401)
  const elsewhere = await desk.post('/desk/outbox', { clerk, kind: 'credit', station: 'S002' })
  expect(elsewhere.status).toBe(404)
  expect(await balance()).toBe(before)
})
