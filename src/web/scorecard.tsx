/** The monthly scorecard of the stations within reach, with what is weighed and how under it; made to be printed. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { type Score, scoresOf } from '../bank/loop/scorecard.ts'
import { workflowsNow } from '../bank/loop/workflow.ts'
import { SCORECARD } from '../rules/scorecard.ts'
import { daysText, shareText } from './figures.tsx'
import { Field, Problem, show } from './page.tsx'
import { actorOf, type Ask, languageOf, told, type Web, type WebEnv, words } from './view.ts'

export function scorecardPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/scorecard', (c) => scorecardPage(web, c))
}

async function scorecardPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const month = c.req.query('month') ?? today(web.bank).slice(0, 7)
  const found = await scoresOf(web.bank, actorOf(c), month)
  const said = found.ok ? undefined : await told(web, c, found.refusal)
  const scores = found.ok ? found.value : []
  const closed = (await workflowsNow(web.bank)).get(SCORECARD.type)?.closed
  const { full, none } = SCORECARD.firstVisit
  const body = (
    <>
      <h1>{t.hotline.scorecard}</h1>
      <Problem t={t} said={said} />
      <form method="get" action="/desk/scorecard" class="row noprint">
        <Field label={t.hotline.scoreMonth} name="month" value={month} />
        <button class="quiet">{t.order.filter}</button>
      </form>
      {found.ok && scores.length === 0 ? <p role="status">{t.order.none}</p> : ''}
      {scores.length > 0 ? <Scores web={web} c={c} scores={scores} /> : ''}
      <ul class="hint">
        <li>{t.hotline.scoreWeights}</li>
        {SCORECARD.weights.map(({ figure, weight }) => (
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
  const status = found.ok ? 200 : 422
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
  const figures = SCORECARD.weights.map(({ figure }) => t.hotline[figure])
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
              <td>{tenths === undefined ? t.hotline.noFigure : (tenths / 10).toFixed(1)}</td>
              <td>{its.taken}</td>
              {SCORECARD.weights.map(({ figure }) => (
                <td>{figure === 'firstVisit' ? daysText(c, its) : shareText(c, its[figure])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
