/** kapok import areas | stations | organisations | teams: the city's directory from files, each bad row named by its cell. */
import { basename } from 'node:path'
import type { Command } from 'commander'
import { SYSTEM } from './bank/actor.ts'
import {
  type AreaGiven,
  loadAreas,
  type Loaded,
  loadStations,
  type StationGiven,
} from './bank/city/directory.ts'
import { loadOrganisations, loadTeams } from './bank/city/organisations.ts'
import {
  bytesIn,
  guarded,
  type ImportOptions,
  Refused,
  sheetIn,
  sound,
  withoutFaults,
} from './cli-files.ts'
import { answer, inHouse, withCommon } from './cli-shared.ts'
import { loadWorkflows } from './bank/loop/workflow.ts'
import { workflowsIn } from './workflow-file.ts'
import type { EntryId } from './ledger/entry.ts'
import type { Refusal } from './ledger/refusal.ts'
import type { OpenBank } from './open.ts'
import { readAreas, readOrganisations, readStations, readTeams, type Refs } from './paper/roster.ts'
import { readSheet } from './paper/sheet.ts'
import { sentence } from './words/refusal.ts'
import { refusedRow, type RowFault, rowSentence } from './words/sheet.ts'

export function directoryCommands(into: Command): void {
  const part = (
    name: string,
    about: string,
    run: (file: string, options: ImportOptions) => Promise<void>,
  ) =>
    withCommon(into.command(`${name} <file>`).description(about))
      .option('--dry-run', 'say what it would do; write nothing')
      .action(guarded(run))
  part('areas', '村(居), 网格 and 楼组 below the streets', importAreas)
  part('stations', 'the roster of stations, with a row for each 承办期', importStations)
  part(
    'organisations',
    'organisations: 类型, 统一社会信用代码, 负责人, 经办人',
    importOrganisations,
  )
  part(
    'workflows',
    'workflows of service orders, as JSON: a version each, for ever',
    importWorkflows,
  )
  part('teams', '志愿服务队 of organisations: 编号, 名称, 所属组织信用代码', importTeams)
}

interface Place {
  readonly row: number
  readonly cells: Refs
}

interface Part {
  /** A file marked as a sample makes rows marked so. */
  readonly sample: boolean
  readonly order: { readonly id: EntryId; readonly dryRun: boolean }
}

/** Opens the house, loads, and says what came of it; a refused row is named by its cell. */
async function loading(
  file: string,
  options: ImportOptions,
  places: readonly Place[],
  load: (bank: OpenBank, part: Part) => Promise<Loaded>,
): Promise<void> {
  await inHouse(options, async (bank) => {
    const order = { id: bank.ids.entry(), dryRun: options.dryRun ?? false }
    const loaded = await load(bank, { sample: file.includes('.sample.'), order })
    if (!loaded.ok)
      throw new Refused(
        loaded.refused.map(({ row, refusal }) => refusedText(bank, places[row], refusal)),
      )
    const verb = options.dryRun ? '将' : '已'
    const { added, changed, same } = loaded
    answer(options, loaded, `${verb}新增 ${added}，${verb}变更 ${changed}，不变 ${same}`)
  })
}

function refusedText(bank: OpenBank, place: Place | undefined, refusal: Refusal): string {
  const fault = place && faultAt(place, refusal)
  if (fault) return rowSentence(fault, 'zh')
  return refusedRow(place?.row ?? 0, sentence(refusal, { language: 'zh', rules: bank.rules }), 'zh')
}

type Blame = readonly [fields: readonly string[], code: RowFault['code'], value: string]

/** The cell a refusal is about, where the row has one. */
function faultAt({ row, cells }: Place, refusal: Refusal): RowFault | undefined {
  const blame = blameOf(refusal)
  if (!blame) return undefined
  const [fields, code, value] = blame
  const field = fields.find((one) => cells[one] !== undefined)
  const cell = field === undefined ? undefined : cells[field]
  if (field === undefined || cell === undefined) return undefined
  return { row, cell, field, code: value === '' ? 'cell-empty' : code, value }
}

function blameOf(refusal: Refusal): Blame | undefined {
  if (refusal.code === 'unknown-organisation')
    return [['organisation', 'creditCode'], 'organisation-unknown', refusal.organisation]
  if (refusal.code !== 'code-unreadable') return undefined
  const { what, given } = refusal
  if (what === 'creditCode') return [['creditCode', 'code'], 'credit-code-wrong', given]
  if (what === 'area' || what === 'parent') return [[what], 'area-unknown', given]
  return what === 'station' || what === 'team' ? [['code'], 'code-unreadable', given] : undefined
}

async function importAreas(file: string, options: ImportOptions): Promise<void> {
  const { rows } = withoutFaults(sound(readAreas(await sheetIn(file))))
  const areas = rows.map(
    (row): AreaGiven => ({
      code: row.code,
      name: row.name,
      level: row.level === 'community' ? 'village' : row.level,
      parent: row.parent ?? null,
    }),
  )
  await loading(file, options, rows, (bank, { order }) =>
    loadAreas(bank, SYSTEM, { ...order, areas }),
  )
}

/** Stations of a roster file. Throws naming each bad cell. */
export async function stationsOf(
  bytes: Uint8Array,
  name: string,
): Promise<{ readonly stations: readonly StationGiven[]; readonly rows: readonly Place[] }> {
  const { rows } = withoutFaults(sound(readStations(sound(await readSheet(bytes, name)))))
  const stations = rows.map((row) => ({
    code: row.code,
    name: row.name,
    area: row.area,
    type: row.kind ?? '',
    hotline: row.hotline ?? '',
    address: row.address ?? '',
    opening: row.opening ?? '',
    organisation: row.organisation ?? '',
    creditCode: row.creditCode ?? '',
    from: row.from ?? '2019-06-20',
    to: row.to ?? '2099-12-31',
  }))
  return { stations, rows }
}

async function importStations(file: string, options: ImportOptions): Promise<void> {
  const { stations, rows } = await stationsOf(bytesIn(file), basename(file))
  await loading(file, options, rows, (bank, { order, sample }) =>
    loadStations(bank, SYSTEM, { ...order, stations, sample }),
  )
}

async function importOrganisations(file: string, options: ImportOptions): Promise<void> {
  const { rows } = withoutFaults(sound(readOrganisations(await sheetIn(file))))
  await loading(file, options, rows, (bank, { order, sample }) => {
    const organisations = rows.map(({ code, name, kind, head, handler, phone = '' }) => ({
      name,
      type: kind,
      creditCode: code,
      head,
      handler,
      phone,
      sample,
    }))
    return loadOrganisations(bank, SYSTEM, { ...order, organisations })
  })
}

async function importTeams(file: string, options: ImportOptions): Promise<void> {
  const { rows } = withoutFaults(sound(readTeams(await sheetIn(file))))
  const teams = rows.map(({ code, name, organisation }) => ({ code, name, organisation }))
  await loading(file, options, rows, (bank, { order }) =>
    loadTeams(bank, SYSTEM, { ...order, teams }),
  )
}

async function importWorkflows(file: string, options: ImportOptions): Promise<void> {
  const read = workflowsIn(new TextDecoder().decode(bytesIn(file)))
  if ('lines' in read) throw new Refused(read.lines)
  const { workflows } = read
  await loading(file, options, [], (bank, { order }) =>
    loadWorkflows(bank, SYSTEM, { ...order, workflows }),
  )
}
