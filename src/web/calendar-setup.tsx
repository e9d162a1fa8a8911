/** Setting up what can be booked at a station: its terms and its week, days of their own, and the bookings that no longer fit. */
import type { Hono } from 'hono'
import { itemsAt, itemCode } from '../bank/catalogue/item.ts'
import {
  type BookableOrder,
  comingTo,
  misfitsIn,
  saveBookable,
  saveDay,
} from '../bank/calendar/bookable.ts'
import { bookablesAt, type Thing } from '../bank/calendar/list.ts'
import { today } from '../bank/draft.ts'
import type { OpenTime } from '../bank/ports-calendar.ts'
import type { EntryId, Span } from '../ledger/entry.ts'
import { clock } from '../ledger/counter.ts'
import { BOOKABLE_KINDS, type BookableKind } from '../rules/calendar.ts'
import { personMeant } from './activity-roster.tsx'
import { whoText } from './calendar-desk.tsx'
import { plusDays, thingAt, WEEKDAYS, whenText, dayWord } from './calendar-view.tsx'
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
  isMemberId,
  languageOf,
  nextId,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function calendarSetupPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/calendar/things', (c) => listPage(web, c))
  app.post('/desk/calendar/things', (c) => saveSent(web, c))
  app.get('/desk/calendar/things/:station/:code', (c) => editPage(web, c))
  app.post('/desk/calendar/things/:station/:code', (c) => daySent(web, c))
}

async function listPage(web: Web, c: Ask): Promise<Response> {
  const { calendar: t } = words(c)
  const station = deskStation(c)
  const found = station === '' ? undefined : await bookablesAt(web.bank, actorOf(c), station)
  if (found && !found.ok) return notFound(web, c)
  if (c.req.query('new') === '1')
    return formPage(web, c, { id: web.bank.ids.entry(), values: FRESH(web) })
  const body = (
    <>
      <h1>{t.things}</h1>
      <p>
        <a class="button" href="/desk/calendar/things?new=1">
          {t.newThing}
        </a>{' '}
        <a class="button quiet" href="/desk/calendar">
          {t.desk}
        </a>
      </p>
      {found && found.value.length > 0 ? (
        <Things c={c} things={found.value} />
      ) : (
        <p role="status">{t.deskNone}</p>
      )}
    </>
  )
  return show(web, c, { title: t.things, body, look: 'desk' })
}

function Things({ c, things }: { readonly c: Ask; readonly things: readonly Thing[] }) {
  const { calendar: t } = words(c)
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">{t.name}</th>
            <th scope="col">{t.kind}</th>
            <th scope="col">{t.where}</th>
            <th scope="col">{t.state}</th>
          </tr>
        </thead>
        <tbody>
          {things.map(({ key, body }) => (
            <tr>
              <td>
                <a href={`/desk/calendar/things/${key}`}>{body.name}</a>
              </td>
              <td>{t[body.kind]}</td>
              <td>{body.where}</td>
              <td>{body.list.state === 'open' ? t.open : t.closed}</td>
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
  readonly thing?: Thing
  readonly said?: string | undefined
  readonly saidOfDay?: string | undefined
}

const FRESH = ({ bank }: Web): Form['values'] => ({
  ...{ kind: 'room', places: '1', people: '1', slot: '60', inRow: '1', ahead: '14', most: '3' },
  ...{ bookBy: '60', cancelBy: '120', from: today(bank), until: plusDays(today(bank), 180) },
  ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`day${n}`, '09:00-12:00 14:00-17:00'])),
  open: '1',
})

