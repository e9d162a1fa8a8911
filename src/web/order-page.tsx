/** One service order at the desk: what is known of it, how it stands against its time, what was done, and what may come next. */
import type { Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { noteEvent } from '../bank/oversight/audit.ts'
import { movesFor } from '../bank/loop/move.ts'
import { notesOf, type OrderFound, wordsOf } from '../bank/loop/order.ts'
import type { BookedSlot } from '../bank/ports-calendar.ts'
import type { OrderRow, OrderWords } from '../bank/ports-order.ts'
import type { EntryId } from '../ledger/entry.ts'
import { OUTCOMES, RATINGS, REASONS, SOURCES } from '../rules/order-codes.ts'
import { dayText, hoursText, maskName, maskPhone, timeText } from '../words/reading.ts'
import { partyText, whenText } from './calendar-view.tsx'
import { HANDING, PaidVisits, Routes } from './fallback.tsx'
import { OnDuty } from './order-new.tsx'
import {
  beganWith,
  claimantText,
  clockNow,
  codeName,
  Due,
  orderAt,
  stateName,
} from './order-view.tsx'
import { Facts, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  languageOf,
  serviceName,
  speakerFor,
  staffNames,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function orderPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/orders/:order', async (c) => {
    const found = await orderAt(web, c)
    return found ? orderPage(web, c, found) : notFound(web, c)
  })
  app.get('/desk/orders/:order/slip', (c) => slipPage(web, c))
}

export async function orderPage(
  web: Web,
  c: Ask,
  found: OrderFound,
  said?: string,
): Promise<Response> {
  const t = words(c)
  const { key, body: row } = found.row
  const own = (await wordsOf(web.bank, [key])).get(key)
  const began = own ? undefined : await beganWith(web, c, found.row)
  const told = own ?? (began && { ...began.said, need: began.text })
  if (row.member !== undefined)
    await noteEvent(web.bank, actorOf(c), { act: 'looked', ok: true, about: row.member })
  const done = c.req.query('done')
  const isOpen = found.workflow.states[row.state]?.kind === 'open'
  const title = `${found.workflow.label[languageOf(c)]} · ${stateName(found, c)}`
  const body = (
    <>
      <h1>{title}</h1>
      {done === 'taken' || done === 'moved' || done === 'visit' ? (
        <p class="done" role="status">
          {{ taken: t.order.taken, moved: t.order.done, visit: t.paid.visitSaved }[done]}
        </p>
      ) : (
        ''
      )}
      <Problem t={t} said={said} />
      {row.urgent && isOpen ? <OnDuty web={web} c={c} station={row.station} /> : ''}
      <p>
        <Due web={web} c={c} found={found} />
      </p>
      <Routes web={web} c={c} found={found} />
      <Next web={web} c={c} found={found} />
      <PaidVisits web={web} c={c} found={found} />
      <Known web={web} c={c} found={found} said={told} />
      <History web={web} c={c} found={found} />
      <p class="noprint">
        <a class="button quiet" href={`/desk/orders/${key}/slip`}>
          {t.order.slipOpen}
        </a>{' '}
        {row.moves.some(({ move }) => move === 'supervise') ? (
          <a class="button quiet" href={`/desk/orders/${key}/notice`}>
            {t.safety.noticeOpen}
          </a>
        ) : (
          ''
        )}{' '}
        {row.type === 'hotline' ? (
          <a class="button quiet" href={`/desk/request?from=${key}`}>
            {t.order.follow}
          </a>
        ) : (
          ''
        )}
      </p>
    </>
  )
  return show(web, c, { title, body, look: 'desk', status: said === undefined ? 200 : 422 })
}

interface Part {
  readonly web: Web
  readonly c: Ask
  readonly found: OrderFound
}

