/**
 * A form that waits while something else is done first (第二步验证, 换人): its
 * fields go round in a page of ours and come back, with no script and nothing
 * kept on the server.
 */
import type { Context, Hono } from 'hono'
import { scriptNonce, scriptReaches } from '../gate/headers.ts'
import type { Standing } from '../gate/session.ts'
import { isOwnPath } from './own-path.ts'
import { Hidden } from './page.tsx'
import type { Ask, WebEnv } from './view.ts'

export interface Carried {
  /** Where the form is sent, or the page it stands on: a path of ours. */
  readonly path: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  /** It had a file, which cannot go round. */
  readonly file: boolean
  /** Where it is only to be filled in again: the action of the form on the page at `path`; '' where there was none. */
  readonly form?: string
}

const FIELD = '_carry'

/** Names of fields that are ours and not the form's. */
export const isOwnField = (name: string): boolean => name.startsWith('_')

export async function formOf(c: Ask): Promise<FormData> {
  return c.req.formData().catch(() => new FormData())
}

/** The form that was just sent. */
export async function carriedOf(c: Ask, path: string): Promise<Carried> {
  const form = await formOf(c)
  const fields: (readonly [string, string])[] = []
  let file = false
  for (const [name, value] of form) {
    if (typeof value !== 'string') file ||= value.size > 0
    else if (!isOwnField(name)) fields.push([name, value])
  }
  return { path, fields, file }
}

export function Carry({ carried }: { readonly carried: Carried | undefined }) {
  if (!carried) return <></>
  return <Hidden name={FIELD} value={JSON.stringify(carried)} />
}

/** What came back; undefined where nothing did, or what did is none of ours. */
export async function carriedIn(c: Ask): Promise<Carried | undefined> {
  const text = (await formOf(c)).get(FIELD)
  if (typeof text !== 'string') return undefined
  try {
    const read: unknown = JSON.parse(text)
    return isCarried(read) ? read : undefined
  } catch {
    return undefined
  }
}

function isCarried(read: unknown): read is Carried {
  if (typeof read !== 'object' || read === null) return false
  const { path, fields, file, form } = read as Partial<Carried>
  return (
    isOwnPath(path) &&
    typeof file === 'boolean' &&
    (form === undefined || typeof form === 'string') &&
    Array.isArray(fields) &&
    fields.every(
      (one) => Array.isArray(one) && one.length === 2 && one.every((it) => typeof it === 'string'),
    )
  )
}

/** What `app.fetch` is told of who asks, where the request is one of ours within another. */
export interface Within {
  readonly as?: Standing
  /** Who waits, where that has just changed. */
  readonly seats?: readonly string[]
  /** Of the one answer that this becomes. */
  readonly nonce?: string
}

const PASSED_ON = ['Cookie', 'Accept-Language', 'Origin', 'Sec-Fetch-Site', 'Host']

/** Sends what was carried to its own page, as somebody; or asks for the page it is to be filled in on. */
export async function again(
  app: Hono<WebEnv>,
  c: Ask,
  { path, fields, form }: Carried,
  within: Within,
): Promise<Response> {
  const method = form === undefined ? 'POST' : 'GET'
  const headers = new Headers()
  for (const name of PASSED_ON) {
    const value = c.req.header(name)
    if (value !== undefined) headers.set(name, value)
  }
  const body = new URLSearchParams(fields.map(([name, value]) => [name, value]))
  const request = new Request(new URL(path, c.req.url), {
    method,
    headers,
    ...(method === 'POST' ? { body } : {}),
  })
  scriptReaches(c)
  return app.fetch(request, { ...(c.env as object), ...within, nonce: scriptNonce(c) })
}

/** That answer as this one's, with the cookies this request sets. */
export function passedOn(c: Context, answer: Response, text?: string): Response {
  answer.headers.delete('Content-Length')
  return c.newResponse(text ?? answer.body, {
    status: answer.status,
    headers: answer.headers,
  } as never)
}
