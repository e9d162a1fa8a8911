/** Deliberation (议事协商): topics at the desk with their rate, and those on notice for whoever lives in the street. */
import type { Hono } from 'hono'
import { dayOf, startOf, today } from '../bank/draft.ts'
import { figuresBy } from '../bank/loop/figures.ts'
import { notesOf, type OrderFound, ordersFor, wordsOf } from '../bank/loop/order.ts'
import { ownVoice, sayVoice, topicsNear, voicesOf, voiceWords } from '../bank/loop/voice.ts'
import { workflowNamed, workflowsNow } from '../bank/loop/workflow.ts'
import { SAID, type Said } from '../bank/ports-order.ts'
import { OUTCOMES } from '../rules/order-codes.ts'
import { dayText } from '../words/reading.ts'
import { shareText } from './figures.tsx'
import { claimantText, codeName, Due, stateName } from './order-view.tsx'
import { Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  formId,
  languageOf,
  mayHere,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function topicPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/topics', (c) => deskPage(web, c))
  app.get('/topics', (c) => nearPage(web, c))
  app.post('/topics/:order/voice', (c) => voiceSent(web, c))
}

const TYPE = 'deliberation'

/** Topics on the desk's page, the newest first. */
const SHOWN = 50

async function deskPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const station = deskStation(c) === '' ? {} : { station: deskStation(c) }
  const asked = { types: [TYPE], newest: true, limit: SHOWN, ...station }
  const rows = await ordersFor(web.bank, actorOf(c), asked)
  if (!rows.ok) return notFound(web, c)
  const found: OrderFound[] = []
  for (const row of rows.value) {
    const workflow = await workflowNamed(web.bank, row.body.workflow)
    if (workflow) found.push({ row, workflow })
  }
  const body = (
    <>
      <h1>{t.topic.title}</h1>
      <p class="hint">{t.topic.hint}</p>
      <Rate web={web} c={c} />
      {found.length === 0 ? <p role="status">{t.topic.none}</p> : ''}
      {found.length > 0 ? <Topics web={web} c={c} found={found} /> : ''}
      {mayHere(c, 'orders:write') && deskStation(c) !== '' ? <Propose web={web} c={c} /> : ''}
    </>
  )
  return show(web, c, { title: t.topic.title, body, look: 'desk' })
}

interface Part {
  readonly web: Web
  readonly c: Ask
}

/** The rate of the year, with what it is of under it. */
async function Rate({ web, c }: Part) {
  const t = words(c)
  const from = startOf(`${today(web.bank).slice(0, 4)}-01-01`)
  const span = { from, to: web.bank.clock.now() + 1, type: TYPE }
  const its = deskStation(c) === '' ? span : { ...span, station: deskStation(c) }
  const figures = await figuresBy(web.bank, actorOf(c), its, () => '')
  const share = figures.ok ? figures.value.get('')?.closed : undefined
  const { closed } = (await workflowsNow(web.bank)).get(TYPE) ?? {}
  return (
    <>
      <p>
        {t.topic.rate}（{t.topic.year}）：
        <b>{shareText(c, share ?? { part: 0, of: 0 })}</b>
      </p>
      <p class="hint">{closed?.definition[languageOf(c)]}</p>
    </>
  )
}