async function formPage(web: Web, c: Ask, form: Form): Promise<Response> {
  const t = words(c)
  const { calendar } = t
  const { id, values, thing, said } = form
  const title = thing === undefined ? calendar.newThing : calendar.editThing
  const done = c.req.query('done')
  const body = (
    <>
      <h1>{thing === undefined ? title : `${title}：${thing.body.name}`}</h1>
      {done === 'saved' || done === 'day' ? (
        <p class="done" role="status">
          {done === 'saved' ? calendar.saved : calendar.exceptionSaved}
        </p>
      ) : (
        ''
      )}
      {thing ? <Misfits web={web} c={c} thing={thing} /> : ''}
      <Problem t={t} said={said} />
      <form method="post" action="/desk/calendar/things">
        <Hidden name="id" value={id} />
        {thing ? (
          <>
            <Hidden name="station" value={thing.body.station} />
            <Hidden name="code" value={values['code'] ?? ''} />
            <Hidden name="seen" value={values['seen'] ?? ''} />
          </>
        ) : (
          <>
            <StationField web={web} c={c} />
            <Field
              label={calendar.code}
              hint={calendar.codeHint}
              name="code"
              value={values['code']}
              autocomplete="off"
            />
          </>
        )}
        <Terms web={web} c={c} values={values} />
        <Week c={c} values={values} />
        <label class="tick">
          <input type="checkbox" name="open" value="1" checked={values['open'] === '1'} />
          {calendar.open}
        </label>
        <p>
          <button>{calendar.save}</button>
        </p>
      </form>
      {thing ? <Days web={web} c={c} thing={thing} said={form.saidOfDay} /> : ''}
      <p>
        <a href="/desk/calendar/things">{calendar.things}</a>
      </p>
    </>
  )
  const status = said === undefined && form.saidOfDay === undefined ? 200 : 422
  return show(web, c, { title, body, look: 'desk', status })
}

interface Valued {
  readonly c: Ask
  readonly values: Form['values']
}

async function Terms({ web, c, values }: Valued & { readonly web: Web }) {
  const { calendar: t, common } = words(c)
  const language = languageOf(c)
  const items = await itemsAt(web.bank, deskStation(c))
  const field = (name: string, label: string, more: object = {}) => (
    <Field label={label} name={name} value={values[name]} {...more} />
  )
  const number = (name: string, label: string) => field(name, label, { type: 'number', min: 0 })
  const services = web.bank.rules.services.map(({ code, name }) => [code, name[language]] as const)
  return (
    <>
      <div class="row">
        <Choice
          label={t.kind}
          name="kind"
          value={values['kind']}
          options={BOOKABLE_KINDS.map((kind) => [kind, t[kind]] as const)}
        />
        {field('name', t.name, { hint: t.nameHint, size: 30 })}
        {field('where', t.where, { size: 24 })}
      </div>
      <div class="row">
        {field('note', t.note, { size: 50 })}
        {field('teacher', t.teacher, { hint: t.teacherHint })}
      </div>
      <div class="row">
        {field('places', t.places, { type: 'number', min: 1, hint: t.placesHint })}
        {number('people', t.peopleMost)}
        {number('slot', t.slot)}
        {number('inRow', t.inRowMost)}
      </div>
      <div class="row">
        {field('from', t.from, { type: 'date' })}
        {field('until', t.until, { type: 'date' })}
        {number('ahead', t.ahead)}
        {number('most', t.most)}
        {number('bookBy', t.bookBy)}
        {number('cancelBy', t.cancelBy)}
      </div>
      <div class="row">
        <Choice
          label={common.service}
          name="service"
          value={values['service']}
          options={[['-', '—'], ...services]}
        />
        <Choice
          label={t.item}
          name="item"
          value={values['item']}
          options={[
            ['', t.itemNone],
            ...items.map((row) => [itemCode(row), row.body.name[language]] as const),
          ]}
        />
      </div>
    </>
  )
}

function Week({ c, values }: Valued) {
  const { calendar: t } = words(c)
  return (
    <fieldset>
      <legend>{t.weekly}</legend>
      <p class="hint">{t.weeklyHint}</p>
      <div class="row">
        {WEEKDAYS.map((day) => (
          <Field label={t[day]} name={day} value={values[day]} size={24} />
        ))}
      </div>
    </fieldset>
  )
}

