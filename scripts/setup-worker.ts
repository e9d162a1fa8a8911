/** `npm run setup:worker`: founds the city of a Worker, loads its stations, lets the first staff or a program in. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Command } from 'commander'
import { stationsOf } from '../src/cli-import.ts'

export interface SetupOptions {
  readonly url: string
  readonly stations?: string
  readonly staff?: string
  readonly name?: string
  readonly role?: string
  readonly station?: string
  readonly token?: string
  readonly scopes?: string
  readonly until?: string
}

/** Sends what the options say to a Worker's /setup; its answer, or an error that says why not. */
export async function setUpAt(options: SetupOptions, secret: string): Promise<object> {
  const { url, stations: file, staff, token, station = '' } = options
  const stations = file && (await stationsOf(readFileSync(file), basename(file))).stations
  const order = {
    ...(stations ? { stations, sample: file.includes('.sample.') } : {}),
    ...(staff ? { staff: { login: staff, name: options.name, role: options.role, station } } : {}),
    ...(token
      ? {
          token: {
            name: token,
            scopes: (options.scopes ?? '').split(','),
            station,
            until: options.until,
          },
        }
      : {}),
  }
  const answer = await fetch(new URL('/setup', url), {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(order),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${answer.status} ${text}`)
  return JSON.parse(text) as object
}

async function asked(options: SetupOptions): Promise<void> {
  const secret = process.env['KAPOK_SETUP']
  try {
    if (!secret) throw new Error('the environment has no KAPOK_SETUP; it is the secret of /setup')
    console.log(JSON.stringify(await setUpAt(options, secret), null, 2))
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
}

if (import.meta.main) {
  await new Command('setup-worker')
    .description(
      'found the city of a Worker; $KAPOK_SETUP is the secret. Again, it adds only what is new.',
    )
    .requiredOption('--url <url>', 'where the Worker answers, as https://time.example.org')
    .option('--stations <file>', 'stations to load (xlsx or csv)')
    .option('--staff <login>', 'a member of staff to add; the password is printed once')
    .option('--name <name>', 'their name')
    .option('--role <role>', 'clerk, head, city or auditor', 'city')
    .option('--station <code>', 'the station of a clerk, a head or a token', '')
    .option('--token <name>', 'a token for a program to make; it is printed once')
    .option('--scopes <scopes>', 'what it may, comma between, as credits:write,members:read')
    .option('--until <day>', 'its last day')
    .action(asked)
    .parseAsync()
}
