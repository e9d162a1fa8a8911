/** The roster: one service of many people, everyone ticked, exceptions changed, looked at once more, recorded whole. */
import type { Hono } from 'hono'
import { dayOf, isDay, startOf, today } from '../bank/draft.ts'
import { creditSession } from '../bank/hours/session.ts'
import type { Person } from '../bank/ports-people.ts'
import type { MemberId } from '../ledger/account.ts'
import { type EntryId, refOf } from '../ledger/entry.ts'
import { parseHours } from '../ledger/minutes.ts'
import { hoursText, maskName, maskPhone } from '../words/reading.ts'
import { sentence } from '../words/refusal.ts'
import { Choice, Field, Hidden, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  isEntryId,
  isMemberId,
  languageOf,
  speakerFor,
  type Web,
  type WebEnv,
  words,
} from './view.ts'
import { spoken } from './spoken.ts'

const PEOPLE_MAX = 300

interface RosterRow {
  readonly person: Person
  readonly id: EntryId
  readonly present: boolean
  readonly hours: string
}

interface Roster {
  readonly id: EntryId
  readonly station: string
  readonly service: string
  readonly servedOn: string
  readonly hours: string
  readonly rows: readonly RosterRow[]
}

export function rosterPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/roster', async (c) => rosterPage(web, c, await freshRoster(web, c)))
  app.post('/desk/roster', (c) => rosterSent(web, c))
}

/** The station's people, or those who served a week before in the same service. */
async function freshRoster(web: Web, c: Ask): Promise<Roster> {
  const { bank } = web
  const station = deskStation(c)
  const asked = c.req.query('servedOn') ?? ''
  const servedOn = isDay(asked) ? asked : today(bank)
  const service = c.req.query('service') ?? 'activity'
  const lastWeek = c.req.query('from') === 'last-week'
  let people: readonly Person[] =
    station === '' || lastWeek ? [] : await bank.people.find({ station }, {}, PEOPLE_MAX)
  if (lastWeek) {
    const day = dayOf(startOf(servedOn) - 7 * 86_400_000)
    const entries = await bank.journal.stationServed(station, day, day)
    const members = entries.flatMap((entry) => {
      const member = refOf(entry, 'for') as MemberId | undefined
      return entry.kind === 'credit' && entry.service === service && member ? [member] : []
    })
    people = [...(await bank.people.names([...new Set(members)])).values()]
  }
  const rows = people.map((person) => ({ person, id: bank.ids.entry(), present: true, hours: '' }))
  return {
    id: bank.ids.entry(),
    station,
    service,
    servedOn,
    hours: c.req.query('hours') ?? '',
    rows,
  }
}

interface Shown {
  readonly said?: string
  readonly review?: { readonly count: number; readonly minutes: number }
}

function rosterPage(web: Web, c: Ask, roster: Roster, { said, review }: Shown = {}) {
  const t = words(c)
  const language = languageOf(c)
  const services = web.bank.rules.services.map(({ code, name }) => [code, name[language]] as const)
  const { lastWeek, stationPeople } = spoken(language)
  const body = (
    <>
      <h1>{t.desk.roster}</h1>
      <p class="hint">{t.desk.rosterHint}</p>
      <form method="get" action="/desk/roster" class="row">
        <Choice label={t.common.service} name="service" value={roster.service} options={services} />
        <Field label={t.desk.servedOn} name="servedOn" type="date" value={roster.servedOn} />
        <Choice
          label={t.common.member}
          name="from"
          value={c.req.query('from')}
          options={[
            ['station', stationPeople],
            ['last-week', lastWeek],
          ]}
        />
        <button class="quiet">{t.common.change}</button>
      </form>
      <Problem t={t} said={said} />
      <form method="post" action="/desk/roster" class="printed">
        <Hidden name="id" value={roster.id} />
        <Hidden name="station" value={roster.station} />
        <Hidden name="service" value={roster.service} />
        <Hidden name="servedOn" value={roster.servedOn} />
        <p>
          {services.find(([code]) => code === roster.service)?.[1]} · {roster.servedOn}
        </p>
        <Field
          label={`${t.desk.duration}（${t.common.all}）`}
          hint={t.desk.durationHint}
          name="hours"
          value={roster.hours}
          required
        />
        <RosterTable c={c} rows={roster.rows} />
        {review ? (
          <p class="done" role="status">
            {t.desk.rosterSubmit(review.count)} · {t.common.total}{' '}
            {hoursText(review.minutes, language)}
          </p>
        ) : (
          ''
        )}
        {review ? <Hidden name="reviewed" value={`${review.count}/${review.minutes}`} /> : ''}
        <p>
          <button>{review ? t.desk.rosterSubmit(review.count) : t.common.next}</button>
        </p>
      </form>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.desk.roster, body, look: 'desk', status })
}

