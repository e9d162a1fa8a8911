/**
 * Ids and salts: random ones for the service, and ones drawn from a seed for
 * demos and tests, where the same seed must give the same root.
 */
import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import type { Clock, Ids } from '../bank/ports.ts'
import type { EntryId } from '../ledger/entry.ts'
import { sha256, toHex } from '../ledger/sha256.ts'

type Draw = (count: number) => Uint8Array

/** Crockford's base32 in lower case, as member ids are written. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'

const OPAQUE_LENGTH = 16

/** The counter of a UUIDv7 has 12 bits; it starts in the lower half, so that 2,048 more fit in a millisecond. */
const COUNTER_END = 1 << 12

export function randomIds(clock: Clock): Ids {
  return idsOf(clock, pooled)
}

/** Asking the system for 16 bytes costs it as much as for 4,096. */
const POOL = 4_096
let pool = Buffer.alloc(0)
let taken = 0

/** Random bytes, each handed out once. */
function pooled(count: number): Uint8Array {
  if (taken + count > pool.length) {
    pool = randomBytes(Math.max(POOL, count))
    taken = 0
  }
  taken += count
  return pool.subarray(taken - count, taken)
}

/** Never for a service: who knows the seed knows every id and salt. */
export function seededIds(seed: string, clock: Clock): Ids {
  return idsOf(clock, seededBytes(seed))
}

function idsOf(clock: Clock, draw: Draw): Ids {
  const uuid = uuids(clock, draw)
  return {
    entry: () => uuid() as EntryId,
    salt: () => draw(16),
    opaque: () => Array.from(draw(OPAQUE_LENGTH), (byte) => LETTERS[byte & 31] ?? '').join(''),
  }
}

/** UUIDv7 (RFC 9562, method 1): each greater than the one before, also within a millisecond or when the clock goes back. */
function uuids(clock: Clock, draw: Draw): () => string {
  let last = 0
  let counter = 0
  return () => {
    const now = Math.max(0, Math.floor(clock.now()))
    const random = draw(10)
    counter = now > last ? startOf(random) : counter + 1
    last = Math.max(last, now)
    if (counter === COUNTER_END) {
      last += 1
      counter = startOf(random)
    }
    const time = last.toString(16).padStart(12, '0')
    const tail = toHex(random.subarray(2))
    const variant = (0x8 | ((random[2] ?? 0) >> 6)).toString(16)
    const middle = counter.toString(16).padStart(3, '0')
    return `${time.slice(0, 8)}-${time.slice(8)}-7${middle}-${variant}${tail.slice(1, 4)}-${tail.slice(4)}`
  }
}

function startOf(random: Uint8Array): number {
  return (((random[0] ?? 0) << 8) | (random[1] ?? 0)) & (COUNTER_END / 2 - 1)
}

/** SHA-256 of the seed and a counter, block after block. */
function seededBytes(seed: string): Draw {
  let block = 0
  let left: Uint8Array = new Uint8Array(0)
  return (count) => {
    const bytes = new Uint8Array(count)
    for (let at = 0; at < count; ) {
      if (left.length === 0) left = sha256('ids\n', seed, `\n${block++}`)
      const take = left.subarray(0, count - at)
      bytes.set(take, at)
      left = left.subarray(take.length)
      at += take.length
    }
    return bytes
  }
}
