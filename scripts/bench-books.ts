/**
 * Books alone, in batches, beside a raw floor that puts down the same rows in
 * the same commits by prepared statements of better-sqlite3 and nothing else.
 */
import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { batcherFor, recordAll } from '../src/bank/record.ts'
import { randomIds } from '../src/gate/ids.ts'
import { earned, issuance, type MemberId } from '../src/ledger/account.ts'
import type { Day, Draft } from '../src/ledger/entry.ts'
import { minutes } from '../src/ledger/minutes.ts'
import { type Change, type Engine, joined } from '../src/store/engine.ts'
import { journalIn } from '../src/store/journal.ts'
import { migrateSqlite, migrationsOf } from '../src/store/migrate.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { openWriter } from '../src/store/sqlite-writer.ts'
import { median } from './median.ts'

const MEMBERS = 2_000
const ENTRIES = 20_000
const ROUNDS = 3
const BATCHES = [1, 100, 1_000]

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

interface Run {
  readonly perSecond: number
  readonly bytes: number
}

/** Runs the books in batches. Rows are kept only when asked: keeping them all is work of its own. */
async function books(path: string, batch: number, keep?: Change[][]): Promise<Run> {
  const engine = openSqlite(path, { writer: 'thread' })
  const keeping: Engine = {
    ...engine,
    commit(made) {
      if (!keep) return engine.commit(made)
      const changes = joined(made)
      keep.push([...changes])
      return engine.commit(changes)
    },
  }
  const batcher = batcherFor(journalIn(keeping), clock)
  const drafts = Array.from({ length: ENTRIES }, (_, at) => draft(at))
  const began = performance.now()
  let next = 0
  const client = async () => {
    while (next < drafts.length) {
      const group = drafts.slice(next, (next += batch))
      const outcomes = await recordAll({ batcher }, group, { whole: false })
      const no = outcomes.find((outcome) => !outcome.ok)
      if (no) throw new Error(JSON.stringify(no))
    }
  }
  await Promise.all([client(), client()])
  const perSecond = (ENTRIES / (performance.now() - began)) * 1_000
  await engine.close()
  return { perSecond, bytes: statSync(path).size / ENTRIES }
}

function floor(path: string, changes: readonly (readonly Change[])[]): number {
  const writer = openWriter(path)
  const began = performance.now()
  for (const commit of changes) {
    const answer = writer.commit(commit)
    if (answer.taken !== undefined || answer.fault) throw new Error(JSON.stringify(answer))
  }
  const perSecond = (ENTRIES / (performance.now() - began)) * 1_000
  writer.close()
  return perSecond
}

export interface BooksResult {
  readonly batch: number
  /** Entries a second: the median of the rounds. */
  readonly perSecond: number
  readonly floorPerSecond: number
  /** Books beside the floor. */
  readonly ofFloor: number
  readonly bytesPerEntry: number
}

/** `tell` hears of each round. */
export async function benchBooks(
  folder: string,
  tell: (what: string) => void,
): Promise<readonly BooksResult[]> {
  const results: BooksResult[] = []
  for (const batch of BATCHES) {
    const changes: Change[][] = []
    tell(`books in batches of ${batch}: the rows`)
    await books(database(folder, `rows-${batch}.db`), batch, changes)
    const runs: Run[] = []
    const floors: number[] = []
    for (let round = 1; round <= ROUNDS; round++) {
      tell(`books in batches of ${batch}: round ${round} of ${ROUNDS}`)
      floors.push(floor(database(folder, `floor-${batch}-${round}.db`), changes))
      runs.push(await books(database(folder, `books-${batch}-${round}.db`), batch))
    }
    const perSecond = median(runs.map((run) => run.perSecond))
    const floorPerSecond = median(floors)
    results.push({
      batch,
      perSecond: Math.round(perSecond),
      floorPerSecond: Math.round(floorPerSecond),
      ofFloor: Number((perSecond / floorPerSecond).toFixed(2)),
      bytesPerEntry: Math.round(runs[0]?.bytes ?? 0),
    })
  }
  return results
}
