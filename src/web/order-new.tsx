/** Taking a request in at the desk: one page, whether whoever needs it is enrolled or not. */
import type { Hono } from 'hono'
import { onDuty } from '../bank/loop/duty.ts'
import { type OrderIntake, takeIn } from '../bank/loop/take-in.ts'
import { workflowsNow } from '../bank/loop/workflow.ts'
import { today } from '../bank/draft.ts'
import type { OrderSource } from '../bank/ports-order.ts'
import type { EntryId } from '../ledger/entry.ts'
import { parseHours } from '../ledger/minutes.ts'
import { SOURCES } from '../rules/order-codes.ts'
import { codeName } from './order-view.tsx'
import { CiteLine } from './partners.tsx'
import { Choice, Field, Hidden, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskScope,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  isEntryId,
  languageOf,
  nextId,
  staffNames,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function orderNewPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/request', (c) => newPage(web, c))
  app.post('/desk/orders', (c) => newSent(web, c))
}

interface Typed {
  readonly fields: Fields
  readonly said: string
  readonly id: EntryId
}

const TAKEN_BY = ['phone', 'counter', 'relative', 'outbound', '12345', 'grid'] as const

async function newPage(web: Web, c: Ask, sent?: Typed): Promise<Response> {
  const t = words(c)
  const language = languageOf(c)
  const typed = (name: string) => sent?.fields.get(name) ?? c.req.query(name)
  const types = [...(await workflowsNow(web.bank)).values()].filter(
    ({ type }) => type !== 'hotline',
  )
  const body = (
    <>
      <h1>{t.order.newOrder}</h1>
      <Problem t={t} said={sent?.said} />
      <form method="post" action="/desk/orders">
        <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
        <Hidden name="station" value={sent?.fields.get('station') ?? deskStation(c)} />
        <Hidden name="from" value={typed('from') ?? ''} />
        <div class="row">
          <Choice
            label={t.order.type}
            name="type"
            value={typed('type') ?? 'help'}
            options={types.map(({ type, label }) => [type, label[language]])}
          />
          <Choice
            label={t.order.source}
            name="source"
            value={typed('source')}
            options={TAKEN_BY.map((one) => [one, codeName(SOURCES, one, c)])}
          />
        </div>
        <Whom c={c} typed={typed} />
        <label for="f-need">{t.order.need}</label>
        <p class="hint" id="hint-need">
          {t.order.needHint}
        </p>
        <textarea id="f-need" name="need" rows={3} required aria-describedby="hint-need">
          {typed('need') ?? ''}
        </textarea>
        <What web={web} c={c} typed={typed} />
        <p>
          <button>{t.order.submit}</button>
        </p>
      </form>
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.order.newOrder, body, look: 'desk', status })
}

interface Part {
  readonly c: Ask
  readonly typed: (name: string) => string | undefined
}

function Whom({ c, typed }: Part) {
  const t = words(c)
  const field = (name: string, label: string) => (
    <Field label={label} name={name} value={typed(name)} autocomplete="off" />
  )
  return (
    <fieldset>
      <legend>{t.order.who}</legend>
      {field('who', t.order.person)}
      <div class="row">
        {field('person', t.order.personUnknown)}
        {field('phone', t.order.callerPhone)}
        {field('address', t.order.address)}
        {field('caller', t.order.caller)}
        {field('diet', t.order.dietLabel)}
      </div>
    </fieldset>
  )
}

