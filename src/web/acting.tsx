/**
 * Acting for somebody (代办): a relative, signed in as themself, stands for the
 * pages of the one who let them, until they stop, it is ended, or it is over.
 * What they chose is a cookie; whether it holds is looked up at every request.
 * A bar on every page says for whom, and what is left.
 */
import type { Hono, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { today } from '../bank/draft.ts'
import { actingFor, runningProxy } from '../bank/people/proxies.ts'
import type { Actor } from '../bank/ports.ts'
import type { MemberId } from '../ledger/account.ts'
import { monthOf, proxyCounter } from '../ledger/proxy.ts'
import { hoursText, maskName } from '../words/reading.ts'
import {
  actorOf,
  type Ask,
  fieldsOf,
  isMemberId,
  languageOf,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

const ACTING_COOKIE = 'kapok-acting'

/** Pages where they stand for the other; on every other they are themself. */
const FOR_OTHERS = /^\/(passbook|elder(\/.*)?|receipts\/.*)$/

export function acting(web: Web): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const chosen = getCookie(c, ACTING_COOKIE)
    const self = c.get('actor')
    if (chosen === undefined || self?.kind !== 'member') return next()
    const other = isMemberId(chosen) ? await actingFor(web.bank, self, chosen) : undefined
    if (!other) stopActing(web, c)
    else {
      c.set('acting', other)
      if (FOR_OTHERS.test(c.req.path)) c.set('actor', other)
    }
    return next()
  }
}

export function stopActing({ options }: Web, c: Ask): void {
  if (getCookie(c, ACTING_COOKIE) !== undefined)
    deleteCookie(c, ACTING_COOKIE, { path: '/', secure: options.secure })
}

export function actingPages(app: Hono<WebEnv>, web: Web): void {
  app.post('/acting', async (c) => {
    const member = (await fieldsOf(c)).get('member')
    const other = isMemberId(member) ? await actingFor(web.bank, actorOf(c), member) : undefined
    if (!other) return c.redirect('/proxies?done=over', 303)
    setCookie(c, ACTING_COOKIE, member, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: web.options.secure,
    })
    return c.redirect('/passbook', 303)
  })
  app.post('/acting/stop', (c) => {
    stopActing(web, c)
    return c.redirect('/proxies', 303)
  })
}

/** Who they are themself, whomever they act for. */
export function selfOf(c: Ask): Actor {
  const actor = actorOf(c)
  const { through, ...rest } = actor
  return through ? { ...rest, member: through.relative } : actor
}

/** For whom, what is left this month, and the way out. */
export async function ActingBar({ web, c }: { readonly web: Web; readonly c: Ask }) {
  const other = c.get('acting')
  const relative = other?.through?.relative
  const member = other?.member
  if (member === undefined || relative === undefined) return <></>
  const { proxy } = words(c)
  const person = await web.bank.people.get(member)
  return (
    <div class="acting" role="status">
      <span>
        <strong>{proxy.bar(maskName(person?.name ?? ''))}</strong> ·{' '}
        {proxy.barLeft(hoursText(await leftOf(web, member, relative), languageOf(c)))}
      </span>
      <form method="post" action="/acting/stop" class="inline">
        <button class="quiet">{proxy.barStop}</button>
      </form>
    </div>
  )
}

async function leftOf({ bank }: Web, member: MemberId, relative: MemberId): Promise<number> {
  const row = await runningProxy(bank, member, relative)
  const month = monthOf(today(bank))
  const [spent = 0] = await bank.journal.counters([proxyCounter(relative, member, month)])
  return Math.max(0, (row?.body.monthly ?? 0) - spent)
}
