/** Pages for people (门面), to be mounted at / behind the gate: guards, headers, and what to say when there is no page. */
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { type Bank, NoRoom } from '../bank/ports.ts'
import { noRoom } from '../bank/record.ts'
import { type GateVariables, sameOrigin } from '../gate/middleware.ts'
import type { Passwords } from '../gate/password.ts'
import { FILE_MAX } from '../paper/sheet.ts'
import { sheetSentence } from '../words/sheet.ts'
import { closePages } from './close.tsx'
import { batchPages } from './batch.tsx'
import { deskPages } from './desk.tsx'
import { memberPages } from './member.tsx'
import { elderPages } from './elder.tsx'
import { notFound, plain } from './page.tsx'
import { passbookPages } from './passbook.tsx'
import { positionPages } from './position.tsx'
import { receiptPages } from './receipts.tsx'
import { reconcilePages } from './reconcile.tsx'
import { reversalPages } from './reversal.tsx'
import { reviewPages } from './review.tsx'
import { rosterPages } from './roster.tsx'
import { sheetPages } from './sheet.tsx'
import { signInPages } from './signin.tsx'
import { STYLE } from './style.ts'
import { todayPages } from './today.tsx'
import {
  type Ask,
  languageOf,
  rememberChoices,
  told,
  type Web,
  type WebEnv,
  type WebOptions,
  words,
} from './view.ts'

/** A roster of two thousand people with their hours; sheets have a limit of their own. */
const FORM_BYTES_MAX = 1024 * 1024
/** A file of ten megabytes goes round as text, a third longer. */
const SHEET_BYTES_MAX = 15 * 1024 * 1024

/** Pages whose forms bring a file. */
const WITH_FILES = new Set(['/desk/import', '/desk/reconcile'])

export function webRoutes(
  bank: Bank & { readonly passwords: Passwords },
  options: WebOptions,
): Hono<{ Variables: GateVariables }> {
  const web: Web = { bank, options }
  const app = new Hono<WebEnv>()
  app.use(headers(), limits(web), origins(web), async (c, next) => {
    rememberChoices(c, web)
    await next()
  })
  app.get('/style.css', (c) => {
    c.header('Cache-Control', 'public, max-age=3600')
    return c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' })
  })
  signInPages(app, web)
  app.use('/desk/*', guard(web, 'staff', '/sign-in'))
  app.use('/passbook/*', guard(web, 'member', '/card'))
  app.use('/elder/*', guard(web, 'member', '/card?large=1'))
  app.use('/receipts/*', guard(web, 'anyone', '/'))
  rosterPages(app, web)
  sheetPages(app, web)
  batchPages(app, web)
  todayPages(app, web)
  closePages(app, web)
  positionPages(app, web)
  reconcilePages(app, web)
  reversalPages(app, web)
  reviewPages(app, web)
  deskPages(app, web)
  memberPages(app, web)
  passbookPages(app, web)
  elderPages(app, web)
  receiptPages(app, web)
  app.all('*', (c) => (c.req.path.startsWith('/api/') ? c.notFound() : notFound(web, c)))
  app.onError(async (error, c) => {
    if (error instanceof NoRoom) {
      const said = await told(web, c, noRoom(error).refusal)
      return plain(web, c, 503, words(c).common.notYet, said)
    }
    const number = bank.ids.opaque()
    console.error(number, error)
    const { common } = words(c)
    const text = `${common.fault} ${common.faultNumber(number)}`
    return plain(web, c, 500, common.faultTitle, text)
  })
  return app as unknown as Hono<{ Variables: GateVariables }>
}

/** Nothing may run or be loaded but our own style; the verification page also runs its one script. */
function headers(): MiddlewareHandler<WebEnv> {
  const policy = (script: readonly string[]) =>
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(script.length > 0 ? { scriptSrc: [...script] } : {}),
      },
      // Under no-referrer a browser sends a form of ours with the origin "null".
      referrerPolicy: 'same-origin',
    })
  const [still, verifying] = [policy([]), policy(["'self'"])]
  return (c, next) => (c.req.path === '/verify' || c.req.path === '/r' ? verifying : still)(c, next)
}

function limits(web: Web): MiddlewareHandler<WebEnv> {
  const upTo = (maxSize: number, said: (c: Ask) => string) =>
    bodyLimit({
      maxSize,
      onError: (c) => plain(web, c as Ask, 413, words(c as Ask).common.notYet, said(c as Ask)),
    })
  const form = upTo(FORM_BYTES_MAX, () => `${FORM_BYTES_MAX} B`)
  const sheet = upTo(SHEET_BYTES_MAX, (c) => {
    const bytes = Number(c.req.header('Content-Length') ?? SHEET_BYTES_MAX)
    const fault = { code: 'sheet-too-large', bytes, limit: FILE_MAX, unpacked: false } as const
    return sheetSentence(fault, languageOf(c))
  })
  return (c, next) => (WITH_FILES.has(c.req.path) ? sheet : form)(c, next)
}

function origins(web: Web): MiddlewareHandler {
  const { secure, base } = web.options
  return sameOrigin({
    secure,
    ...(base === undefined ? {} : { origin: new URL(base).origin }),
    refused: (c) => {
      const { common } = words(c as Ask)
      return plain(web, c as Ask, 403, common.forbiddenTitle, common.notFound)
    },
  })
}

function guard(
  web: Web,
  kind: 'staff' | 'member' | 'anyone',
  door: string,
): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const actor = c.get('actor')
    const { common } = words(c)
    if (!actor || actor.kind === 'token') {
      if (c.req.method === 'GET' || c.req.method === 'HEAD') return c.redirect(door, 303)
      return plain(web, c, 401, common.expiredTitle, common.expired, [door, common.signIn])
    }
    if (kind !== 'anyone' && actor.kind !== kind)
      return plain(web, c, 403, common.forbiddenTitle, common.forbidden)
    return next()
  }
}
