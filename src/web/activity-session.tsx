/** An activity's session: everybody present with planned minutes or those of their pairs; exceptions changed; one line looked at; posted once. */
import type { Hono } from 'hono'
import { lastDayBy } from '../bank/activities/activity.ts'
import {
  postSession,
  type Session,
  type SessionSaid,
  sessionOf,
  trySessionOf,
} from '../bank/activities/session.ts'
import { today } from '../bank/draft.ts'
import type { AttendancePair } from '../bank/ports-activity.ts'
import type { Person } from '../bank/ports-people.ts'
import type { EntryId } from '../ledger/entry.ts'
import { parseHours } from '../ledger/minutes.ts'
import type { Outcome, Refusal } from '../ledger/refusal.ts'
import { sha256, toHex } from '../ledger/sha256.ts'
import { dayText, hoursText, maskName, maskPhone } from '../words/reading.ts'
import { sentence } from '../words/refusal.ts'
import { whysText } from '../words/review.ts'
import { pairsText } from './activity-desk.tsx'
import { personMeant } from './activity-roster.tsx'
import { Field, Hidden, notFound, Problem, show } from './page.tsx'
import { WitnessChoice } from './proof.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  fieldsOf,
  formId,
  isEntryId,
  isMemberId,
  languageOf,
  speakerFor,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function activitySessionPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/activities/:activity/session', (c) => openedPage(web, c))
  app.post('/desk/activities/:activity/session', (c) => sessionSent(web, c))
}

interface Line {
  readonly person: Person
  readonly id: EntryId
  readonly present: boolean
  /** Own hours, where they differ. */
  readonly hours: string
  readonly minutes: number
  readonly pairs: readonly AttendancePair[]
  readonly walkIn: boolean
}

interface Form {
  readonly id: EntryId
  readonly session: Session
  readonly lines: readonly Line[]
  /** The second member of staff who saw those who signed in nowhere. */
  readonly witness: string
}

interface Shown {
  readonly said?: string
  readonly review?: {
    readonly count: number
    readonly minutes: number
    readonly seen: string
    readonly waits: readonly string[]
  }
}

async function sessionHere(web: Web, c: Ask, asked: string): Promise<Outcome<Session> | undefined> {
  const activity = c.req.param('activity') ?? ''
  const row = await web.bank.directory.newest('activity', activity)
  if (!row) return undefined
  const day = asked || (lastDayBy(row.body, today(web.bank)) ?? row.body.from)
  return sessionOf(web.bank, actorOf(c), activity, day)
}

async function openedPage(web: Web, c: Ask): Promise<Response> {
  const session = await sessionHere(web, c, c.req.query('day') ?? '')
  if (!session?.ok) return notFound(web, c)
  const { people } = session.value
  const persons = await web.bank.people.names(people.map(({ member }) => member))
  const lines = people
    .flatMap(({ member, minutes, pairs, signedUp }) => {
      const person = persons.get(member)
      const line = { present: true, hours: '', minutes, pairs, walkIn: !signedUp }
      return person ? [{ person, id: web.bank.ids.entry(), ...line }] : []
    })
    .toSorted((a, b) => (a.person.number < b.person.number ? -1 : 1))
  return sessionPage(web, c, {
    id: web.bank.ids.entry(),
    session: session.value,
    lines,
    witness: '',
  })
}

function sessionPage(web: Web, c: Ask, form: Form, shown: Shown = {}): Promise<Response> {
  const t = words(c)
  const { session, lines } = form
  const { row, day, posted } = session
  const body = (
    <>
      <h1>
        {t.activity.session}：{row.body.title}
      </h1>
      <p>
        {dayText(day, languageOf(c))} ·{' '}
        {t.activity.planned(hoursText(session.planned, languageOf(c)))}
      </p>
      {posted === undefined ? (
        <form method="post" action={`/desk/activities/${row.key}/session`}>
          <Problem t={t} said={shown.said} />
          <Hidden name="id" value={form.id} />
          <Hidden name="day" value={day} />
          {/* The first button is the one that Enter presses, in whichever field. */}
          <button class="skip" tabindex={-1} aria-hidden="true">
            {t.roster.look}
          </button>
          {shown.review ? <Review c={c} form={form} review={shown.review} /> : ''}
          <p class="hint">{t.activity.sessionHint}</p>
          {lines.length === 0 ? <p>{t.roster.empty}</p> : <People c={c} lines={lines} />}
          <div class="row">
            <Field label={t.roster.add} hint={t.roster.addHint} name="add" autocomplete="off" />
            <button class="quiet">{t.roster.addButton}</button>
          </div>
          <WitnessChoice web={web} c={c} station={row.body.station} value={form.witness} />
          <p class="hint">{t.activity.witnessHint}</p>
          {shown.review ? '' : <button class="large">{t.roster.look}</button>}
        </form>
      ) : (
        <p class="done">
          {t.activity.sessionDone} <a href={`/desk/activities/${row.key}`}>{t.activity.roster}</a>
        </p>
      )}
    </>
  )
  const status = shown.said === undefined ? 200 : 422
  return show(web, c, { title: t.activity.session, body, look: 'desk', status })
}

