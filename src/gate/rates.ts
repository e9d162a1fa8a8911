/**
 * How much one may ask of the service: so many requests a minute for an
 * address, and for each person, program or stranger. A bucket is full at first,
 * so that a sheet of a Saturday or a queue at the counter goes through, and
 * fills again evenly. Kept in memory and bounded; the clock is the bank's.
 */
import type { Context, MiddlewareHandler } from 'hono'
import type { Actor, Clock } from '../bank/ports.ts'

/** Requests a minute. */
export interface Rates {
  /** From one address, by whomever: a street's offices may share one. */
  readonly address: number
  /** Of everyone at one address who has not said who they are. */
  readonly visitor: number
  readonly member: number
  readonly staff: number
  readonly token: number
}

/** A station's ten desks behind one address, at a request a second each, use a twentieth of the address's. */
export const DEFAULT_RATES: Rates = {
  address: 12_000,
  visitor: 600,
  member: 300,
  staff: 1_200,
  token: 6_000,
}

/** Buckets kept: some 4 MB. Beyond that the longest unused is forgotten, and is full when it comes again. */
const BUCKETS_MAX = 20_000

const MINUTE_MS = 60_000

interface Bucket {
  readonly left: number
  readonly at: number
}

export interface Limiter {
  /** Takes one of so many a minute; 0, or the seconds after which there is one again. */
  take(key: string, perMinute: number): number
}

export function limiter(clock: Clock, most = BUCKETS_MAX): Limiter {
  const buckets = new Map<string, Bucket>()
  return {
    take(key, perMinute) {
      const now = clock.now()
      const bucket = buckets.get(key)
      const filled = bucket
        ? bucket.left + (Math.max(0, now - bucket.at) * perMinute) / MINUTE_MS
        : perMinute
      const has = Math.min(perMinute, filled)
      const left = has < 1 ? has : has - 1
      // Anew at the end: the first is the longest unused.
      buckets.delete(key)
      buckets.set(key, { left, at: now })
      if (buckets.size > most) buckets.delete(buckets.keys().next().value as string)
      return has < 1 ? Math.ceil(((1 - has) * MINUTE_MS) / perMinute / 1_000) : 0
    },
  }
}

export interface RateOptions {
  readonly limiter: Limiter
  readonly rates: Rates
  /** Where a request comes from; '' where that is not known. */
  readonly ip: (c: Context) => string
}

/** Turns away who asks too much; behind the gate, for it must know who asks. */
export function rateLimit(
  { limiter: { take }, rates, ip }: RateOptions,
  refused: (c: Context, seconds: number) => Response | Promise<Response>,
): MiddlewareHandler {
  return (c, next) => {
    const actor = c.get('actor') as Actor | undefined
    const address = ip(c)
    const there = address === '' ? 0 : take(`address ${address}`, rates.address)
    const own = actor
      ? take(actor.id, rates[actor.kind === 'system' ? 'token' : actor.kind])
      : take(`visitor ${address}`, rates.visitor)
    const seconds = Math.max(there, own)
    return seconds === 0 ? next() : Promise.resolve(refused(c, seconds))
  }
}
