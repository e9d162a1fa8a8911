/** Outstanding hours of a station, a street, a district or the city: the figures, a drawn chart, and whom to remind. */
import type { Hono } from 'hono'
import {
  type Band,
  IDLE_MOST,
  type Liability,
  liabilityOf,
  type OfPlace,
} from '../bank/oversight/liability.ts'
import { covers } from '../bank/actor.ts'
import { dayText, hoursText } from '../words/reading.ts'
import { Problem } from './page.tsx'
import { showDesk } from './frames.tsx'
import { Head } from './table.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  languageOf,
  memberLink,
  speakerFor,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function liabilityPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/liability', (c) => page(web, c))
}

interface Shown {
  readonly c: Ask
  readonly found: Liability
}

async function page(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const area = c.req.query('area') ?? ''
  const station = deskStation(c)
  // Whoever has a station of their own sees that; an office all within its reach, or what it chooses.
  const chosen =
    c.req.query('station') !== undefined || actorOf(c).station !== '' ? { station } : undefined
  const order = area === '' ? (station === '' ? {} : chosen) : { area }
  const outcome = await liabilityOf(web.bank, actorOf(c), order)
  const said = outcome.ok ? undefined : await told(web, c, outcome.refusal)
  const body = (
    <>
      <h1>{t.liability.title}</h1>
      <p class="hint">{t.liability.hint}</p>
      <Problem t={t} said={said} />
      {outcome.ok ? (
        <>
          <Figures c={c} found={outcome.value} />
          <Ages c={c} found={outcome.value} />
          <Places c={c} found={outcome.value} name={await placeNames(web)} />
          <Organisations c={c} found={outcome.value} name={await organisationNames(web)} />
          <Waiting c={c} found={outcome.value} />
          <Idled web={web} c={c} found={outcome.value} />
        </>
      ) : (
        ''
      )}
    </>
  )
  return showDesk(web, c, { title: t.liability.title, said, body })
}

async function placeNames({ bank }: Web) {
  const areas = (await bank.directory.all('area')).map(({ key, body }) => [key, body.name] as const)
  const stations = (await bank.directory.all('station')).map(
    ({ key, body }) => [key, `${key} ${body.name}`] as const,
  )
  const names = new Map([...areas, ...stations])
  return (code: string) => names.get(code) ?? code
}

async function organisationNames({ bank }: Web) {
  const rows = await bank.directory.all('organisation')
  const names = new Map(rows.map(({ key, body }) => [key, body.name]))
  return (code: string) => names.get(code) ?? code
}

function Figures({ c, found }: Shown) {
  const t = words(c).liability
  const language = languageOf(c)
  const { redeemed, outstanding, permille } = found.coverage
  return (
    <>
      <h2>{t.upTo(dayText(found.day, language), found.at)}</h2>
      <ul class="cards">
        <li class="card">
          {t.total} <b>{hoursText(found.minutes, language)}</b>
          {t.people(found.members)}
        </li>
        <li class="card">
          {t.coverage}{' '}
          <b>{permille === undefined ? t.coverageNone : t.percent((permille / 10).toFixed(1))}</b>
          {t.coverageHint(hoursText(redeemed, language), hoursText(outstanding, language))}
        </li>
      </ul>
    </>
  )
}

function Ages({ c, found }: Shown) {
  const t = words(c).liability
  return (
    <>
      <h2>{t.ages}</h2>
      <p class="hint">{t.agesHint}</p>
      <Chart c={c} bands={found.ages} />
      <BandTable c={c} bands={found.ages} />
    </>
  )
}

const BAR = 26
const LEFT = 130
const WIDE = 420

