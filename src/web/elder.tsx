/** The elder's pages: large, one question each; a booking ends in a slip, and can be taken back. */
import type { Hono } from 'hono'
import { raw } from 'hono/html'
import { dayOf, startOf, today } from '../bank/draft.ts'
import { entryFor } from '../bank/oversight/checkpoint.ts'
import { type Readings, readingsOf } from '../bank/oversight/readings.ts'
import type { StationRow } from '../bank/ports.ts'
import { book } from '../bank/service/book.ts'
import { release } from '../bank/service/settle.ts'
import { heldBy } from '../ledger/counter.ts'
import type { Entry, EntryId } from '../ledger/entry.ts'
import { serviceIn } from '../rules/city.ts'
import { dayText, hoursText } from '../words/reading.ts'
import { Facts, Hidden, notFound, Problem, show } from './page.tsx'
import { receiptPicture } from './receipts.tsx'
import {
  actorOf,
  type Ask,
  fieldsOf,
  formId,
  isEntryId,
  languageOf,
  serviceName,
  told,
  type Web,
  type WebEnv,
  words,
  nextId,
} from './view.ts'

/** Days offered, as days from today. */
const DAYS = [0, 1, 2] as const

export function elderPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/elder', (c) => servicePage(web, c))
  app.get('/elder/day', (c) => dayPage(web, c))
  app.get('/elder/confirm', (c) =>
    confirmPage(web, c, { service: c.req.query('service') ?? '', day: c.req.query('day') ?? '' }),
  )
  app.post('/elder/bookings', (c) => bookingSent(web, c))
  app.get('/elder/bookings/:booking', (c) => slipPage(web, c))
  app.get('/elder/bookings/:booking/cancel', (c) => cancelPage(web, c))
  app.post('/elder/bookings/:booking/release', (c) => cancelSent(web, c))
}

async function homeOf(web: Web, c: Ask): Promise<StationRow | undefined> {
  return (await web.bank.directory.get('station', actorOf(c).station))?.body
}

/** What can be spent now: before the gate opens, that is what was granted. */
function usable(readings: Readings): number {
  return readings.gateMissing > 0 ? readings.granted : readings.available
}

async function servicePage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const language = languageOf(c)
  const actor = actorOf(c)
  const { member } = actor
  if (member === undefined) return notFound(web, c)
  const readings = await readingsOf(web.bank, actor, member)
  if (!readings.ok) return notFound(web, c)
  const person = await web.bank.people.get(member)
  const holds = await web.bank.journal.openHolds({ member })
  const left = usable(readings.value)
  const grants = readings.value.purses.filter(
    ({ grant, ended, balance }) => grant && !ended && balance > 0,
  )
  const body = (
    <div class="stack">
      <h1>{t.elder.helloName(person?.name ?? '')}</h1>
      {c.req.query('done') === 'cancelled' ? (
        <p class="done" role="status">
          {t.elder.cancelled}
        </p>
      ) : (
        ''
      )}
      <p>
        <strong>
          {left > 0 ? t.elder.youHave(hoursText(left, language)) : t.elder.youHaveNone}
        </strong>
      </p>
      {grants.map(({ grant, balance }) => (
        <p class="hint">
          {t.elder.grantedFirst(
            hoursText(balance, language),
            dayText(grant?.until ?? '', language),
          )}
        </p>
      ))}
      <Booked web={web} c={c} holds={holds} />
      {left > 0 ? <Services web={web} c={c} /> : <p>{t.elder.askStation}</p>}
      <Help web={web} c={c} station={await homeOf(web, c)} />
    </div>
  )
  return show(web, c, { title: t.elder.title, body, look: 'large' })
}

