/** Reading the vault: rows in the order of their ids, opened with their keys, held against what was asked. */
import type { Person, PersonQuery, Scope } from '../bank/ports-people.ts'
import { type Blind, foundMost, type Stage, stagesOf } from './people-find.ts'
import type { KeyRing } from './people-keystore.ts'
import { chunks, marks, PARAMETERS_MAX, type PeopleRunner } from './people-runner.ts'
import { personOf, type PersonRow } from './people-seal.ts'

export interface Reader {
  find(scope: Scope, query: PersonQuery, limit: number): Promise<readonly Person[]>
  byIds(ids: readonly string[]): Promise<readonly Person[]>
  /** Of one row; undefined when there is none, or when its key is destroyed. */
  row(member: string): Promise<{ readonly row: PersonRow; readonly person: Person } | undefined>
  all(after: string, limit: number): Promise<readonly Person[]>
}

const COLUMNS = 'member, revision, station, sealed'

/** Rows read and opened at a time, where more than a few are looked for. */
const PAGE_LEAST = 32
const PAGE_MOST = 400

/** Rows after a member id, in order. */
type Source = (after: string, limit: number) => Promise<readonly PersonRow[]>

export function readerOf(runner: PeopleRunner, ring: KeyRing, blind: Blind): Reader {
  /** Whoever's key is destroyed is gone, even where the row is still there. */
  async function opened(rows: readonly PersonRow[]): Promise<readonly Person[]> {
    const keys = await ring.of(rows.map(({ member }) => member))
    return rows.flatMap((row) => {
      const key = keys.get(row.member)
      return key === undefined ? [] : [personOf(blind.vault, key, row)]
    })
  }

  async function searched(stage: Stage, found: Map<string, Person>, limit: number): Promise<void> {
    const sources = await sourcesOf(runner, stage)
    const page = Math.min(Math.max(limit, PAGE_LEAST), PAGE_MOST)
    for await (const rows of inOrder(sources, page)) {
      const unknown = rows.filter(({ member }) => !found.has(member))
      for (const person of await opened(unknown)) {
        if (found.size >= limit) return
        if (stage.test.holds(person)) found.set(person.member, person)
      }
    }
  }

  const everyone: Source = (after, limit) =>
    runner.all(`select ${COLUMNS} from persons where member > ? order by member limit ?`, [
      after,
      limit,
    ])

  return {
    async find(scope, query, limit) {
      const found = new Map<string, Person>()
      const most = foundMost(limit)
      for (const stage of stagesOf(blind, scope, query))
        if (found.size < most) await searched(stage, found, most)
      return [...found.values()]
    },
    async byIds(ids) {
      const rows: PersonRow[] = []
      for (const some of chunks([...new Set(ids)], PARAMETERS_MAX)) {
        const sql = `select ${COLUMNS} from persons where member in (${marks(some)})`
        rows.push(...(await runner.all<PersonRow>(sql, some)))
      }
      return opened(rows)
    },
    async row(member) {
      const sql = `select ${COLUMNS} from persons where member = ?`
      const [row] = await runner.all<PersonRow>(sql, [member])
      const [person] = row ? await opened([row]) : []
      return row && person ? { row, person } : undefined
    },
    async all(after, limit) {
      const people: Person[] = []
      for await (const rows of inOrder([everyone], Math.min(limit, PAGE_MOST), after)) {
        people.push(...(await opened(rows)))
        if (people.length >= limit) break
      }
      return people.slice(0, limit)
    },
  }
}

/** Where the rows of a stage come from: at once, or some stations a statement, since each has marks of its own. */
async function sourcesOf(runner: PeopleRunner, { test, scope }: Stage): Promise<readonly Source[]> {
  if (scope === undefined) return [sourceOf(runner, test.clause(undefined))]
  const stations =
    scope === 'city'
      ? await shelves(runner)
      : 'station' in scope
        ? [scope.station]
        : [...new Set(scope.stations)]
  const clauses = stations.map((station) => {
    const { sql, params } = test.clause(station)
    return { sql: `(station = ? and (${sql}))`, params: [station, ...params] }
  })
  const longest = Math.max(1, ...clauses.map(({ params }) => params.length))
  const together = Math.max(1, Math.floor((PARAMETERS_MAX - 2) / longest))
  return chunks(clauses, together).map((some) =>
    sourceOf(runner, {
      sql: some.map(({ sql }) => sql).join(' or '),
      params: some.flatMap(({ params }) => params),
    }),
  )
}

async function shelves(runner: PeopleRunner): Promise<readonly string[]> {
  const rows = await runner.all<{ readonly station: string }>('select station from shelves', [])
  return rows.map(({ station }) => station)
}

function sourceOf(
  runner: PeopleRunner,
  { sql, params }: { readonly sql: string; readonly params: readonly (string | number)[] },
): Source {
  const text = `select ${COLUMNS} from persons where (${sql}) and member > ? order by member limit ?`
  return (after, limit) => runner.all(text, [...params, after, limit])
}

interface Shelf {
  readonly source: Source
  rows: PersonRow[]
  after: string
  ended: boolean
}

/** Rows of all sources in the order of their ids, a page at a time. */
async function* inOrder(
  sources: readonly Source[],
  page: number,
  from = '',
): AsyncGenerator<readonly PersonRow[]> {
  const shelves: readonly Shelf[] = sources.map((source) => ({
    source,
    rows: [],
    after: from,
    ended: false,
  }))
  for (;;) {
    for (const shelf of shelves) await filled(shelf, page)
    // Beyond the least of what is still to come, nothing is in order yet.
    const until = shelves.filter(({ ended }) => !ended).map(({ after }) => after)
    const sure = until.length === 0 ? undefined : until.reduce((a, b) => (a < b ? a : b))
    const ready: PersonRow[] = []
    for (const shelf of shelves) {
      const count =
        sure === undefined
          ? shelf.rows.length
          : shelf.rows.filter(({ member }) => member <= sure).length
      ready.push(...shelf.rows.splice(0, count))
    }
    if (ready.length > 0) yield ready.sort((a, b) => (a.member < b.member ? -1 : 1))
    if (sure === undefined) return
  }
}

async function filled(shelf: Shelf, page: number): Promise<void> {
  if (shelf.ended || shelf.rows.length > 0) return
  const rows = await shelf.source(shelf.after, page)
  shelf.rows = [...rows]
  shelf.after = rows.at(-1)?.member ?? shelf.after
  shelf.ended = rows.length < page
}
