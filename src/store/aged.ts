/** Lines of accounts with what their age is read from: one stretch after another, an account never in two orders. */
import { sql } from 'kysely'
import type { AgedPosting, AgedQuery } from '../bank/ports-oversight.ts'
import { ACCOUNT_KINDS, type AccountId } from '../ledger/account.ts'
import { ENTRY_KINDS, type EntryKind } from '../ledger/entry.ts'
import type { Engine } from './engine.ts'
import type { Names } from './names.ts'
import { dayText } from './rows.ts'

interface Found {
  account: number
  home: number
  seq: number
  minutes: number
  served_on: number
  organisation: number
  kind: number
  root: number | null
  closer: number | null
}

const KIND_NAMES = new Map(
  Object.entries(ENTRY_KINDS).map(([name, number]) => [number as number, name as EntryKind]),
)

export async function agedLines(
  engine: Engine,
  names: Names,
  { kinds, homes, upTo, after, limit }: AgedQuery,
): Promise<readonly AgedPosting[]> {
  const numbers = kinds.map((kind) => ACCOUNT_KINDS[kind].number)
  const from = after && (await names.find([after.account])).get(after.account)
  const at = [...(await names.find(homes ?? [])).values()]
  if (homes !== undefined && at.length === 0) return []
  const home = homes === undefined ? sql`1 = 1` : sql`p.home in ${engine.list(at, 'integer')}`
  const next =
    from === undefined
      ? sql`1 = 1`
      : sql`(p.account > ${from} or (p.account = ${from} and p.seq > ${after?.seq ?? 0}))`
  // A reversal of a settle goes back to the hold: two steps are all there are.
  const query = sql<Found>`select p.account as account, p.home as home, p.seq as seq, p.minutes as minutes, e.served_on as served_on, e.organisation as organisation, e.kind as kind, coalesce(t.closes, e.closes) as root, c.kind as closer from postings p join entries e on e.seq = p.seq left join entries t on t.seq = e.closes left join entries c on c.closes = e.seq and c.seq <= ${upTo} where p.account % 16 in ${engine.list(numbers, 'integer')} and ${home} and ${next} and p.seq <= ${upTo} order by p.account, p.seq limit ${limit}`
  const rows = await engine.all<Found>(query.compile(engine.db))
  const text = await names.read(
    new Set(rows.flatMap((row) => [row.account, row.home, row.organisation])),
  )
  const kindNamed = (number: number) => KIND_NAMES.get(number) as EntryKind
  return rows.map((row) => ({
    account: text.get(row.account) as AccountId,
    home: text.get(row.home) as string,
    seq: row.seq,
    minutes: row.minutes,
    servedOn: dayText(row.served_on),
    organisation: text.get(row.organisation) as string,
    kind: kindNamed(row.kind),
    ...(row.root === null ? {} : { root: row.root }),
    ...(row.closer === null ? {} : { closer: kindNamed(row.closer) }),
  }))
}
