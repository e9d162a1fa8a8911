/** The house's own jobs and notices: each run and each notice once, on however many instances, not at night, by the channel the person chose. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { asked, cityPlace, drafted } from '../../src/bank/draft.ts'
import { SYSTEM } from '../../src/bank/actor.ts'
import { awake, noticeTo, printed, sendNotices, toPrint } from '../../src/bank/jobs/notices.ts'
import { type Job, runOnce } from '../../src/bank/jobs/run.ts'
import { JOBS, periodOf, runDue } from '../../src/jobs.ts'
import { record } from '../../src/bank/record.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import type { RowChange } from '../../src/ledger/entry.ts'
import { messagesOver, type Outgoing } from '../../src/outside/messages.ts'
import { must, openTown, type Town } from '../town.ts'

const HOUR_MS = 3_600_000

let town: Town
let sent: Outgoing[]

beforeEach(async () => {
  sent = []
  const deliver = (one: Outgoing) => {
    sent.push(one)
    return Promise.resolve('sent' as const)
  }
  const clock = { now: () => Date.now() }
  const messages = messagesOver(
    { deliver },
    { clock, cityDay: 100, text: ({ template }) => template },
  )
  town = await openTown({ messages })
})
afterEach(() => town.close())

describe('a job', () => {
  const counting = () => {
    let runs = 0
    const job: Job = {
      name: 'counting',
      at: '0 2 * * *',
      run: () => Promise.resolve({ runs: ++runs }),
    }
    return { job, runs: () => runs }
  }

  test('runs once in its period, however many ask at once', async () => {
    const { job, runs } = counting()
    const ran = await Promise.all(
      Array.from({ length: 8 }, (_, at) => runOnce(town.bank, job, '2026-11-24T02:00', `i${at}`)),
    )
    expect(runs()).toBe(1)
    expect(ran.filter((one) => one === 'done')).toHaveLength(1)
    expect(await runOnce(town.bank, job, '2026-11-24T02:00', 'later')).toBe('done-before')
    expect(await runOnce(town.bank, job, '2026-11-25T02:00', 'later')).toBe('done')
  })

  test('is due at its time in the city, and once a service is started again for what was missed', async () => {
    const at = Date.parse('2026-11-24T12:00:00+08:00')
    expect(periodOf({ at: '10 1 * * *' }, at)).toBe('2026-11-24T01:10')
    expect(periodOf({ at: '10 13 * * *' }, at)).toBe('2026-11-23T13:10')
    expect(periodOf({ at: '0 12 * * *' }, at)).toBe('2026-11-24T12:00')
    const all = (how: string) => Object.fromEntries(JOBS.map(({ name }) => [name, how]))
    expect(await runDue(town.bank, 'one')).toEqual(all('done'))
    expect(await runDue(town.bank, 'two')).toEqual(all('done-before'))
    town.clock.at += 24 * HOUR_MS
    expect(await runDue(town.bank, 'two')).toEqual(all('done'))
  })

  test('that an instance died over is taken over, and not before', async () => {
    const { job, runs } = counting()
    const dying: Job = { ...job, run: () => Promise.reject(new Error('killed')) }
    await expect(runOnce(town.bank, dying, 'p', 'one')).rejects.toThrow('killed')
    expect(await runOnce(town.bank, job, 'p', 'two')).toBe('elsewhere')
    town.clock.at += HOUR_MS
    expect(await runOnce(town.bank, job, 'p', 'two')).toBe('done')
    expect(runs()).toBe(1)
  })
})

describe('a notice', () => {
  async function told(member: MemberId): Promise<void> {
    const id = town.bank.ids.entry()
    const along = await noticeTo(town.bank, member, 'order-closed', { phone: '020-1' })
    const place = { ...cityPlace(town.bank), kind: 'row', postings: [], service: '-' } as const
    must(
      await record(
        town.bank,
        drafted(town.bank, SYSTEM, asked(SYSTEM, 'x', { id }), { ...place, along }),
      ),
    )
  }

  test('waits for the morning', () => {
    const night = Date.parse('2026-11-24T22:30:00+08:00')
    expect(new Date(awake(town.bank, night)).toISOString()).toBe('2026-11-25T00:00:00.000Z')
    expect(new Date(awake(town.bank, night + 8 * HOUR_MS)).toISOString()).toBe(
      '2026-11-25T00:00:00.000Z',
    )
    const early = Date.parse('2026-11-25T07:59:00+08:00')
    expect(awake(town.bank, early)).toBe(early + 60_000)
    const noon = Date.parse('2026-11-24T12:00:00+08:00')
    expect(awake(town.bank, noon)).toBe(noon)
  })

  test('goes out once, whoever sends', async () => {
    const chen = await town.member('陈大文')
    await told(chen)
    const counts = await Promise.all([1, 2, 3].map(() => sendNotices(town.bank)))
    expect(counts.reduce((sum, one) => sum + (one['sent'] ?? 0), 0)).toBe(1)
    await sendNotices(town.bank)
    expect(sent.map(({ template }) => template)).toEqual(['order-closed'])
  })

  test('is not held up by what waits to be printed, however much that is', async () => {
    const [he, chen] = [await town.member('何'), await town.member('陈')]
    await town.bank.people.amend(he, { phone: '' })
    const along: RowChange[] = []
    for (let n = 0; n < 200; n++)
      along.push(...(await noticeTo(town.bank, he, 'order-closed', { phone: '' })))
    const id = town.bank.ids.entry()
    const place = { ...cityPlace(town.bank), kind: 'row' as const, postings: [], service: '-' }
    must(
      await record(
        town.bank,
        drafted(town.bank, SYSTEM, asked(SYSTEM, 'x', { id }), { ...place, along }),
      ),
    )
    town.clock.at += 1
    await told(chen)
    expect((await sendNotices(town.bank))['sent']).toBe(1)
    expect(must(await toPrint(town.bank, town.clerk('S001'), 'S001'))).toHaveLength(200)
  })

  test('goes by WeChat where that is wanted, on paper where there is no phone, and not at all where none is', async () => {
    const [chen, li, he] = [
      await town.member('陈'),
      await town.member('李'),
      await town.member('何'),
    ]
    await town.bank.people.amend(chen, { channel: 'wechat', outside: { wechat: 'oX7' } })
    await town.bank.people.amend(li, { channel: 'none' })
    await town.bank.people.amend(he, { phone: '' })
    const wu = await town.member('吴')
    await town.bank.people.amend(wu, { channel: 'email', outside: { email: 'wu@example.org' } })
    for (const one of [chen, li, he, wu]) await told(one)
    await sendNotices(town.bank)
    expect(sent.map(({ wechat, email }) => wechat ?? email)).toEqual(['oX7', 'wu@example.org'])
    const list = must(await toPrint(town.bank, town.clerk('S001'), 'S001'))
    expect(list.map(({ body }) => body.list.who)).toEqual([he])
    const keys = list.map(({ key }) => key)
    const order = { id: town.bank.ids.entry(), station: 'S001', keys }
    expect(must(await printed(town.bank, town.clerk('S001'), order))).toBe(1)
    expect(must(await toPrint(town.bank, town.clerk('S001'), 'S001'))).toEqual([])
    expect((await toPrint(town.bank, town.clerk('S002'), 'S001')).ok).toBe(false)
  })
})