/** Bookings that stand outside the opening: to be talked about, one by one. */
async function Misfits({ web, c, thing }: { web: Web; c: Ask; thing: Thing }) {
  const { calendar: t } = words(c)
  const found = misfitsIn(thing.body, await comingTo(web.bank, thing.key))
  if (found.length === 0) return <></>
  return (
    <section class="problem">
      <h2>{t.misfits}</h2>
      <p>{t.misfitsHint}</p>
      <ul>
        {found.map((row) => (
          <li>
            {whenText(c, row.body.slot)} {whoText(web, c, row)}{' '}
            <a href={`/desk/orders/${row.key}/moves/call-off`}>{t.callOff}</a>
          </li>
        ))}
      </ul>
    </section>
  )
}

async function Days({
  web,
  c,
  thing,
  said,
}: {
  readonly web: Web
  readonly c: Ask
  readonly thing: Thing
  readonly said: string | undefined
}) {
  const t = words(c)
  const { calendar } = t
  const now = today(web.bank)
  const days = Object.entries(thing.body.exceptions).filter(([day]) => day >= now)
  return (
    <section>
      <h2>{calendar.exceptions}</h2>
      {days.length === 0 ? <p>{calendar.exceptionsNone}</p> : ''}
      <ul>
        {days
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([day, times]) => (
            <li>
              {dayWord(c, day)} {times.length === 0 ? calendar.notOpen : timesText(times)}
            </li>
          ))}
      </ul>
      <Problem t={t} said={said} />
      <form method="post" action={`/desk/calendar/things/${thing.key}`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <div class="row">
          <Field label={calendar.exceptionDay} name="day" type="date" value={now} form="day" />
          <Field
            label={calendar.exceptionTimes}
            hint={calendar.exceptionTimesHint}
            name="times"
            size={24}
          />
        </div>
        <label class="tick">
          <input type="checkbox" name="week" value="1" />
          {calendar.exceptionWeek}
        </label>
        <label class="tick">
          <input type="checkbox" name="callOff" value="1" />
          {calendar.callOffAll}
        </label>
        <p>
          <button>{calendar.exceptionSave}</button>
        </p>
      </form>
    </section>
  )
}

const timesText = (times: readonly Span[]) =>
  times.map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(' ')

/** "09:00-12:00 14:00-17:00" as times of a day; what cannot be read goes on as no time, and is refused by its field. */
export function timesIn(text: string): readonly Span[] {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[—–~至]+/g, '-')
    .trim()
  if (plain === '') return []
  return plain
    .replaceAll(/\s*-\s*/g, '-')
    .split(/[\s,，、;]+/)
    .map((part) => {
      const [from = '', to = ''] = part.split('-')
      const end = to === '24:00' ? 1440 : clockIn(padded(to))
      return { from: clockIn(padded(from)) ?? -1, to: end ?? -1 }
    })
}

const padded = (time: string) => (/^\d:\d\d$/.test(time) ? `0${time}` : time)

const NAMES = [
  ...['code', 'kind', 'name', 'where', 'note', 'teacher', 'places', 'people', 'slot', 'inRow'],
  ...['from', 'until', 'ahead', 'most', 'bookBy', 'cancelBy', 'service', 'item', 'open', 'seen'],
  ...[1, 2, 3, 4, 5, 6, 7].map((n) => `day${n}`),
]

const valuesOf = (fields: Fields) =>
  Object.fromEntries(NAMES.map((name) => [name, fields.get(name)]))

