/** The hotline's log: five fields a call, closed at once where it was answered, with what the month has come to. */
import type { Hono } from 'hono'
import { startOf, today } from '../bank/draft.ts'
import { type Figures, figuresBy } from '../bank/loop/figures.ts'
import { moveOrder } from '../bank/loop/move.ts'
import { ordersFor, wordsOf } from '../bank/loop/order.ts'
import { takeIn } from '../bank/loop/take-in.ts'
import { workflowNamed } from '../bank/loop/workflow.ts'
import type { EntryId } from '../ledger/entry.ts'
import { CALL_CLASSES, COUNTERS, OUTCOMES } from '../rules/order-codes.ts'
import { timeText } from '../words/reading.ts'
import { COUNTS, Counters, countsIn } from './order-move.tsx'
import { personIn } from './order-new.tsx'
import { codeName, codeOptions, stateName } from './order-view.tsx'
import { Choice, Field, Hidden, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  isEntryId,
  languageOf,
  nextId,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function hotlinePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/hotline', (c) => logPage(web, c))
  app.post('/desk/hotline', (c) => callSent(web, c))
}

interface Typed {
  readonly fields: Fields
  readonly said: string
  readonly id: EntryId
}

async function logPage(web: Web, c: Ask, sent?: Typed): Promise<Response> {
  const t = words(c)
  const done = c.req.query('done')
  const body = (
    <>
      <h1>{t.hotline.title}</h1>
      <p class="hint">{t.hotline.hint}</p>
      {done === 'closed' || done === 'taken' ? (
        <p class="done" role="status">
          {done === 'closed' ? t.hotline.done : t.hotline.taken}
        </p>
      ) : (
        ''
      )}
      <Problem t={t} said={sent?.said} />
      <CallForm web={web} c={c} sent={sent} />
      <Sums web={web} c={c} />
      <Recent web={web} c={c} />
      <p class="noprint">
        <a class="button quiet" href="/desk/rounds">
          {t.hotline.rounds}
        </a>{' '}
        <a class="button quiet" href="/desk/hotline/days">
          {t.hotline.byDay}
        </a>
      </p>
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.hotline.title, body, look: 'desk', status })
}

interface Part {
  readonly web: Web
  readonly c: Ask
}

function CallForm({ web, c, sent }: Part & { readonly sent: Typed | undefined }) {
  const t = words(c)
  const typed = (name: string) => sent?.fields.get(name)
  return (
    <form method="post" action="/desk/hotline">
      <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
      <Hidden name="close" value={typed('close') ?? web.bank.ids.entry()} />
      <Hidden name="station" value={typed('station') ?? deskStation(c)} />
      <div class="row">
        <Field label={t.hotline.caller} name="caller" value={typed('caller')} autocomplete="off" />
        <Field label={t.order.callerPhone} name="phone" value={typed('phone')} autocomplete="off" />
        <Field label={t.hotline.person} name="who" value={typed('who')} autocomplete="off" />
        <Choice
          label={t.hotline.class}
          name="class"
          value={typed('class')}
          options={codeOptions(CALL_CLASSES, c)}
        />
      </div>
      <label for="f-need">{t.hotline.need}</label>
      <textarea id="f-need" name="need" rows={2} required>
        {typed('need') ?? ''}
      </textarea>
      <div class="row">
        <Choice
          label={t.hotline.outcome}
          name="outcome"
          value={typed('outcome')}
          options={[['', t.hotline.outcomeLater], ...codeOptions(OUTCOMES, c)]}
        />
      </div>
      <Counters c={c} typed={typed} />
      <p>
        <button>{t.hotline.submit}</button>
      </p>
    </form>
  )
}

async function callSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const again = async (refusal: Parameters<typeof told>[2]) =>
    logPage(web, c, {
      fields,
      said: await told(web, c, refusal),
      id: nextId(web, id, refusal),
    })
  const given = (name: string) => fields.get(name)
  const found = await personIn(web, c, given('who'))
  // Whoever is not enrolled is written down as they are called.
  const known = found === undefined || found === '' ? {} : { member: found }
  const person = found === undefined ? { person: given('who') } : {}
  const text = (name: 'caller' | 'phone') => (given(name) === '' ? {} : { [name]: given(name) })
  const taken = await takeIn(web.bank, actorOf(c), {
    ...{ id, type: 'hotline', station: given('station') || deskStation(c), source: 'phone' },
    ...{ class: given('class'), ...known },
    words: { need: given('need'), ...person, ...text('caller'), ...text('phone') },
  })
  if (!taken.ok) return again(taken.refusal)
  if (given('outcome') === '') return c.redirect('/desk/hotline?done=taken', 303)
  const close = given('close')
  const answered = await moveOrder(web.bank, actorOf(c), {
    id: isEntryId(close) ? close : web.bank.ids.entry(),
    ...{ order: taken.value.id, move: 'answer', outcome: given('outcome') },
    counts: countsIn(fields),
  })
  return answered.ok ? c.redirect('/desk/hotline?done=closed', 303) : again(answered.refusal)
}

const DAY_MS = 86_400_000

/** What official reports ask for, of today and of the month. */
async function Sums({ web, c }: Part) {
  const t = words(c)
  const now = today(web.bank)
  const rows: (readonly [string, Figures | undefined])[] = []
  for (const [label, from] of [
    [t.hotline.today, now],
    [t.hotline.month, `${now.slice(0, 8)}01`],
  ] as const) {
    const span = { from: startOf(from), to: startOf(now) + DAY_MS, type: 'hotline' }
    const asked = deskStation(c) === '' ? span : { ...span, station: deskStation(c) }
    const found = await figuresBy(web.bank, actorOf(c), asked, () => '')
    rows.push([label, found.ok ? found.value.get('') : undefined])
  }
  return (
    <table>
      <thead>
        <tr>
          <th scope="col" />
          <th scope="col">{t.hotline.calls}</th>
          {COUNTS.map((one) => (
            <th scope="col">{codeName(COUNTERS, one, c)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([label, figures]) => (
          <tr>
            <th scope="row">{label}</th>
            <td>{figures?.taken ?? 0}</td>
            {COUNTS.map((one) => (
              <td>{figures?.counts[one] ?? 0}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const SHOWN = 10

async function Recent({ web, c }: Part) {
  const t = words(c)
  const asked = { types: ['hotline'], newest: true, limit: SHOWN }
  const station = deskStation(c) === '' ? {} : { station: deskStation(c) }
  const found = await ordersFor(web.bank, actorOf(c), { ...asked, ...station })
  if (!found.ok) return <></>
  const keys = found.value.map(({ key }) => key)
  const said = await wordsOf(web.bank, keys)
  const workflow = await workflowNamed(web.bank, 'hotline/1')
  return (
    <>
      <h2>{t.hotline.recent}</h2>
      {keys.length === 0 ? <p role="status">{t.hotline.none}</p> : ''}
      {found.value.map((row) => (
        <p>
          {timeText(row.body.list.at, languageOf(c))}{' '}
          <a href={`/desk/orders/${row.key}`}>{said.get(row.key)?.need ?? t.order.open}</a>{' '}
          {workflow ? stateName({ row, workflow }, c) : ''}{' '}
          <a class="noprint" href={`/desk/request?from=${row.key}`}>
            {t.hotline.follow}
          </a>
        </p>
      ))}
    </>
  )
}
