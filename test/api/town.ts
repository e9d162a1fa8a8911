/** The API of a test town, asked as a given actor or with a token. */
import { Hono } from 'hono'
import { apiRoutes } from '../../src/api/routes.ts'
import type { Actor } from '../../src/bank/ports.ts'
import { gate, type GateVariables } from '../../src/gate/middleware.ts'
import type { Town } from '../town.ts'

export interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  readonly body: Body
}

/** What tests look at; everything else is there too. */
export interface Body {
  readonly code?: string
  readonly detail?: string
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
  readonly entry: {
    readonly seq: number
    readonly id: string
    readonly kind: string
    readonly minutes: number
    readonly postings: readonly { readonly account: string; readonly minutes: number }[]
  }
  readonly receipts: readonly { readonly account: string; readonly receipt: string }[]
  readonly rows: readonly { readonly row: number; readonly ok?: boolean; readonly code?: string }[]
  readonly [more: string]: unknown
}

export interface Caller {
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
}

export function caller(town: Town, who: Actor | string | undefined): Caller {
  const app = new Hono<{ Variables: GateVariables }>()
  if (typeof who === 'object') {
    app.use(async (c, next) => {
      c.set('actor', who)
      await next()
    })
  } else app.use(gate(town.bank, { secure: false }))
  app.route('/api/v1', apiRoutes(town.bank))
  const token: Record<string, string> =
    typeof who === 'string' ? { Authorization: `Bearer ${who}` } : {}
  return {
    get: async (path, headers = {}) =>
      read(await app.request(`/api/v1${path}`, { headers: { ...token, ...headers } })),
    post: async (path, body, headers = {}) =>
      read(
        await app.request(`/api/v1${path}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', ...token, ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
  }
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = (response.headers.get('Content-Type') ?? '').includes('json')
  const body = (isJson ? JSON.parse(text) : {}) as Body
  return { status: response.status, text, headers: response.headers, body }
}
