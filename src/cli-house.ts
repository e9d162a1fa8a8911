/** kapok init, demo, serve: a house, and those commands that say who may work in it. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { foundCity } from './bank/city/found.ts'
import { isDay } from './bank/draft.ts'
import { checkpointNow } from './bank/oversight/checkpoint.ts'
import { answer, type Common, configFor, progressBar, stop, withCommon } from './cli-shared.ts'
import { staffCommands } from './cli-staff.ts'
import type { Config } from './config.ts'
import { assertWritable, jsonIn, makeFolder } from './disk.ts'
import { fillDemo } from './demo.ts'
import { seededIds } from './gate/ids.ts'
import { toHex } from './ledger/sha256.ts'
import { keepSeeds, openBank } from './open.ts'
import { stationsOf } from './cli-import.ts'
import { demoSeed } from './proof/keys.ts'
import { cityAreas, sampleStations } from './seeds.ts'
import { serveBank, untilStopped } from './serve.ts'

interface DemoOptions extends Common {
  readonly members: string
  readonly days: string
  readonly seed: string
  readonly until: string
  readonly serve?: boolean
  readonly port: string
}

export function houseCommands(program: Command): void {
  withCommon(program.command('init').description('found a city: its areas, rules and keys')).action(
    async (options: Common) => {
      const config = configFor(options)
      const bank = await openBank(config, { create: true })
      try {
        keepHouse(config)
        const loaded = await foundCity(bank, cityAreas(config.rules))
        answer(
          options,
          loaded,
          `${config.rules.city.name.zh}: ${config.data}, head ${config.heads}`,
        )
      } finally {
        await bank.close()
      }
    },
  )
  withCommon(
    program.command('demo').description('a sample town; the same seed gives the same town'),
  )
    .option('--members <n>', 'members', '200')
    .option('--days <n>', 'days of service', '30')
    .option('--seed <text>', 'seed', 'kapok')
    .option('--until <day>', 'its last day, YYYY-MM-DD', '2026-11-23')
    .option('--serve', 'serve it afterwards')
    .option('--port <port>', 'port to serve on', '8787')
    .action(demo)
  withCommon(program.command('serve').description('the service'))
    .option('--port <port>', 'port')
    .option('--host <host>', 'address to listen on')
    .action(async (options: Common & { readonly port?: string; readonly host?: string }) => {
      const config = configFor(options)
      const port = portOf(options.port, config.port)
      if (port === undefined) return stop(NO_PORT)
      await serve(config, port, options.host ?? config.host)
    })
  staffCommands(program)
}

const NO_PORT = '--port is a number from 0 to 65535'

function portOf(text: string | undefined, otherwise: number): number | undefined {
  if (text === undefined) return otherwise
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}

async function serve(config: Config, port: number, host: string): Promise<void> {
  const bank = await openBank(config, { create: false, writer: 'thread' })
  const { proxies, rates, requestSeconds, jobs } = config
  const base = config.base === undefined ? {} : { base: config.base }
  const options = { port, host, proxies, rates, requestSeconds, jobs, ...base }
  const serving = await serveBank(bank, options).catch(async (fault: unknown) => {
    // Or its writer's thread would keep a service going that serves nobody.
    await bank.close()
    throw fault
  })
  console.log(`${config.rules.words.product.zh} ${serving.url}`)
  await untilStopped(serving)
}

function keepHouse(config: Config): void {
  const text = `${JSON.stringify({ origin: config.origin, city: config.rules.version.split('/')[0] })}\n`
  writeFileSync(join(config.data, 'house.json'), text)
}

async function demo(options: DemoOptions): Promise<void> {
  const members = Number(options.members)
  const days = Number(options.days)
  if (!(Number.isInteger(members) && members >= 2 && members <= 100_000))
    return stop('--members is a number from 2 to 100000')
  if (!(Number.isInteger(days) && days >= 1 && days <= 3_650))
    return stop('--days is a number from 1 to 3650')
  if (!isDay(options.until)) return stop('--until is a day, as 2026-11-23')
  const port = portOf(options.port, 0)
  if (port === undefined) return stop(NO_PORT)
  const folder = resolve(options.data ?? 'data/demo')
  const heads = options.heads ?? `${folder}.heads`
  emptyDemo(folder, heads)
  const config: Config = {
    ...configFor({ ...options, data: folder, heads }),
    origin: DEMO_ORIGIN,
    // A demo is thrown away: never the city's own database.
    postgres: undefined,
  }
  const clock = { at: 0 }
  const demoClock = { now: () => clock.at }
  makeFolder(folder)
  keepSeeds(
    join(folder, 'keys.json'),
    { receipt: demoSeed(`${options.seed} receipt`), log: demoSeed(`${options.seed} log`) },
    true,
  )
  keepHouse(config)
  const bank = await openBank(config, {
    create: true,
    clock: demoClock,
    ids: seededIds(options.seed, demoClock),
    auditIds: seededIds(`${options.seed} audit`, demoClock),
  })
  const bar = progressBar('demo')
  const stations = (await stationsOf(sampleStations(config.rules), 'stations.sample.csv')).stations
  const town = await fillDemo(
    bank,
    clock,
    options.seed,
    { members, days, until: options.until, stations },
    bar.at,
  )
  bar.end()
  const checkpoint = await checkpointNow(bank)
  await bank.close()
  const root = checkpoint ? toHex(checkpoint.root) : ''
  answer(
    options,
    { ...town, data: folder, entries: checkpoint?.size, root },
    demoText(town, folder, root, options.port),
  )
  if (options.serve) await serve(config, port, config.host)
}

const DEMO_ORIGIN = 'kapok.example/demo/1'

/** By what it was founded as: a city's own folder has a house.json too. */
function isDemo(folder: string): boolean {
  const house = join(folder, 'house.json')
  return existsSync(house) && jsonIn(house)['origin'] === DEMO_ORIGIN
}

/** Only a folder that is a demo's, or is not there, is made anew. */
function emptyDemo(folder: string, heads: string): void {
  let files: readonly string[] = []
  try {
    files = readdirSync(folder)
  } catch {
    makeFolder(dirname(folder))
  }
  assertWritable(files.length > 0 ? folder : dirname(folder))
  if (files.length > 0 && !isDemo(folder))
    throw new Error(`${folder} is not empty and not a demo's; nothing was changed`)
  rmSync(folder, { recursive: true, force: true })
  // A head is kept as numbered files beside each other; a new demo begins without one.
  for (const name of readdirSync(dirname(heads))) {
    if (name === basename(heads) || name.startsWith(`${basename(heads)}.`))
      rmSync(join(dirname(heads), name))
  }
}

function demoText(
  town: Awaited<ReturnType<typeof fillDemo>>,
  folder: string,
  root: string,
  port: string,
): string {
  const url = `http://127.0.0.1:${port}`
  return [
    `数据 ${folder}`,
    `根   ${root.slice(0, 16)}…`,
    `工作人员  ${url}/sign-in  账号 ${town.staff.login}  密码 ${town.staff.password}`,
    `同一密码  ${Object.values(town.offices).join(' ')}（经办、街道、市级、安全、审计）`,
    `志愿者    ${url}/card  卡号 ${town.volunteer.number}  PIN ${town.volunteer.pin}`,
    `长者      ${url}/card?large=1  卡号 ${town.elder.number}  PIN ${town.elder.pin}`,
    `接口      ${url}/api/v1/docs`,
  ].join('\n')
}
