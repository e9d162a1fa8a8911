/** Figures of service orders by place, each with what it is a share of printed under it. */
import type { Hono } from 'hono'
import { dayOf, isDay, startOf, today } from '../bank/draft.ts'
import {
  FIGURE_LEVELS,
  type FigureLevel,
  type Figures,
  figuresBy,
  perMille,
  placeAt,
} from '../bank/loop/figures.ts'
import { paidBy, type PaidSum } from '../bank/loop/paid.ts'
import { workflowsNow } from '../bank/loop/workflow.ts'
import { OUTCOMES } from '../rules/order-codes.ts'
import { hoursText } from '../words/reading.ts'
import { codeName } from './order-view.tsx'
import { Choice, Field, notFound, show } from './page.tsx'
import { actorOf, type Ask, languageOf, type Web, type WebEnv, words } from './view.ts'

export function figurePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/figures', (c) => figuresPage(web, c))
}

const DAY_MS = 86_400_000

async function figuresPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const now = today(web.bank)
  const asked = (name: string, fallback: string) => {
    const given = c.req.query(name) ?? ''
    return isDay(given) ? given : fallback
  }
  const from = asked('from', `${now.slice(0, 8)}01`)
  const to = asked('to', now)
  const level = FIGURE_LEVELS.find((one) => one === c.req.query('level')) ?? 'station'
  const type = c.req.query('type') || 'help'
  const workflows = await workflowsNow(web.bank)
  const span = { from: startOf(from), to: startOf(to) + DAY_MS, type }
  const keyOf = await placeAt(web.bank, level)
  const found = await figuresBy(web.bank, actorOf(c), span, keyOf)
  if (!found.ok) return notFound(web, c)
  const sums = await paidBy(web.bank, actorOf(c), span, keyOf)
  const lines = [...found.value].toSorted(([one], [other]) => (one < other ? -1 : 1))
  const body = (
    <>
      <h1>{t.hotline.figures}</h1>
      <p class="noprint">
        <a class="button quiet" href="/desk/scorecard">
          {t.hotline.scorecard}
        </a>
      </p>
      <form method="get" action="/desk/figures" class="row">
        <Choice
          label={t.order.type}
          name="type"
          value={type}
          options={[...workflows.values()].map((one) => [one.type, one.label[languageOf(c)]])}
        />
        <Field
          label={t.hotline.from}
          name="from"
          type="date"
          value={from}
          max={dayOf(web.bank.clock.now())}
        />
        <Field label={t.hotline.to} name="to" type="date" value={to} />
        <Choice
          label={t.hotline.level}
          name="level"
          value={level}
          options={FIGURE_LEVELS.map((one) => [one, t.hotline[one]])}
        />
        <button class="quiet">{t.order.filter}</button>
      </form>
      {lines.length === 0 ? <p role="status">{t.order.none}</p> : ''}
      {lines.length > 0 ? <Table web={web} c={c} level={level} lines={lines} /> : ''}
      <Outcomes c={c} lines={lines} />
      <Fallback web={web} c={c} level={level} lines={lines} paid={sums.ok ? sums.value : NO_SUMS} />
      <ul class="hint">
        <li>{t.hotline.takenDefinition}</li>
        <li>{workflows.get(type)?.closed.definition[languageOf(c)]}</li>
        <li>{t.hotline.onTimeDefinition}</li>
        <li>{t.hotline.satisfiedDefinition}</li>
        <li>{t.hotline.firstVisitDefinition}</li>
        <li>{t.paid.reachedDefinition}</li>
      </ul>
    </>
  )
  return show(web, c, { title: t.hotline.figures, body, look: 'desk' })
}

interface Lines {
  readonly web: Web
  readonly c: Ask
  readonly level: FigureLevel
  readonly lines: readonly (readonly [string, Figures])[]
}

