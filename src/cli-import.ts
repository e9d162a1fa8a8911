/** kapok import areas | stations | balances | attendance: a file in, whole or not at all; a dry run names each bad cell. */
import { readFileSync, statSync } from 'node:fs'
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
import { today } from './bank/draft.ts'
import { openBalances } from './bank/hours/opening.ts'
import { enterSheet, findPerson, planSheet } from './bank/people/attendance.ts'
import { answer, type Common, inHouse, stop, withCommon } from './cli-shared.ts'
import { sha256, toHex } from './ledger/sha256.ts'
import type { OpenBank } from './open.ts'
import { readAttendance } from './paper/attendance.ts'
import { readBalances } from './paper/balances.ts'
import { readAreas, readStations } from './paper/roster.ts'
import { FILE_MAX, isSheetFault, readSheet, type Sheet, type SheetFault } from './paper/sheet.ts'
import type { RowFault } from './paper/fault.ts'
import { sentence } from './words/refusal.ts'
import { refusedRow, rowSentence, sheetSentence } from './words/sheet.ts'

interface ImportOptions extends Common {
  readonly dryRun?: boolean
  readonly station?: string
  readonly source?: string
  readonly cutOff?: string
}

/** A file that cannot be taken, with a line for each reason. */
class Refused extends Error {
  readonly lines: readonly string[]
  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.lines = lines
  }
}

async function sheetIn(path: string): Promise<Sheet> {
  if (statSync(path).size > FILE_MAX) {
    const fault: SheetFault = {
      code: 'sheet-too-large',
      bytes: statSync(path).size,
      limit: FILE_MAX,
      unpacked: false,
    }
    throw new Refused([sheetSentence(fault, 'zh')])
  }
  return sound(await readSheet(readFileSync(path), basename(path)))
}

function sound<Value extends object>(value: Value | SheetFault): Value {
  if (isSheetFault(value)) throw new Refused([sheetSentence(value as SheetFault, 'zh')])
  return value as Value
}

function withoutFaults<Read extends { readonly faults: readonly RowFault[] }>(read: Read): Read {
  if (read.faults.length > 0)
    throw new Refused(read.faults.map((fault) => rowSentence(fault, 'zh')))
  return read
}

