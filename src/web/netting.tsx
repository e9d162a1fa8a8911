/** The settlement between stations of a month, to look at, to ask for, and to print. */
import type { Hono } from 'hono'
import { monthsBefore } from '../bank/oversight/liability.ts'
import { askNetting, type Netting, nettingOf } from '../bank/oversight/netting.ts'
import { today } from '../bank/draft.ts'
import type { Refusal } from '../ledger/refusal.ts'
import { hoursText, timeText } from '../words/reading.ts'
import { Facts, Field, Hidden, Problem } from './page.tsx'
import { showDesk } from './frames.tsx'
import { Head } from './table.tsx'
import {
  actorOf,
  type Ask,
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

const PATH = '/office/netting'

export function nettingPages(app: Hono<WebEnv>, web: Web): void {
  app.get(PATH, (c) => page(web, c, c.req.query('month') ?? lastMonth(web)))
  app.post(PATH, async (c) => {
    const fields = await fieldsOf(c)
    const order = { id: formId(web, fields), month: fields.get('month') }
    const outcome = await askNetting(web.bank, actorOf(c), order)
    if (outcome.ok || outcome.refusal.code === 'waits-for-review')
      return c.redirect(`${PATH}?month=${encodeURIComponent(order.month)}&done=asked`, 303)
    return page(web, c, order.month, outcome.refusal)
  })
}

const lastMonth = ({ bank }: Web) => monthsBefore(today(bank), 1).slice(0, 7)

async function page(web: Web, c: Ask, month: string, refusal?: Refusal): Promise<Response> {
  const t = words(c)
  const outcome = await nettingOf(web.bank, actorOf(c), month)
  const no = refusal ?? (outcome.ok ? undefined : outcome.refusal)
  const said = no && (await told(web, c, no))
  const body = (
    <>
      <h1>
        {t.netting.title} {month}
      </h1>
      <p class="hint">{t.netting.hint}</p>
      <Problem t={t} said={said} />
      {c.req.query('done') === 'asked' ? <p class="done">{t.netting.asked}</p> : ''}
      <form method="get" action={PATH} class="row">
        <Field label={t.netting.month} name="month" type="month" value={month} />
        <button class="quiet">{t.netting.show}</button>
      </form>
      {outcome.ok ? <Document web={web} c={c} found={outcome.value} /> : ''}
    </>
  )
  return showDesk(web, c, { title: t.netting.title, said, body })
}

interface Shown {
  readonly web: Web
  readonly c: Ask
  readonly found: Netting
}

async function Document({ web, c, found }: Shown) {
  const t = words(c).netting
  const language = languageOf(c)
  const rows = await web.bank.directory.all('station')
  const names = new Map(rows.map(({ key, body }) => [key, `${key} ${body.name}`]))
  const name = (code: string) => names.get(code) ?? code
  return (
    <>
      <Standing web={web} c={c} found={found} />
      <p>
        {t.total} <b>{hoursText(found.minutes, language)}</b> · {t.stretch(found.after, found.upto)}
      </p>
      <h2>{t.owed}</h2>
      {found.owed.length === 0 ? <p>{t.none}</p> : ''}
      <ul>
        {found.owed.map(({ from, to, minutes }) => (
          <li>
            {name(from)} → {name(to)}：{hoursText(minutes, language)}
          </li>
        ))}
      </ul>
      <Stations c={c} found={found} name={name} />
      <Matrix c={c} found={found} name={name} />
      <p class="onlyprint">
        <span class="signed">
          {[t.signMaker, t.signReviewer, t.signDay].map((label) => (
            <span>{label}：</span>
          ))}
        </span>
      </p>
    </>
  )
}

async function Standing({ web, c, found }: Shown) {
  const t = words(c).netting
  const { settled, waits, month, minutes } = found
  if (settled) {
    const names = await staffNames(web, c, [settled.by, settled.reviewer])
    return (
      <>
        <p class="done">{t.settled(settled.seq)}</p>
        <Facts
          rows={[
            [t.by, names.get(settled.by) ?? settled.by],
            [t.reviewer, names.get(settled.reviewer) ?? settled.reviewer],
            [timeText(settled.recordedAt, languageOf(c)), settled.agrees ? t.agrees : t.differs],
          ]}
        />
      </>
    )
  }
  if (waits !== undefined)
    return (
      <p>
        {t.waits} <a href={`/desk/reviews/${waits}`}>{t.look}</a>
      </p>
    )
  if (minutes === 0 || !mayHere(c, 'balances:write')) return <></>
  return (
    <form method="post" action={PATH}>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="month" value={month} />
      <button>{t.ask}</button>
    </form>
  )
}

interface Tabled {
  readonly c: Ask
  readonly found: Netting
  readonly name: (code: string) => string
}

function Stations({ c, found, name }: Tabled) {
  const t = words(c).netting
  const language = languageOf(c)
  return (
    <>
      <h2>{t.stations}</h2>
      <p class="hint">{t.afterHint}</p>
      <table>
        <Head first={t.station} figures={[t.net, t.before, t.after]} />
        <tbody>
          {found.stations.map(({ station, net, before, after }) => (
            <tr>
              <th scope="row">{name(station)}</th>
              {[net, before.position, after.position].map((minutes) => (
                <td class="num">{hoursText(minutes, language)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Matrix({ c, found, name }: Tabled) {
  const t = words(c).netting
  const language = languageOf(c)
  const places = [...new Set(found.matrix.map(({ place }) => place))].toSorted()
  const homes = [...new Set(found.matrix.map(({ home }) => home))].toSorted()
  const spent = new Map(found.matrix.map((cell) => [`${cell.home} ${cell.place}`, cell.spent]))
  return (
    <div class="wide">
      <table>
        <caption>{t.matrix}</caption>
        <Head first={t.station} figures={places.map(name)} />
        <tbody>
          {homes.map((home) => (
            <tr>
              <th scope="row">{name(home)}</th>
              {places.map((place) => {
                const minutes = spent.get(`${home} ${place}`)
                return (
                  <td class="num">{minutes === undefined ? '' : hoursText(minutes, language)}</td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