function RosterTable({ c, rows }: { readonly c: Ask; readonly rows: readonly RosterRow[] }) {
  const t = words(c)
  if (rows.length === 0) return <p>{t.common.none}</p>
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t.desk.rosterPresent}</th>
          <th scope="col">{t.common.name}</th>
          <th scope="col">{t.common.phone}</th>
          <th scope="col">{t.common.number}</th>
          <th scope="col">{t.desk.duration}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ person, id, present, hours }) => (
          <tr>
            <td>
              <Hidden name="member" value={person.member} />
              <Hidden name={`id-${person.member}`} value={id} />
              <input
                type="checkbox"
                name={`present-${person.member}`}
                value="1"
                checked={present}
                aria-label={`${t.desk.rosterPresent} ${maskName(person.name)} ${person.number}`}
              />
            </td>
            <td>{maskName(person.name)}</td>
            <td>{maskPhone(person.phone)}</td>
            <td>{person.number}</td>
            <td>
              <input
                name={`hours-${person.member}`}
                value={hours}
                size={6}
                aria-label={`${t.desk.duration} ${maskName(person.name)} ${person.number}`}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

async function rosterSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const roster = await sentRoster(web, c, fields)
  const t = words(c)
  const present = roster.rows.filter((row) => row.present)
  const timed = present.map(({ person, id, hours }) => ({
    id,
    member: person.member,
    minutes: parseHours(hours === '' ? roster.hours : hours),
    servedOn: roster.servedOn,
    service: roster.service,
  }))
  const rows = timed.flatMap(({ minutes, ...row }) =>
    minutes === undefined ? [] : [{ ...row, minutes }],
  )
  if (rows.length < timed.length) return rosterPage(web, c, roster, { said: t.desk.durationHint })
  if (rows.length === 0) return rosterPage(web, c, roster, { said: t.desk.rosterHint })

  const minutes = rows.reduce((sum, row) => sum + row.minutes, 0)
  // What was changed after the review is shown again before it is recorded.
  if (fields.get('reviewed') !== `${rows.length}/${minutes}`)
    return rosterPage(web, c, roster, { review: { count: rows.length, minutes } })
  const { id, station } = roster
  const outcomes = await creditSession(web.bank, actorOf(c), { id, station, rows, whole: true })
  if (outcomes.every((outcome) => outcome.ok))
    return c.redirect(`/desk/today?recorded=${rows.length}`, 303)
  const speaker = await speakerFor(
    web,
    c,
    rows.map(({ member }) => member),
  )
  const said = new Set(
    outcomes.flatMap((outcome) =>
      outcome.ok || outcome.refusal.code === 'group-refused'
        ? []
        : [sentence(outcome.refusal, speaker)],
    ),
  )
  return rosterPage(web, c, roster, { said: [...said].join(' ') || t.common.pleaseCheck })
}

async function sentRoster(web: Web, c: Ask, fields: Fields): Promise<Roster> {
  const members = [...new Set(fields.all('member'))].filter(isMemberId)
  const people = await web.bank.people.names(members)
  const rows = members.flatMap((member) => {
    const person = people.get(member)
    const id = fields.get(`id-${member}`)
    if (!person || !isEntryId(id)) return []
    const present = fields.get(`present-${member}`) === '1'
    return [{ person, id, present, hours: fields.get(`hours-${member}`) }]
  })
  return {
    id: formId(web, fields),
    station: fields.get('station') || deskStation(c),
    service: fields.get('service'),
    servedOn: fields.get('servedOn'),
    hours: fields.get('hours'),
    rows,
  }
}
