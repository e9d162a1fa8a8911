/** Results that go back to 12345 and the grid (回填): a file to hand over, and what was handed over marked as told. */
import type { Hono } from 'hono'
import { notesOf } from '../bank/loop/order.ts'
import { resultsDue, tellBack } from '../bank/loop/outside.ts'
import { workflowNamed } from '../bank/loop/workflow.ts'
import type { Row } from '../bank/ports.ts'
import type { OrderRow } from '../bank/ports-order.ts'
import { writeCsv } from '../paper/write.ts'
import { OUTCOMES } from '../rules/order-codes.ts'
import { timeText } from '../words/reading.ts'
import { codeName } from './order-view.tsx'
import { Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  formId,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function eventPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/results', (c) => resultsPage(web, c))
  app.get('/desk/results/file', (c) => resultsFile(web, c))
  app.post('/desk/results', (c) => toldSent(web, c))
}

interface Result {
  readonly key: string
  readonly number: string
  readonly state: string
  readonly outcome: string
  readonly note: string
  readonly at: string
}

async function resultOf(web: Web, c: Ask, row: Row<OrderRow>): Promise<Result> {
  const { body, key } = row
  const workflow = await workflowNamed(web.bank, body.workflow)
  const last = body.moves.at(-1)
  const notes = await notesOf(web.bank, row)
  return {
    key,
    number: body.outside?.number ?? '',
    state: workflow?.states[body.state]?.label[languageOf(c)] ?? body.state,
    outcome: body.outcome === undefined ? '' : codeName(OUTCOMES, body.outcome, c),
    note: notes.get(body.moves.findLast(({ note }) => note !== undefined)?.note ?? '') ?? '',
    at: last ? timeText(last.at, languageOf(c)) : '',
  }
}

async function resultsHere(web: Web, c: Ask): Promise<readonly Result[] | undefined> {
  const station = deskStation(c)
  const found = await resultsDue(web.bank, actorOf(c), station === '' ? undefined : station)
  return found.ok ? Promise.all(found.value.map((row) => resultOf(web, c, row))) : undefined
}

async function resultsPage(web: Web, c: Ask, said?: string): Promise<Response> {
  const results = await resultsHere(web, c)
  if (!results) return notFound(web, c)
  const t = words(c)
  const titles = [t.order.source12345, t.order.state, t.order.outcome, t.common.time]
  const body = (
    <>
      <h1>{t.safety.results}</h1>
      <p class="hint">
        {t.safety.resultsHint} <a href="/desk/events">{t.incoming.title}</a>
      </p>
      {c.req.query('done') === 'told' ? (
        <p class="done" role="status">
          {t.order.told}
        </p>
      ) : (
        ''
      )}
      <Problem t={t} said={said} />
      {results.length === 0 ? (
        <p role="status">{t.safety.resultsNone}</p>
      ) : (
        <form method="post" action="/desk/results">
          <Hidden name="id" value={web.bank.ids.entry()} />
          <Hidden name="station" value={deskStation(c)} />
          <table>
            <thead>
              <tr>
                {titles.map((title) => (
                  <th scope="col">{title}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {results.map(({ key, number, state, outcome, at }) => (
                <tr>
                  <td>
                    <Hidden name="order" value={key} />
                    <a href={`/desk/orders/${key}`}>{number}</a>
                  </td>
                  <td>{state}</td>
                  <td>{outcome}</td>
                  <td>{at}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p>
            <a class="button" href="/desk/results/file">
              {t.common.download}
            </a>{' '}
            <button class="quiet">{t.safety.resultsTold}</button>
          </p>
        </form>
      )}
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.safety.results, body, look: 'desk', status })
}

async function resultsFile(web: Web, c: Ask): Promise<Response> {
  const results = await resultsHere(web, c)
  if (!results) return notFound(web, c)
  const t = words(c)
  const bytes = writeCsv(results, [
    { title: t.order.source12345, value: ({ number }) => number },
    { title: t.order.state, value: ({ state }) => state },
    { title: t.order.outcome, value: ({ outcome }) => outcome },
    { title: t.common.time, value: ({ at }) => at },
    { title: t.safety.resultsNote, value: ({ note }) => note },
  ])
  return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="kapok-results.csv"',
    'Cache-Control': 'private, no-store',
  })
}

async function toldSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const order = { id: formId(web, fields), station: deskStation(c), orders: fields.all('order') }
  const outcome = await tellBack(web.bank, actorOf(c), order)
  if (outcome.ok) return c.redirect('/desk/results?done=told', 303)
  return resultsPage(web, c, await told(web, c, outcome.refusal))
}
