/** A station handed over to the next organisation: opened by the city, counted at the station, agreed by two, and printed to be signed. */
import type { Hono } from 'hono'
import {
  agreeHandover,
  countStock,
  handoverFor,
  openHandover,
  stockAt,
} from '../bank/city/handover.ts'
import { placesOf } from '../bank/loop/order.ts'
import type { Row } from '../bank/ports.ts'
import type { HandoverRow } from '../bank/ports-partners.ts'
import type { Outcome } from '../ledger/refusal.ts'
import { dayText } from '../words/reading.ts'
import { Facts, Field, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  fieldsOf,
  formId,
  languageOf,
  mayHere,
  reviewAt,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function handoverPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/handovers', (c) => listPage(web, c))
  app.post('/desk/handovers', (c) => opened(web, c))
  app.get('/desk/handovers/:handover', (c) => onePage(web, c, c.req.param('handover')))
  app.post('/desk/handovers/:handover/stock', (c) => counted(web, c, c.req.param('handover')))
  app.post('/desk/handovers/:handover/agreement', (c) => agreed(web, c, c.req.param('handover')))
}

async function listPage(web: Web, c: Ask, said?: string): Promise<Response> {
  const { partners } = words(c)
  const language = languageOf(c)
  const places = await placesOf(web.bank, actorOf(c))
  const rows = await web.bank.directory.listed('handover', { places, newest: true })
  const body = (
    <>
      <h1>{partners.handovers}</h1>
      <p class="hint">{partners.handoverHint}</p>
      <Problem t={words(c)} said={said} />
      {rows.length === 0 ? <p>{partners.handoversNone}</p> : ''}
      <ul>
        {rows.map(({ key, body: one }) => (
          <li>
            <a href={`/desk/handovers/${key}`}>
              {`${one.station} · ${dayText(one.day, language)} · ${one.list.state === 'open' ? partners.stateOpen : partners.stateAgreed}`}
            </a>
          </li>
        ))}
      </ul>
      {mayHere(c, 'directory:write') ? (
        <form method="post" action="/desk/handovers">
          <Hidden name="id" value={web.bank.ids.entry()} />
          <div class="row">
            <Field label={partners.station} name="station" />
            <Field label={partners.incoming} name="incoming" />
            <Field label={partners.first} name="day" type="date" />
            <Field label={partners.last} name="until" type="date" />
          </div>
          <button>{partners.open}</button>
        </form>
      ) : (
        ''
      )}
    </>
  )
  return show(web, c, { title: partners.handovers, body, look: 'desk', status: said ? 422 : 200 })
}

async function opened(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const outcome = await openHandover(web.bank, actorOf(c), {
    id,
    station: fields.get('station'),
    incoming: fields.get('incoming'),
    day: fields.get('day'),
    until: fields.get('until'),
  })
  if (outcome.ok) return c.redirect(`/desk/handovers/${id}`, 303)
  return listPage(web, c, await told(web, c, outcome.refusal))
}

async function onePage(web: Web, c: Ask, key: string, said?: string): Promise<Response> {
  const { partners } = words(c)
  const found = await handoverFor(web.bank, actorOf(c), key)
  if (!found.ok) return notFound(web, c)
  const row = found.value
  const language = languageOf(c)
  const { body: one } = row
  const isOpen = one.list.state === 'open'
  const body = (
    <>
      <h1>{partners.handovers}</h1>
      <Problem t={words(c)} said={said} />
      <Facts
        rows={[
          [partners.station, one.station],
          [partners.outgoing, one.outgoing],
          [partners.incoming, one.incoming],
          [partners.first, dayText(one.day, language)],
          [partners.last, dayText(one.until, language)],
          [partners.state, isOpen ? partners.stateOpen : partners.stateAgreed],
          isOpen
            ? undefined
            : [
                partners.lying,
                `${partners.lyingOrders(one.orders.length, one.holds.length)} · ${partners.lyingActivities(one.activities.length)}`,
              ],
          isOpen
            ? undefined
            : [
                partners.ending,
                `${partners.endingStaff(one.ended.staff.length)} · ${partners.endingOthers(one.ended.tokens.length, one.ended.devices.length)}`,
              ],
        ]}
      />
      <Stock web={web} c={c} row={row} />
      {isOpen && mayHere(c, 'directory:write') ? (
        <form method="post" action={`/desk/handovers/${key}/agreement`}>
          <Hidden name="id" value={web.bank.ids.entry()} />
          <button>{partners.agree}</button>
        </form>
      ) : (
        ''
      )}
      <Facts
        rows={[
          [partners.giver, '　'],
          [partners.taker, '　'],
          [partners.witness, '　'],
        ]}
      />
    </>
  )
  return show(web, c, { title: partners.handovers, body, look: 'desk', status: said ? 422 : 200 })
}

async function Stock({ web, c, row }: { web: Web; c: Ask; row: Row<HandoverRow> }) {
  const { partners } = words(c)
  const stock = await stockAt(web.bank, row.body.station)
  if (stock.length === 0) return <></>
  const isOpen = row.body.list.state === 'open' && mayHere(c, 'days:write')
  return (
    <form method="post" action={`/desk/handovers/${row.key}/stock`}>
      <h2>{partners.stock}</h2>
      <Hidden name="id" value={web.bank.ids.entry()} />
      {stock.map(({ code, name, books }) =>
        isOpen ? (
          <Field
            label={`${name}（${partners.books} ${books}）`}
            name={`n-${code}`}
            value={`${row.body.counted[code] ?? ''}`}
          />
        ) : (
          <p>{`${name}：${partners.books} ${books}，${partners.counted} ${row.body.counted[code] ?? '—'}`}</p>
        ),
      )}
      {isOpen ? <button>{partners.keepCount}</button> : ''}
    </form>
  )
}

async function counted(web: Web, c: Ask, key: string): Promise<Response> {
  const fields = await fieldsOf(c)
  const found = await handoverFor(web.bank, actorOf(c), key)
  if (!found.ok) return notFound(web, c)
  const stock = await stockAt(web.bank, found.value.body.station)
  const typed = stock.map(({ code }) => [code, fields.get(`n-${code}`)] as const)
  const read = typed.map(
    ([code, text]) => [code, /^\d{1,6}$/.test(text) ? Number(text) : -1] as const,
  )
  const order = { id: formId(web, fields), handover: key, counted: Object.fromEntries(read) }
  return turned(web, c, key, await countStock(web.bank, actorOf(c), order))
}

async function agreed(web: Web, c: Ask, key: string): Promise<Response> {
  const fields = await fieldsOf(c)
  const order = { id: formId(web, fields), handover: key }
  return turned(web, c, key, await agreeHandover(web.bank, actorOf(c), order))
}

async function turned(web: Web, c: Ask, key: string, outcome: Outcome<unknown>): Promise<Response> {
  if (outcome.ok) return c.redirect(`/desk/handovers/${key}`, 303)
  const waits = reviewAt(outcome.refusal)
  if (waits !== undefined) return c.redirect(waits, 303)
  if (outcome.refusal.code === 'unknown-row') return notFound(web, c)
  return onePage(web, c, key, await told(web, c, outcome.refusal))
}
