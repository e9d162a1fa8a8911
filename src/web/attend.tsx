/** Signing in and out at an activity: the page a QR code opens, the four digits on one's own page, and the code itself on the desk's screen or on paper. */
import { raw } from 'hono/html'
import type { Hono } from 'hono'
import { activityFor, isOn } from '../bank/activities/activity.ts'
import { attendanceKey, signIn, signOut } from '../bank/activities/attend.ts'
import type { ActivitySeen } from '../bank/activities/list.ts'
import { today } from '../bank/draft.ts'
import type { AttendancePair, SignInWay } from '../bank/ports-activity.ts'
import { attendToken, heardCode, heldBy, ownCode, spokenCode } from '../gate/attendance.ts'
import type { MemberId } from '../ledger/account.ts'
import { clock } from '../ledger/counter.ts'
import { qrSvg } from '../paper/qr.ts'
import { dayText } from '../words/reading.ts'
import { comesBack } from './back-to.ts'
import { Field, Hidden, notFound, plain, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  fieldsOf,
  formId,
  languageOf,
  mayHere,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function attendPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/in/:token', (c) => scannedPage(web, c))
  app.post('/in/:token', (c) => scannedSent(web, c))
  app.get('/desk/activities/:activity/code', (c) => codePage(web, c))
}

/** What the token in the address is of; undefined where it is not, or no longer, good. */
function heldIn(web: Web, c: Ask) {
  const { bank } = web
  return heldBy(bank, c.req.param('token') ?? '', bank.clock.now(), today(bank))
}

async function pairsOf(web: Web, activity: string, member: string) {
  const key = attendanceKey(activity, today(web.bank), member)
  return (await web.bank.directory.newest('attendance', key))?.body.pairs ?? []
}

const isHere = (pairs: readonly AttendancePair[]) =>
  pairs.length > 0 && pairs.at(-1)?.to === undefined

async function scannedPage(web: Web, c: Ask, said?: string): Promise<Response> {
  const t = words(c)
  const held = heldIn(web, c)
  const row = held && (await web.bank.directory.newest('activity', held.activity))
  if (!held || !row) return plain(web, c, 404, t.common.notYet, t.activity.tokenOver)
  const member = c.get('actor')?.kind === 'member' ? c.get('actor')?.member : undefined
  if (member === undefined) comesBack(web, c)
  const body = (
    <div class="stack">
      <h1>{row.body.title}</h1>
      <Problem t={t} said={said} />
      {member === undefined ? (
        <p>
          {t.activity.whoIn}{' '}
          <a class="button" href="/code">
            {t.common.signIn}
          </a>
        </p>
      ) : (
        <>
          <InOrOut web={web} c={c} pairs={await pairsOf(web, held.activity, member)} />
          <p>
            <a href={`/activities/${held.activity}`}>{t.activity.details}</a>
          </p>
        </>
      )}
    </div>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.activity.attendance, body, status })
}

/** One button: in, or out where one is in. */
function InOrOut({
  web,
  c,
  pairs,
}: {
  readonly web: Web
  readonly c: Ask
  readonly pairs: readonly AttendancePair[]
}) {
  const { activity: t } = words(c)
  const last = pairs.at(-1)
  const here = isHere(pairs)
  return (
    <>
      {last === undefined ? (
        ''
      ) : (
        <p class="done" role="status">
          {here ? t.signedIn(clock(last.from)) : t.signedOut(clock(last.to ?? last.from))}
        </p>
      )}
      <form method="post" action={c.req.path}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <button name="act" value={here ? 'out' : 'in'}>
          {here ? t.signOut : t.signIn}
        </button>
      </form>
    </>
  )
}

async function scannedSent(web: Web, c: Ask): Promise<Response> {
  const held = heldIn(web, c)
  const { member } = actorOf(c)
  const { common, activity: t } = words(c)
  if (!held || member === undefined) return plain(web, c, 404, common.notYet, t.tokenOver)
  const fields = await fieldsOf(c)
  const outcome = await attended(web, c, { fields, activity: held.activity, member, way: 'qr' })
  if (outcome.ok) return c.redirect(c.req.path, 303)
  return scannedPage(web, c, await told(web, c, outcome.refusal))
}

