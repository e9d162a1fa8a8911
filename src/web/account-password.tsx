/** 修改密码: the printed one, an old one, or whenever one likes. */
import type { Hono } from 'hono'
import { changePassword } from '../gate/own-password.ts'
import { isStale } from '../gate/profile.ts'
import { keepSession, standingOf } from './account.tsx'
import { nextDoor } from './guard.ts'
import { Field, Hidden, Problem, show } from './page.tsx'
import { type Ask, fieldsOf, told, type Web, type WebEnv, words } from './view.ts'

export function passwordPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/account/password', (c) => page(web, c, c.req.query('to') ?? ''))
  app.post('/account/password', async (c) => {
    const form = await c.req.formData().catch(() => new FormData())
    // As typed: a password may begin or end with a space.
    const typed = (name: string) => {
      const value = form.get(name)
      return typeof value === 'string' ? value : ''
    }
    const to = (await fieldsOf(c)).get('to')
    const order = { old: typed('old'), fresh: typed('fresh'), repeat: typed('repeat') }
    const standing = standingOf(c)
    const outcome = await changePassword(web.bank, standing, order)
    if (!outcome.ok) return page(web, c, to, await told(web, c, outcome.refusal))

    keepSession(web, c, outcome.value)
    const was = standing.due.includes('password')
    return c.redirect(was ? nextDoor([], to) : '/account?done=password', 303)
  })
}

async function page(web: Web, c: Ask, to: string, said?: string): Promise<Response> {
  const t = words(c)
  const { session, due } = standingOf(c)
  const { profile } = web.bank.staffGate
  const facts = await web.bank.people.staff.password(session.subject)
  const stale =
    facts !== undefined && !facts.oneTime && isStale(profile, facts.setAt, web.bank.clock.now())
  const why = stale ? t.account.passwordStale : t.account.passwordFirst
  const hint =
    profile.classes > 1
      ? t.account.passwordHint(profile.least, profile.classes)
      : t.account.passwordHintLong(profile.least)
  const field = { type: 'password', required: true } as const
  const body = (
    <>
      <h1>{t.account.passwordTitle}</h1>
      {due.includes('password') ? <p>{why}</p> : ''}
      <Problem t={t} said={said} />
      <form method="post" action="/account/password">
        <Hidden name="to" value={to} />
        <Field
          label={t.account.passwordOld}
          name="old"
          autocomplete="current-password"
          {...field}
        />
        <Field
          label={t.account.passwordNew}
          hint={hint}
          name="fresh"
          autocomplete="new-password"
          {...field}
        />
        <Field
          label={t.signin.passwordRepeat}
          name="repeat"
          autocomplete="new-password"
          {...field}
        />
        <p>
          <button>{t.account.passwordSave}</button>
        </p>
      </form>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.account.passwordTitle, body, status })
}
