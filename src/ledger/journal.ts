/**
 * The journal (日记账) is one line of entries. An entry's seq is its place in
 * that line, and the next seq can be taken once: whoever takes it has
 * appended, whoever was late looks again. Here a draft gets its place: against
 * a tip that somebody read, with a clock that somebody passed in.
 */
import { ACCOUNT_KINDS, type AccountId, kindOf } from './account.ts'
import {
  type CounterMove,
  type Moving,
  countersMoved,
  counterText,
  clock,
  spanning,
} from './counter.ts'
import {
  type Day,
  type Draft,
  type Entry,
  type EntryId,
  type Limit,
  type Posting,
  type Reliance,
  type Seq,
  type Span,
} from './entry.ts'
import { leafHash, rowRef } from './leaf.ts'
import { minutes } from './minutes.ts'
import type { Outcome, Refusal } from './refusal.ts'
import { twinOf, verdictOf } from './review.ts'
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
  /** The record of what waited, where this entry answers it. */
  readonly asking?: Entry
}

export type SealOutcome = Outcome<Entry> & { readonly sealed?: Sealed }

export const rowText = (row: Pick<Reliance, 'table' | 'key'>) => `${row.table} ${row.key}`
export const spanKey = (member: string, day: string) => `${member} ${day}`

/** Gives a draft its place and moves the tip on, or refuses and leaves the tip as it was. */
export function seal(draft: Draft, tip: Tip, now: number): SealOutcome {
  const found = held(draft, tip)
  return 'ok' in found ? found : placed(draft, found, tip, now)
}

/** What sealing would refuse it for. The tip stays as it is. */
export function refusedAtTip(draft: Draft, tip: Tip): Refusal | undefined {
  const found = held(draft, tip)
  return 'ok' in found && !found.ok ? found.refusal : undefined
}

type Moves = Map<string, { move: CounterMove; value: number }>

/** All that an entry will be, but for its place. */
interface Holding {
  /** The entry it closes, and the record it answers. */
  readonly closed: Entry | undefined
  readonly twin: Entry | undefined
  readonly postings: readonly Posting[]
  readonly moves: Moves
}

/** The draft held against the tip: as it will be, or the answer where it has one already. */
function held(draft: Draft, tip: Tip): Holding | SealOutcome {
  const twin = tip.entries.get(twinOf(draft.id))
  const answers = verdictOf(draft) !== undefined
  const known = tip.entries.get(draft.id) ?? (answers ? undefined : twin)
  if (known)
    return sameBytes(known.request, draft.request)
      ? { ok: true, value: known, again: true }
      : refuse({ code: 'id-taken', id: draft.id })

  assertSound(draft)
  if (answers && !twin) throw new Error(`entry ${draft.id} answers what nobody asked`)
  const closed = draft.closes === undefined ? undefined : tip.entries.get(draft.closes)
  const no =
    refusedClose(draft, closed, tip) ??
    refusedRow(draft, tip) ??
    refusedBalance(draft, tip) ??
    refusedOverlap(draft, twin, tip)
  if (no) return refuse(no)

  const postings = posted(draft, tip)
  if ('code' in postings) return refuse(postings)
  const moves: Moves = new Map()
  for (const move of countersMoved(draft, closed)) {
    const text = counterText(move.key)
    const before = moves.get(text)?.value ?? tip.counters.get(text) ?? 0
    moves.set(text, { move, value: before + move.by })
  }
  const over = refusedLimit(draft, moves, tip)
  return over ? refuse(over) : { closed, twin, postings, moves }
}