/** A move that asks for nothing is one button; of any other the button leads to its page. */
async function Next({ web, c, found }: Part) {
  const t = words(c)
  const language = languageOf(c)
  const moves = (await movesFor(web.bank, actorOf(c), found)).filter(
    ([, { effect }]) => !HANDING.has(effect),
  )
  const path = `/desk/orders/${found.row.key}/moves`
  return (
    <section class="noprint">
      <h2>{t.order.moves}</h2>
      {moves.length === 0 ? <p>{t.order.movesNone}</p> : ''}
      <div class="row">
        {moves.map(([name, { label, needs = [] }], at) =>
          needs.length > 0 ? (
            <a class={at === 0 ? 'button' : 'button quiet'} href={`${path}/${name}`}>
              {label[language]}
            </a>
          ) : (
            <form method="post" action={`${path}/${name}`}>
              <Hidden name="id" value={web.bank.ids.entry()} />
              <button class={at === 0 ? undefined : 'quiet'}>{label[language]}</button>
            </form>
          ),
        )}
      </div>
    </section>
  )
}

/** A fact of the order, where there is one. */
const row = (label: string, value: Child | undefined) =>
  value === undefined || value === '' || value === false ? undefined : ([label, value] as const)

/** What came of it. */
function doneRows(c: Ask, body: OrderRow) {
  const t = words(c)
  const entry = body.entry ?? body.hold
  return [
    row(t.order.outcome, body.outcome && codeName(OUTCOMES, body.outcome, c)),
    row(t.safety.policy, body.policy),
    row(t.order.rating, body.rating && codeName(RATINGS, `${body.rating}`, c)),
    row(t.order.notAgain, body.notAgain && t.common.yes),
    row(t.order.hours, entry && <a href={`/receipts/${entry}`}>{t.order.open}</a>),
    row(t.order.review, body.review && <a href={`/desk/reviews/${body.review}`}>{t.order.open}</a>),
  ]
}

async function Known({ web, c, found, said }: Part & { readonly said: OrderWords | undefined }) {
  const t = words(c)
  const language = languageOf(c)
  const { key, body } = found.row
  const speaker = await speakerFor(web, c, body.member === undefined ? [] : [body.member])
  const notes = await notesOf(web.bank, found.row)
  const named = body.moves.findLast(({ move }) => move === 'claim')?.note
  const who = body.claimant && (await claimantText(web, c, body.claimant, notes.get(named ?? '')))
  const person = body.member && speaker.people.get(body.member as never)
  const slotRows = body.slot ? await slotFacts(web, c, body.slot) : []
  return (
    <Facts
      rows={[
        row(t.order.need, said?.need),
        row(
          t.order.who,
          person ? (
            <a href={`/desk/members/${person.member}`}>
              {maskName(person.name)}（{person.number}）{maskPhone(person.phone)}
            </a>
          ) : (
            (said?.person ?? t.order.nobody)
          ),
        ),
        row(t.order.caller, said?.caller),
        row(t.order.callerPhone, said?.phone),
        row(t.order.address, said?.address),
        row(t.order.diet, said?.diet),
        row(t.partners.cited, body.grantLine),
        row(t.common.service, serviceName(web, body.service, language)),
        ...slotRows,
        row(t.order.day, body.slot ? undefined : body.day && dayText(body.day, language)),
        row(t.order.planned, body.minutes && hoursText(body.minutes, language)),
        row(t.order.claimant, who ?? t.order.claimantNone),
        row(
          t.paid.number,
          body.claimant?.kind === 'provider' && (
            <a href={`/desk/contracts/${body.claimant.id}`}>{body.claimant.id}</a>
          ),
        ),
        row(t.order.station, speaker.station?.(body.station) ?? body.station),
        row(
          t.paid.fromNeighbour,
          body.neighbour && (speaker.station?.(body.neighbour.from) ?? body.neighbour.from),
        ),
        row(t.order.source, codeName(SOURCES, body.source, c)),
        row(t.order.source12345, body.outside && `${body.outside.system} ${body.outside.number}`),
        row(t.order.told, body.outside?.told && timeText(body.outside.told, language)),
        row(
          t.order.cameFrom,
          body.cameFrom && <a href={`/desk/orders/${body.cameFrom}`}>{t.order.open}</a>,
        ),
        ...doneRows(c, body),
        row(t.order.takenAt, timeText(body.list.at, language)),
        row(t.order.number, <span class="code">{key}</span>),
      ]}
    />
  )
}

