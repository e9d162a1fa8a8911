/** Contracts of paid care: the list, and a form for whoever leads. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { type ContractOrder, contractsFor, saveContract } from '../bank/loop/contract.ts'
import { monthsOf } from '../bank/loop/paid.ts'
import type { Row } from '../bank/ports.ts'
import type { ContractRow } from '../bank/ports-paid.ts'
import type { Refusal } from '../ledger/refusal.ts'
import { CONTRACT_KINDS, KIND_NAMES, OVER_NAMES, OVERS } from '../rules/contracts.ts'
import { hoursText } from '../words/reading.ts'
import { codeName } from './order-view.tsx'
import { personIn } from './order-new.tsx'
import { Choice, Field, Hidden, notFound, Problem, show } from './page.tsx'
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
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'
import { leftText, oneContractPages, placeName, providerName, standing } from './contract.tsx'

export function contractPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/contracts', (c) => listPage(web, c))
  app.post('/desk/contracts', (c) => entered(web, c))
  oneContractPages(app, web)
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
