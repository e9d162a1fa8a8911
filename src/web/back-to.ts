/** The page a member was led away from to sign in: remembered for ten minutes in the browser, gone to once. */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Ask, Web } from './view.ts'

const nameOf = ({ options }: Web) => (options.secure ? '__Host-kapok-to' : 'kapok-to')

const SECONDS = 600

/** Only what a code on a wall leads to: nothing a link elsewhere could set. */
const SCANNED = /^\/in\/[A-Za-z0-9._-]{1,200}$/

export function comesBack(web: Web, c: Ask): void {
  if (!SCANNED.test(c.req.path)) return
  setCookie(c, nameOf(web), c.req.path, {
    ...{ path: '/', httpOnly: true, secure: web.options.secure },
    ...{ sameSite: 'Strict' as const, maxAge: SECONDS },
  })
}

export function backTo(web: Web, c: Ask): string | undefined {
  const to = getCookie(c, nameOf(web))
  if (to === undefined) return undefined
  deleteCookie(c, nameOf(web), { path: '/', secure: web.options.secure })
  return SCANNED.test(to) ? to : undefined
}
