/** The front page, and the two ways in: staff by login and password, people by card and PIN. */
import type { Hono } from 'hono'
import { deviceFor, deviceOf, giveSeats, seatsOf } from '../gate/device.ts'
import { giveSession, sessionOf, takeSession } from '../gate/middleware.ts'
import { enterByPasskey, entryQuestion, passkeyIn } from '../gate/passkey.ts'
import { seatsHere } from '../gate/seats.ts'
import { type SignedIn, signInMember, signOut } from '../gate/sign-in.ts'
import { signInStaff } from '../gate/staff-sign-in.ts'
import type { Outcome } from '../ledger/refusal.ts'
import { nextDoor } from './guard.ts'
import { PasskeyForm, partyOf } from './account-passkey.tsx'
import { homeOf } from './acts.ts'
import { backTo } from './back-to.ts'
import { stopActing } from './acting.tsx'
import { forgetVoice, heardWords, shownWords } from './aloud.tsx'
import { forgotten } from './away.tsx'
import { isKiosk, KIOSK_DOOR } from './kiosk.tsx'
import { Field, Hidden, Problem, show } from './page.tsx'
import { type Ask, fieldsOf, told, type Web, type WebEnv, words } from './view.ts'

export function signInPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/', (c) => front(web, c))
  app.get('/sign-in', (c) => staffPage(web, c))
  app.post('/sign-in', async (c) => {
    const fields = await fieldsOf(c)
    const order = { login: fields.get('login'), password: fields.get('password') }
    const outcome = await signInStaff(web.bank, order, staffDevice(web, c))
    if (outcome.ok)
      return enter(web, c, outcome.value, nextDoor(outcome.value.due, homeOf(outcome.value.actor)))
    return staffPage(web, c, { said: await told(web, c, outcome.refusal), login: order.login })
  })
  app.post('/sign-in/passkey', async (c) => {
    const answer = passkeyIn((await fieldsOf(c)).long('answer'))
    const outcome = await enterByPasskey(web.bank, partyOf(web, c), answer, staffDevice(web, c))
    if (outcome.ok)
      return enter(web, c, outcome.value, nextDoor(outcome.value.due, homeOf(outcome.value.actor)))
    return staffPage(web, c, { said: await told(web, c, outcome.refusal) })
  })
  app.get('/card', (c) => cardPage(web, c, { large: c.req.query('large') === '1' }))
  app.post('/card', async (c) => {
    const fields = await fieldsOf(c)
    const large = fields.get('large') === '1'
    const order = { card: fields.get('card'), pin: fields.get('pin') }
    const outcome: Outcome<SignedIn> = await signInMember(web.bank, order, device(web, c))
    if (outcome.ok) return enter(web, c, outcome.value, large ? '/elder' : '/passbook')
    return cardPage(web, c, { said: await told(web, c, outcome.refusal), card: order.card, large })
  })
  app.post('/sign-out', async (c) => {
    const secret = sessionOf(c, web.options)
    if (secret !== undefined) await signOut(web.bank, secret, c.get('actor'))
    takeSession(c, web.options)
    stopActing(web, c)
    await endSeats(web, c)
    // Not "cookies": the device is still the one it was.
    c.header('Clear-Site-Data', forgotten(web, c))
    if (isKiosk(c)) forgetVoice(c, web)
    return c.redirect(isKiosk(c) ? KIOSK_DOOR : '/', 303)
  })
}

/** Where a try comes from. */
export function device(web: Web, c: Ask) {
  return { ip: web.options.ip?.(c) ?? '', session: sessionOf(c, web.options) }
}

/** As it is for staff, whose browser gets a secret of its own. */
export function staffDevice(web: Web, c: Ask) {
  return { ...device(web, c), device: deviceFor(c, web.options) }
}

/** Whoever leaves the computer leaves nobody's session on it. */
async function endSeats(web: Web, c: Ask): Promise<void> {
  const secrets = seatsOf(c, web.options)
  for (const { secret, standing } of await seatsHere(web.bank, secrets, deviceOf(c, web.options)))
    await signOut(web.bank, secret, standing.actor)
  if (secrets.length > 0) giveSeats(c, web.options, [])
}

