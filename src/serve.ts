/** Serves an open bank on a port, and stops in order: no more requests, then the store. */
import { existsSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import { appOf } from './app.ts'
import { auditOf } from './bank/oversight/audit.ts'
import { checkpointNow } from './bank/oversight/checkpoint.ts'
import type { OpenBank } from './open.ts'
import { assertReady } from './ready.ts'

export interface Serving {
  readonly url: string
  stop(): Promise<void>
}

export interface ServeOptions {
  readonly port: number
  readonly host: string
  readonly base?: string
}

/** Waiting longer than this for a request's head or body ties up a place others need. */
const HEAD_MS = 10_000
const REQUEST_MS = 30_000

/** Rejects when the port is taken, when the keys are another city's, or when the database is behind its head. */
export async function serveBank(
  bank: OpenBank,
  { port, host, base }: ServeOptions,
): Promise<Serving> {
  await assertReady(bank)
  const secure = base?.startsWith('https://') ?? false
  const app = appOf(bank, {
    secure,
    ip: addressOf,
    ...(base === undefined ? {} : { base }),
    ...islandsHere(),
  })
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: app.fetch,
        port,
        hostname: host,
        serverOptions: { headersTimeout: HEAD_MS, requestTimeout: REQUEST_MS },
      },
      (address: AddressInfo) => {
        resolve({
          url: `http://${host}:${address.port}`,
          async stop() {
            await new Promise((closed) => server.close(closed))
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
  })
}

/** The scripts of pages, where they are built. */
function islandsHere(): { verifyScript?: string; staffScript?: string } {
  const islands: { verifyScript?: string; staffScript?: string } = {}
  for (const island of ['verify', 'staff'] as const) {
    const file = new URL(`./islands/${island}.js`, import.meta.url)
    if (existsSync(file)) islands[`${island}Script`] = readFileSync(file, 'utf8')
  }
  return islands
}

const OWN = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/** The address of the connection; behind a proxy on this machine, the one that proxy itself has added. */
function addressOf(c: Context): string {
  const address = getConnInfo(c).remote.address ?? ''
  const forwarded = OWN.has(address) ? c.req.header('X-Forwarded-For') : undefined
  return forwarded?.split(',').at(-1)?.trim() || address
}

/** Ends on the first signal of the terminal or the supervisor. */
export function untilStopped(serving: Serving): Promise<void> {
  return new Promise((resolve) => {
    const end = () => void serving.stop().then(resolve)
    process.once('SIGINT', end)
    process.once('SIGTERM', end)
  })
}
