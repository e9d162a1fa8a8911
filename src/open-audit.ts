/** The audit journal put together on an engine: the same journal, directory and batcher as the ledger's, under a name of its own. */
import type { AuditBooks, Clock, Ids } from './bank/ports.ts'
import { batcherFor, type OwnBatcher } from './bank/record.ts'
import { directoryIn } from './store/directory.ts'
import type { Engine } from './store/engine.ts'
import { journalIn } from './store/journal.ts'

/** The log's name beside the ledger's: "kapok.example/ledger/1" has "kapok.example/audit/1". */
export function auditOrigin(ledger: string): string {
  return /(^|\/)ledger\/1$/.test(ledger)
    ? ledger.replace(/ledger\/1$/, 'audit/1')
    : `${ledger}/audit/1`
}

/** Rows of events are looked up by whom they are about, and read once. */
const ROWS_REMEMBERED = 1_000

export interface AuditOptions {
  /** Of the ledger. */
  readonly origin: string
  readonly clock: Clock
  /** Its own: drawn from the ledger's, they would move on what the ledger draws. */
  readonly ids: Ids
}

export interface OwnAuditBooks extends AuditBooks {
  readonly batcher: OwnBatcher
}

export function auditBooksOn(engine: Engine, { origin, clock, ids }: AuditOptions): OwnAuditBooks {
  const journal = journalIn(engine)
  return {
    origin: auditOrigin(origin),
    journal,
    directory: directoryIn(engine, ROWS_REMEMBERED),
    batcher: batcherFor(journal, clock),
    ids,
  }
}
