/** What is read of the journal after it is written: entries, lines, balances at a seq. Reads need no transaction. */
import { sql } from 'kysely'
import type { Balance, Journal, Line, StationFlow } from '../bank/ports.ts'
import { ACCOUNT_KINDS, type AccountId, type MemberId } from '../ledger/account.ts'
import { counterText } from '../ledger/counter.ts'
import { ENTRY_KINDS, type Entry, type EntryId, type Seq } from '../ledger/entry.ts'
import { agedLines } from './aged.ts'
import type { Engine } from './engine.ts'
import { counterValues } from './journal.ts'
import type { Names } from './names.ts'
import { dayNumber, idBytes, toEntries } from './rows.ts'
import type { CheckpointsTable, EntriesTable, PostingsTable } from './tables.ts'
import { hashesIn } from './tree.ts'

type Reads = Omit<Journal, 'turn' | 'tip' | 'append' | 'forget'>

const END = Number.MAX_SAFE_INTEGER

const KIND_OF_NUMBER = new Map(
  Object.entries(ACCOUNT_KINDS).map(([kind, { number }]) => [number, kind]),
)

export function readsOf(engine: Engine, names: Names): Reads {
  const run = <Row>(query: ReturnType<typeof sql<Row>>) => engine.all<Row>(query.compile(engine.db))
  const entriesOf = async (query: ReturnType<typeof sql<EntriesTable>>) =>
    toEntries(engine, names, await run(query))
  const numberOf = async (name: string) => (await names.find([name])).get(name)

  return {
    ...accountReads(engine, names),
    async size() {
      const [row] = await run(sql<{ last: number | null }>`select max(seq) as last from entries`)
      return row?.last ?? 0
    },
    async entry(ref) {
      const where =
        typeof ref === 'number' ? sql`seq = ${ref}` : sql`id = ${idBytes(ref as EntryId)}`
      return (await entriesOf(sql<EntriesTable>`select * from entries where ${where}`))[0]
    },
    entries: (after, limit) =>
      entriesOf(
        sql<EntriesTable>`select * from entries where seq > ${after} order by seq limit ${limit}`,
      ),
    entriesAt: (seqs) =>
      entriesOf(
        sql<EntriesTable>`select * from entries where seq in ${engine.list(seqs, 'integer')} order by seq`,
      ),
    async closing(seq: Seq) {
      return (await entriesOf(sql<EntriesTable>`select * from entries where closes = ${seq}`))[0]
    },
    openHolds: (of) => openHolds(engine, names, of),
    async openReviews({ member, places }) {
      const ids = await names.find(member === undefined ? (places ?? []) : [member])
      if (ids.size === 0) return []
      const list = engine.list([...ids.values()], 'integer')
      const column = member === undefined ? sql`r.place` : sql`r.who`
      return entriesOf(
        sql<EntriesTable>`select e.* from ${list} x join reviews r on ${column} = x.value and r.decided = 0 join entries e on e.seq = r.seq order by e.seq`,
      )
    },
    async stationEntries(station, from, to, upTo = END) {
      const id = await numberOf(station)
      if (id === undefined) return []
      return entriesOf(
        sql<EntriesTable>`select * from entries where station = ${id} and recorded_at >= ${from} and recorded_at < ${to} and seq <= ${upTo} order by seq`,
      )
    },
    async stationServed(station, from, to, upTo = END) {
      const id = await numberOf(station)
      if (id === undefined) return []
      return entriesOf(
        sql<EntriesTable>`select * from entries where station = ${id} and served_on >= ${dayNumber(from)} and served_on <= ${dayNumber(to)} and seq <= ${upTo} order by seq`,
      )
    },
    async seqBefore(instant) {
      let low = 0
      let high = await this.size()
      while (low < high) {
        const middle = Math.ceil((low + high) / 2)
        const [row] = await run(
          sql<{ recorded_at: number }>`select recorded_at from entries where seq = ${middle}`,
        )
        if ((row?.recorded_at ?? END) < instant) low = middle
        else high = middle - 1
      }
      return low
    },
    hashes: (subtrees) => hashesIn(engine, subtrees),
    async saveCheckpoint({ size, root, note, recordedAt }) {
      await engine.commit([{ table: 'checkpoints', rows: [[size, root, note, recordedAt]] }])
    },
    async checkpoint(atMost = END) {
      const [row] = await run(
        sql<CheckpointsTable>`select * from checkpoints where size <= ${atMost} order by size desc limit 1`,
      )
      return row && { size: row.size, root: row.root, note: row.note, recordedAt: row.recorded_at }
    },
  }
}

