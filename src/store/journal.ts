/**
 * The journal's place in the store: how a tip is read and how a batch is put
 * down. What is remembered between batches is only ever used while the store's
 * last seq is the one remembered with it.
 */
import { sql } from 'kysely'
import type { Journal } from '../bank/ports.ts'
import type { AccountId } from '../ledger/account.ts'
import { COUNTER_KINDS, counterText } from '../ledger/counter.ts'
import type { CounterKey, Draft, Entry, EntryId } from '../ledger/entry.ts'
import { namedIn, rowText, type Standing, spanKey, type Tip } from '../ledger/journal.ts'
import { twinOf } from '../ledger/review.ts'
import { EMPTY_TREE, type Frontier, frontierAt } from '../ledger/tree.ts'
import { changesOf, namesSaid } from './changes.ts'
import type { Engine } from './engine.ts'
import { type Names, namesIn } from './names.ts'
import { readsOf } from './reads.ts'
import { dayNumber, idBytes, toEntries } from './rows.ts'
import type { EntriesTable } from './tables.ts'
import { hashesIn } from './tree.ts'

/** Accounts, counters and rows remembered; beyond it the memory starts anew. A Durable Object has less room. */
const REMEMBERED = 300_000

export interface JournalOptions {
  readonly remembered?: number
}

interface Memory {
  seq: number
  recordedAt: number
  frontier: Frontier
  nextName: number
  readonly accounts: Map<AccountId, Standing>
  readonly counters: Map<string, number>
  readonly rows: Map<string, number>
}

/** The journal on an engine. */
export function journalIn(engine: Engine, { remembered: most }: JournalOptions = {}): Journal {
  const names = namesIn(engine, most)
  let memory: Memory | undefined

  async function remembered(): Promise<Memory> {
    const query = engine.db
      .selectFrom('entries')
      .select(['seq', 'recorded_at'])
      .orderBy('seq', 'desc')
      .limit(1)
    const [last] = await engine.all(query.compile())
    const seq = last?.seq ?? 0
    if (memory?.seq === seq) return memory
    memory = {
      seq,
      recordedAt: last?.recorded_at ?? 0,
      frontier:
        seq === 0 ? EMPTY_TREE : await frontierAt(seq, (subtrees) => hashesIn(engine, subtrees)),
      nextName: await names.next(),
      accounts: new Map(),
      counters: new Map(),
      rows: new Map(),
    }
    return memory
  }

  return {
    ...readsOf(engine, names),
    turn: (fn) => engine.turn(fn),
    forget() {
      memory = undefined
    },
    async tip(drafts) {
      const state = await remembered()
      const entries = await entriesNamed(engine, names, drafts)
      const named = namedIn(drafts, (id) => entries.get(id))
      return {
        seq: state.seq,
        recordedAt: state.recordedAt,
        frontier: state.frontier,
        entries,
        closedBy: await closersOf(engine, names, entries),
        accounts: await standings(engine, names, state.accounts, named.accounts),
        counters: await counterValues(engine, names, state.counters, named.counters),
        rows: await rowVersions(engine, state.rows, named.rows),
        spans: await spansNamed(engine, names, named.spans),
      }
    },
    async append(sealed, tip) {
      const state = memory
      if (!state) return { ok: false, taken: 'seq' }
      const { numbers, interned, nameRows } = await namesSaid(sealed, names, state.nextName)
      const numberOf = (name: string) => numbers.get(name) as number
      const written = await engine.commit(changesOf(sealed, nameRows, numberOf))
      if (!written.ok) {
        memory = undefined
        return { ok: false, taken: written.taken }
      }
      for (const [name, id] of interned) names.remember(name, id)
      memory = movedOn(state, tip, interned.size, most)
      return { ok: true }
    },
  }
}

function movedOn(state: Memory, tip: Tip, interned: number, most = REMEMBERED): Memory {
  const full = state.accounts.size + state.counters.size + state.rows.size > most
  const moved: Memory = {
    seq: tip.seq,
    recordedAt: tip.recordedAt,
    frontier: tip.frontier,
    nextName: state.nextName + interned,
    accounts: full ? new Map() : state.accounts,
    counters: full ? new Map() : state.counters,
    rows: full ? new Map() : state.rows,
  }
  for (const [account, standing] of tip.accounts) moved.accounts.set(account, standing)
  for (const [key, value] of tip.counters) moved.counters.set(key, value)
  for (const [key, version] of tip.rows) moved.rows.set(key, version)
  return moved
}

async function entriesNamed(
  engine: Engine,
  names: Names,
  drafts: readonly Draft[],
): Promise<Map<EntryId, Entry>> {
  const ids = new Set<EntryId>()
  for (const draft of drafts) {
    ids.add(draft.id)
    ids.add(twinOf(draft.id))
    if (draft.closes !== undefined) ids.add(draft.closes)
  }
  const list = engine.list([...ids].map(idBytes), 'blob')
  const query = sql<EntriesTable>`select * from entries where id in ${list}`
  const rows = await engine.all(query.compile(engine.db))
  const entries = await toEntries(engine, names, rows)
  return new Map(entries.map((entry) => [entry.id, entry]))
}

async function closersOf(
  engine: Engine,
  names: Names,
  entries: ReadonlyMap<EntryId, Entry>,
): Promise<Map<number, EntryId>> {
  if (entries.size === 0) return new Map()
  const list = engine.list(
    [...entries.values()].map((entry) => entry.seq),
    'integer',
  )
  const query = sql<EntriesTable>`select * from entries where closes in ${list}`
  const closers = await toEntries(engine, names, await engine.all(query.compile(engine.db)))
  return new Map(closers.map((entry) => [entry.closes as number, entry.id]))
}

