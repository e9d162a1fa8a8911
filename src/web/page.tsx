/** The frame of every page, and the few pieces forms are made of. All of it works without a script. */
import type { Child } from 'hono/jsx'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Actor } from '../bank/ports.ts'
import { scriptNonce, scriptReaches } from '../gate/headers.ts'
import { waitingCount } from '../bank/review/list.ts'
import { languageTag } from '../words/language.ts'
import type { Pages } from '../words/pages.ts'
import { tongueTag } from '../words/tongue.ts'
import { mayOpen, PAGES } from './acts.ts'
import { ActingBar } from './acting.tsx'
import { Aloud, tonguesOf } from './aloud.tsx'
import { AwayBar, deskKept } from './away.tsx'
import { isKiosk, KIOSK_IDLE_S } from './kiosk.tsx'
import { seatBar, seated } from './seats.tsx'
import { type Ask, deskStation, languageOf, type Web, words } from './view.ts'

export type Page = Frame & Look

/** A page for elders says what of it is read aloud; a screen of staff's in large type, or a paper, says that nothing is. */
type Look =
  | { readonly look?: 'desk'; readonly aloud?: never }
  | { readonly look: 'large'; readonly aloud: readonly string[] | 'not-read' }

interface Frame {
  readonly title: string
  readonly body: Child
  readonly status?: ContentfulStatusCode
  /** What it is printed on, where that is not A4 upright. */
  readonly paper?: 'a4-lying' | 'a5' | 'roll' | 'roll roll-80' | 'roll-58' | 'roll-80'
  /** Path of the page's one script, where it has one. */
  readonly script?: string
}

