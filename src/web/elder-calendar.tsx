/** Booking in large type, one question a page: what, which day, what time, and is that right; three choices a page. */
import type { Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { bookablesNear, daysFor, slotsFor, type Thing } from '../bank/calendar/list.ts'
import { isDay } from '../bank/draft.ts'
import { dayText } from '../words/reading.ts'
import { choicesHeard, heardWords, shownWords } from './aloud.tsx'
import { booked } from './calendar.tsx'
import {
  dayWord,
  numberIn,
  pageOf,
  priceText,
  spanText,
  stationName,
  thingAt,
} from './calendar-view.tsx'
import { More } from './elder.tsx'
import { Help, helpHeard } from './elder-booking.tsx'
import { Hidden, notFound, Problem, show } from './page.tsx'
import { withQuery } from './print.tsx'
import { actorOf, type Ask, fieldsOf, languageOf, told, type Web, type WebEnv } from './view.ts'

export function elderCalendarPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/elder/bookable', (c) => whatPage(web, c))
  app.get('/elder/bookable/:station/:code', (c) => whenPage(web, c))
  app.post('/elder/bookable/:station/:code', (c) => bookSent(web, c))
}

async function asked(
  web: Web,
  c: Ask,
  page: {
    readonly asks: 'what' | 'pickDay' | 'pickTime' | 'confirmTitle'
    readonly back: string
    readonly body: Child
    /** What stands there beside the question, as it is read. */
    readonly heard: readonly string[]
    readonly said?: string | undefined
  },
): Promise<Response> {
  const t = shownWords(c)
  const title = t.calendar[page.asks]
  const station = (await web.bank.directory.get('station', actorOf(c).station))?.body
  const body = (
    <div class="stack">
      <h1>{title}</h1>
      <Problem t={t} said={page.said} />
      {page.body}
      <p>
        <a class="button quiet" href={page.back}>
          {t.common.back}
        </a>
      </p>
      <Help web={web} c={c} station={station} />
    </div>
  )
  const aloud = [
    ...(page.said === undefined ? [] : [page.said]),
    heardWords(c).calendar[page.asks],
    ...page.heard,
    ...helpHeard(c, station),
  ]
  const status = page.said === undefined ? 200 : 422
  return show(web, c, { title, body, look: 'large', aloud, status })
}

/** Where the next three are; nothing where these are all. */
function Next({
  c,
  page,
  pages,
}: {
  readonly c: Ask
  readonly page: number
  readonly pages: number
}) {
  if (pages === 1) return <></>
  const href = withQuery(c, 'page', `${page === pages ? 1 : page + 1}`)
  return <More c={c} href={href} page={page} pages={pages} />
}

async function whatPage(web: Web, c: Ask): Promise<Response> {
  const { calendar: t } = shownWords(c)
  const all = await bookablesNear(web.bank, actorOf(c))
  const { shown, page, pages } = pageOf(c, all)
  const body = (
    <>
      {all.length === 0 ? <p role="status">{t.none}</p> : ''}
      <ul class="cards tall">
        {shown.map((thing) => (
          <What web={web} c={c} thing={thing} />
        ))}
      </ul>
      <Next c={c} page={page} pages={pages} />
    </>
  )
  const names = await Promise.all(shown.map((thing) => whatText(web, c, thing)))
  const heard = [
    ...(all.length === 0 ? [heardWords(c).calendar.none] : []),
    ...choicesHeard(c, names),
    ...moreHeard(c, pages),
  ]
  return asked(web, c, { asks: 'what', back: '/elder', body, heard })
}

/** That there is more than stands on the page. */
const moreHeard = (c: Ask, pages: number): readonly string[] =>
  pages > 1 ? [heardWords(c).elder.moreThere] : []

async function whatText(web: Web, c: Ask, thing: Thing): Promise<string> {
  const { name, station } = thing.body
  return [name, await stationName(web, station), await priceText(web, c, thing)].join('，')
}

async function What({ web, c, thing }: { web: Web; c: Ask; thing: Thing }) {
  return (
    <li>
      <a class="button" href={`/elder/bookable/${thing.key}`}>
        <span>
          {thing.body.name}，{await stationName(web, thing.body.station)}
        </span>
        <span class="keep">{await priceText(web, c, thing)}</span>
      </a>
    </li>
  )
}

