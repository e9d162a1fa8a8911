/** Statement (时数明细): a member's lines, each with the entry it belongs to; newest first for a page, oldest first after a seq. */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import type { Actor, Bank, Line } from '../ports.ts'
import { readingsOf } from './readings.ts'

export interface StatementLine {
  readonly line: Line
  readonly entry: Entry
  /** The entry that closed this one: a hold settled or released, a credit reversed. */
  readonly closedBy?: Entry
}

export interface StatementQuery {
  readonly member: MemberId
  /** Lines after this seq, oldest first. */
  readonly after?: number
  /** Lines before this seq, newest first; the newest when neither is given. */
  readonly before?: number
  /** 1 to 200. */
  readonly limit: number
}

/** A page of lines. A member's lines of one entry are never divided between pages. */
export async function statement(
  bank: Bank,
  actor: Actor,
  query: StatementQuery,
): Promise<Outcome<readonly StatementLine[]>> {
  const seen = await readingsOf(bank, actor, query.member)
  if (!seen.ok) return refuse(seen.refusal)
  const accounts = seen.value.purses.map((purse) => purse.account)
  const limit = Math.min(Math.max(Math.trunc(query.limit), 1), 200)
  const forward = query.after !== undefined
  const found = await bank.journal.lines({
    accounts,
    limit: limit + accounts.length,
    ...(forward
      ? { after: query.after ?? 0 }
      : { before: query.before ?? Number.MAX_SAFE_INTEGER }),
  })
  const lines = wholeEntries(found, limit)
  const entries = new Map(
    (await bank.journal.entriesAt([...new Set(lines.map((line) => line.seq))])).map((entry) => [
      entry.seq,
      entry,
    ]),
  )
  const closers = new Map<number, Entry>()
  for (const entry of entries.values()) {
    const closing = await bank.journal.closing(entry.seq)
    if (closing) closers.set(entry.seq, closing)
  }
  return {
    ok: true,
    value: lines.map((line) => {
      const closedBy = closers.get(line.seq)
      return { line, entry: entries.get(line.seq) as Entry, ...(closedBy ? { closedBy } : {}) }
    }),
  }
}

/** At least `limit` lines where there are so many, and then the rest of the last entry. */
function wholeEntries(lines: readonly Line[], limit: number): readonly Line[] {
  const last = lines[limit - 1]
  if (!last) return lines
  let end = limit
  while (lines[end]?.seq === last.seq) end++
  return lines.slice(0, end)
}