export async function show(web: Web, c: Ask, page: Page): Promise<Response> {
  const language = languageOf(c)
  const { common } = words(c)
  const { rules, directory } = web.bank
  const actor = c.get('actor')
  const code = actor?.kind === 'staff' ? deskStation(c) : actor?.station
  const station = code ? await directory.get('station', code) : undefined
  const product = rules.words.product[language]
  const reviews = actor?.kind === 'staff' ? await waitingCount(web.bank, actor) : 0
  const seats = await seatBar(web, c)
  const script = page.script ?? (seats && web.options.staffScript)
  const desk = script === web.options.staffScript ? await deskKept(web, c) : undefined
  if (desk) scriptReaches(c)
  const aloud = page.look === 'large' && page.aloud !== 'not-read' ? page.aloud : undefined
  c.header('Cache-Control', 'private, no-store')
  const whole = (
    <html lang={languageTag(language)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${page.title} · ${product}`}</title>
        <link rel="stylesheet" href="/style.css" />
        {page.look === 'large' && isKiosk(c) && actor?.kind !== 'staff' ? (
          <meta http-equiv="refresh" content={`${KIOSK_IDLE_S};url=/kiosk/end`} />
        ) : (
          ''
        )}
        {[script, aloud && web.options.speakScript].map((one) =>
          one ? <script type="module" src={one} nonce={scriptNonce(c)} /> : '',
        )}
      </head>
      <body class={[page.look, page.paper].filter((one) => one !== undefined).join(' ')}>
        <a class="skip" href="#main">
          {common.skipToMain}
        </a>
        <Top web={web} c={c} product={product} reviews={reviews} large={page.look === 'large'} />
        {actor?.deviceless ? <Deviceless c={c} /> : ''}
        {desk ? <AwayBar c={c} desk={desk} /> : ''}
        <ActingBar web={web} c={c} />
        {aloud ? <Aloud web={web} c={c} lines={aloud} /> : ''}
        <main id="main" {...(aloud ? { lang: tongueTag(tonguesOf(c).shown) } : {})}>
          {page.body}
        </main>
        {seats ?? ''}
        <footer>
          {station ? <p>{common.footerStation(station.body.name)}</p> : ''}
          {station ? <p>{common.footerPhone(station.body.hotline)}</p> : ''}
          <p>
            {common.footerRules(rules.version)}
            {rules.decidedBy === undefined ? '' : ` · ${common.footerDecided(rules.decidedBy)}`}
          </p>
          <p>{common.footerFree}</p>
          <p>{common.footerNotMoney}</p>
        </footer>
      </body>
    </html>
  )
  const text = String(await html`<!doctype html>${whole}`)
  return c.html(seats ? await seated(c, text) : text, page.status ?? 200)
}

/** The pages everybody's work begins from, each shown to whom it lets in: those of every hour at once, the others folded up by what they are for. */
const LINKS: Readonly<Record<'main' | 'desk' | 'books' | 'office', readonly Link[]>> = {
  main: [
    { path: '/desk', text: (t) => t.desk.findPerson },
    { path: '/desk/activities', text: (t) => t.activity.deskTitle },
    { path: '/desk/calendar', text: (t) => t.calendar.desk },
    { path: '/desk/orders', text: (t) => t.order.title },
    { path: '/desk/hotline', text: (t) => t.hotline.title },
    { path: '/desk/roster', text: (t) => t.desk.roster },
    { path: '/desk/today', text: (t) => t.desk.todayRecords },
    {
      path: '/desk/reviews',
      text: (t, reviews) => (reviews > 0 ? t.review.nav(reviews) : t.review.title),
    },
    { path: '/passbook', text: (t) => t.common.passbook },
    { path: '/activities', text: (t) => t.activity.title },
    { path: '/bookable', text: (t) => t.calendar.title },
    { path: '/wanted', text: (t) => t.order.wanted },
    { path: '/topics', text: (t) => t.topic.near },
    { path: '/elder', text: (t) => t.common.largeText },
  ],
  desk: [
    { path: '/desk/import', text: (t) => t.desk.sheet },
    { path: '/desk/catalogue', text: (t) => t.catalogue.title },
    { path: '/desk/outbox', text: (t) => t.outbox.title },
    { path: '/desk/unused', text: (t) => t.catalogue.unused },
    { path: '/desk/meals', text: (t) => t.meals.title },
    { path: '/desk/pools', text: (t) => t.pools.title },
    { path: '/desk/notices', text: (t) => t.notices.title },
    { path: '/desk/topics', text: (t) => t.topic.title },
    { path: '/desk/claims', text: (t) => t.claim.deskTitle },
    { path: '/desk/calls', text: (t) => t.complete.callsTitle },
    { path: '/desk/vouchers', text: (t) => t.vouchers.title },
    { path: '/desk/lists', text: (t) => t.papers.title },
  ],
  books: [
    { path: '/desk/figures', text: (t) => t.hotline.figures },
    { path: '/desk/close', text: (t) => t.desk.close },
    { path: '/desk/to-key', text: (t) => t.toKey.title },
    { path: '/desk/months', text: (t) => t.month.title },
    { path: '/desk/reconcile', text: (t) => t.desk.reconcile },
    { path: '/desk/partners', text: (t) => t.partners.title },
    { path: '/desk/contracts', text: (t) => t.paid.contracts },
    { path: '/desk/handovers', text: (t) => t.partners.handovers },
    { path: '/desk/undos', text: (t) => t.undo.title },
    { path: '/desk/position', text: (t) => t.position.title },
    { path: '/desk/liability', text: (t) => t.liability.title },
  ],
  office: [
    { path: '/account', text: (t) => t.account.title },
    { path: '/office/netting', text: (t) => t.netting.title },
    { path: '/office', text: (t) => t.office.staff },
    { path: '/office/tokens', text: (t) => t.office.tokens },
    { path: '/office/hooks', text: (t) => t.office.hooks },
    { path: '/office/devices', text: (t) => t.device.list },
    { path: '/office/audit', text: (t) => t.office.audit },
  ],
}

interface Link {
  readonly path: string
  text(t: Pages, reviews: number): string
}

/** What is folded up, with the words it is folded under. */
const MORE = [
  ['desk', 'moreDesk'],
  ['books', 'moreBooks'],
  ['office', 'moreOffice'],
] as const

function isOpen(actor: Actor | undefined, path: string): boolean {
  const page = PAGES.find((one) => one.method === 'get' && one.path === path)
  return page !== undefined && mayOpen(actor, page)
}

interface TopProps {
  readonly web: Web
  readonly c: Ask
  readonly product: string
  /** How many reviews are theirs to answer. */
  readonly reviews: number
  /** In large type: little beside the question itself. */
  readonly large: boolean
}

/** What a page in large type leads on to; the rest begins from the passbook. */
const LARGE: readonly string[] = ['/elder', '/passbook']

function Top({ c, product, reviews, large }: TopProps) {
  const { common } = words(c)
  const actor = c.get('actor')
  const other = languageOf(c) === 'zh' ? 'en' : 'zh'
  const here = c.req.method === 'GET' ? new URL(c.req.url).searchParams : new URLSearchParams()
  here.set('lang', other)
  const path = c.req.method === 'GET' ? c.req.path : '/'
  const opened = (group: keyof typeof LINKS) =>
    LINKS[group].filter(
      ({ path: to }) =>
        isOpen(actor, to) && (!large || actor?.kind !== 'member' || LARGE.includes(to)),
    )
  const more = MORE.map(([group, name]) => [name, opened(group)] as const).filter(
    ([, links]) => links.length > 0,
  )
  return (
    <header>
      <strong>{product}</strong>
      <nav>
        <a href="/">{common.home}</a>
        {opened('main').map(({ path, text }) => (
          <a href={path}>{text(words(c), reviews)}</a>
        ))}
        {more.length === 0 ? (
          ''
        ) : (
          <details class="more">
            <summary>{common.more}</summary>
            {more.map(([group, links]) => (
              <p>
                <strong>{common[group]}</strong>
                {links.map(({ path, text }) => (
                  <a href={path}>{text(words(c), reviews)}</a>
                ))}
              </p>
            ))}
          </details>
        )}
        <a href={`${path}?${here.toString()}`} lang={languageTag(other)}>
          {common.otherLanguage}
        </a>
        {actor ? (
          <form method="post" action="/sign-out" class="inline">
            <button class="quiet">{common.signOut}</button>
          </form>
        ) : (
          ''
        )}
      </nav>
    </header>
  )
}

/** At a computer that is not enrolled, where the station writes only from those that are. */
function Deviceless({ c }: { readonly c: Ask }) {
  const { device } = words(c)
  return (
    <p class="problem noprint">
      {device.needed} <a href="/device">{device.neededLink}</a>
    </p>
  )
}

/** Above a form that was not accepted: what is, and what is needed. */
export function Problem({ t, said }: { readonly t: Pages; readonly said?: string | undefined }) {
  if (said === undefined) return <></>
  return (
    <div class="problem" role="alert" id="problem">
      <h2>{t.common.notYet}</h2>
      <p>{said}</p>
    </div>
  )
}

interface FieldProps {
  readonly label: string
  readonly name: string
  readonly value?: string | undefined
  readonly type?: string
  readonly hint?: string
  readonly required?: boolean
  /** Sets the field apart from one of the same name in another form of the page. */
  readonly form?: string
  readonly [attribute: string]: unknown
}

export function Field({ label, name, value, type, hint, form, ...rest }: FieldProps) {
  const id = form === undefined ? name : `${form}-${name}`
  const hintId = hint === undefined ? undefined : `hint-${id}`
  return (
    <div>
      <label for={`f-${id}`}>{label}</label>
      {hint === undefined ? (
        ''
      ) : (
        <p class="hint" id={hintId}>
          {hint}
        </p>
      )}
      <input
        id={`f-${id}`}
        name={name}
        type={type ?? 'text'}
        value={value ?? ''}
        aria-describedby={hintId}
        {...rest}
      />
    </div>
  )
}

export function Choice({
  label,
  name,
  value,
  options,
}: {
  readonly label: string
  readonly name: string
  readonly value?: string | undefined
  readonly options: readonly (readonly [value: string, text: string])[]
}) {
  return (
    <label>
      {label}{' '}
      <select name={name}>
        {options.map(([code, text]) => (
          <option value={code} selected={code === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

export function Hidden({ name, value }: { readonly name: string; readonly value: string }) {
  return <input type="hidden" name={name} value={value} />
}

export function Facts({
  rows,
}: {
  readonly rows: readonly (readonly [label: string, value: Child] | undefined)[]
}) {
  return (
    <dl class="facts">
      {rows.map((row) =>
        row === undefined ? (
          ''
        ) : (
          <>
            <dt>{row[0]}</dt>
            <dd>{row[1]}</dd>
          </>
        ),
      )}
    </dl>
  )
}

export function notFound(web: Web, c: Ask): Promise<Response> {
  const { common } = words(c)
  return plain(web, c, 404, common.notFoundTitle, common.notFound)
}

export function plain(
  web: Web,
  c: Ask,
  status: ContentfulStatusCode,
  title: string,
  text: string,
  link: readonly [href: string, text: string] = ['/', words(c).common.home],
): Promise<Response> {
  const body = (
    <>
      <h1>{title}</h1>
      <p>{text}</p>
      <p>
        <a class="button" href={link[0]}>
          {link[1]}
        </a>
      </p>
    </>
  )
  return show(web, c, { title, status, body })
}
