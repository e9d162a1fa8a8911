/** A station's calendar at its desk: the week, the day with whoever comes, checking in, the printed list of a day, and how it is used. */
import type { Hono } from 'hono'
import type { Booked } from '../bank/calendar/bookings.ts'
import {
  bookablesAt,
  calendarOf,
  slotsFor,
  type Thing,
  type ThingDay,
} from '../bank/calendar/list.ts'
import { instantOf, weekdayOf } from '../bank/calendar/opening.ts'
import { bookingsOf, TAKEN_STATES } from '../bank/calendar/bookings.ts'
import { startOf, today } from '../bank/draft.ts'
import { moveOrder } from '../bank/loop/move.ts'
import { spokenCode } from '../gate/attendance.ts'
import type { MemberId } from '../ledger/account.ts'
import { maskName } from '../words/reading.ts'
import {
  dayAsked,
  partyText,
  plusDays,
  spanText,
  stateText,
  WEEKDAYS,
  dayWord,
} from './calendar-view.tsx'
import { Field, Hidden, notFound, Problem, show } from './page.tsx'
import { StationField } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  deskScope,
  deskStation,
  fieldsOf,
  formId,
  isEntryId,
  mayHere,
  speakerFor,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function calendarDeskPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/calendar', (c) => calendarPage(web, c))
  app.post('/desk/calendar', (c) => calendarSent(web, c))
}

/** What a station's check-in code is of: told apart from that of any activity. */
export const checkInOf = (station: string, day: string) => ({
  activity: `calendar/${station}`,
  day,
})

interface Answer {
  readonly said?: string | undefined
  readonly done?: string
}

async function calendarPage(web: Web, c: Ask, answer: Answer = {}): Promise<Response> {
  const { calendar: t } = words(c)
  const station = deskStation(c)
  const day = dayAsked(web, c)
  const things = station === '' ? undefined : await bookablesAt(web.bank, actorOf(c), station)
  if (things && !things.ok) return notFound(web, c)
  const isWeek = c.req.query('view') === 'week'
  const body = (
    <>
      <h1>{t.desk}</h1>
      <Done c={c} answer={answer} />
      <Problem t={words(c)} said={answer.said} />
      <Places web={web} c={c} />
      {things === undefined ? '' : <Ways web={web} c={c} day={day} week={isWeek} />}
      {things && things.value.length === 0 ? <p role="status">{t.deskNone}</p> : ''}
      {things && things.value.length > 0 && isWeek ? (
        <Week web={web} c={c} things={things.value} day={day} />
      ) : (
        ''
      )}
      {things && things.value.length > 0 && !isWeek ? (
        <Day web={web} c={c} station={station} day={day} />
      ) : (
        ''
      )}
    </>
  )
  const status = answer.said === undefined ? 200 : 422
  return show(web, c, { title: t.desk, body, look: 'desk', status })
}

const DONE = { checked: 'checked', booked: 'booked', queued: 'queued' } as const

function Done({ c, answer }: { readonly c: Ask; readonly answer: Answer }) {
  const { calendar: t } = words(c)
  const asked = c.req.query('done') ?? ''
  const said =
    answer.done ?? (Object.hasOwn(DONE, asked) ? t[DONE[asked as keyof typeof DONE]] : undefined)
  return said === undefined ? (
    <></>
  ) : (
    <p class="done" role="status">
      {said}
    </p>
  )
}

/** An office says which of its stations. */
function Places({ web, c }: { readonly web: Web; readonly c: Ask }) {
  if (actorOf(c).station !== '') return <></>
  return (
    <form method="get" action="/desk/calendar" class="row noprint">
      <StationField web={web} c={c} />
      <button class="quiet">{words(c).calendar.filter}</button>
    </form>
  )
}

interface WaysProps {
  readonly web: Web
  readonly c: Ask
  readonly day: string
  readonly week: boolean
}

function Ways({ web, c, day, week }: WaysProps) {
  const { calendar: t } = words(c)
  const step = week ? 7 : 1
  const view = week ? '&view=week' : ''
  const station = deskStation(c)
  const link = (to: string, text: string) => (
    <a class="button quiet" href={`/desk/calendar?day=${to}${view}`}>
      {text}
    </a>
  )
  return (
    <>
      <p class="noprint">
        {link(plusDays(day, -step), t.before)} {link(today(web.bank), t.todayLink)}{' '}
        {link(plusDays(day, step), t.after)}{' '}
        <a class="button quiet" href={`/desk/calendar?day=${day}${week ? '' : '&view=week'}`}>
          {week ? t.day : t.week}
        </a>{' '}
        {mayHere(c, 'orders:write') ? (
          <a class="button" href={`/desk/calendar/book?day=${day}`}>
            {t.bookFor}
          </a>
        ) : (
          ''
        )}
      </p>
      <p class="noprint">
        <a href={`/desk/calendar/list?day=${day}`}>{t.printList}</a> ·{' '}
        <a href="/desk/calendar/use">{t.figures}</a> · <a href={`/on/${station}`}>{t.screen}</a>
        {mayHere(c, 'activities:write') ? (
          <>
            {' · '}
            <a href="/desk/calendar/things">{t.things}</a>
          </>
        ) : (
          ''
        )}
      </p>
    </>
  )
}

