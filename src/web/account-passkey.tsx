/** 通行密钥: registering, naming and removing them; and the form that any page asks for one with. */
import type { Hono } from 'hono'
import type { Child } from 'hono/jsx'
import {
  enrolPasskey,
  enrolQuestion,
  type Party,
  passkeyIn,
  removePasskey,
} from '../gate/passkey.ts'
import { refusedChange } from '../gate/second.ts'
import type { Pages } from '../words/pages.ts'
import { dayAt, dayText, timeText } from '../words/reading.ts'
import { keepSession, standingOf } from './account.tsx'
import { Field, Hidden, Problem, show } from './page.tsx'
import { type Ask, fieldsOf, languageOf, told, type Web, type WebEnv, words } from './view.ts'

export function passkeyPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/account/passkeys', async (c) => {
    if (await refusedChange(web.bank, standingOf(c)))
      return c.redirect('/account/second?to=/account/passkeys', 303)
    return page(web, c, {})
  })
  app.post('/account/passkeys', async (c) => {
    const fields = await fieldsOf(c)
    const order = { name: fields.get('name'), answer: passkeyIn(fields.long('answer')) }
    const outcome = await enrolPasskey(web.bank, partyOf(web, c), standingOf(c), order)
    if (!outcome.ok)
      return page(web, c, { said: await told(web, c, outcome.refusal), name: order.name })
    keepSession(web, c, outcome.value)
    return c.redirect('/account/passkeys', 303)
  })
  app.post('/account/passkeys/remove', async (c) => {
    const id = (await fieldsOf(c)).get('passkey')
    const outcome = await removePasskey(web.bank, standingOf(c), id)
    if (!outcome.ok) return page(web, c, { said: await told(web, c, outcome.refusal) })
    keepSession(web, c, outcome.value)
    return c.redirect('/account/passkeys', 303)
  })
}

/** Whom the browser makes a passkey for: the address people use. */
export function partyOf({ bank, options }: Web, c: Ask): Party {
  const { secure, base } = options
  const here = base ?? `${secure ? 'https' : 'http'}://${new URL(c.req.url).host}`
  const { hostname, origin } = new URL(here)
  return { id: hostname, origin, name: bank.rules.words.product.zh }
}

/** Hidden until the page's script has found that this browser can. */
export function PasskeyForm({
  web,
  t,
  action,
  options,
  label,
  make,
  children,
}: {
  readonly web: Web
  readonly t: Pages
  readonly action: string
  readonly options: object | undefined
  readonly label: string
  readonly make?: boolean
  readonly children?: Child
}) {
  if (options === undefined || web.options.staffScript === undefined) return <></>
  return (
    <>
      <form
        method="post"
        action={action}
        data-passkey={make === true ? 'create' : 'get'}
        data-options={JSON.stringify(options)}
        hidden
      >
        {children}
        <Hidden name="answer" value="" />
        <p>
          <button>{label}</button>
        </p>
      </form>
      <p class="hint" data-nopasskey hidden>
        {t.account.passkeyNoScript}
      </p>
    </>
  )
}

interface Shown {
  readonly said?: string
  readonly name?: string
}

async function page(web: Web, c: Ask, { said, name }: Shown): Promise<Response> {
  const t = words(c)
  const standing = standingOf(c)
  const { subject } = standing.session
  const login = (await web.bank.directory.newest('staff', subject))?.body.login ?? ''
  const options = await enrolQuestion(web.bank, partyOf(web, c), standing, login)
  const body = (
    <>
      <h1>{t.account.passkeysTitle}</h1>
      <p>{t.account.passkeysWhat}</p>
      <Problem t={t} said={said} />
      {await list(web, c, subject)}
      <PasskeyForm
        web={web}
        t={t}
        action="/account/passkeys"
        options={options}
        label={t.account.passkeyAdd}
        make
      >
        <Field
          label={t.account.passkeyName}
          hint={t.account.passkeyNameHint}
          name="name"
          value={name}
          maxlength={40}
          required
        />
      </PasskeyForm>
      <p>
        <a href="/account">{t.account.back}</a>
      </p>
    </>
  )
  const { staffScript } = web.options
  const script = staffScript === undefined ? {} : { script: staffScript }
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.account.passkeysTitle, body, status, ...script })
}

async function list(web: Web, c: Ask, staff: string) {
  const { account: t } = words(c)
  const language = languageOf(c)
  const passkeys = await web.bank.people.staff.passkeys(staff)
  if (passkeys.length === 0) return <p>{t.passkeysNone}</p>
  return (
    <table class="left">
      <thead>
        <tr>
          <th>{t.passkeyName}</th>
          <th>{t.added}</th>
          <th>{t.used}</th>
          <th></th>
        </tr>
      </thead>
      <tbody>
        {passkeys.map(({ id, name, addedAt, usedAt }) => (
          <tr>
            <td>{name}</td>
            <td>{dayText(dayAt(addedAt), language)}</td>
            <td>{usedAt === 0 ? t.never : timeText(usedAt, language)}</td>
            <td>
              <form method="post" action="/account/passkeys/remove" class="inline">
                <Hidden name="passkey" value={id} />
                <button class="quiet" aria-label={t.passkeyRemove(name)}>
                  {t.passkeyRemove(name)}
                </button>
              </form>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