type AccountReads = Pick<
  Reads,
  'lines' | 'accountsOf' | 'balances' | 'trialBalance' | 'counters' | 'flows' | 'aged'
>

function accountReads(engine: Engine, names: Names): AccountReads {
  const run = <Row>(query: ReturnType<typeof sql<Row>>) => engine.all<Row>(query.compile(engine.db))

  async function named(rows: readonly PostingsTable[]): Promise<readonly (Line & Balance)[]> {
    const text = await names.read(new Set(rows.flatMap((row) => [row.account, row.home])))
    return rows.map((row) => ({
      account: text.get(row.account) as AccountId,
      seq: row.seq as Seq,
      line: row.line,
      minutes: row.minutes,
      balance: row.balance,
      home: text.get(row.home) as string,
    }))
  }

  return {
    async lines({ accounts, after = 0, before, upTo = END, limit }) {
      const ids = [...(await names.find(accounts)).values()]
      if (ids.length === 0) return []
      // One account is one stretch of the table, read from its end; several have to be sorted.
      const own =
        ids.length === 1
          ? sql`p.account = ${ids[0]}`
          : sql`p.account in ${engine.list(ids, 'integer')}`
      const query =
        before === undefined
          ? sql<PostingsTable>`select p.* from postings p where ${own} and p.seq > ${after} and p.seq <= ${upTo} order by p.seq, p.account limit ${limit}`
          : sql<PostingsTable>`select p.* from postings p where ${own} and p.seq < ${Math.min(before, upTo + 1)} and p.seq > ${after} order by p.seq desc, p.account limit ${limit}`
      return named(await run(query))
    },
    async accountsOf(member: MemberId) {
      const rows = await run(
        sql<{ name: string }>`select name from ${purses(engine, member)} x order by id`,
      )
      return rows.map((row) => row.name as AccountId)
    },
    async balances(accounts, at = END) {
      const ids = [...(await names.find(accounts)).values()]
      if (ids.length === 0) return []
      return named(
        await run(
          sql<PostingsTable>`select p.* from ${engine.list(ids, 'integer')} x join postings p on p.account = x.value and p.seq = (select max(q.seq) from postings q where q.account = x.value and q.seq <= ${at})`,
        ),
      )
    },
    async trialBalance(at = END) {
      return named(
        await run(
          sql<PostingsTable>`select p.* from names n join postings p on p.account = n.id and p.seq = (select max(q.seq) from postings q where q.account = n.id and q.seq <= ${at}) where n.id % 16 <> 0 order by n.id`,
        ),
      )
    },
    async counters(keys) {
      const values = await counterValues(engine, names, new Map(), keys)
      return keys.map((key) => values.get(counterText(key)) ?? 0)
    },
    aged: (query) => agedLines(engine, names, query),
    async flows(at = END) {
      const rows = await run(
        sql<{
          home: number
          place: number
          kind: number
          total: number | string
          times: number
        }>`select p.home as home, e.station as place, p.account % 16 as kind, sum(p.minutes) as total, count(*) as times from postings p join entries e on e.seq = p.seq where p.seq <= ${at} group by p.home, e.station, p.account % 16`,
      )
      const text = await names.read(new Set(rows.flatMap((row) => [row.home, row.place])))
      return rows.map(
        (row): StationFlow => ({
          home: text.get(row.home) as string,
          place: text.get(row.place) as string,
          kind: KIND_OF_NUMBER.get(row.kind) ?? `${row.kind}`,
          // PostgreSQL sums bigints as numeric, which comes as text.
          minutes: Number(row.total),
          count: row.times,
        }),
      )
    },
  }
}

/** A member's accounts that the books know. Two searches, not an "or": PostgreSQL would read all names for that. */
function purses(engine: Engine, member: MemberId) {
  const own = [`earned:${member}`, `paper:${member}`, `shortfall:${member}`]
  return sql`(select id, name from names where name in ${engine.list(own, 'text')} union all select id, name from names where name >= ${`granted:${member}:`} and name < ${`granted:${member};`})`
}

async function openHolds(
  engine: Engine,
  names: Names,
  of: { readonly member?: MemberId; readonly station?: string },
): Promise<readonly Entry[]> {
  const open = sql`e.kind = ${ENTRY_KINDS.hold} and not exists (select 1 from entries c where c.closes = e.seq)`
  const account =
    of.station === undefined
      ? sql`p.account in (select id from ${purses(engine, of.member as MemberId)} x)`
      : sql`p.account in (select id from names where name = ${`holding:${of.station}`})`
  const query = sql<EntriesTable>`select e.* from entries e where e.seq in (select p.seq from postings p where ${account}) and ${open} order by e.seq`
  return toEntries(engine, names, await engine.all(query.compile(engine.db)))
}
