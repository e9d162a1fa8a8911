/** The elder's pages: large, one question each; a booking ends in a slip, and can be taken back. */
import type { Hono } from 'hono'
import { choicesAt, type Offer } from '../bank/catalogue/choices.ts'
import { nextRedemptionDay } from '../bank/catalogue/quote.ts'
import { dayOf, startOf, today } from '../bank/draft.ts'
import { type Readings, readingsOf } from '../bank/oversight/readings.ts'
import type { StationRow } from '../bank/ports.ts'
import { book } from '../bank/service/book.ts'
import { type Entry, type EntryId, refOf } from '../ledger/entry.ts'
import type { MemberId } from '../ledger/account.ts'
import type { Relation } from '../rules/city.ts'
import type { Pages } from '../words/pages.ts'
import { dayText, hoursText } from '../words/reading.ts'
import { costText, missingOf, offerNamed, offerValue, wantedIn, wantedName } from './choices.tsx'
import { bookingPages, Help, whomIn } from './elder-booking.tsx'
import { Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  fieldsOf,
  formId,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
  nextId,
} from './view.ts'

/** So many days are offered: today and the next two, or the next redemption days. */
const DAYS_OFFERED = 3

const dayAfter = (day: string) => dayOf(startOf(day) + 86_400_000)

function daysFor({ row }: Offer, now: string): readonly string[] {
  const days: string[] = []
  let day = nextRedemptionDay(row?.body.days, now)
  while (day !== '' && days.length < DAYS_OFFERED) {
    days.push(day)
    day = nextRedemptionDay(row?.body.days, dayAfter(day))
  }
  return days
}

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
  const open = await web.bank.journal.openHolds({ member })
  const holds = open.filter((hold) => refOf(hold, 'undo') === undefined)
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
      {left > 0 ? '' : <p>{t.elder.askStation}</p>}
      <Services web={web} c={c} member={member} />
      <Help web={web} c={c} station={await homeOf(web, c)} />
      <p>
        <a class="button quiet" href="/elder/bookable">
          {t.calendar.toBook}
        </a>
      </p>
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
      {holds.map(async (hold) => (
        <div class="card">
          <p>
            {t.elder.booked}：{await wantedName(web, hold, language)}，
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

/** Three a page: what can be had as a button, what cannot with what is missing. */
const CHOICES_A_PAGE = 3

async function Services({ web, c, member }: { web: Web; c: Ask; member: MemberId }) {
  const t = words(c)
  const language = languageOf(c)
  const actor = actorOf(c)
  const all = await choicesAt(web.bank, actor, member, actor.station)
  const missing = await missingOf(web, c, all)
  const pages = Math.max(1, Math.ceil(all.length / CHOICES_A_PAGE))
  const page = Math.min(Math.max(Number(c.req.query('page') ?? '1') || 1, 1), pages)
  const from = (page - 1) * CHOICES_A_PAGE
  return (
    <>
      <h2>{t.elder.whichService}</h2>
      <ul class="cards">
        {all.slice(from, from + CHOICES_A_PAGE).map((choice, at) => (
          <li class={choice.no ? 'card' : ''}>
            {choice.no ? (
              <>
                <p>
                  <b>{choice.name[language]}</b> {costText(c, choice)}
                </p>
                <p class="hint">{missing[from + at]}</p>
              </>
            ) : (
              <a
                class="button"
                href={`/elder/whom?service=${encodeURIComponent(offerValue(choice))}`}
              >
                <span>{choice.name[language]}</span>
                <span>{costText(c, choice)}</span>
              </a>
            )}
          </li>
        ))}
      </ul>
      {pages > 1 ? (
        <p>
          <a class="button quiet" href={`/elder?page=${page === pages ? 1 : page + 1}`}>
            {t.catalogue.more}
          </a>{' '}
          <span class="hint">{t.catalogue.page(page, pages)}</span>
        </p>
      ) : (
        ''
      )}
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
  const named = c.req.query('service') ?? ''
  const offer = await offerNamed(web, actorOf(c).station, named)
  if (!offer) return notFound(web, c)
  const body = (
    <div class="stack">
      <h1>{t.elder.forWhom}</h1>
      <p>{offer.name[language]}</p>
      <ul class="cards">
        {web.bank.rules.beneficiaries.map((one) => (
          <li>
            <a class="button" href={`/elder/day?service=${encodeURIComponent(named)}&whom=${one}`}>
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
  const named = c.req.query('service') ?? ''
  const offer = await offerNamed(web, actorOf(c).station, named)
  if (!offer) return notFound(web, c)
  const whom = whomIn(c.req.query('whom'))
  const now = today(web.bank)
  const names = new Map<string, string>([
    [now, t.elder.today],
    [dayAfter(now), t.elder.tomorrow],
  ])
  const body = (
    <div class="stack">
      <h1>{t.elder.which}</h1>
      <p>
        {offer.name[language]}，{whomText(c, whom)}
      </p>
      <ul class="cards">
        {daysFor(offer, now).map((day) => {
          return (
            <li>
              <a
                class="button"
                href={`/elder/confirm?service=${encodeURIComponent(named)}&whom=${whom}&day=${day}`}
              >
                <span>{names.get(day) ?? ''}</span>
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
  const wanted = await offerNamed(web, actorOf(c).station, service)
  if (!wanted) return notFound(web, c)
  const body = (
    <div class="stack">
      <h1>
        {t.elder.confirmAsk(wanted.name[language], hoursText(wanted.price.minutes, language))}
      </h1>
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
    ...wantedIn(wish.service),
    beneficiary: wish.whom,
    day: wish.day,
  })
  if (outcome.ok) return c.redirect(`/elder/bookings/${outcome.value.id}`, 303)
  const said = await told(web, c, outcome.refusal)
  return confirmPage(web, c, wish, { said, id: nextId(web, id, outcome.refusal) })
}
