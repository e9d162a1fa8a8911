/** A demo town served in a process of its own, a real browser beside it, and the sign-ins the demo printed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

export const CHROMIUM = '/usr/bin/chromium'
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Service {
  readonly base: string
  page(options?: BrowserContextOptions): Promise<Page>
  /** What the demo printed for one of the three: 工作人员, 志愿者, 长者. */
  signIn(who: string): { readonly name: string; readonly secret: string }
  stop(): Promise<void>
}

/** The browser alone. Rejects where there is none. */
export async function launched(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(`the browser test needs ${CHROMIUM}`)
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
}

/** Whether a group still has a process. */
function isThere(group: number): boolean {
  try {
    return process.kill(group, 0)
  } catch {
    return false
  }
}

/** Rejects where there is no browser; waits for the service to have said where it is. */
export async function startService(): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'kapok-browser-'))
  const script = fileURLToPath(new URL('../../scripts/kapok.mjs', import.meta.url))
  const args = ['demo', '--members', '30', '--days', '3', '--port', '0', '--serve']
  const town: ChildProcess = spawn(
    process.execPath,
    [script, ...args, '--data', join(folder, 'town')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
      env: { ...process.env, KAPOK_JOBS: 'off' },
    },
  )
  let said = ''
  town.stdout?.on('data', (chunk) => (said += String(chunk)))
  const address = () => /红棉时间 (http:\S+)/.exec(said)?.[1] ?? ''
  while (address() === '') await new Promise((resolve) => setTimeout(resolve, 100))
  const browser = await launched()
  return {
    base: address(),
    page: async (options) => (await browser.newContext({ locale: 'zh-CN', ...options })).newPage(),
    signIn(who) {
      const [, name = '', secret = ''] =
        new RegExp(`${who}\\s+\\S+\\s+\\S+ (\\S+)\\s+\\S+ (\\S+)`).exec(said) ?? []
      return { name, secret }
    },
    async stop() {
      await browser.close()
      // The whole group: the script, and the service it started.
      if (town.pid) {
        process.kill(-town.pid, 'SIGTERM')
        await gone(-town.pid)
      }
      // What it still writes as it ends may come between.
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
    },
  }
}

/** Comes back when nobody of the group is there any more, or after ten seconds. */
async function gone(group: number): Promise<void> {
  for (let waits = 0; waits < 200; waits++) {
    if (!isThere(group)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
