/** One activity at the desk: who has signed up and who waits; somebody signed up or taken off; all of it called off. */
import type { Hono } from 'hono'
import { activityFor, cancelActivity, lastDayBy } from '../bank/activities/activity.ts'
import { type ActivitySeen, seenAs } from '../bank/activities/list.ts'
import { signUpsOf } from '../bank/activities/seats.ts'
import { cancelSignUp, signUp } from '../bank/activities/sign-up.ts'
import { today } from '../bank/draft.ts'
import type { Row } from '../bank/ports.ts'
import type { SignUpRow, SignUpState } from '../bank/ports-activity.ts'
import type { Person } from '../bank/ports-people.ts'
import type { MemberId } from '../ledger/account.ts'
import { maskName, maskPhone, monthDayText } from '../words/reading.ts'
import {
  DeskAttendance,
  deskAttended,
  mayCome,
  type PairsOf,
  pairsText,
  pairsToday,
  TickButton,
} from './activity-desk.tsx'
import { ActivityFacts } from './activities.tsx'
import { Field, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskScope,
  type Fields,
  fieldsOf,
  formId,
  isMemberId,
  languageOf,
  memberLink,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function activityRosterPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/activities/:activity', (c) => rosterPage(web, c))
  app.post('/desk/activities/:activity', (c) => rosterSent(web, c))
}

const DONE = {
  published: 'done',
  changed: 'changed',
  cancelled: 'cancelled',
  left: 'left',
} as const

async function rosterPage(web: Web, c: Ask, said?: string, done?: string): Promise<Response> {
  const t = words(c)
  const row = await activityFor(web.bank, actorOf(c), c.req.param('activity') ?? '')
  const [seen] = row.ok ? await seenAs(web.bank, actorOf(c), [row.value]) : []
  if (!seen) return notFound(web, c)
  const station = await web.bank.directory.get('station', seen.body.station)
  const asked = c.req.query('done') ?? ''
  const was = Object.hasOwn(DONE, asked) ? t.activity[DONE[asked as keyof typeof DONE]] : done
  const body = (
    <>
      <h1>{seen.body.title}</h1>
      {was === undefined || said !== undefined ? (
        ''
      ) : (
        <p class="done" role="status">
          {was}
        </p>
      )}
      <Problem t={t} said={said} />
      <ActivityFacts web={web} c={c} seen={seen} station={station?.body.name ?? ''} />
      {await SessionLink({ web, c, seen })}
      <Roster web={web} c={c} seen={seen} pairs={await pairsToday(web, seen)} />
      {seen.body.list.state === 'open' ? <Changing web={web} c={c} seen={seen} /> : ''}
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: seen.body.title, body, look: 'desk', status })
}

interface SeenProps {
  readonly web: Web
  readonly c: Ask
  readonly seen: ActivitySeen
}

/** To the session of today, or of the last day it took place. */
async function SessionLink({ web, c, seen }: SeenProps) {
  const { activity: t } = words(c)
  const day = lastDayBy(seen.body, today(web.bank))
  if (day === undefined || seen.body.list.state === 'cancelled') return <></>
  const isPosted = seen.body.posted[day] !== undefined
  return (
    <p class="noprint">
      <a
        class={isPosted ? 'button quiet' : 'button'}
        href={`/desk/activities/${seen.id}/session?day=${day}`}
      >
        {t.session} · {monthDayText(day, languageOf(c))}
      </a>{' '}
      {isPosted ? t.sessionDone : ''}
    </p>
  )
}

