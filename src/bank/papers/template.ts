/**
 * Templates of reports (报表模板) as an office keeps them: a workbook with named
 * cells, sealed among the evidence, each a version of its own from a day on. A
 * report takes that of its street, else of its district or of the city, in
 * force on the last day of its period. A month that is final keeps the template
 * it had.
 */
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { REPORT_FIGURES, REPORT_KINDS, REPORT_NAMES, type ReportKind } from '../../rules/papers.ts'
import { may } from '../actor.ts'
import {
  answeredBefore,
  asked,
  cityPlace,
  drafted,
  isDay,
  lookingAgain,
  rowChange,
  today,
} from '../draft.ts'
import { officeArea } from '../loop/scorecard-posted.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { TemplateRow } from '../ports-papers.ts'
import { record } from '../record.ts'
import { firstNotFinal, lastDay, monthsIn } from './report.ts'

/** Versions of one kind an area may have: one a week for a hundred years is less. */
const VERSIONS_MAX = 9_999

/** Names one workbook may have that are filled in. */
const NAMES_MAX = 2_000

export interface TemplateOrder {
  readonly id: EntryId
  readonly kind: ReportKind
  readonly from: string
  /** SHA-256 of the workbook, hex; it is among the evidence already. */
  readonly file: string
  /** Every name of a single cell the workbook has. */
  readonly names: readonly string[]
}

export interface Template extends TemplateRow {
  readonly area: string
  /** 1, 2, 3, … of its area and kind. */
  readonly version: number
}

/** Keeps a template for the actor's own area. Refuses a workbook with nothing to fill in, and a day of a month that is final. */
export async function keepTemplate(
  bank: Bank,
  actor: Actor,
  order: TemplateOrder,
): Promise<Outcome<Entry>> {
  const area = officeArea(bank, actor)
  if (area === undefined || !may(actor, 'months:write'))
    return refuse({ code: 'not-allowed', act: 'months:write' })
  const ask = asked(actor, 'template', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const { kind, from, file } = order
  const names = await fillable(bank, order.names)
  const no = refusedTemplate(bank, order, names)
  if (no) return refuse(no)
  return lookingAgain(bank, async () => {
    const [newest] = await bank.directory.under('template', `${area}/${kind}/`, { limit: 1 })
    const version = newest ? versionIn(newest.key) + 1 : 1
    if (version > VERSIONS_MAX) return refuse({ code: 'paper-terms', what: 'too-long' })
    const body = { kind, from, file, names, day: today(bank), by: actor.id }
    const draft = drafted(bank, actor, ask, {
      ...{ kind: 'row', postings: [], service: '-', ...cityPlace(bank) },
      along: [rowChange(bank, 'template', keyOf({ area, kind, version }), 1, body)],
      refs: [['file', file]],
    })
    return record(bank, draft)
  })
}

function refusedTemplate(
  bank: Bank,
  { kind, from, file }: TemplateOrder,
  names: readonly string[],
): Refusal | undefined {
  if (!REPORT_KINDS.includes(kind)) return { code: 'paper-terms', what: 'report-kind' }
  if (!isDay(from)) return { code: 'day-unreadable', day: from }
  if (!/^[0-9a-f]{64}$/.test(file)) return { code: 'code-unreadable', what: 'file', given: file }
  if (from < `${firstNotFinal(bank)}-01`) return { code: 'paper-terms', what: 'template-from' }
  if (names.length === 0) return { code: 'paper-terms', what: 'template-names' }
  return names.length > NAMES_MAX ? { code: 'paper-terms', what: 'too-long' } : undefined
}

/** Which of the names a report knows, in order: its own, and figures of a station that is there. */
export async function fillable(
  bank: Pick<Bank, 'directory'>,
  names: readonly string[],
): Promise<readonly string[]> {
  const stations = new Set((await bank.directory.all('station')).map(({ key }) => key))
  const figures: readonly string[] = REPORT_FIGURES
  const own: readonly string[] = [...REPORT_NAMES, ...figures]
  const isKnown = (name: string) => {
    const [figure = '', station] = name.split(/\.(.*)/s)
    return station === undefined
      ? own.includes(name.toLowerCase())
      : figures.includes(figure) && stations.has(station)
  }
  return [...new Set(names.filter(isKnown))].toSorted()
}

type TemplateOf = Pick<Template, 'area' | 'kind' | 'version'>

const keyOf = ({ area, kind, version }: TemplateOf) =>
  `${area}/${kind}/${`${version}`.padStart(4, '0')}`

const versionIn = (key: string) => Number(key.slice(key.lastIndexOf('/') + 1))

const asTemplate = ({ key, body }: Row<TemplateRow>): Template => ({
  ...body,
  area: key.slice(0, key.indexOf('/')),
  version: versionIn(key),
})

/**
 * Templates that reports of a place may take: of the area at its path and of
 * those around it, the nearest first, of each the newest first.
 */
export async function templatesFor(
  bank: Pick<Bank, 'directory'>,
  path: string,
): Promise<readonly Template[]> {
  const areas = path.split('/').filter((code) => code !== '')
  const found: Template[] = []
  for (const area of areas.toReversed()) {
    const page = { limit: VERSIONS_MAX * REPORT_KINDS.length }
    const rows = await bank.directory.under('template', `${area}/`, page)
    found.push(...rows.map(asTemplate))
  }
  return found
}

/** The path of areas around a report: of its one station, or of all an actor's office looks after. */
export async function reportPath(
  bank: Pick<Bank, 'directory' | 'rules'>,
  actor: Actor,
  station?: string,
): Promise<string> {
  const code = station ?? actor.station
  if (code === '') return actor.path ?? `${bank.rules.city.code}/`
  return (await bank.directory.get('station', code))?.body.path ?? ''
}

/** The template a report of the period takes; undefined where none was in force on its last day. */
export function templateIn(templates: readonly Template[], period: string): Template | undefined {
  const [kind, last] = [reportKind(period), monthsIn(period)?.at(-1)]
  if (kind === undefined || last === undefined) return undefined
  const begun = templates.filter((one) => one.kind === kind && one.from <= lastDay(last))
  // Areas stand in order, the nearest first: its newest day counts, and of one day the newest version.
  const near = begun.filter(({ area }) => area === begun[0]?.area)
  return near.toSorted((a, b) =>
    a.from === b.from ? b.version - a.version : a.from < b.from ? 1 : -1,
  )[0]
}

export function reportKind(period: string): ReportKind | undefined {
  const months = monthsIn(period)?.length
  if (months === undefined) return undefined
  return months === 1 ? 'month' : months === 3 ? 'quarter' : 'year'
}

/** A template's workbook. Refuses one that no report at the place could take, and one that is not as it was. */
export async function templateFile(
  bank: Bank,
  path: string,
  of: TemplateOf,
): Promise<Outcome<{ readonly template: Template; readonly bytes: Uint8Array }>> {
  const key = keyOf(of)
  const unknown = { code: 'unknown-paper', paper: key } as const
  const isNear = path.split('/').includes(of.area)
  const row = isNear ? await bank.directory.newest('template', key) : undefined
  const bytes = row && (await bank.evidence.get(row.body.file))
  return row && bytes instanceof Uint8Array
    ? done({ template: asTemplate(row), bytes })
    : refuse(unknown)
}
