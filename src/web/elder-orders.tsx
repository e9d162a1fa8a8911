/** What a person has asked for, in large type: who comes and when, whether it was done, how it was, and whom not to send again. */
import type { Hono } from 'hono'
import { type MoveOrder, moveOrder, movesFor } from '../bank/loop/move.ts'
import type { OrderFound } from '../bank/loop/order.ts'
import { ordersOf } from '../bank/loop/wanted.ts'
import type { Pages } from '../words/pages.ts'
import { dayText } from '../words/reading.ts'
import type { BookedSlot } from '../bank/ports-calendar.ts'
import type { OrderRow } from '../bank/ports-order.ts'
import { choicesHeard, heardWords, shownWords } from './aloud.tsx'
import { CHOICES_A_PAGE, More } from './elder.tsx'
import { whenText } from './calendar-view.tsx'
import { codeHeard, Help, helpHeard } from './elder-booking.tsx'
import { VisitSlip, visitCodeOf } from './order-page.tsx'
import { RATINGS } from '../rules/order-codes.ts'
import { claimantText, codeName, isOwn, orderAt, stateName } from './order-view.tsx'
import { Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  fieldsOf,
  formId,
  languageOf,
  told,
  type Web,
  type WebEnv,
} from './view.ts'

export function elderOrderPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/elder/orders', (c) => myPage(web, c))
  app.get('/elder/orders/:order', (c) => onePage(web, c))
  app.post('/elder/orders/:order/:move', (c) => moveSent(web, c))
}

/** So many are there to be looked at, three a page: what is open, and what was of late. */
const SHOWN = 10

async function myPage(web: Web, c: Ask): Promise<Response> {
  const t = shownWords(c)
  const actor = actorOf(c)
  if (actor.member === undefined) return notFound(web, c)
  const all = (await ordersOf(web.bank, actor.member)).slice(0, SHOWN)
  const pages = Math.max(1, Math.ceil(all.length / CHOICES_A_PAGE))
  const page = Math.min(Math.max(Math.trunc(Number(c.req.query('page') ?? '1')) || 1, 1), pages)
  const found = all.slice((page - 1) * CHOICES_A_PAGE, page * CHOICES_A_PAGE)
  const station = (await web.bank.directory.get('station', actor.station))?.body
  const body = (
    <div class="stack">
      <h1>{t.order.my}</h1>
      {found.length === 0 ? <p role="status">{t.order.myNone}</p> : ''}
      <ul class="cards">
        {found.map((one) => (
          <li>
            <Mine web={web} c={c} found={one} />
          </li>
        ))}
      </ul>
      {pages > 1 ? (
        <More
          c={c}
          href={`/elder/orders?page=${page === pages ? 1 : page + 1}`}
          page={page}
          pages={pages}
        />
      ) : (
        ''
      )}
      <Help web={web} c={c} station={station} />
      <p>
        <a class="button quiet" href="/elder">
          {t.elder.goHome}
        </a>
      </p>
    </div>
  )
  const heard = heardWords(c)
  const mine = await Promise.all(found.map((one) => mineSaid(web, c, one, heard)))
  const aloud = [
    heard.order.my,
    ...(mine.length === 0 ? [heard.order.myNone] : mine),
    ...(pages > 1 ? [heard.elder.moreThere] : []),
    ...helpHeard(c, station),
  ]
  return show(web, c, { title: t.order.my, body, look: 'large', aloud })
}

/** One of them in a sentence: what, how it stands, when, and who comes. */
async function mineSaid(web: Web, c: Ask, found: OrderFound, t: Pages): Promise<string> {
  const { body } = found.row
  const language = languageOf(c)
  const who = body.claimant && (await claimantText(web, c, body.claimant))
  return [
    found.workflow.label[language],
    stateName(found, c),
    await whenOf(web, c, body, t),
    ...(who === undefined ? [] : [t.elder.whoComes(who)]),
  ].join('，')
}

/** The slot that is booked, or the day that is wanted. */
async function whenOf(web: Web, c: Ask, { slot, day }: OrderRow, t: Pages): Promise<string> {
  if (slot) return slotText(web, c, slot)
  return day === undefined ? t.order.unknownDay : dayText(day, languageOf(c))
}

interface Part {
  readonly web: Web
  readonly c: Ask
  readonly found: OrderFound
}

async function Mine({ web, c, found }: Part) {
  const t = shownWords(c)
  const language = languageOf(c)
  const { key, body } = found.row
  const who = body.claimant && (await claimantText(web, c, body.claimant))
  return (
    <div class="card">
      <p>
        <strong>{found.workflow.label[language]}</strong>，{stateName(found, c)}
      </p>
      <p>
        {await whenOf(web, c, body, t)}
        {who === undefined ? '' : `，${t.elder.whoComes(who)}`}
      </p>
      <p>
        <a class="button" href={`/elder/orders/${key}`}>
          {t.order.open}
        </a>
      </p>
    </div>
  )
}

