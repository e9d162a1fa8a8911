/** kapok import events: what 12345 or the grid exports, each one order however often the file is taken. */
import type { Command } from 'commander'
import { SYSTEM } from './bank/actor.ts'
import { today } from './bank/draft.ts'
import { takeEvents } from './bank/loop/outside.ts'
import {
  bytesIn,
  guarded,
  type ImportOptions,
  Refused,
  sheetOf,
  sound,
  withoutFaults,
} from './cli-files.ts'
import { answer, inHouse, stop, withCommon } from './cli-shared.ts'
import { eventOf, readEvents } from './paper/events.ts'
import { sentence } from './words/refusal.ts'
import { refusedRow } from './words/sheet.ts'

interface EventOptions extends ImportOptions {
  readonly system: string
  readonly station: string
}

export function eventsCommand(into: Command): void {
  withCommon(into.command('events <file>').description('来件 of 12345 or of the grid'))
    .option('--dry-run', 'say what it would do; write nothing')
    .requiredOption('--system <system>', '12345 or grid')
    .requiredOption('--station <code>', 'the station of rows that name none')
    .action(guarded(importEvents))
}

async function importEvents(file: string, options: EventOptions): Promise<void> {
  const system = (['12345', 'grid'] as const).find((one) => one === options.system)
  if (system === undefined) return stop('--system 须是 12345 或 grid')
  const sheet = await sheetOf(bytesIn(file), file)
  await inHouse(options, async (bank) => {
    const { rows } = withoutFaults(sound(readEvents(sheet, today(bank))))
    const speaker = { language: 'zh', rules: bank.rules } as const
    const unknown = []
    for (const { row, station = options.station } of rows)
      if (!(await bank.directory.get('station', station)))
        unknown.push(refusedRow(row, sentence({ code: 'unknown-station', station }, speaker), 'zh'))
    if (unknown.length > 0) throw new Refused(unknown)
    if (options.dryRun) return answer(options, { rows: rows.length }, `将受理 ${rows.length} 件`)
    const events = rows.map((row) => eventOf(row, options.station))
    const outcomes = await takeEvents(bank, SYSTEM, { system, events })
    const refused = outcomes.flatMap((outcome, at) =>
      outcome.ok ? [] : [refusedRow(rows[at]?.row ?? 0, sentence(outcome.refusal, speaker), 'zh')],
    )
    const added = outcomes.filter((outcome) => outcome.ok && !outcome.again).length
    const known = outcomes.length - added - refused.length
    if (refused.length > 0) throw new Refused(refused)
    answer(options, { added, known }, `已受理 ${added} 件，早已受理 ${known} 件`)
  })
}
