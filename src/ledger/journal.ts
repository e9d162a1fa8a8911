/**
 * The journal (日记账) is one line of entries. An entry's seq is its place in
 * that line, and the next seq can be taken once: whoever takes it has
 * appended, whoever was late looks again. Here a draft gets its place: against
 * a tip that somebody read, with a clock that somebody passed in.
 */
import { ACCOUNT_KINDS, type AccountId, kindOf } from './account.ts'
import {
  type CounterMove,
  countersMoved,
  counterText,
  creditedBy,
  clock,
  spanOf,
} from './counter.ts'
import {
  type Day,
  type Draft,
  type Entry,
  type EntryId,
  type Limit,
  type Posting,
  type Reliance,
  refOf,
  type Seq,
  type Span,
} from './entry.ts'
import { leafHash, rowRef } from './leaf.ts'
import { minutes } from './minutes.ts'
import type { Outcome, Refusal } from './refusal.ts'
import { refuse } from './refusal.ts'
import { sameBytes } from './sha256.ts'
import { type Frontier, grow, type TileNode } from './tree.ts'

export interface Standing {
  readonly balance: number
  readonly line: number
}

/**
 * The end of the line, and what stands there of everything the drafts name.
 * `seal` moves it on, so that the next draft of the batch meets it as it will
 * be. Whoever holds a tip that lost its seq throws it away.
 */
export interface Tip {
  seq: number
  recordedAt: number
  frontier: Frontier
  readonly accounts: Map<AccountId, Standing>
  readonly counters: Map<string, number>
  /** Entries by id: those that drafts would repeat, and those they close. */
  readonly entries: Map<EntryId, Entry>
  /** What closed an entry, by the seq of the closed one. */
  readonly closedBy: Map<number, EntryId>
  /** Newest version of each directory row named, by "table key"; absent is 0. */
  readonly rows: Map<string, number>
  /** Spans served by "member day", those of reversed entries left out. */
  readonly spans: Map<string, readonly (Span & { readonly seq: number })[]>
}

export interface Sealed {
  readonly entry: Entry
  readonly nodes: readonly TileNode[]
  readonly along: Draft['along']
  readonly counters: ReadonlyMap<string, { readonly move: CounterMove; readonly value: number }>
}

export type SealOutcome = Outcome<Entry> & { readonly sealed?: Sealed }

export const rowText = (row: Pick<Reliance, 'table' | 'key'>) => `${row.table} ${row.key}`
export const spanKey = (member: string, day: string) => `${member} ${day}`

/** Gives a draft its place and moves the tip on, or refuses and leaves the tip as it was. */
export function seal(draft: Draft, tip: Tip, now: number): SealOutcome {
  const known = tip.entries.get(draft.id)
  if (known)
    return sameBytes(known.request, draft.request)
      ? { ok: true, value: known, again: true }
      : refuse({ code: 'id-taken', id: draft.id })

  assertSound(draft)
  const closed = draft.closes === undefined ? undefined : tip.entries.get(draft.closes)
  const no =
    refusedClose(draft, closed, tip) ??
    refusedRow(draft, tip) ??
    refusedBalance(draft, tip) ??
    refusedOverlap(draft, tip)
  if (no) return refuse(no)

  const postings = posted(draft, tip)
  if ('code' in postings) return refuse(postings)
  const moves = new Map<string, { move: CounterMove; value: number }>()
  for (const move of countersMoved(draft, closed)) {
    const text = counterText(move.key)
    const before = moves.get(text)?.value ?? tip.counters.get(text) ?? 0
    moves.set(text, { move, value: before + move.by })
  }
  const over = refusedLimit(draft, moves, tip)
  if (over) return refuse(over)

  return placed(draft, closed, postings, moves, tip, now)
}

function placed(
  draft: Draft,
  closed: Entry | undefined,
  postings: readonly Posting[],
  moves: Map<string, { move: CounterMove; value: number }>,
  tip: Tip,
  now: number,
): SealOutcome {
  const { limits: _limits, relies: _relies, empty: _empty, along, closes: _closes, ...said } = draft
  const leafless = {
    ...said,
    seq: (tip.seq + 1) as Seq,
    postings,
    recordedAt: Math.max(now, tip.recordedAt),
    ...(closed ? { closes: closed.seq } : {}),
  }
  const entry: Entry = { ...leafless, leaf: leafHash(leafless) }
  const { frontier, nodes } = grow(tip.frontier, entry.leaf)

  tip.seq = entry.seq
  tip.recordedAt = entry.recordedAt
  tip.frontier = frontier
  tip.entries.set(entry.id, entry)
  if (closed) tip.closedBy.set(closed.seq, entry.id)
  for (const posting of postings)
    tip.accounts.set(posting.account, { balance: posting.balance, line: posting.line })
  for (const [text, { value }] of moves) tip.counters.set(text, value)
  for (const row of along ?? []) tip.rows.set(rowText(row), row.version)
  moveSpans(entry, closed, tip)
  return { ok: true, value: entry, sealed: { entry, nodes, along, counters: moves } }
}

