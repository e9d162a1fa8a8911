/**
 * Counters and spans are derived from the entries; here they are derived again
 * and compared. They are no evidence, but rules are decided on them.
 */
import { COUNTER_KINDS, counterText } from '../../ledger/counter.ts'
import type { CounterKind } from '../../ledger/entry.ts'
import type { Audit, StoredRows } from '../ports-audit.ts'
import { dayOfNumber, numberOfDay, type VerifyFault } from './evidence.ts'
import type { Books, NamesKnown } from './verify-entries.ts'
import { nameFault } from './verify-names.ts'
import { rowsOf } from './verify-tree.ts'

const KIND_NAMES = new Map<number, CounterKind>(
  Object.entries(COUNTER_KINDS).map(([kind, number]) => [number, kind as CounterKind]),
)

export async function verifyCounters(
  audit: Audit,
  { name, isVacant }: NamesKnown,
  books: Books,
  faults: VerifyFault[],
  progress: (rows: number) => void,
): Promise<void> {
  const wanted = new Set(books.counters.keys())
  const nameless = new Set<number>()
  const blame = (row: StoredRows['counters'], detail: string, column?: string) => {
    const key = `kind=${row.kind} who=${row.who} day=${row.day}`
    const where = column === undefined ? {} : { column }
    faults.push({ code: 'tampered', table: 'counters', key, ...where, detail })
  }
  for await (const row of rowsOf(audit, 'counters', progress)) {
    if (isVacant(row.who)) {
      nameless.add(row.who)
      continue
    }
    const kind = KIND_NAMES.get(row.kind)
    const who = name(row.who)
    const text = kind && who !== undefined ? textOf(kind, who, row.day) : ''
    const counter = books.counters.get(text)
    wanted.delete(text)
    if (!counter) blame(row, 'counts nothing any entry moved')
    else if (counter.value !== row.value)
      blame(row, `counts ${counter.value} in the entries`, 'value')
    else if (counter.seq !== row.seq) blame(row, `was last moved by entry ${counter.seq}`, 'seq')
  }
  for (const id of nameless) faults.push(nameFault(id, 'is missing; counters speak of it'))
  if (wanted.size === 0 || nameless.size > 0) return
  const ids = await numbersOf(audit, new Set([...wanted].map((text) => text.split(' ')[1] ?? '')))
  for (const text of wanted) {
    const [kind, who, day] = text.split(' ') as [CounterKind, string, string]
    const key = `kind=${COUNTER_KINDS[kind]} who=${ids.get(who) ?? who} day=${numberOfDay(day)}`
    faults.push({ code: 'tampered', table: 'counters', key, detail: 'is missing' })
  }
}

const textOf = (kind: CounterKind, who: string, day: number) =>
  counterText({ kind, who, day: dayOfNumber(day) })

async function numbersOf(
  audit: Audit,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  for await (const row of rowsOf(audit, 'names', () => undefined)) {
    if (wanted.has(row.name)) found.set(row.name, row.id)
  }
  return found
}

export async function verifySpans(
  audit: Audit,
  { name, isVacant }: NamesKnown,
  books: Books,
  faults: VerifyFault[],
  progress: (rows: number) => void,
): Promise<void> {
  const wanted = new Map(books.spans)
  const missing = (who: string | number, day: number, seq: number): VerifyFault => ({
    code: 'tampered',
    table: 'spans',
    key: `who=${who} day=${day} seq=${seq}`,
    detail: 'is missing',
  })
  for await (const row of rowsOf(audit, 'spans', progress)) {
    const span = wanted.get(row.seq)
    if (isVacant(row.who)) {
      wanted.delete(row.seq)
      continue
    }
    const key = `who=${row.who} day=${row.day} seq=${row.seq}`
    if (!span || span.who !== name(row.who) || span.day !== row.day) {
      const detail = 'is of no entry'
      faults.push({ code: 'tampered', table: 'spans', key, detail })
      continue
    }
    wanted.delete(row.seq)
    const column =
      span.from !== row.from_minute
        ? 'from_minute'
        : span.to !== row.to_minute
          ? 'to_minute'
          : undefined
    if (column === undefined) continue
    const detail = 'is not what its entry says'
    faults.push({ code: 'tampered', table: 'spans', key, column, detail })
  }
  if (wanted.size === 0) return
  const ids = await numbersOf(audit, new Set([...wanted.values()].map(({ who }) => who)))
  for (const [seq, { who, day }] of wanted) faults.push(missing(ids.get(who) ?? who, day, seq))
}
