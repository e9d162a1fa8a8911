/** What verifying needs of a store: every row as it lies there, damaged or not. */

/** Rows as they stand in the store, with the store's own column names: what an auditor reads. */
export interface StoredRows {
  readonly names: {
    readonly id: number
    readonly name: string
    readonly seq: number
    readonly hash: Uint8Array
  }
  readonly entries: StoredEntry
  readonly postings: StoredPosting
  readonly nodes: { readonly level: number; readonly idx: number; readonly hash: Uint8Array }
  readonly directory: StoredVersion
  readonly counters: {
    readonly kind: number
    readonly who: number
    readonly day: number
    readonly value: number
    readonly seq: number
  }
  readonly spans: {
    readonly who: number
    readonly day: number
    readonly seq: number
    readonly from_minute: number
    readonly to_minute: number
  }
  readonly reviews: {
    readonly seq: number
    readonly place: number
    readonly who: number
    readonly decided: number
  }
  readonly listed: {
    readonly tbl: string
    readonly key: string
    readonly place: string
    readonly who: string
    readonly state: string
    readonly at: number
    readonly due: number
    readonly seq: number
  }
  readonly checkpoints: {
    readonly size: number
    readonly root: Uint8Array
    readonly note: string
    readonly recorded_at: number
  }
}

export interface StoredEntry {
  readonly seq: number
  readonly id: Uint8Array
  readonly kind: number
  readonly served_on: number
  readonly recorded_at: number
  readonly station: number
  readonly organisation: number
  readonly service: number
  readonly rules: number
  readonly proof: number
  readonly by_actor: number
  readonly closes: number | null
  readonly request: Uint8Array
  readonly salt: Uint8Array
  readonly refs: string
  readonly accounts: string
  readonly leaf: Uint8Array
}

export interface StoredPosting {
  readonly account: number
  readonly seq: number
  readonly line: number
  readonly minutes: number
  readonly balance: number
  readonly home: number
}

export interface StoredVersion {
  readonly tbl: string
  readonly key: string
  readonly version: number
  readonly seq: number
  readonly salt: Uint8Array
  readonly body: string
}

export type StoredTable = keyof StoredRows

/** A table, index or trigger that is not as the program made it. */
export interface SchemaDifference {
  readonly name: string
  readonly how: 'missing' | 'extra' | 'changed'
}

/**
 * Reads what stands in the store, row by row, and decides nothing. What it
 * hands over may be damaged: a type may lie, a number may point nowhere.
 */
export interface Audit {
  count(table: StoredTable): Promise<number>
  /** The greatest seq, 0 where there is none. */
  last(): Promise<number>
  /** Rows after one, in the order of the table's key; from the first when `after` is undefined. */
  stretch<Table extends StoredTable>(
    table: Table,
    after: StoredRows[Table] | undefined,
    limit: number,
  ): Promise<readonly StoredRows[Table][]>
  entriesAt(seqs: readonly number[]): Promise<readonly StoredEntry[]>
  /** Postings by account and seq; those that are missing are left out. */
  postingsOf(pairs: readonly (readonly [number, number])[]): Promise<readonly StoredPosting[]>
  /** Every posting of these seqs, whichever the account. Reads the whole table: for when something is wrong. */
  postingsAt(seqs: readonly number[]): Promise<readonly StoredPosting[]>
  /** All versions of these rows. */
  versionsOf(rows: readonly Pick<StoredVersion, 'tbl' | 'key'>[]): Promise<readonly StoredVersion[]>
  schema(): Promise<readonly SchemaDifference[]>
  /** What the store's own check of its file says; empty when it is sound. */
  integrity(): Promise<readonly string[]>
}
