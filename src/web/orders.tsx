/** Service orders at the desk: the list by what is due first, and the counts of the day. */
import type { Hono } from 'hono'
import { clockOf } from '../bank/loop/clock.ts'
import { onDuty } from '../bank/loop/duty.ts'
import { type OrderFound, ordersFor, wordsOf } from '../bank/loop/order.ts'
import { workflowNamed, workflowsNow } from '../bank/loop/workflow.ts'
import type { Row } from '../bank/ports.ts'
import type { OrderRow, OrderWords } from '../bank/ports-order.ts'
import type { Workflow } from '../rules/workflow.ts'
import { maskName } from '../words/reading.ts'
import type { Speaker } from '../words/refusal.ts'
import { Unclaimed } from './fallback.tsx'
import { beganWith, clockNow, Due, stateName } from './order-view.tsx'
import { Choice, notFound, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  languageOf,
  mayHere,
  speakerFor,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function ordersPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/orders', (c) => listPage(web, c))
}

const FAR_MS = 10 * 366 * 86_400_000
const MOST = 200

/** What is open at the desk's station, or within reach where none is chosen: what is due first, then what is not. */
export async function openOrders(
  web: Web,
  c: Ask,
  types?: readonly string[],
): Promise<readonly OrderFound[] | undefined> {
  const { bank } = web
  const asked = {
    limit: MOST,
    ...(deskStation(c) === '' ? {} : { station: deskStation(c) }),
    ...(types === undefined ? { withoutComing: true } : { types }),
  }
  const due = await ordersFor(bank, actorOf(c), { ...asked, dueBefore: bank.clock.now() + FAR_MS })
  if (!due.ok) return undefined
  const states = await openStates(web)
  const all = await ordersFor(bank, actorOf(c), { ...asked, states, newest: true })
  const rest = all.ok ? all.value.filter(({ body }) => body.list.due === 0) : []
  return withWorkflows(web, [...due.value, ...rest])
}

async function openStates({ bank }: Web): Promise<readonly string[]> {
  const open = new Set<string>()
  for (const { states } of (await workflowsNow(bank)).values())
    for (const [state, { kind }] of Object.entries(states)) if (kind === 'open') open.add(state)
  return [...open]
}

async function withWorkflows(
  { bank }: Web,
  rows: readonly Row<OrderRow>[],
): Promise<readonly OrderFound[]> {
  const found: OrderFound[] = []
  for (const row of rows) {
    const workflow = await workflowNamed(bank, row.body.workflow)
    if (workflow) found.push({ row, workflow })
  }
  return found
}

async function listed(web: Web, c: Ask): Promise<readonly OrderFound[] | undefined> {
  const [type = '', state = 'unfinished'] = [c.req.query('type'), c.req.query('state')]
  const types = type === '' ? undefined : [type]
  if (state === 'unfinished') return openOrders(web, c, types)
  if (state === 'soon')
    return (await openOrders(web, c, types))?.filter(
      (found) => clockNow(web, found).colour === 'amber',
    )
  const now = web.bank.clock.now()
  const outcome = await ordersFor(web.bank, actorOf(c), {
    limit: MOST,
    ...(deskStation(c) === '' ? {} : { station: deskStation(c) }),
    ...(types === undefined ? {} : { types }),
    ...(state === 'overdue' ? { dueBefore: now } : { states: [state], newest: true }),
  })
  return outcome.ok ? withWorkflows(web, outcome.value) : undefined
}

async function listPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const found = await listed(web, c)
  if (!found) return notFound(web, c)
  const body = (
    <>
      <h1>{t.order.title}</h1>
      {c.req.query('done') === 'handed' ? (
        <p class="done" role="status">
          {t.paid.handed}
        </p>
      ) : (
        ''
      )}
      <OrderCounts web={web} c={c} found={await openOrders(web, c)} />
      <Unclaimed web={web} c={c} />
      <p class="noprint">
        {mayHere(c, 'orders:write') ? (
          <>
            <a class="button" href="/desk/request">
              {t.order.newOrder}
            </a>{' '}
            <a class="button quiet" href="/desk/events">
              {t.incoming.title}
            </a>{' '}
            <a class="button quiet" href="/desk/results">
              {t.safety.results}
            </a>{' '}
            <a class="button quiet" href="/desk/duty">
              {t.order.duty}
            </a>
          </>
        ) : (
          ''
        )}
      </p>
      <Filters web={web} c={c} workflows={await workflowsNow(web.bank)} />
      <p class="hint">
        {t.order.listHint} <a href="/desk/order-sheet">{t.order.sheetLink}</a>
      </p>
      {found.length === 0 ? <p role="status">{t.order.none}</p> : ''}
      {found.length > 0 ? <OrderTable web={web} c={c} found={found} /> : ''}
    </>
  )
  return show(web, c, { title: t.order.title, body, look: 'desk' })
}

