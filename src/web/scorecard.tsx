/** The monthly scorecard of the stations within reach, with what is weighed and how under it; made to be printed. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { type Score, scoresOf } from '../bank/loop/scorecard.ts'
import { workflowsNow } from '../bank/loop/workflow.ts'
import {
  answerScore,
  isFinal,
  objectToScore,
  officeArea,
  postedScorecards,
  postScorecard,
  type ScorecardAnswer,
} from '../bank/loop/scorecard-posted.ts'
import type { Row } from '../bank/ports.ts'
import type { ScorecardLine, ScorecardRow } from '../bank/ports-oversight.ts'
import { SCORE_OBJECTIONS, scorecardOf } from '../rules/scorecard.ts'
import type { Pages } from '../words/pages.ts'
import { dayText, timeText } from '../words/reading.ts'
import { daysText, shareText } from './figures.tsx'
import { Choice, Field, Hidden, Problem, show } from './page.tsx'
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

export function scorecardPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/scorecard', (c) => scorecardPage(web, c))
  app.post('/desk/scorecard', (c) => scorecardSent(web, c))
}

/** An office posts or answers, a station objects: which, the form says. */
async function scorecardSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const month = fields.get('month')
  const [area, station] = [fields.get('area'), fields.get('of')]
  const of = { id: formId(web, fields), month, area, station }
  const actor = actorOf(c)
  const outcome =
    area === ''
      ? await postScorecard(web.bank, actor, of)
      : await (fields.get('outcome') === ''
          ? objectToScore(web.bank, actor, { ...of, reason: fields.get('reason') })
          : answerScore(web.bank, actor, {
              ...of,
              outcome: fields.get('outcome') as ScorecardAnswer,
            }))
  if (outcome.ok) return c.redirect(`/desk/scorecard?month=${month}`, 303)
  return scorecardPage(web, c, { month, said: await told(web, c, outcome.refusal) })
}

async function scorecardPage(
  web: Web,
  c: Ask,
  sent?: { readonly month: string; readonly said: string },
): Promise<Response> {
  const t = words(c)
  const month = sent?.month ?? c.req.query('month') ?? today(web.bank).slice(0, 7)
  const found = await scoresOf(web.bank, actorOf(c), month)
  const said = sent?.said ?? (found.ok ? undefined : await told(web, c, found.refusal))
  const scores = found.ok ? found.value : []
  const closed = (await workflowsNow(web.bank)).get(scorecardOf(web.bank.rules).type)?.closed
  const { full, none } = scorecardOf(web.bank.rules).firstVisit
  const body = (
    <>
      <h1>{t.hotline.scorecard}</h1>
      <Problem t={t} said={said} />
      <form method="get" action="/desk/scorecard" class="row noprint">
        <Field label={t.hotline.scoreMonth} name="month" value={month} />
        <button class="quiet">{t.order.filter}</button>
      </form>
      {found.ok ? <Posted web={web} c={c} month={month} /> : ''}
      {scores.length > 0 ? <p class="hint">{t.hotline.scoreNow}</p> : ''}
      {found.ok && scores.length === 0 ? <p role="status">{t.order.none}</p> : ''}
      {scores.length > 0 ? <Scores web={web} c={c} scores={scores} /> : ''}
      <ul class="hint">
        <li>{t.hotline.scoreWeights}</li>
        {scorecardOf(web.bank.rules).weights.map(({ figure, weight }) => (
          <li>
            {t.hotline[figure]} {weight}
          </li>
        ))}
        <li>{closed?.definition[languageOf(c)]}</li>
        <li>{t.hotline.onTimeDefinition}</li>
        <li>{t.hotline.satisfiedDefinition}</li>
        <li>{t.hotline.firstVisitDefinition}</li>
        <li>{t.hotline.scoreFirstVisit(full, none)}</li>
      </ul>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.hotline.scorecard, body, look: 'desk', status })
}

interface Shown {
  readonly web: Web
  readonly c: Ask
  readonly scores: readonly Score[]
}

