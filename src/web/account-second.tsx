/** 第二步验证: at sign-in, and before an act that asks for it, with the form that waits for it. */
import type { Hono, MiddlewareHandler } from 'hono'
import type { Child } from 'hono/jsx'
import { passkeyIn, questionFor, showPasskey } from '../gate/passkey.ts'
import { showCode } from '../gate/second.ts'
import { seatsOf } from '../gate/device.ts'
import { looked, type Standing } from '../gate/session.ts'
import { hasSecond } from '../gate/staff-sign-in.ts'
import type { Outcome } from '../ledger/refusal.ts'
import { keepSession, standingOf } from './account.tsx'
import { nextDoor } from './guard.ts'
import { PasskeyForm, partyOf } from './account-passkey.tsx'
import { homeOf } from './acts.ts'
import { again, type Carried, carriedIn, carriedOf, Carry, passedOn } from './carry.tsx'
import { Field, Hidden, Problem, show } from './page.tsx'
import { refilled } from './refill.ts'
import { type Ask, fieldsOf, told, type Web, type WebEnv, words } from './view.ts'

export function secondPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/account/second', (c) => secondPage(web, c, { to: c.req.query('to') ?? '' }))
  app.post('/account/second', async (c) => {
    const fields = await fieldsOf(c)
    const standing = standingOf(c)
    // Set up meanwhile in another tab: there is nothing left to show.
    if (standing.actor.strong === true && standing.due.length === 0)
      return goOn(app, web, c, undefined)
    return shown(app, web, c, await showCode(web.bank, standing, fields.get('code')))
  })
  app.post('/account/second/passkey', async (c) => {
    const answer = passkeyIn((await fieldsOf(c)).long('answer'))
    const outcome = await showPasskey(web.bank, partyOf(web, c), standingOf(c), answer)
    return shown(app, web, c, outcome)
  })
}

async function shown(
  app: Hono<WebEnv>,
  web: Web,
  c: Ask,
  outcome: Outcome<{ readonly secret: string }>,
): Promise<Response> {
  if (outcome.ok) return goOn(app, web, c, outcome.value.secret)
  const [to, carried] = [(await fieldsOf(c)).get('to'), await carriedIn(c)]
  const said = await told(web, c, outcome.refusal)
  return secondPage(web, c, { to, said, ...(carried ? { carried } : {}) })
}

/** To the form that waited, or where they wanted to go. */
async function goOn(
  app: Hono<WebEnv>,
  web: Web,
  c: Ask,
  secret: string | undefined,
): Promise<Response> {
  const standing = secret === undefined ? standingOf(c) : await looked(web.bank, secret)
  if (!standing) return c.redirect('/sign-in', 303)
  if (secret !== undefined) keepSession(web, c, secret)
  const carried = await carriedIn(c)
  if (carried && standing.due.length === 0 && (!carried.file || carried.form !== undefined))
    return landed(app, web, c, carried, standing)
  const to = carried ? homeOf(standing.actor) : (await fieldsOf(c)).get('to')
  return c.redirect(nextDoor(standing.due, to), 303)
}

/** The answer to the form that waited; or the page it stands on, filled in again. */
export async function landed(
  app: Hono<WebEnv>,
  web: Web,
  c: Ask,
  carried: Carried,
  standing: Standing,
  seats: readonly string[] = seatsOf(c, web.options),
): Promise<Response> {
  const answer = await again(app, c, carried, { as: standing, seats })
  if (carried.form === undefined) return passedOn(c, answer)
  return passedOn(c, answer, refilled(await answer.text(), carried.form, carried.fields))
}

/** Where a verb has asked for a second factor, the page that asks takes the place of the no. */
export function steppingUp(web: Web): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    await next()
    if (c.get('secondAsked') !== true || c.get('standing')?.session.kind !== 'staff') return
    const { pathname, search } = new URL(c.req.url)
    const path = `${pathname}${search}`
    const carried = c.req.method === 'POST' ? await carriedOf(c, path) : undefined
    c.set('secondAsked', false)
    // Taken back whole: until it is, Hono writes headers on an answer that is gone.
    c.res = undefined
    c.finalized = false
    c.res = await secondPage(web, c, { to: path, ...(carried ? { carried } : {}) })
  }
}

interface SecondPage {
  readonly to: string
  readonly carried?: Carried
  readonly said?: string
}

export async function secondPage(
  web: Web,
  c: Ask,
  { to, carried, said }: SecondPage,
): Promise<Response> {
  const t = words(c)
  const standing = standingOf(c)
  const { subject } = standing.session
  const enrolled = await hasSecond(web.bank, subject)
  const going = (
    <>
      <Hidden name="to" value={to} />
      <Carry carried={carried} />
    </>
  )
  const none = (
    <>
      <p>
        <a class="button" href="/account" target="_blank">
          {t.account.title}
        </a>
      </p>
      <form method="post" action="/account/second">
        {going}
        <button>{t.common.next}</button>
      </form>
    </>
  )
  const body = (
    <>
      <h1>{t.account.secondTitle}</h1>
      <p>{enrolled ? t.account.secondWhy : t.account.secondNone}</p>
      {carried ? (
        <p class="hint">{carried.file ? t.account.secondFile : t.account.secondContinue}</p>
      ) : (
        ''
      )}
      <Problem t={t} said={said} />
      {enrolled ? await ways(web, c, going) : none}
    </>
  )
  const status = carried ? 401 : said === undefined ? 200 : 422
  const { staffScript } = web.options
  const script = staffScript === undefined ? {} : { script: staffScript }
  return show(web, c, { title: t.account.secondTitle, body, status, ...script })
}

/** A code, or a passkey. */
async function ways(web: Web, c: Ask, going: Child) {
  const t = words(c)
  const options = await questionFor(web.bank, partyOf(web, c), standingOf(c))
  return (
    <>
      <form method="post" action="/account/second">
        {going}
        <Field
          label={t.account.code}
          hint={t.account.codeHint}
          name="code"
          autocomplete="one-time-code"
          autocapitalize="none"
          required
        />
        <p>
          <button>{t.account.verify}</button>
        </p>
      </form>
      <PasskeyForm
        web={web}
        t={t}
        action="/account/second/passkey"
        options={options}
        label={t.account.passkeyVerify}
      >
        {going}
      </PasskeyForm>
    </>
  )
}
