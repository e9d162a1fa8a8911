/** A station's hours in and out, and how it stands with the others; for the city the totals of all. */
import type { Hono } from 'hono'
import { seesCity } from '../bank/actor.ts'
import { type Against, type Position, positionOf } from '../bank/oversight/position.ts'
import { cityTrialBalance, type TrialBalance } from '../bank/oversight/trial-balance.ts'
import { accountName } from '../words/entry.ts'
import { hoursText } from '../words/reading.ts'
import { Problem, show } from './page.tsx'
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

export function positionPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/position', (c) => positionPage(web, c))
}

type NameOf = (code: string) => string

async function positionPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const actor = actorOf(c)
  const station = deskStation(c)
  const own = station === '' ? undefined : await positionOf(web.bank, actor, station)
  const all = seesCity(actor) ? await cityTrialBalance(web.bank, actor) : undefined
  const name = await namesIn(web, c)
  const no = own && !own.ok ? await told(web, c, own.refusal) : undefined
  const body = (
    <>
      <h1>{t.position.title}</h1>
      <p class="hint">{t.position.hint}</p>
      <Problem t={t} said={no} />
      {own?.ok ? <Station c={c} position={own.value} name={name} /> : ''}
      {all?.ok ? <City c={c} city={web.bank.rules.city.code} trial={all.value} name={name} /> : ''}
    </>
  )
  const status = no === undefined ? 200 : 422
  return show(web, c, { title: t.position.title, body, look: 'desk', status })
}

/** Stations by name; what the city itself posted stands under its own. */
async function namesIn(web: Web, c: Ask): Promise<NameOf> {
  const { city } = web.bank.rules
  const rows = await web.bank.directory.all('station')
  const names = new Map(rows.map(({ key, body }) => [key, `${key} ${body.name}`]))
  names.set(city.code, city.name[languageOf(c)])
  return (code) => names.get(code) ?? code
}

function Station({
  c,
  position,
  name,
}: {
  readonly c: Ask
  readonly position: Position
  readonly name: NameOf
}) {
  const t = words(c).position
  const language = languageOf(c)
  const cards = [
    [t.issued, position.issued, ''],
    [t.redeemed, position.redeemed, ''],
    [t.held, position.held, ''],
    [t.position, position.position, t.positionHint],
  ] as const
  return (
    <>
      <h2>
        {name(position.station)} · {t.upTo(position.at)}
      </h2>
      <ul class="cards">
        {cards.map(([label, minutes, hint]) => (
          <li class="card">
            {label} <b>{hoursText(minutes, language)}</b>
            {hint}
          </li>
        ))}
      </ul>
      <Kinds c={c} kinds={position.kinds} />
      <h2>{t.others}</h2>
      {position.against.length === 0 ? <p>{t.othersNone}</p> : ''}
      <Others c={c} against={position.against} name={name} />
    </>
  )
}

function Kinds({ c, kinds }: { readonly c: Ask; readonly kinds: Position['kinds'] }) {
  const t = words(c).position
  const language = languageOf(c)
  return (
    <table>
      <caption>{t.kind}</caption>
      <tbody>
        {kinds.map(({ kind, minutes }) => (
          <tr>
            <th scope="row">{accountName(kind, language, 'auditors')}</th>
            <td class="num">{hoursText(minutes, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Others({
  c,
  against,
  name,
}: {
  readonly c: Ask
  readonly against: readonly Against[]
  readonly name: NameOf
}) {
  const t = words(c)
  const language = languageOf(c)
  if (against.length === 0) return <></>
  const moved = (minutes: number) =>
    minutes < 0
      ? t.position.given(hoursText(-minutes, language))
      : t.position.used(hoursText(minutes, language))
  const balance = (net: number) =>
    net === 0
      ? t.position.even
      : net > 0
        ? t.position.owesUs(hoursText(net, language))
        : t.position.weOwe(hoursText(-net, language))
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t.common.station}</th>
          <th scope="col" class="num">
            {t.position.ours}
          </th>
          <th scope="col" class="num">
            {t.position.theirs}
          </th>
          <th scope="col">{t.position.net}</th>
        </tr>
      </thead>
      <tbody>
        {against.map(({ station, ours, theirs, net }) => (
          <tr>
            <th scope="row">{name(station)}</th>
            <td class="num">{moved(ours)}</td>
            <td class="num">{moved(theirs)}</td>
            <td>{balance(net)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface CityProps {
  readonly c: Ask
  /** The city's own code: what is posted there belongs to no station. */
  readonly city: string
  readonly trial: TrialBalance
  readonly name: NameOf
}

function City({ c, city, trial, name }: CityProps) {
  const t = words(c)
  const language = languageOf(c)
  return (
    <>
      <h2>
        {t.position.all} · {t.position.upTo(trial.at)}
      </h2>
      <p class="done">{t.position.balanced}</p>
      <Kinds c={c} kinds={trial.kinds} />
      <h2>{t.position.stations}</h2>
      <Stations c={c} city={city} trial={trial} name={name} />
      <h2>{t.position.settlement}</h2>
      {trial.settlement.length === 0 ? <p>{t.position.settlementNone}</p> : ''}
      <ul>
        {trial.settlement.map(({ from, to, minutes }) => (
          <li>{t.position.owes(`${name(from)} → ${name(to)}`, hoursText(minutes, language))}</li>
        ))}
      </ul>
    </>
  )
}

function Stations({ c, city, trial, name }: CityProps) {
  const t = words(c)
  const language = languageOf(c)
  const columns = ['issued', 'redeemed', 'held', 'position'] as const
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">{t.common.station}</th>
            {columns.map((one) => (
              <th scope="col" class="num">
                {t.position[one]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {trial.stations.map((station) => (
            <tr>
              <th scope="row">
                {station.station === city ? (
                  name(city)
                ) : (
                  <a href={`/desk/position?station=${station.station}`}>{name(station.station)}</a>
                )}
              </th>
              {columns.map((one) => (
                <td class="num">{hoursText(station[one], language)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
