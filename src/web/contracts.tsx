/** Contracts of paid care: the list and a form for whoever leads, one contract with its months and visits, and what was written down wrongly put right. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import {
  bedContract,
  type ContractOrder,
  contractFor,
  contractsFor,
  endContract,
  saveContract,
} from '../bank/loop/contract.ts'
import { clockAt, correctVisit, monthKey, monthsOf, visitsWithin } from '../bank/loop/paid.ts'
import type { Row } from '../bank/ports.ts'
import type { ContractRow, PaidVisitRow } from '../bank/ports-paid.ts'
import type { ChangeOrder } from '../bank/review/change.ts'
import type { Waiting } from '../bank/review/list.ts'
import { parseHours } from '../ledger/minutes.ts'
import type { Refusal } from '../ledger/refusal.ts'
import { CONTRACT_KINDS, KIND_NAMES, OVER_NAMES, OVERS, VISIT_FAULTS } from '../rules/contracts.ts'
import { dayText, hoursText, maskName } from '../words/reading.ts'
import { codeName, codeOptions } from './order-view.tsx'
import { personIn } from './order-new.tsx'
import { Choice, Facts, Field, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  languageOf,
  mayHere,
  nextId,
  reviewAt,
  serviceName,
  speakerFor,
  staffNames,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function contractPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/contracts', (c) => listPage(web, c))
  app.post('/desk/contracts', (c) => entered(web, c))
  app.get('/desk/contracts/:contract', (c) => onePage(web, c))
  app.post('/desk/contracts/:contract/end', (c) => ended(web, c))
  app.post('/desk/contracts/:contract/visits/:visit', (c) => corrected(web, c))
}

interface Sent {
  readonly said: string
  readonly fields: Fields
  readonly id: string
}

async function listPage(web: Web, c: Ask, sent?: Sent): Promise<Response> {
  const t = words(c)
  const found = await contractsFor(web.bank, actorOf(c))
  if (!found.ok) return notFound(web, c)
  const body = (
    <>
      <h1>{t.paid.contracts}</h1>
      <p class="hint">{t.paid.contractsHint}</p>
      <Problem t={t} said={sent?.said} />
      {found.value.length === 0 ? <p role="status">{t.paid.none}</p> : ''}
      {found.value.length > 0 ? <List web={web} c={c} found={found.value} /> : ''}
      {mayHere(c, 'orders:supervise') ? <Form web={web} c={c} sent={sent} /> : ''}
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.paid.contracts, body, look: 'desk', status })
}

interface Lines {
  readonly web: Web
  readonly c: Ask
  readonly found: readonly Row<ContractRow>[]
}

export async function providerName({ bank }: Web, provider: string): Promise<string> {
  return (await bank.directory.get('organisation', provider))?.body.name ?? provider
}

async function placeName({ bank }: Web, code: string): Promise<string> {
  const station = await bank.directory.get('station', code)
  return station?.body.name ?? (await bank.directory.get('area', code))?.body.name ?? code
}

function standing(web: Web, c: Ask, { from, until }: ContractRow): string {
  const { paid } = words(c)
  const now = today(web.bank)
  return until < now ? paid.expired : from > now ? paid.later : paid.running
}

async function List({ web, c, found }: Lines) {
  const { paid } = words(c)
  const language = languageOf(c)
  const lines = []
  for (const row of found) {
    const { body } = row
    const [month] = await monthsOf(web.bank, row.key)
    const isNow = month?.key.endsWith(today(web.bank).slice(0, 7)) === true
    lines.push({
      row,
      provider: await providerName(web, body.provider),
      place: await placeName(web, body.place),
      served: isNow ? month.body.minutes : 0,
    })
  }
  const titles = [
    paid.number,
    paid.kind,
    paid.provider,
    paid.serves,
    paid.term,
    `${paid.served} ${today(web.bank).slice(0, 7)}`,
    paid.left,
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
          {lines.map(({ row: { key, body }, provider, place, served }) => (
            <tr>
              <td class="keep">
                <a href={`/desk/contracts/${key}`}>{key}</a>
              </td>
              <td>{codeName(KIND_NAMES, body.kind, c)}</td>
              <td>{provider}</td>
              <td>{place}</td>
              <td class="keep">
                {standing(web, c, body)} {body.from}—{body.until}
              </td>
              <td class="num">{hoursText(served, language)}</td>
              <td class="num">{leftText(c, body, served)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function leftText(c: Ask, { minutes }: ContractRow, served: number): string {
  const { paid } = words(c)
  if (minutes === undefined) return paid.packageNone
  const left = minutes - served
  const language = languageOf(c)
  return left < 0 ? paid.leftOver(hoursText(-left, language)) : hoursText(left, language)
}

async function Form({ web, c, sent }: Pick<Lines, 'web' | 'c'> & { sent: Sent | undefined }) {
  const { paid } = words(c)
  const typed = (name: string) => sent?.fields.get(name)
  const organisations = (await web.bank.directory.all('organisation')).toSorted((one, other) =>
    one.body.name < other.body.name ? -1 : 1,
  )
  return (
    <form method="post" action="/desk/contracts">
      <h2>{paid.add}</h2>
      <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
      <div class="row">
        <Field
          label={paid.number}
          hint={paid.numberHint}
          name="number"
          value={typed('number')}
          autocomplete="off"
          required
        />
        <Choice
          label={paid.kind}
          name="kind"
          value={typed('kind') ?? 'fallback'}
          options={CONTRACT_KINDS.map((one) => [one, codeName(KIND_NAMES, one, c)])}
        />
        <Choice
          label={paid.provider}
          name="provider"
          value={typed('provider')}
          options={organisations.map(({ key, body }) => [key, `${body.name}（${key}）`])}
        />
        <Field label={paid.place} name="place" value={typed('place') ?? placeOf(c)} required />
        <Field label={paid.bed} name="bed" value={typed('bed')} autocomplete="off" />
      </div>
      <Services web={web} c={c} chosen={sent?.fields.all('services') ?? []} />
      <div class="row">
        <Field label={paid.from} name="from" type="date" value={typed('from')} required />
        <Field label={paid.until} name="until" type="date" value={typed('until')} required />
        <Field label={paid.package} name="hours" value={typed('hours')} inputmode="decimal" />
        <Choice
          label={paid.over}
          name="over"
          value={typed('over')}
          options={OVERS.map((one) => [one, codeName(OVER_NAMES, one, c)])}
        />
      </div>
      <p>
        <button>{paid.save}</button>
      </p>
    </form>
  )
}

/** A desk's own station, or the area an office looks after. */
function placeOf(c: Ask): string {
  const { station, path } = actorOf(c)
  return station || deskStation(c) || (path?.split('/').at(-2) ?? '')
}

