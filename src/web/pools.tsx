/** Pools at the desk: what is in them, care hours granted from them, and volunteers who give together. */
import type { Hono } from 'hono'
import { grant, GRANT_PURPOSES } from '../bank/hours/grant.ts'
import { type PoolStands, poolsAt, type PoolTerms, setPoolTerms } from '../bank/hours/pool-terms.ts'
import { giveTogether, type TogetherOrder } from '../bank/hours/together.ts'
import type { MemberId } from '../ledger/account.ts'
import type { EntryId } from '../ledger/entry.ts'
import { parseHours } from '../ledger/minutes.ts'
import { type Outcome, type Refusal, refuse } from '../ledger/refusal.ts'
import { purposeText } from '../words/entry.ts'
import { dayText, hoursText } from '../words/reading.ts'
import { Choice, Facts, Field, Hidden, Problem, show } from './page.tsx'
import { CiteLine } from './partners.tsx'
import { StationField } from './station-field.tsx'
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
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function poolPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/pools', (c) => poolPage(web, c))
  app.post('/desk/pools/terms', (c) => termsSent(web, c))
  app.post('/desk/pools/grant', (c) => grantSent(web, c))
  app.post('/desk/pools/together', (c) => togetherSent(web, c))
}

interface Sent {
  readonly said: string
  readonly id: EntryId
  readonly fields: Fields
  readonly form: 'terms' | 'grant' | 'together'
}

async function poolPage(web: Web, c: Ask, sent?: Sent): Promise<Response> {
  const t = words(c)
  const found = await poolsAt(web.bank, deskStation(c))
  const done = c.req.query('done')
  const grants = mayHere(c, 'grants:write')
  const body = (
    <>
      <h1>{t.pools.title}</h1>
      {done === undefined ? (
        ''
      ) : (
        <p class="done" role="status">
          {done === 'saved'
            ? t.pools.saved
            : done === 'granted'
              ? t.pools.granted
              : t.pools.given(Number(done) || 0)}
        </p>
      )}
      <p class="hint">{t.pools.hint}</p>
      <Problem t={t} said={sent?.said} />
      {found.map((pool) => (
        <Pool web={web} c={c} pool={pool} />
      ))}
      {grants ? <GrantForm web={web} c={c} found={found} sent={sent} /> : ''}
      {mayHere(c, 'transfers:write') ? (
        <TogetherForm web={web} c={c} found={found} sent={sent} />
      ) : (
        ''
      )}
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.pools.title, body, look: 'desk', status })
}

function Pool({ web, c, pool }: { readonly web: Web; readonly c: Ask; readonly pool: PoolStands }) {
  const t = words(c).pools
  const language = languageOf(c)
  const { purpose, until, budget, grantLine, name, station } = pool.body
  return (
    <div class="card">
      <h2>{name}</h2>
      <Facts
        rows={[
          [t.balance, hoursText(pool.balance, language)],
          [t.purpose, purpose === undefined ? t.anyPurpose : purposeText(purpose, language)],
          until === undefined ? undefined : [t.until, dayText(until, language)],
          budget === undefined
            ? undefined
            : [t.budget, t.used(hoursText(pool.granted, language), hoursText(budget, language))],
          grantLine === undefined ? undefined : [words(c).partners.cited, grantLine],
        ]}
      />
      {mayHere(c, 'grants:write') && station !== '' ? (
        <details class="noprint">
          <summary>{t.terms}</summary>
          <form method="post" action="/desk/pools/terms" class="row">
            <Hidden name="id" value={web.bank.ids.entry()} />
            <Hidden name="pool" value={pool.code} />
            <PurposeChoice c={c} value={purpose} any />
            <Field label={t.until} name="until" type="date" form={pool.code} value={until} />
            <Field
              label={t.budget}
              hint={t.budgetHint}
              name="budget"
              form={pool.code}
              value={budget === undefined ? '' : `${budget / 60}`}
            />
            <CiteLine web={web} c={c} value={grantLine} />
            <button class="quiet">{t.save}</button>
          </form>
        </details>
      ) : (
        ''
      )}
    </div>
  )
}

function PurposeChoice({
  c,
  value,
  any,
}: {
  readonly c: Ask
  readonly value?: string | undefined
  readonly any?: boolean
}) {
  const t = words(c).pools
  const purposes = GRANT_PURPOSES.map((one) => [one, purposeText(one, languageOf(c))] as const)
  return (
    <Choice
      label={t.purpose}
      name="purpose"
      value={value}
      options={any ? [['', t.anyPurpose], ...purposes] : purposes}
    />
  )
}

interface Form {
  readonly web: Web
  readonly c: Ask
  readonly found: readonly PoolStands[]
  readonly sent: Sent | undefined
}

const poolOptions = (found: readonly PoolStands[]) =>
  found.map(({ code, body }) => [code, body.name] as const)