/** In or out, as the button says. */
export function attended(
  web: Web,
  c: Ask,
  of: {
    readonly fields: Fields
    readonly activity: string
    readonly member: MemberId
    readonly way: SignInWay
  },
) {
  const { fields, ...rest } = of
  const order = { id: formId(web, fields), ...rest }
  const verb = fields.get('act') === 'out' ? signOut : signIn
  return verb(web.bank, actorOf(c), order)
}

/** On the page of an activity that is today: the four digits that were heard, and one's own to be said. */
export async function OwnAttendance({
  web,
  c,
  seen,
}: {
  readonly web: Web
  readonly c: Ask
  readonly seen: ActivitySeen
}) {
  const { activity: t } = words(c)
  const { member } = actorOf(c)
  const day = today(web.bank)
  if (member === undefined || !isOn(seen.body, day) || seen.body.list.state === 'cancelled')
    return <></>
  if (seen.mine !== 'signed') return <></>
  const pairs = await pairsOf(web, seen.id, member)
  const last = pairs.at(-1)
  const here = isHere(pairs)
  return (
    <section>
      <h2>{t.attendance}</h2>
      {last === undefined ? (
        ''
      ) : (
        <p class="done">
          {here ? t.signedIn(clock(last.from)) : t.signedOut(clock(last.to ?? last.from))}
        </p>
      )}
      <form method="post" action={`/activities/${seen.id}/attend`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Field label={t.typeCode} name="code" inputmode="numeric" autocomplete="off" size={6} />
        <button name="act" value={here ? 'out' : 'in'}>
          {here ? t.signOut : t.signIn}
        </button>
      </form>
      <p class="visit">
        {t.spokenMine}
        <b>{ownCode(web.bank, { activity: seen.id, day }, member)}</b>
        <span class="hint">{t.spokenMineHint}</span>
      </p>
    </section>
  )
}

/** A member with the four digits they heard. */
export async function heardSent(web: Web, c: Ask, fields: Fields) {
  const activity = c.req.param('activity') ?? ''
  const member = actorOf(c).member as MemberId
  const held = { activity, day: today(web.bank) }
  const heard = await heardCode(web.bank, held, member, fields.get('code'))
  return heard.ok ? attended(web, c, { fields, activity, member, way: 'code' }) : heard
}

/** How long the code stands on a screen before the page comes anew, in seconds. */
const REFRESH_S = 300

/** The code at the door: on a screen it changes, on paper it is of its day. */
async function codePage(web: Web, c: Ask): Promise<Response> {
  const { activity: t } = words(c)
  const { bank } = web
  const activity = c.req.param('activity') ?? ''
  const row = await activityFor(bank, actorOf(c), activity)
  if (!row.ok || !mayHere(c, 'activities:write')) return notFound(web, c)
  const day = today(bank)
  const held = { activity, day }
  const onPaper = c.req.query('paper') === 'day'
  const token = attendToken(bank, held, onPaper ? 'day' : bank.clock.now())
  const url = `${web.options.base ?? new URL(c.req.url).origin}/in/${token}`
  if (!onPaper) c.header('Refresh', `${REFRESH_S}`)
  const on = isOn(row.value.body, day)
  const body = (
    <div class="centre">
      <h1>{t.screenTitle}</h1>
      <p>
        {row.value.body.title} · {dayText(day, languageOf(c))}
      </p>
      {on ? (
        raw(qrSvg(url, { title: t.screenTitle, side: '90mm' }).svg)
      ) : (
        <p class="problem">{t.notToday}</p>
      )}
      {onPaper || !on ? (
        ''
      ) : (
        <p class="visit">
          {t.spoken}
          <b>{spokenCode(bank, held, bank.clock.now())}</b>
          <span class="hint">{t.spokenHint}</span>
        </p>
      )}
      <p class="hint">{onPaper ? t.printedHint : t.screenHint}</p>
    </div>
  )
  return show(web, c, {
    title: t.screenTitle,
    body,
    ...(onPaper ? {} : { look: 'large', aloud: 'not-read' }),
  })
}
