/** The rooms people come in by, put together: the API for programs, the pages for people, behind one gate. */
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { plainProblem } from './api/problems.ts'
import { apiRoutes } from './api/routes.ts'
import { Unnoted } from './bank/oversight/audit.ts'
import { type Bank, NoRoom } from './bank/ports.ts'
import { securityHeaders } from './gate/headers.ts'
import { logFault } from './gate/log.ts'
import { gate, type GateVariables, keepsRefusals } from './gate/middleware.ts'
import { limiter, type Rates } from './gate/rates.ts'
import type { Printer } from './paper/print.ts'
import type { StaffBank } from './gate/staff-sign-in.ts'
import { webRoutes } from './web/routes.tsx'
import { type Language, pickLanguage } from './words/language.ts'

/** The scripts of pages, already built: of the verification page, of staff's pages, the worker of desks without a network, and what reads aloud. */
export interface Islands {
  readonly verifyScript?: string
  readonly staffScript?: string
  readonly deskWorker?: string
  readonly speakScript?: string
}

/** Each with the name of its file. */
export const ISLANDS = [
  ['verifyScript', 'verify'],
  ['staffScript', 'staff'],
  ['deskWorker', 'desk-worker'],
  ['speakScript', 'speak'],
] as const satisfies readonly (readonly [keyof Islands, string])[]

export interface AppOptions extends Islands {
  /** Over TLS: false only on a developer's own machine. */
  readonly secure: boolean
  readonly base?: string
  /** Where a request comes from, as far as it can be trusted: failed sign-ins are counted by it. */
  readonly ip?: (c: Context) => string
  /** How much one may ask of it; without it, as much as the machine bears. */
  readonly rates?: Rates
  /** Makes PDFs, where this door can. */
  readonly printer?: Printer
}

/** A worker is for the folder it lies in, unless it is said that it may be for another; it is held to a policy of its own. */
const OF_WORKER = {
  'Service-Worker-Allowed': '/desk',
  'Content-Security-Policy': "default-src 'none'; connect-src 'self'",
}

export function appOf(
  bank: Bank & StaffBank,
  options: AppOptions,
): Hono<{ Variables: GateVariables }> {
  const app = new Hono<{ Variables: GateVariables }>()
  const { secure, base, rates, ip = () => '' } = options
  const rate = rates && { rate: { limiter: limiter(bank.clock), rates, ip } }
  app.onError(faultAtDoor)
  app.use(securityHeaders({ secure }), readable())
  if (base !== undefined) app.use(ownHost(new URL(base).host))
  app.use(gate(bank, { secure, ip }), keepsRefusals(bank))
  const own = base === undefined ? {} : { origin: new URL(base).origin }
  const printer = options.printer && { printer: options.printer }
  app.route('/api/v1', apiRoutes(bank, { secure, ...own, ...rate, ...printer }))
  const paths: { -readonly [Name in keyof Islands]: Islands[Name] } = {}
  for (const [name, island] of ISLANDS) {
    const script = options[name]
    if (script === undefined) continue
    const path = `/islands/${island}.js`
    paths[name] = path
    app.get(path, (c) =>
      c.body(script, 200, {
        'Content-Type': 'text/javascript; charset=utf-8',
        'Cache-Control': 'public, max-age=3600',
        ...(name === 'deskWorker' ? OF_WORKER : {}),
      }),
    )
  }
  app.route('/', webRoutes(bank, { ...options, ...rate, ...paths }))
  return app
}

/**
 * A name in Host that is not ours may be another site's that points here. An
 * address is no site's, nor is a name without a dot: this machine, or what a
 * proxy beside us calls us.
 */
const NO_SITE = /^(\[[0-9a-f:.]+\]|[\d.]+|[a-z0-9-]+)(:\d+)?$/

function ownHost(host: string): MiddlewareHandler {
  return (c, next) => {
    const named = (c.req.header('Host') ?? '').toLowerCase()
    return named === host || NO_SITE.test(named)
      ? next()
      : Promise.resolve(plainProblem(languageOf(c), 'other-host'))
  }
}

/** What failed before a room was reached; the rooms answer for what fails in them. */
function faultAtDoor(fault: Error, c: Context): Response {
  logFault(fault)
  const noRoom = fault instanceof NoRoom || fault instanceof Unnoted
  return plainProblem(
    languageOf(c),
    noRoom ? 'not-now' : 'fault',
    undefined,
    noRoom ? { 'Retry-After': '60' } : {},
  )
}

function languageOf(c: Context): Language {
  return pickLanguage(c.req.header('Accept-Language'))
}

/** No path of ours has a NUL in it, and not every database would have one in a text. */
function readable(): MiddlewareHandler {
  return (c, next) =>
    /%00|\0/.test(c.req.url.split('?', 1)[0] ?? '')
      ? Promise.resolve(plainProblem(languageOf(c), 'unknown-route'))
      : next()
}