async function Topics({ web, c, found }: Part & { readonly found: readonly OrderFound[] }) {
  const t = words(c)
  const said = await wordsOf(
    web.bank,
    found.map(({ row }) => row.key),
  )
  const titles = [t.topic.topic, t.topic.step, t.topic.said, t.topic.resolution, t.topic.who]
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            {[...titles, t.topic.outcome].map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.map((one) => (
            <Line web={web} c={c} found={one} need={said.get(one.row.key)?.need ?? ''} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface OfTopic extends Part {
  readonly found: OrderFound
  readonly need: string
}

async function Line({ web, c, found, need }: OfTopic) {
  const t = words(c)
  const { key, body } = found.row
  const state = found.workflow.states[body.state]
  const resolved = await resolutionOf(web, found)
  const assigned = body.moves.findLast(({ move }) => move === 'assign')
  const named = assigned?.note && (await notesOf(web.bank, found.row)).get(assigned.note)
  const who = body.claimant && (await claimantText(web, c, body.claimant, named))
  const by = assigned?.day
  return (
    <tr>
      <td>
        <a href={`/desk/orders/${key}`}>{need || t.topic.open}</a>
      </td>
      <td>
        {stateName(found, c)} {state?.kind === 'open' ? <Due web={web} c={c} found={found} /> : ''}
      </td>
      <td>
        <Voices web={web} c={c} found={found} />
      </td>
      <td>{resolved}</td>
      <td>
        {who} {by === undefined ? '' : t.topic.until(dayText(by, languageOf(c)))}
      </td>
      <td>
        {state?.kind === 'open' || body.outcome === undefined
          ? ''
          : codeName(OUTCOMES, body.outcome, c)}
      </td>
    </tr>
  )
}

/** What was resolved, in the words of whoever wrote it down. */
async function resolutionOf(web: Web, { row }: OrderFound): Promise<string> {
  const move = row.body.moves.findLast((one) => one.move === 'resolve')
  if (!move) return ''
  return (move.note && (await notesOf(web.bank, row)).get(move.note)) || '✓'
}

async function Voices({ web, c, found }: Part & { readonly found: OrderFound }) {
  const t = words(c)
  const counts = await voicesOf(web.bank, found.row)
  const inWords = await voiceWords(web.bank, found.row)
  return (
    <>
      {countsText(c, counts)}
      {inWords.length === 0 ? (
        ''
      ) : (
        <details>
          <summary>{t.topic.words(inWords.length)}</summary>
          <ul>
            {inWords.map((one) => (
              <li>
                {t.topic[one.says]}：{one.words}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function countsText(c: Ask, counts: Readonly<Record<Said, number>>): string {
  const t = words(c).topic
  const said = [t.counts(counts.for, counts.against)]
  if (counts.other > 0) said.push(t.others(counts.other))
  return said.join(languageOf(c) === 'zh' ? '，' : ', ')
}

/** The shortest way to propose one: its text. The rest is asked on its way. */
function Propose({ web, c }: Part) {
  const t = words(c)
  return (
    <>
      <h2>{t.topic.add}</h2>
      <form method="post" action="/desk/orders">
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Hidden name="type" value={TYPE} />
        <Hidden name="station" value={deskStation(c)} />
        <label for="f-need">{t.topic.text}</label>
        <p class="hint" id="hint-need">
          {t.topic.textHint}
        </p>
        <textarea id="f-need" name="need" rows={2} required aria-describedby="hint-need" />
        <p>
          <button>{t.topic.add}</button>
        </p>
      </form>
    </>
  )
}

interface Spoken {
  readonly order: string
  readonly words: string
  readonly said: string
}

async function nearPage(web: Web, c: Ask, sent?: Spoken): Promise<Response> {
  const t = words(c)
  const { member, through } = actorOf(c)
  if (member === undefined || through) return notFound(web, c)
  const found = await topicsNear(web.bank, member)
  const said = await wordsOf(
    web.bank,
    found.map(({ row }) => row.key),
  )
  const body = (
    <>
      <h1>{t.topic.near}</h1>
      <p class="hint">{t.topic.nearHint}</p>
      {c.req.query('done') === 'said' ? (
        <p class="done" role="status">
          {t.topic.thanks}
        </p>
      ) : (
        ''
      )}
      <Problem t={t} said={sent?.said} />
      {found.length === 0 ? <p role="status">{t.topic.nearNone}</p> : ''}
      {found.map((one) => (
        <Near
          web={web}
          c={c}
          found={one}
          need={said.get(one.row.key)?.need ?? ''}
          typed={sent?.order === one.row.key ? sent.words : ''}
        />
      ))}
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.topic.near, body, status })
}

async function Near({ web, c, found, need, typed }: OfTopic & { readonly typed: string }) {
  const t = words(c)
  const { row, workflow } = found
  const { member } = actorOf(c)
  const counts = await voicesOf(web.bank, row)
  const own = member && (await ownVoice(web.bank, member, row.key))
  const resolved = await resolutionOf(web, found)
  const onNotice = workflow.voices?.includes(row.body.state) ?? false
  const due = row.body.list.due
  return (
    <section class="card">
      <h2>{need}</h2>
      <p>
        {stateName(found, c)}
        {onNotice && due > 0 ? ` · ${t.topic.until(dayText(dayOf(due), languageOf(c)))}` : ''}
      </p>
      {resolved === '' || resolved === '✓' ? (
        ''
      ) : (
        <p>
          {t.topic.resolution}：{resolved}
        </p>
      )}
      <p class="hint">{countsText(c, counts)}</p>
      {own === undefined ? '' : <p>{t.topic.own(t.topic[own as Said])}</p>}
      {onNotice ? <VoiceForm web={web} c={c} order={row.key} typed={typed} /> : ''}
    </section>
  )
}

function VoiceForm({
  web,
  c,
  order,
  typed,
}: Part & { readonly order: string; readonly typed: string }) {
  const t = words(c)
  return (
    <form method="post" action={`/topics/${order}/voice`}>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <label for={`w-${order}`}>{t.topic.voiceWords}</label>
      <textarea id={`w-${order}`} name="words" rows={2} maxlength={500}>
        {typed}
      </textarea>
      <p>
        {SAID.map((one) => (
          <>
            <button name="says" value={one} class={one === 'for' ? '' : 'quiet'}>
              {t.topic[one]}
            </button>{' '}
          </>
        ))}
      </p>
    </form>
  )
}

async function voiceSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const [order, said] = [c.req.param('order') ?? '', fields.get('words')]
  const outcome = await sayVoice(web.bank, actorOf(c), {
    ...{ id: formId(web, fields), order, says: fields.get('says') as Said, words: said },
  })
  if (outcome.ok) return c.redirect('/topics?done=said', 303)
  if (outcome.refusal.code === 'unknown-order') return notFound(web, c)
  return nearPage(web, c, { order, words: said, said: await told(web, c, outcome.refusal) })
}
