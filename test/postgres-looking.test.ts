/** Whoever only looks, on PostgreSQL: in a role that selects, in transactions that only read. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import pg from 'pg'
import { type Cluster, postgresFolder, startPostgres } from './contract/postgres.ts'
import { looksAll, refusedByTheDatabase } from './looking.ts'
import { openTown, type Town } from './town.ts'

const folder = postgresFolder()

let cluster: Cluster
let town: Town
let books: string
beforeAll(async () => {
  if (folder === undefined) throw new Error('there is no PostgreSQL on this machine')
  cluster = await startPostgres(folder)
  books = await cluster.database('looking')
  for (const name of ['people', 'keys', 'audit']) await cluster.database(`looking_${name}`)
  town = await openTown({ settings: { KAPOK_DATABASE_URL: books } })
})
afterAll(async () => {
  await town?.close()
  await cluster?.stop()
})

test('the database refuses what a mistake would write for an auditor', () =>
  refusedByTheDatabase(town))

test('an auditor sees everything over connections that only read', () => looksAll(town))

test('the role alone refuses, without the setting of its sessions', async () => {
  const client = new pg.Client({ connectionString: books })
  await client.connect()
  await client.query('set role kapok_auditor')
  for (const table of ['entries', 'directory', 'counters', 'checkpoints']) {
    expect((await client.query(`select count(*) from ${table}`)).rowCount).toBe(1)
    for (const text of [`delete from ${table}`, `insert into ${table} select * from ${table}`])
      await expect(client.query(text)).rejects.toThrow('permission denied')
  }
  await client.end()
})
