/** The monthly close: a station's sheet to check, sign and print; for an office that of its area, once all have signed. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import {
  closeMonth,
  type MonthOrder,
  type MonthSheet,
  monthSheet,
} from '../bank/oversight/close-month.ts'
import { monthsBefore } from '../bank/oversight/liability.ts'
import { kindName } from '../words/entry.ts'
import { hoursText, timeText } from '../words/reading.ts'
import { Field, Hidden, Problem } from './page.tsx'
import { showDesk } from './frames.tsx'
import { Head } from './table.tsx'
import { StationField } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  formId,
  languageOf,
  mayHere,
  staffNames,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

const PATH = '/desk/months'

export function monthPages(app: Hono<WebEnv>, web: Web): void {
  app.get(PATH, async (c) =>
    page(web, c, await orderOf(web, c, c.req.query('month'), c.req.query('area'))),
  )
  app.post(PATH, (c) => signed(web, c))
}

/** What is looked at: the desk's own station, or for an office without one the area it looks after. */
async function orderOf(
  web: Web,
  c: Ask,
  month = monthsBefore(today(web.bank), 1).slice(0, 7),
  area = '',
): Promise<MonthOrder> {
  const station = deskStation(c)
  const staff = await web.bank.directory.get('staff', actorOf(c).id.replace(/^staff:/, ''))
  const own = area === '' ? (staff?.body.area ?? web.bank.rules.city.code) : area
  return station !== '' && area === '' ? { month, station } : { month, area: own }
}

async function signed(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const [month, area] = [fields.get('month'), fields.get('area')]
  const station = fields.get('station') || deskStation(c)
  const order = area === '' ? { month, station } : { month, area }
  if (fields.get('checked') === '') return page(web, c, order, words(c).month.checkFirst)
  const outcome = await closeMonth(web.bank, actorOf(c), { id: formId(web, fields), ...order })
  if (!outcome.ok) return page(web, c, order, await told(web, c, outcome.refusal))
  const query = new URLSearchParams({ month, ...(area === '' ? {} : { area }) })
  return c.redirect(`${PATH}?${query.toString()}`, 303)
}

async function page(web: Web, c: Ask, order: MonthOrder, problem?: string): Promise<Response> {
  const t = words(c)
  const found = await monthSheet(web.bank, actorOf(c), order)
  const said = problem ?? (found.ok ? undefined : await told(web, c, found.refusal))
  const body = (
    <>
      <h1>
        {t.month.title} {order.month}
      </h1>
      <p class="hint noprint">{t.month.hint}</p>
      <form method="get" action={PATH} class="row noprint">
        {actorOf(c).station === '' ? <StationField web={web} c={c} /> : ''}
        <Field label={t.month.month} name="month" type="month" value={order.month} />
        <button class="quiet">{t.month.show}</button>
      </form>
      <Problem t={t} said={said} />
      {found.ok ? <Sheet web={web} c={c} sheet={found.value} /> : ''}
    </>
  )
  return showDesk(web, c, { title: t.month.title, said, body })
}

interface Shown {
  readonly web: Web
  readonly c: Ask
  readonly sheet: MonthSheet
}

async function Sheet({ web, c, sheet }: Shown) {
  const t = words(c).month
  const table = sheet.station === undefined ? 'area' : 'station'
  const row = await web.bank.directory.get(table, sheet.station ?? sheet.area ?? '')
  const { closed } = sheet
  const names = closed && (await staffNames(web, c, [closed.by]))
  return (
    <>
      <h2>
        {row?.body.name} · {t.stretch(sheet.after, sheet.upto)}
      </h2>
      {closed ? (
        <>
          <p class="done">
            {t.closed(closed.seq)} · {t.closedBy} {names?.get(closed.by) ?? closed.by} ·{' '}
            {timeText(closed.recordedAt, languageOf(c))}
          </p>
          <p class={closed.agrees ? 'done' : 'problem'}>{closed.agrees ? t.agrees : t.differs}</p>
        </>
      ) : (
        ''
      )}
      <Figures web={web} c={c} sheet={sheet} />
      <p class="done">{t.balanced}</p>
      <Stations c={c} sheet={sheet} />
      {closed ? '' : <SignForm web={web} c={c} sheet={sheet} />}
    </>
  )
}

function Figures({ c, sheet }: Shown) {
  const { month: t, position } = words(c)
  const language = languageOf(c)
  const hours = (minutes: number) => hoursText(minutes, language)
  const { opening, closing, kinds, outstanding } = sheet.figures
  return (
    <>
      <table>
        <Head first={t.standing} figures={[t.opening, t.closing]} />
        <tbody>
          {(['issued', 'redeemed', 'held', 'position'] as const).map((one) => (
            <tr>
              <th scope="row">{position[one]}</th>
              <td class="num">{hours(opening[one])}</td>
              <td class="num">{hours(closing[one])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <Head first={t.kinds} figures={[t.count, t.hours]} />
        <tbody>
          {kinds.map(({ kind, count, minutes }) => (
            <tr>
              <th scope="row">{kindName(kind, language)}</th>
              <td class="num">{count}</td>
              <td class="num">{hours(minutes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        {t.outstanding} <b>{hours(outstanding)}</b>
      </p>
    </>
  )
}

function Stations({ c, sheet }: Omit<Shown, 'web'>) {
  const t = words(c).month
  if (!sheet.stations) return <></>
  return (
    <>
      <h2>{t.stations}</h2>
      <ul>
        {sheet.stations.map(({ station, closed }) => (
          <li>
            <a href={`${PATH}?month=${sheet.month}&station=${station}`}>{station}</a>{' '}
            {closed ? t.done : t.open}
          </li>
        ))}
      </ul>
    </>
  )
}

function SignForm({ web, c, sheet }: Shown) {
  const t = words(c).month
  if (!mayHere(c, sheet.area === undefined ? 'days:write' : 'months:write')) return <></>
  return (
    <form method="post" action={PATH}>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="month" value={sheet.month} />
      {sheet.area === undefined ? (
        <Hidden name="station" value={sheet.station ?? ''} />
      ) : (
        <Hidden name="area" value={sheet.area} />
      )}
      <label class="tick">
        <input type="checkbox" name="checked" value="1" /> {t.checked}
      </label>
      <button>{t.sign}</button>
    </form>
  )
}