function GrantForm({ web, c, found, sent }: Form) {
  const t = words(c).pools
  const mine = sent?.form === 'grant' ? sent : undefined
  const typed = (name: string) => mine?.fields.get(name)
  return (
    <>
      <h2>{t.grant}</h2>
      <form method="post" action="/desk/pools/grant" class="row">
        <Hidden name="id" value={mine?.id ?? web.bank.ids.entry()} />
        <Choice label={t.pool} name="pool" value={typed('pool')} options={poolOptions(found)} />
        <Field label={t.to} name="number" form="grant" value={typed('number')} required />
        <Field label={t.hours} name="hours" form="grant" value={typed('hours')} required />
        <PurposeChoice c={c} value={typed('purpose')} />
        <Field
          label={t.until}
          name="until"
          form="grant"
          type="date"
          value={typed('until')}
          required
        />
        <button>{t.grantSubmit}</button>
      </form>
    </>
  )
}

function TogetherForm({ web, c, found, sent }: Form) {
  const t = words(c).pools
  const mine = sent?.form === 'together' ? sent : undefined
  const typed = (name: string) => mine?.fields.get(name)
  return (
    <>
      <h2>{t.together}</h2>
      <form method="post" action="/desk/pools/together">
        <Hidden name="id" value={mine?.id ?? web.bank.ids.entry()} />
        <StationField web={web} c={c} />
        <Field
          label={t.togetherTo}
          hint={t.togetherToHint}
          name="number"
          form="together"
          value={typed('number')}
        />
        <Choice label={t.pool} name="pool" value={typed('pool')} options={poolOptions(found)} />
        <label for="givers">{t.givers}</label>
        <p class="hint" id="givers-hint">
          {t.togetherHint}
        </p>
        <textarea id="givers" name="givers" rows={6} aria-describedby="givers-hint">
          {typed('givers') ?? ''}
        </textarea>
        <button>{t.togetherSubmit}</button>
      </form>
    </>
  )
}

async function again(
  web: Web,
  c: Ask,
  refusal: Refusal,
  sent: Omit<Sent, 'said'>,
): Promise<Response> {
  const said = await told(web, c, refusal)
  return poolPage(web, c, { ...sent, said, id: nextId(web, sent.id, refusal) })
}

async function termsSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const [purpose, until, budget, grantLine] = ['purpose', 'until', 'budget', 'grantLine'].map(
    (one) => fields.get(one),
  )
  const order: PoolTerms = {
    id,
    pool: fields.get('pool'),
    ...(purpose ? { purpose } : {}),
    ...(until ? { until } : {}),
    ...(budget ? { budget: parseHours(budget) ?? 0 } : {}),
    ...(grantLine ? { grantLine } : {}),
  }
  const outcome = await setPoolTerms(web.bank, actorOf(c), order)
  if (outcome.ok) return c.redirect('/desk/pools?done=saved', 303)
  return again(web, c, outcome.refusal, { id, fields, form: 'terms' })
}

/** Whoever has the number: it is held in the hand, on their card. */
async function memberOfNumber({ bank }: Web, number: string): Promise<Outcome<MemberId>> {
  const [person] = number === '' ? [] : await bank.people.find('city', { number }, 1)
  return person
    ? { ok: true, value: person.member }
    : refuse({ code: 'unknown-member', member: number })
}

async function grantSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const sent = { id, fields, form: 'grant' } as const
  const member = await memberOfNumber(web, fields.get('number'))
  if (!member.ok) return again(web, c, member.refusal, sent)
  const outcome = await grant(web.bank, actorOf(c), {
    id,
    pool: fields.get('pool'),
    member: member.value,
    minutes: parseHours(fields.get('hours')) ?? 0,
    purpose: fields.get('purpose'),
    until: fields.get('until'),
  })
  if (outcome.ok) return c.redirect('/desk/pools?done=granted', 303)
  return again(web, c, outcome.refusal, sent)
}

async function togetherSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const sent = { id, fields, form: 'together' } as const
  const givers = await giversIn(web, fields)
  if (typeof givers === 'number') {
    const said = words(c).pools.lineUnreadable(givers)
    return poolPage(web, c, { ...sent, said })
  }
  if ('code' in givers) return again(web, c, givers, sent)
  const number = fields.get('number')
  const to = number === '' ? undefined : await memberOfNumber(web, number)
  if (to && !to.ok) return again(web, c, to.refusal, sent)
  const order: TogetherOrder = {
    id,
    station: fields.get('station') || deskStation(c),
    givers,
    ...(to ? { to: to.value } : { pool: fields.get('pool') }),
  }
  const outcome = await giveTogether(web.bank, actorOf(c), order)
  if (outcome.ok) return c.redirect(`/desk/pools?done=${outcome.value.length}`, 303)
  return again(web, c, outcome.refusal, sent)
}

/** One a line; the number of a line that cannot be read, or who is not there. */
async function giversIn(
  web: Web,
  fields: Fields,
): Promise<TogetherOrder['givers'] | number | Refusal> {
  const givers: { member: MemberId; minutes: number }[] = []
  const lines = fields.get('givers').split(/\r?\n/)
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue
    const [number = '', hours = ''] = line.trim().split(/[\s,，]+/)
    const minutes = parseHours(hours)
    if (minutes === undefined) return at + 1
    const member = await memberOfNumber(web, number)
    if (!member.ok) return member.refusal
    givers.push({ member: member.value, minutes })
  }
  return givers
}
