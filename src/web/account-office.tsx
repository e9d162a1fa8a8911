/** 工作人员账户: what the security office resets for others, each with its reason, and never for itself. */
import type { Hono } from 'hono'
import {
  linkOutside,
  RESET_REASONS,
  resetPassword,
  resetSecond,
} from '../bank/people/staff-reset.ts'
import { newSecret } from '../gate/secrets.ts'
import { eventReason } from '../words/event.ts'
import { Choice, Field, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  fieldsOf,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function officePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/account/office', (c) => page(web, c, {}))
  app.post('/account/office/second', async (c) => {
    const fields = await fieldsOf(c)
    const outcome = await resetSecond(web.bank, actorOf(c), orderIn(fields))
    const { account: t } = words(c)
    return outcome.ok
      ? page(web, c, { did: t.lostDone(outcome.value.name) })
      : page(web, c, { said: await told(web, c, outcome.refusal), login: fields.get('login') })
  })
  app.post('/account/office/outside', (c) => linkedByOffice(web, c))
  app.post('/account/office/password', async (c) => {
    const fields = await fieldsOf(c)
    const again = async (refusal: Parameters<typeof told>[2]) =>
      page(web, c, { said: await told(web, c, refusal), login: fields.get('login') })
    const password = newSecret().slice(0, 20)
    const hash = await web.bank.passwords.hash(password)
    if (!hash.ok) return again(hash.refusal)
    const outcome = await resetPassword(web.bank, actorOf(c), {
      ...orderIn(fields),
      passwordHash: hash.value,
      keep: web.bank.staffGate.profile.remembered - 1,
    })
    if (!outcome.ok) return again(outcome.refusal)
    return page(web, c, { did: words(c).account.lostNewPassword(outcome.value.name, password) })
  })
}

/** Links somebody to who they are at the issuer of the settings. */
async function linkedByOffice(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const login = fields.get('login')
  const issuer = web.bank.staffGate.outside?.issuer
  if (issuer === undefined) return notFound(web, c)
  const order = { login, issuer, subject: fields.get('subject') }
  const outcome = await linkOutside(web.bank, actorOf(c), order)
  return outcome.ok
    ? page(web, c, { did: words(c).account.linkedDone(outcome.value.name) })
    : page(web, c, { said: await told(web, c, outcome.refusal), login })
}

function orderIn(fields: Fields) {
  const given = fields.get('reason')
  const reason = RESET_REASONS.find((one) => one === given) ?? 'asked-by-person'
  return { login: fields.get('login'), reason }
}

interface Office {
  readonly did?: string
  readonly said?: string
  readonly login?: string
}

function page(web: Web, c: Ask, { did, said, login }: Office): Promise<Response> {
  const t = words(c)
  const language = languageOf(c)
  const reasons = RESET_REASONS.map((one) => [one, eventReason(one, language)] as const)
  const form = (name: 'second' | 'password', label: string) => (
    <form method="post" action={`/account/office/${name}`} class="row">
      <Field
        label={t.account.lostWho}
        name="login"
        form={name}
        value={login}
        autocapitalize="none"
        autocomplete="off"
        required
      />
      <Choice label={t.account.lostReason} name="reason" options={reasons} />
      <button>{label}</button>
    </form>
  )
  const body = (
    <>
      <h1>{t.account.lostTitle}</h1>
      <Problem t={t} said={said} />
      {did === undefined ? (
        ''
      ) : (
        <p class="done" role="status">
          {did}
        </p>
      )}
      {form('second', t.account.lostSecond)}
      {form('password', t.account.lostPassword)}
      {web.bank.staffGate.outside ? (
        <form method="post" action="/account/office/outside" class="row">
          <Field
            label={t.account.lostWho}
            name="login"
            form="outside"
            value={login}
            autocapitalize="none"
            autocomplete="off"
            required
          />
          <Field label={t.account.outsideSubject} name="subject" autocomplete="off" required />
          <button>{t.account.outsideLink}</button>
        </form>
      ) : (
        ''
      )}
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.account.lostTitle, body, status, look: 'desk' })
}