/** What nobody can act on is our own mistake, and throws. */
function assertSound(draft: Draft): void {
  const sum = draft.postings.reduce((total, posting) => total + posting.minutes, 0)
  if (sum !== 0) throw new Error(`entry ${draft.id} does not balance: it is off by ${sum} minutes`)
  if (draft.postings.length === 1) throw new Error(`entry ${draft.id} has one posting`)
  const accounts = new Set<string>()
  for (const posting of draft.postings) {
    if (posting.minutes === 0) throw new Error(`entry ${draft.id} has a posting of zero minutes`)
    minutes(posting.minutes)
    accounts.add(posting.account)
  }
  if (accounts.size !== draft.postings.length)
    throw new Error(`entry ${draft.id} posts twice to one account`)
  if (draft.salt.length !== 16 || draft.request.length !== 16)
    throw new Error(`entry ${draft.id} lacks its salt or request hash`)
  for (const text of [
    draft.id,
    draft.station,
    draft.organisation,
    draft.service,
    draft.rules,
    draft.by,
  ])
    assertPrintable(text)
  for (const [type, value] of draft.refs) {
    assertPrintable(type)
    assertPrintable(value)
  }
  const brought = new Set(draft.refs.filter(([type]) => type === 'row').map(([, value]) => value))
  for (const row of draft.along ?? []) {
    if (!brought.has(rowRef(row)))
      throw new Error(`entry ${draft.id} brings ${rowText(row)} without its hash`)
  }
}

function assertPrintable(text: string): void {
  if (!/^[\x21-\x7e]{1,200}$/.test(text)) throw new Error(`"${text}" may not stand in an entry`)
}

function refusedClose(draft: Draft, closed: Entry | undefined, tip: Tip): Refusal | undefined {
  if (draft.closes === undefined) return undefined
  if (!closed) return { code: 'unknown-entry', entry: draft.closes }
  const by = tip.closedBy.get(closed.seq)
  return by === undefined ? undefined : { code: 'already-closed', entry: draft.closes, by }
}

function refusedRow(draft: Draft, tip: Tip): Refusal | undefined {
  for (const row of draft.relies ?? []) {
    if ((tip.rows.get(rowText(row)) ?? 0) !== row.version)
      return { code: 'stale-row', table: row.table, key: row.key }
  }
  for (const row of draft.along ?? []) {
    if ((tip.rows.get(rowText(row)) ?? 0) !== row.version - 1)
      return { code: 'stale-row', table: row.table, key: row.key }
  }
  return undefined
}

function refusedBalance(draft: Draft, tip: Tip): Refusal | undefined {
  const moved = draft.empty?.find((account) => (tip.accounts.get(account)?.balance ?? 0) !== 0)
  return moved && { code: 'shortfall-moved', account: moved }
}

function refusedOverlap(draft: Draft, tip: Tip): Refusal | undefined {
  const span = draft.kind === 'credit' ? spanOf(draft) : undefined
  const member = span && creditedBy(draft)?.member
  if (!span || !member) return undefined
  const other = tip.spans
    .get(spanKey(member, draft.servedOn))
    ?.find((s) => s.from < span.to && span.from < s.to)
  if (!other) return undefined
  return {
    code: 'overlap',
    member,
    servedOn: draft.servedOn,
    from: clock(span.from),
    to: clock(span.to),
    with: { from: clock(other.from), to: clock(other.to) },
  }
}

function posted(draft: Draft, tip: Tip): readonly Posting[] | Refusal {
  const postings: Posting[] = []
  for (const posting of draft.postings) {
    const before = tip.accounts.get(posting.account) ?? { balance: 0, line: 0 }
    const balance = before.balance + posting.minutes
    const kind = ACCOUNT_KINDS[kindOf(posting.account)]
    if (kind.floor !== undefined && balance < kind.floor && posting.minutes < 0) {
      return {
        code: 'short-of-hours',
        account: posting.account,
        has: minutes(before.balance),
        needs: minutes(-posting.minutes),
      }
    }
    if (kind.ceiling !== undefined && balance > kind.ceiling)
      return { code: 'shortfall-moved', account: posting.account }
    postings.push({ ...posting, balance: minutes(balance), line: before.line + 1 })
  }
  return postings
}

