/**
 * The city's directory (名册): areas, organisations, stations. A load is whole
 * or nothing; a row that is as it stands adds nothing.
 */
import { canonical } from '../../ledger/canonical.ts'
import type { EntryId } from '../../ledger/entry.ts'
import type { Refusal } from '../../ledger/refusal.ts'
import { isCreditCode } from '../../rules/credit-code.ts'
import { refusedCityWide } from '../actor.ts'
import { asked, cityPlace, isDay, recordDrafts, rowChange } from '../draft.ts'
import type {
  Actor,
  AreaLevel,
  AreaRow,
  Bank,
  OrganisationRow,
  StationRow,
  Tables,
  Term,
} from '../ports.ts'
import { refusedWithoutSecond } from '../second.ts'
import { recordAll } from '../record.ts'

export interface AreaGiven {
  readonly code: string
  readonly name: string
  readonly level: AreaLevel
  readonly parent: string | null
}

export interface StationGiven {
  readonly code: string
  readonly name: string
  readonly area: string
  readonly type: string
  readonly hotline: string
  readonly address: string
  readonly opening: string
  readonly organisation: string
  readonly creditCode: string
  readonly from: string
  readonly to: string
}

/** A refusal and the row (from 0) it is about. */
export interface RowRefusal {
  readonly row: number
  readonly refusal: Refusal
}

export type Loaded =
  | { readonly ok: true; readonly added: number; readonly changed: number; readonly same: number }
  | { readonly ok: false; readonly refused: readonly RowRefusal[] }

export interface Wanted<Table extends keyof Tables> {
  readonly table: Table
  readonly key: string
  readonly body: Tables[Table]
}

/** Levels from the city down; a row's parent is of a level above its own. */
const LEVELS: readonly AreaLevel[] = ['city', 'district', 'street', 'village', 'grid', 'building']

const AREA_CODE = /^[A-Za-z0-9-]{4,40}$/
const STATION_CODE = /^[A-Z]{1,4}\d{1,5}$/

/** Loads areas, parents before children or in any order. Nothing is written when any row is refused, or on a dry run. */
export async function loadAreas(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly areas: readonly AreaGiven[]; readonly dryRun?: boolean },
): Promise<Loaded> {
  const known = new Map((await bank.directory.all('area')).map((row) => [row.key, row.body]))
  const given = new Map(order.areas.map((area) => [area.code, area]))
  const refused: RowRefusal[] = []
  const wanted: Wanted<'area'>[] = []
  order.areas.forEach((area, row) => {
    const path = pathOf(area.code, given, known)
    const parent =
      area.parent === null
        ? undefined
        : (given.get(area.parent)?.level ?? known.get(area.parent)?.level)
    const orphan =
      area.parent === null
        ? area.level !== 'city'
        : parent === undefined || LEVELS.indexOf(parent) >= LEVELS.indexOf(area.level)
    if (!AREA_CODE.test(area.code) || given.get(area.code) !== area) {
      refused.push({ row, refusal: { code: 'code-unreadable', what: 'area', given: area.code } })
    } else if (orphan || path === undefined) {
      refused.push({
        row,
        refusal: { code: 'code-unreadable', what: 'parent', given: area.parent ?? '' },
      })
    } else {
      const body: AreaRow = { name: area.name, level: area.level, parent: area.parent, path }
      wanted.push({ table: 'area', key: area.code, body })
    }
  })
  return load(bank, actor, order, wanted, refused)
}

function pathOf(
  code: string,
  given: ReadonlyMap<string, AreaGiven>,
  known: ReadonlyMap<string, AreaRow>,
): string | undefined {
  let path = ''
  let at: string | null = code
  for (let depth = 0; at !== null; depth++) {
    if (depth > LEVELS.length) return undefined
    path = `${at}/${path}`
    const area: { readonly parent: string | null } | undefined = given.get(at) ?? known.get(at)
    if (!area) return undefined
    at = area.parent
  }
  return path
}

interface StationsOrder {
  readonly id: EntryId
  /** A station with several 承办期 has a row for each. */
  readonly stations: readonly StationGiven[]
  readonly sample: boolean
  readonly dryRun?: boolean
}

/** What is known before a load, and what its rows have said so far. */
interface Gathering {
  readonly areas: ReadonlyMap<string, AreaRow>
  readonly organisations: Set<string>
  readonly terms: Map<string, readonly Term[]>
  readonly stations: Map<string, StationRow>
  /** Codes with first days of terms that rows have given. */
  readonly seen: Set<string>
  readonly wanted: Map<string, Wanted<'station' | 'organisation' | 'pool'>>
}

/** Loads stations with the organisations that run them, and a pool of hours for each station. */
export async function loadStations(
  bank: Bank,
  actor: Actor,
  order: StationsOrder,
): Promise<Loaded> {
  const stations = await bank.directory.all('station')
  const gathering: Gathering = {
    areas: new Map((await bank.directory.all('area')).map((row) => [row.key, row.body])),
    organisations: new Set((await bank.directory.all('organisation')).map((row) => row.key)),
    terms: new Map(stations.map((row) => [row.key, row.body.terms])),
    stations: new Map(),
    seen: new Set(),
    wanted: new Map(),
  }
  const refused: RowRefusal[] = []
  order.stations.forEach((given, row) => {
    const no = refusedStation(given, gathering) ?? gatherStation(given, order.sample, gathering)
    if (no) refused.push({ row, refusal: no })
  })
  return load(bank, actor, order, [...gathering.wanted.values()], refused)
}

