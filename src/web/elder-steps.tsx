/** Booking in large type, one question a page: for whom, which day, and is that right. */
import type { Hono } from 'hono'
import { type Offer } from '../bank/catalogue/choices.ts'
import { nextRedemptionDay } from '../bank/catalogue/quote.ts'
import { dayOf, startOf, today } from '../bank/draft.ts'
import { book } from '../bank/service/book.ts'
import { type EntryId } from '../ledger/entry.ts'
import type { Relation } from '../rules/city.ts'
import type { Pages } from '../words/pages.ts'
import { dayText, hoursText } from '../words/reading.ts'
import { choicesHeard, heardWords, shownWords } from './aloud.tsx'
import { offerNamed, wantedIn } from './choices.tsx'
import { Help, helpHeard, whomIn } from './elder-booking.tsx'
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
  nextId,
} from './view.ts'
import { CHOICES_A_PAGE, homeOf, More, pageAsked } from './elder-more.tsx'

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

export function elderStepPages(app: Hono<WebEnv>, web: Web): void {
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
}

const WHOM = {
  self: 'forMe',
  spouse: 'forSpouse',
  lineal: 'forFamily',
  hardship: 'forNeighbour',
} as const satisfies Record<Relation, keyof Pages['elder']>

/** As the one who reads it would say it: a relative books for the person, not for themself. */
function whomText(c: Ask, whom: Relation, { elder, proxy }: Pages = shownWords(c)): string {
  return whom === 'self' && actorOf(c).through ? proxy.forThem : elder[WHOM[whom]]
}

/** For whom: those the city's rules allow, and nobody's name is asked. */
async function whomPage(web: Web, c: Ask): Promise<Response> {
  const t = shownWords(c)
  const language = languageOf(c)
  const named = c.req.query('service') ?? ''
  const offer = await offerNamed(web, actorOf(c).station, named)
  if (!offer) return notFound(web, c)
  const all = web.bank.rules.beneficiaries
  const pages = Math.ceil(all.length / CHOICES_A_PAGE)
  const page = pageAsked(c, 'page', pages)
  const asked = all.slice((page - 1) * CHOICES_A_PAGE, page * CHOICES_A_PAGE)
  const service = `service=${encodeURIComponent(named)}`
  const station = await homeOf(web, c)
  const body = (
    <div class="stack">
      <h1>{t.elder.forWhom}</h1>
      <p>{offer.name[language]}</p>
      <ul class="cards">
        {asked.map((one) => (
          <li>
            <a class="button" href={`/elder/day?${service}&whom=${one}`}>
              <span>{whomText(c, one)}</span>
            </a>
          </li>
        ))}
      </ul>
      {pages > 1 ? (
        <More
          c={c}
          href={`/elder/whom?${service}&page=${page === pages ? 1 : page + 1}`}
          page={page}
          pages={pages}
        />
      ) : (
        ''
      )}
      <Back c={c} />
      <Help web={web} c={c} station={station} />
    </div>
  )
  const heard = heardWords(c)
  const aloud = [
    offer.name[language],
    heard.elder.forWhom,
    ...choicesHeard(
      c,
      asked.map((one) => whomText(c, one, heard)),
    ),
    ...(pages > 1 ? [heard.elder.moreThere] : []),
    ...helpHeard(c, station),
  ]
  return show(web, c, { title: t.elder.forWhom, body, look: 'large', aloud })
}

function Back({ c }: { readonly c: Ask }) {
  return (
    <p>
      <a class="button quiet" href="/elder">
        {shownWords(c).common.back}
      </a>
    </p>
  )
}

async function dayPage(web: Web, c: Ask): Promise<Response> {
  const t = shownWords(c)
  const language = languageOf(c)
  const named = c.req.query('service') ?? ''
  const offer = await offerNamed(web, actorOf(c).station, named)
  if (!offer) return notFound(web, c)
  const whom = whomIn(c.req.query('whom'))
  const now = today(web.bank)
  const days = daysFor(offer, now)
  const names = new Map<string, string>([
    [now, t.elder.today],
    [dayAfter(now), t.elder.tomorrow],
  ])
  const station = await homeOf(web, c)
  const what = `service=${encodeURIComponent(named)}&whom=${whom}`
  const body = (
    <div class="stack">
      <h1>{t.elder.which}</h1>
      <p>
        {offer.name[language]}，{whomText(c, whom)}
      </p>
      <ul class="cards">
        {days.map((day) => (
          <li>
            <a class="button" href={`/elder/confirm?${what}&day=${day}`}>
              <span>{names.get(day) ?? ''}</span>
              <span>{dayText(day, language)}</span>
            </a>
          </li>
        ))}
      </ul>
      <Back c={c} />
      <Help web={web} c={c} station={station} />
    </div>
  )
  const heard = heardWords(c)
  const aloud = [
    `${offer.name[language]}，${whomText(c, whom, heard)}`,
    heard.elder.which,
    ...choicesHeard(
      c,
      days.map((day) => dayText(day, language)),
    ),
    ...helpHeard(c, station),
  ]
  return show(web, c, { title: t.elder.which, body, look: 'large', aloud })
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
  const t = shownWords(c)
  const language = languageOf(c)
  const wanted = await offerNamed(web, actorOf(c).station, service)
  if (!wanted) return notFound(web, c)
  const station = await homeOf(web, c)
  const hours = hoursText(wanted.price.minutes, language)
  const body = (
    <div class="stack">
      <h1>{t.elder.confirmAsk(wanted.name[language], hours)}</h1>
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
      <Help web={web} c={c} station={station} />
    </div>
  )
  const heard = heardWords(c)
  const { elder } = heard
  const aloud = [
    ...(sent ? [sent.said, elder.askStation] : []),
    `${whomText(c, whom, heard)}，${dayText(day, language)}`,
    elder.confirmAsk(wanted.name[language], hours),
    ...choicesHeard(c, [elder.confirmYes, elder.confirmNo]),
    ...helpHeard(c, station),
  ]
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.elder.title, body, look: 'large', aloud, status })
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
