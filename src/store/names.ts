/**
 * Text is interned inside the books: an account, a station, an actor is said
 * once and is a number from then on. An account's number carries its kind, so
 * that SQL can hold each kind to its floor.
 */
import { Buffer } from 'node:buffer'
import { sql } from 'kysely'
import { ACCOUNT_KINDS, isAccount, kindOf } from '../ledger/account.ts'
import { sha256 } from '../ledger/sha256.ts'
import type { Engine } from './engine.ts'
import type { Value } from './tables.ts'

/** Names remembered; beyond it the memory starts anew. */
const REMEMBERED = 400_000

/** What a number is a multiple of, so that the rest is the kind. */
const KINDS = 16

export interface Names {
  /** The number of a name that is remembered. */
  known(name: string): number | undefined
  /** Numbers of those that are known; the others are missing. */
  find(names: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** Names by number. Throws when a number has none: the books would be damaged. */
  read(ids: Iterable<number>): Promise<ReadonlyMap<number, string>>
  remember(name: string, id: number): void
  /** The next free place, from the store. */
  next(): Promise<number>
}

export function kindNumber(name: string): number {
  return isAccount(name) ? ACCOUNT_KINDS[kindOf(name)].number : 0
}

export function nameRow(
  name: string,
  place: number,
  seq: number,
): { readonly id: number; readonly row: readonly Value[] } {
  const id = place * KINDS + kindNumber(name)
  return { id, row: [id, name, seq, Buffer.from(sha256(name).subarray(0, 8))] }
}

export function namesIn(engine: Engine, most = REMEMBERED): Names {
  const ids = new Map<string, number>()
  const texts = new Map<number, string>()

  function remember(name: string, id: number): void {
    if (ids.size >= most) {
      ids.clear()
      texts.clear()
    }
    ids.set(name, id)
    texts.set(id, name)
  }

  return {
    known: (name) => ids.get(name),
    remember,
    async find(names) {
      const found = new Map<string, number>()
      const unknown: string[] = []
      for (const name of names) {
        const id = ids.get(name)
        if (id === undefined) unknown.push(name)
        else found.set(name, id)
      }
      if (unknown.length === 0) return found
      const query = engine.db
        .selectFrom('names')
        .select(['id', 'name'])
        .where(sql<boolean>`name in ${engine.list(unknown, 'text')}`)
      for (const row of await engine.all(query.compile())) {
        remember(row.name, row.id)
        found.set(row.name, row.id)
      }
      return found
    },
    async read(wanted) {
      const found = new Map<number, string>()
      const unknown: number[] = []
      for (const id of wanted) {
        const text = texts.get(id)
        if (text !== undefined) found.set(id, text)
        else if (!found.has(id)) unknown.push(id)
      }
      if (unknown.length === 0) return found
      const query = engine.db
        .selectFrom('names')
        .select(['id', 'name'])
        .where(sql<boolean>`id in ${engine.list(unknown, 'integer')}`)
      for (const row of await engine.all(query.compile())) {
        remember(row.name, row.id)
        found.set(row.id, row.name)
      }
      for (const id of unknown) if (!found.has(id)) throw new Error(`names has no row ${id}`)
      return found
    },
    async next() {
      const query = engine.db.selectFrom('names').select(({ fn }) => fn.max('id').as('last'))
      const [row] = await engine.all(query.compile())
      return Math.floor((row?.last ?? 0) / KINDS) + 1
    },
  }
}
