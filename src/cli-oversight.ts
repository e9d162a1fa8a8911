/** kapok liability, netting: hours outstanding, and what stations owe each other. */
import type { Command } from 'commander'
import { SYSTEM } from './bank/actor.ts'
import { type Liability, liabilityOf } from './bank/oversight/liability.ts'
import { closeMonth, type MonthSheet, monthSheet } from './bank/oversight/close-month.ts'
import { askNetting, type Netting, nettingOf } from './bank/oversight/netting.ts'
import { answer, type Common, inHouse, stop, withCommon } from './cli-shared.ts'
import type { OpenBank } from './open.ts'
import { kindName } from './words/entry.ts'
import { pages } from './words/pages.ts'
import { hoursText } from './words/reading.ts'
import { sentence } from './words/refusal.ts'

interface LiabilityOptions extends Common {
  readonly station?: string
  readonly area?: string
}

interface MonthOptions extends LiabilityOptions {
  readonly month: string
  readonly dryRun?: boolean
}

interface NettingOptions extends Common {
  readonly month: string
  readonly ask?: boolean
}

export function oversightCommands(program: Command): void {
  withCommon(
    program
      .command('liability')
      .description('hours outstanding: by age, by home, by who recorded them; all minutes in JSON'),
  )
    .option('--station <code>', 'of one station')
    .option('--area <code>', 'of a district or a street (default: the whole city)')
    .action((options: LiabilityOptions) => inHouse(options, (bank) => liability(bank, options)))
  withCommon(
    program.command('close-month').description('sign the month of a station or an area off, once'),
  )
    .requiredOption('--month <month>', 'YYYY-MM, a month that is over')
    .option('--station <code>', 'the station')
    .option('--area <code>', 'or a street or a district, once all its stations have signed')
    .option('--dry-run', 'show the sheet; sign nothing')
    .action((options: MonthOptions) => inHouse(options, (bank) => closingMonth(bank, options)))
  withCommon(
    program
      .command('netting')
      .description(
        'what stations owe each other up to the end of a month, as settled or as it would be',
      ),
  )
    .requiredOption('--month <month>', 'YYYY-MM, a month that is over')
    .option('--ask', 'ask for it to be settled: it then waits for a second person of the city')
    .action((options: NettingOptions) => inHouse(options, (bank) => netting(bank, options)))
}

async function liability(bank: OpenBank, options: LiabilityOptions): Promise<void> {
  const { station, area } = options
  const outcome = await liabilityOf(bank, SYSTEM, {
    ...(station === undefined ? {} : { station }),
    ...(area === undefined ? {} : { area }),
  })
  if (!outcome.ok) return stop(sentence(outcome.refusal, { language: 'zh', rules: bank.rules }))
  answer(options, outcome.value, liabilityText(outcome.value))
}

const t = pages('zh').liability
const hours = (minutes: number) => hoursText(minutes, 'zh')

function liabilityText(found: Liability): string {
  const { redeemed, outstanding, permille } = found.coverage
  const bands = (all: Liability['ages']) =>
    all.map(
      ({ from, to, minutes, accounts }) => `  ${t.band(from, to)}\t${accounts}\t${hours(minutes)}`,
    )
  return [
    `${t.title}（${t.upTo(found.day, found.at)}）`,
    `  ${t.total}\t${hours(found.minutes)}\t${t.people(found.members)}`,
    `  ${t.coverage}\t${permille === undefined ? t.coverageNone : t.percent((permille / 10).toFixed(1))}`,
    `  ${t.coverageHint(hours(redeemed), hours(outstanding))}`,
    t.ages,
    ...bands(found.ages),
    t.places,
    ...found.places.map(({ level, code, minutes }) => `  ${t[level]}\t${code}\t${hours(minutes)}`),
    t.organisations,
    ...found.organisations.map(
      ({ organisation, minutes }) =>
        `  ${organisation === '-' ? t.city : organisation}\t${hours(minutes)}`,
    ),
    t.holding,
    ...bands(found.holding),
    t.suspense,
    ...bands(found.suspense),
    t.idleHint(found.idleCount),
  ].join('\n')
}

async function netting(bank: OpenBank, options: NettingOptions): Promise<void> {
  const { month, ask = false } = options
  const speaker = { language: 'zh', rules: bank.rules } as const
  if (ask) {
    const outcome = await askNetting(bank, SYSTEM, { id: bank.ids.entry(), month })
    if (!outcome.ok && outcome.refusal.code !== 'waits-for-review')
      return stop(sentence(outcome.refusal, speaker))
  }
  const found = await nettingOf(bank, SYSTEM, month)
  if (!found.ok) return stop(sentence(found.refusal, speaker))
  answer(options, found.value, nettingText(found.value))
}

function nettingText(found: Netting): string {
  const n = pages('zh').netting
  const { settled, waits } = found
  return [
    `${n.title} ${found.month}（${n.stretch(found.after, found.upto)}）`,
    ...(settled ? [n.settled(settled.seq), settled.agrees ? n.agrees : n.differs] : []),
    ...(waits === undefined ? [] : [`${n.waits} ${waits}`]),
    `  ${n.total}\t${hours(found.minutes)}`,
    found.owed.length === 0 ? n.none : n.owed,
    ...found.owed.map(({ from, to, minutes }) => `  ${from} → ${to}\t${hours(minutes)}`),
    [n.station, n.net, n.before, n.after].join('\t'),
    ...found.stations.map(
      ({ station, net, before, after }) =>
        `  ${station}\t${[net, before.position, after.position].map(hours).join('\t')}`,
    ),
  ].join('\n')
}

async function closingMonth(bank: OpenBank, options: MonthOptions): Promise<void> {
  const { month, station, area, dryRun = false } = options
  if ((station === undefined) === (area === undefined)) return stop('--station or --area')
  const order = { month, ...(station === undefined ? { area: area ?? '' } : { station }) }
  const speaker = { language: 'zh', rules: bank.rules } as const
  const signed = dryRun
    ? undefined
    : await closeMonth(bank, SYSTEM, { id: bank.ids.entry(), ...order })
  if (signed && !signed.ok) return stop(sentence(signed.refusal, speaker))
  const sheet = await monthSheet(bank, SYSTEM, order)
  if (!sheet.ok) return stop(sentence(sheet.refusal, speaker))
  answer(options, sheet.value, monthText(sheet.value))
  if (sheet.value.closed?.agrees === false) process.exitCode = 2
}

function monthText(sheet: MonthSheet): string {
  const { month: m, position: p } = pages('zh')
  const { opening, closing, kinds, outstanding } = sheet.figures
  const standing = (one: 'issued' | 'redeemed' | 'held' | 'position') =>
    `  ${p[one]}\t${hours(opening[one])} → ${hours(closing[one])}`
  return [
    `${m.title} ${sheet.station ?? sheet.area} ${sheet.month}（${m.stretch(sheet.after, sheet.upto)}）`,
    ...(['issued', 'redeemed', 'held', 'position'] as const).map(standing),
    ...kinds.map(
      ({ kind, count, minutes }) => `  ${kindName(kind, 'zh')}\t${count}\t${hours(minutes)}`,
    ),
    `  ${m.outstanding}\t${hours(outstanding)}`,
    m.balanced,
    ...(sheet.stations ?? []).map(
      ({ station, closed }) => `  ${station}\t${closed ? m.done : m.open}`,
    ),
    ...(sheet.closed
      ? [m.closed(sheet.closed.seq), sheet.closed.agrees ? m.agrees : m.differs]
      : []),
  ].join('\n')
}
