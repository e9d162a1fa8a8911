/** The journal's turn as one Durable Object in workerd: many workers' drafts, one line. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestHarness, unstable_splitSqlQuery } from 'wrangler'
import { record, recordAll } from '../../src/bank/record.ts'
import { type D1, openD1 } from '../../src/store/d1.ts'
import { journalIn } from '../../src/store/journal.ts'
import { batcherOver, unwired, wired } from '../../src/store/turn-object.ts'
import { counts } from '../counts.ts'
import { bytes, credit, dayLimit, hold, rowDraft, someone } from './drafts.ts'
import { firstWrong } from './house.ts'

const harness = createTestHarness({
  workers: [
    {
      config: {
        name: 'kapok-turn-test',
        main: fileURLToPath(new URL('turn-worker.ts', import.meta.url)),
        compatibility_date: '2026-10-01',
        compatibility_flags: ['nodejs_compat'],
        d1_databases: [
          {
            binding: 'DB',
            database_name: 'kapok',
            database_id: '00000000-0000-0000-0000-000000000000',
          },
        ],
        durable_objects: { bindings: [{ name: 'TURN', class_name: 'JournalTurn' }] },
        migrations: [{ tag: 'v1', new_sqlite_classes: ['JournalTurn'] }],
      },
    },
  ],
})
const bank = {
  batcher: batcherOver({
    fetch: async (url, init) => (await harness.fetch(url, init)) as unknown as Response,
  }),
}
let db: D1

beforeAll(async () => {
  await harness.listen()
  db = (await harness.getWorker<{ DB: D1 }>().getEnv()).DB
  const schema = new URL('../../schema/sqlite/', import.meta.url)
  for (const name of readdirSync(schema).sort()) {
    const statements = unstable_splitSqlQuery(readFileSync(new URL(name, schema), 'utf8'))
    await db.batch(statements.map((text) => db.prepare(text)))
  }
})
afterAll(() => harness.close())

test('bytes and everything else of a draft survive the way', () => {
  const draft = rowDraft('pool', 'p1', 1, { name: '公益', $: 'kept as text' })
  expect(unwired(wired({ ...draft, salt: Buffer.from(draft.salt) }))).toEqual(draft)
})

test('drafts of many workers are one line, and limits hold', async () => {
  const li = someone()
  const drafts = Array.from({ length: counts.simultaneousAtLimit }, () =>
    credit(li, 300, { limits: [dayLimit(li)] }),
  )
  const outcomes = await Promise.all(drafts.map((draft) => record(bank, draft)))
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
  const first = outcomes.findIndex(({ ok }) => ok)
  expect(await record(bank, drafts[first] as never)).toMatchObject({
    ok: true,
    again: true,
    value: { seq: 1 },
  })
  expect(
    await record(bank, { ...(drafts[first] as never as object), request: bytes(16) } as never),
  ).toMatchObject({ refusal: { code: 'id-taken' } })
  expect(await record(bank, hold(li, 301))).toMatchObject({
    refusal: { code: 'short-of-hours', has: 300, needs: 301 },
  })
})

test('a group comes back draft by draft, and the journal reads the same from outside', async () => {
  const outcomes = await recordAll(
    bank,
    Array.from({ length: 300 }, () => credit(someone(), 15)),
    { whole: true },
  )
  const journal = journalIn(openD1(db))
  const last = outcomes.at(-1)
  expect(last?.ok && (await journal.entry(last.value.id))).toEqual(last?.ok && last.value)
  expect(await journal.size()).toBe(301)
  expect(await firstWrong(journal)).toBeUndefined()
})

test('what nobody can act on comes back as a fault', async () => {
  const odd = { ...credit(someone(), 15), salt: new Uint8Array(3) }
  await expect(record(bank, odd)).rejects.toThrow(/lacks its salt/)
})