async function Scores({ web, c, scores }: Shown) {
  const t = words(c)
  const names = new Map<string, string>()
  for (const { station } of scores)
    names.set(station, (await web.bank.directory.get('station', station))?.body.name ?? station)
  const titles = [t.hotline.place, t.hotline.score, t.hotline.takenIn]
  const figures = scorecardOf(web.bank.rules).weights.map(({ figure }) => t.hotline[figure])
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            {[...titles, ...figures].map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {scores.map(({ station, figures: its, tenths }) => (
            <tr>
              <th scope="row">{names.get(station)}</th>
              <td>{pointsText(t, tenths)}</td>
              <td>{its.taken}</td>
              {scorecardOf(web.bank.rules).weights.map(({ figure }) => (
                <td>{figure === 'firstVisit' ? daysText(c, its) : shareText(c, its[figure])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What was posted of the month, and the way to post it. */
async function Posted({ web, c, month }: { web: Web; c: Ask; month: string }) {
  const t = words(c)
  const found = await postedScorecards(web.bank, actorOf(c), month)
  const rows = found.ok ? found.value : []
  const office = officeArea(web.bank, actorOf(c))
  const isMine = rows.some(({ key }) => key === `${office}/${month}`)
  const { objections } = scorecardOf(web.bank.rules)
  const inDays = objections.unit === 'working-days' ? t.hotline.workingDays : t.hotline.calendarDays
  const term = inDays(objections.amount)
  const isOver = month < today(web.bank).slice(0, 7)
  return (
    <>
      {rows.map((row) => (
        <Card web={web} c={c} row={row} />
      ))}
      {office !== undefined && !isMine && isOver && mayHere(c, 'orders:supervise') ? (
        <form method="post" action="/desk/scorecard" class="noprint">
          <Hidden name="id" value={web.bank.ids.entry()} />
          <Hidden name="month" value={month} />
          <p class="hint">{t.hotline.scorePostHint(term)}</p>
          <button>{t.hotline.scorePost}</button>
        </form>
      ) : (
        ''
      )}
    </>
  )
}

interface CardProps {
  readonly web: Web
  readonly c: Ask
  readonly row: Row<ScorecardRow>
}

async function Card({ web, c, row }: CardProps) {
  const t = words(c)
  const language = languageOf(c)
  const { posted, until, lines } = row.body
  const [area = ''] = row.key.split('/')
  const name = (await web.bank.directory.get('area', area))?.body.name ?? area
  const now = web.bank.clock.now()
  const over = isFinal(row.body, now) ? t.hotline.scoreFinal : t.hotline.scoreWaiting
  const titles = [t.hotline.place, t.hotline.score, t.hotline.takenIn, t.hotline.scoreObjection]
  return (
    <section>
      <h2>{t.hotline.scorePosted(dayText(posted, language), name)}</h2>
      <p>{now <= until ? t.hotline.scoreUntil(timeText(until, language)) : over}</p>
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
            {lines.map((line) => (
              <Line web={web} c={c} row={row} line={line} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

async function Line({ web, c, row, line }: CardProps & { readonly line: ScorecardLine }) {
  const t = words(c)
  const { station, tenths, taken, objection } = line
  const name = (await web.bank.directory.get('station', station))?.body.name ?? station
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        {pointsText(t, tenths)}
        {objection?.before === undefined
          ? ''
          : ` ${t.hotline.scoreBefore(pointsText(t, objection.before))}`}
      </td>
      <td>{taken}</td>
      <td>
        {objection ? SCORE_OBJECTIONS[objection.reason]?.[languageOf(c)] : ''}{' '}
        {objection?.outcome === 'upheld' ? t.hotline.scoreUpheld : ''}
        {objection?.outcome === 'not-upheld' ? t.hotline.scoreNotUpheld : ''}
        <LineForm web={web} c={c} row={row} line={line} />
      </td>
    </tr>
  )
}

/** A station objects while it may; the office that posted it answers. */
function LineForm({ web, c, row, line }: CardProps & { readonly line: ScorecardLine }) {
  const t = words(c)
  const [area = '', month = ''] = row.key.split('/')
  const { objection, station } = line
  const office = officeArea(web.bank, actorOf(c))
  const mayObject =
    !objection && station === deskStation(c) && web.bank.clock.now() <= row.body.until
  const mayAnswer = objection !== undefined && objection.outcome === undefined && office === area
  if (!mayHere(c, 'orders:supervise') || (!mayObject && !mayAnswer)) return <></>
  const language = languageOf(c)
  return (
    <form method="post" action="/desk/scorecard" class="row noprint">
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="month" value={month} />
      <Hidden name="area" value={area} />
      <Hidden name="of" value={station} />
      {mayObject ? (
        <Choice
          label={t.hotline.scoreReason}
          name="reason"
          options={Object.entries(SCORE_OBJECTIONS).map(
            ([code, label]) => [code, label[language]] as const,
          )}
        />
      ) : (
        <Choice
          label={t.hotline.scoreAnswer}
          name="outcome"
          options={[
            ['upheld', t.hotline.scoreUpheld],
            ['not-upheld', t.hotline.scoreNotUpheld],
          ]}
        />
      )}
      <button class="quiet">{mayObject ? t.hotline.scoreObject : t.hotline.scoreAnswer}</button>
    </form>
  )
}

function pointsText(t: Pages, tenths: number | undefined): string {
  return tenths === undefined ? t.hotline.noFigure : (tenths / 10).toFixed(1)
}
