/**
 * `npm run dev:worker`: the service on workerd with D1 and its Durable Object,
 * on this machine, without an account. The first time it makes keys for this
 * machine (.dev.vars) and a sample city; what it keeps is in .wrangler/.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { setUpAt } from './setup-worker.ts'
import { newSecrets } from './worker-secrets.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const wrangler = fileURLToPath(new URL('../node_modules/wrangler/bin/wrangler.js', import.meta.url))
const vars = fileURLToPath(new URL('../.dev.vars', import.meta.url))
const sample = fileURLToPath(new URL('../schema/guangzhou/stations.sample.csv', import.meta.url))
const port = process.env['KAPOK_PORT'] ?? '8787'
const url = `http://127.0.0.1:${port}`

/** Says nothing home, asks nothing of the network, and asks nothing of whoever is not at a terminal. */
const quiet = {
  WRANGLER_SEND_METRICS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_HIDE_BANNER: 'true',
}

function run(args: readonly string[], more: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [wrangler, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...quiet, ...more },
  })
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
}

/** Keys that are this machine's own, and a log that is named so. */
function secrets(): Readonly<Record<string, string>> {
  if (!existsSync(vars)) {
    const made = { KAPOK_ORIGIN: 'kapok.example/dev/1', ...newSecrets() }
    const lines = Object.entries(made).map(([name, value]) => `${name}=${value}\n`)
    writeFileSync(vars, lines.join(''), { mode: 0o600 })
    console.log('.dev.vars: keys made for this machine')
  }
  const read = readFileSync(vars, 'utf8').matchAll(/^(\w+)\s*=\s*"?([^"\n]*)"?$/gm)
  return Object.fromEntries([...read].map(([, name, value]) => [name, value]))
}

/** How many stations there are; undefined while nobody answers. Throws what the service says when it serves nothing. */
async function stationsAt(): Promise<number | undefined> {
  const answer = await fetch(`${url}/api/v1/stations`).catch(() => undefined)
  if (!answer) return undefined
  if (!answer.ok) throw new Error(await answer.text())
  return ((await answer.json()) as { readonly stations: readonly object[] }).stations.length
}

/** Once it answers: a city with its sample stations, and a first sign-in, where there is none yet. */
async function settled(server: ChildProcess, secret: string | undefined): Promise<void> {
  let stations: number | undefined
  while (stations === undefined) {
    if (server.exitCode !== null) return
    await pause(500)
    stations = await stationsAt()
  }
  if (stations === 0 && secret !== undefined) {
    const options = { url, stations: sample, staff: 'city', name: '市级管理员', role: 'city' }
    const { staff } = (await setUpAt(options, secret)) as { staff?: { password: string } }
    console.log(`${url}/sign-in  账号 city  密码 ${staff?.password}`)
  }
  console.log(`${url}  接口 ${url}/api/v1/docs`)
}

const { KAPOK_SETUP } = secrets()
for (const database of ['DB', 'PEOPLE', 'KEYS', 'AUDIT']) {
  const code = await ended(run(['d1', 'migrations', 'apply', database, '--local'], { CI: '1' }))
  if (code !== 0) process.exit(code)
}
const server = run(['dev', '--local', '--ip', '127.0.0.1', '--port', port])
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
const end = ended(server)
await settled(server, KAPOK_SETUP).catch((fault: Error) => console.error(fault.message))
process.exitCode = await end