async function Roster({
  web,
  c,
  seen,
  pairs,
}: SeenProps & { readonly pairs: PairsOf | undefined }) {
  const { activity: t } = words(c)
  const all = await signUpsOf(web.bank, seen.id)
  const rows = all.filter(({ body }) => body.list.state !== 'cancelled').toSorted(inTurn)
  const signed = new Set(rows.map(({ body }) => body.list.who))
  const walkIns = [...(pairs?.keys() ?? [])].filter((one) => !signed.has(one))
  const people = await web.bank.people.names([...signed, ...walkIns] as MemberId[])
  const isOpen = seen.body.list.due > web.bank.clock.now() && seen.body.list.state === 'open'
  return (
    <section>
      <h2>{t.roster}</h2>
      <p>
        {t.people(seen.taken, seen.body.places)}
        {seen.waiting > 0 ? ` · ${t.waiting(seen.waiting)}` : ''}
      </p>
      {rows.length + walkIns.length === 0 ? <p>{t.rosterNone}</p> : ''}
      {mayCome(web, seen) ? <DeskAttendance web={web} c={c} seen={seen} /> : ''}
      {isOpen ? <Adding web={web} c={c} seen={seen} /> : ''}
      {rows.length + walkIns.length === 0 ? (
        ''
      ) : (
        <div class="wide">
          <table class="roster">
            <Titles c={c} pairs={pairs} />
            <tbody>
              {rows.map(({ body }) => (
                <Line
                  {...{ web, c, pairs, isOpen, activity: seen.id, open: mayCome(web, seen) }}
                  member={body.list.who}
                  state={body.list.state as SignUpState}
                  person={people.get(body.list.who as MemberId)}
                />
              ))}
              {walkIns.map((member) => (
                <Line
                  {...{ web, c, pairs, member, isOpen: false, activity: seen.id }}
                  open={mayCome(web, seen)}
                  state={undefined}
                  person={people.get(member as MemberId)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function Titles({ c, pairs }: { readonly c: Ask; readonly pairs: PairsOf | undefined }) {
  const { activity: t, common } = words(c)
  return (
    <thead>
      <tr>
        <th scope="col">{common.name}</th>
        <th scope="col">{common.phone}</th>
        <th scope="col">{common.number}</th>
        <th scope="col">{t.state}</th>
        {pairs ? <th scope="col">{t.pairs}</th> : ''}
        <th scope="col" />
      </tr>
    </thead>
  )
}

/** Those with a place first, then who waits in their turn. */
function inTurn(one: Row<SignUpRow>, other: Row<SignUpRow>): number {
  const [a, b] = [one, other].map(({ body }) => (body.list.state === 'waiting' ? 1 : 0))
  return a === b ? one.seq - other.seq : (a ?? 0) - (b ?? 0)
}

interface LineProps {
  readonly web: Web
  readonly c: Ask
  readonly activity: string
  readonly member: string
  /** Undefined for whoever walked in. */
  readonly state: SignUpState | undefined
  readonly person: Person | undefined
  readonly pairs: PairsOf | undefined
  /** Whether they may be taken off; and whether they may come today. */
  readonly isOpen: boolean
  readonly open: boolean
}

function Line({ web, c, activity, member, state, person, pairs, isOpen, open }: LineProps) {
  const { activity: t, common, intake } = words(c)
  const name = person ? maskName(person.name) : common.erased
  const own = pairs?.get(member) ?? []
  const stands =
    state === undefined ? t.stateWalkIn : state === 'waiting' ? t.stateWaiting : t.stateSigned
  return (
    <tr>
      <td>{person ? <a href={memberLink(c, person)}>{name}</a> : name}</td>
      <td>{person?.phone ? maskPhone(person.phone) : intake.noPhone}</td>
      <td>{person?.number}</td>
      <td>{stands}</td>
      {pairs ? <td>{pairsText(c, own)}</td> : ''}
      <td>
        {pairs ? <TickButton {...{ web, c, activity, member, pairs: own, open }} /> : ''}{' '}
        {isOpen && own.length === 0 ? (
          <form method="post" action={`/desk/activities/${activity}`} class="inline">
            <Hidden name="id" value={web.bank.ids.entry()} />
            <Hidden name="member" value={member} />
            <button class="quiet" name="act" value="sign-off">
              {t.takeOff}
            </button>
          </form>
        ) : (
          ''
        )}
      </td>
    </tr>
  )
}

function Adding({ web, c, seen }: SeenProps) {
  const { activity: t } = words(c)
  return (
    <form method="post" action={`/desk/activities/${seen.id}`} class="row">
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Field label={t.add} hint={t.addHint} name="add" autocomplete="off" />
      <button name="act" value="sign-up">
        {t.addButton}
      </button>
    </form>
  )
}

function Changing({ web, c, seen }: SeenProps) {
  const { activity: t } = words(c)
  const isAhead = seen.body.list.at > web.bank.clock.now()
  return (
    <section class="noprint">
      {isAhead ? (
        <p>
          <a class="button quiet" href={`/desk/activities/${seen.id}/edit`}>
            {t.edit}
          </a>
        </p>
      ) : (
        ''
      )}
      <form method="post" action={`/desk/activities/${seen.id}`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <label class="tick">
          <input type="checkbox" name="sure" value="1" /> {t.cancelConfirm}
        </label>
        <button class="quiet" name="act" value="cancel">
          {t.cancel}
        </button>
      </form>
    </section>
  )
}

async function rosterSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const activity = c.req.param('activity') ?? ''
  const seen = await activityFor(web.bank, actorOf(c), activity)
  if (!seen.ok) return notFound(web, c)
  const { activity: t } = words(c)
  const id = formId(web, fields)
  switch (fields.get('act')) {
    case 'cancel': {
      if (fields.get('sure') !== '1') return rosterPage(web, c, t.cancelTick)
      const outcome = await cancelActivity(web.bank, actorOf(c), { id, activity })
      if (outcome.ok) return c.redirect(`/desk/activities/${activity}?done=cancelled`, 303)
      return rosterPage(web, c, await told(web, c, outcome.refusal))
    }
    case 'in':
    case 'out':
    case 'card':
    case 'own-code': {
      const said = await deskAttended(web, c, activity, fields)
      if (said === undefined) return c.redirect(`/desk/activities/${activity}`, 303)
      return rosterPage(web, c, said)
    }
    case 'sign-off': {
      const member = fields.get('member')
      if (!isMemberId(member)) return notFound(web, c)
      const outcome = await cancelSignUp(web.bank, actorOf(c), { id, activity, member })
      if (outcome.ok) return c.redirect(`/desk/activities/${activity}?done=left`, 303)
      return rosterPage(web, c, await told(web, c, outcome.refusal))
    }
    default:
      return signUpSent(web, c, fields)
  }
}

/** The one person meant by what was typed, or what is to be said instead. */
export async function personMeant(web: Web, c: Ask, text: string): Promise<Person | string> {
  const { activity: t } = words(c)
  const found = text === '' ? [] : await web.bank.people.find(deskScope(c), { text }, 2)
  const [person] = found
  if (!person) return t.addNone(text)
  return found.length > 1 ? t.addMany : person
}

/** By the desk: where it is full, on the waiting list, as the answer says. */
async function signUpSent(web: Web, c: Ask, fields: Fields): Promise<Response> {
  const { activity: t } = words(c)
  const activity = c.req.param('activity') ?? ''
  const person = await personMeant(web, c, fields.get('add'))
  if (typeof person === 'string') return rosterPage(web, c, person)
  const { member } = person
  const order = { id: formId(web, fields), activity, member, wait: true }
  const outcome = await signUp(web.bank, actorOf(c), order)
  if (!outcome.ok) return rosterPage(web, c, await told(web, c, outcome.refusal))
  const row = await web.bank.directory.newest('signup', `${activity}/${member}`)
  const name = maskName(person.name)
  const done = row?.body.list.state === 'waiting' ? t.addedQueue(name) : t.added(name)
  return rosterPage(web, c, undefined, done)
}
