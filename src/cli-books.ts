/** kapok position and close-day: how a station stands, or the whole city, and the signing off of a day. */
import type { Command } from 'commander'
import { SYSTEM } from './bank/actor.ts'
import { today } from './bank/draft.ts'
import { closeDay } from './bank/oversight/close-day.ts'
import { type Counted, type DaySheet, daySheet } from './bank/oversight/day-sheet.ts'
import { type Position, positionOf } from './bank/oversight/position.ts'
import {
  cityTrialBalance,
  everyBalance,
  type TrialBalance,
} from './bank/oversight/trial-balance.ts'
import { answer, type Common, inHouse, stop, withCommon } from './cli-shared.ts'
import type { OpenBank } from './open.ts'
import { serviceIn } from './rules/city.ts'
import { accountName, kindName } from './words/entry.ts'
import { pages } from './words/pages.ts'
import { hoursText } from './words/reading.ts'
import { sentence } from './words/refusal.ts'

interface PositionOptions extends Common {
  readonly station?: string
  readonly at?: string
  readonly accounts?: boolean
}

export function booksCommands(program: Command): void {
  withCommon(
    program
      .command('position')
      .description("a station's position; without --station the city's trial balance, all minutes"),
  )
    .option('--station <code>', 'the station')
    .option('--at <seq>', 'as it stood after this entry (default: the newest)')
    .option('--accounts', 'of the city: also every account with its balance')
    .addHelpText(
      'after',
      '\nIn JSON all sums are whole minutes, as `kapok export --format hledger` has them:\n' +
        '`hledger balance --depth 1` gives `kinds`, `hledger balance` gives --accounts.',
    )
    .action((options: PositionOptions) => inHouse(options, (bank) => position(bank, options)))
  withCommon(
    program.command('close-day').description("sign a station's day off, once; shows the day sheet"),
  )
    .requiredOption('--station <code>', 'the station')
    .option('--day <day>', 'YYYY-MM-DD (default: today)')
    .option('--dry-run', 'show the sheet; sign nothing')
    .action((options: CloseOptions) => inHouse(options, (bank) => closing(bank, options)))
}

interface CloseOptions extends Common {
  readonly station: string
  readonly day?: string
  readonly dryRun?: boolean
}

async function closing(bank: OpenBank, options: CloseOptions): Promise<void> {
  const { station, day = today(bank), dryRun = false } = options
  const speaker = { language: 'zh', rules: bank.rules } as const
  const signed = dryRun
    ? undefined
    : await closeDay(bank, SYSTEM, { id: bank.ids.entry(), station, day })
  if (signed && !signed.ok) return stop(sentence(signed.refusal, speaker))
  const sheet = await daySheet(bank, SYSTEM, { station, day })
  if (!sheet.ok) return stop(sentence(sheet.refusal, speaker))
  const again = signed?.again ?? false
  answer(options, { ...sheet.value, ...(signed ? { again } : {}) }, sheetText(bank, sheet.value))
  const { balanced, closed } = sheet.value
  if (!balanced || closed?.agrees === false) process.exitCode = 2
}

function sheetText(bank: OpenBank, sheet: DaySheet): string {
  const d = pages('zh').day
  const rows = (title: string, all: readonly (readonly [string, Counted])[]) =>
    all.length === 0
      ? []
      : [title, ...all.map(([name, one]) => `  ${name}\t${one.count}\t${hours(one.minutes)}`)]
  const service = (code: string) => serviceIn(bank.rules, code)?.name.zh ?? code
  const { opening, closing: end, closed } = sheet
  const standing = (name: string, of: 'issued' | 'redeemed' | 'held' | 'position') =>
    `  ${name}\t${hours(opening[of])} → ${hours(end[of])}`
  return [
    `${d.sheetTitle(sheet.station, sheet.day)}  ${d.cut} ${end.at}`,
    standing(t.issued, 'issued'),
    standing(t.redeemed, 'redeemed'),
    standing(t.held, 'held'),
    standing(t.position, 'position'),
    ...rows(
      d.byKind,
      sheet.kinds.map((one) => [kindName(one.kind, 'zh'), one]),
    ),
    ...rows(
      d.byService,
      sheet.services.map((one) => [service(one.service), one]),
    ),
    ...rows(
      d.byStaff,
      sheet.actors.map((one) => [one.by, one]),
    ),
    ...(sheet.count === 0
      ? [d.none]
      : [d.reversals(sheet.reversals.count, hours(sheet.reversals.minutes))]),
    ...(sheet.later.length === 0
      ? []
      : [`${closed ? d.later : d.laterOpen}\t${sheet.later.length}`]),
    sheet.balanced ? d.balanced : d.unbalanced,
    closed ? `${d.done(sheet.day, closed.seq)}  ${d.doneBy} ${closed.by}` : d.open,
    ...(closed ? [closed.agrees ? d.agrees : d.differs] : []),
  ].join('\n')
}