async function orderIn(web: Web, c: Ask, fields: Fields): Promise<BookableOrder | string> {
  const number = (name: string) => {
    const text = fields.get(name)
    return /^\d{1,5}$/.test(text) ? Number(text) : -1
  }
  const line = (name: string) => fields.get(name).replaceAll(/\s+/g, ' ')
  const typed = fields.get('teacher')
  const person = typed === '' || isMemberId(typed) ? undefined : await personMeant(web, c, typed)
  if (typeof person === 'string') return person
  const teacher = person?.member ?? (typed === '' ? undefined : typed)
  const item = fields.get('item')
  const weekly: readonly OpenTime[] = [1, 2, 3, 4, 5, 6, 7].flatMap((day) =>
    timesIn(fields.get(`day${day}`)).map((time) => ({ day, ...time })),
  )
  return {
    id: formId(web, fields),
    station: fields.get('station') || deskStation(c),
    code: fields.get('code'),
    kind: fields.get('kind') as BookableKind,
    ...{ name: line('name'), where: line('where'), note: line('note') },
    ...(teacher === undefined ? {} : { teacher }),
    ...{ places: number('places'), people: number('people') },
    ...{ slot: number('slot'), inRow: number('inRow'), weekly },
    ...{ from: fields.get('from'), until: fields.get('until'), ahead: number('ahead') },
    ...{ most: number('most'), bookBy: number('bookBy'), cancelBy: number('cancelBy') },
    service: fields.get('service') || '-',
    ...(item === '' ? {} : { item }),
    open: fields.get('open') === '1',
    seen: fields.get('seen') === '' ? 0 : number('seen'),
  }
}

async function saveSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const order = await orderIn(web, c, fields)
  const key = `${fields.get('station') || deskStation(c)}/${fields.get('code')}`
  const again = async (said: string, next = id) => {
    const thing =
      fields.get('seen') === '' ? undefined : await web.bank.directory.newest('bookable', key)
    return formPage(web, c, {
      id: next,
      values: valuesOf(fields),
      said,
      ...(thing ? { thing } : {}),
    })
  }
  if (typeof order === 'string') return again(order)
  const outcome = await saveBookable(web.bank, actorOf(c), order)
  if (outcome.ok) return c.redirect(`/desk/calendar/things/${key}?done=saved`, 303)
  return again(await told(web, c, outcome.refusal), nextId(web, id, outcome.refusal))
}

function valuesFrom({ key, version, body }: Thing): Form['values'] {
  const week = [1, 2, 3, 4, 5, 6, 7].map((n) => [
    `day${n}`,
    timesText(body.weekly.filter(({ day }) => day === n)),
  ])
  const { kind, name, where, note, teacher, places, people, slot, inRow } = body
  const { from, until, ahead, most, bookBy, cancelBy, service, item } = body
  return {
    code: key.split('/')[1] ?? '',
    ...{ kind, name, where, note, from, until, service, seen: `${version}` },
    ...{ teacher: teacher ?? '', item: item ?? '', places: `${places}`, people: `${people}` },
    ...{ slot: `${slot}`, inRow: `${inRow}`, ahead: `${ahead}`, most: `${most}` },
    ...{ bookBy: `${bookBy}`, cancelBy: `${cancelBy}` },
    open: body.list.state === 'open' ? '1' : '',
    ...Object.fromEntries(week),
  }
}

async function editPage(web: Web, c: Ask, saidOfDay?: string): Promise<Response> {
  const thing = await thingAt(web, c)
  if (!thing) return notFound(web, c)
  const form = { id: web.bank.ids.entry(), values: valuesFrom(thing), thing, saidOfDay }
  return formPage(web, c, form)
}

async function daySent(web: Web, c: Ask): Promise<Response> {
  const thing = await thingAt(web, c)
  if (!thing) return notFound(web, c)
  const fields = await fieldsOf(c)
  const times = fields.get('week') === '1' ? {} : { times: timesIn(fields.get('times')) }
  const outcome = await saveDay(web.bank, actorOf(c), {
    ...{ id: formId(web, fields), bookable: thing.key, day: fields.get('day') },
    ...{ callOff: fields.get('callOff') === '1', ...times },
  })
  if (outcome.ok) return c.redirect(`/desk/calendar/things/${thing.key}?done=day`, 303)
  return editPage(web, c, await told(web, c, outcome.refusal))
}
