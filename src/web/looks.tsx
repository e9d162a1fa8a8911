/** Who looked at my data (谁看过我的信息): every event around a person, told to that person; staff by their post, not by name. */
import type { Hono } from 'hono'
import { type AuditEvent, eventsAbout } from '../bank/oversight/audit.ts'
import { actName, eventReason } from '../words/event.ts'
import { roleName } from '../words/office.ts'
import { dayAt, dayText, timeText } from '../words/reading.ts'
import { heardWords, shownWords } from './aloud.tsx'
import { notFound, show } from './page.tsx'
import { actorOf, type Ask, languageOf, type Web, type WebEnv, words } from './view.ts'

const EVENTS_A_PAGE = 50

export function looksPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/passbook/looks', (c) => looksPage(web, c))
  app.get('/elder/looks', (c) => looksPage(web, c, 'large'))
}

async function looksPage(web: Web, c: Ask, look?: 'large'): Promise<Response> {
  const { privacy } = look === 'large' ? shownWords(c) : words(c)
  // A relative who acts for them reads of their own looks, on pages of their own.
  const { member, through } = actorOf(c)
  if (member === undefined || through) return notFound(web, c)
  const after = c.req.query('after')
  const page = { limit: EVENTS_A_PAGE, ...(after === undefined ? {} : { after }) }
  const events = await eventsAbout(web.bank, actorOf(c), member, page)
  if (!events.ok) return notFound(web, c)
  const who = await posts(web, c, events.value)
  const last = events.value.at(-1)
  const here = look === 'large' ? '/elder/looks' : '/passbook/looks'
  const body = (
    <>
      <h1>{privacy.looks}</h1>
      <p>{privacy.looksHint}</p>
      {events.value.length === 0 ? (
        <p>{privacy.looksNone}</p>
      ) : (
        <Events c={c} events={events.value} who={who} />
      )}
      {last && events.value.length >= EVENTS_A_PAGE ? (
        <p class="noprint">
          <a class="button quiet" href={`${here}?after=${last.id}`}>
            {privacy.looksMore}
          </a>
        </p>
      ) : (
        ''
      )}
    </>
  )
  if (look === undefined) return show(web, c, { title: privacy.looks, body })
  const aloud = looksHeard(c, events.value, who)
  return show(web, c, { title: privacy.looks, body, look, aloud })
}

/** Nobody listens to fifty. */
const HEARD = 5

/** The newest of them in a sentence each. */
function looksHeard(
  c: Ask,
  events: readonly AuditEvent[],
  who: ReadonlyMap<string, string>,
): readonly string[] {
  const { privacy } = heardWords(c)
  const language = languageOf(c)
  return [
    privacy.looks,
    privacy.looksHint,
    ...(events.length === 0 ? [privacy.looksNone] : []),
    ...events.slice(0, HEARD).map(({ at, by, act, ok }) => {
      const done = `${actName(act, language)}${ok ? '' : privacy.looksNotDone}`
      return [dayText(dayAt(at), language), who.get(by) ?? privacy.somebody, done].join('，')
    }),
  ]
}

interface EventsProps {
  readonly c: Ask
  readonly events: readonly AuditEvent[]
  readonly who: ReadonlyMap<string, string>
}

export function Events({ c, events, who }: EventsProps) {
  const { privacy } = words(c)
  const language = languageOf(c)
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{privacy.looksWhen}</th>
          <th scope="col">{privacy.looksWho}</th>
          <th scope="col">{privacy.looksWhat}</th>
          <th scope="col">{privacy.looksWhy}</th>
        </tr>
      </thead>
      <tbody>
        {events.map(({ at, by, act, ok, reason }) => (
          <tr>
            <td>{timeText(at, language)}</td>
            <td>{who.get(by) ?? privacy.somebody}</td>
            <td>
              {actName(act, language)}
              {ok ? '' : privacy.looksNotDone}
            </td>
            <td>{reason === undefined ? '' : eventReason(reason, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What each of them is, by their post now: a role and a place. */
export async function posts(
  { bank }: Web,
  c: Ask,
  events: readonly AuditEvent[],
): Promise<ReadonlyMap<string, string>> {
  const { privacy } = words(c)
  const language = languageOf(c)
  const found = new Map<string, string>()
  for (const by of new Set(events.map((event) => event.by))) {
    const [kind, key = ''] = by.split(':')
    if (by === actorOf(c).id) found.set(by, privacy.oneself)
    else if (by === 'kapok') found.set(by, privacy.system)
    else if (by === 'visitor') found.set(by, privacy.visitor)
    else if (kind === 'token') {
      const token = await bank.directory.get('token', key)
      found.set(by, privacy.program(token?.body.name ?? ''))
    } else if (kind === 'staff') {
      const staff = await bank.directory.get('staff', key)
      if (staff) found.set(by, await postText(bank, staff.body, privacy.at, language))
    }
  }
  return found
}

async function postText(
  bank: Web['bank'],
  { role, station, area = '' }: { role: string; station: string; area?: string },
  at: (role: string, place: string) => string,
  language: 'zh' | 'en',
): Promise<string> {
  const place =
    station === ''
      ? await bank.directory.get('area', area === '' ? bank.rules.city.code : area)
      : await bank.directory.get('station', station)
  return at(roleName(role, language), place?.body.name ?? bank.rules.city.name[language])
}
