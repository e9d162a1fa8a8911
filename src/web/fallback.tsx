/** What is offered where nobody claims an order, on its own page and on the day's list; and the visits of a provider who has it. */
import type { Hono } from 'hono'
import { onDuty } from '../bank/loop/duty.ts'
import { bestRoute, type Route, routesFor, unclaimedFor } from '../bank/loop/fallback.ts'
import type { OrderFound } from '../bank/loop/order.ts'
import { recordVisit, visitsOf } from '../bank/loop/paid.ts'
import { today } from '../bank/draft.ts'
import type { Confirmed } from '../bank/ports-member-keys.ts'
import type { MemberId } from '../ledger/account.ts'
import type { EntryId } from '../ledger/entry.ts'
import { parseHours } from '../ledger/minutes.ts'
import type { Effect } from '../rules/workflow.ts'
import { timeText } from '../words/reading.ts'
import { confirmStep } from './confirm-step.tsx'
import { providerName } from './contract.tsx'
import { VisitTable } from './paid-visits.tsx'
import { orderPage } from './order-page.tsx'
import { orderAt } from './order-view.tsx'
import { Choice, Field, Hidden, notFound } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  formId,
  languageOf,
  mayHere,
  serviceName,
  speakerFor,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function fallbackPages(app: Hono<WebEnv>, web: Web): void {
  app.post('/desk/orders/:order/visits', (c) => visitSent(web, c))
}

interface Part {
  readonly web: Web
  readonly c: Ask
  readonly found: OrderFound
}

/** Moves that are taken from here and stand in no other list of what comes next. */
export const HANDING: ReadonlySet<Effect | undefined> = new Set<Effect>(['provide', 'offer'])

/** One button a route, the best first, each with what it means. */
export async function Routes({ web, c, found }: Part) {
  const { fallback, state } = found.row.body
  if (fallback === undefined || state !== found.workflow.fallback?.state) return <></>
  if (fallback > web.bank.clock.now() || !mayHere(c, 'orders:write')) return <></>
  const { paid } = words(c)
  const routes = await routesFor(web.bank, found)
  return (
    <section class="noprint">
      <h2>{paid.offerTitle}</h2>
      <p class="hint">{paid.offerHint}</p>
      {routes.length === 0 ? <p role="status">{paid.routeNone}</p> : ''}
      <ul class="cards">
        {
          await Promise.all(
            routes.slice(0, CARDS).map((route, at) => RouteCard({ web, c, found, route, at })),
          )
        }
      </ul>
      <OtherStations web={web} c={c} found={found} routes={routes.slice(CARDS)} />
    </section>
  )
}

/** So many are shown with what they mean; the rest are a choice. */
const CARDS = 4

/** What a workflow calls the move along a route. */
function moveOf({ row, workflow }: OrderFound, kind: Route['kind']): string {
  const effect = kind === 'provider' ? 'provide' : 'offer'
  const move = Object.entries(workflow.moves).find(([, one]) => one.effect === effect)?.[0]
  return `/desk/orders/${row.key}/moves/${move ?? ''}`
}

async function OtherStations({
  web,
  c,
  found,
  routes,
}: Part & { readonly routes: readonly Route[] }) {
  const { paid } = words(c)
  const options: (readonly [string, string])[] = []
  for (const route of routes)
    if (route.kind !== 'provider') options.push([route.station.key, await routeText(web, c, route)])
  if (options.length === 0) return <></>
  return (
    <form method="post" action={moveOf(found, 'district')} class="row">
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Choice label={paid.otherStations} name="place" options={options} />
      <button class="quiet">{paid.ask}</button>
    </form>
  )
}

async function RouteCard({
  web,
  c,
  found,
  route,
  at,
}: Part & { readonly route: Route; readonly at: number }) {
  const { paid } = words(c)
  const isPaid = route.kind === 'provider'
  return (
    <li class="card">
      <form method="post" action={moveOf(found, route.kind)}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        {isPaid ? (
          <Hidden name="contract" value={route.contract.key} />
        ) : (
          <Hidden name="place" value={route.station.key} />
        )}
        <p>
          <strong>{await routeText(web, c, route)}</strong>
        </p>
        <p class="hint">{isPaid ? paid.routeProviderMeans : paid.routeStationMeans}</p>
        <button class={at === 0 ? undefined : 'quiet'}>{isPaid ? paid.give : paid.ask}</button>
      </form>
    </li>
  )
}

/** A route in a line: who it is, and under which contract. */
export async function routeText(web: Web, c: Ask, route: Route): Promise<string> {
  const { paid } = words(c)
  if (route.kind === 'provider') {
    const name = await providerName(web, route.contract.body.provider)
    return `${paid.routeProvider(name)} · ${route.contract.key}`
  }
  const { name } = route.station.body
  return route.kind === 'street' ? paid.routeStreet(name) : paid.routeDistrict(name)
}

const SHOWN = 10

/** What nobody claimed in time, and what neighbours ask for, each with what it is and since when. */
export async function Unclaimed({ web, c }: { readonly web: Web; readonly c: Ask }) {
  const station = deskStation(c)
  const found = await unclaimedFor(web.bank, actorOf(c), station === '' ? {} : { station })
  if (!found.ok || found.value.length === 0) return <></>
  const { paid } = words(c)
  const duty = await onDuty(web.bank, station)
  const [asked, waiting] = [found.value.filter(asks), found.value.filter((one) => !asks(one))]
  return (
    <>
      {duty !== undefined && actorOf(c).id === `staff:${duty}` ? (
        <p class="problem" role="status">
          {paid.dutyUnclaimed(found.value.length)}
        </p>
      ) : (
        ''
      )}
      <Lines web={web} c={c} title={paid.unclaimed(waiting.length)} found={waiting} />
      <Lines web={web} c={c} title={paid.asked(asked.length)} found={asked} />
    </>
  )
}

