/** The audit journal on all three engines: what is noted at once from two houses is all there, and is found by whom it is about. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SYSTEM } from '../../src/bank/actor.ts'
import { events, eventsAbout, noteEvent } from '../../src/bank/oversight/audit.ts'
import type { Bank } from '../../src/bank/ports.ts'
import { seededIds } from '../../src/gate/ids.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { auditBooksOn } from '../../src/open-audit.ts'
import { guangzhou } from '../../src/rules/guangzhou.ts'
import { TEN } from '../clock.ts'
import { must } from '../town.ts'
import { engines, type Place } from './engines.ts'
import { firstWrong } from './house.ts'

const LI = 'l1l1l1l1l1l1l1l1' as MemberId
const WANG = 'w1w1w1w1w1w1w1w1' as MemberId
const clock = { now: () => TEN }

describe.each(engines)('the audit journal on $name', ({ open }) => {
  let place: Place
  let houses: readonly Bank[]
  beforeAll(async () => {
    place = await open()
    const house = async (seed: string) => {
      const ids = seededIds(seed, clock)
      const origin = 'kapok.example/ledger/1'
      const audit = auditBooksOn(await place.engine(), { origin, clock, ids })
      return { audit, rules: guangzhou, clock } as unknown as Bank
    }
    houses = [await house('one'), await house('two')]
  })
  afterAll(() => place.close())

  test('every event has a place, and each person theirs', async () => {
    const [one, two] = houses as [Bank, Bank]
    const noted = Array.from({ length: 60 }, (_, n) =>
      noteEvent(n % 2 === 0 ? one : two, SYSTEM, {
        act: 'looked',
        ok: true,
        ...(n % 3 === 0 ? {} : { about: n % 3 === 1 ? LI : WANG }),
        refs: [['n', `${n}`]],
      }),
    )
    await Promise.all(noted)
    const kept = must(await events(one, SYSTEM, { after: 0, limit: 100 }))
    expect(kept.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, at) => at + 1))
    expect(await firstWrong(one.audit.journal)).toBeUndefined()

    for (const [member, rest] of [
      [LI, 1],
      [WANG, 2],
    ] as const) {
      const first = must(await eventsAbout(two, SYSTEM, member, { limit: 12 }))
      const after = first.at(-1)?.id ?? ''
      const then = must(await eventsAbout(two, SYSTEM, member, { limit: 12, after }))
      const found = [...first, ...then].map(({ refs }) => Number(refs[0]?.[1]))
      expect([first.length, then.length]).toEqual([12, 8])
      expect(found.toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, n) => n * 3 + rest),
      )
      expect([...first, ...then].every(({ about }) => about === member)).toBe(true)
    }
  })
})
