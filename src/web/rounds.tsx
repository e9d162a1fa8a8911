/** Calls and visits the station makes of itself: a list for the day, filled in row by row. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { fillRounds, planRounds, roundsDue } from '../bank/loop/rounds.ts'
import type { Row } from '../bank/ports.ts'
import type { RoundRow } from '../bank/ports-order.ts'
import type { MemberId } from '../ledger/account.ts'
import { CALL_CLASSES } from '../rules/order-codes.ts'
import { dayText, maskName, maskPhone } from '../words/reading.ts'
import { personIn } from './order-new.tsx'
import { codeName, codeOptions } from './order-view.tsx'
import { Choice, Field, Hidden, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  formId,
  languageOf,
  speakerFor,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function roundPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/rounds', (c) => roundsPage(web, c))
  app.post('/desk/rounds', (c) => planSent(web, c))
  app.post('/desk/rounds/results', (c) => resultsSent(web, c))
}

async function roundsPage(web: Web, c: Ask, said?: string): Promise<Response> {
  const t = words(c)
  const station = deskStation(c)
  const due = await roundsDue(web.bank, actorOf(c), { station, until: today(web.bank) })
  const rows = due.ok ? due.value : []
  const speaker = await speakerFor(
    web,
    c,
    rows.map(({ body }) => body.member),
  )
  const saved = Number(c.req.query('saved') ?? 0)
  const body = (
    <>
      <h1>{t.hotline.rounds}</h1>
      <p class="hint">{t.hotline.roundsHint}</p>
      {saved > 0 || c.req.query('done') === 'added' ? (
        <p class="done" role="status">
          {saved > 0 ? t.hotline.saved(saved) : t.hotline.added}
        </p>
      ) : (
        ''
      )}
      <Problem t={t} said={said} />
      {rows.length === 0 ? (
        <p role="status">{t.hotline.roundsNone}</p>
      ) : (
        <Results web={web} c={c} rows={rows} speaker={speaker} />
      )}
      <PlanForm web={web} c={c} />
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.hotline.rounds, body, look: 'desk', status })
}

type Named = Awaited<ReturnType<typeof speakerFor>>

interface Listed {
  readonly web: Web
  readonly c: Ask
  readonly rows: readonly Row<RoundRow>[]
  readonly speaker: Named
}

function Results({ web, c, rows, speaker }: Listed) {
  const t = words(c)
  const titles = [
    t.hotline.day,
    t.hotline.kind,
    t.common.name,
    t.hotline.class,
    t.hotline.result,
    t.hotline.next,
  ]
  return (
    <form method="post" action="/desk/rounds/results" class="printed">
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
          {rows.map((row) => (
            <RoundLine c={c} row={row} speaker={speaker} />
          ))}
        </tbody>
      </table>
      <p class="noprint">
        <button>{t.hotline.save}</button>
      </p>
    </form>
  )
}

function RoundLine({
  c,
  row: { key, body },
  speaker,
}: {
  readonly c: Ask
  readonly row: Row<RoundRow>
  readonly speaker: Named
}) {
  const t = words(c)
  const person = speaker.people.get(body.member as MemberId)
  const results = [
    ['', t.hotline.resultNone],
    ['reached', t.hotline.reached],
    ['missed', t.hotline.missed],
    ['visit', t.hotline.needsVisit],
  ] as const
  return (
    <tr>
      <td class="keep">{dayText(body.day, languageOf(c))}</td>
      <td>{t.hotline[body.kind]}</td>
      <td>
        <Hidden name="round" value={key} />
        <a href={`/desk/members/${body.member}`}>{maskName(person?.name ?? '')}</a>{' '}
        {maskPhone(person?.phone ?? '')}
      </td>
      <td>{codeName(CALL_CLASSES, body.class, c)}</td>
      <td>
        <select name={`result-${key}`} aria-label={t.hotline.result}>
          {results.map(([value, text]) => (
            <option value={value}>{text}</option>
          ))}
        </select>
      </td>
      <td>
        <input type="date" name={`next-${key}`} aria-label={t.hotline.next} />
      </td>
    </tr>
  )
}

function PlanForm({ web, c }: { readonly web: Web; readonly c: Ask }) {
  const t = words(c)
  const now = today(web.bank)
  return (
    <details class="noprint">
      <summary>{t.hotline.roundsAdd}</summary>
      <form method="post" action="/desk/rounds">
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Hidden name="station" value={deskStation(c)} />
        <div class="row">
          <Choice
            label={t.hotline.kind}
            name="kind"
            options={[
              ['call', t.hotline.call],
              ['visit', t.hotline.visit],
            ]}
          />
          <Choice label={t.hotline.class} name="class" options={codeOptions(CALL_CLASSES, c)} />
          <Field label={t.hotline.day} name="day" type="date" value={now} min={now} required />
        </div>
        <label for="f-who">{t.hotline.roundsWho}</label>
        <textarea id="f-who" name="who" rows={4} required />
        <p>
          <button>{t.hotline.roundsAdd}</button>
        </p>
      </form>
    </details>
  )
}

async function planSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const members: MemberId[] = []
  const numbers = fields.long('who').split(/[\s,，、]+/u)
  for (const number of numbers.filter((one) => one !== '').slice(0, 200)) {
    const member = await personIn(web, c, number)
    if (member === undefined || member === '')
      return roundsPage(web, c, await told(web, c, { code: 'unknown-member', member: number }))
    members.push(member)
  }
  const outcome = await planRounds(web.bank, actorOf(c), {
    ...{ id: formId(web, fields), station: deskStation(c), members },
    kind: fields.get('kind') === 'visit' ? 'visit' : 'call',
    ...{ class: fields.get('class'), day: fields.get('day') },
  })
  if (!outcome.ok) return roundsPage(web, c, await told(web, c, outcome.refusal))
  return c.redirect('/desk/rounds?done=added', 303)
}

async function resultsSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const rows = fields.all('round').flatMap((round) => {
    const given = fields.get(`result-${round}`)
    const result = (['reached', 'missed', 'visit'] as const).find((one) => one === given)
    const next = fields.get(`next-${round}`)
    return result ? [{ round, result, ...(next === '' ? {} : { next }) }] : []
  })
  const order = { id: formId(web, fields), station: deskStation(c), rows }
  const outcome = await fillRounds(web.bank, actorOf(c), order)
  if (!outcome.ok) return roundsPage(web, c, await told(web, c, outcome.refusal))
  return c.redirect(`/desk/rounds?saved=${rows.length}`, 303)
}
