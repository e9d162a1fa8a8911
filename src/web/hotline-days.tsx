/** The hotline day by day: calls and what was counted of them, with sums, on the screen and as a sheet. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { type HotlineDay, type HotlineDays, hotlineDays } from '../bank/loop/hotline-days.ts'
import type { Outcome } from '../ledger/refusal.ts'
import { writeCsv, writeXlsx } from '../paper/write.ts'
import { COUNTERS } from '../rules/order-codes.ts'
import { dayText } from '../words/reading.ts'
import { COUNTS } from './order-move.tsx'
import { codeName } from './order-view.tsx'
import { Field, Problem, show } from './page.tsx'
import { Head } from './table.tsx'
import { sendFile, withQuery } from './print.tsx'
import { StationField } from './station-field.tsx'
import { XLSX } from './templates.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

const PATH = '/desk/hotline/days'

export function hotlineDayPages(app: Hono<WebEnv>, web: Web): void {
  app.get(PATH, (c) => daysPage(web, c))
}

interface Span {
  readonly from: string
  readonly to: string
}

/** A month that is named, else days that are, else this month up to today. */
function spanIn(web: Web, c: Ask): Span {
  const now = today(web.bank)
  const month = c.req.query('month') ?? ''
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
    const [year = 0, n = 0] = month.split('-').map(Number)
    const last = new Date(Date.UTC(year, n, 0)).toISOString().slice(0, 10)
    return { from: `${month}-01`, to: last }
  }
  const asked = (name: string, fallback: string) => c.req.query(name) || fallback
  return { from: asked('from', `${now.slice(0, 8)}01`), to: asked('to', now) }
}

async function daysPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const span = spanIn(web, c)
  const station = deskStation(c)
  const found: Outcome<HotlineDays> = await hotlineDays(web.bank, actorOf(c), {
    ...span,
    ...(station === '' ? {} : { station }),
  })
  const rows = await web.bank.directory.all('station')
  const names = new Map(rows.map(({ key, body }) => [key, body.name]))
  const as = c.req.query('as')
  if (found.ok && (as === 'csv' || as === 'xlsx'))
    return daysFile(c, as, { found: found.value, names, span })
  const body = (
    <>
      <h1>{t.hotline.byDay}</h1>
      <p class="hint">{t.hotline.byDayHint}</p>
      <Problem t={t} said={found.ok ? undefined : await told(web, c, found.refusal)} />
      <SpanForm web={web} c={c} span={span} />
      {found.ok ? <Tables c={c} found={found.value} names={names} /> : ''}
      <p class="noprint">
        <a class="button quiet" href="/desk/hotline">
          {t.hotline.title}
        </a>
      </p>
    </>
  )
  const status = found.ok ? 200 : 422
  return show(web, c, { title: t.hotline.byDay, body, look: 'desk', status })
}

function SpanForm({ web, c, span }: { readonly web: Web; readonly c: Ask; readonly span: Span }) {
  const t = words(c)
  const office = actorOf(c).station === ''
  return (
    <>
      <form method="get" action={PATH} class="row noprint">
        {office ? <StationField web={web} c={c} /> : ''}
        <Field
          label={t.month.month}
          name="month"
          type="month"
          value={c.req.query('month') ?? span.from.slice(0, 7)}
        />
        <button class="quiet">{t.papers.show}</button>
      </form>
      <form method="get" action={PATH} class="row noprint">
        {office ? <StationField web={web} c={c} /> : ''}
        <Field label={t.hotline.from} name="from" type="date" value={span.from} />
        <Field label={t.hotline.to} name="to" type="date" value={span.to} />
        <button class="quiet">{t.papers.show}</button>
      </form>
    </>
  )
}

interface Found {
  readonly found: HotlineDays
  readonly names: ReadonlyMap<string, string>
}

function Tables({ c, found, names }: Found & { readonly c: Ask }) {
  const t = words(c).hotline
  if (found.days.length === 0) return <p role="status">{t.none}</p>
  return (
    <>
      <p class="noprint">
        <a class="button" href={withQuery(c, 'as', 'xlsx')} download="">
          {t.downloadXlsx}
        </a>{' '}
        <a class="button quiet" href={withQuery(c, 'as', 'csv')} download="">
          {t.downloadCsv}
        </a>
      </p>
      {found.stations.map(({ station, ...sum }) => (
        <>
          <h2>{names.get(station) ?? station}</h2>
          <Days c={c} days={found.days.filter((one) => one.station === station)} sum={sum} />
        </>
      ))}
      {found.stations.length > 1 ? (
        <>
          <h2>{t.allStations}</h2>
          <Days c={c} days={[]} sum={found.all} />
        </>
      ) : (
        ''
      )}
    </>
  )
}

interface DaysProps {
  readonly c: Ask
  readonly days: readonly HotlineDay[]
  readonly sum: HotlineDays['all']
}

function Days({ c, days, sum }: DaysProps) {
  const t = words(c).hotline
  const figures = ({ calls, counts }: HotlineDays['all']) =>
    [calls, ...COUNTS.map((one) => counts[one])].map((count) => <td class="num">{count}</td>)
  return (
    <table>
      <Head
        first={t.date}
        figures={[t.calls, ...COUNTS.map((one) => codeName(COUNTERS, one, c))]}
      />
      <tbody>
        {days.map((one) => (
          <tr>
            <th scope="row">{dayText(one.day, languageOf(c))}</th>
            {figures(one)}
          </tr>
        ))}
        <tr>
          <th scope="row">{t.sum}</th>
          {figures(sum)}
        </tr>
      </tbody>
    </table>
  )
}

/** A line a station and day, a line for the sum of each station, and the last for all. */
async function daysFile(
  c: Ask,
  as: 'csv' | 'xlsx',
  { found, names, span }: Found & { readonly span: Span },
): Promise<Response> {
  const t = words(c)
  const lines: readonly HotlineDay[] = [
    ...found.stations.flatMap((sum) => [
      ...found.days.filter(({ station }) => station === sum.station),
      { ...sum, day: t.hotline.sum },
    ]),
    { ...found.all, station: '', day: t.hotline.allStations },
  ]
  const columns = [
    { title: t.hotline.stationCode, value: ({ station }: HotlineDay) => station },
    {
      title: t.common.station,
      width: 24,
      value: ({ station }: HotlineDay) => names.get(station) ?? '',
    },
    { title: t.hotline.date, width: 14, value: ({ day }: HotlineDay) => day },
    { title: t.hotline.calls, value: ({ calls }: HotlineDay) => calls },
    ...COUNTS.map((one) => ({
      title: codeName(COUNTERS, one, c),
      value: ({ counts }: HotlineDay) => counts[one],
    })),
  ]
  const file = `hotline-${span.from}-${span.to}.${as}`
  return as === 'csv'
    ? sendFile(c, writeCsv(lines, columns), file, 'text/csv; charset=utf-8')
    : sendFile(c, await writeXlsx(lines, columns, t.hotline.byDay), file, XLSX)
}
