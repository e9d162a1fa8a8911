/** kapok import areas | stations | balances | attendance: a file in, whole or not at all; a dry run names each bad cell. */
import { readFileSync } from 'node:fs'
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
import { openBalances } from './bank/hours/opening.ts'
import { findPerson } from './bank/people/match.ts'
import { attendanceCommand } from './cli-attendance.ts'
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
import { sha256, toHex } from './ledger/sha256.ts'
import type { OpenBank } from './open.ts'
import { readBalances } from './paper/balances.ts'
import { readAreas, readStations } from './paper/roster.ts'
import { readSheet } from './paper/sheet.ts'
import { sentence } from './words/refusal.ts'
import { refusedRow } from './words/sheet.ts'

interface BalanceOptions extends ImportOptions {
  readonly source: string
  readonly cutOff: string
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
  attendanceCommand(into)
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
  const { stations, rows } = await stationsOf(bytesIn(file), basename(file))
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

async function importBalances(file: string, options: BalanceOptions): Promise<void> {
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
    const order = { source: options.source, cutOff: options.cutOff, file: hash, rows }
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
