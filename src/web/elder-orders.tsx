/** What a person has asked for, in large type: who comes and when, whether it was done, how it was, and whom not to send again. */
import type { Hono } from 'hono'
import { type MoveOrder, moveOrder, movesFor } from '../bank/loop/move.ts'
import type { OrderFound } from '../bank/loop/order.ts'
import { ordersOf } from '../bank/loop/wanted.ts'
import { dayText } from '../words/reading.ts'
import type { BookedSlot } from '../bank/ports-calendar.ts'
import { whenText } from './calendar-view.tsx'
import { Help } from './elder-booking.tsx'
import { VisitSlip } from './order-page.tsx'
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
  words,
} from './view.ts'

export function elderOrderPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/elder/orders', (c) => myPage(web, c))
  app.get('/elder/orders/:order', (c) => onePage(web, c))
  app.post('/elder/orders/:order/:move', (c) => moveSent(web, c))
}

/** So many are shown: what is open, and what was of late. */
const SHOWN = 10

async function myPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const actor = actorOf(c)
  if (actor.member === undefined) return notFound(web, c)
  const found = (await ordersOf(web.bank, actor.member)).slice(0, SHOWN)
  const station = (await web.bank.directory.get('station', actor.station))?.body
  const body = (
    <div class="stack">
      <h1>{t.order.my}</h1>
      {found.length === 0 ? <p role="status">{t.order.myNone}</p> : ''}
      {found.map((one) => (
        <Mine web={web} c={c} found={one} />
      ))}
      <Help web={web} c={c} station={station} />
      <p>
        <a class="button quiet" href="/elder">
          {t.elder.goHome}
        </a>
      </p>
    </div>
  )
  return show(web, c, { title: t.order.my, body, look: 'large' })
}

interface Part {
  readonly web: Web
  readonly c: Ask
  readonly found: OrderFound
}

async function Mine({ web, c, found }: Part) {
  const t = words(c)
  const language = languageOf(c)
  const { key, body } = found.row
  const who = body.claimant && (await claimantText(web, c, body.claimant))
  return (
    <div class="card">
      <p>
        <strong>{found.workflow.label[language]}</strong>，{stateName(found, c)}
      </p>
      <p>
        {body.slot ? <SlotOf web={web} c={c} slot={body.slot} /> : ''}
        {body.slot ? '' : body.day === undefined ? t.order.unknownDay : dayText(body.day, language)}
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

/** What is booked, when and where. */
async function SlotOf({ web, c, slot }: { web: Web; c: Ask; slot: BookedSlot }) {
  const thing = await web.bank.directory.get('bookable', slot.bookable)
  return (
    <>
      {thing?.body.name ?? slot.bookable}，{whenText(c, slot)}
      {thing ? `，${thing.body.where}` : ''}
    </>
  )
}

async function onePage(web: Web, c: Ask, said?: string): Promise<Response> {
  const found = await orderAt(web, c)
  if (!found || !isOwn(actorOf(c), found)) return notFound(web, c)
  const t = words(c)
  const { body: row } = found.row
  const station = (await web.bank.directory.get('station', row.station))?.body
  const done = c.req.query('done') ?? ''
  const isOpen = found.workflow.states[row.state]?.kind === 'open'
  const body = (
    <div class="stack">
      <h1>
        {found.workflow.label[languageOf(c)]}，{stateName(found, c)}
      </h1>
      {done === '' ? (
        ''
      ) : (
        <p class="done" role="status">
          {Object.hasOwn(CALENDAR_DONE, done)
            ? t.calendar[CALENDAR_DONE[done as keyof typeof CALENDAR_DONE]]
            : t.order[DONE[done as keyof typeof DONE] ?? 'thanks']}
        </p>
      )}
      <Problem t={t} said={said} />
      {row.slot ? (
        <p>
          <SlotOf web={web} c={c} slot={row.slot} />
        </p>
      ) : (
        ''
      )}
      {row.state === 'waiting' ? <p>{t.calendar.waiting}</p> : ''}
      {isOpen && row.claimant === undefined && !row.slot ? <p>{t.order.myWaiting}</p> : ''}
      {isOpen ? <WhoInstead web={web} c={c} found={found} /> : ''}
      <Buttons web={web} c={c} found={found} />
      {isOpen && row.claimant ? <VisitSlip web={web} c={c} found={found} /> : ''}
      <Help
        web={web}
        c={c}
        station={station}
        byContract={isOpen && row.claimant?.kind === 'provider'}
      />
      <p>
        <a class="button quiet" href="/elder/orders">
          {t.common.back}
        </a>
      </p>
    </div>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.order.my, body, look: 'large', status })
}

/** Where nobody claimed it: a provider who is paid, or a station nearby, in plain words. */
async function WhoInstead({ web, c, found }: Part) {
  const { paid } = words(c)
  const { claimant, neighbour, station, reached } = found.row.body
  if (claimant?.kind === 'provider' && reached) return <p>{paid.elderPaidWhy}</p>
  if (!neighbour) return <></>
  const name = (await web.bank.directory.get('station', station))?.body.name ?? station
  return <p>{neighbour.taken ? paid.elderNeighbour(name) : paid.elderAsked(name)}</p>
}

/** Only what is a person's own to do: yes or no, a face, or that it is not needed any more. */
async function Buttons({ web, c, found }: Part) {
  const t = words(c)
  const moves = new Map(await movesFor(web.bank, actorOf(c), found))
  const path = `/elder/orders/${found.row.key}`
  const faces = [...moves].find(([, { needs }]) => needs?.includes('rating'))?.[0]
  const one = (move: string, text: string, quiet = true) =>
    moves.has(move) && move !== faces ? (
      <form method="post" action={`${path}/${move}`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <button class={quiet ? 'quiet' : undefined}>{text}</button>
      </form>
    ) : (
      ''
    )
  return (
    <>
      {moves.has('confirm') && faces !== 'confirm' ? <h2>{t.order.isDone}</h2> : ''}
      {one('confirm', t.order.yes, false)}
      {one('absent', t.order.absent)}
      {faces === undefined ? (
        ''
      ) : (
        <Faces web={web} c={c} path={`${path}/${faces}`} again={!found.row.body.slot} />
      )}
      {one('stranger', t.order.stranger)}
      {one('cancel', t.order.cancel)}
      {moves.has('call-off') ? (
        <details>
          <summary class="button quiet">{t.calendar.callOff}</summary>
          {one('call-off', t.calendar.callOffYes, false)}
        </details>
      ) : (
        ''
      )}
    </>
  )
}

const FACES = { 3: '😊', 2: '😐', 1: '🙁' } as const

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
  const t = words(c)
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
        {([3, 2, 1] as const).map((one) => (
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
