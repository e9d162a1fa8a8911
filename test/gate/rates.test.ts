import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { Actor } from '../../src/bank/ports.ts'
import { DEFAULT_RATES, limiter, rateLimit } from '../../src/gate/rates.ts'

const clockAt = (at: number) => {
  const clock = { at, now: () => clock.at }
  return clock
}

test('a full bucket at first, then one after the other as it fills', () => {
  const clock = clockAt(1_000_000)
  const { take } = limiter(clock)
  const taken = () => Array.from({ length: 10 }, () => take('a', 6)).filter((wait) => wait === 0)
  expect(taken()).toHaveLength(6)
  expect(take('a', 6)).toBe(10)
  clock.at += 9_000
  expect(take('a', 6)).toBe(1)
  clock.at += 1_000
  expect([take('a', 6), take('a', 6)]).toEqual([0, 10])
  clock.at += 3_600_000
  expect(taken()).toHaveLength(6)
  expect(take('b', 6)).toBe(0)
})

test('a clock that goes back gives nothing and takes nothing', () => {
  const clock = clockAt(1_000_000)
  const { take } = limiter(clock)
  for (let n = 0; n < 6; n++) take('a', 6)
  clock.at -= 500_000
  expect(take('a', 6)).toBe(10)
  clock.at += 10_000
  expect(take('a', 6)).toBe(0)
})

test('what is remembered is bounded, and who comes often is not forgotten for it', () => {
  const clock = clockAt(0)
  const { take } = limiter(clock, 100)
  expect(take('often', 1)).toBe(0)
  for (let n = 0; n < 10_000; n++) {
    take(`stranger ${n}`, 1)
    expect(take('often', 1)).toBeGreaterThan(0)
  }
  // The first of ten thousand was forgotten long ago.
  expect(take('stranger 0', 1)).toBe(0)
  expect(take('stranger 9999', 1)).toBeGreaterThan(0)
})

function door(rates: Partial<typeof DEFAULT_RATES>) {
  const clock = clockAt(0)
  const app = new Hono<{ Variables: { actor: Actor | undefined } }>()
  app.use(async (c, next) => {
    const id = c.req.header('x-actor')
    const kind = id?.split(':')[0] as Actor['kind']
    c.set('actor', id === undefined ? undefined : { id, kind, role: 'clerk', station: 'S001' })
    await next()
  })
  const options = { limiter: limiter(clock), rates: { ...DEFAULT_RATES, ...rates } }
  app.use(
    rateLimit({ ...options, ip: (c) => c.req.header('x-ip') ?? '' }, (c, seconds) =>
      c.text('', 429, { 'Retry-After': `${seconds}` }),
    ),
  )
  app.all('*', (c) => c.text('ok'))
  const ask = async (ip: string, actor?: string) => {
    const headers = { 'x-ip': ip, ...(actor === undefined ? {} : { 'x-actor': actor }) }
    return (await app.request('/', { headers })).status
  }
  const times = async (count: number, ip: string, actor?: string) => {
    const all: number[] = []
    for (let n = 0; n < count; n++) all.push(await ask(ip, actor))
    return all.filter((status) => status === 200).length
  }
  return { ask, times, clock }
}

test('each person has their own measure, strangers that of their address, and an address one for all', async () => {
  const { times } = door({ visitor: 5, staff: 10, token: 20, address: 33 })
  expect(await times(8, '10.0.0.1')).toBe(5)
  expect(await times(8, '10.0.0.2')).toBe(5)
  // At the same counter a stranger's haste does not stop the clerk; nor one clerk another.
  expect(await times(12, '10.0.0.1', 'staff:a')).toBe(10)
  expect(await times(12, '10.0.0.1', 'staff:b')).toBe(10)
  // All of it came from one address, which has had its share: 8 + 12 + 12 of 33.
  expect(await times(5, '10.0.0.1', 'staff:c')).toBe(1)
  expect(await times(5, '10.0.0.9', 'staff:c')).toBe(5)
  // A program is counted wherever it calls from.
  expect((await times(15, '10.0.0.3', 'token:t')) + (await times(15, '10.0.0.4', 'token:t'))).toBe(
    20,
  )
})

test('a station of ten desks behind one address is not stopped by what it does in its busiest minute', async () => {
  const { times } = door({})
  for (let desk = 0; desk < 10; desk++)
    expect(await times(200, '10.0.0.1', `staff:${desk}`)).toBe(200)
})
