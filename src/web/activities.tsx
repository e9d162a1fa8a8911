/** Activities as volunteers see them: what is on near them, one of them, and what they have signed up for. */
import type { Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { activityFor } from '../bank/activities/activity.ts'
import {
  activitiesNear,
  type ActivitySeen,
  type MySignUp,
  seenAs,
  signUpsFor,
} from '../bank/activities/list.ts'
import { cancelSignUp, signUp } from '../bank/activities/sign-up.ts'
import type { ActivityRow } from '../bank/ports-activity.ts'
import { clock } from '../ledger/counter.ts'
import { dayText } from '../words/reading.ts'
import { heardSent, OwnAttendance } from './attend.tsx'
import { Facts, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  fieldsOf,
  formId,
  languageOf,
  serviceName,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function activityPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/activities', (c) => listPage(web, c))
  app.get('/activities/:activity', (c) => onePage(web, c))
  app.post('/activities/:activity/sign-up', (c) => signUpSent(web, c))
  app.post('/activities/:activity/sign-off', (c) => signOffSent(web, c))
  app.post('/activities/:activity/attend', (c) => attendSent(web, c))
  app.get('/passbook/activities', (c) => minePage(web, c))
}

async function stationName({ bank }: Web, code: string): Promise<string> {
  return (await bank.directory.get('station', code))?.body.name ?? code
}

/** "11月28日（周六）09:00—11:00", with how it comes again. */
export function whenText(c: Ask, body: ActivityRow): string {
  const { activity: t } = words(c)
  const language = languageOf(c)
  const times = `${clock(body.starts)}—${clock(body.ends)}`
  if (body.until === body.from) return `${dayText(body.from, language)} ${times}`
  const again = body.every === 7 ? t.weekly : t.daily
  const until = dayText(body.until, language)
  return `${dayText(body.from, language)} ${t.to} ${until} · ${again} ${times}`
}

async function listPage(web: Web, c: Ask): Promise<Response> {
  const { activity: t } = words(c)
  const found = await activitiesNear(web.bank, actorOf(c))
  const names = new Map<string, string>()
  for (const { body } of found) names.set(body.station, await stationName(web, body.station))
  const body = (
    <>
      <h1>{t.title}</h1>
      <p class="hint">{t.hint}</p>
      <p>
        <a href="/passbook/activities">{t.mine}</a>
      </p>
      {found.length === 0 ? <p role="status">{t.none}</p> : ''}
      <ul class="cards">
        {found.map((one) => (
          <li class="card">
            <h2>
              <a href={`/activities/${one.id}`}>{one.body.title}</a>
            </h2>
            <p>{whenText(c, one.body)}</p>
            <p>
              {names.get(one.body.station)} · {one.body.where}
            </p>
            <p>
              <strong>{standing(c, one) ?? t.free(one.body.places - one.taken)}</strong>
            </p>
          </li>
        ))}
      </ul>
    </>
  )
  return show(web, c, { title: t.title, body })
}

/** How the person stands to it, where they have signed up. */
function standing(c: Ask, { mine, body }: ActivitySeen): string | undefined {
  const { activity: t } = words(c)
  if (mine === undefined || mine === 'cancelled') return undefined
  if (body.list.state === 'cancelled') return t.calledOff
  return mine === 'signed' ? t.signed : t.inQueue
}

const DONE = { joined: 'joined', queued: 'queued', left: 'left' } as const

async function onePage(web: Web, c: Ask, said?: string): Promise<Response> {
  const t = words(c)
  const id = c.req.param('activity') ?? ''
  const row = await activityFor(web.bank, actorOf(c), id)
  const [seen] = row.ok ? await seenAs(web.bank, actorOf(c), [row.value]) : []
  if (!seen) return notFound(web, c)
  const done = c.req.query('done') ?? ''
  const body = (
    <>
      <h1>{seen.body.title}</h1>
      {Object.hasOwn(DONE, done) ? (
        <p class="done" role="status">
          {t.activity[DONE[done as keyof typeof DONE]]}
        </p>
      ) : (
        ''
      )}
      <Problem t={t} said={said} />
      <ActivityFacts
        web={web}
        c={c}
        seen={seen}
        station={await stationName(web, seen.body.station)}
      />
      <OwnAttendance web={web} c={c} seen={seen} />
      <Buttons web={web} c={c} seen={seen} />
      <p>
        <a href="/activities">{t.activity.all}</a> ·{' '}
        <a href="/passbook/activities">{t.activity.mine}</a>
      </p>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: seen.body.title, body, status })
}

