/** Hours somebody says they served: answered by the station in time, as a credit or a no, and by the street where it is appealed. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  answerClaim,
  appealClaim,
  claimHours,
  claimNote,
  type ClaimOrder,
  claimsFor,
  ownClaims,
} from '../../src/bank/activities/claims.ts'
import { dayOf } from '../../src/bank/draft.ts'
import type { Actor } from '../../src/bank/ports.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type EntryId, refOf } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { must, openTown, type Town } from '../town.ts'

let town: Town
let clerk: Actor
let street: Actor
let chen: MemberId

beforeEach(async () => {
  town = await openTown()
  clerk = town.clerk('S001')
  const path = (await town.bank.directory.get('station', 'S001'))?.body.path ?? ''
  street = { id: 'staff:street', kind: 'staff', role: 'street', station: '', path, strong: true }
  chen = await town.member('陈大文')
})
afterEach(() => town.close())

const id = () => town.bank.ids.entry()
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'done' : outcome.refusal.code)

const claim = (more: Partial<ClaimOrder> = {}, by: Actor = town.self(chen)) =>
  claimHours(town.bank, by, {
    ...{ id: id(), station: 'S001', service: 'meal', day: '2026-11-20', minutes: 90 },
    ...{ words: '和李社工一起送餐 6 户' },
    ...more,
  })

async function claimed(more: Partial<ClaimOrder> = {}): Promise<EntryId> {
  const order = { id: id(), ...more }
  must(await claim(order))
  return order.id
}

const answer = (of: string, by: Actor, reason?: string, note?: string) =>
  answerClaim(town.bank, by, {
    ...{ id: id(), claim: of },
    ...(reason === undefined ? {} : { reason }),
    ...(note === undefined ? {} : { note }),
  })
const appeal = (of: string, by = town.self(chen)) =>
  appealClaim(town.bank, by, { id: id(), claim: of, words: '李社工可以证明' })
const stateOf = async (of: string) =>
  (await town.bank.directory.newest('claim', of))?.body.list.state

describe('claimed', () => {
  test('it waits, with a day of an answer 15 working days on, and no hours meanwhile', async () => {
    const one = await claimed()
    const [own] = await ownClaims(town.bank, chen)
    expect(own?.key).toBe(one)
    expect(dayOf(own?.body.list.due ?? 0)).toBe('2026-12-15')
    expect(await town.available(chen)).toBe(0)
    const notes = await town.bank.people.notes.get([claimNote(one, 'said')])
    expect([...notes.values()]).toEqual(['和李社工一起送餐 6 户'])
    expect(must(await claimsFor(town.bank, clerk)).map(({ key }) => key)).toEqual([one])
    expect(must(await claimsFor(town.bank, town.clerk('S002')))).toEqual([])
    expect(must(await claimsFor(town.bank, street))).toEqual([])
  })

  test.each([
    [{ day: '2026-11-25' }, 'day-in-future'],
    [{ day: '2026-05-27' }, 'late-window'],
    [{ minutes: 0 }, 'minutes-out-of-range'],
    [{ service: 'gold' }, 'unknown-service'],
    [{ station: 'S999' }, 'unknown-station'],
    [{ activity: 'none' }, 'unknown-activity'],
    [{ words: ' ' }, 'activity-unfit'],
    [{ words: '长'.repeat(501) }, 'activity-unfit'],
  ])('not as %o', async (more, code) => {
    const size = await town.bank.journal.size()
    expect(codeOf(await claim(more))).toBe(code)
    expect(await town.bank.journal.size()).toBe(size)
  })

  test('by the person alone, and ten at a time', async () => {
    expect(codeOf(await claim({}, clerk))).toBe('not-allowed')
    for (let n = 0; n < 10; n++) await claimed({ minutes: 10 + n })
    expect(await claim()).toMatchObject({ refusal: { code: 'tally-over', most: 10 } })
    const [one] = await ownClaims(town.bank, chen)
    must(await answer(one?.key ?? '', clerk, 'not-served'))
    must(await claim())
  })
})

describe('answered', () => {
  test('confirmed, it is a credit in the same commit, once', async () => {
    const one = await claimed()
    const size = await town.bank.journal.size()
    must(await answer(one, clerk))
    expect(await town.bank.journal.size()).toBe(size + 2)
    expect(await town.available(chen)).toBe(90)
    const row = (await town.bank.directory.newest('claim', one))?.body
    const entry = await town.bank.journal.entry(row?.entry as EntryId)
    expect(refOf(entry as never, 'claim')).toBe(one)
    expect(entry?.proof).toBeUndefined()
    expect(codeOf(await answer(one, clerk))).toBe('claim-closed')
    expect(await town.available(chen)).toBe(90)
  })

  test('of a day long past, a second person has to look as well', async () => {
    const one = await claimed({ day: '2026-11-01' })
    must(await answer(one, clerk))
    const row = (await town.bank.directory.newest('claim', one))?.body
    expect(await town.bank.directory.newest('review', row?.review ?? '')).toMatchObject({
      body: { state: 'waiting', member: chen },
    })
    expect(await town.available(chen)).toBe(0)
  })

  test('by nobody else, and what the credit is refused for leaves the claim as it was', async () => {
    const one = await claimed()
    expect(codeOf(await answer(one, town.clerk('S002')))).toBe('unknown-claim')
    expect(codeOf(await answer(one, street))).toBe('not-allowed')
    expect(codeOf(await answer(one, clerk, 'no-such-reason'))).toBe('reason-unknown')
    expect(await stateOf(one)).toBe('waiting')
  })

  test('declined, it can be appealed to the street, which answers in the end', async () => {
    const [one, two] = [await claimed(), await claimed({ day: '2026-11-19' })]
    expect(codeOf(await appeal(one))).toBe('claim-closed')
    must(await answer(one, clerk, 'not-served', '当天没有排班'))
    must(await answer(two, clerk, 'no-evidence'))
    expect(codeOf(await appeal(one, town.self(await town.member('李小美'))))).toBe('unknown-claim')
    must(await appeal(one))
    must(await appeal(two))
    expect(must(await claimsFor(town.bank, clerk))).toEqual([])
    expect(codeOf(await answer(one, clerk))).toBe('claim-closed')
    expect(must(await claimsFor(town.bank, street)).map(({ key }) => key)).toEqual([one, two])
    must(await answer(one, street))
    must(await answer(two, street, 'no-evidence'))
    expect(await stateOf(one)).toBe('upheld')
    expect(await stateOf(two)).toBe('dismissed')
    expect(await town.available(chen)).toBe(90)
    expect(codeOf(await appeal(two))).toBe('claim-closed')
  })
})
