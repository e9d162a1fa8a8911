/** Moving an order on at the desk: a page that asks for just what the move needs. */
import type { Hono } from 'hono'
import { type MoveOrder, moveOrder, movesFor } from '../bank/loop/move.ts'
import { routesFor } from '../bank/loop/fallback.ts'
import { orderFor, type OrderFound } from '../bank/loop/order.ts'
import { today } from '../bank/draft.ts'
import type { Claimant } from '../bank/ports-order.ts'
import { type Confirmed, isConfirmed } from '../bank/ports-member-keys.ts'
import type { MemberId } from '../ledger/account.ts'
import type { EntryId } from '../ledger/entry.ts'
import { parseHours } from '../ledger/minutes.ts'
import { done, type Outcome, refuse } from '../ledger/refusal.ts'
import {
  CLAIM_KINDS,
  type Codes,
  COUNTERS,
  OUTCOMES,
  RATINGS,
  REASONS,
} from '../rules/order-codes.ts'
import type { Move } from '../rules/workflow.ts'
import { confirmStep } from './confirm-step.tsx'
import { routeText, VisitFields } from './fallback.tsx'
import { personIn } from './order-new.tsx'
import { orderPage } from './order-page.tsx'
import { codeName, codeOptions, orderAt, stateName } from './order-view.tsx'
import { Choice, Field, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  fieldsOf,
  formId,
  languageOf,
  nextId,
  reviewAt,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function orderMovePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/orders/:order/moves/:move', async (c) => {
    const found = await orderAt(web, c)
    const move = found && (await moveAt(web, c, found))
    return found && move && (move[1].needs ?? []).length > 0
      ? movePage(web, c, found, move)
      : notFound(web, c)
  })
  app.post('/desk/orders/:order/moves/:move', (c) => moveSent(web, c))
}

type Named = readonly [name: string, move: Move]

async function moveAt(web: Web, c: Ask, found: OrderFound): Promise<Named | undefined> {
  const wanted = c.req.param('move')
  return (await movesFor(web.bank, actorOf(c), found)).find(([name]) => name === wanted)
}

interface Typed {
  readonly fields: Fields
  readonly said: string
  readonly id: EntryId
}

async function movePage(
  web: Web,
  c: Ask,
  found: OrderFound,
  [name, move]: Named,
  sent?: Typed,
): Promise<Response> {
  const t = words(c)
  const title = move.label[languageOf(c)]
  const { key } = found.row
  const typed = (field: string) => sent?.fields.get(field)
  const body = (
    <>
      <h1>{title}</h1>
      <p class="hint">
        {found.workflow.label[languageOf(c)]} · {stateName(found, c)}
      </p>
      <Problem t={t} said={sent?.said} />
      <form method="post" action={`/desk/orders/${key}/moves/${name}`}>
        <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
        <Needs web={web} c={c} found={found} move={move} typed={typed} />
        <label for="f-note">{t.order.note}</label>
        <textarea id="f-note" name="note" rows={2}>
          {typed('note') ?? ''}
        </textarea>
        <p>
          <button>{title}</button>{' '}
          <a class="button quiet" href={`/desk/orders/${key}`}>
            {t.common.back}
          </a>
        </p>
      </form>
    </>
  )
  return show(web, c, { title, body, look: 'desk', status: sent === undefined ? 200 : 422 })
}

interface Needing {
  readonly web: Web
  readonly c: Ask
  readonly found: OrderFound
  readonly move: Move
  readonly typed: (field: string) => string | undefined
}

function Needs(props: Needing) {
  const { c, found, move, typed } = props
  const t = words(c)
  const needs = new Set(move.needs)
  const choice = (name: 'reason' | 'outcome', label: string, codes: Codes) =>
    needs.has(name) ? (
      <Choice label={label} name={name} value={typed(name)} options={codeOptions(codes, c)} />
    ) : (
      ''
    )
  const counted = needs.has('outcome') && found.row.body.type === 'hotline'
  return (
    <>
      {needs.has('claimant') ? <Claim {...props} /> : ''}
      {needs.has('place') ? <Place {...props} /> : ''}
      {needs.has('contract') ? <Contract {...props} /> : ''}
      {choice('reason', t.order.reason, REASONS)}
      {choice('outcome', t.order.outcome, OUTCOMES)}
      {counted ? <Counters c={c} typed={typed} /> : ''}
      <Details {...props} />
      {needs.has('rating') ? <Rating c={c} typed={typed} /> : ''}
    </>
  )
}

