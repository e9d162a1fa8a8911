/** 接收提醒的手机: where staff are told of what is urgent and of what comes due. */
import type { Hono } from 'hono'
import { setStaffPhone, staffPhone } from '../bank/people/staff-phone.ts'
import { standingOf } from './account.tsx'
import { maskPhone } from '../words/reading.ts'
import { Facts, Field, Problem, show } from './page.tsx'
import { type Ask, fieldsOf, told, type Web, type WebEnv, words } from './view.ts'

export function phonePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/account/phone', (c) => page(web, c))
  app.post('/account/phone', async (c) => {
    const phone = (await fieldsOf(c)).get('phone').replace(/[\s-]/g, '')
    const outcome = await setStaffPhone(web.bank, standingOf(c).session.subject, phone)
    if (!outcome.ok) return page(web, c, { phone, said: await told(web, c, outcome.refusal) })
    return c.redirect('/account?done=phone', 303)
  })
}

/** Which phone it is, masked, among the facts of the account. */
export async function PhoneFacts({ web, c }: { readonly web: Web; readonly c: Ask }) {
  const { account: t } = words(c)
  const phone = await staffPhone(web.bank, standingOf(c).session.subject)
  const said = phone === undefined ? t.phoneNone : maskPhone(phone)
  return (
    <Facts
      rows={[
        [
          t.phoneTitle,
          <>
            {said} <a href="/account/phone">{t.phoneSet}</a>
          </>,
        ],
      ]}
    />
  )
}

async function page(
  web: Web,
  c: Ask,
  typed?: { readonly phone: string; readonly said: string },
): Promise<Response> {
  const t = words(c)
  const known = await staffPhone(web.bank, standingOf(c).session.subject)
  const body = (
    <>
      <h1>{t.account.phoneTitle}</h1>
      <p class="hint">{t.account.phoneHint}</p>
      <Problem t={t} said={typed?.said} />
      <form method="post" action="/account/phone">
        <Field
          label={t.account.phoneField}
          name="phone"
          type="tel"
          inputmode="tel"
          autocomplete="tel"
          value={typed?.phone ?? known ?? ''}
        />
        <p>
          <button>{t.common.save}</button>
        </p>
      </form>
    </>
  )
  const status = typed ? 422 : 200
  return show(web, c, { title: t.account.phoneTitle, body, look: 'desk', status })
}
