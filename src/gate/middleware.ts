/**
 * Who is asking: one middleware that api and web both mount. It knows an API
 * token and a session cookie, and ignores anything else. It answers nothing
 * itself: what a stranger may see is for the pages to say.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { matchedRoutes } from 'hono/route'
import { noteEvent, type Noting, VISITOR } from '../bank/oversight/audit.ts'
import type { Actor, Bank } from '../bank/ports.ts'
import type { Session } from '../bank/ports-people.ts'
import { limiter } from './rates.ts'
import { LIFE, type Standing, standingOf } from './session.ts'
import type { StaffBank } from './staff-sign-in.ts'
import { actorOfToken, looksLikeToken } from './tokens.ts'

export interface GateVariables {
  readonly actor: Actor | undefined
  /** How they said who they are; undefined where nobody did, also when the token was no good. */
  readonly by: 'cookie' | 'bearer' | undefined
  /** The session of the cookie, also while something is due before its owner may act. */
  readonly standing?: Standing | undefined
  /** The request came from another site and was turned away. */
  readonly otherSite?: boolean
  /** Of the script that the answer's page runs, where it runs one. */
  readonly nonce?: string
  /** The script of the answer may ask this house. */
  readonly reaches?: boolean
}

export interface GateOptions {
  /** Over TLS: false only on a developer's own machine. */
  readonly secure: boolean
}

export interface AskingOptions extends GateOptions {
  /** The caller's address as far as it can be trusted: some tokens are good only from some. */
  readonly ip?: (c: Context) => string
}

export interface OriginOptions extends GateOptions {
  /** The service's own origin, "https://kapok.example"; without it, that of the Host header. */
  readonly origin?: string
  /** Answers a request that came from another site. */
  readonly refused: (c: Context) => Response | Promise<Response>
}

/** With the prefix a browser takes it only over TLS, from this host, for all of it. */
export function cookieName({ secure }: GateOptions): string {
  return secure ? '__Host-kapok' : 'kapok'
}

export function gate(
  bank: Pick<Bank, 'people' | 'directory' | 'clock'> & Pick<StaffBank, 'staffGate'>,
  options: AskingOptions,
): MiddlewareHandler<{ Variables: GateVariables }> {
  return async (c, next) => {
    const token = bearerOf(c)
    const secret = token === undefined ? getCookie(c, cookieName(options)) : undefined
    const standing = secret === undefined ? undefined : await standingOf(bank, secret)
    const own = standing?.due.length === 0 ? atDesk(bank, standing.actor) : undefined
    const actor = token === undefined ? own : await actorOfToken(bank, token, options.ip?.(c) ?? '')
    c.set('standing', standing)
    c.set('actor', actor)
    c.set('by', actor && (token === undefined ? 'cookie' : 'bearer'))
    await next()
  }
}

/** Whoever works at a station that wants enrolled computers, and is at none, only looks. */
function atDesk({ staffGate }: Pick<StaffBank, 'staffGate'>, actor: Actor): Actor {
  const needed = staffGate.devices === 'required' && actor.kind === 'staff' && actor.station !== ''
  return needed && actor.device === undefined ? { ...actor, deviceless: true } : actor
}

/**
 * Stops what another site makes a browser send (CSRF). Of an unsafe request,
 * each of Origin and Sec-Fetch-Site that is there must be ours; with a session
 * cookie one of them has to be there. A token is not sent by browsers unasked.
 */
export function sameOrigin(options: OriginOptions): MiddlewareHandler {
  return async (c, next) => {
    if (isSafe(c.req.method) || bearerOf(c) !== undefined) return next()
    const origin = c.req.header('Origin')
    const site = c.req.header('Sec-Fetch-Site')
    const signed = getCookie(c, cookieName(options)) !== undefined
    const ours =
      (origin === undefined || origin === ownOrigin(c, options)) &&
      (site === undefined || site === 'same-origin' || site === 'none') &&
      (origin !== undefined || site !== undefined || !signed)
    if (ours) return next()
    c.set('otherSite', true)
    return options.refused(c)
  }
}

/** Keeps every no of a door (403): who was refused, at which route, and why; and once a minute who asks too much
 * (429), and strangers, with how often they were refused: they could fill the disk. */
export function keepsRefusals(bank: Noting): MiddlewareHandler<{ Variables: GateVariables }> {
  const kept = limiter(bank.clock)
  let times = 0
  return async (c, next) => {
    await next()
    const { status } = c.res
    if (status !== 403 && status !== 429) return
    const actor = c.get('actor')
    if (!actor) times++
    const isMany = !actor || status === 429
    if (isMany && kept.take(actor?.id ?? VISITOR.id, 1) > 0) return
    const reason =
      status === 429 ? 'too-many' : c.get('otherSite') === true ? 'other-site' : 'not-allowed'
    const route = `${c.req.method}:${routeOf(c)}`.slice(0, 200)
    const counted = actor ? [] : [['times', `${times}`] as const]
    if (!actor) times = 0
    await noteEvent(bank, actor ?? VISITOR, {
      act: 'refused',
      ok: false,
      reason,
      refs: [['route', route], ...counted],
    })
  }
}

/** The route as it is written down, never the address as it was typed: that may say anything. */
function routeOf(c: Context): string {
  const paths = matchedRoutes(c).map(({ path }) => path)
  return paths.findLast((path) => !path.endsWith('*')) ?? '-'
}

/** Puts a new session's secret into the browser. */
export function giveSession(
  c: Context,
  options: GateOptions,
  kind: Session['kind'],
  secret: string,
): void {
  setCookie(c, cookieName(options), secret, {
    path: '/',
    httpOnly: true,
    secure: options.secure,
    sameSite: 'Lax',
    maxAge: LIFE[kind].most / 1_000,
  })
}

/** The secret of the browser's session, as sign-in and sign-out want it. */
export function sessionOf(c: Context, options: GateOptions): string | undefined {
  return getCookie(c, cookieName(options))
}

export function takeSession(c: Context, options: GateOptions): void {
  deleteCookie(c, cookieName(options), { path: '/', secure: options.secure })
}

/** Only a token of ours counts: another scheme, or a proxy's own, is as if it were not there. */
function bearerOf(c: Context): string | undefined {
  const text = /^Bearer ([\x21-\x7e]+)$/i.exec(c.req.header('Authorization') ?? '')?.[1]
  return text !== undefined && looksLikeToken(text) ? text : undefined
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

function ownOrigin(c: Context, { secure, origin }: OriginOptions): string {
  return origin ?? `${secure ? 'https' : 'http'}://${c.req.header('Host') ?? ''}`
}
