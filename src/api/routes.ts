/** JSON for programs, at /api/v1 behind the gate: reads what was sent, asks the bank, answers. */
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Unnoted, VISITOR } from '../bank/oversight/audit.ts'
import { bankFor } from '../bank/looking.ts'
import { NoRoom } from '../bank/ports.ts'
import { noRoom } from '../bank/record.ts'
import { type GateVariables, type OriginOptions, sameOrigin } from '../gate/middleware.ts'
import { isGone, logFault } from '../gate/log.ts'
import { type RateOptions, rateLimit } from '../gate/rates.ts'
import type { Printer } from '../paper/print.ts'
import { type Language, pickLanguage } from '../words/language.ts'
import { ACTIVITIES } from './activities.ts'
import { CALENDAR } from './calendar.ts'
import { ATTENDANCE } from './attendance.ts'
import { bodyOf } from './body.ts'
import { CATALOGUE } from './catalogue.ts'
import { CLAIMS } from './claims.ts'
import { CONTRACTS } from './contracts.ts'
import { DOCUMENTS } from './openapi.ts'
import { LATE } from './late.ts'
import { type ApiBank, faultsIn, plainProblem, problem } from './problems.ts'
import { OVERSIGHT } from './oversight.ts'
import { ORDERS } from './orders.ts'
import { PAPERS } from './papers.ts'
import { READS } from './reads.ts'
import { REVIEWS } from './reviews.ts'
import { honoPath, type Route, ROUTES, routeKey } from './table.ts'
import { type Ask, type Handlers, WRITES } from './writes.ts'

type Api = { Variables: GateVariables }

const BODY_MAX = 1024 * 1024

const HANDLERS: Handlers = {
  ...WRITES,
  ...READS,
  ...REVIEWS,
  ...OVERSIGHT,
  ...ACTIVITIES,
  ...CALENDAR,
  ...CATALOGUE,
  ...ORDERS,
  ...CONTRACTS,
  ...ATTENDANCE,
  ...CLAIMS,
  ...LATE,
  ...PAPERS,
  ...DOCUMENTS,
}

export interface ApiOptions extends Omit<OriginOptions, 'refused'> {
  /** Stand in for those of the same routes: the bench measures what a route costs without the books. */
  readonly handlers?: Handlers
  /** How much one may ask; without it, as much as the machine bears. */
  readonly rate?: RateOptions
  /** Makes PDFs, where this door can. */
  readonly printer?: Printer
}

function tooMany(c: Context, seconds: number): Response {
  return plainProblem(languageOf(c), 'too-many', undefined, { 'Retry-After': `${seconds}` })
}

export function apiRoutes(
  bank: ApiBank,
  { handlers = {}, rate, printer, ...origin }: ApiOptions = { secure: false },
): Hono<Api> {
  const all = { ...HANDLERS, ...handlers }
  const api = new Hono<Api>()
  api.onError((fault, c) => {
    const language = languageOf(c)
    const asking = { bank, actor: c.get('actor') ?? VISITOR, language }
    if (fault instanceof NoRoom) return problem(asking, noRoom(fault).refusal)
    if (fault instanceof Unnoted) return problem(asking, fault.refusal)
    if (isGone(fault)) return plainProblem(language, 'malformed-json')
    logFault(fault)
    return plainProblem(language, 'fault')
  })
  if (rate) api.use(rateLimit(rate, tooMany))
  api.use(
    sameOrigin({ ...origin, refused: (c) => plainProblem(languageOf(c), 'other-site') }),
    bounded(),
  )
  for (const route of ROUTES) {
    api.on(route.method.toUpperCase(), honoPath(route.path), (c) =>
      answer(bank, route, all[routeKey(route)], c, {
        ...(printer ? { printer } : {}),
        origin: origin.origin ?? new URL(c.req.url).origin,
      }),
    )
  }
  api.all('*', (c) => plainProblem(languageOf(c), 'unknown-route'))
  return api
}

/**
 * No body beyond BODY_MAX. One that says its length is held to it by the
 * server; to look at the stream for it would make a second request object,
 * which costs as much as the rest of the way. Only the others are counted.
 */
function bounded(): MiddlewareHandler<Api> {
  const tooLarge = (c: Context) => plainProblem(languageOf(c), 'too-large')
  const counted = bodyLimit({ maxSize: BODY_MAX, onError: tooLarge })
  return (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    const said = c.req.header('Content-Length')
    if (said === undefined || c.req.header('Transfer-Encoding') !== undefined)
      return counted(c, next)
    return Number(said) > BODY_MAX ? Promise.resolve(tooLarge(c)) : next()
  }
}

async function answer(
  bank: ApiBank,
  route: Route,
  handler: Handlers[string] | undefined,
  c: Context<Api>,
  door: Pick<Ask, 'origin' | 'printer'>,
): Promise<Response> {
  const language = languageOf(c)
  const actor = c.get('actor') ?? (route.public ? VISITOR : undefined)
  if (!actor) return plainProblem(language, 'no-actor')
  if (!handler) throw new Error(`nobody answers ${routeKey(route)}`)

  const query = read(route.query, queryOf(c), language)
  if (query instanceof Response) return query
  const body = route.body ? await bodyOf(c) : ({ ok: true, value: undefined } as const)
  if (!body.ok) return plainProblem(language, body.code)
  const order = read(route.body, body.value, language)
  if (order instanceof Response) return order
  const params = c.req.param() as Readonly<Record<string, string>>
  return handler({
    bank: bankFor(bank, actor),
    actor,
    language,
    params,
    query: query.value,
    body: order.value,
    ...door,
  })
}

function read(schema: Route['body'], given: unknown, language: Language) {
  if (!schema) return { value: undefined }
  const found = schema.safeParse(given, { reportInput: true })
  return found.success
    ? { value: found.data }
    : plainProblem(language, 'invalid', faultsIn(found.error, language))
}

function queryOf(c: Context): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, all]) => [name, all.length === 1 ? all[0] : all]),
  )
}

function languageOf(c: Context): Language {
  return pickLanguage(c.req.header('Accept-Language'))
}
