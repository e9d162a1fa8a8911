/** The API of a test town, asked as a given actor or with a token. */
import type { Actor } from '../../src/bank/ports.ts'
import { cookieName } from '../../src/gate/middleware.ts'
import { openSession } from '../../src/gate/session.ts'
import type { Town } from './backends.ts'

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

/** Asks as an actor, signed in with a session of their own; with a token; or as nobody. */
export function caller(town: Town, who: Actor | string | undefined): Caller {
  let cookie: string | undefined
  const identity = async (): Promise<Record<string, string>> => {
    if (typeof who === 'string') return { Authorization: `Bearer ${who}` }
    if (!who) return {}
    cookie ??= (await identityOf(town, who))['Cookie'] as string
    return { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' }
  }
  const ask = async (path: string, init: RequestInit, headers: Record<string, string>) =>
    read(
      await town.request(`/api/v1${path}`, {
        ...init,
        headers: { ...(await identity()), ...headers },
      }),
    )
  return {
    get: (path, headers = {}) => ask(path, {}, headers),
    post: (path, body, headers = {}) =>
      ask(
        path,
        { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) },
        { 'Content-Type': 'application/json', ...headers },
      ),
  }
}

/** What a browser in which an actor is signed in says of a request that a page of ours sends. */
export async function identityOf(town: Town, who: Actor): Promise<Record<string, string>> {
  const cookie = `${cookieName(town)}=${await signedIn(town, who)}`
  return { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' }
}

function signedIn({ bank }: Town, { id, kind }: Actor): Promise<string> {
  const subject = id.slice(id.indexOf(':') + 1)
  const strong = { strongAt: bank.clock.now() }
  return openSession(bank, kind === 'member' ? 'member' : 'staff', subject, undefined, strong)
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = (response.headers.get('Content-Type') ?? '').includes('json')
  const body = (isJson ? JSON.parse(text) : {}) as Body
  return { status: response.status, text, headers: response.headers, body }
}
