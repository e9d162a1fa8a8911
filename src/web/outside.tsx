/** 统一身份认证: to the other issuer and back, for a sign-in or to link one's account. */
import type { Hono } from 'hono'
import { giveOutside, outsideOf } from '../gate/device.ts'
import { comeBack, leave, unlinkOutside } from '../gate/outside.ts'
import { refusedChange } from '../gate/second.ts'
import type { Refusal } from '../ledger/refusal.ts'
import { keepSession, standingOf } from './account.tsx'
import { partyOf } from './account-passkey.tsx'
import { homeOf } from './acts.ts'
import { nextDoor } from './guard.ts'
import { Hidden, plain } from './page.tsx'
import { staffDevice } from './signin.tsx'
import { type Ask, fieldsOf, told, type Web, type WebEnv, words } from './view.ts'

const BACK = '/oidc/callback'

export function outsidePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/oidc/start', (c) => away(web, c, ''))
  app.get('/account/outside', async (c) => {
    const standing = standingOf(c)
    if (await refusedChange(web.bank, standing))
      return c.redirect('/account/second?to=/account/outside', 303)
    return away(web, c, standing.session.subject)
  })
  app.get(BACK, async (c) => {
    const cookie = outsideOf(c, web.options)
    giveOutside(c, web.options, undefined)
    const url = new URL(`${partyOf(web, c).origin}${BACK}${new URL(c.req.url).search}`)
    const device = staffDevice(web, c)
    const outcome = await comeBack(web.bank, { url, cookie }, c.get('standing'), device)
    if (!outcome.ok) return refused(web, c, outcome.refusal)
    if ('linked' in outcome.value) return c.redirect('/account?done=outside', 303)
    const { secret, due, actor } = outcome.value
    keepSession(web, c, secret)
    return c.redirect(nextDoor(due, homeOf(actor)), 303)
  })
  app.post('/account/outside/unlink', async (c) => {
    const fields = await fieldsOf(c)
    const link = { issuer: fields.get('issuer'), subject: fields.get('subject') }
    const outcome = await unlinkOutside(web.bank, standingOf(c), link)
    if (!outcome.ok) return refused(web, c, outcome.refusal)
    if (outcome.value !== '') keepSession(web, c, outcome.value)
    return c.redirect('/account?done=outside', 303)
  })
}

async function away(web: Web, c: Ask, link: string): Promise<Response> {
  const redirect = `${partyOf(web, c).origin}${BACK}`
  const outcome = await leave(web.bank, { redirect, link })
  if (!outcome.ok) return refused(web, c, outcome.refusal)
  giveOutside(c, web.options, outcome.value.kept)
  return c.redirect(outcome.value.url, 303)
}

/** A page that says what is, and the other ways in. */
async function refused(web: Web, c: Ask, refusal: Refusal): Promise<Response> {
  const t = words(c)
  const said = await told(web, c, refusal)
  const ill = refusal.code === 'outside-refused' && refusal.why === 'unreachable'
  const link = ['/sign-in', t.common.signIn] as const
  return plain(web, c, ill ? 503 : 422, t.common.notYet, said, link)
}

/** One's links, on the page of one's account. */
export async function outsideLinks(web: Web, c: Ask) {
  const { account: t } = words(c)
  const { outside } = web.bank.staffGate
  if (!outside) return ''
  const links = await web.bank.people.staff.links(standingOf(c).session.subject)
  return (
    <>
      <h2>{t.outsideTitle}</h2>
      {links.length === 0 ? <p>{t.outsideNone}</p> : ''}
      {links.map(({ issuer, subject }) => (
        <form method="post" action="/account/outside/unlink" class="row">
          <Hidden name="issuer" value={issuer} />
          <Hidden name="subject" value={subject} />
          <span class="code">{`${issuer} ${subject}`}</span>
          <button class="quiet">{t.outsideUnlink}</button>
        </form>
      ))}
      <p>
        <a href="/account/outside">{t.outsideLink}</a>
      </p>
    </>
  )
}
