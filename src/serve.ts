/** Serves an open bank on a port, and stops in order: no more requests, then the store. */
import { existsSync, readFileSync } from 'node:fs'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type HttpBindings, serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { callerOf, proxiesIn } from './address.ts'
import { appOf, ISLANDS, type Islands } from './app.ts'
import { auditOf } from './bank/oversight/audit.ts'
import { checkpointNow } from './bank/oversight/checkpoint.ts'
import { secured } from './gate/headers.ts'
import { DEFAULT_RATES, type Rates } from './gate/rates.ts'
import { startJobs } from './jobs.ts'
import { hooksOver } from './outside/hooks.ts'
import { postTo } from './outside/post.ts'
import type { OpenBank } from './open.ts'
import { printerHere } from './printer.ts'
import { assertReady } from './ready.ts'

export interface Serving {
  readonly url: string
  stop(): Promise<void>
}

export interface ServeOptions {
  readonly port: number
  readonly host: string
  readonly base?: string
  /** Addresses and networks of our own proxies. */
  readonly proxies?: string
  readonly rates?: Rates
  /** Within which a request must have come whole. */
  readonly requestSeconds?: number
  /** The house's own jobs run here too. */
  readonly jobs?: boolean
}

/** Waiting longer than this for a request's head or body ties up a place others need. */
const HEAD_MS = 10_000
const REQUEST_S = 30

/** How often the server looks for those that are late. */
const LATE_MS = 1_000

/** A browser sends some twenty. */
const HEADERS_MAX = 100

/** Rejects when the port is taken, when the keys are another city's, or when the database is behind its head. */
export async function serveBank(
  bank: OpenBank,
  {
    port,
    host,
    base,
    proxies = OWN_PROXIES,
    rates = DEFAULT_RATES,
    requestSeconds = REQUEST_S,
    jobs = false,
  }: ServeOptions,
): Promise<Serving> {
  const ours = proxiesIn(proxies)
  await assertReady(bank)
  const secure = base?.startsWith('https://') ?? false
  const app = appOf(bank, {
    secure,
    rates,
    ip: (c) => callerOf(getConnInfo(c).remote.address ?? '', c.req.header('X-Forwarded-For'), ours),
    ...(base === undefined ? {} : { base }),
    ...islandsHere(),
    printer: printerHere(),
  })
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: (request, env) =>
          (env as HttpBindings).incoming.headers.host === undefined
            ? nameless()
            : app.fetch(request, env),
        port,
        hostname: host,
        serverOptions: {
          headersTimeout: Math.min(HEAD_MS, requestSeconds * 1_000),
          requestTimeout: requestSeconds * 1_000,
          connectionsCheckingInterval: LATE_MS,
          // Answered below, with the headers of every other answer.
          requireHostHeader: false,
        },
      },
      (address: AddressInfo) => {
        const near = !(base?.startsWith('https://') ?? false)
        const tell = hooksOver((url) => postTo(url, { loopback: near }))
        const own = jobs ? startJobs(bank, tell) : undefined
        resolve({
          url: `http://${host}:${address.port}`,
          async stop() {
            await new Promise((closed) => server.close(closed))
            await own?.stop()
            try {
              // So that what was noted today cannot be cut off unseen.
              await checkpointNow(auditOf(bank))
            } finally {
              await bank.close()
            }
          },
        })
      },
    )
    server.on('error', reject)
    ;(server as Server).maxHeadersCount = HEADERS_MAX
    server.on('clientError', unreadable)
    ;(server as Server).prependListener('request', hostless)
  })
}

/** The scripts of pages, where they are built. */
function islandsHere(): Islands {
  const islands: { -readonly [Name in keyof Islands]: Islands[Name] } = {}
  for (const [name, island] of ISLANDS) {
    const file = new URL(`./islands/${island}.js`, import.meta.url)
    if (existsSync(file)) islands[name] = readFileSync(file, 'utf8')
  }
  return islands
}

/** Those on this machine. */
const OWN_PROXIES = '127.0.0.1 ::1'

/** HTTP/1.1 wants a Host; without one there is no saying whom a request was meant for. */
function nameless(): Response {
  const headers = new Headers({ Connection: 'close' })
  secured(headers, { secure: false })
  return new Response(null, { status: 400, headers })
}

/** A request whose Host is none is refused before our rooms see it; so that its answer is guarded too. */
function hostless({ headers: { host = '' } }: IncomingMessage, answer: ServerResponse): void {
  if (/^[\w.:[\]-]+$/.test(host)) return
  const headers = new Headers()
  secured(headers, { secure: false })
  for (const [name, value] of headers) answer.setHeader(name, value)
}

/** What is no HTTP, or came too slowly, is answered before any room of ours is asked. */
function unreadable(fault: NodeJS.ErrnoException, socket: Duplex): void {
  if (fault.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, reason] =
    fault.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? [408, 'Request Timeout']
      : fault.code === 'HPE_HEADER_OVERFLOW'
        ? [431, 'Request Header Fields Too Large']
        : [400, 'Bad Request']
  const headers = new Headers({ Connection: 'close', 'Content-Length': '0' })
  secured(headers, { secure: false })
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n`)
}

/** Ends on the first signal of the terminal or the supervisor. */
export function untilStopped(serving: Serving): Promise<void> {
  return new Promise((resolve) => {
    const end = () => void serving.stop().then(resolve)
    process.once('SIGINT', end)
    process.once('SIGTERM', end)
  })
}
