/**
 * Which line of a station's own book is which line of the journal. Each finds
 * at most one partner: first the same person, day and minutes; then, of what is
 * left, the assignment that pairs most lines and is least off.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { EntryId, EntryKind } from '../../ledger/entry.ts'
import { startOf } from '../draft.ts'

/** A line of the station's book, its person already found. */
export interface TallyLine {
  readonly row: number
  readonly member: MemberId
  readonly date: string
  /** Above zero where the member received, below where the member gave. */
  readonly minutes: number
  /** Code of the service, where the book says one. */
  readonly service?: string | undefined
  /** What the book calls it, as the reader of sheets has it: credit, redeem, transfer-in … */
  readonly kind?: string | undefined
}

export interface JournalLine {
  readonly seq: number
  readonly id: EntryId
  readonly kind: EntryKind
  readonly member: MemberId
  readonly date: string
  readonly minutes: number
  readonly service: string
}

export interface Pair {
  readonly tally: TallyLine
  readonly journal: JournalLine
}

export interface Matched {
  readonly exact: readonly Pair[]
  readonly near: readonly Pair[]
  /** Lines the book has once more than the journal: the same person, day, minutes and service as `row`. */
  readonly doubled: readonly { readonly tally: TallyLine; readonly row: number }[]
  readonly tallyOnly: readonly TallyLine[]
  readonly journalOnly: readonly JournalLine[]
}

/** Days a line may be off and still be the same service. */
export const NEAR_DAYS = 3

/** A day off weighs as an hour does: of two lines the nearer in both is taken. */
const DAY_WEIGHT = 60

const DAY_MS = 86_400_000

/**
 * Near is: the same person and direction, and either the day or the minutes
 * differ, the day by at most NEAR_DAYS. Where both differ they are two things.
 * Where two ways of pairing are equally near, the one with the same services.
 */
export function matched(tally: readonly TallyLine[], journal: readonly JournalLine[]): Matched {
  const exact = exactly(tally, journal)
  const near = nearly(exact.tally, exact.journal)
  const first = new Map<string, number>()
  for (const line of tally) first.set(wholeKey(line), first.get(wholeKey(line)) ?? line.row)
  const doubled = near.tally.flatMap((line) => {
    const row = first.get(wholeKey(line)) ?? line.row
    return row === line.row ? [] : [{ tally: line, row }]
  })
  const isDoubled = new Set(doubled.map((one) => one.tally))
  return {
    exact: exact.pairs,
    near: near.pairs,
    doubled,
    tallyOnly: near.tally.filter((line) => !isDoubled.has(line)),
    journalOnly: near.journal,
  }
}

const key = (line: {
  readonly member: MemberId
  readonly date: string
  readonly minutes: number
}) => `${line.member} ${line.date} ${line.minutes}`
const wholeKey = (line: TallyLine) => `${key(line)} ${line.service ?? ''} ${line.kind ?? ''}`

interface Left {
  readonly pairs: readonly Pair[]
  readonly tally: readonly TallyLine[]
  readonly journal: readonly JournalLine[]
}

/** The same person, day and minutes; those with the same service find each other first. */
function exactly(tally: readonly TallyLine[], journal: readonly JournalLine[]): Left {
  const free = new Map<string, JournalLine[]>()
  for (const line of journal) {
    const same = free.get(key(line))
    if (same) same.push(line)
    else free.set(key(line), [line])
  }
  const partner = new Map<TallyLine, JournalLine>()
  const take = (line: TallyLine, fits: (other: JournalLine) => boolean) => {
    const lines = free.get(key(line)) ?? []
    const at = partner.has(line) ? -1 : lines.findIndex(fits)
    if (at >= 0) partner.set(line, lines.splice(at, 1)[0] as JournalLine)
  }
  for (const line of tally) take(line, (other) => other.service === line.service)
  for (const line of tally) take(line, () => true)
  return left(tally, journal, partner)
}