function Booked({
  web,
  c,
  holds,
}: {
  readonly web: Web
  readonly c: Ask
  readonly holds: readonly Entry[]
}) {
  const t = words(c)
  const language = languageOf(c)
  return (
    <>
      {holds.map((hold) => (
        <div class="card">
          <p>
            {t.elder.booked}：{serviceName(web, hold.service, language)}，
            {dayText(hold.servedOn, language)}
          </p>
          <p>
            <a class="button quiet" href={`/elder/bookings/${hold.id}`}>
              {t.elder.slip}
            </a>
          </p>
          <p>
            <a class="button quiet" href={`/elder/bookings/${hold.id}/cancel`}>
              {t.elder.cancelAsk}
            </a>
          </p>
        </div>
      ))}
    </>
  )
}

function Services({ web, c }: { readonly web: Web; readonly c: Ask }) {
  const t = words(c)
  const language = languageOf(c)
  return (
    <>
      <h2>{t.elder.whichService}</h2>
      <ul class="cards">
        {web.bank.rules.services.map(({ code, name, price }) =>
          price === undefined ? (
            ''
          ) : (
            <li>
              <a class="button" href={`/elder/day?service=${encodeURIComponent(code)}`}>
                <span>{name[language]}</span>
                <span>{t.elder.costs(hoursText(price, language))}</span>
              </a>
            </li>
          ),
        )}
      </ul>
    </>
  )
}

function Help({
  c,
  station,
}: {
  readonly web: Web
  readonly c: Ask
  readonly station: StationRow | undefined
}) {
  const t = words(c)
  return (
    <>
      <p class="hint">{t.elder.neverPay}</p>
      {station ? <p class="hint">{t.elder.callStation(station.hotline)}</p> : ''}
    </>
  )
}

async function dayPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const language = languageOf(c)
  const service = serviceIn(web.bank.rules, c.req.query('service') ?? '')
  if (service?.price === undefined) return notFound(web, c)
  const start = startOf(today(web.bank))
  const names = [t.elder.today, t.elder.tomorrow]
  const body = (
    <div class="stack">
      <h1>{t.elder.which}</h1>
      <p>{service.name[language]}</p>
      <ul class="cards">
        {DAYS.map((ahead) => {
          const day = dayOf(start + ahead * 86_400_000)
          return (
            <li>
              <a
                class="button"
                href={`/elder/confirm?service=${encodeURIComponent(service.code)}&day=${day}`}
              >
                <span>{names[ahead] ?? ''}</span>
                <span>{dayText(day, language)}</span>
              </a>
            </li>
          )
        })}
      </ul>
      <p>
        <a class="button quiet" href="/elder">
          {t.common.back}
        </a>
      </p>
      <Help web={web} c={c} station={await homeOf(web, c)} />
    </div>
  )
  return show(web, c, { title: t.elder.which, body, look: 'large' })
}

interface Wish {
  readonly service: string
  readonly day: string
}

async function confirmPage(
  web: Web,
  c: Ask,
  { service, day }: Wish,
  sent?: { readonly said: string; readonly id: EntryId },
): Promise<Response> {
  const t = words(c)
  const language = languageOf(c)
  const wanted = serviceIn(web.bank.rules, service)
  if (wanted?.price === undefined) return notFound(web, c)
  const body = (
    <div class="stack">
      <h1>{t.elder.confirmAsk(wanted.name[language], hoursText(wanted.price, language))}</h1>
      <p>{dayText(day, language)}</p>
      <Problem t={t} said={sent?.said} />
      {sent ? <p>{t.elder.askStation}</p> : ''}
      <form method="post" action="/elder/bookings">
        <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
        <Hidden name="service" value={service} />
        <Hidden name="day" value={day} />
        <button>{t.elder.confirmYes}</button>
      </form>
      <p>
        <a class="button quiet" href="/elder">
          {t.elder.confirmNo}
        </a>
      </p>
      <Help web={web} c={c} station={await homeOf(web, c)} />
    </div>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.elder.title, body, look: 'large', status })
}

