/** The guards of the pages: who is let in to each, and which station's desk a member of staff of an office looks at. */
import type { Hono, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { covers } from '../bank/actor.ts'
import type { Actor } from '../bank/ports.ts'
import { hasKeyHint } from '../gate/station-device.ts'
import { homeOf, mayOpen, type PageRoute, PAGES } from './acts.ts'
import type { Due, Standing } from '../gate/session.ts'
import { lookingAs } from './looking.ts'
import { isOwnPath } from './own-path.ts'
import { notFound, plain } from './page.tsx'
import { formAt, pageOf } from './seats.tsx'
import { leftAt, takeOver } from './switch.tsx'
import {
  actorOf,
  type Ask,
  fieldsOf,
  STATION_COOKIE,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

/** Before the pages: each is guarded by its row of the table. */
export function guardPages(app: Hono<WebEnv>, web: Web): void {
  for (const page of PAGES) {
    if (page.asks === 'anyone') {
      if (page.method === 'post') app.on('POST', page.path, noTokens(web))
      continue
    }
    const own = page.asks === 'own-account' ? ownAccount(page) : guard(web, page)
    app.on(page.method.toUpperCase(), page.path, own)
  }
}

/** A program signs nobody in: what it may do, it does as itself. */
function noTokens(web: Web): MiddlewareHandler<WebEnv> {
  return (c, next) => {
    const { common } = words(c)
    if (c.get('by') !== 'bearer') return next()
    return plain(web, c, 403, common.forbiddenTitle, common.forbidden)
  }
}

/** After the pages: throws for one that no row speaks of, so that none is open for want of a line. */
export function assertGuarded(app: Hono<WebEnv>): void {
  const known = new Set(PAGES.map(({ method, path }) => `${method.toUpperCase()} ${path}`))
  const open = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`)
    .filter((route) => !known.has(route))
  if (open.length > 0)
    throw new Error(`src/web/acts.ts does not say who may open ${open.join(', ')}`)
}

const doorOf = ({ asks, path }: PageRoute): string => {
  if (asks === 'signed-in') return '/'
  if (asks !== 'member') return '/sign-in'
  return path.startsWith('/elder') ? '/card?large=1' : '/code'
}

function guard(web: Web, page: PageRoute): MiddlewareHandler<WebEnv> {
  const door = doorOf(page)
  return async (c, next) => {
    const actor = c.get('actor')
    const { common } = words(c)
    const standing = c.get('standing')
    if (!actor && standing && standing.due.length > 0)
      return c.redirect(nextDoor(standing.due, wantedBy(c, standing)), 303)
    if (!actor || actor.kind === 'token') {
      if (c.req.method === 'GET' || c.req.method === 'HEAD') return c.redirect(door, 303)
      // What staff have filled in waits for whoever signs in now.
      if (door === '/sign-in' && (await formAt(c)).page !== '')
        return takeOver(web, c, {
          carried: await leftAt(c, await pageOf(c)),
          said: common.expired,
          status: 401,
        })
      return plain(web, c, 401, common.expiredTitle, common.expired, [door, common.signIn])
    }
    if (!mayOpen(actor, page)) return plain(web, c, 403, common.forbiddenTitle, common.forbidden)
    if (actor.kind === 'staff') {
      if (mayShowDevice(web, c, actor)) return c.redirect(`/device?to=${pathOf(c)}`, 303)
      const station = await deskChosen(web, c)
      if (station === undefined) return notFound(web, c)
      c.set('desk', station)
    }
    return lookingAs(web, actor, next)
  }
}

/** Whether the browser has a key that this session has not shown: it is asked for once. */
function mayShowDevice({ options }: Web, c: Ask, { device }: Actor): boolean {
  return device === undefined && c.req.method === 'GET' && hasKeyHint(c, options)
}

const pathOf = (c: Ask) => encodeURIComponent(`${c.req.path}${new URL(c.req.url).search}`)

/** A session of staff; while something is due, the page of that alone. */
function ownAccount({ path }: PageRoute): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const standing = c.get('standing')
    if (standing?.session.kind !== 'staff') return c.redirect('/sign-in', 303)
    const due = standing.due[0]
    if (due !== undefined && !path.startsWith(DOORS[due]))
      return c.redirect(nextDoor(standing.due, homeOf(standing.actor)), 303)
    return next()
  }
}

/** The page somebody asked for, where it can be asked for once more. */
function wantedBy(c: Ask, { actor }: Standing): string {
  const { pathname, search } = new URL(c.req.url)
  return c.req.method === 'GET' ? `${pathname}${search}` : homeOf(actor)
}

const DOORS: Readonly<Record<Due, string>> = {
  second: '/account/second',
  password: '/account/password',
}

/** Where somebody goes who has just shown something: to what is due next, or where they wanted to. */
export function nextDoor(due: readonly Due[], to: string | undefined): string {
  const wanted = isOwnPath(to) ? to : '/'
  return due[0] === undefined ? wanted : `${DOORS[due[0]]}?to=${encodeURIComponent(wanted)}`
}

/**
 * The station whose desk it is: the one a form or a link names, or else one's
 * own, or the one an office chose before; '' where none is chosen. Undefined
 * for one that is named and is not theirs, or is not there.
 */
async function deskChosen(web: Web, c: Ask): Promise<string | undefined> {
  const { station } = actorOf(c)
  const sent = c.req.method === 'POST' ? (await fieldsOf(c)).get('station') : ''
  const named = sent || (station === '' ? c.req.query('station') : '') || ''
  if (named !== '') return (await isTheirs(web, c, named)) ? named : undefined
  if (station !== '') return station
  const chosen = getCookie(c, STATION_COOKIE) ?? ''
  return chosen !== '' && (await isTheirs(web, c, chosen)) ? chosen : ''
}

async function isTheirs({ bank }: Web, c: Ask, station: string): Promise<boolean> {
  if (!(await bank.directory.get('station', station))) return false
  return covers(bank, actorOf(c), station)
}
