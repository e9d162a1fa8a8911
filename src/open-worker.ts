/** Opens the bank on Workers: books, people and their keys on D1, the turn and the head in one Durable Object, keys from secrets. */
import { Buffer } from 'node:buffer'
import * as z from 'zod'
import { RolledBack } from './bank/oversight/checkpoint.ts'
import type { Bank, Clock, Journal } from './bank/ports.ts'
import { batcherFor } from './bank/record.ts'
import { type Config, configOf, namedIn } from './config.ts'
import { randomIds } from './gate/ids.ts'
import { DEFAULT_COST, type Passwords, passwordsWith } from './gate/password.ts'
import type { StaffGate } from './gate/staff-sign-in.ts'
import { messagesOf } from './messages.ts'
import type { OwnMessages } from './outside/messages.ts'
import { fetchPostTo } from './outside/post-fetch.ts'
import { evidenceIn } from './outside/evidence.ts'
import { type Bucket, bucketBlobs } from './outside/evidence-bucket.ts'
import { answerHeads, type HeadsStorage, headsOver } from './outside/heads-object.ts'
import { auditOrigin } from './open-audit.ts'
import { signerFromSeeds } from './proof/keys.ts'
import { staffGateOf } from './staff-gate.ts'
import { type D1, openD1 } from './store/d1.ts'
import { directoryIn } from './store/directory.ts'
import { journalIn } from './store/journal.ts'
import { peopleIn } from './store/people-engine.ts'
import { assertKeys, keyRing, keyStoreIn } from './store/people-keystore.ts'
import { moveWithin } from './store/people-move.ts'
import { d1Runner } from './store/people-runner.ts'
import { answerTurn, batcherOver, type TurnStub } from './store/turn-object.ts'
import { vaultOf } from './store/vault.ts'

/** Bindings as wrangler.toml names them; settings and secrets are strings beside them. */
export interface WorkerEnv {
  readonly DB: D1
  readonly PEOPLE: D1
  readonly KEYS: D1
  readonly AUDIT: D1
  readonly EVIDENCE: Bucket
  readonly TURN: { getByName(name: string): TurnStub }
  readonly [setting: string]: unknown
}

export interface WorkerBank extends Bank {
  readonly messages: OwnMessages
  readonly passwords: Passwords
  readonly staffGate: StaffGate
}

/** The objects of the journals: there is one of each for the whole city. */
const TURN = 'ledger/1'
const AUDIT_TURN = 'audit/1'

/** Where the object of the audit journal is asked: by that it knows whose turn it holds. */
const AUDIT_PATH = '/audit'

/**
 * Accounts, counters and names remembered. An isolate has 128 MB for the
 * program and for every object in it; so many take some 12 MB (measured), and
 * a Saturday's people with their counters are fewer.
 */
const REMEMBERED = 50_000

/** Some 4 MB of stations; those and a day's members fit. */
const ROWS_REMEMBERED = 5_000

/** Of the audit journal little is read again. */
const AUDIT_REMEMBERED = 1_000

const SEED = /^[0-9a-f]{64}$/

const Secrets = z.object({
  KAPOK_RECEIPT_SEED: z.string().regex(SEED, 'a key is 64 hexadecimal digits'),
  KAPOK_LOG_SEED: z.string().regex(SEED, 'a key is 64 hexadecimal digits'),
  /** Seals what staff sign in with. */
  KAPOK_SEAL_KEY: z.string().regex(SEED, 'a key is 64 hexadecimal digits'),
  /** The two keys of the vault: whoever loses them has lost every name. */
  KAPOK_VAULT_KEK: z.string().regex(SEED, 'a key is 64 hexadecimal digits'),
  KAPOK_VAULT_PEPPER: z.string().regex(SEED, 'a key is 64 hexadecimal digits'),
  /** Lets whoever has it found the city and let staff in (see setup.ts). Without it that door is shut. */
  KAPOK_SETUP: z.string().min(40).optional(),
})

export interface WorkerHouse {
  readonly config: Config
  readonly bank: WorkerBank
  readonly setup: string | undefined
  /** Moves plain people of an earlier version into the vault. Throws when the vault is another house's. */
  moveIn(): Promise<void>
}