/** How many there are and how they stand; for whoever is on duty, what is urgent. */
export async function OrderCounts({
  web,
  c,
  found,
}: {
  readonly web: Web
  readonly c: Ask
  readonly found: readonly OrderFound[] | undefined
}) {
  const t = words(c)
  if (!found) return <></>
  const colours = found.map(
    ({ row, workflow }) => clockOf(workflow, row.body, web.bank.clock.now()).colour,
  )
  const of = (colour: string) => colours.filter((one) => one === colour).length
  const duty = await onDuty(web.bank, deskStation(c))
  const urgent = found.filter(({ row }) => row.body.urgent).length
  return (
    <>
      <p>
        <a href="/desk/orders">{t.order.counts(found.length, of('red'))}</a>{' '}
        <span class="clock amber">{t.order.soon(of('amber'))}</span>
      </p>
      {urgent > 0 && duty !== undefined && actorOf(c).id === `staff:${duty}` ? (
        <p class="problem" role="status">
          {t.order.youAreOnDuty(urgent)}
        </p>
      ) : (
        ''
      )}
    </>
  )
}

function Filters({
  c,
  workflows,
}: {
  readonly web: Web
  readonly c: Ask
  readonly workflows: ReadonlyMap<string, Workflow>
}) {
  const t = words(c)
  const language = languageOf(c)
  const states = new Map<string, string>()
  for (const workflow of workflows.values())
    for (const [state, { label }] of Object.entries(workflow.states))
      if (![...states.values()].includes(label[language]) && !states.has(state))
        states.set(state, label[language])
  return (
    <form method="get" action="/desk/orders" class="row">
      <Choice
        label={t.order.type}
        name="type"
        value={c.req.query('type')}
        options={[
          ['', t.order.allTypes],
          ...[...workflows.values()].map((one) => [one.type, one.label[language]] as const),
        ]}
      />
      <Choice
        label={t.order.state}
        name="state"
        value={c.req.query('state') ?? 'unfinished'}
        options={[
          ['unfinished', t.order.stateOpen],
          ['soon', t.order.amber],
          ['overdue', t.order.stateOverdue],
          ...states,
        ]}
      />
      <button class="quiet">{t.order.filter}</button>
    </form>
  )
}

async function OrderTable({
  web,
  c,
  found,
}: {
  readonly web: Web
  readonly c: Ask
  readonly found: readonly OrderFound[]
}) {
  const t = words(c)
  const said = await wordsOf(
    web.bank,
    found.map(({ row }) => row.key),
  )
  const members = found.flatMap(({ row }) => row.body.member ?? [])
  const speaker = await speakerFor(web, c, members)
  const office = deskStation(c) === ''
  const titles = [
    t.order.due,
    t.order.type,
    t.order.state,
    t.order.who,
    t.order.need,
    ...(office ? [t.order.station] : []),
  ]
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            {titles.map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.map((one) => (
            <OrderLine web={web} c={c} found={one} said={said.get(one.row.key)} speaker={speaker} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

async function OrderLine({
  web,
  c,
  found,
  said: { need = '', person } = { need: '' },
  speaker,
}: {
  readonly web: Web
  readonly c: Ask
  readonly found: OrderFound
  readonly said: OrderWords | undefined
  readonly speaker: Speaker
}) {
  const t = words(c)
  const { key, body } = found.row
  const began = need === '' ? await beganWith(web, c, found.row) : undefined
  const someone = person ?? began?.said?.person
  const unknown = someone === undefined ? t.order.nobody : maskName(someone)
  const text = need === '' ? (began?.text ?? t.order.open) : shortened(need)
  return (
    <tr>
      <td class="keep">
        <Due web={web} c={c} found={found} />
      </td>
      <td class="keep">{found.workflow.label[languageOf(c)]}</td>
      <td class="keep">
        {body.urgent ? <b class="clock red">{t.order.urgent} </b> : ''}
        {stateName(found, c)}
        {body.policy === undefined ? '' : ` ${t.safety.policy} ${body.policy}`}
      </td>
      <td class="keep">
        {body.member === undefined ? unknown : (speaker.name?.(body.member) ?? unknown)}
      </td>
      <td>
        <a href={`/desk/orders/${key}`}>{text}</a>
      </td>
      {deskStation(c) === '' ? <td>{speaker.station?.(body.station) ?? body.station}</td> : ''}
    </tr>
  )
}

const SHOWN = 40

const shortened = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text)