async function standings(
  engine: Engine,
  names: Names,
  known: ReadonlyMap<AccountId, Standing>,
  wanted: readonly AccountId[],
): Promise<Map<AccountId, Standing>> {
  const found = new Map<AccountId, Standing>()
  const unknown: AccountId[] = []
  for (const account of wanted) {
    const standing = known.get(account)
    if (standing) found.set(account, standing)
    else unknown.push(account)
  }
  if (unknown.length === 0) return found
  const ids = await names.find(unknown)
  const byId = new Map([...ids].map(([name, id]) => [id, name as AccountId]))
  for (const account of unknown) found.set(account, { balance: 0, line: 0 })
  if (byId.size === 0) return found
  const query = sql<{
    account: number
    balance: number
    line: number
  }>`select p.account, p.balance, p.line from ${engine.list([...byId.keys()], 'integer')} x join postings p on p.account = x.value and p.seq = (select max(q.seq) from postings q where q.account = x.value)`
  for (const row of await engine.all(query.compile(engine.db))) {
    found.set(byId.get(row.account) as AccountId, { balance: row.balance, line: row.line })
  }
  return found
}

/** Counters, each by its text; those never moved are 0. */
export async function counterValues(
  engine: Engine,
  names: Names,
  known: ReadonlyMap<string, number>,
  wanted: readonly CounterKey[],
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  const unknown: CounterKey[] = []
  for (const key of wanted) {
    const value = known.get(counterText(key))
    if (value === undefined) unknown.push(key)
    found.set(counterText(key), value ?? 0)
  }
  if (unknown.length === 0) return found
  const ids = await names.find([...new Set(unknown.map((key) => key.who))])
  const asked = new Map<string, string>()
  for (const key of unknown) {
    const who = ids.get(key.who)
    if (who !== undefined)
      asked.set(`${COUNTER_KINDS[key.kind]} ${who} ${dayNumber(key.day)}`, counterText(key))
  }
  if (asked.size === 0) return found
  const pairs = [
    ...new Map(
      [...asked.keys()]
        .map((text) => text.split(' ').map(Number))
        .map(([, who, day]) => [`${who} ${day}`, [who as number, day as number] as const]),
    ).values(),
  ]
  const kinds = engine.list(Object.values(COUNTER_KINDS), 'integer')
  const query = sql<{
    kind: number
    who: number
    day: number
    value: number
  }>`select c.kind, c.who, c.day, c.value from ${engine.pairs(pairs)} x cross join ${kinds} k join counters c on c.kind = k.value and c.who = x.a and c.day = x.b`
  for (const row of await engine.all(query.compile(engine.db))) {
    const text = asked.get(`${row.kind} ${row.who} ${row.day}`)
    if (text !== undefined) found.set(text, row.value)
  }
  return found
}

async function rowVersions(
  engine: Engine,
  known: ReadonlyMap<string, number>,
  wanted: readonly { readonly table: string; readonly key: string }[],
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  const unknown: string[] = []
  for (const row of wanted) {
    const version = known.get(rowText(row))
    if (version === undefined) unknown.push(rowText(row))
    found.set(rowText(row), version ?? 0)
  }
  if (unknown.length === 0) return found
  const tables = [...new Set(unknown.map((text) => text.slice(0, text.indexOf(' '))))]
  const keys = [...new Set(unknown.map((text) => text.slice(text.indexOf(' ') + 1)))]
  const query = sql<{
    tbl: string
    key: string
    version: number
  }>`select d.tbl, d.key, max(d.version) as version from ${engine.list(tables, 'text')} t cross join ${engine.list(keys, 'text')} k cross join directory d where d.tbl = t.value and d.key = k.value group by d.tbl, d.key`
  for (const row of await engine.all(query.compile(engine.db)))
    found.set(`${row.tbl} ${row.key}`, row.version)
  return found
}

async function spansNamed(
  engine: Engine,
  names: Names,
  wanted: readonly { readonly member: string; readonly day: string }[],
): Promise<Tip['spans']> {
  const found: Tip['spans'] = new Map()
  if (wanted.length === 0) return found
  const ids = await names.find([...new Set(wanted.map((one) => one.member))])
  const asked = new Map<string, string>()
  for (const { member, day } of wanted) {
    const who = ids.get(member)
    if (who !== undefined) asked.set(`${who} ${dayNumber(day)}`, spanKey(member, day))
  }
  if (asked.size === 0) return found
  const pairs = [...asked.keys()].map((text) => text.split(' ').map(Number) as [number, number])
  const query = sql<{
    who: number
    day: number
    seq: number
    from_minute: number
    to_minute: number
  }>`select s.who, s.day, s.seq, s.from_minute, s.to_minute from ${engine.pairs(pairs)} x join spans s on s.who = x.a and s.day = x.b where not exists (select 1 from entries c where c.closes = s.seq) and not exists (select 1 from reviews r where r.seq = s.seq and r.decided > 0)`
  for (const row of await engine.all(query.compile(engine.db))) {
    const key = asked.get(`${row.who} ${row.day}`) as string
    found.set(key, [
      ...(found.get(key) ?? []),
      { seq: row.seq, from: row.from_minute, to: row.to_minute },
    ])
  }
  return found
}
