/** What only PostgreSQL has: several servers, connections that break, roles, and a schema others could have touched. */
import { createConnection, createServer, type Server } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { record } from '../../src/bank/record.ts'
import type { Draft } from '../../src/ledger/entry.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { migratePostgres, openPostgres } from '../../src/store/postgres.ts'
import { counts } from '../counts.ts'
import { credit, someone } from './drafts.ts'
import { engines, type Place } from './engines.ts'
import { census, firstWrong, type House, houseOn } from './house.ts'
import { once } from './postgres.ts'

const CUT_ALL =
  'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'

const clock = { now: () => Date.UTC(2026, 10, 24, 2) }

const found = engines.filter(({ name }) => name === 'postgres')
test.skipIf(found.length > 0)('PostgreSQL was left out by KAPOK_WITHOUT_POSTGRES', () => undefined)

describe.each(found)('only on $name', ({ open }) => {
  let place: Place
  let url: string
  let here: House

  beforeAll(async () => {
    place = await open()
    url = place.url ?? ''
    here = houseOn(await place.engine(), clock)
  })
  afterAll(() => place?.close())

  test('a COMMIT whose answer was lost is settled by what stands', async () => {
    const proxy = await breakingAtCommit(url, { forward: true })
    const engine = await openPostgres(proxy.url)
    const house = houseOn(engine, clock)
    const outcome = await record(house, credit(someone(), 60))
    expect(outcome).toMatchObject({ ok: true, value: { seq: 1 } })
    expect(outcome).not.toHaveProperty('again')
    expect(proxy.broken()).toBe(1)
    expect(await house.journal.size()).toBe(1)
    await engine.close()
    proxy.server.close()
  })

  test('a COMMIT that never arrived is written once', async () => {
    const proxy = await breakingAtCommit(url, { forward: false })
    const engine = await openPostgres(proxy.url)
    const house = houseOn(engine, clock)
    const size = await house.journal.size()
    expect(await record(house, credit(someone(), 60))).toMatchObject({
      ok: true,
      value: { seq: size + 1 },
    })
    expect(proxy.broken()).toBe(1)
    expect(await firstWrong(house.journal)).toBeUndefined()
    await engine.close()
    proxy.server.close()
  })

  test('servers that lose their connections lose no entry, and the turn is asked for again', async () => {
    const there = houseOn(await place.engine(), clock)
    const before = await here.journal.size()
    const enough = new AbortController()
    let cuts = 0
    const cutter = (async () => {
      for (; !enough.signal.aborted; cuts++) {
        await once(url, CUT_ALL)
        await pause(15)
      }
    })()
    const clients = 6
    const each = Math.ceil(counts.appendsWhileBroken / clients)
    try {
      await Promise.all(
        Array.from({ length: clients }, async (_, i) => {
          for (let n = 0; n < each; n++)
            await untilAnswered(i % 2 === 0 ? here : there, credit(someone(), 60))
        }),
      )
    } finally {
      enough.abort()
      await cutter
    }

    expect(cuts).toBeGreaterThan(3)
    expect(await here.journal.size()).toBe(before + clients * each)
    expect(await firstWrong(here.journal)).toBeUndefined()
  }, 240_000)

  test('a turn is one server’s at a time', async () => {
    const there = await place.engine()
    const seen: string[] = []
    const stay = (name: string) => async () => {
      seen.push(`${name} in`)
      await pause(50)
      seen.push(`${name} out`)
    }
    await Promise.all([
      here.engine.turn(stay('a')),
      there.turn(stay('b')),
      here.engine.turn(stay('c')),
    ])
    for (let i = 0; i < seen.length; i += 2)
      expect(seen[i]?.slice(0, 1)).toBe(seen[i + 1]?.slice(0, 1))
  })

  test('the service’s role can append, and cannot rewrite even without the triggers', async () => {
    await place.forge('create role kapok_service login in role kapok_writer')
    const as = url.replace('postgres@', 'kapok_service@')
    const engine = await openPostgres(as)
    expect((await record(houseOn(engine, clock), credit(someone(), 60))).ok).toBe(true)
    await engine.close()
    for (const table of [
      'names',
      'entries',
      'postings',
      'nodes',
      'checkpoints',
      'spans',
      'directory',
    ]) {
      for (const text of [
        `update ${table} set seq = 1`,
        `delete from ${table}`,
        `truncate ${table}`,
      ]) {
        await expect(once(as, text)).rejects.toThrow(/permission denied|does not exist/)
      }
    }
    await expect(once(as, 'delete from counters')).rejects.toThrow(/permission denied/)
    await expect(once(as, 'alter table entries disable trigger all')).rejects.toThrow(/owner/)
    await expect(place.forge('truncate entries')).rejects.toThrow(/never deleted/)
  })

  test('a schema from a newer house, and a database that is not ours, are refused', async () => {
    const migrations = migrationsOf('postgres')
    await migratePostgres(url, migrations)
    await expect(migratePostgres(url, migrations.slice(0, 1))).rejects.toThrow(/newer program/)
    await place.forge('create database foreign_one')
    const foreign = url.replace(/[^/]+$/, 'foreign_one')
    await once(foreign, 'create table theirs (x int)')
    await expect(migratePostgres(foreign, migrations)).rejects.toThrow(/not ours/)
    await expect(migratePostgres(url.replace(/[^/]+$/, 'nowhere'), migrations)).rejects.toThrow(
      /cannot be opened/,
    )
  })

  test('two servers that start together make the schema once', async () => {
    await place.forge('create database together')
    const fresh = url.replace(/[^/]+$/, 'together')
    await Promise.all([1, 2, 3].map(() => migratePostgres(fresh, migrationsOf('postgres'))))
    const engine = await openPostgres(fresh)
    expect((await census(engine))['entries']).toBe(0)
    await engine.close()
  })

  test('books that would forget an acknowledged commit are not opened', async () => {
    await place.forge('alter role kapok_service set synchronous_commit = off')
    await expect(openPostgres(url.replace('postgres@', 'kapok_service@'))).rejects.toThrow(
      /synchronous_commit/,
    )
  })
})

/** What a client does that got no answer: it asks again under the same id. */
async function untilAnswered(house: House, draft: Draft): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      const outcome = await record(house, draft)
      expect(outcome.ok).toBe(true)
      return
    } catch (fault) {
      if (tries > 200) throw fault
      await pause(10)
    }
  }
}

/** A way to the server that breaks once, at the first COMMIT: after it went through, or before. */
async function breakingAtCommit(url: string, { forward }: { readonly forward: boolean }) {
  const to = new URL(url)
  const real = Number(to.port)
  let breaks = 0
  const server: Server = createServer((client) => {
    const upstream = createConnection(real, to.hostname)
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
    upstream.pipe(client)
    client.on('data', (chunk: Buffer) => {
      const now = breaks === 0 && chunk.includes('commit\0')
      if (!now || forward) upstream.write(chunk)
      if (!now) return
      breaks++
      upstream.unpipe(client)
      if (forward) upstream.once('data', () => client.destroy()).resume()
      else client.destroy()
    })
    client.on('close', () => upstream.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  to.port = String(typeof address === 'object' && address ? address.port : 0)
  return { url: to.href, server, broken: () => breaks }
}