/** What is booked: the thing, when, for how many and for whom. */
async function slotFacts(web: Web, c: Ask, slot: BookedSlot) {
  const { calendar: t } = words(c)
  const thing = await web.bank.directory.get('bookable', slot.bookable)
  const party = await partyText(web, slot)
  return [
    [t.thing, thing ? `${thing.body.name} · ${thing.body.where}` : slot.bookable] as const,
    [t.time, whenText(c, slot)] as const,
    [t.people, `${slot.people}`] as const,
    party === undefined ? undefined : ([t.partyName, party] as const),
  ]
}

async function History({ web, c, found }: Part) {
  const t = words(c)
  const language = languageOf(c)
  const { body } = found.row
  const { workflow } = found
  const names = await staffNames(
    web,
    c,
    body.moves.map(({ by }) => by),
  )
  const notes = await notesOf(web.bank, found.row)
  return (
    <>
      <h2>{t.order.history}</h2>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">{t.common.time}</th>
              <th scope="col">{t.order.historyMove}</th>
              <th scope="col">{t.order.state}</th>
              <th scope="col">{t.order.historyBy}</th>
              <th scope="col">{t.order.reason}</th>
            </tr>
          </thead>
          <tbody>
            {body.moves.map(({ move, to, at, by, reason, note }) => (
              <tr>
                <td class="keep">{timeText(at, language)}</td>
                <td>
                  {move === 'take-in'
                    ? t.order.submit
                    : (workflow.moves[move]?.label[language] ?? move)}
                </td>
                <td>{workflow.states[to]?.label[language] ?? to}</td>
                <td>{names.get(by) ?? (by.startsWith('member:') ? t.common.member : '')}</td>
                <td>
                  {reason === undefined ? '' : codeName(REASONS, reason, c)}{' '}
                  {note === undefined ? '' : notes.get(note)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** What is handed to the person: who comes and when, the code they must say, and whom to call. */
async function slipPage(web: Web, c: Ask): Promise<Response> {
  const found = await orderAt(web, c)
  if (!found) return notFound(web, c)
  const t = words(c)
  const body = (
    <div class="stack">
      <h1>{t.order.slip}</h1>
      <VisitSlip web={web} c={c} found={found} />
      <p class="noprint hint">{t.elder.slipPrint}</p>
      <p>
        <a class="button quiet" href={`/desk/orders/${found.row.key}`}>
          {t.common.back}
        </a>
      </p>
    </div>
  )
  return show(web, c, { title: t.order.slip, body, look: 'large', aloud: 'not-read', paper: 'a5' })
}

export async function VisitSlip({ web, c, found }: Part) {
  const t = words(c)
  const language = languageOf(c)
  const { key, body } = found.row
  const station = (await web.bank.directory.get('station', body.station))?.body
  const who = body.claimant && (await claimantText(web, c, body.claimant))
  const code = visitCodeOf(web, found)
  const { colour } = clockNow(web, found)
  return (
    <div class="slip">
      <h2>{found.workflow.label[language]}</h2>
      <Facts
        rows={[
          [t.order.comes, who ?? t.order.claimantNone],
          [
            t.order.comesWhen,
            body.day === undefined ? t.order.unknownDay : dayText(body.day, language),
          ],
          [t.common.station, station?.name ?? body.station],
          [t.common.phone, station?.hotline ?? ''],
        ]}
      />
      {body.claimant === undefined || colour === undefined ? (
        ''
      ) : (
        <p class="visit">
          {t.complete.slipCode} <b>{code}</b>
          <span class="hint">{t.order.comesAsk}</span>
        </p>
      )}
      <p class="hint">{body.claimant?.kind === 'provider' ? t.paid.elderFee : t.elder.neverPay}</p>
      <p class="sign">{t.complete.slipSign}</p>
      <p class="code">{key}</p>
    </div>
  )
}

/** Four digits that whoever comes must say: of the hold where hours pay, else of the order. */
export function visitCodeOf({ bank }: Web, { row }: OrderFound): string {
  return bank.people.members.visitCode((row.body.hold ?? row.key) as EntryId)
}
