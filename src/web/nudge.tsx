/** What hours could be used for, said plainly and without pressure; and whose hours have lain for a year. */
import type { Hono } from 'hono'
import { nudgesFor } from '../bank/catalogue/choices.ts'
import { unusedAt } from '../bank/oversight/unused.ts'
import type { MemberId } from '../ledger/account.ts'
import { dayText, hoursText, maskName } from '../words/reading.ts'
import { costText } from './choices.tsx'
import { notFound, show } from './page.tsx'
import { StationField } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  languageOf,
  memberLink,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function nudgePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/unused', (c) => unusedPage(web, c))
}

interface Whose {
  readonly web: Web
  readonly c: Ask
  readonly member: MemberId
  readonly station: string
}

/** Nothing where nothing could be had this week. */
export async function Nudge({ web, c, member, station }: Whose) {
  const { catalogue } = words(c)
  const language = languageOf(c)
  const actor = actorOf(c)
  const choices = await nudgesFor(web.bank, actor, { member, station })
  if (choices.length === 0) return <></>
  const own = actor.kind === 'member'
  return (
    <div class="card">
      <p>{own ? catalogue.nudge : catalogue.nudgeFor}</p>
      <ul>
        {choices.map((choice) => (
          <li>
            {choice.name[language]}（{costText(c, choice)}，
            {catalogue.from(dayText(choice.day, language))}）
          </li>
        ))}
      </ul>
      {own ? <p class="hint">{catalogue.nudgeHint}</p> : ''}
    </div>
  )
}

/** So many are shown; those with most hours first. */
const SHOWN = 100

async function unusedPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const language = languageOf(c)
  const station = deskStation(c)
  const found = station === '' ? undefined : await unusedAt(web.bank, actorOf(c), station)
  if (found && !found.ok) return notFound(web, c)
  const rows = found?.value.slice(0, SHOWN) ?? []
  const people = await web.bank.people.names(rows.map(({ member }) => member))
  const body = (
    <>
      <h1>{t.catalogue.unused}</h1>
      <p class="hint">{t.catalogue.unusedHint}</p>
      {actorOf(c).station === '' ? (
        <form method="get" action="/desk/unused" class="row noprint">
          <StationField web={web} c={c} />
          <button class="quiet">{t.common.search}</button>
        </form>
      ) : (
        ''
      )}
      {rows.length === 0 ? <p>{t.catalogue.unusedNone}</p> : ''}
      <ul>
        {rows.map(({ member, minutes }) => {
          const person = people.get(member)
          return (
            <li>
              {person ? (
                <a href={memberLink(c, person)}>{maskName(person.name)}</a>
              ) : (
                t.common.erased
              )}{' '}
              {hoursText(minutes, language)}
            </li>
          )
        })}
      </ul>
    </>
  )
  return show(web, c, { title: t.catalogue.unused, body, look: 'desk' })
}
