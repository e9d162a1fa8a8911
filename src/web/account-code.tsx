/** 动态码应用与备用码: setting the app up, its codes of paper, and taking it away. */
import { raw } from 'hono/html'
import type { Hono } from 'hono'
import { enrolTotp, newCodes, newTotp, refusedChange, removeTotp, totpIn } from '../gate/second.ts'
import { secretLetters, totpUri } from '../gate/totp.ts'
import type { Refusal } from '../ledger/refusal.ts'
import { qrSvg } from '../paper/qr.ts'
import { keepSession, standingOf } from './account.tsx'
import { Field, Hidden, Problem, show } from './page.tsx'
import { type Ask, fieldsOf, languageOf, told, type Web, type WebEnv, words } from './view.ts'

export function codePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/account/totp', async (c) => {
    const standing = standingOf(c)
    const no = await refusedChange(web.bank, standing)
    if (no) return c.redirect('/account/second?to=/account/totp', 303)
    return totpPage(web, c, newTotp(web.bank, standing))
  })
  app.post('/account/totp', async (c) => {
    const fields = await fieldsOf(c)
    const standing = standingOf(c)
    const order = { sealed: fields.get('sealed'), code: fields.get('code') }
    const outcome = await enrolTotp(web.bank, standing, order)
    if (outcome.ok) return codesPage(web, c, outcome.value)
    const said = await told(web, c, outcome.refusal)
    const secret = totpIn(web.bank, standing, order.sealed)
    const shown = secret ? { secret, sealed: order.sealed } : newTotp(web.bank, standing)
    return totpPage(web, c, shown, said)
  })
  app.post('/account/totp/remove', async (c) => {
    const outcome = await removeTotp(web.bank, standingOf(c))
    if (!outcome.ok) return asked(web, c, outcome.refusal)
    keepSession(web, c, outcome.value)
    return c.redirect('/account?done=totp', 303)
  })
  app.post('/account/codes', async (c) => {
    const outcome = await newCodes(web.bank, standingOf(c))
    return outcome.ok ? codesPage(web, c, outcome.value) : asked(web, c, outcome.refusal)
  })
}

/** Only a second factor can be asked for here, and its page takes the place of this. */
async function asked(web: Web, c: Ask, refusal: Refusal): Promise<Response> {
  await told(web, c, refusal)
  return c.redirect('/account/second?to=/account', 303)
}

async function totpPage(
  web: Web,
  c: Ask,
  { secret, sealed }: { readonly secret: Uint8Array; readonly sealed: string },
  said?: string,
): Promise<Response> {
  const t = words(c)
  const login = (await web.bank.directory.newest('staff', standingOf(c).session.subject))?.body
    .login
  const issuer = web.bank.rules.words.product[languageOf(c)]
  const uri = totpUri(secret, login ?? '', issuer)
  const body = (
    <>
      <h1>{t.account.totpTitle}</h1>
      <p>{t.account.totpScan}</p>
      <Problem t={t} said={said} />
      <div>{raw(qrSvg(uri, { title: t.account.totpTitle, side: '60mm' }).svg)}</div>
      <p>
        {t.account.totpLetters} <code class="code">{secretLetters(secret)}</code>
      </p>
      <form method="post" action="/account/totp">
        <Hidden name="sealed" value={sealed} />
        <Field
          label={t.account.totpCode}
          name="code"
          inputmode="numeric"
          autocomplete="one-time-code"
          required
        />
        <p>
          <button>{t.account.totpConfirm}</button>
        </p>
      </form>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.account.totpTitle, body, status })
}

function codesPage(
  web: Web,
  c: Ask,
  { secret, codes }: { readonly secret: string; readonly codes: readonly string[] },
): Promise<Response> {
  const { account: t } = words(c)
  keepSession(web, c, secret)
  const body = (
    <>
      <h1>{t.codesTitle}</h1>
      <p>{t.codesOnce}</p>
      <ul class="codes">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p>
        <a class="button" href="/account">
          {t.codesDone}
        </a>
      </p>
    </>
  )
  return show(web, c, { title: t.codesTitle, body })
}