/** Puts the session into the browser and leads to where they were going; a member who scanned a code first, back to that. */
export function enter(web: Web, c: Ask, { secret, actor }: SignedIn, to: string): Response {
  stopActing(web, c)
  const isStaff = actor.kind === 'staff'
  giveSession(c, web.options, isStaff ? 'staff' : 'member', secret)
  const whence = backTo(web, c)
  return c.redirect((isStaff ? undefined : whence) ?? to, 303)
}

function front(web: Web, c: Ask): Promise<Response> {
  const { common, desk, objection, passbook, receipt } = words(c)
  const actor = c.get('actor')
  const body = (
    <div class="stack">
      <h1>{common.home}</h1>
      <ul class="cards">
        <li>
          <a class="button" href={actor?.kind === 'staff' ? homeOf(actor) : '/sign-in'}>
            {common.staff} · {desk.title}
          </a>
        </li>
        <li>
          <a class="button" href={actor?.kind === 'member' ? '/passbook' : '/code'}>
            {common.volunteer} · {passbook.title}
          </a>
        </li>
        <li>
          <a class="button" href={actor?.kind === 'member' ? '/elder' : '/card?large=1'}>
            {common.elder} · {common.largeText}
          </a>
        </li>
      </ul>
      <p>
        <a href="/verify">{receipt.verifyTitle}</a> ·{' '}
        <a href="/objections">{objection.lookTitle}</a>
      </p>
    </div>
  )
  return show(web, c, { title: common.home, body })
}

async function staffPage(
  web: Web,
  c: Ask,
  { said, login }: { readonly said?: string; readonly login?: string } = {},
): Promise<Response> {
  const t = words(c)
  const body = (
    <>
      <h1>{t.signin.staffTitle}</h1>
      <Problem t={t} said={said} />
      <form method="post" action="/sign-in">
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
        action="/sign-in/passkey"
        options={await entryQuestion(web.bank, partyOf(web, c))}
        label={t.account.passkeyUse}
      />
      {web.bank.staffGate.outside ? (
        <p>
          <a class="button quiet" href="/oidc/start">
            {t.account.outsideUse}
          </a>
        </p>
      ) : (
        ''
      )}
    </>
  )
  const { staffScript } = web.options
  return show(web, c, {
    title: t.signin.staffTitle,
    body,
    status: said === undefined ? 200 : 422,
    ...(staffScript === undefined ? {} : { script: staffScript }),
  })
}

function cardPage(
  web: Web,
  c: Ask,
  {
    said,
    card,
    large,
  }: { readonly said?: string; readonly card?: string; readonly large: boolean },
): Promise<Response> {
  const t = large ? shownWords(c) : words(c)
  const body = (
    <>
      <h1>{t.signin.memberTitle}</h1>
      <Problem t={t} said={said} />
      <form method="post" action="/card">
        {large ? <Hidden name="large" value="1" /> : ''}
        <Field
          label={t.signin.card}
          hint={t.signin.cardHint}
          name="card"
          value={card}
          autocomplete="off"
          autocapitalize="characters"
          required
        />
        <Field
          label={t.signin.pin}
          hint={t.signin.pinHint}
          name="pin"
          type="password"
          inputmode="numeric"
          maxlength={6}
          autocomplete="off"
          required
        />
        <p>
          <button>{t.signin.submit}</button>
        </p>
      </form>
      {large || web.bank.messages.state() === 'closed' ? (
        ''
      ) : (
        <p>
          <a class="button quiet" href="/code">
            {t.code.withPhone}
          </a>
        </p>
      )}
      <p class="hint">{t.signin.noCard}</p>
      <p class="hint">{t.signin.forgotPin}</p>
    </>
  )
  return show(web, c, {
    title: t.signin.memberTitle,
    body,
    status: said === undefined ? 200 : 422,
    ...(large ? { look: 'large' as const, aloud: cardHeard(c, said) } : {}),
  })
}

/** What to do with the card, and without one. */
function cardHeard(c: Ask, said: string | undefined): readonly string[] {
  const { signin: t } = heardWords(c)
  const asked = [t.memberTitle, t.card, t.cardHint, t.pin, t.pinHint, t.noCard, t.forgotPin]
  return said === undefined ? asked : [said, ...asked]
}
