/** 换人: a colleague takes over at the same computer, with the form as it was left, under their own name. */
import type { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { giveSeats } from '../gate/device.ts'
import { enterByPasskey, entryQuestion, passkeyIn } from '../gate/passkey.ts'
import { changeOver, noteSwitch, parked, type Seat } from '../gate/seats.ts'
import { looked, type Standing } from '../gate/session.ts'
import { signInStaff, type StaffIn } from '../gate/staff-sign-in.ts'
import type { Outcome } from '../ledger/refusal.ts'
import { keepSession } from './account.tsx'
import { PasskeyForm, partyOf } from './account-passkey.tsx'
import { landed, secondPage } from './account-second.tsx'
import { type Carried, carriedIn, carriedOf, Carry, formOf } from './carry.tsx'
import { nextDoor } from './guard.ts'
import { isOwnPath } from './own-path.ts'
import { Field, Problem, show } from './page.tsx'
import { formAt, staffName, waitingHere } from './seats.tsx'
import { staffDevice } from './signin.tsx'
import { type Ask, fieldsOf, told, type Web, type WebEnv, words } from './view.ts'

export function switchPages(app: Hono<WebEnv>, web: Web): void {
  app.post('/switch', async (c) => {
    const fields = await fieldsOf(c)
    const [, to = '', from = ''] = /^(\S{1,64}) (\S+)$/.exec(fields.get('_switch')) ?? []
    const carried = (await carriedIn(c)) ?? (await leftAt(c, isOwnPath(from) ? from : '/desk'))
    const wanted = to === '-' ? '' : to || fields.get('_to')
    if (wanted !== '') return toSeat(app, web, c, carried, wanted)
    if (to === '-') return takeOver(web, c, { carried })
    const order = { login: fields.get('login'), password: passwordIn(await formOf(c)) }
    const outcome = await signInStaff(web.bank, order, beside(web, c))
    return tookOver(app, web, c, { carried, outcome, login: order.login })
  })
  app.post('/switch/passkey', async (c) => {
    const carried = (await carriedIn(c)) ?? (await leftAt(c, '/desk'))
    const answer = passkeyIn((await fieldsOf(c)).long('answer'))
    const outcome = await enterByPasskey(web.bank, partyOf(web, c), answer, beside(web, c))
    return tookOver(app, web, c, { carried, outcome, login: '' })
  })
}

const passwordIn = (form: FormData) => {
  const value = form.get('password')
  return typeof value === 'string' ? value : ''
}

/** Whoever is at the desk is not signed out by it: their session waits. */
const beside = (web: Web, c: Ask) => ({ ...staffDevice(web, c), session: undefined })

/** The form as it was left, and the page it stands on. */
export async function leftAt(c: Ask, path: string): Promise<Carried> {
  return { ...(await carriedOf(c, path)), form: (await formAt(c)).action }
}

function leaving(c: Ask): Standing | undefined {
  const standing = c.get('standing')
  return standing?.session.kind === 'staff' && standing.due.length === 0 ? standing : undefined
}

/** To a colleague whose session waits here; where it has ended, to their password. */
async function toSeat(
  app: Hono<WebEnv>,
  web: Web,
  c: Ask,
  carried: Carried,
  to: string,
): Promise<Response> {
  const from = leaving(c)
  const name = await staffName(web, to)
  // Sent twice, or by the reload button: they are at the desk already.
  if (from?.session.subject === to) return landed(app, web, c, carried, from)
  const outcome = await changeOver(web.bank, { from, seats: await waitingHere(web, c), to })
  if (!outcome.ok) {
    const login = (await web.bank.directory.get('staff', to))?.body.login ?? ''
    return takeOver(web, c, { carried, said: words(c).account.changeAgain(name), login })
  }
  const { secret, standing, waiting } = outcome.value
  keepSession(web, c, secret)
  giveSeats(c, web.options, waiting)
  return landed(app, web, c, carried, standing, waiting)
}

interface TookOver {
  readonly carried: Carried
  readonly outcome: Outcome<StaffIn>
  readonly login: string
}

/** Somebody has signed in beside whoever was at the desk. */
async function tookOver(
  app: Hono<WebEnv>,
  web: Web,
  c: Ask,
  { carried, outcome, login }: TookOver,
): Promise<Response> {
  if (!outcome.ok)
    return takeOver(web, c, { carried, said: await told(web, c, outcome.refusal), login })
  const standing = await looked(web.bank, outcome.value.secret)
  if (!standing) return c.redirect('/sign-in', 303)
  const waiting = await left(web, c, standing)
  keepSession(web, c, outcome.value.secret)
  giveSeats(c, web.options, waiting)
  if (standing.due.length === 0) return landed(app, web, c, carried, standing, waiting)
  if (standing.due[0] === 'password') return c.redirect(nextDoor(standing.due, carried.path), 303)
  c.set('standing', standing)
  c.set('actor', undefined)
  return secondPage(web, c, { to: carried.path, carried })
}

/** The sessions that wait from now on, the one just left among them. */
async function left(web: Web, c: Ask, now: Standing): Promise<readonly string[]> {
  const own = now.session.subject
  const isOther = ({ session }: Standing) => session.subject !== own
  const from = leaving(c)
  const others = (await waitingHere(web, c)).filter(({ standing }) => isOther(standing))
  await noteSwitch(web.bank, now, from)
  const secrets = others.map(({ secret }) => secret)
  return from && isOther(from) ? [await parked(web.bank, from), ...secrets] : secrets
}

interface TakeOver {
  readonly carried: Carried
  readonly status?: ContentfulStatusCode
  readonly said?: string
  readonly login?: string
}

/** Who may take over here, with what is carried along. */
export async function takeOver(
  web: Web,
  c: Ask,
  { carried, said, login, status = said === undefined ? 200 : 422 }: TakeOver,
): Promise<Response> {
  const t = words(c)
  const own = leaving(c)?.session.subject
  const seats = (await waitingHere(web, c)).filter(
    ({ standing }) => standing.session.subject !== own,
  )
  const body = (
    <>
      <h1>{t.account.changeTitle}</h1>
      <p>{carried.file ? t.account.secondFile : t.account.changeKeeps}</p>
      <Problem t={t} said={said} />
      {await seatButtons(web, c, seats, carried)}
      <h2>{t.account.changeOther}</h2>
      <form method="post" action="/switch">
        <Carry carried={carried} />
        <Field
          label={t.signin.login}
          name="login"
          value={login}
          autocomplete="username"
          autocapitalize="none"
          required
        />
        <Field
          label={t.signin.password}
          name="password"
          type="password"
          autocomplete="current-password"
          required
        />
        <p>
          <button>{t.signin.submit}</button>
        </p>
      </form>
      <PasskeyForm
        web={web}
        t={t}
        action="/switch/passkey"
        options={await entryQuestion(web.bank, partyOf(web, c))}
        label={t.account.passkeyUse}
      >
        <Carry carried={carried} />
      </PasskeyForm>
    </>
  )
  const { staffScript } = web.options
  const script = staffScript === undefined ? {} : { script: staffScript }
  return show(web, c, { title: t.account.changeTitle, body, status, ...script })
}

async function seatButtons(web: Web, c: Ask, seats: readonly Seat[], carried: Carried) {
  if (seats.length === 0) return ''
  const { account: t } = words(c)
  const buttons = []
  for (const [at, { standing }] of seats.entries()) {
    const { subject } = standing.session
    buttons.push(
      <button name="_to" value={subject} accesskey={`${at + 1}`}>
        {`${at + 1} ${t.changeTo(await staffName(web, subject))}`}
      </button>,
    )
  }
  return (
    <form method="post" action="/switch">
      <Carry carried={carried} />
      {buttons}
    </form>
  )
}
