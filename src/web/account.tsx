/** 我的账户: what a member of staff signs in with, and where they are signed in. */
import type { Hono } from 'hono'
import { noteEvent } from '../bank/oversight/audit.ts'
import { may } from '../bank/actor.ts'
import { giveSession } from '../gate/middleware.ts'
import type { Standing } from '../gate/session.ts'
import { hasSecond } from '../gate/staff-sign-in.ts'
import { dayAt, dayText, timeText } from '../words/reading.ts'
import { homeOf } from './acts.ts'
import { codePages } from './account-code.tsx'
import { officePages } from './account-office.tsx'
import { passkeyPages } from './account-passkey.tsx'
import { passwordPages } from './account-password.tsx'
import { PhoneFacts, phonePages } from './account-phone.tsx'
import { secondPages } from './account-second.tsx'
import { outsideLinks, outsidePages } from './outside.tsx'
import { Facts, show } from './page.tsx'
import { type Ask, languageOf, type Web, type WebEnv, words } from './view.ts'

export function accountPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/account', (c) => overview(web, c))
  app.post('/account/sessions', async (c) => {
    const { session, actor } = standingOf(c)
    await web.bank.people.staff.closeOthers(session.subject, session.hash)
    await noteEvent(web.bank, actor, { act: 'ended-sessions', ok: true, about: session.subject })
    return c.redirect('/account?done=sessions', 303)
  })
  secondPages(app, web)
  passwordPages(app, web)
  phonePages(app, web)
  codePages(app, web)
  passkeyPages(app, web)
  officePages(app, web)
  outsidePages(app, web)
}

/** Whoever stands behind a page of the account; its guard has let them in. */
export function standingOf(c: Ask): Standing {
  const standing = c.get('standing')
  if (!standing) throw new Error('a page of an account without a session')
  return standing
}

/** Gives the browser the session's new secret. */
export function keepSession(web: Web, c: Ask, secret: string): void {
  giveSession(c, web.options, 'staff', secret)
}

async function overview(web: Web, c: Ask): Promise<Response> {
  const { account: t, common } = words(c)
  const { actor } = standingOf(c)
  const did = c.req.query('done')
  const body = (
    <>
      <h1>{t.title}</h1>
      {did === undefined ? (
        ''
      ) : (
        <p class="done" role="status">
          {did === 'sessions' ? t.sessionsEnded : t.done}
        </p>
      )}
      {await secrets(web, c)}
      <PhoneFacts web={web} c={c} />
      {await sessions(web, c)}
      {await outsideLinks(web, c)}
      <p>
        <a href="/device">{words(c).device.title}</a>{' '}
        {may(actor, 'staff:write') ? <a href="/account/office">{t.office}</a> : ''}{' '}
        <a href={homeOf(actor)}>{common.home}</a>
      </p>
    </>
  )
  return show(web, c, { title: t.title, body, look: 'desk' })
}

async function secrets(web: Web, c: Ask) {
  const { account: t } = words(c)
  const { subject } = standingOf(c).session
  const { staff } = web.bank.people
  const [password, totp, left, passkeys] = await Promise.all([
    staff.password(subject),
    staff.totp(subject),
    staff.recoveryLeft(subject),
    staff.passkeys(subject),
  ])
  const day = (at: number) => dayText(dayAt(at), languageOf(c))
  return (
    <>
      {(await hasSecond(web.bank, subject)) ? '' : <p class="problem">{t.secondNone}</p>}
      <Facts
        rows={[
          [
            t.passwordTitle,
            <>
              {password ? t.passwordSetOn(day(password.setAt)) : ''}{' '}
              <a href="/account/password">{t.passwordTitle}</a>
            </>,
          ],
          [
            t.totpTitle,
            <>
              {totp ? t.totpOn(day(totp.since)) : t.totpNone}{' '}
              <a href="/account/totp">{totp ? t.totpAgain : t.totpSetUp}</a>{' '}
              {totp ? (
                <form method="post" action="/account/totp/remove" class="inline">
                  <button class="quiet">{t.totpRemove}</button>
                </form>
              ) : (
                ''
              )}
            </>,
          ],
          totp || passkeys.length > 0
            ? [
                t.codesTitle,
                <>
                  {t.codesLeft(left)}{' '}
                  <form method="post" action="/account/codes" class="inline">
                    <button class="quiet">{t.codesNew}</button>
                  </form>
                </>,
              ]
            : undefined,
          [
            t.passkeysTitle,
            <>
              {passkeys.length > 0 ? passkeys.map(({ name }) => name).join('、') : t.passkeysNone}{' '}
              <a href="/account/passkeys">{t.passkeyAdd}</a>
            </>,
          ],
        ]}
      />
    </>
  )
}

async function sessions(web: Web, c: Ask) {
  const { account: t } = words(c)
  const { session } = standingOf(c)
  const all = await web.bank.people.staff.sessions(session.subject)
  const language = languageOf(c)
  return (
    <>
      <h2>{t.sessionsTitle}</h2>
      <table class="left">
        <thead>
          <tr>
            <th>{t.sessionsTitle}</th>
            <th>{t.sessionOpened}</th>
            <th>{t.sessionSeen}</th>
          </tr>
        </thead>
        <tbody>
          {all.map(({ hash, openedAt, seenAt }) => (
            <tr>
              <td>{hash === session.hash ? t.sessionHere : t.sessionElsewhere}</td>
              <td>{timeText(openedAt, language)}</td>
              <td>{timeText(seenAt, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {all.length > 1 ? (
        <form method="post" action="/account/sessions">
          <button class="quiet">{t.sessionsEnd}</button>
        </form>
      ) : (
        ''
      )}
    </>
  )
}
