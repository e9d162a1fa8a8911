/** One contract of paid care: what it says, its months, its visits; ended early, and what was written down wrongly put right. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { bedContract, contractFor, endContract } from '../bank/loop/contract.ts'
import { correctVisit, monthKey, monthsOf, visitsWithin } from '../bank/loop/paid.ts'
import type { Row } from '../bank/ports.ts'
import type { ContractRow } from '../bank/ports-paid.ts'
import type { ChangeOrder } from '../bank/review/change.ts'
import type { Waiting } from '../bank/review/list.ts'
import { parseHours } from '../ledger/minutes.ts'
import { KIND_NAMES, OVER_NAMES } from '../rules/contracts.ts'
import { dayText, hoursText, maskName } from '../words/reading.ts'
import { codeName } from './order-view.tsx'
import { Facts, Field, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  fieldsOf,
  formId,
  languageOf,
  mayHere,
  serviceName,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'
import { VisitTable } from './paid-visits.tsx'

export function oneContractPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/contracts/:contract', (c) => onePage(web, c))
  app.post('/desk/contracts/:contract/end', (c) => ended(web, c))
  app.post('/desk/contracts/:contract/visits/:visit', (c) => corrected(web, c))
}

interface Part {
  readonly web: Web
  readonly c: Ask
}

export async function providerName({ bank }: Web, provider: string): Promise<string> {
  return (await bank.directory.get('organisation', provider))?.body.name ?? provider
}

export async function placeName({ bank }: Web, code: string): Promise<string> {
  const station = await bank.directory.get('station', code)
  return station?.body.name ?? (await bank.directory.get('area', code))?.body.name ?? code
}

export function standing(web: Web, c: Ask, { from, until }: ContractRow): string {
  const { paid } = words(c)
  const now = today(web.bank)
  return until < now ? paid.expired : from > now ? paid.later : paid.running
}

export function leftText(c: Ask, { minutes }: ContractRow, served: number): string {
  const { paid } = words(c)
  if (minutes === undefined) return paid.packageNone
  const left = minutes - served
  const language = languageOf(c)
  return left < 0 ? paid.leftOver(hoursText(-left, language)) : hoursText(left, language)
}

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
export async function BedPackage({ web, c, member }: Part & { readonly member: string }) {
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

type OfOne = Part & { readonly contract: Row<ContractRow> }

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
