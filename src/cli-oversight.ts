/** kapok liability: hours outstanding, by age, place and who recorded them. */
import type { Command } from 'commander'
import { SYSTEM } from './bank/actor.ts'
import { type Liability, liabilityOf } from './bank/oversight/liability.ts'
import { answer, type Common, inHouse, stop, withCommon } from './cli-shared.ts'
import type { OpenBank } from './open.ts'
import { pages } from './words/pages.ts'
import { hoursText } from './words/reading.ts'
import { sentence } from './words/refusal.ts'

interface LiabilityOptions extends Common {
  readonly station?: string
  readonly area?: string
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
