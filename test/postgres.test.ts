/** The service on PostgreSQL by URL: what is served, in which role it writes, and when it does not open. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addToken } from '../src/bank/people/staff.ts'
import { configOf } from '../src/config.ts'
import { makeToken } from '../src/gate/tokens.ts'
import { openBank } from '../src/open.ts'
import { readJwks } from '../src/proof/jwks.ts'
import { newSeed } from '../src/proof/keys.ts'
import { verifyReceipt } from '../src/proof/receipt.ts'
import { serveBank } from '../src/serve.ts'
import { auditIn } from '../src/store/audit.ts'
import { migrationsOf } from '../src/store/migrate.ts'
import { migratePostgres, openPostgres, writerRole } from '../src/store/postgres.ts'
import { engines } from './contract/engines.ts'
import { type Cluster, once, postgresFolder, startPostgres } from './contract/postgres.ts'
import { must, openTown, type Town } from './town.ts'

const HERE = { port: 0, host: '127.0.0.1' }
const found = engines.filter(({ name }) => name === 'postgres')
test.skipIf(found.length > 0)('PostgreSQL was left out by KAPOK_WITHOUT_POSTGRES', () => undefined)

describe.each(found)('the service on $name', () => {
  let cluster: Cluster
  let url: string
  let town: Town

  beforeAll(async () => {
    cluster = await startPostgres(postgresFolder() ?? '')
    url = await cluster.database('kapok')
    await cluster.database('kapok_people')
    await cluster.database('kapok_keys')
    await cluster.database('kapok_audit')
    town = await openTown({ settings: { KAPOK_DATABASE_URL: url } })
  })
  afterAll(() => cluster?.stop())

  test('a credit, its receipt, the same again, and books that balance, over HTTP', async () => {
    const { bank } = town
    const member = await town.member('李四')
    const scopes = ['credits:write', 'members:read', 'balances:read']
    const token = async (station: string) => {
      const made = makeToken(bank, { name: 'a program', scopes, station, until: '2026-12-31' })
      must(await addToken(bank, town.security, { id: bank.ids.entry(), ...made }))
      return { Authorization: `Bearer ${made.text}`, 'Content-Type': 'application/json' }
    }
    const [desk, city] = [await token('S001'), await token('')]
    const serving = await serveBank(bank, HERE)
    const at = `${serving.url}/api/v1`
    const order = {
      id: bank.ids.entry(),
      member,
      station: 'S001',
      minutes: 150,
      servedOn: '2026-11-21',
      service: 'activity',
    }
    const credit = () =>
      fetch(`${at}/credits`, { method: 'POST', headers: desk, body: JSON.stringify(order) })
    const first = await credit()
    const text = await first.text()
    expect(first.status, text).toBe(201)
    const again = await credit()
    expect([again.status, await again.text()]).toEqual([201, text])

    const keys = readJwks(await (await fetch(`${at}/log/jwks`)).text())
    if (!keys.ok) throw new Error('no keys')
    const receipt = await fetch(`${at}/entries/${order.id}/receipt`, { headers: desk })
    expect(await verifyReceipt(await receipt.text(), keys.jwks)).toMatchObject({
      ok: true,
      receipt: { minutes: 150 },
    })
    const trial = await (await fetch(`${at}/trial-balance`, { headers: city })).json()
    expect(trial).toMatchObject({ sum: 0 })
    expect(JSON.stringify(trial)).toContain('"minutes":-150')
    await serving.stop()
  })

  test('it writes in the role that can only append, though its login owns the tables', async () => {
    const settings = {
      KAPOK_DATA: town.folder,
      KAPOK_DATABASE_URL: url,
      KAPOK_VAULT: join(town.folder, 'data', 'vault.json'),
    }
    const again = await openBank(configOf(settings), {
      create: true,
      seeds: { receipt: newSeed(), log: newSeed() },
    })
    const { engine } = again
    const said = (sql: string) => engine.all({ sql, parameters: [] } as never)
    expect(await said('select current_user as it')).toEqual([{ it: 'kapok_writer' }])
    await expect(said('update entries set kind = 1')).rejects.toThrow(/permission denied/)
    await expect(said('alter table entries disable trigger all')).rejects.toThrow(/owner/)
    // These books, but keys of somebody else's: nothing is served.
    await expect(serveBank(again, HERE)).rejects.toThrow(/the key kpk1 is not the one/)
    await again.close()
    // A login that may not take the role goes without it.
    await once(url, 'create role plain login')
    expect(await writerRole(url.replace('postgres@', 'plain@'))).toBeUndefined()
  })

  test('a database that is empty, missing, or not PostgreSQL is said in a line', async () => {
    await cluster.database('bare')
    const opened = (settings: Record<string, string>) =>
      openBank(configOf({ KAPOK_DATA: town.folder, ...settings }), { create: false })
    const other = (name: string) => url.replace(/[^/]+$/, name)
    await expect(opened({ KAPOK_DATABASE_URL: other('bare') })).rejects.toThrow(/"kapok init"/)
    await expect(opened({ KAPOK_DATABASE_URL: other('nowhere') })).rejects.toThrow(
      /cannot be opened.*"nowhere" does not exist/,
    )
    await cluster.database('alone')
    const init = openBank(
      configOf({ KAPOK_DATA: town.folder, KAPOK_DATABASE_URL: other('alone') }),
      { create: true },
    )
    await expect(init).rejects.toThrow(/"alone_audit" does not exist/)
    expect(() => configOf({ KAPOK_DATABASE_URL: 'mysql://x/y' })).toThrow(/KAPOK_DATABASE_URL/)
    for (const name of ['KAPOK_PEOPLE_URL', 'KAPOK_KEYS_URL', 'KAPOK_AUDIT_URL']) {
      expect(() => configOf({ [name]: url })).toThrow(/KAPOK_DATABASE_URL is not/)
      expect(() => configOf({ KAPOK_DATABASE_URL: url, [name]: url })).toThrow(
        /the database of the books/,
      )
    }
    for (const name of ['KAPOK_KEYS_URL', 'KAPOK_AUDIT_URL']) {
      const same = { KAPOK_PEOPLE_URL: `${url}_b`, [name]: `${url}_b` }
      expect(() => configOf({ KAPOK_DATABASE_URL: url, ...same })).toThrow(/of the people/)
    }
  })

  test('the auditor finds a schema that was changed, on PostgreSQL as on SQLite', async () => {
    const migrations = migrationsOf('postgres')
    const books = await cluster.database('audited')
    await migratePostgres(books, migrations)
    const engine = await openPostgres(books, { role: 'kapok_writer' })
    const audit = auditIn(engine, migrations)
    expect(await audit.schema()).toEqual([])
    expect(await audit.integrity()).toEqual([])
    for (const text of [
      'alter table entries disable trigger entries_never',
      'drop trigger nodes_never on nodes',
      'alter table names drop constraint names_name',
      'alter table postings drop constraint postings_minutes_check',
      'alter table spans alter column from_minute drop not null',
      'drop index entries_station',
      "create or replace function kapok_no_gap() returns trigger language plpgsql as 'begin return null; end'",
      'create rule quiet as on delete to nodes do instead nothing',
      'create table other (x int)',
    ])
      await once(books, text)
    const found = (await audit.schema()).map(({ name, how }) => `${name} ${how}`)
    expect(found.toSorted()).toEqual([
      'function kapok_no_gap changed',
      'index entries_station missing',
      'key names_name missing',
      'rule quiet extra',
      'table other extra',
      'table postings changed',
      'table spans changed',
      'trigger entries_never changed',
      'trigger nodes_never missing',
    ])
    await engine.close()
  })
})