function left(
  tally: readonly TallyLine[],
  journal: readonly JournalLine[],
  partner: ReadonlyMap<TallyLine, JournalLine>,
): Left {
  const taken = new Set(partner.values())
  return {
    pairs: tally.flatMap((line) => {
      const found = partner.get(line)
      return found ? [{ tally: line, journal: found }] : []
    }),
    tally: tally.filter((line) => !partner.has(line)),
    journal: journal.filter((line) => !taken.has(line)),
  }
}

function nearly(tally: readonly TallyLine[], journal: readonly JournalLine[]): Left {
  const partner = new Map<TallyLine, JournalLine>()
  const others = Map.groupBy(journal, ({ member }) => member)
  for (const [member, lines] of Map.groupBy(tally, (line) => line.member)) {
    const there = others.get(member) ?? []
    const pairs =
      lines.length <= there.length
        ? assigned(lines, there, distance)
        : assigned(there, lines, (b, a) => distance(a, b)).map(([b, a]) => [a, b] as const)
    for (const [a, b] of pairs) partner.set(a, b)
  }
  return left(tally, journal, partner)
}

/** How far off the two are; undefined where they are not near. Services weigh less than a minute. */
function distance(a: TallyLine, b: JournalLine): number | undefined {
  if (a.minutes > 0 !== b.minutes > 0) return undefined
  const days = Math.round(Math.abs(startOf(a.date) - startOf(b.date)) / DAY_MS)
  const off = Math.abs(a.minutes - b.minutes)
  if ((days > 0 && off > 0) || days > NEAR_DAYS) return undefined
  const other = a.service !== undefined && a.service !== b.service ? 1 : 0
  return 2 * (off + days * DAY_WEIGHT) + other
}

/** Far above any sum of distances: leaving a pair out costs more than any pairing. */
const APART = 1e9

/**
 * The assignment of most pairs, and among those of the least sum of distances:
 * the Hungarian method with potentials, rows² × columns. `rows` are the fewer.
 */
function assigned<Row, Column>(
  rows: readonly Row[],
  columns: readonly Column[],
  far: (row: Row, column: Column) => number | undefined,
): readonly (readonly [Row, Column])[] {
  const cost = rows.map((row) => columns.map((column) => far(row, column) ?? APART))
  const rowOf = new Int32Array(columns.length + 1)
  const [u, v] = [new Float64Array(rows.length + 1), new Float64Array(columns.length + 1)]
  for (let row = 1; row <= rows.length; row++) {
    const way = new Int32Array(columns.length + 1)
    const least = new Float64Array(columns.length + 1).fill(Infinity)
    const used = new Uint8Array(columns.length + 1)
    let column = 0
    rowOf[0] = row
    do {
      used[column] = 1
      const from = rowOf[column] ?? 0
      let delta = Infinity
      let next = 0
      for (let j = 1; j <= columns.length; j++) {
        if (used[j] === 1) continue
        const reduced = (cost[from - 1]?.[j - 1] ?? APART) - (u[from] ?? 0) - (v[j] ?? 0)
        if (reduced < (least[j] ?? 0)) {
          least[j] = reduced
          way[j] = column
        }
        if ((least[j] ?? 0) < delta) {
          delta = least[j] ?? 0
          next = j
        }
      }
      for (let j = 0; j <= columns.length; j++) {
        if (used[j] === 1) {
          const at = rowOf[j] ?? 0
          u[at] = (u[at] ?? 0) + delta
          v[j] = (v[j] ?? 0) - delta
        } else least[j] = (least[j] ?? 0) - delta
      }
      column = next
    } while (rowOf[column] !== 0)
    for (; column !== 0; column = way[column] ?? 0) rowOf[column] = rowOf[way[column] ?? 0] ?? 0
  }
  return columns.flatMap((column, j) => {
    const i = (rowOf[j + 1] ?? 0) - 1
    return i >= 0 && (cost[i]?.[j] ?? APART) < APART ? [[rows[i] as Row, column] as const] : []
  })
}
