/** The real service for drills: the built door in a process of its own, on a folder that outlives it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const SCRIPT = join(ROOT, 'scripts', 'kapok.mjs')
const CLI = join(ROOT, 'dist', 'cli.js')
const DOOR = join(ROOT, 'dist', 'node.js')

/** Longer than any start on a loaded machine takes. */
const START_MS = 30_000

export interface Said {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

let built = false

/** `npx kapok …`: the first call builds what is older than its source. */
export function kapok(...args: readonly string[]): Said {
  const program = built ? CLI : SCRIPT
  built = true
  const run = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    // A month of a city, told in lines.
    maxBuffer: 2 ** 30,
    timeout: 900_000,
  })
  return { status: run.status, out: run.stdout.trim(), err: run.stderr.trim() }
}

/** As `kapok`, and a fault when it does not end well. */
export function kapokMust(...args: readonly string[]): string {
  const { status, out, err } = kapok(...args)
  if (status !== 0) throw new Error(`kapok ${args.join(' ')} ended with ${status}: ${err || out}`)
  return out
}

export interface Service {
  readonly url: string
  readonly pid: number
  /** Resolves with its exit code, or null when it was killed. */
  readonly gone: Promise<number | null>
  /** What it has written to its terminal so far. */
  said(): string
  /** SIGKILL: nothing is finished, nothing is said. Resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM, as a supervisor ends it. Resolves with its exit code. */
  stop(): Promise<number | null>
}

/** What `npm start` runs, on a port that is free. Rejects with what it said when it ends instead. */
export function startService(data: string, more: NodeJS.ProcessEnv = {}): Promise<Service> {
  const child = spawn(process.execPath, ['--enable-source-maps', DOOR], {
    env: { ...process.env, KAPOK_DATA: data, KAPOK_PORT: '0', KAPOK_JOBS: 'off', ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return new Promise((resolve, reject) => {
    let said = ''
    const slow = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`the service did not start in ${START_MS} ms: ${said}`))
    }, START_MS)
    const hear = (bytes: Buffer) => {
      said += bytes.toString()
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? []
      if (url === undefined) return
      clearTimeout(slow)
      resolve({ url, pid: child.pid as number, said: () => said, gone, ...endings(child, gone) })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void gone.then((code) => {
      clearTimeout(slow)
      reject(new Error(`the service ended (${code}): ${said}`))
    })
  })
}

function endings(
  child: ChildProcess,
  gone: Promise<number | null>,
): Pick<Service, 'kill' | 'stop'> {
  return {
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
    stop() {
      child.kill('SIGTERM')
      return gone
    },
  }
}