export function ActivityFacts({
  web,
  c,
  seen,
  station,
}: {
  readonly web: Web
  readonly c: Ask
  readonly seen: ActivitySeen
  readonly station: string
}) {
  const { activity: t, common } = words(c)
  const { body, taken, waiting } = seen
  const language = languageOf(c)
  const rows: (readonly [string, Child] | undefined)[] = [
    [t.when, whenText(c, body)],
    body.until !== body.from && seen.next ? [t.next, dayText(seen.next, language)] : undefined,
    [t.where, body.where],
    [t.station, station],
    [common.service, serviceName(web, body.service, language)],
    [t.purpose, body.purpose],
    body.skills === '' ? undefined : [t.skills, body.skills],
    body.age === 0 ? undefined : [t.age, t.ageFrom(body.age)],
    body.risks === '' ? undefined : [t.risks, body.risks],
    [t.insurance, body.insurance],
    [t.places, `${t.free(body.places - taken)}${waiting > 0 ? ` · ${t.waiting(waiting)}` : ''}`],
  ]
  return <Facts rows={rows} />
}

function Buttons({
  web,
  c,
  seen,
}: {
  readonly web: Web
  readonly c: Ask
  readonly seen: ActivitySeen
}) {
  const { activity: t } = words(c)
  const { body, mine, taken } = seen
  const stands = standing(c, seen)
  const isOpen = body.list.state === 'open' && body.list.due > web.bank.clock.now()
  if (!isOpen) return <p>{body.list.state === 'cancelled' ? t.calledOff : ''}</p>
  const isFull = taken >= body.places
  if (stands === undefined)
    return (
      <form method="post" action={`/activities/${seen.id}/sign-up`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        {isFull ? <Hidden name="wait" value="1" /> : ''}
        <button>{isFull ? t.joinQueue : t.join}</button>
      </form>
    )
  return (
    <>
      <p class="done">{stands}</p>
      <form method="post" action={`/activities/${seen.id}/sign-off`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <button class="quiet">{mine === 'waiting' ? t.leaveQueue : t.leave}</button>
      </form>
    </>
  )
}

async function signUpSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const activity = c.req.param('activity') ?? ''
  const { member } = actorOf(c)
  if (member === undefined) return notFound(web, c)
  const wait = fields.get('wait') === '1' ? { wait: true } : {}
  const order = { id: formId(web, fields), activity, member, ...wait }
  const outcome = await signUp(web.bank, actorOf(c), order)
  if (!outcome.ok) return onePage(web, c, await told(web, c, outcome.refusal))
  const row = await web.bank.directory.newest('signup', `${activity}/${member}`)
  const done = row?.body.list.state === 'waiting' ? 'queued' : 'joined'
  return c.redirect(`/activities/${activity}?done=${done}`, 303)
}

async function signOffSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const activity = c.req.param('activity') ?? ''
  const { member } = actorOf(c)
  if (member === undefined) return notFound(web, c)
  const order = { id: formId(web, fields), activity, member }
  const outcome = await cancelSignUp(web.bank, actorOf(c), order)
  if (!outcome.ok) return onePage(web, c, await told(web, c, outcome.refusal))
  return c.redirect(`/activities/${activity}?done=left`, 303)
}

async function attendSent(web: Web, c: Ask): Promise<Response> {
  const row = await activityFor(web.bank, actorOf(c), c.req.param('activity') ?? '')
  if (!row.ok || actorOf(c).member === undefined) return notFound(web, c)
  const outcome = await heardSent(web, c, await fieldsOf(c))
  if (outcome.ok) return c.redirect(`/activities/${row.value.key}`, 303)
  return onePage(web, c, await told(web, c, outcome.refusal))
}

async function minePage(web: Web, c: Ask): Promise<Response> {
  const { activity: t } = words(c)
  const { member } = actorOf(c)
  if (member === undefined) return notFound(web, c)
  const mine = await signUpsFor(web.bank, member)
  const body = (
    <>
      <h1>{t.mine}</h1>
      {mine.length === 0 ? <p role="status">{t.mineNone}</p> : ''}
      <ul class="cards">
        {mine.map((one) => (
          <Mine c={c} one={one} />
        ))}
      </ul>
      <p>
        <a href="/activities">{t.all}</a>
      </p>
    </>
  )
  return show(web, c, { title: t.mine, body })
}

function Mine({ c, one }: { readonly c: Ask; readonly one: MySignUp }) {
  const { activity: t } = words(c)
  const { activity, signUp: own } = one
  return (
    <li class="card">
      <h2>
        <a href={`/activities/${activity.id}`}>{activity.body.title}</a>
      </h2>
      <p>{whenText(c, activity.body)}</p>
      <p>{activity.body.where}</p>
      <p>
        <strong>{standing(c, activity)}</strong>
      </p>
      {own.movedUp ? <p class="hint">{t.movedUp}</p> : ''}
    </li>
  )
}