function refusedLimit(
  draft: Draft,
  moves: ReadonlyMap<string, { readonly move: CounterMove; readonly value: number }>,
  tip: Tip,
): Refusal | undefined {
  for (const limit of draft.limits ?? []) {
    const text = counterText(limit.counter)
    const stands = tip.counters.get(text) ?? 0
    const after = moves.get(text)?.value ?? stands
    if (limit.most !== undefined && after > limit.most)
      return overLimit(limit, stands, after - stands)
    if (limit.least !== undefined && after < limit.least)
      return overLimit(limit, stands, after - stands)
  }
  return undefined
}

function overLimit(limit: Limit, before: number, moved: number): Refusal {
  const { who, day } = limit.counter
  const stands = minutes(before)
  const adds = minutes(moved)
  const most = minutes(limit.most ?? 0)
  switch (limit.code) {
    case 'needs-approval':
      return { code: 'needs-approval', member: who, servedOn: day, stands, adds, most }
    case 'over-cap':
      return { code: 'over-cap', member: who, stands, adds, most }
    case 'below-gate':
      return { code: 'below-gate', member: who, served: stands, needs: minutes(limit.least ?? 0) }
    case 'over-budget':
      return { code: 'over-budget', budget: who, stands, adds, most }
    case 'over-proxy-limit':
      return { code: 'over-proxy-limit', month: day, stands, adds, most }
    case 'day-closed':
      return { code: 'day-closed', station: who, day }
  }
}

function moveSpans(entry: Entry, closed: Entry | undefined, tip: Tip): void {
  const span = entry.kind === 'credit' ? spanOf(entry) : undefined
  const member = creditedBy(entry)?.member
  if (span && member) {
    const key = spanKey(member, entry.servedOn)
    tip.spans.set(key, [...(tip.spans.get(key) ?? []), { ...span, seq: entry.seq }])
  }
  const undone = entry.kind === 'reverse' && closed ? creditedBy(closed)?.member : undefined
  if (closed && undone) {
    const key = spanKey(undone, closed.servedOn)
    const left = tip.spans.get(key)?.filter((s) => s.seq !== closed.seq)
    if (left) tip.spans.set(key, left)
  }
}

/** Everything a batch of drafts needs to see at the tip. */
export interface Named {
  readonly ids: readonly EntryId[]
  readonly accounts: readonly AccountId[]
  readonly rows: readonly Pick<Reliance, 'table' | 'key'>[]
  /** Members and days of spans. */
  readonly spans: readonly { readonly member: string; readonly day: Day }[]
  /** Counters that limits read and that the entries move. */
  readonly counters: readonly Limit['counter'][]
}

/** What the drafts name; `closed` finds the entries they close among those already read, else they are looked for in the batch. */
export function namedIn(
  drafts: readonly Draft[],
  closed: (id: EntryId) => Entry | undefined,
): Named {
  const ids = new Set<EntryId>()
  const accounts = new Set<AccountId>()
  const rows = new Map<string, Reliance>()
  const spans = new Map<string, { member: string; day: Day }>()
  const counters = new Map<string, Limit['counter']>()
  const here = new Map(drafts.map((draft) => [draft.id, draft]))
  const spansOf = (entry: Pick<Draft, 'kind' | 'postings' | 'servedOn' | 'station' | 'refs'>) => {
    const member = creditedBy(entry)?.member
    if (member && refOf(entry, 'span'))
      spans.set(spanKey(member, entry.servedOn), { member, day: entry.servedOn })
  }
  for (const draft of drafts) {
    ids.add(draft.id)
    if (draft.closes !== undefined) ids.add(draft.closes)
    for (const posting of draft.postings) accounts.add(posting.account)
    for (const account of draft.empty ?? []) accounts.add(account)
    for (const row of [...(draft.relies ?? []), ...(draft.along ?? [])]) rows.set(rowText(row), row)
    const closes =
      draft.closes === undefined ? undefined : (closed(draft.closes) ?? here.get(draft.closes))
    spansOf(draft)
    if (closes) spansOf(closes)
    for (const limit of draft.limits ?? []) counters.set(counterText(limit.counter), limit.counter)
    if (draft.closes !== undefined && !closes) continue
    for (const move of countersMoved(draft, closes)) counters.set(counterText(move.key), move.key)
  }
  return {
    ids: [...ids],
    accounts: [...accounts],
    rows: [...rows.values()],
    spans: [...spans.values()],
    counters: [...counters.values()],
  }
}

/** A copy to try a whole group on: what a refused group leaves must be nothing. */
export function copyOf(tip: Tip): Tip {
  return {
    ...tip,
    accounts: new Map(tip.accounts),
    counters: new Map(tip.counters),
    entries: new Map(tip.entries),
    closedBy: new Map(tip.closedBy),
    rows: new Map(tip.rows),
    spans: new Map(tip.spans),
  }
}
