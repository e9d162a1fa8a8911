/** kapok import: a file in, whole or not at all; a dry run names each bad cell. Opening balances here, the others in files of their own. */
import type { Command } from 'commander'
import { SYSTEM } from './bank/actor.ts'
import { openBalances } from './bank/hours/opening.ts'
import type { OpeningRow } from './bank/hours/opening.ts'
import { findPerson } from './bank/people/match.ts'
import { enrolRow, personOf } from './cli-balances.ts'
import { attendanceCommand } from './cli-attendance.ts'
import { directoryCommands } from './cli-directory.ts'
import { eventsCommand } from './cli-events.ts'
import {
  bytesIn,
  guarded,
  type ImportOptions,
  Refused,
  sheetOf,
  sound,
  withoutFaults,
} from './cli-files.ts'
import { answer, inHouse, progressBar, withCommon } from './cli-shared.ts'
import type { OpenBank } from './open.ts'
import { type BalanceRow, readBalances } from './paper/balances.ts'
import { sentence } from './words/refusal.ts'
import { refusedRow } from './words/sheet.ts'

export { stationsOf } from './cli-directory.ts'

interface BalanceOptions extends ImportOptions {
  readonly source: string
  readonly cutOff: string
  readonly enrol?: boolean
}

export function importCommands(program: Command): void {
  const into = program
    .command('import')
    .description('load a file (xlsx or csv), whole or not at all')
  directoryCommands(into)
  withCommon(into.command('balances <file>').description('期初余额 from another system'))
    .option('--dry-run', 'say what it would do; write nothing')
    .requiredOption('--source <code>', 'the system they come from, ASCII')
    .requiredOption('--cut-off <day>', 'the day its books were closed')
    .option('--enrol', 'enrol whoever is not known yet, at the station their row names')
    .action(guarded(importBalances))
  attendanceCommand(into)
  eventsCommand(into)
}

async function importBalances(file: string, options: BalanceOptions): Promise<void> {
  const bytes = bytesIn(file)
  const read = withoutFaults(sound(readBalances(await sheetOf(bytes, file))))
  await inHouse(options, async (bank) => {
    const speaker = { language: 'zh', rules: bank.rules } as const
    const rows = await peopleOf(bank, options, read.rows)
    const { totals } = read
    const total = `${totals.count} 人，累计服务 ${totals.servedMinutes / 60} 小时，可用 ${totals.availableMinutes / 60} 小时`
    if (options.dryRun) return answer(options, { totals }, `将转入 ${total}`)
    const hash = await bank.evidence.put(bytes)
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

/** Whose rows they are. With --enrol whoever is not known is enrolled; a dry run enrols nobody. */
async function peopleOf(
  bank: OpenBank,
  { enrol = false, dryRun = false, source }: BalanceOptions,
  read: readonly BalanceRow[],
): Promise<readonly OpeningRow[]> {
  const speaker = { language: 'zh', rules: bank.rules } as const
  const rows: OpeningRow[] = []
  const unknown: string[] = []
  const bar = progressBar('import')
  for (const [at, row] of read.entries()) {
    const hours = { served: row.servedMinutes, available: row.availableMinutes }
    const found = enrol ? await personOf(bank, source, row) : await memberOf(bank, row)
    const isNew = enrol && found.ok && found.value === undefined
    const own = isNew && !dryRun ? await enrolRow(bank, source, row) : found
    if (own.ok && own.value !== undefined) rows.push({ member: own.value, ...hours })
    else if (!own.ok) unknown.push(refusedRow(row.row, sentence(own.refusal, speaker), 'zh'))
    else if (!isNew) unknown.push(refusedRow(row.row, '名册里没有这个人，请先登记。', 'zh'))
    bar.at(at + 1, read.length)
  }
  bar.end()
  if (unknown.length > 0) throw new Refused(unknown)
  return rows
}

async function memberOf(bank: OpenBank, row: BalanceRow) {
  const found = await findPerson(bank, 'city', row)
  return found.ok ? { ok: true as const, value: found.value?.member } : found
}
