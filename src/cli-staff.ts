/** kapok staff, token, device: who works in a house, which programs and computers do, and the end of each. */
import type { Command } from 'commander'
import { SYSTEM } from './bank/actor.ts'
import { endDevice, listDevices } from './bank/people/devices.ts'
import { changePost, listStaff } from './bank/people/post.ts'
import { addStaff, endStaff } from './bank/people/staff.ts'
import { addToken, endToken, lastTokenDay, listTokens, SCOPES } from './bank/people/tokens.ts'
import type { StaffRole } from './bank/ports.ts'
import { resetCommand } from './cli-reset.ts'
import { answer, type Common, inHouse, stop, withCommon } from './cli-shared.ts'
import { newSecret } from './gate/secrets.ts'
import { makeToken } from './gate/tokens.ts'
import type { Outcome } from './ledger/refusal.ts'
import type { OpenBank } from './open.ts'
import { ROLES } from './rules/roles.ts'
import { sentence } from './words/refusal.ts'

interface PostOptions extends Common {
  readonly role: string
  readonly station: string
  readonly area: string
  readonly until?: string
}

interface StaffOptions extends PostOptions {
  readonly login: string
  readonly name: string
}

/** Columns under each other, a row a line. */
const table = (rows: readonly (readonly string[])[]) => rows.map((row) => row.join('\t')).join('\n')

const timeOf = (at: number | undefined) => (at === undefined ? '-' : new Date(at).toISOString())

/** Runs in a house; a no is said, and nothing was written. */
async function doing<Value>(
  options: Common,
  work: (bank: OpenBank) => Promise<Outcome<Value>>,
  said: (value: Value, bank: OpenBank) => readonly [value: object, text: string],
): Promise<void> {
  await inHouse(options, async (bank) => {
    const outcome = await work(bank)
    if (!outcome.ok) return stop(sentence(outcome.refusal, { language: 'zh', rules: bank.rules }))
    answer(options, ...said(outcome.value, bank))
  })
}

const ended = (what: string) => () => [{ ended: what }, what] as const

export function staffCommands(program: Command): void {
  const staff = program.command('staff').description('people who work at a station or an office')
  withCommon(staff.command('add').description('add a member of staff; prints a password once'))
    .requiredOption('--login <login>', 'lower-case ASCII')
    .requiredOption('--name <name>', 'their name')
    .option('--role <role>', ROLES.join(', '), 'clerk')
    .option('--station <code>', 'station, for those who work at one', '')
    .option('--area <code>', 'area of the office, for street and district', '')
    .option('--until <day>', 'the last day they work here')
    .action(added)
  withCommon(staff.command('list').description('who works here, and who has')).action(
    (options: Common) =>
      doing(
        options,
        (bank) => listStaff(bank, SYSTEM),
        (rows) => {
          const list = rows.map(({ key, body }) => ({ id: key, ...body }))
          const lines = list.map((one) => [
            ...[one.id, one.login, one.role, one.station || one.area || '-'],
            one.active ? (one.until ?? '-') : 'ended',
          ])
          return [{ staff: list }, table(lines)]
        },
      ),
  )
  withCommon(staff.command('post <login>').description('give somebody another post'))
    .requiredOption('--role <role>', ROLES.join(', '))
    .option('--station <code>', 'station, for those who work at one', '')
    .option('--area <code>', 'area of the office, for street and district', '')
    .option('--until <day>', 'the last day they work here', '')
    .action((login: string, options: PostOptions) =>
      doing(
        options,
        async (bank) => {
          const { role, station, area, until = '' } = options
          const post = { role: role as StaffRole, station, area, until }
          const id = bank.ids.entry()
          return changePost(bank, SYSTEM, { id, staff: await staffOf(bank, login), ...post })
        },
        ({ key, body }) => [{ id: key, ...body }, `${login}\t${body.role}`],
      ),
    )
  withCommon(staff.command('end <login>').description('end somebody’s access, at once')).action(
    (login: string, options: Common) =>
      doing(
        options,
        async (bank) =>
          endStaff(bank, SYSTEM, { id: bank.ids.entry(), staff: await staffOf(bank, login) }),
        ended(login),
      ),
  )
  resetCommand(staff)
  tokenCommands(program)
  deviceCommands(program)
}