/** Stations of a roster file. Throws naming each bad cell. */
export async function stationsOf(
  bytes: Uint8Array,
  name: string,
): Promise<{ readonly stations: readonly StationGiven[]; readonly rows: readonly number[] }> {
  const roster = withoutFaults(sound(readStations(sound(await readSheet(bytes, name)))))
  const stations = roster.rows.map((row) => ({
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
  return { stations, rows: roster.rows.map((row) => row.row) }
}

export function importCommands(program: Command): void {
  const into = program
    .command('import')
    .description('load a file (xlsx or csv), whole or not at all')
  const part = (name: string, about: string) =>
    withCommon(into.command(`${name} <file>`).description(about)).option(
      '--dry-run',
      'say what it would do; write nothing',
    )
  part('areas', '村(居), 网格 and 楼组 below the streets').action(guarded(importAreas))
  part('stations', 'the roster of stations').action(guarded(importStations))
  part('balances', '期初余额 from another system')
    .requiredOption('--source <code>', 'the system they come from, ASCII')
    .requiredOption('--cut-off <day>', 'the day its books were closed')
    .action(guarded(importBalances))
  part('attendance', 'a sign-in sheet or an i志愿 export')
    .requiredOption('--station <code>', 'the station that records them')
    .option('--source <code>', 'where the sheet comes from', 'desk')
    .action(guarded(importAttendance))
}

function guarded(run: (file: string, options: ImportOptions) => Promise<void>) {
  return async (file: string, options: ImportOptions) => {
    try {
      await run(file, options)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (options.json) console.log(JSON.stringify({ refused: error.lines }))
      stop(error.lines.join('\n'))
    }
  }
}

async function importAreas(file: string, options: ImportOptions): Promise<void> {
  const roster = withoutFaults(sound(readAreas(await sheetIn(file))))
  const areas = roster.rows.map(
    (row): AreaGiven => ({
      code: row.code,
      name: row.name,
      level: row.level === 'community' ? 'village' : row.level,
      parent: row.parent ?? null,
    }),
  )
  await inHouse(options, async (bank) => {
    const loaded = await loadAreas(bank, SYSTEM, {
      id: bank.ids.entry(),
      areas,
      dryRun: options.dryRun ?? false,
    })
    told(
      bank,
      options,
      loaded,
      roster.rows.map((row) => row.row),
    )
  })
}

async function importStations(file: string, options: ImportOptions): Promise<void> {
  if (statSync(file).size > FILE_MAX) await sheetIn(file)
  const { stations, rows } = await stationsOf(readFileSync(file), basename(file))
  await inHouse(options, async (bank) => {
    const order = {
      id: bank.ids.entry(),
      stations,
      sample: file.includes('.sample.'),
      dryRun: options.dryRun ?? false,
    }
    told(bank, options, await loadStations(bank, SYSTEM, order), rows)
  })
}

function told(
  bank: OpenBank,
  options: ImportOptions,
  loaded: Loaded,
  rows: readonly number[],
): void {
  if (!loaded.ok) {
    const speaker = { language: 'zh', rules: bank.rules } as const
    throw new Refused(
      loaded.refused.map(({ row, refusal }) =>
        refusedRow(rows[row] ?? 0, sentence(refusal, speaker), 'zh'),
      ),
    )
  }
  const verb = options.dryRun ? '将' : '已'
  answer(
    options,
    loaded,
    `${verb}新增 ${loaded.added}，${verb}变更 ${loaded.changed}，不变 ${loaded.same}`,
  )
}

async function importBalances(file: string, options: ImportOptions): Promise<void> {
  const read = withoutFaults(sound(readBalances(await sheetIn(file))))
  await inHouse(options, async (bank) => {
    const speaker = { language: 'zh', rules: bank.rules } as const
    const rows = []
    const unknown: string[] = []
    for (const row of read.rows) {
      const found = await findPerson(bank, 'city', row)
      if (found.ok && found.value)
        rows.push({
          member: found.value.member,
          served: row.servedMinutes,
          available: row.availableMinutes,
        })
      else
        unknown.push(
          refusedRow(
            row.row,
            found.ok ? '名册里没有这个人，请先登记。' : sentence(found.refusal, speaker),
            'zh',
          ),
        )
    }
    if (unknown.length > 0) throw new Refused(unknown)
    const { totals } = read
    const total = `${totals.count} 人，累计服务 ${totals.servedMinutes / 60} 小时，可用 ${totals.availableMinutes / 60} 小时`
    if (options.dryRun) return answer(options, { totals }, `将转入 ${total}`)
    const hash = toHex(sha256(readFileSync(file)))
    const order = { source: options.source ?? '', cutOff: options.cutOff ?? '', file: hash, rows }
    const outcomes = await openBalances(bank, SYSTEM, order)
    const refused = outcomes.flatMap((outcome, i) =>
      outcome.ok || outcome.refusal.code === 'group-refused'
        ? []
        : [refusedRow(read.rows[i]?.row ?? 0, sentence(outcome.refusal, speaker), 'zh')],
    )
    if (refused.length > 0) throw new Refused(refused)
    const added = outcomes.filter((outcome) => outcome.ok && outcome.value && !outcome.again).length
    answer(options, { totals, added }, `已转入 ${total}；本次新增 ${added} 人`)
  })
}

async function importAttendance(file: string, options: ImportOptions): Promise<void> {
  const sheet = await sheetIn(file)
  await inHouse(options, async (bank) => {
    const speaker = { language: 'zh', rules: bank.rules } as const
    const read = withoutFaults(sound(readAttendance(sheet, { today: today(bank) })))
    const order = {
      station: options.station ?? '',
      source: options.source ?? 'desk',
      rows: read.rows,
    }
    const plans = options.dryRun
      ? await planSheet(bank, SYSTEM, order)
      : (await enterSheet(bank, SYSTEM, order)).plans
    const refused = plans.flatMap((plan) =>
      plan.state === 'refused' ? [refusedRow(plan.row, sentence(plan.refusal, speaker), 'zh')] : [],
    )
    if (refused.length > 0) throw new Refused(refused)
    const count = (state: string) => plans.filter((plan) => plan.state === state).length
    const summary = {
      credited: count('credit'),
      enrolled: count('enrol'),
      already: count('already'),
    }
    const verb = options.dryRun ? '将' : '已'
    answer(
      options,
      summary,
      `${verb}记录 ${summary.credited + summary.enrolled} 行，早已记过 ${summary.already} 行`,
    )
  })
}
