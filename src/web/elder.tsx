/** The elder's pages: large, one question each; a booking ends in a slip, and can be taken back. */
import type { Hono } from 'hono'
import { dayOf, startOf, today } from '../bank/draft.ts'
import { type Readings, readingsOf } from '../bank/oversight/readings.ts'
import type { StationRow } from '../bank/ports.ts'
import { book } from '../bank/service/book.ts'
import type { Entry, EntryId } from '../ledger/entry.ts'
import { type Relation, serviceIn } from '../rules/city.ts'
import type { Pages } from '../words/pages.ts'
import { dayText, hoursText } from '../words/reading.ts'
import { bookingPages, Help, whomIn } from './elder-booking.tsx'
import { Hidden, notFound, Problem, show } from './page.tsx'
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
  nextId,
} from './view.ts'

/** Days offered, as days from today. */
const DAYS = [0, 1, 2] as const

export function elderPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/elder', (c) => servicePage(web, c))
  app.get('/elder/whom', (c) => whomPage(web, c))
  app.get('/elder/day', (c) => dayPage(web, c))
  app.get('/elder/confirm', (c) =>
    confirmPage(web, c, {
      service: c.req.query('service') ?? '',
      whom: whomIn(c.req.query('whom')),
      day: c.req.query('day') ?? '',
    }),
  )
  app.post('/elder/bookings', (c) => bookingSent(web, c))
  bookingPages(app, web)
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
      {left >= 60 ? <p>{t.elder.enough(Math.floor(left / 60))}</p> : ''}
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
      <p>
        <a class="button quiet" href="/elder/orders">
          {t.order.my}
        </a>
      </p>
      <p>
        <a class="button quiet" href="/elder/looks">
          {t.privacy.looks}
        </a>
      </p>
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
              <a class="button" href={`/elder/whom?service=${encodeURIComponent(code)}`}>
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

const WHOM = {
  self: 'forMe',
  spouse: 'forSpouse',
  lineal: 'forFamily',
  hardship: 'forNeighbour',
} as const satisfies Record<Relation, keyof Pages['elder']>

/** As the one who reads it would say it: a relative books for the person, not for themself. */
function whomText(c: Ask, whom: Relation): string {
  const { elder, proxy } = words(c)
  return whom === 'self' && actorOf(c).through ? proxy.forThem : elder[WHOM[whom]]
}

/** For whom: those the city's rules allow, and nobody's name is asked. */
async function whomPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const language = languageOf(c)
  const service = serviceIn(web.bank.rules, c.req.query('service') ?? '')
  if (service?.price === undefined) return notFound(web, c)
  const body = (
    <div class="stack">
      <h1>{t.elder.forWhom}</h1>
      <p>{service.name[language]}</p>
      <ul class="cards">
        {web.bank.rules.beneficiaries.map((one) => (
          <li>
            <a
              class="button"
              href={`/elder/day?service=${encodeURIComponent(service.code)}&whom=${one}`}
            >
              <span>{whomText(c, one)}</span>
            </a>
          </li>
        ))}
      </ul>
      <p>
        <a class="button quiet" href="/elder">
          {t.common.back}
        </a>
      </p>
      <Help web={web} c={c} station={await homeOf(web, c)} />
    </div>
  )
  return show(web, c, { title: t.elder.forWhom, body, look: 'large' })
}

async function dayPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const language = languageOf(c)
  const service = serviceIn(web.bank.rules, c.req.query('service') ?? '')
  if (service?.price === undefined) return notFound(web, c)
  const whom = whomIn(c.req.query('whom'))
  const start = startOf(today(web.bank))
  const names = [t.elder.today, t.elder.tomorrow]
  const body = (
    <div class="stack">
      <h1>{t.elder.which}</h1>
      <p>
        {service.name[language]}，{whomText(c, whom)}
      </p>
      <ul class="cards">
        {DAYS.map((ahead) => {
          const day = dayOf(start + ahead * 86_400_000)
          return (
            <li>
              <a
                class="button"
                href={`/elder/confirm?service=${encodeURIComponent(service.code)}&whom=${whom}&day=${day}`}
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
  readonly whom: Relation
  readonly day: string
}

async function confirmPage(
  web: Web,
  c: Ask,
  { service, whom, day }: Wish,
  sent?: { readonly said: string; readonly id: EntryId },
): Promise<Response> {
  const t = words(c)
  const language = languageOf(c)
  const wanted = serviceIn(web.bank.rules, service)
  if (wanted?.price === undefined) return notFound(web, c)
  const body = (
    <div class="stack">
      <h1>{t.elder.confirmAsk(wanted.name[language], hoursText(wanted.price, language))}</h1>
      <p>
        {whomText(c, whom)}，{dayText(day, language)}
      </p>
      <Problem t={t} said={sent?.said} />
      {sent ? <p>{t.elder.askStation}</p> : ''}
      <form method="post" action="/elder/bookings">
        <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
        <Hidden name="service" value={service} />
        <Hidden name="whom" value={whom} />
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
  const wish = {
    service: fields.get('service'),
    whom: whomIn(fields.get('whom')),
    day: fields.get('day'),
  }
  const outcome = await book(web.bank, actor, {
    id,
    member: actor.member,
    station: actor.station,
    service: wish.service,
    beneficiary: wish.whom,
    day: wish.day,
  })
  if (outcome.ok) return c.redirect(`/elder/bookings/${outcome.value.id}`, 303)
  const said = await told(web, c, outcome.refusal)
  return confirmPage(web, c, wish, { said, id: nextId(web, id, outcome.refusal) })
}