/** The id of a login; one that nobody has finds nobody. */
async function staffOf(bank: OpenBank, login: string): Promise<string> {
  return (await bank.people.byLogin(login))?.staff ?? login
}

async function added(options: StaffOptions): Promise<void> {
  await inHouse(options, async (bank) => {
    const password = newSecret().slice(0, 20)
    const hash = await bank.passwords.hash(password)
    if (!hash.ok) return stop('busy')
    const { login, name, station, area, until } = options
    const outcome = await addStaff(bank, SYSTEM, {
      id: bank.ids.entry(),
      login,
      name,
      role: options.role as StaffRole,
      station,
      area,
      ...(until === undefined ? {} : { until }),
      passwordHash: hash.value,
    })
    if (!outcome.ok) return stop(sentence(outcome.refusal, { language: 'zh', rules: bank.rules }))
    answer(options, { login, password }, `${login}  ${password}`)
  })
}

interface TokenOptions extends Common {
  readonly name: string
  readonly scopes: string
  readonly station: string
  readonly until?: string
  readonly addresses?: string
}

const partsOf = (text: string) => text.split(/[\s,]+/).filter((one) => one !== '')

function tokenCommands(program: Command): void {
  const token = program.command('token').description('tokens for programs')
  withCommon(token.command('create').description('make an API token; it is shown once'))
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--scopes <scopes>', `comma between: ${SCOPES.join(', ')}`)
    .option('--station <code>', 'the station it acts for', '')
    .option('--until <day>', 'its last day, within a year (default: a year from now)')
    .option('--addresses <list>', 'only from these addresses or blocks, comma between')
    .action((options: TokenOptions) =>
      doing(
        options,
        async (bank) => {
          const { name, station, until = lastTokenDay(bank), addresses = '' } = options
          const scopes = partsOf(options.scopes)
          const order = { name, scopes, station, until, addresses: partsOf(addresses) }
          const { text, key, body } = makeToken(bank, order)
          const outcome = await addToken(bank, SYSTEM, { id: bank.ids.entry(), key, body })
          return outcome.ok ? { ok: true, value: { text, key } } : outcome
        },
        ({ text, key }) => [{ token: text, id: key }, text],
      ),
    )
  withCommon(token.command('list').description('every token, and when it was last used')).action(
    (options: Common) =>
      doing(
        options,
        (bank) => listTokens(bank, SYSTEM),
        (seen) => {
          const list = seen.map(({ row: { key, body }, usedAt }) => ({
            ...{ id: key, ...body },
            usedAt: usedAt ?? null,
          }))
          const lines = list.map((one) => [
            ...[one.id, one.name, one.station || '-', one.active ? one.until : 'ended'],
            ...[timeOf(one.usedAt ?? undefined), one.scopes.join(',')],
          ])
          return [{ tokens: list }, table(lines)]
        },
      ),
  )
  withCommon(token.command('end <id>').description('end a token, at once')).action(
    (id: string, options: Common) =>
      doing(
        options,
        (bank) => endToken(bank, SYSTEM, { id: bank.ids.entry(), token: id }),
        ended(id),
      ),
  )
}

function deviceCommands(program: Command): void {
  const device = program.command('device').description('computers of stations')
  withCommon(
    device.command('list').description('every computer, and when it was last used'),
  ).action((options: Common) =>
    doing(
      options,
      (bank) => listDevices(bank, SYSTEM),
      (seen) => {
        const list = seen.map(({ row: { key, body }, usedAt }) => ({
          ...{ id: key, ...body },
          usedAt: usedAt ?? null,
        }))
        const lines = list.map((one) => [
          ...[one.id, one.station, one.name, one.active ? one.until : 'ended'],
          ...[timeOf(one.usedAt ?? undefined), one.thumbprint],
        ])
        return [{ devices: list }, table(lines)]
      },
    ),
  )
  withCommon(device.command('end <id>').description('end a computer, at once')).action(
    (id: string, options: Common) =>
      doing(
        options,
        (bank) => endDevice(bank, SYSTEM, { id: bank.ids.entry(), device: id }),
        ended(id),
      ),
  )
}
