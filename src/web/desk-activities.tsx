/** A station's activities at the desk: the list, and the one page they are published and changed on. */
import type { Hono } from 'hono'
import {
  type ActivitySaid,
  activityFor,
  changeActivity,
  publishActivity,
} from '../bank/activities/activity.ts'
import { activitiesFor, type ActivitySeen } from '../bank/activities/list.ts'
import type { EntryId } from '../ledger/entry.ts'
import { clock } from '../ledger/counter.ts'
import { whenText } from './activities.tsx'
import { Choice, Field, Hidden, notFound, Problem, show } from './page.tsx'
import { StationField } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  clockIn,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  languageOf,
  nextId,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function deskActivityPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/activities', (c) => listPage(web, c))
  app.get('/desk/activities/new', (c) => formPage(web, c, freshForm(web)))
  app.post('/desk/activities', (c) => publishSent(web, c))
  app.get('/desk/activities/:activity/edit', (c) => editPage(web, c))
  app.post('/desk/activities/:activity/edit', (c) => editSent(web, c))
}

async function listPage(web: Web, c: Ask): Promise<Response> {
  const { activity: t } = words(c)
  const station = deskStation(c)
  const found = await activitiesFor(web.bank, actorOf(c), station === '' ? undefined : station)
  if (!found.ok) return notFound(web, c)
  const now = web.bank.clock.now()
  const body = (
    <>
      <h1>{t.deskTitle}</h1>
      <p>
        <a class="button" href="/desk/activities/new">
          {t.publish}
        </a>
      </p>
      {found.value.length === 0 ? (
        <p role="status">{t.deskNone}</p>
      ) : (
        <List c={c} found={found.value} now={now} />
      )}
    </>
  )
  return show(web, c, { title: t.deskTitle, body, look: 'desk' })
}