const DONE = {
  absent: 'absentDone',
  stranger: 'strangerDone',
} as const satisfies Readonly<Record<string, 'absentDone' | 'strangerDone'>>

const CALENDAR_DONE = { booked: 'booked', 'call-off': 'off', rate: 'rated' } as const

/** What was done, in the words of the page. */
function thanksIn({ order, calendar }: Pages, done: string): string {
  if (Object.hasOwn(CALENDAR_DONE, done))
    return calendar[CALENDAR_DONE[done as keyof typeof CALENDAR_DONE]]
  return order[DONE[done as keyof typeof DONE] ?? 'thanks']
}

/** What is booked, when and where. */
async function slotText(web: Web, c: Ask, slot: BookedSlot): Promise<string> {
  const thing = await web.bank.directory.get('bookable', slot.bookable)
  const where = thing ? [thing.body.where] : []
  return [thing?.body.name ?? slot.bookable, whenText(c, slot), ...where].join('，')
}

async function onePage(web: Web, c: Ask, said?: string): Promise<Response> {
  const found = await orderAt(web, c)
  if (!found || !isOwn(actorOf(c), found)) return notFound(web, c)
  const t = shownWords(c)
  const { body: row } = found.row
  const station = (await web.bank.directory.get('station', row.station))?.body
  const done = c.req.query('done') ?? ''
  const isOpen = found.workflow.states[row.state]?.kind === 'open'
  const own = await ownMoves(web, c, found)
  const instead = isOpen ? await insteadSaid(web, found, t) : undefined
  const isWaiting = isOpen && row.claimant === undefined && !row.slot
  const byContract = isOpen && row.claimant?.kind === 'provider'
  const body = (
    <div class="stack">
      <h1>
        {found.workflow.label[languageOf(c)]}，{stateName(found, c)}
      </h1>
      {done === '' ? (
        ''
      ) : (
        <p class="done" role="status">
          {thanksIn(t, done)}
        </p>
      )}
      <Problem t={t} said={said} />
      {row.slot ? <p>{await slotText(web, c, row.slot)}</p> : ''}
      {row.state === 'waiting' ? <p>{t.calendar.waiting}</p> : ''}
      {isWaiting ? <p>{t.order.myWaiting}</p> : ''}
      {instead === undefined ? '' : <p>{instead}</p>}
      <Buttons web={web} c={c} found={found} own={own} />
      {isOpen && row.claimant ? <VisitSlip web={web} c={c} found={found} /> : ''}
      <Help web={web} c={c} station={station} byContract={byContract} />
      <p>
        <a class="button quiet" href="/elder/orders">
          {t.common.back}
        </a>
      </p>
    </div>
  )
  const heard = heardWords(c)
  const insteadHeard = isOpen ? await insteadSaid(web, found, heard) : undefined
  const aloud = [
    ...(said === undefined ? [] : [said]),
    ...(done === '' ? [] : [thanksIn(heard, done)]),
    await mineSaid(web, c, found, heard),
    ...(row.state === 'waiting' ? [heard.calendar.waiting] : []),
    ...(isWaiting ? [heard.order.myWaiting] : []),
    ...(insteadHeard === undefined ? [] : [insteadHeard]),
    ...movesHeard(c, own, heard),
    ...(isOpen && row.claimant
      ? [...codeHeard(c, heard.complete.slipCode, visitCodeOf(web, found)), heard.order.comesAsk]
      : []),
    ...helpHeard(c, station, byContract),
  ]
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.order.my, body, look: 'large', aloud, status })
}

/** Where nobody claimed it: a provider who is paid, or a station nearby, in plain words. */
async function insteadSaid(web: Web, { row }: OrderFound, { paid }: Pages) {
  const { claimant, neighbour, station, reached } = row.body
  if (claimant?.kind === 'provider' && reached) return paid.elderPaidWhy
  if (!neighbour) return undefined
  const name = (await web.bank.directory.get('station', station))?.body.name ?? station
  return neighbour.taken ? paid.elderNeighbour(name) : paid.elderAsked(name)
}

/** Yes or no, a face, or that it is not needed: in the order they are asked in, three on a page. */
const MOVES = { confirm: 'yes', absent: 'absent', stranger: 'stranger', cancel: 'cancel' } as const

interface OwnMoves {
  /** The move that takes a face, where this page asks for one. */
  readonly faces: string | undefined
  readonly moves: readonly (keyof typeof MOVES)[]
  /** Where the others are. */
  readonly more: string | undefined
  /** A slot that is booked can be given back. */
  readonly callOff: boolean
}