async function placeNames(
  { bank }: Web,
  c: Ask,
  level: FigureLevel,
  places: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { noPlace } = words(c).hotline
  const names = new Map<string, string>()
  for (const place of places) {
    const row = await bank.directory.get(level === 'station' ? 'station' : 'area', place)
    names.set(place, row?.body.name ?? (place || noPlace))
  }
  return names
}

const NO_SUMS: ReadonlyMap<string, PaidSum> = new Map()

/** What became of those nobody claimed; and the hours providers were paid for, which no volunteer has. */
async function Fallback({
  web,
  c,
  level,
  lines,
  paid,
}: Lines & { readonly paid: ReadonlyMap<string, PaidSum> }) {
  const t = words(c).paid
  const figures = new Map(lines.map(([place, { fallback }]) => [place, fallback]))
  const places = [...new Set([...figures.keys(), ...paid.keys()])].toSorted()
  const told = places.filter((place) => (figures.get(place)?.reached ?? 0) > 0 || paid.has(place))
  if (told.length === 0) return <></>
  const names = await placeNames(web, c, level, told)
  const titles = [t.reached, t.byProvider, t.byNeighbour, t.byOthers, t.waiting, t.dropped]
  return (
    <div class="wide">
      <h2>{t.figures}</h2>
      <p class="hint">{t.figuresHint}</p>
      <table>
        <thead>
          <tr>
            {[words(c).hotline.place, ...titles, t.visitCount, t.paidHours].map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {told.map((place) => (
            <tr>
              <th scope="row">{names.get(place)}</th>
              {UNCLAIMED.map((one) => (
                <td class="num">{figures.get(place)?.[one] ?? 0}</td>
              ))}
              <td class="num">{paid.get(place)?.visits ?? 0}</td>
              <td class="num">{hoursText(paid.get(place)?.minutes ?? 0, languageOf(c))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const UNCLAIMED = ['reached', 'provider', 'neighbour', 'others', 'waiting', 'dropped'] as const

async function Table({ web, c, level, lines }: Lines) {
  const t = words(c)
  const names = await placeNames(
    web,
    c,
    level,
    lines.map(([place]) => place),
  )
  const titles = [
    t.hotline.place,
    t.hotline.takenIn,
    t.hotline.closed,
    t.hotline.onTime,
    t.hotline.satisfied,
    t.hotline.firstVisit,
    t.hotline.overdue,
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
          {lines.map(([place, figures]) => (
            <tr>
              <th scope="row">{names.get(place)}</th>
              <td>{figures.taken}</td>
              <td>{shareText(c, figures.closed)}</td>
              <td>{shareText(c, figures.onTime)}</td>
              <td>{shareText(c, figures.satisfied)}</td>
              <td>{daysText(c, figures)}</td>
              <td>{figures.overdue}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What came of them, over all places shown. */
function Outcomes({ c, lines }: Pick<Lines, 'c' | 'lines'>) {
  const sums = new Map<string, number>()
  for (const [, { outcomes }] of lines)
    for (const [outcome, count] of Object.entries(outcomes))
      sums.set(outcome, (sums.get(outcome) ?? 0) + count)
  if (sums.size === 0) return <></>
  return (
    <p>
      {words(c).order.outcome}：
      {[...sums].map(([code, count]) => `${codeName(OUTCOMES, code, c)} ${count}`).join('；')}
    </p>
  )
}

/** "94.7%（18/19）": never a percentage without its parts. */
export function shareText(c: Ask, share: { readonly part: number; readonly of: number }): string {
  const tenths = perMille(share)
  if (tenths === undefined) return words(c).hotline.noFigure
  return `${(tenths / 10).toFixed(1)}%（${share.part}/${share.of}）`
}

export function daysText(c: Ask, { firstVisit: { hours, of } }: Figures): string {
  const { hotline } = words(c)
  return of === 0 ? hotline.noFigure : hotline.days((hours / of / 24).toFixed(1))
}