/** A neighbour has asked the station it lies at to take it. */
const asks = ({ row: { body } }: OrderFound) =>
  body.neighbour !== undefined && body.neighbour.taken !== true

async function Lines({
  web,
  c,
  title,
  found,
}: {
  readonly web: Web
  readonly c: Ask
  readonly title: string
  readonly found: readonly OrderFound[]
}) {
  if (found.length === 0) return <></>
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {
          await Promise.all(
            found.slice(0, SHOWN).map((one) => UnclaimedLine({ web, c, found: one })),
          )
        }
      </ul>
    </section>
  )
}

async function UnclaimedLine({ web, c, found }: Part) {
  const { paid } = words(c)
  const language = languageOf(c)
  const { key, body } = found.row
  const speaker = await speakerFor(web, c)
  const station = (code: string) => speaker.station?.(code) ?? code
  const isAsked = asks(found)
  const best = await bestRoute(web.bank, found)
  const facts = [
    serviceName(web, body.service, language),
    deskStation(c) === '' ? station(body.station) : undefined,
    isAsked && body.neighbour ? paid.askedOf(station(body.neighbour.from)) : undefined,
    isAsked || body.fallback === undefined
      ? undefined
      : paid.offerSince(timeText(body.fallback, language)),
    best && (await routeText(web, c, best)),
  ]
  return (
    <li>
      <a href={`/desk/orders/${key}`}>{found.workflow.label[language]}</a>{' '}
      {facts.filter((one) => one !== undefined).join(' · ')}
    </li>
  )
}

/** Visits that were recorded, and a form for another while a provider has the order. */
export async function PaidVisits({ web, c, found }: Part) {
  const { body, key } = found.row
  const rows = await visitsOf(web.bank, body)
  const isTheirs = body.claimant?.kind === 'provider'
  if (!isTheirs && rows.length === 0) return <></>
  const { paid } = words(c)
  return (
    <section>
      <h2>{paid.visits}</h2>
      {rows.length === 0 ? <p role="status">{paid.visitsNone}</p> : ''}
      {rows.length > 0 ? <VisitTable web={web} c={c} rows={rows} /> : ''}
      {isTheirs &&
      found.workflow.states[body.state]?.kind !== 'ended' &&
      mayHere(c, 'orders:write') ? (
        <details class="noprint">
          <summary>{paid.visitAdd}</summary>
          <form method="post" action={`/desk/orders/${key}/visits`} class="row">
            <Hidden name="id" value={web.bank.ids.entry()} />
            <VisitFields web={web} c={c} />
            <button class="quiet">{paid.visitAdd}</button>
          </form>
        </details>
      ) : (
        ''
      )}
    </section>
  )
}

/** When it was and how long. */
export function VisitFields({
  web,
  c,
  typed = () => undefined,
  hours = true,
}: {
  readonly web: Web
  readonly c: Ask
  readonly typed?: (name: string) => string | undefined
  readonly hours?: boolean
}) {
  const { paid, desk } = words(c)
  return (
    <>
      <Field
        label={paid.day}
        name="servedOn"
        type="date"
        value={typed('servedOn') ?? today(web.bank)}
        max={today(web.bank)}
      />
      <Field label={paid.starts} name="from" type="time" value={typed('from')} />
      {hours ? (
        <Field
          label={paid.hours}
          hint={desk.durationHint}
          name="hours"
          value={typed('hours')}
          autocomplete="off"
          required
        />
      ) : (
        ''
      )}
    </>
  )
}

const CARRIED = ['id', 'servedOn', 'from', 'hours'] as const

async function visitSent(web: Web, c: Ask): Promise<Response> {
  const found = await orderAt(web, c)
  if (!found || !mayHere(c, 'orders:write')) return notFound(web, c)
  const { key, body } = found.row
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const minutes = parseHours(fields.get('hours'))
  if (minutes === undefined) return orderPage(web, c, found, words(c).desk.durationHint)
  const said = await confirmedIn(web, c, found, fields, id)
  if (!said.ok) return said.page
  const from = fields.get('from')
  const outcome = await recordVisit(web.bank, actorOf(c), {
    ...{ id, order: key, minutes, confirmed: said.confirmed },
    day: fields.get('servedOn') || (body.day ?? today(web.bank)),
    ...(from === '' ? {} : { from }),
  })
  if (outcome.ok) return c.redirect(`/desk/orders/${key}?done=visit`, 303)
  return orderPage(web, c, found, await told(web, c, outcome.refusal))
}

async function confirmedIn(
  web: Web,
  c: Ask,
  { row: { key, body }, workflow }: OrderFound,
  fields: Awaited<ReturnType<typeof fieldsOf>>,
  id: EntryId,
) {
  const by = fields.get('by')
  const isNew = (await web.bank.journal.entry(id)) === undefined
  const known: readonly string[] = ['signature', 'thumb', 'call', 'pin', 'code']
  if (
    known.includes(by) &&
    (!isNew || (body.member === undefined && by !== 'pin' && by !== 'code'))
  )
    return { ok: true as const, confirmed: by as Confirmed }
  return confirmStep(web, c, fields, {
    member: (body.member ?? '') as MemberId,
    booking: (body.hold ?? key) as EntryId,
    action: c.req.path,
    carried: Object.fromEntries(
      CARRIED.map((name) => [name, name === 'id' ? id : fields.get(name)]),
    ),
    facts: [[words(c).order.type, workflow.label[languageOf(c)]]],
  })
}