async function ownMoves(web: Web, c: Ask, found: OrderFound): Promise<OwnMoves> {
  const all = new Map(await movesFor(web.bank, actorOf(c), found))
  const faces = [...all].find(([, { needs }]) => needs?.includes('rating'))?.[0]
  const names = Object.keys(MOVES) as (keyof typeof MOVES)[]
  const moves = names.filter((name) => all.has(name) && name !== faces)
  // Three faces are three choices.
  const first = faces === undefined ? moves.slice(0, CHOICES_A_PAGE) : []
  const rest = moves.filter((name) => !first.includes(name))
  const path = `/elder/orders/${found.row.key}`
  const callOff = all.has('call-off')
  if (rest.length === 0) return { faces, moves: first, more: undefined, callOff }
  const isMore = c.req.query('more') === '1'
  return isMore
    ? { faces: undefined, moves: rest, more: path, callOff: false }
    : { faces, moves: first, more: `${path}?more=1`, callOff }
}

function movesHeard(
  c: Ask,
  { faces, moves, more, callOff }: OwnMoves,
  t: Pages,
): readonly string[] {
  const asks = faces === undefined ? [] : [t.order.howWasIt]
  const rated = faces === undefined ? [] : RATED.map((one) => codeName(RATINGS, `${one}`, c))
  return [
    ...asks,
    ...(moves.includes('confirm') ? [t.order.isDone] : []),
    ...choicesHeard(c, [...rated, ...moves.map((name) => t.order[MOVES[name]])]),
    ...(callOff ? [t.calendar.callOff] : []),
    ...(more === undefined ? [] : [t.elder.moreThere]),
  ]
}

/** Only what is a person's own to do. */
function Buttons({ web, c, found, own }: Part & { readonly own: OwnMoves }) {
  const t = shownWords(c)
  const path = `/elder/orders/${found.row.key}`
  const { faces, moves, more } = own
  return (
    <>
      {moves.includes('confirm') ? <h2>{t.order.isDone}</h2> : ''}
      {moves.map((name) => (
        <form method="post" action={`${path}/${name}`}>
          <Hidden name="id" value={web.bank.ids.entry()} />
          <button class={name === 'confirm' ? undefined : 'quiet'}>{t.order[MOVES[name]]}</button>
        </form>
      ))}
      {faces === undefined ? (
        ''
      ) : (
        <Faces web={web} c={c} path={`${path}/${faces}`} again={!found.row.body.slot} />
      )}
      {more === undefined ? (
        ''
      ) : (
        <p>
          <a class="button quiet" href={more}>
            {t.catalogue.more}
          </a>
        </p>
      )}
      {own.callOff ? (
        <details>
          <summary class="button quiet">{t.calendar.callOff}</summary>
          <form method="post" action={`${path}/call-off`}>
            <Hidden name="id" value={web.bank.ids.entry()} />
            <button>{t.calendar.callOffYes}</button>
          </form>
        </details>
      ) : (
        ''
      )}
    </>
  )
}

const FACES = { 3: '😊', 2: '😐', 1: '🙁' } as const
const RATED = [3, 2, 1] as const

function Faces({
  web,
  c,
  path,
  again,
}: {
  readonly web: Web
  readonly c: Ask
  readonly path: string
  /** Somebody came who might not be sent again. */
  readonly again: boolean
}) {
  const t = shownWords(c)
  return (
    <form method="post" action={path}>
      <h2>{t.order.howWasIt}</h2>
      <Hidden name="id" value={web.bank.ids.entry()} />
      {again ? (
        <label class="tick">
          <input type="checkbox" name="notAgain" value="1" />
          {t.order.notAgain}
        </label>
      ) : (
        ''
      )}
      <ul class="cards ways">
        {RATED.map((one) => (
          <li>
            <button name="rating" value={`${one}`}>
              {FACES[one]} {codeName(RATINGS, `${one}`, c)}
            </button>
          </li>
        ))}
      </ul>
    </form>
  )
}

async function moveSent(web: Web, c: Ask): Promise<Response> {
  const actor = actorOf(c)
  const found = await orderAt(web, c)
  const name = c.req.param('move') ?? ''
  const move = found?.workflow.moves[name]
  if (!found || !isOwn(actor, found) || !move?.by.includes('person')) return notFound(web, c)
  const fields = await fieldsOf(c)
  const order = { id: formId(web, fields), order: found.row.key, move: name }
  const outcome = await moveOrder(web.bank, actor, { ...order, ...said(fields) })
  if (outcome.ok) return c.redirect(`/elder/orders/${found.row.key}?done=${name}`, 303)
  return onePage(web, c, await told(web, c, outcome.refusal))
}

function said(fields: Fields): Partial<MoveOrder> {
  const rating = ([1, 2, 3] as const).find((one) => `${one}` === fields.get('rating'))
  return {
    reason: 'not-needed',
    ...(rating === undefined ? {} : { rating }),
    ...(fields.get('notAgain') === '1' ? { notAgain: true } : {}),
  }
}