function Review({
  c,
  form,
  review,
}: {
  readonly c: Ask
  readonly form: Form
  readonly review: NonNullable<Shown['review']>
}) {
  const t = words(c)
  const { count, minutes, seen, waits } = review
  return (
    <section class="done" role="status">
      <p>
        <strong>
          {form.session.row.body.title} · {t.roster.review(count, form.lines.length - count)} ·{' '}
          {t.roster.reviewAll(hoursText(minutes, languageOf(c)))}
        </strong>
      </p>
      {waits.length > 0 ? <p>{t.review.rosterWaits(waits.length)}</p> : ''}
      {waits.length > 0 ? (
        <ul>
          {waits.map((one) => (
            <li>{one}</li>
          ))}
        </ul>
      ) : (
        ''
      )}
      <Hidden name="reviewed" value={seen} />
      <p>
        <button class="large">{t.roster.record(count)}</button>
      </p>
      <p class="hint">{t.roster.reviewHint}</p>
    </section>
  )
}

function People({ c, lines }: { readonly c: Ask; readonly lines: readonly Line[] }) {
  const t = words(c)
  return (
    <table class="roster">
      <thead>
        <tr>
          <th scope="col">{t.desk.rosterPresent}</th>
          <th scope="col">{t.common.phone}</th>
          <th scope="col">{t.common.number}</th>
          <th scope="col">{t.activity.pairs}</th>
          <th scope="col">{t.desk.duration}</th>
          <th scope="col">{t.roster.own}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <PersonLine c={c} line={line} />
        ))}
      </tbody>
    </table>
  )
}

function PersonLine({ c, line }: { readonly c: Ask; readonly line: Line }) {
  const t = words(c)
  const { person, id, present, hours, minutes, pairs, walkIn } = line
  const { member, number, name, phone } = person
  return (
    <tr>
      <td>
        <Hidden name="member" value={member} />
        <Hidden name={`id-${member}`} value={id} />
        <Hidden name={`number-${member}`} value={number} />
        <label class="tick">
          <input type="checkbox" name={`present-${member}`} value="1" checked={present} />{' '}
          {maskName(name)}
        </label>
      </td>
      <td>{phone === '' ? t.intake.noPhone : maskPhone(phone)}</td>
      <td>{number}</td>
      <td>{pairs.length > 0 ? pairsText(c, pairs) : walkIn ? t.activity.stateWalkIn : ''}</td>
      <td class="num">{hoursText(minutes, languageOf(c))}</td>
      <td>
        <input
          name={`hours-${member}`}
          value={hours}
          size={6}
          autocomplete="off"
          aria-label={`${t.roster.own} ${maskName(name)} ${number}`}
        />
      </td>
    </tr>
  )
}

async function sessionSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const session = await sessionHere(web, c, fields.get('day'))
  if (!session?.ok) return notFound(web, c)
  const form = await sentForm(web, fields, session.value)
  const add = fields.get('add')
  if (add !== '') return withWalkIn(web, c, form, add)
  const said = saidBy(c, form)
  if (typeof said === 'string') return sessionPage(web, c, form, { said })
  const seen = toHex(sha256(JSON.stringify([said.rows, said.witness])).subarray(0, 8))
  if (fields.get('reviewed') !== seen) return reviewPage(web, c, form, { said, seen })
  const outcome = await postSession(web.bank, actorOf(c), said)
  if (!outcome.ok) return sessionPage(web, c, form, { said: await told(web, c, outcome.refusal) })
  const refused = await refusedText(web, c, said, outcome.value)
  if (refused !== undefined) return sessionPage(web, c, form, { said: refused })
  return c.redirect(`/desk/batches/${form.id}?day=${today(web.bank)}`, 303)
}

/** A session ticked off before the network went, as its form would have sent it: posted once. Undefined when it was; else why not. */
export async function sessionPosted(
  web: Web,
  c: Ask,
  activity: string,
  fields: Fields,
): Promise<{ readonly said: string } | Refusal | undefined> {
  const row = await web.bank.directory.newest('activity', activity)
  const session =
    row && (await sessionOf(web.bank, actorOf(c), activity, fields.get('day') || row.body.from))
  if (!session) return { code: 'unknown-activity', activity }
  if (!session.ok) return session.refusal
  const said = saidBy(c, await sentForm(web, fields, session.value))
  if (typeof said === 'string') return { said }
  return postedWhole(web, c, said)
}

