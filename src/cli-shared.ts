/** What the command line's three parts share: the options of every command, opening a house, answering. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import cliProgress from 'cli-progress'
import type { Command } from 'commander'
import { type Config, configOf } from './config.ts'
import { jsonIn } from './disk.ts'
import { type OpenBank, openBank } from './open.ts'

export interface Common {
  readonly data?: string
  readonly heads?: string
  readonly json?: boolean
}

export function withCommon(command: Command): Command {
  return command
    .option('--data <dir>', 'the data folder (default: $KAPOK_DATA or data)')
    .option('--heads <path>', 'where the signed head is kept, outside the data folder')
    .option('--json', 'answer as JSON')
}

/** The environment, the options over it, and the origin the house was founded with. */
export function configFor(options: Common): Config {
  const environment = {
    ...process.env,
    ...(options.data === undefined ? {} : { KAPOK_DATA: options.data }),
    ...(options.heads === undefined ? {} : { KAPOK_HEADS: options.heads }),
  }
  const house = join(configOf(environment).data, 'house.json')
  const kept = existsSync(house)
    ? (jsonIn(house) as { readonly origin?: string; readonly city?: string })
    : undefined
  return configOf({
    ...environment,
    ...(kept?.origin === undefined ? {} : { KAPOK_ORIGIN: kept.origin }),
    ...(kept?.city === undefined ? {} : { KAPOK_CITY: kept.city }),
  })
}

/** Runs with an open house, and closes it whatever happens. */
export async function inHouse<Result>(
  options: Common,
  run: (bank: OpenBank, config: Config) => Promise<Result>,
): Promise<Result> {
  const config = configFor(options)
  const bank = await openBank(config, { create: false })
  try {
    return await run(bank, config)
  } finally {
    await bank.close()
  }
}

export function answer(options: Common, value: object, text: string): void {
  console.log(options.json ? JSON.stringify(value) : text)
}

/** Ends the command with a sentence and an exit code; nothing was written. */
export function stop(text: string, code = 1): void {
  console.error(text)
  process.exitCode = code
}

/** Runs shorter than this show no bar: it would only flicker. */
const BAR_AFTER_MS = 2_000

/** A bar on a terminal for what runs longer than two seconds; quiet elsewhere. */
export function progressBar(
  what: string,
  stream: NodeJS.WriteStream = process.stderr,
  now: () => number = () => performance.now(),
): {
  readonly at: (done: number, total: number) => void
  readonly end: () => void
} {
  const began = now()
  let bar: cliProgress.SingleBar | undefined
  return {
    at(done, total) {
      if (!stream.isTTY || now() - began < BAR_AFTER_MS) return
      if (!bar) {
        bar = new cliProgress.SingleBar({
          format: `${what} {bar} {percentage}% {eta}s`,
          stream,
        })
        bar.start(total, done)
      }
      bar.setTotal(total)
      bar.update(done)
    },
    end: () => bar?.stop(),
  }
}