/** Bars as long as the hours of each stretch; the table below says the same in figures. */
function Chart({ c, bands }: { readonly c: Ask; readonly bands: readonly Band[] }) {
  const t = words(c).liability
  const most = Math.max(1, ...bands.map(({ minutes }) => minutes))
  return (
    <svg
      class="bars"
      role="img"
      aria-label={t.chart}
      viewBox={`0 0 ${LEFT + WIDE + 120} ${bands.length * BAR}`}
    >
      {bands.map(({ from, to, minutes }, at) => (
        <g>
          <text x={LEFT - 8} y={at * BAR + 17} text-anchor="end">
            {t.band(from, to)}
          </text>
          <rect x={LEFT} y={at * BAR + 4} width={Math.round((minutes * WIDE) / most)} height={18} />
          <text x={LEFT + Math.round((minutes * WIDE) / most) + 6} y={at * BAR + 17}>
            {hoursText(minutes, languageOf(c))}
          </text>
        </g>
      ))}
    </svg>
  )
}

function BandTable({ c, bands }: { readonly c: Ask; readonly bands: readonly Band[] }) {
  const t = words(c).liability
  return (
    <table>
      <Head first={t.ages} figures={[t.accounts, t.hours]} />
      <tbody>
        {bands.map(({ from, to, minutes, accounts }) => (
          <tr>
            <th scope="row">{t.band(from, to)}</th>
            <td class="num">{accounts}</td>
            <td class="num">{hoursText(minutes, languageOf(c))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Places({ c, found, name }: Shown & { readonly name: (code: string) => string }) {
  const t = words(c).liability
  // A desk of one station has nothing wider or narrower to look at.
  const office = actorOf(c).station === ''
  const link = ({ level, code }: OfPlace) =>
    level === 'station' ? `/desk/liability?station=${code}` : `/desk/liability?area=${code}`
  return (
    <>
      <h2>{t.places}</h2>
      <table>
        <tbody>
          {found.places.map((place) => (
            <tr>
              <td>{t[place.level]}</td>
              <th scope="row">
                {office ? <a href={link(place)}>{name(place.code)}</a> : name(place.code)}
              </th>
              <td class="num">{hoursText(place.minutes, languageOf(c))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Organisations({ c, found, name }: Shown & { readonly name: (code: string) => string }) {
  const t = words(c).liability
  return (
    <>
      <h2>{t.organisations}</h2>
      <p class="hint">{t.organisationsHint}</p>
      <table>
        <tbody>
          {found.organisations.map(({ organisation, minutes }) => (
            <tr>
              <th scope="row">{organisation === '-' ? t.city : name(organisation)}</th>
              <td class="num">{hoursText(minutes, languageOf(c))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Waiting({ c, found }: Shown) {
  const t = words(c).liability
  const lists = [
    [t.holding, found.holding],
    [t.suspense, found.suspense],
  ] as const
  return (
    <>
      {lists.map(([title, bands]) => (
        <>
          <h2>{title}</h2>
          {bands.every(({ minutes }) => minutes === 0) ? (
            <p>{t.nothing}</p>
          ) : (
            <BandTable c={c} bands={bands} />
          )}
        </>
      ))}
    </>
  )
}

/** Names as a desk has them, and a link where the person is of a station within reach. */
async function Idled({ web, c, found }: Shown & { readonly web: Web }) {
  const t = words(c).liability
  const language = languageOf(c)
  const { idle = [], idleCount } = found
  if (idle.length === 0) return <></>
  const speaker = await speakerFor(
    web,
    c,
    idle.map(({ member }) => member),
  )
  const near = new Map<string, boolean>()
  for (const { home } of idle)
    if (!near.has(home)) near.set(home, await covers(web.bank, actorOf(c), home))
  return (
    <>
      <h2>{t.idle}</h2>
      <p class="hint">{t.idleHint(idleCount)}</p>
      {idleCount > IDLE_MOST ? <p class="hint">{t.idleMost(IDLE_MOST)}</p> : ''}
      <table>
        <tbody>
          {idle.map(({ member, home, minutes, since }) => {
            const person = speaker.people.get(member)
            const said = speaker.name?.(member) ?? member
            return (
              <tr>
                <th scope="row">
                  {person && near.get(home) ? <a href={memberLink(c, person)}>{said}</a> : said}{' '}
                  {person?.number}
                </th>
                <td>{speaker.station?.(home) ?? home}</td>
                <td class="num">{hoursText(minutes, language)}</td>
                <td>
                  {t.idleSince} {dayText(since, language)}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </>
  )
}