/** A day, a number, hours. */
function Details({ web, c, found, move, typed }: Needing) {
  const t = words(c)
  const needs = new Set(move.needs)
  const number = typed('number') ?? found.row.body.outside?.number
  return (
    <>
      {needs.has('day') ? (
        <Field
          label={t.order.newDay}
          name="day"
          type="date"
          value={typed('day')}
          min={today(web.bank)}
          required
        />
      ) : (
        ''
      )}
      {needs.has('number') ? (
        <Field label={t.order.source12345} name="number" value={number} required />
      ) : (
        ''
      )}
      {move.effect === 'settle' && found.row.body.claimant?.kind === 'provider' ? (
        <VisitFields web={web} c={c} typed={typed} hours={false} />
      ) : (
        ''
      )}
      {move.effect === 'settle' ? (
        <Field
          label={t.order.minutesServed}
          hint={t.desk.durationHint}
          name="hours"
          value={typed('hours')}
          autocomplete="off"
        />
      ) : (
        ''
      )}
    </>
  )
}

const KINDS = ['member', 'team', 'organisation', 'provider', 'named'] as const

function Claim({ c, typed }: Needing) {
  const t = words(c)
  return (
    <div class="row">
      <Choice
        label={t.order.claimKind}
        name="kind"
        value={typed('kind')}
        options={KINDS.map((one) => [one, codeName(CLAIM_KINDS, one, c)])}
      />
      <Field label={t.order.claimId} name="claimant" value={typed('claimant')} autocomplete="off" />
      <Field label={t.order.claimWith} name="with" value={typed('with')} autocomplete="off" />
    </div>
  )
}

/** Contracts in force that it could be done under. */
async function Contract({ web, c, found, typed }: Needing) {
  const options: [string, string][] = []
  for (const route of await routesFor(web.bank, found))
    if (route.kind === 'provider')
      options.push([route.contract.key, await routeText(web, c, route)])
  return (
    <Choice
      label={words(c).paid.number}
      name="contract"
      value={typed('contract')}
      options={options}
    />
  )
}

async function stationsFor(web: Web, found: OrderFound, { effect }: Move) {
  if (effect !== 'offer') return web.bank.directory.all('station')
  const routes = await routesFor(web.bank, found)
  return routes.flatMap((route) => (route.kind === 'provider' ? [] : [route.station]))
}

async function Place({ web, c, found, move, typed }: Needing) {
  const stations = (await stationsFor(web, found, move)).toSorted((one, other) =>
    one.key < other.key ? -1 : 1,
  )
  return (
    <Choice
      label={words(c).order.place}
      name="place"
      value={typed('place') ?? found.row.body.station}
      options={stations.map(({ key, body }) => [key, `${body.name}（${key}）`])}
    />
  )
}

type Part = Pick<Needing, 'c' | 'typed'>

export const COUNTS = ['people', 'solved', 'goods', 'visits'] as const

export function Counters({ c, typed }: Part) {
  return (
    <div class="row">
      {COUNTS.map((one) => (
        <Field
          label={codeName(COUNTERS, one, c)}
          name={one}
          type="number"
          min={0}
          value={typed(one) ?? (one === 'people' || one === 'solved' ? '1' : '0')}
        />
      ))}
    </div>
  )
}

function Rating({ c, typed }: Part) {
  const t = words(c)
  return (
    <>
      <fieldset>
        <legend>{t.order.rating}</legend>
        {([3, 2, 1] as const).map((one) => (
          <label class="tick">
            <input
              type="radio"
              name="rating"
              value={`${one}`}
              checked={typed('rating') === `${one}`}
              required
            />
            {codeName(RATINGS, `${one}`, c)}
          </label>
        ))}
      </fieldset>
      <label class="tick">
        <input type="checkbox" name="notAgain" value="1" checked={typed('notAgain') === '1'} />
        {t.order.notAgain}
      </label>
    </>
  )
}

async function moveSent(web: Web, c: Ask): Promise<Response> {
  const found = await orderAt(web, c)
  if (!found) return notFound(web, c)
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const name = c.req.param('move') ?? ''
  const move = found.workflow.moves[name]
  if (!move) return notFound(web, c)
  const again = async (refusal: Parameters<typeof told>[2]) => {
    const said = await told(web, c, refusal)
    const next = nextId(web, id, refusal)
    return (move.needs ?? []).length > 0 && (await moveAt(web, c, found))
      ? movePage(web, c, found, [name, move], { fields, said, id: next })
      : orderPage(web, c, found, said)
  }
  const order = await orderIn(web, c, { fields, id, found, move, name })
  if (!order.ok) return again(order.refusal)
  // An answer that was given is given again; only what is new is confirmed.
  const isNew = (await web.bank.journal.entry(id)) === undefined
  const asks = move.needs?.includes('confirmation') && isNew
  const confirmed = asks ? await confirmedIn(web, c, found, fields) : undefined
  if (confirmed && !confirmed.ok) return confirmed.page
  const by = fields.get('by')
  const said = confirmed?.confirmed ?? (isConfirmed(by) ? by : undefined)
  const outcome = await moveOrder(web.bank, actorOf(c), {
    ...order.value,
    ...(said === undefined ? {} : { confirmed: said }),
  })
  if (outcome.ok) {
    // What was handed to another station is not theirs to see any more.
    const still = await orderFor(web.bank, actorOf(c), found.row.key)
    const path = still.ok ? `/desk/orders/${found.row.key}?done=moved` : '/desk/orders?done=handed'
    return c.redirect(path, 303)
  }
  const waits = reviewAt(outcome.refusal)
  return waits === undefined ? again(outcome.refusal) : c.redirect(waits, 303)
}

