/** The elder's pages: large, one question each; a booking ends in a slip, and can be taken back. */
import type { Hono } from 'hono'
import { type Choice, choicesAt, type Offer } from '../bank/catalogue/choices.ts'
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
import { choicesHeard, heardWords, ownVoice, shownWords } from './aloud.tsx'
import { costText, missingOf, offerNamed, offerValue, wantedIn, wantedName } from './choices.tsx'
import { bookingPages, Help, helpHeard, whomIn } from './elder-booking.tsx'
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
  const actor = actorOf(c)
  const { member } = actor
  if (member === undefined) return notFound(web, c)
  const readings = await readingsOf(web.bank, actor, member)
  if (!readings.ok) return notFound(web, c)
  const person = await web.bank.people.get(member)
  ownVoice(c, web, person?.voice)
  const open = await web.bank.journal.openHolds({ member })
  const left = usable(readings.value)
  const home: Home = {
    left,
    cancelled: c.req.query('done') === 'cancelled',
    name: person?.name ?? '',
    grants: readings.value.purses.flatMap(({ grant, ended, balance }) =>
      grant && !ended && balance > 0 ? [{ balance, until: grant.until }] : [],
    ),
    booked: await bookedAt(
      web,
      c,
      open.filter((hold) => refOf(hold, 'undo') === undefined),
    ),
    offers: await offersAt(web, c, member),
    station: await homeOf(web, c),
  }
  const t = shownWords(c)
  const body = (
    <div class="stack">
      <h1>{t.elder.helloName(home.name)}</h1>
      {home.cancelled ? (
        <p class="done" role="status">
          {t.elder.cancelled}
        </p>
      ) : (
        ''
      )}
      <Left c={c} home={home} />
      <Booked c={c} booked={home.booked} />
      {left > 0 ? '' : <p>{t.elder.askStation}</p>}
      <Services c={c} offers={home.offers} />
      <Help web={web} c={c} station={home.station} />
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
  return show(web, c, { title: t.elder.title, body, look: 'large', aloud: homeHeard(c, home) })
}

/** What stands on the first page. */
interface Home {
  /** Minutes that can be spent now. */
  readonly left: number
  readonly cancelled: boolean
  readonly name: string
  readonly grants: readonly { readonly balance: number; readonly until: string | undefined }[]
  readonly booked: BookedAt | undefined
  readonly offers: OffersAt
  readonly station: StationRow | undefined
}

/** The sentences above the question, as they are written and as they are read. */
function leftSaid(c: Ask, t: Pages, { left, grants }: Home): readonly string[] {
  const language = languageOf(c)
  return [
    left > 0 ? t.elder.youHave(hoursText(left, language)) : t.elder.youHaveNone,
    ...(left >= 60 ? [t.elder.enough(Math.floor(left / 60))] : []),
    ...grants.map(({ balance, until = '' }) =>
      t.elder.grantedFirst(hoursText(balance, language), dayText(until, language)),
    ),
  ]
}

function Left({ c, home }: { readonly c: Ask; readonly home: Home }) {
  const [first, ...rest] = leftSaid(c, shownWords(c), home)
  return (
    <>
      <p>
        <strong>{first}</strong>
      </p>
      {rest.map((line) => (
        <p>{line}</p>
      ))}
    </>
  )
}

function homeHeard(c: Ask, home: Home): readonly string[] {
  const t = heardWords(c)
  const { booked, offers, left } = home
  const language = languageOf(c)
  const can = offers.shown.filter(({ choice }) => choice.no === undefined)
  const cannot = offers.shown.filter(({ choice }) => choice.no !== undefined)
  return [
    t.elder.helloName(home.name),
    ...(home.cancelled ? [t.elder.cancelled] : []),
    ...leftSaid(c, t, home),
    ...(booked ? [t.elder.bookedOf(booked.name, dayText(booked.hold.servedOn, language))] : []),
    ...(left > 0 ? [] : [t.elder.askStation]),
    t.elder.whichService,
    ...choicesHeard(
      c,
      can.map(({ choice }) => `${choice.name[language]}，${costText(c, choice, t)}`),
    ),
    ...cannot.map(({ choice, missing = '' }) => t.elder.cannot(choice.name[language], missing)),
    ...(offers.pages > 1 ? [t.elder.moreThere] : []),
    ...helpHeard(c, home.station),
  ]
}

