/** Signing in with a phone: its number, the code that came, and, where a family shares it, who it is. */
import type { Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { CODE_MS, askCode, checkCode, choosePerson } from '../gate/member-code.ts'
import type { Person } from '../bank/ports-people.ts'
import { type Outcome, refuse } from '../ledger/refusal.ts'
import { maskName } from '../words/reading.ts'
import { Field, Hidden, Problem, show } from './page.tsx'
import { device, enter } from './signin.tsx'
import { type Ask, fieldsOf, isMemberId, told, type Web, type WebEnv, words } from './view.ts'

export function codePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/code', async (c) =>
    web.bank.messages.state() === 'closed' ? c.redirect('/card', 303) : phonePage(web, c),
  )
  app.post('/code', (c) => codeAsked(web, c))
  app.post('/code/check', (c) => codeTyped(web, c))
  app.post('/code/who', (c) => personChosen(web, c))
}

/** The secret that binds a code to the browser it was asked in. */
function cookieOf({ options }: Web): string {
  return options.secure ? '__Host-kapok-code' : 'kapok-code'
}

function phonePage(
  web: Web,
  c: Ask,
  { said, phone }: { readonly said?: string; readonly phone?: string } = {},
): Promise<Response> {
  const t = words(c)
  const body = (
    <>
      <h1>{t.code.title}</h1>
      <Problem t={t} said={said} />
      <form method="post" action="/code">
        <Field
          label={t.code.phone}
          hint={t.code.phoneHint}
          name="phone"
          type="tel"
          value={phone}
          inputmode="tel"
          autocomplete="tel"
          required
        />
        <p>
          <button>{t.code.ask}</button>
        </p>
      </form>
      <Instead c={c} />
    </>
  )
  return show(web, c, { title: t.code.title, body, status: said === undefined ? 200 : 422 })
}

/** The other way in, as large as the first. */
function Instead({ c }: { readonly c: Ask }) {
  const { code } = words(c)
  return (
    <>
      <p>
        <a class="button quiet" href="/card">
          {code.withCard}
        </a>
      </p>
      <p class="hint">{code.withCardHint}</p>
    </>
  )
}

async function codeAsked(web: Web, c: Ask): Promise<Response> {
  const typed = (await fieldsOf(c)).get('phone')
  const before = getCookie(c, cookieOf(web))
  const outcome = await askCode(web.bank, typed, { ...device(web, c), before })
  if (!outcome.ok)
    return phonePage(web, c, { said: await told(web, c, outcome.refusal), phone: typed })
  setCookie(c, cookieOf(web), outcome.value.secret, {
    path: '/',
    httpOnly: true,
    secure: web.options.secure,
    sameSite: 'Strict',
    maxAge: (2 * CODE_MS) / 1_000,
  })
  return codePage(web, c, { phone: outcome.value.phone })
}

function codePage(
  web: Web,
  c: Ask,
  { said, phone }: { readonly said?: string; readonly phone: string },
): Promise<Response> {
  const t = words(c)
  const body = (
    <>
      <h1>{t.code.codeTitle}</h1>
      <p>{t.code.sentTo(phone, CODE_MS / 60_000)}</p>
      <Problem t={t} said={said} />
      <form method="post" action="/code/check">
        <Hidden name="phone" value={phone} />
        <Field
          label={t.code.code}
          name="code"
          inputmode="numeric"
          autocomplete="one-time-code"
          maxlength={6}
          autofocus
          required
        />
        <p>
          <button>{t.signin.submit}</button>
        </p>
      </form>
      <p class="hint">{t.code.never}</p>
      <form method="post" action="/code">
        <Hidden name="phone" value={phone} />
        <p class="hint">{t.code.again}</p>
        <button class="quiet">{t.code.ask}</button>{' '}
        <a class="button quiet" href="/code">
          {t.code.otherPhone}
        </a>
      </form>
      <Instead c={c} />
    </>
  )
  return show(web, c, { title: t.code.codeTitle, body, status: said === undefined ? 200 : 422 })
}

async function codeTyped(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const phone = fields.get('phone').slice(0, 20)
  const secret = getCookie(c, cookieOf(web))
  const typed = { phone, code: fields.get('code'), secret }
  const outcome = await checkCode(web.bank, typed, device(web, c))
  if (!outcome.ok) return codePage(web, c, { said: await told(web, c, outcome.refusal), phone })
  if ('family' in outcome.value) return whoPage(web, c, phone, outcome.value.family)
  return signedIn(web, c, outcome.value.in)
}

function signedIn(web: Web, c: Ask, value: Parameters<typeof enter>[2]): Response {
  deleteCookie(c, cookieOf(web), { path: '/', secure: web.options.secure })
  return enter(web, c, value, '/passbook')
}

/** Names masked: whoever holds the phone knows their family, and a stranger learns little. */
function whoPage(
  web: Web,
  c: Ask,
  phone: string,
  family: readonly Pick<Person, 'member' | 'name' | 'number'>[],
): Promise<Response> {
  const t = words(c)
  const body = (
    <>
      <h1>{t.code.who}</h1>
      <p class="hint">{t.code.whoHint}</p>
      <form method="post" action="/code/who">
        <Hidden name="phone" value={phone} />
        <ul class="cards">
          {family.map(({ member, name, number }) => (
            <li>
              <button name="member" value={member}>
                {maskName(name)}（{t.code.endOfNumber(number.slice(-4))}）
              </button>
            </li>
          ))}
        </ul>
      </form>
    </>
  )
  return show(web, c, { title: t.code.who, body })
}

async function personChosen(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const [phone, member] = [fields.get('phone').slice(0, 20), fields.get('member')]
  const secret = getCookie(c, cookieOf(web))
  const outcome: Outcome<{ readonly in: Parameters<typeof enter>[2] }> = isMemberId(member)
    ? await choosePerson(web.bank, { phone, secret, member }, device(web, c))
    : refuse({ code: 'message-code-over' })
  if (!outcome.ok) return phonePage(web, c, { said: await told(web, c, outcome.refusal), phone })
  return signedIn(web, c, outcome.value.in)
}