interface Reading {
  readonly fields: Fields
  readonly id: EntryId
  readonly found: OrderFound
  readonly move: Move
  readonly name: string
}

async function orderIn(
  web: Web,
  c: Ask,
  { fields, id, found, move, name }: Reading,
): Promise<Outcome<MoveOrder>> {
  const needs = new Set(move.needs)
  const given = (field: string) => fields.get(field)
  const claimant = needs.has('claimant') ? await claimantIn(web, c, fields) : done(undefined)
  if (!claimant.ok) return claimant
  const hours = given('hours')
  const minutes = hours === '' ? undefined : parseHours(hours)
  if (hours !== '' && minutes === undefined)
    return refuse({ code: 'code-unreadable', what: 'hours', given: hours.slice(0, 20) })
  const rating = ([1, 2, 3] as const).find((one) => `${one}` === given('rating'))
  const text = (field: 'reason' | 'place' | 'day' | 'outcome' | 'number' | 'contract') =>
    needs.has(field) && given(field) !== '' ? { [field]: given(field) } : {}
  return done({
    ...{ id, order: found.row.key, move: name },
    ...text('reason'),
    ...text('place'),
    ...text('day'),
    ...text('outcome'),
    ...text('number'),
    ...text('contract'),
    ...(given('servedOn') === '' ? {} : { servedOn: given('servedOn') }),
    ...(given('from') === '' ? {} : { from: given('from') }),
    ...(given('note') === '' ? {} : { note: given('note') }),
    ...(claimant.value === undefined ? {} : { claimant: claimant.value }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(rating === undefined ? {} : { rating }),
    ...(given('notAgain') === '1' ? { notAgain: true } : {}),
    ...(given('people') === '' ? {} : { counts: countsIn(fields) }),
  })
}

export function countsIn(fields: Fields) {
  const [people = 0, solved = 0, goods = 0, visits = 0] = COUNTS.map((one) =>
    Number(fields.get(one) || 0),
  )
  return { people, solved, goods, visits }
}

/** Volunteers are found by their number. */
async function claimantIn(
  web: Web,
  c: Ask,
  fields: Fields,
): Promise<Outcome<Claimant | undefined>> {
  const kind = KINDS.find((one) => one === fields.get('kind')) ?? 'member'
  const typed = fields.get('claimant')
  if (kind === 'named') return done({ kind, id: '' })
  if (typed === '') return done(undefined)
  if (kind !== 'member') return done({ kind, id: typed })
  const [member, other] = [
    await personIn(web, c, typed),
    await personIn(web, c, fields.get('with')),
  ]
  if (member === undefined || member === '')
    return refuse({ code: 'unknown-member', member: typed })
  if (other === undefined) return refuse({ code: 'unknown-member', member: fields.get('with') })
  return done({ kind, id: member, ...(other === '' ? {} : { with: other }) })
}

/** How whoever was served says so. Where that is nobody enrolled, a slip or a call is enough. */
function confirmedIn(web: Web, c: Ask, { row, workflow }: OrderFound, fields: Fields) {
  const { member, hold } = row.body
  const carried = Object.fromEntries(
    ['id', 'note', 'hours', 'servedOn', 'from', 'rating', 'notAgain', 'outcome'].map((name) => [
      name,
      fields.get(name),
    ]),
  )
  const by = fields.get('by')
  if (member === undefined && (by === 'signature' || by === 'thumb' || by === 'call'))
    return Promise.resolve({ ok: true as const, confirmed: by as Confirmed })
  return confirmStep(web, c, fields, {
    member: (member ?? '') as MemberId,
    booking: (hold ?? row.key) as EntryId,
    action: c.req.path,
    carried,
    facts: [[words(c).order.type, workflow.label[languageOf(c)]]],
  })
}