function Services({
  web,
  c,
  chosen,
}: Pick<Lines, 'web' | 'c'> & { readonly chosen: readonly string[] }) {
  return (
    <fieldset>
      <legend>{words(c).paid.services}</legend>
      <div class="row">
        {web.bank.rules.services.map(({ code, name }) => (
          <label class="tick">
            <input type="checkbox" name="services" value={code} checked={chosen.includes(code)} />
            {name[languageOf(c)]}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

async function entered(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const again = async (refusal: Refusal) =>
    listPage(web, c, { fields, said: await told(web, c, refusal), id: nextId(web, id, refusal) })
  const [typed, hours] = [fields.get('bed'), fields.get('hours')]
  const member = await personIn(web, c, typed)
  if (member === undefined) return again({ code: 'unknown-member', member: typed })
  const minutes = hours === '' ? undefined : packageIn(hours)
  const order = {
    id,
    ...Object.fromEntries(
      ['number', 'kind', 'provider', 'place', 'from', 'until', 'over'].map((name) => [
        name,
        fields.get(name),
      ]),
    ),
    services: fields.all('services'),
    ...(member === '' ? {} : { member }),
    ...(minutes === undefined ? {} : { minutes }),
  } as unknown as ContractOrder
  const outcome = await saveContract(web.bank, actorOf(c), order)
  if (outcome.ok) return c.redirect(`/desk/contracts/${order.number}`, 303)
  const waits = reviewAt(outcome.refusal)
  return waits === undefined ? again(outcome.refusal) : c.redirect(waits, 303)
}

/** Hours of a month; what can be read as none is refused by the contract itself. */
const packageIn = (hours: string): number =>
  /^\d{1,3}(\.(0|25|5|50|75))?$/.test(hours) ? Number(hours) * 60 : 0

async function onePage(web: Web, c: Ask, said?: string): Promise<Response> {
  const found = await contractFor(web.bank, actorOf(c), c.req.param('contract') ?? '')
  if (!found.ok) return notFound(web, c)
  const t = words(c)
  const { key, body: row } = found.value
  const done = c.req.query('done')
  const title = `${t.paid.number} ${key}`
  const body = (
    <>
      <h1>{title}</h1>
      {done === 'ended' || done === 'corrected' ? (
        <p class="done" role="status">
          {t.paid[done]}
        </p>
      ) : (
        ''
      )}
      <Problem t={t} said={said} />
      <Facts rows={await contractFacts(web, c, row)} />
      <Months web={web} c={c} contract={found.value} />
      <Visits web={web} c={c} contract={found.value} />
      {mayHere(c, 'orders:supervise') && row.until >= today(web.bank) ? (
        <form method="post" action={`/desk/contracts/${key}/end`} class="row noprint">
          <Hidden name="id" value={web.bank.ids.entry()} />
          <Field
            label={t.paid.endDay}
            name="day"
            type="date"
            value={today(web.bank)}
            min={row.from}
            max={row.until}
            required
          />
          <button class="quiet">{t.paid.end}</button>
        </form>
      ) : (
        ''
      )}
      <p class="noprint">
        <a class="button quiet" href="/desk/contracts">
          {t.common.back}
        </a>
      </p>
    </>
  )
  return show(web, c, { title, body, look: 'desk', status: said === undefined ? 200 : 422 })
}

/** What whoever agrees to a contract is shown of it. */
export async function contractAsked(
  web: Web,
  c: Ask,
  { asked }: Pick<Waiting, 'asked'>,
): Promise<readonly FactRow[]> {
  const { subject, rows } = asked as unknown as Partial<ChangeOrder>
  const [row] = rows ?? []
  if (subject !== 'contract' || !row) return []
  const facts = await contractFacts(web, c, row.body as ContractRow)
  return [[words(c).paid.number, row.key], ...facts]
}

type FactRow = readonly [label: string, value: string] | undefined

async function contractFacts(web: Web, c: Ask, row: ContractRow): Promise<readonly FactRow[]> {
  const { paid } = words(c)
  const language = languageOf(c)
  const person = row.member && (await web.bank.people.get(row.member as never))
  const services = row.services.map((code) => serviceName(web, code, language) ?? code)
  return [
    [paid.kind, codeName(KIND_NAMES, row.kind, c)],
    [paid.provider, await providerName(web, row.provider)],
    [paid.serves, await placeName(web, row.place)],
    person ? [paid.bedOf, `${maskName(person.name)}（${person.number}）`] : undefined,
    [words(c).common.service, services.length === 0 ? paid.anyService : services.join(' · ')],
    [
      paid.term,
      `${dayText(row.from, language)}—${dayText(row.until, language)} ${standing(web, c, row)}`,
    ],
    [
      paid.packageOf,
      row.minutes === undefined ? paid.packageNone : hoursText(row.minutes, language),
    ],
    row.minutes === undefined ? undefined : [paid.over, codeName(OVER_NAMES, row.over, c)],
  ]
}

/** On a person's page: the package of their bed, and what is left of it this month. */
export async function BedPackage({
  web,
  c,
  member,
}: Pick<Lines, 'web' | 'c'> & { readonly member: string }) {
  const number = mayHere(c, 'orders:read') ? await bedContract(web.bank, member) : undefined
  const found = number === undefined ? undefined : await contractFor(web.bank, actorOf(c), number)
  if (!found?.ok) return <></>
  const { paid } = words(c)
  const { key, body } = found.value
  const month = await web.bank.directory.newest('paid-month', monthKey(key, today(web.bank)))
  const served = month?.body.minutes ?? 0
  return (
    <p>
      {codeName(KIND_NAMES, 'bed', c)} <a href={`/desk/contracts/${key}`}>{key}</a>{' '}
      {paid.bedMonth(hoursText(served, languageOf(c)), leftText(c, body, served))}
    </p>
  )
}

type OfOne = Pick<Lines, 'web' | 'c'> & { readonly contract: Row<ContractRow> }

async function Months({ web, c, contract }: OfOne) {
  const { paid } = words(c)
  const language = languageOf(c)
  const months = await monthsOf(web.bank, contract.key)
  if (months.length === 0) return <></>
  return (
    <table>
      <thead>
        <tr>
          {[paid.month, paid.visitCount, paid.served, paid.left].map((title) => (
            <th scope="col">{title}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {months.map(({ key, body }) => (
          <tr>
            <th scope="row">
              <a href={`/desk/contracts/${contract.key}?month=${key.slice(-7)}`}>{key.slice(-7)}</a>
            </th>
            <td class="num">{body.visits}</td>
            <td class="num">{hoursText(body.minutes, language)}</td>
            <td class="num">{leftText(c, contract.body, body.minutes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/

/** The visits of a month, this one unless another was chosen. */
async function Visits({ web, c, contract }: OfOne) {
  const { paid } = words(c)
  const asked = c.req.query('month') ?? ''
  const month = MONTH.test(asked) ? asked : today(web.bank).slice(0, 7)
  const from = Date.parse(`${month}-01T00:00:00+08:00`)
  const next = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1))
  const to = Date.parse(`${next.toISOString().slice(0, 10)}T00:00:00+08:00`)
  const found = await visitsWithin(web.bank, actorOf(c), { from, to })
  const rows = found.ok ? found.value.filter(({ body }) => body.contract === contract.key) : []
  return (
    <>
      <h2>{`${paid.visits} ${month}`}</h2>
      {rows.length === 0 ? <p role="status">{paid.visitsNone}</p> : ''}
      {rows.length > 0 ? <VisitTable web={web} c={c} rows={rows} /> : ''}
    </>
  )
}

/** Each visit with what it counts for; whoever leads the station corrects it here. */
export async function VisitTable({
  web,
  c,
  rows,
}: Pick<Lines, 'web' | 'c'> & { readonly rows: readonly Row<PaidVisitRow>[] }) {
  const { paid, complete } = words(c)
  const language = languageOf(c)
  const makers = rows.map(({ body }) => body.by)
  const names = await staffNames(web, c, makers)
  const members = rows.flatMap(({ body }) => (body.list.who === '' ? [] : [body.list.who]))
  const speaker = await speakerFor(web, c, members)
  const titles = [
    paid.day,
    paid.bedOf,
    paid.hours,
    paid.confirmed,
    paid.by,
    paid.order,
    paid.correct,
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
          {rows.map(({ key, body }) => (
            <tr>
              <td class="keep">
                {body.day} {body.starts === undefined ? '' : clockAt(body.starts)}
              </td>
              <td>{speaker.name?.(body.list.who) ?? ''}</td>
              <td class="num">
                {hoursText(body.minutes, language)}{' '}
                {body.over === undefined ? '' : paid.beyond(hoursText(body.over, language))}
              </td>
              <td>{complete[body.confirmed]}</td>
              <td>{names.get(body.by) ?? ''}</td>
              <td>
                <a href={`/desk/orders/${body.order}`}>{paid.order}</a>
              </td>
              <td>
                {body.void === undefined ? (
                  <Correct web={web} c={c} visit={key} body={body} />
                ) : (
                  paid.void(codeName(VISIT_FAULTS, body.void, c))
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Correct({
  web,
  c,
  visit,
  body,
}: Pick<Lines, 'web' | 'c'> & { readonly visit: string; readonly body: PaidVisitRow }) {
  if (!mayHere(c, 'orders:supervise')) return <></>
  const { paid } = words(c)
  return (
    <details class="noprint">
      <summary>{paid.correct}</summary>
      <form method="post" action={`/desk/contracts/${body.contract}/visits/${visit}`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Field
          label={paid.hours}
          hint={paid.correctHint}
          name="hours"
          value={`${body.minutes / 60}`}
          form={visit}
          required
        />
        <Field label={paid.day} name="day" type="date" value={body.day} form={visit} required />
        <Choice label={paid.correctWhy} name="reason" options={codeOptions(VISIT_FAULTS, c)} />
        <button class="quiet">{paid.correct}</button>
      </form>
    </details>
  )
}

async function ended(web: Web, c: Ask): Promise<Response> {
  const number = c.req.param('contract') ?? ''
  const seen = await contractFor(web.bank, actorOf(c), number)
  if (!seen.ok) return notFound(web, c)
  const fields = await fieldsOf(c)
  const outcome = await endContract(web.bank, actorOf(c), {
    ...{ id: formId(web, fields), number, day: fields.get('day') },
  })
  if (outcome.ok) return c.redirect(`/desk/contracts/${number}?done=ended`, 303)
  return onePage(web, c, await told(web, c, outcome.refusal))
}

async function corrected(web: Web, c: Ask): Promise<Response> {
  const number = c.req.param('contract') ?? ''
  const seen = await contractFor(web.bank, actorOf(c), number)
  if (!seen.ok) return notFound(web, c)
  const fields = await fieldsOf(c)
  const hours = fields.get('hours')
  const minutes = hours === '0' ? 0 : parseHours(hours)
  if (minutes === undefined) return onePage(web, c, words(c).desk.durationHint)
  const outcome = await correctVisit(web.bank, actorOf(c), {
    ...{ id: formId(web, fields), visit: c.req.param('visit') ?? '', minutes },
    ...{ day: fields.get('day'), reason: fields.get('reason') },
  })
  if (outcome.ok) {
    const month = fields.get('day').slice(0, 7)
    return c.redirect(`/desk/contracts/${number}?done=corrected&month=${month}`, 303)
  }
  return onePage(web, c, await told(web, c, outcome.refusal))
}
