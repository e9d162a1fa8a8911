/** The elder's first page: what is left, what is booked, and what can be had, three at a time. */
import type { Hono } from 'hono'
import { type Choice, choicesAt } from '../bank/catalogue/choices.ts'
import { type Readings, readingsOf } from '../bank/oversight/readings.ts'
import type { StationRow } from '../bank/ports.ts'
import { type Entry, refOf } from '../ledger/entry.ts'
import type { MemberId } from '../ledger/account.ts'
import type { Pages } from '../words/pages.ts'
import { dayText, hoursText } from '../words/reading.ts'
import { choicesHeard, heardWords, ownVoice, shownWords } from './aloud.tsx'
import { costText, missingOf, offerValue, wantedName } from './choices.tsx'
import { bookingPages, Help, helpHeard } from './elder-booking.tsx'
import { notFound, show } from './page.tsx'
import { actorOf, type Ask, languageOf, type Web, type WebEnv } from './view.ts'
import { CHOICES_A_PAGE, homeOf, More, pageAsked } from './elder-more.tsx'
import { elderStepPages } from './elder-steps.tsx'

export function elderPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/elder', (c) => servicePage(web, c))
  elderStepPages(app, web)
  bookingPages(app, web)
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