/** Takes a row in: the station with its terms, its pool, and the organisation where it is new. */
function gatherStation(
  given: StationGiven,
  sample: boolean,
  { areas, organisations, terms, stations, seen, wanted }: Gathering,
): Refusal | undefined {
  const { code, name, type, hotline, address, opening, creditCode, from, to } = given
  const next = termsWith(terms.get(code) ?? [], { organisation: creditCode, from, to })
  const path = areas.get(given.area)?.path ?? ''
  const about = { name, area: given.area, path, type, hotline, address, opening, sample }
  const body: StationRow = { ...about, terms: next }
  const other = stations.get(code)
  // A second row of a station is another term of it, and nothing else.
  if (other && canonical({ ...other, terms: [] }) !== canonical({ ...body, terms: [] }))
    return { code: 'code-unreadable', what: 'station', given: code }
  seen.add(`${code} ${from}`)
  terms.set(code, next)
  stations.set(code, body)
  wanted.set(`station ${code}`, { table: 'station', key: code, body })
  wanted.set(`pool ${code}`, { table: 'pool', key: code, body: { name, station: code } })
  if (organisations.has(creditCode)) return undefined
  if (given.organisation.trim() === '')
    return { code: 'unknown-organisation', organisation: creditCode }
  const organisation: OrganisationRow = {
    name: given.organisation,
    type: '社会服务机构',
    creditCode,
    head: '',
    handler: '',
    phone: '',
    sample,
  }
  organisations.add(creditCode)
  wanted.set(`organisation ${creditCode}`, {
    table: 'organisation',
    key: creditCode,
    body: organisation,
  })
  return undefined
}

function refusedStation(given: StationGiven, { areas, seen }: Gathering): Refusal | undefined {
  const unreadable = (what: string, text: string): Refusal => ({
    code: 'code-unreadable',
    what,
    given: text,
  })
  if (!STATION_CODE.test(given.code)) return unreadable('station', given.code)
  if (seen.has(`${given.code} ${given.from}`)) return unreadable('station', given.code)
  if (given.name.trim() === '') return unreadable('name', given.name)
  if (!areas.has(given.area)) return unreadable('area', given.area)
  if (!isCreditCode(given.creditCode)) return unreadable('creditCode', given.creditCode)
  if (!isDay(given.from)) return { code: 'day-unreadable', day: given.from }
  if (!isDay(given.to) || given.to < given.from) return { code: 'day-unreadable', day: given.to }
  return undefined
}

/**
 * A new term ends the one before the day it begins, and itself before the one
 * after: what is over stays as it was. The same first day again is the same
 * term, with what is said of it now.
 */
function termsWith(terms: readonly Term[], next: Term): readonly Term[] {
  const before = terms
    .filter((term) => term.from < next.from)
    .map((term) => (term.to >= next.from ? { ...term, to: dayBefore(next.from) } : term))
  const after = terms.filter((term) => term.from > next.from)
  const [follower] = after
  const to = follower && follower.from <= next.to ? dayBefore(follower.from) : next.to
  return [...before, { ...next, to }, ...after]
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}

/** Any other governed rows: pools, teams, saved mappings, rules. */
export async function loadRows<Table extends 'pool' | 'team' | 'mapping' | 'rules' | 'key'>(
  bank: Bank,
  actor: Actor,
  order: {
    readonly id: EntryId
    readonly table: Table
    readonly rows: readonly { readonly key: string; readonly body: Tables[Table] }[]
  },
): Promise<Loaded> {
  return load(
    bank,
    actor,
    order,
    order.rows.map(({ key, body }) => ({ table: order.table, key, body })),
    [],
  )
}

export async function load<Table extends keyof Tables>(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly dryRun?: boolean },
  wanted: readonly Wanted<Table>[],
  refused: readonly RowRefusal[],
): Promise<Loaded> {
  const act = 'directory:write'
  const no = refusedCityWide(actor, act) ?? refusedWithoutSecond(actor, act)
  if (no) return { ok: false, refused: [{ row: -1, refusal: no }] }
  if (refused.length > 0) return { ok: false, refused }

  const before = new Map<string, { readonly version: number; readonly body: string }>()
  for (const table of new Set(wanted.map((one) => one.table))) {
    const keys = wanted.filter((one) => one.table === table).map((one) => one.key)
    for (const row of await bank.directory.many(table, keys)) {
      before.set(`${table} ${row.key}`, { version: row.version, body: canonical(row.body) })
    }
  }
  const moved = wanted.filter(
    ({ table, key, body }) => before.get(`${table} ${key}`)?.body !== canonical(body),
  )
  const added = moved.filter(({ table, key }) => !before.has(`${table} ${key}`)).length
  const summary = {
    ok: true,
    added,
    changed: moved.length - added,
    same: wanted.length - moved.length,
  } as const
  if (order.dryRun || moved.length === 0) return summary

  const rows = moved.map(({ table, key, body }) =>
    rowChange(bank, table, key, (before.get(`${table} ${key}`)?.version ?? 0) + 1, body),
  )
  const ask = asked(actor, 'load', {
    id: order.id,
    rows: rows.map(({ table, key, body }) => ({ table, key, body })),
  })
  const outcomes = await recordAll(bank, recordDrafts(bank, actor, ask, rows, cityPlace(bank)), {
    whole: true,
  })
  bank.directory.forget()
  const at = outcomes.findIndex(
    (outcome) => !outcome.ok && outcome.refusal.code !== 'group-refused',
  )
  const failed = outcomes[at]
  return failed && !failed.ok
    ? { ok: false, refused: [{ row: at, refusal: failed.refusal }] }
    : summary
}
