/**
 * The city's directory (名册): areas, organisations, stations. A load is whole
 * or nothing; a row that is as it stands adds nothing.
 */
import { canonical } from '../../ledger/canonical.ts'
import type { EntryId } from '../../ledger/entry.ts'
import type { Refusal } from '../../ledger/refusal.ts'
import { isCreditCode } from '../../rules/credit-code.ts'
import { refusedAt } from '../actor.ts'
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

interface Wanted<Table extends keyof Tables> {
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

/** Loads stations with the organisations that run them, and a pool of hours for each station. */
export async function loadStations(
  bank: Bank,
  actor: Actor,
  order: {
    readonly id: EntryId
    readonly stations: readonly StationGiven[]
    readonly sample: boolean
    readonly dryRun?: boolean
  },
): Promise<Loaded> {
  const areas = new Map((await bank.directory.all('area')).map((row) => [row.key, row.body]))
  const before = new Map((await bank.directory.all('station')).map((row) => [row.key, row.body]))
  const organisations = new Map(
    (await bank.directory.all('organisation')).map((row) => [row.key, row.body]),
  )
  const refused: RowRefusal[] = []
  const wanted: Wanted<'station' | 'organisation' | 'pool'>[] = []
  const seen = new Set<string>()
  order.stations.forEach((given, row) => {
    const area = areas.get(given.area)
    const no = refusedStation(given, area, seen)
    seen.add(given.code)
    if (no || !area) {
      refused.push({
        row,
        refusal: no ?? { code: 'code-unreadable', what: 'area', given: given.area },
      })
      return
    }
    const terms = termsWith(before.get(given.code)?.terms ?? [], {
      organisation: given.creditCode,
      from: given.from,
      to: given.to,
    })
    const { code, name, type, hotline, address, opening } = given
    const body: StationRow = {
      name,
      area: given.area,
      path: area.path,
      type,
      hotline,
      address,
      opening,
      terms,
      sample: order.sample,
    }
    wanted.push(
      { table: 'station', key: code, body },
      { table: 'pool', key: code, body: { name, station: code } },
    )
    if (!organisations.has(given.creditCode)) {
      const organisation = {
        name: given.organisation,
        type: '社会服务机构',
        creditCode: given.creditCode,
        head: '',
        handler: '',
        phone: '',
        sample: order.sample,
      }
      organisations.set(given.creditCode, organisation)
      wanted.push({ table: 'organisation', key: given.creditCode, body: organisation })
    }
  })
  return load(bank, actor, order, wanted, refused)
}

function refusedStation(
  given: StationGiven,
  area: AreaRow | undefined,
  seen: ReadonlySet<string>,
): Refusal | undefined {
  const unreadable = (what: string, text: string): Refusal => ({
    code: 'code-unreadable',
    what,
    given: text,
  })
  if (!STATION_CODE.test(given.code) || seen.has(given.code))
    return unreadable('station', given.code)
  if (given.name.trim() === '') return unreadable('name', given.name)
  if (!area) return unreadable('area', given.area)
  if (!isCreditCode(given.creditCode)) return unreadable('creditCode', given.creditCode)
  if (!isDay(given.from)) return { code: 'day-unreadable', day: given.from }
  if (!isDay(given.to) || given.to < given.from) return { code: 'day-unreadable', day: given.to }
  return undefined
}

/** A new term ends the one before the day it begins; the same term again changes its end. */
function termsWith(terms: readonly Term[], next: Term): readonly Term[] {
  const before = terms
    .filter((term) => term.from < next.from)
    .map((term) => (term.to >= next.from ? { ...term, to: dayBefore(next.from) } : term))
  return [...before, next]
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}

/** Loads organisations (组织): type, 统一社会信用代码, 负责人, 经办人. */
export async function loadOrganisations(
  bank: Bank,
  actor: Actor,
  order: {
    readonly id: EntryId
    readonly organisations: readonly OrganisationRow[]
    readonly dryRun?: boolean
  },
): Promise<Loaded> {
  const refused: RowRefusal[] = []
  const wanted: Wanted<'organisation'>[] = []
  order.organisations.forEach((body, row) => {
    if (isCreditCode(body.creditCode))
      wanted.push({ table: 'organisation', key: body.creditCode, body })
    else
      refused.push({
        row,
        refusal: { code: 'code-unreadable', what: 'creditCode', given: body.creditCode },
      })
  })
  return load(bank, actor, order, wanted, refused)
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

async function load<Table extends keyof Tables>(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly dryRun?: boolean },
  wanted: readonly Wanted<Table>[],
  refused: readonly RowRefusal[],
): Promise<Loaded> {
  const no = refusedAt(actor, '', 'directory:write')
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
