/** Serves the bank on Workers: the same rooms as on Node, opened when the first request comes. */
import type { Context } from 'hono'
import deskWorker from '../dist/islands/desk-worker.js'
import speakScript from '../dist/islands/speak.js'
import staffScript from '../dist/islands/staff.js'
import verifyScript from '../dist/islands/verify.js'
import { appOf } from './app.ts'
import { RolledBack } from './bank/oversight/checkpoint.ts'
import type { Clock } from './bank/ports.ts'
import { secured } from './gate/headers.ts'
import { logFault } from './gate/log.ts'
import { openOnWorkers, type WorkerEnv } from './open-worker.ts'
import { runDue } from './jobs.ts'
import { hooksOver } from './outside/hooks.ts'
import { fetchPostTo } from './outside/post-fetch.ts'
import type { OwnMessages } from './outside/messages.ts'
import { assertReady } from './ready.ts'
import { setupRoutes } from './setup.ts'
import { unready } from './words/door.ts'

/** How long a look at the head is good for: a database set back while we serve is noticed within it. */
const READY_MS = 60_000

const OWN = new Set(['127.0.0.1', 'localhost', '[::1]'])

export interface Service {
  fetch(request: Request, env: WorkerEnv, kept?: Kept): Promise<Response>
  /** Every minute, as wrangler.toml has it: the house's own jobs. */
  scheduled(event: unknown, env: WorkerEnv, kept?: Kept): Promise<void>
}

/** Keeps an isolate until a promise is done; Workers hand it to every request. */
interface Kept {
  waitUntil(done: Promise<unknown>): void
}

/** What its operator must put right is said to whoever asks; of anything else only the log tells. */
function toldOf(fault: Error): string {
  const isKnown = fault instanceof RolledBack || /^(KAPOK_|the key )/.test(fault.message)
  return isKnown ? fault.message : 'see its log'
}

interface Serving {
  /** Throws when nothing may be served. */
  ready(): Promise<void>
  answer(request: Request): Response | Promise<Response>
  jobs(): Promise<unknown>
  /** Messages are sent when the answer is given already. */
  readonly messages: OwnMessages
}

export function serviceOn(clock: Clock): Service {
  let serving: Serving | undefined
  return {
    async fetch(request, env, kept) {
      try {
        serving ??= servingOf(env, clock)
        await serving.ready()
      } catch (fault) {
        logFault(fault)
        const headers = new Headers({ 'Retry-After': '60' })
        secured(headers, { secure: true })
        return new Response(unready(toldOf(fault as Error)), { status: 503, headers })
      }
      const answer = await serving.answer(request)
      kept?.waitUntil(serving.messages.drained())
      return answer
    },
    async scheduled(_event, env, kept) {
      serving ??= servingOf(env, clock)
      await serving.ready()
      await serving.jobs()
      kept?.waitUntil(serving.messages.drained())
    },
  }
}

function servingOf(env: WorkerEnv, clock: Clock): Serving {
  const { bank, config, setup, moveIn } = openOnWorkers(env, clock)
  const { base } = config
  const app = (secure: boolean) =>
    appOf(bank, {
      secure,
      ip: addressOf,
      rates: config.rates,
      verifyScript,
      staffScript,
      deskWorker,
      speakScript,
      ...(base === undefined ? {} : { base }),
    })
  const [near, far] = [app(false), app(true)]
  const settingUp = setupRoutes(bank, setup, moveIn)
  let checked = Number.NEGATIVE_INFINITY
  return {
    messages: bank.messages,
    jobs: () => runDue(bank, 'worker', { tell: hooksOver(fetchPostTo) }),
    async ready() {
      const now = Date.now()
      if (now - checked < READY_MS) return
      await assertReady(bank)
      checked = now
    },
    answer(request) {
      const { hostname, pathname } = new URL(request.url)
      if (pathname === '/setup') return settingUp.fetch(request)
      return (OWN.has(hostname) ? near : far).fetch(request)
    },
  }
}

/** Cloudflare writes it over whatever a visitor sent. */
function addressOf(c: Context): string {
  return c.req.header('CF-Connecting-IP') ?? ''
}
