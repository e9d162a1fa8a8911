/**
 * A PostgreSQL of our own for one test file: made in a temporary folder by
 * whatever PostgreSQL this machine has, ended by its pid.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'

export interface Cluster {
  /** Makes a new, empty database; gives its URL. */
  database(name: string): Promise<string>
  stop(): Promise<void>
}

/** The folder of initdb and postgres, newest first; undefined where there is none. */
export function postgresFolder(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian)
    ? readdirSync(debian).sort((a, b) => Number(b) - Number(a))
    : []
  const path = (process.env['PATH'] ?? '').split(delimiter)
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...path]
  return folders.find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  )
}

/** PostgreSQL will not run as root: then it runs as the user postgres, and ends when we do. */
function asWhom(): readonly string[] {
  if (process.getuid?.() !== 0) return []
  return [
    'setpriv',
    '--reuid=postgres',
    '--regid=postgres',
    '--clear-groups',
    '--pdeathsig',
    'TERM',
  ]
}

export async function startPostgres(bin: string): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'kapok-pg-'))
  const data = join(folder, 'data')
  chmodSync(folder, 0o755)
  if (asWhom().length > 0) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])))
    chownSync(folder, uid as number, gid as number)
  }
  const init = [
    join(bin, 'initdb'),
    '--no-sync',
    '-A',
    'trust',
    '-U',
    'postgres',
    '-E',
    'UTF8',
    '--locale=C',
    '-D',
    data,
  ]
  const [first, ...rest] = [...asWhom(), ...init] as [string, ...string[]]
  execFileSync(first, rest, { stdio: 'ignore', cwd: folder })

  const port = await freePort()
  // The folder is thrown away: fsync would only wait for the disk.
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'fsync=off',
  ]
  const run = [join(bin, 'postgres'), '-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  const [command, ...args] = [...asWhom(), ...run] as [string, ...string[]]
  const server = spawn(command, args, { stdio: 'ignore', cwd: folder })
  process.once('exit', () => server.kill('SIGINT'))
  const url = (name: string) => `postgres://postgres@127.0.0.1:${port}/${name}`
  await answering(url('postgres'), server)

  return {
    async database(name) {
      await once(url('postgres'), `create database ${name}`)
      return url(name)
    },
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Runs one text on a connection of its own. */
export async function once(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await once(url, 'select 1')
    } catch (fault) {
      if (tries > 100 || server.exitCode !== null) throw fault
      await pause(50)
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
