/**
 * How fast the books are, as ratios in one run: books in batches beside a raw
 * floor that writes the same rows by prepared statements and nothing else.
 * `npm run bench -- --json` answers as JSON.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { batcherFor, recordAll } from '../src/bank/record.ts'
import { randomIds } from '../src/gate/ids.ts'
import { earned, issuance, type MemberId } from '../src/ledger/account.ts'
import type { Day, Draft } from '../src/ledger/entry.ts'
import { minutes } from '../src/ledger/minutes.ts'
import type { Change, Engine } from '../src/store/engine.ts'
import { journalIn } from '../src/store/journal.ts'
import { migrateSqlite, migrationsOf } from '../src/store/migrate.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { openWriter } from '../src/store/sqlite-writer.ts'

const MEMBERS = 2_000
const ENTRIES = 20_000
const ROUNDS = 3

const clock = { now: () => Date.now() }
const ids = randomIds(clock)
const members = Array.from({ length: MEMBERS }, () => ids.opaque() as MemberId)

function draft(at: number): Draft {
  const station = `S${String((at % 203) + 1).padStart(3, '0')}`
  const member = members[at % MEMBERS] as MemberId
  return {
    id: ids.entry(),
    kind: 'credit',
    servedOn: '2026-11-24' as Day,
    station,
    organisation: '52440100MJK0000019',
    service: 'activity',
    rules: 'guangzhou/1',
    by: 'staff:bench',
    request: randomBytes(16),
    salt: randomBytes(16),
    refs: [['for', member]],
    postings: [
      { account: issuance(station), minutes: minutes(-60), home: station },
      { account: earned(member), minutes: minutes(60), home: station },
    ],
  }
}

function database(folder: string, name: string): string {
  const path = join(folder, name)
  migrateSqlite(path, migrationsOf('sqlite'), { create: true })
  return path
}

/** Runs the books in batches; gives entries a second, and the rows they wrote. */
async function books(
  folder: string,
  name: string,
  batch: number,
): Promise<{ rate: number; bytes: number; changes: Change[][] }> {
  const path = database(folder, name)
  const engine = openSqlite(path, { writer: 'thread' })
  const changes: Change[][] = []
  const kept: Engine = {
    ...engine,
    commit(rows) {
      changes.push([...rows])
      return engine.commit(rows)
    },
  }
  const journal = journalIn(kept)
  const batcher = batcherFor(journal, clock)
  const drafts = Array.from({ length: ENTRIES }, (_, at) => draft(at))
  const began = performance.now()
  // Two groups under way, so that one is sealed while the other is written.
  let next = 0
  const worker = async () => {
    while (next < drafts.length) {
      const group = drafts.slice(next, (next += batch))
      const outcomes = await recordAll({ batcher }, group, { whole: false })
      const no = outcomes.find((outcome) => !outcome.ok)
      if (no) throw new Error(JSON.stringify(no))
    }
  }
  await Promise.all([worker(), worker()])
  const rate = (ENTRIES / (performance.now() - began)) * 1_000
  await engine.close()
  return { rate, bytes: statSync(path).size / ENTRIES, changes }
}

/** The same rows, in the same commits, by prepared statements alone. */
function floor(folder: string, name: string, changes: readonly (readonly Change[])[]): number {
  const writer = openWriter(database(folder, name))
  const began = performance.now()
  for (const commit of changes) {
    const answer = writer.commit(commit)
    if (answer.taken !== undefined || answer.fault) throw new Error(JSON.stringify(answer))
  }
  const rate = (ENTRIES / (performance.now() - began)) * 1_000
  writer.close()
  return rate
}

const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

const folder = mkdtempSync(join(tmpdir(), 'kapok-bench-'))
const results = []
for (const batch of [1, 100, 1_000]) {
  const rates: number[] = []
  const floors: number[] = []
  let bytes = 0
  for (let round = 0; round < (batch === 1 ? 1 : ROUNDS); round++) {
    const run = await books(folder, `books-${batch}-${round}.db`, batch)
    rates.push(run.rate)
    bytes = run.bytes
    floors.push(floor(folder, `floor-${batch}-${round}.db`, run.changes))
  }
  results.push({
    batch,
    entriesPerSecond: Math.round(median(rates)),
    floorPerSecond: Math.round(median(floors)),
    ratio: Number((median(rates) / median(floors)).toFixed(2)),
    bytesPerEntry: Math.round(bytes),
  })
}
rmSync(folder, { recursive: true, force: true })
const memory = Math.round(process.memoryUsage().rss / 1_048_576)
if (process.argv.includes('--json')) console.log(JSON.stringify({ results, memoryMiB: memory }))
else {
  console.table(results)
  console.log(`memory ${memory} MiB`)
}