/** One booking a page: what it is, and how many there are. */
interface BookedAt {
  readonly hold: Entry
  readonly name: string
  readonly at: number
  readonly count: number
}

async function bookedAt(web: Web, c: Ask, holds: readonly Entry[]): Promise<BookedAt | undefined> {
  const at = pageAsked(c, 'booked', holds.length)
  const hold = holds[at - 1]
  if (!hold) return undefined
  const name = (await wantedName(web, hold, languageOf(c))) ?? ''
  return { hold, name, at, count: holds.length }
}

/** The page of an address, from 1; the first where it is none of them. */
function pageAsked(c: Ask, name: string, pages: number): number {
  return Math.min(Math.max(Math.trunc(Number(c.req.query(name) ?? '1')) || 1, 1), pages)
}

function Booked({ c, booked }: { readonly c: Ask; readonly booked: BookedAt | undefined }) {
  if (booked === undefined) return <></>
  const t = shownWords(c)
  const { hold, name, at, count } = booked
  return (
    <div class="card">
      <p>
        {t.elder.booked}：{name}，{dayText(hold.servedOn, languageOf(c))}
      </p>
      <p>
        <a class="button quiet" href={`/elder/bookings/${hold.id}`}>
          {t.elder.slip}
        </a>
      </p>
      {count > 1 ? (
        <More c={c} href={`/elder?booked=${at === count ? 1 : at + 1}`} page={at} pages={count} />
      ) : (
        ''
      )}
    </div>
  )
}

/** To what does not stand on this page. */
export function More({
  c,
  href,
  page,
  pages,
}: {
  readonly c: Ask
  readonly href: string
  readonly page: number
  readonly pages: number
}) {
  const { catalogue } = shownWords(c)
  return (
    <p>
      <a class="button quiet" href={href}>
        {catalogue.more}
      </a>{' '}
      <span class="hint">{catalogue.page(page, pages)}</span>
    </p>
  )
}

/** Three a page: what can be had as a button, what cannot with what is missing. */
export const CHOICES_A_PAGE = 3

interface OffersAt {
  readonly shown: readonly { readonly choice: Choice; readonly missing: string | undefined }[]
  readonly page: number
  readonly pages: number
}

async function offersAt(web: Web, c: Ask, member: MemberId): Promise<OffersAt> {
  const actor = actorOf(c)
  const all = await choicesAt(web.bank, actor, member, actor.station)
  const missing = await missingOf(web, c, all)
  const pages = Math.max(1, Math.ceil(all.length / CHOICES_A_PAGE))
  const page = pageAsked(c, 'page', pages)
  const from = (page - 1) * CHOICES_A_PAGE
  const shown = all
    .slice(from, from + CHOICES_A_PAGE)
    .map((choice, at) => ({ choice, missing: missing[from + at] }))
  return { shown, page, pages }
}

function Services({ c, offers }: { readonly c: Ask; readonly offers: OffersAt }) {
  const t = shownWords(c)
  const language = languageOf(c)
  const { shown, page, pages } = offers
  return (
    <>
      <h2>{t.elder.whichService}</h2>
      <ul class="cards">
        {shown.map(({ choice, missing }) => (
          <li class={choice.no ? 'card' : ''}>
            {choice.no ? (
              <>
                <p>
                  <b>{choice.name[language]}</b> {costText(c, choice, t)}
                </p>
                <p class="hint">{missing}</p>
              </>
            ) : (
              <a
                class="button"
                href={`/elder/whom?service=${encodeURIComponent(offerValue(choice))}`}
              >
                <span>{choice.name[language]}</span>
                <span>{costText(c, choice, t)}</span>
              </a>
            )}
          </li>
        ))}
      </ul>
      {pages > 1 ? (
        <More
          c={c}
          href={`/elder?page=${page === pages ? 1 : page + 1}`}
          page={page}
          pages={pages}
        />
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