/** One line a thing, one column a day from Monday on: what is taken of what there is. */
async function Week({
  web,
  c,
  things,
  day,
}: {
  readonly web: Web
  readonly c: Ask
  readonly things: readonly Thing[]
  readonly day: string
}) {
  const { calendar: t } = words(c)
  const monday = plusDays(day, 1 - weekdayOf(day))
  const days = Array.from({ length: 7 }, (_, n) => plusDays(monday, n))
  return (
    <div class="wide">
      <table class="week">
        <thead>
          <tr>
            <th scope="col">{t.thing}</th>
            {days.map((one, n) => (
              <th scope="col">
                <a href={`/desk/calendar?day=${one}`}>
                  {t[WEEKDAYS[n] ?? 'day1']} {one.slice(5)}
                </a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {things.map((thing) => (
            <tr>
              <th scope="row">{thing.body.name}</th>
              {days.map((one) => (
                <WeekCell web={web} c={c} thing={thing} day={one} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

async function WeekCell({
  web,
  c,
  thing,
  day,
}: {
  readonly web: Web
  readonly c: Ask
  readonly thing: Thing
  readonly day: string
}) {
  const { calendar: t } = words(c)
  const slots = await slotsFor(web.bank, thing, day)
  const bookings = await bookingsOf(web.bank, thing.key, { from: day, to: day })
  const taken = bookings.filter(({ body }) => TAKEN_STATES.has(body.state))
  const waiting = bookings.filter(({ body }) => body.state === 'waiting').length
  if (slots.length === 0 && taken.length === 0) return <td class="hint">{t.closedDay}</td>
  return (
    <td>
      <a href={`/desk/calendar?day=${day}#${thing.key.replace('/', '-')}`}>
        {t.taken(
          slots.reduce((sum, slot) => sum + slot.taken, 0),
          slots.length * thing.body.places,
        )}
      </a>
      {waiting > 0 ? <span class="hint"> {t.waitingCount(waiting)}</span> : ''}
      {taken.map(({ body }) => (
        <div class="hint">{spanText(body.slot)}</div>
      ))}
    </td>
  )
}

async function Day({
  web,
  c,
  station,
  day,
}: {
  readonly web: Web
  readonly c: Ask
  readonly station: string
  readonly day: string
}) {
  const { calendar: t } = words(c)
  const found = await calendarOf(web.bank, actorOf(c), { station, day })
  const seen = found.ok ? found.value : []
  return (
    <>
      <h2>{dayWord(c, day)}</h2>
      {day === today(web.bank) && mayHere(c, 'orders:write') ? (
        <CheckIn web={web} c={c} station={station} day={day} />
      ) : (
        ''
      )}
      {seen.length === 0 ? <p role="status">{t.dayNone}</p> : ''}
      {seen.map((one) => (
        <ThingTable web={web} c={c} one={one} day={day} />
      ))}
    </>
  )
}

/** On the day itself: a card, or the four digits that are said aloud. */
function CheckIn({
  web,
  c,
  station,
  day,
}: {
  readonly web: Web
  readonly c: Ask
  readonly station: string
  readonly day: string
}) {
  const { calendar: t } = words(c)
  return (
    <section class="noprint row">
      <form method="post" action="/desk/calendar" class="row">
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Hidden name="act" value="card" />
        <Hidden name="station" value={station} />
        <Field label={t.card} hint={t.cardHint} name="card" autocomplete="off" />
        <button>{t.attend}</button>
      </form>
      <p class="visit">
        <b>{spokenCode(web.bank, checkInOf(station, day), web.bank.clock.now())}</b>
        <span class="hint">{t.spokenHint}</span>
      </p>
    </section>
  )
}

async function ThingTable({
  web,
  c,
  one,
  day,
}: {
  readonly web: Web
  readonly c: Ask
  readonly one: ThingDay
  readonly day: string
}) {
  const { calendar: t } = words(c)
  const { thing, slots, bookings } = one
  const isIn = (at: number) => slots.some(({ from, to }) => from <= at && at < to)
  const others = bookings.filter(({ body }) => !isIn(body.slot.from))
  return (
    <section id={thing.key.replace('/', '-')}>
      <h3>
        {thing.body.name} <span class="hint">{thing.body.where}</span>
      </h3>
      <div class="wide">
        <table class="day">
          <thead>
            <tr>
              <th scope="col">{t.time}</th>
              <th scope="col">{t.asked}</th>
              <th scope="col">{t.who}</th>
            </tr>
          </thead>
          <tbody>
            {slots.map((slot) => (
              <tr>
                <td class="keep">{spanText(slot)}</td>
                <td class="keep">{t.taken(slot.taken, thing.body.places)}</td>
                <td>
                  {bookings
                    .filter(({ body }) => slot.from <= body.slot.from && body.slot.from < slot.to)
                    .map((row) => (
                      <BookedLine web={web} c={c} row={row} day={day} />
                    ))}
                </td>
              </tr>
            ))}
            {others.map((row) => (
              <tr>
                <td class="keep">{spanText(row.body.slot)}</td>
                <td>{t.notOpen}</td>
                <td>
                  <BookedLine web={web} c={c} row={row} day={day} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** Whoever booked, how it stands, and what the desk may do about it now. */
async function BookedLine({
  web,
  c,
  row,
  day,
}: {
  readonly web: Web
  readonly c: Ask
  readonly row: Booked
  readonly day: string
}) {
  const { calendar: t } = words(c)
  const { slot, member, state } = row.body
  const name = await whoText(web, c, row)
  const begun = instantOf(slot.day, slot.from) <= web.bank.clock.now()
  const here = day <= today(web.bank)
  const moves = [
    state === 'booked' && here ? (['attend', t.attend] as const) : undefined,
    state === 'booked' && begun ? (['miss', t.miss] as const) : undefined,
    state === 'missed' ? (['came', t.came] as const) : undefined,
  ].filter((one) => one !== undefined)
  return (
    <div class="row">
      <span>
        {member === undefined ? name : <a href={`/desk/members/${member}`}>{name}</a>}
        {slot.people > 1 ? ` ×${slot.people}` : ''} ·{' '}
        <a href={`/desk/orders/${row.key}`}>{stateText(web, c, row)}</a>
        {slot.movedUp ? ` · ${t.movedUp}` : ''}
      </span>
      {mayHere(c, 'orders:write')
        ? moves.map(([move, text], n) => (
            <form method="post" action={`/desk/calendar?day=${slot.day}`} class="inline noprint">
              <Hidden name="id" value={web.bank.ids.entry()} />
              <Hidden name="order" value={row.key} />
              <button name="act" value={move} class={n === 0 ? undefined : 'quiet'}>
                {text}
              </button>
            </form>
          ))
        : ''}
      {state === 'booked' || state === 'waiting' ? (
        <a class="noprint" href={`/desk/orders/${row.key}/moves/call-off`}>
          {t.callOff}
        </a>
      ) : (
        ''
      )}
    </div>
  )
}

/** The person, masked; the team or the organisation; or both. */
export async function whoText(web: Web, c: Ask, { body }: Booked): Promise<string> {
  const party = await partyText(web, body.slot)
  if (body.member === undefined) return party ?? ''
  const speaker = await speakerFor(web, c, [body.member])
  const person = speaker.people.get(body.member as MemberId)
  const name = person ? `${maskName(person.name)}（${person.number}）` : ''
  return [party, name].filter(Boolean).join(' · ')
}

const MOVES = new Set(['attend', 'miss', 'came'])

async function calendarSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const act = fields.get('act')
  const id = formId(web, fields)
  if (act === 'card') return cardSent(web, c, { id, typed: fields.get('card') })
  const order = fields.get('order')
  if (!MOVES.has(act) || !isEntryId(order))
    return calendarPage(web, c, { said: words(c).common.notFound })
  const outcome = await moveOrder(web.bank, actorOf(c), { id, order, move: act })
  if (!outcome.ok) return calendarPage(web, c, { said: await told(web, c, outcome.refusal) })
  return c.redirect(`/desk/calendar?day=${dayAsked(web, c)}&done=checked`, 303)
}

/** Whoever the card is of: the booking of theirs here today that is nearest. */
async function cardSent(
  web: Web,
  c: Ask,
  { id, typed }: { readonly id: ReturnType<typeof formId>; readonly typed: string },
): Promise<Response> {
  const { calendar: t } = words(c)
  const { people } = web.bank
  const found =
    (await people.byCard(typed))?.person.member ??
    (await people.members.linkedTo(typed)) ??
    (typed === '' ? undefined : await oneFound(web, c, typed))
  const day = today(web.bank)
  const seen = await calendarOf(web.bank, actorOf(c), { station: deskStation(c), day })
  const minute = Math.floor((web.bank.clock.now() - startOf(day)) / 60_000)
  const awayFrom = (from: number) => Math.abs(from - minute)
  const theirs = (seen.ok ? seen.value : [])
    .flatMap(({ bookings }) => bookings)
    .filter(({ body }) => body.state === 'booked' && body.member === found)
    .toSorted((a, b) => awayFrom(a.body.slot.from) - awayFrom(b.body.slot.from))
  const [row] = theirs
  if (found === undefined || !row) return calendarPage(web, c, { said: t.cardNone(typed) })
  const order = { id, order: row.key, move: 'attend', way: 'card' } as const
  const outcome = await moveOrder(web.bank, actorOf(c), order)
  if (!outcome.ok) return calendarPage(web, c, { said: await told(web, c, outcome.refusal) })
  const person = await people.get(found)
  return calendarPage(web, c, { done: t.cardDone(maskName(person?.name ?? '')) })
}

async function oneFound(web: Web, c: Ask, text: string): Promise<MemberId | undefined> {
  const found = await web.bank.people.find(deskScope(c), { text }, 2)
  return found.length === 1 ? found[0]?.member : undefined
}
