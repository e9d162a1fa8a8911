/**
 * The key store: wrapped data keys in a database of their own, with backups of
 * their own, so that what is destroyed here is destroyed. And the ring: keys
 * as they are needed, unwrapped, remembered briefly.
 */
import type { KeyStore } from '../bank/ports-people.ts'
import { chunks, inserts, marks, type PeopleRunner, PARAMETERS_MAX } from './people-runner.ts'
import { SchemaFault } from './schema-fault.ts'
import type { Vault } from './vault.ts'

interface KeyRow {
  readonly holder: string
  readonly wrapped: string
}

export function keyStoreIn(runner: PeopleRunner): KeyStore {
  return {
    async get(holders) {
      const found = new Map<string, string>()
      for (const some of chunks([...new Set(holders)], PARAMETERS_MAX)) {
        const sql = `select holder, wrapped from data_keys where holder in (${marks(some)})`
        for (const row of await runner.all<KeyRow>(sql, some)) found.set(row.holder, row.wrapped)
      }
      return found
    },
    async put(keys) {
      if (keys.size === 0) return
      const done = await runner.run(
        inserts('data_keys', ['holder', 'wrapped'], [...keys], 'on conflict (holder) do nothing'),
      )
      if (!done.ok) throw new Error(`${done.taken} is taken`)
    },
    async destroy(holders) {
      const some = chunks([...new Set(holders)], PARAMETERS_MAX)
      await runner.run(
        some.map((params) => ({
          sql: `delete from data_keys where holder in (${marks(params)})`,
          params,
        })),
      )
      await runner.scrub()
    },
    async holders(after, limit) {
      const sql = 'select holder from data_keys where holder > ? order by holder limit ?'
      const rows = await runner.all<Pick<KeyRow, 'holder'>>(sql, [after, limit])
      return rows.map(({ holder }) => holder)
    },
  }
}

/**
 * Whether these are the keys that this store was begun with; the first to open
 * it says which. Throws otherwise: a wrong pepper would find nobody and say so
 * of everyone.
 */
export async function assertKeys(runner: PeopleRunner, vault: Vault): Promise<void> {
  const pepper = vault.blind('house', 'pepper')
  type House = { readonly kek: string; readonly pepper: string }
  const read = async () => (await runner.all<House>('select kek, pepper from house', []))[0]
  let house = await read()
  if (!house) {
    const sql = 'insert into house (id, kek, pepper) values (1, ?, ?)'
    await runner.run([{ sql, params: [vault.newKey('house'), pepper] }])
    house = await read()
  }
  try {
    if (house?.pepper !== pepper) throw new Error('another pepper')
    vault.unwrap('house', house.kek)
  } catch (fault) {
    throw new SchemaFault('the keys of this house do not open its vault: they are another’s', {
      cause: fault,
    })
  }
}

/** Keys remembered: a day's lists of a busy house. */
const KEYS_MAX = 20_000

/** How long an unwrapped key is remembered. */
const REMEMBERED_MS = 5 * 60_000

export interface KeyRing {
  /** Keys of those who have one. */
  of(holders: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>
  /** As `of`, and those who have none get one. */
  made(holders: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>
  /** Destroys them: nothing sealed under them is ever read again. */
  destroy(holders: readonly string[]): Promise<void>
}

export function keyRing(store: KeyStore, vault: Vault, now: () => number): KeyRing {
  let known = new Map<string, Uint8Array>()
  let since = now()
  const remembered = () => {
    const age = now() - since
    if (known.size >= KEYS_MAX || age < 0 || age > REMEMBERED_MS) {
      known = new Map()
      since = now()
    }
    return known
  }

  const ring: KeyRing = {
    async of(holders) {
      const here = remembered()
      const missing = holders.filter((holder) => !here.has(holder))
      const read = missing.length === 0 ? new Map<string, string>() : await store.get(missing)
      const keys = new Map<string, Uint8Array>()
      for (const holder of holders) {
        const wrapped = read.get(holder)
        const key =
          here.get(holder) ?? (wrapped === undefined ? undefined : vault.unwrap(holder, wrapped))
        if (key === undefined) continue
        keys.set(holder, key)
        here.set(holder, key)
      }
      return keys
    },
    async made(holders) {
      await store.put(new Map(holders.map((holder) => [holder, vault.newKey(holder)])))
      // What is kept counts, whoever put it there.
      for (const holder of holders) known.delete(holder)
      return ring.of(holders)
    },
    async destroy(holders) {
      for (const holder of holders) known.delete(holder)
      await store.destroy(holders)
      // What was read while it was being destroyed is not kept.
      for (const holder of holders) known.delete(holder)
    },
  }
  return ring
}
