/**
 * What every answer tells a browser, whoever gives it: a page, the API, a no, a
 * fault. Nothing may run, be loaded or frame us but what is named here; a page
 * with a script of ours gets a nonce of its own, made for that one answer.
 */
import { randomBytes } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { toBase64 } from '../ledger/sha256.ts'

/** A year: a browser that was here once comes over TLS only. */
const HSTS = 'max-age=31536000'

const ALWAYS: readonly (readonly [string, string])[] = [
  ['X-Content-Type-Options', 'nosniff'],
  // Under no-referrer a browser sends a form of ours with the origin "null".
  ['Referrer-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Origin-Agent-Cluster', '?1'],
  ['X-Frame-Options', 'DENY'],
  ['X-Permitted-Cross-Domain-Policies', 'none'],
  [
    'Permissions-Policy',
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), midi=(), display-capture=(), browsing-topics=()',
  ],
]

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** What the script of an answer may do. */
export interface Scripted {
  readonly nonce: string
  /** It may ask this house, and keep a worker for when the network is away; no other script may. */
  readonly reaches: boolean
}

/** Of a page that runs the script with this nonce, and no other. */
function policyWith(scripted: Scripted | undefined): string {
  if (scripted === undefined) return PAGE_POLICY
  const own = `${PAGE_POLICY}; script-src 'nonce-${scripted.nonce}'; require-trusted-types-for 'script'`
  return scripted.reaches ? `${own}; connect-src 'self'; worker-src 'self'` : own
}

/** Puts them on an answer. What it says itself of its policy or of caching stays. */
export function secured(
  headers: Headers,
  { secure }: { readonly secure: boolean },
  scripted?: Scripted,
): void {
  for (const [name, value] of ALWAYS) headers.set(name, value)
  if (secure) headers.set('Strict-Transport-Security', HSTS)
  if (!headers.has('Content-Security-Policy'))
    headers.set('Content-Security-Policy', policyWith(scripted))
  // Nothing is kept on the way unless it says that it may be.
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
}

export function securityHeaders(options: { readonly secure: boolean }): MiddlewareHandler {
  return async (c, next) => {
    await next()
    const nonce = c.get('nonce') as string | undefined
    const reaches = c.get('reaches') === true
    secured(c.res.headers, options, nonce === undefined ? undefined : { nonce, reaches })
  }
}

/** The nonce a script of this answer must carry; the same however often it is asked for. */
export function scriptNonce(c: Context): string {
  const made = (c.get('nonce') as string | undefined) ?? toBase64(randomBytes(16))
  c.set('nonce', made)
  return made
}

/** The script of this answer asks the house as it goes: a desk's, which keeps what is written while the network is away. */
export function scriptReaches(c: Context): void {
  c.set('reaches', true)
}