function List({
  c,
  found,
  now,
}: {
  readonly c: Ask
  readonly found: readonly ActivitySeen[]
  readonly now: number
}) {
  const { activity: t } = words(c)
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">{t.name}</th>
            <th scope="col">{t.when}</th>
            <th scope="col">{t.places}</th>
            <th scope="col">{t.state}</th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ id, body, taken, waiting }) => (
            <tr>
              <td>
                <a href={`/desk/activities/${id}`}>{body.title}</a>
              </td>
              <td>{whenText(c, body)}</td>
              <td>
                {t.placesOf(taken, body.places)}
                {waiting > 0 ? ` · ${t.waiting(waiting)}` : ''}
              </td>
              <td>{body.list.due < now ? t.toRecord : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface Form {
  readonly id: EntryId
  readonly values: Readonly<Record<string, string>>
  /** Whose form it is, where one is changed. */
  readonly activity?: string
  readonly said?: string
}

function freshForm({ bank }: Web): Form {
  return {
    id: bank.ids.entry(),
    values: { service: 'activity', every: '1', places: '20', age: '0' },
  }
}

const WORDY = [
  ['title', 'name', 'nameHint'],
  ['where', 'whereLabel', undefined],
  ['insurance', 'insuranceLabel', 'insuranceHint'],
  ['risks', 'risksLabel', 'risksHint'],
  ['skills', 'skillsLabel', 'risksHint'],
] as const

function formPage(web: Web, c: Ask, form: Form): Promise<Response> {
  const t = words(c)
  const { activity: a } = t
  const { id, values, activity, said } = form
  const title = activity === undefined ? a.publish : a.editTitle
  const action = activity === undefined ? '/desk/activities' : `/desk/activities/${activity}/edit`
  const body = (
    <>
      <h1>{title}</h1>
      <p class="hint">{a.publishHint}</p>
      <Problem t={t} said={said} />
      <form method="post" action={action}>
        <Hidden name="id" value={id} />
        {activity === undefined ? <StationField web={web} c={c} /> : ''}
        {WORDY.slice(0, 1).map((one) => wordField(a, values, one))}
        <label for="f-purpose">{a.purposeLabel}</label>
        <textarea id="f-purpose" name="purpose" rows={3}>
          {values['purpose'] ?? ''}
        </textarea>
        <Times web={web} c={c} values={values} />
        {WORDY.slice(1).map((one) => wordField(a, values, one))}
        <p>
          <button>{activity === undefined ? a.publish : a.save}</button>
        </p>
      </form>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title, body, look: 'desk', status })
}

type Words = ReturnType<typeof words>['activity']

function wordField(t: Words, values: Form['values'], [name, label, hint]: (typeof WORDY)[number]) {
  return (
    <Field
      label={t[label]}
      name={name}
      value={values[name]}
      size={50}
      {...(hint === undefined ? {} : { hint: t[hint] })}
    />
  )
}

function Times({
  web,
  c,
  values,
}: {
  readonly web: Web
  readonly c: Ask
  readonly values: Form['values']
}) {
  const t = words(c)
  const { activity: a } = t
  const language = languageOf(c)
  const services = web.bank.rules.services.map(({ code, name }) => [code, name[language]] as const)
  const field = (name: string, label: string, type: string, hint?: string) => (
    <Field
      label={label}
      name={name}
      type={type}
      value={values[name]}
      {...(hint === undefined ? {} : { hint })}
    />
  )
  return (
    <>
      <div class="row">
        {field('from', a.from, 'date')}
        {field('until', a.until, 'date', a.untilHint)}
        <Choice
          label={a.every}
          name="every"
          value={values['every']}
          options={[
            ['1', a.daily],
            ['7', a.weekly],
          ]}
        />
        {field('starts', a.starts, 'time')}
        {field('ends', a.ends, 'time')}
      </div>
      <div class="row">
        <Choice
          label={t.common.service}
          name="service"
          value={values['service']}
          options={services}
        />
        {field('places', a.places, 'number')}
        {field('age', a.ageLabel, 'number', a.ageHint)}
      </div>
    </>
  )
}

const NAMES = [
  ...['title', 'purpose', 'where', 'risks', 'insurance', 'skills'],
  ...['service', 'from', 'until', 'every', 'starts', 'ends', 'places', 'age'],
]

const valuesOf = (fields: Fields) =>
  Object.fromEntries(NAMES.map((name) => [name, fields.get(name)]))

/** What was typed; what cannot be read goes on as it is no time and no number, and is refused by its field. */
function saidIn(fields: Fields): ActivitySaid {
  const number = (name: string) => {
    const text = fields.get(name)
    return /^\d{1,4}$/.test(text) ? Number(text) : -1
  }
  const line = (name: string) => fields.get(name).replaceAll(/\s+/g, ' ')
  const from = fields.get('from')
  return {
    ...{ title: line('title'), purpose: fields.get('purpose').replaceAll('\r\n', '\n') },
    ...{ where: line('where'), risks: line('risks') },
    ...{ insurance: line('insurance'), skills: line('skills'), service: fields.get('service') },
    ...{ from, until: fields.get('until') || from },
    every: fields.get('every') === '7' ? 7 : 1,
    starts: clockIn(fields.get('starts')) ?? -1,
    ends: clockIn(fields.get('ends')) ?? -1,
    ...{ places: number('places'), age: fields.get('age') === '' ? 0 : number('age') },
  }
}

async function publishSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const order = { id, station: deskStation(c), ...saidIn(fields) }
  const outcome = await publishActivity(web.bank, actorOf(c), order)
  if (outcome.ok) return c.redirect(`/desk/activities/${id}?done=published`, 303)
  const said = await told(web, c, outcome.refusal)
  return formPage(web, c, { id: nextId(web, id, outcome.refusal), values: valuesOf(fields), said })
}

async function editPage(web: Web, c: Ask): Promise<Response> {
  const activity = c.req.param('activity') ?? ''
  const row = await activityFor(web.bank, actorOf(c), activity)
  if (!row.ok) return notFound(web, c)
  const { body } = row.value
  const values = Object.fromEntries(
    NAMES.map((name) => {
      const value = body[name as keyof ActivitySaid]
      return [name, name === 'starts' || name === 'ends' ? clock(Number(value)) : `${value}`]
    }),
  )
  return formPage(web, c, { id: web.bank.ids.entry(), values, activity })
}

async function editSent(web: Web, c: Ask): Promise<Response> {
  const activity = c.req.param('activity') ?? ''
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const outcome = await changeActivity(web.bank, actorOf(c), { id, activity, ...saidIn(fields) })
  if (outcome.ok) return c.redirect(`/desk/activities/${activity}?done=changed`, 303)
  if (outcome.refusal.code === 'unknown-activity') return notFound(web, c)
  const said = await told(web, c, outcome.refusal)
  const form = { id: nextId(web, id, outcome.refusal), values: valuesOf(fields), activity, said }
  return formPage(web, c, form)
}
