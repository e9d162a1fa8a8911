/**
 * Passwords and PINs, kept as slow hashes: argon2id, or scrypt where the
 * platform has no argon2. A hash says how it was made, so the cost may be
 * raised later. Hashing is dear on purpose: few at a time, and a crowd is told
 * to come back.
 */
import { Buffer } from 'node:buffer'
import * as crypto from 'node:crypto'
import { done, type Outcome, refuse } from '../ledger/refusal.ts'
import { sameDigest } from './secrets.ts'

export interface Cost {
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
}

export interface Passwords {
  /** Refuses as busy when too many wait. */
  hash(secret: string): Promise<Outcome<string>>
  /** Undefined (nobody of that name) costs the same work as a hash, and is never right. */
  verify(secret: string, encoded: string | undefined): Promise<Outcome<boolean>>
  /** Whether one more would be refused as busy. */
  full(): boolean
}

/** What OWASP asks of argon2id: 19 MiB, two passes; 70 ms on a small server. */
export const DEFAULT_COST: Cost = { memoryKiB: 19_456, passes: 2, lanes: 1 }

/** A small server has two cores, and others want to be served too. */
const AT_ONCE = 2

/** Some two seconds of work; who comes after that is better told than kept. */
const WAITING_MAX = 32

const RETRY_AFTER_S = 2

const SALT_BYTES = 16
const HASH_BYTES = 32

/** No hash of ours is dearer; one that claims to be was put there to stop the service. */
const MEMORY_MAX_KIB = 1 << 20
const PASSES_MAX = 16
const LANES_MAX = 16
const SCRYPT_BLOCK = 8

/** scrypt with 16 MiB does its work five times for the same pains (OWASP). */
const SCRYPT_TIMES = 5

/** The longest that is hashed; nobody types more, and a megabyte would cost us. */
const SECRET_MAX = 256

interface Recipe extends Cost {
  readonly kind: 'argon2id' | 'scrypt'
}

interface Encoded {
  readonly recipe: Recipe
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

/** At start: a cost for tests must not reach a service. */
export function assertCost(cost: Cost, { production }: { readonly production: boolean }): void {
  const { memoryKiB, passes, lanes } = cost
  const whole = [memoryKiB, passes, lanes].every((value) => Number.isInteger(value) && value >= 1)
  const bounded = memoryKiB <= MEMORY_MAX_KIB && passes <= PASSES_MAX && lanes <= LANES_MAX
  if (!whole || !bounded || memoryKiB < 8 * lanes) {
    throw new Error(`the cost of passwords is no cost: ${JSON.stringify(cost)}`)
  }
  const enough = memoryKiB * passes >= DEFAULT_COST.memoryKiB * DEFAULT_COST.passes
  if (production && !(enough && memoryKiB >= DEFAULT_COST.memoryKiB / 2)) {
    throw new Error(`the cost of passwords is too low for a service: ${JSON.stringify(cost)}`)
  }
}

export interface PasswordOptions {
  readonly argon2?: boolean
  /** Told of every hash before it is made, and how: by what an answer costs, nobody shall learn who is known. */
  readonly made?: (recipe: object) => void
}

export function passwordsWith(
  cost: Cost,
  { argon2 = hasArgon2(), made = () => undefined }: PasswordOptions = {},
): Passwords {
  assertCost(cost, { production: false })
  const recipe: Recipe = { kind: argon2 ? 'argon2id' : 'scrypt', ...cost }
  const queue = queueOf(AT_ONCE, WAITING_MAX)
  const salt = crypto.randomBytes(SALT_BYTES)
  /** What an unknown name is measured against: of the same recipe, and the hash of nothing. */
  const nobody: Encoded = { recipe, salt, hash: crypto.randomBytes(HASH_BYTES) }
  return {
    full: queue.full,
    hash: (secret) =>
      queue.run(async () => {
        const fresh = crypto.randomBytes(SALT_BYTES)
        made(recipe)
        return encode({ recipe, salt: fresh, hash: await derived(secret, recipe, fresh) })
      }),
    verify: (secret, encoded) =>
      queue.run(async () => {
        const known = encoded === undefined || encoded === '' ? undefined : decode(encoded)
        const against = known ?? nobody
        made(against.recipe)
        const hash = await derived(secret, against.recipe, against.salt)
        return sameDigest(hash, against.hash) && known !== undefined && secret.length <= SECRET_MAX
      }),
  }
}

export function hasArgon2(): boolean {
  return typeof (crypto as { readonly argon2?: unknown }).argon2 === 'function'
}

function derived(secret: string, { kind, ...cost }: Recipe, salt: Uint8Array): Promise<Uint8Array> {
  const message = Buffer.from(secret.normalize('NFKC').slice(0, SECRET_MAX), 'utf8')
  return new Promise((resolve, reject) => {
    const told = (fault: Error | null, key: Uint8Array) => (fault ? reject(fault) : resolve(key))
    if (kind === 'scrypt') {
      const N = 2 ** Math.floor(Math.log2(cost.memoryKiB))
      const options = { N, r: SCRYPT_BLOCK, p: SCRYPT_TIMES, maxmem: 2 * 128 * SCRYPT_BLOCK * N }
      crypto.scrypt(message, salt, HASH_BYTES, options, told)
      return
    }
    const { memoryKiB: memory, passes, lanes: parallelism } = cost
    const asked = { message, nonce: salt, memory, passes, parallelism, tagLength: HASH_BYTES }
    crypto.argon2('argon2id', asked, told)
  })
}

/** PHC: "$argon2id$v=19$m=19456,t=2,p=1$salt$hash", "$scrypt$ln=14,r=8,p=5$salt$hash". */
function encode({ recipe, salt, hash }: Encoded): string {
  const { kind, memoryKiB, passes, lanes } = recipe
  const how =
    kind === 'argon2id'
      ? `argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}`
      : `scrypt$ln=${Math.floor(Math.log2(memoryKiB))},r=${SCRYPT_BLOCK},p=${SCRYPT_TIMES}`
  return `$${how}$${base64(salt)}$${base64(hash)}`
}

/** Throws on what we did not write: a hash that cannot be read lets nobody in, and somebody should know. */
function decode(encoded: string): Encoded {
  const argon2 =
    /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/
  const scrypt = /^\$scrypt\$ln=(\d{1,2}),r=8,p=5\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/
  const a = argon2.exec(encoded)
  const s = scrypt.exec(encoded)
  const cost: Cost | undefined = a
    ? { memoryKiB: Number(a[1]), passes: Number(a[2]), lanes: Number(a[3]) }
    : s
      ? { memoryKiB: 2 ** Number(s[1]), passes: 1, lanes: 1 }
      : undefined
  if (!cost) throw new Error('a stored password hash cannot be read')
  assertCost(cost, { production: false })
  const [salt = '', hash = ''] = a ? a.slice(4) : (s?.slice(2) ?? [])
  const recipe: Recipe = { kind: a ? 'argon2id' : 'scrypt', ...cost }
  return { recipe, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}

interface Queue {
  run<Value>(work: () => Promise<Value>): Promise<Outcome<Value>>
  full(): boolean
}

function queueOf(atOnce: number, most: number): Queue {
  let working = 0
  const waiting: (() => void)[] = []
  const full = () => working >= atOnce && waiting.length >= most
  return {
    full,
    async run(work) {
      if (full()) return refuse({ code: 'busy', retryAfter: RETRY_AFTER_S })
      if (working >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
      else working++
      try {
        return done(await work())
      } finally {
        // Whoever is next takes this place, so that nobody slips in between.
        const next = waiting.shift()
        if (next) next()
        else working--
      }
    },
  }
}
