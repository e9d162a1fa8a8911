/**
 * A screen that many use (自助机), opened once with ?kiosk=1: whoever leaves it
 * without a word is signed out after a minute, by the page itself and without a
 * script, and what the browser kept of them is wiped.
 */
import type { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { sessionOf, takeSession } from '../gate/middleware.ts'
import { signOut } from '../gate/sign-in.ts'
import { forgetVoice } from './aloud.tsx'
import { forgotten } from './away.tsx'
import { notFound } from './page.tsx'
import type { Ask, Web, WebEnv } from './view.ts'

const KIOSK_COOKIE = 'kapok-kiosk'

/** Nobody reads a page of the elder's for longer without touching it. */
export const KIOSK_IDLE_S = 60

export const KIOSK_DOOR = '/card?large=1&kiosk=1'

/** A screen is one until its browser is closed. */
export function rememberKiosk(c: Ask, { options }: Web): void {
  if (c.req.query('kiosk') === '1')
    setCookie(c, KIOSK_COOKIE, '1', {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: options.secure,
    })
}

export function isKiosk(c: Ask): boolean {
  return c.req.query('kiosk') === '1' || getCookie(c, KIOSK_COOKIE) === '1'
}

export function kioskPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/kiosk/end', async (c) => {
    if (!isKiosk(c)) return notFound(web, c)
    const secret = sessionOf(c, web.options)
    const actor = c.get('actor')
    if (secret !== undefined && actor?.kind === 'member') {
      await signOut(web.bank, secret, actor)
      takeSession(c, web.options)
    }
    forgetVoice(c, web)
    c.header('Clear-Site-Data', forgotten(web, c))
    return c.redirect(KIOSK_DOOR, 303)
  })
}