/** Posts what is said of a session. Undefined when all of it was, or waits for a second person. */
export async function postedWhole(
  web: Web,
  c: Ask,
  said: SessionSaid,
): Promise<{ readonly said: string } | Refusal | undefined> {
  const outcome = await postSession(web.bank, actorOf(c), said)
  if (!outcome.ok) return outcome.refusal
  const refused = await refusedText(web, c, said, outcome.value)
  return refused === undefined ? undefined : { said: refused }
}

/** The one line that is looked at; what was changed since is looked at once more. */
async function reviewPage(
  web: Web,
  c: Ask,
  form: Form,
  { said, seen }: { readonly said: SessionSaid; readonly seen: string },
): Promise<Response> {
  const tried = await trySessionOf(web.bank, actorOf(c), said)
  if (!tried.ok) return sessionPage(web, c, form, { said: await told(web, c, tried.refusal) })
  const members = said.rows.map(({ member }) => member)
  const speaker = await speakerFor(web, c, members)
  const waits = tried.value.flatMap((outcome, at) => {
    if (outcome.ok || outcome.refusal.code !== 'waits-for-review') return []
    const name = speaker.name?.(members[at] ?? '') ?? ''
    return [`${name}：${whysText(outcome.refusal.why, languageOf(c))}`]
  })
  const minutes = said.rows.reduce((sum, row) => sum + row.minutes, 0)
  const review = { count: said.rows.length, minutes, seen, waits }
  const refused = await refusedText(web, c, said, tried.value)
  return sessionPage(web, c, form, refused === undefined ? { review } : { said: refused })
}

/** Why it cannot be recorded, in whole sentences; undefined where it can. */
async function refusedText(
  web: Web,
  c: Ask,
  { rows }: SessionSaid,
  outcomes: readonly Outcome<unknown>[],
): Promise<string | undefined> {
  const speaker = await speakerFor(
    web,
    c,
    rows.map(({ member }) => member),
  )
  const said = new Set(
    outcomes.flatMap((outcome) => {
      if (outcome.ok || outcome.refusal.code === 'waits-for-review') return []
      return outcome.refusal.code === 'group-refused' ? [] : [sentence(outcome.refusal, speaker)]
    }),
  )
  if (said.size > 0) return [...said].join(' ')
  const fell = outcomes.some((one) => !one.ok && one.refusal.code !== 'waits-for-review')
  return fell ? words(c).common.pleaseCheck : undefined
}

/** The rows of those present, or what is to be put right first. */
function saidBy(c: Ask, { id, session, lines, witness }: Form): SessionSaid | string {
  const { roster } = words(c)
  const rows = []
  for (const { person, id: row, present, hours, minutes } of lines) {
    if (!present) continue
    const own = hours === '' ? minutes : parseHours(hours)
    if (own === undefined) return roster.hoursUnread(maskName(person.name))
    rows.push({ id: row, member: person.member, minutes: own })
  }
  if (rows.length === 0) return roster.nobody
  const seen = witness === '' ? {} : { witness }
  return { id, activity: session.row.key, day: session.day, rows, ...seen }
}

async function sentForm(web: Web, fields: Fields, session: Session): Promise<Form> {
  const members = [...new Set(fields.all('member'))].filter(isMemberId)
  const people = await web.bank.people.names(members)
  const attending = new Map(session.people.map((one) => [one.member, one]))
  const lines = members.flatMap((member) => {
    const person = people.get(member)
    const id = fields.get(`id-${member}`)
    // A list is of people who were found by the desk: an id alone names nobody.
    if (!person || !isEntryId(id) || fields.get(`number-${member}`) !== person.number) return []
    const known = attending.get(member)
    const line = {
      present: fields.get(`present-${member}`) === '1',
      hours: fields.get(`hours-${member}`),
      minutes: known?.minutes ?? session.planned,
      pairs: known?.pairs ?? [],
      walkIn: !known?.signedUp,
    }
    return [{ person, id, ...line }]
  })
  return { id: formId(web, fields), session, lines, witness: fields.get('witness') }
}

/** Somebody who came and had not signed up. */
async function withWalkIn(web: Web, c: Ask, form: Form, text: string): Promise<Response> {
  const { roster } = words(c)
  const person = await personMeant(web, c, text)
  if (typeof person === 'string') return sessionPage(web, c, form, { said: person })
  if (form.lines.some((line) => line.person.member === person.member))
    return sessionPage(web, c, form, { said: roster.addTwice(maskName(person.name)) })
  const line: Line = {
    ...{ person, id: web.bank.ids.entry(), present: true, hours: '' },
    ...{ minutes: form.session.planned, pairs: [], walkIn: true },
  }
  return sessionPage(web, c, { ...form, lines: [...form.lines, line] })
}