async function position(bank: OpenBank, options: PositionOptions): Promise<void> {
  const size = await bank.journal.size()
  const at = Number(options.at ?? size)
  if (!(Number.isSafeInteger(at) && at >= 0 && at <= size))
    return stop(`--at is a seq from 0 to ${size}`)
  if (options.station !== undefined) {
    const outcome = await positionOf(bank, SYSTEM, options.station, at)
    if (!outcome.ok) return stop(sentence(outcome.refusal, { language: 'zh', rules: bank.rules }))
    return answer(options, outcome.value, positionText(outcome.value))
  }
  const outcome = await cityTrialBalance(bank, SYSTEM, at)
  if (!outcome.ok) return stop(sentence(outcome.refusal, { language: 'zh', rules: bank.rules }))
  const listed = options.accounts ? await everyBalance(bank, SYSTEM, at) : undefined
  const accounts = listed?.ok ? listed.value : undefined
  const lines = accounts?.map(({ account, balance }) => `${account}\t${balance}`) ?? []
  answer(
    options,
    { ...outcome.value, ...(accounts ? { accounts } : {}) },
    [trialText(outcome.value), ...lines].join('\n'),
  )
}

const t = pages('zh').position
const hours = (minutes: number) => hoursText(minutes, 'zh')

const moved = (minutes: number) => (minutes < 0 ? t.given(hours(-minutes)) : t.used(hours(minutes)))

function positionText(value: Position): string {
  const kinds = value.kinds.map(
    ({ kind, minutes }) => `  ${accountName(kind, 'zh', 'auditors')}\t${hours(minutes)}`,
  )
  const against = value.against.map(({ station, ours, theirs, net }) => {
    const said = net === 0 ? t.even : net > 0 ? t.owesUs(hours(net)) : t.weOwe(hours(-net))
    return `  ${station}\t${t.ours}${moved(ours)}，${t.theirs}${moved(theirs)}，${t.net}${said}`
  })
  return [
    `${t.title} ${value.station}（${t.upTo(value.at)}）`,
    `  ${t.issued}\t${hours(value.issued)}`,
    `  ${t.redeemed}\t${hours(value.redeemed)}`,
    `  ${t.held}\t${hours(value.held)}`,
    `  ${t.position}\t${hours(value.position)}`,
    t.kind,
    ...kinds,
    against.length === 0 ? t.othersNone : t.others,
    ...against,
  ].join('\n')
}

function trialText(value: TrialBalance): string {
  const kinds = value.kinds.map(
    ({ kind, accounts, minutes }) =>
      `  ${accountName(kind, 'zh', 'auditors')}\t${t.accounts(accounts)}\t${hours(minutes)}`,
  )
  const stations = value.stations.map(
    ({ station, issued, redeemed, held, position }) =>
      `  ${station}\t${[issued, redeemed, held, position].map(hours).join('\t')}`,
  )
  const owed = value.settlement.map(
    ({ from, to, minutes }) => `  ${t.owes(`${from} → ${to}`, hours(minutes))}`,
  )
  return [
    `${t.all}（${t.upTo(value.at)}）`,
    ...kinds,
    `  ${t.balanced}`,
    `${t.stations}\t${[t.issued, t.redeemed, t.held, t.position].join('\t')}`,
    ...stations,
    owed.length === 0 ? t.settlementNone : t.settlement,
    ...owed,
  ].join('\n')
}