/** Throws with the name of the setting or the secret that is missing or cannot be read. */
export function openOnWorkers(env: WorkerEnv, clock: Clock): WorkerHouse {
  const strings = Object.entries(env).filter(([, value]) => typeof value === 'string')
  const settings = Object.fromEntries(strings) as Record<string, string>
  const config = configOf(settings)
  const read = Secrets.safeParse(settings)
  if (!read.success) throw new Error(namedIn(read.error))
  const { KAPOK_RECEIPT_SEED, KAPOK_LOG_SEED, KAPOK_SEAL_KEY, KAPOK_SETUP } = read.data
  const secrets = {
    kek: bytesOf(read.data.KAPOK_VAULT_KEK),
    pepper: bytesOf(read.data.KAPOK_VAULT_PEPPER),
  }

  const engine = openD1(env.DB)
  const people = d1Runner(env.PEOPLE)
  const keys = keyStoreIn(d1Runner(env.KEYS))
  // A stub is good for the request it was made in.
  const turn: TurnStub = { fetch: (url, init) => env.TURN.getByName(TURN).fetch(url, init) }
  const auditTurn: TurnStub = {
    fetch: (url, init) => env.TURN.getByName(AUDIT_TURN).fetch(new URL(AUDIT_PATH, url).href, init),
  }
  const auditEngine = openD1(env.AUDIT)
  const vault = vaultOf(secrets)
  const ring = keyRing(keys, vault, () => clock.now())
  const bank: WorkerBank = {
    rules: config.rules,
    origin: config.origin,
    journal: journalIn(engine, { remembered: REMEMBERED }),
    directory: directoryIn(engine, ROWS_REMEMBERED),
    people: peopleIn(people, { keys, secrets, clock }),
    messages: messagesOf(config, clock, fetchPostTo),
    evidence: evidenceIn(bucketBlobs(env.EVIDENCE), ring),
    heads: headsOver(turn),
    signer: signerFromSeeds({
      receipt: bytesOf(KAPOK_RECEIPT_SEED),
      log: bytesOf(KAPOK_LOG_SEED),
      kid: 'kpk1',
    }),
    clock,
    ids: randomIds(clock),
    batcher: batcherOver(turn),
    audit: {
      origin: auditOrigin(config.origin),
      journal: journalIn(auditEngine, { remembered: AUDIT_REMEMBERED }),
      directory: directoryIn(auditEngine, AUDIT_REMEMBERED),
      batcher: batcherOver(auditTurn),
      ids: randomIds(clock),
    },
    passwords: passwordsHere(),
    staffGate: staffGateOf(config.staff, () => bytesOf(KAPOK_SEAL_KEY), clock),
  }
  const moveIn = async () => {
    await assertKeys(d1Runner(env.KEYS), vault)
    await moveWithin(people, { vault, ring })
  }
  return { config, bank, setup: KAPOK_SETUP, moveIn }
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}

/**
 * scrypt: workerd has no argon2. An isolate hashes one at a time whatever we
 * do, and a request that is given up must not keep a place in a queue that
 * others share; so each has a queue of its own.
 */
function passwordsHere(): Passwords {
  return {
    hash: (secret) => passwordsWith(DEFAULT_COST).hash(secret),
    verify: (secret, encoded) => passwordsWith(DEFAULT_COST).verify(secret, encoded),
    full: () => false,
  }
}

/** Under this key the object keeps the last seq it has written. */
const REACHED = 'reached'

/**
 * The journal as its one writer knows it: never shorter than what was written.
 * After a restore of D1 nothing is appended, also where no head was signed
 * beyond it; else a seq that somebody holds a receipt of would be given twice.
 */
function neverBack(journal: Journal, storage: HeadsStorage): Journal {
  return {
    ...journal,
    async tip(drafts) {
      const tip = await journal.tip(drafts)
      const reached = (storage.get(REACHED) as number | undefined) ?? 0
      if (tip.seq < reached)
        throw new RolledBack(`the journal has ${tip.seq} entries, ${reached} were written`)
      return tip
    },
    async append(sealed, tip) {
      const written = await journal.append(sealed, tip)
      if (written.ok) storage.put(REACHED, tip.seq)
      return written
    },
  }
}

/** What we use of a Durable Object's state. */
export interface ObjectState {
  readonly storage: { readonly kv: HeadsStorage }
}

/** The one object of a journal: it gathers, seals and commits for the whole city. The ledger's also keeps the heads. */
export class Turn {
  readonly #heads: HeadsStorage
  readonly #batcherOn: (database: D1, remembered: number) => Bank['batcher']
  readonly #env: WorkerEnv
  #batcher: Bank['batcher'] | undefined

  constructor(state: ObjectState, env: WorkerEnv, clock: Clock) {
    this.#heads = state.storage.kv
    this.#env = env
    this.#batcherOn = (database, remembered) =>
      batcherFor(neverBack(journalIn(openD1(database), { remembered }), this.#heads), clock)
  }

  /** Comes from our own workers only: an object has no address of its own. */
  fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/heads') return answerHeads(this.#heads, request)
    this.#batcher ??=
      pathname === AUDIT_PATH
        ? this.#batcherOn(this.#env.AUDIT, AUDIT_REMEMBERED)
        : this.#batcherOn(this.#env.DB, REMEMBERED)
    return answerTurn(this.#batcher, request)
  }
}
