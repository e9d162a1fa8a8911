/** Whoever only looks, on SQLite: the file is opened to read only. On PostgreSQL: test/postgres-looking.test.ts. */
import { afterAll, beforeAll, test } from 'vitest'
import { looksAll, refusedByTheDatabase } from './looking.ts'
import { openTown, type Town } from './town.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

test('the database refuses what a mistake would write for an auditor', () =>
  refusedByTheDatabase(town))

test('an auditor sees everything over connections that only read', () => looksAll(town))