async function bookingSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const actor = actorOf(c)
  if (actor.member === undefined) return notFound(web, c)
  const id = formId(web, fields)
  const wish = { service: fields.get('service'), day: fields.get('day') }
  const outcome = await book(web.bank, actor, {
    id,
    member: actor.member,
    station: actor.station,
    ...wish,
  })
  if (outcome.ok) return c.redirect(`/elder/bookings/${outcome.value.id}`, 303)
  const said = await told(web, c, outcome.refusal)
  return confirmPage(web, c, wish, { said, id: nextId(web, id, outcome.refusal) })
}

/** The booking of the address, if it is the asker's own; and what has become of it. */
async function bookingOf(web: Web, c: Ask) {
  const id = c.req.param('booking') ?? ''
  if (!isEntryId(id)) return undefined
  const found = await entryFor(web.bank, actorOf(c), id)
  if (!found.ok || found.value.kind !== 'hold') return undefined
  return { hold: found.value, closedBy: await web.bank.journal.closing(found.value.seq) }
}

async function slipPage(web: Web, c: Ask): Promise<Response> {
  const booking = await bookingOf(web, c)
  if (!booking) return notFound(web, c)
  const { hold, closedBy } = booking
  const t = words(c)
  const language = languageOf(c)
  const station = (await web.bank.directory.get('station', hold.station))?.body
  const picture = await receiptPicture(web, c, hold)
  const body = (
    <div class="stack">
      <h1>{closedBy?.kind === 'release' ? t.elder.cancelled : t.elder.booked}</h1>
      {closedBy ? '' : <p>{t.elder.bookedWait}</p>}
      <div class="slip">
        <h2>{t.elder.slip}</h2>
        <Facts
          rows={[
            [t.common.service, serviceName(web, hold.service, language) ?? ''],
            [t.common.date, dayText(hold.servedOn, language)],
            [t.passbook.held, hoursText(heldBy(hold).all, language)],
            [t.common.station, station?.name ?? hold.station],
            station ? [t.common.phone, station.hotline] : undefined,
            [t.receipt.seq, `${hold.seq}`],
          ]}
        />
        {picture ? raw(picture.svg) : ''}
        <p class="hint">{t.elder.slipHint}</p>
      </div>
      <Help web={web} c={c} station={station} />
      {closedBy ? (
        ''
      ) : (
        <p>
          <a class="button quiet" href={`/elder/bookings/${hold.id}/cancel`}>
            {t.elder.cancelAsk}
          </a>
        </p>
      )}
      <p>
        <a class="button" href="/elder">
          {t.elder.goHome}
        </a>
      </p>
      <form method="post" action="/sign-out">
        <button class="quiet">{t.elder.signOut}</button>
      </form>
    </div>
  )
  return show(web, c, { title: t.elder.slip, body, look: 'large' })
}

async function cancelPage(web: Web, c: Ask, said?: string): Promise<Response> {
  const booking = await bookingOf(web, c)
  if (!booking) return notFound(web, c)
  const { hold } = booking
  const t = words(c)
  const language = languageOf(c)
  const body = (
    <div class="stack">
      <h1>{t.elder.cancelAsk}</h1>
      <p>
        {serviceName(web, hold.service, language)}，{dayText(hold.servedOn, language)}
      </p>
      <Problem t={t} said={said} />
      <form method="post" action={`/elder/bookings/${hold.id}/release`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <button>{t.elder.cancelYes}</button>
      </form>
      <p>
        <a class="button quiet" href={`/elder/bookings/${hold.id}`}>
          {t.elder.cancelNo}
        </a>
      </p>
    </div>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.elder.cancelAsk, body, look: 'large', status })
}

async function cancelSent(web: Web, c: Ask): Promise<Response> {
  const booking = await bookingOf(web, c)
  if (!booking) return notFound(web, c)
  const id = formId(web, await fieldsOf(c))
  const outcome = await release(web.bank, actorOf(c), { id, booking: booking.hold.id })
  if (outcome.ok) return c.redirect('/elder?done=cancelled', 303)
  return cancelPage(web, c, await told(web, c, outcome.refusal))
}
