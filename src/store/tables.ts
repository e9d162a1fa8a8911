/**
 * The tables of the books, once: for Kysely as types, for the engines as the
 * order and kind of columns they insert. Rows are only ever inserted; but for
 * `counters`, `reviews` and `listed`, views of the journal that are moved on.
 */
export interface NamesTable {
  /** 16 × n + number of the account kind; + 0 for what is no account. */
  id: number
  name: string
  /** The entry that first said it. */
  seq: number
  /** First 8 bytes of SHA-256 of the name, so that a changed name is told from changed entries. */
  hash: Uint8Array
}

export interface EntriesTable {
  seq: number
  id: Uint8Array
  kind: number
  /** Days since 1970-01-01. */
  served_on: number
  recorded_at: number
  station: number
  organisation: number
  service: number
  rules: number
  /** 0 where there is none. */
  proof: number
  by_actor: number
  closes: number | null
  request: Uint8Array
  salt: Uint8Array
  /** "type value" pairs, a line each. */
  refs: string
  /** Accounts of the postings in their order, comma between: where to find them. */
  accounts: string
  leaf: Uint8Array
}

export interface PostingsTable {
  account: number
  seq: number
  line: number
  minutes: number
  balance: number
  home: number
}

export interface NodesTable {
  level: number
  idx: number
  hash: Uint8Array
}

export interface DirectoryTable {
  tbl: string
  key: string
  version: number
  seq: number
  salt: Uint8Array
  body: string
}

export interface CountersTable {
  kind: number
  who: number
  /** Days since 1970-01-01, -1 where the counter has no day. */
  day: number
  value: number
  seq: number
}

export interface SpansTable {
  who: number
  day: number
  seq: number
  from_minute: number
  to_minute: number
}

export interface ReviewsTable {
  /** The entry that asked. */
  seq: number
  place: number
  who: number
  /** The entry that answered, 0 while it waits. */
  decided: number
}

export interface ListedTable {
  tbl: string
  key: string
  place: string
  who: string
  state: string
  at: number
  /** 0 where nothing is due. */
  due: number
  /** The entry that brought the newest version. */
  seq: number
}

export interface CheckpointsTable {
  size: number
  root: Uint8Array
  note: string
  recorded_at: number
}

export interface Tables {
  names: NamesTable
  entries: EntriesTable
  postings: PostingsTable
  nodes: NodesTable
  directory: DirectoryTable
  counters: CountersTable
  spans: SpansTable
  reviews: ReviewsTable
  listed: ListedTable
  checkpoints: CheckpointsTable
}

export type Value = number | string | Uint8Array | null
export type ColumnKind = 'integer' | 'text' | 'blob'

export interface TableShape {
  readonly columns: Readonly<Record<string, ColumnKind>>
  /** Columns of the key on which a row is replaced; none for tables that only grow. */
  readonly replaces?: readonly string[]
}

/** In the order a commit inserts them: the journal's own key first, so that a lost race is told by it. */
export const SHAPES = {
  entries: {
    columns: {
      seq: 'integer',
      id: 'blob',
      kind: 'integer',
      served_on: 'integer',
      recorded_at: 'integer',
      station: 'integer',
      organisation: 'integer',
      service: 'integer',
      rules: 'integer',
      proof: 'integer',
      by_actor: 'integer',
      closes: 'integer',
      request: 'blob',
      salt: 'blob',
      refs: 'text',
      accounts: 'text',
      leaf: 'blob',
    },
  },
  names: { columns: { id: 'integer', name: 'text', seq: 'integer', hash: 'blob' } },
  postings: {
    columns: {
      account: 'integer',
      seq: 'integer',
      line: 'integer',
      minutes: 'integer',
      balance: 'integer',
      home: 'integer',
    },
  },
  directory: {
    columns: {
      tbl: 'text',
      key: 'text',
      version: 'integer',
      seq: 'integer',
      salt: 'blob',
      body: 'text',
    },
  },
  nodes: { columns: { level: 'integer', idx: 'integer', hash: 'blob' } },
  spans: {
    columns: {
      who: 'integer',
      day: 'integer',
      seq: 'integer',
      from_minute: 'integer',
      to_minute: 'integer',
    },
  },
  counters: {
    columns: { kind: 'integer', who: 'integer', day: 'integer', value: 'integer', seq: 'integer' },
    replaces: ['kind', 'who', 'day'],
  },
  reviews: {
    columns: { seq: 'integer', place: 'integer', who: 'integer', decided: 'integer' },
    replaces: ['seq'],
  },
  listed: {
    columns: {
      tbl: 'text',
      key: 'text',
      place: 'text',
      who: 'text',
      state: 'text',
      at: 'integer',
      due: 'integer',
      seq: 'integer',
    },
    replaces: ['tbl', 'key'],
  },
  checkpoints: { columns: { size: 'integer', root: 'blob', note: 'text', recorded_at: 'integer' } },
} as const satisfies Record<keyof Tables, TableShape>

export type TableName = keyof Tables