function placed(
  draft: Draft,
  { closed, twin, postings, moves }: Holding,
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
  moveSpans(entry, { closed, twin }, tip)
  const asking = twin === undefined ? {} : { asking: twin }
  return { ok: true, value: entry, sealed: { entry, nodes, along, counters: moves, ...asking } }
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
  const places = new Set<string>()
  for (const row of draft.along ?? []) {
    if (!brought.has(rowRef(row)))
      throw new Error(`entry ${draft.id} brings ${rowText(row)} without its hash`)
    const place = `${row.table} ${row.key} ${row.version}`
    if (places.has(place)) throw new Error(`entry ${draft.id} brings two rows for ${place}`)
    places.add(place)
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

function refusedOverlap(draft: Draft, twin: Entry | undefined, tip: Tip): Refusal | undefined {
  const span = spanning(draft)
  if (!span) return undefined
  const { member, day } = span
  const other = tip.spans
    .get(spanKey(member, day))
    ?.find((s) => s.from < span.to && span.from < s.to && s.seq !== twin?.seq)
  if (!other) return undefined
  return {
    code: 'overlap',
    member,
    servedOn: day,
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
    let stands = 0
    let after = 0
    for (const counter of limit.plus ? [limit.counter, limit.plus] : [limit.counter]) {
      const text = counterText(counter)
      const before = tip.counters.get(text) ?? 0
      stands += before
      after += moves.get(text)?.value ?? before
    }
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
    case 'clerk-month':
      return { code: 'clerk-month', who, month: day.slice(0, 7), stands, adds, most }
    case 'day-too-long':
      return { code: 'day-too-long', member: who, servedOn: day, stands, adds, most }
    case 'advance-moved':
      return { code: 'shortfall-moved', account: `shortfall:${who}` }
    case 'over-cap':
      return { code: 'over-cap', member: who, stands, adds, most }
    case 'below-gate':
      return { code: 'below-gate', member: who, served: stands, needs: minutes(limit.least ?? 0) }
    case 'over-budget':
      return { code: 'over-budget', budget: who, stands, adds, most }
    case 'over-proxy-limit':
      return { code: 'over-proxy-limit', month: day, stands, adds, most }
    case 'tally-over':
      return { code: 'tally-over', what: who, day, stands: before, adds: moved, most }
    case 'tally-under':
      return { code: 'tally-under', what: who, stands: before, takes: -moved }
    case 'day-closed':
      return { code: 'day-closed', station: who, day }
  }
}

function moveSpans(
  entry: Entry,
  { closed, twin }: Pick<Holding, 'closed' | 'twin'>,
  tip: Tip,
): void {
  const span = spanning(entry)
  const over = closed && spanning(closed)
  const answered = twin && spanning(twin)
  const left = (member: string, day: string, without: Entry) => {
    const key = spanKey(member, day)
    const spans = tip.spans.get(key)?.filter((s) => s.seq !== without.seq)
    if (spans) tip.spans.set(key, spans)
  }
  if (twin && answered) left(answered.member, answered.day, twin)
  if (entry.kind === 'reverse' && closed && over) left(over.member, over.day, closed)
  if (!span) return
  const key = spanKey(span.member, span.day)
  const { from, to } = span
  tip.spans.set(key, [...(tip.spans.get(key) ?? []), { from, to, seq: entry.seq }])
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
  const spansOf = (entry: Moving) => {
    const span = spanning(entry)
    if (span) spans.set(spanKey(span.member, span.day), span)
  }
  for (const draft of drafts) {
    ids.add(draft.id)
    ids.add(twinOf(draft.id))
    if (draft.closes !== undefined) ids.add(draft.closes)
    for (const posting of draft.postings) accounts.add(posting.account)
    for (const account of draft.empty ?? []) accounts.add(account)
    for (const row of [...(draft.relies ?? []), ...(draft.along ?? [])]) rows.set(rowText(row), row)
    const closes =
      draft.closes === undefined ? undefined : (closed(draft.closes) ?? here.get(draft.closes))
    spansOf(draft)
    if (closes) spansOf(closes)
    for (const { counter, plus } of draft.limits ?? []) {
      counters.set(counterText(counter), counter)
      if (plus) counters.set(counterText(plus), plus)
    }
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
