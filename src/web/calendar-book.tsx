/** Booking for somebody without a phone, or for a team or an organisation, at the desk. */
import type { Hono } from 'hono'
import { bookSlot, type SlotOrder } from '../bank/calendar/booking.ts'
import { bookableFor } from '../bank/calendar/bookings.ts'
import { slotsFor, thingsOf, type Thing } from '../bank/calendar/list.ts'
import type { Party } from '../bank/ports-calendar.ts'
import { personMeant } from './activity-roster.tsx'
import { dayAsked, numberIn, priceText, spanText, termsText } from './calendar-view.tsx'
import { Choice, Field, Hidden, notFound, Problem, show } from './page.tsx'
import { StationField } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  nextId,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function calendarBookPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/calendar/book', (c) => bookPage(web, c))
  app.post('/desk/calendar/book', (c) => bookSent(web, c))
}

interface Said {
  readonly said: string
  readonly fields: Fields
  readonly id: string
}

async function bookPage(web: Web, c: Ask, sent?: Said): Promise<Response> {
  const t = words(c)
  const { calendar } = t
  const station = deskStation(c)
  const things = (await thingsOf(web.bank, station)).filter(
    ({ body }) => body.list.state === 'open',
  )
  const key = sent?.fields.get('thing') ?? c.req.query('thing') ?? things[0]?.key ?? ''
  const found = await bookableFor(web.bank, actorOf(c), key)
  const day = sent?.fields.get('day') || dayAsked(web, c)
  const body = (
    <>
      <h1>{calendar.bookFor}</h1>
      <p class="hint">{calendar.bookForHint}</p>
      <Problem t={t} said={sent?.said} />
      <form method="get" action="/desk/calendar/book" class="row">
        <StationField web={web} c={c} />
        <Choice
          label={calendar.thing}
          name="thing"
          value={key}
          options={things.map((thing) => [thing.key, thing.body.name] as const)}
        />
        <Field label={calendar.onDay} name="day" type="date" value={day} />
        <button class="quiet">{calendar.see}</button>
      </form>
      {found.ok ? <Form web={web} c={c} thing={found.value} day={day} sent={sent} /> : ''}
      <p>
        <a href={`/desk/calendar?day=${day}`}>{calendar.desk}</a>
      </p>
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: calendar.bookFor, body, look: 'desk', status })
}

async function Form({
  web,
  c,
  thing,
  day,
  sent,
}: {
  readonly web: Web
  readonly c: Ask
  readonly thing: Thing
  readonly day: string
  readonly sent: Said | undefined
}) {
  const { calendar: t } = words(c)
  const slots = (await slotsFor(web.bank, thing, day)).filter((slot) => slot.open)
  const value = (name: string, other = '') => sent?.fields.get(name) ?? other
  return (
    <form method="post" action="/desk/calendar/book">
      <h2>
        {thing.body.name} · {await priceText(web, c, thing)}
      </h2>
      <p class="hint">{termsText(c, thing)}</p>
      <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
      <Hidden name="thing" value={thing.key} />
      <Hidden name="day" value={day} />
      <Hidden name="seen" value={`${thing.version}`} />
      {slots.length === 0 ? <p role="status">{t.dayNone}</p> : ''}
      <div class="row">
        {slots.map((slot, n) => (
          <label class="tick">
            <input
              type="radio"
              name="from"
              value={`${slot.from}`}
              checked={value('from') === `${slot.from}` || (value('from') === '' && n === 0)}
            />
            {spanText(slot)} {t.left(slot.free)}
          </label>
        ))}
      </div>
      <Who c={c} thing={thing} value={value} />
      <label class="tick">
        <input type="checkbox" name="wait" value="1" checked={value('wait') === '1'} />
        {t.wait}
      </label>
      <p>
        <button>{t.book}</button>
      </p>
    </form>
  )
}

function Who({
  c,
  thing,
  value,
}: {
  readonly c: Ask
  readonly thing: Thing
  value(name: string, other?: string): string
}) {
  const { calendar: t } = words(c)
  return (
    <div class="row">
      <Field label={t.person} name="who" value={value('who')} autocomplete="off" />
      <Field label={t.party} name="party" value={value('party')} autocomplete="off" />
      <Field label={t.peopleCount} name="people" type="number" value={value('people', '1')} />
      {thing.body.inRow > 1 ? (
        <Field label={t.inRow} name="slots" type="number" value={value('slots', '1')} />
      ) : (
        ''
      )}
      <Choice
        label={t.verified}
        name="assisted"
        value={value('assisted', 'face')}
        options={[
          ['face', t.byFace],
          ['card', t.byCard],
        ]}
      />
    </div>
  )
}

async function bookSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const order = await orderIn(web, c, fields)
  if (typeof order === 'string') return bookPage(web, c, { said: order, fields, id })
  const outcome = await bookSlot(web.bank, actorOf(c), { ...order, id })
  if (!outcome.ok) {
    if (outcome.refusal.code === 'unknown-bookable' && fields.get('thing') !== '')
      return notFound(web, c)
    const said = await told(web, c, outcome.refusal)
    return bookPage(web, c, { said, fields, id: nextId(web, id, outcome.refusal) })
  }
  const state = (await web.bank.directory.newest('order', id))?.body.state
  const done = state === 'waiting' ? 'queued' : 'booked'
  return c.redirect(`/desk/calendar?day=${order.day}&done=${done}`, 303)
}

/** What was typed, or what is to be said instead. */
async function orderIn(web: Web, c: Ask, fields: Fields): Promise<Omit<SlotOrder, 'id'> | string> {
  const { calendar: t } = words(c)
  const who = fields.get('who')
  const code = fields.get('party')
  if (who === '' && code === '') return t.whoNeeded
  const person = who === '' ? undefined : await personMeant(web, c, who)
  if (typeof person === 'string') return person
  const party = code === '' ? undefined : await partyMeant(web, code)
  return {
    ...{ bookable: fields.get('thing'), day: fields.get('day'), source: 'counter' },
    from: numberIn(fields.get('from')) ?? -1,
    slots: numberIn(fields.get('slots') || '1') ?? -1,
    people: numberIn(fields.get('people') || '1') ?? -1,
    ...(person ? { member: person.member } : {}),
    ...(party ? { party } : {}),
    ...(fields.get('wait') === '1' ? { wait: true } : {}),
    ...(numberIn(fields.get('seen')) === undefined ? {} : { seen: Number(fields.get('seen')) }),
    assisted: fields.get('assisted') === 'card' ? 'card' : 'face',
  }
}

/** A team where there is one of that code, else an organisation. */
async function partyMeant({ bank }: Web, code: string): Promise<Party> {
  const team = await bank.directory.get('team', code)
  return { kind: team ? 'team' : 'organisation', id: code }
}
