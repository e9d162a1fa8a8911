/**
 * The vault on SQLite: vault.db with the people, keys.db with their keys, each
 * a file of its own, never joined with the books. Sign-ins and enrolments are
 * few, so one connection in this thread serves reading and writing.
 */
import type { People } from '../bank/ports-people.ts'
import { existsSync } from 'node:fs'
import { migrateSqlite, migrationsOf, SchemaFault } from './migrate.ts'
import { peopleIn, type PeopleOptions } from './people-engine.ts'
import { assertKeys, type KeyRing, keyRing, keyStoreIn } from './people-keystore.ts'
import { movedIn } from './people-plain.ts'
import type { PeopleRunner } from './people-runner.ts'
import { sqliteRunner } from './people-sqlite.ts'
import { vaultOf } from './vault.ts'

export interface OpenPeople extends People {
  /** The same over connections that cannot write. */
  readonly looking: People
  /** The same keys, for what else is sealed under keys of its own. */
  readonly ring: KeyRing
  close(): Promise<void>
}

export interface PeopleFiles {
  /** The vault, and the keys: kept apart from each other in a backup. */
  readonly vault: string
  readonly keys: string
  /** The plain file of an earlier version, which is moved in and destroyed. */
  readonly plain?: string
}

/** Opens the files, moving their schema forward and a plain file in; `create` says whether they may be made. */
export async function openPeople(
  files: PeopleFiles,
  options: Omit<PeopleOptions, 'keys'> & { readonly create?: boolean },
): Promise<OpenPeople> {
  const { create = true } = options
  const { vault, keys, plain } = files
  const from = plain === undefined ? undefined : await movedIn({ vault, keys, plain }, options)
  const may = { create: create || from === 'moved' }
  // New keys would open nobody.
  if (existsSync(vault) && !existsSync(keys))
    throw new SchemaFault(`there is a vault at ${vault}, and no keys at ${keys}: put them back`)
  migrateSqlite(vault, migrationsOf('people'), may)
  migrateSqlite(keys, migrationsOf('keys'), may)
  const runner = sqliteRunner(vault)
  const keyRunner = sqliteRunner(keys, { rewrites: true })
  const close = async () => {
    await runner.close()
    await keyRunner.close()
  }
  const sealing = vaultOf(options.secrets)
  try {
    await assertKeys(keyRunner, sealing)
  } catch (fault) {
    await close()
    throw fault
  }
  await runner.run(
    ['outside_numbers', 'people'].map((table) => ({
      sql: `drop table if exists ${table}`,
      params: [],
    })),
  )
  const store = keyStoreIn(keyRunner)
  const [reads, keyReads] = [vault, keys].map((path) => sqliteRunner(path, { reads: true })) as [
    PeopleRunner,
    PeopleRunner,
  ]
  const closeAll = async () => {
    await reads.close()
    await keyReads.close()
    await close()
  }
  const looking = peopleIn(reads, { ...options, keys: keyStoreIn(keyReads) })
  const ring = keyRing(store, sealing, () => options.clock.now())
  return { ...peopleIn(runner, { ...options, keys: store }), ring, looking, close: closeAll }
}
