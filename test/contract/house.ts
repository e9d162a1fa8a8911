/** One writer on an engine, and the questions an auditor would ask of what it wrote. */
import { type Batcher, batcherFor } from '../../src/bank/record.ts'
import type { Directory, Journal } from '../../src/bank/ports.ts'
import type { AccountId } from '../../src/ledger/account.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import { leafHash } from '../../src/ledger/leaf.ts'
import { sameBytes, toHex } from '../../src/ledger/sha256.ts'
import { EMPTY_TREE, grow, rootAt, rootOf } from '../../src/ledger/tree.ts'
import { directoryIn } from '../../src/store/directory.ts'
import type { Engine } from '../../src/store/engine.ts'
import { journalIn } from '../../src/store/journal.ts'
import { SHAPES } from '../../src/store/tables.ts'

/** Entries read at a time. */
const PAGE = 1_000

export interface House {
  readonly engine: Engine
  readonly journal: Journal
  readonly directory: Directory
  readonly batcher: Batcher
}

export function houseOn(engine: Engine, clock: { now(): number }): House {
  const journal = journalIn(engine)
  return { engine, journal, directory: directoryIn(engine), batcher: batcherFor(journal, clock) }
}

/** Rows of each table: what a refusal must leave as it was. */
export async function census(engine: Engine): Promise<Readonly<Record<string, number>>> {
  const rows: Record<string, number> = {}
  for (const table of Object.keys(SHAPES) as (keyof typeof SHAPES)[]) {
    const query = engine.db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('rows'))
    rows[table] = (await engine.all(query.compile()))[0]?.rows ?? -1
  }
  return rows
}

export async function everyEntry(journal: Journal): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  for (;;) {
    const page = await journal.entries(entries.length, PAGE)
    entries.push(...page)
    if (page.length < PAGE) return entries
  }
}

export async function rootNow(journal: Journal): Promise<string> {
  return toHex(await rootAt(await journal.size(), (subtrees) => journal.hashes(subtrees)))
}

/** The first thing wrong in the whole journal; undefined where all of it agrees with itself. */
export async function firstWrong(journal: Journal): Promise<string | undefined> {
  let frontier = EMPTY_TREE
  const stands = new Map<AccountId, { balance: number; line: number }>()
  for (const entry of await everyEntry(journal)) {
    if (entry.seq !== frontier.size + 1)
      return `entry ${entry.seq} stands where ${frontier.size + 1} should`
    const { leaf, ...said } = entry
    if (!sameBytes(leafHash(said), leaf)) return `entry ${entry.seq} is not what its leaf says`
    frontier = grow(frontier, leaf).frontier
    for (const { account, minutes, balance, line } of entry.postings) {
      const before = stands.get(account) ?? { balance: 0, line: 0 }
      if (before.balance + minutes !== balance)
        return `entry ${entry.seq}: ${account} does not add up`
      if (before.line + 1 !== line) return `entry ${entry.seq}: ${account} has a gap in its lines`
      stands.set(account, { balance, line })
    }
  }
  if (toHex(rootOf(frontier)) !== (await rootNow(journal)))
    return 'the tree is not that of the entries'
  const trial = await journal.trialBalance()
  if (trial.some(({ account, balance }) => stands.get(account)?.balance !== balance))
    return 'balances differ from the entries'
  return trial.length === stands.size ? undefined : 'accounts are missing from the trial balance'
}