function What({ web, c, typed }: Part & { readonly web: Web }) {
  const t = words(c)
  const language = languageOf(c)
  return (
    <>
      <div class="row">
        <Choice
          label={t.common.service}
          name="service"
          value={typed('service')}
          options={[
            ['', t.order.serviceNone],
            ...web.bank.rules.services.map(({ code, name }) => [code, name[language]] as const),
          ]}
        />
        <Field
          label={`${t.order.day}（${t.common.optional}）`}
          name="day"
          type="date"
          value={typed('day')}
          min={today(web.bank)}
        />
        <Field
          label={`${t.order.planned}（${t.common.optional}）`}
          hint={t.desk.durationHint}
          name="hours"
          value={typed('hours')}
          autocomplete="off"
        />
      </div>
      <label class="tick">
        <input type="checkbox" name="spend" value="1" checked={typed('spend') === '1'} />
        {t.order.spend}
      </label>
      <Choice
        label={t.complete.assistHow}
        name="checked"
        value={typed('checked')}
        options={[
          ['', t.complete.assistNot],
          ['face', t.complete.assistFace],
          ['card', t.complete.assistCard],
        ]}
      />
      <label class="tick">
        <input type="checkbox" name="urgent" value="1" checked={typed('urgent') === '1'} />
        {t.order.urgentTick}
      </label>
      <CiteLine web={web} c={c} value={typed('grantLine')} />
    </>
  )
}

async function newSent(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const again = (said: string, next = id) => newPage(web, c, { fields, said, id: next })
  const person = await personIn(web, c, fields.get('who'))
  if (person === undefined) return again(t.order.personNone)
  if (fields.get('spend') === '1' && fields.get('checked') === '')
    return again(await told(web, c, { code: 'not-checked', what: 'person' }))
  const hours = fields.get('hours')
  const minutes = hours === '' ? undefined : parseHours(hours)
  if (hours !== '' && minutes === undefined) return again(t.desk.durationHint)
  const order = intakeIn(c, fields, id, {
    ...(person === '' ? {} : { member: person }),
    ...(minutes === undefined ? {} : { minutes }),
  })
  const outcome = await takeIn(web.bank, actorOf(c), order)
  if (!outcome.ok)
    return again(await told(web, c, outcome.refusal), nextId(web, id, outcome.refusal))
  return c.redirect(`/desk/orders/${outcome.value.id}?done=taken`, 303)
}

function intakeIn(c: Ask, fields: Fields, id: EntryId, known: Partial<OrderIntake>): OrderIntake {
  const given = (name: string) => fields.get(name)
  const source = TAKEN_BY.find((one) => one === given('source')) ?? 'counter'
  const assisted = (['face', 'card'] as const).find((one) => one === given('checked'))
  const words = {
    need: given('need'),
    ...Object.fromEntries(
      ['caller', 'phone', 'person', 'address', 'diet'].flatMap((name) =>
        given(name) === '' ? [] : [[name, given(name)]],
      ),
    ),
  }
  return {
    ...{ id, type: given('type'), source: source satisfies OrderSource, words },
    station: given('station') || deskStation(c),
    ...(given('service') === '' ? {} : { service: given('service') }),
    ...(given('day') === '' ? {} : { day: given('day') }),
    ...(given('spend') === '1' ? { spend: true } : {}),
    ...(assisted === undefined ? {} : { assisted }),
    ...(given('grantLine') === '' ? {} : { grantLine: given('grantLine') }),
    ...(given('urgent') === '1' ? { urgent: true } : {}),
    ...(isEntryId(given('from')) ? { cameFrom: given('from') as EntryId } : {}),
    ...known,
  }
}

/** The member somebody is found as: '' where nothing was typed, undefined where nobody is found or more than one. */
export async function personIn(web: Web, c: Ask, typed: string) {
  if (typed === '') return '' as const
  const scope = deskScope(c)
  const queries = /^1\d{10}$/.test(typed)
    ? [{ phone: typed }]
    : [{ number: typed }, { text: typed }]
  for (const query of queries) {
    const found = await web.bank.people.find(scope, query, 2)
    if (found.length === 1) return found[0]?.member
  }
  return undefined
}

/** Who must be told of what is urgent; at the station of the order. */
export async function OnDuty({ web, c, station }: { web: Web; c: Ask; station: string }) {
  const t = words(c)
  const staff = await onDuty(web.bank, station)
  const name = staff && (await staffNames(web, c, [`staff:${staff}`])).get(`staff:${staff}`)
  return (
    <p class="problem" role="status">
      {name === undefined ? t.order.onDutyNone : t.order.onDuty(name)}
    </p>
  )
}
