/**
 * Durable credits a second over HTTP at 64 connections, beside the same route
 * without books and beside one transaction a request: three routes of one
 * server, asked in turn in one run, so that the machine's mood is in all three.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { randomIds } from '../src/gate/ids.ts'
import { median } from './median.ts'

const CONNECTIONS = 64
const ROUNDS = 5
const SECONDS = 3
const ROUTES = ['bare', 'books', 'single'] as const

type RouteName = (typeof ROUTES)[number]

interface Ready {
  readonly port: number
  readonly members: readonly string[]
  readonly token: string
  readonly station: string
}

export interface HttpResult {
  readonly connections: number
  /** Credits a second: the median of the rounds. */
  readonly perSecond: Readonly<Record<RouteName, number>>
  readonly p99Ms: Readonly<Record<RouteName, number>>
  /** Books beside the same route without books. */
  readonly ofBare: number
  /** Books beside one transaction a request. */
  readonly timesSingle: number
  readonly entries: number
  readonly serverMiB: number
}

const ids = randomIds({ now: () => Date.now() })

/** A minute at a time for each member in turn, within the last week: no limit is ever met, and nothing waits for a second person. */
const ROUNDS_A_DAY = 400

function bodies(ready: Ready): () => string {
  let at = 0
  return () => {
    const member = ready.members[at % ready.members.length]
    const round = Math.floor(at++ / ready.members.length)
    const back = Math.floor(round / ROUNDS_A_DAY) % 7
    const servedOn = new Date(Date.now() + (8 - 24 * back) * 3_600_000).toISOString().slice(0, 10)
    return JSON.stringify({
      id: ids.entry(),
      member,
      station: ready.station,
      minutes: 1,
      servedOn,
      service: 'activity',
    })
  }
}

async function ask(ready: Ready, route: RouteName, body: () => string, seconds: number) {
  const result = await autocannon({
    url: `http://127.0.0.1:${ready.port}/${route}/credits`,
    connections: CONNECTIONS,
    duration: seconds,
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${ready.token}` },
    requests: [{ setupRequest: (request) => ({ ...request, body: body() }) }],
  })
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`/${route} answered ${result.non2xx} of ${result.requests.total} with a no`)
  }
  return { rate: result['2xx'] / result.duration, p99: result.latency.p99 }
}

function readyOf(server: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    server.once('message', (ready) => resolve(ready as Ready))
    server.once('exit', (code) => reject(new Error(`the bench's server ended (${code})`)))
  })
}

/** Starts the server in a process of its own and asks it; `tell` hears of each round. */
export async function benchHttp(folder: string, tell: (what: string) => void): Promise<HttpResult> {
  const server = fork(new URL('./bench-server.ts', import.meta.url), [join(folder, 'http')])
  try {
    const ready = await readyOf(server)
    const body = bodies(ready)
    const seen = { bare: [], books: [], single: [] } as Record<
      RouteName,
      { rate: number; p99: number }[]
    >
    for (const route of ROUTES) await ask(ready, route, body, 1)
    for (let round = 1; round <= ROUNDS; round++) {
      tell(`http, round ${round} of ${ROUNDS}`)
      for (const route of ROUTES) seen[route].push(await ask(ready, route, body, SECONDS))
    }
    const of = (pick: (one: { rate: number; p99: number }) => number) =>
      Object.fromEntries(
        ROUTES.map((route) => [route, Math.round(median(seen[route].map(pick)))]),
      ) as Record<RouteName, number>
    const perSecond = of(({ rate }) => rate)
    const url = `http://127.0.0.1:${ready.port}/memory`
    const { rss, entries } = (await (await fetch(url)).json()) as { rss: number; entries: number }
    return {
      connections: CONNECTIONS,
      perSecond,
      p99Ms: of(({ p99 }) => p99),
      ofBare: Number((perSecond.books / perSecond.bare).toFixed(2)),
      timesSingle: Number((perSecond.books / perSecond.single).toFixed(1)),
      entries,
      serverMiB: Math.round(rss / 1_048_576),
    }
  } finally {
    const ended = once(server, 'exit')
    if (server.connected) {
      server.disconnect()
      await ended
    }
  }
}