async function whenPage(web: Web, c: Ask, said?: string): Promise<Response> {
  const thing = await thingAt(web, c)
  if (!thing) return notFound(web, c)
  const day = c.req.query('day') ?? ''
  if (!isDay(day)) return dayPage(web, c, thing, said)
  const open = (await slotsFor(web.bank, thing, day)).filter((slot) => slot.open)
  const slot = open.find(({ from }) => from === numberIn(c.req.query('from')))
  const { calendar: t } = shownWords(c)
  const path = `/elder/bookable/${thing.key}`
  if (slot) return confirmPage(web, c, { thing, day, slot, said })
  const { shown, page, pages } = pageOf(c, open)
  const body = (
    <>
      <p>
        {thing.body.name}，{dayWord(c, day)}
      </p>
      {open.length === 0 ? <p role="status">{t.dayNone}</p> : ''}
      <ul class="cards tall">
        {shown.map((one) => (
          <li>
            <a class="button" href={`${path}?day=${day}&from=${one.from}`}>
              <span class="keep">{spanText(one)}</span>
              <span class="keep">{t.left(one.free)}</span>
            </a>
          </li>
        ))}
      </ul>
      <Next c={c} page={page} pages={pages} />
    </>
  )
  const heard = [
    `${thing.body.name}，${dayText(day, languageOf(c))}`,
    ...(open.length === 0 ? [heardWords(c).calendar.dayNone] : []),
    ...choicesHeard(
      c,
      shown.map((one) => `${spanText(one)}，${heardWords(c).calendar.left(one.free)}`),
    ),
    ...moreHeard(c, pages),
  ]
  return asked(web, c, { asks: 'pickTime', back: path, body, heard, said })
}

async function dayPage(web: Web, c: Ask, thing: Thing, said?: string): Promise<Response> {
  const { calendar: t } = shownWords(c)
  const all = await daysFor(web.bank, thing)
  const { shown, page, pages } = pageOf(c, all)
  const body = (
    <>
      <p>
        {thing.body.name}，{thing.body.where}
      </p>
      {all.length === 0 ? <p role="status">{t.noDays}</p> : ''}
      <ul class="cards tall">
        {shown.map(({ day, free }) => (
          <li>
            <a class="button" href={`/elder/bookable/${thing.key}?day=${day}`}>
              <span class="keep">{dayWord(c, day)}</span>
              <span class="keep">{t.leftDay(free)}</span>
            </a>
          </li>
        ))}
      </ul>
      <Next c={c} page={page} pages={pages} />
    </>
  )
  const heard = [
    `${thing.body.name}，${thing.body.where}`,
    ...(all.length === 0 ? [heardWords(c).calendar.noDays] : []),
    ...choicesHeard(
      c,
      shown.map(
        ({ day, free }) =>
          `${dayText(day, languageOf(c))}，${heardWords(c).calendar.leftDay(free)}`,
      ),
    ),
    ...moreHeard(c, pages),
  ]
  return asked(web, c, { asks: 'pickDay', back: '/elder/bookable', body, heard, said })
}

async function confirmPage(
  web: Web,
  c: Ask,
  of: {
    readonly thing: Thing
    readonly day: string
    readonly slot: { readonly from: number; readonly to: number; readonly free: number }
    readonly said: string | undefined
  },
): Promise<Response> {
  const { thing, day, slot, said } = of
  const { calendar: t } = shownWords(c)
  const path = `/elder/bookable/${thing.key}`
  const body = (
    <>
      <p>
        <strong>{thing.body.name}</strong>，{await priceText(web, c, thing)}
      </p>
      <p>
        {dayWord(c, day)} {spanText(slot)}
      </p>
      <p>
        {await stationName(web, thing.body.station)}，{thing.body.where}
      </p>
      <form method="post" action={`${path}?day=${day}&from=${slot.from}`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Hidden name="day" value={day} />
        <Hidden name="from" value={`${slot.from}`} />
        <Hidden name="seen" value={`${thing.version}`} />
        {slot.free === 0 ? (
          <>
            <Hidden name="wait" value="1" />
            <p class="hint">{t.waitHint}</p>
          </>
        ) : (
          ''
        )}
        <button>{slot.free === 0 ? t.wait : t.book}</button>
      </form>
    </>
  )
  const h = heardWords(c).calendar
  const heard = [
    `${thing.body.name}，${await priceText(web, c, thing)}`,
    `${dayText(day, languageOf(c))}，${spanText(slot)}`,
    `${await stationName(web, thing.body.station)}，${thing.body.where}`,
    ...(slot.free === 0 ? [h.waitHint] : []),
    ...choicesHeard(c, [slot.free === 0 ? h.wait : h.book]),
  ]
  return asked(web, c, { asks: 'confirmTitle', back: `${path}?day=${day}`, body, heard, said })
}

async function bookSent(web: Web, c: Ask): Promise<Response> {
  const thing = await thingAt(web, c)
  if (!thing || actorOf(c).member === undefined) return notFound(web, c)
  const { order, outcome } = await booked(web, c, thing.key, await fieldsOf(c))
  if (outcome.ok) return c.redirect(`/elder/orders/${order.id}?done=booked`, 303)
  return whenPage(web, c, await told(web, c, outcome.refusal))
}
